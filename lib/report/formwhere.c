/* The filter of a column of a form. */
#include "report/formwhere.h"

int tl_fill_fault(const struct tl_blank *b, const struct tl_blank_column *c, const char *word,
                  int rc, struct tl_err *err)
{
	struct tl_err why = *err;

	if (rc != TLSAFE_EUSAGE && rc != TLSAFE_ENOENT && rc != TLSAFE_ERULE)
		return rc;
	tl_err_clear(err);
	return tl_blank_fault(b, c, err, "'%s': %s", word, why.text);
}

int tl_fill_where(struct tl_query *to, const struct tl_blank *b, const struct tl_blank_column *c,
                  struct tl_view *v, const struct tl_kind *kind)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena arena = { 0 };
	char *text = tl_arena_str(&arena, c->where ? c->where : ""), **words = NULL;
	size_t n;

	if (text)
		words = tl_arena_words(&arena, NULL, 0, text, &n);
	if (!words)
		return tl_err_memory(&v->t->err);
	return tl_fill_fault(b, c, "where", tl_query_begin(to, v, kind, words, n, false),
	                     &v->t->err);
}
