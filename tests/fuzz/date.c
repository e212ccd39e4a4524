/* Any bytes as a date, a period, an instant, and as a cell of each type. */
#include <stdint.h>

#include "base/utf8.h"
#include "base/workdays.h"
#include "schema/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_bytes b = tl_bytes(data, size);
	char text[TL_DAY_TEXT];
	const char *why;
	tl_day first, last;
	tl_instant at;
	int n;

	if (tl_utf8_check(b) >= 0)
		return 0;
	if (!tl_day_read(b, 2018, 17000, 0, &first, &why) && first > -719163 && first < 2932896 &&
	    (!tl_day_parse(tl_str(tl_day_format(text, first)), &last) || last != first))
		abort();
	if (tl_period_parse(b, 17000, &first, &last) && first > last)
		abort();
	if (tl_workdays_parse(b, &n) && (n < 0 || n > 9999))
		abort();
	tl_instant_parse(b, 28800, &at);
	for (const struct tl_type *t = tl_types; t->name; t++) {
		struct tl_field f = { .type = t, .key = "f", .max = 100 };
		struct tl_read how = { .field = &f,
			               .loose = true,
			               .year = 2018,
			               .today = 17000,
			               .from = 17000,
			               .factor = 10000 };
		struct tl_reading r = { "", "" };
		struct tl_buf out = { 0 }, twice = { 0 };
		if (t->coded && strcmp(t->name, "boolean") && strcmp(t->name, "list"))
			continue;
		if (!tl_type_read(&how, b, &out, &r) && out.len) {
			/* What was read reads as itself, without a factor. */
			how.factor = 0;
			if (tl_type_read(&how, tl_buf_bytes(&out), &twice, &r) ||
			    !tl_eq(tl_buf_bytes(&out), tl_buf_bytes(&twice)))
				if (strcmp(t->name, "reference") && strcmp(t->name, "text") &&
				    strcmp(t->name, "list"))
					abort();
		}
		tl_buf_release(&out);
		tl_buf_release(&twice);
	}
	return 0;
}
