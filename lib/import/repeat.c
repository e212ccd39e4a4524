/* In which columns two rows of a list differ. */
#include "import/repeat.h"

#include "import/list.h"

void tl_repeat_release(struct tl_repeat *r)
{
	tl_reader_freep(&r->rows);
	r->line = 0;
}

/* Rows are mostly asked for in their order; then the list is read once more in all. */
static int go_to(struct tl_import *l, uint64_t line, struct tl_form_row *row)
{
	struct tl_repeat *r = &l->repeat;
	int rc = 0;

	if (r->rows && r->line >= line)
		tl_repeat_release(r);
	if (!r->rows)
		rc = tl_reader_open(&r->rows, &l->sheet.source, &l->t->err);
	while (!rc && r->line < line) {
		rc = tl_reader_next(r->rows, row, &l->t->err);
		if (rc != 1)
			return rc ? rc : TLSAFE_EBUG;
		r->line = row->line;
		rc = 0;
	}
	return rc;
}

int tl_repeat_tell(struct tl_import *l, uint64_t line, struct tl_buf *out)
{
	struct tl_form_row row;
	size_t told = 0;
	int rc = go_to(l, line, &row);

	for (size_t i = 0; !rc && i < l->sheet.ncolumns; i++) {
		struct tl_bytes was = i < row.n ? tl_sheet_clean(row.cell[i]) : TL_NONE,
				now = i < l->row.ncells ? l->row.cell[i] : TL_NONE;
		if (tl_eq(was, now) || !*l->sheet.column[i].heading)
			continue;
		tl_buf_printf(out, "%s%s", told++ ? ", " : "the two rows differ in ",
		              l->sheet.column[i].heading);
	}
	if (!told)
		tl_buf_str(out, "the two rows are equal");
	if (!rc && out->failed)
		rc = tl_err_memory(&l->t->err);
	return rc;
}
