/* What a report of a self-check says: values, what was found, and a digest of both. */
#include "inspect/selfchecks.h"

#include <stdio.h>

#include "base/utf8.h"
#include "journal/return.h"
#include "store/settings.h"

void tl_selfcheck_at(struct tl_recording *x, const struct tl_returned *s, uint64_t line)
{
	x->c->decide.at = (struct tlsafe_fault){ .file = s->file, .sheet = s->part, .line = line };
}

static const struct tl_field *field(const struct tl_selfchecks *k, const char *key)
{
	return tl_kind_key(k->kind, tl_str(key));
}

static struct tl_bytes given(const struct tl_selfchecks *k, const struct tl_selfcheck *r,
                             const char *key)
{
	const struct tl_field *f = field(k, key);

	for (size_t i = 0; i < r->act.nset; i++)
		if (r->act.set[i].field == f)
			return r->act.set[i].value;
	return TL_NONE;
}

static int give(struct tl_selfchecks *k, struct tl_selfcheck *r, const char *key,
                struct tl_bytes value)
{
	return tl_act_say(&r->act, k->kind, &(struct tl_named){ key, value }, 1);
}

static void refuse(struct tl_selfchecks *k, enum tl_returned_column c, struct tl_bytes value,
                   const char *hint, const char *why)
{
	tl_fault(&k->x->c->decide, TLSAFE_EINPUT, tl_returned_field(k->x->t->schema, c)->zh, value,
	         hint, "%s", why);
}

/* --- the whole ------------------------------------------------------------------ */

/* A period as it is called, whatever it was told by; what is none is left to be judged. */
static int read_period(struct tl_selfchecks *k, struct tl_selfcheck *r, struct tl_bytes text)
{
	struct tl_view *v = &k->x->c->view;
	bool ok = true;
	int cut, rc = tl_settings_month_cut(v, &cut);

	if (rc)
		return rc;
	tl_buf_clear(&k->key);
	if (tl_period_span(text, v->today, cut, &r->first, &r->last))
		tl_period_name(&k->key, r->first, r->last);
	else
		tl_buf_add(&k->key, text);
	r->period = tl_visit_keep(k->x, tl_buf_bytes(&k->key), &ok);
	if (!ok || k->key.failed)
		return tl_visit_memory(k->x);
	return give(k, r, "period", r->period);
}

/* The day first: relative ones count from it. */
static int read_received(struct tl_selfchecks *k, struct tl_selfcheck *r)
{
	struct tl_bytes text = tl_returned_text(r->s, "received"), value;
	int rc;

	r->act.on = k->x->c->view.today;
	if (!text.len)
		return 0;
	tl_selfcheck_at(k->x, r->s, r->s->line);
	rc = tl_visit_value(k->x, field(k, "received"), text, TL_NODAY, &value);
	if (!rc && value.len && !tl_day_parse(value, &r->act.on))
		return TLSAFE_EBUG;
	return rc;
}

/* What the rules say too, before it is compared with what was reported earlier. */
static bool judge_received(struct tl_selfchecks *k, const struct tl_selfcheck *r)
{
	struct tl_decide *d = &k->x->c->decide;
	const char *zh = field(k, "received")->zh;
	char day[TL_DAY_TEXT];
	tl_day first, last;

	tl_day_format(day, r->act.on);
	if (r->act.on > d->today) {
		tl_fault(d, TLSAFE_EINPUT, zh, tl_str(day), NULL, "a day after today");
		return false;
	}
	if (!tl_return_days(r->period, &first, &last) || r->act.on >= first)
		return true;
	tl_fault(d, TLSAFE_EINPUT, zh, tl_str(day), "one of the two is wrong",
	         "%.*s had not begun when it came", (int)r->period.len, r->period.data);
	return false;
}

static int read_head(struct tl_selfchecks *k, struct tl_selfcheck *r,
                     const struct tl_returned_head *h)
{
	struct tl_bytes value;
	int rc;

	tl_selfcheck_at(k->x, r->s, h->line);
	if (h->field->index == k->kind->begins)
		return 0;
	rc = tl_visit_value(k->x, h->field, h->text, r->act.on, &value);
	if (rc || !value.len)
		return rc;
	if (!strcmp(h->field->key, "period"))
		return read_period(k, r, value);
	return give(k, r, h->field->key, value);
}

/* --- what was found -------------------------------------------------------------- */

static bool day_of(const struct tl_selfcheck_item *w, enum tl_returned_column c, tl_day *ret)
{
	return w->value[c].len && tl_day_parse(w->value[c], ret);
}

/* A find without a day is of the end of the period, or of the day on which it was reported. */
static int judge_days(struct tl_selfchecks *k, struct tl_selfcheck *r,
                      struct tl_selfcheck_item *w)
{
	char day[TL_DAY_TEXT];
	bool ok = true;
	tl_day due;

