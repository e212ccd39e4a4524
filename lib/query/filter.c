/* Filters: words to a test of records; and what a list shows. */
#include "query/filter.h"

#include <stdio.h>
#include <stdlib.h>

#include "kv/key.h"
#include "base/utf8.h"

/* --- conditions -------------------------------------------------------------- */

static bool is_open(const struct tl_stand *s, tl_day today)
{
	(void)today;
	return tl_stands_open(s);
}
static bool is_overdue(const struct tl_stand *s, tl_day today)
{
	return tl_stands_overdue(s, today);
}
static bool is_awaiting(const struct tl_stand *s, tl_day today)
{
	(void)today;
	return s->state == TL_STATE_AWAITING;
}
static bool is_undated(const struct tl_stand *s, tl_day today)
{
	(void)today;
	return tl_stands_undated(s);
}
static bool is_closed(const struct tl_stand *s, tl_day today)
{
	(void)today;
	return s->state == TL_STATE_CLOSED;
}
static bool is_void(const struct tl_stand *s, tl_day today)
{
	(void)today;
	return s->state == TL_STATE_VOID;
}
static bool is_major(const struct tl_stand *s, tl_day today) { (void)today; return s->major; }

static bool is_supervised(const struct tl_record *r)
{
	return tl_record_is(r, TL_F_SUPERVISED, TL_YES) ||
		(tl_record_at(r, TL_F_LISTED_ON).data && !tl_record_at(r, TL_F_LIFTED_ON).data);
}

static bool is_repeated(const struct tl_record *r)
{
	return tl_record_at(r, TL_F_REPEATS).data;
}

const struct tl_condition tl_conditions[] = {
	{ "open", "在办", "not closed, referred or void", is_open, NULL, true },
	{ "overdue", "逾期", "in hand, not awaiting a recheck, due before today", is_overdue, NULL,
	  true },
	{ "awaiting", "待复查", "rectified, to be verified", is_awaiting, NULL, true },
	{ "undated", "无期限", "in hand without a due date", is_undated, NULL, true },
	{ "closed", "已销号", "closed", is_closed, NULL, false },
	{ "void", "作废", "void", is_void, NULL, false },
	{ "major", "重大", "of level major", is_major, NULL, false },
	{ "supervised", "挂牌督办", "listed for supervision and not lifted", NULL, is_supervised,
	  false },
	{ "repeated", "重复", "a hazard that came back", NULL, is_repeated, false },
	{ NULL, NULL, NULL, NULL, NULL, false }
};
#define COND_VOID 5

/* --- the moment asked about -------------------------------------------------- */

/* The last transaction entered by INSTANT: headers ascend in it. */
static int known_by_instant(struct tl_view *v, tl_instant at, uint64_t *ret)
{
	uint64_t low = 0, high = v->head.number;

	while (low < high) {
		uint64_t mid = low + (high - low + 1) / 2;
		int rc = tl_journal_head(&v->journal, mid);
		if (rc)
			return rc;
		if (v->journal.at->head.at <= at)
			low = mid;
		else
			high = mid - 1;
	}
	*ret = low;
	return 0;
}

static int read_known(struct tl_view *v, const char *text)
{
	char *end;
	unsigned long long n = strtoull(text, &end, 10);
	tl_instant at;

	if (*text >= '0' && *text <= '9' && !*end) {
		if (n > v->head.number)
			return tl_err_set(
				&v->t->err, TLSAFE_EUSAGE,
				"--known-at: there is no transaction %s, the last is %llu", text,
				(unsigned long long)v->head.number);
		v->known = n;
		return tl_view_know(v);
	}
	if (!tl_instant_parse(tl_str(text), v->t->genesis.offset, &at))
		return tl_err_set(&v->t->err, TLSAFE_EUSAGE,
		                  "--known-at: neither a transaction's number nor a time: '%s'",
		                  text);
	int rc = known_by_instant(v, at, &v->known);
	return rc ? rc : tl_view_know(v);
}

static int read_as_of(struct tl_view *v, const char *text)
{
	tl_day first, last;

	if (!tl_period_parse(tl_str(text), v->today, &first, &last) || first != last)
		return tl_err_set(&v->t->err, TLSAFE_EUSAGE, "--as-of: not a day: '%s'", text);
	if (first > v->today)
		return tl_err_set(&v->t->err, TLSAFE_EUSAGE, "--as-of: %s lies after today", text);
	v->as_of = first;
	return 0;
}

