/* Facts: what a hazard's days tell without its record, as rows of numbers in blocks of columns. */
#include "store/fact.h"

#include <stdlib.h>

#include "base/sum.h"
#include "kv/key.h"
#include "store/rows.h"

static const unsigned char width_of[TL_FACT_NCOLUMNS] = {
#define X(name, width) width,
	TL_FACT_COLUMNS(X)
#undef X
};

enum {
	ROW_BYTES =
#define X(name, width) + width
	TL_FACT_COLUMNS(X)
#undef X
};

static const size_t place[TL_FACT_NCOLUMNS] = {
#define X(name, width) offsetof(struct tl_fact, name),
	TL_FACT_COLUMNS(X)
#undef X
};

const struct tl_fact_dimension tl_fact_dimensions[TL_FACT_DIMENSIONS] = {
	{ TL_F_TOWN, TL_FACT_town, TL_SYMBOLS_COMMON },
	{ TL_F_SECTOR, TL_FACT_sector, TL_SYMBOLS_COMMON },
	{ TL_F_LEVEL, TL_FACT_level, TL_SYMBOLS_COMMON },
	{ TL_F_REGULATOR, TL_FACT_regulator, TL_SYMBOLS_COMMON },
	{ TL_F_ASSIGNEE, TL_FACT_assignee, TL_SYMBOLS_COMMON },
	{ TL_F_SOURCE, TL_FACT_source, TL_SYMBOLS_COMMON },
	{ TL_F_CATEGORY, TL_FACT_category, TL_SYMBOLS_COMMON },
	{ TL_F_UNIT, TL_FACT_unit, TL_SYMBOLS_UNIT },
};

int tl_fact_dimension_of(const struct tl_field *f)
{
	for (int i = 0; i < TL_FACT_DIMENSIONS; i++)
		if (f->known == (int)tl_fact_dimensions[i].field)
			return i;
	return -1;
}

static uint32_t *column_of(const struct tl_fact *f, int column)
{
	return (uint32_t *)((char *)f + place[column]);
}

uint32_t tl_fact_at(const struct tl_fact *f, enum tl_fact_column column)
{
	return *column_of(f, column);
}

uint32_t tl_fact_day(tl_day day, bool *ok)
{
	if (day == TL_NODAY)
		return 0;
	if (day <= TL_FACT_BASE || day - TL_FACT_BASE > UINT16_MAX) {
		*ok = false;
		return 0;
	}
	return (uint32_t)(day - TL_FACT_BASE);
}

/* --- symbols ----------------------------------------------------------------- */

void tl_symbols_init(struct tl_symbols *s, struct tl_kv_txn *txn, struct tl_err *err)
{
	*s = (struct tl_symbols){ .txn = txn, .err = err };
}

void tl_symbols_release(struct tl_symbols *s)
{
	for (int i = 0; i < TL_SYMBOL_SPACES; i++)
		tl_map_freep(&s->number[i]);
	for (int i = 0; i < TL_SYMBOL_SPACES; i++)
		free(s->text[i].of);
	tl_buf_release(&s->key);
	tl_buf_release(&s->val);
}

static struct tl_bytes symbol_key(struct tl_symbols *s, char way, int space, struct tl_bytes text,
                                  uint64_t number)
{
	tl_buf_clear(&s->key);
	tl_buf_char(&s->key, 'F');
	tl_buf_char(&s->key, way);
	tl_key_uint(&s->key, (uint64_t)space);
	if (text.data)
		tl_buf_add(&s->key, text);
	else
		tl_key_uint(&s->key, number);
	return tl_buf_bytes(&s->key);
}

/* Number 0 of a space says which was given last. */
static int load_last(struct tl_symbols *s, int space)
{
	struct tl_bytes v;
	int rc;

	if (s->loaded[space])
		return 0;
	rc = tl_kv_get(s->txn, symbol_key(s, 'n', space, TL_NONE, 0), &v, s->err);
	if (!rc) {
		struct tl_unpack u = tl_unpack(v);
		s->last[space] = tl_unpack_uint(&u);
	}
	s->loaded[space] = true;
	return rc == TLSAFE_ENOENT ? 0 : rc;
}

