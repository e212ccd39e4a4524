/* Which pictures show the same: a photograph that stands for two hazards, an "after" that is the
 * "before". */
#include <stdlib.h>

#include "image/alike.h"
#include "query/line.h"
#include "still/reading.h"
#include "store/open.h"

struct picture {
	const char *file;
	struct tl_seen seen;
};

struct comparing {
	struct tlsafe *t;
	const struct tlsafe_pictures *how;
	struct tlsafe_out *out;
	struct picture *picture;
	struct tl_alike *alike;		/* of those that are telling, and which they are */
	size_t *at;
	size_t n, ntelling;
	struct pair { size_t a, b; } *pair;
	size_t npairs, maxpairs;
	bool failed;			/* there is no memory for pairs */
	struct tlsafe_pictures_seen *counts;
};

static void release(struct comparing *x)
{
	free(x->picture);
	free(x->alike);
	free(x->at);
	free(x->pair);
}

static int tell_unreadable(void *ctx, const char *file, const char *why)
{
	struct comparing *x = ctx;
	const struct tlsafe_fault f = { .code = TLSAFE_EINPUT, .file = file, .text = why };

	x->counts->unreadable++;
	if (x->how->fault)
		x->how->fault(x->how->ctx, &f);
	return 0;
}

static int take(void *ctx, void *tag, const struct tl_looked *got, const struct tl_image *small,
                struct tl_err *err)
{
	struct comparing *x = ctx;

	(void)small;
	(void)err;
	if (got->code)
		return tell_unreadable(x, tag, got->why);
	x->picture[x->n++] = (struct picture){ .file = tag, .seen = got->seen };
	return 0;
}

static void take_telling(struct comparing *x)
{
	for (size_t i = 0; i < x->n; i++) {
		const struct tl_seen *s = &x->picture[i].seen;
		if (!tl_alike_telling(s->view))
			continue;
		x->alike[x->ntelling] = (struct tl_alike){ .view = s->view };
		memcpy(x->alike[x->ntelling].hash, s->hash, sizeof(s->hash));
		x->at[x->ntelling++] = i;
	}
}

static void found(void *ctx, size_t a, size_t b)
{
	struct comparing *x = ctx;

	if (!TL_GROW(x->pair, x->npairs, x->maxpairs)) {
		x->failed = true;
		return;
	}
	x->pair[x->npairs++] = (struct pair){ x->at[a], x->at[b] };
}

static int by_place(const void *p, const void *q)
{
	const struct pair *x = p, *y = q;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

static int write_pairs(struct comparing *x)
{
	static const struct tl_line_column columns[] = {
		{ "file", false, "文件", "File" },
		{ "like", false, "相同画面", "Shows the same" },
	};
	struct tl_line l = { .n = 0 };
	int rc = tl_line_columns(x->t, x->out, columns, TL_LEN(columns));

	if (x->npairs)
		qsort(x->pair, x->npairs, sizeof(*x->pair), by_place);
	for (size_t i = 0; !rc && i < x->npairs; i++) {
		tl_line_text(&l, tl_str(x->picture[x->pair[i].a].file));
		tl_line_text(&l, tl_str(x->picture[x->pair[i].b].file));
		rc = tl_line_write(&l, x->t, x->out);
	}
	tl_line_release(&l);
	return rc;
}

static int compare(struct comparing *x)
{
	const struct tl_looker_how how = { .take = take, .ctx = x };
	TL_CLEANUP(tl_pictures_release) struct tl_pictures p = { .unreadable = tell_unreadable,
		                                                 .ctx = x, .err = &x->t->err };
	size_t n = x->how->nfiles;
	int rc;

	x->picture = calloc(n + 1, sizeof(*x->picture));
	x->alike = calloc(n + 1, sizeof(*x->alike));
	x->at = calloc(n + 1, sizeof(*x->at));
	if (!x->picture || !x->alike || !x->at)
		return tl_err_memory(&x->t->err);
	rc = tl_pictures_look(&p, &how, x->how->files, n);
	if (rc)
		return rc;
	take_telling(x);
	if (!tl_alike_pairs(x->alike, x->ntelling, found, x) || x->failed)
		return tl_err_memory(&x->t->err);
	x->counts->faulty = x->npairs;
	return write_pairs(x);
}

int tlsafe_pictures_alike(struct tlsafe *t, const struct tlsafe_pictures *how,
                          struct tlsafe_out *out, struct tlsafe_pictures_seen *ret)
{
	TL_CLEANUP(release) struct comparing x = { .t = t, .how = how, .out = out, .counts = ret };

	*ret = (struct tlsafe_pictures_seen){ 0 };
	return tl_store_begin(t) ? t->err.code : tl_store_error(t, compare(&x));
}
