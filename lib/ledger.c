/* Lists of an office: headings to fields, rows to acts, and rows that are known again. */
#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "charset.h"
#include "form.h"
#include "query.h"
#include "utf8.h"

#define HEADING_ROWS 30		/* in which the heading row is looked for */

struct column {
	const struct tl_field *field;	/* NULL: passed over */
	int64_t factor;
	char *heading;
};

struct ledger {
	struct tlsafe *t;
	const struct tlsafe_import *opt;
	const struct tl_kind *kind;
	int fd;
	enum tl_charset charset;
	struct tl_change *c;
	struct tl_refer refer;
	struct tl_refer_here here;
	struct column *column;
	size_t ncolumns;
	int64_t title_factor;		/* of the money unit in the title rows; 0: none */
	struct tl_bytes *constant;	/* by field: values of --set */
	/* the row in hand: values by field, then by ledger heading */
	struct tl_bytes *raw, *val;
	const char **heading;		/* of the column that a value came from */
	int64_t *factor;
	struct tl_arena row, all;
	tl_day found, on;
	struct tl_bytes id;		/* of the record that the row became */
	struct tl_bytes place;		/* a unit's name that is kept as the place */
	struct tl_map *seen;		/* what recognises a row -> line */
	struct tl_map *natural;		/* of stored hazards: unit, find and description -> row; 0: two of them */
	struct tl_map *imports;		/* transaction -> 1 no import, 2 an import */
	struct tlsafe_imported sum;
	struct kept {			/* rows for --rejects and --numbered, in order */
		uint64_t line;
		struct tl_bytes *cell;
		size_t n;
		struct tl_bytes id, error;	/* error: it was rejected */
	} *kept;
	size_t nkept, maxkept;
	struct tl_draft_mark mark;	/* before the row in hand */
	struct tl_buf errors;		/* what was said of the row in hand */
	bool list;			/* ids are wanted */
	struct tl_bytes *changed;
	size_t nchanged, maxchanged;
};

static size_t nvalues(const struct ledger *l)
{
	return l->kind->nfields + l->kind->nledger;
}

/* The slot of F among the row's values. */
static size_t slot(const struct ledger *l, const struct tl_field *f)
{
	return (size_t)f->index + (f >= l->kind->ledger && f < l->kind->ledger + l->kind->nledger ? l->kind->nfields : 0);
}

static struct tl_bytes value(const struct ledger *l, enum tl_known field)
{
	int i = l->kind->at[field];
	return i < 0 ? TL_NONE : l->val[i];
}

static struct tl_bytes ledger_value(const struct ledger *l, const char *key)
{
	for (size_t i = 0; i < l->kind->nledger; i++)
		if (!strcmp(l->kind->ledger[i].key, key))
			return l->val[l->kind->nfields + i];
	return TL_NONE;
}

static const char *heading_of(const struct ledger *l, enum tl_known field)
{
	int i = l->kind->at[field];
	return i < 0 ? NULL : l->heading[i] ? l->heading[i] : l->kind->field[i].zh;
}

static tl_day day_value(const struct ledger *l, enum tl_known field)
{
	tl_day day;
	struct tl_bytes v = value(l, field);
	return v.len && tl_day_parse(v, &day) ? day : TL_NODAY;
}

/* --- headings ---------------------------------------------------------------------------- */

static struct tl_bytes clean_cell(struct tl_bytes cell)
{
	return cell.data ? tl_utf8_trim(tl_csv_unguard(cell)) : TL_NONE;
}

/* HEADING=FIELD words of --map. */
static const struct tl_field *mapped(struct ledger *l, struct tl_bytes heading)
{
	for (size_t i = 0; i < l->opt->nmap; i++) {
		const char *eq = strrchr(l->opt->map[i], '=');
		if (eq && tl_eq(heading, tl_bytes(l->opt->map[i], (size_t)(eq - l->opt->map[i]))))
			return tl_kind_field(l->kind, tl_str(eq + 1), true, NULL);
	}
	return NULL;
}

static const struct tl_field *heading_field(struct ledger *l, struct tl_bytes heading, int64_t *factor)
{
	const struct tl_field *f = mapped(l, heading);

	*factor = 0;
	return f ? f : tl_kind_field(l->kind, heading, true, factor);
}

static bool ignored(struct ledger *l, struct tl_bytes heading)
{
	const struct tl_field *f;
	struct tl_path path;
	struct tl_err err = { 0 };
	int64_t factor;

	if (tl_kind_ignores(l->kind, heading))
		return true;
	f = heading_field(l, heading, &factor);
	if (f)
		return !strcmp(f->by, "derived");
	return memchr(heading.data, '.', heading.len) && !tl_path_find(&path, l->kind, heading, &err);
}

/* A row of headings: most of its cells are known, and at least two (or all of a single one). */
static bool is_heading_row(struct ledger *l, const struct tl_csv_row *row)
{
	size_t known = 0, filled = 0;
	int64_t factor;

	for (size_t i = 0; i < row->n; i++) {
		struct tl_bytes cell = clean_cell(row->cell[i]);
		if (!cell.len)
			continue;
		filled++;
		known += heading_field(l, cell, &factor) || ignored(l, cell);
	}
	return known && known * 2 > filled && (known > 1 || filled == 1);
}

/* "单位：项、家、万元" above the headings: money below is in 万元. */
static void read_title(struct ledger *l, const struct tl_csv_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		struct tl_bytes cell = row->cell[i];
		const char *unit = cell.data ? memmem(cell.data, cell.len, "单位", strlen("单位")) : NULL;
		if (unit && memmem(unit, (size_t)(cell.data + cell.len - unit), "万元", strlen("万元")))
			l->title_factor = 10000;
	}
}

