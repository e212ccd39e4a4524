/*
 * A file of rules: what an assessment (考核) gives points for, or what deserves attention. The set
 * keeps it as it came; who reckons by it reads it. What its figures and filters mean is said there.
 *
 *   rules: assessment             # its name
 *   use: rank                     # or signals, stills, plan, report
 *   zh: 镇街安全生产考核
 *   en: Assessment of townships
 *   version: "2020"               # printed with what is reckoned; other text, other version
 *   source: "..."                 # the document that it was made from
 *   per: town                     # rank: dimension whose values are ranked
 *   least: 5                      # rank: a rate over fewer is not scored
 *   items:
 *     - {id: on_time, is: rate, zh: 按期整改率, en: On time, figure: on_time_first, points: 30,
 *     full: 100, zero: 60}
 *
 * The words of an item go by what it `is` (tl_rule_sorts); a number has at most two decimals.
 */
#ifndef TL_SCHEMA_RULEBOOK_H
#define TL_SCHEMA_RULEBOOK_H

#include "base/date.h"
#include "schema/schema.h"

struct tl_rule_word {
	const char *key;
	struct tl_bytes text;
	int64_t hundredths;	/* of a number */
	size_t line;
};

struct tl_book_rule {
	const char *id, *is, *zh, *en, *about;	/* ABOUT may be NULL */
	size_t line;
	struct tl_rule_word *word;	/* those that it has */
	size_t nwords;
};

struct tl_rulebook {
	const char *file;		/* without .yaml */
	const char *name, *use, *zh, *en, *version, *source;
	const char *per;		/* rank; else NULL */
	int64_t least;			/* rank */
	struct tl_book_rule *rule;
	size_t n;
	struct tl_schema *own;		/* its memory */
};

/* The rules NAME of S; *RET is yours: tl_rulebook_free(). TLSAFE_ENOENT: S has none of that name,
 * or they are for another USE, unless that is NULL. */
int tl_rulebook_open(struct tl_rulebook **ret, const struct tl_schema *s, const char *name,
                     const char *use, struct tl_err *err);
void tl_rulebook_free(struct tl_rulebook *r);
void tl_rulebook_freep(struct tl_rulebook **r);
/* What R says of KEY; NULL, TL_NONE, OTHERWISE: nothing. */
const struct tl_rule_word *tl_rule_word(const struct tl_book_rule *r, const char *key);
struct tl_bytes tl_rule_text(const struct tl_book_rule *r, const char *key);
int64_t tl_rule_hundredths(const struct tl_book_rule *r, const char *key, int64_t otherwise);
int64_t tl_rule_number(const struct tl_book_rule *r, const char *key, int64_t otherwise);
/* The N words BEFORE, and behind them those of KEY, which blanks part and in which {period} stands
 * for FIRST..LAST; in ARENA. TLSAFE_EMEMORY, or 0. */
int tl_rule_words(const struct tl_book_rule *r, const char *key, tl_day first, tl_day last,
                  char *const *before, size_t n, struct tl_arena *arena, char ***ret, size_t *nret);
/* What RC of a question that ITEM asks becomes: a word of KEY that nobody knows is a fault of the
 * file, TLSAFE_ECONFIG; else it is RC. ERR is that of the question. */
int tl_rule_answered(const struct tl_rulebook *r, const struct tl_book_rule *item, const char *key,
                     struct tl_err *err, int rc);
/* "FILE.yaml:LINE: ITEM: ..." of the word KEY of ITEM, as an error of TLSAFE_ECONFIG. */
int tl_rule_fault(const struct tl_rulebook *r, const struct tl_book_rule *item, const char *key,
                  struct tl_err *err, const char *fmt, ...) TL_PRINTF(5, 6);

/* --- for the loader ---------------------------------------------------------- */

struct tl_loader;
struct tl_node;

/* What the file N says, into RET, in L's memory. */
int tl_rulebook_read(struct tl_loader *l, const struct tl_node *n, struct tl_rulebook *ret);

#endif
