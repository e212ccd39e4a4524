/* What is wrong with pictures: each measured in a child, and judged by rules. */
#include <stdio.h>

#include "image/verdict.h"
#include "query/line.h"
#include "query/moment.h"
#include "schema/rulebook.h"
#include "still/reading.h"
#include "store/open.h"

#define USE "stills"		/* of rules, and the name of those that are usual */

struct rule {
	const struct tl_book_rule *said;
	struct tl_when when;
	bool holds;			/* of the picture in hand */
	bool counts;			/* and no other one makes it say nothing new */
};

struct checking {
	struct tlsafe *t;
	const struct tlsafe_pictures *how;
	struct tlsafe_out *out;
	struct tl_rulebook *rules;
	struct rule *rule;
	struct tl_line line;
	struct tl_seen reference, before;
	bool has_reference, has_before;
	bool english;
	struct tlsafe_pictures_seen *counts;
};

static void release(struct checking *x)
{
	tl_rulebook_freep(&x->rules);
	free(x->rule);
	tl_line_release(&x->line);
}

/* --- rules ------------------------------------------------------------------------ */

static int read_rules(struct checking *x, const struct tl_schema *s)
{
	const char *name = x->how->rules ? x->how->rules : USE;
	int rc = tl_rulebook_open(&x->rules, s, name, USE, &x->t->err);

	if (rc)
		return rc;
	x->rule = calloc(x->rules->n + 1, sizeof(*x->rule));
	if (!x->rule)
		return tl_err_memory(&x->t->err);
	for (size_t i = 0; !rc && i < x->rules->n; i++) {
		const struct tl_book_rule *said = x->rule[i].said = &x->rules->rule[i];
		rc = tl_when_read(tl_rule_text(said, "when"), &x->rule[i].when, &x->t->err);
		rc = tl_rule_answered(x->rules, said, "when", &x->t->err, rc);
	}
	return rc;
}

static bool holds(const struct checking *x, struct tl_bytes id)
{
	for (size_t i = 0; i < x->rules->n; i++)
		if (x->rule[i].holds && tl_eqs(id, x->rule[i].said->id))
			return true;
	return false;
}

/* Whether another fault says it already: what is black has no edges either. */
static bool is_said(const struct checking *x, const struct rule *r)
{
	const char *list = tl_rule_text(r->said, "unless").data;
	struct tl_bytes id;

	while (tl_next_word(&list, &id))
		if (holds(x, id))
			return true;
	return false;
}

static size_t judge(struct checking *x, const struct tl_seen *seen)
{
	size_t n = 0;

	for (size_t i = 0; i < x->rules->n; i++)
		x->rule[i].holds = tl_when_holds(&x->rule[i].when, seen);
	for (size_t i = 0; i < x->rules->n; i++) {
		struct rule *r = &x->rule[i];
		r->counts = r->holds && !is_said(x, r);
		n += r->counts;
	}
	return n;
}

/* --- what is written ----------------------------------------------------------------- */

static int columns(struct checking *x)
{
	static const struct tl_line_column pictures[] = {
		{ "file", false, "文件", "File" },
		{ "state", false, "状态", "State" },
		{ "faults", false, "故障", "Faults" },
		{ "taken", false, "自述拍摄时间", "Taken, as it says" },
		{ "note", false, "说明", "Note" },
	};
	static const struct tl_line_column numbers[] = {
		{ "file", false, "文件", "File" },
		{ "fault", false, "故障", "Fault" },
		{ "counts", false, "成立", "Counts" },
		{ "measure", false, "指标", "Measure" },
		{ "number", true, "数值", "Number" },
		{ "limit", false, "阈值", "Limit" },
		{ "beyond", false, "超限", "Beyond" },
	};

	if (x->how->explain)
		return tl_line_columns(x->t, x->out, numbers, TL_LEN(numbers));
	return tl_line_columns(x->t, x->out, pictures, TL_LEN(pictures));
}

static int out_of_memory(struct checking *x)
{
	return tl_err_memory(&x->t->err);
}

/* The faults that count, by id and as they are called. */
static int write_faults(struct checking *x)
{
	TL_BUF ids = { 0 };
	TL_BUF names = { 0 };

	for (size_t i = 0; i < x->rules->n; i++) {
		const struct tl_book_rule *r = x->rule[i].said;
		const char *sep = ids.len ? "、" : "";
		if (!x->rule[i].counts)
			continue;
		tl_buf_printf(&ids, "%s%s", sep, r->id);
		tl_buf_printf(&names, "%s%s", sep, x->english ? r->en : r->zh);
	}
	if (ids.failed || names.failed)
		return out_of_memory(x);
	tl_line_word(&x->line, tl_buf_bytes(&ids), tl_buf_bytes(&names));
	return 0;
}

static const struct {
	const char *code, *zh, *en;
} states[] = { { "good", "正常", "Good" }, { "faulty", "异常", "Faulty" },
	       { "unreadable", "无法读取", "Unreadable" } };
enum state { GOOD, FAULTY, UNREADABLE };

static int write_picture(struct checking *x, const char *file, enum state state,
                         const struct tl_image_info *info, const char *note)
{
	struct tl_line *l = &x->line;
	int rc = 0;

	tl_line_text(l, tl_str(file));
	tl_line_word(l, tl_str(states[state].code),
	             tl_str(x->english ? states[state].en : states[state].zh));
	if (state == FAULTY)
		rc = write_faults(x);
	else
		tl_line_text(l, TL_NONE);
	tl_line_text(l, tl_str(info->taken));
	tl_line_text(l, tl_str(note));
	return rc ? rc : tl_line_write(l, x->t, x->out);
}

