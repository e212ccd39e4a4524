/*
 * The interface in memory: chunks of sorted items, copied when written to
 * while another snapshot holds them. For tests, dry runs and check.
 */
#include <stdlib.h>

#include "kv/kv.h"

#define CHUNK 256		/* items a chunk holds */

struct item {
	char *bytes;		/* key, then value; shared by all copies of the item */
	uint32_t key, val;
	uint32_t *refs;
};

struct chunk {
	unsigned refs, n;
	struct item item[CHUNK];
};

struct root {			/* one state of the whole store */
	unsigned refs;
	size_t n, max;
	struct chunk **chunk;
};

struct mem {
	struct tl_kv kv;
	struct root *root;
	bool writing;
	uint64_t id;		/* of the last transaction that wrote */
};

struct mem_txn {
	struct tl_kv_txn txn;
	struct root *root;
	bool write;
};

struct mem_scan {
	struct tl_kv_scan scan;
	struct tl_bytes from, upto;	/* copies */
	/* the key given last, so that puts and dels do not disturb */
	char *last;
	size_t lastlen, lastcap;
	bool backwards, begun, ended;
};

static void item_drop(struct item *it)
{
	if (--*it->refs)
		return;
	free(it->refs);
	free(it->bytes);
}

static void chunk_drop(struct chunk *c)
{
	if (--c->refs)
		return;
	for (unsigned i = 0; i < c->n; i++)
		item_drop(&c->item[i]);
	free(c);
}

static void root_drop(struct root *r)
{
	if (!r || --r->refs)
		return;
	for (size_t i = 0; i < r->n; i++)
		chunk_drop(r->chunk[i]);
	free(r->chunk);
	free(r);
}

static struct root *root_copy(const struct root *from)
{
	struct root *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->refs = 1;
	r->n = from ? from->n : 0;
	r->max = r->n + 8;
	r->chunk = malloc(r->max * sizeof(*r->chunk));
	if (!r->chunk) {
		free(r);
		return NULL;
	}
	for (size_t i = 0; i < r->n; i++) {
		r->chunk[i] = from->chunk[i];
		r->chunk[i]->refs++;
	}
	return r;
}

static const char *mem_version(void)
{
	return "memory";
}

static int mem_open(struct tl_kv **ret, const struct tl_kv_place *place, struct tl_err *err)
{
	struct mem *m = calloc(1, sizeof(*m));

	(void)place;
	if (!m || !(m->root = root_copy(NULL))) {
		free(m);
		return tl_err_memory(err);
	}
	m->kv.ops = &tl_kv_mem;
	m->id = 1;		/* as of an engine whose making is a transaction */
	*ret = &m->kv;
	return 0;
}

static void mem_close(struct tl_kv *kv)
{
	struct mem *m = (struct mem *)kv;

	root_drop(m->root);
	free(m);
}

static void mem_remove(const char *where)
{
	(void)where;
}

/* Nobody else has it. */
static int mem_lock(struct tl_kv *kv, const char *who, double wait, struct tl_err *err)
{
	(void)kv;
	(void)who;
	(void)wait;
	(void)err;
	return 0;
}

static void mem_unlock(struct tl_kv *kv)
{
	(void)kv;
}

static int mem_stat(struct tl_kv *kv, struct tl_kv_stat *ret, struct tl_err *err)
{
	struct mem *m = (struct mem *)kv;

	(void)err;
	*ret = (struct tl_kv_stat){ .engine = mem_version() };
	for (size_t i = 0; i < m->root->n; i++)
		for (unsigned k = 0; k < m->root->chunk[i]->n; k++)
			ret->used +=
				m->root->chunk[i]->item[k].key + m->root->chunk[i]->item[k].val;
	ret->size = ret->used;
	return 0;
}

