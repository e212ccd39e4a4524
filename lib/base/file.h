/*
 * Whole files: read, and made so that they last.
 */
#ifndef TL_BASE_FILE_H
#define TL_BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Between these two a file that the caller of the library named is opened, with that caller's
 * rights, where tlsafe_set_caller() says how. */
void tl_file_as_caller(void);
void tl_file_as_before(void);
/* DIR/NAME; yours. NULL: no memory. */
char *tl_file_join(const char *dir, const char *name);
void tl_file_free_path(char **path);
/* TEXT as a part of a file's name: what parts paths does not part it. */
void tl_file_name(struct tl_buf *out, struct tl_bytes text);
void tl_file_close(int *fd);		/* for TL_CLEANUP; negative: there is none */
/* Appends the file PATH. TLSAFE_ECONFIG: longer than 1 MiB, or no regular file. */
int tl_file_read(struct tl_buf *out, const char *path, struct tl_err *err);
/* A temporary file without a name, for reading and writing; *RET is yours to close. */
int tl_file_temporary(int *ret, struct tl_err *err);
/* Writes all of BYTES to FD, from where it stands. An error calls it WHAT. */
int tl_file_put(int fd, struct tl_bytes bytes, const char *what, struct tl_err *err);
/* Makes PATH with TEXT, mode 0660 whatever the umask, synced. It must not be there. */
int tl_file_write(const char *path, struct tl_bytes text, struct tl_err *err);
#define TL_FILE_PARTIAL ".partial"	/* what one that is not whole yet is called besides */
/* The same whether or not it is there: PATH is always the old one or the new. */
int tl_file_replace(const char *path, struct tl_bytes text, struct tl_err *err);
/* Makes sure that what was renamed to PATH stays so, where the file system can. */
int tl_file_sync_dir_of(const char *path, struct tl_err *err);

#endif
