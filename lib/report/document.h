/*
 * A report (报表) as it is read: parts under headings, each with texts, a picture and a table. It
 * is filled once, and written in any form that has parts.
 */
#ifndef TL_REPORT_DOCUMENT_H
#define TL_REPORT_DOCUMENT_H

#include "form/form.h"

#define TL_PART_TEXTS 12

struct tl_document_part {
	struct tl_out_part head;
	struct tl_bytes text[TL_PART_TEXTS];
	size_t ntexts;
	bool tabled;			/* TABLE is to be written */
	struct tl_grid table;
	const char *chart;		/* "found,rectified": what of it is drawn; NULL: nothing */
	struct tl_buf script, svg;	/* what draws it; the picture */
};

struct tlsafe_document {
	struct tlsafe_out *out;		/* borrowed: where it will be written */
	bool english;
	struct tl_arena arena;		/* of texts */
	struct tl_document_part **part;
	size_t n, max;
	const char **script;		/* of the parts that are drawn, in their order */
	struct tl_document_part **drawn;	/* these parts */
	size_t ndrawn;
};

/* A part more, of LEVEL 1 or 2, ID and HEADING copied. NULL: no memory. */
struct tl_document_part *tl_document_add(struct tlsafe_document *d, const char *id,
                                         struct tl_bytes heading, unsigned level);
/* A text more of P; at most TL_PART_TEXTS. */
int tl_document_text(struct tlsafe_document *d, struct tl_document_part *p, const char *fmt, ...)
	TL_PRINTF(3, 4);
/* The output that fills P's table; free it when the rows are there. NULL: no memory. */
struct tlsafe_out *tl_document_table(struct tlsafe_document *d, struct tl_document_part *p,
                                     unsigned flags);
/* The flags of D's output that say how cells and headings are told. */
unsigned tl_document_flags(const struct tlsafe_document *d);
/* All parts are there: writes what draws those that have a picture. */
int tl_document_draw(struct tlsafe_document *d, struct tl_err *err);

#endif
