/* Any bytes as a file of a schema set. */
#include <stdint.h>
#include <stdlib.h>

#include "journal/workflow.h"
#include "schema/image.h"
#include "schema/past.h"

/* The image of S is S; with its end replaced by any bytes it is refused, or some set. */
static void try_image(const struct tl_schema *s, struct tl_bytes end)
{
	struct tl_schema *again = NULL, *other = NULL;
	struct tl_err err = { 0 };
	TL_BUF image = { 0 };
	TL_BUF twice = { 0 };
	size_t left = end.len ? (unsigned char)end.data[0] : 0;

	tl_schema_image_pack(&image, s);
	if (tl_schema_image_load(&again, tl_buf_bytes(&image), tl_workflows, &err))
		abort();
	tl_schema_image_pack(&twice, again);
	if (!tl_eq(tl_buf_bytes(&image), tl_buf_bytes(&twice)))
		abort();
	tl_schema_free(again);
	image.len -= left < image.len ? left : image.len;
	tl_buf_add(&image, end);
	if (!tl_schema_image_load(&other, tl_buf_bytes(&image), tl_workflows, &err))
		tl_schema_free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_schema_file files[] = { { TL_LIT("x"), tl_bytes(data, size) },
		                          { TL_LIT("district"),
		                            TL_LIT("district: \"1\"\nname: n\noffset: "
		                                   "\"+08:00\"\nlanguage: zh\nprefixes: [a]\n") } };
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };

	if (!tl_schema_load(&s, files, 2, tl_workflows, &err)) {
		/* As a store keeps it, it is the same. */
		struct tl_bytes text = files[0].text;
		TL_BUF packed = { 0 };
		size_t kinds = s->nkinds;
		try_image(s, text);
		tl_schema_free(s);
		if (tl_schema_pack_past(
			    &packed, &(struct tl_schema_past){ files[0].name, text, &text, 1, 1 },
			    &err))
			abort();
		files[0].text = tl_buf_bytes(&packed);
		if (tl_schema_load(&s, files, 2, tl_workflows, &err) || s->nkinds != kinds)
			abort();
		tl_schema_free(s);
		files[0].text = text;
	}
	err = (struct tl_err){ 0 };
	if (!tl_schema_load(&s, files, 1, tl_workflows, &err))
		tl_schema_free(s);
	return 0;
}
