/* Visits in the order of a way, and as rows. */
#include "inspect/plan.h"

#include <stdlib.h>

#include "base/number.h"
#include "query/line.h"

/* --- the way ------------------------------------------------------------------------- */

int tl_rounds_from(struct tlsafe *t, const char *text, struct tl_geo *ret)
{
	struct tl_bytes part[3] = { TL_NONE, TL_NONE, TL_LIT("wgs84") };
	const char *at = text;
	size_t n = 0;

	while (at && n < 3) {
		const char *comma = strchr(at, ',');
		part[n++] = tl_bytes(at, comma ? (size_t)(comma - at) : strlen(at));
		at = comma ? comma + 1 : NULL;
	}
	if (at || n < 2 || !tl_number_parse(part[0], &ret->lon, NULL) ||
	    !tl_number_parse(part[1], &ret->lat, NULL))
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "give degrees such as 106.05,29.84",
		                   "--route: not LON,LAT: '%s'", text);
	if (ret->lon < -180 || ret->lon > 180 || ret->lat < -90 || ret->lat > 90)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "longitude comes first",
		                   "--route: no place on the earth: '%s'", text);
	if (tl_geo_wgs84(ret, part[2]))
		return 0;
	return tl_err_hint(&t->err, TLSAFE_EUSAGE,
	                   "it is one of cgcs2000, wgs84, gcj02, bd09",
	                   "--route: no datum: '%.*s'", (int)part[2].len, part[2].data);
}

/* "U000012, U000013 ..." of those that ARE so, or nothing. */
static void tell(struct tl_planning *x, bool (*are)(const struct tl_plan_visit *visit),
                 const char *what)
{
	TL_BUF ids = { 0 };

	for (size_t i = 0; i < x->n; i++)
		if (are(&x->visit[i]))
			tl_buf_printf(&ids, "%s%.*s", ids.len ? ", " : "",
			              (int)x->visit[i].unit.len, x->visit[i].unit.data);
	if (ids.len && !ids.failed)
		tl_warn(x->d, NULL, TL_NONE, "%s: %s", what, ids.data);
}

static bool is_nowhere(const struct tl_plan_visit *visit)
{
	return !visit->located;
}

static bool has_no_datum(const struct tl_plan_visit *visit)
{
	return visit->undated_map;
}

/* Those in ORDER of PLACE, whose N are those with a place, and behind them the others. */
static void arrange(struct tl_planning *x, const struct tl_geo *from, const struct tl_geo *place,
                    const size_t *which, const size_t *order, size_t n, struct tl_plan_visit *to)
{
	size_t k = 0;

	for (; k < n; k++) {
		to[k] = x->visit[which[order[k]]];
		to[k].metres = tl_geo_metres(from, &place[order[k]]);
		from = &place[order[k]];
	}
	for (size_t i = 0; i < x->n; i++)
		if (is_nowhere(&x->visit[i]))
			to[k++] = x->visit[i];
}

int tl_rounds(struct tl_planning *x, const struct tl_geo *from)
{
	struct tl_geo *place = calloc(x->n + 1, sizeof(*place));
	size_t *which = calloc(x->n + 1, sizeof(*which)), *order = calloc(x->n + 1, sizeof(*order));
	struct tl_plan_visit *to = calloc(x->n + 1, sizeof(*to));
	bool ok = place && which && order && to;
	size_t n = 0;

	for (size_t i = 0; ok && i < x->n; i++) {
		if (is_nowhere(&x->visit[i]))
			continue;
		which[n] = i;
		place[n++] = x->visit[i].at;
	}
	if (ok) {
		tl_route(from, place, n, order);
		arrange(x, from, place, which, order, n, to);
		free(x->visit);
		x->visit = to;
		x->max = x->n + 1;
		tell(x, is_nowhere, "without longitude and latitude, and last");
		tell(x, has_no_datum, "their datum is not said, and taken as CGCS2000");
	} else {
		free(to);
	}
	free(place);
	free(which);
	free(order);
	return ok ? 0 : tl_plan_memory(x);
}

/* --- rows ------------------------------------------------------------------------------ */

enum { RISK = 1, DRAW = 2, PLANNED = 4, WAY = 8, ALL = RISK | DRAW | PLANNED };

struct rows {
	struct tl_planning *x;
	struct tl_lookup lookup;
	const struct tl_field *risk;
	struct tl_line line;
	struct tl_buf label;
	bool zh;
};

static void release(struct rows *r)
{
	tl_lookup_release(&r->lookup);
	tl_line_release(&r->line);
	tl_buf_release(&r->label);
}

static int put_id(struct rows *r, const struct tl_plan_visit *visit)
{
	tl_line_text(&r->line, visit->id);
	return 0;
}

static int put_unit(struct rows *r, const struct tl_plan_visit *visit)
{
	tl_line_text(&r->line, visit->unit);
	return 0;
}