static int mem_begin(struct tl_kv_txn **ret, struct tl_kv *kv, bool write, struct tl_err *err)
{
	struct mem *m = (struct mem *)kv;
	struct mem_txn *t;

	if (write && m->writing)
		return tl_err_set(err, TLSAFE_EBUSY, "another write transaction is open");
	t = calloc(1, sizeof(*t));
	if (!t)
		return tl_err_memory(err);
	t->txn.kv = kv;
	t->write = write;
	if (write) {
		t->root = root_copy(m->root);
		if (!t->root) {
			free(t);
			return tl_err_memory(err);
		}
		m->writing = true;
	} else {
		t->root = m->root;
		t->root->refs++;
	}
	*ret = &t->txn;
	return 0;
}

static uint64_t mem_id(struct tl_kv_txn *txn)
{
	return ((struct mem *)txn->kv)->id + ((struct mem_txn *)txn)->write;
}

static void mem_abort(struct tl_kv_txn *txn)
{
	struct mem_txn *t = (struct mem_txn *)txn;

	if (t->write)
		((struct mem *)txn->kv)->writing = false;
	root_drop(t->root);
	free(t);
}

static int mem_commit(struct tl_kv_txn *txn, struct tl_err *err)
{
	struct mem_txn *t = (struct mem_txn *)txn;
	struct mem *m = (struct mem *)txn->kv;

	(void)err;
	if (t->write) {
		struct root *old = m->root;
		m->root = t->root;
		t->root = old;
		m->id++;
	}
	mem_abort(txn);
	return 0;
}

static struct tl_bytes item_key(const struct item *it)
{
	return tl_bytes(it->bytes, it->key);
}

