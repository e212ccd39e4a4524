/*
 * Documents (文书) being issued: what is asked and by whom, about which hazards, and what those
 * rest on. issuer.c, subjects.c and standing.c judge these in turn; notice.c makes the documents.
 */
#ifndef TL_REPORT_ISSUING_H
#define TL_REPORT_ISSUING_H

#include "base/blob.h"
#include "change/change.h"
#include "schema/paper.h"

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
};

/* A document being made. */
struct tl_made {
	struct tl_bytes key;		/* what its hazards have in common */
	size_t *at, n, max;		/* its hazards */
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
/* Which documents there are about them. What has to rest on one, and does not, is told. */
int tl_issue_standing(struct tl_issue *x);
/* What M rests on, into R. */
int tl_issue_rest(struct tl_issue *x, const struct tl_made *m, struct tl_rest *r);
void tl_rest_release(struct tl_rest *r);

#endif
