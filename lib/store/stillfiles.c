/* Pictures in files beside the store. */
#include "store/stillfiles.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define HEX (2 * TL_HASH_LEN)

bool tl_stillfiles_blob(struct tl_blob *ret, struct tl_bytes hash, uint64_t size)
{
	ret->size = size;
	return tl_unhex(ret->hash, TL_HASH_LEN, hash);
}

/* --- where they lie ---------------------------------------------------------- */

/* Paths of the folder of all, of the one with a file, and of the file. */
struct place {
	struct tl_buf all, folder, file;
};

static void place_release(struct place *p)
{
	tl_buf_release(&p->all);
	tl_buf_release(&p->folder);
	tl_buf_release(&p->file);
}
#define PLACE TL_CLEANUP(place_release) struct place

static int find(struct place *p, const char *store, const unsigned char hash[TL_HASH_LEN],
                struct tl_err *err)
{
	tl_buf_printf(&p->all, "%s/" TL_STILLFILES, store);
	tl_buf_printf(&p->folder, "%s/%02x", p->all.data ? p->all.data : "", hash[0]);
	tl_buf_printf(&p->file, "%s/", p->folder.data ? p->folder.data : "");
	tl_hex(&p->file, hash + 1, TL_HASH_LEN - 1);
	tl_buf_char(&p->file, 0);
	return p->file.failed || p->folder.failed || p->all.failed ? tl_err_memory(err) : 0;
}

/* As the store's own folder is, for whom and by whom it may be used. */
static int make_folder(const char *path, const char *store, struct tl_err *err)
{
	struct stat st;

	if (!mkdir(path, 0700)) {
		if (stat(store, &st) || chmod(path, st.st_mode & 07777))
			return tl_err_errno(err, "%s", path);
		return tl_file_sync_dir_of(path, err);
	}
	return errno == EEXIST ? 0 : tl_err_errno(err, "%s", path);
}

/* --- one of them ------------------------------------------------------------- */

int tl_stillfiles_put(const char *store, const struct tl_blob *blob, struct tl_bytes bytes,
                      struct tl_err *err)
{
	PLACE p = { .all = { 0 } };
	struct stat st;
	int rc = find(&p, store, blob->hash, err);

	if (rc)
		return rc;
	if (!stat(p.file.data, &st) && S_ISREG(st.st_mode) && (uint64_t)st.st_size == blob->size)
		return 0;
	rc = make_folder(p.all.data, store, err);
	if (!rc)
		rc = make_folder(p.folder.data, store, err);
	return rc ? rc : tl_file_replace(p.file.data, bytes, err);
}

static int read_all(int fd, const char *path, uint64_t size, struct tl_buf *out,
                    struct tl_err *err)
{
	char some[65536];
	uint64_t left = size;
	ssize_t n;

	while ((n = read(fd, some, sizeof(some))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return tl_err_errno(err, "%s", path);
		if ((uint64_t)n > left)
			break;
		left -= (uint64_t)n;
		tl_buf_put(out, some, (size_t)n);
		if (out->failed)
			return tl_err_memory(err);
	}
	if (n || left)
		return tl_err_hint(err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "%s: has another length than the still says", path);
	return 0;
}

int tl_stillfiles_read(const char *store, const struct tl_blob *blob, struct tl_buf *out,
                       struct tl_err *err)
{
	PLACE p = { .all = { 0 } };
	size_t begun = out->len;
	struct tl_blob is;
	int rc = find(&p, store, blob->hash, err);
	TL_CLEANUP(tl_file_close)
	int fd = rc ? -1 : open(p.file.data, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (rc)
		return rc;
	if (fd < 0)
		return errno == ENOENT ? TLSAFE_ENOENT : tl_err_errno(err, "%s", p.file.data);
	rc = read_all(fd, p.file.data, blob->size, out, err);
	if (rc)
		return rc;
	tl_blob_of(&is, tl_bytes(out->data + begun, out->len - begun));
	return tl_blob_same(&is, blob) ?
	               0 :
	               tl_err_hint(err, TLSAFE_ECORRUPT, "run tlsafe-db check",
	                           "%s: its bytes do not match its name", p.file.data);
}

int tl_stillfiles_remove(const char *store, const unsigned char hash[TL_HASH_LEN],
                         struct tl_err *err)
{
	PLACE p = { .all = { 0 } };
	int rc = find(&p, store, hash, err);

