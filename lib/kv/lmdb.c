/*
 * The interface over LMDB. The only file that includes <lmdb.h>, and where its
 * measured ways of hurting are met: opening that a kill leaves half done,
 * modes cut by the umask, stale readers, a full map. What can be known of its files without it is
 * guard.c's.
 *
 * Inside, a key's first byte names a database, so that each key space can be appended to; the rest
 * of the key is stored in it.
 */
#include "kv/kv.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "kv/guard.h"
#include "kv/pages.h"

#define MAP_DEFAULT ((uint64_t)64 << 30)
#define READERS 1022

static const char spaces[] = "BFIJMPRSX";	/* in byte order */
#define SPACES (sizeof(spaces) - 1)
#define MAIN_TREE 1		/* LMDB's handle of the tree that names the others */

struct lmdb {
	struct tl_kv kv;
	MDB_env *env;
	MDB_dbi dbi[SPACES];
	struct tl_guard guard;
	unsigned flags;			/* it was opened with */
	uint64_t map_size;		/* 0: what the store was made with */
	double wait;
	unsigned live;			/* transactions that are not ended */
	bool alone;			/* the lock file cannot be written: nobody waits for us */
	uint64_t read;			/* the state that was read last */
};

struct lmdb_txn {
	struct tl_kv_txn txn;
	MDB_txn *mdb;
	bool write, changed;
	struct tl_pages pages;		/* as they were when it began */
	/* greatest key of each space: beyond it puts append */
	struct { bool known; size_t len; char key[511]; } last[SPACES];
};

struct lmdb_scan {
	struct tl_kv_scan scan;
	MDB_cursor *cursor;
	int space, first, last;		/* present; those that the range touches */
	/* rests of keys in the first and the last space, NULL: open */
	char *from, *upto;
	size_t fromlen, uptolen;
	bool backwards, begun;
	char key[512];			/* as the interface gives it */
};

static int translate(struct tl_err *err, int mdb, const char *what)
{
	switch (mdb) {
	case 0:
		return 0;
	case MDB_NOTFOUND:
		return TLSAFE_ENOENT;
	case ENOMEM:
		return tl_err_memory(err);
	case MDB_MAP_FULL:
		return tl_err_hint(err, TLSAFE_EFULL,
		                   "copy it into one made with a larger --map-size",
		                   "%s: the store has reached its size limit; nothing was saved",
		                   what);
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return tl_err_hint(err, TLSAFE_EFULL, "nothing was saved",
		                   "%s: no space on the disk", what);
	case MDB_READERS_FULL:
		return tl_err_hint(err, TLSAFE_EBUSY, "try again later",
		                   "%s: %d readers have the store open", what, READERS);
	case MDB_VERSION_MISMATCH:
		return tl_err_set(err, TLSAFE_EVERSION,
		                  "%s: not a tlsafe store, or one of another engine: %s", what,
		                  mdb_strerror(mdb));
	case MDB_INVALID:
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_PANIC:
	case MDB_CURSOR_FULL:
	case MDB_BAD_TXN:
	case MDB_INCOMPATIBLE:
		return tl_err_hint(err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "%s: the store is damaged (%s)", what, mdb_strerror(mdb));
	case MDB_BAD_VALSIZE:
		return tl_err_set(err, TLSAFE_EINPUT,
		                  "%s: a key or value of a size that the store does not take",
		                  what);
	default:
		return tl_err_set(err, TLSAFE_ESYSTEM, "%s: %s", what, mdb_strerror(mdb));
	}
}

/* LMDB tells of a write that came out short as EIO, whatever was the matter. */
static int told(const struct lmdb *l, int mdb)
{
	int room = mdb == EIO ? tl_guard_no_room(&l->guard) : 0;

	return room ? room : mdb;
}

static const char *lmdb_version(void)
{
	static _Thread_local char text[32];
	int major, minor, patch;

	mdb_version(&major, &minor, &patch);
	snprintf(text, sizeof(text), "LMDB %d.%d.%d", major, minor, patch);
	return text;
}

/* --- opening ----------------------------------------------------------------- */

/* Who closes may be the last one, and takes the lock file's mutex with it: nobody opens meanwhile.
 * If that cannot be had, the end of the process closes it. */
static void close_environment(struct lmdb *l)
{
	struct tl_err err = { 0 };

	if (l->env && (l->flags & TL_KV_COPY || !tl_guard_door(&l->guard, l->wait, &err)))
		mdb_env_close(l->env);
	l->env = NULL;
	tl_guard_leave_door(&l->guard);
}

