/* The sheet of an office: headings to fields, and what holds for every row. */
#include "base/utf8.h"
#include "import/list.h"

size_t tl_sheet_nvalues(const struct tl_import *l)
{
	return l->kind->nfields + l->kind->nledger;
}

size_t tl_sheet_slot(const struct tl_import *l, const struct tl_field *f)
{
	const struct tl_kind *k = l->kind;
	bool ledger = k->nledger && f >= k->ledger && f < k->ledger + k->nledger;

	return (size_t)f->index + (ledger ? k->nfields : 0);
}

int tl_sheet_begin(struct tl_import *l)
{
	struct tl_sheet *s = &l->sheet;
	size_t n = tl_sheet_nvalues(l) + 1;

	tl_arena_reset(&s->arena);
	s->column = NULL;
	s->ncolumns = 0;
	s->title_factor = 0;
	s->hidden.n = s->hidden.first = 0;
	tl_buf_clear(&s->hidden.lines);
	s->constant = tl_arena_zalloc(&s->arena, n * sizeof(*s->constant));
	s->heading = tl_arena_zalloc(&s->arena, n * sizeof(*s->heading));
	s->factor = tl_arena_zalloc(&s->arena, n * sizeof(*s->factor));
	s->slot = tl_arena_zalloc(&s->arena, n * sizeof(*s->slot));
	if (!s->constant || !s->heading || !s->factor || !s->slot)
		return tl_err_memory(&l->t->err);
	return 0;
}

struct tl_bytes tl_sheet_clean(struct tl_bytes cell)
{
	return cell.data ? tl_utf8_trim(tl_csv_unguard(cell)) : TL_NONE;
}

/* A heading without the marks of a form: "*单位名称（必填）：". */
static struct tl_bytes bare_heading(struct tl_bytes t)
{
	static const char *const marks[] = { "*",      "＊",       "★",      ":",
		                             "：",     "（必填）", "(必填)", "（选填）",
		                             "(选填)", "（必填项）", "(*)",    "（*）" };
	bool cut = true;

	while (cut) {
		cut = false;
		for (size_t i = 0; i < TL_LEN(marks); i++) {
			size_t n = strlen(marks[i]);
			if (t.len <= n)
				continue;
			if (!memcmp(t.data, marks[i], n))
				t = tl_bytes(t.data + n, t.len - n);
			else if (!memcmp(t.data + t.len - n, marks[i], n))
				t.len -= n;
			else
				continue;
			t = tl_utf8_trim(t);
			cut = true;
		}
	}
	return t;
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
	if (!f)
		f = tl_kind_field(l->kind, heading, true, factor);
	return f ? f : tl_kind_field(l->kind, bare_heading(heading), true, factor);
}

/* "HEADING=-" of --map. */
static bool left_out(struct tl_import *l, struct tl_bytes heading)
{
	for (size_t i = 0; i < l->opt->nmap; i++) {
		const char *eq = strrchr(l->opt->map[i], '=');
		if (eq && !strcmp(eq, "=-") &&
		    tl_eq(heading, tl_bytes(l->opt->map[i], (size_t)(eq - l->opt->map[i]))))
			return true;
	}
	return false;
}

static bool ignored(struct tl_import *l, struct tl_bytes heading)
{
	const struct tl_field *f;
	struct tl_path path;
	struct tl_err err = { 0 };
	int64_t factor;

	if (left_out(l, heading) || tl_kind_ignores(l->kind, bare_heading(heading)))
		return true;
	f = heading_field(l, heading, &factor);
	if (f)
		return !strcmp(f->by, "derived");
	return memchr(heading.data, '.', heading.len) &&
	       !tl_path_find(&path, l->kind, heading, &err);
}

bool tl_sheet_knows(struct tl_import *l, struct tl_bytes heading)
{
	int64_t factor;

	return heading_field(l, heading, &factor) || ignored(l, heading);
}

/* "单位：项、家、万元" above the headings: money below is in 万元. */
static void read_title(struct tl_import *l, const struct tl_form_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		struct tl_bytes cell = row->cell[i];
		const char *unit =
			cell.data ? memmem(cell.data, cell.len, "单位", strlen("单位")) : NULL;
		if (unit &&
		    memmem(unit, (size_t)(cell.data + cell.len - unit), "万元", strlen("万元")))
			l->sheet.title_factor = 10000;
	}
}