int tl_view_select(struct tl_view *v, struct tlsafe *t, const struct tlsafe_select *s)
{
	int rc = tl_view_begin(v, t);

	/* Nothing points into the schema set yet: another that was applied meanwhile is as good. */
	if (rc == TLSAFE_ECONFLICT) {
		tl_view_end(v);
		tl_err_clear(&t->err);
		rc = tl_store_reload(t);
		if (!rc)
			rc = tl_view_begin(v, t);
	}
	if (!rc && s->as_of)
		rc = read_as_of(v, s->as_of);
	if (!rc && s->known_at)
		rc = read_known(v, s->known_at);
	if (!rc)
		tl_tell_view(v);
	return rc;
}

/* --- paths ------------------------------------------------------------------- */

int tl_path_find(struct tl_path *ret, const struct tl_kind *kind, struct tl_bytes name,
                 struct tl_err *err)
{
	const char *dot = memchr(name.data ? name.data : "", '.', name.len);
	struct tl_bytes head = tl_bytes(name.data, dot ? (size_t)(dot - name.data) : name.len);
	const struct tl_kind *to = kind;
	struct tl_bytes tail = TL_NONE;

	ret->sub = NULL;
	ret->field = tl_kind_field(kind, head, false, NULL);
	if (ret->field && dot) {
		to = ret->field->to ? tl_schema_kind(kind->schema, ret->field->to) : NULL;
		tail = tl_bytes(dot + 1, name.len - head.len - 1);
		if (!to)
			return tl_err_set(err, TLSAFE_EUSAGE, "%.*s: %s refers to no other record",
			                  (int)name.len, name.data, ret->field->key);
		ret->sub = tl_kind_field(to, tail, false, NULL);
	}
	if (ret->field && (ret->sub || !dot))
		return 0;
	struct tl_bytes missing = dot && ret->field ? tail : head;
	const char *near = tl_kind_nearest(to, missing, false);
	return tl_err_set(err, TLSAFE_EUSAGE, "a %s has no field '%.*s'%s%s%s", to->name,
	                  (int)missing.len, missing.data, near ? "; did you mean '" : "",
	                  near ? near : "", near ? "'?" : "");
}

static int join(struct tl_query *q, const struct tl_field *field, struct tl_bytes id,
                const struct tl_record **ret)
{
	const struct tl_kind *kind = tl_schema_kind(field->kind->schema, field->to), *found;
	struct tl_record *r;
	bool made;
	uint64_t *slot, row;
	int rc;

	*ret = NULL;
	if (!q->joined && !(q->joined = tl_map_new()))
		return tl_err_memory(&q->view->t->err);
	slot = tl_map_put(q->joined, id, &made);
	if (!slot)
		return tl_err_memory(&q->view->t->err);
	if (!made) {
		*ret = *slot ? q->join[*slot - 1] : NULL;
		return 0;
	}
	rc = tl_view_find(q->view, id, &found, &row);
	if (rc == TLSAFE_ENOENT || (!rc && found != kind))
		return 0;
	if (rc)
		return rc;
	if (!TL_GROW(q->join, q->njoins, q->maxjoins))
		return tl_err_memory(&q->view->t->err);
	r = calloc(1, sizeof(*r));
	if (!r)
		return tl_err_memory(&q->view->t->err);
	tl_record_init(r, kind);
	q->join[q->njoins++] = r;
	*slot = q->njoins;
	*ret = r;
	return tl_view_record(q->view, kind, row, r);
}

int tl_query_value(struct tl_query *q, const struct tl_path *path, const struct tl_record *r,
                   struct tl_bytes *ret)
{
	const struct tl_record *other;
	int rc;

	*ret = r->val ? r->val[path->field->index] : TL_NONE;
	if (!path->sub || !ret->data)
		return 0;
	rc = join(q, path->field, *ret, &other);
	*ret = other && other->val ? other->val[path->sub->index] : TL_NONE;
	return rc;
}

