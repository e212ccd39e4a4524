/*
 * A paper (schema/paper.h) made out: its texts filled in, and its hazards in a table. What its file
 * may put in braces and in columns is told in tlsafe-schema(5).
 */
#ifndef TL_REPORT_PAPERFILL_H
#define TL_REPORT_PAPERFILL_H

#include "query/filter.h"
#include "schema/paper.h"

/* What was decided of an application for more time. */
struct tl_paper_decision {
	bool refused;
	tl_day on;
	struct tl_bytes why;
};

/* What a paper is made out of. */
struct tl_paper_case {
	const struct tl_paper *paper;
	struct tl_query *q;		/* of its rows, at the moment that counts */
	struct tl_query *visits;	/* of inspections; NULL: the set has none */
	const struct tl_record *visit;	/* that it is of; NULL: it is of none */
	struct tl_bytes body, number, addressee;	/* names of the first and the last */
	struct tl_bytes officers, certificates;	/* lists in one order */
	tl_day issued;
	const struct tl_paper_decision *decision;	/* NULL: none that the paper is of */
	const struct tl_record **row;	/* hazards, or items of the visit */
	size_t n;
	const struct tlsafe_value *given;	/* its fields */
	size_t ngiven;
	/* of one that rests on others: these, and of each row the place in them; else NULL */
	const char *basis, *const *item;
};

/* Appends it in FORM, "html" or "table", to OUT. An error is that of the query's view:
 * TLSAFE_EINPUT names what is missing, TLSAFE_ECONFIG file and line of what the paper asks for and
 * there is not. */
int tl_paper_fill(const struct tl_paper_case *c, const char *form, struct tl_buf *out);
/* Appends which of its rows are due when, for people, or with CODES "1、3 2018-07-16; 2 ". */
void tl_paper_groups(const struct tl_paper_case *c, bool codes, struct tl_buf *out);
/* Appends DAY as 2018年7月2日. */
void tl_paper_day(struct tl_buf *out, tl_day day);

#endif
