/* An open store: making and opening it, views of it, and looking records up. */
#include "store/handle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "form/form.h"

struct tlsafe *tlsafe_new(void)
{
	struct tlsafe *t;

	tl_memory_begin();
	if (tl_hash_setup())
		return NULL;
	t = calloc(1, sizeof(*t));
	if (t)
		t->wait = 10;
	return t;
}

void tl_store_close(struct tlsafe *t)
{
	tl_kv_closep(&t->kv);
	tl_schema_freep(&t->schema);
	tl_buf_release(&t->start_bytes);
	tl_buf_release(&t->genesis_bytes);
	tl_arena_release(&t->genesis_arena);
	t->genesis = (struct tl_genesis){ 0 };
	free(t->path);
	t->path = NULL;
	t->roster = false;
	tl_buf_release(&t->asker.bodies);
	tl_buf_release(&t->asker.name);
	tl_buf_release(&t->asker.what);
	tl_buf_release(&t->asker.refused);
	tl_buf_release(&t->asker.proxy);
	t->asker = (struct tl_asker){ 0 };
}

void tlsafe_free(struct tlsafe *t)
{
	if (!t)
		return;
	tl_store_close(t);
	tl_buf_release(&t->actor);
	tl_buf_release(&t->login);
	tl_buf_release(&t->command);
	tl_buf_release(&t->verb);
	tl_buf_release(&t->request);
	free(t);
}

const char *tlsafe_errmsg(const struct tlsafe *t)
{
	return t->err.text;
}

const char *tlsafe_errhint(const struct tlsafe *t)
{
	return t->err.hint;
}

static void replace(struct tl_buf *b, const char *text)
{
	tl_buf_clear(b);
	tl_buf_str(b, text ? text : "");
}

int tlsafe_set_who(struct tlsafe *t, const struct tlsafe_who *who)
{
	tl_memory_begin();
	tl_err_clear(&t->err);
	replace(&t->actor, who->actor);
	replace(&t->login, who->login);
	replace(&t->command, who->command);
	replace(&t->verb, who->verb);
	replace(&t->request, who->request);
	if (tl_utf8_check(tl_buf_bytes(&t->actor)) >= 0)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "the actor's name is not valid UTF-8");
	if (t->actor.len && !tl_utf8_trim(tl_buf_bytes(&t->actor)).len)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "the actor's name is blank");
	if (t->request.len > 256 || tl_utf8_check(tl_buf_bytes(&t->request)) >= 0)
		return tl_err_set(&t->err, TLSAFE_EUSAGE,
		                  "the key of a request is at most 256 bytes of valid UTF-8");
	if (tl_utf8_check(tl_buf_bytes(&t->command)) >= 0)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "the command line is not valid UTF-8");
	if (tl_utf8_check(tl_buf_bytes(&t->verb)) >= 0)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "the verb is not valid UTF-8");
	tl_buf_clear(&t->asker.proxy);
	t->uid = who->uid;
	t->pid = who->pid;
	t->now = who->now;
	t->now_given = who->now_given;
	t->clock_is_right = who->clock_is_right;
	t->guarded = who->guarded;
	t->wait = who->wait;
	return t->actor.failed || t->login.failed || t->command.failed || t->verb.failed ||
	                       t->request.failed ?
	               tl_err_memory(&t->err) :
	               0;
}

int tlsafe_look(struct tlsafe *t)
{
	struct tl_err err = { 0 };
	int rc = t->kv && t->kv->ops->look ? t->kv->ops->look(t->kv, &err) : 0;

	if (!rc)
		return 0;
	tl_err_clear(&t->err);
	return tl_err_pass(&t->err, rc, &err);
}

uint64_t tlsafe_saved(const struct tlsafe *t)
{
	return t->saved;
}

uint64_t tlsafe_repeated(const struct tlsafe *t)
{
	return t->repeated;
}

int tl_store_error(struct tlsafe *t, int rc)
{
	if (tl_memory_short())
		return tl_err_memory(&t->err);
	if (rc >= 0 || t->err.text[0])
		return rc;
	switch (rc) {
	case TLSAFE_EMEMORY:
		return tl_err_memory(&t->err);
	case TLSAFE_ECORRUPT:
		return tl_err_hint(&t->err, rc, "run tlsafe-db check", "the store is damaged");
	case TLSAFE_ENOENT:
		return tl_err_set(&t->err, rc, "not there");
	default:
		return tl_err_set(&t->err, rc, "failed with code %d", rc);
	}
}

/* --- views ------------------------------------------------------------------- */

void tlsafe_set_trace(struct tlsafe *t, tlsafe_trace_fn *trace, void *ctx)
{
	t->trace = trace;
	t->trace_ctx = ctx;
}

void tl_trace(const struct tlsafe *t, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	if (!t->trace)
		return;
	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	t->trace(t->trace_ctx, text);
	free(text);
}

int tl_out_error(struct tlsafe *t, struct tlsafe_out *out)
{
	return tl_err_pass(&t->err, out->err.code, &out->err);
}
