/* Bodies by what they are worth (考核): counted item by item, scored, ranked, written. */
#include <stdio.h>
#include <stdlib.h>

#include "query/match.h"
#include "stats/ask.h"
#include "stats/appeal.h"
#include "stats/score.h"
#include "stats/table.h"
#include "store/open.h"

/* A record that counted for an item. */
struct named {
	struct tl_bytes id;
	size_t group, item;
	bool part;			/* else of the whole alone */
};

/* What a body has of an item. */
struct cell {
	uint64_t part, whole;
	int64_t given;			/* back, by appeals that were upheld */
	struct tl_points p;
};

struct body {
	struct cell *cell;		/* of each item */
	int64_t points, of, bonus, score;
	bool scored, veto;
	size_t rank;			/* 0: none */
};

/* What was counted of one moment. */
struct round {
	struct rank *k;
	struct tl_groups *groups;	/* the bodies, with how many each found */
	struct tl_view *view;
	tl_day first, last;
	/* of items, in order of counting, by a group of GROUPS */
	struct counted {
		size_t group, item;
		uint64_t part, whole;
	} *counted;
	size_t n, max;
	bool *unknown;			/* by item: the store has no records of its kind */
	struct body *body;		/* as GROUPS has them */
	struct tl_appeals appeals;
};

struct rank {
	struct tlsafe *t;
	const struct tlsafe_select *s;
	const struct tlsafe_ranking *how;
	struct tl_rulebook *rules;
	struct tl_item *item;
	struct tl_table table;
	struct tl_against against;
	struct round now, before;
	struct named *named;
	size_t nnamed, maxnamed;
	size_t *order;			/* of bodies, as they are written */
	struct tl_arena arena;
	/* while an item is counted */
	struct round *round;
	struct tl_groups *counting;
	size_t at;
};

static void round_release(struct round *r)
{
	free(r->counted);
	tl_appeals_release(&r->appeals);
}

static void release(struct rank *k)
{
	round_release(&k->now);
	round_release(&k->before);
	tl_table_release(&k->table);
	tl_against_release(&k->against);
	tl_rulebook_free(k->rules);
	free(k->named);
	tl_arena_release(&k->arena);
}

static void *room(struct rank *k, size_t n, size_t size)
{
	void *p = tl_arena_zalloc(&k->arena, (n + 1) * size);

	if (!p)
		tl_err_memory(&k->t->err);
	return p;
}

/* --- words ------------------------------------------------------------------- */

/* Those of an item: the N of S, and the words of its own. */
static int item_words(struct rank *k, const struct round *r, const struct tl_item *it, size_t n,
                      char ***ret, size_t *nret)
{
	int rc = tl_rule_words(it->rule, "where", r->first, r->last, k->s->words, n, &k->arena,
	                       ret, nret);

	return rc ? tl_err_memory(&k->t->err) : 0;
}

/* What the library says of a word of an item, as a fault of the rules. */
static int item_fault(struct rank *k, const struct tl_item *it, const char *key, int rc)
{
	return tl_rule_answered(k->rules, it->rule, key, &k->t->err, rc);
}

/* --- counting ---------------------------------------------------------------- */

/* The index of KEY's group among the bodies, which is made. */
static int body_of(struct round *r, struct tl_bytes key, size_t *ret)
{
	int rc = tl_groups_make(r->groups, key);

	if (!rc)
		*ret = *tl_map_get(r->groups->index, key) - 1;
	return rc;
}

static int add_counted(struct round *r, size_t group, uint64_t part, uint64_t whole)
{
	if (!TL_GROW(r->counted, r->n, r->max))
		return tl_err_memory(&r->k->t->err);
	r->counted[r->n++] = (struct counted){ group, r->k->at, part, whole };
	return 0;
}