static int check_map(struct ledger *l)
{
	for (size_t i = 0; i < l->opt->nmap; i++) {
		const char *eq = strrchr(l->opt->map[i], '=');
		if (!eq || eq == l->opt->map[i])
			return tl_err_set(&l->t->err, TLSAFE_EUSAGE, "--map wants HEADING=FIELD, not '%s'", l->opt->map[i]);
		if (!tl_kind_field(l->kind, tl_str(eq + 1), true, NULL)) {
			const char *near = tl_kind_nearest(l->kind, tl_str(eq + 1), true);
			return tl_err_set(&l->t->err, TLSAFE_EUSAGE, "--map: a %s has no field '%s'%s%s%s", l->kind->name, eq + 1,
			                  near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
		}
	}
	return 0;
}

/* The second column of a field: an id beside a name recognises better, so the first of our own heading wins; anything else is a fault. */
static int second_column(struct ledger *l, size_t i, size_t was)
{
	struct column *a = &l->column[was], *b = &l->column[i];
	bool a_own = a->field->to && (!strcmp(a->heading, a->field->zh) || !strcmp(a->heading, a->field->key));
	bool b_own = b->field->to && (!strcmp(b->heading, b->field->zh) || !strcmp(b->heading, b->field->key));

	if (a_own && !b_own)
		b->field = NULL;
	else if (b_own && !a_own)
		a->field = NULL;
	else
		tl_fault(&l->c->decide, TLSAFE_EINPUT, b->heading, TL_NONE, "take one of the two columns out, or give one another heading",
		         "two columns, '%s' and '%s', are the field %s", a->heading, b->heading, b->field->key);
	return 0;
}

static int read_heading(struct ledger *l, size_t i, struct tl_bytes cell)
{
	struct column *col = &l->column[i];

	*col = (struct column){ 0 };
	col->heading = tl_arena_alloc(&l->all, cell.len + 1);
	if (!col->heading)
		return tl_err_memory(&l->t->err);
	memcpy(col->heading, cell.data ? cell.data : "", cell.len);
	col->heading[cell.len] = 0;
	if (!cell.len)
		return 0;
	col->field = heading_field(l, cell, &col->factor);
	if (ignored(l, cell) && !mapped(l, cell)) {
		col->field = NULL;
		return 0;
	}
	if (!col->field) {
		const char *near = tl_kind_nearest(l->kind, cell, true);
		TL_BUF hint = { 0 };
		if (l->opt->ignore_unknown)
			return 0;
		tl_buf_printf(&hint, "%s%s%smap it with --map '%s=FIELD', or pass it over with --ignore-unknown-headings",
		              near ? "did you mean '" : "", near ? near : "", near ? "'? " : "", col->heading);
		tl_fault(&l->c->decide, TLSAFE_EINPUT, col->heading, TL_NONE, hint.failed ? NULL : hint.data, "an unknown heading");
		return 0;
	}
	if (!strcmp(col->field->type->name, "money") && !col->factor && l->title_factor) {
		col->factor = l->title_factor;
		tl_warn(&l->c->decide, col->heading, TL_NONE, "taken in 万元, as the title row says");
	}
	for (size_t k = 0; k < i; k++)
		if (l->column[k].field == col->field)
			return second_column(l, i, k);
	return 0;
}

static int read_headings(struct ledger *l, const struct tl_csv_row *row)
{
	size_t before = l->c->decide.faults, last = row->n;
	int rc = 0;

	/* Cells behind the last heading are the spreadsheet's own. */
	while (last && !clean_cell(row->cell[last - 1]).len)
		last--;
	l->ncolumns = last;
	l->column = tl_arena_zalloc(&l->all, (last + 1) * sizeof(*l->column));
	if (!l->column)
		return tl_err_memory(&l->t->err);
	for (size_t i = 0; !rc && i < last; i++)
		rc = read_heading(l, i, clean_cell(row->cell[i]));
	for (size_t i = 0; !rc && i < last; i++) {
		const struct tl_field *f = l->column[i].field;
		if (f && l->constant[slot(l, f)].data)
			tl_fault(&l->c->decide, TLSAFE_EINPUT, l->column[i].heading, TL_NONE, "leave out --set, or map the column away",
			         "--set gives %s, and the list has a column for it", f->key);
	}
	return rc ? rc : l->c->decide.faults > before ? l->c->decide.first : 0;
}

/* --set FIELD=VALUE, read as a cell is. */
static int read_constants(struct ledger *l)
{
	struct tl_read how = { .loose = true, .year = l->opt->year, .today = l->c->view.today, .from = TL_NODAY,
		.offset = l->t->genesis.offset, .refer = tl_refer_read, .ctx = &l->here };
	struct tl_reading reading;
	bool ok = true;

	for (size_t i = 0; i < l->opt->nset; i++) {
		const char *word = l->opt->set[i], *eq = strchr(word, '=');
		TL_BUF out = { 0 };
		how.field = eq ? tl_kind_field(l->kind, tl_bytes(word, (size_t)(eq - word)), true, NULL) : NULL;
		if (!how.field)
			return tl_err_set(&l->t->err, TLSAFE_EUSAGE, "--set wants FIELD=VALUE with a field of %s, not '%s'", l->kind->name, word);
		memset(&reading, 0, sizeof(reading));
		if (tl_type_read(&how, tl_str(eq + 1), &out, &reading))
			return tl_err_set(&l->t->err, TLSAFE_EINPUT, "--set %s: %s", how.field->key, reading.wrong);
		l->constant[slot(l, how.field)] = tl_arena_dup(&l->all, tl_buf_bytes(&out), &ok);
		if (!ok || out.failed)
			return tl_err_memory(&l->t->err);
	}
	return 0;
}

/* --- a row's values -------------------------------------------------------------------------- */

/*
 * A body or unit that the list names and nobody knows, made as --new-bodies and --unknown-unit draft say. It stays made though its
 * row may be refused for something else: the next rows name it too.
 */
static int make_missing(struct ledger *l, const struct tl_field *f, struct tl_bytes name, struct tl_buf *out)
{
	const struct tl_kind *kind = f->to ? tl_schema_kind(l->t->schema, f->to) : NULL;
	bool body = kind && kind->named && !f->only && l->opt->new_bodies;
	bool unit = kind && l->opt->unknown_unit == TLSAFE_UNKNOWN_DRAFT && f->kind->workflow && f->index == f->kind->at[TL_F_UNIT];
	struct tl_act add = { .verb = TL_ACT_ADD, .on = l->c->view.today, .lenient = true };
	struct tl_record *r;
	TL_BUF id = { 0 };
	int rc;

	if (!body && (!unit || !l->here.town.len))
		return TLSAFE_ENOENT;
	rc = tl_act_give(&add, kind, TL_F_NAME, name);
	if (!rc)
		rc = body ? tl_act_give(&add, kind, TL_F_TYPE, TL_LIT("department")) : tl_act_give(&add, kind, TL_F_KIND, TL_LIT("enterprise"));
	if (!rc && unit)
		rc = tl_act_give(&add, kind, TL_F_TOWN, l->here.town);
	if (!rc)
		rc = tl_change_new(l->c, kind, &id, l->c->view.today, &r);
	if (!rc)
		rc = tl_change_act(l->c, r, &add);
	if (!rc)
		rc = tl_refer_add(&l->refer, r);
	if (rc)
		return rc;
	tl_change_forget(l->c, r);
	tl_buf_clear(out);
	tl_buf_add(out, tl_buf_bytes(&id));
	tl_warn(&l->c->decide, l->heading[slot(l, f)], name, "no such %s: made as %.*s", kind->name, (int)id.len, id.data);
	return tl_draft_mark(&l->c->draft, &l->mark, &l->t->err);
}

static int read_value(struct ledger *l, const struct tl_field *f, tl_day from)
{
	size_t i = slot(l, f);
	struct tl_read how = { .field = f, .loose = true, .year = l->opt->year, .today = l->c->view.today, .from = from,
		.factor = l->factor[i], .offset = l->t->genesis.offset, .refer = tl_refer_read, .ctx = &l->here };
	struct tl_reading reading;
	TL_BUF out = { 0 };
	bool ok = true;
	int rc;

	if (!l->raw[i].len) {
		l->val[i] = l->constant[i];
		return 0;
	}
	reading.wrong[0] = reading.warning[0] = 0;
	rc = tl_type_read(&how, l->raw[i], &out, &reading);
	if (rc == TLSAFE_EMEMORY || out.failed)
		return tl_err_memory(&l->t->err);
	if (rc == TLSAFE_EINPUT && f->to) {
		int made = make_missing(l, f, l->raw[i], &out);
		if (made != TLSAFE_ENOENT)
			rc = made;
		if (made && made != TLSAFE_ENOENT)
			return made;
	}
	if (rc && l->opt->unknown_unit == TLSAFE_UNKNOWN_PLACE && (int)i == l->kind->at[TL_F_UNIT] && f->kind->workflow) {
		/* The name is kept as the place; who it is will be found out. */
		l->place = l->raw[i];
		tl_warn(&l->c->decide, l->heading[i], l->raw[i], "no such unit: kept as the place");
		return 0;
	}
	if (rc) {
		tl_fault(&l->c->decide, TLSAFE_EINPUT, l->heading[i], l->raw[i], NULL, "%s", reading.wrong);
		return 0;
	}
	if (reading.warning[0])
		tl_warn(&l->c->decide, l->heading[i], l->raw[i], "%s", reading.warning);
	if (out.len)
		l->val[i] = tl_arena_dup(&l->row, tl_buf_bytes(&out), &ok);
	return ok ? 0 : tl_err_memory(&l->t->err);
}

/* The town narrows what a unit's name may mean, and the find is what deadlines count from: these two first. */
static int read_values(struct ledger *l)
{
	int town = l->kind->at[TL_F_TOWN], found = l->kind->begins, rc = 0;

	memset(l->val, 0, nvalues(l) * sizeof(*l->val));
	l->here.town = TL_NONE;
	l->place = TL_NONE;
	l->found = TL_NODAY;
	if (town >= 0)
		rc = read_value(l, &l->kind->field[town], TL_NODAY);
	if (!rc && town >= 0)
		l->here.town = l->val[town];
	if (!rc && found >= 0)
		rc = read_value(l, &l->kind->field[found], TL_NODAY);
	if (!rc && found >= 0)
		l->found = day_value(l, TL_F_FOUND);
	for (size_t i = 0; !rc && i < l->kind->nfields; i++)
		if ((int)i != town && (int)i != found)
			rc = read_value(l, &l->kind->field[i], (int)i == l->kind->at[TL_F_DEADLINE] ? l->found : TL_NODAY);
	for (size_t i = 0; !rc && i < l->kind->nledger; i++)
		rc = read_value(l, &l->kind->ledger[i], TL_NODAY);
	if (!rc && l->place.len && l->kind->at[TL_F_PLACE] >= 0) {
		struct tl_bytes *place = &l->val[l->kind->at[TL_F_PLACE]];
		TL_BUF both = { 0 };
		bool ok = true;
		tl_buf_add(&both, l->place);
		if (place->len)
			tl_buf_char(&both, ' ');
		tl_buf_add(&both, *place);
		*place = tl_arena_dup(&l->row, tl_buf_bytes(&both), &ok);
		rc = ok && !both.failed ? 0 : tl_err_memory(&l->t->err);
	}
	return rc;
}

/* Totals, notes and signatures: told by the first cell that is filled, when the row says little else. */
static bool is_footer(struct ledger *l, const struct tl_csv_row *row)
{
	static const char *const totals[] = { "合计", "小计", "总计", "共计" };
	static const char *const notes[] = { "说明", "备注", "填表", "审核", "制表", "注：", "注:", "单位负责人", "填报" };
	struct tl_bytes first = TL_NONE;
	size_t filled = 0;

	for (size_t i = 0; i < row->n; i++) {
		struct tl_bytes cell = clean_cell(row->cell[i]);
		if (cell.len && !first.data)
			first = cell;
		filled += cell.len > 0;
	}
	for (size_t i = 0; i < TL_LEN(totals); i++)
		if (tl_starts(first, tl_str(totals[i])) && (first.len == strlen(totals[i]) || filled * 2 < l->ncolumns))
			return true;
	for (size_t i = 0; i < TL_LEN(notes); i++)
		if (tl_starts(first, tl_str(notes[i])) && filled * 2 < l->ncolumns)
			return true;
	return false;
}

static bool is_blank(const struct tl_csv_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (clean_cell(row->cell[i]).len)
			return false;
	return true;
}

/* Puts the cells into the row's raw values. False: not as many cells as headings. */
static bool take_cells(struct ledger *l, const struct tl_csv_row *row)
{
	struct tl_decide *d = &l->c->decide;

	memset(l->raw, 0, nvalues(l) * sizeof(*l->raw));
	memset(l->heading, 0, nvalues(l) * sizeof(*l->heading));
	if (row->n < l->ncolumns && !l->opt->short_rows) {
		tl_fault(d, TLSAFE_EINPUT, NULL, TL_NONE, "Excel drops blank last cells when it saves as CSV: fill the last column (a heading alone is not enough) and save again",
		         "the row has %zu cells, the headings %zu", row->n, l->ncolumns);
		return false;
	}
	for (size_t i = l->ncolumns; i < row->n; i++) {
		if (!clean_cell(row->cell[i]).len)
			continue;
		tl_fault(d, TLSAFE_EINPUT, NULL, TL_NONE, "a comma inside a cell wants quotes around it",
		         "the row has %zu cells, the headings %zu", row->n, l->ncolumns);
		return false;
	}
	for (size_t i = 0; i < l->ncolumns; i++) {
		const struct tl_field *f = l->column[i].field;
		if (!f)
			continue;
		l->raw[slot(l, f)] = i < row->n ? clean_cell(row->cell[i]) : TL_NONE;
		l->heading[slot(l, f)] = l->column[i].heading;
		l->factor[slot(l, f)] = l->column[i].factor;
	}
	return true;
}

/* --- what is known again -------------------------------------------------------------------------- */

/* Unit (or town and place), find and description of a hazard, as one key. */
static struct tl_bytes natural_key(struct tl_buf *key, struct tl_bytes unit, struct tl_bytes town, struct tl_bytes place,
                                   struct tl_bytes found, struct tl_bytes description)
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
	return natural_key(key, tl_record_at(r, TL_F_UNIT), tl_record_at(r, TL_F_TOWN), tl_record_at(r, TL_F_PLACE),
	                   tl_record_at(r, TL_F_FOUND), tl_record_at(r, TL_F_DESCRIPTION));
}

