/* Writes the stored views: records and facts by row, indexes, counters and serials. */
#include "store/views.h"

#include <stdlib.h>

#include "journal/workflow.h"
#include "kv/key.h"
#include "store/links.h"

void tl_key_id(struct tl_buf *key, struct tl_bytes id)
{
	tl_buf_clear(key);
	tl_buf_char(key, 'I');
	tl_buf_add(key, id);
}

void tl_key_meta(struct tl_buf *key, const char *name, struct tl_bytes rest)
{
	tl_buf_clear(key);
	tl_buf_char(key, 'M');
	tl_buf_str(key, name);
	tl_buf_add(key, rest);
}

void tl_key_open(struct tl_buf *key, const struct tl_kind *kind, char which)
{
	tl_buf_clear(key);
	tl_buf_char(key, 'X');
	tl_key_uint(key, kind->number);
	tl_buf_char(key, which);
}

bool tl_id_unpack(struct tl_bytes val, uint32_t *kind, uint64_t *row)
{
	struct tl_unpack u = tl_unpack(val);

	*kind = (uint32_t)tl_unpack_uint(&u);
	*row = tl_unpack_uint(&u);
	return !u.bad && tl_unpack_end(&u) && *row;
}

bool tl_serial_split(const struct tl_kind *kind, struct tl_bytes site, struct tl_bytes id,
                     struct tl_bytes *prefix, uint64_t *number)
{
	size_t at = 0, digits = 0;

	if (tl_starts(id, site) && id.len > site.len && id.data[site.len] == '-') {
		id.data += site.len + 1;
		id.len -= site.len + 1;
	}
	if (!id.len || id.data[at++] != kind->letter)
		return false;
	if (kind->serial >= 0) {
		for (; at < 9; at++)
			if (at >= id.len || id.data[at] < '0' || id.data[at] > '9')
				return false;
		if (at >= id.len || id.data[at] != '-')
			return false;
	}
	*prefix = tl_bytes(id.data, at);
	if (kind->serial >= 0)
		at++;
	for (*number = 0; at < id.len; at++, digits++) {
		if (id.data[at] < '0' || id.data[at] > '9' || digits == 12)
			return false;
		*number = *number * 10 + (uint64_t)(id.data[at] - '0');
	}
	return digits >= (kind->serial >= 0 ? 4u : 6u);
}

bool tl_number_series(struct tl_buf *prefix, const struct tl_kind *kind, const struct tl_set *set,
                      size_t n, const struct tl_set **number)
{
	const char *words = kind->numbered;
	struct tl_bytes key;

	tl_buf_char(prefix, kind->letter);
	for (*number = NULL; words && tl_next_word(&words, &key);) {
		const struct tl_set *s = set;
		while (s < set + n && !tl_eqs(key, s->field->key))
			s++;
		if (!words) {
			*number = s < set + n ? s : NULL;
			return true;
		}
		if (s == set + n || !s->value.len)
			return false;
		tl_buf_char(prefix, '/');
		tl_buf_add(prefix, s->value);
	}
	return false;
}

/* --- keys in order ----------------------------------------------------------- */

#define BATCH 4096

static int by_put_key(const void *a, const void *b)
{
	return tl_cmp(((const struct tl_put *)a)->key, ((const struct tl_put *)b)->key);
}

static int batch_flush(struct tl_views *f, struct tl_batch *b)
{
	int rc = 0;

	if (b->unsorted)
		qsort(b->put, b->n, sizeof(*b->put), by_put_key);
	for (size_t i = 0; !rc && i < b->n; i++)
		rc = tl_kv_put(f->views, b->put[i].key, b->put[i].val, f->err);
	b->n = 0;
	b->unsorted = false;
	tl_arena_reset(&b->bytes);
	return rc;
}