static void lmdb_close(struct tl_kv *kv)
{
	struct lmdb *l = (struct lmdb *)kv;

	if (!l)
		return;
	close_environment(l);
	tl_guard_release(&l->guard);
	free(l);
}

static void lmdb_remove(const char *where)
{
	static const char *const files[] = { "data.mdb", "lock.mdb", "gate" };
	int fd = open(where, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; fd >= 0 && i < TL_LEN(files); i++)
		unlinkat(fd, files[i], 0);
	if (fd >= 0)
		close(fd);
}

static int lmdb_lock(struct tl_kv *kv, const char *who, double wait, struct tl_err *err)
{
	return tl_guard_gate(&((struct lmdb *)kv)->guard, who, wait, err);
}

static void lmdb_unlock(struct tl_kv *kv)
{
	tl_guard_leave_gate(&((struct lmdb *)kv)->guard);
}

static int open_databases(struct lmdb *l, bool create, struct tl_err *err)
{
	MDB_txn *txn;
	int rc = mdb_txn_begin(l->env, NULL, create ? 0 : MDB_RDONLY, &txn);

	if (rc)
		return translate(err, rc, "opening the store");
	for (size_t i = 0; !rc && i < SPACES; i++) {
		const char name[2] = { spaces[i], 0 };
		rc = mdb_dbi_open(txn, name, create ? MDB_CREATE : 0, &l->dbi[i]);
	}
	if (rc) {
		mdb_txn_abort(txn);
		return rc == MDB_NOTFOUND ?
		               tl_err_set(err, TLSAFE_EVERSION,
		                          "not a tlsafe store: an LMDB file of something else") :
		               translate(err, rc, "opening the store");
	}
	return translate(err, told(l, mdb_txn_commit(txn)), "opening the store");
}

/* LMDB found a page that cannot be. What it would print says nothing to a user; who runs the
 * program tells of the signal. */
static void on_assert(MDB_env *env, const char *text)
{
	(void)env;
	(void)text;
	abort();
}

static bool address_space_is_limited(void)
{
	struct rlimit limit;

	return !getrlimit(RLIMIT_AS, &limit) && limit.rlim_cur != RLIM_INFINITY;
}

/* A store that is there has the size that it was made with. Half as much is tried until it fits a
 * limited address space. */
static int open_environment(struct lmdb *l, struct tl_err *err)
{
	unsigned flags = MDB_NOTLS | (l->flags & TL_KV_READONLY ? MDB_RDONLY : 0) |
	                 (l->flags & TL_KV_COPY ? MDB_NOSUBDIR | MDB_NOLOCK : 0);
	uint64_t size = l->map_size, some = (uint64_t)1 << 30, least;
	int rc;

	if (!size && address_space_is_limited())
		size = MAP_DEFAULT;
	least = size < some ? size : some;
	for (;;) {
		rc = mdb_env_create(&l->env);
		if (!rc)
			rc = mdb_env_set_assert(l->env, on_assert);
		if (!rc)
			rc = mdb_env_set_maxdbs(l->env, SPACES);
		if (!rc)
			rc = mdb_env_set_maxreaders(l->env, READERS);
		if (!rc && size)
			rc = mdb_env_set_mapsize(l->env, size);
		if (!rc)
			rc = mdb_env_open(l->env, l->guard.dir, flags, 0660);
		if (rc != EINVAL && (rc != ENOMEM || !address_space_is_limited()))
			break;
		if (size / 2 < least)
			break;
		mdb_env_close(l->env);
		l->env = NULL;
		size /= 2;
	}
	if (rc && l->env) {
		mdb_env_close(l->env);
		l->env = NULL;
	}
	return translate(err, rc, "opening the store");
}

/* Everything that touches LMDB's own opening, with the door shut behind. */
static int open_behind_door(struct lmdb *l, struct tl_err *err)
{
	bool create = l->flags & TL_KV_CREATE;
	mode_t mask;
	int rc = tl_guard_enter(&l->guard, l->wait, err);

	if (!rc)
		rc = tl_guard_files(&l->guard, err);
	if (create && !rc)
		return tl_err_set(err, TLSAFE_EEXIST, "%s: exists already", l->guard.data);
	if (create && rc == TLSAFE_ENOENT)
		rc = 0;
	else if (!rc || rc == TLSAFE_ENOENT)
		rc = tl_guard_length(&l->guard, err);
	if (rc)
		return rc;
	mask = umask(0007);
	rc = tl_guard_lock_room(&l->guard, err);
	if (!rc)
		rc = open_environment(l, err);
	umask(mask);
	if (!rc)
		rc = open_databases(l, create, err);
	if (!rc && create)
		rc = tl_guard_length(&l->guard, err);
	return rc ? rc : tl_guard_remember(&l->guard, err);
}

