/* Sheets of an office: headings to fields, cells to values. */
#include <stdlib.h>

#include "base/utf8.h"
#include "import/list.h"

size_t tl_import_nvalues(const struct tl_import *l)
{
	return l->kind->nfields + l->kind->nledger;
}

/* The slot of F among the row's values. */
size_t tl_import_slot(const struct tl_import *l, const struct tl_field *f)
{
	return (size_t)f->index +
	       (l->kind->nledger && f >= l->kind->ledger && f < l->kind->ledger + l->kind->nledger ?
	                l->kind->nfields :
	                0);
}

struct tl_bytes tl_import_value(const struct tl_import *l, enum tl_field_name field)
{
	int i = l->kind->at[field];
	return i < 0 ? TL_NONE : l->val[i];
}

struct tl_bytes tl_import_extra(const struct tl_import *l, const char *key)
{
	for (size_t i = 0; i < l->kind->nledger; i++)
		if (!strcmp(l->kind->ledger[i].key, key))
			return l->val[l->kind->nfields + i];
	return TL_NONE;
}

const char *tl_import_heading_of(const struct tl_import *l, enum tl_field_name field)
{
	int i = l->kind->at[field];
	return i < 0 ? NULL : l->heading[i] ? l->heading[i] : l->kind->field[i].zh;
}

tl_day tl_import_day_value(const struct tl_import *l, enum tl_field_name field)
{
	tl_day day;
	struct tl_bytes v = tl_import_value(l, field);
	return v.len && tl_day_parse(v, &day) ? day : TL_NODAY;
}

/* --- headings ---------------------------------------------------------------- */

struct tl_bytes tl_import_clean_cell(struct tl_bytes cell)
{
	return cell.data ? tl_utf8_trim(tl_csv_unguard(cell)) : TL_NONE;
}

/* HEADING=FIELD words of --map. */
static const struct tl_field *mapped(struct tl_import *l, struct tl_bytes heading)
{
	for (size_t i = 0; i < l->opt->nmap; i++) {
		const char *eq = strrchr(l->opt->map[i], '=');
		if (eq && tl_eq(heading, tl_bytes(l->opt->map[i], (size_t)(eq - l->opt->map[i]))))
			return tl_kind_field(l->kind, tl_str(eq + 1), true, NULL);
	}
	return NULL;
}

static const struct tl_field *heading_field(struct tl_import *l, struct tl_bytes heading,
                                            int64_t *factor)
{
	const struct tl_field *f = mapped(l, heading);

	*factor = 0;
	return f ? f : tl_kind_field(l->kind, heading, true, factor);
}

static bool ignored(struct tl_import *l, struct tl_bytes heading)
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
	return memchr(heading.data, '.', heading.len) &&
	       !tl_path_find(&path, l->kind, heading, &err);
}

/* A row of headings: most of its cells are known, and at least two (or all of a single one). */
bool tl_import_is_heading_row(struct tl_import *l, const struct tl_csv_row *row)
{
	size_t known = 0, filled = 0;
	int64_t factor;

	for (size_t i = 0; i < row->n; i++) {
		struct tl_bytes cell = tl_import_clean_cell(row->cell[i]);
		if (!cell.len)
			continue;
		filled++;
		known += heading_field(l, cell, &factor) || ignored(l, cell);
	}
	return known && known * 2 > filled && (known > 1 || filled == 1);
}

/* "单位：项、家、万元" above the headings: money below is in 万元. */
void tl_import_read_title(struct tl_import *l, const struct tl_csv_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		struct tl_bytes cell = row->cell[i];
		const char *unit =
			cell.data ? memmem(cell.data, cell.len, "单位", strlen("单位")) : NULL;
		if (unit &&
		    memmem(unit, (size_t)(cell.data + cell.len - unit), "万元", strlen("万元")))
			l->title_factor = 10000;
	}
}