static int put_number(struct tl_symbols *s, struct tl_bytes key, uint64_t number)
{
	tl_buf_clear(&s->val);
	tl_buf_uint(&s->val, number);
	if (s->key.failed || s->val.failed)
		return tl_err_memory(s->err);
	return tl_kv_put(s->txn, key, tl_buf_bytes(&s->val), s->err);
}

static int make_symbol(struct tl_symbols *s, int space, struct tl_bytes text, uint64_t *ret)
{
	int rc = load_last(s, space);

	*ret = ++s->last[space];
	if (!rc)
		rc = put_number(s, symbol_key(s, 's', space, text, 0), *ret);
	if (!rc)
		rc = put_number(s, symbol_key(s, 'n', space, TL_NONE, 0), *ret);
	if (!rc)
		rc = tl_kv_put(s->txn, symbol_key(s, 'n', space, TL_NONE, *ret), text, s->err);
	return rc;
}

int tl_symbol(struct tl_symbols *s, int space, struct tl_bytes text, bool make, uint32_t *ret)
{
	struct tl_bytes v;
	uint64_t *slot, number = 0;
	int rc;

	*ret = 0;
	if (!text.len)
		return 0;
	if (!s->number[space] && !(s->number[space] = tl_map_new()))
		return tl_err_memory(s->err);
	slot = tl_map_get(s->number[space], text);
	if (slot) {
		*ret = (uint32_t)*slot;
		return 0;
	}
	rc = tl_kv_get(s->txn, symbol_key(s, 's', space, text, 0), &v, s->err);
	if (!rc) {
		struct tl_unpack u = tl_unpack(v);
		number = tl_unpack_uint(&u);
	} else if (rc == TLSAFE_ENOENT) {
		rc = make ? make_symbol(s, space, text, &number) : 0;
		if (!make)
			return 0;
	}
	if (rc)
		return rc;
	slot = tl_map_put(s->number[space], text, NULL);
	if (!slot)
		return tl_err_memory(s->err);
	*slot = number;
	*ret = (uint32_t)number;
	return 0;
}

int tl_symbol_text(struct tl_symbols *s, int space, uint32_t number, struct tl_bytes *ret)
{
	struct tl_bytes *known = number < s->text[space].n ? &s->text[space].of[number] : NULL;
	int rc;

	*ret = known ? *known : TL_NONE;
	if (!number || ret->data)
		return 0;
	rc = tl_kv_get(s->txn, symbol_key(s, 'n', space, TL_NONE, number), ret, s->err);
	if (rc)
		return rc != TLSAFE_ENOENT ? rc :
		                             tl_err_hint(s->err, TLSAFE_ECORRUPT,
		                                         "run tlsafe-db check",
		                                         "the facts hold a symbol that has no "
		                                         "text");
	if (!known) {
		size_t n = number < 64 ? 128 : (size_t)number * 2;
		struct tl_bytes *more = realloc(s->text[space].of, n * sizeof(*more));
		if (!more)
			return tl_err_memory(s->err);
		for (size_t i = s->text[space].n; i < n; i++)
			more[i] = TL_NONE;
		s->text[space].of = more;
		s->text[space].n = n;
	}
	s->text[space].of[number] = *ret;
	return 0;
}

/* --- a row ------------------------------------------------------------------- */

static int take_symbols(struct tl_fact *f, const struct tl_record *r, struct tl_symbols *s,
                        bool *ok)
{
	int rc = 0;

	for (int i = 0; !rc && i < TL_FACT_DIMENSIONS; i++) {
		const struct tl_fact_dimension *d = &tl_fact_dimensions[i];
		uint32_t *to = column_of(f, d->column);
		rc = tl_symbol(s, d->space, tl_record_at(r, d->field), true, to);
		if (width_of[d->column] == 2 && *to > UINT16_MAX) {
			*to = 0;
			*ok = false;
		}
	}
	return rc;
}

