/* What rules of signals find. */
#include "stats/detect.h"

#include <stdio.h>

#include "stats/cluster.h"
#include "store/ids.h"

/* Hazards that a rule puts together: of one unit, of one category there, one alone. */
struct run {
	const struct tl_signal *s;
	struct tl_finds *f;
	tl_day t;
	bool english;
	const struct tl_find *first;
	uint64_t n;		/* that the rule takes */
	uint64_t of;		/* among so many; before, of so many */
	uint64_t units;
};

enum together { BY_UNIT, BY_CATEGORY, BY_ITSELF, BY_PLACE };
enum value { CATEGORY, FOUND, FIXED, DUE, EXTENDED };

struct tl_detector {
	const char *is;
	enum together together;
	/* Whether X is one of those that the rule counts; what else it has to know of X goes into
	 * the run. */
	bool (*takes)(struct run *r, const struct tl_find *x);
	bool (*holds)(const struct run *r);	/* they are a hit */
	void (*say)(const struct run *r, struct tl_buf *out);
	/* which days it looks back to */
	void (*wants)(const struct tl_signal *s, tl_day t, struct tl_finds_wanted *w);
	enum value value;		/* of each, that the rule goes by */
};

#define NUMBER(n) ((long long)(n))

static bool recent(const struct run *r, tl_day day)
{
	return day != TL_NODAY && day > r->t - r->s->days && day <= r->t;
}

static tl_day earlier(tl_day a, tl_day b)
{
	return a < b ? a : b;
}

static bool enough(const struct run *r)
{
	return r->n >= (uint64_t)r->s->at_least;
}

/* PART of WHOLE is at least so many percent. */
static bool share(uint64_t part, uint64_t whole, int64_t percent)
{
	return part * 100 >= whole * (uint64_t)percent;
}

static void wants_found(const struct tl_signal *s, tl_day t, struct tl_finds_wanted *w)
{
	w->found = earlier(w->found, t - (tl_day)s->days + 1);
}

/* --- repeats: one category at one unit --------------------------------------- */

static bool takes_category(struct run *r, const struct tl_find *x)
{
	return x->category && recent(r, x->found);
}

static void say_repeats(const struct run *r, struct tl_buf *out)
{
	const struct tl_field *field = r->f->field[TL_FINDS_CATEGORY].field;
	struct tl_bytes code = tl_finds_text(r->f, r->first->category);

	if (r->english)
		tl_buf_printf(out, "%lld of ", NUMBER(r->n));
	else
		tl_buf_printf(out, "%lld天内%lld起“", NUMBER(r->s->days), NUMBER(r->n));
	tl_buf_add(out, code);
	tl_buf_char(out, ' ');
	tl_type_label(out, field, code, !r->english);
	if (r->english)
		tl_buf_printf(out, " in %lld days, at least %lld", NUMBER(r->s->days),
		              NUMBER(r->s->at_least));
	else
		tl_buf_printf(out, "”，至少%lld起", NUMBER(r->s->at_least));
}

/* --- trend: more than before ------------------------------------------------- */

static bool takes_trend(struct run *r, const struct tl_find *x)
{
	tl_day begun = r->t - (tl_day)r->s->days;

	r->of += x->found <= begun && x->found > begun - (tl_day)(r->s->days * r->s->before);
	return recent(r, x->found);
}

/* Where nothing was found before there is nothing to compare with. */
static bool holds_trend(const struct run *r)
{
	return enough(r) && r->of &&
	       share(r->n * (uint64_t)r->s->before, r->of, r->s->percent);
}

static void say_trend(const struct run *r, struct tl_buf *out)
{
	tl_buf_printf(out,
	              r->english ? "%lld in %lld days, %lld in the %lld times as long before; at "
	                           "least %lld %% of their mean, and %lld" :
	                           "%2$lld天内%1$lld起，此前%4$lld个%2$lld天共%3$lld起；"
	                           "至少为其均值的%5$lld%%且%6$lld起",
	              NUMBER(r->n), NUMBER(r->s->days), NUMBER(r->of), NUMBER(r->s->before),
	              NUMBER(r->s->percent), NUMBER(r->s->at_least));
}

