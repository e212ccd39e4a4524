/* Who may do what, and who asks. */
#include "change/rights.h"

#include <sys/stat.h>

#include "query/path.h"
#include "store/open.h"

#define O TL_ROLE_BIT(OFFICER)
#define L TL_ROLE_BIT(LEAD)
#define S TL_ROLE_BIT(ANALYST)
#define K TL_ROLE_BIT(KEEPER)
#define A TL_ROLE_BIT(ADMIN)
#define ALL (O | L | S | K | A)
#define ANYBODY (ALL | TL_ROLE_BIT(NONE))

const struct tl_right tl_rights[] = {
	{ "tlsafe-db", "init", NULL, ANYBODY },
	{ "tlsafe-db", "info", NULL, ALL },
	{ "tlsafe-db", "check", NULL, ALL },
	{ "tlsafe-db", "check", "--rebuild", K | A },
	{ "tlsafe-db", "upgrade", NULL, K | A },
	{ "tlsafe-db", "log", NULL, ALL },
	{ "tlsafe-db", "export", NULL, K },
	{ "tlsafe-db", "import", NULL, K },
	{ "tlsafe-db", "backup", NULL, K },
	{ "tlsafe-db", "health", NULL, ALL },
	{ "tlsafe-db", "restore", NULL, K },
	{ "tlsafe-db", "set", NULL, A },
	{ "tlsafe-db", "set", "@", L | A },
	{ "tlsafe-db", "schema", NULL, ALL },
	{ "tlsafe-db", "schema", "apply", A },
	{ "tlsafe-db", "undo", NULL, L | K },
	{ "tlsafe-db", "user", NULL, ALL },
	{ "tlsafe-db", "user", "add", A },
	{ "tlsafe-db", "user", "set", A },
	{ "tlsafe-db", "user", "remove", A },
	{ "tlsafe-db", "whoami", NULL, ANYBODY },
	{ "tlsafe-register", "add", NULL, O | L | K },
	{ "tlsafe-register", "import", NULL, O | L | K },
	{ "tlsafe-register", "import", "--correct", L | K },
	{ "tlsafe-register", "import", "--template", ALL },
	{ "tlsafe-register", "set", NULL, O | L | K },
	{ "tlsafe-register", "set", "--correct", L | K },
	{ "tlsafe-register", "retire", NULL, L | K },
	{ "tlsafe-register", "list", NULL, ALL },
	{ "tlsafe-register", "show", NULL, ALL },
	{ "tlsafe-register", "history", NULL, ALL },
	{ "tlsafe-hazard", "add", NULL, O | L },
	{ "tlsafe-hazard", "import", NULL, O | L },
	{ "tlsafe-hazard", "import", "--template", ALL },
	{ "tlsafe-hazard", "assign", NULL, O | L },
	{ "tlsafe-hazard", "accept", NULL, O | L },
	{ "tlsafe-hazard", "return", NULL, O | L },
	{ "tlsafe-hazard", "plan", NULL, O | L },
	{ "tlsafe-hazard", "rectify", NULL, O | L },
	{ "tlsafe-hazard", "verify", NULL, O | L },
	{ "tlsafe-hazard", "verify", TL_RIGHT_CLOSE, L },
	{ "tlsafe-hazard", "extend", NULL, L },
	{ "tlsafe-hazard", "grade", NULL, L },
	{ "tlsafe-hazard", "supervise", NULL, L },
	{ "tlsafe-hazard", "urge", NULL, O | L },
	{ "tlsafe-hazard", "refer", NULL, O | L },
	{ "tlsafe-hazard", "answer", NULL, O | L },
	{ "tlsafe-hazard", "evaluate", NULL, L },
	{ "tlsafe-hazard", "note", NULL, O | L },
	{ "tlsafe-hazard", "void", NULL, L },
	{ "tlsafe-hazard", "set", NULL, O | L },
	{ "tlsafe-hazard", "set", "--correct", L },
	{ "tlsafe-hazard", "list", NULL, ALL },
	{ "tlsafe-hazard", "show", NULL, ALL },
	{ "tlsafe-hazard", "history", NULL, ALL },
	{ "tlsafe-inspect", "lists", NULL, ALL },
	{ "tlsafe-inspect", "sheet", NULL, ALL },
	{ "tlsafe-inspect", "record", NULL, O | L },
	{ "tlsafe-inspect", "photos", NULL, ALL },
	{ "tlsafe-inspect", "plan", NULL, O | L },
	{ "tlsafe-inspect", "due", NULL, ALL },
	{ "tlsafe-inspect", "returns", NULL, ALL },
	{ "tlsafe-inspect", "list", NULL, ALL },
	{ "tlsafe-inspect", "items", NULL, ALL },
	{ "tlsafe-inspect", "show", NULL, ALL },
	{ "tlsafe-inspect", "history", NULL, ALL },
	{ "tlsafe-inspect", "void", NULL, L },
	{ "tlsafe-snapshot", "add", NULL, O | L },
	{ "tlsafe-snapshot", "get", NULL, ALL },
	{ "tlsafe-snapshot", "hold", NULL, O | L | K },
	{ "tlsafe-snapshot", "release", NULL, L | K },
	{ "tlsafe-snapshot", "prune", NULL, K },
	{ "tlsafe-snapshot", "check", NULL, ALL },
	{ "tlsafe-snapshot", "alike", NULL, ALL },
	{ "tlsafe-snapshot", "detect", NULL, O | L | K },
	{ "tlsafe-snapshot", "judge", NULL, O | L },
	{ "tlsafe-snapshot", "alarms", NULL, ALL },
	{ "tlsafe-snapshot", "list", NULL, ALL },
	{ "tlsafe-snapshot", "show", NULL, ALL },
	{ "tlsafe-snapshot", "history", NULL, ALL },
	{ "tlsafe-stats", "rate", NULL, ALL },
	{ "tlsafe-stats", "by", NULL, ALL },
	{ "tlsafe-stats", "trend", NULL, ALL },
	{ "tlsafe-stats", "flow", NULL, ALL },
	{ "tlsafe-stats", "rank", NULL, ALL },
	{ "tlsafe-stats", "explain", NULL, ALL },
	{ "tlsafe-stats", "why", NULL, ALL },
	{ "tlsafe-stats", "signals", NULL, ALL },
	{ "tlsafe-report", "monthly", NULL, ALL },
	{ "tlsafe-report", "period", NULL, ALL },
	{ "tlsafe-report", "form", NULL, ALL },
	{ "tlsafe-report", "handoff", NULL, ALL },
	{ "tlsafe-report", "file", NULL, O | L },
	{ "tlsafe-report", "file", "--return", L },
	{ "tlsafe-report", "file", "--missing", ALL },
	{ "tlsafe-report", "notice", NULL, O | L },
	{ "tlsafe-report", "served", NULL, O | L },
	{ "tlsafe-report", "void", NULL, L },
	{ "tlsafe-report", "dossier", NULL, ALL },
	{ "tlsafe-report", "list", NULL, ALL },
	{ "tlsafe-report", "show", NULL, ALL },
	{ "tlsafe-report", "diff", NULL, ALL },
	{ "tlsafe", TL_RIGHT_PERSONAL, NULL, O | L | K },
	{ NULL, NULL, NULL, 0 }
};

