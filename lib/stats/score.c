/* What an item of an assessment is worth. */
#include "stats/score.h"

#include "stats/figures.h"

static const char *const is_words[] = {
	[TL_ITEM_RATE] = "rate",
	[TL_ITEM_DEDUCT] = "deduct",
	[TL_ITEM_BONUS] = "bonus",
	[TL_ITEM_VETO] = "veto",
};

/* The two figures of a rate: those of a share, or "PART/WHOLE". */
static bool two_figures(struct tl_item *it, const char *name)
{
	const char *slash = strchr(name, '/');
	char part[64];

	for (int i = 0; i < TL_SHARES; i++) {
		const struct tl_share *s = &tl_share_table[i];
		if (strcmp(s->key, name))
			continue;
		it->part = s->part;
		it->whole = s->whole;
		it->without = s->without;
		return true;
	}
	if (!slash || (size_t)(slash - name) >= sizeof(part))
		return false;
	memcpy(part, name, (size_t)(slash - name));
	part[slash - name] = '\0';
	it->part = tl_figure_find(part);
	it->whole = tl_figure_find(slash + 1);
	return it->part >= 0 && it->whole >= 0;
}

static int take_figure(struct tl_item *it, const struct tl_rulebook *r, struct tl_err *err)
{
	const struct tl_rule_word *figure = tl_rule_word(it->rule, "figure");

	it->kind = tl_rule_text(it->rule, "kind").data;
	it->part = it->whole = it->without = -1;
	if (!figure == !it->kind)
		return tl_rule_fault(r, it->rule, "kind", err, "say either 'figure' or 'kind'");
	if (it->kind)
		return 0;
	if (it->is == TL_ITEM_RATE && !two_figures(it, figure->text.data))
		return tl_rule_fault(r, it->rule, "figure", err,
		                     "'%s' is neither a rate nor one figure over another, as in "
		                     "on_time_first/due_first", figure->text.data);
	if (it->is == TL_ITEM_RATE)
		return 0;
	it->part = tl_figure_find(figure->text.data);
	if (it->part >= 0)
		return 0;
	return tl_rule_fault(r, it->rule, "figure", err, "no figure '%s'; there are %s",
	                     figure->text.data, tlsafe_figures());
}

int tl_item_ready(struct tl_item *ret, const struct tl_rulebook *r, const struct tl_book_rule *rule,
                  struct tl_err *err)
{
	struct tl_item it = { .rule = rule };
	int rc;

	while (strcmp(is_words[it.is], rule->is))
		it.is++;
	rc = take_figure(&it, r, err);
	if (rc)
		return rc;
	it.points = tl_rule_hundredths(rule, "points", 0);
	it.full = tl_rule_hundredths(rule, "full", 0);
	it.zero = tl_rule_hundredths(rule, "zero", 0);
	it.each = tl_rule_hundredths(rule, "each", 0);
	it.most = tl_rule_hundredths(rule, "most", 0);
	it.at_least = (uint64_t)tl_rule_number(rule, "at_least", 0);
	if (it.is == TL_ITEM_RATE && it.full <= it.zero)
		return tl_rule_fault(r, rule, "full", err,
		                     "'full' is more than 'zero', or points would be divided by "
		                     "nothing");
	if (it.is == TL_ITEM_VETO && !it.at_least)
		return tl_rule_fault(r, rule, "at_least", err,
		                     "'at_least' is 1 or more, or all would be vetoed");
	*ret = it;
	return 0;
}

/* N times EACH, at most MOST. */
static int64_t so_often(uint64_t n, int64_t each, int64_t most)
{
	return each && n > (uint64_t)(most / each) ? most : (int64_t)n * each;
}

static int64_t half_up(__int128 n, __int128 by)
{
	return (int64_t)((2 * n + by) / (2 * by));
}

/* In proportion between ZERO and FULL, which are hundredths of a per cent. */
static int64_t rate_points(const struct tl_item *it, uint64_t part, uint64_t whole)
{
	__int128 above = (__int128)part * 10000 - (__int128)it->zero * whole;
	__int128 range = (__int128)(it->full - it->zero) * whole;

	if (above <= 0)
		return 0;
	return above >= range ? it->points : half_up(above * it->points, range);
}

struct tl_points tl_item_points(const struct tl_item *it, uint64_t part, uint64_t whole,
                                int64_t least)
{
	struct tl_points p = { .scored = true, .of = it->points };

	switch (it->is) {
	case TL_ITEM_RATE:
		p.scored = whole && whole >= (uint64_t)least;
		if (p.scored)
			p.points = rate_points(it, part, whole);
		break;
	case TL_ITEM_DEDUCT:
		p.points = it->points - so_often(part, it->each, it->points);
		break;
	case TL_ITEM_BONUS:
		p.points = so_often(part, it->each, it->most);
		break;
	case TL_ITEM_VETO:
		p.veto = part >= it->at_least;
		break;
	}
	return p;
}

int64_t tl_score_of(int64_t points, int64_t of)
{
	return half_up((__int128)points * 10000, of);
}