static int load_natural(struct ledger *l)
{
	TL_WALK walk = { 0 };
	TL_RECORD r;
	TL_BUF key = { 0 };
	int rc;

	tl_record_init(&r, l->kind);
	l->natural = tl_map_new();
	if (!l->natural)
		return tl_err_memory(&l->t->err);
	rc = tl_walk_begin(&walk, &l->c->view, l->kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		bool made;
		uint64_t *s = tl_map_put(l->natural, record_key(&key, &r), &made);
		if (!s || key.failed)
			return tl_err_memory(&l->t->err);
		*s = made ? r.row : 0;
		rc = 0;
	}
	return rc;
}

/* The stored record that the row is about: *ROW 0: none. */
static int recognise(struct ledger *l, uint64_t *row)
{
	const struct tl_kind *found;
	const struct tl_referred *it;
	struct tl_err err = { 0 };
	TL_BUF key = { 0 };
	uint64_t *s;
	int rc;

	*row = 0;
	if (value(l, TL_F_ID).len) {
		rc = tl_view_find(&l->c->view, value(l, TL_F_ID), &found, row);
		if (!rc && found != l->kind) {
			*row = 0;
			return tl_fault(&l->c->decide, TLSAFE_EINPUT, heading_of(l, TL_F_ID), value(l, TL_F_ID), NULL,
			                "this id is a %s's", found->name);
		}
		return rc == TLSAFE_ENOENT ? 0 : rc;
	}
	if (l->kind->workflow) {
		if (!l->natural && (rc = load_natural(l)))
			return rc;
		s = tl_map_get(l->natural, natural_key(&key, value(l, TL_F_UNIT), value(l, TL_F_TOWN), value(l, TL_F_PLACE),
		                                       value(l, TL_F_FOUND), value(l, TL_F_DESCRIPTION)));
		if (key.failed)
			return tl_err_memory(&l->t->err);
		if (s && !*s)
			return tl_fault(&l->c->decide, TLSAFE_EINPUT, heading_of(l, TL_F_DESCRIPTION), TL_NONE, "give the id of the one that is meant",
			                "two hazards in the store have this unit, day and description");
		*row = s ? *s : 0;
		return 0;
	}
	if (value(l, TL_F_CREDIT_CODE).len &&
	    !tl_refer_find(&l->refer, l->kind, value(l, TL_F_CREDIT_CODE), TL_NONE, NULL, &it, &err)) {
		*row = it->row;
		return 0;
	}
	tl_err_clear(&err);
	if (!value(l, TL_F_NAME).len)
		return 0;
	rc = tl_refer_find(&l->refer, l->kind, value(l, TL_F_NAME), value(l, TL_F_TOWN), NULL, &it, &err);
	/* Two different credit codes are two units, whatever their names. */
	if (!rc && !(it->credit.len && value(l, TL_F_CREDIT_CODE).len && !tl_eq(it->credit, value(l, TL_F_CREDIT_CODE))))
		*row = it->row;
	if (rc && tl_starts(tl_str(err.text), TL_LIT("fits ")))
		return tl_fault(&l->c->decide, TLSAFE_EINPUT, heading_of(l, TL_F_NAME), value(l, TL_F_NAME), NULL, "%s", err.text);
	return 0;
}