static int name_record(struct rank *k, struct tl_bytes id, size_t group, bool part)
{
	bool ok = true;

	if (!TL_GROW(k->named, k->nnamed, k->maxnamed))
		return tl_err_memory(&k->t->err);
	k->named[k->nnamed++] = (struct named){ tl_arena_dup(&k->arena, id, &ok), group, k->at,
		                                part };
	return ok ? 0 : tl_err_memory(&k->t->err);
}

static bool has(uint32_t figures, int figure)
{
	return figure >= 0 && figures >> figure & 1;
}

/* The records of R are named too, not only counted. */
static bool names(const struct round *r)
{
	return r->k->how->rows == TLSAFE_RANK_IDS && r == &r->k->now;
}

/* A hazard that counts for the item. */
static int see(void *ctx, const struct tl_counted *seen)
{
	struct rank *k = ctx;
	const struct tl_item *it = &k->item[k->at];
	struct tl_groups *g = k->counting;
	const struct tl_record *r;
	size_t group, body = 0;
	int rc;

	if (!(seen->figures & g->measures.figures))
		return 0;
	rc = tl_groups_find(g, seen, 0, &group);
	if (rc)
		return rc;
	tl_tally_count(&g->group[group - 1].tally, seen->figures & g->measures.figures, 1);
	if (has(seen->figures, it->without))
		return 0;
	rc = body_of(k->round, tl_bytes(g->group[group - 1].key, g->group[group - 1].len),
		             &body);
	if (!rc)
		rc = tl_count_record(&g->count, seen, &r);
	if (rc)
		return rc;
	return name_record(k, tl_record_at(r, TL_F_ID), body, has(seen->figures, it->part));
}

/* Appends the figures of IT to words that name some. */
static void name_figures(struct tl_buf *words, const struct tl_item *it)
{
	const int figures[] = { it->part, it->whole, it->without };

	for (size_t i = 0; i < TL_LEN(figures); i++)
		if (figures[i] >= 0)
			tl_buf_printf(words, "%s%s", words->len ? "," : "",
			              tl_figure_table[figures[i]].key);
}

/* The groups of a query, asked for the figures of an item. */
static int ask_item(struct rank *k, struct tl_groups *g, const struct tl_item *it)
{
	TL_BUF figures = { 0 };
	int rc = tl_groups_dimensions(g, k->rules->per);

	name_figures(&figures, it);
	if (!rc && figures.failed)
		rc = tl_err_memory(&k->t->err);
	return rc ? rc : item_fault(k, it, "figure", tl_groups_figures(g, figures.data));
}

static int count_groups(struct round *r, struct tl_groups *g)
{
	struct rank *k = r->k;
	int rc;

	if (!names(r))
		return tl_groups_count(g);
	k->round = r;
	k->counting = g;
	rc = tl_groups_ready(g);
	return rc ? rc : tl_count_walk(&g->count, see, k);
}

static uint64_t figure_of(const struct tl_group *g, int figure)
{
	return figure < 0 ? 0 : g->tally.n[figure];
}

/* What the groups of G, which may be the bodies themselves, have of the item. */
static int take_groups(struct round *r, const struct tl_item *it, const struct tl_groups *g)
{
	size_t body = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < g->n; i++) {
		const struct tl_group *one = &g->group[i];
		rc = body_of(r, tl_bytes(one->key, one->len), &body);
		if (!rc)
			rc = add_counted(r, body, figure_of(one, it->part),
			                 figure_of(one, it->whole) - figure_of(one, it->without));
	}
	return rc;
}

static int count_hazards(struct round *r, const struct tl_item *it)
{
	struct rank *k = r->k;
	TL_QUERY q = { 0 };
	TL_CLEANUP(tl_groups_release) struct tl_groups g = { 0 };
	char **words;
	size_t n;
	int rc = item_words(k, r, it, k->s->nwords, &words, &n);

	if (!rc)
		rc = item_fault(k, it, "where",
		                tl_query_begin(&q, r->view, r->groups->count.q->kind, words, n,
		                               false));
	if (!rc)
		rc = tl_query_set_span(&q, r->first, r->last);
	if (rc)
		return rc;
	tl_groups_begin(&g, &q);
	rc = ask_item(k, &g, it);
	if (!rc)
		rc = count_groups(r, &g);
	return rc ? rc : take_groups(r, it, &g);
}

