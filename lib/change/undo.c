/* Taking a transaction back: nothing is deleted, an entry for each record that it touched says
 * so. */
#include <stdlib.h>

#include "change/asked.h"
#include "change/duplicates.h"
#include "change/rights.h"
#include "change/schema_apply.h"
#include "journal/workflow.h"
#include "query/line.h"
#include "store/open.h"
#include "store/roster.h"
#include "store/schema_set.h"

struct undo {
	struct tlsafe *t;
	uint64_t txn;
	struct tl_bytes reason;
	tlsafe_fault_fn *fault;
	void *fault_ctx;
	struct tlsafe_out *out;
	struct touched {
		const struct tl_kind *kind;
		struct tl_bytes id;
		bool made;		/* the transaction added it */
	} *touched;
	size_t n, max;
	uint64_t revives;		/* transaction that it had taken back; 0: none */
	/* what would be void again */
	struct tl_bytes *voided;
	size_t nvoided, maxvoided;
	const struct tl_kind *void_kind;
	struct tl_map *seen;		/* id -> index + 1 */
	struct tl_arena arena;
};

static void undo_release(struct undo *u)
{
	free(u->touched);
	free(u->voided);
	tl_map_freep(&u->seen);
	tl_arena_release(&u->arena);
}

static int note(struct undo *u, const struct tl_entry *e)
{
	bool made, ok = true;
	uint64_t *slot = tl_map_put(u->seen, e->id, &made);

	if (!slot)
		return tl_err_memory(&u->t->err);
	if (made) {
		if (!TL_GROW(u->touched, u->n, u->max))
			return tl_err_memory(&u->t->err);
		u->touched[u->n++] =
			(struct touched){ e->kind, tl_arena_dup(&u->arena, e->id, &ok), false };
		*slot = u->n;
	}
	if (e->act == TL_ACT_ADD && !e->corrects.n)
		u->touched[*slot - 1].made = true;
	return ok ? 0 : tl_err_memory(&u->t->err);
}

static int read_transaction(struct undo *u, struct tl_view *v)
{
	struct tl_journal *j = &v->journal;
	const struct tl_entry *e;
	int rc;

	if (u->txn == 0 || u->txn > v->head.number)
		return tl_err_set(&u->t->err, TLSAFE_ENOENT,
		                  "there is no transaction %llu; the last is %llu",
		                  (unsigned long long)u->txn, (unsigned long long)v->head.number);
	rc = tl_journal_head(j, u->txn);
	for (uint32_t n = 1; !rc && n <= j->at->head.count; n++) {
		rc = tl_journal_entry(j, (struct tl_place){ u->txn, n }, &e);
		if (!rc)
			rc = note(u, e);
		if (!rc && e->act == TL_ACT_UNDO)
			u->revives = e->undoes;
	}
	return rc;
}

/* The transaction that TXN takes back; 0: none. */
static int taken_back(struct tl_journal *j, uint64_t txn, uint64_t *ret)
{
	const struct tl_entry *e;
	int rc = tl_journal_entry(j, (struct tl_place){ txn, 1 }, &e);

	*ret = !rc && e->act == TL_ACT_UNDO ? e->undoes : 0;
	return rc;
}

/* What would stand again may not speak of what the schema set has lost since. */
static void check_known(struct tl_change *c, const struct tl_entry *e)
{
	const char *what = "kind", *lost = e->kind->withdrawn ? e->kind->name : NULL;

	for (size_t i = 0; i < e->nset; i++)
		if (e->set[i].field->withdrawn && e->set[i].value.len) {
			what = "field";
			lost = e->set[i].field->key;
		}
	if (lost)
		tl_fault(&c->decide, TLSAFE_ERULE, NULL, TL_NONE,
		         "apply it again first: tlsafe-db schema apply",
		         "%.*s would stand again with the %s %s, which the schema set no "
		         "longer has",
		         (int)e->id.len, e->id.data, what, lost);
}