static int make_gate(const struct tl_guard *g, struct tl_err *err)
{
	int fd = open(g->gate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0660);
	int rc = fd < 0 || fchmod(fd, 0660) || fsync(fd) ? tl_err_errno(err, "%s", g->gate) : 0;

	if (fd >= 0)
		close(fd);
	return rc;
}

/* Who may not write the data reads it all the same; on a medium that nobody may write, without a
 * lock file. */
static void choose_access(struct lmdb *l)
{
	if (l->flags & TL_KV_CREATE || !faccessat(AT_FDCWD, l->guard.data, W_OK, AT_EACCESS) ||
	    (errno != EACCES && errno != EROFS))
		return;
	l->flags |= TL_KV_READONLY;
	l->alone = faccessat(AT_FDCWD, l->guard.lock, W_OK, AT_EACCESS) && errno == EROFS;
}

/* A copy has one file, which nobody writes. */
static int open_copy(struct lmdb *l, const char *file, struct tl_err *err)
{
	int rc = tl_guard_init_copy(&l->guard, file, err);

	l->flags |= TL_KV_READONLY;
	if (!rc)
		rc = tl_guard_length(&l->guard, err);
	if (!rc)
		rc = open_environment(l, err);
	return rc ? rc : open_databases(l, false, err);
}

static int open_directory(struct lmdb *l, const char *dir, struct tl_err *err)
{
	int rc = tl_guard_init(&l->guard, dir, err);

	if (!rc)
		rc = tl_guard_local(&l->guard, err);
	if (!rc)
		choose_access(l);
	if (!rc)
		rc = open_behind_door(l, err);
	tl_guard_leave_door(&l->guard);
	if (!rc && l->flags & TL_KV_CREATE)
		rc = make_gate(&l->guard, err);
	/* What is opened again is there. */
	l->flags &= ~(unsigned)TL_KV_CREATE;
	return rc;
}

static int lmdb_open(struct tl_kv **ret, const struct tl_kv_place *place, struct tl_err *err)
{
	struct lmdb *l = calloc(1, sizeof(*l));
	int rc;

	if (!l)
		return tl_err_memory(err);
	l->kv.ops = &tl_kv_lmdb;
	l->flags = place->flags;
	l->map_size = place->map_size;
	if (!l->map_size && place->flags & TL_KV_CREATE)
		l->map_size = MAP_DEFAULT;
	l->wait = place->wait;
	if (place->flags & TL_KV_COPY)
		rc = open_copy(l, place->where, err);
	else
		rc = open_directory(l, place->where, err);
	if (rc) {
		lmdb_close(&l->kv);
		return rc;
	}
	*ret = &l->kv;
	return 0;
}

/* A line of LMDB's list of readers: number of the process, thread, transaction. */
static int count_reader(const char *line, void *ctx)
{
	unsigned long long *n = ctx;
	char *end;
	long pid = strtol(line, &end, 10);

	*n += end != line && pid > 0 && pid != (long)getpid();
	return 0;
}

static int lmdb_stat(struct tl_kv *kv, struct tl_kv_stat *ret, struct tl_err *err)
{
	struct lmdb *l = (struct lmdb *)kv;
	MDB_envinfo info;
	MDB_stat st;
	struct stat file;
	unsigned long long readers = 0;
	int rc = mdb_env_info(l->env, &info);

	if (!rc && mdb_reader_list(l->env, count_reader, &readers) < 0)
		readers = 0;

	if (!rc)
		rc = mdb_env_stat(l->env, &st);
	if (rc)
		return translate(err, rc, "looking at the store");
	if (stat(l->guard.data, &file))
		return tl_err_errno(err, "%s", l->guard.data);
	*ret = (struct tl_kv_stat){ (uint64_t)file.st_size,
		                    (info.me_last_pgno + 1) * (uint64_t)st.ms_psize,
		                    info.me_mapsize, lmdb_version(), readers };
	return 0;
}