static int write_condition(struct checking *x, const char *file, const struct rule *r,
                           const struct tl_limit *c, const struct tl_seen *seen)
{
	const struct tl_seen_name *m = &tl_seen_names[c->of];
	struct tl_line *l = &x->line;
	char number[32] = "", limit[32];

	/* NAN: there is nothing that it could be measured against. */
	if (seen->value[c->of] == seen->value[c->of])
		snprintf(number, sizeof(number), "%.2f", seen->value[c->of]);
	snprintf(limit, sizeof(limit), "%c%g", c->below ? '<' : '>', c->limit);
	tl_line_text(l, tl_str(file));
	tl_line_word(l, tl_str(r->said->id), tl_str(x->english ? r->said->en : r->said->zh));
	tl_line_true(l, r->counts);
	tl_line_word(l, tl_str(m->name), tl_str(x->english ? m->en : m->zh));
	tl_line_text(l, tl_str(number));
	tl_line_text(l, tl_str(limit));
	tl_line_true(l, tl_limit_holds(c, seen));
	return tl_line_write(l, x->t, x->out);
}

static int write_numbers(struct checking *x, const char *file, const struct tl_seen *seen)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < x->rules->n; i++)
		for (size_t k = 0; !rc && k < x->rule[i].when.n; k++)
			rc = write_condition(x, file, &x->rule[i],
			                     &x->rule[i].when.condition[k], seen);
	return rc;
}

/* --- pictures ------------------------------------------------------------------------ */

static int tell_unreadable(void *ctx, const char *file, const char *why)
{
	struct checking *x = ctx;
	const struct tl_image_info none = { .taken = "" };
	const struct tlsafe_fault f = { .code = TLSAFE_EINPUT, .file = file, .text = why };

	x->counts->unreadable++;
	x->has_before = false;
	if (!x->how->explain)
		return write_picture(x, file, UNREADABLE, &none, why);
	if (x->how->fault)
		x->how->fault(x->how->ctx, &f);
	return 0;
}

static int take(void *ctx, void *tag, const struct tl_looked *got, const struct tl_image *small,
                struct tl_err *err)
{
	struct checking *x = ctx;
	const char *file = tag;
	struct tl_seen seen;
	char note[64] = "";
	size_t faults;

	(void)small;
	(void)err;
	if (got->code)
		return tell_unreadable(x, file, got->why);
	seen = got->seen;
	tl_seen_against(&seen, x->has_reference ? &x->reference : NULL,
	                x->has_before ? &x->before : NULL);
	x->before = got->seen;
	x->has_before = true;
	faults = judge(x, &seen);
	x->counts->faulty += faults != 0;
	if (x->how->explain)
		return write_numbers(x, file, &seen);
	if (got->info.trailing)
		snprintf(note, sizeof(note), "%llu bytes follow the picture",
		         (unsigned long long)got->info.trailing);
	return write_picture(x, file, faults ? FAULTY : GOOD, &got->info, note);
}

static int keep_reference(void *ctx, void *tag, const struct tl_looked *got,
                          const struct tl_image *small, struct tl_err *err)
{
	struct checking *x = ctx;

	(void)small;
	if (got->code)
		return tl_err_set(err, TLSAFE_EINPUT, "%s: %s", (const char *)tag, got->why);
	x->reference = got->seen;
	x->has_reference = true;
	return 0;
}

static int no_reference(void *ctx, const char *file, const char *why)
{
	struct checking *x = ctx;

	return tl_err_set(&x->t->err, TLSAFE_ENOENT, "%s: %s", file, why);
}

static int look_at_reference(struct checking *x)
{
	const struct tl_looker_how how = { .children = 1, .take = keep_reference, .ctx = x };
	char *file = (char *)x->how->reference;
	TL_CLEANUP(tl_pictures_release) struct tl_pictures p = { .unreadable = no_reference,
		                                                 .ctx = x, .err = &x->t->err };

	return tl_pictures_look(&p, &how, &file, 1);
}

static int look_at_all(struct checking *x, const struct tl_schema *s)
{
	const struct tl_looker_how how = { .take = take, .ctx = x };
	TL_CLEANUP(tl_pictures_release) struct tl_pictures p = { .unreadable = tell_unreadable,
		                                                 .ctx = x, .err = &x->t->err };
	int rc = read_rules(x, s);

	if (!rc)
		rc = columns(x);
	x->english = tl_line_english(x->t, x->out);
	if (!rc && x->how->reference)
		rc = look_at_reference(x);
	return rc ? rc : tl_pictures_look(&p, &how, x->how->files, x->how->nfiles);
}

int tlsafe_pictures(struct tlsafe *t, const struct tlsafe_pictures *how, struct tlsafe_out *out,
                struct tlsafe_pictures_seen *ret)
{
	TL_CLEANUP(release) struct checking x = { .t = t, .how = how, .out = out, .counts = ret };
	TL_VIEW v = { 0 };
	int rc;

	*ret = (struct tlsafe_pictures_seen){ 0 };
	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_select(&v, t, &(struct tlsafe_select){ .known_at = how->known_at });
	if (!rc)
		rc = look_at_all(&x, v.schema);
	return tl_store_error(t, rc);
}
