/* The values of one record, in memory and as stored bytes. */
#include "journal/record.h"

#include <stdlib.h>

void tl_record_init(struct tl_record *r, const struct tl_kind *kind)
{
	*r = (struct tl_record){ .kind = kind };
	r->first_on = r->last_on = r->moved_on = r->refused_on = r->refused_fix = TL_NODAY;
	r->plain = true;
}

static int make_values(struct tl_record *r)
{
	if (r->val)
		return 0;
	r->val = tl_arena_zalloc(&r->arena, r->kind->nfields * sizeof(*r->val));
	return r->val ? 0 : TLSAFE_EMEMORY;
}

void tl_record_clear(struct tl_record *r)
{
	tl_arena_reset(&r->arena);
	r->val = NULL;
	r->first_on = r->last_on = r->moved_on = r->refused_on = r->refused_fix = TL_NODAY;
	r->exists = r->irregular = r->dated_late = false;
	r->plain = true;
}

void tl_record_release(struct tl_record *r)
{
	tl_arena_release(&r->arena);
	free(r->run);
	*r = (struct tl_record){ 0 };
}

int tl_record_copy(struct tl_record *to, const struct tl_record *from)
{
	tl_record_clear(to);
	to->kind = from->kind;
	to->row = from->row;
	to->first_on = from->first_on;
	to->last_on = from->last_on;
	to->moved_on = from->moved_on;
	to->refused_on = from->refused_on;
	to->refused_fix = from->refused_fix;
	to->exists = from->exists;
	to->plain = from->plain;
	to->irregular = from->irregular;
	to->dated_late = from->dated_late;
	to->nruns = 0;
	for (size_t i = 0; from->val && i < from->kind->nfields; i++) {
		int rc = tl_record_set(to, (int)i, from->val[i]);
		if (rc)
			return rc;
	}
	if (from->nruns > to->maxruns) {
		struct tl_run *run = realloc(to->run, from->nruns * sizeof(*run));
		if (!run)
			return TLSAFE_EMEMORY;
		to->run = run;
		to->maxruns = from->nruns;
	}
	if (from->nruns)
		memcpy(to->run, from->run, from->nruns * sizeof(*to->run));
	to->nruns = from->nruns;
	return 0;
}

int tl_record_set(struct tl_record *r, int field, struct tl_bytes value)
{
	bool ok = true;

	if (make_values(r))
		return TLSAFE_EMEMORY;
	r->val[field] = value.len ? tl_arena_dup(&r->arena, value, &ok) : TL_NONE;
	return ok ? 0 : TLSAFE_EMEMORY;
}

struct tl_bytes tl_record_at(const struct tl_record *r, enum tl_field_name field)
{
	int i = r->kind->at[field];
	return i < 0 || !r->val ? TL_NONE : r->val[i];
}

struct tl_bytes tl_record_named(const struct tl_record *r, const char *key)
{
	const struct tl_field *f = tl_kind_key(r->kind, tl_str(key));

	return f && r->val ? r->val[f->index] : TL_NONE;
}

bool tl_record_number(const struct tl_record *r, const char *key, int64_t *ret)
{
	const struct tl_field *f = tl_kind_key(r->kind, tl_str(key));
	struct tl_bytes v = tl_record_named(r, key);

	return v.len && f->type->number && f->type->number(v, ret);
}

int tl_record_put(struct tl_record *r, enum tl_field_name field, struct tl_bytes value)
{
	int i = r->kind->at[field];
	return i < 0 ? 0 : tl_record_set(r, i, value);
}

int tl_record_put_day(struct tl_record *r, enum tl_field_name field, tl_day day)
{
	char text[TL_DAY_TEXT];

	return tl_record_put(r, field,
	                     day == TL_NODAY ? TL_NONE : tl_str(tl_day_format(text, day)));
}

tl_day tl_record_day(const struct tl_record *r, enum tl_field_name field)
{
	struct tl_bytes v = tl_record_at(r, field);
	tl_day day;

	return v.data && tl_day_parse(v, &day) ? day : TL_NODAY;
}

bool tl_record_is(const struct tl_record *r, enum tl_field_name field, const char *value)
{
	struct tl_bytes v = tl_record_at(r, field);
	return v.data && tl_eqs(v, value);
}

uint64_t tl_record_rev(const struct tl_record *r)
{
	uint64_t n = 0;

	for (size_t i = 0; i < r->nruns; i++)
		n += r->run[i].count;
	return n;
}

int tl_record_add_place(struct tl_record *r, uint64_t txn, uint32_t n)
{
	struct tl_run *last = r->nruns ? &r->run[r->nruns - 1] : NULL;

	if (last && last->txn == txn && last->first + last->count == n) {
		last->count++;
		return 0;
	}
	if (!TL_GROW(r->run, r->nruns, r->maxruns))
		return TLSAFE_EMEMORY;
	r->run[r->nruns++] = (struct tl_run){ txn, n, 1 };
	return 0;
}