static bool same_stand(const struct tl_status *a, const struct tl_status *b)
{
	if (a->state != b->state || a->state == TL_STATE_VOID || a->state == TL_STATE_NONE)
		return a->state == b->state;
	return a->major == b->major && a->found == b->found && a->deadline == b->deadline &&
	       a->due == b->due && a->fixed == b->fixed && a->on_spot == b->on_spot;
}

int tl_fact_of(struct tl_fact *f, const struct tl_record *r, const struct tl_status *is,
               struct tl_symbols *s)
{
	struct tl_status told;
	bool ok = true;
	int rc;

	*f = (struct tl_fact){ 0 };
	if (r->nruns) {
		ok = r->run[r->nruns - 1].txn <= UINT32_MAX;
		f->first_txn = (uint32_t)r->run[0].txn;
		f->last_txn = (uint32_t)r->run[r->nruns - 1].txn;
	}
	if (!r->exists) {
		f->flags = TL_FACT_ABSENT | (ok ? 0 : TL_FACT_OTHER);
		return 0;
	}
	f->found = tl_fact_day(is->found, &ok);
	f->last_on = tl_fact_day(r->last_on, &ok);
	f->assigned = tl_fact_day(tl_record_day(r, TL_F_ASSIGNED), &ok);
	f->deadline = tl_fact_day(is->deadline, &ok);
	f->dated = r->dated_late ? f->assigned : f->found;
	if (!f->deadline)
		f->dated = 0;
	f->extended_on = tl_fact_day(tl_record_day(r, TL_F_EXTENDED_ON), &ok);
	f->extended_to = tl_fact_day(tl_record_day(r, TL_F_EXTENDED_TO), &ok);
	if (is->state == TL_STATE_AWAITING || is->state == TL_STATE_CLOSED)
		f->rectified = tl_fact_day(tl_record_day(r, TL_F_RECTIFIED), &ok);
	if (is->state == TL_STATE_CLOSED)
		f->closed = tl_fact_day(is->ended, &ok);
	f->flags = is->major * TL_FACT_MAJOR | is->on_spot * TL_FACT_ON_SPOT;
	if (is->state == TL_STATE_VOID)
		f->flags |= TL_FACT_VOID;
	if (r->refused_on != TL_NODAY && !r->irregular) {
		f->flags |= TL_FACT_REFUSED;
		f->refused_on = tl_fact_day(r->refused_on, &ok);
		f->refused_fix = tl_fact_day(r->refused_fix, &ok);
		f->due_again = tl_fact_day(is->due, &ok);
	}
	if (r->irregular) {
		/* Its columns tell how it stands now, and that alone. */
		f->flags |= TL_FACT_IRREGULAR;
		f->dated = f->deadline ? f->found : 0;
		f->extended_on = f->found;
		f->extended_to = tl_fact_day(is->due, &ok);
	}
	rc = take_symbols(f, r, s, &ok);
	if (!rc && (!ok || !tl_fact_stand(&told, f, TL_NOEND) || !same_stand(is, &told)))
		f->flags |= TL_FACT_OTHER;
	return rc;
}

/* --- rows and blocks as bytes ------------------------------------------------ */

static void pack_rows(struct tl_buf *out, const struct tl_fact *f, size_t n)
{
	if (!tl_buf_room(out, n * sizeof(*f)))
		return;
	for (int c = 0; c < TL_FACT_NCOLUMNS; c++)
		for (size_t i = 0; i < n; i++) {
			uint32_t v = *column_of(&f[i], c);
			for (unsigned b = 0; b < width_of[c]; b++)
				out->data[out->len++] = (char)(v >> 8 * b);
		}
	out->data[out->len] = 0;
}

