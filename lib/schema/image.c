/* A schema set as it was loaded, in one piece of bytes. */
#include "schema/image.h"

#include <stdlib.h>

/*
 * What each struct of a set holds, as lists of its members: the tables by which an image is written
 * and read, and the shape that stands at its beginning. X(sort, member); L(member, count, of): an
 * array of COUNT such structs.
 */
#define BYTES_OF(X, L)
#define PAIR_OF(X, L)
#define CODE_OF(X, L) \
	X(WORD, code) X(BYTES, zh) X(BYTES, en) L(also, nalso, bytes) \
	L(attributes, nattributes, pairs) X(DAY, until) X(SIZE, line)
#define CODES_OF(X, L) \
	X(NAME, name) X(TEXT, about) L(code, n, code) X(SIZE, line) X(TEXT, file)
#define ALIAS_OF(X, L) X(NAME, heading) X(WIDE, factor)
#define FIELD_OF(X, L) \
	X(KNOWN, known) X(NAME, key) X(NAME, zh) X(NAME, en) X(NAME, about) X(TYPE, type) \
	X(NAME, by) X(BOOL, required) X(BOOL, personal) X(COUNT, max) X(BYTES, min) \
	X(BYTES, usual[0]) X(BYTES, usual[1]) L(also, nalso, alias) X(TEXT, codes_name) \
	X(CODES, codes) X(TEXT, of) X(TEXT, to) X(TEXTS, only) X(SIZE, line) X(BOOL, withdrawn)
#define COLUMN_OF(X, L) X(NAME, name) X(PLACE, field) X(TEXT, sub)
#define KIND_OF(X, L) \
	X(NAME, name) X(NAME, zh) X(NAME, en) X(NAME, about) X(NAME, file) X(NUMBER, number) \
	X(LETTER, letter) L(field, nfields, field) L(ledger, nledger, field) X(PLACE, serial) \
	X(PLACE, begins) X(TEXT, numbered) X(WORKFLOW, workflow) X(BOOL, named) \
	L(column, ncolumns, column) X(TEXTS, ignored) X(PLACES, at) X(SIZE, line) \
	X(SIZE, columns_line) X(BOOL, withdrawn)
#define SHELF_OF(X, L) X(INT, sort) X(WORD, name) X(WORD, file) X(WORD, text)
#define DISTRICT_OF(X, L) \
	X(NAME, file) X(WORD, site) X(BYTES, name) X(BYTES, language) X(BYTES, authority) \
	X(BOOL, own_site) X(INT, offset) L(prefix, nprefixes, bytes) L(seed, nseeds, seed)

enum sort {
	NAME,			/* a C string */
	TEXT,			/* the same, or NULL */
	TEXTS,			/* a list of them that ends with NULL, or NULL */
	WORD, BYTES,		/* struct tl_bytes; BYTES may be TL_NONE */
	BOOL, LETTER, INT, DAY, COUNT, NUMBER, SIZE, WIDE,
	KNOWN,			/* enum tl_field_name */
	PLACE,			/* of a field in its kind, or -1 */
	PLACES,			/* one for each enum tl_field_name */
	TYPE, CODES, WORKFLOW,	/* pointers to such */
	LIST
};

struct member {
	enum sort sort;
	size_t at, count;	/* offsets */
	const struct shape *of;	/* a list */
};

/* A struct: its members, or what is read and written by a function of its own. */
struct shape {
	size_t size;
	const struct member *member;
	size_t n;
	enum { PLAIN, ONE_BYTES, TWO_BYTES, SEED } how;
};

#define X(sort, m) { sort, offsetof(OF, m), 0, NULL },
#define L(m, n, of) { LIST, offsetof(OF, m), offsetof(OF, n), &of##_shape },
#define SHAPE(name, type, members) \
	static const struct shape name##_shape = { sizeof(type), members, TL_LEN(members), PLAIN }

