/* Folders of files that are written by one call. */
#include "common/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
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

	if (asprintf(&path, "%s/%s", f->path, name) < 0)
		return -1;
	status = cmd_write_file(f->c, path, bytes, len);
	f->status = f->status ? f->status : status;
	free(path);
	return 0;
}