static void wants_trend(const struct tl_signal *s, tl_day t, struct tl_finds_wanted *w)
{
	w->found = earlier(w->found, t - (tl_day)(s->days * (s->before + 1)) + 1);
}

/* --- silent: it reports nothing, others find something ----------------------- */

static bool is_own(const struct run *r, uint32_t source)
{
	const char *codes = r->s->own.data;
	struct tl_bytes code;

	while (tl_next_word(&codes, &code))
		if (tl_eq(code, tl_finds_text(r->f, source)))
			return true;
	return false;
}

/* Who found it is known, and was not the unit. */
static bool takes_of_others(struct run *r, const struct tl_find *x)
{
	bool own = is_own(r, x->source);

	if (!recent(r, x->found))
		return false;
	r->of += own;
	return x->source && !own;
}

static bool holds_silent(const struct run *r)
{
	return enough(r) && !r->of;
}

static void say_silent(const struct run *r, struct tl_buf *out)
{
	tl_buf_printf(out,
	              r->english ? "none reported by itself in %lld days, %lld found by others, "
	                           "at least %lld" :
	                           "%lld天内自报0起，他人查出%lld起，至少%lld起",
	              NUMBER(r->s->days), NUMBER(r->n), NUMBER(r->s->at_least));
}

/* --- last_day: fixed on the day that it was due ------------------------------ */

/* On the spot is no sign of anything, nor is what was due on the day of the find. */
static bool takes_last_day(struct run *r, const struct tl_find *x)
{
	if (!recent(r, x->fixed) || x->on_spot || x->due == TL_NODAY || x->due <= x->found)
		return false;
	r->of++;
	return x->fixed == x->due;
}

/* So many have to be fixed; they need not all be on their last day. */
static bool holds_last_day(const struct run *r)
{
	return r->n && r->of >= (uint64_t)r->s->at_least && share(r->n, r->of, r->s->percent);
}

static void say_last_day(const struct run *r, struct tl_buf *out)
{
	tl_buf_printf(out,
	              r->english ? "%lld of %lld fixed in %lld days on the day that they were "
	                           "due, at least %lld %% of %lld" :
	                           "%3$lld天内整改%2$lld起，其中%1$lld起恰在期限当日；"
	                           "至少%5$lld起的%4$lld%%",
	              NUMBER(r->n), NUMBER(r->of), NUMBER(r->s->days), NUMBER(r->s->percent),
	              NUMBER(r->s->at_least));
}

static void wants_fixed(const struct tl_signal *s, tl_day t, struct tl_finds_wanted *w)
{
	w->fixed = earlier(w->fixed, t - (tl_day)s->days + 1);
}

/* --- overdue, stuck: due long ago -------------------------------------------- */

static bool takes_overdue(struct run *r, const struct tl_find *x)
{
	return x->late && r->t - x->due > r->s->days;
}

static void say_overdue(const struct run *r, struct tl_buf *out)
{
	tl_buf_printf(out,
	              r->english ? "%lld overdue by more than %lld days, at least %lld" :
	                           "%lld起逾期超过%lld天，至少%lld起",
	              NUMBER(r->n), NUMBER(r->s->days), NUMBER(r->s->at_least));
}

static bool holds_stuck(const struct run *r)
{
	return r->n;
}

static void say_stuck(const struct run *r, struct tl_buf *out)
{
	tl_buf_printf(out,
	              r->english ? "%lld days overdue, more than %lld" : "逾期%lld天，超过%lld天",
	              NUMBER(r->t - r->first->due), NUMBER(r->s->days));
}

static void wants_overdue(const struct tl_signal *s, tl_day t, struct tl_finds_wanted *w)
{
	tl_day due = t - (tl_day)s->days;

	if (w->due == TL_NODAY || w->due < due)
		w->due = due;
}

/* --- extended: many times ---------------------------------------------------- */

static bool takes_extended(struct run *r, const struct tl_find *x)
{
	return x->in_hand && x->extended >= (uint32_t)r->s->at_least;
}

