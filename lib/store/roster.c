/* The roster: who works with the store, in which role and for which bodies. */
#include "store/roster.h"

#include "store/schema_set.h"
#include "store/views.h"

static const char *const codes[TL_ROLE_COUNT] = {
#define X(upper, code) [TL_ROLE_##upper] = code,
	TL_ROLES(X)
#undef X
};

const char *tl_role_code(enum tl_role role)
{
	return codes[role];
}

struct tl_bytes tl_roster_value(const struct tl_record *r, const char *key)
{
	return r->exists ? tl_record_named(r, key) : TL_NONE;
}

enum tl_role tl_roster_role(const struct tl_record *r)
{
	struct tl_bytes code = tl_roster_value(r, "role");

	for (int i = TL_ROLE_NONE + 1; i < TL_ROLE_COUNT; i++)
		if (tl_eqs(code, codes[i]))
			return i;
	return TL_ROLE_NONE;
}

const struct tl_kind *tl_roster_kind(const struct tl_schema *schema)
{
	const struct tl_kind *kind = tl_schema_kind(schema, TL_ROSTER_KIND);

	return kind && !kind->withdrawn ? kind : NULL;
}

int tl_roster_begun(struct tl_kv_txn *txn, const struct tl_schema *schema, struct tl_err *err)
{
	const struct tl_kind *kind = tl_roster_kind(schema);
	struct tl_bytes val;
	TL_BUF key = { 0 };
	int rc;

	if (!kind)
		return 0;
	tl_key_meta(&key, "rows/", tl_str(kind->name));
	rc = key.failed ? tl_err_memory(err) : tl_kv_get(txn, tl_buf_bytes(&key), &val, err);
	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	return 1;
}

int tl_roster_find(struct tl_view *v, struct tl_bytes login, struct tl_record *r)
{
	const struct tl_kind *kind = tl_roster_kind(v->schema), *found;
	TL_BUF id = { 0 };
	uint64_t row;
	int rc;

	tl_record_init(r, kind);
	if (!kind)
		return 0;
	tl_buf_str(&id, TL_ROSTER_PREFIX);
	tl_buf_add(&id, login);
	if (id.failed)
		return tl_err_memory(&v->t->err);
	rc = tl_view_find(v, tl_buf_bytes(&id), &found, &row);
	if (rc || found != kind)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	return tl_view_look_up(v, kind, row, r);
}

int tl_roster_there(struct tl_view *v)
{
	int rc = tl_roster_begun(v->txn, v->schema, &v->t->err);
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };

	if (rc <= 0)
		return rc;
	tl_record_init(&r, tl_roster_kind(v->schema));
	rc = tl_walk_begin(&walk, v, r.kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		if (tl_roster_value(&r, "role").len)
			return 1;
		rc = 0;
	}
	return rc;
}

int tl_roster_refuse(struct tlsafe *t, const struct tl_kind *kind)
{
	if (kind && kind == tl_roster_kind(t->schema))
		return tl_err_hint(&t->err, TLSAFE_ERULE, "tlsafe-db user add, set or remove",
		                   "the roster is changed by commands of its own");
	return tl_schema_set_refuse(t, kind);
}

int tl_roster_ask(struct tl_view *v)
{
	struct tl_asker *a = &v->t->asker;
	TL_RECORD r = { 0 };
	int rc = tl_roster_there(v);

	a->roster = rc == 1;
	a->role = TL_ROLE_NONE;
	a->head = v->head.number;
	tl_buf_clear(&a->bodies);
	tl_buf_clear(&a->name);
	if (rc <= 0)
		return rc;
	rc = tl_roster_find(v, tl_buf_bytes(&v->t->login), &r);
	if (rc)
		return rc;
	a->role = tl_roster_role(&r);
	tl_buf_add(&a->bodies, tl_roster_value(&r, "bodies"));
	tl_buf_add(&a->name, tl_roster_value(&r, "name"));
	return a->bodies.failed || a->name.failed ? tl_err_memory(&v->t->err) : 0;
}