int tl_query_label(struct tl_query *q, const struct tl_field *f, struct tl_bytes value,
                   bool english, struct tl_buf *out)
{
	const struct tl_kind *to = f->to ? tl_schema_kind(f->kind->schema, f->to) : NULL;
	const struct tl_referred *it = to && to->named ? tl_refer_id(&q->refer, to, value) : NULL;

	if (it && it->name.len)
		tl_buf_add(out, it->name);
	else
		tl_type_label(out, f, value, !english);
	return out->failed ? tl_err_memory(&q->view->t->err) : 0;
}

/* --- words to terms ---------------------------------------------------------- */

static bool is_day(const struct tl_field *f)
{
	return !strcmp(f->type->name, "date");
}

static int bad_value(struct tl_query *q, const struct tl_field *f, struct tl_bytes text,
                     const char *why)
{
	const char *rest = strstr(why, "; ");

	return tl_err_set(&q->view->t->err, TLSAFE_EUSAGE, "%s: %.*s: \"%.*s\"%s", f->key,
	                  (int)(rest ? rest - why : (long)strlen(why)), why, (int)text.len,
	                  text.data, rest ? rest : "");
}

/* One end of a range, or a value that stands alone, as canonical text (days: first or last of the
 * period). */
static int read_value(struct tl_query *q, const struct tl_field *f, struct tl_bytes in, bool last,
                      struct tl_bytes *ret)
{
	struct tl_refer_here here = { &q->refer, TL_NONE };
	struct tl_read how = { .field = f,
		               .loose = false,
		               .today = tl_view_day(q->view),
		               .from = TL_NODAY,
		               .offset = q->view->t->genesis.offset,
		               .refer = tl_refer_read,
		               .ctx = &here };
	struct tl_reading reading = { "", "" };
	char text[TL_DAY_TEXT];
	tl_day first, end;
	TL_BUF out = { 0 };
	bool ok = true;

	if (is_day(f)) {
		if (!tl_period_parse(in, how.today, &first, &end))
			return bad_value(q, f, in,
			                 "not a day, month, quarter, half, year or relative day");
		*ret = tl_arena_dup(&q->arena, tl_str(tl_day_format(text, last ? end : first)),
		                    &ok);
		return ok ? 0 : tl_err_memory(&q->view->t->err);
	}
	if (tl_type_read(&how, in, &out, &reading))
		return bad_value(q, f, in, reading.wrong);
	*ret = tl_arena_dup(&q->arena, tl_buf_bytes(&out), &ok);
	return ok && !out.failed ? 0 : tl_err_memory(&q->view->t->err);
}

static int read_range(struct tl_query *q, const struct tl_field *f, struct tl_bytes low,
                      struct tl_bytes high, struct tl_alternative *a)
{
	struct tl_bytes from = TL_NONE, upto = TL_NONE;
	int rc = 0;

	a->range = true;
	a->low = INT64_MIN;
	a->high = INT64_MAX;
	if (low.len)
		rc = read_value(q, f, low, false, &from);
	if (!rc && high.len)
		rc = read_value(q, f, high, true, &upto);
	if (rc)
		return rc;
	if (f->type->numeric && f->type->number) {
		if (from.data)
			f->type->number(from, &a->low);
		if (upto.data)
			f->type->number(upto, &a->high);
	}
	a->from = from;
	a->upto = upto;
	return 0;
}

/* Splits off what stands before the next unescaped comma, with \, and \.. made literal. *DOTS:
 * where an unescaped ".." stands, or SIZE_MAX. */
static int next_alternative(struct tl_bytes *rest, struct tl_buf *out, size_t *dots)
{
	const char *p = rest->data, *end = rest->data + rest->len;

	tl_buf_clear(out);
	*dots = SIZE_MAX;
	for (; p < end; p++) {
		if (*p == '\\' && p + 1 < end && p[1] == ',') {
			tl_buf_char(out, *++p);
		} else if (*p == '\\' && end - p > 2 && p[1] == '.' && p[2] == '.') {
			tl_buf_str(out, "..");
			p += 2;
		} else if (*p == ',') {
			break;
		} else if (*p == '.' && p + 1 < end && p[1] == '.' && *dots == SIZE_MAX) {
			*dots = out->len;
			tl_buf_str(out, "..");
			p++;
		} else {
			tl_buf_char(out, *p);
		}
	}
	*rest = p < end ? tl_bytes(p + 1, (size_t)(end - p - 1)) : TL_NONE;
	return out->failed ? TLSAFE_EMEMORY : 0;
}

