/*
 * What guards the files of a store: plain looks at them, apart from the engine that maps them, and
 * the two locks. Opening and closing stand behind a lock on the store's directory, since LMDB's own
 * are not safe against a process that dies in the middle of them; writers stand behind the gate.
 */
#ifndef TL_KV_GUARD_H
#define TL_KV_GUARD_H

#include <sys/types.h>

#include "base/bytes.h"
#include "base/err.h"

struct tl_guard_file {
	dev_t dev;
	ino_t ino;
	bool there;
};

struct tl_guard {
	char *dir, *data, *lock, *gate;			/* paths */
	struct tl_guard_file is_dir, is_data, is_lock;	/* what lay there when it was opened */
	int fd;		/* of data, for plain reads; -1: not opened */
	int door;	/* of dir */
	bool inside;	/* it is locked: this process opens or closes */
	int held;	/* of gate, while this process writes; -1: it does not */
};

int tl_guard_init(struct tl_guard *g, const char *dir, struct tl_err *err);
/* Of one file, a copy, that has no locks. */
int tl_guard_init_copy(struct tl_guard *g, const char *file, struct tl_err *err);
void tl_guard_release(struct tl_guard *g);

/* TLSAFE_ECONFIG: DIR lies on a network file system, whose locks and mapped pages are not those of
 * this machine. */
int tl_guard_local(const struct tl_guard *g, struct tl_err *err);
/* The name of a file system that is not local, by its statfs(2) type; NULL: it is local. */
const char *tl_guard_remote(unsigned long type);
/* Whether the store's files are what they should be: regular, of one name, of an owner whom the
 * directory's owner allowed. TLSAFE_ECONFIG: one is not; TLSAFE_ENOENT: there is no data file. */
int tl_guard_files(const struct tl_guard *g, struct tl_err *err);
/* Opens the data file for plain reads, and compares its length with what its newest meta page
 * needs: a mapped page that the file does not have is a signal, not an error. */
int tl_guard_length(struct tl_guard *g, struct tl_err *err);
/* The transaction of the newest meta page that is sound, by plain reads. */
int tl_guard_newest(const struct tl_guard *g, uint64_t *ret, struct tl_err *err);
/* What the meta page of TRANSACTION says; TLSAFE_ENOENT: neither is its. */
struct tl_guard_state {
	uint64_t page, last;		/* bytes of a page; number of the last one */
	uint64_t free_root, main_root;	/* roots of its two trees */
};
int tl_guard_state(const struct tl_guard *g, uint64_t transaction, struct tl_guard_state *ret,
                   struct tl_err *err);
/* Takes room on the disk for all of the lock file, which LMDB maps: a page of it without room would
 * be a signal. Before anything is open; where it may not be written it stays as it is. */
int tl_guard_lock_room(const struct tl_guard *g, struct tl_err *err);
/* Why a write came out short: errno of no room, if that is so; else 0. */
int tl_guard_no_room(const struct tl_guard *g);
/* Keeps what lies at the paths now; and whether it is what lies there still. TLSAFE_ECONFLICT,
 * without text: it is not. */
int tl_guard_remember(struct tl_guard *g, struct tl_err *err);
int tl_guard_same(const struct tl_guard *g, struct tl_err *err);
int tl_guard_same_data(const struct tl_guard *g, struct tl_err *err);	/* the data file alone */

/* The lock of those who open or close: waits WAIT seconds. TLSAFE_EBUSY: somebody holds it. */
int tl_guard_door(struct tl_guard *g, double wait, struct tl_err *err);
void tl_guard_leave_door(struct tl_guard *g);
/* The same for who opens, of what lies at the path of the directory now, once it is not shut. */
int tl_guard_enter(struct tl_guard *g, double wait, struct tl_err *err);
/* With the gate held: nobody enters any more; who is inside leaves by the door. */
int tl_guard_shut(const struct tl_guard *g, double wait, struct tl_err *err);
/* With the door locked: other processes that have the store open, as its lock file tells.
 * TLSAFE_EBUSY names them. This one has it closed. */
int tl_guard_unused(const struct tl_guard *g, struct tl_err *err);
/* The gate of writers, in WHO's name. TLSAFE_EBUSY names who holds it. */
int tl_guard_gate(struct tl_guard *g, const char *who, double wait, struct tl_err *err);
void tl_guard_leave_gate(struct tl_guard *g);

#endif
