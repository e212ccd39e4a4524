/* What deserves attention (隐患线索): the hits of rules, hazard by hazard or hit by hit. */
#include "base/meant.h"
#include "query/line.h"
#include "query/provenance.h"
#include "stats/ask.h"
#include "stats/judged.h"
#include "store/open.h"

#define USE "signals"		/* of rules, and the name of those that are usual */

struct signals {
	struct tlsafe *t;
	struct tlsafe_out *out;
	const struct tlsafe_signals *how;
	struct tl_query *q;
	struct tl_rulebook *rules;
	struct tl_signal *signal;	/* those asked for */
	size_t n;
	struct tl_finds finds;
	struct tl_hits hits;
	struct tl_judged judged;
	struct tl_line line;
	bool english;
	uint64_t written;		/* hits */
};

static void release(struct signals *s)
{
	tl_rulebook_freep(&s->rules);
	free(s->signal);
	tl_finds_release(&s->finds);
	tl_hits_release(&s->hits);
	tl_judged_release(&s->judged);
	tl_buf_release(&s->line.buf);
}

/* --- which rules ------------------------------------------------------------- */

static int unknown(const struct signals *s, struct tl_bytes name)
{
	TL_MEANT there = { .name = name, .best = TL_MEANT_FAR };

	for (size_t i = 0; i < s->rules->n; i++)
		tl_meant_add(&there, s->rules->rule[i].id);
	return tl_meant_none(&there, &s->t->err, "--rule: '%.*s' is none", (int)name.len,
	                        name.data);
}

static bool called(const struct tl_book_rule *r, struct tl_bytes name)
{
	return tl_eqs(name, r->id) || tl_eqs(name, r->zh) || tl_eqs(name, r->en);
}

/* RULE is among those asked for. */
static bool asked(const struct signals *s, const struct tl_book_rule *rule)
{
	const char *words = s->how->only;
	struct tl_bytes name;

	while (tl_next_word(&words, &name))
		if (called(rule, name))
			return true;
	return !s->how->only;
}

static int check_asked(const struct signals *s)
{
	const char *words = s->how->only;
	struct tl_bytes name;

	while (tl_next_word(&words, &name)) {
		bool there = false;
		for (size_t i = 0; i < s->rules->n && !there; i++)
			there = called(&s->rules->rule[i], name);
		if (!there)
			return unknown(s, name);
	}
	return 0;
}

static int read_rules(struct signals *s)
{
	const char *name = s->how->rules ? s->how->rules : USE;
	int rc = tl_rulebook_open(&s->rules, s->q->view->schema, name, USE, &s->t->err);

	if (!rc)
		rc = check_asked(s);
	if (rc)
		return rc;
	s->signal = calloc(s->rules->n + 1, sizeof(*s->signal));
	if (!s->signal)
		return tl_err_memory(&s->t->err);
	for (size_t i = 0; !rc && i < s->rules->n; i++) {
		const struct tl_book_rule *rule = &s->rules->rule[i];
		rc = tl_signal_read(&s->signal[s->n], s->rules, rule, s->q->kind, &s->t->err);
		s->n += asked(s, rule);
	}
	return rc;
}

/* --- what is written --------------------------------------------------------- */

static const struct {
	const char *code, *zh, *en;
} subjects[] = {
	[TL_SUBJECT_UNIT] = { "unit", "单位", "Unit" },
	[TL_SUBJECT_HAZARD] = { "hazard", "隐患", "Hazard" },
	[TL_SUBJECT_PLACE] = { "place", "地点", "Place" },
};

#define COLUMN_ID(zh, en) { "id", false, zh, en }
/* Headings are those of the fields of a judgement (schemas/kinds/judgement.yaml). */
#define COLUMNS_OF_HIT \
	{ "rule", false, "规则", "Rule" }, { "title", false, "规则名称", "Title" }, \
	{ "of", false, "对象类型", "Of" }, { "subject", false, "对象", "Subject" }, \
	{ "name", false, "对象名称", "Name" }, { "numbers", false, "依据说明", "Numbers" }
#define COLUMNS_OF_JUDGEMENT \
	{ "judgement", false, "判定编号", "Judgement" }, { "reason", false, "判定理由", "Reason" }

static int columns(const struct signals *s)
{
	static const struct tl_line_column by_hazard[] = {
		COLUMN_ID("隐患编号", "Hazard"), COLUMNS_OF_HIT,
		{ "hit", false, "线索编号", "Hit" },
		{ "version", false, "规则版本", "Version" }, COLUMNS_OF_JUDGEMENT,
	};
	static const struct tl_line_column by_hit[] = {
		COLUMN_ID("线索编号", "Hit"), COLUMNS_OF_HIT,
		{ "hazards", false, "所涉隐患", "Hazards" },
		{ "evidence", false, "证据值", "Evidence" },
		{ "version", false, "规则版本", "Version" }, COLUMNS_OF_JUDGEMENT,
	};
	size_t less = s->how->all ? 0 : 2;

	return s->how->hits ?
	               tl_line_columns(s->t, s->out, by_hit, TL_LEN(by_hit) - less) :
	               tl_line_columns(s->t, s->out, by_hazard, TL_LEN(by_hazard) - less);
}