static int read_alternatives(struct tl_query *q, struct tl_term *t, struct tl_bytes value)
{
	const struct tl_field *f = t->path.sub ? t->path.sub : t->path.field;
	size_t max = 2, dots;
	TL_BUF text = { 0 };
	bool ok = true;
	int rc = 0;

	for (size_t i = 0; i < value.len; i++)
		max += value.data[i] == ',';
	t->alt = tl_arena_zalloc(&q->arena, max * sizeof(*t->alt));
	if (!t->alt)
		return tl_err_memory(&q->view->t->err);
	if (!value.len) {
		t->alt[t->nalts++].empty = true;
		return 0;
	}
	while (!rc && value.data) {
		struct tl_alternative *a = &t->alt[t->nalts++];
		if (next_alternative(&value, &text, &dots))
			return tl_err_memory(&q->view->t->err);
		struct tl_bytes whole = tl_buf_bytes(&text);
		if (t->op == TL_OP_HAS) {
			TL_BUF folded = { 0 };
			tl_utf8_fold(&folded, whole);
			a->text = tl_arena_dup(&q->arena, tl_buf_bytes(&folded), &ok);
			rc = ok && !folded.failed ? 0 : tl_err_memory(&q->view->t->err);
		} else if (!whole.len) {
			a->empty = true;
		} else if (dots != SIZE_MAX) {
			rc = read_range(q, f, tl_bytes(whole.data, dots),
			                tl_bytes(whole.data + dots + 2, whole.len - dots - 2), a);
		} else if (is_day(f)) {
			rc = read_range(q, f, whole, whole, a);
		} else {
			rc = read_value(q, f, whole, false, &a->text);
		}
	}
	return rc;
}

/* Where the operator of WORD stands: ASCII or full-width. Returns its length, 0: there is none. */
static size_t find_op(struct tl_bytes word, size_t *at, enum tl_op *op)
{
	static const struct {
		const char *text;
		enum tl_op op;
	} ops[] = {
		{ "!=", TL_OP_NOT },  { "！=", TL_OP_NOT }, { "！＝", TL_OP_NOT },
		{ "!＝", TL_OP_NOT }, { "=", TL_OP_IS },    { "＝", TL_OP_IS },
		{ "~", TL_OP_HAS },   { "～", TL_OP_HAS },
	};

	for (*at = 0; *at < word.len; ++*at)
		for (size_t i = 0; i < TL_LEN(ops); i++)
			if (tl_starts(tl_bytes(word.data + *at, word.len - *at),
			              tl_str(ops[i].text))) {
				*op = ops[i].op;
				return strlen(ops[i].text);
			}
	return 0;
}

static int add_term(struct tl_query *q, struct tl_bytes word, size_t at, size_t len, enum tl_op op)
{
	struct tl_term *t = &q->term[q->nterms];
	int rc;

	*t = (struct tl_term){ .op = op };
	rc = tl_path_find(&t->path, q->kind, tl_bytes(word.data, at), &q->view->t->err);
	if (!rc)
		rc = read_alternatives(q, t, tl_bytes(word.data + at + len, word.len - at - len));
	if (rc)
		return rc;
	q->nterms++;
	for (size_t i = 0; t->path.field->index == q->kind->at[TL_F_STATE] && i < t->nalts; i++)
		if (t->op == TL_OP_IS && tl_eqs(t->alt[i].text, TL_VOID))
			q->wants_void = true;
	return 0;
}

static int condition(const struct tl_query *q, struct tl_bytes word)
{
	for (int i = 0; q->kind->workflow && tl_conditions[i].name; i++)
		if (tl_eqs(word, tl_conditions[i].name) || tl_eqs(word, tl_conditions[i].zh))
			return i;
	return -1;
}

static int add_id(struct tl_query *q, struct tl_bytes word)
{
	bool ok = true, made;
	uint64_t *slot;

	if (!q->ids && !(q->ids = tl_map_new()))
		return tl_err_memory(&q->view->t->err);
	slot = tl_map_put(q->ids, word, &made);
	if (!slot)
		return tl_err_memory(&q->view->t->err);
	if (made)
		q->id[q->nids++] = tl_arena_dup(&q->arena, word, &ok);
	q->wants_void = true;
	return ok ? 0 : tl_err_memory(&q->view->t->err);
}

