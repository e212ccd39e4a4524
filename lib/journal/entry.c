/* Entries of the journal and their canonical bytes. */
#include "journal/entry.h"

#include <stdlib.h>

enum {
	HAS_ON = 1,
	HAS_BY = 2,
	HAS_NOTE = 4,
	HAS_REASON = 8,
	HAS_CORRECTS = 16,
	HAS_UNDOES = 32,
	IS_INFERRED = 64
};

static const char *const act_text[TL_ACT_COUNT] = {
#define X(upper, text, zh) [TL_ACT_##upper] = text,
	TL_ACTS(X)
#undef X
};

static const char *const act_zh[TL_ACT_COUNT] = {
#define X(upper, text, zh) [TL_ACT_##upper] = zh,
	TL_ACTS(X)
#undef X
};

const char *tl_act_text(enum tl_act_name act)
{
	return act_text[act];
}

const char *tl_act_label(enum tl_act_name act, bool english)
{
	return english ? act_text[act] : act_zh[act];
}

enum tl_act_name tl_act_find(struct tl_bytes text)
{
	for (int i = 1; i < TL_ACT_COUNT; i++)
		if (tl_eqs(text, act_text[i]))
			return (enum tl_act_name)i;
	return TL_ACT_NONE;
}

const struct tl_set *tl_entry_value(const struct tl_entry *e, enum tl_field_name field)
{
	int index = e->kind->at[field];

	for (size_t i = 0; i < e->nset; i++)
		if (e->set[i].field->index == index)
			return &e->set[i];
	return NULL;
}

void tl_names_release(struct tl_names *n)
{
	for (size_t i = 0; i < n->nkinds; i++)
		free(n->field_ref[i]);
	free(n->field_ref);
	free(n->name);
	tl_arena_release(&n->arena);
	*n = (struct tl_names){ 0 };
}

void tl_names_cut(struct tl_names *n, size_t count)
{
	if (count >= n->n)
		return;
	/* Every place that is remembered is looked up anew. */
	n->n = count;
	memset(n->act_ref, 0, sizeof(n->act_ref));
	for (size_t i = 0; i < n->nkinds; i++) {
		free(n->field_ref[i]);
		n->field_ref[i] = NULL;
	}
}

int tl_names_add(struct tl_names *n, struct tl_bytes text)
{
	bool ok = true;

	if (!TL_GROW(n->name, n->n, n->max))
		return TLSAFE_EMEMORY;
	n->name[n->n] = (struct tl_name){ .text = tl_arena_dup(&n->arena, text, &ok) };
	if (!ok)
		return TLSAFE_EMEMORY;
	n->n++;
	return 0;
}

/* Where the index of a field's name (or, in slot 0, of the kind's) is remembered. NULL: no
 * memory. */
static uint32_t *kind_slots(struct tl_names *n, const struct tl_kind *k)
{
	if (k->number >= n->nkinds) {
		size_t want = k->schema->nkinds + 1;
		uint32_t **ref = realloc(n->field_ref, want * sizeof(*ref));
		if (!ref)
			return NULL;
		memset(ref + n->nkinds, 0, (want - n->nkinds) * sizeof(*ref));
		n->field_ref = ref;
		n->nkinds = want;
	}
	if (!n->field_ref[k->number])
		n->field_ref[k->number] = calloc(k->nfields + 1, sizeof(uint32_t));
	return n->field_ref[k->number];
}

/* Appends the name TEXT, whose place SLOT remembers; LOW are bits below the index. */
static int put_name(struct tl_buf *out, struct tl_names *n, uint32_t *slot, const char *text,
                    unsigned shift, unsigned low)
{
	if (!slot)
		return TLSAFE_EMEMORY;
	if (!*slot) {
		size_t i = 0;
		while (i < n->n && !tl_eqs(n->name[i].text, text))
			i++;
		*slot = (uint32_t)i + 1;
		if (i == n->n) {
			if (tl_names_add(n, tl_str(text)))
				return TLSAFE_EMEMORY;
			tl_buf_uint(out, (((uint64_t)i << 1 | 1) << shift) | low);
			tl_buf_block(out, tl_str(text));
			return 0;
		}
	}
	tl_buf_uint(out, ((uint64_t)(*slot - 1) << 1 << shift) | low);
	return 0;
}

static uint64_t flags_of(const struct tl_entry *e)
{
	uint64_t flags = 0;

	flags |= e->on != TL_NODAY ? HAS_ON : 0;
	flags |= e->by.data ? HAS_BY : 0;
	flags |= e->note.data ? HAS_NOTE : 0;
	flags |= e->reason.data ? HAS_REASON : 0;
	flags |= e->corrects.n ? HAS_CORRECTS : 0;
	flags |= e->undoes ? HAS_UNDOES : 0;
	flags |= e->inferred ? IS_INFERRED : 0;
	return flags;
}