/* Nor in favour of what is void by now. */
static int check_original(struct undo *u, struct tl_change *c, const struct tl_entry *e)
{
	const struct tl_kind *kind = e->kind;
	const struct tl_set *to = tl_entry_value(e, TL_F_DUPLICATE_OF);
	const struct tl_record *original;
	bool ok = true;
	int rc;

	if (!TL_GROW(u->voided, u->nvoided, u->maxvoided))
		return tl_err_memory(&u->t->err);
	struct tl_bytes id = tl_arena_dup(&u->arena, e->id, &ok),
			other = to ? tl_arena_dup(&u->arena, to->value, &ok) : TL_NONE;
	u->voided[u->nvoided++] = id;
	u->void_kind = kind;
	if (!ok)
		return tl_err_memory(&u->t->err);
	rc = other.len ? c->decide.look(c->decide.look_ctx, kind, other, &original) : 0;
	if (!rc && other.len && original && tl_is_gone(original))
		tl_fault(&c->decide, TLSAFE_ERULE, NULL, TL_NONE,
		         "one of two duplicates has to count: undo what voided the other first",
		         "%.*s would be void again as a duplicate of %.*s, which is void itself",
		         (int)id.len, id.data, (int)other.len, other.data);
	return rc;
}

/* The transaction that would stand again, and the one that an undo among them had taken back in its
 * turn. */
static int check_revived(struct undo *u, struct tl_change *c)
{
	struct tl_journal *j = &c->view.journal;
	const struct tl_entry *e;
	int rc = 0;

	for (uint64_t txn = u->revives, back; !rc && txn;) {
		rc = tl_journal_head(j, txn);
		uint32_t count = rc ? 0 : j->at->head.count;
		for (uint32_t n = 1; !rc && n <= count; n++) {
			rc = tl_journal_entry(j, (struct tl_place){ txn, n }, &e);
			if (!rc)
				check_known(c, e);
			if (!rc && e->act == TL_ACT_VOID)
				rc = check_original(u, c, e);
		}
		if (!rc)
			rc = taken_back(j, txn, &back);
		txn = 0;
		if (!rc && back)
			rc = taken_back(j, back, &txn);
	}
	if (!rc && u->nvoided && !c->decide.faults)
		rc = tl_duplicates_tell(c, u->void_kind, u->voided, u->nvoided);
	return rc;
}

/*
 * Later transactions of R that stand: their acts, corrections and undos rest on this one. Undos and
 * corrections are no entries of the standing list, so each run is asked whether any undo after it
 * takes it back.
 */
static int later(struct undo *u, struct tl_change *c, const struct tl_record *r, uint64_t *ret,
                 bool *undone)
{
	int rc = 0;

	*ret = 0;
	*undone = false;
	for (size_t i = r->nruns; !rc && i-- > 0 && r->run[i].txn >= u->txn;) {
		const struct tl_entry *e;
		bool back = false;
		/* Runs after I have been looked at: an undo of I among them that stands took it
		 * back. */
		for (size_t k = i + 1; !rc && k < r->nruns && !back; k++) {
			rc = tl_journal_entry(&c->view.journal,
			                      (struct tl_place){ r->run[k].txn, r->run[k].first },
			                      &e);
			if (rc || e->act != TL_ACT_UNDO || e->undoes != r->run[i].txn)
				continue;
			back = true;
			for (size_t m = k + 1; !rc && m < r->nruns; m++) {
				rc = tl_journal_entry(
					&c->view.journal,
					(struct tl_place){ r->run[m].txn, r->run[m].first }, &e);
				if (!rc && e->act == TL_ACT_UNDO && e->undoes == r->run[k].txn)
					back = !back;
			}
		}
		if (r->run[i].txn == u->txn)
			*undone = back;
		else if (!back) {
			rc = rc ? rc :
			          tl_journal_entry(
					  &c->view.journal,
					  (struct tl_place){ r->run[i].txn, r->run[i].first }, &e);
			/* An undo that stands of an earlier transaction is a later act too; one of
			 * a later act leaves nothing of both. */
			if (!rc && !(e->act == TL_ACT_UNDO && e->undoes >= u->txn))
				*ret = r->run[i].txn;
		}
	}
	return rc;
}

