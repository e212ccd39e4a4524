/* What is asked of a store besides figures: lists, single records, histories, the log, the store
 * itself. */
#include <stdio.h>
#include <stdlib.h>

#include "kv/key.h"
#include "query/filter.h"
#include "base/utf8.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0"
#endif

const char *tlsafe_version(void)
{
	return PACKAGE_VERSION;
}

int tlsafe_format(void)
{
	return TL_FORMAT;
}

const char *tlsafe_engine(void)
{
	return tl_kv_lmdb.version();
}

char *tlsafe_visible(char *buf, size_t size, const char *text)
{
	TL_BUF out = { 0 };
	size_t n;

	tl_utf8_visible(&out, tl_str(text));
	n = out.len < size ? out.len : size - 1;
	while (n && n < out.len && ((unsigned char)out.data[n] & 0xc0) == 0x80)
		n--;
	memcpy(buf, out.data ? out.data : "", n);
	buf[n] = 0;
	return buf;
}

int tlsafe_instant(const struct tlsafe *t, const char *text, int64_t *ret)
{
	tl_instant at;

	if (!tl_instant_parse(tl_str(text), t->genesis.offset, &at))
		return TLSAFE_EUSAGE;
	*ret = at;
	return 0;
}

static int line_problem(char *id, size_t size, const char *why)
{
	snprintf(id, size, "%s", why);
	return TLSAFE_EINPUT;
}

int tlsafe_line_id(const char *line, char *id, size_t size)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_bytes found = tl_bytes(line, strcspn(line, "\t\r\n"));
	struct tl_json_object o;
	struct tl_err err = { 0 };

	if (*line == '{') {
		if (tl_json_read(&o, &a, tl_bytes(line, strcspn(line, "\r\n")), &err))
			return line_problem(id, size, err.text);
		found = TL_NONE;
		for (size_t i = 0; i < o.n; i++)
			if (tl_eqs(o.member[i].name, "id"))
				found = o.member[i].value;
	}
	if (!found.len)
		return line_problem(id, size,
		                    *line == '{' ? "a JSON object without \"id\"" :
		                                   "a line without an id");
	if (found.len >= size)
		return line_problem(id, size, "an id of more than 64 bytes");
	memcpy(id, found.data, found.len);
	id[found.len] = 0;
	return 0;
}

size_t tlsafe_kinds(const struct tlsafe *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->schema->nkinds; i++)
		n += !t->schema->kind[i]->withdrawn;
	return n;
}

const char *tlsafe_kind_name(const struct tlsafe *t, size_t kind)
{
	for (size_t i = 0; i < t->schema->nkinds; i++)
		if (!t->schema->kind[i]->withdrawn && !kind--)
			return t->schema->kind[i]->name;
	return NULL;
}

bool tlsafe_kind_exists(const struct tlsafe *t, const char *kind)
{
	return tl_schema_kind(t->schema, kind);
}

static const struct tl_kind *kind_of(struct tlsafe *t, const struct tlsafe_select *s)
{
	const struct tl_kind *k = tl_schema_kind(t->schema, s->kind);

	if (!k)
		tl_err_set(&t->err, TLSAFE_EUSAGE, "no kind '%s'", s->kind);
	return k;
}

static int out_error(struct tlsafe *t, struct tlsafe_out *out)
{
	return tl_err_set(&t->err, out->err.code, "%s", out->err.text);
}

/* --- list -------------------------------------------------------------------- */

/* Rows of a kind in order of id: rows that were entered in that order need no sorting. */
struct selected {
	struct { struct tl_bytes id; uint64_t row; } *item;
	size_t n, max;
	struct tl_arena ids;
};

static void selected_release(struct selected *s)
{
	free(s->item);
	tl_arena_release(&s->ids);
}

static int select_row(struct selected *s, const struct tl_record *r)
{
	bool ok = true;

	if (!TL_GROW(s->item, s->n, s->max))
		return TLSAFE_EMEMORY;
	s->item[s->n].id = tl_arena_dup(&s->ids, tl_record_at(r, TL_F_ID), &ok);
	s->item[s->n++].row = r->row;
	return ok ? 0 : TLSAFE_EMEMORY;
}

static int by_id(const void *a, const void *b)
{
	const struct { struct tl_bytes id; uint64_t row; } *x = a, *y = b;
	return tl_cmp(x->id, y->id);
}

