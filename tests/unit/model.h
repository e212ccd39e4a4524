/* A store with a few units and hazards, for tests of what lies over it. */
#ifndef MODEL_H
#define MODEL_H

#include "unit.h"

#include "form/form.h"
#include "journal/workflow.h"
#include "store/open.h"
#include "store/view.h"

/* The instant of "now" in these stores: 2018-08-11 in China. */
#define MODEL_NOW (1534000000ll * 1000000)
#define MODEL_TODAY "2018-08-11"

static const char model_units[] =
	"单位编号,单位名称,单位类型,所属镇街,行业领域\n"
	"U000001,甲厂,企业,蒲吕街道,其他企业\n"
	"U000002,乙工地,建筑工地,旧县镇,建筑施工\n";
static const char model_ledger[] =
	"检查日期,隐患来源,单位名称,隐患描述,隐患等级,整改期限,交办日期,延期批准日期,延期至,"
	"整改完成时间,复查时间,复查人,复查结果,销号时间,立查立改\n"
	"2018-01-05,镇街检查,甲厂,一,一般,2018-01-20,2018-01-06,,,2018-01-10,2018-01-12,王,合格,"
	"2018-01-13,\n"
	"2018-01-06,镇街检查,乙工地,二,一般,2018-01-20,2018-01-06,2018-01-08,2018-02-20,2018-02-01,"
	",,,,\n"
	"2018-02-07,企业自查,甲厂,三,一般,,,,,2018-02-07,,,,2018-02-07,是\n"
	"2018-02-08,专项检查,乙工地,四,重大,2018-05-20,2018-02-09,,,,,,,,\n"
	"2018-02-09,专项检查,乙工地,五,一般,2018-02-20,2018-02-09,,2018-03-20,2018-02-12,2018-02-"
	"13,李,不合格,,\n"
	"2018-03-01,群众举报,甲厂,六,一般,,,,,,,,,2018-03-04,\n";

/* What the last list or table printed. */
static struct tl_buf model_printed;

static inline int model_print(void *ctx, const void *data, size_t len)
{
	(void)ctx;
	tl_buf_put(&model_printed, data, len);
	return 0;
}

static inline struct tlsafe_out *model_out(const char *format, unsigned flags)
{
	tl_buf_clear(&model_printed);
	tl_buf_str(&model_printed, "");
	return tlsafe_out_new(format, flags, model_print, NULL);
}

/* Ends OUT, and gives what was printed. */
static inline const char *model_end(struct tlsafe_out *out)
{
	assert_int_equal(tlsafe_out_end(out), 0);
	tlsafe_out_free(out);
	return model_printed.data;
}

/* After all tests of a program. */
static inline int model_drop(void **state)
{
	(void)state;
	tl_buf_release(&model_printed);
	return 0;
}

static inline void model_told(void *ctx, const struct tlsafe_fault *f)
{
	(void)ctx;
	if (f->code)
		print_error("%llu: %s: %s\n", (unsigned long long)f->line, f->field ? f->field : "",
		            f->text);
}

static inline void model_ok(struct tlsafe *t, int rc)
{
	if (rc)
		print_error("%s\n", tlsafe_errmsg(t));
	assert_int_equal(rc, 0);
}

static inline void model_who(struct tlsafe *t, int64_t now)
{
	struct tlsafe_who who = {
		.actor = "tester", .login = "tester", .command = "unit import", .now = now
	};
	assert_int_equal(tlsafe_set_who(t, &who), 0);
}

static inline struct tlsafe_setup model_setup(void)
{
	return (struct tlsafe_setup){ .schemas = getenv("TLSAFE_SCHEMAS"), .map_size = 64 << 20 };
}

/* A store without records; on disk in DIR, which unit_remove takes away. */
static inline struct tlsafe *model_store(bool memory, char dir[64])
{
	struct tlsafe *t = tlsafe_new();
	struct tlsafe_setup setup = model_setup();

	if (memory) {
		model_ok(t, tl_store_in_memory(t, &setup));
	} else {
		unit_dir(dir);
		model_ok(t, tlsafe_init(t, dir, &setup));
	}
	model_who(t, MODEL_NOW);
	return t;
}

