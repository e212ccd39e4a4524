/* The row in hand: its cells, and the values that they say. */
#include <stdlib.h>

#include "base/utf8.h"
#include "import/list.h"
#include "journal/hazard.h"

#define END_OF_FILE "\x1a"	/* of old programs */
#define NO_HEADING "a cell in a column without a heading, not taken"

int tl_row_begin(struct tl_import *l)
{
	struct tl_row *r = &l->row;
	size_t n = tl_sheet_nvalues(l) + 1;

	tl_arena_reset(&r->arena);
	r->raw = tl_arena_zalloc(&l->arena, n * sizeof(*r->raw));
	r->val = tl_arena_zalloc(&l->arena, n * sizeof(*r->val));
	r->filled = tl_arena_zalloc(&l->arena, n * sizeof(*r->filled));
	return r->raw && r->val && r->filled ? 0 : tl_err_memory(&l->t->err);
}

void tl_row_release(struct tl_row *r)
{
	tl_arena_release(&r->arena);
	tl_buf_release(&r->errors);
	tl_buf_release(&r->out);
	free(r->cell);
}

struct tl_bytes tl_row_value(const struct tl_import *l, enum tl_field_name field)
{
	int i = l->kind->at[field];
	return i < 0 ? TL_NONE : l->row.val[i];
}

struct tl_bytes tl_row_extra(const struct tl_import *l, const char *key)
{
	for (size_t i = 0; i < l->kind->nledger; i++)
		if (!strcmp(l->kind->ledger[i].key, key))
			return l->row.val[l->kind->nfields + i];
	return TL_NONE;
}

const char *tl_row_heading(const struct tl_import *l, enum tl_field_name field)
{
	int i = l->kind->at[field];

	if (i < 0)
		return NULL;
	return l->sheet.heading[i] ? l->sheet.heading[i] : l->kind->field[i].zh;
}

tl_day tl_row_day(const struct tl_import *l, enum tl_field_name field)
{
	tl_day day;
	struct tl_bytes v = tl_row_value(l, field);
	return v.len && tl_day_parse(v, &day) ? day : TL_NODAY;
}

/* --- cells ------------------------------------------------------------------- */

int tl_row_clean(struct tl_import *l, const struct tl_form_row *row)
{
	struct tl_row *r = &l->row;

	if (row->n > r->maxcells) {
		struct tl_bytes *more = realloc(r->cell, row->n * sizeof(*more));
		if (!more)
			return tl_err_memory(&l->t->err);
		r->cell = more;
		r->maxcells = row->n;
	}
	r->ncells = row->n;
	for (size_t i = 0; i < row->n; i++)
		r->cell[i] = tl_sheet_clean(row->cell[i]);
	return 0;
}

static struct tl_bytes first_filled(const struct tl_import *l)
{
	for (size_t i = 0; i < l->row.ncells; i++)
		if (l->row.cell[i].len)
			return l->row.cell[i];
	return TL_NONE;
}

/* Less than half of the columns are filled. */
static bool says_little(const struct tl_import *l)
{
	size_t filled = 0;

	for (size_t i = 0; i < l->row.ncells; i++)
		filled += l->row.cell[i].len > 0;
	return filled * 2 < l->sheet.ncolumns;
}

/* Whatever is filled is "填表人：" and what is written behind it. */
static bool all_labels(const struct tl_import *l)
{
	for (size_t i = 0; i < l->row.ncells; i++) {
		struct tl_bytes c = l->row.cell[i];
		if (c.len && !memmem(c.data, c.len, "：", strlen("：")))
			return false;
	}
	return true;
}

/* Totals, notes and signatures: told by the first cell that is filled, when the row says little
 * else. */
bool tl_row_is_footer(const struct tl_import *l)
{
	static const char *const totals[] = { "合计", "小计", "总计", "共计" };
	static const char *const notes[] = { "说明", "备注", "填表",       "审核", "制表",
		                             "注：", "注:",  "单位负责人", "填报" };
	struct tl_bytes first = first_filled(l);

	/* None of these begins in ASCII, as most ids do. */
	if (!first.len || (unsigned char)first.data[0] < 0x80)
		return false;
	for (size_t i = 0; i < TL_LEN(totals); i++)
		if (tl_starts(first, tl_str(totals[i])) &&
		    (first.len == strlen(totals[i]) || says_little(l)))
			return true;
	for (size_t i = 0; i < TL_LEN(notes); i++)
		if (tl_starts(first, tl_str(notes[i])) && (says_little(l) || all_labels(l)))
			return true;
	return false;
}

bool tl_row_is_blank(const struct tl_import *l)
{
	for (size_t i = 0; i < l->row.ncells; i++)
		if (l->row.cell[i].len && !tl_eqs(l->row.cell[i], END_OF_FILE))
			return false;
	return true;
}