/* A record of another kind: whose it is, its field of the name that is ranked says. */
static int count_record(struct round *r, const struct tl_record *rec, const struct tl_field *per)
{
	TL_BUF key = { 0 };
	size_t body = 0;
	int rc;

	tl_groups_key(&key, rec->val[per->index]);
	rc = key.failed ? tl_err_memory(&r->k->t->err) : body_of(r, tl_buf_bytes(&key), &body);
	if (!rc)
		rc = add_counted(r, body, 1, 0);
	if (rc || !names(r))
		return rc;
	return name_record(r->k, tl_record_at(rec, TL_F_ID), body, true);
}

static int count_kind(struct round *r, const struct tl_item *it)
{
	struct rank *k = r->k;
	const struct tl_kind *kind = tl_schema_kind(r->view->schema, it->kind);
	const struct tl_field *per =
		kind ? tl_kind_key(kind, tl_str(r->groups->dim[0].field->key)) : NULL;
	TL_QUERY q = { 0 };
	TL_WALK walk = { 0 };
	TL_RECORD rec = { 0 };
	char **words;
	size_t n, seen = 0;
	int rc, matches;

	r->unknown[k->at] = true;
	if (!kind)
		return 0;
	if (!per)
		return tl_rule_fault(k->rules, it->rule, "kind", &k->t->err,
		                     "the kind %s has no field '%s', which is ranked", it->kind,
		                     k->rules->per);
	rc = item_words(k, r, it, 0, &words, &n);
	if (!rc)
		rc = item_fault(k, it, "where", tl_query_begin(&q, r->view, kind, words, n, false));
	tl_record_init(&rec, kind);
	if (!rc)
		rc = tl_walk_begin(&walk, r->view, kind);
	for (; !rc && (rc = tl_walk_next(&walk, &rec)) == 1; seen++) {
		matches = tl_query_match(&q, &rec, TL_MATCH_ALL);
		rc = matches > 0 ? count_record(r, &rec, per) : matches;
	}
	r->unknown[k->at] = !seen;
	return rc;
}

/* The bodies' own count tells what the item counts: it is of all hazards. */
static bool is_of_all(const struct tl_item *it)
{
	return !it->kind && !tl_rule_text(it->rule, "where").data;
}

/* The bodies, with what all items together count that are of all hazards. */
static int count_bodies(struct round *r)
{
	struct rank *k = r->k;
	TL_BUF figures = { 0 };
	int rc = tl_groups_dimensions(r->groups, k->rules->per);

	tl_buf_str(&figures, tl_figure_table[TL_FIGURE_FOUND].key);
	for (size_t i = 0; i < k->rules->n; i++)
		if (is_of_all(&k->item[i]))
			name_figures(&figures, &k->item[i]);
	if (!rc && figures.failed)
		rc = tl_err_memory(&k->t->err);
	if (!rc)
		rc = tl_groups_figures(r->groups, figures.data);
	if (!rc)
		rc = tl_groups_count(r->groups);
	return rc ? rc : tl_groups_fill(r->groups, r->first, r->last);
}

static int count_item(struct round *r, const struct tl_item *it)
{
	if (it->kind)
		return count_kind(r, it);
	if (is_of_all(it) && !names(r))
		return take_groups(r, it, r->groups);
	return count_hazards(r, it);
}

/* The bodies, and what each has of every item. */
static int count_round(struct round *r)
{
	struct rank *k = r->k;
	int rc = count_bodies(r);

	r->unknown = room(k, k->rules->n, sizeof(*r->unknown));
	if (!rc && !r->unknown)
		rc = TLSAFE_EMEMORY;
	for (k->at = 0; !rc && k->at < k->rules->n; k->at++)
		rc = count_item(r, &k->item[k->at]);
	return rc;
}