/* The second of two equal rows is refused, naming the first. */
static int seen_before(struct ledger *l, uint64_t line)
{
	TL_BUF key = { 0 };
	uint64_t *s;
	bool made;

	if (value(l, TL_F_ID).len) {
		tl_buf_str(&key, "id\n");
		tl_buf_add(&key, value(l, TL_F_ID));
	} else if (l->kind->workflow) {
		natural_key(&key, value(l, TL_F_UNIT), value(l, TL_F_TOWN), value(l, TL_F_PLACE), value(l, TL_F_FOUND),
		            value(l, TL_F_DESCRIPTION));
	} else if (value(l, TL_F_CREDIT_CODE).len) {
		tl_buf_str(&key, "credit\n");
		tl_buf_add(&key, value(l, TL_F_CREDIT_CODE));
	} else {
		tl_utf8_fold(&key, value(l, TL_F_NAME));
		tl_buf_char(&key, '\n');
		tl_buf_add(&key, value(l, TL_F_TOWN));
	}
	s = key.failed ? NULL : tl_map_put(l->seen, tl_buf_bytes(&key), &made);
	if (!s)
		return tl_err_memory(&l->t->err);
	if (made) {
		*s = line;
		return 0;
	}
	return tl_fault(&l->c->decide, TLSAFE_EINPUT, value(l, TL_F_ID).len ? heading_of(l, TL_F_ID) : NULL, value(l, TL_F_ID), NULL,
	                value(l, TL_F_ID).len ? "this id stands in line %llu already" : "the same as line %llu", (unsigned long long)*s);
}

/* --- a row that is known ------------------------------------------------------------------------------ */

static int was_import(struct ledger *l, uint64_t txn, bool *ret)
{
	uint64_t *s = tl_map_put(l->imports, tl_bytes(&txn, sizeof(txn)), NULL);
	int rc;

	if (!s)
		return tl_err_memory(&l->t->err);
	if (!*s && txn) {
		rc = tl_journal_head(&l->c->view.journal, txn);
		if (rc)
			return rc;
		struct tl_bytes c = l->c->view.journal.head.command;
		*s = memmem(c.data, c.len, " import", strlen(" import")) ? 2 : 1;
	}
	*ret = *s == 2;
	return 0;
}

/* What an import last wrote into each field of R, among the entries that stand. */
static int imported_values(struct ledger *l, const struct tl_record *r, struct tl_bytes *ret)
{
	struct tl_standing *s;
	char day[TL_DAY_TEXT];
	bool plain, import = false, ok = true;
	size_t n;
	int rc = tl_standing(&s, &n, &plain, r, &l->c->view.journal, UINT64_MAX, &l->row);

	for (size_t i = 0; !rc && i < n; i++) {
		enum tl_known date = tl_date_field(&s[i].entry);
		rc = was_import(l, s[i].entry.place.txn, &import);
		if (rc || !import)
			continue;
		if (date != TL_F_COUNT && l->kind->at[date] >= 0 && s[i].on != TL_NODAY)
			ret[l->kind->at[date]] = tl_arena_dup(&l->row, tl_str(tl_day_format(day, s[i].on)), &ok);
		for (size_t k = 0; k < s[i].entry.nset; k++)
			ret[s[i].entry.set[k].field->index] = s[i].entry.set[k].value;
	}
	return rc ? rc : ok ? 0 : tl_err_memory(&l->t->err);
}

/* --- a new row ------------------------------------------------------------------------------------------ */

int tl_inherit(struct tl_change *c, struct tl_refer *refer, const struct tl_kind *kind, struct tl_act *act, struct tl_arena *arena)
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
	it = tl_refer_id(refer, unit_kind, unit->value);
	if (!it)
		return tl_fault(&c->decide, TLSAFE_EINPUT, "unit", unit->value, NULL, "no such unit");
	town = it->town;
	sector = it->sector;
	regulator = it->regulator;
	if (!it->single) {
		struct tl_view then;
		rc = tl_view_in(&then, c->t, c->view.txn);
		then.as_of = act->on;
		tl_record_init(&r, unit_kind);
		if (!rc)
			rc = tl_view_record(&then, unit_kind, it->row, &r);
		tl_view_end(&then);
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
		return tl_fault(&c->decide, TLSAFE_EINPUT, "town", given->value, "leave the town out: it is the unit's",
		                "the unit %.*s is in %.*s", (int)it->id.len, it->id.data, (int)town.len, town.data);
	if (town.len)
		rc = tl_act_give(act, kind, TL_F_TOWN, town);
	if (!rc && sector.len && !tl_act_value(act, TL_F_SECTOR, kind))
		rc = tl_act_give(act, kind, TL_F_SECTOR, sector);
	if (!rc && regulator.len && !tl_act_value(act, TL_F_REGULATOR, kind))
		rc = tl_act_give(act, kind, TL_F_REGULATOR, regulator);
	return rc;
}

/* Which steps the row has, and the day of each. */
struct steps {
	tl_day assigned, extended, rectified, verified, closed;
	bool on_spot, failed, passed;
};

/* Later acts may not lie before earlier ones, nor after today. */
static void check_order(struct ledger *l)
{
	static const enum tl_known order[] = { TL_F_FOUND, TL_F_ASSIGNED, TL_F_EXTENDED_ON, TL_F_RECTIFIED, TL_F_VERIFIED, TL_F_CLOSED };
	char today[TL_DAY_TEXT], before[TL_DAY_TEXT];
	enum tl_known last = TL_F_FOUND;

	for (size_t i = 0; i < TL_LEN(order); i++) {
		tl_day day = day_value(l, order[i]);
		if (day == TL_NODAY)
			continue;
		if (day > l->c->view.today)
			tl_fault(&l->c->decide, TLSAFE_EINPUT, heading_of(l, order[i]), value(l, order[i]), NULL,
			         "a day after today (%s)", tl_day_format(today, l->c->view.today));
		else if (day < day_value(l, last))
			tl_fault(&l->c->decide, TLSAFE_EINPUT, heading_of(l, order[i]), value(l, order[i]), "one of the two dates is wrong",
			         "lies before %s (%s)", heading_of(l, last), tl_day_format(before, day_value(l, last)));
		else
			last = order[i];
	}
}

