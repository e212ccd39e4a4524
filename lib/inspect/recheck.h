/*
 * A recheck (复查): its answers are of hazards, each of which passes and is closed, or fails and
 * goes back with another deadline (安全生产事故隐患排查治理暂行规定, Order 16 of 2007, articles 18
 * and 23).
 */
#ifndef TL_INSPECT_RECHECK_H
#define TL_INSPECT_RECHECK_H

#include "inspect/recording.h"

/* The hazard that W names, which has to be of V's unit; empty: it names none. What is wrong is
 * told. */
int tl_recheck_find(struct tl_recording *x, struct tl_visit *v, struct tl_visit_answer *w);
/* What a recheck wants of W, whose hazard and result are known. */
int tl_recheck_read(struct tl_recording *x, struct tl_visit *v, struct tl_visit_answer *w);
/* The act on the hazard; *OPEN: it still needs somebody. */
int tl_recheck_enter(struct tl_recording *x, struct tl_visit *v, const struct tl_visit_answer *w,
                     bool *open);

#endif
