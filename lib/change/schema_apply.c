/* Files of a schema set become what counts, or cease to: what they would change is judged, and
 * entered as records of the kind "schema". */
#include "change/schema_apply.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "change/asked.h"
#include "change/imported.h"
#include "form/form.h"
#include "journal/workflow.h"
#include "schema/diff.h"
#include "schema/shelf.h"
#include "schema/past.h"
#include "store/open.h"
#include "store/schema_files.h"
#include "store/schema_set.h"

#define DISTRICT "district"
#define ROOM (64 * 1024)	/* of a stored value: for what stands beside the text */
#define TOLD 20			/* records named before the rest are counted */

struct row {
	struct tl_bytes file, what, of, was, now;
	size_t line;
};

struct apply {
	struct tlsafe *t;
	const struct tlsafe_apply *in;
	struct tl_bytes note, reason;
	struct tl_arena given;		/* what was read, once */
	struct tl_genesis files;
	const char **path;
	struct tl_change *c;
	struct tl_schema_set applied;	/* these are of one judgement */
	struct tl_schema *was, *now;
	struct tl_schema_file *text;	/* of the set as it would be */
	size_t ntexts;
	struct tl_arena arena;
	const struct tl_schema_file *at;	/* file being compared */
	struct row *row;
	size_t nrows, maxrows, nchanged;
	/* words that meant another code of a list of WAS */
	struct moved { const struct tl_codes *codes; struct row row; } *moved;
	size_t nmoved, maxmoved;
	bool *changed;			/* by file */
	bool failed;
};

static void judged_release(struct apply *a)
{
	tl_schema_set_release(&a->applied);
	tl_schema_freep(&a->was);
	tl_schema_freep(&a->now);
	tl_arena_reset(&a->arena);
	a->nrows = a->nchanged = a->nmoved = 0;
}

static void apply_release(struct apply *a)
{
	judged_release(a);
	free(a->row);
	free(a->moved);
	tl_arena_release(&a->arena);
	tl_arena_release(&a->given);
}

/* --- reading files ----------------------------------------------------------- */

static int fault(struct apply *a, int code, const char *path, size_t line, const char *hint,
                 const char *fmt, ...) TL_PRINTF(6, 7);
static int fault(struct apply *a, int code, const char *path, size_t line, const char *hint,
                 const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	a->c->decide.at = (struct tlsafe_fault){ .file = path, .line = line };
	return tl_fault(&a->c->decide, code, NULL, TL_NONE, hint, "%s", text);
}

static int read_files(struct apply *a)
{
	const struct tlsafe_apply *in = a->in;
	int rc = tl_store_read_given(&a->files, in->files, in->nfiles, &a->given, &a->t->err);

	if (rc)
		return rc;
	a->path = tl_arena_zalloc(&a->given, (in->nfiles + 1) * sizeof(*a->path));
	if (!a->path)
		return tl_err_memory(&a->t->err);
	for (size_t i = 0; i < in->nfiles; i++)
		a->path[i] = in->files[i];
	return 0;
}

static int read_directory(struct apply *a)
{
	struct tlsafe_setup setup = { .schemas = a->in->directory };
	bool ok = true;
	int rc = tl_store_read_schemas(&a->files, &setup, &a->given, &a->t->err);

	a->path = rc ? NULL : tl_arena_zalloc(&a->given, (a->files.nfiles + 1) * sizeof(*a->path));
	if (!rc && !a->path)
		return tl_err_memory(&a->t->err);
	for (size_t i = 0; !rc && i < a->files.nfiles; i++) {
		TL_BUF path = { 0 };
		tl_buf_printf(&path, "%s/%s.yaml", a->in->directory, a->files.file[i].name.data);
		a->path[i] =
			path.failed ? NULL : tl_arena_dup(&a->given, tl_buf_bytes(&path), &ok).data;
	}
	return rc || ok ? rc : tl_err_memory(&a->t->err);
}

/* --- what would change ------------------------------------------------------- */

static const char *path_of(const struct apply *a, struct tl_bytes name)
{
	for (size_t i = 0; i < a->files.nfiles; i++)
		if (tl_eq(a->files.file[i].name, name))
			return a->path[i];
	return NULL;
}

/* What the loader says, "hazard.yaml:12:5: unknown word", as a fault of the file that was given. */
static int loader_fault(struct apply *a, const char *text)
{
	struct tl_yaml_place at;
	const char *path = tl_yaml_place(text, &at) ? path_of(a, at.file) : NULL;

	if (!path)
		return fault(a, TLSAFE_EINPUT, NULL, 0, NULL, "%s", text);
	return fault(a, TLSAFE_EINPUT, path, at.line, NULL, "column %zu: %s", at.column, at.text);
}

