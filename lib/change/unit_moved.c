/* Units that change their town, sector or regulator, and the hazards found since that still carry
 * the former one. */
#include "change/unit_moved.h"

#include <stdlib.h>

#include "journal/workflow.h"

static const enum tl_field_name fields[] = { TL_F_TOWN, TL_F_SECTOR, TL_F_REGULATOR };

struct tl_unit_moved {
	struct tl_bytes id;
	tl_day from;			/* TL_NODAY: from ever */
	bool field[TL_LEN(fields)];
	struct tl_buf ids, text, hint;	/* of the hazards; what is told, and what to do */
	size_t n;
};

void tl_unit_moved_release(struct tl_change *c)
{
	for (size_t i = 0; i < c->nmoved; i++) {
		free((char *)c->moved[i].id.data);
		tl_buf_release(&c->moved[i].ids);
		tl_buf_release(&c->moved[i].text);
		tl_buf_release(&c->moved[i].hint);
	}
	free(c->moved);
	c->moved = NULL;
	c->nmoved = c->maxmoved = 0;
}

/* Records of K are hazards: found on a day, in a unit. */
static bool is_life(const struct tl_kind *k)
{
	return k->workflow && k->at[TL_F_FOUND] >= 0 && k->at[TL_F_UNIT] >= 0;
}

/* The kind of record whose hazards' units are of KIND; NULL: none is. */
static const struct tl_kind *life_of(const struct tl_schema *s, const struct tl_kind *kind)
{
	for (size_t i = 0; i < s->nkinds; i++) {
		const struct tl_kind *k = s->kind[i];
		const char *to = is_life(k) ? k->field[k->at[TL_F_UNIT]].to : NULL;
		if (to && !strcmp(to, kind->name))
			return k;
	}
	return NULL;
}

static struct tl_unit_moved *moved_unit(struct tl_change *c, struct tl_bytes id)
{
	char *copy;

	for (size_t i = 0; i < c->nmoved; i++)
		if (tl_eq(c->moved[i].id, id))
			return &c->moved[i];
	if (!TL_GROW(c->moved, c->nmoved, c->maxmoved))
		return NULL;
	copy = malloc(id.len + 1);
	if (!copy)
		return NULL;
	memcpy(copy, id.data, id.len);
	c->moved[c->nmoved] =
		(struct tl_unit_moved){ .id = tl_bytes(copy, id.len), .from = TL_NOEND };
	return &c->moved[c->nmoved++];
}

int tl_unit_moved_note(struct tl_change *c, const struct tl_entry *e, tl_day day)
{
	struct tl_unit_moved *m = NULL;

	for (size_t i = 0; i < TL_LEN(fields); i++) {
		if (e->kind->workflow || e->kind->at[fields[i]] < 0 ||
		    !tl_entry_value(e, fields[i]) || !life_of(c->t->schema, e->kind))
			continue;
		m = moved_unit(c, e->id);
		if (!m)
			return tl_err_memory(&c->t->err);
		m->field[i] = true;
		if (day < m->from)
			m->from = day;
	}
	return 0;
}

/* Whether hazard R carries another value of a field that M moved than UNIT has on the day of the
 * find. A unit that says nothing contradicts nothing. */
static bool contradicts(const struct tl_unit_moved *m, const struct tl_record *r,
                        const struct tl_record *unit)
{
	for (size_t i = 0; i < TL_LEN(fields); i++) {
		struct tl_bytes is = tl_record_at(unit, fields[i]);
		if (m->field[i] && is.len && !tl_eq(is, tl_record_at(r, fields[i])))
			return true;
	}
	return false;
}

static int look_at(struct tl_change *c, struct tl_view *v, const struct tl_record *r)
{
	const struct tl_kind *kind;
	TL_RECORD unit = { 0 };
	struct tl_unit_moved *m = NULL;
	tl_day found = tl_record_day(r, TL_F_FOUND);
	uint64_t row;
	int rc;

	for (size_t i = 0; i < c->nmoved && !m; i++)
		if (tl_eq(c->moved[i].id, tl_record_at(r, TL_F_UNIT)))
			m = &c->moved[i];
	if (!m || found < m->from || tl_is_gone(r))
		return 0;
	rc = tl_view_find(v, m->id, &kind, &row);
	if (rc)
		return rc;
	tl_record_init(&unit, kind);
	rc = tl_view_record_on(v, kind, row, found, &unit);
	if (rc || !contradicts(m, r, &unit))
		return rc;
	tl_buf_char(&m->ids, ' ');
	tl_buf_add(&m->ids, tl_record_at(r, TL_F_ID));
	m->n++;
	return m->ids.failed ? tl_err_memory(&c->t->err) : 0;
}

static int describe(struct tl_change *c, struct tl_unit_moved *m, const struct tl_kind *life)
{
	char day[TL_DAY_TEXT];

	tl_buf_printf(&m->text, "%zu hazard%s of %.*s", m->n, m->n == 1 ? "" : "s", (int)m->id.len,
	              m->id.data);
	if (m->from != TL_NODAY)
		tl_buf_printf(&m->text, " found on or after %s", tl_day_format(day, m->from));
	tl_buf_printf(&m->text, " carr%s another", m->n == 1 ? "ies" : "y");
	for (size_t i = 0, n = 0; i < TL_LEN(fields); i++)
		if (m->field[i])
			tl_buf_printf(&m->text, "%s%s", n++ ? " or " : " ",
			              life->field[life->at[fields[i]]].key);
	tl_buf_printf(&m->text, " than the unit had on that day:%.*s", (int)m->ids.len,
	              m->ids.data);
	tl_buf_printf(&m->hint, "if that is wrong, mend with: tlsafe-%s list unit=%.*s", life->name,
	              (int)m->id.len, m->id.data);
	if (m->from != TL_NODAY)
		tl_buf_printf(&m->hint, " %s=%s..", life->field[life->begins].key,
		              tl_day_format(day, m->from));
	tl_buf_printf(&m->hint, " | tlsafe-%s set - --correct --from-unit --reason '...'",
	              life->name);
	return m->text.failed || m->hint.failed ? tl_err_memory(&c->t->err) : 0;
}

static int find_in(struct tl_change *c, struct tl_view *after, const struct tl_kind *life)
{
	TL_WALK walk = { 0 };
	TL_RECORD r;
	int rc = tl_walk_begin(&walk, after, life);

	tl_record_init(&r, life);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = look_at(c, after, &r);
	for (size_t i = 0; !rc && i < c->nmoved; i++)
		if (c->moved[i].n)
			rc = describe(c, &c->moved[i], life);
	return rc;
}

int tl_unit_moved_find(struct tl_change *c, struct tl_view *after)
{
	int rc = 0;

	for (size_t i = 0; !rc && c->nmoved && i < c->t->schema->nkinds; i++)
		if (is_life(c->t->schema->kind[i]))
			rc = find_in(c, after, c->t->schema->kind[i]);
	return rc;
}

void tl_unit_moved_tell(struct tl_change *c)
{
	for (size_t i = 0; i < c->nmoved; i++) {
		struct tlsafe_fault f = { .text = c->moved[i].text.data,
			                  .hint = c->moved[i].hint.data };
		if (c->moved[i].n && c->decide.fault)
			c->decide.fault(c->decide.ctx, &f);
	}
}