static int read_steps(struct ledger *l, struct steps *s)
{
	struct tl_decide *d = &l->c->decide;
	struct tl_bytes told = ledger_value(l, "is_rectified"), recheck = ledger_value(l, "recheck");
	size_t before = d->faults;

	*s = (struct steps){ day_value(l, TL_F_ASSIGNED), day_value(l, TL_F_EXTENDED_ON), day_value(l, TL_F_RECTIFIED),
		day_value(l, TL_F_VERIFIED), day_value(l, TL_F_CLOSED), tl_eqs(value(l, TL_F_ON_SPOT), TL_YES),
		tl_eqs(recheck, "fail"), tl_eqs(recheck, "pass") };
	check_order(l);
	if (value(l, TL_F_EXTENDED_TO).len && s->extended == TL_NODAY && !s->failed)
		tl_fault(d, TLSAFE_EINPUT, heading_of(l, TL_F_EXTENDED_TO), value(l, TL_F_EXTENDED_TO), "fill in the day on which it was granted (延期批准日期)",
		         "extended without the day of the decision");
	if (s->extended != TL_NODAY && !value(l, TL_F_EXTENDED_TO).len)
		tl_fault(d, TLSAFE_EINPUT, heading_of(l, TL_F_EXTENDED_ON), value(l, TL_F_EXTENDED_ON), "fill in the new date (延期至)",
		         "extended without the new date");
	if (tl_eqs(told, TL_YES) && s->rectified == TL_NODAY && s->closed == TL_NODAY)
		tl_fault(d, TLSAFE_EINPUT, "是否整改", TL_NONE, "fill in the day on which it was rectified", "said to be rectified, and no day is given");
	if (tl_eqs(told, "no") && s->rectified != TL_NODAY && !s->failed)
		tl_fault(d, TLSAFE_EINPUT, "是否整改", TL_NONE, "one of the two cells is wrong", "said not to be rectified, and a day is given");
	if (s->failed && s->verified == TL_NODAY)
		tl_fault(d, TLSAFE_EINPUT, "复查结果", TL_NONE, "fill in the day of the recheck (复查时间)", "a failed recheck without its day");
	if (s->failed && s->closed != TL_NODAY)
		tl_fault(d, TLSAFE_EINPUT, heading_of(l, TL_F_CLOSED), value(l, TL_F_CLOSED), "one of the two cells is wrong", "closed, though the recheck failed");
	if (s->passed && s->verified == TL_NODAY && s->closed == TL_NODAY)
		tl_fault(d, TLSAFE_EINPUT, "复查结果", TL_NONE, "fill in the day of the recheck (复查时间)", "a passed recheck without its day");
	if (s->on_spot && s->rectified == TL_NODAY)
		tl_fault(d, TLSAFE_EINPUT, heading_of(l, TL_F_ON_SPOT), value(l, TL_F_ON_SPOT), "fill in the day on which it was rectified",
		         "rectified on the spot, and no day is given");
	return d->faults > before ? d->first : 0;
}

/* Values of the fields that VERB writes go with it; dates that are the acts' own stay out. */
static bool goes_with(const struct tl_field *f, const char *verb, const struct steps *s)
{
	/* What was fixed on the spot has no recheck of its own: who verified it goes with the fix. */
	const char *by = s->on_spot && !strcmp(f->by, "verify") ? "rectify" : f->by;
	bool step = (!strcmp(by, "assign") && s->assigned != TL_NODAY) || (!strcmp(by, "extend") && s->extended != TL_NODAY) ||
		(!strcmp(by, "rectify") && s->rectified != TL_NODAY) ||
		(!strcmp(by, "verify") && (s->verified != TL_NODAY || s->closed != TL_NODAY));

	return strcmp(verb, "add") ? !strcmp(by, verb) : !step;
}

static int give_values(struct ledger *l, struct tl_act *a, const char *verb, const struct steps *s)
{
	static const enum tl_known own[] = { TL_F_ID, TL_F_FOUND, TL_F_ASSIGNED, TL_F_EXTENDED_ON, TL_F_RECTIFIED, TL_F_VERIFIED, TL_F_CLOSED };

	for (size_t i = 0; i < l->kind->nfields; i++) {
		const struct tl_field *f = &l->kind->field[i];
		bool date = (int)i == l->kind->at[TL_F_ID];
		for (size_t k = 0; k < TL_LEN(own) && l->kind->workflow; k++)
			date |= (int)i == l->kind->at[own[k]];
		if (date || !l->val[i].len || (s && !goes_with(f, verb, s)))
			continue;
		if (a->nset == TL_ENTRY_SETS)
			return TLSAFE_EBUG;
		a->set[a->nset++] = (struct tl_set){ .field = f, .value = l->val[i] };
	}
	return 0;
}

static int do_assign(struct ledger *l, struct tl_record *r, const struct steps *s)
{
	struct tl_act a = { .verb = TL_ACT_ASSIGN, .on = s->assigned, .lenient = true };
	int rc = give_values(l, &a, "assign", s);

	if (!rc && !tl_act_value(&a, TL_F_ASSIGNEE, l->kind))
		rc = tl_act_give(&a, l->kind, TL_F_ASSIGNEE, tl_record_at(r, TL_F_TOWN));
	return rc ? rc : tl_change_act(l->c, r, &a);
}

static int do_verify(struct ledger *l, struct tl_record *r, const struct steps *s)
{
	struct tl_act a = { .verb = TL_ACT_VERIFY, .lenient = true, .pass = !s->failed, .inferred = s->failed };
	int rc = give_values(l, &a, "verify", s);

	a.on = s->closed != TL_NODAY ? s->closed : s->verified;
	if (!rc && s->closed != TL_NODAY && s->verified != TL_NODAY && s->verified != s->closed)
		rc = tl_act_give(&a, l->kind, TL_F_VERIFIED, value(l, TL_F_VERIFIED));
	if (!rc && s->failed && value(l, TL_F_EXTENDED_TO).len)
		rc = tl_act_give(&a, l->kind, TL_F_DUE, value(l, TL_F_EXTENDED_TO));
	return rc ? rc : tl_change_act(l->c, r, &a);
}

static int do_steps(struct ledger *l, struct tl_record *r, const struct steps *s, bool fixed)
{
	int rc = 0;

	if (s->assigned != TL_NODAY)
		rc = do_assign(l, r, s);
	if (!rc && s->extended != TL_NODAY) {
		struct tl_act a = { .verb = TL_ACT_EXTEND, .on = s->extended, .lenient = true };
		rc = give_values(l, &a, "extend", s);
		if (!rc)
			rc = tl_change_act(l->c, r, &a);
	}
	if (!rc && s->rectified != TL_NODAY) {
		struct tl_act a = { .verb = TL_ACT_RECTIFY, .on = s->rectified, .lenient = true };
		rc = give_values(l, &a, "rectify", s);
		if (!rc)
			rc = tl_change_act(l->c, r, &a);
	} else if (!rc && !fixed && (s->closed != TL_NODAY || (s->verified != TL_NODAY && !s->failed))) {
		struct tl_act a = { .verb = TL_ACT_RECTIFY, .on = s->closed != TL_NODAY ? s->closed : s->verified, .lenient = true, .inferred = true };
		rc = tl_change_act(l->c, r, &a);
	}
	/* What was rectified on the spot is closed by that. */
	if (!rc && !s->on_spot && (s->closed != TL_NODAY || s->verified != TL_NODAY))
		rc = do_verify(l, r, s);
	return rc;
}

static int note_changed(struct ledger *l, struct tl_bytes id)
{
	bool ok = true;

	if (l->nchanged == l->maxchanged) {
		size_t max = l->maxchanged ? l->maxchanged * 2 : 256;
		struct tl_bytes *more = realloc(l->changed, max * sizeof(*more));
		if (!more)
			return tl_err_memory(&l->t->err);
		l->changed = more;
		l->maxchanged = max;
	}
	l->changed[l->nchanged++] = tl_arena_dup(&l->all, id, &ok);
	return ok ? 0 : tl_err_memory(&l->t->err);
}

static int new_row(struct ledger *l)
{
	struct tl_act add = { .verb = TL_ACT_ADD, .on = l->kind->workflow ? l->found : l->c->view.today, .lenient = true };
	struct steps s = { 0 };
	struct tl_record *r;
	TL_BUF id = { 0 };
	int rc = 0;

	if (l->kind->workflow)
		rc = read_steps(l, &s);
	if (!rc)
		rc = give_values(l, &add, "add", l->kind->workflow ? &s : NULL);
	if (!rc && l->kind->workflow)
		rc = tl_inherit(l->c, &l->refer, l->kind, &add, &l->row);
	if (rc)
		return rc;
	tl_buf_add(&id, value(l, TL_F_ID));
	rc = tl_change_new(l->c, l->kind, &id, l->found == TL_NODAY ? l->c->view.today : l->found, &r);
	if (rc == TLSAFE_EEXIST)
		return tl_fault(&l->c->decide, TLSAFE_EINPUT, heading_of(l, TL_F_ID), tl_buf_bytes(&id), NULL, "this id is taken");
	if (!rc)
		rc = tl_change_act(l->c, r, &add);
	if (!rc && l->kind->workflow)
		rc = do_steps(l, r, &s, false);
	l->id = tl_arena_dup(&l->row, tl_buf_bytes(&id), NULL);
	if (!rc && l->list)
		rc = note_changed(l, tl_buf_bytes(&id));
	if (!rc) {
		l->sum.added++;
		tl_change_forget(l->c, r);
	}
	return rc;
}