/* Headings printed again at the head of a page, or of a list that was joined to this one. */
bool tl_row_is_headings(const struct tl_import *l)
{
	return tl_headings_again(&l->sheet.head, l->row.cell, l->row.ncells);
}

static bool miscounted(struct tl_import *l, const char *hint)
{
	tl_fault(&l->c->decide, TLSAFE_EINPUT, NULL, TL_NONE, hint,
	         "the row has %zu cells, the headings %zu", l->row.ncells, l->sheet.ncolumns);
	return false;
}

/* V of column C, the second of its field: it is what the first says, or stands for it. */
static bool take_twin(struct tl_import *l, const struct tl_sheet_column *c, struct tl_bytes v)
{
	struct tl_bytes *first = &l->row.raw[tl_sheet_slot(l, c->field)];
	const char *other = l->sheet.column[c->twin - 1].heading;
	TL_BUF a = { 0 };
	TL_BUF b = { 0 };
	TL_BUF hint = { 0 };

	if (!v.len)
		return true;
	if (!first->len) {
		*first = v;
		return true;
	}
	tl_utf8_fold(&a, *first);
	tl_utf8_fold(&b, v);
	if (tl_eq(tl_buf_bytes(&a), tl_buf_bytes(&b)))
		return true;
	tl_buf_printf(&hint, "--map '%s=-' leaves a column out, --map '%s=FIELD' makes it another",
	              c->heading, c->heading);
	tl_fault(&l->c->decide, TLSAFE_EINPUT, c->heading, v, hint.failed ? NULL : hint.data,
	         "'%s' is the field %s too, and says something else", other, c->field->key);
	return false;
}

/* Puts the cells into the row's raw values. False: not as many cells as headings. */
bool tl_row_take_cells(struct tl_import *l)
{
	struct tl_row *r = &l->row;
	const struct tl_sheet *s = &l->sheet;

	if (r->ncells < s->ncolumns && !l->opt->short_rows && !s->source.padded)
		return miscounted(l, "Excel drops blank last cells when it saves as CSV: fill the "
		                     "last column (a heading alone is not enough) and save again");
	/* In a spreadsheet each cell is where it is. */
	for (size_t i = s->ncolumns; i < r->ncells; i++)
		if (r->cell[i].len && !s->source.padded)
			return miscounted(l, "a comma inside a cell wants quotes around it");
		else if (r->cell[i].len)
			tl_warn(&l->c->decide, NULL, r->cell[i], NO_HEADING);
	for (size_t i = 0; i < s->ncolumns; i++) {
		struct tl_bytes v = i < r->ncells ? r->cell[i] : TL_NONE;
		if (s->column[i].twin && !take_twin(l, &s->column[i], v))
			return false;
		if (!*s->column[i].heading && v.len)
			tl_warn(&l->c->decide, NULL, v, NO_HEADING);
		if (s->column[i].field && !s->column[i].twin)
			r->raw[tl_sheet_slot(l, s->column[i].field)] = v;
	}
	return true;
}

/* "未发现隐患。" in the description, or "/" in that of a row without an id: a ledger of visits has
 * a row for each, and most find nothing. */
bool tl_row_found_nothing(struct tl_import *l)
{
	static const char *const words[] = {
		"无", "没有", "正常", "合格", "无隐患", "零隐患", "0隐患", "没有隐患", "暂无隐患",
		"未见隐患", "未发现隐患", "未发现问题", "未发现异常", "未发现安全隐患",
		"未发现事故隐患", "未发现明显隐患", "未排查出隐患", "未检查出隐患", "无安全隐患",
		"无事故隐患", "无问题", "无异常", "没有问题", "一切正常",
	};
	static const char *const blank[] = { "/", "\\", "-", "—", "——", "－" };
	static const char *const ends[] = { "。", ".", "！", "!", "；", ";", "，", "," };
	int i = l->kind->workflow ? l->kind->at[TL_F_DESCRIPTION] : -1;
	struct tl_bytes t = i < 0 ? TL_NONE : l->row.raw[i], id;
	bool none = false;

	/* Nor what begins with a letter or digit as none of the words does. */
	if (!t.len || t.len > 40 || (t.data[0] > '0' && t.data[0] < '\\'))
		return false;
	id = l->row.raw[l->kind->at[TL_F_ID]];
	for (size_t k = 0; k < TL_LEN(blank); k++)
		none |= !id.len && tl_eqs(t, blank[k]);
	for (size_t k = 0; k < TL_LEN(ends); k++)
		if (t.len > strlen(ends[k]) &&
		    tl_eqs(tl_bytes(t.data + t.len - strlen(ends[k]), strlen(ends[k])), ends[k]))
			t.len -= strlen(ends[k]);
	for (size_t k = 0; k < TL_LEN(words); k++)
		none |= tl_eqs(t, words[k]);
	if (none)
		tl_warn(&l->c->decide, l->sheet.heading[i], l->row.raw[i],
		        "nothing was found: no hazard, passed over");
	return none;
}

