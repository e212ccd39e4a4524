/* A transaction being made. */
#include "journal/draft.h"

#include <stdlib.h>

#define BLOCK_RAW (256 * 1024)		/* raw bytes after which a block is closed */
#define SMALL 2				/* blocks that are not worth a second thread */

/* A block that the worker has: he alone touches it, and the draft's compressor, until its job is
 * done. */
struct tl_draft_given {
	struct tl_draft *draft;
	uint64_t job;			/* 0: none */
	size_t block;
	struct tl_buf raw, personal;
	bool beside;
	struct tl_draft_block made;
};

static void free_given(struct tl_draft *d)
{
	tl_worker_freep(&d->worker);
	for (size_t i = 0; d->given && i < TL_WORKER_JOBS; i++) {
		tl_buf_release(&d->given[i].raw);
		tl_buf_release(&d->given[i].personal);
		tl_buf_release(&d->given[i].made.entries);
		tl_buf_release(&d->given[i].made.personal);
	}
	free(d->given);
	d->given = NULL;
}

void tl_draft_release(struct tl_draft *d)
{
	free_given(d);
	for (size_t i = 0; i < d->nblocks; i++) {
		tl_buf_release(&d->block[i].entries);
		tl_buf_release(&d->block[i].personal);
	}
	free(d->block);
	tl_compressor_release(&d->compressor);
	tl_buf_release(&d->compressed);
	tl_buf_release(&d->raw);
	tl_buf_release(&d->personal);
	tl_names_release(&d->names);
	*d = (struct tl_draft){ 0 };
}

/* RAW compressed into TO, which takes no more room than that. */
static int compress_into(struct tl_draft *d, struct tl_buf *to, struct tl_bytes raw,
                        struct tl_err *err)
{
	int rc;

	tl_buf_clear(&d->compressed);
	rc = tl_compress(&d->compressor, &d->compressed, raw, err);
	tl_buf_add(to, tl_buf_bytes(&d->compressed));
	if (!rc && to->failed)
		rc = tl_err_memory(err);
	return rc;
}

static int make_block(void *ctx, struct tl_err *err)
{
	struct tl_draft_given *g = ctx;
	int rc = compress_into(g->draft, &g->made.entries, tl_buf_bytes(&g->raw), err);

	if (!rc && g->beside)
		rc = compress_into(g->draft, &g->made.personal, tl_buf_bytes(&g->personal), err);
	return rc;
}

/* What was made of G is the draft's, once it is made. */
static int take_back(struct tl_draft *d, struct tl_draft_given *g, struct tl_err *err)
{
	int rc = g->job ? tl_worker_wait(d->worker, g->job, err) : 0;

	if (rc || !g->job)
		return rc;
	d->block[g->block].entries = g->made.entries;
	d->block[g->block].personal = g->made.personal;
	g->made = (struct tl_draft_block){ 0 };
	g->job = 0;
	return 0;
}

/* The open block, which will be BLOCK, goes to the worker; one that he is done with makes room. */
static int give_block(struct tl_draft *d, size_t block, struct tl_err *err)
{
	struct tl_draft_given *g;
	struct tl_buf raw, personal;
	int rc;

	if (!d->given)
		d->given = calloc(TL_WORKER_JOBS, sizeof(*d->given));
	if (d->given && !d->worker)
		d->worker = tl_worker_new(d->alone);
	if (!d->worker)
		return tl_err_memory(err);
	g = &d->given[block % TL_WORKER_JOBS];
	rc = take_back(d, g, err);
	if (rc)
		return rc;
	raw = g->raw;
	personal = g->personal;
	*g = (struct tl_draft_given){ .draft = d, .block = block, .raw = d->raw,
		                       .personal = d->personal, .beside = d->beside };
	d->raw = raw;
	d->personal = personal;
	g->job = tl_worker_give(d->worker, make_block, g);
	return 0;
}

static int close_block(struct tl_draft *d, struct tl_err *err)
{
	struct tl_draft_block *b;
	int rc;

	if (!d->raw.len)
		return 0;
	if (!TL_GROW(d->block, d->nblocks, d->maxblocks))
		return tl_err_memory(err);
	b = &d->block[d->nblocks++];
	*b = (struct tl_draft_block){ .first = d->first };
	if (d->nblocks > SMALL) {
		rc = give_block(d, d->nblocks - 1, err);
	} else {
		rc = compress_into(d, &b->entries, tl_buf_bytes(&d->raw), err);
		if (!rc && d->beside)
			rc = compress_into(d, &b->personal, tl_buf_bytes(&d->personal), err);
	}
	tl_buf_clear(&d->raw);
	tl_buf_clear(&d->personal);
	d->beside = false;
	return rc;
}

int tl_draft_seal(struct tl_draft *d, struct tl_err *err)
{
	int rc = close_block(d, err);

	for (size_t i = 0; !rc && d->given && i < TL_WORKER_JOBS; i++)
		rc = take_back(d, &d->given[i], err);
	free_given(d);
	return rc;
}

/* A block is closed here if it is full, so that none is closed between a mark and the way back to
 * it. */
int tl_draft_mark(struct tl_draft *d, struct tl_draft_mark *m, struct tl_err *err)
{
	int rc = d->raw.len >= BLOCK_RAW ? close_block(d, err) : 0;

	*m = (struct tl_draft_mark){ d->raw.len, d->personal.len, d->names.n,
		                      d->count,   d->first,        d->beside };
	d->marked = true;
	return rc;
}

void tl_draft_back(struct tl_draft *d, const struct tl_draft_mark *m)
{
	d->raw.len = m->raw;
	d->personal.len = m->personal;
	d->beside = m->beside;
	d->count = m->count;
	d->first = m->first;
	tl_names_cut(&d->names, m->names);
}

int tl_draft_add(struct tl_draft *d, struct tl_entry *e, bool salted, struct tl_err *err)
{
	if (d->raw.len >= BLOCK_RAW && !d->marked) {
		int rc = close_block(d, err);
		if (rc)
			return rc;
	}
	if (!d->raw.len)
		d->first = d->count + 1;
	e->place.n = ++d->count;
	for (size_t i = 0; i < e->nset; i++) {
		struct tl_set *s = &e->set[i];
		if (!s->field->personal)
			continue;
		d->beside = true;
		if (!salted) {
			tl_random(s->salt, TL_SALT_LEN);
			tl_hash_digest(s->digest, s->salt, s->value);
		}
		if (!s->value.data)
			continue;
		tl_buf_uint(&d->personal, d->count - d->first);
		tl_buf_uint(&d->personal, i);
		tl_buf_put(&d->personal, s->salt, TL_SALT_LEN);
		tl_buf_block(&d->personal, s->value);
	}
	return tl_entry_pack(&d->raw, e, &d->names) || d->personal.failed ? tl_err_memory(err) : 0;
}
