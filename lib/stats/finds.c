/* Hazards as rules of signals look at them, gathered in one walk. */
#include "stats/finds.h"

#include "base/geo.h"

#define METRES_A_DEGREE 111320.0

/* --- texts ------------------------------------------------------------------- */

static struct tl_err *err_of(const struct tl_finds *f)
{
	return &f->count.q->view->t->err;
}

static int number_of(struct tl_finds *f, struct tl_bytes text, uint32_t *ret)
{
	bool ok = true;
	uint64_t *slot;

	*ret = 0;
	if (!text.len)
		return 0;
	slot = tl_map_put(f->number, text, NULL);
	if (!slot || (!*slot && !TL_GROW(f->text, f->ntexts, f->maxtexts)))
		return tl_err_memory(err_of(f));
	if (!*slot) {
		f->text[f->ntexts++] = tl_arena_dup(&f->arena, text, &ok);
		*slot = f->ntexts;
	}
	*ret = (uint32_t)*slot;
	return ok ? 0 : tl_err_memory(err_of(f));
}

/* Makes the ARRAY, of *MAX, reach INDEX; what is new is 0. */
static bool reach(uint32_t **array, size_t *max, size_t index)
{
	size_t was = *max;

	while (index >= *max) {
		if (!tl_grow(array, max, sizeof(**array)))
			return false;
	}
	memset(*array + was, 0, (*max - was) * sizeof(**array));
	return true;
}

/* The number of field W of SEEN; symbols of facts are looked up once. */
static int field_of(struct tl_finds *f, const struct tl_counted *seen, int w, uint32_t *ret)
{
	struct tl_finds_field *field = &f->field[w];
	struct tl_bytes text;
	uint32_t symbol;
	int rc;

	*ret = 0;
	if (!field->field)
		return 0;
	if (seen->r)
		return number_of(f, seen->r->val[field->field->index], ret);
	symbol = tl_count_symbol(&f->count, seen->b, seen->i, field->fact);
	if (!symbol)
		return 0;
	if (!reach(&field->number, &field->max, symbol))
		return tl_err_memory(err_of(f));
	if (field->number[symbol]) {
		*ret = field->number[symbol] - 1;
		return 0;
	}
	rc = tl_count_symbol_text(&f->count, field->fact, symbol, &text);
	if (!rc)
		rc = number_of(f, text, ret);
	field->number[symbol] = *ret + 1;
	return rc;
}

/* --- places ------------------------------------------------------------------ */

static double shrink(double lat)
{
	double c = tl_geo_cosine(lat * 3.14159265358979323846 / 180);

	return c > 0.01 ? c : 0.01;
}

double tl_spot_degrees(double metres)
{
	return metres / METRES_A_DEGREE;
}

bool tl_spot_near(const struct tl_spot *a, const struct tl_spot *b, double metres)
{
	double x = (a->lon - b->lon) * METRES_A_DEGREE * shrink((a->lat + b->lat) / 2);
	double y = (a->lat - b->lat) * METRES_A_DEGREE;

	return a->datum == b->datum && x * x + y * y <= metres * metres;
}

static bool degrees(const struct tl_record *r, const char *key, double *ret)
{
	int64_t nano;

	if (!tl_record_number(r, key, &nano))
		return false;
	*ret = (double)nano / 1e9;
	return *ret >= -180 && *ret <= 180;
}

/* Where R says that it lies: *RET is the index + 1, 0: it does not. */
static int spot_of_record(struct tl_finds *f, const struct tl_record *r, uint32_t *ret)
{
	struct tl_spot s = { .datum = 0 };
	bool ok = true;
	TL_BUF text = { 0 };
	int rc;

	*ret = 0;
	if (!degrees(r, "lon", &s.lon) || !degrees(r, "lat", &s.lat))
		return 0;
	rc = number_of(f, tl_record_named(r, "datum"), &s.datum);
	if (rc)
		return rc;
	tl_buf_add(&text, tl_record_named(r, "lon"));
	tl_buf_char(&text, ',');
	tl_buf_add(&text, tl_record_named(r, "lat"));
	s.text = tl_arena_dup(&f->arena, tl_buf_bytes(&text), &ok);
	if (text.failed || !ok || !TL_GROW(f->spot, f->nspots, f->maxspots))
		return tl_err_memory(err_of(f));
	f->spot[f->nspots++] = s;
	*ret = (uint32_t)f->nspots;
	return 0;
}

static int spot_of_unit(struct tl_finds *f, uint32_t unit, uint32_t *ret)
{
	struct tl_view *v = f->count.q->view;
	const struct tl_kind *kind;
	uint64_t row;
	int rc;

	*ret = 0;
	if (!unit)
		return 0;
	if (!reach(&f->spot_of, &f->nspot_of, unit))
		return tl_err_memory(err_of(f));
	if (f->spot_of[unit]) {
		*ret = f->spot_of[unit] == UINT32_MAX ? 0 : f->spot_of[unit];
		return 0;
	}
	f->spot_of[unit] = UINT32_MAX;
	rc = tl_view_find(v, tl_finds_text(f, unit), &kind, &row);
	if (rc == TLSAFE_ENOENT || (!rc && kind->workflow))
		return 0;
	if (rc)
		return rc;
	tl_record_release(&f->unit);
	tl_record_init(&f->unit, kind);
	rc = tl_view_record(v, kind, row, &f->unit);
	if (!rc && f->unit.exists)
		rc = spot_of_record(f, &f->unit, ret);
	if (!rc && *ret)
		f->spot_of[unit] = *ret;
	return rc;
}

