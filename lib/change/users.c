/* Changing the roster, and noting who was refused. */
#include <stdio.h>
#include <stdlib.h>

#include "change/act.h"
#include "change/rights.h"
#include "store/open.h"

struct roster_job {
	struct tlsafe *t;
	struct tl_bytes id;
	bool adds;
};

/* --- who is on it ------------------------------------------------------------ */

/* How many others than ID are on the roster, and how many of them are admins. */
static int count_others(struct tl_change *c, const struct tl_kind *kind, struct tl_bytes id,
                        size_t *others, size_t *admins)
{
	TL_WALK walk = { 0 };
	TL_RECORD r;
	int rc;

	*others = *admins = 0;
	tl_record_init(&r, kind);
	rc = tl_walk_begin(&walk, &c->view, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		rc = 0;
		if (tl_eq(tl_record_at(&r, TL_F_ID), id))
			continue;
		*others += tl_roster_value(&r, "role").len > 0;
		*admins += tl_roster_role(&r) == TL_ROLE_ADMIN;
	}
	return rc;
}

/* Somebody can always change the roster. */
static int judge_admins(void *ctx, struct tl_change *c)
{
	struct roster_job *j = ctx;
	const struct tl_kind *kind = tl_roster_kind(j->t->schema);
	const struct tl_record *mine;
	size_t others, admins;
	int rc = count_others(c, kind, j->id, &others, &admins);

	if (!rc)
		rc = c->decide.look(c->decide.look_ctx, kind, j->id, &mine);
	if (rc || admins || (mine && tl_roster_role(mine) == TL_ROLE_ADMIN))
		return rc;
	if (j->adds && !others)
		return tl_fault(&c->decide, TLSAFE_ERULE, "role", TL_NONE, "give --role admin",
		                "the first one on the roster is its admin");
	return tl_fault(&c->decide, TLSAFE_ERULE, "role", TL_NONE,
	                "give the role to another first: tlsafe-db user set LOGIN --role admin",
	                "%.*s is the last admin", (int)(j->id.len - strlen(TL_ROSTER_PREFIX)),
	                j->id.data + strlen(TL_ROSTER_PREFIX));
}

/* What of LOGIN there is: *RECORD, and *ROLE, whether it is on the roster. */
static int look_at(struct tlsafe *t, struct tl_bytes login, bool *record, bool *role)
{
	TL_VIEW v = { 0 };
	TL_RECORD r = { 0 };
	int rc = tl_view_begin(&v, t);

	if (!rc)
		rc = tl_roster_find(&v, login, &r);
	*record = !rc && r.exists;
	*role = *record && tl_roster_value(&r, "role").len;
	return rc;
}

static int check_login(struct tlsafe *t, const char *login)
{
	size_t n = strlen(login);
	bool good = n && n <= 59;

	for (size_t i = 0; good && i < n; i++)
		good = (unsigned char)login[i] > ' ' && login[i] != 0x7f && !strchr(":,", login[i]);
	return good ? 0 :
	              tl_err_hint(&t->err, TLSAFE_EUSAGE, "give one as id -un prints it",
	                          "not a login name: '%s'", login);
}

static bool has_role(const struct tlsafe_change *in)
{
	for (size_t i = 0; i < in->ngiven; i++)
		if (!strcmp(in->given[i].field, "role"))
			return in->given[i].text && *in->given[i].text;
	return false;
}

static int check_there(struct tlsafe *t, const char *verb, const char *login,
                       const struct tlsafe_change *in, bool role)
{
	if (!strcmp(verb, "add") && role)
		return tl_err_hint(&t->err, TLSAFE_ERULE, "tlsafe-db user set changes it",
		                   "%s is on the roster already", login);
	if (!strcmp(verb, "add") && !has_role(in))
		return tl_err_hint(&t->err, TLSAFE_EUSAGE,
		                   "give --role officer, lead, analyst, keeper or admin",
		                   "who is on the roster has a role");
	if (strcmp(verb, "add") && !role)
		return tl_err_hint(&t->err, TLSAFE_ENOENT, "tlsafe-db user list names them",
		                   "%s is not on the roster", login);
	if (!strcmp(verb, "set") && !in->ngiven)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "give --role, --body or --name",
		                   "nothing is to be changed");
	for (size_t i = 0; i < in->ngiven; i++)
		if (!strcmp(in->given[i].field, "role") && !*in->given[i].text)
			return tl_err_hint(&t->err, TLSAFE_EUSAGE,
			                   "tlsafe-db user remove takes them off it",
			                   "who is on the roster has a role");
	return 0;
}