static int no_such_field(struct tl_import *l, const char *name)
{
	return tl_err_near(&l->t->err, tl_kind_nearest(l->kind, tl_str(name), true),
	                   "a %s has no field '%s'", l->kind->name, name);
}

int tl_sheet_check_map(struct tl_import *l)
{
	for (size_t i = 0; i < l->opt->nmap; i++) {
		const char *eq = strrchr(l->opt->map[i], '=');
		if (!eq || eq == l->opt->map[i])
			return tl_err_hint(&l->t->err, TLSAFE_EUSAGE,
			                   "give --map HEADING=FIELD, or HEADING=- to leave it out",
			                   "not a heading and its field: '%s'", l->opt->map[i]);
		if (strcmp(eq, "=-") && !tl_kind_field(l->kind, tl_str(eq + 1), true, NULL))
			return no_such_field(l, eq + 1);
	}
	return 0;
}

static bool own_heading(const struct tl_sheet_column *c)
{
	return c->field->to &&
	       (!strcmp(c->heading, c->field->zh) || !strcmp(c->heading, c->field->key));
}

/* The second column of a field: an id beside a name recognises better, so the first of our own
 * heading wins; others have to say the same in each row. */
static void second_column(struct tl_import *l, size_t i, size_t was)
{
	struct tl_sheet_column *a = &l->sheet.column[was], *b = &l->sheet.column[i];
	bool a_own = own_heading(a), b_own = own_heading(b);

	if (a_own && !b_own)
		b->field = NULL;
	else if (b_own && !a_own)
		a->field = NULL;
	else
		b->twin = was + 1;
}

static void unknown_heading(struct tl_import *l, const char *heading, struct tl_bytes cell)
{
	const char *near = tl_kind_nearest(l->kind, cell, true);
	TL_BUF hint = { 0 };

	if (near)
		tl_buf_printf(&hint, "did you mean '%s'? ", near);
	tl_buf_printf(&hint,
	              "map it with --map '%s=FIELD', or pass it over with "
	              "--ignore-unknown-headings",
	              heading);
	tl_fault(&l->c->decide, TLSAFE_EINPUT, heading, TL_NONE, hint.failed ? NULL : hint.data,
	         "an unknown heading");
}

static int read_heading(struct tl_import *l, size_t i, struct tl_bytes cell)
{
	struct tl_sheet_column *col = &l->sheet.column[i];

	*col = (struct tl_sheet_column){ 0 };
	col->heading = tl_arena_alloc(&l->sheet.arena, cell.len + 1);
	if (!col->heading)
		return tl_err_memory(&l->t->err);
	memcpy(col->heading, cell.data ? cell.data : "", cell.len);
	col->heading[cell.len] = 0;
	if (!cell.len)
		return 0;
	col->field = heading_field(l, cell, &col->factor);
	if (ignored(l, cell) && !mapped(l, cell)) {
		if (!left_out(l, cell))
			col->derived = col->field;
		l->sheet.derives |= col->derived != NULL;
		col->field = NULL;
		return 0;
	}
	if (!col->field) {
		if (!l->opt->ignore_unknown)
			unknown_heading(l, col->heading, cell);
		return 0;
	}
	if (!strcmp(col->field->type->name, "money") && !col->factor && l->sheet.title_factor) {
		col->factor = l->sheet.title_factor;
		tl_warn(&l->c->decide, col->heading, TL_NONE,
		        "taken in 万元, as the title row says");
	}
	for (size_t k = 0; k < i; k++)
		if (l->sheet.column[k].field == col->field) {
			second_column(l, i, k);
			break;
		}
	return 0;
}

void tl_sheet_trace(struct tl_import *l, const char *how)
{
	if (!l->sheet.told)
		tl_trace(l->t, "%s: read %s", l->opt->file, how);
}

/* Which heading was taken for which field, as --map would say it, and which was not. Once, though a
 * list may be judged twice. */