static void tell_difference(void *ctx, const struct tl_difference *d)
{
	struct apply *a = ctx;
	bool ok = true;

	if (d->refused) {
		a->c->decide.at =
			(struct tlsafe_fault){ .file = path_of(a, a->at->name), .line = d->line };
		tl_fault(&a->c->decide, TLSAFE_EINPUT, *d->of ? d->of : NULL, TL_NONE, d->hint,
		         "%s", d->refused);
		return;
	}
	if (!TL_GROW(a->row, a->nrows, a->maxrows)) {
		a->failed = true;
		return;
	}
	a->row[a->nrows++] = (struct row){ a->at->name,
		                           tl_str(d->what),
		                           tl_arena_dup(&a->arena, tl_str(d->of), &ok),
		                           tl_arena_dup(&a->arena, d->was, &ok),
		                           tl_arena_dup(&a->arena, d->now, &ok),
		                           d->line };
	if (d->codes && TL_GROW(a->moved, a->nmoved, a->maxmoved))
		a->moved[a->nmoved++] = (struct moved){ d->codes, a->row[a->nrows - 1] };
	else if (d->codes)
		a->failed = true;
	a->failed |= !ok;
}

static const struct tl_kind *kind_in(const struct tl_schema *s, struct tl_bytes file)
{
	for (size_t i = 0; i < s->nkinds; i++)
		if (tl_eqs(file, s->kind[i]->file))
			return s->kind[i];
	return NULL;
}

static const struct tl_codes *codes_in(const struct tl_schema *s, struct tl_bytes file)
{
	for (size_t i = 0; i < s->ncodes; i++)
		if (tl_eqs(file, s->codes[i]->file))
			return s->codes[i];
	return NULL;
}

static const struct tl_shelf_file *shelved_in(const struct tl_schema *s, struct tl_bytes file)
{
	for (size_t i = 0; i < s->nshelf; i++)
		if (tl_eq(s->shelf[i].file, file))
			return &s->shelf[i];
	return NULL;
}

/* What a file holds, or held before it was taken back, "kind hazard"; empty: the set never had
 * it. */
static void contents(char text[80], const struct tl_schema *s, struct tl_bytes file)
{
	const struct tl_kind *k = kind_in(s, file);
	const struct tl_codes *c = codes_in(s, file);
	const struct tl_shelf_file *kept = shelved_in(s, file);

	if (k)
		snprintf(text, 80, "kind %s", k->name);
	else if (c)
		snprintf(text, 80, "codes %s", c->name);
	else if (kept)
		snprintf(text, 80, "%s %s", tl_shelf_words[kept->sort], kept->name.data);
	else
		snprintf(text, 80, "%s", tl_eqs(file, s->district.file) ? "the district" : "");
}

static void compare_file(struct apply *a, size_t i)
{
	TL_CLEANUP(tl_diff_release) struct tl_diff d = { .tell = tell_difference, .ctx = a };
	struct tl_bytes name = a->files.file[i].name;
	const struct tl_kind *kind = kind_in(a->now, name), *there;
	char was[80], now[80];

	a->at = &a->files.file[i];
	contents(was, a->t->schema, name);
	contents(now, a->now, name);
	if (*was && strcmp(was, now)) {
		fault(a, TLSAFE_EINPUT, a->path[i], 1, "give it a file of its own",
		      "the file holds %s and cannot hold %s", was, now);
		return;
	}
	if (kind) {
		tl_diff_kind(&d, kind_in(a->was, name), kind);
		there = tl_schema_any_kind(a->t->schema, kind->name);
		if (there)
			tl_diff_withdrawn(&d, there, kind);
	} else if (codes_in(a->now, name)) {
		tl_diff_codes(&d, codes_in(a->was, name), codes_in(a->now, name));
	} else if (shelved_in(a->now, name)) {
		if (tl_diff_shelved(&d, a->was, a->now, shelved_in(a->now, name), &a->t->err))
			a->failed = true;
	} else {
		tl_diff_district(&d, &a->was->district, &a->now->district);
		return;		/* nothing of it is entered */
	}
	if (!d.changes && !d.refused)
		tell_difference(
			a, &(struct tl_difference){ .line = 1, .what = "text", .of = "" });
	a->changed[i] = !d.refused;
}