/* --- a row that is known, acted upon ------------------------------------------------------------------ */

static bool same(const struct tl_record *r, size_t i, struct tl_bytes cell)
{
	return tl_eq(r->val[i], cell) || ((int)i == r->kind->at[TL_F_DEADLINE] && tl_eq(tl_record_at(r, TL_F_DUE), cell));
}

/* File and store both moved since the last import, to different values: the row is rejected, unless --keep says whose counts. */
static int conflict(struct ledger *l, const struct tl_record *r, size_t i, struct tl_bytes was)
{
	struct tl_bytes now = r->val[i], id = tl_record_at(r, TL_F_ID);

	return tl_fault(&l->c->decide, TLSAFE_EINPUT, l->heading[i], l->raw[i], "say with --keep file or --keep store whose counts",
	                "%.*s: both the list and the store have changed it since the last import; then \"%.*s\", in the store now \"%.*s\"",
	                (int)id.len, id.data, (int)was.len, was.data ? was.data : "", (int)now.len, now.data ? now.data : "");
}

/* Marks the cells that change something. */
static int find_changes(struct ledger *l, const struct tl_record *r, bool *change, bool *any)
{
	struct tl_bytes *was = NULL;
	int rc = 0;

	*any = false;
	for (size_t i = 0; !rc && i < l->kind->nfields; i++) {
		change[i] = false;
		if (!l->val[i].len || same(r, i, l->val[i]))
			continue;
		if (!was) {
			was = tl_arena_zalloc(&l->row, l->kind->nfields * sizeof(*was));
			rc = was ? imported_values(l, r, was) : tl_err_memory(&l->t->err);
			if (rc)
				return rc;
		}
		if (tl_eq(was[i], l->val[i]))
			continue;
		if (r->val[i].len && !tl_eq(was[i], r->val[i])) {
			if (l->opt->keep == TLSAFE_KEEP_STORE)
				continue;
			if (l->opt->keep != TLSAFE_KEEP_FILE) {
				conflict(l, r, i, was[i]);
				continue;
			}
		}
		change[i] = *any = true;
	}
	return rc;
}

static bool changes(const struct ledger *l, const bool *change, enum tl_known field)
{
	return l->kind->at[field] >= 0 && change[l->kind->at[field]];
}

/* Which of the row's steps the record has not had yet; the dates of the others are left out. */
static void new_steps(struct ledger *l, const struct tl_record *r, const bool *change, struct steps *s)
{
	bool open = !tl_record_is(r, TL_F_STATE, TL_CLOSED);

	if (!changes(l, change, TL_F_ASSIGNED) || tl_record_at(r, TL_F_ASSIGNED).len)
		s->assigned = TL_NODAY;
	/* A later decision for a later day is a second extension; anything else mends the first. */
	if (!changes(l, change, TL_F_EXTENDED_ON) || (tl_record_at(r, TL_F_EXTENDED_ON).len &&
	    !(tl_cmp(value(l, TL_F_EXTENDED_ON), tl_record_at(r, TL_F_EXTENDED_ON)) > 0 && tl_cmp(value(l, TL_F_EXTENDED_TO), tl_record_at(r, TL_F_EXTENDED_TO)) > 0)))
		s->extended = TL_NODAY;
	if (!changes(l, change, TL_F_RECTIFIED) || tl_record_at(r, TL_F_RECTIFIED).len || !open)
		s->rectified = TL_NODAY;
	if (!changes(l, change, TL_F_CLOSED) || !open)
		s->closed = TL_NODAY;
	/* A recheck is new when its day is, and it did not close the hazard before. */
	if (!changes(l, change, TL_F_VERIFIED) || !open || (s->failed && tl_record_is(r, TL_F_STATE, TL_ASSIGNED) && s->rectified == TL_NODAY))
		s->verified = TL_NODAY;
	s->on_spot &= s->rectified != TL_NODAY;
}

/* True when the field's value goes in with one of the steps S. */
static bool in_step(const struct tl_field *f, const struct steps *s)
{
	const char *by = s->on_spot && !strcmp(f->by, "verify") ? "rectify" : f->by;

	return (!strcmp(by, "assign") && s->assigned != TL_NODAY) || (!strcmp(by, "extend") && s->extended != TL_NODAY) ||
		(!strcmp(by, "rectify") && s->rectified != TL_NODAY) ||
		(!strcmp(by, "verify") && (s->verified != TL_NODAY || s->closed != TL_NODAY));
}

static int mend_hazard(struct ledger *l, struct tl_record *r, const bool *change, const struct steps *s)
{
	struct tl_act a = { .verb = TL_ACT_SET, .on = TL_NODAY, .lenient = true, .reason = TL_LIT("the list says so") };

	for (size_t i = 0; i < l->kind->nfields; i++)
		if (change[i] && !in_step(&l->kind->field[i], s) && a.nset < TL_ENTRY_SETS)
			a.set[a.nset++] = (struct tl_set){ .field = &l->kind->field[i], .value = l->val[i] };
	return a.nset ? tl_correct(l->c, &l->refer, r, &a, TL_NOEND, &l->row) : 0;
}

static int change_hazard(struct ledger *l, struct tl_record *r, const bool *change)
{
	struct steps s;
	int rc = read_steps(l, &s);

	if (rc)
		return rc;
	new_steps(l, r, change, &s);
	rc = mend_hazard(l, r, change, &s);
	if (rc)
		return rc;
	/* A fix that stands needs none inferred for the closing. */
	return do_steps(l, r, &s, tl_record_at(r, TL_F_RECTIFIED).len);
}

/* A unit or body: a change in the world from --on, or with --correct a mistake that is mended. */
static int change_other(struct ledger *l, struct tl_record *r, const bool *change)
{
	struct tl_act a = { .verb = TL_ACT_SET, .on = l->on, .lenient = true, .reason = TL_LIT("the list says so") };

	for (size_t i = 0; i < l->kind->nfields; i++)
		if (change[i] && a.nset < TL_ENTRY_SETS)
			a.set[a.nset++] = (struct tl_set){ .field = &l->kind->field[i], .value = l->val[i] };
	return l->opt->correct ? tl_correct(l->c, &l->refer, r, &a, TL_NOEND, &l->row) : tl_change_act(l->c, r, &a);
}

static int known_row(struct ledger *l, uint64_t row)
{
	TL_RECORD seen;
	struct tl_record *r;
	bool *change = tl_arena_zalloc(&l->row, l->kind->nfields), any;
	size_t before = l->c->decide.faults;
	int rc;

	tl_record_init(&seen, l->kind);
	rc = change ? tl_view_record(&l->c->view, l->kind, row, &seen) : tl_err_memory(&l->t->err);
	if (rc)
		return rc;
	l->id = tl_arena_dup(&l->row, tl_record_at(&seen, TL_F_ID), NULL);
	if (tl_record_is(&seen, TL_F_STATE, TL_VOID)) {
		l->sum.voided++;
		return 0;
	}
	rc = find_changes(l, &seen, change, &any);
	if (rc || l->c->decide.faults > before)
		return rc;
	if (!any) {
		l->sum.unchanged++;
		return 0;
	}
	rc = tl_change_load(l->c, l->kind, l->id, &r);
	if (!rc)
		rc = l->kind->workflow ? change_hazard(l, r, change) : change_other(l, r, change);
	if (!rc && l->list)
		rc = note_changed(l, l->id);
	if (!rc) {
		l->sum.changed++;
		tl_change_forget(l->c, r);
	}
	return rc;
}

