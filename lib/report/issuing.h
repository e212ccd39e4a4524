/*
 * Documents (文书) being issued: what is asked and by whom, about which hazards, and what those
 * rest on. issuer.c, subjects.c, visits.c and standing.c judge these; notice.c makes the documents.
 */
#ifndef TL_REPORT_ISSUING_H
#define TL_REPORT_ISSUING_H

#include "base/blob.h"
#include "change/change.h"
#include "change/officers.h"
#include "report/paperfill.h"

/* A document that stands, as far as a hazard is concerned: of those that have it the first of the
 * sorts that are named, and the last of these. */
struct tl_stands {
	struct tl_bytes id, number, type;	/* id empty: there is none */
	size_t rank;			/* of its sort */
	tl_day issued;
	size_t place;			/* of the hazard in it, from 1 */
};

/* A hazard that documents are issued about. */
struct tl_subject {
	struct tl_record r;
	struct tl_stands same, before;	/* of the same sort and body; of those that it rests on */
	size_t visit;			/* that found it, + 1; 0: none that is known */
	struct tl_bytes officers, certificates;	/* of its last recheck on a sheet: lists */
	tl_day rechecked;		/* the day of that */
	struct tl_paper_decision decision;	/* of one whose paper needs that */
};

/* An inspection that documents are of. */
struct tl_visited {
	struct tl_record r;
	struct tl_record *item;
	size_t n, max;
	struct tl_bytes same;		/* number of a document of the same sort and body */
};

/* A document being made. */
struct tl_made {
	struct tl_bytes key;		/* what its hazards have in common */
	size_t *at, n, max;		/* its hazards; of one that lists items none */
	size_t visit;			/* + 1; 0: it is of none */
	struct tl_buf id, number, hazards, file, bytes, digest;
	struct tl_bytes unit;
	struct tl_blob blob;
};

struct tl_issue {
	struct tlsafe *t;
	const struct tlsafe_notice *in;
	struct tlsafe_out *out;
	const struct tl_kind *kind;
	struct tl_paper *paper;
	struct tl_change *c;
	tl_day on;
	struct tl_record body;
	struct tl_subject *subject;
	size_t n;
	struct tl_map *ids;		/* of hazards, to their place + 1 */
	const struct tl_kind *inspection;	/* NULL: the set knows none */
	struct tl_visited *visit;
	size_t nvisits;
	struct tl_map *visits;		/* by id, to their place + 1 */
	struct tl_bytes signing;	/* officers, as they were said: a list */
	struct tl_bytes signed_by;	/* who is said to have signed for the unit */
	struct tl_officers officers;
	struct tlsafe_value *given;
	size_t ngiven;
	struct tl_made *made;
	size_t nmade, maxmade;
	struct tl_arena arena;
};

/* What one rests on. */
struct tl_rest {
	struct tl_buf ids, text;
	const char **item;		/* of each hazard */
};

/* The day, the fields of the paper, and who issues it, which has to be one that may. */
int tl_issue_asked(struct tl_issue *x);
/* Reads the hazards that are named. Each of which one may not be issued is told. */
int tl_issue_subjects(struct tl_issue *x);
/* Nothing is issued about R because of WHY, which is told. */
int tl_issue_refuse(struct tl_issue *x, const struct tl_record *r, const char *hint,
                    const char *why);
/* The place + 1 of the inspection ID, which is read once; 0: there is none that counts. */
int tl_issue_visit(struct tl_issue *x, struct tl_bytes id, size_t *ret);
/* Reads the items of all of these. */
int tl_issue_items(struct tl_issue *x);
/* Who rechecked each hazard last, of those that were on a sheet. */
int tl_issue_rechecks(struct tl_issue *x);
/* Who signs M, or who inspected, as its paper wants. */
int tl_issue_officers(struct tl_issue *x, const struct tl_made *m, struct tl_inspectors *in);
void tl_issue_release_visits(struct tl_issue *x);
/* Which documents there are about them. What has to rest on one, and does not, is told. */
int tl_issue_standing(struct tl_issue *x);
/* What M rests on, into R. */
int tl_issue_rest(struct tl_issue *x, const struct tl_made *m, struct tl_rest *r);
void tl_rest_release(struct tl_rest *r);

#endif