/* The set with the given texts in place of those that it has. */
static int put_texts(struct apply *a)
{
	size_t before = a->c->decide.faults;

	for (size_t i = 0; i < a->files.nfiles; i++) {
		struct tl_schema_file *f = &a->files.file[i];
		struct tl_err why = { 0 };
		TL_BUF scratch = { 0 };
		size_t k = 0;
		while (k < a->ntexts && !tl_eq(a->text[k].name, f->name))
			k++;
		if ((a->in->directory && tl_eqs(f->name, DISTRICT)) ||
		    (k < a->ntexts && tl_eq(a->text[k].text, f->text)))
			continue;
		a->changed[i] = true;
		if (!tl_store_is_text(f))
			fault(a, TLSAFE_EINPUT, a->path[i], 0, "save it as UTF-8",
			      "not valid UTF-8");
		else if (f->text.len > TL_KV_VALUE_MAX - ROOM)
			fault(a, TLSAFE_EINPUT, a->path[i], 0, "split it", "longer than %d KiB",
			      (TL_KV_VALUE_MAX - ROOM) / 1024);
		else if (tl_schema_pack(&scratch, f, &why))
			loader_fault(a, why.text);
		a->text[k] = *f;
		a->ntexts += k == a->ntexts;
	}
	return a->c->decide.faults > before ? a->c->decide.first : 0;
}

static int compare(struct apply *a)
{
	struct tl_err why = { 0 };
	int rc = tl_schema_set_load(&a->applied, a->t, a->c->view.txn, &a->c->view.journal);

	if (!rc)
		rc = tl_schema_set_texts(&a->applied, UINT64_MAX, 0, a->files.nfiles, &a->text,
		                      &a->ntexts, &a->t->err);
	a->changed = tl_arena_zalloc(&a->arena, a->files.nfiles + 1);
	if (!rc && !a->changed)
		rc = tl_err_memory(&a->t->err);
	if (!rc)
		rc = tl_schema_load(&a->was, a->text, a->ntexts, tl_workflows, &a->t->err);
	if (!rc && put_texts(a))
		return 0;
	if (rc)
		return rc;
	if (tl_schema_load(&a->now, a->text, a->ntexts, tl_workflows, &why)) {
		loader_fault(a, why.text);
		return 0;
	}
	for (size_t i = 0; i < a->files.nfiles; i++) {
		bool differs = a->changed[i];
		a->changed[i] = false;
		if (differs)
			compare_file(a, i);
		a->nchanged += a->changed[i];
	}
	return a->failed ? tl_err_memory(&a->t->err) : 0;
}

/* What F will say. */
static struct tl_bytes text_of(const struct apply *a, const struct tl_schema_set_file *f)
{
	for (size_t i = 0; i < a->files.nfiles; i++)
		if (a->changed[i] && tl_eq(a->files.file[i].name, f->name))
			return a->files.file[i].text;
	return tl_schema_set_text(f, UINT64_MAX, 0);
}

/* The set in the places of the store: a kind comes again from the file that it came from, and
 * nothing is too large. */
static int check_places(struct apply *a)
{
	struct tl_schema_file *file;
	struct tl_schema *merged = NULL;
	struct tl_err why = { 0 };
	size_t n = 0;
	bool ok = true;
	int rc = 0;

	for (size_t i = 0; i < a->files.nfiles; i++)
		if (a->changed[i] && !tl_schema_set_file(&a->applied, a->files.file[i].name))
			return tl_err_memory(&a->t->err);
	file = tl_arena_alloc(&a->arena, (a->applied.n + 1) * sizeof(*file));
	for (size_t i = 0; file && !rc && i < a->applied.n; i++) {
		const struct tl_schema_set_file *f = &a->applied.file[i];
		TL_BUF packed = { 0 };
		rc = tl_schema_set_pack(&packed, f, text_of(a, f), &a->t->err);
		if (!rc && packed.len > TL_KV_VALUE_MAX)
			fault(a, TLSAFE_EINPUT, path_of(a, f->name), 0, "split it",
			      "%.*s.yaml is too large for the store", (int)f->name.len,
			      f->name.data);
		if (!rc && packed.len)
			file[n++] = (struct tl_schema_file){
				f->name, tl_arena_dup(&a->arena, tl_buf_bytes(&packed), &ok)
			};
	}
	if (rc || !file || !ok)
		return rc ? rc : tl_err_memory(&a->t->err);
	if (tl_schema_load(&merged, file, n, tl_workflows, &why))
		loader_fault(a, why.text);
	tl_schema_free(merged);
	return 0;
}

