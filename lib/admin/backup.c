/*
 * A backup: a copy of the store beside writers, under a name of its own until it was checked whole.
 * The sidecar is renamed before the copy, so that a copy under its final name always has it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/sidecar.h"
#include "base/file.h"
#include "change/fault.h"
#include "query/line.h"
#include "store/blobs.h"
#include "store/open.h"
#include "store/view.h"

struct backup {
	struct tlsafe *t;
	struct tl_decide told;
	char *file, *partial, *side, *side_partial;	/* paths */
	int fd;						/* of the copy; -1: there is none */
	struct tl_sidecar s;
};

static void drop_names(struct backup *b)
{
	free(b->file);
	free(b->partial);
	free(b->side);
	free(b->side_partial);
	b->file = b->partial = b->side = b->side_partial = NULL;
}

/* What is not under its final name is given up. */
static void backup_release(struct backup *b)
{
	if (b->fd >= 0) {
		unlink(b->side_partial);
		unlink(b->partial);
	}
	tl_file_close(&b->fd);
	drop_names(b);
}

/* --- its name ---------------------------------------------------------------- */

static bool is_there(const char *path)
{
	struct stat st;

	return !lstat(path, &st);
}

/* DIR/SITE-ID-20180702T090000.tlsafe, and the N-th of one second. */
static int name_files(struct backup *b, const char *dir, unsigned n)
{
	char at[TL_INSTANT_TEXT], *to = at;
	TL_BUF name = { 0 };

	tl_instant_format(at, b->t->now, b->t->genesis.offset, false);
	for (const char *from = at; from < at + 19; from++)
		if (*from != '-' && *from != ':')
			*to++ = *from;
	*to = 0;
	tl_backups_prefix(&name, b->t);
	tl_buf_str(&name, at);
	if (n > 1)
		tl_buf_printf(&name, "-%u", n);
	tl_buf_str(&name, TL_BACKUP_END);
	drop_names(b);
	b->file = name.failed ? NULL : tl_file_join(dir, name.data);
	if (!b->file || asprintf(&b->side, "%s" TL_SIDECAR_END, b->file) < 0)
		b->side = NULL;
	if (!b->file || asprintf(&b->partial, "%s" TL_PARTIAL_END, b->file) < 0)
		b->partial = NULL;
	if (!b->side || asprintf(&b->side_partial, "%s" TL_PARTIAL_END, b->side) < 0)
		b->side_partial = NULL;
	return b->partial && b->side_partial ? 0 : tl_err_memory(&b->t->err);
}

/* Ours from now on: nobody else has the name, and who clears up passes over what is locked. (Where
 * the file system has no locks, two that clear up at one instant may take it from each other, which
 * is found when it is renamed.) */
static bool is_ours(struct backup *b)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat st;

	if (fcntl(b->fd, F_OFD_SETLK, &lock) && (errno == EAGAIN || errno == EACCES))
		return false;
	return !fstat(b->fd, &st) && st.st_nlink && !is_there(b->file) && !is_there(b->side);
}

static int open_partial(struct backup *b, const char *dir)
{
	int rc = 0;

	for (unsigned n = 1; !rc && n < 1000; n++) {
		rc = name_files(b, dir, n);
		if (rc || is_there(b->file) || is_there(b->side))
			continue;
		b->fd = open(b->partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
		if (b->fd < 0 && errno != EEXIST)
			return tl_err_errno(&b->t->err, "%s", b->partial);
		if (b->fd >= 0 && is_ours(b))
			return 0;
		if (b->fd >= 0) {
			close(b->fd);
			b->fd = -1;
		}
	}
	return rc ? rc : tl_err_set(&b->t->err, TLSAFE_EEXIST, "%s: it and its like are there",
	                            b->partial);
}

/* --- the copy ---------------------------------------------------------------- */

static int is_damaged(struct backup *b, const struct tl_err *why)
{
	return tl_err_hint(&b->t->err, TLSAFE_ECORRUPT,
	                   "no backup was made; tlsafe-db check says more, and tlsafe-db export "
	                   "--despite-damage saves what can be read",
	                   "the store is damaged: %s", why->text);
}

static void tell_fault(void *ctx, const struct tlsafe_fault *f)
{
	const struct backup *b = ctx;

	if (b->told.fault)
		b->told.fault(b->told.ctx, f);
}

static int head_of(struct tlsafe *t, struct tl_head *ret)
{
	TL_VIEW v = { 0 };
	int rc = tl_view_begin(&v, t);

	*ret = v.head;
	if (rc != TLSAFE_ECONFLICT)
		return rc;
	/* Another schema set has the same chain. */
	tl_err_clear(&t->err);
	return 0;
}

static int count_files(struct tlsafe *copy, struct tl_sidecar *s)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	int rc = tl_kv_begin(&txn, copy->kv, false, &copy->err);

	return rc ? rc : tl_blobs_count(txn, &s->files, &s->file_bytes, &copy->err);
}

