/*
 * Reports of self-checks (自查报告) by their periods: facts lead to them, whatever came before and
 * since.
 */
#ifndef TL_QUERY_RETURNS_H
#define TL_QUERY_RETURNS_H

#include "query/search.h"

struct tl_returns {
	struct tl_query query;
	struct tl_search search;
	tl_day first, last;
	bool begun;
	char period[32];	/* read last, and whether it is asked for: most are of one */
	bool asked;
};

/* Those of KIND whose periods begin from FIRST to LAST, in V. */
int tl_returns_begin(struct tl_returns *x, struct tl_view *v, const struct tl_kind *kind,
                     tl_day first, tl_day last);
/* 1: R, initialised with the kind, is the next one that is not void; 0: the end. In no order. */
int tl_returns_next(struct tl_returns *x, struct tl_record *r);
void tl_returns_end(struct tl_returns *x);
#define TL_RETURNS TL_CLEANUP(tl_returns_end) struct tl_returns

/* The kind of returns; TLSAFE_ECONFIG: the set was made by an older tlsafe. */
int tl_returns_kind(const struct tl_schema *s, const struct tl_kind **ret, struct tl_err *err);

#endif