/* --- scoring ----------------------------------------------------------------- */

/* No hazards of nobody are ranked, and no body that found fewer than rates are scored of. */
static bool is_scored(const struct rank *k, const struct tl_group *g)
{
	uint64_t found = g->tally.n[TL_FIGURE_FOUND];

	return g->key[0] == 1 && found && found >= (uint64_t)k->rules->least;
}

static void score_cell(struct body *b, const struct tl_item *it, struct cell *c)
{
	int64_t most = it->is == TL_ITEM_BONUS ? it->most : it->points;

	if (!c->p.scored)
		return;
	c->p.points += c->given;
	if (c->p.points > most)
		c->p.points = most;
	b->veto |= c->p.veto;
	b->of += c->p.of;
	*(it->is == TL_ITEM_BONUS ? &b->bonus : &b->points) += c->p.points;
}

static void score_body(const struct round *r, struct body *b)
{
	const struct rank *k = r->k;

	for (size_t i = 0; i < k->rules->n; i++) {
		struct cell *c = &b->cell[i];
		if (!r->unknown[i])
			c->p = tl_item_points(&k->item[i], c->part, c->whole, k->rules->least);
		score_cell(b, &k->item[i], c);
	}
	b->scored = b->of > 0;
	if (b->scored && !b->veto)
		b->score = tl_score_of(b->points, b->of) + b->bonus;
}

static int give_back(struct round *r)
{
	int rc = tl_appeals_read(&r->appeals, r->view, r->k->rules, r->first, r->last);

	for (size_t i = 0; !rc && i < r->appeals.n; i++) {
		const struct tl_appeal *a = &r->appeals.appeal[i];
		TL_BUF key = { 0 };
		uint64_t *at;
		tl_groups_key(&key, a->body);
		if (key.failed)
			return tl_err_memory(&r->k->t->err);
		at = tl_map_get(r->groups->index, tl_buf_bytes(&key));
		if (at)
			r->body[*at - 1].cell[a->item].given += a->points;
	}
	return rc;
}

static int score_round(struct round *r)
{
	struct rank *k = r->k;
	int rc;

	r->body = room(k, r->groups->n, sizeof(*r->body));
	if (!r->body)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < r->groups->n; i++) {
		r->body[i].cell = room(k, k->rules->n, sizeof(struct cell));
		if (!r->body[i].cell)
			return TLSAFE_EMEMORY;
	}
	for (size_t i = 0; i < r->n; i++) {
		struct cell *c = &r->body[r->counted[i].group].cell[r->counted[i].item];
		c->part += r->counted[i].part;
		c->whole += r->counted[i].whole;
	}
	rc = give_back(r);
	for (size_t i = 0; !rc && i < r->groups->n; i++)
		if (is_scored(k, &r->groups->group[i]))
			score_body(r, &r->body[i]);
	return rc;
}

/* Best first, those that are not scored last, and in order of their codes. */
static int by_score(const void *a, const void *b, void *ctx)
{
	const struct round *r = ctx;
	const struct body *x = &r->body[*(const size_t *)a], *y = &r->body[*(const size_t *)b];
	const struct tl_group *g = &r->groups->group[*(const size_t *)a],
			      *h = &r->groups->group[*(const size_t *)b];

	if (x->scored != y->scored)
		return x->scored ? -1 : 1;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->veto != y->veto)
		return x->veto ? 1 : -1;
	return tl_cmp(tl_bytes(g->key, g->len), tl_bytes(h->key, h->len));
}

/* Equal ones share a rank, and as many of the next are left out. */
static int rank_round(struct round *r, size_t **ret)
{
	size_t n = r->groups->n, *order = room(r->k, n, sizeof(*order));

	if (!order)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	qsort_r(order, n, sizeof(*order), by_score, r);
	for (size_t i = 0; i < n && r->body[order[i]].scored; i++) {
		struct body *b = &r->body[order[i]];
		const struct body *above = i ? &r->body[order[i - 1]] : NULL;
		bool same = above && above->score == b->score && above->veto == b->veto;
		b->rank = same ? above->rank : i + 1;
	}
	*ret = order;
	return 0;
}

