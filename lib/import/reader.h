/* Rows of a list, from wherever they come: a text, or one sheet of a workbook. */
#ifndef TL_IMPORT_READER_H
#define TL_IMPORT_READER_H

#include "base/charset.h"
#include "form/form.h"

struct tl_source {
	int fd;
	size_t sheet;			/* number of that of a flat ODS; 0: FD is text */
	enum tl_charset charset;	/* of text */
	char separator;			/* between its cells */
	/* a program wrote it: blank last cells are left out and not missing, and rows are counted,
	 * not lines */
	bool padded;
};

/* Streamed; several may be open at once. As tl_csv_open, tl_csv_next and so on. */
struct tl_reader;
int tl_reader_open(struct tl_reader **ret, const struct tl_source *s, struct tl_err *err);
int tl_reader_next(struct tl_reader *r, struct tl_form_row *ret, struct tl_err *err);
uint64_t tl_reader_at(const struct tl_reader *r);
void tl_reader_freep(struct tl_reader **r);

#endif