static int unknown_word(struct tl_query *q, struct tl_bytes word)
{
	const char *near = NULL;
	unsigned best = 3;

	for (int i = 0; q->kind->workflow && tl_conditions[i].name; i++) {
		unsigned d = tl_utf8_distance(word, tl_str(tl_conditions[i].name), 2);
		if (d < best) {
			best = d;
			near = tl_conditions[i].name;
		}
	}
	if (!near)
		near = tl_kind_nearest(q->kind, word, false);
	return tl_err_set(&q->view->t->err, TLSAFE_EUSAGE,
	                  "'%.*s' is no id, condition or FIELD=VALUE%s%s%s", (int)word.len,
	                  word.data, near ? "; did you mean '" : "", near ? near : "",
	                  near ? "'?" : "");
}

static int add_word(struct tl_query *q, struct tl_bytes word, bool only_ids)
{
	const struct tl_kind *found;
	enum tl_op op;
	uint64_t row;
	size_t at, len;
	int c, rc;

	if (!word.len)
		return tl_err_set(&q->view->t->err, TLSAFE_EUSAGE,
		                  "an empty argument; a variable that is not set?");
	if (tl_utf8_check(word) >= 0)
		return tl_err_set(&q->view->t->err, TLSAFE_EUSAGE,
		                  "an argument is not valid UTF-8");
	len = only_ids ? 0 : find_op(word, &at, &op);
	if (len)
		return add_term(q, word, at, len, op);
	c = only_ids ? -1 : condition(q, word);
	if (c >= 0) {
		q->conditions |= 1u << c;
		q->wants_void |= c == COND_VOID;
		return 0;
	}
	rc = tl_view_find(q->view, word, &found, &row);
	if (!rc && found == q->kind)
		return add_id(q, word);
	if (rc && rc != TLSAFE_ENOENT)
		return rc;
	if (!rc && only_ids)
		return tl_err_set(&q->view->t->err, TLSAFE_ENOENT, "'%.*s' is a %s, not a %s",
		                  (int)word.len, word.data, found->name, q->kind->name);
	if (only_ids)
		return tl_err_set(&q->view->t->err, TLSAFE_ENOENT, "no such id: '%.*s'",
		                  (int)word.len, word.data);
	return unknown_word(q, word);
}

int tl_query_begin(struct tl_query *q, struct tl_view *v, const struct tl_kind *kind,
                   char *const *words, size_t n, bool only_ids)
{
	int rc;

	*q = (struct tl_query){ .view = v, .kind = kind };
	rc = tl_refer_begin(&q->refer, v);
	q->term = tl_arena_zalloc(&q->arena, (n + 1) * sizeof(*q->term));
	q->id = tl_arena_zalloc(&q->arena, (n + 1) * sizeof(*q->id));
	if (!q->term || !q->id)
		return tl_err_memory(&v->t->err);
	for (size_t i = 0; !rc && i < n; i++)
		rc = add_word(q, tl_str(words[i]), only_ids);
	return rc;
}

void tl_query_release(struct tl_query *q)
{
	if (!q->view)
		return;
	tl_map_freep(&q->ids);
	tl_map_freep(&q->joined);
	for (size_t i = 0; i < q->njoins; i++) {
		tl_record_release(q->join[i]);
		free(q->join[i]);
	}
	free(q->join);
	tl_refer_release(&q->refer);
	tl_arena_release(&q->arena);
	*q = (struct tl_query){ 0 };
}

/* --- matching ---------------------------------------------------------------- */

static bool in_range(const struct tl_field *f, const struct tl_alternative *a, struct tl_bytes v)
{
	int64_t n;

	if (f->type->numeric && f->type->number)
		return f->type->number(v, &n) && n >= a->low && n <= a->high;
	return (!a->from.data || tl_cmp(v, a->from) >= 0) &&
	       (!a->upto.data || tl_cmp(v, a->upto) <= 0);
}

/* One of the items of a list, or the whole value. */
static bool equals(const struct tl_field *f, struct tl_bytes v, struct tl_bytes text)
{
	struct tl_bytes item;

	if (f->type->json != TL_JSON_ARRAY)
		return tl_eq(v, text);
	while (tl_list_next(&v, &item))
		if (tl_eq(item, text))
			return true;
	return false;
}