static void say_extended(const struct run *r, struct tl_buf *out)
{
	tl_buf_printf(out,
	              r->english ? "extended %lld times, at least %lld" : "延期%lld次，至少%lld次",
	              NUMBER(r->first->extended), NUMBER(r->s->at_least));
}

static void wants_extended(const struct tl_signal *s, tl_day t, struct tl_finds_wanted *w)
{
	(void)s;
	(void)t;
	if (!w->extended || s->at_least < w->extended)
		w->extended = s->at_least;
}

/* --- cluster: near each other ------------------------------------------------ */

static bool takes_placed(struct run *r, const struct tl_find *x)
{
	return x->spot && recent(r, x->found);
}

static bool holds_cluster(const struct run *r)
{
	return enough(r) && r->units >= (uint64_t)r->s->units;
}

static void say_cluster(const struct run *r, struct tl_buf *out)
{
	tl_buf_printf(out,
	              r->english ? "%lld at %lld units within %lld m in %lld days, at least %lld "
	                           "at %lld" :
	                           "%4$lld天内%3$lld米内%2$lld家单位%1$lld起，"
	                           "至少%6$lld家%5$lld起",
	              NUMBER(r->n), NUMBER(r->units), NUMBER(r->s->metres), NUMBER(r->s->days),
	              NUMBER(r->s->at_least), NUMBER(r->s->units));
}

static void wants_placed(const struct tl_signal *s, tl_day t, struct tl_finds_wanted *w)
{
	wants_found(s, t, w);
	w->placed = earlier(w->placed, t - (tl_day)s->days + 1);
}

/* --- all of them ------------------------------------------------------------- */

static const struct tl_detector detectors[] = {
	{ "repeats", BY_CATEGORY, takes_category, enough, say_repeats, wants_found, CATEGORY },
	{ "cluster", BY_PLACE, takes_placed, holds_cluster, say_cluster, wants_placed, FOUND },
	{ "trend", BY_UNIT, takes_trend, holds_trend, say_trend, wants_trend, FOUND },
	{ "silent", BY_UNIT, takes_of_others, holds_silent, say_silent, wants_found, FOUND },
	{ "last_day", BY_UNIT, takes_last_day, holds_last_day, say_last_day, wants_fixed, FIXED },
	{ "overdue", BY_UNIT, takes_overdue, enough, say_overdue, wants_overdue, DUE },
	{ "stuck", BY_ITSELF, takes_overdue, holds_stuck, say_stuck, wants_overdue, DUE },
	{ "extended", BY_ITSELF, takes_extended, holds_stuck, say_extended, wants_extended,
	  EXTENDED },
};

/* Words of rules that are numbers, with their bounds. */
static const struct {
	const char *key;
	size_t at;
	int64_t min, max, otherwise;
} numbers[] = {
	{ "at_least", offsetof(struct tl_signal, at_least), 1, 1000000, 1 },
	{ "days", offsetof(struct tl_signal, days), 1, 3660, 1 },
	{ "percent", offsetof(struct tl_signal, percent), 1, 100000, 100 },
	{ "before", offsetof(struct tl_signal, before), 1, 100, 3 },
	{ "metres", offsetof(struct tl_signal, metres), 1, 5000, 1 },
	{ "units", offsetof(struct tl_signal, units), 1, 1000, 2 },
};

static int read_own(struct tl_signal *s, const struct tl_kind *kind, struct tl_err *err)
{
	int at = kind->at[TL_F_SOURCE];
	const struct tl_codes *codes = at < 0 ? NULL : kind->field[at].codes;
	const char *rest;
	struct tl_bytes code;

	s->own = tl_rule_text(s->rule, "own");
	for (rest = s->own.data; tl_next_word(&rest, &code);)
		if (codes && !tl_codes_code(codes, code))
			return tl_rule_fault(s->rules, s->rule, "own", err,
			                     "'%.*s' is no source of hazards", (int)code.len,
			                     code.data);
	return 0;
}

/* The rule's id begins the ids of what is judged. */
static bool good_id(const char *id)
{
	size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return n && n <= 40 && !id[n] && id[0] > '9' && id[0] != '_';
}