static int fault(struct tl_change *c, struct tl_bytes id, const char *what, uint64_t txn)
{
	return tl_fault(&c->decide, TLSAFE_ERULE, NULL, TL_NONE, "undo what came later first",
	                "%.*s: %s %llu", (int)id.len, id.data, what, (unsigned long long)txn);
}

/* R refers to what VALUE has, one record or a list of them. */
static void check_value(const struct undo *u, struct tl_change *c, const struct tl_record *r,
                        struct tl_bytes value)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID), to;

	while (tl_list_next(&value, &to)) {
		const uint64_t *slot = tl_map_get(u->seen, to);
		if (slot && u->touched[*slot - 1].made)
			tl_fault(&c->decide, TLSAFE_ERULE, NULL, TL_NONE,
			         "mend or undo that one first",
			         "%.*s refers to %.*s, which transaction %llu made", (int)id.len,
			         id.data, (int)to.len, to.data, (unsigned long long)u->txn);
	}
}

/* A number is given once: what has one is made void, and does not go. */
static void check_numbered(const struct undo *u, struct tl_change *c)
{
	for (size_t i = 0; i < u->n; i++) {
		const struct touched *d = &u->touched[i];
		TL_BUF hint = { 0 };
		if (!d->kind->numbered || !d->made)
			continue;
		tl_buf_printf(&hint, "tlsafe-report void %.*s --reason TEXT", (int)d->id.len,
		              d->id.data);
		tl_fault(&c->decide, TLSAFE_ERULE, NULL, TL_NONE,
		         hint.failed ? NULL : hint.data,
		         "%.*s has a number, which stays given: it is made void instead",
		         (int)d->id.len, d->id.data);
	}
}

/* A standing record that refers to one that the transaction made. */
static int check_references(struct undo *u, struct tl_change *c)
{
	const struct tl_schema *s = u->t->schema;
	int rc = 0;

	for (size_t k = 0; !rc && k < s->nkinds; k++) {
		const struct tl_kind *kind = s->kind[k];
		TL_WALK walk = { 0 };
		TL_RECORD r;
		bool refers = false;
		for (size_t i = 0; i < kind->nfields; i++)
			refers |= kind->field[i].to != NULL;
		tl_record_init(&r, kind);
		rc = refers ? tl_walk_begin(&walk, &c->view, kind) : 0;
		while (refers && !rc && (rc = tl_walk_next(&walk, &r)) == 1) {
			rc = 0;
			if (tl_map_get(u->seen, tl_record_at(&r, TL_F_ID)))
				continue;
			for (size_t i = 0; i < kind->nfields; i++)
				if (kind->field[i].to)
					check_value(u, c, &r, r.val[i]);
		}
		if (rc > 0)
			rc = 0;
	}
	return rc;
}

/* The transaction has entries of KIND. */
static bool touches(const struct undo *u, const struct tl_kind *kind)
{
	for (size_t i = 0; i < u->n; i++)
		if (u->touched[i].kind == kind)
			return true;
	return false;
}

static int undo_record(struct undo *u, struct tl_change *c, const struct touched *d)
{
	const struct tl_kind *kind;
	struct tl_entry e = { .kind = d->kind,
		              .id = d->id,
		              .act = TL_ACT_UNDO,
		              .on = TL_NODAY,
		              .undoes = u->txn,
		              .reason = u->reason };
	TL_RECORD r;
	uint64_t row, after;
	bool undone;
	int rc = tl_view_find(&c->view, d->id, &kind, &row);

	tl_record_init(&r, d->kind);
	if (!rc)
		rc = tl_view_record(&c->view, d->kind, row, &r);
	if (!rc)
		rc = later(u, c, &r, &after, &undone);
	if (rc)
		return rc;
	if (undone)
		return fault(c, d->id, "already taken back is transaction", u->txn);
	if (after)
		return fault(c, d->id, "on it rests transaction", after);
	rc = tl_rights_scope(&c->decide, u->t, &r, &e);
	return rc ? rc : tl_draft_add(&c->draft, &e, false, &u->t->err);
}