/* --- values ------------------------------------------------------------------ */

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
	if (!rc && body)
		rc = tl_act_give(&add, kind, TL_F_TYPE, TL_LIT("department"));
	else if (!rc)
		rc = tl_act_give(&add, kind, TL_F_KIND, TL_LIT("enterprise"));
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
	tl_warn(&l->c->decide, l->sheet.heading[tl_sheet_slot(l, f)], name,
	        "no such %s: made as %.*s", kind->name, (int)id.len, id.data);
	return tl_draft_mark(&l->c->draft, &l->row.mark, &l->t->err);
}

/* With --unknown-unit place the name is kept as the place; who it is will be found out. */
static bool kept_as_place(struct tl_import *l, const struct tl_field *f, size_t i)
{
	struct tl_row *r = &l->row;

	if (l->opt->unknown_unit != TLSAFE_UNKNOWN_PLACE || !f->kind->workflow ||
	    (int)i != l->kind->at[TL_F_UNIT])
		return false;
	r->place = r->raw[i];
	tl_warn(&l->c->decide, l->sheet.heading[i], r->raw[i], "no such unit: kept as the place");
	return true;
}

/* What helps when many rows name records that are not there; NULL: nothing does but mending
 * them. */
static const char *cure(const struct tl_field *f)
{
	const struct tl_kind *to = f->to ? tl_schema_kind(f->kind->schema, f->to) : NULL;

	if (!to || f->only)
		return NULL;
	if (f->kind->workflow && f->index == f->kind->at[TL_F_UNIT])
		return "import the units first, or give --unknown-unit place or draft";
	return to->named ? "--new-bodies makes those that are missing" : NULL;
}

static int read_cell(struct tl_import *l, const struct tl_field *f, tl_day from)
{
	struct tl_row *r = &l->row;
	size_t i = tl_sheet_slot(l, f);
	const char *heading = l->sheet.heading[i];
	struct tl_read how = { .field = f,
		               .loose = true,
		               .checked = true,
		               .year = l->opt->year,
		               .today = l->c->view.today,
		               .from = from,
		               .calendar = &l->calendar,
		               .factor = l->sheet.factor[i],
		               .offset = l->t->genesis.offset,
		               .lookup = tl_lookup_read,
		               .ctx = &l->here };
	struct tl_reading reading;
	bool ok = true;
	int rc;

	tl_buf_clear(&r->out);
	reading.wrong[0] = reading.warning[0] = 0;
	rc = tl_type_read(&how, r->raw[i], &r->out, &reading);
	if (rc == TLSAFE_EMEMORY || r->out.failed)
		return tl_err_memory(&l->t->err);
	if (rc == TLSAFE_EINPUT && f->to) {
		int made = make_missing(l, f, r->raw[i], &r->out);
		if (made && made != TLSAFE_ENOENT)
			return made;
		rc = made ? rc : 0;
	}
	/* It could not be looked up: that is not a fault of the row. */
	if (rc && rc != TLSAFE_EINPUT)
		return tl_err_set(&l->t->err, rc, "%s", reading.wrong);
	if (rc) {
		if (!kept_as_place(l, f, i))
			tl_fault(&l->c->decide, TLSAFE_EINPUT, heading, r->raw[i], cure(f), "%s",
			         reading.wrong);
		return 0;
	}
	if (reading.warning[0])
		tl_warn(&l->c->decide, heading, r->raw[i], "%s", reading.warning);
	if (r->out.len)
		r->val[i] = tl_arena_dup(&r->arena, tl_buf_bytes(&r->out), &ok);
	return ok ? 0 : tl_err_memory(&l->t->err);
}

static int read_value(struct tl_import *l, const struct tl_field *f, tl_day from)
{
	size_t i = tl_sheet_slot(l, f);

	if (l->row.raw[i].len)
		return read_cell(l, f, from);
	l->row.val[i] = l->sheet.constant[i];
	return 0;
}

/* The town narrows what a unit's name may mean, and the find is what deadlines count from. */
static int read_first(struct tl_import *l, int town, int found)
{
	int rc = 0;

	l->here.town = TL_NONE;
	l->row.found = TL_NODAY;
	if (town >= 0)
		rc = read_value(l, &l->kind->field[town], TL_NODAY);
	if (!rc && town >= 0)
		l->here.town = l->row.val[town];
	if (!rc && found >= 0)
		rc = read_value(l, &l->kind->field[found], TL_NODAY);
	if (!rc && found >= 0)
		l->row.found = tl_row_day(l, TL_F_FOUND);
	return rc;
}

