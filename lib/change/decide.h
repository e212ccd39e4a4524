/*
 * Judges an act once, when it is entered: states and verbs (cli.md 7),
 * persons, dates, elements of a plan. One table. What it lets through is an
 * entry; what it refuses is a fault with the rule and the way out.
 */
#ifndef TL_DECIDE_H
#define TL_DECIDE_H

#include "journal/entry.h"
#include "tlsafe.h"

/* What is asked for. Values are canonical already. */
struct tl_act {
	enum tl_act_name verb;
	tl_day on;
	struct tl_bytes by, note, reason;
	bool pass;		/* verify: passed */
	/* an import of what happened long ago: plan and persons are warned about, not refused */
	bool lenient;
	bool inferred;
	bool correct;		/* mends what was entered: set --correct, grade --correct */
	bool replace_due;	/* assign */
	/* verify of an unreported fix: the day of the fix; TL_NODAY: the day of the recheck */
	tl_day rectified;
	size_t nset;
	struct tl_set set[TL_ENTRY_SETS];	/* its values; decide adds what follows from them */
};
/* Everything empty but VERB and ON. The room for values is large and is not touched. */
static inline void tl_act_init(struct tl_act *a, enum tl_act_name verb, tl_day on)
{
	memset(a, 0, offsetof(struct tl_act, set));
	a->verb = verb;
	a->on = on;
	a->rectified = TL_NODAY;
}
/* NULL: not given */
struct tl_set *tl_act_value(struct tl_act *a, enum tl_known field, const struct tl_kind *kind);
int tl_act_give(struct tl_act *a, const struct tl_kind *kind, enum tl_known field,
                struct tl_bytes value);

/* Where faults go, and what a judgement needs of the world. */
struct tl_decide {
	tl_day today;
	tlsafe_fault_fn *fault;
	void *ctx;
	/* file and line of what is judged, copied into each fault */
	struct tlsafe_fault at;
	size_t faults, warnings;
	int first;			/* code of the first fault */
	/* decided anew: the transaction that another writer entered; 0: not so. Warnings were told
	 * already */
	uint64_t meanwhile;
};
/* Reports a fault of CODE (TLSAFE_EINPUT, TLSAFE_ERULE, TLSAFE_ENOENT ...) and returns it. FIELD
 * and HINT may be NULL. */
int tl_fault(struct tl_decide *d, int code, const char *field, struct tl_bytes value,
             const char *hint, const char *fmt, ...) TL_PRINTF(6, 7);
void tl_warn(struct tl_decide *d, const char *field, struct tl_bytes value, const char *fmt, ...)
	TL_PRINTF(4, 5);

/*
 * Judges ACT on R as it stands and makes E of it (texts and values borrowed from ACT). 0, or the
 * code of the fault. Rules: cli.md 7 after 安全生产事故隐患排查治理暂行规定 (2008) art. 15 (plan of
 * a major hazard), 18 and 23 (recheck, closing), and the practice that who rectifies does not
 * verify.
 */
int tl_judge(struct tl_decide *d, const struct tl_record *r, struct tl_act *act,
             struct tl_entry *e);
/* A recheck that passes though nobody reported the fix: makes RECTIFY, the inferred act that goes
 * before it. True when there is one to be made. */
bool tl_judge_unreported(const struct tl_record *r, const struct tl_act *act,
                         struct tl_act *rectify);
/* 五落实: measures, people, money, time and contingency are all there in R, or given by ACT (NULL:
 * none). */
bool tl_plan_complete(const struct tl_record *r, const struct tl_act *act);
/* R, of a kind without a workflow, has a status that no longer counts (closed, moved, demolished
 * ...): a list changes nothing of it. */
bool tl_retired(const struct tl_record *r);
/* Makes ACT, a set, the giving up of R: its status, closed unless ACT says another. */
int tl_judge_retire(struct tl_decide *d, const struct tl_record *r, struct tl_act *act);
/* The same person, whatever the spacing or width. */
bool tl_same_person(struct tl_bytes a, struct tl_bytes b);

/* For refusals and help: what may be done with a hazard in STATE, "assign, rectify, extend". */
void tl_possible(struct tl_buf *out, struct tl_bytes state);

#endif