static void place_columns(struct tl_fact_block *b, const char *at, size_t n)
{
	b->n = n;
	for (int c = 0; c < TL_FACT_NCOLUMNS; c++) {
		b->column[c] = at;
		at += n * width_of[c];
	}
}

static struct tl_bytes fact_key(struct tl_buf *key, const struct tl_kind *kind, unsigned space)
{
	tl_buf_clear(key);
	tl_buf_char(key, 'F');
	tl_key_uint(key, kind->number);
	tl_key_uint(key, space);
	return tl_buf_bytes(key);
}

static struct tl_bytes row_key(struct tl_buf *key, const struct tl_kind *kind, unsigned space,
                               uint64_t number)
{
	fact_key(key, kind, space);
	tl_key_uint(key, number);
	return tl_buf_bytes(key);
}

int tl_fact_put_live(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t row,
                     const struct tl_fact *f, struct tl_err *err)
{
	TL_BUF key = { 0 };
	TL_BUF val = { 0 };

	row_key(&key, kind, 0, row);
	pack_rows(&val, f, 1);
	if (key.failed || val.failed)
		return tl_err_memory(err);
	return tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&val), err);
}

int tl_fact_drop_live(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t row,
                      struct tl_err *err)
{
	TL_BUF key = { 0 };
	int rc;

	row_key(&key, kind, 0, row);
	rc = key.failed ? tl_err_memory(err) : tl_kv_del(txn, tl_buf_bytes(&key), err);
	return rc == TLSAFE_ENOENT ? 0 : rc;
}

static int damaged(struct tl_err *err)
{
	return tl_err_hint(err, TLSAFE_ECORRUPT, "run tlsafe-db check", "the facts are damaged");
}

static int take_row(struct tl_fact *f, struct tl_bytes val, struct tl_err *err)
{
	struct tl_fact_block b = { 0 };

	if (val.len != ROW_BYTES)
		return damaged(err);
	place_columns(&b, val.data, 1);
	tl_fact_row(f, &b, 0);
	return 0;
}

int tl_fact_get_live(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t row,
                     struct tl_fact *f, struct tl_err *err)
{
	TL_BUF key = { 0 };
	struct tl_bytes val;
	int rc;

	row_key(&key, kind, 0, row);
	rc = key.failed ? tl_err_memory(err) : tl_kv_get(txn, tl_buf_bytes(&key), &val, err);
	return rc ? rc : take_row(f, val, err);
}

/* --- the directory ----------------------------------------------------------- */

#define EXTREMES_BYTES 24

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

static uint32_t most(uint32_t a, uint32_t b) { return a > b ? a : b; }

/* The day from which on F is not among those in hand any more; UINT16_MAX: none that its columns
 * know. */
static uint32_t done_day(const struct tl_fact *f)
{
	uint32_t done = f->closed;

	if (f->flags & TL_FACT_OTHER)
		return UINT16_MAX;
	if (f->flags & (TL_FACT_VOID | TL_FACT_ABSENT))
		return 0;
	if (!(f->flags & TL_FACT_MAJOR) && f->rectified && (!done || f->rectified < done))
		done = f->rectified;
	if (!done)
		return UINT16_MAX;
	/* Before its last act it may have stood in any way. */
	return f->flags & TL_FACT_IRREGULAR ? most(done, f->last_on) : done;
}

/* Of a row that is always counted from its record nothing is known. */
static void stretch(struct tl_extremes *x, const struct tl_fact *f)
{
	x->first_txn = least(x->first_txn, f->first_txn);
	x->last_txn = most(x->last_txn, f->last_txn);
	x->irregular += (f->flags & (TL_FACT_IRREGULAR | TL_FACT_OTHER)) != 0;
	x->last_done = most(x->last_done, done_day(f));
	if (f->flags & TL_FACT_OTHER) {
		x->first_found = x->first_due = 0;
		x->last_found = x->last_due = x->last_on = UINT16_MAX;
		return;
	}
	if (f->flags & (TL_FACT_VOID | TL_FACT_ABSENT))
		return;
	x->first_found = least(x->first_found, f->found);
	x->last_found = most(x->last_found, f->found);
	if (f->deadline)
		x->first_due = least(x->first_due, f->deadline);
	if (f->extended_to)
		x->first_due = least(x->first_due, f->extended_to);
	if (f->due_again)
		x->first_due = least(x->first_due, f->due_again);
	x->last_due = most(x->last_due, most(f->deadline, most(f->extended_to, f->due_again)));
	if (f->flags & TL_FACT_IRREGULAR)
		x->last_on = most(x->last_on, f->last_on);
}

