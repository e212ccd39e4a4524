/* Filters: words to a test of records; and what a list shows. */
#include "query/filter.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "journal/workflow.h"
#include "query/saved.h"
#include "schema/calendar.h"
#include "store/settings.h"

/* --- words to terms ---------------------------------------------------------- */

static bool is_day(const struct tl_field *f)
{
	return !strcmp(f->type->name, "date");
}

static int bad_value(struct tl_query *q, const struct tl_field *f, struct tl_bytes text,
                     const char *why)
{
	size_t n;
	const char *hint = tl_err_advice(why, &n);

	return tl_err_hint(&q->view->t->err, TLSAFE_EUSAGE, hint, "%s: %.*s: \"%.*s\"", f->key,
	                   (int)n, why, (int)text.len, text.data);
}

/* The day on which N working days from today end. */
static int read_working_days(struct tl_query *q, const struct tl_field *f, struct tl_bytes in,
                             int n, struct tl_bytes *ret)
{
	struct tl_err *err = &q->view->t->err, why = { .code = 0 };
	char text[TL_DAY_TEXT];
	bool ok = true;
	tl_day day;
	int rc = tl_calendar_after(&q->calendar, q->view->schema, tl_view_day(q->view), n, &day,
	                           &why);

	if (!rc) {
		*ret = tl_arena_dup(&q->arena, tl_str(tl_day_format(text, day)), &ok);
		return ok ? 0 : tl_err_memory(err);
	}
	if (rc != TLSAFE_EINPUT)
		return tl_err_pass(err, rc, &why);
	return tl_err_hint(err, TLSAFE_EUSAGE, why.hint, "%s: %s: \"%.*s\"", f->key, why.text,
	                   (int)in.len, in.data);
}

/* A month that is told from today is one of the office; -1: no period. */
static int read_period(struct tl_query *q, struct tl_bytes in, tl_day today, tl_day *first,
                       tl_day *last)
{
	int cut, rc;

	if (!tl_period_parse(in, today, first, last))
		return -1;
	if (!tl_period_by_cut(in, today, 0, first, last))
		return 0;
	rc = tl_settings_month_cut(q->view, &cut);
	if (!rc)
		tl_period_by_cut(in, today, cut, first, last);
	return rc;
}

/* One end of a range, or a value that stands alone, as canonical text (days: first or last of the
 * period). */
static int read_value(struct tl_query *q, const struct tl_field *f, struct tl_bytes in, bool last,
                      struct tl_bytes *ret)
{
	struct tl_lookup_here here = { &q->lookup, TL_NONE };
	struct tl_read how = { .field = f,
		               .loose = false,
		               .today = tl_view_day(q->view),
		               .from = TL_NODAY,
		               .offset = q->view->t->genesis.offset,
		               .lookup = tl_lookup_read,
		               .ctx = &here };
	struct tl_reading reading = { "", "" };
	char text[TL_DAY_TEXT];
	tl_day first, end;
	TL_BUF out = { 0 };
	bool ok = true;
	int rc, n;

	if (is_day(f) && tl_workdays_parse(in, &n))
		return read_working_days(q, f, in, n, ret);
	if (is_day(f)) {
		rc = read_period(q, in, how.today, &first, &end);
		if (rc < 0)
			return bad_value(q, f, in,
			                 "not a day, month, quarter, half, year or relative day");
		if (rc)
			return rc;
		*ret = tl_arena_dup(&q->arena, tl_str(tl_day_format(text, last ? end : first)),
		                    &ok);
		return ok ? 0 : tl_err_memory(&q->view->t->err);
	}
	rc = tl_type_read(&how, in, &out, &reading);
	if (rc == TLSAFE_EINPUT)
		return bad_value(q, f, in, reading.wrong);
	if (rc)
		return tl_err_set(&q->view->t->err, rc, "%s", reading.wrong);
	*ret = tl_arena_dup(&q->arena, tl_buf_bytes(&out), &ok);
	return ok && !out.failed ? 0 : tl_err_memory(&q->view->t->err);
}