static int put_name(struct rows *r, const struct tl_plan_visit *visit)
{
	tl_line_text(&r->line, visit->name);
	return 0;
}

static int put_town(struct rows *r, const struct tl_plan_visit *visit)
{
	const struct tl_kind *body = tl_schema_kind(r->x->t->schema, "body");
	const struct tl_referred *it = NULL;
	int rc = visit->town.len ? tl_lookup_id(&r->lookup, body, visit->town, &it) : 0;

	tl_line_code(&r->line, visit->town, it ? it->name : TL_NONE);
	return rc;
}

static int put_risk(struct rows *r, const struct tl_plan_visit *visit)
{
	tl_buf_clear(&r->label);
	if (visit->risk.len)
		tl_type_label(&r->label, r->risk, visit->risk, r->zh);
	tl_line_code(&r->line, visit->risk, tl_buf_bytes(&r->label));
	return r->label.failed ? tl_plan_memory(r->x) : 0;
}

static int put_day(struct rows *r, tl_day day)
{
	char text[TL_DAY_TEXT];

	tl_line_text(&r->line, day == TL_NODAY ? TL_NONE : tl_str(tl_day_format(text, day)));
	return 0;
}

static int put_last(struct rows *r, const struct tl_plan_visit *visit)
{
	return put_day(r, visit->last);
}

static int put_months(struct rows *r, const struct tl_plan_visit *visit)
{
	tl_line_number(&r->line, (uint64_t)visit->months);
	return 0;
}

static int put_due(struct rows *r, const struct tl_plan_visit *visit)
{
	return put_day(r, visit->due);
}

static int put_reason(struct rows *r, const struct tl_plan_visit *visit)
{
	tl_line_code(&r->line, tl_str(visit->rule->id),
	             tl_str(r->zh ? visit->rule->zh : visit->rule->en));
	return 0;
}

static int put_place(struct rows *r, const struct tl_plan_visit *visit)
{
	tl_line_number(&r->line, visit->place);
	return 0;
}

static int put_digest(struct rows *r, const struct tl_plan_visit *visit)
{
	tl_line_text(&r->line, visit->digest);
	return 0;
}

static int put_officers(struct rows *r, const struct tl_plan_visit *visit)
{
	tl_line_list(&r->line, visit->officers);
	return 0;
}

static int put_km(struct rows *r, const struct tl_plan_visit *visit)
{
	if (visit->metres < 0)
		tl_line_text(&r->line, TL_NONE);
	else
		tl_line_money(&r->line, (int64_t)(visit->metres / 10 + 0.5));
	return 0;
}

static const struct {
	struct tl_line_column column;
	unsigned of;
	int (*put)(struct rows *r, const struct tl_plan_visit *visit);
} columns[] = {
	{ { "id", false, "检查编号", "ID" }, ALL, put_id },
	{ { "unit", false, "单位编号", "Unit" }, ALL, put_unit },
	{ { "unit.name", false, "单位名称", "Name" }, ALL, put_name },
	{ { "town", false, "所属镇街", "Township" }, ALL, put_town },
	{ { "risk", false, "风险等级", "Risk" }, ALL, put_risk },
	{ { "last", false, "上次检查", "Last" }, RISK, put_last },
	{ { "months", true, "间隔月数", "Months" }, RISK, put_months },
	{ { "due", false, "应检日期", "Due" }, RISK | PLANNED, put_due },
	{ { "reason", false, "事由", "Reason" }, RISK, put_reason },
	{ { "place", true, "抽取序号", "Place" }, DRAW, put_place },
	{ { "digest", false, "摘要", "Digest" }, DRAW, put_digest },
	{ { "officers", false, "检查人员", "Officers" }, DRAW | PLANNED, put_officers },
	{ { "km", true, "距上一处（公里）", "Km from the one before" }, WAY, put_km },
};

int tl_plan_show(struct tl_planning *x)
{
	struct tl_line_column shown[TL_LEN(columns)];
	TL_CLEANUP(release) struct rows r = { .x = x, .zh = !tl_line_english(x->t, x->out) };
	unsigned of = x->in->draw ? DRAW : RISK;
	size_t n = 0;
	int rc;

	if (x->in->nids)
		of = PLANNED;
	if (x->in->route)
		of |= WAY;
	for (size_t i = 0; i < TL_LEN(columns); i++)
		if (columns[i].of & of)
			shown[n++] = columns[i].column;
	r.risk = tl_kind_key(x->unit, TL_LIT("risk"));
	rc = tl_lookup_begin(&r.lookup, x->v);
	if (!rc)
		rc = tl_line_columns(x->t, x->out, shown, n);
	for (size_t k = 0; !rc && k < x->n; k++) {
		for (size_t i = 0; !rc && i < TL_LEN(columns); i++)
			if (columns[i].of & of)
				rc = columns[i].put(&r, &x->visit[k]);
		if (!rc)
			rc = tl_line_write(&r.line, x->t, x->out);
	}
	return rc;
}
