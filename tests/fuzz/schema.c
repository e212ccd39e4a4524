/* Any bytes as a file of a schema set. */
#include <stdint.h>

#include "schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_schema_file files[] = { { TL_LIT("x"), tl_bytes(data, size) },
		{ TL_LIT("district"), TL_LIT("district: \"1\"\nname: n\noffset: \"+08:00\"\nlanguage: zh\nprefixes: [a]\n") } };
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };

	if (!tl_schema_load(&s, files, 2, &err))
		tl_schema_free(s);
	err = (struct tl_err){ 0 };
	if (!tl_schema_load(&s, files, 1, &err))
		tl_schema_free(s);
	return 0;
}