/* All of the copy is looked at, as check looks at a store, and it is not older than the store was
 * when it was begun. */
static int check_open(struct backup *b, struct tlsafe *copy, uint64_t from)
{
	struct tl_err why = { .text = "what a copy of it holds is not what its journal says" };
	uint64_t bad = 0, txns;
	struct tl_head head = { 0 };
	int rc = tlsafe_check(copy, tell_fault, b, &txns, &b->s.entries, &bad);

	if (!rc && bad)
		return is_damaged(b, &why);
	if (!rc)
		rc = head_of(copy, &head);
	if (!rc)
		rc = count_files(copy, &b->s);
	if (rc == TLSAFE_ECORRUPT)
		return is_damaged(b, &copy->err);
	if (rc)
		return tl_err_pass(&b->t->err, rc, &copy->err);
	if (head.number < from)
		return tl_err_set(&b->t->err, TLSAFE_EBUG,
		                  "the copy ends with transaction %llu, before %llu",
		                  (unsigned long long)head.number, (unsigned long long)from);
	b->s.txn = head.number;
	memcpy(b->s.hash, head.hash, TL_HASH_LEN);
	return 0;
}

static int check_copy(struct backup *b, uint64_t from)
{
	struct tlsafe *copy = tlsafe_new();
	int rc = copy ? tl_store_open_copy(copy, b->partial, b->t) : tl_err_memory(&b->t->err);

	if (copy)
		copy->now = b->t->now;
	if (copy && rc == TLSAFE_ECORRUPT)
		rc = is_damaged(b, &copy->err);
	else if (copy && rc)
		rc = tl_err_pass(&b->t->err, rc, &copy->err);
	if (!rc)
		rc = check_open(b, copy, from);
	tlsafe_free(copy);
	return rc;
}

static int make_copy(struct backup *b)
{
	struct tlsafe *t = b->t;
	struct tl_head was;
	int rc = head_of(t, &was);

	if (!rc)
		rc = t->kv->ops->copy(t->kv, b->fd, &t->err);
	if (!rc && (fchmod(b->fd, 0640) || fsync(b->fd)))
		rc = tl_err_errno(&t->err, "%s", b->partial);
	if (!rc)
		rc = check_copy(b, was.number);
	return rc ? rc : tl_sidecar_digest(b->fd, -1, b->partial, &b->s.size, b->s.digest,
	                                   &t->err);
}

static int write_sidecar(struct backup *b)
{
	struct tlsafe *t = b->t;
	TL_BUF line = { 0 };

	memcpy(b->s.store, t->id, sizeof(b->s.store));
	snprintf(b->s.site, sizeof(b->s.site), "%.*s", (int)t->genesis.site.len,
	         t->genesis.site.data);
	snprintf(b->s.engine, sizeof(b->s.engine), "%s", t->kv->ops->name);
	snprintf(b->s.program, sizeof(b->s.program), "%s", tlsafe_version());
	b->s.format = t->format;
	b->s.at = t->now;
	tl_sidecar_line(&line, &b->s, t->genesis.offset);
	if (line.failed)
		return tl_err_memory(&t->err);
	return tl_file_write(b->side_partial, tl_buf_bytes(&line), &t->err);
}

static int publish(struct backup *b)
{
	struct tl_err *err = &b->t->err;

	if (chmod(b->side_partial, 0640) || rename(b->side_partial, b->side))
		return tl_err_errno(err, "%s", b->side);
	if (rename(b->partial, b->file)) {
		tl_err_errno(err, "%s", b->file);
		unlink(b->side);
		return err->code;
	}
	close(b->fd);
	b->fd = -1;
	return tl_file_sync_dir_of(b->file, err);
}

/* --- older ones -------------------------------------------------------------- */