/* --- writing ----------------------------------------------------------------- */

static void rules_column(struct tl_table *t)
{
	tl_table_column(t, "rules", "规则", "Rules", false);
}

static void rules_cell(struct rank *k)
{
	tl_buf_clear(&k->table.word);
	tl_buf_printf(&k->table.word, "%s %s", k->rules->name, k->rules->version);
	tl_table_text(&k->table, tl_buf_bytes(&k->table.word));
}

static void rank_cell(struct tl_table *t, const struct body *b)
{
	if (b && b->rank)
		tl_table_number(t, b->rank);
	else
		tl_table_hundredths(t, false, 0);
}

/* The same body in the earlier round. */
static const struct body *body_before(const struct rank *k, const struct tl_group *g)
{
	uint64_t *at = tl_map_get(k->before.groups->index, tl_bytes(g->key, g->len));

	return at ? &k->before.body[*at - 1] : NULL;
}

static void before_cells(struct rank *k, const struct tl_group *g, const struct body *b)
{
	const struct body *was = body_before(k, g);
	bool scored = was && was->scored;

	rank_cell(&k->table, was);
	tl_table_hundredths(&k->table, scored, scored ? was->score : 0);
	tl_table_hundredths(&k->table, scored && b->scored, scored ? b->score - was->score : 0);
}

static void body_columns(struct rank *k)
{
	struct tl_table *t = &k->table;

	tl_table_column(t, "rank", "名次", "Rank", true);
	tl_table_dim_columns(t);
	tl_table_column(t, "score", "得分", "Score", true);
	if (k->s->against) {
		tl_table_column(t, "rank.before", "上期名次", "Rank before", true);
		tl_table_column(t, "score.before", "上期得分", "Score before", true);
		tl_table_column(t, "score.change", "得分增减", "Change of score", true);
	}
	tl_table_column(t, "points", "实得分值", "Points", true);
	tl_table_column(t, "of", "可得分值", "Points possible", true);
	tl_table_column(t, "bonus", "加分", "Bonus", true);
	tl_table_column(t, "veto", "一票否决", "Veto", false);
	for (size_t i = 0; i < k->rules->n; i++) {
		const struct tl_book_rule *r = &k->rules->rule[i];
		if (k->item[i].is < TL_ITEM_BONUS)
			tl_table_column(t, r->id, r->zh, r->en, true);
	}
	rules_column(t);
}

static int write_body(struct rank *k, size_t i)
{
	struct tl_table *t = &k->table;
	const struct tl_group *g = &t->groups.group[i];
	const struct body *b = &k->now.body[i];
	int rc;

	tl_table_row(t);
	rank_cell(t, b);
	rc = tl_table_dims(t, tl_bytes(g->key, g->len));
	tl_table_hundredths(t, b->scored, b->score);
	if (k->s->against)
		before_cells(k, g, b);
	tl_table_hundredths(t, b->scored, b->points);
	tl_table_hundredths(t, b->scored, b->of);
	tl_table_hundredths(t, b->scored, b->bonus);
	tl_table_text(t, b->veto ? TL_LIT("yes") : TL_NONE);
	for (size_t c = 0; c < k->rules->n; c++)
		if (k->item[c].is < TL_ITEM_BONUS)
			tl_table_hundredths(t, b->cell[c].p.scored, b->cell[c].p.points);
	rules_cell(k);
	return rc ? rc : tl_table_write(t);
}