/* The first chunk and item at or after KEY. */
static void lower_bound(const struct root *r, struct tl_bytes key, size_t *chunk, unsigned *item)
{
	size_t low = 0, high = r->n;

	/* The first chunk whose last key is not before KEY. */
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (tl_cmp(item_key(&r->chunk[mid]->item[r->chunk[mid]->n - 1]), key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*chunk = low;
	*item = 0;
	if (low == r->n)
		return;
	unsigned l = 0, h = r->chunk[low]->n;
	while (l < h) {
		unsigned mid = l + (h - l) / 2;
		if (tl_cmp(item_key(&r->chunk[low]->item[mid]), key) < 0)
			l = mid + 1;
		else
			h = mid;
	}
	*item = l;
}

static int mem_get(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_bytes *ret,
                   struct tl_err *err)
{
	struct root *r = ((struct mem_txn *)txn)->root;
	size_t c;
	unsigned i;

	(void)err;
	lower_bound(r, key, &c, &i);
	if (c == r->n || !tl_eq(item_key(&r->chunk[c]->item[i]), key))
		return TLSAFE_ENOENT;
	*ret = tl_bytes(r->chunk[c]->item[i].bytes + r->chunk[c]->item[i].key,
	                r->chunk[c]->item[i].val);
	return 0;
}

/* Chunk C of R, to be written to: a copy if another state holds it. */
static struct chunk *own_chunk(struct root *r, size_t c)
{
	struct chunk *was = r->chunk[c], *now;

	if (was->refs == 1)
		return was;
	now = malloc(sizeof(*now));
	if (!now)
		return NULL;
	*now = *was;
	now->refs = 1;
	for (unsigned i = 0; i < now->n; i++)
		++*now->item[i].refs;
	was->refs--;
	return r->chunk[c] = now;
}

static bool insert_chunk(struct root *r, size_t at, struct chunk *c)
{
	if (r->n == r->max) {
		struct chunk **more = realloc(r->chunk, r->max * 2 * sizeof(*more));
		if (!more)
			return false;
		r->chunk = more;
		r->max *= 2;
	}
	memmove(r->chunk + at + 1, r->chunk + at, (r->n - at) * sizeof(*r->chunk));
	r->chunk[at] = c;
	r->n++;
	return true;
}

/* Room for one more item at (*C, *I): a full chunk is split, at its end when what comes lies behind
 * all. */
static struct chunk *make_room(struct root *r, size_t *c, unsigned *i)
{
	struct chunk *now, *half;

	if (*c == r->n && r->n) {
		*c = r->n - 1;
		*i = r->chunk[*c]->n;
	}
	if (!r->n || r->chunk[*c]->n == CHUNK) {
		bool last = !r->n || (*c == r->n - 1 && *i == CHUNK);
		half = calloc(1, sizeof(*half));
		if (!half)
			return NULL;
		half->refs = 1;
		now = r->n ? own_chunk(r, *c) : NULL;
		if ((r->n && !now) || !insert_chunk(r, r->n ? *c + 1 : 0, half)) {
			free(half);
			return NULL;
		}
		if (last) {
			*c = r->n - 1;
			*i = 0;
			return half;
		}
		half->n = CHUNK / 2;
		now->n = CHUNK - half->n;
		memcpy(half->item, now->item + now->n, half->n * sizeof(*half->item));
		if (*i > now->n) {
			*i -= now->n;
			++*c;
		}
	}
	return own_chunk(r, *c);
}

static int check_key(struct tl_bytes key, struct tl_err *err)
{
	if (!key.len || key.len > tl_kv_mem.key_max)
		return tl_err_set(err, TLSAFE_EINPUT,
		                  "a key of %zu bytes; the store takes 1 to %zu", key.len,
		                  tl_kv_mem.key_max);
	return 0;
}

static int mem_put(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_bytes val, bool fresh,
                   struct tl_err *err)
{
	struct root *r = ((struct mem_txn *)txn)->root;
	struct item it = { .key = (uint32_t)key.len, .val = (uint32_t)val.len };
	struct chunk *chunk;
	size_t c;
	unsigned i;
	int rc = check_key(key, err);

	if (rc)
		return rc;
	if (!((struct mem_txn *)txn)->write)
		return tl_err_set(err, TLSAFE_EBUG, "a put in a transaction that only reads");
	lower_bound(r, key, &c, &i);
	if (fresh && c < r->n && tl_eq(item_key(&r->chunk[c]->item[i]), key))
		return TLSAFE_EEXIST;
	it.bytes = malloc(key.len + val.len + 1);
	it.refs = malloc(sizeof(*it.refs));
	if (!it.bytes || !it.refs) {
		free(it.bytes);
		free(it.refs);
		return tl_err_memory(err);
	}
	*it.refs = 1;
	memcpy(it.bytes, key.data, key.len);
	if (val.len)
		memcpy(it.bytes + key.len, val.data, val.len);
	if (c < r->n && tl_eq(item_key(&r->chunk[c]->item[i]), key)) {
		chunk = own_chunk(r, c);
		if (chunk) {
			item_drop(&chunk->item[i]);
			chunk->item[i] = it;
			return 0;
		}
	} else if ((chunk = make_room(r, &c, &i))) {
		memmove(chunk->item + i + 1, chunk->item + i,
		        (chunk->n - i) * sizeof(*chunk->item));
		chunk->item[i] = it;
		chunk->n++;
		return 0;
	}
	item_drop(&it);
	return tl_err_memory(err);
}

static int mem_del(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_err *err)
{
	struct root *r = ((struct mem_txn *)txn)->root;
	struct chunk *chunk;
	size_t c;
	unsigned i;

	if (!((struct mem_txn *)txn)->write)
		return tl_err_set(err, TLSAFE_EBUG, "a del in a transaction that only reads");
	lower_bound(r, key, &c, &i);
	if (c == r->n || !tl_eq(item_key(&r->chunk[c]->item[i]), key))
		return TLSAFE_ENOENT;
	chunk = own_chunk(r, c);
	if (!chunk)
		return tl_err_memory(err);
	item_drop(&chunk->item[i]);
	memmove(chunk->item + i, chunk->item + i + 1, (chunk->n - i - 1) * sizeof(*chunk->item));
	if (--chunk->n)
		return 0;
	chunk_drop(chunk);
	memmove(r->chunk + c, r->chunk + c + 1, (r->n - c - 1) * sizeof(*r->chunk));
	r->n--;
	return 0;
}

static bool copy(struct tl_bytes *to, struct tl_bytes from)
{
	char *p;

	*to = TL_NONE;
	if (!from.data)
		return true;
	p = malloc(from.len + 1);
	if (!p)
		return false;
	memcpy(p, from.data, from.len);
	*to = tl_bytes(p, from.len);
	return true;
}

static void mem_done(struct tl_kv_scan *scan)
{
	struct mem_scan *s = (struct mem_scan *)scan;

	if (!s)
		return;
	free((char *)s->from.data);
	free((char *)s->upto.data);
	free(s->last);
	free(s);
}

static int mem_scan(struct tl_kv_scan **ret, struct tl_kv_txn *txn, struct tl_bytes from,
                    struct tl_bytes upto, bool backwards, struct tl_err *err)
{
	struct mem_scan *s = calloc(1, sizeof(*s));

	if (!s)
		return tl_err_memory(err);
	s->scan.txn = txn;
	s->backwards = backwards;
	if (!copy(&s->from, from) || !copy(&s->upto, upto)) {
		mem_done(&s->scan);
		return tl_err_memory(err);
	}
	*ret = &s->scan;
	return 0;
}

/* The item before (*C, *I); false: there is none. */
static bool step_back(const struct root *r, size_t *c, unsigned *i)
{
	if (*i) {
		--*i;
		return true;
	}
	if (!*c)
		return false;
	--*c;
	*i = r->chunk[*c]->n - 1;
	return true;
}

static bool find_next(struct mem_scan *s, const struct root *r, size_t *c, unsigned *i)
{
	struct tl_bytes last = tl_bytes(s->last, s->lastlen);

	if (s->backwards) {
		if (s->begun)
			lower_bound(r, last, c, i);
		else if (s->upto.data)
			lower_bound(r, s->upto, c, i);
		else
			*c = r->n, *i = 0;
		return step_back(r, c, i) &&
		       (!s->from.data || tl_cmp(item_key(&r->chunk[*c]->item[*i]), s->from) >= 0);
	}
	if (s->begun)
		lower_bound(r, last, c, i);
	else if (s->from.data)
		lower_bound(r, s->from, c, i);
	else
		*c = 0, *i = 0;
	if (s->begun && *c < r->n && tl_eq(item_key(&r->chunk[*c]->item[*i]), last) &&
	    ++*i == r->chunk[*c]->n)
		++*c, *i = 0;
	return *c < r->n &&
	       (!s->upto.data || tl_cmp(item_key(&r->chunk[*c]->item[*i]), s->upto) < 0);
}

static int mem_next(struct tl_kv_scan *scan, struct tl_bytes *key, struct tl_bytes *val,
                    struct tl_err *err)
{
	struct mem_scan *s = (struct mem_scan *)scan;
	struct root *r = ((struct mem_txn *)scan->txn)->root;
	size_t c = 0;
	unsigned i = 0;

	if (s->ended || !find_next(s, r, &c, &i)) {
		s->ended = true;
		return 0;
	}
	struct item *it = &r->chunk[c]->item[i];
	if (it->key > s->lastcap) {
		char *more = realloc(s->last, it->key);
		if (!more)
			return tl_err_memory(err);
		s->last = more;
		s->lastcap = it->key;
	}
	memcpy(s->last, it->bytes, it->key);
	s->lastlen = it->key;
	s->begun = true;
	*key = item_key(it);
	*val = tl_bytes(it->bytes + it->key, it->val);
	return 1;
}

const struct tl_kv_ops tl_kv_mem = {
	.name = "memory",
	.key_max = 511,
	.version = mem_version,
	.open = mem_open,
	.close = mem_close,
	.remove = mem_remove,
	.lock = mem_lock,
	.unlock = mem_unlock,
	.stat = mem_stat,
	.begin = mem_begin,
	.commit = mem_commit,
	.abort = mem_abort,
	.id = mem_id,
	.get = mem_get,
	.put = mem_put,
	.del = mem_del,
	.scan = mem_scan,
	.next = mem_next,
	.done = mem_done,
};
