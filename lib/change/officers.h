/*
 * Who inspects or signs: officers of the registry, by the certificates that are valid on that day.
 */
#ifndef TL_CHANGE_OFFICERS_H
#define TL_CHANGE_OFFICERS_H

#include "change/fault.h"
#include "store/view.h"

/* All of the registry, as they are now. */
struct tl_officers {
	struct tl_view *v;
	const struct tl_kind *kind;
	struct tl_officer {
		struct tl_bytes id, name, certificate;
		uint64_t row;
	} *item;
	size_t n, max;
	struct tl_arena arena;
};
void tl_officers_release(struct tl_officers *o);
int tl_officers_read(struct tl_officers *o, struct tl_view *v);

/* What is said of them, and what is entered. */
struct tl_inspectors {
	struct tl_bytes said, certificates;	/* lists, as they stand */
	tl_day on;
	bool enforcement;			/* each needs a certificate */
	struct tl_buf names, numbers;		/* made here: lists in one order */
	struct tl_buf body;			/* of the first one who is known; empty: none */
};
void tl_inspectors_release(struct tl_inspectors *i);
/* Finds each of them. Faults are told to D; 0 or the code of the first. */
int tl_officers_find(struct tl_officers *o, struct tl_inspectors *i, struct tl_decide *d);
/* OFFICERS and CERTIFICATES, two lists, name nobody and no number twice; and where WHAT (such as
 * "an order"; NULL: it does not) wants them, two officers at least, each with a certificate. What
 * is wrong is told. */
void tl_officers_judge(struct tl_decide *d, const char *what, struct tl_bytes officers,
                       struct tl_bytes certificates);

#endif
