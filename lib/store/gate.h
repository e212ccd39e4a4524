/*
 * The gate: one writer at a time, with a time-out and a name.
 */
#ifndef TL_STORE_GATE_H
#define TL_STORE_GATE_H

#include "store/handle.h"

/* The gate, for what does not go through tl_change_run. */
struct tl_gate {
	struct tl_kv *kv;	/* NULL: not entered */
};
/* TLSAFE_EVERSION: the store has a format that is not written any more. */
int tl_gate_enter(struct tl_gate *g, struct tlsafe *t);
/* The same of a store of any format, for whoever puts another one in its place. */
int tl_gate_hold(struct tl_gate *g, struct tlsafe *t);
void tl_gate_leave(struct tl_gate *g);

#endif
