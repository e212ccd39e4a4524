/*
 * A table that was printed as csv with --provenance, read again: its headings, its rows, and what
 * it is of.
 */
#ifndef TL_STATS_PRINTED_H
#define TL_STATS_PRINTED_H

#include "base/arena.h"
#include "base/err.h"
#include "stats/table.h"

struct tl_printed_row {
	struct tl_bytes *cell;
	size_t n;
	uint64_t line;
};

struct tl_printed {		/* begin with { 0 } */
	const char *name;	/* of the file, for messages; borrowed */
	struct tl_printed_row heading;
	struct tl_printed_row *row;
	size_t n, max;
	struct tl_bytes about[TL_ABOUTS];	/* TL_NONE: not said */
	char **word;				/* of the filter */
	size_t nwords, maxwords;
	struct tl_arena arena;
};

/* Reads FD, which is called NAME. TLSAFE_EINPUT: it is no such table, or does not say what it is
 * of. */
int tl_printed_read(struct tl_printed *p, int fd, const char *name, struct tl_err *err);
void tl_printed_release(struct tl_printed *p);

#endif