/* Compacted, so that it has nothing of what was deleted. */
static int lmdb_copy(struct tl_kv *kv, int fd, struct tl_err *err)
{
	struct lmdb *l = (struct lmdb *)kv;
	int rc = mdb_env_copyfd2(l->env, fd, MDB_CP_COMPACT);

	if (rc <= 0)
		return translate(err, rc, "copying the store");
	errno = rc;
	return tl_err_errno(err, "copying the store");
}

static int lmdb_settle(const char *where, struct tl_err *err)
{
	TL_CLEANUP(tl_guard_release) struct tl_guard g;
	int rc = tl_guard_init(&g, where, err);

	return rc ? rc : make_gate(&g, err);
}

/* --- a store that is kept from others ---------------------------------------- */

struct tl_kv_seat {
	struct tl_guard guard;
};

static void lmdb_yield(struct tl_kv_seat *seat)
{
	if (!seat)
		return;
	tl_guard_leave_door(&seat->guard);
	tl_guard_release(&seat->guard);
	free(seat);
}

/* A store that has lost its gate keeps nobody out by it. */
static int lmdb_seize(struct tl_kv_seat **ret, const char *where, const char *who, double wait,
                      struct tl_err *err)
{
	struct tl_kv_seat *seat = calloc(1, sizeof(*seat));
	int rc;

	if (!seat)
		return tl_err_memory(err);
	rc = tl_guard_init(&seat->guard, where, err);
	if (!rc && !access(seat->guard.gate, F_OK))
		rc = tl_guard_gate(&seat->guard, who, wait, err);
	if (rc)
		lmdb_yield(seat);
	else
		*ret = seat;
	return rc;
}

/* Whoever has it open needs the door to close it. */
static int lmdb_alone(struct tl_kv_seat *seat, double wait, struct tl_err *err)
{
	const struct timespec nap = { 0, 5 * 1000 * 1000 };
	double waited = 0;
	int rc = tl_guard_shut(&seat->guard, wait, err);

	if (rc)
		return rc;
	for (;;) {
		rc = tl_guard_door(&seat->guard, wait, err);
		if (!rc)
			rc = tl_guard_unused(&seat->guard, err);
		if (rc != TLSAFE_EBUSY || !seat->guard.inside || waited >= wait)
			break;
		tl_err_clear(err);
		tl_guard_leave_door(&seat->guard);
		nanosleep(&nap, NULL);
		waited += 0.005;
	}
	if (rc)
		tl_guard_leave_door(&seat->guard);
	return rc;
}

/* --- transactions ------------------------------------------------------------ */

static int begin_mdb(struct lmdb *l, bool write, MDB_txn **ret)
{
	int rc = mdb_txn_begin(l->env, NULL, write ? 0 : MDB_RDONLY, ret), dead;

	if (rc == MDB_MAP_RESIZED) {
		rc = mdb_env_set_mapsize(l->env, 0);
		if (!rc)
			rc = mdb_txn_begin(l->env, NULL, write ? 0 : MDB_RDONLY, ret);
		return rc;
	}
	if (rc == MDB_READERS_FULL && !mdb_reader_check(l->env, &dead))
		rc = mdb_txn_begin(l->env, NULL, write ? 0 : MDB_RDONLY, ret);
	return rc;
}

/* Begins, and gives up again what lags behind the file (*LAGS): a process that died while it opened
 * the store leaves a lock file that says less, and what is saved after that would be lost. */
static int try_begin(struct lmdb *l, bool write, MDB_txn **ret, bool *lags, struct tl_err *err)
{
	uint64_t newest;
	int rc = write ? 0 : tl_guard_newest(&l->guard, &newest, err);

	if (rc)
		return rc;
	rc = translate(err, begin_mdb(l, write, ret), "beginning a transaction");
	/* Who writes is alone: the file says what the last one before it saved. */
	if (!rc && write) {
		rc = tl_guard_newest(&l->guard, &newest, err);
		if (rc)
			mdb_txn_abort(*ret);
	}
	if (rc)
		return rc;
	*lags = (uint64_t)mdb_txn_id(*ret) - write < newest;
	if (*lags)
		mdb_txn_abort(*ret);
	return 0;
}

/* Opens anew, a little later: if nobody else has the store open, its lock file is set right by
 * that. */
static int reopen(struct lmdb *l, struct tl_err *err)
{
	const struct timespec nap = { 0, 20 * 1000 * 1000 };
	int rc;

	close_environment(l);
	nanosleep(&nap, NULL);
	rc = open_behind_door(l, err);
	tl_guard_leave_door(&l->guard);
	return rc;
}