/* Nothing lies between the ends of A, which are both given. */
static bool is_swapped(const struct tl_field *f, const struct tl_alternative *a)
{
	if (!a->from.data || !a->upto.data)
		return false;
	if (f->type->numeric && f->type->number)
		return a->low > a->high;
	return tl_cmp(a->from, a->upto) > 0;
}

static int swapped(struct tl_query *q, const struct tl_field *f, struct tl_bytes low,
                   struct tl_bytes high)
{
	TL_BUF hint = { 0 };

	tl_buf_printf(&hint, "write %s=%.*s..%.*s", f->key, (int)high.len, high.data, (int)low.len,
	              low.data);
	if (!f->type->number)
		tl_buf_str(&hint, ", or a backslash before dots that are text");
	if (hint.failed)
		return tl_err_memory(&q->view->t->err);
	return tl_err_hint(&q->view->t->err, TLSAFE_EUSAGE, hint.data,
	                   "%s: the ends of the range are swapped: \"%.*s..%.*s\"", f->key,
	                   (int)low.len, low.data, (int)high.len, high.data);
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
	return is_swapped(f, a) ? swapped(q, f, low, high) : 0;
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
	rc = tl_query_path(q, &t->path, tl_bytes(word.data, at));
	if (!rc)
		rc = read_alternatives(q, t, tl_bytes(word.data + at + len, word.len - at - len));
	if (rc)
		return rc;
	q->nterms++;
	for (size_t i = 0; t->path.field->index == q->kind->at[TL_F_STATE] && i < t->nalts; i++)
		if (t->op == TL_OP_IS && q->kind->workflow &&
		    tl_eqs(t->alt[i].text, q->kind->workflow->gone))
			q->wants_void = true;
	return 0;
}

/* The condition WORD among those of the kind's workflow; -1: none. */
static int condition(const struct tl_query *q, struct tl_bytes word)
{
	const struct tl_condition *c = q->kind->workflow ? q->kind->workflow->conditions : NULL;

	for (int i = 0; c && c[i].name; i++)
		if (tl_eqs(word, c[i].name) || tl_eqs(word, c[i].zh))
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
	const struct tl_field *field = tl_kind_field(q->kind, word, false, NULL);
	const struct tl_condition *c = q->kind->workflow ? q->kind->workflow->conditions : NULL;
	const char *near = NULL;
	unsigned best = 3;

	if (field) {
		TL_BUF hint = { 0 };
		tl_buf_printf(&hint, "write %s=VALUE", field->key);
		return tl_err_hint(&q->view->t->err, TLSAFE_EUSAGE, hint.failed ? NULL : hint.data,
		                   "'%.*s' is a field, and what it is to be is not said",
		                   (int)word.len, word.data);
	}
	for (const struct tl_condition *k = c; k && k->name; k++) {
		unsigned d = tl_utf8_distance(word, tl_str(k->name), 2);
		if (d < best) {
			best = d;
			near = k->name;
		}
	}
	if (!near)
		near = tl_kind_nearest(q->kind, word, false);
	return tl_err_near(&q->view->t->err, near, "'%.*s' is no id, condition or FIELD=VALUE",
	                   (int)word.len, word.data);
}