static const struct shape bytes_shape = { sizeof(struct tl_bytes), NULL, 0, ONE_BYTES };
static const struct shape pairs_shape = { 2 * sizeof(struct tl_bytes), NULL, 0, TWO_BYTES };
static const struct shape seed_shape = { sizeof(struct tl_seed), NULL, 0, SEED };
_Static_assert(sizeof(*((struct tl_code *)0)->attributes) == 2 * sizeof(struct tl_bytes), "a pair");
#define OF struct tl_code
static const struct member code_members[] = { CODE_OF(X, L) };
SHAPE(code, OF, code_members);
#undef OF
#define OF struct tl_codes
static const struct member codes_members[] = { CODES_OF(X, L) };
SHAPE(codes, OF, codes_members);
#undef OF
#define OF struct tl_alias
static const struct member alias_members[] = { ALIAS_OF(X, L) };
SHAPE(alias, OF, alias_members);
#undef OF
#define OF struct tl_field
static const struct member field_members[] = { FIELD_OF(X, L) };
SHAPE(field, OF, field_members);
#undef OF
#define OF struct tl_column
static const struct member column_members[] = { COLUMN_OF(X, L) };
SHAPE(column, OF, column_members);
#undef OF
#define OF struct tl_kind
static const struct member kind_members[] = { KIND_OF(X, L) };
SHAPE(kind, OF, kind_members);
#undef OF
#define OF struct tl_shelf_file
static const struct member shelf_members[] = { SHELF_OF(X, L) };
SHAPE(shelf, OF, shelf_members);
#undef OF
#define OF struct tl_district
static const struct member district_members[] = { DISTRICT_OF(X, L) };
SHAPE(district, OF, district_members);
#undef OF
#undef X
#undef L

/* What stands at the beginning of an image: all of which one that is read depends. The number is
 * raised where load.c makes something else of the same words. */
#define X(sort, m) #sort " " #m ","
#define L(m, n, of) #of " " #m ","
#define FIELD(upper, lower) #lower ","
#define IMAGE \
	"\nimage 1:" CODE_OF(X, L) CODES_OF(X, L) ALIAS_OF(X, L) FIELD_OF(X, L) COLUMN_OF(X, L) \
	KIND_OF(X, L) SHELF_OF(X, L) DISTRICT_OF(X, L) TL_FIELDS(FIELD)
static const struct tl_bytes image_begins = TL_LIT(IMAGE);
#undef X
#undef L
#undef FIELD

/* --- writing ------------------------------------------------------------------ */

/* Borrowed as a C string when it is read: a NUL stands behind it. 0: none. */
static void put_bytes(struct tl_buf *out, struct tl_bytes b)
{
	if (!b.data) {
		tl_buf_uint(out, 0);
		return;
	}
	tl_buf_uint(out, b.len + 1);
	tl_buf_add(out, b);
	tl_buf_char(out, 0);
}

static void put_texts(struct tl_buf *out, const char **list)
{
	size_t n = 0;

	while (list && list[n])
		n++;
	tl_buf_uint(out, list ? n + 1 : 0);
	for (size_t i = 0; i < n; i++)
		put_bytes(out, tl_str(list[i]));
}

static void put_struct(struct tl_buf *out, const struct tl_schema *s, const struct shape *shape,
                       const void *from);

static void put_list(struct tl_buf *out, const struct tl_schema *s, const struct shape *shape,
                     const char *from, size_t n)
{
	tl_buf_uint(out, n);
	for (size_t i = 0; i < n; i++)
		put_struct(out, s, shape, from + i * shape->size);
}

/* 0: none; 1: a field's own, which follow; else a place among the shared ones. */
static void put_codes(struct tl_buf *out, const struct tl_schema *s, const struct tl_codes *codes)
{
	size_t i = 0;

	while (i < s->ncodes && s->codes[i] != codes)
		i++;
	if (!codes || i < s->ncodes) {
		tl_buf_uint(out, codes ? i + 2 : 0);
		return;
	}
	tl_buf_uint(out, 1);
	put_struct(out, s, &codes_shape, codes);
}

static void put_workflow(struct tl_buf *out, const struct tl_workflow *w)
{
	const struct tl_workflow_form *form = (const struct tl_workflow_form *)w;

	put_bytes(out, form ? tl_str(form->name) : TL_NONE);
}

static void put_seed(struct tl_buf *out, const struct tl_seed *seed)
{
	tl_buf_uint(out, seed->kind->number);
	for (size_t i = 0; i < seed->kind->nfields; i++)
		put_bytes(out, seed->value[i]);
}

