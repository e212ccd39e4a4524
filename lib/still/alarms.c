/* How often detectors are right, by camera and rule. */
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "query/line.h"
#include "query/lookup.h"
#include "query/match.h"
#include "query/moment.h"
#include "query/search.h"
#include "still/detected.h"
#include "store/open.h"

/* A camera and a rule. */
struct sums {
	struct tl_bytes camera, rule;
	uint64_t groups, seen, candidates, accepted, wrong;
};

struct rating {
	struct tlsafe *t;
	struct tl_view view;
	struct tl_query q;
	struct tl_lookup lookup;
	struct tl_map *at;
	struct sums *sums;
	size_t n, max;
	struct tl_buf key;
	struct tl_arena arena;
};

static void rating_release(struct rating *x)
{
	tl_lookup_release(&x->lookup);
	tl_query_release(&x->q);
	tl_map_freep(&x->at);
	free(x->sums);
	tl_buf_release(&x->key);
	tl_arena_release(&x->arena);
	tl_view_end(&x->view);
}

static int count(struct rating *x, const struct tl_record *r)
{
	struct tl_bytes camera = tl_record_named(r, "camera"), rule = tl_record_named(r, "rule");
	struct sums *s;
	uint64_t *slot;
	bool made = false, ok = true;

	tl_buf_clear(&x->key);
	tl_buf_block(&x->key, camera);
	tl_buf_block(&x->key, rule);
	slot = x->key.failed ? NULL : tl_map_put(x->at, tl_buf_bytes(&x->key), &made);
	if (!slot || (made && !TL_GROW(x->sums, x->n, x->max)))
		return tl_err_memory(&x->t->err);
	if (made) {
		x->sums[x->n++] = (struct sums){ .camera = tl_arena_dup(&x->arena, camera, &ok),
			                         .rule = tl_arena_dup(&x->arena, rule, &ok) };
		*slot = x->n;
	}
	s = &x->sums[*slot - 1];
	s->seen++;
	if (!tl_record_named(r, "group").len) {
		s->groups++;
		s->candidates += tl_record_is(r, TL_F_STATE, TL_DETECTED_CANDIDATE);
		s->accepted += tl_record_is(r, TL_F_STATE, TL_DETECTED_ACCEPTED);
		s->wrong += tl_record_is(r, TL_F_STATE, TL_DETECTED_FALSE);
	}
	return ok ? 0 : tl_err_memory(&x->t->err);
}

static int count_all(struct rating *x)
{
	TL_SEARCH search = { .q = &x->q };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, x->q.kind);
	rc = tl_search_begin(&search);
	while (!rc && (rc = tl_search_next(&search, &r)) == 1) {
		rc = tl_query_match(&x->q, &r, TL_MATCH_ALL);
		if (rc > 0)
			rc = count(x, &r);
	}
	return rc;
}

static int by_camera(const void *a, const void *b)
{
	const struct sums *x = a, *y = b;
	int order = tl_cmp(x->camera, y->camera);

	return order ? order : tl_cmp(x->rule, y->rule);
}

static int write_sums(struct rating *x, const struct sums *s, struct tl_line *l,
                      struct tlsafe_out *out)
{
	const struct tl_kind *camera = tl_schema_kind(x->view.schema, "camera");
	const struct tl_referred *it = NULL;
	uint64_t judged = s->accepted + s->wrong;
	char rate[32] = "";
	int rc = tl_lookup_id(&x->lookup, camera, s->camera, &it);

	if (rc)
		return rc;
	tl_line_text(l, s->camera);
	tl_line_text(l, it ? it->name : TL_NONE);
	tl_line_text(l, s->rule);
	tl_line_number(l, s->seen);
	tl_line_number(l, s->groups);
	tl_line_number(l, s->candidates);
	tl_line_number(l, s->accepted);
	tl_line_number(l, s->wrong);
	if (judged)
		snprintf(rate, sizeof(rate), "%.1f", 100.0 * (double)s->wrong / (double)judged);
	tl_line_text(l, tl_str(rate));
	return tl_line_write(l, x->t, out);
}

int tlsafe_alarms(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "camera", false, "摄像机编号", "Camera" },
		{ "camera.name", false, "摄像机名称", "Name" },
		{ "rule", false, "识别规则", "Rule" },
		{ "detections", true, "识别数", "Detections" },
		{ "groups", true, "组数", "Groups" },
		{ "candidates", true, "待确认", "Candidates" },
		{ "accepted", true, "已确认", "Accepted" },
		{ "false", true, "误报", "False" },
		{ "false_rate", true, "误报率%", "False rate %" },
	};
	TL_CLEANUP(rating_release) struct rating x = { .t = t, .at = tl_map_new() };
	const struct tl_kind *kind;
	struct tl_line l = { .n = 0 };
	int rc = tl_store_begin(t) ? t->err.code : tl_view_select(&x.view, t, s);

	if (!rc && !x.at)
		rc = tl_err_memory(&t->err);
	if (!rc)
		rc = tl_schema_need(x.view.schema, TL_DETECTED, &kind, &t->err);
	if (!rc)
		rc = tl_query_begin(&x.q, &x.view, kind, s->words, s->nwords, false);
	if (!rc)
		rc = tl_lookup_begin(&x.lookup, &x.view);
	if (!rc)
		rc = count_all(&x);
	if (!rc && x.n)
		qsort(x.sums, x.n, sizeof(*x.sums), by_camera);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	for (size_t i = 0; !rc && i < x.n; i++)
		rc = write_sums(&x, &x.sums[i], &l, out);
	tl_line_release(&l);
	return tl_store_error(t, rc);
}