/* Anything that is not a fault of the row ends the import. */
static bool fatal(int rc)
{
	return rc && rc != TLSAFE_EINPUT && rc != TLSAFE_ERULE && rc != TLSAFE_ENOENT;
}

static int keep_row(struct ledger *l, const struct tl_csv_row *row, bool rejected)
{
	struct kept *k;
	bool ok = true;

	if (!(rejected ? l->opt->rejects : l->opt->numbered))
		return 0;
	if (l->nkept == l->maxkept) {
		size_t max = l->maxkept ? l->maxkept * 2 : 64;
		k = realloc(l->kept, max * sizeof(*k));
		if (!k)
			return tl_err_memory(&l->t->err);
		l->kept = k;
		l->maxkept = max;
	}
	k = &l->kept[l->nkept];
	*k = (struct kept){ .line = row->line, .n = row->n, .cell = tl_arena_alloc(&l->all, (row->n + 1) * sizeof(*k->cell)) };
	for (size_t i = 0; k->cell && i < row->n; i++)
		k->cell[i] = tl_arena_dup(&l->all, row->cell[i], &ok);
	k->id = tl_arena_dup(&l->all, l->id, &ok);
	k->error = rejected ? tl_arena_dup(&l->all, l->errors.len ? tl_buf_bytes(&l->errors) : TL_LIT("refused"), &ok) : TL_NONE;
	l->nkept++;
	return k->cell && ok ? 0 : tl_err_memory(&l->t->err);
}

/* With --keep-going a bad row is told and left out: what it had entered is taken out of the draft again. */
static int reject_row(struct ledger *l, const struct tl_csv_row *row, size_t before)
{
	l->sum.rejected++;
	if (!l->opt->keep_going)
		return 0;
	l->c->decide.faults = before;
	tl_draft_back(&l->c->draft, &l->mark);
	tl_change_forget_all(l->c);
	return keep_row(l, row, true);
}

static int take_row(struct ledger *l, const struct tl_csv_row *row)
{
	struct tl_decide *d = &l->c->decide;
	size_t before = d->faults;
	uint64_t known = 0;
	int rc;

	tl_arena_reset(&l->row);
	tl_buf_clear(&l->errors);
	l->id = TL_NONE;
	if (is_blank(row))
		return 0;
	if (is_footer(l, row)) {
		tl_warn(d, NULL, TL_NONE, "a row of totals or notes, passed over");
		return 0;
	}
	rc = tl_draft_mark(&l->c->draft, &l->mark, &l->t->err);
	if (!rc)
		rc = take_cells(l, row) ? read_values(l) : 0;
	if (!rc && d->faults == before)
		rc = seen_before(l, row->line);
	if (!rc && d->faults == before)
		rc = recognise(l, &known);
	if (!rc && d->faults == before)
		rc = known ? known_row(l, known) : new_row(l);
	if (fatal(rc))
		return rc;
	if (d->faults > before)
		return reject_row(l, row, before);
	return keep_row(l, row, false);
}

/* --- the whole file ------------------------------------------------------------------------------------------ */

static void ledger_reset(struct ledger *l)
{
	tl_refer_release(&l->refer);
	tl_map_freep(&l->seen);
	tl_map_freep(&l->natural);
	tl_map_freep(&l->imports);
	tl_arena_reset(&l->row);
	tl_arena_reset(&l->all);
	free(l->changed);
	free(l->kept);
	l->kept = NULL;
	l->nkept = l->maxkept = 0;
	l->changed = NULL;
	l->nchanged = l->maxchanged = 0;
	l->column = NULL;
	l->ncolumns = 0;
	l->title_factor = 0;
	memset(&l->sum, 0, sizeof(l->sum));
}

/* Passes a fault on, and keeps what it says for --rejects. */
static void on_fault(void *ctx, const struct tlsafe_fault *f)
{
	struct ledger *l = ctx;

	if (f->code && l->opt->rejects)
		tl_buf_printf(&l->errors, "%s%s%s%s", l->errors.len ? "; " : "", f->field ? f->field : "", f->field ? ": " : "", f->text);
	if (l->opt->fault)
		l->opt->fault(l->opt->ctx, f);
}

static int ledger_setup(struct ledger *l, struct tl_change *c)
{
	size_t n = nvalues(l) + 1;
	tl_day last;
	int rc;

	ledger_reset(l);
	l->c = c;
	c->decide.today = c->view.today;
	c->decide.fault = on_fault;
	c->decide.ctx = l;
	l->on = c->view.today;
	if (l->opt->on && (!tl_period_parse(tl_str(l->opt->on), c->view.today, &l->on, &last) || l->on != last))
		return tl_err_set(&l->t->err, TLSAFE_EUSAGE, "--on: not a day: '%s'", l->opt->on);
	c->decide.at = (struct tlsafe_fault){ .file = l->opt->file };
	rc = tl_refer_begin(&l->refer, &c->view);
	l->here = (struct tl_refer_here){ &l->refer, TL_NONE };
	l->seen = tl_map_new();
	l->imports = tl_map_new();
	l->constant = tl_arena_zalloc(&l->all, n * sizeof(*l->constant));
	l->raw = tl_arena_zalloc(&l->all, n * sizeof(*l->raw));
	l->val = tl_arena_zalloc(&l->all, n * sizeof(*l->val));
	l->heading = tl_arena_zalloc(&l->all, n * sizeof(*l->heading));
	l->factor = tl_arena_zalloc(&l->all, n * sizeof(*l->factor));
	if (!rc && (!l->seen || !l->imports || !l->constant || !l->raw || !l->val || !l->heading || !l->factor))
		rc = tl_err_memory(&l->t->err);
	if (!rc)
		rc = check_map(l);
	return rc ? rc : read_constants(l);
}

static int find_headings(struct ledger *l, struct tl_csv *csv)
{
	struct tl_csv_row row;
	int rc = 0;

	for (int n = 0; n < HEADING_ROWS && (rc = tl_csv_next(csv, &row, &l->t->err)) == 1; n++) {
		l->c->decide.at.line = row.line;
		if (is_heading_row(l, &row))
			return read_headings(l, &row);
		read_title(l, &row);
	}
	if (rc < 0)
		return rc;
	l->c->decide.at.line = 0;
	return tl_fault(&l->c->decide, TLSAFE_EINPUT, NULL, TL_NONE, "the first rows want headings such as 单位名称 or name; --map 'HEADING=FIELD' names others",
	                "no row of headings is found");
}

/* A fault in the form of the file: its text begins with the line, if it has one. */
static int form_fault(struct ledger *l, struct tl_decide *d)
{
	char *rest;
	unsigned long long line = strtoull(l->t->err.text, &rest, 10);
	bool numbered = line && rest[0] == ':' && rest[1] == ' ';

	d->at = (struct tlsafe_fault){ .file = l->opt->file, .line = numbered ? line : 0 };
	return tl_fault(d, TLSAFE_EINPUT, NULL, TL_NONE, NULL, "%s", numbered ? rest + 2 : l->t->err.text);
}

