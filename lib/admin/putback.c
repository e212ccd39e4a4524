/*
 * A backup put back: copied beside the place, compared with its sidecar, checked whole, carried on
 * from what the store that lies there has given out, and exchanged with it while nobody has it
 * open.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/given.h"
#include "admin/sidecar.h"
#include "base/file.h"
#include "change/change.h"
#include "query/line.h"
#include "store/commit.h"
#include "store/open.h"

struct putback {
	const struct tlsafe_restore *ask;
	struct tlsafe *t, *to;		/* the caller's, for what it is told; the new store */
	struct tl_decide told;
	struct tl_sidecar s;
	const struct tl_kv_ops *ops;
	char *path, *dir, *aside;	/* dir NULL: not made yet */
	bool there;			/* a store lies at path */
	bool told_unread;		/* and cannot be read, which was told */
	struct tl_kv_seat *seat;
	struct tl_given given;
	uint64_t lost, last;		/* transactions taken back; the last number */
	size_t nserials;
};

static void putback_release(struct putback *p)
{
	if (p->ops && p->ops->yield)
		p->ops->yield(p->seat);
	if (p->dir)
		tl_store_drop(p->to, p->dir);
	tlsafe_free(p->to);
	tl_given_release(&p->given);
	free(p->path);
	free(p->dir);
	free(p->aside);
}

/* --- the copy ---------------------------------------------------------------- */

static int is_damaged(struct putback *p, const char *what)
{
	return tl_err_hint(&p->t->err, TLSAFE_ECORRUPT,
	                   "nothing was changed; restore another backup",
	                   "%s: damaged since it was made: %s", p->ask->file, what);
}

