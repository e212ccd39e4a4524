/* Rows of a list, from wherever they come. */
#include "import/reader.h"

struct tl_reader {
	struct tl_csv *csv;		/* one of the two */
	struct tl_fods *fods;
	bool numbered;			/* rows of CSV have the numbers of a spreadsheet's */
	uint64_t inside;		/* line ends in their cells so far */
};

int tl_reader_open(struct tl_reader **ret, const struct tl_source *s, struct tl_err *err)
{
	int rc;

	*ret = calloc(1, sizeof(**ret));
	if (!*ret)
		return tl_err_memory(err);
	(*ret)->numbered = s->padded;
	if (s->sheet)
		rc = tl_fods_open(&(*ret)->fods, s->fd, s->sheet, err);
	else
		rc = tl_csv_open(&(*ret)->csv, s->fd, s->charset, s->separator, err);
	if (rc)
		tl_reader_freep(ret);
	return rc;
}

int tl_reader_next(struct tl_reader *r, struct tl_form_row *ret, struct tl_err *err)
{
	int rc = r->fods ? tl_fods_next(r->fods, ret, err) : tl_csv_next(r->csv, ret, err);

	if (rc != 1 || r->fods || !r->numbered)
		return rc;
	ret->line -= r->inside;
	for (size_t i = 0; i < ret->n; i++)
		for (size_t k = 0; k < ret->cell[i].len; k++)
			r->inside += ret->cell[i].data[k] == '\n';
	return rc;
}

uint64_t tl_reader_at(const struct tl_reader *r)
{
	return r->fods ? tl_fods_read(r->fods) : tl_csv_read(r->csv);
}

void tl_reader_freep(struct tl_reader **r)
{
	if (!*r)
		return;
	tl_fods_free((*r)->fods);
	tl_csv_free((*r)->csv);
	free(*r);
	*r = NULL;
}