static const struct tl_extremes nothing = { .first_found = UINT16_MAX,
	                                    .first_due = UINT16_MAX,
	                                    .first_txn = UINT32_MAX };

void tl_facts_extremes(struct tl_extremes *x, const struct tl_fact_block *b)
{
	struct tl_fact f;

	*x = nothing;
	for (size_t i = 0; i < b->n; i++) {
		tl_fact_row(&f, b, i);
		stretch(x, &f);
	}
}

static void put_number_bytes(struct tl_buf *b, uint32_t v, unsigned width)
{
	for (unsigned i = 0; i < width; i++)
		tl_buf_char(b, (char)(v >> 8 * i));
}

static void pack_extremes(struct tl_buf *b, const struct tl_extremes *x)
{
	put_number_bytes(b, x->first_found, 2);
	put_number_bytes(b, x->last_found, 2);
	put_number_bytes(b, x->first_due, 2);
	put_number_bytes(b, x->last_due, 2);
	put_number_bytes(b, x->last_done, 2);
	put_number_bytes(b, x->last_on, 2);
	put_number_bytes(b, x->irregular, 4);
	put_number_bytes(b, x->first_txn, 4);
	put_number_bytes(b, x->last_txn, 4);
}

static void take_extremes(struct tl_extremes *x, const char *p)
{
	*x = (struct tl_extremes){ tl_fact_u16(p, 0),
		                   tl_fact_u16(p, 1),
		                   tl_fact_u16(p, 2),
		                   tl_fact_u16(p, 3),
		                   tl_fact_u16(p, 4),
		                   tl_fact_u16(p, 5),
		                   .irregular = tl_fact_u32(p + 12, 0),
		                   .first_txn = tl_fact_u32(p + 12, 1),
		                   .last_txn = tl_fact_u32(p + 12, 2) };
}

static int later_first(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x < y) - (x > y);
}

/*
 * Of rows F with extremes X those that stayed in hand beyond the last find and due date. Whoever
 * asks about a later period needs no other row of the block.
 */
static int pack_stayed(struct tl_buf *out, const struct tl_fact *f, size_t n,
                       const struct tl_extremes *x)
{
	uint32_t after = most(x->last_found, x->last_due), *key = malloc(n * sizeof(*key));
	struct tl_fact *stayed = malloc(n * sizeof(*stayed));
	size_t m = 0;

	for (size_t i = 0; key && stayed && i < n; i++)
		if (done_day(&f[i]) > after)
			key[m++] = done_day(&f[i]) << 16 | (uint32_t)i;
	if (key && stayed) {
		qsort(key, m, sizeof(*key), later_first);
		put_number_bytes(out, (uint32_t)m, 2);
		for (size_t i = 0; i < m; i++)
			put_number_bytes(out, key[i] >> 16, 2);
		for (size_t i = 0; i < m; i++) {
			put_number_bytes(out, key[i] & UINT16_MAX, 2);
			stayed[i] = f[key[i] & UINT16_MAX];
		}
		pack_rows(out, stayed, m);
	}
	int rc = key && stayed && !out->failed ? 0 : TLSAFE_EMEMORY;
	free(key);
	free(stayed);
	return rc;
}