/* What comes in order is written as it comes; only what does not has to wait for the rest. */
static int batch_add(struct tl_views *f, struct tl_batch *b, struct tl_bytes key,
                     struct tl_bytes val)
{
	bool ok = true;
	int rc = b->n >= BATCH && !b->unsorted ? batch_flush(f, b) : 0;

	if (!TL_GROW(b->put, b->n, b->max))
		return tl_err_memory(f->err);
	b->put[b->n].key = tl_arena_dup(&b->bytes, key, &ok);
	b->put[b->n].val = tl_arena_dup(&b->bytes, val, &ok);
	if (b->n && by_put_key(&b->put[b->n - 1], &b->put[b->n]) > 0)
		b->unsorted = true;
	b->n++;
	return rc || ok ? rc : tl_err_memory(f->err);
}

static int flush_batches(struct tl_views *f)
{
	int rc = batch_flush(f, &f->ids);

	return rc ? rc : batch_flush(f, &f->open);
}

/* --- blocks ------------------------------------------------------------------ */

static void pending_clear(struct tl_pending *p)
{
	p->first = p->n = 0;
	tl_buf_clear(&p->bytes);
}

static struct tl_bytes pending_record(const struct tl_pending *p, size_t i)
{
	return tl_bytes(p->bytes.data + p->record[i].start, p->record[i].len);
}

/* The row's packed record, wherever it lies. */
static int get_row(struct tl_views *f, const struct tl_kind *kind, uint64_t row,
                   struct tl_bytes *ret)
{
	struct tl_pending *p = &f->pending[kind->number];
	struct tl_rows *r = &f->reader[kind->number];

	if (p->first && row >= p->first) {
		if (row >= p->first + p->n)
			return TLSAFE_ENOENT;
		*ret = pending_record(p, (size_t)(row - p->first));
		return 0;
	}
	if (!r->kind)
		tl_rows_init(r, f->views, kind, f->err);
	return tl_rows_get(r, row, ret);
}

/* Rows FIRST .. before those pending, which lie live, and their facts, into what is sealed. */
static int gather_live(struct tl_views *f, const struct tl_kind *kind, uint64_t first,
                       struct tl_bytes *record, struct tl_fact *fact)
{
	struct tl_pending *p = &f->pending[kind->number];
	bool ok = true;
	int rc = 0;

	for (uint64_t row = first; !rc && row < p->first; row++) {
		struct tl_bytes val;
		rc = get_row(f, kind, row, &val);
		if (!rc && kind->workflow)
			rc = tl_fact_get_live(f->views, kind, row, &fact[row - first], f->err);
		if (rc == TLSAFE_ENOENT)
			return tl_err_hint(f->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
			                   "record %llu of kind %s is missing",
			                   (unsigned long long)row, kind->name);
		if (!rc)
			record[row - first] = tl_arena_dup(&f->scratch, val, &ok);
	}
	return rc || ok ? rc : tl_err_memory(f->err);
}

static int drop_live(struct tl_views *f, const struct tl_kind *kind, uint64_t first, uint64_t end)
{
	int rc = 0;

	for (uint64_t row = first; !rc && row < end; row++) {
		tl_rows_key(&f->key, kind, false, row);
		rc = f->key.failed ? tl_err_memory(f->err) :
		                     tl_kv_del(f->views, tl_buf_bytes(&f->key), f->err);
		if (!rc && kind->workflow)
			rc = tl_fact_drop_live(f->views, kind, row, f->err);
	}
	return rc;
}

