/* What guards the files of a store. */
#include "kv/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"

int tl_guard_init(struct tl_guard *g, const char *dir, struct tl_err *err)
{
	*g = (struct tl_guard){ .fd = -1, .door = -1, .held = -1 };
	g->dir = strdup(dir);
	if (asprintf(&g->data, "%s/data.mdb", dir) < 0)
		g->data = NULL;
	if (asprintf(&g->lock, "%s/lock.mdb", dir) < 0)
		g->lock = NULL;
	if (asprintf(&g->gate, "%s/gate", dir) < 0)
		g->gate = NULL;
	if (!g->dir || !g->data || !g->lock || !g->gate)
		return tl_err_memory(err);
	g->door = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return g->door < 0 ? tl_err_errno(err, "%s", dir) : 0;
}

int tl_guard_init_copy(struct tl_guard *g, const char *file, struct tl_err *err)
{
	*g = (struct tl_guard){ .fd = -1, .door = -1, .held = -1 };
	g->dir = strdup(file);
	g->data = strdup(file);
	return g->dir && g->data ? 0 : tl_err_memory(err);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void tl_guard_release(struct tl_guard *g)
{
	tl_guard_leave_gate(g);
	close_fd(&g->door);
	close_fd(&g->fd);
	free(g->dir);
	free(g->data);
	free(g->lock);
	free(g->gate);
	*g = (struct tl_guard){ .fd = -1, .door = -1, .held = -1 };
}

/* --- where it lies ----------------------------------------------------------- */

const char *tl_guard_remote(unsigned long type)
{
	static const struct {
		unsigned long type;
		const char *name;
	} remote[] = {
		{ 0x6969, "NFS" },     { 0x517b, "SMB" },     { 0xff534d42, "CIFS" },
		{ 0xfe534d42, "SMB" }, { 0x5346414f, "AFS" }, { 0x73757245, "Coda" },
		{ 0x564c, "NCP" },
	};

	for (size_t i = 0; i < TL_LEN(remote); i++)
		if ((type & 0xffffffff) == remote[i].type)
			return remote[i].name;
	return NULL;
}

int tl_guard_local(const struct tl_guard *g, struct tl_err *err)
{
	struct statfs fs;
	const char *name = statfs(g->dir, &fs) ? NULL : tl_guard_remote((unsigned long)fs.f_type);

	if (!name)
		return 0;
	return tl_err_hint(err, TLSAFE_ECONFIG, "put the store on a local disk",
	                   "%s: lies on a network file system (%s)", g->dir, name);
}

/* Of an owner whom the directory's owner allowed: root, that owner, this user, or by its group. */
static bool is_allowed(const struct stat *file, const struct stat *dir)
{
	return file->st_uid == 0 || file->st_uid == dir->st_uid || file->st_uid == geteuid() ||
	       file->st_gid == dir->st_gid;
}

/* A link in the place of a file would have a foreign file written to. */
static int check_file(const char *path, const struct stat *dir, struct tl_err *err)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? TLSAFE_ENOENT : tl_err_errno(err, "%s", path);
	if (S_ISREG(st.st_mode) && st.st_nlink == 1 && is_allowed(&st, dir))
		return 0;
	return tl_err_hint(err, TLSAFE_ECONFIG,
	                   "find out who put it there, and remove it while nobody uses the store",
	                   "%s: not a plain file of the store's own", path);
}

int tl_guard_files(const struct tl_guard *g, struct tl_err *err)
{
	struct stat dir;
	int rc;

	if (stat(g->dir, &dir))
		return tl_err_errno(err, "%s", g->dir);
	rc = check_file(g->lock, &dir, err);
	if (!rc || rc == TLSAFE_ENOENT)
		rc = check_file(g->gate, &dir, err);
	if (!rc || rc == TLSAFE_ENOENT)
		rc = check_file(g->data, &dir, err);
	return rc;
}

/* --- what the file says of itself -------------------------------------------- */

/* What LMDB 0.9 writes at the start of its two first pages, as far as it is needed to know how long
 * the file has to be. */