int tl_signal_read(struct tl_signal *s, const struct tl_rulebook *rules,
                   const struct tl_book_rule *rule, const struct tl_kind *kind,
                   struct tl_err *err)
{
	*s = (struct tl_signal){ .rules = rules, .rule = rule };
	for (size_t i = 0; i < TL_LEN(detectors); i++)
		if (!strcmp(detectors[i].is, rule->is))
			s->detector = &detectors[i];
	if (!s->detector)
		return tl_rule_fault(rules, rule, "is", err, "no rule of signals is '%s'",
		                     rule->is);
	if (!good_id(rule->id))
		return tl_rule_fault(rules, rule, "id", err,
		                     "an id is at most 40 of a-z, 0-9 and _, a letter first");
	for (size_t i = 0; i < TL_LEN(numbers); i++) {
		int64_t n = tl_rule_number(rule, numbers[i].key, numbers[i].otherwise);
		if (n < numbers[i].min || n > numbers[i].max)
			return tl_rule_fault(rules, rule, numbers[i].key, err,
			                     "'%s' is from %lld to %lld, not %lld", numbers[i].key,
			                     NUMBER(numbers[i].min), NUMBER(numbers[i].max),
			                     NUMBER(n));
		memcpy((char *)s + numbers[i].at, &n, sizeof(n));
	}
	return read_own(s, kind, err);
}

void tl_signal_wants(const struct tl_signal *s, tl_day t, struct tl_finds_wanted *w)
{
	s->detector->wants(s, t, w);
}

/* --- hits -------------------------------------------------------------------- */

struct detect {
	struct tl_hits *h;
	struct run run;
	size_t begun;		/* of the evidence of the run in hand */
	struct tl_buf text;
};

static struct tl_err *err_of(const struct detect *d)
{
	return &d->run.f->count.q->view->t->err;
}

static struct tl_bytes value_text(const struct tl_finds *f, const struct tl_find *x,
                                  enum value value, char room[TL_DAY_TEXT])
{
	switch (value) {
	case CATEGORY:
		return tl_finds_text(f, x->category);
	case FOUND:
		return tl_str(tl_day_format(room, x->found));
	case FIXED:
		return tl_str(tl_day_format(room, x->fixed));
	case DUE:
		return tl_str(tl_day_format(room, x->due));
	default:
		snprintf(room, TL_DAY_TEXT, "%u", x->extended);
		return tl_str(room);
	}
}

static void begin_run(struct detect *d, const struct tl_find *first)
{
	d->run.first = first;
	d->run.n = d->run.of = d->run.units = 0;
	d->begun = d->h->nevidence;
}

static int take(struct detect *d, const struct tl_find *x)
{
	struct tl_hits *h = d->h;
	char room[TL_DAY_TEXT];
	bool ok = true;

	if (!TL_GROW(h->evidence, h->nevidence, h->maxevidence))
		return tl_err_memory(err_of(d));
	d->run.n++;
	h->evidence[h->nevidence++] = (struct tl_evidence){
		.row = x->row,
		.value = tl_arena_dup(&h->arena,
		                      value_text(d->run.f, x, d->run.s->detector->value, room), &ok)
	};
	return ok ? 0 : tl_err_memory(err_of(d));
}

static int look_at(struct detect *d, const struct tl_find *x)
{
	return d->run.s->detector->takes(&d->run, x) ? take(d, x) : 0;
}

/* The run is of what SUBJECT says, or else of UNIT or the hazard. */
static int end_run(struct detect *d, enum tl_subject of, uint32_t unit, struct tl_bytes subject)
{
	struct tl_hits *h = d->h;
	bool ok = true;

	if (!d->run.s->detector->holds(&d->run)) {
		h->nevidence = d->begun;
		return 0;
	}
	if (!TL_GROW(h->hit, h->n, h->max))
		return tl_err_memory(err_of(d));
	tl_buf_clear(&d->text);
	d->run.s->detector->say(&d->run, &d->text);
	h->hit[h->n++] = (struct tl_hit){
		.rule = d->run.s->rule,
		.of = of,
		.unit = tl_arena_dup(&h->arena, tl_finds_text(d->run.f, unit), &ok),
		.subject = tl_arena_dup(&h->arena, subject, &ok),
		.numbers = tl_arena_dup(&h->arena, tl_buf_bytes(&d->text), &ok),
		.first = d->begun,
		.n = h->nevidence - d->begun
	};
	return d->text.failed || !ok ? tl_err_memory(err_of(d)) : 0;
}