/* The block that the pending rows complete. */
static int seal_block(struct tl_views *f, const struct tl_kind *kind)
{
	struct tl_pending *p = &f->pending[kind->number];
	uint64_t block = (p->first + p->n - 2) / f->seal, first = block * f->seal + 1;
	size_t before = (size_t)(p->first - first);
	struct tl_bytes *record;
	struct tl_fact *fact;
	int rc;

	tl_arena_reset(&f->scratch);
	record = tl_arena_alloc(&f->scratch, f->seal * sizeof(*record));
	fact = tl_arena_alloc(&f->scratch, f->seal * sizeof(*fact));
	if (!record || !fact)
		return tl_err_memory(f->err);
	rc = gather_live(f, kind, first, record, fact);
	for (size_t i = 0; !rc && i < p->n; i++)
		record[before + i] = pending_record(p, i);
	if (kind->workflow && p->n)
		memcpy(&fact[before], p->fact, p->n * sizeof(*fact));
	for (size_t i = 0; !rc && i < f->seal; i += f->pack)
		rc = tl_rows_put_pack(f->views, &f->compressor, kind, (first - 1 + i) / f->pack,
		                      &record[i], f->pack, f->err);
	if (!rc && kind->workflow)
		rc = tl_fact_put_block(f->views, kind, block, fact, f->seal, f->err);
	if (!rc)
		rc = drop_live(f, kind, first, p->first);
	pending_clear(p);
	return rc;
}

static int put_live(struct tl_views *f, const struct tl_kind *kind, uint64_t row,
                    struct tl_bytes record, const struct tl_fact *fact)
{
	int rc;

	tl_rows_key(&f->key, kind, false, row);
	rc = f->key.failed ? tl_err_memory(f->err) :
	                     tl_kv_put(f->views, tl_buf_bytes(&f->key), record, f->err);
	return rc || !kind->workflow ? rc : tl_fact_put_live(f->views, kind, row, fact, f->err);
}

static int pending_add(struct tl_views *f, const struct tl_kind *kind, uint64_t row,
                       struct tl_bytes record, const struct tl_fact *fact)
{
	struct tl_pending *p = &f->pending[kind->number];

	if (!p->record) {
		p->record = calloc(f->seal, sizeof(*p->record));
		p->fact = calloc(kind->workflow ? f->seal : 1, sizeof(*p->fact));
		if (!p->record || !p->fact)
			return tl_err_memory(f->err);
	}
	if (!p->first)
		p->first = row;
	size_t i = (size_t)(row - p->first);
	p->record[i].start = p->bytes.len;
	p->record[i].len = record.len;
	tl_buf_add(&p->bytes, record);
	if (kind->workflow)
		p->fact[i] = *fact;
	if (i == p->n)
		p->n++;
	if (p->bytes.failed)
		return tl_err_memory(f->err);
	return row % f->seal ? 0 : seal_block(f, kind);
}

/* A row that is new goes among those that may fill a block; one that changes lies live over its
 * block. */
static int put_row(struct tl_views *f, const struct tl_kind *kind, uint64_t row, bool fresh,
                   struct tl_bytes record, const struct tl_fact *fact)
{
	struct tl_pending *p = &f->pending[kind->number];

	if (fresh || (p->first && row >= p->first))
		return pending_add(f, kind, row, record, fact);
	return put_live(f, kind, row, record, fact);
}

static int flush_pending(struct tl_views *f, const struct tl_kind *kind)
{
	struct tl_pending *p = &f->pending[kind->number];
	int rc = 0;

	for (size_t i = 0; !rc && i < p->n; i++)
		rc = put_live(f, kind, p->first + i, pending_record(p, i),
		              &p->fact[kind->workflow ? i : 0]);
	pending_clear(p);
	return rc;
}

/* --- open hazards ------------------------------------------------------------ */

/* The keys in X of R, which stands so, each as a block: none unless it is open. */
static int open_keys(struct tl_views *f, const struct tl_record *r, const struct tl_status *is,
                     struct tl_buf *out)
{
	const struct {
		char which;
		struct tl_bytes val;
	} texts[] = {
		{ TL_OPEN_BY_UNIT, tl_record_at(r, TL_F_UNIT) },
		{ TL_OPEN_BY_ASSIGNEE, tl_record_at(r, TL_F_ASSIGNEE) },
	};

