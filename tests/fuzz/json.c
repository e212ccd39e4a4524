/* Any bytes as a line of JSON. */
#include <stdint.h>

#include "base/utf8.h"
#include "form/form.h"
#include "schema/type.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_arena a = { 0 };
	struct tl_json_object o, again;
	struct tl_err err = { 0 };
	struct tl_buf line = { 0 };

	if (!tl_json_read_nested(&o, &a, tl_bytes(data, size), &err)) {
		/* What was read is written and read again as it was. */
		tl_buf_char(&line, '{');
		for (size_t i = 0; i < o.n; i++) {
			tl_buf_str(&line, i ? "," : "");
			tl_json_string(&line, o.member[i].name);
			tl_buf_char(&line, ':');
			tl_json_string(&line, o.member[i].value.data ? o.member[i].value :
			                                               tl_bytes("", 0));
		}
		tl_buf_char(&line, '}');
		if (!line.failed &&
		    (tl_json_read(&again, &a, tl_buf_bytes(&line), &err) || again.n != o.n))
			abort();
	}
	tl_buf_release(&line);
	tl_arena_release(&a);
	return 0;
}