static int copy_file(struct putback *p)
{
	struct tl_err *err = &p->t->err;
	TL_CLEANUP(tl_file_close) int from = open(p->ask->file, O_RDONLY | O_CLOEXEC);
	TL_CLEANUP(tl_file_close) int to = -1;
	TL_CLEANUP(tl_file_free_path) char *data = tl_file_join(p->dir, p->ops->data);
	unsigned char digest[TL_HASH_LEN];
	uint64_t size;
	int rc;

	if (!data)
		return tl_err_memory(err);
	if (from < 0)
		return tl_err_errno(err, "%s", p->ask->file);
	to = open(data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
	if (to < 0 || fchmod(to, 0660))
		return tl_err_errno(err, "%s", data);
	rc = tl_sidecar_digest(from, to, p->ask->file, &size, digest, err);
	if (!rc && fsync(to))
		rc = tl_err_errno(err, "%s", data);
	if (!rc && (size != p->s.size || memcmp(digest, p->s.digest, TL_HASH_LEN)))
		rc = is_damaged(p, "its bytes are not those that its sidecar tells");
	return rc;
}

static int pass(struct putback *p, int rc)
{
	return rc && p->to->err.text[0] ? tl_err_pass(&p->t->err, rc, &p->to->err) : rc;
}

/* Brings what was copied to the present format, where that is another. */
static int renew(struct putback *p)
{
	char *aside = NULL;
	int rc = pass(p, tlsafe_upgrade(p->to, &aside));

	if (aside)
		tl_store_drop(p->to, aside);
	free(aside);
	return rc ? rc : pass(p, tlsafe_open(p->to, p->dir));
}

static int check_copy(struct putback *p)
{
	uint64_t bad = 0;
	TL_VIEW v = { 0 };
	int rc = tlsafe_open(p->to, p->dir);

	if (!rc)
		rc = tlsafe_check(p->to, p->ask->fault, p->ask->ctx, NULL, NULL, &bad);
	if (!rc && !bad)
		rc = tl_view_begin(&v, p->to);
	if (rc == TLSAFE_ECORRUPT)
		return is_damaged(p, p->to->err.text);
	if (rc)
		return pass(p, rc);
	if (bad)
		return is_damaged(p, "what it holds is not what its journal says");
	if (v.head.number != p->s.txn || memcmp(v.head.hash, p->s.hash, TL_HASH_LEN))
		return is_damaged(p, "it ends with another transaction than its sidecar tells");
	tl_view_end(&v);
	return p->to->format < TL_STORE_FORMAT ? renew(p) : 0;
}

static int make_new(struct putback *p)
{
	struct tlsafe *t = p->t;
	int rc;

	p->to = tlsafe_new();
	if (!p->to)
		return tl_err_memory(&t->err);
	rc = tl_store_dir_beside(&p->dir, p->path, &t->err);
	if (!rc)
		rc = copy_file(p);
	if (!rc)
		rc = p->ops->settle(p->dir, &t->err);
	if (!rc)
		rc = tl_store_mark(p->dir, p->s.store, (unsigned)p->s.format, p->s.engine, &t->err);
	if (!rc)
		rc = tlsafe_set_who(p->to, &(struct tlsafe_who){ .actor = t->actor.data,
		                    .login = t->login.data, .command = t->command.data,
		                    .verb = t->verb.data, .uid = t->uid, .pid = t->pid,
		                    .now = t->now, .now_given = t->now_given, .wait = t->wait });
	return rc ? rc : check_copy(p);
}

/* --- the store that lies there ----------------------------------------------- */

static int unread(struct putback *p, const struct tl_err *why)
{
	if (!p->ask->serials_from)
		return tl_err_hint(&p->t->err, TLSAFE_ECORRUPT,
		                   "nothing was changed; give --serials-from LIST of the ids and "
		                   "anchors that stand on paper, or the lines of tlsafe-db export "
		                   "--despite-damage",
		                   "the store that lies there cannot tell which numbers it gave: "
		                   "%s", why->text);
	if (!p->ask->yes)
		return tl_err_hint(&p->t->err, TLSAFE_ERULE,
		                   "nothing was changed; give --yes to go on: that store is kept "
		                   "beside",
		                   "how much was entered since transaction %llu, with which the "
		                   "backup ends, cannot be told: %s",
		                   (unsigned long long)p->s.txn, why->text);
	if (!p->told_unread)
		tl_warn(&p->told, NULL, TL_NONE,
		        "the store that lies there cannot be read: which numbers it gave is known "
		        "from %s alone", p->ask->serials_from);
	p->told_unread = true;
	return 0;
}

static int another(struct putback *p, const struct tlsafe *old)
{
	return tl_err_hint(&p->t->err, TLSAFE_ERULE,
	                   "nothing was changed; restore it to another place, or move that store "
	                   "away",
	                   "%s: a backup of the store %.8s, and that in %s is %.8s", p->ask->file,
	                   p->s.store, p->path, old->id);
}

/* The last transaction of OLD that the backup has too. Of one that ends behind the backup its
 * sidecar tells, of others the new store does, once it is there. */
static int in_common(struct putback *p, struct tl_view *old, uint64_t *ret)
{
	uint64_t low = 0, high = old->head.number < p->s.txn ? old->head.number : p->s.txn;
	TL_VIEW new = { 0 };
	int rc = 0;

	*ret = high;
	if (!high || (!p->to && high < p->s.txn))
		return 0;
	if (high == p->s.txn) {
		rc = tl_journal_head(&old->journal, high);
		if (rc || !memcmp(old->journal.at->head.hash, p->s.hash, TL_HASH_LEN))
			return rc;
		*ret = high - 1;
		if (!p->to)
			return 0;
	}
	rc = pass(p, tl_view_begin(&new, p->to));
	while (!rc && low < high) {
		uint64_t mid = low + (high - low + 1) / 2;
		rc = tl_journal_head(&old->journal, mid);
		if (!rc)
			rc = pass(p, tl_journal_head(&new.journal, mid));
		if (!rc && !memcmp(old->journal.at->head.hash, new.journal.at->head.hash,
		                   TL_HASH_LEN))
			low = mid;
		else
			high = mid - 1;
	}
	*ret = low;
	return rc;
}

/* Says what goes back. */
static int judge_loss(struct putback *p, struct tl_view *old, uint64_t common)
{
	char at[TL_INSTANT_TEXT];
	TL_BUF hint = { 0 };
	int rc;

	p->lost = old->head.number - common;
	if (!p->lost)
		return 0;
	rc = tl_journal_head(&old->journal, common + 1);
	if (rc)
		return rc;
	const struct tl_head *h = &old->journal.at->head;
	tl_instant_format(at, h->at, old->t->genesis.offset, false);
	if (p->ask->yes)
		return 0;
	tl_buf_printf(&hint,
	              "nothing was changed; see them with tlsafe-db log -s %s, and give --yes to "
	              "go on: that store is kept beside", p->path);
	return tl_err_hint(&p->t->err, TLSAFE_ERULE, hint.failed ? NULL : hint.data,
	                   "the backup ends with transaction %llu, and %llu that were entered "
	                   "since would go back, the first at %s by %.*s",
	                   (unsigned long long)p->s.txn, (unsigned long long)p->lost, at,
	                   (int)h->actor.len, h->actor.data);
}

static int look(struct putback *p, struct tlsafe *old)
{
	TL_VIEW v = { 0 };
	uint64_t common = 0;
	int rc;

	if (strcmp(old->id, p->s.store))
		return another(p, old);
	rc = tl_view_begin(&v, old);
	if (!rc)
		rc = in_common(p, &v, &common);
	if (!rc)
		rc = tl_given_store(&p->given, &v);
	return rc ? rc : judge_loss(p, &v, common);
}

/* What it gave out, and what goes back. It is closed again. */
static int look_at_old(struct putback *p)
{
	struct tlsafe *old = tlsafe_new();
	struct tl_err *err = &p->t->err;
	int rc;

	if (!old)
		return tl_err_memory(err);
	old->wait = p->t->wait;
	old->now = p->t->now;
	rc = tlsafe_open(old, p->path);
	if (!rc)
		rc = look(p, old);
	if (rc && !err->text[0] && rc != TLSAFE_ECORRUPT)
		tl_err_pass(err, rc, &old->err);
	if (rc == TLSAFE_ECORRUPT)
		rc = unread(p, &old->err);
	tlsafe_free(old);
	return rc;
}

/* --- going on ---------------------------------------------------------------- */

static int enter(struct putback *p, struct tl_kv_txn *txn, struct tl_head *last,
                 struct tl_bytes restored)
{
	TL_CLEANUP(tl_draft_release) struct tl_draft none = { 0 };
	struct tl_head h;
	int rc = tl_draft_seal(&none, &p->to->err);

	tl_change_head(&h, p->to, last, 0);
	h.restored = restored;
	if (!rc)
		rc = tl_commit(p->to, txn, &none, &h, NULL);
	*last = h;
	return rc;
}

/* Numbers that were given stand there without entries; then this restore. */
static int enter_all(struct putback *p, struct tl_kv_txn *txn, struct tl_head last,
                     struct tl_bytes serials)
{
	TL_BUF text = { 0 };
	int rc = 0;

	for (size_t i = 0; !rc && i < p->given.ntxns; i++) {
		const char *hash = p->given.txn[i].hash;
		rc = enter(p, txn, &last, tl_str(*hash ? hash : "lost"));
	}
	tl_buf_printf(&text, "from %llu", (unsigned long long)p->s.txn);
	if (serials.len)
		tl_buf_str(&text, " serials");
	tl_buf_add(&text, serials);
	if (!rc)
		rc = text.failed ? tl_err_memory(&p->to->err) :
		                   enter(p, txn, &last, tl_buf_bytes(&text));
	p->last = last.number;
	return rc;
}

static int carry_on(struct putback *p)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	TL_VIEW v = { 0 };
	TL_BUF serials = { 0 };
	int rc = tl_view_begin(&v, p->to);

	if (!rc)
		rc = tl_given_serials(&p->given, &v, &serials, &p->nserials);
	struct tl_head last = v.head;
	p->last = last.number;
	tl_view_end(&v);
	if (rc || (!p->given.ntxns && !p->nserials))
		return rc;
	rc = tl_kv_begin(&txn, p->to->kv, true, &p->to->err);
	if (!rc)
		rc = enter_all(p, txn, last, tl_buf_bytes(&serials));
	return rc ? rc : tl_kv_commit(&txn, &p->to->err);
}