int tl_entry_pack(struct tl_buf *out, const struct tl_entry *e, struct tl_names *n)
{
	uint32_t *slots = kind_slots(n, e->kind);
	uint64_t flags = flags_of(e);

	if (!slots)
		return TLSAFE_EMEMORY;
	tl_buf_uint(out, flags);
	if (put_name(out, n, &slots[0], e->kind->name, 0, 0))
		return TLSAFE_EMEMORY;
	tl_buf_block(out, e->id);
	if (put_name(out, n, &n->act_ref[e->act], act_text[e->act], 0, 0))
		return TLSAFE_EMEMORY;
	if (flags & HAS_ON)
		tl_buf_int(out, e->on);
	if (flags & HAS_BY)
		tl_buf_block(out, e->by);
	tl_buf_uint(out, e->nset);
	for (size_t i = 0; i < e->nset; i++) {
		const struct tl_set *s = &e->set[i];
		if (put_name(out, n, &slots[s->field->index + 1], s->field->key, 1,
		             s->field->personal))
			return TLSAFE_EMEMORY;
		if (s->field->personal)
			tl_buf_put(out, s->digest, TL_DIGEST_LEN);
		else
			tl_buf_block(out, s->value);
	}
	if (flags & HAS_NOTE)
		tl_buf_block(out, e->note);
	if (flags & HAS_REASON)
		tl_buf_block(out, e->reason);
	if (flags & HAS_CORRECTS) {
		tl_buf_uint(out, e->corrects.txn);
		tl_buf_uint(out, e->corrects.n);
	}
	if (flags & HAS_UNDOES)
		tl_buf_uint(out, e->undoes);
	return out->failed ? TLSAFE_EMEMORY : 0;
}

/* Reads a name whose uint was REF (already without lower bits). NULL: bad, ERR is set. */
static struct tl_name *take_name(struct tl_unpack *u, struct tl_names *n, uint64_t ref,
                                 struct tl_err *err)
{
	uint64_t i = ref >> 1;

	if (ref & 1) {
		struct tl_bytes text = tl_unpack_block(u);
		if (!u->bad && i == n->n && tl_names_add(n, text)) {
			tl_err_memory(err);
			return NULL;
		}
		if (!u->bad && i < n->n && !tl_eq(n->name[i].text, text))
			u->bad = true;
	}
	if (u->bad || i >= n->n) {
		tl_err_set(err, TLSAFE_ECORRUPT,
		           "an entry of the journal is damaged: a name that its transaction lacks");
		return NULL;
	}
	return &n->name[i];
}

static int unknown(struct tl_err *err, const char *what, struct tl_bytes name)
{
	return tl_err_set(err, TLSAFE_EVERSION,
	                  "the journal holds the %s '%.*s', which this program does not know; "
	                  "a newer tlsafe wrote it",
	                  what, (int)name.len, name.data);
}

static int take_sets(struct tl_entry *e, struct tl_set *set, struct tl_unpack *u,
                     struct tl_names *n, struct tl_err *err)
{
	uint64_t count = tl_unpack_uint(u);

	if (count > TL_ENTRY_SETS)
		u->bad = true;
	e->set = set;
	for (e->nset = 0; !u->bad && e->nset < count; e->nset++) {
		struct tl_set *s = &set[e->nset];
		uint64_t ref = tl_unpack_uint(u);
		struct tl_name *name = take_name(u, n, ref >> 1, err);
		if (!name)
			return err->code;
		if (!name->field || name->field->kind != e->kind)
			name->field = tl_kind_any_key(e->kind, name->text);
		if (!name->field)
			return unknown(err, "field", name->text);
		s->field = name->field;
		/* No field ever becomes personal, or ceases to be. */
		if ((ref & 1) != s->field->personal ||
		    (s->field->personal && u->end - u->at < TL_DIGEST_LEN)) {
			u->bad = true;
			break;
		}
		if (ref & 1) {
			memcpy(s->digest, u->at, TL_DIGEST_LEN);
			u->at += TL_DIGEST_LEN;
			s->value = TL_NONE;
		} else {
			s->value = tl_unpack_block(u);
		}
	}
	return 0;
}

int tl_entry_unpack(struct tl_entry *e, struct tl_set *set, struct tl_unpack *u, struct tl_names *n,
                    const struct tl_schema *schema, struct tl_err *err)
{
	uint64_t flags = tl_unpack_uint(u);
	struct tl_name *name;
	int rc;

	*e = (struct tl_entry){ .on = TL_NODAY };
	name = take_name(u, n, tl_unpack_uint(u), err);
	if (!name)
		return err->code;
	if (!name->kind) {
		TL_BUF text = { 0 };
		tl_buf_add(&text, name->text);
		name->kind = tl_schema_any_kind(schema, text.data ? text.data : "");
	}
	if (!name->kind)
		return unknown(err, "kind", name->text);
	e->kind = name->kind;
	e->id = tl_unpack_block(u);
	name = take_name(u, n, tl_unpack_uint(u), err);
	if (!name)
		return err->code;
	if (!name->act)
		name->act = tl_act_find(name->text);
	if (!name->act)
		return unknown(err, "act", name->text);
	e->act = name->act;
	if (flags & HAS_ON)
		e->on = (tl_day)tl_unpack_int(u);
	if (flags & HAS_BY)
		e->by = tl_unpack_block(u);
	rc = take_sets(e, set, u, n, err);
	if (rc)
		return rc;
	if (flags & HAS_NOTE)
		e->note = tl_unpack_block(u);
	if (flags & HAS_REASON)
		e->reason = tl_unpack_block(u);
	if (flags & HAS_CORRECTS) {
		e->corrects.txn = tl_unpack_uint(u);
		e->corrects.n = (uint32_t)tl_unpack_uint(u);
	}
	if (flags & HAS_UNDOES)
		e->undoes = tl_unpack_uint(u);
	e->inferred = flags & IS_INFERRED;
	if (u->bad || flags > 127)
		return tl_err_set(err, TLSAFE_ECORRUPT, "an entry of the journal is damaged");
	return 0;
}