static void put_member(struct tl_buf *out, const struct tl_schema *s, const struct member *m,
                       const char *from)
{
	const void *at = from + m->at;

	switch (m->sort) {
	case NAME:
	case TEXT:
		put_bytes(out, tl_str(*(const char *const *)at));
		break;
	case TEXTS:
		put_texts(out, *(const char **const *)at);
		break;
	case WORD:
	case BYTES:
		put_bytes(out, *(const struct tl_bytes *)at);
		break;
	case BOOL:
		tl_buf_uint(out, *(const bool *)at);
		break;
	case LETTER:
		tl_buf_char(out, *(const char *)at);
		break;
	case INT:
	case KNOWN:
	case PLACE:
		tl_buf_int(out, *(const int *)at);
		break;
	case DAY:
		tl_buf_int(out, *(const tl_day *)at);
		break;
	case COUNT:
		tl_buf_uint(out, *(const unsigned *)at);
		break;
	case NUMBER:
		tl_buf_uint(out, *(const uint32_t *)at);
		break;
	case SIZE:
		tl_buf_uint(out, *(const size_t *)at);
		break;
	case WIDE:
		tl_buf_int(out, *(const int64_t *)at);
		break;
	case PLACES:
		for (int i = 0; i < TL_F_COUNT; i++)
			tl_buf_int(out, ((const int *)at)[i]);
		break;
	case TYPE:
		tl_buf_uint(out, (uint64_t)(*(const struct tl_type *const *)at - tl_types));
		break;
	case CODES:
		put_codes(out, s, *(const struct tl_codes *const *)at);
		break;
	case WORKFLOW:
		put_workflow(out, *(const struct tl_workflow *const *)at);
		break;
	case LIST:
		put_list(out, s, m->of, *(const char *const *)at,
		         *(const size_t *)(from + m->count));
		break;
	}
}

static void put_struct(struct tl_buf *out, const struct tl_schema *s, const struct shape *shape,
                       const void *from)
{
	const struct tl_bytes *b = from;

	for (size_t i = 0; i < shape->n; i++)
		put_member(out, s, &shape->member[i], from);
	if (shape->how == SEED)
		put_seed(out, from);
	if (shape->how == ONE_BYTES || shape->how == TWO_BYTES)
		put_bytes(out, b[0]);
	if (shape->how == TWO_BYTES)
		put_bytes(out, b[1]);
}

void tl_schema_image_pack(struct tl_buf *out, const struct tl_schema *s)
{
	tl_buf_add(out, image_begins);
	for (const struct tl_type *t = tl_types; t->name; t++)
		put_bytes(out, tl_str(t->name));
	put_bytes(out, TL_NONE);
	tl_buf_uint(out, s->ncodes);
	for (size_t i = 0; i < s->ncodes; i++)
		put_struct(out, s, &codes_shape, s->codes[i]);
	tl_buf_uint(out, s->nkinds);
	for (size_t i = 0; i < s->nkinds; i++)
		put_struct(out, s, &kind_shape, s->kind[i]);
	put_list(out, s, &shelf_shape, (const char *)s->shelf, s->nshelf);
	put_struct(out, s, &district_shape, &s->district);
}

/* --- reading ------------------------------------------------------------------ */

struct reader {
	struct tl_unpack in;	/* a copy in the set's memory: texts stay where they are */
	struct tl_schema *s;
	const struct tl_workflow_form *const *workflows;
	const struct tl_kind *kind;	/* whose members are read */
	size_t ntypes;
	bool no_memory;
};

static void damaged(struct reader *r)
{
	r->in.bad = true;
}

static struct tl_bytes get_bytes(struct reader *r)
{
	uint64_t len = tl_unpack_uint(&r->in);
	struct tl_bytes b;

	if (!len || r->in.bad)
		return TL_NONE;
	if (len > (uint64_t)(r->in.end - r->in.at) || r->in.at[len - 1]) {
		damaged(r);
		return TL_NONE;
	}
	b = tl_bytes(r->in.at, len - 1);
	r->in.at += len;
	return b;
}

/* One that is there. */
static struct tl_bytes get_word(struct reader *r)
{
	struct tl_bytes b = get_bytes(r);

	if (!b.data) {
		damaged(r);
		return tl_bytes("", 0);
	}
	return b;
}

/* Room for N things that take a byte of the image each at least, and one more. */
static void *get_room(struct reader *r, uint64_t n, size_t size)
{
	void *p;

	if (n > (uint64_t)(r->in.end - r->in.at))
		damaged(r);
	if (r->in.bad)
		return NULL;
	p = tl_arena_zalloc(&r->s->arena, ((size_t)n + 1) * size);
	if (!p) {
		r->no_memory = true;
		damaged(r);
	}
	return p;
}

static const char **get_texts(struct reader *r)
{
	uint64_t n = tl_unpack_uint(&r->in);
	const char **list = n ? get_room(r, n - 1, sizeof(*list)) : NULL;

	for (uint64_t i = 1; list && i < n; i++)
		list[i - 1] = get_word(r).data;
	return list;
}

