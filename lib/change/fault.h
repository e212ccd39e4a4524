/*
 * Faults and warnings, told one by one: where they go, and what a judgement needs of the world.
 */
#ifndef TL_CHANGE_FAULT_H
#define TL_CHANGE_FAULT_H

#include "base/bytes.h"
#include "base/date.h"
#include "base/err.h"
#include "tlsafe.h"

struct tl_kind;
struct tl_record;

/* Where faults go, and what a judgement needs of the world. */
struct tl_decide {
	tl_day today;
	/* Another record, as the change at hand leaves it: that with ID of KIND, until the next
	 * call; *RET NULL: there is none */
	int (*look)(void *look_ctx, const struct tl_kind *kind, struct tl_bytes id,
	            const struct tl_record **ret);
	void *look_ctx;
	tlsafe_fault_fn *fault;
	void *ctx;
	/* file and line of what is judged, copied into each fault */
	struct tlsafe_fault at;
	size_t faults, warnings;
	int first;			/* code of the first fault */
	/* decided anew: the transaction that another writer entered; 0: not so. Warnings were told
	 * already */
	uint64_t meanwhile;
};
/* Reports a fault of CODE (TLSAFE_EINPUT, TLSAFE_ERULE, TLSAFE_ENOENT ...) and returns it. FIELD
 * and HINT may be NULL. */
int tl_fault(struct tl_decide *d, int code, const char *field, struct tl_bytes value,
             const char *hint, const char *fmt, ...) TL_PRINTF(6, 7);
/* The same, of what WHY says. */
int tl_fault_pass(struct tl_decide *d, int code, const char *field, struct tl_bytes value,
                  const struct tl_err *why);
void tl_warn(struct tl_decide *d, const char *field, struct tl_bytes value, const char *fmt, ...)
	TL_PRINTF(4, 5);
/* A warning with what may be done. */
void tl_advise(struct tl_decide *d, const char *hint, const char *fmt, ...) TL_PRINTF(3, 4);

#endif