static int read_slot(struct tl_import *l, size_t i)
{
	const struct tl_kind *k = l->kind;

	if (i >= k->nfields)
		return read_value(l, &k->ledger[i - k->nfields], TL_NODAY);
	return read_value(l, &k->field[i],
	                  (int)i == k->at[TL_F_DEADLINE] ? l->row.found : TL_NODAY);
}

/* A unit's name that is kept goes before what the row says of the place. */
static int join_place(struct tl_import *l)
{
	struct tl_bytes *place = &l->row.val[l->kind->at[TL_F_PLACE]];
	TL_BUF both = { 0 };
	bool ok = true;

	tl_buf_add(&both, l->row.place);
	if (place->len)
		tl_buf_char(&both, ' ');
	tl_buf_add(&both, *place);
	*place = tl_arena_dup(&l->row.arena, tl_buf_bytes(&both), &ok);
	return ok && !both.failed ? 0 : tl_err_memory(&l->t->err);
}

int tl_row_read_values(struct tl_import *l)
{
	struct tl_row *r = &l->row;
	int town = l->kind->at[TL_F_TOWN], found = l->kind->begins, rc;

	memset(r->val, 0, tl_sheet_nvalues(l) * sizeof(*r->val));
	r->place = TL_NONE;
	rc = read_first(l, town, found);
	for (size_t k = 0; !rc && k < l->sheet.nslots; k++) {
		int i = (int)l->sheet.slot[k];
		if (i != town && i != found)
			rc = read_slot(l, l->sheet.slot[k]);
	}
	if (!rc && r->place.len && l->kind->at[TL_F_PLACE] >= 0)
		rc = join_place(l);
	r->nfilled = 0;
	for (size_t i = 0; !rc && i < l->kind->nfields; i++)
		if (r->val[i].len)
			r->filled[r->nfilled++] = i;
	return rc;
}

/* --- derived columns --------------------------------------------------------- */

/* Which verb moves F to VALUE. */
static const char *mover(const struct tl_field *f, struct tl_bytes value)
{
	static const struct {
		const char *state, *verb;
	} by[] = {
		{ TL_ASSIGNED, "assign" },	{ TL_AWAITING, "rectify, or fill in 整改完成时间" },
		{ TL_CLOSED, "verify --pass, or fill in 销号时间" },
		{ TL_REFERRED, "refer" },	{ TL_VOID, "void" },
	};

	if (f->index == f->kind->at[TL_F_DUE])
		return "assign --due --replace-due, or extend";
	for (size_t i = 0; i < TL_LEN(by); i++)
		if (tl_eqs(value, by[i].state))
			return by[i].verb;
	return "the verbs of its life";
}

static int check_derived(struct tl_import *l, const struct tl_sheet_column *c, struct tl_bytes cell,
                         const struct tl_record *before, const struct tl_record *now)
{
	const struct tl_field *f = c->derived;
	struct tl_read how = { .field = f,
		               .loose = true,
		               .checked = true,
		               .year = l->opt->year,
		               .today = l->c->view.today,
		               .from = TL_NODAY,
		               .offset = l->t->genesis.offset };
	struct tl_reading reading = { "", "" };
	TL_BUF label = { 0 };
	struct tl_bytes value;

	tl_buf_clear(&l->row.out);
	if (tl_type_read(&how, cell, &l->row.out, &reading))
		tl_buf_clear(&l->row.out);
	value = tl_buf_bytes(&l->row.out);
	if (value.len && (tl_eq(value, now->val[f->index]) ||
	                  (before && tl_eq(value, before->val[f->index]))))
		return 0;
	tl_type_label(&label, f, now->val[f->index], true);
	tl_warn(&l->c->decide, c->heading, cell,
	        "not taken, a list cannot write it; it is %s, and moves by: %s",
	        label.len && !label.failed ? label.data : "empty", mover(f, value));
	return 0;
}

int tl_row_check_derived(struct tl_import *l, const struct tl_record *before,
                         const struct tl_record *now)
{
	int rc = 0;

	if (!l->sheet.derives)
		return 0;
	for (size_t i = 0; !rc && i < l->sheet.ncolumns && i < l->row.ncells; i++) {
		const struct tl_sheet_column *c = &l->sheet.column[i];
		if (c->derived && l->row.cell[i].len &&
		    (c->derived->known == TL_F_DUE || c->derived->known == TL_F_STATE))
			rc = check_derived(l, c, l->row.cell[i], before, now);
	}
	return rc;
}
