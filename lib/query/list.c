/* Lists of records, and single ones whole. */
#include "query/list.h"

#include <stdlib.h>

#include "kv/key.h"
#include "query/columns.h"
#include "query/describe.h"
#include "query/match.h"
#include "query/moment.h"
#include "query/order.h"
#include "query/provenance.h"
#include "query/search.h"
#include "store/ids.h"
#include "store/open.h"
#include "store/views.h"

const struct tl_kind *tl_list_kind(struct tl_view *v, const struct tlsafe_select *s)
{
	const struct tl_kind *k = tl_schema_kind(v->schema, s->kind);

	if (!k)
		tl_err_set(&v->t->err, TLSAFE_EUSAGE, "no kind '%s'", s->kind);
	return k;
}

/* Rows of a kind in the order asked for: rows that were entered in that order need no sorting. */
struct selected {
	struct selected_row {
		struct tl_bytes key;	/* by which it sorts; ends with its id */
		uint64_t row;
	} *item;
	size_t n, max;
	uint64_t limit;		/* so many are wanted; 0: all */
	uint64_t more;		/* that are behind these for certain, and were not looked at */
	uint64_t looked;	/* at so many records */
	struct tl_arena keys;
	struct tl_order order;
	struct tl_buf key;
};

static void selected_release(struct selected *s)
{
	free(s->item);
	tl_arena_release(&s->keys);
	tl_order_release(&s->order);
	tl_buf_release(&s->key);
}

static int select_row(struct selected *s, struct tl_query *q, struct tl_record *r)
{
	bool ok = true;
	int rc;

	tl_buf_clear(&s->key);
	rc = tl_order_key(&s->order, q, r, &s->key);
	if (rc)
		return rc;
	tl_buf_add(&s->key, tl_record_at(r, TL_F_ID));
	if (s->key.failed || !TL_GROW(s->item, s->n, s->max))
		return tl_err_memory(&q->view->t->err);
	s->item[s->n].key = tl_arena_dup(&s->keys, tl_buf_bytes(&s->key), &ok);
	s->item[s->n++].row = r->row;
	return ok ? 0 : tl_err_memory(&q->view->t->err);
}

static int by_key(const void *a, const void *b)
{
	const struct selected_row *x = a, *y = b;

	return tl_cmp(x->key, y->key);
}

static void sort(struct selected *s)
{
	for (size_t i = 1; i < s->n; i++)
		if (by_key(&s->item[i - 1], &s->item[i]) > 0) {
			qsort(s->item, s->n, sizeof(*s->item), by_key);
			return;
		}
}

/* The record of ROW, if it is selected. */
static int select_one(struct selected *s, struct tl_query *q, struct tl_record *r, uint64_t row)
{
	int rc = tl_view_look_up(q->view, q->kind, row, r);

	s->looked++;
	if (!rc && r->exists)
		rc = tl_query_match(q, r, TL_MATCH_ALL);
	return rc > 0 ? select_row(s, q, r) : rc;
}

/* Ids that are named need no walk. */
static int select_named(struct selected *s, struct tl_query *q, struct tl_record *r)
{
	const struct tl_kind *kind;
	uint64_t row;
	int rc = 0;

	for (size_t i = 0; !rc && i < q->nids; i++) {
		rc = tl_view_find(q->view, q->id[i], &kind, &row);
		if (!rc)
			rc = select_one(s, q, r, row);
	}
	return rc;
}

/* The row at the end of a key of the index of open hazards. */
static bool row_of_key(struct tl_bytes key, uint64_t *row)
{
	struct tl_bytes text;
	uint64_t kind;
	tl_day due;
	char which;

	key = tl_bytes(key.data + 1, key.len - 1);
	if (!tl_key_take_uint(&key, &kind) || !key.len)
		return false;
	which = key.data[0];
	key = tl_bytes(key.data + 1, key.len - 1);
	return (which == TL_OPEN_BY_DUE ? tl_key_take_day(&key, &due) :
	                                  tl_key_take_text(&key, &text)) &&
	       tl_key_take_uint(&key, row) && !key.len;
}