/* --- the place --------------------------------------------------------------- */

static int find_place(struct putback *p)
{
	TL_CLEANUP(tl_file_free_path) char *mark = NULL;
	struct tl_err *err = &p->t->err;

	p->path = realpath(p->ask->path, NULL);
	if (!p->path)
		p->path = strdup(p->ask->path);
	mark = p->path ? tl_file_join(p->path, "STORE") : NULL;
	if (!mark)
		return tl_err_memory(err);
	p->there = !access(mark, F_OK);
	return p->there ? 0 : tl_store_vacant(p->path, err);
}

static int sit_down(struct putback *p)
{
	char at[TL_INSTANT_TEXT];
	TL_BUF who = { 0 };

	tl_buf_printf(&who, "%s (pid %llu, %s, since %s)", p->t->actor.len ? p->t->actor.data : "?",
	              (unsigned long long)p->t->pid,
	              p->t->command.len ? p->t->command.data : "?",
	              tl_instant_format(at, p->t->now, p->to->genesis.offset, false));
	if (who.failed)
		return tl_err_memory(&p->t->err);
	return p->ops->seize(&p->seat, p->path, who.data, p->t->wait, &p->t->err);
}

static int take_place(struct putback *p)
{
	struct tl_err *err = &p->t->err;
	int rc = 0;

	tl_store_close(p->to);
	if (p->there)
		rc = p->ops->alone(p->seat, p->t->wait, err);
	if (!rc && p->there)
		rc = tl_store_take_place(p->path, p->dir, "before-restore", &p->aside, err);
	else if (!rc && rename(p->dir, p->path))
		rc = tl_err_errno(err, "%s", p->path);
	else if (!rc)
		rc = tl_file_sync_dir_of(p->path, err);
	if (rc)
		return rc;
	free(p->dir);
	p->dir = NULL;
	p->ops->yield(p->seat);
	p->seat = NULL;
	return 0;
}

