/* The gate: one writer at a time, with a time-out and a name. */
#include "store/gate.h"

void tl_gate_leave(struct tl_gate *g)
{
	if (g->kv)
		g->kv->ops->unlock(g->kv);
	g->kv = NULL;
}

int tl_gate_enter(struct tl_gate *g, struct tlsafe *t)
{
	char at[TL_INSTANT_TEXT];
	TL_BUF who = { 0 };
	int rc;

	tl_buf_printf(&who, "%s (pid %llu, %s, since %s)", t->actor.len ? t->actor.data : "?",
	              (unsigned long long)t->pid, t->command.len ? t->command.data : "?",
	              tl_instant_format(at, t->now, t->genesis.offset, false));
	if (who.failed)
		return tl_err_memory(&t->err);
	rc = t->kv->ops->lock(t->kv, who.data, t->wait, &t->err);
	if (!rc)
		g->kv = t->kv;
	return rc;
}