	w->found = r->last < r->act.on ? r->last : r->act.on;
	w->rectified = TL_NODAY;
	if (day_of(w, TL_RETURNED_FOUND, &w->found) && (w->found < r->first || w->found > r->last))
		refuse(k, TL_RETURNED_FOUND, w->value[TL_RETURNED_FOUND],
		       "it belongs to the report of that time", "a day outside of the period");
	else if (w->found > r->act.on)
		refuse(k, TL_RETURNED_FOUND, w->value[TL_RETURNED_FOUND], NULL,
		       "found after the report came");
	w->value[TL_RETURNED_FOUND] =
		tl_visit_keep(k->x, tl_str(tl_day_format(day, w->found)), &ok);
	if (day_of(w, TL_RETURNED_DEADLINE, &due) && due < w->found)
		refuse(k, TL_RETURNED_DEADLINE, w->value[TL_RETURNED_DEADLINE], NULL,
		       "the deadline lies before the day of the find");
	if (!day_of(w, TL_RETURNED_RECTIFIED, &w->rectified))
		return ok ? 0 : tl_visit_memory(k->x);
	if (w->rectified < w->found)
		refuse(k, TL_RETURNED_RECTIFIED, w->value[TL_RETURNED_RECTIFIED], NULL,
		       "put right before it was found");
	else if (w->rectified > r->act.on)
		refuse(k, TL_RETURNED_RECTIFIED, w->value[TL_RETURNED_RECTIFIED], NULL,
		       "put right after the report came");
	return ok ? 0 : tl_visit_memory(k->x);
}

static void judge_fix(struct tl_selfchecks *k, const struct tl_selfcheck_item *w)
{
	struct tl_bytes by = w->value[TL_RETURNED_RECTIFIED_BY];

	if (w->rectified == TL_NODAY && (by.len || w->value[TL_RETURNED_RESULT].len))
		refuse(k, TL_RETURNED_RECTIFIED, TL_NONE, "say when, or leave who and how out",
		       "when it was put right is not said");
	else if (w->rectified != TL_NODAY && !by.len)
		refuse(k, TL_RETURNED_RECTIFIED_BY, TL_NONE, "name who of the unit did",
		       "who put it right is not said");
	else if (w->rectified != TL_NODAY && tl_eqs(w->value[TL_RETURNED_LEVEL], "major"))
		refuse(k, TL_RETURNED_RECTIFIED, w->value[TL_RETURNED_RECTIFIED],
		       "leave it out; tlsafe-hazard plan and rectify say it of a major one",
		       "a report of a self-check does not put a major hazard right");
}

static void refuse_again(struct tl_selfchecks *k, const struct tl_selfcheck *r,
                         const struct tl_selfcheck_item *w)
{
	for (const struct tl_selfcheck_item *o = r->item; o < w; o++)
		if (tl_eq(o->key, w->key)) {
			tl_fault(&k->x->c->decide, TLSAFE_EINPUT,
			         tl_returned_field(k->x->t->schema, TL_RETURNED_DESCRIPTION)->zh,
			         w->value[TL_RETURNED_DESCRIPTION],
			         "give each of two a place of its own",
			         "the same item, place and description as on line %llu",
			         (unsigned long long)o->raw->line);
			return;
		}
}

static int read_item(struct tl_selfchecks *k, struct tl_selfcheck *r, struct tl_selfcheck_item *w)
{
	struct tl_recording *x = k->x;
	size_t before = x->c->decide.faults;
	bool ok = true;
	int rc = 0;

	tl_selfcheck_at(x, r->s, w->raw->line);
	for (int c = 0; !rc && c < TL_RETURNED_COLUMNS; c++) {
		const struct tl_field *f = tl_returned_field(x->t->schema, c);
		w->value[c] = TL_NONE;
		if (f && w->raw->text[c].len)
			rc = tl_visit_value(x, f, w->raw->text[c],
			                    c == TL_RETURNED_DEADLINE ? w->found : r->act.on,
			                    &w->value[c]);
		if (!rc && c == TL_RETURNED_FOUND && !day_of(w, c, &w->found))
			w->found = r->last;
	}
	if (rc || x->c->decide.faults > before)
		return rc;
	if (!w->value[TL_RETURNED_DESCRIPTION].len)
		refuse(k, TL_RETURNED_DESCRIPTION, TL_NONE, "say what was found",
		       "a find without a description");
	if (!w->value[TL_RETURNED_LEVEL].len)
		w->value[TL_RETURNED_LEVEL] = TL_LIT("general");
	rc = judge_days(k, r, w);
	judge_fix(k, w);
	if (rc)
		return rc;
	tl_selfcheck_key(k, w->value[TL_RETURNED_ITEM], w->value[TL_RETURNED_PLACE],
	                 w->value[TL_RETURNED_DESCRIPTION]);
	w->key = tl_visit_keep(k->x, tl_buf_bytes(&k->key), &ok);
	if (!ok || k->key.failed)
		return tl_visit_memory(k->x);
	refuse_again(k, r, w);
	return 0;
}

/* --- counts ---------------------------------------------------------------------- */