/* The record of ROW, if it is selected. */
static int select_one(struct selected *s, struct tl_query *q, struct tl_record *r, uint64_t row)
{
	int rc = tl_view_record(q->view, q->kind, row, r);

	if (!rc && r->exists)
		rc = tl_query_match(q, r, TL_MATCH_ALL);
	return rc > 0 ? select_row(s, r) : rc;
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
	int rc = tl_kv_scan(&scan, q->view->txn, from, upto, false, &q->view->t->err);

	while (!rc && (rc = tl_kv_next(scan, &key, &val, &q->view->t->err)) == 1)
		rc = row_of_key(key, &row) ?
		             select_one(s, q, r, row) :
		             tl_err_set(
				     &q->view->t->err, TLSAFE_ECORRUPT,
				     "the index of open hazards is damaged; run tlsafe-db check");
	return rc;
}

static int select_matching(struct selected *s, struct tl_query *q)
{
	TL_WALK walk = { 0 };
	TL_RECORD r;
	TL_BUF from = { 0 };
	TL_BUF upto = { 0 };
	int rc;

	tl_record_init(&r, q->kind);
	if (q->nids) {
		tl_tell(q->view->t, "read: those with these ids");
		return select_named(s, q, &r);
	}
	if (tl_query_open(q, &from, &upto))
		return from.failed || upto.failed ?
		               tl_err_memory(&q->view->t->err) :
		               select_open(s, q, &r, tl_buf_bytes(&from), tl_buf_bytes(&upto));
	tl_tell(q->view->t, "read: every record");
	rc = tl_walk_begin(&walk, q->view, q->kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		rc = tl_query_match(q, &r, TL_MATCH_ALL);
		if (rc > 0)
			rc = select_row(s, &r);
	}
	return rc;
}

int tlsafe_list(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out,
                uint64_t *found)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(tl_columns_release) struct tl_columns columns = { 0 };
	TL_CLEANUP(selected_release) struct selected rows = { 0 };
	TL_RECORD r = { 0 };
	const struct tl_kind *kind;
	int rc;

	tl_err_clear(&t->err);
	rc = tl_view_select(&v, t, s);
	kind = rc ? NULL : kind_of(t, s);
	if (!rc && !kind)
		rc = TLSAFE_EUSAGE;
	if (!rc)
		rc = tl_query_begin(&q, &v, kind, s->words, s->nwords, false);
	if (!rc)
		tl_tell_query(&q);
	if (!rc)
		rc = tl_columns_begin(&columns, &q, s->fields, s->headings, out);
	if (!rc)
		rc = select_matching(&rows, &q);
	for (size_t i = 1; !rc && i < rows.n; i++)
		if (by_id(&rows.item[i - 1], &rows.item[i]) > 0) {
			qsort(rows.item, rows.n, sizeof(*rows.item), by_id);
			break;
		}
	if (kind)
		tl_record_init(&r, kind);
	for (size_t i = 0; !rc && i < rows.n; i++) {
		rc = tl_view_record(&v, kind, rows.item[i].row, &r);
		if (!rc)
			rc = tl_columns_row(&columns, &q, &r, out);
	}
	if (found)
		*found = rows.n;
	return tl_store_error(t, rc);
}

/* --- show and history -------------------------------------------------------- */