int tl_facts_same_stayed(const struct tl_fact_block *b, const struct tl_fact_block *stayed)
{
	TL_BUF should = { 0 };
	struct tl_extremes x;
	struct tl_fact *f = malloc(b->n * sizeof(*f));
	int rc;

	if (!f)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < b->n; i++)
		tl_fact_row(&f[i], b, i);
	tl_facts_extremes(&x, b);
	rc = pack_stayed(&should, f, b->n, &x);
	free(f);
	/* All of it lies in one piece before the columns of the whole block. */
	return rc ? rc :
	            tl_eq(tl_buf_bytes(&should),
	                  tl_bytes(stayed->done - 2, (size_t)(b->column[0] - (stayed->done - 2))));
}

/* --- sealed blocks ----------------------------------------------------------- */

/* A sealed block has a sum of its head and one of each column, numbered as parts from 1 on. */
#define HEAD_PART 1
#define SUMS ((size_t)(1 + TL_FACT_NCOLUMNS) * TL_KV_SUM)

static void add_sum(struct tl_buf *out, struct tl_bytes key, int part, const char *at, size_t len)
{
	uint64_t sum = htole64(tl_sum(key, (uint64_t)part, tl_bytes(at, len)));

	tl_buf_put(out, &sum, sizeof(sum));
}

static void pack_sums(struct tl_buf *out, struct tl_bytes key, const char *body, size_t head,
                      size_t n)
{
	const char *at = body + head;

	add_sum(out, key, HEAD_PART, body, head);
	for (int c = 0; c < TL_FACT_NCOLUMNS; c++) {
		add_sum(out, key, HEAD_PART + 1 + c, at, n * width_of[c]);
		at += n * width_of[c];
	}
}

static bool is_sound(struct tl_bytes val, struct tl_bytes key, int part, const char *at,
                     size_t len)
{
	uint64_t sum;

	memcpy(&sum, val.data + (size_t)(part - HEAD_PART) * TL_KV_SUM, sizeof(sum));
	return le64toh(sum) == tl_sum(key, (uint64_t)part, tl_bytes(at, len));
}

int tl_fact_put_block(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t block,
                      const struct tl_fact *f, size_t n, struct tl_err *err)
{
	struct tl_extremes x = nothing;
	struct tl_bytes was = TL_NONE;
	TL_BUF key = { 0 };
	TL_BUF body = { 0 };
	TL_BUF val = { 0 };
	TL_BUF directory = { 0 };
	size_t head;
	int rc;

	for (size_t i = 0; i < n; i++)
		stretch(&x, &f[i]);
	if (pack_stayed(&body, f, n, &x))
		return tl_err_memory(err);
	head = body.len;
	pack_rows(&body, f, n);
	row_key(&key, kind, 1, block);
	if (key.failed || body.failed)
		return tl_err_memory(err);
	if (txn->kv->sums)
		pack_sums(&val, tl_buf_bytes(&key), body.data, head, n);
	tl_buf_add(&val, tl_buf_bytes(&body));
	rc = val.failed ? tl_err_memory(err) :
	                  tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&val), err);
	fact_key(&key, kind, 2);
	if (!rc)
		rc = tl_kv_get(txn, tl_buf_bytes(&key), &was, err);
	if (rc && rc != TLSAFE_ENOENT)
		return rc;
	if (was.len != block * EXTREMES_BYTES)
		return damaged(err);
	tl_buf_add(&directory, was);
	pack_extremes(&directory, &x);
	if (directory.failed)
		return tl_err_memory(err);
	return tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&directory), err);
}

/* --- reading them all -------------------------------------------------------- */

void tl_facts_release(struct tl_facts *f)
{
	free(f->extremes);
	free(f->live);
	free(f->fact);
	tl_buf_release(&f->columns);
	tl_buf_release(&f->key);
	*f = (struct tl_facts){ 0 };
}