static inline void model_import(struct tlsafe *t, const char *kind, const char *text, uint64_t want)
{
	FILE *f = tmpfile();
	struct tlsafe_imported n;

	fputs(text, f);
	fflush(f);
	struct tlsafe_import in = {
		.kind = kind, .file = "list", .fd = fileno(f), .fault = model_told
	};
	model_ok(t, tlsafe_import(t, &in, &n, NULL));
	assert_int_equal(n.added, want);
	fclose(f);
}

/* VERB on the hazard ID with the words A and B, or NULL. The day comes first: an act reads like a
 * line of the ledger. */
static inline int model_try(struct tlsafe *t, const char *on, const char *verb, const char *id,
                            unsigned flags, const char *a, const char *b)
{
	char *ids[] = { (char *)id }, *values[] = { (char *)a, (char *)b };
	static const struct tlsafe_value to[] = { { "assignee", "蒲吕街道" } },
					 until[] = { { "extended_to", "2018-06-30" },
		                                     { "approved_by", "三" } };
	struct tlsafe_change c = { .kind = "hazard",
		                   .verb = verb,
		                   .ids = ids,
		                   .nids = 1,
		                   .values = values,
		                   .nvalues = (size_t)(a != NULL) + (b != NULL),
		                   .flags = flags,
		                   .on = on,
		                   .reason = "why",
		                   .fault = model_told };

	if (!strcmp(verb, "assign")) {
		c.given = to;
		c.ngiven = 1;
	}
	if (!strcmp(verb, "extend")) {
		c.given = until;
		c.ngiven = 2;
	}
	if (!strcmp(verb, "verify"))
		c.by = "李";
	if (!strcmp(verb, "void"))
		c.reason = "error";
	if (!strcmp(verb, "note"))
		c.note = "某";
	return tlsafe_change(t, &c, NULL);
}

static inline void model_act(struct tlsafe *t, const char *on, const char *verb, const char *id,
                             unsigned flags, const char *a, const char *b)
{
	model_ok(t, model_try(t, on, verb, id, flags, a, b));
}

/* A life of acts in seven transactions, without personal values: their salts are random. */
static inline void model_live(struct tlsafe *t)
{
	char *add[] = { "unit=甲厂",     "found=2018-04-01", "source=patrol",
		        "level=general", "description=七",   "deadline=+15d" };
	struct tlsafe_change c = {
		.kind = "hazard", .verb = "add", .values = add, .nvalues = 6, .fault = model_told
	};

	model_import(t, "unit", model_units, 2);
	model_import(t, "hazard", model_ledger, 6);
	model_ok(t, tlsafe_change(t, &c, NULL));
	model_act(t, "2018-04-02", "assign", "H20180401-0001", 0, NULL, NULL);
	model_act(t, "2018-04-03", "extend", "H20180401-0001", 0, NULL, NULL);
	model_act(t, "2018-03-01", "plan", "H20180208-0001", 0, "plan_measures=换",
	          "plan_people=两人");
	model_act(t, "2018-02-03", "verify", "H20180106-0001", TLSAFE_ACT_PASS, NULL, NULL);
}

/* The same in memory. */
static inline struct tlsafe *model_lived(void)
{
	struct tlsafe *t = model_store(true, NULL);

	model_live(t);
	return t;
}

static inline const struct tl_kind *model_kind(const struct tlsafe *t, const char *name)
{
	const struct tl_kind *k = tl_schema_kind(t->schema, name);

	assert_non_null(k);
	return k;
}

static inline const struct tl_field *model_field(const struct tlsafe *t, const char *kind,
                                                 const char *key)
{
	const struct tl_field *f = tl_kind_key(model_kind(t, kind), tl_str(key));

	assert_non_null(f);
	return f;
}