/* The kind asked for, or that of the first id. */
static int kind_of_ids(struct tl_view *v, const struct tlsafe_select *s, const struct tl_kind **ret)
{
	uint64_t row;
	int rc;

	*ret = s->kind ? kind_of(v->t, s) : NULL;
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

static int not_there(struct tlsafe *t, struct tl_bytes id)
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

	tl_err_clear(&t->err);
	rc = tl_view_select(&v, t, s);
	if (!rc)
		rc = kind_of_ids(&v, s, &kind);
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

#define LINE_MAX_CELLS 32

/* A row of cells whose texts and JSON are gathered in one buffer. */
struct line {
	struct tl_cell cell[LINE_MAX_CELLS];
	size_t at[LINE_MAX_CELLS][3];
	size_t n;
	struct tl_buf buf;
};

static void line_text(struct line *l, struct tl_bytes text)
{
	size_t *at = l->at[l->n++];

	at[0] = l->buf.len;
	tl_buf_add(&l->buf, text);
	at[1] = l->buf.len;
	if (text.len)
		tl_json_string(&l->buf, text);
	at[2] = l->buf.len;
}

static void line_number(struct line *l, uint64_t n)
{
	size_t *at = l->at[l->n++];

	at[0] = l->buf.len;
	tl_buf_printf(&l->buf, "%llu", (unsigned long long)n);
	at[1] = l->buf.len;
	tl_buf_printf(&l->buf, "%llu", (unsigned long long)n);
	at[2] = l->buf.len;
}

static int line_write(struct line *l, struct tlsafe *t, struct tlsafe_out *out)
{
	if (l->buf.failed)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < l->n; i++) {
		size_t *at = l->at[i];
		l->cell[i].text =
			at[1] > at[0] ? tl_bytes(l->buf.data + at[0], at[1] - at[0]) : TL_NONE;
		l->cell[i].json =
			at[2] > at[1] ? tl_bytes(l->buf.data + at[1], at[2] - at[1]) : TL_NONE;
		l->cell[i].label = TL_NONE;
	}
	l->n = 0;
	tl_buf_clear(&l->buf);
	return tl_out_row(out, l->cell) ? out_error(t, out) : 0;
}

static int line_columns(struct tlsafe *t, struct tlsafe_out *out, const char *const *names,
                        size_t n, unsigned numeric)
{
	struct tl_out_column col[LINE_MAX_CELLS];

	for (size_t i = 0; i < n; i++)
		col[i] = (struct tl_out_column){ tl_str(names[i]), tl_str(names[i]),
			                         numeric >> i & 1 };
	return tl_out_columns(out, col, n) ? out_error(t, out) : 0;
}

/* What an entry set, as text and as a JSON object. */
static void line_changes(struct line *l, struct tl_query *q, const struct tl_entry *e, bool codes)
{
	size_t *at = l->at[l->n++];
	size_t n = 0;

	at[0] = l->buf.len;
	for (size_t i = 0; i < e->nset; i++) {
		const struct tl_set *s = &e->set[i];
		if (i)
			tl_buf_str(&l->buf, "; ");
		tl_buf_printf(&l->buf, "%s=", s->field->key);
		if (!s->value.data)
			tl_buf_str(&l->buf, "(forgotten)");
		else if (codes)
			tl_buf_add(&l->buf, s->value);
		else
			tl_query_label(q, s->field, s->value,
			               !tl_eqs(q->view->t->schema->district.language, "zh"),
			               &l->buf);
	}
	at[1] = l->buf.len;
	tl_buf_char(&l->buf, '{');
	for (size_t i = 0; i < e->nset; i++) {
		const struct tl_set *s = &e->set[i];
		if (!s->value.data)
			continue;
		tl_buf_str(&l->buf, n++ ? ",\"" : "\"");
		tl_buf_str(&l->buf, s->field->key);
		tl_buf_str(&l->buf, "\":");
		if (s->value.len)
			tl_type_json(&l->buf, s->field, s->value);
		else
			tl_buf_str(&l->buf, "null");
	}
	tl_buf_char(&l->buf, '}');
	at[2] = l->buf.len;
}

static const char *const history_columns[] = { "txn",    "recorded", "on",      "act",
	                                       "by",     "actor",    "changes", "note",
	                                       "reason", "mends",    "inferred" };

/* Who did it in the world: of a fix and of a recheck the person stands in a field. */
static struct tl_bytes doer(const struct tl_entry *e)
{
	enum tl_known field = e->act == TL_ACT_RECTIFY ? TL_F_RECTIFIED_BY : TL_F_VERIFIED_BY;
	const struct tl_set *s = e->kind->at[field] >= 0 ? tl_entry_value(e, field) : NULL;

	return e->by.len                                                  ? e->by :
	       s && (e->act == TL_ACT_RECTIFY || e->act == TL_ACT_VERIFY) ? s->value :
	                                                                    TL_NONE;
}

static int history_line(struct line *l, struct tl_query *q, const struct tl_entry *e,
                        struct tlsafe_out *out)
{
	struct tl_view *v = q->view;
	char day[TL_DAY_TEXT], at[TL_INSTANT_TEXT] = "", mends[48] = "";
	struct tl_bytes actor = TL_NONE;