/* "A000001 upheld +2.00; A000002", of a body's item. */
static void appeals_cell(struct rank *k, size_t i, size_t item)
{
	struct tl_table *t = &k->table;
	const struct tl_group *g = &t->groups.group[i];
	struct tl_bytes key = tl_bytes(g->key, g->len), body = tl_groups_next(&key);

	tl_buf_clear(&t->word);
	for (size_t n = 0; n < k->now.appeals.n; n++) {
		const struct tl_appeal *a = &k->now.appeals.appeal[n];
		if (a->item != item || !tl_eq(a->body, body))
			continue;
		tl_buf_printf(&t->word, "%s%s", t->word.len ? "; " : "", a->id.data);
		if (a->decision.len)
			tl_buf_printf(&t->word, " %s", a->decision.data);
		if (a->points)
			tl_buf_printf(&t->word, " +%lld.%02lld", (long long)(a->points / 100),
			              (long long)(a->points % 100));
	}
	tl_table_text(t, tl_buf_bytes(&t->word));
}

static void item_columns(struct rank *k)
{
	struct tl_table *t = &k->table;

	tl_table_dim_columns(t);
	tl_table_column(t, "item", "考核项目", "Item", false);
	tl_table_column(t, "label", "项目名称", "Label", false);
	tl_table_column(t, "part", "计数", "Counted", true);
	tl_table_column(t, "whole", "总数", "Of", true);
	tl_table_column(t, "points", "得分", "Points", true);
	tl_table_column(t, "of", "分值", "Points possible", true);
	tl_table_column(t, "appeals", "申诉", "Appeals", false);
	rules_column(t);
}

static int write_item(struct rank *k, size_t i, size_t item)
{
	struct tl_table *t = &k->table;
	const struct tl_group *g = &t->groups.group[i];
	const struct cell *c = &k->now.body[i].cell[item];
	const struct tl_item *it = &k->item[item];
	int rc;

	tl_table_row(t);
	rc = tl_table_dims(t, tl_bytes(g->key, g->len));
	tl_table_text(t, tl_str(it->rule->id));
	tl_table_text(t, tl_str(t->english ? it->rule->en : it->rule->zh));
	if (k->now.unknown[item])
		tl_table_hundredths(t, false, 0);
	else
		tl_table_number(t, c->part);
	if (it->is == TL_ITEM_RATE)
		tl_table_number(t, c->whole);
	else
		tl_table_text(t, TL_NONE);
	tl_table_hundredths(t, c->p.scored && it->is != TL_ITEM_VETO, c->p.points);
	tl_table_hundredths(t, it->is <= TL_ITEM_BONUS,
	                    it->is == TL_ITEM_BONUS ? it->most : it->points);
	appeals_cell(k, i, item);
	rules_cell(k);
	return rc ? rc : tl_table_write(t);
}

/* In order of bodies as they are written, items and ids. */
static int by_place(const void *a, const void *b, void *ctx)
{
	const struct named *x = a, *y = b;
	const size_t *place = ctx;

	if (x->group != y->group)
		return place[x->group] < place[y->group] ? -1 : 1;
	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	return tl_cmp(x->id, y->id);
}

static int write_ids(struct rank *k)
{
	struct tl_table *t = &k->table;
	size_t *place = room(k, t->groups.n, sizeof(*place));
	int rc;

	if (!place)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < t->groups.n; i++)
		place[k->order[i]] = i;
	if (k->nnamed)
		qsort_r(k->named, k->nnamed, sizeof(*k->named), by_place, place);
	tl_table_column(t, "id", "编号", "ID", false);
	tl_table_dim_columns(t);
	tl_table_column(t, "item", "考核项目", "Item", false);
	tl_table_column(t, "side", "计入", "Side", false);
	rc = tl_table_columns(t);
	for (size_t i = 0; !rc && i < k->nnamed; i++) {
		const struct named *n = &k->named[i];
		const struct tl_group *g = &t->groups.group[n->group];
		tl_table_row(t);
		tl_table_text(t, n->id);
		rc = tl_table_dims(t, tl_bytes(g->key, g->len));
		tl_table_text(t, tl_str(k->item[n->item].rule->id));
		tl_table_text(t, n->part ? TL_LIT("part") : TL_LIT("whole"));
		if (!rc)
			rc = tl_table_write(t);
	}
	return rc;
}

