/*
 * What came and went in a period (流量), as events: the balance of those in hand.
 */
#ifndef TL_STATS_FLOW_H
#define TL_STATS_FLOW_H

/*
 * Key, Chinese and English heading, meaning, side: 1 what was there and what came, -1 what went and
 * what is left. On both sides it is the same sum, of each group.
 */
#define TL_FLOWS(X) \
	X(OPENING, "opening", "期初在办", "Opening", "in hand on the eve of the period", 1) \
	X(FOUND, "found", "新发现", "Found", "found in the period", 1) \
	X(RETURNED, "returned", "复查退回", "Returned", \
		"a fix that counted was refused by a recheck", 1) \
	X(REGRADED, "regraded", "升为重大", "Regraded", \
		"a rectified general one became a major one that is not yet closed", 1) \
	X(ANSWERED, "answered", "回函", "Answered", "another body answered", 1) \
	X(MOVED_IN, "moved_in", "转入", "Moved in", "came from another group while in hand", 1) \
	X(DONE, "done", "整改完成", "Done", "came to count as rectified", -1) \
	X(REFERRED, "referred", "移送", "Referred", "went to another body", -1) \
	X(MOVED_OUT, "moved_out", "转出", "Moved out", "went to another group while in hand", -1) \
	X(CLOSING, "closing", "期末在办", "Closing", "in hand at the end", -1)

enum tl_flow_name {
#define X(name, key, zh, en, about, side) TL_FLOW_##name,
	TL_FLOWS(X)
#undef X
	TL_FLOW_COUNT
};

#endif