	if (e->place.txn) {
		int rc = tl_journal_head(&v->journal, e->place.txn);
		if (rc)
			return rc;
		tl_instant_format(at, v->journal.at->head.at, v->t->genesis.offset, false);
		actor = v->journal.at->head.actor;
	}
	if (e->corrects.n)
		snprintf(mends, sizeof(mends), "%llu/%u", (unsigned long long)e->corrects.txn,
		         (unsigned)e->corrects.n);
	else if (e->undoes)
		snprintf(mends, sizeof(mends), "%llu", (unsigned long long)e->undoes);
	line_number(l, e->place.txn);
	line_text(l, tl_str(at));
	line_text(l, e->on == TL_NODAY ? TL_NONE : tl_str(tl_day_format(day, e->on)));
	line_text(l, tl_str(tl_act_text(e->act)));
	line_text(l, doer(e));
	line_text(l, actor);
	line_changes(l, q, e, out->flags & TLSAFE_OUT_CODES);
	line_text(l, e->note);
	line_text(l, e->reason);
	line_text(l, tl_str(mends));
	line_text(l, e->inferred ? TL_LIT("yes") : TL_NONE);
	return line_write(l, v->t, out);
}

/* R's entries one by one, in order of entry, as far as they are known and effective. */
static int history_of(struct line *l, struct tl_query *q, const struct tl_record *r,
                      struct tlsafe_out *out)
{
	struct tl_view *v = q->view;
	struct tl_entry seed;
	struct tl_set set[TL_ENTRY_SETS];
	const struct tl_entry *e;
	int rc = 0;

	for (size_t i = 0; !rc && i < r->nruns && r->run[i].txn <= v->known; i++) {
		for (uint32_t k = 0; !rc && k < r->run[i].count; k++) {
			struct tl_place place = { r->run[i].txn, r->run[i].first + k };
			if (place.txn)
				rc = tl_journal_entry(&v->journal, place, &e);
			else
				e = tl_seed_entry(&seed, set, v->t->schema, place.n) ? &seed : NULL;
			if (!rc && !e)
				rc = TLSAFE_ECORRUPT;
			if (!rc && (e->on == TL_NODAY || e->on <= v->as_of || r->kind->begins < 0))
				rc = history_line(l, q, e, out);
		}
	}
	return rc;
}

int tlsafe_history(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_RECORD r = { 0 };
	struct line l = { .n = 0 };
	const struct tl_kind *kind = NULL;
	int rc;

	tl_err_clear(&t->err);
	rc = tl_view_select(&v, t, s);
	if (!rc)
		rc = kind_of_ids(&v, s, &kind);
	if (!rc)
		rc = tl_query_begin(&q, &v, kind, s->words, s->nwords, true);
	if (!rc)
		rc = line_columns(t, out, history_columns, TL_LEN(history_columns), 1);
	for (size_t i = 0; !rc && i < q.nids; i++) {
		const struct tl_kind *found;
		uint64_t row;
		tl_record_release(&r);
		tl_record_init(&r, kind);
		rc = tl_view_find(&v, q.id[i], &found, &row);
		if (!rc)
			rc = tl_view_record(&v, kind, row, &r);
		if (!rc && !r.nruns)
			rc = not_there(t, q.id[i]);
		if (!rc)
			rc = history_of(&l, &q, &r, out);
	}
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}

/* --- the store --------------------------------------------------------------- */

