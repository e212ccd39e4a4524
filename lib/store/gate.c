/* The gate: one writer at a time, with a time-out and a name. */
#include "store/gate.h"

void tl_gate_leave(struct tl_gate *g)
{
	if (g->kv)
		g->kv->ops->unlock(g->kv);
	g->kv = NULL;
}

int tl_gate_hold(struct tl_gate *g, struct tlsafe *t)
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

static int needs_upgrade(struct tlsafe *t)
{
	TL_BUF hint = { 0 };

	tl_buf_printf(&hint, "run: tlsafe-db upgrade -s %s", t->path);
	return tl_err_hint(&t->err, TLSAFE_EVERSION, hint.failed ? NULL : hint.data,
	                   "%s: format %u, which is read and no longer written", t->path,
	                   t->format);
}

int tl_gate_enter(struct tl_gate *g, struct tlsafe *t)
{
	return t->format < TL_STORE_FORMAT ? needs_upgrade(t) : tl_gate_hold(g, t);
}
