/* Corrections: a mistake is mended in the entry that made it, and what was believed before stays
 * readable. */
#include "change/correct.h"

#include "change/inherit.h"
#include "change/unit_moved.h"
#include "journal/workflow.h"

struct mending {
	struct tl_change *c;
	struct tl_record *r;
	struct tl_act *act;
	tl_day day;
	struct tl_effective *s;
	size_t n;
};

/* The entry in force for FIELD on the day: the last one that gives it, or whose own date it is. N:
 * none did. */
static size_t in_force(const struct mending *m, const struct tl_field *f)
{
	size_t found = m->n;

	for (size_t i = 0; i < m->n; i++) {
		const struct tl_entry *e = &m->s[i].entry;
		enum tl_field_name date = tl_date_field(e);
		bool gives = m->r->kind->workflow && date != TL_F_COUNT &&
		             m->r->kind->at[date] == f->index;
		/* A recheck that passed has two dates: the recheck's, unless told apart, is the
		 * closing's. */
		if (e->act == TL_ACT_VERIFY && f->index == m->r->kind->at[TL_F_VERIFIED])
			gives = true;
		for (size_t k = 0; k < e->nset && !gives; k++)
			gives = e->set[k].field == f;
		if (gives && (m->s[i].on == TL_NODAY || m->s[i].on <= m->day))
			found = i;
	}
	return found;
}

/* The last entry of ACT, as its text is. N: there is none. */
static size_t last_of(const struct mending *m, const char *act)
{
	size_t found = m->n;

	for (size_t i = 0; i < m->n; i++)
		if (!strcmp(tl_act_text(m->s[i].entry.act), act))
			found = i;
	return found;
}

/* F is written by an act of its own, which somebody has to have done: not by add, set or grade. */
static bool of_an_act(const struct mending *m, const struct tl_field *f)
{
	static const char *const others[] = { "add", "set", "grade" };

	for (size_t i = 0; i < TL_LEN(others); i++)
		if (!strcmp(f->by, others[i]))
			return false;
	/* A list of an office has values of acts that it does not tell of. */
	return m->r->kind->workflow && !m->act->lenient;
}

static int refuse(struct mending *m, const struct tl_field *f, struct tl_bytes value,
                  const char *hint, const char *why)
{
	struct tl_bytes id = tl_record_at(m->r, TL_F_ID);

	return tl_fault(&m->c->decide, TLSAFE_ERULE, f ? f->key : NULL, value, hint, "%.*s: %s",
	                (int)id.len, id.data, why);
}

/* A moved act stays between the acts before and after it. */
static int check_move(struct mending *m, size_t i, const struct tl_field *f, struct tl_bytes value)
{
	char text[TL_DAY_TEXT];
	TL_BUF why = { 0 };
	tl_day day;

	if (!tl_day_parse(value, &day))
		return refuse(m, f, value, "void it, or undo the transaction",
		              "the date of an act cannot be taken away");
	if (day > m->c->decide.today)
		return refuse(m, f, value, NULL, "a day after today");
	/* The nearest act behind and before, then those further off. */
	for (size_t step = 1; step < 2 * m->n; step++) {
		size_t off = (step + 1) / 2, k = step % 2 ? i - off : i + off;
		if (k >= m->n || !tl_effect(m->r->kind, m->s[k].entry.act)->moves ||
		    m->s[k].entry.act == TL_ACT_VOID)
			continue;
		if (k < i ? day >= m->s[k].on : day <= m->s[k].on)
			continue;
		tl_buf_printf(&why, "it would come %s the %s of %s", k < i ? "before" : "after",
		              tl_act_text(m->s[k].entry.act), tl_day_format(text, m->s[k].on));
		return refuse(m, f, value, "mend that one first",
		              why.failed ? "it would leave its place" : why.data);
	}
	return 0;
}

/* Who rectified did not verify, and who approved closing a major one is a third person: as it will
 * be with all that is mended. */
static int check_person(struct mending *m, const struct tl_field *f)
{
	static const enum tl_field_name person[] = { TL_F_RECTIFIED_BY, TL_F_VERIFIED_BY,
		                                     TL_F_APPROVED_BY };
	const struct tl_record *r = m->r;
	size_t persons = TL_LEN(person), own = 0;

	while (own < persons && f->index != r->kind->at[person[own]])
		own++;
	if (own == persons || !r->kind->workflow)
		return 0;
	if (!tl_eqs(tl_act_after(r, m->act, TL_F_LEVEL), "major"))
		persons--;
	for (size_t i = 0; own < persons && i < persons; i++)
		if (i != own && tl_same_person(tl_act_after(r, m->act, person[own]),
		                               tl_act_after(r, m->act, person[i])))
			return refuse(m, f, TL_NONE, "name another person",
			              own < 2 && i < 2 ?
			              "who rectified it cannot have verified it" :
			              "who approved closing a major hazard neither rectified nor "
			              "verified it");
	return 0;
}

