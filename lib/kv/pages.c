/* LMDB's pages by plain looks (format 1 of LMDB 0.9, 64 bits, little-endian). */
#include "kv/pages.h"

#include <endian.h>
#include <stdlib.h>

enum { HEADER = 16, NODE = 8, TREE_BYTES = 48 };
enum { BRANCH = 1, LEAF = 2, OVERFLOW_PAGE = 4 };	/* what a page is */
enum { BIG = 1, SUBTREE = 2 };				/* what a leaf's value is */
#define NO_PAGE UINT64_MAX
#define DEPTH 32

static unsigned u16(const char *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return le16toh(v);
}

static uint32_t u32(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return le32toh(v);
}

static uint64_t u64(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return le64toh(v);
}

static int damaged(struct tl_err *err, uint64_t number, const char *what)
{
	return tl_err_hint(err, TLSAFE_ECORRUPT, "run tlsafe-db check",
	                   "the store is damaged: page %llu %s", (unsigned long long)number, what);
}

/* --- one page ---------------------------------------------------------------- */

/* The first page in place of one that is not there: who asks says so. */
static const char *page_at(const struct tl_pages *p, uint64_t number)
{
	return number > p->last ? p->map : p->map + number * p->size;
}

static unsigned kind_of(const char *page)
{
	return u16(page + 10);
}

static unsigned nodes_of(const char *page)
{
	return (u16(page + 12) - HEADER) / 2;
}

static const char *node_at(const char *page, unsigned i)
{
	return page + u16(page + HEADER + 2 * i);
}

static struct tl_bytes key_of(const char *node)
{
	return tl_bytes(node + NODE, u16(node + 6));
}

static uint64_t child_of(const char *node)
{
	return u16(node) | (uint64_t)u16(node + 2) << 16 | (uint64_t)u16(node + 4) << 32;
}

static const char *value_of(const char *node)
{
	return node + NODE + u16(node + 6);
}

/* Bytes that a node takes, or 0: more than a page has. */
static size_t node_bytes(const struct tl_pages *p, const char *node, bool leaf)
{
	size_t n = NODE + u16(node + 6);

	if (leaf)
		n += u16(node + 4) & BIG ? 8 : u32(node);
	n += n & 1;
	return n > p->size ? 0 : n;
}

/* The nodes of a page lie one after the other from UPPER to its end, in any order. */
static bool tiles(const struct tl_pages *p, const char *page, bool leaf)
{
	size_t upper = u16(page + 14), sum = 0;
	unsigned n = nodes_of(page);

	for (unsigned i = 0; i < n; i++) {
		size_t at = u16(page + HEADER + 2 * i), bytes;
		if (at < upper || at + NODE > p->size)
			return false;
		bytes = node_bytes(p, page + at, leaf);
		if (!bytes || at + bytes > p->size)
			return false;
		sum += bytes;
	}
	return sum == p->size - upper;
}

/* The first key of a branch says nothing. */
static bool ascends(const char *page, bool leaf)
{
	unsigned n = nodes_of(page);

	for (unsigned i = leaf ? 1 : 2; i < n; i++)
		if (tl_cmp(key_of(node_at(page, i - 1)), key_of(node_at(page, i))) >= 0)
			return false;
	return true;
}

/* The same in the tree of free pages, whose keys are numbers. */
static bool numbers_ascend(const char *page, bool leaf)
{
	unsigned n = nodes_of(page), first = leaf ? 0 : 1;

	for (unsigned i = first; i < n; i++) {
		struct tl_bytes key = key_of(node_at(page, i));
		if (key.len != 8 ||
		    (i > first && u64(key.data) <= u64(key_of(node_at(page, i - 1)).data)))
			return false;
	}
	return true;
}

static bool children_exist(const struct tl_pages *p, const char *page)
{
	unsigned n = nodes_of(page);

	for (unsigned i = 0; i < n; i++)
		if (child_of(node_at(page, i)) < 2 || child_of(node_at(page, i)) > p->last)
			return false;
	return true;
}

