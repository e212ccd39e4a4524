/*
 * A plan of inspections being made. plan.c reads what is asked and what is known before, due.c and
 * drawn.c find the visits, rounds.c puts them in the order of a way and prints them; planning.c
 * enters them, and has all that done.
 */
#ifndef TL_INSPECT_PLAN_H
#define TL_INSPECT_PLAN_H

#include "change/change.h"
#include "inspect/draw.h"
#include "inspect/interval.h"
#include "inspect/route.h"
#include "query/lookup.h"
#include "schema/rulebook.h"

/* What was entered about a unit before. */
struct tl_plan_known {
	tl_day last;			/* of the last inspection that was made; TL_NODAY: none */
	struct tl_bytes planned;	/* one that is to be made by the end of the period */
	tl_day by;			/* its day */
	struct tl_bytes drawn, officers;	/* one of this draw, also one that is void */
};

struct tl_plan_visit {
	struct tl_bytes id;		/* of the inspection; empty: still to be entered */
	struct tl_bytes unit, name, town, regulator, risk;
	struct tl_geo at;		/* in WGS-84 */
	bool located, undated_map;	/* it has a place; no datum of it is said */
	tl_day last, due;
	const struct tl_book_rule *rule;	/* by which it is due */
	int months;
	struct tl_bytes digest;		/* of the draw, in hexadecimal; its place in it */
	size_t place;
	struct tl_bytes officers, certificates, body;
	double metres;			/* from the visit before; < 0: not known */
};

struct tl_planning {
	struct tlsafe *t;
	const struct tlsafe_plan *in;
	struct tlsafe_out *out;
	struct tl_view *v;
	struct tl_change *c;
	struct tl_decide *d;		/* is told what is wrong */
	const struct tl_kind *inspection, *unit;
	struct tl_lookup lookup;
	tl_day on, first, last;
	struct tl_buf plan;		/* what the period is called */
	struct tl_bytes seed, campaign;
	struct tl_named *set;		/* values that are asked for */
	size_t nsets;
	struct tl_map *known;		/* units: index + 1 */
	struct tl_plan_known *before;
	size_t nbefore, maxbefore;
	struct tl_rulebook *rules;
	struct tl_plan_visit *visit;
	size_t n, max;
	struct tlsafe_planned sum;
	struct tl_arena arena;
};

void tl_plan_release(struct tl_planning *x);	/* all but what is asked */
int tl_plan_memory(struct tl_planning *x);
/* What is asked; and what was entered before. */
int tl_plan_asked(struct tl_planning *x);
int tl_plan_read_before(struct tl_planning *x);
struct tl_bytes tl_plan_set_value(const struct tl_planning *x, const char *key);
/* What is known of UNIT; NULL: nothing. */
const struct tl_plan_known *tl_plan_before(const struct tl_planning *x, struct tl_bytes unit);
/* Calls EACH for the units that are asked for, without those that are given up; one that does not
 * give 0 ends it. */
int tl_plan_units(struct tl_planning *x, int (*each)(void *ctx, const struct tl_record *r),
                  void *ctx);
/* Adds a visit to R, a unit. */
int tl_plan_add(struct tl_planning *x, const struct tl_record *r, struct tl_plan_visit **ret);

/* The visits that are due by the end of the period, or drawn. */
int tl_plan_due(struct tl_planning *x);
int tl_plan_drawn(struct tl_planning *x);

/* "LON,LAT" or "LON,LAT,DATUM". TLSAFE_EUSAGE: it is neither. */
int tl_rounds_from(struct tlsafe *t, const char *text, struct tl_geo *ret);
/* Puts the visits in order of a way that begins there; those without a place last, and named. */
int tl_rounds(struct tl_planning *x, const struct tl_geo *from);
/* Writes a row for each visit. */
int tl_plan_show(struct tl_planning *x);

#endif
