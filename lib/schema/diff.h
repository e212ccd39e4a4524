/* What a file of the schema set would change: additions are taken, anything that records or lists
 * rest on is refused. */
#ifndef TL_SCHEMA_DIFF_H
#define TL_SCHEMA_DIFF_H

#include "base/buf.h"
#include "schema/schema.h"

struct tl_difference {
	/* of the file as it would be; for what it lacks, of what would hold it */
	size_t line;
	const char *what;	/* "field" "code" "label" "alias" "max" ... */
	const char *of;		/* field, code, FIELD.CODE; empty: the file */
	struct tl_bytes was, now;
	const char *refused, *hint;	/* why, and what to do; NULL: it is taken */
	/* "moved": NOW, a word that lists say, meant the code WAS of these; NULL: anything else */
	const struct tl_codes *codes;
};

struct tl_diff {
	/* texts are borrowed for the call */
	void (*tell)(void *ctx, const struct tl_difference *d);
	void *ctx;
	size_t changes, refused;
	struct tl_buf of, text;
};
void tl_diff_release(struct tl_diff *d);
/* Of one file: as it is in WAS and would be in NOW, which are the same set but for files that
 * change. Either may lack it. */
void tl_diff_kind(struct tl_diff *d, const struct tl_kind *was, const struct tl_kind *now);
/* A field or kind that was withdrawn comes again as the journal knows it. THERE is of the store's
 * set. */
void tl_diff_withdrawn(struct tl_diff *d, const struct tl_kind *there, const struct tl_kind *now);
void tl_diff_codes(struct tl_diff *d, const struct tl_codes *was, const struct tl_codes *now);
/* Of rules or a form, F of NOW, whose text is another; who reads a printed figure knows them by
 * their version. */
int tl_diff_shelved(struct tl_diff *d, const struct tl_schema *was, const struct tl_schema *now,
                 const struct tl_shelf_file *f, struct tl_err *err);
void tl_diff_district(struct tl_diff *d, const struct tl_district *was,
                      const struct tl_district *now);

#endif