static int get_int(struct reader *r, int least, int most)
{
	int64_t v = tl_unpack_int(&r->in);

	if (v >= least && v <= most)
		return (int)v;
	damaged(r);
	return least;
}

static void get_struct(struct reader *r, const struct shape *shape, void *to);

static void *get_list(struct reader *r, const struct shape *shape, size_t *n)
{
	uint64_t count = tl_unpack_uint(&r->in);
	char *list = get_room(r, count, shape->size);

	*n = list ? (size_t)count : 0;
	for (size_t i = 0; i < *n && !r->in.bad; i++)
		get_struct(r, shape, list + i * shape->size);
	return list;
}

static struct tl_codes *get_own_codes(struct reader *r)
{
	struct tl_codes *codes = get_room(r, 0, sizeof(*codes));

	if (codes)
		get_struct(r, &codes_shape, codes);
	return codes;
}

static const struct tl_codes *get_codes(struct reader *r)
{
	uint64_t i = tl_unpack_uint(&r->in);

	if (i < 2)
		return i ? get_own_codes(r) : NULL;
	if (i - 2 < r->s->ncodes)
		return r->s->codes[i - 2];
	damaged(r);
	return NULL;
}

static const struct tl_type *get_type(struct reader *r)
{
	uint64_t i = tl_unpack_uint(&r->in);

	if (i < r->ntypes)
		return &tl_types[i];
	damaged(r);
	return tl_types;
}

static const struct tl_workflow *get_workflow(struct reader *r)
{
	struct tl_bytes name = get_bytes(r);

	if (!name.data)
		return NULL;
	for (const struct tl_workflow_form *const *w = r->workflows; *w; w++)
		if (tl_eqs(name, (*w)->name))
			return (const struct tl_workflow *)*w;
	damaged(r);
	return NULL;
}

static void get_seed(struct reader *r, struct tl_seed *seed)
{
	uint64_t number = tl_unpack_uint(&r->in);

	if (!number || number > r->s->nkinds) {
		damaged(r);
		return;
	}
	seed->kind = r->s->kind[number - 1];
	seed->value = get_room(r, seed->kind->nfields, sizeof(*seed->value));
	for (size_t i = 0; seed->value && i < seed->kind->nfields; i++)
		seed->value[i] = get_bytes(r);
}

static char get_letter(struct reader *r)
{
	if (r->in.at < r->in.end && *r->in.at >= 'A' && *r->in.at <= 'Z')
		return *r->in.at++;
	damaged(r);
	return 'A';
}

/* Known when its fields are: they stand before whatever names one of them. */
static int get_place(struct reader *r)
{
	return get_int(r, -1, (int)r->kind->nfields - 1);
}

static void get_places(struct reader *r, int *at)
{
	for (int i = 0; i < TL_F_COUNT; i++)
		at[i] = get_place(r);
}

static void get_member(struct reader *r, const struct member *m, char *to)
{
	void *at = to + m->at;

	switch (m->sort) {
	case NAME:
		*(const char **)at = get_word(r).data;
		break;
	case TEXT:
		*(const char **)at = get_bytes(r).data;
		break;
	case TEXTS:
		*(const char ***)at = get_texts(r);
		break;
	case WORD:
		*(struct tl_bytes *)at = get_word(r);
		break;
	case BYTES:
		*(struct tl_bytes *)at = get_bytes(r);
		break;
	case BOOL:
		*(bool *)at = tl_unpack_uint(&r->in) != 0;
		break;
	case LETTER:
		*(char *)at = get_letter(r);
		break;
	case INT:
		*(int *)at = get_int(r, INT32_MIN, INT32_MAX);
		break;
	case KNOWN:
		*(int *)at = get_int(r, 0, TL_F_COUNT);
		break;
	case PLACE:
		*(int *)at = get_place(r);
		break;
	case DAY:
		*(tl_day *)at = get_int(r, INT32_MIN, INT32_MAX);
		break;
	case COUNT:
		*(unsigned *)at = (unsigned)tl_unpack_uint(&r->in);
		break;
	case NUMBER:
		*(uint32_t *)at = (uint32_t)tl_unpack_uint(&r->in);
		break;
	case SIZE:
		*(size_t *)at = tl_unpack_uint(&r->in);
		break;
	case WIDE:
		*(int64_t *)at = tl_unpack_int(&r->in);
		break;
	case PLACES:
		get_places(r, at);
		break;
	case TYPE:
		*(const struct tl_type **)at = get_type(r);
		break;
	case CODES:
		*(const struct tl_codes **)at = get_codes(r);
		break;
	case WORKFLOW:
		*(const struct tl_workflow **)at = get_workflow(r);
		break;
	case LIST:
		*(void **)at = get_list(r, m->of, (size_t *)(void *)(to + m->count));
		break;
	}
}