int tl_import_check_map(struct tl_import *l)
{
	for (size_t i = 0; i < l->opt->nmap; i++) {
		const char *eq = strrchr(l->opt->map[i], '=');
		if (!eq || eq == l->opt->map[i])
			return tl_err_hint(&l->t->err, TLSAFE_EUSAGE, "give --map HEADING=FIELD",
			                   "not a heading and its field: '%s'", l->opt->map[i]);
		if (!tl_kind_field(l->kind, tl_str(eq + 1), true, NULL)) {
			const char *near = tl_kind_nearest(l->kind, tl_str(eq + 1), true);
			return tl_err_near(&l->t->err, near, "a %s has no field '%s'",
			                   l->kind->name, eq + 1);
		}
	}
	return 0;
}

/* The second column of a field: an id beside a name recognises better, so the first of our own
 * heading wins; anything else is a fault. */
static int second_column(struct tl_import *l, size_t i, size_t was)
{
	struct column *a = &l->column[was], *b = &l->column[i];
	bool a_own = a->field->to &&
	             (!strcmp(a->heading, a->field->zh) || !strcmp(a->heading, a->field->key));
	bool b_own = b->field->to &&
	             (!strcmp(b->heading, b->field->zh) || !strcmp(b->heading, b->field->key));

	if (a_own && !b_own)
		b->field = NULL;
	else if (b_own && !a_own)
		a->field = NULL;
	else
		tl_fault(&l->c->decide, TLSAFE_EINPUT, b->heading, TL_NONE,
		         "take one of the two columns out, or give one another heading",
		         "two columns, '%s' and '%s', are the field %s", a->heading, b->heading,
		         b->field->key);
	return 0;
}

static int read_heading(struct tl_import *l, size_t i, struct tl_bytes cell)
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
		tl_buf_printf(&hint,
		              "%s%s%smap it with --map '%s=FIELD', or pass it over with "
		              "--ignore-unknown-headings",
		              near ? "did you mean '" : "", near ? near : "", near ? "'? " : "",
		              col->heading);
		tl_fault(&l->c->decide, TLSAFE_EINPUT, col->heading, TL_NONE,
		         hint.failed ? NULL : hint.data, "an unknown heading");
		return 0;
	}
	if (!strcmp(col->field->type->name, "money") && !col->factor && l->title_factor) {
		col->factor = l->title_factor;
		tl_warn(&l->c->decide, col->heading, TL_NONE,
		        "taken in 万元, as the title row says");
	}
	for (size_t k = 0; k < i; k++)
		if (l->column[k].field == col->field)
			return second_column(l, i, k);
	return 0;
}

/* Which heading was taken for which field, as --map would say it, and which was not. Once, though a
 * list may be judged twice. */
static void tell_headings(struct tl_import *l, uint64_t line)
{
	TL_BUF taken = { 0 };
	TL_BUF passed = { 0 };

	if (l->told || !l->t->trace)
		return;
	l->told = true;
	for (size_t i = 0; i < l->ncolumns; i++) {
		const struct column *col = &l->column[i];
		if (col->field)
			tl_buf_printf(&taken, "%s%s=%s", taken.len ? ", " : "", col->heading,
			              col->field->key);
		else
			tl_buf_printf(&passed, "%s%s", passed.len ? ", " : "",
			              *col->heading ? col->heading : "(blank)");
		if (col->field && col->factor > 1)
			tl_buf_printf(&taken, " (times %lld)", (long long)col->factor);
	}
	if (taken.len && !taken.failed)
		tl_trace(l->t, "%s:%llu: headings taken: %s", l->opt->file,
		         (unsigned long long)line, taken.data);
	if (passed.len && !passed.failed)
		tl_trace(l->t, "%s:%llu: headings not taken: %s", l->opt->file,
		        (unsigned long long)line, passed.data);
}

