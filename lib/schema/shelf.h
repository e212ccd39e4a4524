/*
 * Files of a set that few commands read: rules (rulebook.h), blank forms (blank.h), the calendar of
 * working days (calendar.h), checklists (checklist.h) and papers (paper.h). The set keeps them as
 * they came; who reckons by one reads it.
 */
#ifndef TL_SCHEMA_SHELF_H
#define TL_SCHEMA_SHELF_H

#include "schema/yaml.h"

/* The word that a file of this sort begins with, behind which its name stands. */
extern const char *const tl_shelf_words[TL_SHELF_COUNT];

/* The sort of a packed file, and its name; it is not read any further. TL_SHELF_COUNT: of none. */
enum tl_shelf_sort tl_shelf_peek(struct tl_bytes packed, struct tl_bytes *name);
/* The file of that sort and NAME in S; NULL: it has none, or it was taken back. */
const struct tl_shelf_file *tl_shelf_find(const struct tl_schema *s, enum tl_shelf_sort sort,
                                        const char *name);
/* Appends the names of all of that sort, "; there are 'a', 'b'"; nothing, if there are none. */
void tl_shelf_names(struct tl_buf *out, const struct tl_schema *s, enum tl_shelf_sort sort);
/* Has READ make RET of F, in the memory of *OWN, which is made here and is the caller's to free,
 * also after an error. *FILE becomes what F is called, there too; NULL: F was taken back, and was
 * not read. */
int tl_shelf_read(const struct tl_shelf_file *f, struct tl_schema **own,
                 int (*read)(struct tl_loader *l, const struct tl_node *n, void *ret), void *ret,
                 const char **file, struct tl_err *err);

/* What two files of a name say beside their versions. */
struct tl_shelf_change {
	bool same;
	bool came;			/* there was none before */
	struct tl_bytes was, now;	/* their versions */
	struct tl_arena arena;		/* has the texts */
};
/* From the set WAS to NOW, which has it. */
int tl_shelf_compare(struct tl_shelf_change *ret, const struct tl_schema *was,
                    const struct tl_schema *now, enum tl_shelf_sort sort, const char *name,
                    struct tl_err *err);
void tl_shelf_release(struct tl_shelf_change *c);

#endif
