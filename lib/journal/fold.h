/*
 * Entries to state. tl_step is the meaning of one entry; tl_formula is the
 * meaning of everything: the state of a record at (T, K) is the fold, in order
 * of effective date and then of place in the journal, of those of its entries
 * that were entered by transaction K, are effective on or before T, and are
 * not taken back by an undo entered by K. The stored views (views.h) are
 * caches of the formula for T without end and K the head.
 *
 * All of it is pure: it refuses nothing, reads no other record, asks no clock
 * and no configuration.
 */
#ifndef TL_JOURNAL_FOLD_H
#define TL_JOURNAL_FOLD_H

#include "journal/journal.h"

/* Applies E, effective on ON (TL_NODAY: from ever), to R. Corrections and undos are not for it. */
int tl_step(struct tl_record *r, const struct tl_entry *e, tl_day on);
/* An entry as it stands at K: taken back ones and corrections are gone, mended ones mended. For
 * what wants to see acts, not only their sum. */
struct tl_effective {
	struct tl_entry entry;
	tl_day on;		/* effective */
};

/*
 * The standing entries of R (by R->run) as of transaction KNOWN, in order of effective date and
 * place, voids last. Copies lie in ARENA. *plain: none was mended, voided, undone or out of order.
 */
int tl_effective(struct tl_effective **ret, size_t *n, bool *plain, const struct tl_record *r,
                struct tl_journal *j, uint64_t known, struct tl_arena *arena);
/* The entries of R that no undo took back by transaction KNOWN, as they were entered and in that
 * order, corrections among them and not yet put into what they mend. Copies lie in ARENA. */
int tl_standing(struct tl_entry **ret, size_t *n, const struct tl_record *r, struct tl_journal *j,
                uint64_t known, struct tl_arena *arena);
/* Makes R what the formula says at (AS_OF, KNOWN); its runs and row stay. Genesis entries come from
 * the schema's seeds. */
int tl_formula(struct tl_record *r, struct tl_journal *j, tl_day as_of, uint64_t known,
               struct tl_arena *scratch);
/* Seed record N (from 1) of genesis as an entry; SET has room for TL_ENTRY_SETS. False: there is
 * none. */
bool tl_seed_entry(struct tl_entry *e, struct tl_set *set, const struct tl_schema *schema,
                   uint32_t n);

#endif