/* --- the table --------------------------------------------------------------- */

static bool among(const char *with, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (with[0] == '@' ? words[i][0] == '@' || !strncmp(words[i], "＠", 3) :
		                     !strcmp(with, words[i]))
			return true;
	return false;
}

/* Bits of the roles that may run VERB of PROGRAM with WORDS. */
static unsigned who_may(const char *program, const char *verb, const char *const *words, size_t n)
{
	unsigned plain = 0, with = 0;
	bool special = false;

	for (const struct tl_right *r = tl_rights; r->program; r++) {
		if (strcmp(r->program, program) || strcmp(r->verb, verb))
			continue;
		if (!r->with) {
			plain = r->roles;
		} else if (among(r->with, words, n)) {
			with = special ? with & r->roles : r->roles;
			special = true;
		}
	}
	return special ? with : plain;
}

static unsigned roles_of(const char *verb, const char *with)
{
	for (const struct tl_right *r = tl_rights; r->program; r++)
		if (!strcmp(r->verb, verb) && (with ? r->with && !strcmp(r->with, with) : !r->with))
			return r->roles;
	return 0;
}

/* "lead, keeper" */
static void add_roles(struct tl_buf *out, unsigned roles)
{
	const char *comma = "";

	for (int i = TL_ROLE_NONE + 1; i < TL_ROLE_COUNT; i++)
		if (roles >> i & 1) {
			tl_buf_printf(out, "%s%s", comma, tl_role_code(i));
			comma = ", ";
		}
}

/* --- who asks ---------------------------------------------------------------- */

/* Root, and whom the directory belongs to. */
static bool owns(const struct tlsafe *t)
{
	struct stat st;

	return t->uid == 0 || (t->path && !stat(t->path, &st) && st.st_uid == t->uid);
}