static void tell_unknown(struct putback *p)
{
	if (!p->there && !p->ask->serials_from)
		tl_warn(&p->told, NULL, TL_NONE,
		        "no store lay there: what was given out after transaction %llu is not "
		        "known, and may be given again; --serials-from LIST tells",
		        (unsigned long long)p->s.txn);
}

static int put_back(struct putback *p)
{
	struct tlsafe *t = p->t;
	int rc = tl_sidecar_read(&p->s, p->ask->file, &t->err);

	p->ops = rc ? NULL : tl_kv_engine(tl_str(p->s.engine));
	if (!rc && (!p->ops || !p->ops->copy || p->s.format > TL_STORE_FORMAT))
		rc = tl_err_hint(&t->err, TLSAFE_EVERSION, "use a newer tlsafe",
		                 "%s: of format %llu and the engine %s", p->ask->file,
		                 (unsigned long long)p->s.format, p->s.engine);
	if (!rc)
		rc = find_place(p);
	if (!rc)
		rc = tl_given_begin(&p->given, p->s.txn, &t->err);
	/* What it comes to is said before anything takes long; and again, when nobody writes. */
	if (!rc && p->there)
		rc = look_at_old(p);
	if (!rc)
		rc = make_new(p);
	if (!rc && p->there)
		rc = sit_down(p);
	if (!rc && p->there)
		rc = look_at_old(p);
	if (!rc && p->ask->serials_from)
		rc = pass(p, tl_given_list(&p->given, p->to, p->ask->serials_from));
	if (!rc)
		rc = pass(p, carry_on(p));
	return rc ? rc : take_place(p);
}

static int tell_done(struct putback *p, struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "store", false, "库", "Store" },
		{ "restored", true, "恢复到事务", "Restored up to" },
		{ "last", true, "末事务号", "Last transaction" },
		{ "lost", true, "退回事务数", "Taken back" },
		{ "serials", true, "续号数", "Series carried on" },
		{ "anchor", false, "锚", "Anchor" },
		{ "aside", false, "原库", "Kept aside" },
	};
	struct tlsafe *t = p->t;
	struct tl_line l = { .n = 0 };
	TL_BUF anchor = { 0 };
	TL_VIEW v = { 0 };
	int rc = tl_view_begin(&v, t);

	if (!rc)
		rc = tl_view_anchor(&v, &anchor);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	tl_line_text(&l, tl_str(p->path));
	tl_line_number(&l, p->s.txn);
	tl_line_number(&l, p->last);
	tl_line_number(&l, p->lost);
	tl_line_number(&l, p->nserials);
	tl_line_text(&l, tl_buf_bytes(&anchor));
	tl_line_text(&l, tl_str(p->aside ? p->aside : ""));
	if (!rc)
		rc = tl_line_write(&l, t, out);
	tl_buf_release(&l.buf);
	return rc;
}

int tlsafe_restore(struct tlsafe *t, const struct tlsafe_restore *r, struct tlsafe_out *out)
{
	TL_CLEANUP(putback_release)
	struct putback p = { .ask = r, .t = t, .told = { .fault = r->fault, .ctx = r->ctx } };
	int rc;

	tl_store_close(t);
	tl_err_clear(&t->err);
	rc = put_back(&p);
	if (rc)
		return tl_store_error(t, rc);
	tell_unknown(&p);
	rc = tlsafe_open(t, p.path);
	if (!rc)
		tl_last_write(t, p.path, "check", p.s.txn);
	if (!rc && out)
		rc = tell_done(&p, out);
	return tl_store_error(t, rc);
}