static int look(struct tl_pages *p, uint64_t number, bool in_free, struct tl_err *err)
{
	const char *page = page_at(p, number);
	unsigned lower, upper, kind;
	bool leaf;

	if (number < 2 || number > p->last)
		return damaged(err, number, "is not in the file");
	if (p->seen[number / 8] >> number % 8 & 1)
		return 0;
	lower = u16(page + 12);
	upper = u16(page + 14);
	kind = kind_of(page);
	leaf = kind == LEAF;
	if (u64(page) != number)
		return damaged(err, number, "is another one's");
	if (kind != LEAF && kind != BRANCH)
		return damaged(err, number, "is neither branch nor leaf");
	if (lower <= HEADER || lower % 2 || lower > upper || upper > p->size ||
	    (!leaf && nodes_of(page) < 2) || !tiles(p, page, leaf))
		return damaged(err, number, "has nodes that are none");
	if (in_free ? !numbers_ascend(page, leaf) : !ascends(page, leaf))
		return damaged(err, number, "has keys out of order");
	if (!leaf && !children_exist(p, page))
		return damaged(err, number, "points out of the file");
	p->seen[number / 8] |= (unsigned char)(1 << number % 8);
	return 0;
}

/* --- trees ------------------------------------------------------------------- */

void tl_pages_end(struct tl_pages *p)
{
	free(p->seen);
	p->seen = NULL;
}

int tl_pages_begin(struct tl_pages *p, struct tl_err *err)
{
	const char *page;
	int rc;

	p->ntrees = 0;
	p->seen = calloc(p->last / 8 + 1, 1);
	if (!p->seen)
		return tl_err_memory(err);
	if (p->main_root == NO_PAGE)
		return 0;
	rc = look(p, p->main_root, false, err);
	if (rc)
		return rc;
	page = page_at(p, p->main_root);
	if (kind_of(page) != LEAF || nodes_of(page) > TL_PAGES_TREES)
		return damaged(err, p->main_root, "is no list of trees");
	for (unsigned i = 0; i < nodes_of(page); i++) {
		const char *node = node_at(page, i), *tree = value_of(node);
		if (u16(node + 4) != SUBTREE || u32(node) != TREE_BYTES || u16(node + 6) != 1)
			return damaged(err, p->main_root, "is no list of trees");
		p->tree[p->ntrees].name = node[NODE];
		p->tree[p->ntrees].entries = u64(tree + 32);
		p->tree[p->ntrees++].root = u64(tree + 40);
	}
	return 0;
}