/* Keeps why, for the journal; gives TLSAFE_ERULE. */
static int refused(struct tlsafe *t)
{
	tl_buf_clear(&t->asker.refused);
	tl_buf_str(&t->asker.refused, t->err.text);
	return t->err.code;
}

static int refuse_unknown(struct tlsafe *t)
{
	struct tl_bytes login = tl_buf_bytes(&t->login);
	TL_BUF hint = { 0 };

	tl_buf_printf(&hint, "%s: tlsafe-db user add %.*s --role %s --reason TEXT",
	              owns(t) ? "the store's directory is yours" : "an admin enters it",
	              (int)login.len, login.data, owns(t) ? "admin" : "ROLE");
	tl_err_hint(&t->err, TLSAFE_ERULE, hint.failed ? NULL : hint.data,
	            "%.*s is not on the roster of this store, and may not do this: %.*s",
	            (int)login.len, login.data, (int)t->asker.what.len, t->asker.what.data);
	return refused(t);
}

static int refuse_role(struct tlsafe *t)
{
	struct tl_asker *a = &t->asker;
	const char *role = tl_role_code(a->role);
	struct tl_bytes what = tl_buf_bytes(&a->what), login = tl_buf_bytes(&t->login);
	TL_BUF hint = { 0 };

	tl_buf_str(&hint, "who may: ");
	add_roles(&hint, a->may);
	tl_buf_str(&hint, "; tlsafe-db whoami tells what else you may do");
	tl_err_hint(&t->err, TLSAFE_ERULE, hint.failed ? NULL : hint.data,
	            "%.*s, whose role is %s, may not do this: %.*s", (int)login.len, login.data,
	            role, (int)what.len, what.data);
	return refused(t);
}

/* The one on the roster whom TEXT names, by login or else by name. R is set up here. */
static int find_actor(struct tl_view *v, struct tl_bytes text, struct tl_record *r)
{
	TL_WALK walk = { 0 };
	int rc = tl_roster_find(v, text, r);

	if (rc || tl_roster_value(r, "role").len)
		return rc;
	rc = tl_walk_begin(&walk, v, r->kind);
	while (!rc && (rc = tl_walk_next(&walk, r)) == 1) {
		if (tl_roster_value(r, "role").len && tl_eq(tl_roster_value(r, "name"), text))
			return 0;
		rc = 0;
	}
	r->exists = false;
	return rc;
}

/* Entered for somebody else on the roster, it says so; in guarded mode for nobody else. */
static int take_actor(struct tl_view *v)
{
	struct tlsafe *t = v->t;
	struct tl_bytes actor = tl_buf_bytes(&t->actor), login = tl_buf_bytes(&t->login), id, name;
	TL_RECORD r = { 0 };
	int rc;

	/* Found before, it is looked at again. */
	if (t->asker.proxy.len)
		actor = tl_buf_bytes(&t->asker.proxy);
	if (!actor.len || tl_eq(actor, login) || tl_eq(actor, tl_buf_bytes(&t->asker.name)))
		return 0;
	rc = t->asker.roster ? find_actor(v, actor, &r) : 0;
	if (rc)
		return rc;
	if (!r.exists && t->guarded) {
		tl_err_hint(&t->err, TLSAFE_ERULE, "tlsafe-db user list names who is on it",
		            "--actor %.*s: not on the roster of this store", (int)actor.len,
		            actor.data);
		return refused(t);
	}
	tl_buf_clear(&t->asker.proxy);
	if (!r.exists)
		return 0;
	id = tl_record_at(&r, TL_F_ID);
	tl_buf_put(&t->asker.proxy, id.data + strlen(TL_ROSTER_PREFIX),
	           id.len - strlen(TL_ROSTER_PREFIX));
	name = tl_roster_value(&r, "name");
	tl_buf_clear(&t->actor);
	tl_buf_add(&t->actor, name.len ? name : tl_buf_bytes(&t->asker.proxy));
	return t->actor.failed || t->asker.proxy.failed ? tl_err_memory(&t->err) : 0;
}

int tl_rights_judge(struct tl_view *v)
{
	struct tlsafe *t = v->t;
	struct tl_asker *a = &t->asker;
	int rc = tl_roster_ask(v);

	a->hides = a->roster && !(roles_of(TL_RIGHT_PERSONAL, NULL) >> a->role & 1);
	if (!rc && !a->roster && t->guarded)
		return take_actor(v);
	if (rc || !a->roster || a->noting)
		return rc;
	if (!a->asked)
		return tl_err_set(&t->err, TLSAFE_ERULE,
		                  "the store has a roster, and whether it may be done was not "
		                  "asked");
	rc = take_actor(v);
	if (rc || a->may >> a->role & 1)
		return rc;
	if (owns(t) && tl_eqs(tl_buf_bytes(&a->what), "tlsafe-db user add"))
		return 0;
	return a->role == TL_ROLE_NONE ? refuse_unknown(t) : refuse_role(t);
}

