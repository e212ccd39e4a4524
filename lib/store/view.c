/* One moment of the store, for reading. */
#include "store/view.h"

#include <stdlib.h>

#include "store/fact.h"
#include "store/schema_kept.h"
#include "store/schema_set.h"
#include "store/views.h"

static int load_head(struct tl_view *v)
{
	TL_BUF key = { 0 };
	struct tl_bytes val;
	struct tl_unpack u;
	int rc;

	tl_key_meta(&key, "head/", v->t->genesis.site);
	if (key.failed)
		return tl_err_memory(&v->t->err);
	v->head = (struct tl_head){ .site = v->t->genesis.site };
	memcpy(v->head.hash, v->t->genesis_hash, TL_HASH_LEN);
	rc = tl_kv_get(v->txn, tl_buf_bytes(&key), &val, &v->t->err);
	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	u = tl_unpack(val);
	v->head.number = tl_unpack_uint(&u);
	v->head.at = tl_unpack_int(&u);
	if (u.bad || u.end - u.at != TL_HASH_LEN)
		return tl_err_hint(&v->t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "the head of the journal is damaged");
	memcpy(v->head.hash, u.at, TL_HASH_LEN);
	return 0;
}

int tl_view_in(struct tl_view *v, struct tlsafe *t, struct tl_kv_txn *txn)
{
	*v = (struct tl_view){ .t = t, .txn = txn, .as_of = TL_NOEND, .known = UINT64_MAX,
		              .schema = t->schema };
	v->today = tl_instant_day(t->now, t->genesis.offset);
	v->rows = calloc(t->schema->nkinds + 1, sizeof(*v->rows));
	if (!v->rows)
		return tl_err_memory(&t->err);
	tl_journal_open(&v->journal, txn, t->schema, t->genesis.site, &t->err);
	return load_head(v);
}

int tl_view_begin(struct tl_view *v, struct tlsafe *t)
{
	struct tl_kv_txn *txn;
	int rc = tl_kv_begin(&txn, t->kv, false, &t->err);

	*v = (struct tl_view){ 0 };
	if (rc)
		return rc;
	rc = tl_view_in(v, t, txn);
	v->own_txn = true;
	return rc ? rc : tl_view_current(v);
}

int tl_view_current(struct tl_view *v)
{
	uint64_t last;
	int rc = tl_schema_kept_last(v->txn, &last, &v->t->err);

	if (rc || last == v->t->schema_txn)
		return rc;
	v->t->outdated = true;
	return tl_err_hint(&v->t->err, TLSAFE_ECONFLICT, "nothing was done, run it again",
	                   "transaction %llu of another writer changed the schema set meanwhile",
	                   (unsigned long long)last);
}

int tl_view_know(struct tl_view *v)
{
	struct tl_schema *then = NULL;
	int rc = v->known >= v->t->schema_txn ?
	                 0 :
	                 tl_schema_set_known(v->t, v->txn, &v->journal, v->known, &then);

	if (rc || !then)
		return rc;
	v->schema = v->then = then;
	/* What it has read speaks of the other set. */
	tl_journal_release(&v->journal);
	tl_journal_open(&v->journal, v->txn, then, v->t->genesis.site, &v->t->err);
	return 0;
}

void tl_view_end(struct tl_view *v)
{
	if (!v->t)
		return;
	tl_journal_release(&v->journal);
	if (v->own_txn)
		tl_kv_abortp(&v->txn);
	for (size_t i = 0; v->rows && i <= v->schema->nkinds; i++)
		tl_rows_release(&v->rows[i]);
	free(v->rows);
	tl_schema_freep(&v->then);
	tl_buf_release(&v->head_bytes);
	tl_ids_gap_release(&v->gap);
	tl_arena_release(&v->scratch);
	*v = (struct tl_view){ 0 };
}

tl_day tl_view_day(const struct tl_view *v)
{
	return v->as_of == TL_NOEND ? v->today : v->as_of;
}

int tl_view_find(struct tl_view *v, struct tl_bytes id, const struct tl_kind **kind, uint64_t *row)
{
	TL_BUF key = { 0 };
	struct tl_bytes val;
	uint32_t number;
	int rc;

	if (!id.len || id.len > 128 || tl_eq(id, tl_bytes(v->absent, v->nabsent)))
		return TLSAFE_ENOENT;
	tl_key_id(&key, id);
	if (key.failed)
		return tl_err_memory(&v->t->err);
	if (tl_ids_gap_has(&v->gap, tl_buf_bytes(&key)))
		return TLSAFE_ENOENT;
	rc = tl_kv_get(v->txn, tl_buf_bytes(&key), &val, &v->t->err);
	if (rc == TLSAFE_ENOENT) {
		memcpy(v->absent, id.data, id.len);
		v->nabsent = id.len;
		rc = tl_ids_gap_missed(&v->gap, tl_buf_bytes(&key), v->txn, &v->t->err);
		return rc < 0 ? rc : TLSAFE_ENOENT;
	}
	if (rc)
		return rc;
	if (!tl_id_unpack(val, &number, row) || number == 0 || number > v->schema->nkinds)
		return tl_err_hint(&v->t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "the index entry of '%.*s' is damaged", (int)id.len, id.data);
	*kind = v->schema->kind[number - 1];
	return 0;
}

/* What the stored record says as of DAY at the view's K, or the formula. */
static int as_seen(struct tl_view *v, tl_day day, struct tl_record *r)
{
	bool all_known = !r->nruns || r->run[r->nruns - 1].txn <= v->known;
	int rc;

	if (all_known && (day == TL_NOEND || (r->plain && r->last_on <= day)))
		return 0;
	if (r->run[0].txn > v->known || (r->plain && r->kind->begins >= 0 && r->first_on > day)) {
		r->exists = false;
		return 0;
	}
	rc = tl_formula(r, &v->journal, day, v->known, &v->scratch);
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&v->t->err) : rc;
}