int tl_import_read_headings(struct tl_import *l, const struct tl_csv_row *row)
{
	size_t before = l->c->decide.faults, last = row->n;
	int rc = 0;

	/* Cells behind the last heading are the spreadsheet's own. */
	while (last && !tl_import_clean_cell(row->cell[last - 1]).len)
		last--;
	l->ncolumns = last;
	l->column = tl_arena_zalloc(&l->all, (last + 1) * sizeof(*l->column));
	if (!l->column)
		return tl_err_memory(&l->t->err);
	for (size_t i = 0; !rc && i < last; i++)
		rc = read_heading(l, i, tl_import_clean_cell(row->cell[i]));
	if (!rc)
		tell_headings(l, row->line);
	for (size_t i = 0; !rc && i < last; i++) {
		const struct tl_field *f = l->column[i].field;
		if (f && l->constant[tl_import_slot(l, f)].data)
			tl_fault(&l->c->decide, TLSAFE_EINPUT, l->column[i].heading, TL_NONE,
			         "leave out --set, or map the column away",
			         "%s is given for all rows, and the list has a column for it",
			         f->key);
	}
	for (size_t i = 0; i < last; i++) {
		const struct tl_field *f = l->column[i].field;
		if (!f)
			continue;
		l->heading[tl_import_slot(l, f)] = l->column[i].heading;
		l->factor[tl_import_slot(l, f)] = l->column[i].factor;
	}
	l->nslots = 0;
	for (size_t i = 0; i < tl_import_nvalues(l); i++)
		if (l->heading[i] || l->constant[i].data)
			l->slot[l->nslots++] = i;
	return rc ? rc : l->c->decide.faults > before ? l->c->decide.first : 0;
}

static int bad_constant(struct tl_import *l, const struct tl_field *f, const char *why)
{
	size_t n;
	const char *hint = tl_err_advice(why, &n);

	return tl_err_hint(&l->t->err, TLSAFE_EINPUT, hint, "%s: %.*s", f->key, (int)n, why);
}

/* Values that are given for all rows, each read as a cell is. */
int tl_import_read_constants(struct tl_import *l)
{
	struct tl_read how = { .loose = true,
		               .year = l->opt->year,
		               .today = l->c->view.today,
		               .from = TL_NODAY,
		               .offset = l->t->genesis.offset,
		               .lookup = tl_lookup_read,
		               .ctx = &l->here };
	struct tl_reading reading;
	bool ok = true;

	for (size_t i = 0; i < l->opt->nset; i++) {
		const char *word = l->opt->set[i], *eq = strchr(word, '=');
		TL_BUF out = { 0 };
		how.field = eq ? tl_kind_field(l->kind, tl_bytes(word, (size_t)(eq - word)), true,
		                               NULL) :
		                 NULL;
		if (!how.field)
			return tl_err_hint(&l->t->err, TLSAFE_EUSAGE, "give --set FIELD=VALUE",
			                   "not a value of a field of %s: '%s'", l->kind->name,
			                   word);
		memset(&reading, 0, sizeof(reading));
		if (tl_type_read(&how, tl_str(eq + 1), &out, &reading))
			return bad_constant(l, how.field, reading.wrong);
		l->constant[tl_import_slot(l, how.field)] =
			tl_arena_dup(&l->all, tl_buf_bytes(&out), &ok);
		if (!ok || out.failed)
			return tl_err_memory(&l->t->err);
	}
	return 0;
}

/* --- a row's values ---------------------------------------------------------- */

/*
 * A body or unit that the list names and nobody knows, made as --new-bodies and --unknown-unit
 * draft say. It stays made though its row may be refused for something else: the next rows name it
 * too.
 */
static int make_missing(struct tl_import *l, const struct tl_field *f, struct tl_bytes name,
                        struct tl_buf *out)
{
	const struct tl_kind *kind = f->to ? tl_schema_kind(l->t->schema, f->to) : NULL;
	bool body = kind && kind->named && !f->only && l->opt->new_bodies;
	bool unit = kind && l->opt->unknown_unit == TLSAFE_UNKNOWN_DRAFT && f->kind->workflow &&
	            f->index == f->kind->at[TL_F_UNIT];
	struct tl_act add;
	struct tl_record *r;
	TL_BUF id = { 0 };
	int rc;