static int contains(struct tl_query *q, const struct tl_field *f, struct tl_bytes v,
                    const struct tl_term *t)
{
	TL_BUF text = { 0 };
	TL_BUF folded = { 0 };
	int rc = tl_query_label(q, f, v, false, &text);

	tl_buf_char(&text, '\n');
	tl_buf_add(&text, v);
	tl_utf8_fold(&folded, tl_buf_bytes(&text));
	if (rc || text.failed || folded.failed)
		return rc ? rc : tl_err_memory(&q->view->t->err);
	for (size_t i = 0; i < t->nalts; i++)
		if (t->alt[i].text.len &&
		    memmem(folded.data, folded.len, t->alt[i].text.data, t->alt[i].text.len))
			return 1;
	return 0;
}

static int term_holds(struct tl_query *q, const struct tl_term *t, const struct tl_record *r)
{
	const struct tl_field *f = t->path.sub ? t->path.sub : t->path.field;
	struct tl_bytes v;
	bool hit = false;
	int rc = tl_query_value(q, &t->path, r, &v);

	if (rc)
		return rc;
	if (t->op == TL_OP_HAS)
		return v.data ? contains(q, f, v, t) : 0;
	for (size_t i = 0; !hit && i < t->nalts; i++) {
		const struct tl_alternative *a = &t->alt[i];
		if (a->empty)
			hit = !v.data;
		else if (a->range)
			hit = v.data && in_range(f, a, v);
		else
			hit = v.data && equals(f, v, a->text);
	}
	return hit != (t->op == TL_OP_NOT);
}

static bool on_find(const struct tl_query *q, const struct tl_term *t)
{
	return q->kind->begins >= 0 && t->path.field->index == q->kind->begins && !t->path.sub;
}

int tl_query_match(struct tl_query *q, const struct tl_record *r, int which)
{
	tl_day today = tl_view_day(q->view);
	struct tl_stand stand;

	if (!q->wants_void && q->kind->workflow && tl_record_is(r, TL_F_STATE, TL_VOID))
		return 0;
	if (q->ids && !tl_map_get(q->ids, tl_record_at(r, TL_F_ID)))
		return 0;
	if (q->conditions)
		tl_stand_of(&stand, r);
	for (int i = 0; q->conditions >> i; i++)
		if ((q->conditions >> i & 1) &&
		    !(tl_conditions[i].holds ? tl_conditions[i].holds(&stand, today) :
		                               tl_conditions[i].says(r)))
			return 0;
	for (size_t i = 0; i < q->nterms; i++) {
		if (which == TL_MATCH_BUT_FOUND && on_find(q, &q->term[i]))
			continue;
		int rc = term_holds(q, &q->term[i], r);
		if (rc <= 0)
			return rc;
	}
	return 1;
}

bool tl_query_period(const struct tl_query *q, tl_day day)
{
	char text[TL_DAY_TEXT];
	struct tl_bytes v = tl_str(tl_day_format(text, day));

	for (size_t i = 0; i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		bool hit = false;
		if (!on_find(q, t))
			continue;
		for (size_t k = 0; !hit && k < t->nalts; k++)
			hit = t->alt[k].range && in_range(t->path.field, &t->alt[k], v);
		if (hit == (t->op == TL_OP_NOT))
			return false;
	}
	return true;
}

bool tl_query_span(const struct tl_query *q, tl_day *first, tl_day *last)
{
	bool given = false;

	*first = TL_NODAY;
	*last = TL_NOEND;
	for (size_t i = 0; i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		tl_day day;
		if (!on_find(q, t))
			continue;
		if (t->op != TL_OP_IS || t->nalts != 1 || !t->alt[0].range)
			return false;
		given = true;
		if (t->alt[0].from.data && tl_day_parse(t->alt[0].from, &day) && day > *first)
			*first = day;
		if (t->alt[0].upto.data && tl_day_parse(t->alt[0].upto, &day) && day < *last)
			*last = day;
	}
	return given;
}

/* --- by index ---------------------------------------------------------------- */

static bool asks_open(const struct tl_query *q)
{
	for (int i = 0; q->conditions >> i; i++)
		if ((q->conditions >> i & 1) && tl_conditions[i].open)
			return true;
	return false;
}

/* The one value that a term asks FIELD to be; TL_NONE: no term does. */
static struct tl_bytes asked(const struct tl_query *q, enum tl_known field)
{
	for (size_t i = 0; i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		if (t->path.field->known == (int)field && !t->path.sub && t->op == TL_OP_IS &&
		    t->nalts == 1 && t->alt[0].text.len && !t->alt[0].range)
			return t->alt[0].text;
	}
	return TL_NONE;
}

