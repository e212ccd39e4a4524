/* Plans of inspections: what is asked, what is known before, and visits. */
#include "inspect/plan.h"

#include <stdlib.h>

#include "base/number.h"
#include "base/utf8.h"
#include "inspect/answer.h"
#include "journal/workflow.h"
#include "query/match.h"
#include "store/settings.h"

void tl_plan_release(struct tl_planning *x)
{
	tl_lookup_release(&x->lookup);
	tl_buf_release(&x->plan);
	tl_map_freep(&x->known);
	free(x->before);
	tl_rulebook_freep(&x->rules);
	free(x->visit);
	tl_arena_release(&x->arena);
	*x = (struct tl_planning){ .t = x->t, .in = x->in, .out = x->out };
}

int tl_plan_memory(struct tl_planning *x)
{
	return tl_err_memory(&x->t->err);
}

/* --- what is asked ----------------------------------------------------------------- */

struct tl_bytes tl_plan_set_value(const struct tl_planning *x, const char *key)
{
	for (size_t i = 0; i < x->nsets; i++)
		if (!strcmp(x->set[i].key, key))
			return x->set[i].value;
	return TL_NONE;
}

static int take_days(struct tl_planning *x)
{
	const char *on = x->in->on;
	tl_day last;
	int cut, rc = tl_settings_month_cut(x->v, &cut);

	if (rc)
		return rc;
	if (!x->in->period || !tl_period_span(tl_str(x->in->period), x->v->today, cut, &x->first,
	                                      &x->last))
		return tl_err_hint(&x->t->err, TLSAFE_EUSAGE,
		                   "give one such as 2018-07, 2018Q3, 2018H2 or "
		                   "2018-07-01..2018-07-15",
		                   "--period: no period: '%s'", x->in->period ? x->in->period : "");
	x->on = last = x->v->today;
	if (on && (!tl_period_parse(tl_str(on), x->v->today, &x->on, &last) || x->on != last))
		return tl_err_hint(&x->t->err, TLSAFE_EUSAGE, "give --on DATE", "not a day: '%s'",
		                   on);
	tl_period_name(&x->plan, x->first, x->last);
	if (x->plan.failed)
		return tl_plan_memory(x);
	if (x->last < x->on)
		return tl_err_set(&x->t->err, TLSAFE_ERULE, "the period %s is over", x->plan.data);
	return 0;
}

/* TEXT, which OPTION says, in X's memory. */
static int take_text(struct tl_planning *x, const char *option, const char *text, size_t most,
                     struct tl_bytes *ret)
{
	struct tl_bytes said;
	bool ok = true;
	int rc = tl_said(&x->t->err, option, text, &said);

	if (!rc && tl_utf8_needs_visible(said))
		rc = tl_err_set(&x->t->err, TLSAFE_EINPUT,
		                "%s: it has a line break or a character that shows nothing",
		                option);
	if (!rc && said.len > most)
		rc = tl_err_set(&x->t->err, TLSAFE_EINPUT, "%s: longer than %zu bytes", option,
		                most);
	*ret = rc ? TL_NONE : tl_arena_dup(&x->arena, said, &ok);
	return ok ? rc : tl_plan_memory(x);
}

/* What a plan may say of each of its inspections. */
static bool may_be_set(const struct tl_field *f)
{
	static const char *const keys[] = { "type", "category", "body", "scope", "note" };

	for (size_t i = 0; f && i < TL_LEN(keys); i++)
		if (!strcmp(f->key, keys[i]))
			return true;
	return false;
}

static int read_set(struct tl_planning *x, const struct tl_field *f, const char *text)
{
	struct tl_lookup_here here = { &x->lookup, TL_NONE };
	struct tl_read how = { .field = f, .today = x->v->today, .from = TL_NODAY,
		               .lookup = tl_lookup_read, .ctx = &here };
	struct tl_reading reading = { "", "" };
	TL_BUF out = { 0 };
	bool ok = true;
	int rc = tl_type_read(&how, tl_str(text), &out, &reading);

	if (rc == TLSAFE_EINPUT)
		return tl_err_set(&x->t->err, rc, "--set %s: %s", f->key, reading.wrong);
	if (rc)
		return rc == TLSAFE_EMEMORY ? tl_plan_memory(x) : rc;
	if (tl_plan_set_value(x, f->key).data)
		return tl_err_set(&x->t->err, TLSAFE_EUSAGE, "%s is given twice", f->key);
	x->set[x->nsets++] =
		(struct tl_named){ f->key, tl_arena_dup(&x->arena, tl_buf_bytes(&out), &ok) };
	return ok && !out.failed ? 0 : tl_plan_memory(x);
}