static inline tl_day model_day(const char *text)
{
	tl_day day = TL_NODAY;

	assert_true(tl_day_parse(tl_str(text), &day));
	return day;
}

/* Begins V as of a day, NULL: as it stands; and of a transaction, UINT64_MAX: all. */
static inline void model_view(struct tl_view *v, struct tlsafe *t, const char *as_of,
                              uint64_t known)
{
	model_ok(t, tl_view_begin(v, t));
	if (as_of)
		v->as_of = model_day(as_of);
	v->known = known;
}

/* Begins an entry in SET, which has room for TL_ENTRY_SETS. */
static inline struct tl_entry model_entry(const struct tlsafe *t, const char *kind, const char *id,
                                          enum tl_act_name act, const char *on, struct tl_set *set)
{
	return (struct tl_entry){ .kind = model_kind(t, kind),
		                  .id = tl_str(id),
		                  .act = act,
		                  .on = on ? model_day(on) : TL_NODAY,
		                  .set = set };
}

static inline void model_give(struct tl_entry *e, const char *key, const char *value)
{
	const struct tl_field *f = tl_kind_key(e->kind, tl_str(key));

	assert_non_null(f);
	e->set[e->nset++] = (struct tl_set){ .field = f, .value = tl_str(value) };
}

/* Enters TEXT as the schema file NAME.yaml. */
static inline int model_apply(struct tlsafe *t, const char *name, const char *text)
{
	char dir[64], path[128], *files[] = { path };
	struct tlsafe_apply a = { .files = files, .nfiles = 1, .reason = "r", .fault = model_told };
	FILE *f;
	int rc;

	unit_dir(dir);
	snprintf(path, sizeof(path), "%s/%s.yaml", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	rc = tlsafe_schema_apply(t, &a, NULL, NULL);
	unit_remove(dir);
	return rc;
}

/* Words of a filter, ended by NULL. */
#define MODEL_WORDS 8
struct model_words {
	char *word[MODEL_WORDS + 1];
};

static inline size_t model_count(const struct model_words *w)
{
	size_t n = 0;

	while (w->word[n])
		n++;
	return n;
}

/* Ids of the hazards that the words select, each followed by a space; or the error's code. */
static inline int model_select(struct tl_buf *ids, struct tlsafe *t, const char *as_of,
                               const char *known_at, const struct model_words *w)
{
	struct tlsafe_select s = { .kind = "hazard",
		                   .words = w->word,
		                   .nwords = model_count(w),
		                   .as_of = as_of,
		                   .known_at = known_at,
		                   .fields = "id" };
	struct tlsafe_out *out = model_out("tsv", 0);
	uint64_t found = 0, n = 0;
	int rc = tlsafe_list(t, &s, out, &found);

	tl_buf_clear(ids);
	tl_buf_str(ids, "");
	if (rc) {
		tlsafe_out_free(out);
		return rc;
	}
	for (const char *p = model_end(out); *p; p++) {
		tl_buf_char(ids, *p == '\n' ? ' ' : *p);
		n += *p == '\n';
	}
	assert_int_equal(found, n);
	return 0;
}

/* Hears what calls say of themselves; CTX is a buffer. */
static inline void model_hear(void *ctx, const char *text)
{
	tl_buf_str(ctx, text);
	tl_buf_char(ctx, '\n');
}

/* Sees to it that BYTES are TEXT, and says both if they are not. */
static inline void model_is(struct tl_bytes bytes, const char *text)
{
	assert_non_null(text);
	if (!tl_eqs(bytes, text))
		print_error("'%.*s' is not '%s'\n", (int)bytes.len, bytes.data ? bytes.data : "",
		            text ? text : "");
	assert_true(tl_eqs(bytes, text));
}

/* What was wrong, or what to do about it, names TEXT. */
static inline bool model_says(const struct tlsafe *t, const char *text)
{
	return strstr(tlsafe_errmsg(t), text) || strstr(tlsafe_errhint(t), text);
}

#endif
