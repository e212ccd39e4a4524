/* Hits of signals that somebody judged false. */
#include "stats/judged.h"

/* What tells a piece of evidence from every other. */
static bool make_key(struct tl_judged *j, struct tl_bytes rule, struct tl_bytes id,
                     struct tl_bytes value)
{
	tl_buf_clear(&j->key);
	tl_buf_block(&j->key, rule);
	tl_buf_block(&j->key, id);
	tl_buf_block(&j->key, value);
	return !j->key.failed;
}

/* One more piece for the last judgement. */
static bool add_piece(struct tl_judged *j, struct tl_bytes rule, struct tl_bytes id,
                      struct tl_bytes value)
{
	uint64_t *slot;

	if (!make_key(j, rule, id, value))
		return false;
	slot = tl_map_put(j->pieces, tl_buf_bytes(&j->key), NULL);
	if (!slot || !TL_GROW(j->link, j->nlinks, j->maxlinks))
		return false;
	/* The same twice is one. */
	if (*slot && j->link[*slot - 1].judgement == j->n - 1)
		return true;
	j->link[j->nlinks++] = (struct tl_judged_link){ j->n - 1, *slot };
	*slot = j->nlinks;
	return true;
}

static bool add_judgement(struct tl_judged *j, const struct tl_record *r)
{
	struct tl_bytes ids = tl_record_named(r, "hazards"), id;
	struct tl_bytes values = tl_record_named(r, "evidence"), value;
	bool ok = true;

	if (!TL_GROW(j->judgement, j->n, j->max))
		return false;
	j->judgement[j->n++] = (struct tl_judgement){
		.id = tl_arena_dup(&j->arena, tl_record_at(r, TL_F_ID), &ok),
		.reason = tl_arena_dup(&j->arena, tl_record_named(r, "reason"), &ok)
	};
	while (ok && tl_list_next(&ids, &id) && tl_list_next(&values, &value))
		ok = add_piece(j, tl_record_named(r, "rule"), id, value);
	return ok;
}

int tl_judged_read(struct tl_judged *j, struct tl_view *v)
{
	const struct tl_kind *kind = tl_schema_kind(v->schema, TL_JUDGEMENT_KIND);
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	*j = (struct tl_judged){ .pieces = tl_map_new() };
	if (!j->pieces)
		return tl_err_memory(&v->t->err);
	if (!kind)
		return 0;
	tl_record_init(&r, kind);
	rc = tl_walk_begin(&walk, v, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = add_judgement(j, &r) ? 0 : tl_err_memory(&v->t->err);
	return rc;
}

void tl_judged_release(struct tl_judged *j)
{
	tl_map_freep(&j->pieces);
	free(j->judgement);
	free(j->link);
	tl_buf_release(&j->key);
	tl_arena_release(&j->arena);
	*j = (struct tl_judged){ .n = 0 };
}

int tl_judged_find(struct tl_judged *j, const struct tl_hits *h, const struct tl_hit *hit,
                   const struct tl_judgement **ret)
{
	*ret = NULL;
	j->hits++;
	for (size_t i = hit->first; i < hit->first + hit->n; i++) {
		const struct tl_evidence *e = &h->evidence[i];
		const uint64_t *slot;
		if (!make_key(j, tl_str(hit->rule->id), e->id, e->value))
			return TLSAFE_EMEMORY;
		slot = tl_map_get(j->pieces, tl_buf_bytes(&j->key));
		for (size_t at = slot ? *slot : 0; at; at = j->link[at - 1].next) {
			struct tl_judgement *one = &j->judgement[j->link[at - 1].judgement];
			one->seen = one->hit == j->hits ? one->seen + 1 : 1;
			one->hit = j->hits;
			if (one->seen == hit->n && (!*ret || tl_cmp(one->id, (*ret)->id) < 0))
				*ret = one;
		}
	}
	return 0;
}