/* What there is to say of HIT besides its hazards. */
static void hit_cells(struct signals *s, const struct tl_hit *hit)
{
	struct tl_line *l = &s->line;
	const char *title = s->english ? hit->rule->en : hit->rule->zh;
	const char *of = s->english ? subjects[hit->of].en : subjects[hit->of].zh;

	tl_line_text(l, tl_str(hit->rule->id));
	tl_line_text(l, tl_str(title));
	tl_line_word(l, tl_str(subjects[hit->of].code), tl_str(of));
	tl_line_text(l, hit->subject);
	tl_line_text(l, hit->name);
	tl_line_text(l, hit->numbers);
}

static int end_line(struct signals *s, const struct tl_judgement *judged)
{
	struct tl_line *l = &s->line;

	tl_line_text(l, tl_str(s->rules->version));
	if (s->how->all) {
		tl_line_text(l, judged ? judged->id : TL_NONE);
		tl_line_text(l, judged ? judged->reason : TL_NONE);
	}
	return tl_line_write(l, s->t, s->out);
}

static int write_by_hazard(struct signals *s, const struct tl_hit *hit,
                           const struct tl_judgement *judged)
{
	int rc = 0;

	for (size_t i = hit->first; !rc && i < hit->first + hit->n; i++) {
		tl_line_text(&s->line, s->hits.evidence[i].id);
		hit_cells(s, hit);
		tl_line_text(&s->line, hit->key);
		rc = end_line(s, judged);
	}
	return rc;
}

static int write_by_hit(struct signals *s, const struct tl_hit *hit,
                        const struct tl_judgement *judged)
{
	const struct tl_evidence *e = s->hits.evidence + hit->first;
	TL_BUF ids = { 0 };
	TL_BUF values = { 0 };

	for (size_t i = 0; i < hit->n; i++) {
		tl_buf_str(&ids, i ? "、" : "");
		tl_buf_add(&ids, e[i].id);
		tl_buf_str(&values, i ? "、" : "");
		tl_buf_add(&values, e[i].value);
	}
	if (ids.failed || values.failed)
		return tl_err_memory(&s->t->err);
	tl_line_text(&s->line, hit->key);
	hit_cells(s, hit);
	tl_line_list(&s->line, tl_buf_bytes(&ids));
	tl_line_list(&s->line, tl_buf_bytes(&values));
	return end_line(s, judged);
}

static int write_hits(struct signals *s)
{
	const struct tl_book_rule *rule = NULL;
	uint64_t of_rule = 0;
	int rc = columns(s);

	for (size_t i = 0; !rc && i < s->hits.n; i++) {
		const struct tl_hit *hit = &s->hits.hit[i];
		const struct tl_judgement *judged;
		rc = tl_judged_find(&s->judged, &s->hits, hit, &judged);
		if (rc)
			return tl_err_memory(&s->t->err);
		if (judged && !s->how->all)
			continue;
		s->written += !judged;
		of_rule = hit->rule == rule ? of_rule + 1 : 1;
		rule = hit->rule;
		if (s->how->most && of_rule > s->how->most)
			continue;
		rc = s->how->hits ? write_by_hit(s, hit, judged) :
		                    write_by_hazard(s, hit, judged);
	}
	return rc;
}

/* --- asking ------------------------------------------------------------------ */

static int detect(struct signals *s)
{
	tl_day t = tl_view_day(s->q->view);
	struct tl_finds_wanted w = {
		.found = TL_NOEND, .fixed = TL_NOEND, .due = TL_NODAY, .placed = TL_NOEND
	};
	int rc;

	for (size_t i = 0; i < s->n; i++)
		tl_signal_wants(&s->signal[i], t, &w);
	rc = tl_finds_gather(&s->finds, s->q, &w);
	for (size_t i = 0; !rc && i < s->n; i++)
		rc = tl_signal_detect(&s->hits, &s->signal[i], &s->finds, s->english);
	return rc ? rc : tl_hits_finish(&s->hits, s->q);
}

int tlsafe_signals(struct tlsafe *t, const struct tlsafe_select *select,
                   const struct tlsafe_signals *how, struct tlsafe_out *out, uint64_t *found)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(release) struct signals s = { .t = t, .out = out, .how = how, .q = &q };
	int rc = tl_figures_ask(&v, &q, t, select);

	*found = 0;
	if (rc)
		return tl_store_error(t, rc);
	s.english = tl_line_english(t, out);
	rc = read_rules(&s);
	if (!rc)
		rc = tl_judged_read(&s.judged, &v);
	if (!rc)
		rc = detect(&s);
	if (!rc)
		rc = write_hits(&s);
	if (!rc)
		rc = tl_provenance_write(&v, select, tl_view_day(&v), NULL, out);
	*found = s.written;
	return tl_store_error(t, rc);
}