	tl_buf_clear(out);
	if (!r->exists || !tl_status_open(is))
		return 0;
	tl_key_open(&f->key, r->kind, TL_OPEN_BY_DUE);
	tl_key_day(&f->key, is->due);
	tl_key_uint(&f->key, r->row);
	tl_buf_block(out, tl_buf_bytes(&f->key));
	for (size_t i = 0; i < TL_LEN(texts); i++) {
		if (!texts[i].val.len)
			continue;
		tl_key_open(&f->key, r->kind, texts[i].which);
		tl_key_text(&f->key, texts[i].val);
		tl_key_uint(&f->key, r->row);
		tl_buf_block(out, tl_buf_bytes(&f->key));
	}
	return f->key.failed || out->failed ? tl_err_memory(f->err) : 0;
}

static bool among(struct tl_bytes blocks, struct tl_bytes key)
{
	struct tl_unpack u = tl_unpack(blocks);

	while (!tl_unpack_end(&u))
		if (tl_eq(tl_unpack_block(&u), key))
			return true;
	return false;
}

/* From the keys that the record in hand had to those that it has. */
static int move_open(struct tl_views *f, const struct tl_status *is)
{
	TL_BUF now = { 0 };
	struct tl_bytes was = tl_buf_bytes(&f->open_keys);
	int rc = open_keys(f, &f->hand, is, &now);
	struct tl_unpack u = tl_unpack(was);

	while (!rc && !tl_unpack_end(&u)) {
		struct tl_bytes key = tl_unpack_block(&u);
		if (!among(tl_buf_bytes(&now), key))
			rc = tl_kv_del(f->views, key, f->err);
		if (rc == TLSAFE_ENOENT)
			rc = 0;		/* check tells */
	}
	for (u = tl_unpack(tl_buf_bytes(&now)); !rc && !tl_unpack_end(&u);) {
		struct tl_bytes key = tl_unpack_block(&u);
		if (!among(was, key))
			rc = batch_add(f, &f->open, key, TL_LIT(""));
	}
	return rc;
}

/* What the record in hand is a duplicate of, if that is kept; from what it was. */
static struct tl_bytes original_of(const struct tl_views *f)
{
	return f->links && f->hand.exists ? tl_record_at(&f->hand, TL_F_DUPLICATE_OF) : TL_NONE;
}

static int move_link(struct tl_views *f)
{
	return tl_links_move(f->views, f->hand.kind, f->hand.row, tl_buf_bytes(&f->original),
	                     original_of(f), f->err);
}

/* --- folding ----------------------------------------------------------------- */

int tl_views_begin(struct tl_views *f, struct tl_kv_txn *views, struct tl_journal *journal,
                  const struct tl_schema *schema, struct tl_err *err)
{
	int rc;

	*f = (struct tl_views){ .views = views, .journal = journal, .schema = schema, .err = err };
	f->rows = calloc(schema->nkinds + 1, sizeof(*f->rows));
	f->reader = calloc(schema->nkinds + 1, sizeof(*f->reader));
	f->pending = calloc(schema->nkinds + 1, sizeof(*f->pending));
	f->serial = tl_map_new();
	tl_symbols_init(&f->symbols, views, err);
	if (!f->rows || !f->reader || !f->pending || !f->serial)
		return tl_err_memory(err);
	rc = tl_links_kept(views, &f->links, err);
	return rc ? rc : tl_rows_seal(&f->seal, &f->pack, views, err);
}