int tl_rights_again(struct tl_view *v)
{
	const struct tl_asker *a = &v->t->asker;
	int rc;

	if (a->asked && a->roster && a->head == v->head.number)
		return 0;
	rc = tl_roster_begun(v->txn, v->schema, &v->t->err);
	return rc == 1 ? tl_rights_judge(v) : rc;
}

/* What is asked for into T's asker. */
static int ask(struct tlsafe *t, const char *program, const char *verb, const char *const *words,
               size_t n)
{
	struct tl_asker *a = &t->asker;

	a->asked = true;
	a->may = who_may(program, verb, words, n);
	tl_buf_clear(&a->what);
	tl_buf_printf(&a->what, "%s %s", program, verb);
	for (const struct tl_right *r = tl_rights; r->program; r++)
		if (r->with && !strcmp(r->program, program) && !strcmp(r->verb, verb) &&
		    among(r->with, words, n))
			tl_buf_printf(&a->what, " %s", r->with);
	return a->what.failed ? tl_err_memory(&t->err) : 0;
}

bool tlsafe_has_roster(const struct tlsafe *t)
{
	return t->roster;
}

int tlsafe_permit(struct tlsafe *t, const char *program, const char *verb,
                  const char *const *words, size_t n)
{
	TL_VIEW v = { 0 };
	int rc = ask(t, program, verb, words, n);

	if (rc || (!t->roster && !t->guarded))
		return rc;
	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_begin(&v, t);
	if (!rc)
		rc = tl_rights_judge(&v);
	/* Who cannot be looked up in a damaged store is not kept from saving what is left. */
	if (rc == TLSAFE_ECORRUPT && owns(t)) {
		tl_err_clear(&t->err);
		rc = 0;
	}
	return tl_store_error(t, rc);
}

/* --- single records ---------------------------------------------------------- */

static const enum tl_field_name body_fields[] = { TL_F_TOWN, TL_F_REGULATOR, TL_F_ASSIGNEE,
	                                          TL_F_BODY };

/* Of a record that there is what it holds, of a new one what it will hold. */
static struct tl_bytes held(const struct tl_record *r, const struct tl_entry *e,
                            enum tl_field_name field)
{
	const struct tl_set *s = r->exists ? NULL : tl_entry_value(e, field);

	if (r->exists)
		return tl_record_at(r, field);
	return s ? s->value : TL_NONE;
}

static int fault_kept(struct tl_decide *d, struct tlsafe *t, const char *hint,
                      struct tl_bytes id, const char *why)
{
	tl_buf_clear(&t->asker.refused);
	tl_buf_printf(&t->asker.refused, "%.*s: %.*s: %s", (int)t->asker.what.len,
	              t->asker.what.data, (int)id.len, id.data, why);
	return tl_fault(d, TLSAFE_ERULE, NULL, TL_NONE, hint, "%.*s: %s", (int)id.len, id.data,
	                why);
}

int tl_rights_scope(struct tl_decide *d, struct tlsafe *t, const struct tl_record *r,
                    const struct tl_entry *e)
{
	struct tl_bytes bodies = tl_buf_bytes(&t->asker.bodies), id = e->id;
	bool asked = !strcmp(e->kind->name, "body");

	if (!t->asker.roster || !bodies.len)
		return 0;
	if (asked && tl_list_has(bodies, id))
		return 0;
	for (size_t i = 0; i < TL_LEN(body_fields); i++) {
		if (e->kind->at[body_fields[i]] < 0)
			continue;
		asked = true;
		if (tl_list_has(bodies, held(r, e, body_fields[i])))
			return 0;
	}
	if (!asked)
		return 0;
	return fault_kept(d, t, "tlsafe-db whoami names these bodies", id,
	                  "not of a body that you work for");
}

int tl_rights_close(struct tl_decide *d, struct tlsafe *t, const struct tl_record *r)
{
	if (!t->asker.roster || roles_of("verify", TL_RIGHT_CLOSE) >> t->asker.role & 1)
		return 0;
	return fault_kept(d, t, "who may: lead", tl_record_at(r, TL_F_ID),
	                  "closing a major hazard is for others than your role");
}
