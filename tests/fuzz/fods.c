/* Any bytes as a workbook in flat ODS. */
#include <stdint.h>

#include "form/form.h"
#include "form/signature.h"

/* A row may stand a million times; a few of them are enough. */
#define ROWS_READ 2000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *f = tmpfile();
	struct tl_err err = { 0 };
	struct tl_fods_sheet *sheets = NULL;
	struct tl_form_row row;
	enum tl_file file;
	size_t n = 0, sum = 0;

	if (!f || fwrite(data, 1, size, f) != size || fflush(f))
		abort();
	if (tl_signature(fileno(f), &file, &err) || tl_fods_sheets(fileno(f), &sheets, &n, &err))
		n = 1;
	tl_fods_free_sheets(sheets, n);
	for (size_t i = 1; i <= n && i < 4; i++) {
		struct tl_fods *fods = NULL;
		tl_err_clear(&err);
		if (tl_fods_open(&fods, fileno(f), i, &err))
			abort();
		for (size_t k = 0; k < ROWS_READ && tl_fods_next(fods, &row, &err) == 1; k++)
			for (size_t c = 0; c < row.n; c++)
				for (size_t b = 0; b < row.cell[c].len; b++)
					sum += (unsigned char)row.cell[c].data[b];
		tl_fods_free(fods);
	}
	fclose(f);
	return sum == SIZE_MAX;
}