static int load_directory(struct tl_facts *f)
{
	struct tl_bytes val;
	int rc = tl_kv_get(f->txn, fact_key(&f->key, f->kind, 2), &val, f->err);

	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	if (val.len % EXTREMES_BYTES)
		return damaged(f->err);
	f->nblocks = val.len / EXTREMES_BYTES;
	f->extremes = calloc(f->nblocks + 1, sizeof(*f->extremes));
	if (!f->extremes)
		return tl_err_memory(f->err);
	for (uint64_t b = 0; b < f->nblocks; b++)
		take_extremes(&f->extremes[b], val.data + b * EXTREMES_BYTES);
	return 0;
}

static int add_live(struct tl_facts *f, uint64_t row, struct tl_bytes val)
{
	if (!TL_GROW(f->live, f->nlive, f->maxlive) || !TL_GROW(f->fact, f->nlive, f->maxfact))
		return tl_err_memory(f->err);
	f->live[f->nlive] = row;
	f->tail += row > f->nblocks * f->seal;
	return take_row(&f->fact[f->nlive++], val, f->err);
}

int tl_facts_begin(struct tl_facts *f, struct tl_kv_txn *txn, const struct tl_kind *kind,
                   struct tl_err *err)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	TL_BUF upto = { 0 };
	struct tl_bytes key, val;
	uint64_t row;
	size_t skip;
	int rc;

	*f = (struct tl_facts){ .txn = txn, .kind = kind, .err = err };
	rc = tl_rows_seal(&f->seal, NULL, txn, err);
	if (!rc)
		rc = load_directory(f);
	fact_key(&f->key, kind, 0);
	tl_key_after(&upto, tl_buf_bytes(&f->key));
	if (upto.failed || f->key.failed)
		return tl_err_memory(err);
	skip = f->key.len;
	if (!rc)
		rc = tl_kv_scan(&scan, txn, tl_buf_bytes(&f->key), tl_buf_bytes(&upto), false, err);
	while (!rc && (rc = tl_kv_next(scan, &key, &val, err)) == 1) {
		key.data += skip;
		key.len -= skip;
		rc = tl_key_take_uint(&key, &row) && row ? add_live(f, row, val) : damaged(err);
	}
	/* The tail has no gaps. */
	if (!rc && f->tail && f->live[f->nlive - 1] != f->nblocks * f->seal + f->tail)
		rc = damaged(err);
	return rc;
}