/* --- words that move --------------------------------------------------------- */

/* Names R in the list when an import gave its field F the code that M's word meant. */
static int name_record(struct apply *a, const struct moved *m, const struct tl_field *f,
                       const struct tl_record *r, struct tl_imports *imports,
                       struct tl_arena *scratch)
{
	struct tl_bytes *was;
	bool ok = true;
	int rc;

	if (!tl_eq(r->val[f->index], m->row.was))
		return 0;
	tl_arena_reset(scratch);
	was = tl_arena_zalloc(scratch, r->kind->nfields * sizeof(*was));
	if (!was)
		return tl_err_memory(&a->t->err);
	rc = tl_imported_values(imports, &a->c->view, r, was, scratch);
	if (rc || !tl_eq(was[f->index], m->row.was))
		return rc;
	if (!TL_GROW(a->row, a->nrows, a->maxrows))
		return tl_err_memory(&a->t->err);
	a->row[a->nrows++] = (struct row){
		m->row.file, TL_LIT("record"),
		tl_arena_dup(&a->arena, tl_record_at(r, TL_F_ID), &ok), m->row.was, m->row.of,
		m->row.line
	};
	return ok ? 0 : tl_err_memory(&a->t->err);
}

static int name_records(struct apply *a, const struct moved *m, const struct tl_kind *was)
{
	const struct tl_kind *kind = tl_schema_kind(a->t->schema, was->name);
	TL_CLEANUP(tl_arena_release) struct tl_arena scratch = { 0 };
	TL_CLEANUP(tl_imports_release) struct tl_imports imports = { 0 };
	TL_RECORD r = { 0 };
	int rc = 0;

	for (size_t i = 0; kind && !rc && i < was->nfields; i++) {
		TL_WALK walk = { 0 };
		const struct tl_field *f = tl_kind_key(kind, tl_str(was->field[i].key));
		if (was->field[i].codes != m->codes || !f)
			continue;
		tl_record_init(&r, kind);
		rc = tl_walk_begin(&walk, &a->c->view, kind);
		while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
			rc = name_record(a, m, f, &r, &imports, &scratch);
		tl_record_release(&r);
	}
	return rc;
}

/* The code from which M's word moves to another was named for an earlier word already. */
static bool same_move(const struct apply *a, const struct moved *m)
{
	for (const struct moved *k = a->moved; k < m; k++)
		if (k->codes == m->codes && tl_eq(k->row.was, m->row.was) &&
		    tl_eq(k->row.of, m->row.of))
			return true;
	return false;
}

/*
 * A word that meant one code and now means another: what is stored stays, and those records are
 * listed whose value an import may have concluded from the word. It needs a reason.
 */
static int check_moved(struct apply *a)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < a->nmoved; i++) {
		const struct moved *m = &a->moved[i];
		if (!a->reason.len && !a->in->dry_run)
			fault(a, TLSAFE_ERULE, path_of(a, m->row.file), m->row.line,
			      "give --reason; --dry-run lists the records that have it",
			      "'%.*s' meant %.*s and would mean %.*s", (int)m->row.now.len,
			      m->row.now.data, (int)m->row.was.len, m->row.was.data,
			      (int)m->row.of.len, m->row.of.data);
		for (size_t k = 0; !rc && k < a->was->nkinds && !same_move(a, m); k++)
			rc = name_records(a, m, a->was->kind[k]);
	}
	return rc;
}

/* --- entering ---------------------------------------------------------------- */

static int enter_file(struct apply *a, size_t i)
{
	const struct tl_schema_file *file = &a->files.file[i];
	const struct tl_kind *kind = tl_schema_set_kind(a->t->schema);
	struct tl_set set = { .field = tl_schema_set_text_field(kind), .value = file->text };
	struct tl_entry e = { .kind = kind,
		              .id = file->name,
		              .act = TL_ACT_ADD,
		              .on = TL_NODAY,
		              .note = a->note,
		              .reason = a->reason,
		              .set = &set,
		              .nset = 1 };
	struct tl_read how = { .field = &kind->field[kind->at[TL_F_ID]] };
	struct tl_reading reading = { "", "" };
	struct tl_record *r;
	TL_BUF id = { 0 };
	int rc;

	if (tl_type_read(&how, file->name, &id, &reading) || !tl_eq(tl_buf_bytes(&id), file->name))
		return fault(a, TLSAFE_EINPUT, a->path[i], 0, NULL,
		             "the name of the file is no id%s%s", *reading.wrong ? ": " : "",
		             reading.wrong);
	rc = tl_change_new(a->c, kind, &id, a->c->view.today, &r);
	if (rc == TLSAFE_EEXIST) {
		e.act = TL_ACT_SET;
		rc = tl_change_load(a->c, kind, file->name, &r);
	}
	if (rc == TLSAFE_ENOENT)
		return fault(a, TLSAFE_EINPUT, a->path[i], 0, "give the file another name",
		             "another record has the id '%.*s'", (int)file->name.len,
		             file->name.data);
	return rc ? rc : tl_change_enter(a->c, r, &e);
}