static int out_of_step(struct tl_err *err)
{
	return tl_err_hint(err, TLSAFE_EBUSY, "nothing was done, end them and try again",
	                   "the store's lock file is out of step with its data, and other programs "
	                   "have the store open");
}

/* A reader may lag for the length of a commit. What lags longer is set right by opening anew, which
 * only a sole opener can; beside others a writer may just not get its turn. So the store is closed
 * while it is waited for: others that wait have to find themselves alone. */
static int begin_in_step(struct lmdb *l, bool write, MDB_txn **ret, struct tl_err *err)
{
	const struct timespec nap = { 0, 1000 * 1000 };
	const int again = l->live || l->flags & TL_KV_COPY ? 0 : 150;
	bool lags = false;
	int rc = 0;

	for (int i = 0; i < (write ? 1 : 50); i++) {
		rc = try_begin(l, write, ret, &lags, err);
		if (rc || !lags)
			return rc;
		nanosleep(&nap, NULL);
	}
	for (int i = 0; !rc && lags && i < again; i++) {
		rc = reopen(l, err);
		if (!rc)
			rc = try_begin(l, write, ret, &lags, err);
	}
	return rc || !lags ? rc : out_of_step(err);
}

/* The map begins where the page of a value of the main tree would have number 0. TLSAFE_ENOENT:
 * others have saved twice since T began. */
static int find_pages(struct lmdb *l, struct lmdb_txn *t, struct tl_err *err)
{
	MDB_val key = { 1, (void *)spaces }, val;
	struct tl_guard_state state;
	int rc = tl_guard_state(&l->guard, mdb_txn_id(t->mdb) - t->write, &state, err);

	if (!rc)
		rc = translate(err, mdb_get(t->mdb, MAIN_TREE, &key, &val), "reading");
	if (rc)
		return rc;
	t->pages.size = state.page;
	t->pages.last = state.last;
	t->pages.free_root = state.free_root;
	t->pages.main_root = state.main_root;
	t->pages.map = (const char *)((uintptr_t)val.mv_data & ~(uintptr_t)(state.page - 1)) -
	               state.main_root * state.page;
	return tl_pages_begin(&t->pages, err);
}

/* Begins in step, and knows the pages as they stand then. */
static int begin_known(struct lmdb *l, struct lmdb_txn *t, struct tl_err *err)
{
	int rc = TLSAFE_ENOENT;

	for (int i = 0; rc == TLSAFE_ENOENT && i < 50; i++) {
		rc = begin_in_step(l, t->write, &t->mdb, err);
		if (rc || !l->kv.sums)
			return rc;
		rc = find_pages(l, t, err);
		if (rc)
			mdb_txn_abort(t->mdb);
	}
	return rc == TLSAFE_ENOENT ? out_of_step(err) : rc;
}

static int lmdb_begin(struct tl_kv_txn **ret, struct tl_kv *kv, bool write, struct tl_err *err)
{
	struct lmdb *l = (struct lmdb *)kv;
	struct lmdb_txn *t;
	int rc, dead;

	if (!l->env)
		return tl_err_set(err, TLSAFE_ESYSTEM, "the store is no longer open");
	t = calloc(1, sizeof(*t));
	if (!t)
		return tl_err_memory(err);
	/* Readers that died without a word keep pages from being used again. */
	if (write)
		mdb_reader_check(l->env, &dead);
	t->txn.kv = kv;
	t->write = write;
	rc = begin_known(l, t, err);
	if (rc) {
		tl_pages_end(&t->pages);
		free(t);
		return rc;
	}
	if (!write)
		l->read = mdb_txn_id(t->mdb);
	l->live++;
	*ret = &t->txn;
	return 0;
}

/* A writer does not wait for who reads without a lock file, and takes pages that are being read. */
static int lmdb_look(struct tl_kv *kv, struct tl_err *err)
{
	struct lmdb *l = (struct lmdb *)kv;
	uint64_t newest = l->read;
	int rc;

	if (!l->env || l->flags & TL_KV_COPY)
		return 0;
	rc = tl_guard_same(&l->guard, err);
	if (rc == TLSAFE_ECONFLICT)
		return tl_err_hint(err, rc, "nothing was printed, run it again",
		                   "the store was replaced while it was read");
	if (!rc && l->alone && l->read)
		rc = tl_guard_newest(&l->guard, &newest, err);
	if (rc || newest == l->read)
		return rc;
	return tl_err_hint(err, TLSAFE_ECONFLICT, "nothing was printed, run it again",
	                   "others wrote to the store while it was read without a lock file");
}