static int declare(struct tl_selfchecks *k, struct tl_selfcheck *r, const char *key, size_t n)
{
	struct tl_bytes said = given(k, r, key);
	const struct tl_field *f = field(k, key);
	char text[24];
	bool ok = true;

	snprintf(text, sizeof(text), "%zu", n);
	if (said.len && !tl_eqs(said, text))
		tl_warn(&k->x->c->decide, f->zh, said,
		        "declared, and %zu are named: both are kept, those that are named count",
		        n);
	if (said.len)
		return 0;
	said = tl_visit_keep(k->x, tl_str(text), &ok);
	return ok ? give(k, r, key, said) : tl_visit_memory(k->x);
}

/* Counts that it does not say are those of what it names. */
static int read_counts(struct tl_selfchecks *k, struct tl_selfcheck *r)
{
	size_t major = 0, rectified = 0;
	struct tl_bytes zero = given(k, r, "zero");
	int rc;

	tl_selfcheck_at(k->x, r->s, r->s->line);
	if (r->nitems && tl_eqs(zero, "yes"))
		return tl_fault(&k->x->c->decide, TLSAFE_EINPUT, field(k, "zero")->zh, zero,
		                "leave one of the two out",
		                "it says that nothing was found, and names hazards");
	if (!r->nitems && !zero.len && tl_eqs(given(k, r, "general"), "0") &&
	    tl_eqs(given(k, r, "major"), "0"))
		return give(k, r, "zero", TL_LIT("yes"));
	if (!r->nitems)
		return 0;
	for (size_t i = 0; i < r->nitems; i++) {
		major += tl_eqs(r->item[i].value[TL_RETURNED_LEVEL], "major");
		rectified += r->item[i].rectified != TL_NODAY;
	}
	rc = declare(k, r, "general", r->nitems - major);
	if (!rc)
		rc = declare(k, r, "major", major);
	return rc ? rc : declare(k, r, "rectified", rectified);
}

/* Of all that the file says; a day that it leaves to us is none of that. */
static int digest(struct tl_selfchecks *k, struct tl_selfcheck *r)
{
	char day[TL_DAY_TEXT];
	TL_BUF said = { 0 };

	if (tl_returned_text(r->s, "received").len)
		tl_buf_str(&said, tl_day_format(day, r->act.on));
	for (size_t i = 0; i < k->kind->nfields; i++) {
		const char *key = k->kind->field[i].key;
		tl_said_value(&said, key, given(k, r, key));
	}
	for (size_t i = 0; i < r->nitems; i++) {
		tl_buf_block(&said, TL_LIT("item"));
		for (int c = 0; c < TL_RETURNED_COLUMNS; c++)
			tl_said_value(&said, tl_returned_field(k->x->t->schema, c)->key,
			              r->item[i].value[c]);
	}
	if (said.failed)
		return tl_visit_memory(k->x);
	tl_hash_text(r->bundle, tl_buf_bytes(&said));
	return 0;
}

static void require(struct tl_selfchecks *k, struct tl_selfcheck *r, const char *key)
{
	const struct tl_field *f = field(k, key);

	if (!given(k, r, key).len)
		tl_fault(&k->x->c->decide, TLSAFE_EINPUT, f->zh, TL_NONE, NULL,
		         "%s (%s) is required and missing", f->key, f->zh);
}

int tl_selfcheck_read(struct tl_selfchecks *k, struct tl_selfcheck *r)
{
	struct tl_recording *x = k->x;
	const struct tl_returned *s = r->s;
	size_t before = x->c->decide.faults;
	int rc;

	tl_act_init(&r->act, TL_ACT_ADD, TL_NODAY);
	rc = read_received(k, r);
	for (size_t i = 0; !rc && i < s->nhead; i++)
		rc = read_head(k, r, &s->head[i]);
	tl_selfcheck_at(x, s, s->line);
	if (!rc && x->c->decide.faults == before) {
		require(k, r, "unit");
		require(k, r, "period");
	}
	if (rc || x->c->decide.faults > before)
		return rc;
	if (!judge_received(k, r))
		return x->c->decide.first;
	r->unit = given(k, r, "unit");
	r->signed_by = given(k, r, "signed_by");
	/* What is no period has no days to hold finds against: the rules say so. */
	if (!tl_return_days(r->period, &r->first, &r->last) && s->nitems)
		return tl_fault(&x->c->decide, TLSAFE_EINPUT, field(k, "period")->zh, r->period,
		                "write a month as 2018-07, a quarter as 2018Q3",
		                "not a period of a self-check");
	r->item = tl_arena_alloc(&x->one, (s->nitems + 1) * sizeof(*r->item));
	if (!r->item)
		return tl_visit_memory(x);
	for (size_t i = 0; !rc && i < s->nitems; i++) {
		r->item[i].raw = &s->item[i];
		rc = read_item(k, r, &r->item[i]);
		r->nitems = i + 1;
	}
	if (rc || x->c->decide.faults > before)
		return rc;
	rc = read_counts(k, r);
	return rc || x->c->decide.faults > before ? rc : digest(k, r);
}