/* First and last due date that the words allow. */
static void asked_due(const struct tl_query *q, tl_day *first, tl_day *last)
{
	tl_day day;

	*first = TL_NODAY;
	*last = TL_NOEND;
	for (size_t i = 0; i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		if (t->path.field->known != TL_F_DUE || t->path.sub || t->op != TL_OP_IS ||
		    t->nalts != 1 || !t->alt[0].range)
			continue;
		if (t->alt[0].from.data && tl_day_parse(t->alt[0].from, &day) && day > *first)
			*first = day;
		if (t->alt[0].upto.data && tl_day_parse(t->alt[0].upto, &day) && day < *last)
			*last = day;
	}
}

bool tl_query_open(const struct tl_query *q, struct tl_buf *from, struct tl_buf *upto)
{
	struct tl_bytes unit = asked(q, TL_F_UNIT), assignee = asked(q, TL_F_ASSIGNEE);
	tl_day first, last;

	if (!q->kind->workflow || q->nids || q->view->as_of != TL_NOEND ||
	    q->view->known != UINT64_MAX || !asks_open(q))
		return false;
	tl_tell(q->view->t, "read: open ones by their %s",
	        unit.len     ? "unit" :
	        assignee.len ? "assignee" :
	                       "due date");
	tl_buf_clear(upto);
	if (unit.len || assignee.len) {
		tl_key_open(from, q->kind, unit.len ? TL_OPEN_BY_UNIT : TL_OPEN_BY_ASSIGNEE);
		tl_key_text(from, unit.len ? unit : assignee);
		return tl_key_after(upto, tl_buf_bytes(from));
	}
	asked_due(q, &first, &last);
	tl_key_open(upto, q->kind, TL_OPEN_BY_DUE);
	tl_key_day(upto, last == TL_NOEND ? last : last + 1);
	tl_key_open(from, q->kind, TL_OPEN_BY_DUE);
	tl_key_day(from, first);
	return true;
}

/* --- columns ----------------------------------------------------------------- */

void tl_columns_release(struct tl_columns *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->key[i]);
	free(c->key);
	free(c->path);
	free(c->cell);
	tl_buf_release(&c->text);
}

static int add_column(struct tl_columns *c, struct tl_query *q, struct tl_bytes name)
{
	const struct tl_path *p = &c->path[c->n];
	int rc = tl_path_find(&c->path[c->n], q->kind, name, &q->view->t->err);

	if (rc)
		return rc;
	if (asprintf(&c->key[c->n], "%s%s%s", p->field->key, p->sub ? "." : "",
	             p->sub ? p->sub->key : "") < 0)
		return tl_err_memory(&q->view->t->err);
	c->n++;
	return 0;
}

static int name_columns(struct tl_columns *c, struct tl_query *q, const char *names)
{
	int rc = 0;

	for (size_t i = 0; !names && !rc && i < q->kind->ncolumns; i++)
		rc = add_column(c, q, tl_str(q->kind->column[i].name));
	while (!rc && names) {
		const char *comma = strchr(names, ',');
		rc = add_column(c, q,
		                tl_bytes(names, comma ? (size_t)(comma - names) : strlen(names)));
		names = comma ? comma + 1 : NULL;
	}
	return rc;
}

static struct tl_bytes heading(const struct tl_columns *c, size_t i, bool keys, bool english)
{
	const struct tl_field *f = c->path[i].sub ? c->path[i].sub : c->path[i].field;

	return tl_str(keys ? c->key[i] : english ? f->en : f->zh);
}

