/*
 * What fills the parts of a report: each sort of item of its file (schema/rulebook.h, use: report)
 * asks one of the questions that anybody can ask, all of them of one moment.
 */
#ifndef TL_REPORT_FILLING_H
#define TL_REPORT_FILLING_H

#include "base/date.h"
#include "report/document.h"
#include "schema/rulebook.h"
#include "store/view.h"

/* A report being filled. */
struct tl_filling {
	struct tlsafe *t;
	const struct tlsafe_select *s;	/* what the caller asked for: words for all parts */
	struct tlsafe_document *d;
	struct tl_rulebook *rules;
	bool english;
	tl_day first, last;		/* the period */
	int cut;			/* the day that months end with; 0: the calendar's */
	/* the moment: a day, and the transaction */
	char as_of[TL_DAY_TEXT], known_at[24];
	uint64_t since;			/* what is entered behind that transaction is news */
	struct tl_buf tally;		/* parts of such sorts that have something: how much */
	uint64_t news;			/* how much of it is news */
};

/* The part that RULE says, behind those that are there. TLSAFE_ECONFIG: it names what there is not,
 * with file and line. */
int tl_filling_part(struct tl_filling *f, const struct tl_book_rule *rule);

#endif