static int take_sets(struct tl_planning *x)
{
	int rc = 0;

	x->set = tl_arena_zalloc(&x->arena, (x->in->nset + 1) * sizeof(*x->set));
	if (!x->set)
		return tl_plan_memory(x);
	for (size_t i = 0; !rc && i < x->in->nset; i++) {
		const char *word = x->in->set[i];
		size_t len = strcspn(word, "=");
		const struct tl_field *f =
			tl_kind_field(x->inspection, tl_bytes(word, len), false, NULL);
		if (!word[len])
			return tl_err_set(&x->t->err, TLSAFE_EUSAGE, "not FIELD=VALUE: '%s'",
			                  word);
		if (!may_be_set(f))
			return tl_err_hint(&x->t->err, TLSAFE_EUSAGE,
			                   "it is one of type, category, body, scope, note",
			                   "a plan does not set '%.*s'", (int)len, word);
		rc = read_set(x, f, word + len + 1);
	}
	return rc;
}

static int judge_asked(struct tl_planning *x)
{
	struct tl_bytes type = tl_plan_set_value(x, "type");

	if (x->in->draw && !x->seed.len)
		return tl_err_hint(&x->t->err, TLSAFE_EUSAGE, "give a text that has characters",
		                   "--seed is blank");
	if (!x->in->draw || (type.len && !tl_eqs(type, "enforcement")) || x->in->officers > 1)
		return 0;
	return tl_err_hint(&x->t->err, TLSAFE_EINPUT,
	                   "give --officers 2, or --set type=township",
	                   "an enforcement inspection needs two officers");
}

int tl_plan_asked(struct tl_planning *x)
{
	const struct tl_schema *s = x->t->schema;
	const struct tl_kind *officer = tl_schema_kind(s, "officer");
	int rc = tl_inspection_kind(s, &x->inspection, &x->t->err);

	x->unit = tl_schema_kind(s, "unit");
	if (!rc && (x->inspection->at[TL_F_PLANNED] < 0 || !officer ||
	            !tl_kind_key(officer, TL_LIT("conflicts"))))
		rc = tl_err_hint(&x->t->err, TLSAFE_ECONFIG,
		                 "tlsafe-db schema apply brings them into it",
		                 "the store's schema set has no planned inspections: it was made "
		                 "by an older tlsafe");
	if (!rc)
		rc = tl_lookup_begin(&x->lookup, x->v);
	if (!rc)
		rc = take_days(x);
	if (!rc)
		rc = take_text(x, "--seed", x->in->seed, 200, &x->seed);
	if (!rc)
		rc = take_text(x, "--campaign", x->in->campaign, 300, &x->campaign);
	if (!rc)
		rc = take_sets(x);
	return rc ? rc : judge_asked(x);
}

/* --- what is known before ------------------------------------------------------------ */

const struct tl_plan_known *tl_plan_before(const struct tl_planning *x, struct tl_bytes unit)
{
	const uint64_t *slot = tl_map_get(x->known, unit);

	return slot ? &x->before[*slot - 1] : NULL;
}

static struct tl_plan_known *known_of(struct tl_planning *x, struct tl_bytes unit)
{
	bool made;
	uint64_t *slot = tl_map_put(x->known, unit, &made);

	if (!slot || (made && !TL_GROW(x->before, x->nbefore, x->maxbefore)))
		return NULL;
	if (made) {
		x->before[x->nbefore++] = (struct tl_plan_known){ .last = TL_NODAY };
		*slot = x->nbefore;
	}
	return &x->before[*slot - 1];
}