void tl_views_release(struct tl_views *f)
{
	for (size_t i = 0; f->schema && i <= f->schema->nkinds; i++) {
		if (f->reader)
			tl_rows_release(&f->reader[i]);
		if (f->pending) {
			tl_buf_release(&f->pending[i].bytes);
			free(f->pending[i].record);
			free(f->pending[i].fact);
		}
	}
	free(f->reader);
	free(f->pending);
	tl_compressor_release(&f->compressor);
	tl_record_release(&f->hand);
	tl_buf_release(&f->hand_id);
	tl_buf_release(&f->key);
	tl_buf_release(&f->val);
	tl_buf_release(&f->open_keys);
	tl_buf_release(&f->original);
	free(f->ids.put);
	free(f->open.put);
	tl_arena_release(&f->ids.bytes);
	tl_arena_release(&f->open.bytes);
	tl_buf_release(&f->series);
	tl_ids_gap_release(&f->gap);
	tl_arena_release(&f->scratch);
	tl_symbols_release(&f->symbols);
	free(f->rows);
	tl_map_freep(&f->serial);
}

static int put_uint(struct tl_views *f, uint64_t v)
{
	tl_buf_clear(&f->val);
	tl_buf_uint(&f->val, v);
	if (f->key.failed || f->val.failed)
		return tl_err_memory(f->err);
	return tl_kv_put(f->views, tl_buf_bytes(&f->key), tl_buf_bytes(&f->val), f->err);
}

static int get_uint(struct tl_views *f, uint64_t *ret)
{
	struct tl_bytes v;
	int rc = tl_kv_get(f->views, tl_buf_bytes(&f->key), &v, f->err);

	*ret = 0;
	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	struct tl_unpack u = tl_unpack(v);
	*ret = tl_unpack_uint(&u);
	return 0;
}

static int flush_hand(struct tl_views *f)
{
	struct tl_fact fact = { 0 };
	struct tl_status is;
	int rc = 0;

	if (!f->in_hand)
		return 0;
	f->in_hand = false;
	if (f->rebuild)
		rc = tl_formula(&f->hand, f->journal, TL_NOEND, UINT64_MAX, &f->scratch);
	if (rc)
		return rc == TLSAFE_EMEMORY ? tl_err_memory(f->err) : rc;
	tl_buf_clear(&f->val);
	tl_record_pack(&f->val, &f->hand);
	if (f->val.failed)
		return tl_err_memory(f->err);
	if (f->hand.kind->workflow) {
		tl_status_of(&is, &f->hand);
		rc = tl_fact_of(&fact, &f->hand, &is, &f->symbols);
		if (!rc)
			rc = move_open(f, &is);
		if (!rc)
			rc = move_link(f);
	}
	return rc ? rc :
	            put_row(f, f->hand.kind, f->hand.row, f->fresh_row, tl_buf_bytes(&f->val),
	                    &fact);
}

/* The index entry of an id that is new. */
static int note_fresh(struct tl_views *f, struct tl_bytes id, const struct tl_kind *kind,
                      uint64_t row)
{
	tl_key_id(&f->key, id);
	tl_buf_clear(&f->val);
	tl_buf_uint(&f->val, kind->number);
	tl_buf_uint(&f->val, row);
	if (f->key.failed || f->val.failed)
		return tl_err_memory(f->err);
	int rc = tl_ids_gap_add(&f->gap, tl_buf_bytes(&f->key), f->err);

	return rc ? rc :
	            batch_add(f, &f->ids, tl_buf_bytes(&f->key), tl_buf_bytes(&f->val));
}

/* A gap of the ids was read: those that wait may lie in it. */
static int add_waiting(struct tl_views *f)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < f->ids.n; i++)
		rc = tl_ids_gap_add(&f->gap, f->ids.put[i].key, f->err);
	return rc;
}

/* What the index says of the id of the present key. */
static int find_id(struct tl_views *f, struct tl_bytes *val)
{
	struct tl_bytes key = tl_buf_bytes(&f->key);
	int rc, failed;

	if (tl_ids_gap_has(&f->gap, key))
		return TLSAFE_ENOENT;
	rc = tl_kv_get(f->views, key, val, f->err);
	if (rc != TLSAFE_ENOENT)
		return rc;
	failed = tl_ids_gap_missed(&f->gap, key, f->views, f->err);
	if (failed == 1)
		failed = add_waiting(f);
	return failed ? failed : rc;
}