struct meta_page {
	uint64_t page_number;
	uint16_t pad, flags;
	uint32_t bounds;
	uint32_t magic, version;
	uint64_t address, map_size;
	struct {
		uint32_t pad;
		uint16_t flags, depth;
		uint64_t branch, leaf, overflow, entries, root;
	} db[2];
	uint64_t last_page, transaction;
};
#define META_MAGIC 0xBEEFC0DEu

struct metas {
	bool sound;			/* both of them are */
	uint64_t page;			/* size of a page; 0: the first page does not say */
	uint64_t transaction, last;	/* of the newest sound one */
};

static bool is_meta(const struct meta_page *m, uint64_t number)
{
	return m->magic == META_MAGIC && m->page_number == number;
}

/* Both meta pages, and the size of a page; 0: the first does not say. */
static int read_pair(const struct tl_guard *g, struct meta_page meta[2], uint64_t *page,
                     struct tl_err *err)
{
	ssize_t first, second;

	*page = 0;
	memset(meta, 0, 2 * sizeof(*meta));
	first = pread(g->fd, &meta[0], sizeof(meta[0]), 0);
	/* LMDB keeps the page size in the record of its free list. */
	if (first == (ssize_t)sizeof(meta[0]))
		*page = meta[0].db[0].pad;
	if (*page < 512 || *page > 65536 || (*page & (*page - 1)))
		*page = 0;
	second = first;
	if (*page)
		second = pread(g->fd, &meta[1], sizeof(meta[1]), (off_t)*page);
	if (first < 0 || second < 0)
		return tl_err_errno(err, "%s", g->data);
	if (second != (ssize_t)sizeof(meta[1]))
		meta[1].magic = 0;
	return 0;
}

static int read_metas(const struct tl_guard *g, struct metas *m, struct tl_err *err)
{
	struct meta_page meta[2];
	int rc;

	*m = (struct metas){ 0 };
	rc = read_pair(g, meta, &m->page, err);
	/* Of a store with one of them the other may tell an older state. */
	m->sound = !rc && m->page && is_meta(&meta[0], 0) && is_meta(&meta[1], 1);
	for (int i = 0; m->sound && i < 2; i++) {
		if (meta[i].transaction < m->transaction)
			continue;
		m->transaction = meta[i].transaction;
		m->last = meta[i].last_page;
	}
	return rc;
}

int tl_guard_state(const struct tl_guard *g, uint64_t transaction, struct tl_guard_state *ret,
                   struct tl_err *err)
{
	struct meta_page meta[2];
	uint64_t page;
	int rc = read_pair(g, meta, &page, err);

	for (int i = 0; !rc && page && i < 2; i++) {
		if (meta[i].magic != META_MAGIC || meta[i].transaction != transaction)
			continue;
		*ret = (struct tl_guard_state){ page, meta[i].last_page, meta[i].db[0].root,
			                        meta[i].db[1].root };
		return 0;
	}
	return rc ? rc : TLSAFE_ENOENT;
}

static int short_file(struct tl_err *err, uint64_t has, uint64_t needs)
{
	return tl_err_hint(err, TLSAFE_ECORRUPT, "restore from a backup",
	                   "the store is cut short: its file has %llu bytes and needs %llu",
	                   (unsigned long long)has, (unsigned long long)needs);
}

/* Its length is asked after the meta pages were read: it only grows while others write. */
static int compare_length(const struct tl_guard *g, struct tl_err *err)
{
	struct metas m;
	struct stat st;
	uint64_t size;
	int rc = read_metas(g, &m, err);

	if (rc)
		return rc;
	if (fstat(g->fd, &st))
		return tl_err_errno(err, "%s", g->data);
	size = (uint64_t)st.st_size;
	if (!size)
		return tl_err_hint(err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "the store was emptied: its file has no bytes");
	if (size < 2 * sizeof(struct meta_page))
		return short_file(err, size, 2 * 4096);
	if (!m.page || !m.sound)
		return tl_err_hint(err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "the store is damaged: its first page");
	if (size < 2 * m.page)
		return short_file(err, size, 2 * m.page);
	if (m.last >= UINT64_MAX / m.page - 1 || size < (m.last + 1) * m.page)
		return short_file(err, size, (m.last + 1) * m.page);
	return 0;
}

