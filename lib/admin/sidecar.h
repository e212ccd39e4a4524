/*
 * A backup is a copy of a store in one file, and its sidecar: the file of that name with ".json"
 * behind it, one line that says what the copy holds, as it was found when it was checked:
 *
 *   {"backup":{"store":"..","site":"500151","at":"..","txn":41,"hash":"..","entries":9041,
 *              "files":2,"file_bytes":18233,"size":1052672,"digest":"..","format":2,
 *              "engine":"lmdb","program":"0.1.0"}}
 *
 * txn and hash are the head of its chain, files and file_bytes are what it keeps of them, digest is
 * BLAKE2b-256 of the file. Names of a store's
 * backups begin alike, SITE-ID-, ID being the first eight digits of its identity. A file that is
 * being made has ".partial" behind its name, and a lock while its maker lives.
 */
#ifndef TL_ADMIN_SIDECAR_H
#define TL_ADMIN_SIDECAR_H

#include "base/crypto.h"
#include "base/date.h"
#include "store/handle.h"

#define TL_BACKUP_END ".tlsafe"
#define TL_SIDECAR_END ".json"
#define TL_PARTIAL_END ".partial"

struct tl_sidecar {
	char store[33], site[33], engine[33], program[33];
	tl_instant at;
	uint64_t txn, entries, files, file_bytes, size, format;
	unsigned char hash[TL_HASH_LEN], digest[TL_HASH_LEN];
};
void tl_sidecar_line(struct tl_buf *out, const struct tl_sidecar *s, int offset);
/* That of the copy in FILE. TLSAFE_ENOENT: there is no such copy; TLSAFE_EINPUT: it has no sidecar,
 * or one that is none. */
int tl_sidecar_read(struct tl_sidecar *s, const char *file, struct tl_err *err);
/* Reads all of FD from its beginning: its length and its digest, and with TO not negative a copy of
 * it written there. PATH names it. */
int tl_sidecar_digest(int fd, int to, const char *path, uint64_t *size,
                      unsigned char digest[TL_HASH_LEN], struct tl_err *err);

/* Backups of one store in a directory, newest first: those that have a sidecar and its length. */
struct tl_backups {
	struct tl_backup {
		char *file;			/* its path */
		struct tl_sidecar s;
	} *at;
	size_t n, max;
};
int tl_backups_list(struct tl_backups *b, const char *dir, const struct tlsafe *t,
                    struct tl_err *err);
void tl_backups_release(struct tl_backups *b);
/* What the names of T's backups begin with. */
void tl_backups_prefix(struct tl_buf *out, const struct tlsafe *t);
/* Removes what was left of T's backups in DIR that were cut short. */
int tl_backups_clean(const char *dir, const struct tlsafe *t, struct tl_err *err);

/* What is kept beside a store of the last time that WHAT, "backup" or "check", found all of it
 * sound, at T's now. Where it cannot be written nothing is. */
void tl_last_write(const struct tlsafe *t, const char *path, const char *what, uint64_t txn);
/* False: it is not known. */
bool tl_last_read(const char *path, const char *what, tl_instant *at, uint64_t *txn);

#endif
