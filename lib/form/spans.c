/* Headings of several levels as cells: what columns beside each other have in common is one cell,
 * and one that has fewer levels reaches down to the rows. */
#include "form/spans.h"

#include <stdlib.h>

#define LEVELS_MAX 8

struct levels {
	struct tl_bytes text[LEVELS_MAX];
	size_t n;
};

static struct levels levels_of(struct tl_bytes rest)
{
	struct levels ret = { .n = 0 };
	const char *end;

	while (ret.n + 1 < LEVELS_MAX && (end = memchr(rest.data, '\n', rest.len))) {
		size_t len = (size_t)(end - rest.data);
		ret.text[ret.n++] = tl_bytes(rest.data, len);
		rest = tl_bytes(end + 1, rest.len - len - 1);
	}
	ret.text[ret.n++] = rest;
	return ret;
}

/* Neither of the two has its last level so high, and down to LEVEL they are the same. */
static bool shared(const struct levels *a, const struct levels *b, size_t level)
{
	bool same = level + 1 < a->n && level + 1 < b->n;

	for (size_t i = 0; same && i <= level; i++)
		same = tl_eq(a->text[i], b->text[i]);
	return same;
}

int tl_spans_make(struct tl_spans *ret, const struct tlsafe_out *o, struct tl_err *err)
{
	struct levels *all = calloc(o->ncolumns + 1, sizeof(*all));
	size_t rows = 1;

	*ret = (struct tl_spans){ .span = calloc(o->ncolumns * LEVELS_MAX + 1,
		                                 sizeof(*ret->span)) };
	if (!all || !ret->span) {
		free(all);
		return tl_err_memory(err);
	}
	for (size_t i = 0; i < o->ncolumns; i++) {
		all[i] = levels_of(o->column[i].heading);
		rows = all[i].n > rows ? all[i].n : rows;
	}
	ret->rows = rows;
	for (size_t level = 0; level < rows; level++)
		for (size_t i = 0; i < o->ncolumns; i++) {
			struct tl_span *s = &ret->span[ret->n];
			bool last = level + 1 == all[i].n;
			if (level >= all[i].n || (i && shared(&all[i - 1], &all[i], level)))
				continue;
			*s = (struct tl_span){ level, i, last ? rows - level : 1, 1,
				               all[i].text[level] };
			while (i + s->columns < o->ncolumns &&
			       shared(&all[i], &all[i + s->columns], level))
				s->columns++;
			ret->n++;
		}
	free(all);
	return 0;
}

void tl_spans_release(struct tl_spans *s)
{
	free(s->span);
	memset(s, 0, sizeof(*s));
}
