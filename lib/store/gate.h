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
int tl_gate_enter(struct tl_gate *g, struct tlsafe *t);
void tl_gate_leave(struct tl_gate *g);

#endif