int tl_guard_length(struct tl_guard *g, struct tl_err *err)
{
	struct tl_err first = { 0 };

	close_fd(&g->fd);
	g->fd = open(g->data, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (g->fd < 0 && errno == ENOENT)
		return tl_err_hint(err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "%s: the store was emptied: its file data.mdb is gone", g->dir);
	if (g->fd < 0)
		return tl_err_errno(err, "%s", g->data);
	/* Looked at twice before it is said. */
	if (!compare_length(g, &first))
		return 0;
	return compare_length(g, err);
}

int tl_guard_newest(const struct tl_guard *g, uint64_t *ret, struct tl_err *err)
{
	struct metas m;
	int rc = read_metas(g, &m, err);

	*ret = m.transaction;
	if (rc || m.sound)
		return rc;
	return tl_err_hint(err, TLSAFE_ECORRUPT, "restore from a backup",
	                   "the store is damaged: its first pages");
}

/* --- room -------------------------------------------------------------------- */

#define LOCK_SIZE 65536		/* what LMDB makes it, for the readers that lmdb.c asks for */

static int take_room(int fd, const char *path, struct tl_err *err)
{
	struct stat st;
	int rc;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_nlink != 1)
		return 0;
	rc = posix_fallocate(fd, 0, LOCK_SIZE);
	if (!rc || rc == EINVAL || rc == EOPNOTSUPP)
		return 0;
	errno = rc;
	return tl_err_errno(err, "%s", path);
}

int tl_guard_lock_room(const struct tl_guard *g, struct tl_err *err)
{
	int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, fd, rc;
	struct stat st;

	if (!lstat(g->lock, &st) && st.st_size >= LOCK_SIZE && st.st_blocks * 512 >= LOCK_SIZE)
		return 0;
	fd = open(g->lock, flags, 0660);
	if (fd < 0)
		return errno == ENOSPC || errno == EDQUOT ? tl_err_errno(err, "%s", g->lock) : 0;
	rc = take_room(fd, g->lock, err);
	close(fd);
	return rc;
}

/* A page more beside the data, in a file without a name. */
static int try_page(const char *dir)
{
	char page[4096] = "";
	int fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600), rc = 0;
	ssize_t n = fd < 0 ? -1 : 0;

	for (size_t k = 0; fd >= 0 && n >= 0 && k < 64; k++)
		n = write(fd, page, sizeof(page));
	if (n < 0)
		rc = errno;
	if (fd >= 0)
		close(fd);
	return rc == ENOSPC || rc == EDQUOT ? rc : 0;
}

int tl_guard_no_room(const struct tl_guard *g)
{
	struct rlimit limit;
	struct stat st;

	if (!getrlimit(RLIMIT_FSIZE, &limit) && limit.rlim_cur != RLIM_INFINITY &&
	    !stat(g->data, &st) && (rlim_t)st.st_size + 65536 > limit.rlim_cur)
		return EFBIG;
	return try_page(g->dir);
}

/* --- whether it is still the same -------------------------------------------- */

static int file_at(struct tl_guard_file *ret, const char *path, struct tl_err *err)
{
	struct stat st;
	int rc = lstat(path, &st);

	if (rc && errno != ENOENT && errno != ENOTDIR)
		return tl_err_errno(err, "%s", path);
	*ret = (struct tl_guard_file){ .there = false };
	if (!rc)
		*ret = (struct tl_guard_file){ st.st_dev, st.st_ino, true };
	return 0;
}

static int compare_file(const struct tl_guard_file *was, const char *path, struct tl_err *err)
{
	struct tl_guard_file is;
	int rc = file_at(&is, path, err);

	if (!rc && (is.there != was->there || is.dev != was->dev || is.ino != was->ino))
		rc = TLSAFE_ECONFLICT;
	return rc;
}