static int decide_apply(void *ctx, struct tl_change *c)
{
	struct apply *a = ctx;
	int rc;

	judged_release(a);
	a->c = c;
	c->decide.today = c->view.today;
	c->decide.fault = a->in->fault;
	c->decide.ctx = a->in->ctx;
	rc = compare(a);
	if (!rc && !c->decide.faults && a->nchanged)
		rc = check_places(a);
	if (!rc && !c->decide.faults)
		rc = check_moved(a);
	for (size_t i = 0; !rc && !c->decide.faults && !a->in->dry_run && i < a->files.nfiles; i++)
		if (a->changed[i])
			rc = enter_file(a, i);
	return c->decide.faults ? 0 : rc;
}

static int show(struct apply *a, struct tlsafe_out *out)
{
	static const char *const names[] = { "file", "line", "what", "of", "was", "now" };
	struct tl_out_column col[TL_LEN(names)];
	int rc;

	for (size_t i = 0; i < TL_LEN(names); i++)
		col[i] = (struct tl_out_column){ tl_str(names[i]), tl_str(names[i]), i == 1 };
	rc = tl_out_columns(out, col, TL_LEN(names));
	for (size_t i = 0; !rc && i < a->nrows; i++) {
		const struct row *r = &a->row[i];
		char line[24];
		snprintf(line, sizeof(line), "%zu", r->line);
		struct tl_bytes text[] = { r->file, tl_str(line), r->what, r->of, r->was, r->now };
		struct tl_cell cell[TL_LEN(names)] = { 0 };
		TL_BUF json = { 0 };
		size_t at[TL_LEN(names) + 1] = { 0 };
		for (size_t k = 0; k < TL_LEN(names); k++) {
			if (text[k].len && k == 1)
				tl_buf_add(&json, text[k]);
			else if (text[k].len)
				tl_json_string(&json, text[k]);
			at[k + 1] = json.len;
		}
		if (json.failed)
			return tl_err_memory(&a->t->err);
		for (size_t k = 0; k < TL_LEN(names); k++)
			if (text[k].len)
				cell[k] = (struct tl_cell){ .text = text[k],
					                    .json = tl_bytes(json.data + at[k],
					                                     at[k + 1] - at[k]),
					                    .numeric = k == 1 };
		rc = tl_out_row(out, cell);
	}
	return rc ? tl_out_error(a->t, out) : 0;
}

static int apply_once(struct tlsafe *t, const struct tlsafe_apply *in, size_t *changed,
                      struct tlsafe_out *out)
{
	TL_CLEANUP(apply_release) struct apply a = { .t = t, .in = in };
	struct tl_head head = { 0 };
	int rc;

	if (tl_store_begin(t) || tl_said(&t->err, "--note", in->note, &a.note) ||
	    tl_said(&t->err, "--reason", in->reason, &a.reason))
		return t->err.code;
	if (!tl_schema_set_kind(t->schema))
		return tl_err_set(&t->err, TLSAFE_ECONFIG,
		                  "the store's schema set has no kind '" TL_SCHEMA_KIND
		                  "' and cannot change: it was made by an older tlsafe");
	rc = in->directory ? read_directory(&a) : read_files(&a);
	if (!rc)
		rc = tl_change_run(t, &(struct tl_change_ops){ .decide = decide_apply, .ctx = &a },
		                   &head);
	if (!rc && head.number)
		rc = tl_store_reload(t);
	if (!rc && out)
		rc = show(&a, out);
	if (changed)
		*changed = a.nchanged;
	return tl_store_error(t, rc);
}

int tlsafe_schema_apply(struct tlsafe *t, const struct tlsafe_apply *in, size_t *changed,
                        struct tlsafe_out *out)
{
	int tries = 0, rc;