/* Figures count by these: why they were wrong is part of the record. */
static bool counted(const struct tl_field *f)
{
	static const enum tl_field_name fields[] = {
		TL_F_TOWN,  TL_F_SECTOR,   TL_F_REGULATOR,   TL_F_ASSIGNEE,
		TL_F_UNIT,  TL_F_LEVEL,    TL_F_SOURCE,      TL_F_CATEGORY,
		TL_F_FOUND, TL_F_DEADLINE, TL_F_EXTENDED_TO, TL_F_ON_SPOT
	};

	if (strcmp(f->by, "set") && f->kind->workflow)
		return true;
	for (size_t i = 0; i < TL_LEN(fields); i++)
		if (f->kind->at[fields[i]] == f->index)
			return true;
	return false;
}

static int enter(struct mending *m, size_t at, struct tl_set *set, size_t nset)
{
	struct tl_entry e = { .kind = m->r->kind,
		              .id = tl_record_at(m->r, TL_F_ID),
		              .act = m->act->verb,
		              .on = TL_NODAY,
		              .by = m->act->by,
		              .note = m->act->note,
		              .reason = m->act->reason,
		              .set = set,
		              .nset = nset,
		              .corrects = m->s[at].entry.place };

	int rc = tl_change_enter(m->c, m->r, &e);

	return rc ? rc : tl_unit_moved_note(m->c, &e, m->s[at].on);
}

/* The town, sector and regulator of the unit on the day of the find, once either is mended. */
static int inherit_anew(struct mending *m, struct tl_lookup *lookup, struct tl_arena *arena)
{
	const struct tl_kind *k = m->r->kind;
	struct tl_set *unit = tl_act_value(m->act, TL_F_UNIT, k),
		      *found = tl_act_value(m->act, TL_F_FOUND, k);

	if (!k->workflow || (!unit && !found) || (!unit && !tl_record_at(m->r, TL_F_UNIT).len) ||
	    (unit && !unit->value.len))
		return 0;
	return tl_from_unit(m->c, lookup, m->r, m->act, arena);
}

static int check_value(struct mending *m, const struct tl_set *v, size_t at)
{
	const struct tl_kind *k = m->r->kind;
	const struct tl_entry *e = &m->s[at].entry;
	enum tl_field_name date = tl_date_field(e);
	int rc = check_person(m, v->field);

	if (!rc && counted(v->field) && !m->act->reason.len)
		rc = refuse(m, v->field, TL_NONE, "give --reason",
		            "a correction of what figures count needs a reason");
	if (!rc && k->workflow && date != TL_F_COUNT && k->at[date] == v->field->index)
		rc = check_move(m, at, v->field, v->value);
	else if (!rc && !v->value.len && v->field->required)
		rc = refuse(m, v->field, TL_NONE, NULL, "a required value cannot be taken away");
	return rc;
}

/* The entry in which F is mended: the one that gave it; of what was left out the one of its act, or
 * that of the beginning. */
static int aim(struct mending *m, const struct tl_field *f, size_t *target)
{
	TL_BUF hint = { 0 };

	*target = in_force(m, f);
	if (*target == m->n && !of_an_act(m, f))
		*target = last_of(m, tl_act_text(TL_ACT_ADD));
	else if (*target == m->n && !tl_made_by_acts(f))
		*target = last_of(m, f->by);
	if (*target < m->n)
		return 0;
	tl_buf_printf(&hint, "it is written by: tlsafe-%s %s", f->kind->name, f->by);
	if (hint.failed)
		return TLSAFE_EMEMORY;
	return refuse(m, f, TL_NONE, hint.data, "there is no act of it to mend");
}

int tl_correct(struct tl_change *c, struct tl_lookup *lookup, struct tl_record *r,
               struct tl_act *act, tl_day day, struct tl_arena *arena)
{
	struct mending m = { .c = c, .r = r, .act = act, .day = day };
	struct tl_set group[TL_ENTRY_SETS];
	size_t target[TL_ENTRY_SETS];
	bool plain;
	int rc = tl_effective(&m.s, &m.n, &plain, r, &c->view.journal, UINT64_MAX, arena);

	if (!rc && tl_is_gone(r))
		return tl_refuse(&c->decide, r, act, "undo the transaction that voided it",
		                 "nothing is mended of what is void (作废)");
	if (!rc && !act->nset)
		return refuse(&m, NULL, TL_NONE, "give FIELD=VALUE", "no field is given");
	if (!rc)
		rc = inherit_anew(&m, lookup, arena);
	for (size_t i = 0; !rc && i < act->nset; i++) {
		rc = aim(&m, act->set[i].field, &target[i]);
		if (!rc)
			rc = check_value(&m, &act->set[i], target[i]);
	}
	if (!rc)
		rc = tl_judge_mended(&c->decide, r, act);
	/* One entry for each entry that is mended. */
	for (size_t at = 0; !rc && at < m.n; at++) {
		size_t n = 0;
		for (size_t i = 0; i < act->nset; i++)
			if (target[i] == at)
				group[n++] = act->set[i];
		if (n)
			rc = enter(&m, at, group, n);
	}
	return rc;
}