int tl_columns_begin(struct tl_columns *c, struct tl_query *q, const char *names,
                     const char *headings, struct tlsafe_out *out)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_out_column *col;
	size_t max = q->kind->nfields + q->kind->ncolumns + 1;
	bool keys = headings && !strcmp(headings, "key"), english;
	int rc;

	*c = (struct tl_columns){ 0 };
	for (const char *p = names; p && *p; p++)
		max += *p == ',';
	english = headings && !strcmp(headings, "en");
	if (!headings || !strcmp(headings, "none"))
		english = !tl_eqs(q->view->t->schema->district.language, "zh");
	else if (!keys && !english && strcmp(headings, "zh"))
		return tl_err_set(&q->view->t->err, TLSAFE_EUSAGE,
		                  "--headings: zh, en, key or none, not '%s'", headings);
	if (headings && !strcmp(headings, "none"))
		out->flags |= TLSAFE_OUT_NOHEADING;
	c->codes = out->flags & TLSAFE_OUT_CODES;
	c->emphasis = q->kind->workflow && out->flags & TLSAFE_OUT_COLOUR;
	c->english = !tl_eqs(q->view->t->schema->district.language, "zh");
	c->path = calloc(max, sizeof(*c->path));
	c->key = calloc(max, sizeof(*c->key));
	c->cell = calloc(max, sizeof(*c->cell));
	col = tl_arena_alloc(&a, max * sizeof(*col));
	if (!c->path || !c->key || !c->cell || !col)
		return tl_err_memory(&q->view->t->err);
	rc = name_columns(c, q, names);
	for (size_t i = 0; !rc && i < c->n; i++) {
		const struct tl_field *f = c->path[i].sub ? c->path[i].sub : c->path[i].field;
		col[i] = (struct tl_out_column){ tl_str(c->key[i]), heading(c, i, keys, english),
			                         f->type->numeric };
	}
	if (!rc && tl_out_columns(out, col, c->n))
		rc = tl_err_set(&q->view->t->err, out->err.code, "%s", out->err.text);
	return rc;
}

/* What the columns of R mean: a major level is grave, the due date of an overdue one late. */
static void emphasise(struct tl_columns *c, const struct tl_query *q, const struct tl_record *r)
{
	struct tl_stand stand;

	tl_stand_of(&stand, r);
	for (size_t i = 0; i < c->n; i++) {
		if (c->path[i].sub)
			continue;
		if (c->path[i].field->known == TL_F_LEVEL && stand.major)
			c->cell[i].emphasis = TL_GRAVE;
		else if (c->path[i].field->known == TL_F_DUE &&
		         tl_stands_overdue(&stand, tl_view_day(q->view)))
			c->cell[i].emphasis = TL_LATE;
	}
}

int tl_columns_row(struct tl_columns *c, struct tl_query *q, struct tl_record *r,
                   struct tlsafe_out *out)
{
	size_t at[3];
	char rev[24];
	int rc = 0;

	snprintf(rev, sizeof(rev), "%llu", (unsigned long long)tl_record_rev(r));
	if (tl_record_put(r, TL_F_REV, tl_str(rev)))
		return tl_err_memory(&q->view->t->err);
	tl_buf_clear(&c->text);
	for (size_t i = 0; i < c->n; i++) {
		const struct tl_field *f = c->path[i].sub ? c->path[i].sub : c->path[i].field;
		struct tl_cell *cell = &c->cell[i];
		*cell = (struct tl_cell){ .numeric = f->type->numeric };
		rc = tl_query_value(q, &c->path[i], r, &cell->text);
		if (rc)
			return rc;
		if (!cell->text.data)
			continue;
		/* Offsets first: the buffer moves while it grows. */
		at[0] = c->text.len;
		if (!c->codes && (f->type->coded || f->to))
			rc = tl_query_label(q, f, cell->text, c->english, &c->text);
		at[1] = c->text.len;
		if (out->form->json)
			tl_type_json(&c->text, f, cell->text);
		at[2] = c->text.len;
		if (rc || c->text.failed)
			return rc ? rc : tl_err_memory(&q->view->t->err);
		cell->label = tl_bytes((const char *)at[0], at[1] - at[0]);
		cell->json = tl_bytes((const char *)at[1], at[2] - at[1]);
	}
	for (size_t i = 0; i < c->n; i++) {
		struct tl_cell *cell = &c->cell[i];
		cell->label = cell->label.len ? tl_bytes(c->text.data + (size_t)cell->label.data,
		                                         cell->label.len) :
		                                TL_NONE;
		cell->json = cell->json.len ? tl_bytes(c->text.data + (size_t)cell->json.data,
		                                       cell->json.len) :
		                              TL_NONE;
	}
	if (c->emphasis)
		emphasise(c, q, r);
	if (tl_out_row(out, c->cell))
		return tl_err_set(&q->view->t->err, out->err.code, "%s", out->err.text);
	return 0;
}