static int record_damaged(struct tl_view *v, const struct tl_record *r)
{
	return tl_err_hint(&v->t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
	                   "record %llu of kind %s is damaged", (unsigned long long)r->row,
	                   r->kind->name);
}

static int unpack_record(struct tl_view *v, struct tl_bytes val, struct tl_record *r)
{
	int rc = tl_record_unpack(r, val);

	if (rc == TLSAFE_ECORRUPT)
		return record_damaged(v, r);
	return rc ? tl_err_memory(&v->t->err) : 0;
}

/* A page that was not written when it should have been is whole, and says what was: of two places
 * that both tell which transaction changed a record last, one knows better. */
static int check_last(struct tl_view *v, const struct tl_record *r)
{
	const struct tl_rows *rows = &v->rows[r->kind->number];
	uint32_t last = 0;
	int rc;

	if (!r->kind->workflow || !r->nruns)
		return 0;
	rc = tl_fact_last_txn(v->txn, r->kind, r->row, rows->live ? 0 : rows->seal, &last,
	                      &v->t->err);
	if (rc)
		return rc;
	return last == (uint32_t)r->run[r->nruns - 1].txn ? 0 : record_damaged(v, r);
}

int tl_view_record_on(struct tl_view *v, const struct tl_kind *kind, uint64_t row, tl_day day,
                      struct tl_record *r)
{
	struct tl_rows *rows = &v->rows[kind->number];
	struct tl_bytes val;
	int rc;

	if (!rows->kind)
		tl_rows_init(rows, v->txn, kind, &v->t->err);
	r->row = row;
	rc = tl_rows_get(rows, row, &val);
	if (rc == TLSAFE_ENOENT)
		return tl_err_hint(&v->t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "record %llu of kind %s is missing", (unsigned long long)row,
		                   kind->name);
	if (!rc)
		rc = unpack_record(v, val, r);
	return rc ? rc : as_seen(v, day, r);
}

int tl_view_record(struct tl_view *v, const struct tl_kind *kind, uint64_t row, struct tl_record *r)
{
	return tl_view_record_on(v, kind, row, v->as_of, r);
}

int tl_view_look_up(struct tl_view *v, const struct tl_kind *kind, uint64_t row,
                    struct tl_record *r)
{
	int rc = tl_view_record(v, kind, row, r);

	return rc ? rc : check_last(v, r);
}

int tl_view_get(struct tl_view *v, const struct tl_kind *kind, struct tl_bytes id,
                struct tl_record *r)
{
	const struct tl_kind *found = NULL;
	uint64_t row;
	int rc = tl_view_find(v, id, &found, &row);

	tl_record_init(r, found);
	if (!rc && kind && found != kind)
		return tl_err_set(&v->t->err, TLSAFE_ENOENT, "'%.*s' is a %s, not a %s",
		                  (int)id.len, id.data, found->name, kind->name);
	if (!rc)
		rc = tl_view_look_up(v, found, row, r);
	if (rc == TLSAFE_ENOENT || (!rc && !r->exists))
		return tl_err_set(&v->t->err, TLSAFE_ENOENT, "no such id: '%.*s'", (int)id.len,
		                  id.data);
	return rc;
}

int tl_walk_begin(struct tl_walk *w, struct tl_view *v, const struct tl_kind *kind)
{
	return tl_walk_begin_on(w, v, kind, v->as_of);
}

int tl_walk_begin_on(struct tl_walk *w, struct tl_view *v, const struct tl_kind *kind, tl_day day)
{
	w->v = v;
	w->day = day;
	return tl_rows_scan(&w->scan, v->txn, kind, &v->t->err);
}

int tl_walk_next(struct tl_walk *w, struct tl_record *r)
{
	struct tl_bytes val;
	int rc;

	while ((rc = tl_rows_next(&w->scan, &r->row, &val)) == 1) {
		rc = unpack_record(w->v, val, r);
		if (!rc)
			rc = as_seen(w->v, w->day, r);
		if (rc)
			return rc;
		if (r->exists)
			return 1;
	}
	return rc;
}

void tl_walk_end(struct tl_walk *w)
{
	tl_rows_done(&w->scan);
}

/* The last transaction that V knows. */
static int find_last(struct tl_view *v, const struct tl_head **ret)
{
	int rc = 0;

	*ret = &v->head;
	if (v->known < v->head.number && v->known) {
		rc = tl_journal_head(&v->journal, v->known);
		*ret = &v->journal.at->head;
	}
	return rc;
}

int tl_view_made(struct tl_view *v, int64_t *ret)
{
	const struct tl_head *h;
	int rc = find_last(v, &h);

	*ret = 0;
	if (!rc && v->known)
		*ret = h->at / 1000000;
	return rc;
}

int tl_view_anchor(struct tl_view *v, struct tl_buf *out)
{
	const struct tl_head *h;
	int rc = find_last(v, &h);

	if (rc)
		return rc;
	tl_buf_add(out, v->t->genesis.site);
	tl_buf_printf(out, ":%llu ", (unsigned long long)(v->known ? h->number : 0));
	tl_hex(out, v->known ? h->hash : v->t->genesis_hash, 8);
	return out->failed ? tl_err_memory(&v->t->err) : 0;
}

void tl_trace_view(const struct tl_view *v)
{
	unsigned long long last = v->head.number, known = v->known < last ? v->known : last;
	const char *today = tl_view_day(v) == v->today ? " (today)" : "";
	char day[TL_DAY_TEXT];

	tl_trace(v->t, "as of %s%s, known by transaction %llu of %llu",
	        tl_day_format(day, tl_view_day(v)), today, known, last);
}