static int select_open(struct selected *s, struct tl_query *q, struct tl_record *r,
                       struct tl_bytes from, struct tl_bytes upto)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_bytes key, val;
	uint64_t row;
	struct tl_err *err = &q->view->t->err;
	/* A range says nothing of what it lacks. */
	int rc = tl_kv_verify(q->view->txn, from, err);

	if (!rc)
		rc = tl_kv_scan(&scan, q->view->txn, from, upto, false, err);
	while (!rc && (rc = tl_kv_next(scan, &key, &val, &q->view->t->err)) == 1)
		rc = row_of_key(key, &row) ?
		             select_one(s, q, r, row) :
		             tl_err_hint(&q->view->t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                         "the index of open hazards is damaged");
	return rc;
}

/* Rows whose place by their due date is known before their records are read. */
struct by_due {
	struct due_row {
		tl_day due;
		uint64_t row;
	} *item;
	size_t n, max;
	struct tl_err *err;
};

static int keep_due(void *ctx, const struct tl_search_row *row)
{
	struct by_due *d = ctx;

	if (!row->sure || row->stand.due == TL_NODAY)
		return 1;
	if (!TL_GROW(d->item, d->n, d->max))
		return tl_err_memory(d->err);
	d->item[d->n++] = (struct due_row){ row->stand.due, row->row };
	return 0;
}

static int earlier(const void *a, const void *b)
{
	const struct due_row *x = a, *y = b;

	return x->due < y->due ? -1 : x->due > y->due;
}

static int later(const void *a, const void *b)
{
	return earlier(b, a);
}

/* The first LIMIT of them, and those that are due on the same day as the last: their ids tell. */
static int select_first(struct selected *s, struct tl_query *q, struct tl_record *r,
                        struct by_due *d)
{
	size_t n = d->n;
	int rc = 0;

	if (n)
		qsort(d->item, n, sizeof(*d->item), s->order.column->down ? later : earlier);
	if (s->limit < n)
		for (n = s->limit; n < d->n && d->item[n].due == d->item[n - 1].due;)
			n++;
	for (size_t i = 0; !rc && i < n; i++)
		rc = select_one(s, q, r, d->item[i].row);
	s->more = d->n - n;
	return rc;
}

static int select_every(struct selected *s, struct tl_query *q, struct tl_record *r,
                        struct tl_said *said)
{
	struct by_due due = { .err = &q->view->t->err };
	TL_SEARCH search = { .q = q, .ctx = &due };
	int rc;

	if (s->limit && tl_order_by_due(&s->order))
		search.wants = keep_due;
	rc = tl_search_begin(&search);
	tl_say_text(said, TL_SAYS_READ,
	            search.by_facts ? TL_LIT("facts, and records that those do not rule out") :
	                              TL_LIT("every record"));
	while (!rc && (rc = tl_search_next(&search, r)) == 1) {
		rc = tl_query_match(q, r, TL_MATCH_ALL);
		if (rc > 0)
			rc = select_row(s, q, r);
	}
	s->looked = search.looked;
	if (!rc)
		rc = select_first(s, q, r, &due);
	free(due.item);
	return rc;
}

static int select_matching(struct selected *s, struct tl_query *q, struct tl_said *said)
{
	static const char *const texts[] = {
		[TL_READ_IDS] = "those with these ids",
		[TL_READ_BY_UNIT] = "the index of open ones by their unit",
		[TL_READ_BY_ASSIGNEE] = "the index of open ones by their assignee",
		[TL_READ_BY_DUE] = "the index of open ones by their due date",
	};
	TL_RECORD r;
	TL_BUF from = { 0 };
	TL_BUF upto = { 0 };
	enum tl_reads reads = tl_query_reads(q, &from, &upto);

	tl_record_init(&r, q->kind);
	if (from.failed || upto.failed)
		return tl_err_memory(&q->view->t->err);
	if (reads == TL_READ_EVERY)
		return select_every(s, q, &r, said);
	tl_say_text(said, TL_SAYS_READ, tl_str(texts[reads]));
	if (reads == TL_READ_IDS)
		return select_named(s, q, &r);
	return select_open(s, q, &r, tl_buf_bytes(&from), tl_buf_bytes(&upto));
}

