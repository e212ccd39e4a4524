/* Checklists judged: those of files, or of the schema set. */
#include <stdio.h>

#include "query/line.h"
#include "query/moment.h"
#include "schema/checklint.h"
#include "schema/yaml.h"
#include "store/open.h"
#include "store/schema_files.h"

struct lint {
	struct tlsafe *t;
	const struct tlsafe_lint *in;
	struct tlsafe_out *out;
	const struct tl_codes *categories;
	const char *file;		/* being judged, for messages */
	struct tl_line line;
	size_t faults;
	bool english;
};

/* --- telling ----------------------------------------------------------------- */

static void tell(struct lint *x, int code, size_t line, const char *of, const char *text,
                 const char *hint)
{
	struct tlsafe_fault f = { .code = code, .file = x->file, .line = line, .hint = hint };
	TL_BUF all = { 0 };

	x->faults += code != 0;
	if (!x->in->fault)
		return;
	if (of)
		tl_buf_printf(&all, "%s: ", of);
	tl_buf_str(&all, text);
	f.text = all.failed ? text : all.data;
	x->in->fault(x->in->ctx, &f);
}

/* What the loader refused. */
static void tell_refused(void *ctx, const char *of, const char *why)
{
	struct tl_yaml_place at;

	if (tl_yaml_place(why, &at))
		tell(ctx, TLSAFE_EINPUT, at.line, of, at.text, NULL);
	else
		tell(ctx, TLSAFE_EINPUT, 0, of, why, NULL);
}

static void tell_judged(void *ctx, size_t line, const char *of, const char *text,
                        const char *hint)
{
	tell(ctx, TLSAFE_EINPUT, line, of, text, hint);
}

static void tell_local(struct lint *x, size_t n)
{
	char text[100];

	snprintf(text, sizeof(text),
	         "items marked local, which no text that was read bears out: %zu", n);
	if (n)
		tell(x, 0, 0, NULL, text, NULL);
}

/* --- judging ----------------------------------------------------------------- */

static int write_list(struct lint *x, const struct tl_checklist *c, size_t local)
{
	struct tl_line *l = &x->line;

	tl_line_text(l, tl_str(c->name));
	tl_line_text(l, tl_str(x->english ? c->en : c->zh));
	tl_line_text(l, tl_str(c->version));
	tl_line_number(l, c->nitems);
	tl_line_number(l, local);
	return tl_line_write(l, x->t, x->out);
}

static int judge(struct lint *x, const struct tl_shelf_file *f)
{
	const struct tl_check_faults faults = { .tell = tell_refused, .ctx = x };
	struct tl_checklint l = { .categories = x->categories, .tell = tell_judged, .ctx = x };
	TL_CLEANUP(tl_checklist_freep) struct tl_checklist *c = NULL;
	struct tl_err why = { 0 };
	int rc = tl_checklist_of(&c, f, &faults, &why);

	if (rc == TLSAFE_ECONFIG) {
		tell_refused(x, NULL, why.text);
		return 0;
	}
	if (rc || !c)
		return rc ? tl_err_set(&x->t->err, rc, "%s", why.text) : 0;
	tl_checklint(&l, c);
	tell_local(x, l.local);
	return write_list(x, c, l.local);
}

static int judge_files(struct lint *x)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena arena = { 0 };
	struct tl_genesis given = { .nfiles = 0 };
	int rc = tl_store_read_given(&given, x->in->files, x->in->nfiles, &arena, &x->t->err);

	for (size_t i = 0; !rc && i < given.nfiles; i++) {
		const struct tl_schema_file *file = &given.file[i];
		const struct tl_shelf_file f = { .file = file->name, .text = file->text };
		x->file = x->in->files[i];
		if (tl_store_is_text(file))
			rc = judge(x, &f);
		else
			tell(x, TLSAFE_EINPUT, 0, NULL, "not valid UTF-8", "save it as UTF-8");
	}
	return rc;
}

static int judge_set(struct lint *x, const struct tl_schema *s)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->nshelf; i++) {
		TL_BUF file = { 0 };
		if (s->shelf[i].sort != TL_SHELF_CHECKLIST)
			continue;
		tl_buf_add(&file, s->shelf[i].file);
		tl_buf_str(&file, ".yaml");
		x->file = file.data;
		rc = file.failed ? tl_err_memory(&x->t->err) : judge(x, &s->shelf[i]);
	}
	return rc;
}

static int judge_all(struct lint *x, const struct tl_schema *s)
{
	static const struct tl_line_column columns[] = {
		{ "list", false, "检查表", "List" },
		{ "title", false, "名称", "Title" },
		{ "version", false, "版本", "Version" },
		{ "items", true, "项数", "Items" },
		{ "local", true, "待核项数", "Local items" },
	};
	int rc = tl_line_columns(x->t, x->out, columns, TL_LEN(columns));

	x->english = tl_line_english(x->t, x->out);
	x->categories = tl_schema_codes(s, "category");
	if (!rc)
		rc = x->in->nfiles ? judge_files(x) : judge_set(x, s);
	if (!rc && x->faults)
		rc = tl_err_set(&x->t->err, TLSAFE_EINPUT, "checklists with %zu faults", x->faults);
	return rc;
}

int tlsafe_lint_checklists(struct tlsafe *t, const struct tlsafe_lint *in, struct tlsafe_out *out)
{
	const struct tlsafe_select select = { .known_at = in->known_at };
	struct lint x = { .t = t, .in = in, .out = out };
	TL_VIEW v = { 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_select(&v, t, &select);
	if (!rc)
		rc = judge_all(&x, v.schema);
	tl_line_release(&x.line);
	return tl_store_error(t, rc);
}