/* X belongs to the run that FIRST begins. */
static bool belongs(enum together together, const struct tl_find *first, const struct tl_find *x)
{
	return x->unit == first->unit &&
	       (together == BY_UNIT || x->category == first->category);
}

static int detect_at_units(struct detect *d)
{
	const struct tl_finds *f = d->run.f;
	enum together together = d->run.s->detector->together;
	int rc = 0;

	for (size_t i = 0; !rc && i < f->n;) {
		const struct tl_find *first = &f->find[i];
		begin_run(d, first);
		for (; !rc && i < f->n && belongs(together, first, &f->find[i]); i++)
			if (first->unit)
				rc = look_at(d, &f->find[i]);
		if (!rc && first->unit)
			rc = end_run(d, TL_SUBJECT_UNIT, first->unit, TL_NONE);
	}
	return rc;
}

static int detect_alone(struct detect *d)
{
	const struct tl_finds *f = d->run.f;
	int rc = 0;

	for (size_t i = 0; !rc && i < f->n; i++) {
		begin_run(d, &f->find[i]);
		rc = look_at(d, &f->find[i]);
		if (!rc && d->run.n)
			rc = end_run(d, TL_SUBJECT_HAZARD, f->find[i].unit, TL_NONE);
	}
	return rc;
}

/* Units at the places around the centre; what belongs to none is counted by its place. */
static int count_units(struct detect *d, const struct tl_clusters *c)
{
	TL_CLEANUP(tl_map_freep) struct tl_map *units = tl_map_new();
	uint64_t elsewhere = 0;

	for (size_t i = 0; units && i < c->nmembers; i++) {
		const struct tl_place_of_finds *p = &c->place[c->member[i]];
		bool none = false;
		for (size_t k = p->first; k < p->first + p->n; k++) {
			struct tl_bytes unit = tl_finds_text(d->run.f, c->find[k]->unit);
			none |= !unit.len;
			if (unit.len && !tl_map_put(units, unit, NULL))
				return tl_err_memory(err_of(d));
		}
		elsewhere += none;
	}
	if (!units)
		return tl_err_memory(err_of(d));
	d->run.units = tl_map_count(units) + elsewhere;
	return 0;
}

/* The first by id of the units at the centre; 0: none. */
static uint32_t unit_at(const struct detect *d, const struct tl_clusters *c)
{
	const struct tl_finds *f = d->run.f;
	uint32_t unit = 0;

	for (size_t i = c->centre->first; i < c->centre->first + c->centre->n; i++) {
		uint32_t one = c->find[i]->unit;
		if (one && (!unit || tl_cmp(tl_finds_text(f, one), tl_finds_text(f, unit)) < 0))
			unit = one;
	}
	return unit;
}

static int end_cluster(struct detect *d, struct tl_clusters *c)
{
	size_t before = d->h->n;
	int rc = 0;

	begin_run(d, c->find[c->centre->first]);
	for (size_t i = 0; !rc && i < c->nmembers; i++) {
		const struct tl_place_of_finds *p = &c->place[c->member[i]];
		for (size_t k = p->first; !rc && k < p->first + p->n; k++)
			rc = take(d, c->find[k]);
	}
	if (!rc)
		rc = count_units(d, c);
	if (!rc)
		rc = end_run(d, TL_SUBJECT_PLACE, unit_at(d, c), c->centre->spot->text);
	if (!rc && d->h->n > before)
		tl_clusters_take(c);
	return rc;
}