/* A list being made. */
struct listing {
	struct tl_view view;
	struct tl_query query;
	struct selected rows;
	struct tl_said said;
};

static void listing_release(struct listing *l)
{
	tl_said_release(&l->said);
	selected_release(&l->rows);
	tl_query_release(&l->query);
	tl_view_end(&l->view);
}

static int listing_begin(struct listing *l, struct tlsafe *t, const struct tlsafe_select *s)
{
	const struct tl_kind *kind;
	int rc = tl_view_select(&l->view, t, s);

	l->said.t = t;
	kind = rc ? NULL : tl_list_kind(&l->view, s);
	if (!rc && !kind)
		rc = TLSAFE_EUSAGE;
	if (!rc)
		rc = tl_query_begin(&l->query, &l->view, kind, s->words, s->nwords, false);
	if (!rc)
		tl_say_asked(&l->said, &l->query);
	return rc ? rc : tl_order_begin(&l->rows.order, &l->query, s->sort);
}

/* Looks for the records. *FOUND (may be NULL) becomes how many they are, *N how many of them are
 * written. */
static int listing_look(struct listing *l, uint64_t limit, uint64_t *found, uint64_t *n)
{
	TL_BUF order = { 0 };
	int rc;

	tl_order_text(&l->rows.order, &order);
	if (order.failed)
		return tl_err_memory(&l->view.t->err);
	tl_say_text(&l->said, TL_SAYS_ORDER, tl_buf_bytes(&order));
	l->rows.limit = limit;
	rc = select_matching(&l->rows, &l->query, &l->said);
	if (rc)
		return rc;
	sort(&l->rows);
	*n = limit && limit < l->rows.n ? limit : l->rows.n;
	if (found)
		*found = l->rows.n + l->rows.more;
	tl_say_number(&l->said, TL_SAYS_LOOKED, l->rows.looked);
	tl_say_number(&l->said, TL_SAYS_FOUND, l->rows.n + l->rows.more);
	tl_say_number(&l->said, TL_SAYS_PRINTED, *n);
	return 0;
}

/* Every record in the order of ids. */
static bool asks_for_all(const struct listing *l)
{
	const struct tl_query *q = &l->query;

	return !l->rows.order.n && !q->ids && !q->nterms && !q->conditions;
}

/* One walk finds them and writes the first LIMIT of them, or all (0). */
static int list_walked(struct listing *l, uint64_t limit, struct tl_columns *columns,
                       struct tlsafe_out *out, uint64_t *found)
{
	TL_RECORD r;
	TL_WALK walk = { 0 };
	uint64_t n = 0;
	int rc = tl_walk_begin(&walk, &l->view, l->query.kind);

	tl_record_init(&r, l->query.kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		rc = tl_query_match(&l->query, &r, TL_MATCH_ALL);
		if (rc <= 0)
			continue;
		rc = 0;
		if (!limit || n < limit)
			rc = tl_columns_row(columns, &l->query, &r, out);
		n++;
	}
	if (found)
		*found = n;
	return rc;
}

static int list_looked(struct listing *l, uint64_t limit, struct tl_columns *columns,
                       struct tlsafe_out *out, uint64_t *found)
{
	TL_RECORD r;
	uint64_t n = 0;
	int rc = listing_look(l, limit, found, &n);

	tl_record_init(&r, l->query.kind);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = tl_view_record(&l->view, l->query.kind, l->rows.item[i].row, &r);
		if (!rc)
			rc = tl_columns_row(columns, &l->query, &r, out);
	}
	return rc;
}

