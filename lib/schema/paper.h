/*
 * A paper (文书) that is made out, and what is filled in on it. The set keeps it as it came
 * (shelf.h); who makes one out reads it, and says what its words in braces mean.
 *
 *   document: order               # its name
 *   zh: 责令限期整改指令书
 *   en: Order to rectify within a time limit
 *   version: "1"                  # another text, another version
 *   source: "..."                 # where its form was seen
 *   each: unit                    # one for each assignee, unit or hazard
 *   needs: [open, due]            # what its hazards have to be (tl_paper_needs)
 *   right: may_order              # a field of the body that issues it; left out: any body may
 *   prefixed: true                # without doc_prefix of that body there is none; left out: false
 *   after: [order, slip]          # documents, one of which has each of its hazards; left out: any
 *   words:                        # of its number, by the day on which it is issued
 *     - {zh: 安监责改, until: 2018-12-31}
 *     - {zh: 应急责改, from: 2019-01-01}
 *   copies: [交被检查单位, 存档]     # what each of them is marked with
 *   fields:                       # that are given when one is made out
 *     - {key: court, zh: 人民法院, en: Court}
 *   columns:                      # of the table of hazards
 *     - {key: description, zh: 隐患描述, en: Description}
 *   parts:                        # from top to bottom
 *     - {is: title}
 *     - {is: to, text: ["{unit}："]}
 *     - {is: list}
 *
 * In a text {KEY} is filled in, and {KEY|WORDS} too, which is WORDS where there is nothing.
 */
#ifndef TL_SCHEMA_PAPER_H
#define TL_SCHEMA_PAPER_H

#include "schema/schema.h"

#define TL_PAPER_TEXTS 12	/* of a part */

enum tl_paper_each { TL_PAPER_ASSIGNEE, TL_PAPER_UNIT, TL_PAPER_HAZARD, TL_PAPER_INSPECTION };

/* Whom it names: nobody; those who sign it, with certificates of its day; those who inspected. */
enum tl_paper_officers { TL_PAPER_NO_OFFICERS, TL_PAPER_SIGN, TL_PAPER_INSPECTED };


/* What hazards have to be, as bits of the place in these words. */
#define TL_PAPER_NEEDS(X) \
	X(OPEN, open) X(ASSIGNED, assigned) X(DUE, due) X(MAJOR, major) X(EXTENDED, extended) \
	X(RECHECKED, rechecked)
enum tl_paper_need {
#define X(upper, lower) TL_PAPER_##upper,
	TL_PAPER_NEEDS(X)
#undef X
	TL_PAPER_NEED_COUNT
};
extern const char *const tl_paper_needs[TL_PAPER_NEED_COUNT];

enum tl_paper_is {
	TL_PAPER_TITLE,			/* what it is called, and its number */
	TL_PAPER_TO,			/* whom it is addressed to */
	TL_PAPER_TEXT, TL_PAPER_LIST,	/* paragraphs; the table of hazards */
	TL_PAPER_LINES,			/* for signatures */
	TL_PAPER_SEAL,			/* who issues it, and when */
	TL_PAPER_IS_COUNT
};
/* As the file has them; a page has styles of these names. */
extern const char *const tl_paper_sorts[TL_PAPER_IS_COUNT];

struct tl_paper_word {
	const char *zh;
	tl_day from, until;
};

struct tl_paper_field {			/* or column */
	const char *key, *zh, *en;
	size_t line;
};

struct tl_paper_part {
	enum tl_paper_is is;
	const char **text;		/* ends with NULL; NULL: none */
	size_t line;
};

struct tl_paper {
	const char *file;		/* without .yaml */
	const char *name, *zh, *en, *version, *source;
	enum tl_paper_each each;
	bool items;			/* its list is of items of an inspection, else of hazards */
	enum tl_paper_officers officers;
	unsigned needs;
	const char *right;		/* NULL: any body may */
	bool prefixed;
	const char **after, **copies;	/* end with NULL; NULL: none */
	struct tl_paper_word *word;
	struct tl_paper_field *field, *column;
	struct tl_paper_part *part;
	size_t nwords, nfields, ncolumns, nparts;
	struct tl_schema *own;		/* its memory */
};

/* The paper NAME of S; *RET is yours: tl_paper_free(). TLSAFE_ENOENT: S has none of that name. */
int tl_paper_open(struct tl_paper **ret, const struct tl_schema *s, const char *name,
                  struct tl_err *err);
/* The word of its number on DAY; NULL: none counts then. */
const char *tl_paper_word(const struct tl_paper *p, tl_day day);
void tl_paper_free(struct tl_paper *p);
void tl_paper_freep(struct tl_paper **p);	/* for TL_CLEANUP */

/* --- for the loader ---------------------------------------------------------- */

struct tl_loader;
struct tl_node;

/* What the file N says, into RET, in L's memory. */
int tl_paper_read(struct tl_loader *l, const struct tl_node *n, struct tl_paper *ret);

#endif