static void tell_headings(struct tl_import *l, uint64_t line)
{
	TL_BUF taken = { 0 };
	TL_BUF passed = { 0 };

	if (l->sheet.told || !l->t->trace)
		return;
	l->sheet.told = true;
	for (size_t i = 0; i < l->sheet.ncolumns; i++) {
		const struct tl_sheet_column *col = &l->sheet.column[i];
		struct tl_buf *to = col->field ? &taken : &passed;
		tl_buf_str(to, to->len ? ", " : "");
		tl_buf_str(to, *col->heading || col->field ? col->heading : "(blank)");
		if (col->field)
			tl_buf_printf(to, "=%s", col->field->key);
		if (col->field && col->factor > 1)
			tl_buf_printf(to, " (times %lld)", (long long)col->factor);
	}
	if (taken.len && !taken.failed)
		tl_trace(l->t, "%s:%llu: headings taken: %s", l->opt->file,
		         (unsigned long long)line, taken.data);
	if (passed.len && !passed.failed)
		tl_trace(l->t, "%s:%llu: headings not taken: %s", l->opt->file,
		        (unsigned long long)line, passed.data);
}

/* A field is given by a column or by --set, not by both. */
static void check_constants(struct tl_import *l)
{
	const struct tl_sheet *s = &l->sheet;

	for (size_t i = 0; i < s->ncolumns; i++) {
		const struct tl_field *f = s->column[i].field;
		if (f && s->constant[tl_sheet_slot(l, f)].data)
			tl_fault(&l->c->decide, TLSAFE_EINPUT, s->column[i].heading, TL_NONE,
			         "leave out --set, or map the column away",
			         "%s is given for all rows, and the list has a column for it",
			         f->key);
	}
}

/* Which slots the columns and constants fill. */
static void find_slots(struct tl_import *l)
{
	struct tl_sheet *s = &l->sheet;

	for (size_t i = 0; i < s->ncolumns; i++) {
		const struct tl_field *f = s->column[i].field;
		if (!f || s->column[i].twin)
			continue;
		s->heading[tl_sheet_slot(l, f)] = s->column[i].heading;
		s->factor[tl_sheet_slot(l, f)] = s->column[i].factor;
	}
	s->nslots = 0;
	for (size_t i = 0; i < tl_sheet_nvalues(l); i++)
		if (s->heading[i] || s->constant[i].data)
			s->slot[s->nslots++] = i;
}

int tl_sheet_read_headings(struct tl_import *l, const struct tl_headings *h)
{
	struct tl_sheet *s = &l->sheet;
	size_t before = l->c->decide.faults, last = h->n;
	int rc = 0;

	for (size_t i = 0; i < h->nrows && h->row[i].line < h->line; i++)
		read_title(l, &h->row[i]);
	/* Cells behind the last heading are the spreadsheet's own. */
	while (last && !h->cell[last - 1].len)
		last--;
	s->ncolumns = last;
	s->column = tl_arena_zalloc(&s->arena, (last + 1) * sizeof(*s->column));
	if (!s->column)
		return tl_err_memory(&l->t->err);
	for (size_t i = 0; !rc && i < last; i++)
		rc = read_heading(l, i, h->cell[i]);
	if (rc)
		return rc;
	tell_headings(l, h->line);
	check_constants(l);
	find_slots(l);
	return l->c->decide.faults > before ? l->c->decide.first : 0;
}

static int bad_constant(struct tl_import *l, const struct tl_field *f, const char *why)
{
	size_t n;
	const char *hint = tl_err_advice(why, &n);

	return tl_err_hint(&l->t->err, TLSAFE_EINPUT, hint, "%s: %.*s", f->key, (int)n, why);
}

/* Values that are given for all rows, each read as a cell is. */
int tl_sheet_read_constants(struct tl_import *l)
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
		if (eq)
			how.field = tl_kind_field(l->kind, tl_bytes(word, (size_t)(eq - word)),
			                          true, NULL);
		if (!eq || !how.field)
			return tl_err_hint(&l->t->err, TLSAFE_EUSAGE, "give --set FIELD=VALUE",
			                   "not a value of a field of %s: '%s'", l->kind->name,
			                   word);
		memset(&reading, 0, sizeof(reading));
		if (tl_type_read(&how, tl_str(eq + 1), &out, &reading))
			return bad_constant(l, how.field, reading.wrong);
		l->sheet.constant[tl_sheet_slot(l, how.field)] =
			tl_arena_dup(&l->sheet.arena, tl_buf_bytes(&out), &ok);
		if (!ok || out.failed)
			return tl_err_memory(&l->t->err);
	}
	return 0;
}