static size_t first_live(const struct tl_facts *f, uint64_t row)
{
	size_t low = 0, high = f->nlive;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (f->live[mid] < row)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool tl_facts_some_live(const struct tl_facts *f, uint64_t b)
{
	size_t i = first_live(f, b * f->seal + 1);

	return i < f->nlive && f->live[i] <= (b + 1) * f->seal;
}

bool tl_facts_is_live(const struct tl_facts *f, uint64_t row)
{
	size_t i = first_live(f, row);

	return i < f->nlive && f->live[i] == row;
}

#define HEAD 8192		/* bytes in which most often those lie that stayed */

/* A sealed block as it lies in the store: M of its rows stayed. */
struct sealed {
	struct tl_bytes val, key;
	const char *head;
	size_t m;
};

static size_t head_bytes(size_t m)
{
	return 2 + m * (4 + ROW_BYTES);
}

static int sealed_at(struct tl_facts *f, uint64_t b, bool ahead, struct sealed *s)
{
	size_t sums = f->txn->kv->sums ? SUMS : 0;
	int rc;

	*s = (struct sealed){ .key = row_key(&f->key, f->kind, 1, b) };
	rc = tl_kv_get_parts(f->txn, s->key, &s->val, f->err);
	if (rc)
		return rc == TLSAFE_ENOENT ? damaged(f->err) : rc;
	if (ahead)
		tl_kv_ahead(f->txn, tl_bytes(s->val.data, s->val.len < HEAD ? s->val.len : HEAD));
	if (s->val.len < sums + 2)
		return damaged(f->err);
	s->head = s->val.data + sums;
	s->m = tl_fact_u16(s->head, 0);
	if (s->m > f->seal || s->val.len != sums + head_bytes(s->m) + f->seal * ROW_BYTES)
		return damaged(f->err);
	return 0;
}

static int sealed_block(struct tl_facts *f, uint64_t b, struct sealed *s)
{
	return sealed_at(f, b, true, s);
}

static int rows_damaged(struct tl_facts *f, uint64_t b)
{
	return tl_err_hint(f->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
	                   "the store is damaged: facts of %s, row %llu and following",
	                   f->kind->name, (unsigned long long)(b * f->seal + 1));
}

static int take_columns(struct tl_facts *f, const struct sealed *s, uint64_t b, uint32_t want,
                        struct tl_fact_block *ret)
{
	place_columns(ret, s->head + head_bytes(s->m), f->seal);
	for (int c = 0; c < TL_FACT_NCOLUMNS; c++)
		if (!(want >> c & 1))
			ret->column[c] = NULL;
		else if (f->txn->kv->sums && !is_sound(s->val, s->key, HEAD_PART + 1 + c,
		                                       ret->column[c], f->seal * width_of[c]))
			return rows_damaged(f, b);
	return 0;
}

int tl_facts_block(struct tl_facts *f, uint64_t b, uint32_t want, struct tl_fact_block *ret)
{
	struct sealed s;
	int rc;

	*ret = (struct tl_fact_block){ 0 };
	if (b < f->nblocks) {
		rc = sealed_block(f, b, &s);
		if (rc)
			return rc;
		tl_kv_ahead(f->txn, s.val);
		ret->row = b * f->seal + 1;
		return take_columns(f, &s, b, want, ret);
	}
	tl_buf_clear(&f->columns);
	pack_rows(&f->columns, f->fact, f->nlive);
	if (f->columns.failed)
		return tl_err_memory(f->err);
	place_columns(ret, f->columns.data, f->nlive);
	ret->number = f->live;
	return 0;
}

int tl_facts_stayed(struct tl_facts *f, uint64_t b, struct tl_fact_block *ret)
{
	struct sealed s;
	int rc = sealed_block(f, b, &s);

	*ret = (struct tl_fact_block){ 0 };
	if (rc)
		return rc;
	if (f->txn->kv->sums && !is_sound(s.val, s.key, HEAD_PART, s.head, head_bytes(s.m)))
		return rows_damaged(f, b);
	ret->row = b * f->seal + 1;
	ret->done = s.head + 2;
	ret->order = ret->done + 2 * s.m;
	place_columns(ret, ret->order + 2 * s.m, s.m);
	return 0;
}

int tl_facts_get(struct tl_facts *f, uint64_t row, struct tl_fact *ret)
{
	struct tl_fact_block b;
	size_t i = first_live(f, row);
	int rc;

	if (i < f->nlive && f->live[i] == row) {
		*ret = f->fact[i];
		return 0;
	}
	rc = tl_facts_block(f, (row - 1) / f->seal, TL_FACT_ALL, &b);
	if (!rc)
		tl_fact_row(ret, &b, (size_t)((row - 1) % f->seal));
	return rc;
}

int tl_fact_last_txn(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t row,
                     uint32_t seal, uint32_t *ret, struct tl_err *err)
{
	struct tl_facts f = { .txn = txn, .kind = kind, .err = err, .seal = seal };
	struct tl_fact_block b;
	struct tl_fact fact;
	struct sealed s;
	int rc;

	if (seal)
		rc = sealed_at(&f, (row - 1) / seal, false, &s);
	else
		rc = tl_fact_get_live(txn, kind, row, &fact, err);
	if (!rc && seal) {
		place_columns(&b, s.head + head_bytes(s.m), seal);
		*ret = tl_fact_u32(b.column[TL_FACT_last_txn], (row - 1) % seal);
	} else if (!rc) {
		*ret = fact.last_txn;
	}
	tl_buf_release(&f.key);
	return rc == TLSAFE_ENOENT ? damaged(err) : rc;
}
