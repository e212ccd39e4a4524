/* Who asks, and who may do what. */
#include "change/rights.h"
#include "query/filter.h"
#include "query/line.h"
#include "store/open.h"

/* "tlsafe-db: check info; tlsafe-hazard: list" of what ROLE may; with WITH behind the verb. */
static void add_may(struct tl_buf *out, enum tl_role role)
{
	const char *program = "";

	for (const struct tl_right *r = tl_rights; r->program; r++) {
		if (!(r->roles >> role & 1))
			continue;
		if (strcmp(program, r->program))
			tl_buf_printf(out, "%s%s:", out->len ? "; " : "", r->program);
		else
			tl_buf_char(out, ',');
		program = r->program;
		tl_buf_printf(out, " %s", r->verb);
		if (r->with)
			tl_buf_printf(out, " %s", r->with);
	}
}

/* What the bodies are called. */
static int add_bodies(struct tl_buf *out, struct tl_view *v, struct tl_bytes bodies)
{
	const struct tl_field *f = tl_kind_key(tl_roster_kind(v->schema), TL_LIT("bodies"));
	TL_QUERY q = { 0 };
	int rc = tl_query_begin(&q, v, f->kind, NULL, 0, false);

	return rc || !bodies.len ? rc : tl_query_label(&q, f, bodies, false, out);
}

int tlsafe_whoami(struct tlsafe *t, struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "login", false, "登录名", "Login" },	{ "actor", false, "录入人", "Entered by" },
		{ "roster", false, "名册", "Roster" },	{ "name", false, "姓名", "Name" },
		{ "role", false, "角色", "Role" },	{ "bodies", false, "所属机构", "Bodies" },
		{ "may", false, "可用命令", "May" },
	};
	struct tl_asker *a = &t->asker;
	struct tl_line l = { .n = 0 };
	TL_VIEW v = { 0 };
	TL_BUF may = { 0 };
	TL_BUF bodies = { 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_begin(&v, t);
	if (!rc)
		rc = tl_roster_ask(&v);
	if (!rc && a->roster && a->bodies.len)
		rc = add_bodies(&bodies, &v, tl_buf_bytes(&a->bodies));
	if (a->roster)
		add_may(&may, a->role);
	else
		tl_buf_str(&may, "everything: the store has no roster");
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	if (rc || may.failed || bodies.failed)
		return rc ? tl_store_error(t, rc) : tl_err_memory(&t->err);
	tl_line_text(&l, tl_buf_bytes(&t->login));
	tl_line_text(&l, tl_buf_bytes(&t->actor));
	tl_line_text(&l, a->roster ? TL_LIT("yes") : TL_LIT("no"));
	tl_line_text(&l, tl_buf_bytes(&a->name));
	tl_line_text(&l, a->role ? tl_str(tl_role_code(a->role)) : TL_NONE);
	tl_line_text(&l, tl_buf_bytes(&bodies));
	tl_line_text(&l, tl_buf_bytes(&may));
	rc = tl_line_write(&l, t, out);
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}

int tlsafe_rights(struct tlsafe *t, struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "command", false, "命令", "Command" },
		{ "verb", false, "操作", "Verb" },
		{ "with", false, "附带", "With" },
		{ "officer", false, "工作人员", "Officer" },
		{ "lead", false, "负责人", "Lead" },
		{ "analyst", false, "统计", "Analyst" },
		{ "keeper", false, "档案保管", "Keeper" },
		{ "admin", false, "管理员", "Administrator" },
		{ "nobody", false, "名册外", "Not on it" },
	};
	struct tl_line l = { .n = 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	for (const struct tl_right *r = tl_rights; !rc && r->program; r++) {
		tl_line_text(&l, tl_str(r->program));
		tl_line_text(&l, tl_str(r->verb));
		tl_line_text(&l, tl_str(r->with));
		for (int i = TL_ROLE_NONE + 1; i < TL_ROLE_COUNT; i++)
			tl_line_true(&l, r->roles >> i & 1);
		tl_line_true(&l, r->roles >> TL_ROLE_NONE & 1);
		rc = tl_line_write(&l, t, out);
	}
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}
