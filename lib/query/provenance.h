/*
 * What an answer is of (来源): the words that were asked, the day that it is as of, and the anchor.
 * From these it can be made again.
 */
#ifndef TL_QUERY_PROVENANCE_H
#define TL_QUERY_PROVENANCE_H

#include "base/date.h"
#include "form/form.h"
#include "store/view.h"

/* What it says, in this order. */
enum tl_about { TL_ABOUT_FILTER, TL_ABOUT_AS_OF, TL_ABOUT_CUT, TL_ABOUT_ANCHOR, TL_ABOUTS };
extern const struct tl_about_words { const char *zh, *en; } tl_about_words[TL_ABOUTS];

struct tl_provenance {
	struct tl_buf text[TL_ABOUTS];	/* without data: it is not said */
};
/* Of what S asked of V, as of DAY. */
int tl_provenance_of(struct tl_provenance *ret, struct tl_view *v, const struct tlsafe_select *s,
                     tl_day day);
void tl_provenance_release(struct tl_provenance *p);
/* That of WHAT as a cell; without data: it is not said. */
struct tl_cell tl_provenance_cell(const struct tl_provenance *p, enum tl_about what);
/* The same, behind all rows of OUT, at a place of its own: where there is none, nothing. CALLED,
 * unless NULL, stands above it. */
int tl_provenance_write(struct tl_view *v, const struct tlsafe_select *s, tl_day day,
                        const char *called, struct tlsafe_out *out);
/* Tells OUT when the last of what V knows was entered. */
int tl_provenance_date(struct tl_view *v, struct tlsafe_out *out);

#endif
