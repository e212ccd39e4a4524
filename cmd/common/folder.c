/* Folders of files that are written by one call. */
#include "common/cmd.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int cmd_folder_begin(struct cmd_folder *f)
{
	struct stat st;
	int rc;

	cmd_as_caller_begin();
	rc = mkdir(f->path, 0777);
	if (rc && errno == EEXIST && !stat(f->path, &st)) {
		rc = S_ISDIR(st.st_mode) ? access(f->path, W_OK | X_OK) : -1;
		errno = S_ISDIR(st.st_mode) ? errno : ENOTDIR;
	}
	cmd_as_caller_end();
	if (!rc)
		return 0;
	cmd_say(f->c, "%s: %m", f->path);
	return STATUS_CANTCREAT;
}

int cmd_folder_write(void *ctx, const char *name, const char *bytes, size_t len)
{
	struct cmd_folder *f = ctx;
	char *path;
	int status;

	if (asprintf(&path, "%s/%s", f->made ? f->made : f->path, name) < 0)
		return -1;
	status = cmd_write_file(f->c, path, bytes, len);
	f->status = f->status ? f->status : status;
	free(path);
	return 0;
}

/* --- whole or not at all ---------------------------------------------------- */

int cmd_folder_whole(struct cmd_folder *f)
{
	int rc;

	if (asprintf(&f->made, "%s.XXXXXX", f->path) < 0) {
		f->made = NULL;
		return cmd_fail(f->c, TLSAFE_EMEMORY);
	}
	cmd_as_caller_begin();
	rc = !access(f->path, F_OK);
	errno = rc ? EEXIST : 0;
	if (!rc)
		rc = mkdtemp(f->made) ? 0 : -1;
	cmd_as_caller_end();
	if (!rc)
		return 0;
	cmd_say(f->c, "%s: %m", f->path);
	free(f->made);
	f->made = NULL;
	return STATUS_CANTCREAT;
}

/* All that was written into it. */
static void drop(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			unlinkat(dirfd(dir), e->d_name, 0);
	if (dir)
		closedir(dir);
	rmdir(path);
}

int cmd_folder_end(struct cmd_folder *f, int status)
{
	mode_t mask = umask(0);

	umask(mask);
	status = status ? status : f->status;
	if (!f->made)
		return status;
	cmd_as_caller_begin();
	if (!status && (chmod(f->made, 0777 & ~mask) || rename(f->made, f->path))) {
		cmd_say(f->c, "%s: %m", f->path);
		status = STATUS_CANTCREAT;
	}
	if (status)
		drop(f->made);
	cmd_as_caller_end();
	free(f->made);
	f->made = NULL;
	return status;
}