/* R stands in the draw that is asked for, whatever became of it. */
static bool of_this_draw(const struct tl_planning *x, const struct tl_record *r)
{
	return x->in->draw && tl_eq(tl_record_named(r, "random"), x->seed) &&
	       tl_eq(tl_record_named(r, "plan"), tl_buf_bytes(&x->plan)) &&
	       tl_eq(tl_record_named(r, "campaign"), x->campaign);
}

static bool see_before(struct tl_planning *x, const struct tl_record *r)
{
	struct tl_plan_known *k = known_of(x, tl_record_at(r, TL_F_UNIT));
	struct tl_bytes id = tl_record_at(r, TL_F_ID);
	tl_day day = tl_record_day(r, TL_F_DAY), by = tl_record_day(r, TL_F_PLANNED);
	bool ok = true;

	if (!k)
		return false;
	if (of_this_draw(x, r)) {
		k->drawn = tl_arena_dup(&x->arena, id, &ok);
		k->officers = tl_arena_dup(&x->arena, tl_record_at(r, TL_F_OFFICERS), &ok);
	}
	if (tl_is_gone(r))
		return ok;
	if (day > k->last && !tl_record_is(r, TL_F_TYPE, "recheck"))
		k->last = day;
	if (tl_record_is(r, TL_F_STATE, "planned") && by <= x->last &&
	    (!k->planned.len || by < k->by)) {
		k->planned = tl_arena_dup(&x->arena, id, &ok);
		k->by = by;
	}
	return ok;
}

int tl_plan_read_before(struct tl_planning *x)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	x->known = tl_map_new();
	if (!x->known)
		return tl_plan_memory(x);
	tl_record_init(&r, x->inspection);
	rc = tl_walk_begin(&walk, x->v, x->inspection);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = see_before(x, &r) ? 0 : tl_plan_memory(x);
	return rc;
}

/* --- visits -------------------------------------------------------------------------- */

/* Where R is, a unit. */
static void locate(struct tl_plan_visit *visit, const struct tl_record *r)
{
	struct tl_bytes lon = tl_record_named(r, "lon"), lat = tl_record_named(r, "lat");

	visit->metres = -1;
	visit->located = tl_number_parse(lon, &visit->at.lon, NULL) &&
	                 tl_number_parse(lat, &visit->at.lat, NULL);
	visit->undated_map = visit->located &&
	                     !tl_geo_wgs84(&visit->at, tl_record_named(r, "datum"));
}

int tl_plan_units(struct tl_planning *x, int (*each)(void *ctx, const struct tl_record *r),
                  void *ctx)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	TL_QUERY q = { 0 };
	int rc = tl_query_begin(&q, x->v, x->unit, x->in->words, x->in->nwords, false);

	tl_record_init(&r, x->unit);
	if (!rc)
		rc = tl_walk_begin(&walk, x->v, x->unit);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		int matches = tl_query_match(&q, &r, TL_MATCH_ALL);
		rc = matches < 0 ? matches : 0;
		if (matches > 0 && !tl_retired(&r))
			rc = each(ctx, &r);
	}
	return rc;
}

int tl_plan_add(struct tl_planning *x, const struct tl_record *r, struct tl_plan_visit **ret)
{
	struct tl_plan_visit *visit;
	struct tl_arena *a = &x->arena;
	bool ok = true;

	if (!TL_GROW(x->visit, x->n, x->max))
		return tl_plan_memory(x);
	*ret = visit = &x->visit[x->n++];
	*visit = (struct tl_plan_visit){
		.unit = tl_arena_dup(a, tl_record_at(r, TL_F_ID), &ok),
		.name = tl_arena_dup(a, tl_record_at(r, TL_F_NAME), &ok),
		.town = tl_arena_dup(a, tl_record_at(r, TL_F_TOWN), &ok),
		.regulator = tl_arena_dup(a, tl_record_at(r, TL_F_REGULATOR), &ok),
		.risk = tl_arena_dup(a, tl_record_named(r, "risk"), &ok),
		.last = TL_NODAY,
		.due = TL_NODAY,
	};
	locate(visit, r);
	return ok ? 0 : tl_plan_memory(x);
}