	if (rc)
		return rc;
	return unlink(p.file.data) && errno != ENOENT ? tl_err_errno(err, "%s", p.file.data) : 0;
}

bool tl_stillfiles_partial(const char *path)
{
	size_t len = strlen(path), end = strlen(TL_FILE_PARTIAL);

	return len > end && !strcmp(path + len - end, TL_FILE_PARTIAL);
}

int tl_stillfiles_move(const char *from, const char *to, struct tl_err *err)
{
	TL_CLEANUP(tl_file_free_path) char *was = tl_file_join(from, TL_STILLFILES);
	TL_CLEANUP(tl_file_free_path) char *now = tl_file_join(to, TL_STILLFILES);

	if (!was || !now)
		return tl_err_memory(err);
	if (!rename(was, now))
		return tl_file_sync_dir_of(now, err);
	return errno == ENOENT ? 0 : tl_err_errno(err, "cannot put %s into its place", was);
}

/* --- all of them ------------------------------------------------------------- */

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static bool is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

/* The hash that FOLDER and NAME spell. */
static bool hash_of(unsigned char hash[TL_HASH_LEN], const char *folder, const char *name)
{
	char text[HEX + 1];

	if (strlen(folder) != 2 || strlen(name) != HEX - 2)
		return false;
	snprintf(text, sizeof(text), "%s%s", folder, name);
	for (size_t i = 0; i < HEX; i++)
		if (text[i] >= 'A' && text[i] <= 'F')
			return false;
	return tl_unhex(hash, TL_HASH_LEN, tl_bytes(text, HEX));
}

static int walk_folder(const char *all, const char *folder, const struct tl_stillfiles_each *each,
                       struct tl_err *err)
{
	TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(all, folder);
	TL_CLEANUP(close_dir) DIR *dir = path ? opendir(path) : NULL;
	unsigned char hash[TL_HASH_LEN];
	struct dirent *e;
	int rc = 0;

	if (!path)
		return tl_err_memory(err);
	if (!dir && errno == ENOTDIR)
		return each->each(each->ctx, NULL, path, 0);
	if (!dir)
		return tl_err_errno(err, "%s", path);
	while (!rc && (errno = 0, e = readdir(dir))) {
		TL_CLEANUP(tl_file_free_path) char *file = tl_file_join(path, e->d_name);
		struct stat st;
		if (is_dots(e->d_name))
			continue;
		if (!file)
			return tl_err_memory(err);
		if (lstat(file, &st))
			return tl_err_errno(err, "%s", file);
		bool known = S_ISREG(st.st_mode) && hash_of(hash, folder, e->d_name);
		rc = each->each(each->ctx, known ? hash : NULL, file, (uint64_t)st.st_size);
	}
	return rc || !errno ? rc : tl_err_errno(err, "%s", path);
}

int tl_stillfiles_walk(const char *store, const struct tl_stillfiles_each *each,
                       struct tl_err *err)
{
	TL_CLEANUP(tl_file_free_path) char *all = tl_file_join(store, TL_STILLFILES);
	TL_CLEANUP(close_dir) DIR *dir = all ? opendir(all) : NULL;
	struct dirent *e;
	int rc = 0;

	if (!all)
		return tl_err_memory(err);
	if (!dir)
		return errno == ENOENT ? 0 : tl_err_errno(err, "%s", all);
	while (!rc && (errno = 0, e = readdir(dir)))
		if (!is_dots(e->d_name))
			rc = walk_folder(all, e->d_name, each, err);
	return rc || !errno ? rc : tl_err_errno(err, "%s", all);
}
