/* What is wrong with pictures: each measured in a child, and judged by rules. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "image/looker.h"
#include "image/verdict.h"
#include "query/line.h"
#include "query/moment.h"
#include "schema/rulebook.h"
#include "store/open.h"

#define USE "stills"		/* of rules, and the name of those that are usual */
#define MOST (64u << 20)	/* bytes of one */

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
	struct tl_looker *looker;
	struct tl_buf bytes;
	struct tl_line line;
	struct tl_seen reference, before;
	bool has_reference, has_before;
	bool english;
	struct tlsafe_pictures_seen *counts;
};

static void release(struct checking *x)
{
	tl_looker_freep(&x->looker);
	tl_rulebook_freep(&x->rules);
	free(x->rule);
	tl_buf_release(&x->bytes);
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
                           const struct tl_condition *c, const struct tl_seen *seen)
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
	tl_line_true(l, tl_condition_holds(c, seen));
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

static int tell_unreadable(struct checking *x, const char *file, const char *why)
{
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

/* Sets WHY, of SIZE, if PATH cannot be read; errors are those of the call. */
static int read_file(struct checking *x, const char *path, char *why, size_t size)
{
	struct stat st;
	ssize_t n = 1;
	int fd;

	tl_buf_clear(&x->bytes);
	tl_file_as_caller();
	/* A pipe that nobody writes is not waited for. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	tl_file_as_before();
	if (fd < 0 || fstat(fd, &st))
		snprintf(why, size, "%s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		snprintf(why, size, "no regular file");
	while (fd >= 0 && !*why && n) {
		if (!tl_buf_room(&x->bytes, 1u << 18))
			break;
		n = read(fd, x->bytes.data + x->bytes.len, 1u << 18);
		if (n > 0)
			x->bytes.len += (size_t)n;
		if (n < 0 && errno != EINTR)
			snprintf(why, size, "%s", strerror(errno));
		if (x->bytes.len > MOST)
			snprintf(why, size, "more than %u MiB", MOST >> 20);
	}
	tl_file_close(&fd);
	return x->bytes.failed ? out_of_memory(x) : 0;
}

static int look_at(struct checking *x, const char *file)
{
	char why[128] = "";
	int rc = read_file(x, file, why, sizeof(why));

	if (rc)
		return rc;
	if (!*why)
		return tl_looker_give(x->looker, tl_buf_bytes(&x->bytes), (void *)file,
		                      &x->t->err);
	rc = tl_looker_finish(x->looker, &x->t->err);
	return rc ? rc : tell_unreadable(x, file, why);
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

static int look_at_reference(struct checking *x)
{
	const struct tl_looker_how how = { .children = 1, .take = keep_reference, .ctx = x };
	const char *file = x->how->reference;
	char why[128] = "";
	int rc = tl_looker_new(&x->looker, &how, &x->t->err);

	if (!rc)
		rc = read_file(x, file, why, sizeof(why));
	if (!rc && *why)
		rc = tl_err_set(&x->t->err, TLSAFE_ENOENT, "%s: %s", file, why);
	if (!rc)
		rc = tl_looker_give(x->looker, tl_buf_bytes(&x->bytes), (void *)file, &x->t->err);
	if (!rc)
		rc = tl_looker_finish(x->looker, &x->t->err);
	tl_looker_freep(&x->looker);
	return rc;
}

static int look_at_all(struct checking *x, const struct tl_schema *s)
{
	const struct tl_looker_how how = { .take = take, .ctx = x };
	int rc = read_rules(x, s);

	if (!rc)
		rc = columns(x);
	x->english = tl_line_english(x->t, x->out);
	if (!rc && x->how->reference)
		rc = look_at_reference(x);
	if (!rc)
		rc = tl_looker_new(&x->looker, &how, &x->t->err);
	for (size_t i = 0; !rc && i < x->how->nfiles; i++)
		rc = look_at(x, x->how->files[i]);
	return rc ? rc : tl_looker_finish(x->looker, &x->t->err);
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