int tl_guard_remember(struct tl_guard *g, struct tl_err *err)
{
	int rc = file_at(&g->is_dir, g->dir, err);

	if (!rc)
		rc = file_at(&g->is_data, g->data, err);
	if (!rc)
		rc = file_at(&g->is_lock, g->lock, err);
	if (!rc && !g->is_data.there)
		return tl_err_hint(err, TLSAFE_ECONFLICT, "nothing was done, try again",
		                   "%s: it was taken away", g->data);
	return rc;
}

int tl_guard_same_data(const struct tl_guard *g, struct tl_err *err)
{
	return compare_file(&g->is_data, g->data, err);
}

int tl_guard_same(const struct tl_guard *g, struct tl_err *err)
{
	int rc = tl_guard_same_data(g, err);

	return rc ? rc : compare_file(&g->is_lock, g->lock, err);
}

/* --- locks ------------------------------------------------------------------- */

static bool would_block(void)
{
	return errno == EAGAIN || errno == EACCES || errno == EINTR || errno == EWOULDBLOCK;
}

#define NAP 0.002		/* seconds between two tries */

static void nap(double *waited)
{
	nanosleep(&(struct timespec){ 0, (long)(NAP * 1e9) }, NULL);
	*waited += NAP;
}

static int is_shut(struct tl_err *err)
{
	return tl_err_hint(err, TLSAFE_EBUSY,
	                   "nothing was done, try again later or with a longer --wait",
	                   "another store is just being put into the place of this one");
}

/* A lock of the gate's file that is not the gate: of those who enter, for an instant, and of
 * whoever shuts it. */
static int lock_entry(int fd, int how, double wait, struct tl_err *err)
{
	double waited = 0;

	while (flock(fd, how | LOCK_NB)) {
		if (!would_block())
			return tl_err_errno(err, "cannot lock the store: its file gate");
		if (waited >= wait)
			return is_shut(err);
		nap(&waited);
	}
	return 0;
}

int tl_guard_door(struct tl_guard *g, double wait, struct tl_err *err)
{
	double waited = 0;

	while (!g->inside && flock(g->door, LOCK_EX | LOCK_NB)) {
		if (!would_block())
			return tl_err_errno(err, "%s", g->dir);
		if (waited >= wait)
			return tl_err_hint(
				err, TLSAFE_EBUSY,
				"nothing was done, try again later or with a longer --wait",
				"another program is just opening the store and does not get done");
		nap(&waited);
	}
	g->inside = true;
	return 0;
}

/* Another directory may have been put into the place of the one whose door was waited at. */
static int at_its_place(struct tl_guard *g, bool *ret, struct tl_err *err)
{
	struct stat is, there;
	int fd;

	if (fstat(g->door, &is) || stat(g->dir, &there))
		return tl_err_errno(err, "%s", g->dir);
	*ret = is.st_dev == there.st_dev && is.st_ino == there.st_ino;
	if (*ret)
		return 0;
	fd = open(g->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return tl_err_errno(err, "%s", g->dir);
	tl_guard_leave_door(g);
	close(g->door);
	g->door = fd;
	return 0;
}

int tl_guard_shut(const struct tl_guard *g, double wait, struct tl_err *err)
{
	return g->held < 0 ? 0 : lock_entry(g->held, LOCK_EX, wait, err);
}

/* A store that is being made, or has lost its gate, is not shut. */
static int pass_entry(const struct tl_guard *g, double wait, struct tl_err *err)
{
	int fd = open(g->gate, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int rc = fd < 0 ? 0 : lock_entry(fd, LOCK_SH, wait, err);

	if (fd >= 0)
		close(fd);
	return rc;
}

int tl_guard_enter(struct tl_guard *g, double wait, struct tl_err *err)
{
	bool there = false;
	int rc = pass_entry(g, wait, err);

	while (!rc && !there) {
		rc = tl_guard_door(g, wait, err);
		if (!rc)
			rc = at_its_place(g, &there, err);
	}
	return rc;
}

/* LMDB has each process that has read the lock file's environment lock the byte of its number. */
static pid_t next_user(int fd, pid_t after)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = after + 1 };

	if (fcntl(fd, F_GETLK, &lock) || lock.l_type == F_UNLCK)
		return 0;
	return (pid_t)lock.l_start;
}