	if (!body && (!unit || !l->here.town.len))
		return TLSAFE_ENOENT;
	tl_act_init(&add, TL_ACT_ADD, l->c->view.today);
	add.lenient = true;
	rc = tl_act_give(&add, kind, TL_F_NAME, name);
	if (!rc)
		rc = body ? tl_act_give(&add, kind, TL_F_TYPE, TL_LIT("department")) :
		            tl_act_give(&add, kind, TL_F_KIND, TL_LIT("enterprise"));
	if (!rc && unit)
		rc = tl_act_give(&add, kind, TL_F_TOWN, l->here.town);
	if (!rc)
		rc = tl_change_new(l->c, kind, &id, l->c->view.today, &r);
	if (!rc)
		rc = tl_change_act(l->c, r, &add);
	if (!rc)
		rc = tl_lookup_add(&l->lookup, r);
	if (rc)
		return rc;
	tl_change_forget(l->c, r);
	tl_buf_clear(out);
	tl_buf_add(out, tl_buf_bytes(&id));
	tl_warn(&l->c->decide, l->heading[tl_import_slot(l, f)], name, "no such %s: made as %.*s",
	        kind->name, (int)id.len, id.data);
	return tl_draft_mark(&l->c->draft, &l->mark, &l->t->err);
}

static int read_cell(struct tl_import *l, const struct tl_field *f, tl_day from)
{
	size_t i = tl_import_slot(l, f);
	struct tl_read how = { .field = f,
		               .loose = true,
		               .checked = true,
		               .year = l->opt->year,
		               .today = l->c->view.today,
		               .from = from,
		               .factor = l->factor[i],
		               .offset = l->t->genesis.offset,
		               .lookup = tl_lookup_read,
		               .ctx = &l->here };
	struct tl_reading reading;
	bool ok = true;
	int rc;

	tl_buf_clear(&l->out);
	reading.wrong[0] = reading.warning[0] = 0;
	rc = tl_type_read(&how, l->raw[i], &l->out, &reading);
	if (rc == TLSAFE_EMEMORY || l->out.failed)
		return tl_err_memory(&l->t->err);
	if (rc == TLSAFE_EINPUT && f->to) {
		int made = make_missing(l, f, l->raw[i], &l->out);
		if (made != TLSAFE_ENOENT)
			rc = made;
		if (made && made != TLSAFE_ENOENT)
			return made;
	}
	if (rc && l->opt->unknown_unit == TLSAFE_UNKNOWN_PLACE &&
	    (int)i == l->kind->at[TL_F_UNIT] && f->kind->workflow) {
		/* The name is kept as the place; who it is will be found out. */
		l->place = l->raw[i];
		tl_warn(&l->c->decide, l->heading[i], l->raw[i], "no such unit: kept as the place");
		return 0;
	}
	if (rc) {
		tl_fault(&l->c->decide, TLSAFE_EINPUT, l->heading[i], l->raw[i], NULL, "%s",
		         reading.wrong);
		return 0;
	}
	if (reading.warning[0])
		tl_warn(&l->c->decide, l->heading[i], l->raw[i], "%s", reading.warning);
	if (l->out.len)
		l->val[i] = tl_arena_dup(&l->row, tl_buf_bytes(&l->out), &ok);
	return ok ? 0 : tl_err_memory(&l->t->err);
}

static int read_value(struct tl_import *l, const struct tl_field *f, tl_day from)
{
	size_t i = tl_import_slot(l, f);

	if (l->raw[i].len)
		return read_cell(l, f, from);
	l->val[i] = l->constant[i];
	return 0;
}

/* The town narrows what a unit's name may mean, and the find is what deadlines count from: these
 * two first. */