int tlsafe_log(struct tlsafe *t, struct tlsafe_out *out)
{
	static const char *const names[] = { "txn",     "at",      "actor",   "login", "uid",
		                             "command", "entries", "request", "clock", "hash" };
	TL_VIEW v = { 0 };
	TL_BUF hash = { 0 };
	struct line l = { .n = 0 };
	int rc;

	tl_err_clear(&t->err);
	rc = tl_view_begin(&v, t);
	if (!rc)
		tl_tell_view(&v);
	if (!rc)
		rc = line_columns(t, out, names, TL_LEN(names), 1 | 1 << 4 | 1 << 6);
	for (uint64_t n = 1; !rc && n <= v.head.number; n++) {
		char at[TL_INSTANT_TEXT];
		rc = tl_journal_head(&v.journal, n);
		if (rc)
			break;
		const struct tl_head *h = &v.journal.at->head;
		tl_buf_clear(&hash);
		tl_hex(&hash, h->hash, TL_HASH_LEN);
		line_number(&l, n);
		line_text(&l, tl_str(tl_instant_format(at, h->at, t->genesis.offset, false)));
		line_text(&l, h->actor);
		line_text(&l, h->login);
		line_number(&l, h->uid);
		line_text(&l, h->command);
		line_number(&l, h->count);
		line_text(&l, h->request);
		line_text(&l, h->clock);
		line_text(&l, tl_buf_bytes(&hash));
		rc = line_write(&l, t, out);
	}
	tl_buf_release(&l.buf);
	return rc == TLSAFE_ENOENT ?
	               tl_err_set(&t->err, TLSAFE_ECORRUPT,
	                          "a transaction of the journal is missing; run tlsafe-db check") :
	               tl_store_error(t, rc);
}

static uint64_t count_fields(const struct tl_kind *k)
{
	uint64_t n = 0;

	for (size_t i = 0; i < k->nfields; i++)
		n += !k->field[i].withdrawn;
	return n;
}

int tlsafe_schema_list(struct tlsafe *t, const char *known_at, struct tlsafe_out *out)
{
	static const char *const names[] = { "kind", "zh", "en", "letter", "fields", "about" };
	TL_VIEW v = { 0 };
	struct line l = { .n = 0 };
	int rc;

	tl_err_clear(&t->err);
	rc = tl_view_select(&v, t, &(struct tlsafe_select){ .known_at = known_at });
	if (!rc)
		rc = line_columns(t, out, names, TL_LEN(names), 1 << 4);
	for (size_t i = 0; !rc && i < t->schema->nkinds; i++) {
		const struct tl_kind *k = t->schema->kind[i];
		if (k->withdrawn)
			continue;
		line_text(&l, tl_str(k->name));
		line_text(&l, tl_str(k->zh));
		line_text(&l, tl_str(k->en));
		line_text(&l, tl_bytes(&k->letter, 1));
		line_number(&l, count_fields(k));
		line_text(&l, tl_str(k->about));
		rc = line_write(&l, t, out);
	}
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}

/* What a value may be: codes with their labels, or the kind of record that is referred to. */
static void permitted(struct tl_buf *out, const struct tl_field *f)
{
	tl_buf_clear(out);
	if (f->to)
		tl_buf_str(out, f->to);
	for (size_t i = 0; f->codes && i < f->codes->n; i++) {
		tl_buf_str(out, i ? ", " : "");
		tl_buf_add(out, f->codes->code[i].code);
		tl_buf_char(out, ' ');
		tl_buf_add(out, f->codes->code[i].zh);
	}
}

int tlsafe_schema_show(struct tlsafe *t, const char *kind, const char *known_at,
                       struct tlsafe_out *out)
{
	static const char *const names[] = { "key",      "type",     "zh",     "en",   "by",
		                             "required", "personal", "values", "about" };
	TL_VIEW v = { 0 };
	const struct tl_kind *k;
	struct line l = { .n = 0 };
	TL_BUF values = { 0 };
	int rc;

	tl_err_clear(&t->err);
	rc = tl_view_select(&v, t, &(struct tlsafe_select){ .known_at = known_at });
	if (rc)
		return tl_store_error(t, rc);
	k = tl_schema_kind(t->schema, kind);
	if (!k)
		return tl_err_set(&t->err, TLSAFE_ENOENT,
		                  "no kind '%s'; tlsafe-db schema list names them", kind);
	rc = line_columns(t, out, names, TL_LEN(names), 0);
	for (size_t i = 0; !rc && i < k->nfields; i++) {
		const struct tl_field *f = &k->field[i];
		if (f->withdrawn)
			continue;
		permitted(&values, f);
		line_text(&l, tl_str(f->key));
		line_text(&l, tl_str(f->type->name));
		line_text(&l, tl_str(f->zh));
		line_text(&l, tl_str(f->en));
		line_text(&l, tl_str(f->by));
		line_text(&l, f->required ? TL_LIT("yes") : TL_NONE);
		line_text(&l, f->personal ? TL_LIT("yes") : TL_NONE);
		line_text(&l, values.len ? tl_buf_bytes(&values) : TL_NONE);
		line_text(&l, tl_str(f->about));
		rc = values.failed ? tl_err_memory(&t->err) : line_write(&l, t, out);
	}
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}