static int detect_clusters(struct detect *d)
{
	const struct tl_finds *f = d->run.f;
	TL_CLEANUP(tl_clusters_release) struct tl_clusters c = { .f = f };
	int rc;

	for (size_t i = 0; i < f->n; i++)
		if (d->run.s->detector->takes(&d->run, &f->find[i]) &&
		    !tl_clusters_add(&c, &f->find[i]))
			return tl_err_memory(err_of(d));
	if (!tl_clusters_begin(&c, (double)d->run.s->metres))
		return tl_err_memory(err_of(d));
	while ((rc = tl_clusters_next(&c)) == 1) {
		rc = end_cluster(d, &c);
		if (rc)
			return rc;
	}
	return rc ? tl_err_memory(err_of(d)) : 0;
}

static int detect(struct detect *d)
{
	switch (d->run.s->detector->together) {
	case BY_PLACE:
		return detect_clusters(d);
	case BY_ITSELF:
		return detect_alone(d);
	default:
		return detect_at_units(d);
	}
}

int tl_signal_detect(struct tl_hits *h, const struct tl_signal *s, struct tl_finds *f,
                     bool english)
{
	struct detect d = {
		.h = h, .run = { .s = s, .f = f, .t = f->count.t, .english = english }
	};
	int rc = detect(&d);

	tl_buf_release(&d.text);
	return rc;
}

/* --- what they are of, and in which order ------------------------------------ */

static int by_id(const void *a, const void *b)
{
	return tl_cmp(((const struct tl_evidence *)a)->id, ((const struct tl_evidence *)b)->id);
}

static int in_order(const void *a, const void *b)
{
	const struct tl_hit *x = a, *y = b;
	int c;

	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	c = tl_cmp(x->subject, y->subject);
	return c ? c : tl_cmp(x->key, y->key);
}

/* The same hazards by which the same rule goes have the same key. */
static int make_key(struct tl_hits *h, struct tl_hit *hit, struct tl_err *err)
{
	unsigned char hash[TL_HASH_LEN];
	struct tl_hash state;
	bool ok = true;
	TL_BUF text = { 0 };

	tl_buf_block(&text, tl_str(hit->rule->id));
	for (size_t i = hit->first; i < hit->first + hit->n; i++) {
		tl_buf_block(&text, h->evidence[i].id);
		tl_buf_block(&text, h->evidence[i].value);
	}
	tl_hash_begin(&state);
	tl_hash_add(&state, tl_buf_bytes(&text));
	tl_hash_end(&state, hash);
	tl_buf_clear(&text);
	tl_buf_printf(&text, "%s-", hit->rule->id);
	tl_hex(&text, hash, 8);
	hit->key = tl_arena_dup(&h->arena, tl_buf_bytes(&text), &ok);
	return text.failed || !ok ? tl_err_memory(err) : 0;
}

/* The name of its unit; of what has none the place that its record names. */
static int name_hit(struct tl_hits *h, struct tl_hit *hit, struct tl_query *q, struct tl_record *r)
{
	const struct tl_kind *units = tl_schema_kind(q->kind->schema, "unit");
	const struct tl_referred *it = NULL;
	bool ok = true;
	int rc = 0;

	if (hit->unit.len && units)
		rc = tl_lookup_id(&q->lookup, units, hit->unit, &it);
	if (!rc && !hit->unit.len && hit->of == TL_SUBJECT_HAZARD) {
		rc = tl_view_record(q->view, q->kind, h->evidence[hit->first].row, r);
		if (!rc)
			hit->name = tl_arena_dup(&h->arena, tl_record_at(r, TL_F_PLACE), &ok);
	}
	if (!rc && it)
		hit->name = tl_arena_dup(&h->arena, it->name, &ok);
	return rc || ok ? rc : tl_err_memory(&q->view->t->err);
}

static int finish_hit(struct tl_hits *h, struct tl_hit *hit, struct tl_query *q,
                      struct tl_record *r)
{
	struct tl_evidence *e = h->evidence + hit->first;
	int rc;

	qsort(e, hit->n, sizeof(*e), by_id);
	if (!hit->subject.len)
		hit->subject = hit->of == TL_SUBJECT_UNIT ? hit->unit : e->id;
	rc = name_hit(h, hit, q, r);
	return rc ? rc : make_key(h, hit, &q->view->t->err);
}

static int by_row(const void *a, const void *b)
{
	const struct tl_evidence *x = *(struct tl_evidence *const *)a,
	                         *y = *(struct tl_evidence *const *)b;

	return x->row < y->row ? -1 : x->row > y->row;
}

