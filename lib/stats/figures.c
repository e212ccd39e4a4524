/* The words in figures. */
#include "stats/figures.h"

#include "base/utf8.h"

const struct tl_figure tl_figure_table[TL_FIGURE_COUNT] = {
#define X(name, key, zh, en, about, due, counts) { key, zh, en, about, due },
	TL_FIGURES(X)
#undef X
};

const struct tl_share tl_share_table[TL_SHARES] = {
	{ "rate", "整改率%", "Rate %", TL_FIGURE_RECTIFIED, TL_FIGURE_FOUND, -1 },
	{ "rate_own", "自办整改率%", "Own rate %", TL_FIGURE_RECTIFIED, TL_FIGURE_FOUND,
	  TL_FIGURE_REFERRED },
	{ "closed_rate", "销号率%", "Closed rate %", TL_FIGURE_CLOSED, TL_FIGURE_FOUND, -1 },
	{ "recheck_rate", "复查一次通过率%", "Recheck pass rate %", TL_FIGURE_RECHECK_PASSED,
	  TL_FIGURE_RECHECKED, -1 },
	{ "self_rate", "自查占比%", "Self-found %", TL_FIGURE_SELF_FOUND, TL_FIGURE_FOUND, -1 },
};

bool tl_share_of(uint64_t part, uint64_t whole, uint64_t *ret)
{
	if (!whole)
		return false;
	*ret = (part * 2000 + whole) / (whole * 2);
	return true;
}

const char *tlsafe_figures(void)
{
	return "found rectified closed on_spot referred in_hand awaiting_major overdue undated "
	       "carried "
	       "due_first on_time_first due_now on_time_now "
	       "rechecked recheck_passed repeats self_found officer_found";
}

bool tl_figure_called(const char *name, struct tl_bytes folded)
{
	TL_BUF own = { 0 };

	tl_utf8_fold(&own, tl_str(name));
	return !own.failed && tl_eq(tl_buf_bytes(&own), folded);
}

int tl_figure_find(const char *key)
{
	TL_BUF folded = { 0 };

	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		if (!strcmp(tl_figure_table[i].key, key))
			return i;
	tl_utf8_fold(&folded, tl_str(key));
	for (int i = 0; i < TL_FIGURE_COUNT && !folded.failed; i++)
		if (tl_figure_called(tl_figure_table[i].zh, tl_buf_bytes(&folded)) ||
		    tl_figure_called(tl_figure_table[i].en, tl_buf_bytes(&folded)))
			return i;
	return -1;
}