	do
		rc = apply_once(t, in, changed, out);
	while (tl_store_again(t, rc, &tries));
	return rc;
}

/* --- taking back ------------------------------------------------------------- */

/* What of a kind would go with the transaction that is taken back. */
struct going {
	struct tl_change *c;
	uint64_t txn;
	const struct tl_kind *was, *stays;	/* STAYS is NULL: all of it goes */
	size_t told;
};

/* The code of F, whose value is TEXT (of a list: one of its items), that goes; TL_NONE: none. */
static struct tl_bytes code_going(const struct tl_field *f, const struct tl_field *stays,
                                  struct tl_bytes text)
{
	struct tl_bytes item;

	if (!f->codes || !stays->codes)
		return TL_NONE;
	while (tl_list_next(&text, &item))
		if (tl_codes_code(f->codes, item) && !tl_codes_code(stays->codes, item))
			return item;
	return TL_NONE;
}

static void holds(struct going *g, struct tl_bytes id, const char *what, struct tl_bytes name)
{
	if (g->told++ < TOLD)
		tl_fault(&g->c->decide, TLSAFE_ERULE, NULL, TL_NONE, "mend or undo that one first",
		         "%.*s holds %s %.*s, which transaction %llu added", (int)id.len, id.data,
		         what, (int)name.len, name.data, (unsigned long long)g->txn);
}

static void check_record(struct going *g, const struct tl_record *r)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID);

	if (!g->stays) {
		if (g->told++ < TOLD)
			tl_fault(&g->c->decide, TLSAFE_ERULE, NULL, TL_NONE, "undo that one first",
			         "%.*s is of kind %s, which transaction %llu added", (int)id.len,
			         id.data, g->was->name, (unsigned long long)g->txn);
		return;
	}
	for (size_t i = 0; i < g->was->nfields; i++) {
		const struct tl_field *f = &g->was->field[i],
				      *stays = tl_kind_key(g->stays, tl_str(f->key));
		struct tl_bytes code;
		if (f->withdrawn || !r->val[i].len)
			continue;
		if (!stays)
			holds(g, id, "the field", tl_str(f->key));
		else if ((code = code_going(f, stays, r->val[i])).data)
			holds(g, id, "the code", code);
	}
}

static bool loses(const struct tl_kind *was, const struct tl_kind *stays)
{
	for (size_t i = 0; stays && i < was->nfields; i++) {
		const struct tl_field *f = &was->field[i], *s = tl_kind_key(stays, tl_str(f->key));
		if (!f->withdrawn && !s)
			return true;
		for (size_t c = 0; s && f->codes && s->codes && c < f->codes->n; c++)
			if (!tl_codes_code(s->codes, f->codes->code[c].code))
				return true;
	}
	return !stays;
}

static int check_kind(struct going *g)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, g->was);
	if (!loses(g->was, g->stays))
		return 0;
	rc = tl_walk_begin(&walk, &g->c->view, g->was);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		check_record(g, &r);
		rc = 0;
	}
	if (!rc && g->told > TOLD)
		tl_fault(&g->c->decide, TLSAFE_ERULE, NULL, TL_NONE, NULL,
		         "and so %zu more of kind %s", g->told - TOLD, g->was->name);
	return rc;
}

int tl_schema_set_undo(struct tl_change *c, uint64_t txn)
{
	TL_SCHEMA_SET applied = { 0 };
	struct tl_schema *stays = NULL;
	struct tl_schema_file *text;
	struct tl_err why = { 0 };
	size_t n;
	int rc = tl_schema_set_load(&applied, c->t, c->view.txn, &c->view.journal);

	if (!rc)
		rc = tl_schema_set_texts(&applied, UINT64_MAX, txn, 0, &text, &n, &c->t->err);
	if (rc)
		return rc;
	if (tl_schema_load(&stays, text, n, tl_workflows, &why)) {
		tl_fault(&c->decide, TLSAFE_ERULE, NULL, TL_NONE, "undo first what rests on it",
		         "without transaction %llu the schema set is none: %s",
		         (unsigned long long)txn, why.text);
		return 0;
	}
	for (size_t i = 0; !rc && i < c->t->schema->nkinds; i++) {
		const struct tl_kind *k = c->t->schema->kind[i];
		struct going g = {
			.c = c, .txn = txn, .was = k, .stays = tl_schema_kind(stays, k->name)
		};
		if (!k->withdrawn)
			rc = check_kind(&g);
	}
	tl_schema_free(stays);
	return rc;
}