static void name_user(struct tl_buf *out, pid_t pid)
{
	char path[64], name[64] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/comm", (long)pid);
	f = fopen(path, "re");
	if (f && fgets(name, sizeof(name), f))
		name[strcspn(name, "\n")] = 0;
	if (f)
		fclose(f);
	tl_buf_printf(out, "%spid %ld", out->len ? ", " : "", (long)pid);
	if (*name)
		tl_buf_printf(out, " (%s)", name);
}

#define USERS 16		/* that are named */

int tl_guard_unused(const struct tl_guard *g, struct tl_err *err)
{
	int fd = open(g->lock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct flock open_one = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	TL_BUF names = { 0 };
	unsigned n = 0;

	if (fd < 0)
		return errno == ENOENT ? 0 : tl_err_errno(err, "%s", g->lock);
	for (pid_t pid = 0; n < USERS && (pid = next_user(fd, pid)) > 0; n++)
		name_user(&names, pid);
	/* One that is just opening has the first byte alone. */
	if (!n && !fcntl(fd, F_GETLK, &open_one) && open_one.l_type != F_UNLCK) {
		name_user(&names, open_one.l_pid);
		n = 1;
	}
	close(fd);
	if (!n)
		return 0;
	return tl_err_hint(err, TLSAFE_EBUSY,
	                   "nothing was done, end them and try again, or with a longer --wait",
	                   "programs that have the store open: %u: %s", n,
	                   names.failed ? "?" : names.data);
}

void tl_guard_leave_door(struct tl_guard *g)
{
	if (g->inside)
		flock(g->door, LOCK_UN);
	g->inside = false;
}

/* Who holds it: "li (pid 812, tlsafe-hazard import x.csv, since 2026-03-05T15:08:09+08:00)". */
static int gate_busy(int fd, struct tl_err *err)
{
	char holder[512];
	ssize_t n = pread(fd, holder, sizeof(holder) - 1, 0);

	holder[n > 0 ? n : 0] = 0;
	return tl_err_hint(err, TLSAFE_EBUSY,
	                   "nothing was saved, try again later or with a longer --wait",
	                   "the store is being written by %s", n > 0 ? holder : "another program");
}

static int enter_gate(int fd, const char *who, double wait, struct tl_err *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	double waited = 0;
	size_t len = strnlen(who, 500);
	struct stat st;

	if (fstat(fd, &st))
		return tl_err_errno(err, "the store's file gate");
	if (!S_ISREG(st.st_mode) || st.st_nlink != 1)
		return tl_err_hint(
			err, TLSAFE_ECONFIG,
			"find out who put it there, and remove it while nobody uses the store",
			"the store's file gate is not a plain file of its own");
	while (fcntl(fd, F_OFD_SETLK, &lock)) {
		if (!would_block())
			return tl_err_errno(err, "cannot lock the store: its file gate");
		if (waited >= wait)
			return gate_busy(fd, err);
		/* Who shuts it waits for us. */
		if (flock(fd, LOCK_SH | LOCK_NB) && would_block())
			return is_shut(err);
		flock(fd, LOCK_UN);
		nap(&waited);
	}
	/* The name is a courtesy: a disk too full for it is met again by the commit. */
	if (ftruncate(fd, 0) || pwrite(fd, who, len, 0) < 0)
		errno = 0;
	return 0;
}

int tl_guard_gate(struct tl_guard *g, const char *who, double wait, struct tl_err *err)
{
	int fd = open(g->gate, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), rc;

	if (fd < 0)
		return tl_err_errno(err, "cannot write to the store: its file gate");
	rc = enter_gate(fd, who, wait, err);
	if (rc)
		close(fd);
	else
		g->held = fd;
	return rc;
}

void tl_guard_leave_gate(struct tl_guard *g)
{
	if (g->held >= 0 && ftruncate(g->held, 0))	/* only a name is left behind: harmless */
		errno = 0;
	close_fd(&g->held);
}
