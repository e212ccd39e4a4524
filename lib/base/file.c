/* Whole files: read, and made so that they last. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX (1024 * 1024)

/* Rights are those of the process, and so is what changes them. */
static void (*as_caller)(void), (*as_before)(void);

void tlsafe_set_caller(void (*begin)(void), void (*end)(void))
{
	as_caller = begin;
	as_before = end;
}

void tl_file_as_caller(void)
{
	if (as_caller)
		as_caller();
}

void tl_file_as_before(void)
{
	if (as_before)
		as_before();
}

void tl_file_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

char *tl_file_join(const char *dir, const char *name)
{
	char *path;
	return asprintf(&path, "%s/%s", dir, name) < 0 ? NULL : path;
}

void tl_file_name(struct tl_buf *out, struct tl_bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		tl_buf_char(out, text.data[i] == '/' ? '-' : text.data[i]);
}

void tl_file_free_path(char **p)
{
	free(*p);
}

int tl_file_read(struct tl_buf *out, const char *path, struct tl_err *err)
{
	TL_CLEANUP(tl_file_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st))
		return tl_err_errno(err, "%s", path);
	/* A fifo would be waited for. */
	if (!S_ISREG(st.st_mode))
		return tl_err_set(err, TLSAFE_ECONFIG, "%s: not a file", path);
	do {
		if (!tl_buf_room(out, 65536))
			return tl_err_memory(err);
		n = read(fd, out->data + out->len, 65536);
		if (n < 0)
			return tl_err_errno(err, "%s", path);
		out->len += (size_t)n;
		out->data[out->len] = 0;
		if (out->len > FILE_MAX)
			return tl_err_set(err, TLSAFE_ECONFIG, "%s: longer than 1 MiB", path);
	} while (n);
	return 0;
}

int tl_file_temporary(int *ret, struct tl_err *err)
{
	FILE *f = tmpfile();

	*ret = f ? dup(fileno(f)) : -1;
	if (f)
		fclose(f);
	return *ret < 0 ? tl_err_errno(err, "a temporary file") : 0;
}

int tl_file_put(int fd, struct tl_bytes bytes, const char *what, struct tl_err *err)
{
	while (bytes.len) {
		ssize_t n = write(fd, bytes.data, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return tl_err_errno(err, "%s", what);
		bytes = tl_bytes(bytes.data + n, bytes.len - (size_t)n);
	}
	return 0;
}

/* Makes PATH with TEXT, mode 0660 whatever the umask, synced. */
int tl_file_write(const char *path, struct tl_bytes text, struct tl_err *err)
{
	TL_CLEANUP(tl_file_close)
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
	int rc;

	if (fd < 0 || fchmod(fd, 0660))
		return tl_err_errno(err, "%s", path);
	rc = tl_file_put(fd, text, path, err);
	if (!rc && fsync(fd))
		rc = tl_err_errno(err, "%s", path);
	return rc;
}

int tl_file_replace(const char *path, struct tl_bytes text, struct tl_err *err)
{
	TL_CLEANUP(tl_file_free_path) char *beside = NULL;
	int rc;

	if (asprintf(&beside, "%s" TL_FILE_PARTIAL, path) < 0) {
		beside = NULL;
		return tl_err_memory(err);
	}
	unlink(beside);
	rc = tl_file_write(beside, text, err);
	if (!rc && rename(beside, path))
		rc = tl_err_errno(err, "%s", path);
	if (rc)
		unlink(beside);
	return rc ? rc : tl_file_sync_dir_of(path, err);
}

int tl_file_sync_dir_of(const char *path, struct tl_err *err)
{
	const char *slash = strrchr(path, '/');
	TL_CLEANUP(tl_file_free_path)
	char *dir = slash ? strndup(path, (size_t)(slash - path + 1)) : strdup(".");
	TL_CLEANUP(tl_file_close)
	int fd = dir ? open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (!dir)
		return tl_err_memory(err);
	/* Not every file system knows what that means of a directory. */
	if (fd >= 0 && (!fsync(fd) || errno == EINVAL || errno == ENOTSUP))
		return 0;
	return tl_err_errno(err, "%s", dir);
}