/* Records of a kind with facts, by the flags alone: of all that is stored of a row, one byte is
 * looked at. */
static int count_facts(struct tl_view *v, const struct tl_kind *kind, uint64_t *ret)
{
	TL_CLEANUP(tl_facts_release) struct tl_facts f = { 0 };
	struct tl_fact_block b;
	size_t live = 0;
	int rc = tl_facts_begin(&f, v->txn, kind, &v->t->err);

	*ret = 0;
	for (uint64_t block = 0; !rc && block < f.nblocks; block++) {
		rc = tl_facts_block(&f, block, &b);
		for (size_t i = 0; !rc && i < b.n; i++)
			*ret += !(b.column[TL_FACT_flags][i] & TL_FACT_ABSENT);
		/* What lies live over the block counts below. */
		for (; !rc && live < f.nlive && f.live[live] < b.row + b.n; live++)
			*ret -= !(b.column[TL_FACT_flags][f.live[live] - b.row] & TL_FACT_ABSENT);
	}
	for (size_t i = 0; !rc && i < f.nlive; i++)
		*ret += !(f.fact[i].flags & TL_FACT_ABSENT);
	return rc;
}

static int count_records(struct tl_view *v, const struct tl_kind *kind, uint64_t *ret)
{
	TL_WALK walk = { 0 };
	TL_RECORD r;
	int rc = tl_walk_begin(&walk, v, kind);

	tl_record_init(&r, kind);
	for (*ret = 0; !rc && (rc = tl_walk_next(&walk, &r)) == 1; rc = 0)
		++*ret;
	return rc;
}

int tlsafe_info(struct tlsafe *t, struct tlsafe_out *out)
{
	static const char *const fixed[] = { "site",   "name",     "offset",       "language",
		                             "format", "store_id", "engine",       "size",
		                             "used",   "map_size", "transactions", "last_at",
		                             "anchor" };
	const char *names[TL_LEN(fixed) + 32];
	TL_VIEW v = { 0 };
	TL_BUF anchor = { 0 };
	struct tl_kv_stat st;
	struct line l = { .n = 0 };
	char offset[8], at[TL_INSTANT_TEXT] = "";
	size_t n = TL_LEN(fixed);
	int rc;

	tl_err_clear(&t->err);
	rc = tl_view_begin(&v, t);
	if (!rc)
		tl_tell_view(&v);
	if (!rc)
		rc = t->kv->ops->stat(t->kv, &st, &t->err);
	if (!rc)
		rc = tl_view_anchor(&v, &anchor);
	memcpy(names, fixed, sizeof(fixed));
	for (const char *name;
	     n < LINE_MAX_CELLS && (name = tlsafe_kind_name(t, n - TL_LEN(fixed)));)
		names[n++] = name;
	if (!rc)
		rc = line_columns(t, out, names, n,
		                  1 << 4 | 1 << 7 | 1 << 8 | 1 << 9 | 1 << 10 |
		                          ~0u << TL_LEN(fixed));
	if (rc)
		return tl_store_error(t, rc);
	if (v.head.number)
		tl_instant_format(at, v.head.at, t->genesis.offset, false);
	line_text(&l, t->genesis.site);
	line_text(&l, t->schema->district.name);
	line_text(&l, tl_str(tl_offset_format(offset, t->genesis.offset)));
	line_text(&l, t->schema->district.language);
	line_number(&l, t->genesis.format);
	line_text(&l, tl_str(t->id));
	line_text(&l, tl_str(st.engine));
	line_number(&l, st.size);
	line_number(&l, st.used);
	line_number(&l, st.map);
	line_number(&l, v.head.number);
	line_text(&l, tl_str(at));
	line_text(&l, tl_buf_bytes(&anchor));
	for (size_t i = 0; !rc && TL_LEN(fixed) + i < n; i++) {
		uint64_t count;
		const struct tl_kind *k = tl_schema_kind(t->schema, names[TL_LEN(fixed) + i]);
		rc = k->workflow ? count_facts(&v, k, &count) : count_records(&v, k, &count);
		line_number(&l, count);
	}
	if (!rc)
		rc = line_write(&l, t, out);
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}
