/* Which stored record a row is about. */
#include "import/recognise.h"

#include "base/utf8.h"
#include "import/list.h"
#include "journal/workflow.h"

void tl_known_release(struct tl_known *k)
{
	tl_known_drop_rows(k);
	tl_map_freep(&k->imports);
}

void tl_known_drop_rows(struct tl_known *k)
{
	tl_map_freep(&k->seen);
	tl_map_freep(&k->natural);
}

bool tl_known_begin(struct tl_known *k)
{
	tl_known_release(k);
	k->seen = tl_map_new();
	k->imports = tl_map_new();
	return k->seen && k->imports;
}

/* Unit (or town and place), find and description of a hazard, as one key. */
static struct tl_bytes natural_key(struct tl_buf *key, struct tl_bytes unit, struct tl_bytes town,
                                   struct tl_bytes place, struct tl_bytes found,
                                   struct tl_bytes description)
{
	tl_buf_clear(key);
	tl_buf_add(key, unit.len ? unit : town);
	tl_buf_char(key, '\n');
	if (!unit.len)
		tl_buf_add(key, place);
	tl_buf_char(key, '\n');
	tl_buf_add(key, found);
	tl_buf_char(key, '\n');
	tl_buf_add(key, description);
	return tl_buf_bytes(key);
}

static struct tl_bytes record_key(struct tl_buf *key, const struct tl_record *r)
{
	return natural_key(key, tl_record_at(r, TL_F_UNIT), tl_record_at(r, TL_F_TOWN),
	                   tl_record_at(r, TL_F_PLACE), tl_record_at(r, TL_F_FOUND),
	                   tl_record_at(r, TL_F_DESCRIPTION));
}

static int load_natural(struct tl_import *l)
{
	TL_WALK walk = { 0 };
	TL_RECORD r;
	TL_BUF key = { 0 };
	int rc;

	tl_record_init(&r, l->kind);
	l->known.natural = tl_map_new();
	if (!l->known.natural)
		return tl_err_memory(&l->t->err);
	rc = tl_walk_begin(&walk, &l->c->view, l->kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		bool made;
		uint64_t *s = tl_map_put(l->known.natural, record_key(&key, &r), &made);
		if (!s || key.failed)
			return tl_err_memory(&l->t->err);
		*s = made ? r.row : 0;
		rc = 0;
	}
	return rc;
}

static struct tl_bytes row_natural(struct tl_import *l, struct tl_buf *key)
{
	return natural_key(key, tl_row_value(l, TL_F_UNIT), tl_row_value(l, TL_F_TOWN),
	                   tl_row_value(l, TL_F_PLACE), tl_row_value(l, TL_F_FOUND),
	                   tl_row_value(l, TL_F_DESCRIPTION));
}

static int by_id(struct tl_import *l, uint64_t *row)
{
	struct tl_bytes id = tl_row_value(l, TL_F_ID);
	const struct tl_kind *found;
	int rc = tl_view_find(&l->c->view, id, &found, row);

	if (rc == TLSAFE_ENOENT)
		return 0;
	if (rc || found == l->kind)
		return rc;
	*row = 0;
	return tl_fault(&l->c->decide, TLSAFE_EINPUT, tl_row_heading(l, TL_F_ID), id, NULL,
	                "this id is a %s's", found->name);
}

/* A hazard: by unit, day of the find and description. */
static int by_nature(struct tl_import *l, uint64_t *row)
{
	TL_BUF key = { 0 };
	uint64_t *s;
	int rc = l->known.natural ? 0 : load_natural(l);

	if (rc)
		return rc;
	s = tl_map_get(l->known.natural, row_natural(l, &key));
	if (key.failed)
		return tl_err_memory(&l->t->err);
	if (s && !*s)
		return tl_fault(&l->c->decide, TLSAFE_EINPUT, tl_row_heading(l, TL_F_DESCRIPTION),
		                TL_NONE, "give the id of the one that is meant",
		                "two hazards in the store have this unit, day and description");
	*row = s ? *s : 0;
	return 0;
}

