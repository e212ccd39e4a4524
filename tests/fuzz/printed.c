/* Any bytes as a table that was saved with --provenance. */
#include <stdint.h>

#include "stats/printed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *f = tmpfile();
	struct tl_err err = { 0 };
	struct tl_printed p = { 0 };

	if (!f || fwrite(data, 1, size, f) != size || fflush(f))
		abort();
	if (!tl_printed_read(&p, fileno(f), "f", &err)) {
		for (size_t i = 0; i < p.n; i++)
			if (p.row[i].n != p.heading.n)
				abort();
		for (size_t i = 0; i < p.nwords; i++)
			if (!p.word[i])
				abort();
	} else if (!err.code) {
		abort();
	}
	tl_printed_release(&p);
	fclose(f);
	return 0;
}