static int next_row(struct tl_views *f, const struct tl_kind *kind, uint64_t *ret)
{
	int rc = 0;

	if (!f->rows[kind->number]) {
		tl_key_meta(&f->key, "rows/", tl_str(kind->name));
		rc = get_uint(f, &f->rows[kind->number]);
	}
	*ret = ++f->rows[kind->number];
	return rc;
}

/* Takes the record of E into hand: a stored one, or a new row. */
static int take_in_hand(struct tl_views *f, const struct tl_entry *e)
{
	struct tl_bytes val;
	uint32_t kind;
	uint64_t row;
	int rc = flush_hand(f);

	if (!rc && e->act != TL_ACT_ADD)
		rc = flush_batches(f);
	if (rc)
		return rc;
	tl_buf_clear(&f->hand_id);
	tl_buf_add(&f->hand_id, e->id);
	if (f->hand.kind != e->kind) {
		tl_record_release(&f->hand);
		tl_record_init(&f->hand, e->kind);
	}
	tl_key_id(&f->key, e->id);
	if (f->key.failed || f->hand_id.failed)
		return tl_err_memory(f->err);
	rc = find_id(f, &val);
	if (rc == TLSAFE_ENOENT) {
		tl_record_clear(&f->hand);
		f->hand.nruns = 0;
		f->fresh_row = true;
		tl_buf_clear(&f->open_keys);
		tl_buf_clear(&f->original);
		rc = next_row(f, e->kind, &f->hand.row);
		if (!rc)
			rc = note_fresh(f, e->id, e->kind, f->hand.row);
	} else if (!rc) {
		if (!tl_id_unpack(val, &kind, &row) || kind != e->kind->number)
			return tl_err_hint(f->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
			                   "the index entry of '%.*s' is damaged", (int)e->id.len,
			                   e->id.data);
		rc = get_row(f, e->kind, row, &val);
		if (!rc)
			rc = tl_record_unpack(&f->hand, val);
		if (rc == TLSAFE_ENOENT || rc == TLSAFE_ECORRUPT)
			return tl_err_hint(f->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
			                   "the record of '%.*s' is damaged", (int)e->id.len,
			                   e->id.data);
		f->hand.row = row;
		f->fresh_row = false;
		if (!rc && e->kind->workflow) {
			struct tl_status was;
			tl_status_of(&was, &f->hand);
			tl_buf_clear(&f->original);
			tl_buf_add(&f->original, original_of(f));
			rc = open_keys(f, &f->hand, &was, &f->open_keys);
			if (!rc && f->original.failed)
				rc = TLSAFE_EMEMORY;
		}
	}
	if (rc)
		return rc == TLSAFE_EMEMORY ? tl_err_memory(f->err) : rc;
	f->in_hand = true;
	f->rebuild = false;
	return 0;
}

/* The series that moved last, into the store: a list in order moves one many times. */
static int flush_series(struct tl_views *f)
{
	uint64_t *slot = f->series.len ? tl_map_get(f->serial, tl_buf_bytes(&f->series)) : NULL;

	if (!slot)
		return 0;
	tl_key_meta(&f->key, "serial/", tl_buf_bytes(&f->series));
	return put_uint(f, *slot);
}

/* NUMBER of PREFIX was given. */
static int raise_serial(struct tl_views *f, struct tl_bytes prefix, uint64_t number)
{
	uint64_t *slot;
	int rc = 0;

	slot = tl_map_get(f->serial, prefix);
	if (!slot) {
		uint64_t stored;
		tl_key_meta(&f->key, "serial/", prefix);
		rc = get_uint(f, &stored);
		if (rc)
			return rc;
		slot = tl_map_put(f->serial, prefix, NULL);
		if (!slot)
			return tl_err_memory(f->err);
		*slot = stored;
	}
	if (number <= *slot)
		return 0;
	*slot = number;
	if (!tl_eq(tl_buf_bytes(&f->series), prefix)) {
		rc = flush_series(f);
		tl_buf_clear(&f->series);
		tl_buf_add(&f->series, prefix);
	}
	return rc || !f->series.failed ? rc : tl_err_memory(f->err);
}