/* Evidence in order of rows. */
struct wanted {
	struct tl_evidence **e;
	size_t n;
	unsigned char *rows;		/* bit of a row, from the first on: it is among them */
};

/* From records: those that lie beside each other are read together. */
static int ids_of_records(const struct wanted *w, struct tl_hits *h, struct tl_query *q,
                          struct tl_record *r)
{
	bool ok = true;
	int rc = 0;

	for (size_t i = 0; !rc && ok && i < w->n; i++) {
		if (i && w->e[i]->row == w->e[i - 1]->row) {
			w->e[i]->id = w->e[i - 1]->id;
			continue;
		}
		rc = tl_view_record(q->view, q->kind, w->e[i]->row, r);
		if (!rc)
			w->e[i]->id = tl_arena_dup(&h->arena, tl_record_at(r, TL_F_ID), &ok);
	}
	return rc || ok ? rc : tl_err_memory(&q->view->t->err);
}

/* Gives ID to all evidence of ROW; how much that is. */
static size_t give_id(const struct wanted *w, uint64_t row, struct tl_bytes id)
{
	size_t low = 0, high = w->n, n = 0;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (w->e[mid]->row < row)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low + n < w->n && w->e[low + n]->row == row; n++)
		w->e[low + n]->id = id;
	return n;
}

/* From the index, which is passed over once. */
static int ids_of_index(struct wanted *w, struct tl_hits *h, struct tl_query *q)
{
	uint64_t first = w->e[0]->row, span = w->e[w->n - 1]->row - first + 1, row;
	size_t left = w->n;
	TL_IDS ids = { 0 };
	struct tl_bytes id;
	bool ok = true;
	int rc;

	w->rows = calloc(span / 8 + 1, 1);
	if (!w->rows)
		return tl_err_memory(&q->view->t->err);
	for (size_t i = 0; i < w->n; i++)
		w->rows[(w->e[i]->row - first) / 8] |= 1 << (w->e[i]->row - first) % 8;
	rc = tl_ids_begin(&ids, q->view, q->kind);
	while (!rc && left && (rc = tl_ids_next(&ids, &id, &row)) == 1) {
		uint64_t at = row - first;
		if (row >= first && at < span && w->rows[at / 8] >> at % 8 & 1)
			left -= give_id(w, row, tl_arena_dup(&h->arena, id, &ok));
		rc = ok ? 0 : tl_err_memory(&q->view->t->err);
	}
	if (rc || !left)
		return rc;
	return tl_err_hint(&q->view->t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
	                   "the index of ids lacks some of %s", q->kind->name);
}

/* More than so many rows of the store for one that is wanted: most would be passed over. */
#define FAR 64

static int read_ids(struct tl_hits *h, struct tl_query *q, struct tl_record *r)
{
	struct wanted w = { malloc((h->nevidence + 1) * sizeof(*w.e)), h->nevidence, NULL };
	int rc = 0;

	if (!w.e)
		return tl_err_memory(&q->view->t->err);
	for (size_t i = 0; i < w.n; i++)
		w.e[i] = h->evidence + i;
	qsort(w.e, w.n, sizeof(*w.e), by_row);
	if (w.n)
		rc = w.e[w.n - 1]->row / FAR > w.n ? ids_of_records(&w, h, q, r) :
		                                     ids_of_index(&w, h, q);
	free(w.e);
	free(w.rows);
	return rc;
}

int tl_hits_finish(struct tl_hits *h, struct tl_query *q)
{
	TL_RECORD r;
	int rc;

	tl_record_init(&r, q->kind);
	rc = read_ids(h, q, &r);
	for (size_t i = 0; !rc && i < h->n; i++)
		rc = finish_hit(h, &h->hit[i], q, &r);
	if (!rc && h->n)
		qsort(h->hit, h->n, sizeof(*h->hit), in_order);
	return rc;
}

void tl_hits_release(struct tl_hits *h)
{
	free(h->hit);
	free(h->evidence);
	tl_arena_release(&h->arena);
	*h = (struct tl_hits){ .n = 0 };
}
