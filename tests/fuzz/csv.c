/* Any bytes as a list: charset, then CSV. */
#include <stdint.h>

#include "base/charset.h"
#include "form/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *f = tmpfile();
	struct tl_err err = { 0 };
	enum tl_charset charset;
	struct tl_csv *csv = NULL;
	struct tl_form_row row;

	if (!f || fwrite(data, 1, size, f) != size || fflush(f))
		abort();
	if (!tl_charset_detect(fileno(f), TL_CHARSET_AUTO, &charset, &err) &&
	    !tl_csv_open(&csv, fileno(f), charset, ',', &err))
		while (tl_csv_next(csv, &row, &err) == 1)
			for (size_t i = 0; i < row.n; i++)
				tl_csv_unguard(row.cell[i]);
	tl_csv_free(csv);
	fclose(f);
	return 0;
}