static int decide_ledger(void *ctx, struct tl_change *c)
{
	struct ledger *l = ctx;
	TL_CLEANUP(tl_csv_freep) struct tl_csv *csv = NULL;
	struct tl_csv_row row;
	int rc = ledger_setup(l, c);

	if (!rc)
		rc = tl_csv_open(&csv, l->fd, l->charset, &l->t->err);
	if (!rc)
		rc = find_headings(l, csv);
	while (!rc && (rc = tl_csv_next(csv, &row, &l->t->err)) == 1) {
		c->decide.at.line = row.line;
		rc = take_row(l, &row);
	}
	l->sum.entries = c->draft.count;
	if (!rc && l->opt->expect && strtoull(l->opt->expect, NULL, 10) != l->sum.added + l->sum.changed + l->sum.unchanged + l->sum.voided + l->sum.rejected) {
		c->decide.at = (struct tlsafe_fault){ .file = NULL };
		return tl_fault(&c->decide, TLSAFE_ERULE, NULL, TL_NONE, "look at what would change with --dry-run", "%llu rows, --expect says %s",
		                (unsigned long long)(l->sum.added + l->sum.changed + l->sum.unchanged + l->sum.voided + l->sum.rejected), l->opt->expect);
	}
	return rc == TLSAFE_EINPUT && !c->decide.faults ? form_fault(l, &c->decide) : rc;
}

static void ledger_release(struct ledger *l)
{
	ledger_reset(l);
	tl_arena_release(&l->row);
	tl_arena_release(&l->all);
	tl_buf_release(&l->errors);
	if (l->fd >= 0 && l->fd != l->opt->fd)
		close(l->fd);
}

/* The kept rows as a sheet of the input's own columns and spellings: with the ids filled in, or with what was wrong. */
static int write_kept(struct ledger *l, struct tlsafe_out *out, bool rejects)
{
	size_t n = l->ncolumns, id, ncols;
	struct tl_out_column *col;
	struct tl_cell *cell;
	char line[24];
	int rc;

	if (!out)
		return 0;
	/* Cells behind the last heading are kept too, under none: where they belong is for who mends the row. */
	for (size_t k = 0; rejects && k < l->nkept; k++)
		if (l->kept[k].error.data && l->kept[k].n > n)
			n = l->kept[k].n;
	col = tl_arena_zalloc(&l->all, (n + 3) * sizeof(*col));
	cell = tl_arena_zalloc(&l->all, (n + 3) * sizeof(*cell));
	if (!col || !cell)
		return tl_err_memory(&l->t->err);
	id = ncols = n;
	for (size_t i = 0; i < n; i++) {
		const struct tl_field *f = i < l->ncolumns ? l->column[i].field : NULL;
		col[i].key = col[i].heading = i < l->ncolumns ? tl_str(l->column[i].heading) : TL_LIT("");
		if (f && f->index == l->kind->at[TL_F_ID] && strcmp(f->by, "ledger"))
			id = i;
	}
	if (rejects) {
		col[ncols].key = col[ncols].heading = TL_LIT("_line");
		col[ncols + 1].key = col[ncols + 1].heading = TL_LIT("_error");
		ncols += 2;
	} else if (id == n) {
		col[ncols].key = col[ncols].heading = tl_str(l->kind->field[l->kind->at[TL_F_ID]].zh);
		ncols++;
	}
	rc = tl_out_columns(out, col, ncols);
	for (size_t k = 0; !rc && k < l->nkept; k++) {
		const struct kept *row = &l->kept[k];
		if ((row->error.data != NULL) != rejects)
			continue;
		for (size_t i = 0; i < n; i++)
			cell[i].text = i < row->n ? row->cell[i] : TL_NONE;
		snprintf(line, sizeof(line), "%llu", (unsigned long long)row->line);
		if (rejects) {
			cell[n].text = tl_str(line);
			cell[n + 1].text = row->error;
		} else {
			cell[id].text = row->id;
		}
		rc = tl_out_row(out, cell);
	}
	if (!rc)
		rc = tlsafe_out_end(out);
	return rc ? tl_err_set(&l->t->err, rc, "%s", out->err.text) : 0;
}

/* What a dry run shows: the records as they would be. */
static int preview_ledger(void *ctx, struct tl_view *v)
{
	struct ledger *l = ctx;

	return l->opt->preview ? tl_list_ids(v, l->kind, l->changed, l->nchanged, l->opt->preview) : 0;
}

/* A blank sheet: the values that a column permits above its heading, where a list has its title rows. */
int tlsafe_template(struct tlsafe *t, const char *kind, struct tlsafe_out *out)
{
	const struct tl_kind *k = tl_schema_kind(t->schema, kind);
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_out_column *col;
	struct tl_cell *above, *head;
	bool zh = tl_eqs(t->genesis.language, "zh"), ok = true;
	size_t n = 0;
	int rc;

	tl_err_clear(&t->err);
	if (!k)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "no kind '%s'", kind);
	col = tl_arena_zalloc(&a, (k->nfields + k->nledger + 1) * sizeof(*col));
	above = tl_arena_zalloc(&a, (k->nfields + k->nledger + 1) * sizeof(*above));
	head = tl_arena_zalloc(&a, (k->nfields + k->nledger + 1) * sizeof(*head));
	if (!col || !above || !head)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < k->nfields + k->nledger; i++) {
		const struct tl_field *f = i < k->nfields ? &k->field[i] : &k->ledger[i - k->nfields];
		TL_BUF values = { 0 };
		if (!strcmp(f->by, "derived"))
			continue;
		for (size_t c = 0; f->codes && c < f->codes->n; c++) {
			tl_buf_str(&values, c ? " | " : "");
			tl_buf_add(&values, zh || !f->codes->code[c].en.len ? f->codes->code[c].zh : f->codes->code[c].en);
		}
		col[n].key = col[n].heading = head[n].text = tl_str(zh ? f->zh : f->en);
		above[n].text = values.len ? tl_arena_dup(&a, tl_buf_bytes(&values), &ok) : TL_NONE;
		n++;
	}
	out->flags |= TLSAFE_OUT_NOHEADING;
	rc = ok ? tl_out_columns(out, col, n) : tl_err_memory(&t->err);
	if (!rc)
		rc = tl_out_row(out, above);
	if (!rc)
		rc = tl_out_row(out, head);
	return rc ? tl_err_set(&t->err, rc, "%s", out->err.text) : 0;
}


int tlsafe_import(struct tlsafe *t, const struct tlsafe_import *i, struct tlsafe_imported *ret, struct tlsafe_out *list)
{
	TL_CLEANUP(ledger_release) struct ledger l = { .t = t, .opt = i, .fd = -1, .list = list || i->preview };
	struct tl_head head = { 0 };
	int charset = i->encoding ? tl_charset_by_name(i->encoding) : TL_CHARSET_AUTO, rc;

	tl_err_clear(&t->err);
	memset(ret, 0, sizeof(*ret));
	l.kind = tl_schema_kind(t->schema, i->kind);
	if (!l.kind)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "no kind '%s'", i->kind);
	if (charset < 0)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "--encoding: utf-8 or gb18030, not '%s'", i->encoding);
	rc = tl_charset_spool(i->fd, &l.fd, &t->err);
	if (!rc)
		rc = tl_charset_detect(l.fd, (enum tl_charset)charset, &l.charset, &t->err);
	if (rc == TLSAFE_EINPUT) {
		struct tl_decide told = { .fault = i->fault, .ctx = i->ctx };
		return form_fault(&l, &told);
	}
	if (!rc)
		rc = tl_store_change(t, &(struct tl_job){ decide_ledger, i->dry_run ? preview_ledger : NULL, &l }, &head);
	*ret = l.sum;
	ret->txn = head.number;
	if (!rc)
		rc = write_kept(&l, i->rejects, true);
	if (!rc && !i->dry_run)
		rc = write_kept(&l, i->numbered, false);
	if (!rc && list && !i->dry_run)
		rc = tl_list_now(t, l.kind, l.changed, l.nchanged, list);
	return tl_store_error(t, rc);
}