/* The last node whose key is not behind KEY; the first has none. */
static unsigned child_for(const char *page, struct tl_bytes key)
{
	unsigned low = 1, high = nodes_of(page);

	while (low < high) {
		unsigned mid = low + (high - low) / 2;
		if (tl_cmp(key_of(node_at(page, mid)), key) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low - 1;
}

/* Whether the keys of PAGE lie in [LOW, HIGH), as far as these are said. */
static bool within(const char *page, struct tl_bytes low, struct tl_bytes high)
{
	unsigned n = nodes_of(page), first = kind_of(page) == LEAF ? 0 : 1;

	return (!low.data || tl_cmp(key_of(node_at(page, first)), low) >= 0) &&
	       (!high.data || tl_cmp(key_of(node_at(page, n - 1)), high) < 0);
}

int tl_pages_way(struct tl_pages *p, char name, struct tl_bytes key, struct tl_err *err)
{
	struct tl_bytes low = TL_NONE, high = TL_NONE;
	uint64_t number = NO_PAGE;
	size_t i = 0;
	int rc = 0;

	while (i < p->ntrees && p->tree[i].name != name)
		i++;
	if (i < p->ntrees)
		number = p->tree[i].root;
	else if (p->ntrees)
		return damaged(err, p->main_root, "lacks a tree");
	if (number == NO_PAGE)
		return 0;
	for (unsigned depth = 0; depth < DEPTH; depth++) {
		const char *page = page_at(p, number);
		unsigned at;
		rc = look(p, number, false, err);
		if (rc)
			return rc;
		if (!within(page, low, high))
			return damaged(err, number, "has keys of another one");
		if (kind_of(page) == LEAF)
			return 0;
		at = child_for(page, key);
		if (at)
			low = key_of(node_at(page, at));
		if (at + 1 < nodes_of(page))
			high = key_of(node_at(page, at + 1));
		number = child_of(node_at(page, at));
	}
	return damaged(err, number, "lies too deep");
}

/* --- all of them ------------------------------------------------------------- */

struct audit {
	struct tl_pages *p;
	unsigned char *used;
	uint64_t entries;		/* of the tree being walked */
	bool in_free;			/* the tree being walked is the list of free ones */
	struct tl_err *err;
};

static int use(struct audit *a, uint64_t first, uint64_t n)
{
	for (uint64_t i = first; i < first + n; i++) {
		if (i > a->p->last)
			return damaged(a->err, i, "is not in the file");
		if (a->used[i / 8] >> i % 8 & 1)
			return damaged(a->err, i, "is in two places");
		a->used[i / 8] |= (unsigned char)(1 << i % 8);
	}
	return 0;
}

/* A large value: its pages, of which the first says how many. One that was written over in the
 * transaction that made it keeps those it had. */
static int use_big(struct audit *a, const char *node)
{
	uint64_t first = u64(value_of(node)), n;
	size_t bytes = HEADER + (size_t)u32(node);
	const char *page = page_at(a->p, first);

	if (first < 2 || first > a->p->last)
		return damaged(a->err, first, "is not in the file");
	n = u32(page + 12);
	if (u64(page) != first || kind_of(page) != OVERFLOW_PAGE ||
	    n < (bytes + a->p->size - 1) / a->p->size || n > a->p->last - first + 1)
		return damaged(a->err, first, "is no large value of that length");
	return use(a, first, n);
}

/* A record of free pages: how many, and their numbers in descending order. */
static int use_free(struct audit *a, const char *node)
{
	size_t bytes = u32(node);
	const char *list = value_of(node);
	uint64_t n;
	int rc = 0;

	if (u16(node + 4) & BIG)
		list = page_at(a->p, u64(list)) + HEADER;
	n = bytes >= 8 ? u64(list) : UINT64_MAX;
	if (n > bytes / 8 - 1)
		return damaged(a->err, a->p->free_root, "leads to a damaged list of free pages");
	for (uint64_t i = 1; !rc && i <= n; i++) {
		if (i > 1 && u64(list + 8 * i) >= u64(list + 8 * (i - 1)))
			return damaged(a->err, a->p->free_root,
			               "leads to a damaged list of free pages");
		rc = use(a, u64(list + 8 * i), 1);
	}
	return rc;
}

static int walk(struct audit *a, uint64_t number, unsigned depth)
{
	const char *page = page_at(a->p, number);
	bool leaf;
	int rc = look(a->p, number, a->in_free, a->err);

	if (!rc)
		rc = use(a, number, 1);
	if (!rc && depth == DEPTH)
		rc = damaged(a->err, number, "lies too deep");
	if (rc)
		return rc;
	leaf = kind_of(page) == LEAF;
	for (unsigned i = 0; !rc && i < nodes_of(page); i++) {
		const char *node = node_at(page, i);
		if (!leaf) {
			rc = walk(a, child_of(node), depth + 1);
			continue;
		}
		a->entries++;
		if (u16(node + 4) & BIG)
			rc = use_big(a, node);
		if (!rc && a->in_free)
			rc = use_free(a, node);
	}
	return rc;
}

static int walk_tree(struct audit *a, uint64_t root, bool in_free)
{
	a->entries = 0;
	a->in_free = in_free;
	return root == NO_PAGE ? 0 : walk(a, root, 0);
}

static int all_used(struct audit *a)
{
	for (uint64_t i = 0; i <= a->p->last; i++)
		if (!(a->used[i / 8] >> i % 8 & 1))
			return damaged(a->err, i, "is neither in use nor free");
	return 0;
}

int tl_pages_audit(struct tl_pages *p, struct tl_err *err)
{
	struct audit a = { .p = p, .used = calloc(p->last / 8 + 1, 1), .err = err };
	int rc = a.used ? use(&a, 0, 2) : tl_err_memory(err);

	if (!rc)
		rc = walk_tree(&a, p->free_root, true);
	if (!rc)
		rc = walk_tree(&a, p->main_root, false);
	for (size_t i = 0; !rc && i < p->ntrees; i++) {
		rc = walk_tree(&a, p->tree[i].root, false);
		if (!rc && a.entries != p->tree[i].entries)
			rc = damaged(err, p->main_root, "counts keys that are not there");
	}
	if (!rc)
		rc = all_used(&a);
	free(a.used);
	return rc;
}