/* The columns of the list: those that a format names, or fields of S. */
static int listing_columns(struct listing *l, const struct tlsafe_select *s,
                           struct tl_columns *columns, struct tlsafe_out *out)
{
	const char *fields = s->fields;
	TL_BUF names = { 0 };
	int rc = 0;

	if (s->format) {
		rc = tl_out_template(out, tl_str(s->format), &names, &l->view.t->err);
		tl_buf_char(&names, 0);
		fields = names.data;
		if (!rc && names.failed)
			rc = tl_err_memory(&l->view.t->err);
	}
	return rc ? rc : tl_columns_begin(columns, &l->query, fields, s->headings, out);
}

int tlsafe_list(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out,
                uint64_t *found)
{
	TL_CLEANUP(listing_release) struct listing l = { 0 };
	TL_CLEANUP(tl_columns_release) struct tl_columns columns = { 0 };
	bool walked = false;
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = listing_begin(&l, t, s);
	if (!rc)
		rc = listing_columns(&l, s, &columns, out);
	if (!rc && asks_for_all(&l))
		rc = tl_ids_ascend(&l.view, l.query.kind, &walked);
	if (!rc)
		rc = (walked ? list_walked : list_looked)(&l, s->limit, &columns, out, found);
	if (!rc)
		rc = tl_provenance_write(&l.view, s, tl_view_day(&l.view), NULL, out);
	return tl_store_error(t, rc);
}

int tlsafe_list_how(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out,
                    uint64_t *found)
{
	TL_CLEANUP(listing_release) struct listing l = { .said.kept = true };
	uint64_t n;
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = listing_begin(&l, t, s);
	if (!rc)
		rc = listing_look(&l, s->limit, found, &n);
	if (!rc)
		rc = tl_said_write(&l.said, out);
	return tl_store_error(t, rc);
}

/* The kind asked for, or that of the first id. */
int tl_list_kind_of_ids(struct tl_view *v, const struct tlsafe_select *s,
                        const struct tl_kind **ret)
{
	uint64_t row;
	int rc;

	*ret = s->kind ? tl_list_kind(v, s) : NULL;
	if (s->kind)
		return *ret ? 0 : TLSAFE_EUSAGE;
	if (!s->nwords)
		return tl_err_set(&v->t->err, TLSAFE_EUSAGE, "no id is given");
	rc = tl_view_find(v, tl_str(s->words[0]), ret, &row);
	return rc == TLSAFE_ENOENT ? tl_err_set(&v->t->err, rc, "no such id: '%s'", s->words[0]) :
	                             rc;
}

static int all_fields(struct tl_buf *out, const struct tl_kind *kind)
{
	for (size_t i = 0; i < kind->nfields; i++)
		if (!kind->field[i].withdrawn)
			tl_buf_printf(out, "%s%s", out->len ? "," : "", kind->field[i].key);
	return out->failed ? TLSAFE_EMEMORY : 0;
}

int tl_list_not_there(struct tlsafe *t, struct tl_bytes id)
{
	return tl_err_set(&t->err, TLSAFE_ENOENT, "no such id: '%.*s'", (int)id.len, id.data);
}

int tlsafe_show(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(tl_columns_release) struct tl_columns columns = { 0 };
	TL_RECORD r = { 0 };
	TL_BUF fields = { 0 };
	const struct tl_kind *kind = NULL;
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_select(&v, t, s);
	if (!rc)
		rc = tl_list_kind_of_ids(&v, s, &kind);
	if (!rc)
		rc = tl_query_begin(&q, &v, kind, s->words, s->nwords, true);
	if (!rc)
		rc = all_fields(&fields, kind);
	if (!rc)
		rc = tl_columns_begin(&columns, &q, s->fields ? s->fields : fields.data,
		                      s->headings, out);
	for (size_t i = 0; !rc && i < q.nids; i++) {
		tl_record_release(&r);
		rc = tl_view_get(&v, kind, q.id[i], &r);
		if (!rc)
			rc = tl_columns_row(&columns, &q, &r, out);
	}
	return tl_store_error(t, rc);
}