static int write_all(struct rank *k)
{
	const bool items = k->how->rows == TLSAFE_RANK_ITEMS;
	int rc;

	if (k->how->rows == TLSAFE_RANK_IDS)
		return write_ids(k);
	if (items)
		item_columns(k);
	else
		body_columns(k);
	rc = tl_table_columns(&k->table);
	for (size_t i = 0; !rc && i < k->table.groups.n; i++) {
		if (!items)
			rc = write_body(k, k->order[i]);
		for (size_t c = 0; !rc && items && c < k->rules->n; c++)
			rc = write_item(k, k->order[i], c);
	}
	return rc;
}

/* --- asking ------------------------------------------------------------------ */

static int read_rules(struct rank *k, const struct tl_schema *schema)
{
	const char *name = k->how->rules ? k->how->rules : "assessment";
	int rc = tl_rulebook_open(&k->rules, schema, name, "rank", &k->t->err);

	k->item = rc ? NULL : room(k, k->rules->n, sizeof(*k->item));
	if (!rc && !k->item)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; !rc && i < k->rules->n; i++)
		rc = tl_item_ready(&k->item[i], k->rules, &k->rules->rule[i], &k->t->err);
	return rc;
}

/* Ranked are values of a field. */
static int check_per(struct rank *k)
{
	struct tl_err why = { 0 };
	struct tl_dimension d;

	if (tl_dimension_find(&d, k->table.groups.count.q->kind, tl_str(k->rules->per), &why))
		return tl_err_set(&k->t->err, TLSAFE_ECONFIG, "%s.yaml: per: %s", k->rules->file,
		                  why.text);
	if (d.by == TL_BY_FIELD)
		return 0;
	return tl_err_set(&k->t->err, TLSAFE_ECONFIG, "%s.yaml: per: '%s' is nobody's",
	                  k->rules->file, k->rules->per);
}

static int round_of(struct rank *k, struct round *r, struct tl_view *v, struct tl_groups *g)
{
	int rc;

	r->k = k;
	r->view = v;
	r->groups = g;
	rc = count_round(r);
	return rc ? rc : score_round(r);
}

static int rank_all(struct rank *k, struct tl_view *v, struct tl_query *q)
{
	struct tl_against *a = &k->against;
	size_t *ignored;
	int rc = check_per(k);

	if (rc)
		return rc;
	if (!tl_query_span(q, &k->now.first, &k->now.last) || k->now.first == TL_NODAY ||
	    k->now.last == TL_NOEND)
		return tl_err_hint(&k->t->err, TLSAFE_EUSAGE, "give one such as found=2018H1",
		                   "an assessment needs a period with both ends");
	rc = round_of(k, &k->now, v, &k->table.groups);
	k->table.ndims = k->table.groups.ndims;
	if (!rc)
		rc = rank_round(&k->now, &k->order);
	if (rc || !k->s->against)
		return rc;
	rc = tl_against_begin(a, k->s->against, k->s, q, &k->table.groups);
	k->before.first = a->first;
	k->before.last = a->last;
	if (!rc)
		rc = round_of(k, &k->before, &a->view, &a->groups);
	return rc ? rc : rank_round(&k->before, &ignored);
}

int tlsafe_rank(struct tlsafe *t, const struct tlsafe_select *s, const struct tlsafe_ranking *how,
                struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(release) struct rank k = { .t = t, .s = s, .how = how };
	int rc = tl_figures_ask(&v, &q, t, s);

	if (rc)
		return tl_store_error(t, rc);
	tl_table_begin(&k.table, &q, out);
	rc = read_rules(&k, v.schema);
	if (!rc)
		rc = rank_all(&k, &v, &q);
	if (!rc)
		rc = write_all(&k);
	if (!rc)
		rc = tl_table_provenance(&k.table, s, k.table.groups.count.t);
	return tl_store_error(t, rc);
}