static uint64_t lmdb_id(struct tl_kv_txn *txn)
{
	return mdb_txn_id(((struct lmdb_txn *)txn)->mdb);
}

static void lmdb_abort(struct tl_kv_txn *txn)
{
	struct lmdb_txn *t = (struct lmdb_txn *)txn;

	((struct lmdb *)txn->kv)->live--;
	mdb_txn_abort(t->mdb);
	tl_pages_end(&t->pages);
	free(t);
}

/* What was saved is in the file that lies there still, as its newest. Whether the lock file is the
 * same does not matter any more: who comes next through the gate compares itself with the file. */
static int look_again(struct lmdb *l, uint64_t id, struct tl_err *err)
{
	struct tl_err why = { 0 };
	uint64_t newest = 0;
	int rc = tl_guard_same_data(&l->guard, &why);

	if (!rc)
		rc = tl_guard_newest(&l->guard, &newest, &why);
	if (!rc && newest >= id)
		return 0;
	if (rc && rc != TLSAFE_ECONFLICT)
		return tl_err_hint(err, rc, "look with tlsafe-db log before it is entered again",
		                   "what was saved could not be looked at: %s", why.text);
	return tl_err_hint(err, TLSAFE_ECONFLICT,
	                   "look with tlsafe-db log before it is entered again",
	                   "the store was replaced while this was saved, and may not hold it");
}

static int lmdb_commit(struct tl_kv_txn *txn, struct tl_err *err)
{
	struct lmdb_txn *t = (struct lmdb_txn *)txn;
	struct lmdb *l = (struct lmdb *)txn->kv;
	uint64_t id = mdb_txn_id(t->mdb);
	bool write = t->write, changed = t->changed;
	int rc = 0;

	if (write)
		rc = tl_guard_same(&l->guard, err);
	if (rc) {
		lmdb_abort(txn);
		if (rc != TLSAFE_ECONFLICT)
			return rc;
		return tl_err_hint(err, rc, "nothing was saved, try again",
		                   "the store was replaced under this program");
	}
	rc = translate(err, told(l, mdb_txn_commit(t->mdb)), "saving");
	l->live--;
	tl_pages_end(&t->pages);
	free(t);
	/* What changed nothing is not written. */
	return rc || !changed ? rc : look_again(l, id, err);
}

/* --- keys -------------------------------------------------------------------- */

static int space_of(char c)
{
	const char *p = memchr(spaces, c, SPACES);
	return p ? (int)(p - spaces) : -1;
}

/* Splits a key: its space, and the rest, which LMDB wants not empty. */
static int split(struct tl_bytes key, int *space, MDB_val *rest, struct tl_err *err)
{
	*space = key.len ? space_of(key.data[0]) : -1;
	if (*space < 0 || key.len > tl_kv_lmdb.key_max)
		return tl_err_set(err, TLSAFE_EINPUT,
		                  "a key of %zu bytes that no space of the store takes", key.len);
	*rest = (MDB_val){ key.len - 1, (void *)(key.data + 1) };
	return 0;
}

static int lmdb_get(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_bytes *ret,
                    struct tl_err *err)
{
	struct lmdb_txn *t = (struct lmdb_txn *)txn;
	MDB_val k, v;
	int space, rc = split(key, &space, &k, err);

	if (rc)
		return rc;
	if (!k.mv_size)
		return TLSAFE_ENOENT;
	rc = mdb_get(t->mdb, ((struct lmdb *)txn->kv)->dbi[space], &k, &v);
	if (rc)
		return translate(err, rc, "reading");
	*ret = tl_bytes(v.mv_data, v.mv_size);
	return 0;
}

/* Of a writer too it is what was committed last: what it changed since lies in pages of its own. */
static int lmdb_way(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_err *err)
{
	return tl_pages_way(&((struct lmdb_txn *)txn)->pages, key.data[0],
	                    tl_bytes(key.data + 1, key.len - 1), err);
}

static int lmdb_pages(struct tl_kv_txn *txn, struct tl_err *err)
{
	return tl_pages_audit(&((struct lmdb_txn *)txn)->pages, err);
}

/* One call in place of a fault for every few pages, which is most of the time that a large value
 * takes. Not all kernels know it. */
static void lmdb_ahead(struct tl_kv_txn *txn, struct tl_bytes val)
{
#ifdef MADV_POPULATE_READ
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = (uintptr_t)val.data & ~(page - 1);

	if (!((struct lmdb_txn *)txn)->write)
		madvise((void *)from, (uintptr_t)val.data + val.len - from, MADV_POPULATE_READ);
#else
	(void)txn;
	(void)val;
#endif
}