static int decide_undo(void *ctx, struct tl_change *c)
{
	struct undo *u = ctx;
	int rc;

	tl_map_freep(&u->seen);
	tl_arena_reset(&u->arena);
	u->n = u->nvoided = u->revives = 0;
	u->seen = tl_map_new();
	if (!u->seen)
		return tl_err_memory(&u->t->err);
	c->decide.today = c->view.today;
	c->decide.fault = u->fault;
	c->decide.ctx = u->fault_ctx;
	rc = read_transaction(u, &c->view);
	if (!rc && u->n && touches(u, tl_roster_kind(u->t->schema)))
		rc = tl_roster_refuse(u->t, tl_roster_kind(u->t->schema));
	if (!rc)
		check_numbered(u, c);
	if (!rc)
		rc = check_references(u, c);
	if (!rc && u->revives)
		rc = check_revived(u, c);
	if (!rc && touches(u, tl_schema_set_kind(u->t->schema)))
		rc = tl_schema_set_undo(c, u->txn);
	for (size_t i = 0; !rc && i < u->n; i++) {
		rc = undo_record(u, c, &u->touched[i]);
		if (rc == TLSAFE_ERULE)
			rc = 0;
	}
	return rc;
}

/* What was touched; under a heading, since a bare "yes" says nothing. */
static int show(struct undo *u)
{
	static const struct tl_line_column columns[] = {
		{ "id", false, "编号", "ID" },
		{ "kind", false, "类别", "Kind" },
		{ "made", false, "由其新增", "Made by it" },
	};
	struct tl_line l = { .n = 0 };
	bool english;
	int rc = 0;

	if (!u->out)
		return 0;
	u->out->flags |= TLSAFE_OUT_HEADING;
	english = tl_line_english(u->t, u->out);
	rc = tl_line_columns(u->t, u->out, columns, TL_LEN(columns));
	for (size_t i = 0; !rc && i < u->n; i++) {
		const struct touched *d = &u->touched[i];
		tl_line_text(&l, d->id);
		tl_line_word(&l, tl_str(d->kind->name),
		             tl_str(english ? d->kind->en : d->kind->zh));
		tl_line_true(&l, d->made);
		rc = tl_line_write(&l, u->t, u->out);
	}
	tl_buf_release(&l.buf);
	return rc;
}

static int preview(void *ctx, struct tl_view *v)
{
	(void)v;
	return show(ctx);
}

static int undo_once(struct tlsafe *t, uint64_t txn, const char *reason, bool dry_run,
                     tlsafe_fault_fn *fault_fn, void *ctx, struct tlsafe_out *out)
{
	TL_CLEANUP(undo_release)
	struct undo u = { .t = t,
		          .txn = txn,
		          .fault = fault_fn,
		          .fault_ctx = ctx,
		          .out = out };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	if (tl_said(&t->err, "--reason", reason, &u.reason))
		return t->err.code;
	if (!u.reason.len)
		return tl_err_hint(&t->err, TLSAFE_ERULE, "give --reason",
		                   "taking a transaction back needs a reason");
	rc = tl_change_run(t, &(struct tl_change_ops){ .decide = decide_undo,
	                                              .preview = dry_run ? preview : NULL,
	                                              .ctx = &u },
	                   NULL);
	if (!rc && !dry_run)
		rc = show(&u);
	if (!rc && !dry_run && touches(&u, tl_schema_set_kind(t->schema)))
		rc = tl_store_reload(t);
	return tl_store_error(t, rc);
}

int tlsafe_undo(struct tlsafe *t, uint64_t txn, const char *reason, bool dry_run,
                tlsafe_fault_fn *fault_fn, void *ctx, struct tlsafe_out *out)
{
	int tries = 0, rc;

	do
		rc = undo_once(t, txn, reason, dry_run, fault_fn, ctx, out);
	while (tl_store_again(t, rc, &tries));
	return rc;
}