static int add_word(struct tl_query *q, struct tl_bytes word, bool only_ids)
{
	const struct tl_kind *found;
	enum tl_op op;
	uint64_t row;
	size_t at, len;
	int c, rc;

	if (!word.len)
		return tl_err_hint(&q->view->t->err, TLSAFE_EUSAGE, "a variable that is not set?",
		                   "an empty argument");
	if (tl_utf8_check(word) >= 0)
		return tl_err_set(&q->view->t->err, TLSAFE_EUSAGE,
		                  "an argument is not valid UTF-8");
	len = only_ids ? 0 : find_op(word, &at, &op);
	if (len)
		return add_term(q, word, at, len, op);
	c = only_ids ? -1 : condition(q, word);
	if (c >= 0) {
		q->conditions |= 1u << c;
		q->wants_void |= !strcmp(q->kind->workflow->conditions[c].name,
		                         q->kind->workflow->gone);
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

/* What is wrong with a word that the saved filter NAME brought. */
static int in_saved(struct tl_query *q, struct tl_bytes name)
{
	struct tl_err was = q->view->t->err;

	if (was.code != TLSAFE_EUSAGE)
		return was.code;
	tl_err_clear(&q->view->t->err);
	return tl_err_hint(&q->view->t->err, was.code, was.hint, "%.*s: %s", (int)name.len,
	                   name.data, was.text);
}

static int add_words(struct tl_query *q, const struct tl_saved_word *word, size_t n)
{
	int rc = 0;

	q->term = tl_arena_zalloc(&q->arena, (n + 1) * sizeof(*q->term));
	q->id = tl_arena_zalloc(&q->arena, (n + 1) * sizeof(*q->id));
	if (!q->term || !q->id)
		return tl_err_memory(&q->view->t->err);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = add_word(q, word[i].text, false);
		if (rc && word[i].from.len)
			rc = in_saved(q, word[i].from);
	}
	return rc;
}

static int add_ids(struct tl_query *q, char *const *words, size_t n)
{
	int rc = 0;

	q->id = tl_arena_zalloc(&q->arena, (n + 1) * sizeof(*q->id));
	if (!q->id)
		return tl_err_memory(&q->view->t->err);
	for (size_t i = 0; !rc && i < n; i++)
		rc = add_word(q, tl_str(words[i]), true);
	return rc;
}

/* A condition that asks whose it is needs somebody who works for a body. */
static int check_asker(const struct tl_query *q)
{
	struct tlsafe *t = q->view->t;
	struct tl_bytes login = tl_buf_bytes(&t->login);

	for (int i = 0; q->conditions >> i; i++) {
		const struct tl_condition *c = &q->kind->workflow->conditions[i];
		if (!(q->conditions >> i & 1) || !c->whose || t->asker.bodies.len)
			continue;
		if (!t->asker.roster)
			return tl_err_hint(&t->err, TLSAFE_EUSAGE,
			                   "name the body: assignee=BODY; or begin a roster: "
			                   "tlsafe-db user add",
			                   "'%s': the store has no roster, which says whose it is",
			                   c->name);
		return tl_err_hint(&t->err, TLSAFE_EUSAGE,
		                   "name the body: assignee=BODY; or an admin enters it: "
		                   "tlsafe-db user set LOGIN --body BODY",
		                   "'%s': the roster names no body that %.*s works for", c->name,
		                   (int)login.len, login.data);
	}
	return 0;
}

int tl_query_begin(struct tl_query *q, struct tl_view *v, const struct tl_kind *kind,
                   char *const *words, size_t n, bool only_ids)
{
	int rc = tl_query_try(q, v, kind, words, n, only_ids);

	return rc ? rc : check_asker(q);
}

int tl_query_try(struct tl_query *q, struct tl_view *v, const struct tl_kind *kind,
                 char *const *words, size_t n, bool only_ids)
{
	TL_SAVED saved = { 0 };
	int rc;

	*q = (struct tl_query){ .view = v, .kind = kind };
	rc = tl_lookup_begin(&q->lookup, v);
	if (!rc && only_ids)
		return add_ids(q, words, n);
	if (!rc)
		rc = tl_saved_expand(&saved, v, words, n);
	return rc ? rc : add_words(q, saved.word, saved.n);
}

void tl_query_release(struct tl_query *q)
{
	if (!q->view)
		return;
	tl_map_freep(&q->ids);
	tl_map_freep(&q->joined);
	tl_duplicates_release(&q->duplicates);
	for (size_t i = 0; i < q->njoins; i++) {
		tl_record_release(q->join[i]);
		free(q->join[i]);
	}
	free(q->join);
	tl_lookup_release(&q->lookup);
	tl_calendar_free(q->calendar);
	tl_arena_release(&q->arena);
	*q = (struct tl_query){ 0 };
}