static void get_struct(struct reader *r, const struct shape *shape, void *to)
{
	struct tl_bytes *b = to;

	for (size_t i = 0; i < shape->n && !r->in.bad; i++)
		get_member(r, &shape->member[i], to);
	if (shape->how == SEED)
		get_seed(r, to);
	if (shape->how == ONE_BYTES || shape->how == TWO_BYTES)
		b[0] = get_word(r);
	if (shape->how == TWO_BYTES)
		b[1] = get_word(r);
}

static void get_shared_codes(struct reader *r)
{
	uint64_t n = tl_unpack_uint(&r->in);
	struct tl_codes *codes = get_room(r, n, sizeof(*codes));

	r->s->codes = get_room(r, n, sizeof(struct tl_codes *));
	for (uint64_t i = 0; i < n && !r->in.bad; i++) {
		get_struct(r, &codes_shape, &codes[i]);
		r->s->codes[r->s->ncodes++] = &codes[i];
	}
}

static void own_fields(const struct tl_kind *k, struct tl_field *field, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		field[i].kind = k;
		field[i].index = (int)i;
	}
}

/* What was right when it was written, and is relied on. */
static void check_kind(struct reader *r, const struct tl_kind *k)
{
	if (k->number != r->s->nkinds || k->at[TL_F_ID] < 0 || !k->nfields)
		damaged(r);
	for (size_t i = 0; i < k->ncolumns; i++)
		if (k->column[i].field < 0)
			damaged(r);
}

static void get_kinds(struct reader *r)
{
	uint64_t n = tl_unpack_uint(&r->in);
	struct tl_kind *kind = get_room(r, n, sizeof(*kind));

	r->s->kind = get_room(r, n, sizeof(struct tl_kind *));
	for (uint64_t i = 0; i < n && !r->in.bad; i++) {
		struct tl_kind *k = &kind[i];
		r->kind = k;
		k->schema = r->s;
		get_struct(r, &kind_shape, k);
		own_fields(k, k->field, k->nfields);
		own_fields(k, k->ledger, k->nledger);
		r->s->kind[r->s->nkinds++] = k;
		check_kind(r, k);
	}
}

/* References go to kinds of the set. */
static void check_references(struct reader *r)
{
	for (size_t i = 0; i < r->s->nkinds && !r->in.bad; i++)
		for (size_t f = 0; f < r->s->kind[i]->nfields; f++) {
			const char *to = r->s->kind[i]->field[f].to;
			if (to && !tl_schema_any_kind(r->s, to))
				damaged(r);
		}
}

/* Whether the types that it has by number are those of this program. */
static bool same_types(struct reader *r)
{
	for (const struct tl_type *t = tl_types; t->name; t++)
		if (!tl_eqs(get_bytes(r), t->name))
			return false;
		else
			r->ntypes++;
	return !get_bytes(r).data && !r->in.bad;
}

static bool is_ours(struct reader *r, struct tl_bytes image)
{
	*r = (struct reader){ .in = tl_unpack(image) };
	if (!tl_starts(image, image_begins))
		return false;
	r->in.at += image_begins.len;
	return same_types(r);
}

bool tl_schema_image_ours(struct tl_bytes image)
{
	struct reader r;

	return is_ours(&r, image);
}

int tl_schema_image_load(struct tl_schema **ret, struct tl_bytes image,
                         const struct tl_workflow_form *const *workflows, struct tl_err *err)
{
	struct tl_schema *s = calloc(1, sizeof(*s));
	struct tl_bytes copy;
	struct reader r;
	bool ok = s;

	copy = s ? tl_arena_dup(&s->arena, image, &ok) : TL_NONE;
	if (!ok) {
		tl_schema_free(s);
		return tl_err_memory(err);
	}
	if (!is_ours(&r, copy))
		damaged(&r);
	r.s = s;
	r.workflows = workflows;
	get_shared_codes(&r);
	get_kinds(&r);
	s->shelf = get_list(&r, &shelf_shape, &s->nshelf);
	get_struct(&r, &district_shape, &s->district);
	check_references(&r);
	if (!r.in.bad && tl_unpack_end(&r.in)) {
		*ret = s;
		return 0;
	}
	tl_schema_free(s);
	return r.no_memory ? tl_err_memory(err) :
	                     tl_err_set(err, TLSAFE_ECORRUPT, "its image is damaged");
}