static int note_serial(struct tl_views *f, const struct tl_entry *e)
{
	struct tl_bytes prefix;
	uint64_t number;

	if (!tl_serial_split(e->kind, f->schema->district.site, e->id, &prefix, &number))
		return 0;
	return raise_serial(f, prefix, number);
}

/* The number that a record of a kind that has such is given. */
static int note_number(struct tl_views *f, const struct tl_entry *e)
{
	const struct tl_set *number;
	TL_BUF prefix = { 0 };
	int64_t n;

	if (!e->kind->numbered || !tl_number_series(&prefix, e->kind, e->set, e->nset, &number) ||
	    !number || !number->field->type->number(number->value, &n) || n < 1)
		return 0;
	if (prefix.failed)
		return tl_err_memory(f->err);
	return raise_serial(f, tl_buf_bytes(&prefix), (uint64_t)n);
}

int tl_views_head(struct tl_views *f, const struct tl_head *h)
{
	struct tl_bytes rest = h->restored, prefix;
	uint64_t number;
	int rc = 0;

	if (!tl_starts(rest, TL_LIT("from ")))
		return 0;
	while (!rc && tl_restored_next(&rest, &prefix, &number))
		rc = raise_serial(f, prefix, number);
	return rc;
}

int tl_views_entry(struct tl_views *f, const struct tl_entry *e)
{
	tl_day on = e->act == TL_ACT_ADD && e->kind->begins < 0 ? TL_NODAY : e->on;
	int rc = 0;

	if (!f->in_hand || f->hand.kind != e->kind || !tl_eq(tl_buf_bytes(&f->hand_id), e->id))
		rc = take_in_hand(f, e);
	if (!rc && e->act == TL_ACT_ADD)
		rc = note_serial(f, e);
	if (!rc && e->act == TL_ACT_ADD)
		rc = note_number(f, e);
	if (rc)
		return rc;
	bool first = f->hand.nruns == 0;
	if (tl_record_add_place(&f->hand, e->place.txn, e->place.n))
		return tl_err_memory(f->err);
	/* Anything but one more act at the end, or the first one, is folded anew from all entries
	 * when the record leaves the hand. */
	if (e->corrects.n || e->act == TL_ACT_UNDO || e->act == TL_ACT_VOID || !f->hand.plain ||
	    (e->act == TL_ACT_ADD && !first) ||
	    (f->hand.last_on != TL_NODAY && on < f->hand.last_on))
		f->rebuild = true;
	if (f->rebuild)
		return 0;
	rc = tl_step(&f->hand, e, on);
	return rc == TLSAFE_EMEMORY ? tl_err_memory(f->err) : rc;
}

int tl_views_genesis(struct tl_views *f)
{
	struct tl_entry e;
	struct tl_set set[TL_ENTRY_SETS];
	int rc = 0;

	for (uint32_t n = 1; !rc && tl_seed_entry(&e, set, f->schema, n); n++)
		rc = tl_views_entry(f, &e);
	return rc;
}

int tl_views_end(struct tl_views *f)
{
	int rc = flush_hand(f);

	if (!rc)
		rc = flush_batches(f);
	if (!rc)
		rc = flush_series(f);
	for (size_t i = 0; !rc && i < f->schema->nkinds; i++) {
		const struct tl_kind *k = f->schema->kind[i];
		rc = flush_pending(f, k);
		if (rc || !f->rows[k->number])
			continue;
		tl_key_meta(&f->key, "rows/", tl_str(k->name));
		rc = put_uint(f, f->rows[k->number]);
	}
	return rc;
}