static void remember_last(struct lmdb_txn *t, int space, const MDB_val *k)
{
	memcpy(t->last[space].key, k->mv_data, k->mv_size);
	t->last[space].len = k->mv_size;
}

/* True when K lies behind every key of its space. */
static bool is_last(struct lmdb_txn *t, MDB_dbi dbi, int space, const MDB_val *k)
{
	if (!t->last[space].known) {
		MDB_cursor *c;
		MDB_val lk, lv;
		int rc = mdb_cursor_open(t->mdb, dbi, &c);
		if (rc)
			return false;
		t->last[space].len = 0;
		rc = mdb_cursor_get(c, &lk, &lv, MDB_LAST);
		if (!rc)
			remember_last(t, space, &lk);
		mdb_cursor_close(c);
		if (rc && rc != MDB_NOTFOUND)
			return false;
		t->last[space].known = true;
	}
	return tl_cmp(tl_bytes(k->mv_data, k->mv_size),
	              tl_bytes(t->last[space].key, t->last[space].len)) > 0;
}

static int lmdb_put(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_bytes val, bool fresh,
                    struct tl_err *err)
{
	struct lmdb_txn *t = (struct lmdb_txn *)txn;
	struct lmdb *l = (struct lmdb *)txn->kv;
	MDB_val k, v = { val.len, (void *)val.data };
	MDB_dbi dbi;
	int space, rc = split(key, &space, &k, err);

	if (rc)
		return rc;
	if (!t->write)
		return tl_err_set(err, TLSAFE_EBUG, "a put in a transaction that only reads");
	if (!k.mv_size)
		return tl_err_set(err, TLSAFE_EINPUT, "a key that is a space alone");
	t->changed = true;
	dbi = l->dbi[space];
	if (is_last(t, dbi, space, &k)) {
		remember_last(t, space, &k);
		return translate(err, told(l, mdb_put(t->mdb, dbi, &k, &v, MDB_APPEND)), "writing");
	}
	rc = mdb_put(t->mdb, dbi, &k, &v, fresh ? MDB_NOOVERWRITE : 0);
	return rc == MDB_KEYEXIST ? TLSAFE_EEXIST : translate(err, told(l, rc), "writing");
}

static int lmdb_del(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_err *err)
{
	struct lmdb_txn *t = (struct lmdb_txn *)txn;
	struct lmdb *l = (struct lmdb *)txn->kv;
	MDB_val k;
	int space, rc = split(key, &space, &k, err);

	if (rc)
		return rc;
	if (!t->write)
		return tl_err_set(err, TLSAFE_EBUG, "a del in a transaction that only reads");
	if (!k.mv_size)
		return TLSAFE_ENOENT;
	t->last[space].known = false;
	t->changed = true;
	return translate(err, told(l, mdb_del(t->mdb, l->dbi[space], &k, NULL)), "deleting");
}

/* --- scans ------------------------------------------------------------------- */

static void lmdb_done(struct tl_kv_scan *scan)
{
	struct lmdb_scan *s = (struct lmdb_scan *)scan;

	if (!s)
		return;
	if (s->cursor)
		mdb_cursor_close(s->cursor);
	free(s->from);
	free(s->upto);
	free(s);
}

/* The least space not before C. SPACES: there is none. */
static int space_from(unsigned char c)
{
	int i = 0;

	while (i < (int)SPACES && (unsigned char)spaces[i] < c)
		i++;
	return i;
}

static int lmdb_scan(struct tl_kv_scan **ret, struct tl_kv_txn *txn, struct tl_bytes from,
                     struct tl_bytes upto, bool backwards, struct tl_err *err)
{
	struct lmdb_scan *s = calloc(1, sizeof(*s));

