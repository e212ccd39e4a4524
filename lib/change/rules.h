/*
 * The rules of a workflow: what may be entered about its records. One table a workflow, in a file
 * of its own (hazard_rules.c); decide.c judges by it.
 */
#ifndef TL_CHANGE_RULES_H
#define TL_CHANGE_RULES_H

#include "change/asked.h"
#include "journal/workflow.h"

/* From which states an act is possible (bits of tl_state_bit), and what else it needs. */
struct tl_rule {
	unsigned from;
	int (*judge)(struct tl_decide *d, const struct tl_record *r, struct tl_act *a);
	unsigned lenient;	/* also from these, in a list of what happened long ago */
	/* Also from these states once WHEN holds, which in words is "WHEN_TEXT". */
	unsigned once;
	bool (*when)(const struct tl_record *r, tl_day on);
	const char *when_text;
	bool unnamed;		/* another way of a verb that is named */
};

struct tl_rules {
	const struct tl_workflow *workflow;
	const char *kind;		/* of one without a workflow; NULL: all others */
	struct tl_rule rule[TL_ACT_COUNT];	/* judge NULL: not an act of it */
	/* Makes FIRST, an inferred act that goes before A on R. False: none does. NULL: never. */
	bool (*before)(const struct tl_record *r, const struct tl_act *a, struct tl_act *first);
	/* What values have to be that A, a correction, gives R. NULL: no more than their fields
	 * say. */
	int (*mended)(struct tl_decide *d, const struct tl_record *r, struct tl_act *a);
	/* Of a kind without a workflow: the same, of whatever it is that gives R values. */
	int (*whole)(struct tl_decide *d, const struct tl_record *r, struct tl_act *a);
};

#endif