/* --- the walk ---------------------------------------------------------------- */

static bool was_extended(const struct tl_counted *seen)
{
	if (seen->r)
		return tl_record_at(seen->r, TL_F_EXTENDED_ON).data;
	return tl_fact_u16(seen->b->column[TL_FACT_extended_on], seen->i);
}

/* How often R was, by the day asked about. */
static int count_extensions(struct tl_finds *f, const struct tl_record *r, uint32_t *ret)
{
	struct tl_view *v = f->count.q->view;
	struct tl_effective *e;
	uint64_t entries = 0;
	size_t n;
	bool plain, there = false;
	int rc;

	/* Of so few entries that many are none. */
	for (size_t i = 0; i < r->nruns; i++)
		entries += r->run[i].count;
	if (entries <= (uint64_t)f->wanted.extended)
		return 0;
	tl_arena_reset(&f->scratch);
	rc = tl_effective(&e, &n, &plain, r, &v->journal, v->known, &f->scratch);
	for (size_t i = 0; !rc && i < n && e[i].on <= f->count.t; i++) {
		there |= e[i].entry.act == TL_ACT_ADD;
		*ret += there && e[i].entry.act == TL_ACT_EXTEND;
	}
	return rc ? tl_store_error(v->t, rc) : 0;
}

/* What its record alone tells. */
static int look_at_record(struct tl_finds *f, const struct tl_counted *seen, bool extended,
                          bool placed, struct tl_find *find)
{
	const struct tl_record *r;
	int rc = extended || placed ? tl_count_record(&f->count, seen, &r) : 0;

	if (!rc && extended)
		rc = count_extensions(f, r, &find->extended);
	if (!rc && placed)
		rc = spot_of_record(f, r, &find->spot);
	if (!rc && placed && !find->spot)
		rc = spot_of_unit(f, find->unit, &find->spot);
	return rc;
}

static int see(void *ctx, const struct tl_counted *seen)
{
	struct tl_finds *f = ctx;
	const struct tl_status *s = &seen->k->s;
	const struct tl_finds_wanted *w = &f->wanted;
	struct tl_find find = { .row = seen->row, .found = s->found, .due = s->due,
		                .fixed = s->fixed, .in_hand = tl_status_in_hand(s),
		                .late = tl_status_overdue(s, f->count.t),
		                .on_spot = s->on_spot };
	bool extended = w->extended && find.in_hand && was_extended(seen);
	int rc = 0;

	if (!seen->k->in_cohort)
		return 0;
	/* What another body answered was fixed by nobody here. */
	if (seen->r)
		find.fixed = tl_record_day(seen->r, TL_F_RECTIFIED);
	if (find.found < w->found && (find.fixed == TL_NODAY || find.fixed < w->fixed) &&
	    !extended && !(find.late && find.due < w->due))
		return 0;
	rc = field_of(f, seen, TL_FINDS_UNIT, &find.unit);
	if (!rc)
		rc = field_of(f, seen, TL_FINDS_CATEGORY, &find.category);
	if (!rc)
		rc = field_of(f, seen, TL_FINDS_SOURCE, &find.source);
	if (!rc)
		rc = look_at_record(f, seen, extended, find.found >= w->placed, &find);
	if (!rc && !TL_GROW(f->find, f->n, f->max))
		return tl_err_memory(err_of(f));
	if (!rc)
		f->find[f->n++] = find;
	return rc;
}

static int in_order(const void *a, const void *b)
{
	const struct tl_find *x = a, *y = b;

	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	if (x->category != y->category)
		return x->category < y->category ? -1 : 1;
	if (x->found != y->found)
		return x->found < y->found ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

int tl_finds_gather(struct tl_finds *f, struct tl_query *q, const struct tl_finds_wanted *wanted)
{
	static const enum tl_field_name names[] = { TL_F_UNIT, TL_F_CATEGORY, TL_F_SOURCE };
	int rc;

	*f = (struct tl_finds){ .wanted = *wanted };
	tl_count_begin(&f->count, q);
	/* What lay in hand before a period counts for no rule. */
	f->count.with_carried = false;
	f->number = tl_map_new();
	if (!f->number)
		return tl_err_memory(err_of(f));
	for (int i = 0; i < TL_FINDS_FIELDS; i++) {
		struct tl_finds_field *field = &f->field[i];
		if (q->kind->at[names[i]] < 0)
			continue;
		field->field = &q->kind->field[q->kind->at[names[i]]];
		field->fact = tl_fact_dimension_of(field->field);
		tl_count_want(&f->count, field->fact);
	}
	rc = tl_count_walk(&f->count, see, f);
	if (!rc && f->n)
		qsort(f->find, f->n, sizeof(*f->find), in_order);
	return rc;
}

void tl_finds_release(struct tl_finds *f)
{
	tl_count_end(&f->count);
	for (int i = 0; i < TL_FINDS_FIELDS; i++)
		free(f->field[i].number);
	free(f->find);
	free(f->spot);
	free(f->text);
	free(f->spot_of);
	tl_map_freep(&f->number);
	tl_record_release(&f->unit);
	tl_arena_release(&f->arena);
	tl_arena_release(&f->scratch);
}