	if (!s)
		return tl_err_memory(err);
	s->scan.txn = txn;
	s->backwards = backwards;
	s->last = (int)SPACES - 1;
	if (from.len) {
		s->first = space_from((unsigned char)from.data[0]);
		if (s->first < (int)SPACES && spaces[s->first] == from.data[0]) {
			s->fromlen = from.len - 1;
			s->from = malloc(from.len);
		}
		if (s->first < (int)SPACES && spaces[s->first] == from.data[0] && !s->from)
			goto memory;
		if (s->from)
			memcpy(s->from, from.data + 1, s->fromlen);
	}
	if (upto.len) {
		s->last = space_from((unsigned char)upto.data[0]);
		if (s->last < (int)SPACES && spaces[s->last] == upto.data[0] && upto.len > 1) {
			s->uptolen = upto.len - 1;
			s->upto = malloc(upto.len);
			if (!s->upto)
				goto memory;
			memcpy(s->upto, upto.data + 1, s->uptolen);
		} else {
			s->last--;
		}
	}
	s->space = backwards ? s->last : s->first;
	*ret = &s->scan;
	return 0;
memory:
	lmdb_done(&s->scan);
	return tl_err_memory(err);
}

/* Places a cursor on the first item of the present space. */
static int enter_space(struct lmdb_scan *s, MDB_val *k, MDB_val *v)
{
	struct lmdb_txn *t = (struct lmdb_txn *)s->scan.txn;
	const char *to = s->backwards ? s->upto : s->from;
	size_t len = s->backwards ? s->uptolen : s->fromlen;
	bool edge = s->space == (s->backwards ? s->last : s->first) && to && len;
	int rc;

	if (s->cursor)
		mdb_cursor_close(s->cursor);
	s->cursor = NULL;
	rc = mdb_cursor_open(t->mdb, ((struct lmdb *)s->scan.txn->kv)->dbi[s->space], &s->cursor);
	if (rc)
		return rc;
	if (!edge)
		return mdb_cursor_get(s->cursor, k, v, s->backwards ? MDB_LAST : MDB_FIRST);
	*k = (MDB_val){ len, (void *)to };
	rc = mdb_cursor_get(s->cursor, k, v, MDB_SET_RANGE);
	if (s->backwards)
		return mdb_cursor_get(s->cursor, k, v, rc == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);
	return rc;
}

static bool in_range(const struct lmdb_scan *s, const MDB_val *k)
{
	struct tl_bytes key = tl_bytes(k->mv_data, k->mv_size);

	if (s->space == s->last && s->upto && tl_cmp(key, tl_bytes(s->upto, s->uptolen)) >= 0)
		return false;
	return !(s->space == s->first && s->from && tl_cmp(key, tl_bytes(s->from, s->fromlen)) < 0);
}

/* LMDB keeps a transaction's cursors right through its puts; a del in the same transaction leaves
 * them on the item behind. */
static int step(struct lmdb_scan *s, MDB_val *k, MDB_val *v)
{
	return mdb_cursor_get(s->cursor, k, v, s->backwards ? MDB_PREV : MDB_NEXT);
}

static int lmdb_next(struct tl_kv_scan *scan, struct tl_bytes *key, struct tl_bytes *val,
                     struct tl_err *err)
{
	struct lmdb_scan *s = (struct lmdb_scan *)scan;
	MDB_val k, v;
	int rc;

	while (s->space >= s->first && s->space <= s->last) {
		rc = s->begun ? step(s, &k, &v) : enter_space(s, &k, &v);
		if (rc && rc != MDB_NOTFOUND)
			return translate(err, rc, "reading");
		if (!rc && in_range(s, &k)) {
			s->begun = true;
			s->key[0] = spaces[s->space];
			memcpy(s->key + 1, k.mv_data, k.mv_size);
			*key = tl_bytes(s->key, k.mv_size + 1);
			*val = tl_bytes(v.mv_data, v.mv_size);
			return 1;
		}
		s->begun = false;
		s->space += s->backwards ? -1 : 1;
	}
	return 0;
}

const struct tl_kv_ops tl_kv_lmdb = {
	.name = "lmdb",
	.key_max = 511,
	.version = lmdb_version,
	.open = lmdb_open,
	.close = lmdb_close,
	.remove = lmdb_remove,
	.lock = lmdb_lock,
	.unlock = lmdb_unlock,
	.look = lmdb_look,
	.stat = lmdb_stat,
	.copy = lmdb_copy,
	.data = "data.mdb",
	.settle = lmdb_settle,
	.seize = lmdb_seize,
	.alone = lmdb_alone,
	.yield = lmdb_yield,
	.begin = lmdb_begin,
	.commit = lmdb_commit,
	.abort = lmdb_abort,
	.id = lmdb_id,
	.get = lmdb_get,
	.way = lmdb_way,
	.pages = lmdb_pages,
	.ahead = lmdb_ahead,
	.put = lmdb_put,
	.del = lmdb_del,
	.scan = lmdb_scan,
	.next = lmdb_next,
	.done = lmdb_done,
};