/* Anything else: by credit code, then by name and town. */
static int by_name(struct tl_import *l, uint64_t *row)
{
	struct tl_bytes credit = tl_row_value(l, TL_F_CREDIT_CODE);
	struct tl_bytes name = tl_row_value(l, TL_F_NAME);
	const struct tl_referred *it;
	struct tl_err err = { 0 };
	int rc = TLSAFE_EINPUT;

	if (credit.len)
		rc = tl_lookup_find(&l->lookup, l->kind, credit, TL_NONE, NULL, &it, &err);
	if (!rc)
		*row = it->row;
	if (rc != TLSAFE_EINPUT)
		return rc ? tl_err_pass(&l->t->err, rc, &err) : 0;
	tl_err_clear(&err);
	if (!name.len)
		return 0;
	rc = tl_lookup_find(&l->lookup, l->kind, name, tl_row_value(l, TL_F_TOWN), NULL, &it,
	                    &err);
	/* Two different credit codes are two units, whatever their names. */
	if (!rc && !(it->credit.len && credit.len && !tl_eq(it->credit, credit)))
		*row = it->row;
	if (rc && rc != TLSAFE_EINPUT)
		return tl_err_pass(&l->t->err, rc, &err);
	if (rc && tl_starts(tl_str(err.text), TL_LIT("fits ")))
		return tl_fault(&l->c->decide, TLSAFE_EINPUT, tl_row_heading(l, TL_F_NAME), name,
		                NULL, "%s; %s", err.text, err.hint);
	return 0;
}

int tl_import_recognise(struct tl_import *l, uint64_t *row)
{
	*row = 0;
	if (tl_row_value(l, TL_F_ID).len)
		return by_id(l, row);
	return l->kind->workflow ? by_nature(l, row) : by_name(l, row);
}

/* What tells a row without an id from others. */
static void row_key(struct tl_import *l, struct tl_buf *key)
{
	if (l->kind->workflow) {
		row_natural(l, key);
	} else if (tl_row_value(l, TL_F_CREDIT_CODE).len) {
		tl_buf_str(key, "credit\n");
		tl_buf_add(key, tl_row_value(l, TL_F_CREDIT_CODE));
	} else {
		tl_utf8_fold(key, tl_row_value(l, TL_F_NAME));
		tl_buf_char(key, '\n');
		tl_buf_add(key, tl_row_value(l, TL_F_TOWN));
	}
}

int tl_import_seen_before(struct tl_import *l, uint64_t line)
{
	struct tl_bytes id = tl_row_value(l, TL_F_ID);
	TL_BUF key = { 0 };
	uint32_t was = 0;
	uint64_t *s;
	int rc = 0;

	if (id.len) {
		rc = tl_change_named(l->c, id, (uint32_t)line, &was);
	} else {
		row_key(l, &key);
		s = key.failed ? NULL : tl_map_put(l->known.seen, tl_buf_bytes(&key), NULL);
		if (!s)
			return tl_err_memory(&l->t->err);
		was = (uint32_t)*s;
		*s = was ? was : line;
	}
	if (rc || !was)
		return rc;
	if (id.len)
		return tl_fault(&l->c->decide, TLSAFE_EINPUT, tl_row_heading(l, TL_F_ID), id, NULL,
		                "this id stands in line %u already", was);
	return tl_fault(&l->c->decide, TLSAFE_EINPUT, NULL, id, NULL, "the same as line %u", was);
}

static int was_import(struct tl_import *l, uint64_t txn, bool *ret)
{
	uint64_t *s = tl_map_put(l->known.imports, tl_bytes(&txn, sizeof(txn)), NULL);
	int rc;

	if (!s)
		return tl_err_memory(&l->t->err);
	if (!*s && txn) {
		rc = tl_journal_head(&l->c->view.journal, txn);
		if (rc)
			return rc;
		*s = tl_eqs(tl_head_verb(&l->c->view.journal.at->head), "import") ? 2 : 1;
	}
	*ret = *s == 2;
	return 0;
}

int tl_import_imported_values(struct tl_import *l, const struct tl_record *r, struct tl_bytes *ret)
{
	struct tl_effective *s;
	char day[TL_DAY_TEXT];
	bool plain, import = false, ok = true;
	size_t n;
	int rc = tl_effective(&s, &n, &plain, r, &l->c->view.journal, UINT64_MAX, &l->row.arena);

	for (size_t i = 0; !rc && i < n; i++) {
		enum tl_field_name date = tl_date_field(&s[i].entry);
		rc = was_import(l, s[i].entry.place.txn, &import);
		if (rc || !import)
			continue;
		if (date != TL_F_COUNT && l->kind->at[date] >= 0 && s[i].on != TL_NODAY)
			ret[l->kind->at[date]] =
				tl_arena_dup(&l->row.arena,
				             tl_str(tl_day_format(day, s[i].on)), &ok);
		for (size_t k = 0; k < s[i].entry.nset; k++)
			ret[s[i].entry.set[k].field->index] = s[i].entry.set[k].value;
	}
	if (!rc && !ok)
		rc = tl_err_memory(&l->t->err);
	return rc;
}