static bool is_whole(const struct tl_backup *at)
{
	TL_CLEANUP(tl_file_close) int fd = open(at->file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	unsigned char digest[TL_HASH_LEN];
	struct tl_err err = { 0 };
	uint64_t size;

	return fd >= 0 && !tl_sidecar_digest(fd, -1, at->file, &size, digest, &err) &&
	       size == at->s.size && !memcmp(digest, at->s.digest, TL_HASH_LEN);
}

/* The sidecar goes last: a copy is never without. */
static int remove_backup(struct backup *b, const struct tl_backup *at)
{
	TL_CLEANUP(tl_file_free_path) char *side = NULL;

	if (asprintf(&side, "%s" TL_SIDECAR_END, at->file) < 0) {
		side = NULL;
		return tl_err_memory(&b->t->err);
	}
	if (unlink(at->file) || unlink(side))
		return tl_err_errno(&b->t->err, "%s: it could not be removed", at->file);
	return 0;
}

/* The newest RETAIN that are good stay, of which this one is the first, and so does what is not
 * good: somebody should look at it. */
static int retain(struct backup *b, const char *dir, uint64_t retain, uint64_t *removed)
{
	TL_CLEANUP(tl_backups_release) struct tl_backups all = { 0 };
	int rc = retain ? tl_backups_list(&all, dir, b->t, &b->t->err) : 0;
	uint64_t good = 1;

	for (size_t i = 0; !rc && i < all.n; i++) {
		if (!strcmp(all.at[i].file, b->file))
			continue;
		if (good >= retain) {
			rc = remove_backup(b, &all.at[i]);
			*removed += !rc;
		} else if (is_whole(&all.at[i])) {
			good++;
		} else {
			tl_warn(&b->told, NULL, TL_NONE,
			        "%s: damaged since it was made: it does not count, and stays",
			        all.at[i].file);
		}
	}
	return rc;
}

static int tell_made(struct backup *b, uint64_t removed, struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "file", false, "文件", "File" },
		{ "at", false, "时间", "Made" },
		{ "transactions", true, "事务数", "Transactions" },
		{ "entries", true, "条目数", "Entries" },
		{ "size", true, "文件大小", "Size" },
		{ "anchor", false, "锚", "Anchor" },
		{ "removed", true, "删除旧备份", "Older ones removed" },
	};
	struct tl_line l = { .n = 0 };
	char at[TL_INSTANT_TEXT];
	TL_BUF anchor = { 0 };
	int rc = tl_line_columns(b->t, out, columns, TL_LEN(columns));

	tl_buf_printf(&anchor, "%s:%llu ", b->s.site, (unsigned long long)b->s.txn);
	tl_hex(&anchor, b->s.hash, 8);
	tl_line_text(&l, tl_str(b->file));
	tl_line_text(&l, tl_str(tl_instant_format(at, b->s.at, b->t->genesis.offset, false)));
	tl_line_number(&l, b->s.txn);
	tl_line_number(&l, b->s.entries);
	tl_line_number(&l, b->s.size);
	tl_line_text(&l, tl_buf_bytes(&anchor));
	tl_line_number(&l, removed);
	if (!rc)
		rc = tl_line_write(&l, b->t, out);
	tl_buf_release(&l.buf);
	return rc;
}

int tlsafe_backup(struct tlsafe *t, const struct tlsafe_backup *ask, struct tlsafe_out *out)
{
	TL_CLEANUP(backup_release)
	struct backup b = { .t = t, .fd = -1, .told = { .fault = ask->fault, .ctx = ask->ctx } };
	uint64_t removed = 0;
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	if (!t->kv->ops->copy)
		return tl_err_set(&t->err, TLSAFE_ECONFIG,
		                  "the engine %s keeps no files that could be copied",
		                  t->kv->ops->name);
	rc = tl_backups_clean(ask->directory, t, &t->err);
	if (!rc)
		rc = open_partial(&b, ask->directory);
	if (!rc)
		rc = make_copy(&b);
	if (!rc)
		rc = write_sidecar(&b);
	if (!rc)
		rc = publish(&b);
	if (!rc) {
		tl_last_write(t, t->path, "backup", b.s.txn);
		tl_last_write(t, t->path, "check", b.s.txn);
		rc = retain(&b, ask->directory, ask->retain, &removed);
	}
	if (!rc && out)
		rc = tell_made(&b, removed, out);
	return tl_store_error(t, rc);
}
