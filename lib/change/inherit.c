/* What a hazard takes from its unit. */
#include "change/inherit.h"

int tl_inherit(struct tl_change *c, struct tl_lookup *lookup, const struct tl_kind *kind,
               struct tl_act *act, struct tl_arena *arena)
{
	struct tl_set *unit = tl_act_value(act, TL_F_UNIT, kind);
	const struct tl_referred *it;
	const struct tl_kind *unit_kind;
	struct tl_bytes town, sector, regulator;
	TL_RECORD r = { 0 };
	bool ok = true;
	int rc = 0;

	if (!unit || !unit->value.len)
		return 0;
	unit_kind = tl_schema_kind(kind->schema, kind->field[kind->at[TL_F_UNIT]].to);
	rc = tl_lookup_id(lookup, unit_kind, unit->value, &it);
	if (rc)
		return rc;
	if (!it)
		return tl_fault(&c->decide, TLSAFE_EINPUT, "unit", unit->value, NULL,
		                "no such unit");
	town = it->town;
	sector = it->sector;
	regulator = it->regulator;
	if (!it->single) {
		tl_record_init(&r, unit_kind);
		rc = tl_view_record_on(&c->view, unit_kind, it->row, act->on, &r);
		if (rc)
			return rc;
		town = tl_arena_dup(arena, tl_record_at(&r, TL_F_TOWN), &ok);
		sector = tl_arena_dup(arena, tl_record_at(&r, TL_F_SECTOR), &ok);
		regulator = tl_arena_dup(arena, tl_record_at(&r, TL_F_REGULATOR), &ok);
		if (!ok)
			return tl_err_memory(&c->t->err);
	}
	struct tl_set *given = tl_act_value(act, TL_F_TOWN, kind);
	if (given && given->value.len && town.len && !tl_eq(given->value, town))
		return tl_fault(&c->decide, TLSAFE_EINPUT, "town", given->value,
		                "leave the town out: it is the unit's", "the unit %.*s is in %.*s",
		                (int)it->id.len, it->id.data, (int)town.len, town.data);
	if (town.len)
		rc = tl_act_give(act, kind, TL_F_TOWN, town);
	if (!rc && sector.len && !tl_act_value(act, TL_F_SECTOR, kind))
		rc = tl_act_give(act, kind, TL_F_SECTOR, sector);
	if (!rc && regulator.len && !tl_act_value(act, TL_F_REGULATOR, kind))
		rc = tl_act_give(act, kind, TL_F_REGULATOR, regulator);
	return rc;
}

int tl_from_unit(struct tl_change *c, struct tl_lookup *lookup, const struct tl_record *r,
                 struct tl_act *act, struct tl_arena *arena)
{
	const struct tl_kind *k = r->kind;
	struct tl_set *unit = tl_act_value(act, TL_F_UNIT, k),
		      *found = tl_act_value(act, TL_F_FOUND, k);
	struct tl_act like;
	struct tl_bytes id = unit ? unit->value : tl_record_at(r, TL_F_UNIT);
	int rc;

	if (!id.len)
		return tl_fault(&c->decide, TLSAFE_EINPUT, "unit", tl_record_at(r, TL_F_ID), NULL,
		                "it has no unit to take anything from");
	tl_act_init(&like, TL_ACT_ADD, r->first_on);
	if (found && !tl_day_parse(found->value, &like.on))
		return 0;
	rc = tl_act_give(&like, k, TL_F_UNIT, id);
	if (!rc)
		rc = tl_inherit(c, lookup, k, &like, arena);
	for (size_t i = 0; !rc && i < like.nset; i++) {
		const struct tl_field *f = like.set[i].field;
		bool given = false;
		for (size_t n = 0; n < act->nset; n++)
			given |= act->set[n].field == f;
		if (!given && act->nset < TL_ENTRY_SETS &&
		    !tl_eq(r->val[f->index], like.set[i].value))
			act->set[act->nset++] = like.set[i];
	}
	return rc;
}
