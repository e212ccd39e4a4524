/* What stands behind an original, told when it becomes void too. */
#include "change/duplicates.h"

#include "query/duplicates.h"
#include "schema/type.h"

#define NAMED 5

static int tell(struct tl_change *c, struct tl_bytes id, struct tl_bytes duplicates)
{
	TL_BUF names = { 0 };
	struct tl_bytes name;
	size_t n = 0;

	for (; tl_list_next(&duplicates, &name); n++) {
		if (n == NAMED)
			tl_buf_str(&names, ", ...");
		if (n >= NAMED)
			continue;
		tl_buf_str(&names, n ? ", " : "");
		tl_buf_add(&names, name);
	}
	if (names.failed)
		return tl_err_memory(&c->t->err);
	if (n)
		tl_warn(&c->decide, NULL, TL_NONE,
		        "%.*s: void as its duplicate%s: %s; one of them that was right counts "
		        "again once tlsafe-db undo takes its void back",
		        (int)id.len, id.data, n == 1 ? "" : "s", names.data);
	return 0;
}

int tl_duplicates_tell(struct tl_change *c, const struct tl_kind *kind, const struct tl_bytes *id,
                       size_t n)
{
	TL_CLEANUP(tl_duplicates_release) struct tl_duplicates d = { .begun = false };
	struct tl_bytes duplicates;
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++) {
		rc = tl_duplicates_of(&d, &c->view, kind, id[i], &duplicates);
		if (!rc && duplicates.len)
			rc = tell(c, id[i], duplicates);
	}
	return rc;
}