/* Acts on the record "user:LOGIN", with one more word WORD (NULL: none), as ALSO judges. */
static int act_on(struct tlsafe *t, const char *login, const struct tlsafe_change *in,
                  const char *act, char *const *words, size_t n, struct tlsafe_out *out,
                  int (*judge)(void *ctx, struct tl_change *c), bool adds)
{
	struct tlsafe_change c = *in;
	struct roster_job j = { .t = t, .adds = adds };
	char *id = NULL, *ids[] = { NULL, NULL }, *values[4] = { NULL };
	int rc;

	if (asprintf(&id, "id=" TL_ROSTER_PREFIX "%s", login) < 0)
		return tl_err_memory(&t->err);
	ids[0] = id + strlen("id=");
	j.id = tl_str(ids[0]);
	for (size_t i = 0; i < n; i++)
		values[c.nvalues = i] = words[i];
	c.nvalues = n;
	c.kind = TL_ROSTER_KIND;
	c.verb = act;
	if (strcmp(act, "add")) {
		c.ids = ids;
		c.nids = 1;
	} else {
		values[c.nvalues++] = id;
	}
	c.values = values;
	rc = tl_act_change(t, &c, out, &(struct tl_act_also){ judge, &j, NULL });
	free(id);
	return rc;
}

int tlsafe_user(struct tlsafe *t, const char *verb, const char *login,
                const struct tlsafe_change *in, struct tlsafe_out *out)
{
	static char *none[] = { (char *)"role=", (char *)"bodies=" };
	bool record, role, adds = !strcmp(verb, "add"), removes = !strcmp(verb, "remove");
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	if (!adds && !removes && strcmp(verb, "set"))
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "no verb '%s'", verb);
	if (!tl_roster_kind(t->schema))
		return tl_err_hint(&t->err, TLSAFE_ECONFIG,
		                   "tlsafe-db schema apply brings it into it",
		                   "the store's schema set has no roster: it was made by an older "
		                   "tlsafe");
	rc = check_login(t, login);
	if (!rc)
		rc = look_at(t, tl_str(login), &record, &role);
	if (!rc)
		rc = check_there(t, verb, login, in, role);
	if (!rc && (!in->reason || !*in->reason))
		rc = tl_err_hint(&t->err, TLSAFE_ERULE, "give --reason",
		                 "a change of the roster needs a reason");
	if (rc)
		return tl_store_error(t, rc);
	rc = act_on(t, login, in, record ? "set" : "add", none, removes * TL_LEN(none), out,
	            judge_admins, adds);
	t->roster |= !rc;
	return rc;
}

/* --- who was refused --------------------------------------------------------- */

#define ONCE_IN (60 * 1000000ll)	/* microseconds */

/* Not when the last entry tells of it too, and is no minute old. */
static int judge_often(void *ctx, struct tl_change *c)
{
	struct roster_job *j = ctx;
	const struct tl_record *r;
	const struct tl_entry *e;
	int rc = c->decide.look(c->decide.look_ctx, tl_roster_kind(j->t->schema), j->id, &r);

	if (rc || !r || !r->nruns || !r->run[r->nruns - 1].txn)
		return rc;
	struct tl_place last = { r->run[r->nruns - 1].txn,
		                 r->run[r->nruns - 1].first + r->run[r->nruns - 1].count - 1 };
	rc = tl_journal_entry(&c->view.journal, last, &e);
	if (rc || !e->note.len || e->nset)
		return rc;
	rc = tl_journal_head(&c->view.journal, last.txn);
	if (rc)
		return rc;
	return j->t->now - c->view.journal.at->head.at < ONCE_IN ? TLSAFE_ERULE : 0;
}

void tlsafe_note_refusal(struct tlsafe *t)
{
	struct tl_asker *a = &t->asker;
	struct tl_err was = t->err;
	struct tl_buf verb = t->verb, request = t->request;
	struct tlsafe_change c = { .verb = "note" };
	double wait = t->wait;
	char *note = NULL, *login = NULL;
	bool record, role;

	if (!a->refused.len || !t->kv || !tl_roster_kind(t->schema))
		return;
	if (asprintf(&note, "%.*s", (int)a->refused.len, a->refused.data) < 0 ||
	    asprintf(&login, "%.*s", (int)t->login.len, t->login.data) < 0) {
		free(note);
		return;
	}
	tl_buf_clear(&a->refused);
	t->verb = (struct tl_buf){ 0 };
	t->request = (struct tl_buf){ 0 };
	tl_buf_str(&t->verb, "refused");
	t->wait = 0;
	a->noting = true;
	c.note = note;
	tl_err_clear(&t->err);
	/* What was refused stays refused whether or not it can be written down. */
	if (!check_login(t, login) && !look_at(t, tl_str(login), &record, &role) &&
	    !act_on(t, login, &c, record ? "note" : "add", NULL, 0, NULL, judge_often, false))
		tl_trace(t, "the refusal is noted in the journal");
	a->noting = false;
	t->wait = wait;
	tl_buf_release(&t->verb);
	t->verb = verb;
	t->request = request;
	t->saved = 0;
	t->err = was;
	free(note);
	free(login);
}