int tl_import_read_values(struct tl_import *l)
{
	int town = l->kind->at[TL_F_TOWN], found = l->kind->begins, rc = 0;

	memset(l->val, 0, tl_import_nvalues(l) * sizeof(*l->val));
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
		l->found = tl_import_day_value(l, TL_F_FOUND);
	for (size_t k = 0; !rc && k < l->nslots; k++) {
		size_t i = l->slot[k];
		if (i >= l->kind->nfields)
			rc = read_value(l, &l->kind->ledger[i - l->kind->nfields], TL_NODAY);
		else if ((int)i != town && (int)i != found)
			rc = read_value(l, &l->kind->field[i],
			                (int)i == l->kind->at[TL_F_DEADLINE] ? l->found : TL_NODAY);
	}
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
	l->nfilled = 0;
	for (size_t i = 0; !rc && i < l->kind->nfields; i++)
		if (l->val[i].len)
			l->filled[l->nfilled++] = i;
	return rc;
}

int tl_import_clean_row(struct tl_import *l, const struct tl_csv_row *row)
{
	if (row->n > l->maxcells) {
		struct tl_bytes *more = realloc(l->cell, row->n * sizeof(*more));
		if (!more)
			return tl_err_memory(&l->t->err);
		l->cell = more;
		l->maxcells = row->n;
	}
	l->ncells = row->n;
	for (size_t i = 0; i < row->n; i++)
		l->cell[i] = tl_import_clean_cell(row->cell[i]);
	return 0;
}

/* Totals, notes and signatures: told by the first cell that is filled, when the row says little
 * else. */
bool tl_import_is_footer(const struct tl_import *l)
{
	static const char *const totals[] = { "合计", "小计", "总计", "共计" };
	static const char *const notes[] = { "说明", "备注", "填表",       "审核", "制表",
		                             "注：", "注:",  "单位负责人", "填报" };
	struct tl_bytes first = TL_NONE;
	size_t filled = 0;

	for (size_t i = 0; i < l->ncells; i++) {
		if (l->cell[i].len && !first.data)
			first = l->cell[i];
		filled += l->cell[i].len > 0;
	}
	/* None of these begins in ASCII, as most ids do. */
	if (first.len && (unsigned char)first.data[0] < 0x80)
		return false;
	for (size_t i = 0; i < TL_LEN(totals); i++)
		if (tl_starts(first, tl_str(totals[i])) &&
		    (first.len == strlen(totals[i]) || filled * 2 < l->ncolumns))
			return true;
	for (size_t i = 0; i < TL_LEN(notes); i++)
		if (tl_starts(first, tl_str(notes[i])) && filled * 2 < l->ncolumns)
			return true;
	return false;
}

bool tl_import_is_blank(const struct tl_import *l)
{
	for (size_t i = 0; i < l->ncells; i++)
		if (l->cell[i].len)
			return false;
	return true;
}

/* Puts the cells into the row's raw values. False: not as many cells as headings. */
bool tl_import_take_cells(struct tl_import *l)
{
	struct tl_decide *d = &l->c->decide;

	if (l->ncells < l->ncolumns && !l->opt->short_rows) {
		tl_fault(d, TLSAFE_EINPUT, NULL, TL_NONE,
		         "Excel drops blank last cells when it saves as CSV: fill the last column "
		         "(a heading alone is not enough) and save again",
		         "the row has %zu cells, the headings %zu", l->ncells, l->ncolumns);
		return false;
	}
	for (size_t i = l->ncolumns; i < l->ncells; i++) {
		if (!l->cell[i].len)
			continue;
		tl_fault(d, TLSAFE_EINPUT, NULL, TL_NONE,
		         "a comma inside a cell wants quotes around it",
		         "the row has %zu cells, the headings %zu", l->ncells, l->ncolumns);
		return false;
	}
	for (size_t i = 0; i < l->ncolumns; i++)
		if (l->column[i].field)
			l->raw[tl_import_slot(l, l->column[i].field)] =
				i < l->ncells ? l->cell[i] : TL_NONE;
	return true;
}
