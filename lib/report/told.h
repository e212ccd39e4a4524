/*
 * Who said what of a record last: the entry about it that was entered last, and the records of
 * which something was said since a transaction.
 */
#ifndef TL_REPORT_TOLD_H
#define TL_REPORT_TOLD_H

#include "form/form.h"
#include "store/handle.h"

/* Which entries count. */
struct tl_told {
	/* bits of acts, of which those that were taken back do not count; 0: every act does, and
	 * an undo among them */
	unsigned long acts;
	uint64_t since;			/* entries behind that transaction */
};

/* The bits of WORDS, "verify,return". False: one is no act that stands. */
bool tl_told_acts(const char *words, unsigned long *ret);
/*
 * The ids of records of S's kind of which something was said that counts, which are as the words of
 * S say, and which were, as known by then, as the NWAS words WAS say; in the order in which
 * something was first said of them. All lies in ARENA.
 */
int tl_told_ids(struct tlsafe *t, const struct tlsafe_select *s, const struct tl_told *l,
                char *const *was, size_t nwas, struct tl_arena *arena, char ***ret, size_t *n);
/* AT, an instant of the store's offset, as people read it: "2018-07-01 09:00". */
struct tl_bytes tl_told_minute(char room[TL_INSTANT_TEXT], const char *at);
/* Writes ROWS, which have a column id, and behind each what was said last of it, when and by
 * whom. */
int tl_told_write(struct tlsafe *t, const struct tlsafe_select *s, const struct tl_told *l,
                  const struct tl_grid *rows, struct tlsafe_out *out);

#endif