enum {
	EXISTS = 1,
	PLAIN = 2,
	DATED = 4,
	MOVED = 8,
	IRREGULAR = 16,
	DATED_LATE = 32,
	REFUSED = 64,
	REFUSED_FIX = 128
};

static uint64_t flags_of(const struct tl_record *r)
{
	uint64_t flags = 0;

	flags |= r->exists ? EXISTS : 0;
	flags |= r->plain ? PLAIN : 0;
	flags |= r->last_on != TL_NODAY ? DATED : 0;
	flags |= r->moved_on != TL_NODAY ? MOVED : 0;
	flags |= r->irregular ? IRREGULAR : 0;
	flags |= r->dated_late ? DATED_LATE : 0;
	flags |= r->refused_on != TL_NODAY ? REFUSED : 0;
	flags |= r->refused_fix != TL_NODAY ? REFUSED_FIX : 0;
	return flags;
}

/* flags; dates; runs as differences; then for each value present: fields skipped since the last,
 * and the text. */
void tl_record_pack(struct tl_buf *out, const struct tl_record *r)
{
	uint64_t flags = flags_of(r), txn = 0;
	size_t next = 0;

	tl_buf_uint(out, flags);
	if (flags & DATED) {
		tl_buf_int(out, r->first_on);
		tl_buf_int(out, (int64_t)r->last_on - r->first_on);
	}
	if (flags & MOVED)
		tl_buf_int(out, (int64_t)r->moved_on - (flags & DATED ? r->last_on : 0));
	if (flags & REFUSED)
		tl_buf_int(out, r->refused_on);
	if (flags & REFUSED_FIX)
		tl_buf_int(out, r->refused_fix);
	tl_buf_uint(out, r->nruns);
	for (size_t i = 0; i < r->nruns; i++) {
		tl_buf_uint(out, r->run[i].txn - txn);
		tl_buf_uint(out, r->run[i].first);
		tl_buf_uint(out, r->run[i].count);
		txn = r->run[i].txn;
	}
	for (size_t i = 0; r->val && i < r->kind->nfields; i++) {
		if (!r->val[i].data)
			continue;
		tl_buf_uint(out, i - next);
		tl_buf_block(out, r->val[i]);
		next = i + 1;
	}
}

/* The bytes are copied once, and the values lie in the copy. */
int tl_record_unpack(struct tl_record *r, struct tl_bytes in)
{
	struct tl_unpack u;
	uint64_t flags, txn = 0, nruns;
	size_t next = 0;
	bool ok = true;

	tl_record_clear(r);
	in = tl_arena_dup(&r->arena, in, &ok);
	if (!ok || make_values(r))
		return TLSAFE_EMEMORY;
	u = tl_unpack(in);
	flags = tl_unpack_uint(&u);
	r->nruns = 0;
	r->exists = flags & EXISTS;
	r->plain = flags & PLAIN;
	r->irregular = flags & IRREGULAR;
	r->dated_late = flags & DATED_LATE;
	if (flags & DATED) {
		r->first_on = (tl_day)tl_unpack_int(&u);
		r->last_on = (tl_day)(r->first_on + tl_unpack_int(&u));
	}
	if (flags & MOVED)
		r->moved_on = (tl_day)(tl_unpack_int(&u) + (flags & DATED ? r->last_on : 0));
	if (flags & REFUSED)
		r->refused_on = (tl_day)tl_unpack_int(&u);
	if (flags & REFUSED_FIX)
		r->refused_fix = (tl_day)tl_unpack_int(&u);
	nruns = tl_unpack_uint(&u);
	for (uint64_t i = 0; i < nruns && !u.bad; i++) {
		txn += tl_unpack_uint(&u);
		uint64_t first = tl_unpack_uint(&u), count = tl_unpack_uint(&u);
		if (u.bad || first > UINT32_MAX || count == 0 || count > UINT32_MAX)
			return TLSAFE_ECORRUPT;
		if (tl_record_add_place(r, txn, (uint32_t)first))
			return TLSAFE_EMEMORY;
		r->run[r->nruns - 1].count += (uint32_t)count - 1;
	}
	while (!u.bad && !tl_unpack_end(&u)) {
		uint64_t skip = tl_unpack_uint(&u);
		struct tl_bytes v = tl_unpack_block(&u);
		if (u.bad || skip >= r->kind->nfields - next)
			return TLSAFE_ECORRUPT;
		next += skip;
		r->val[next++] = v.len ? v : TL_NONE;
	}
	return u.bad ? TLSAFE_ECORRUPT : 0;
}

bool tl_gives_up(const struct tl_kind *k, struct tl_bytes status)
{
	const struct tl_field *f = k->at[TL_F_STATUS] < 0 ? NULL : &k->field[k->at[TL_F_STATUS]];
	const struct tl_code *code =
		f && f->codes && status.len ? tl_codes_code(f->codes, status) : NULL;

	return code && tl_eqs(tl_code_attribute(code, "counts"), "no");
}

bool tl_retired(const struct tl_record *r)
{
	return !r->kind->workflow && tl_gives_up(r->kind, tl_record_at(r, TL_F_STATUS));
}
