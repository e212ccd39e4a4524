/* Journal, fold and query on both engines: the same acts give the same bytes, and every cache is
 * the formula. */
#include "unit.h"

#include "form/form.h"
#include "store/open.h"
#include "store/view.h"

static const char units[] =
	"单位编号,单位名称,单位类型,所属镇街,行业领域\n"
	"U000001,甲厂,企业,蒲吕街道,其他企业\n"
	"U000002,乙工地,建筑工地,旧县镇,建筑施工\n";
static const char ledger[] =
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

static struct tl_buf printed;

static int print(void *ctx, const void *data, size_t len)
{
	(void)ctx;
	tl_buf_put(&printed, data, len);
	return 0;
}

static void told(void *ctx, const struct tlsafe_fault *f)
{
	(void)ctx;
	if (f->code)
		print_error("%llu: %s: %s\n", (unsigned long long)f->line, f->field ? f->field : "",
		            f->text);
}

static struct tlsafe *store(bool memory, char dir[64])
{
	struct tlsafe *t = tlsafe_new();
	struct tlsafe_setup setup = { .schemas = getenv("TLSAFE_SCHEMAS"), .map_size = 64 << 20 };
	struct tlsafe_who who = { .actor = "tester",
		                  .login = "tester",
		                  .command = "unit import",
		                  .now = 1534000000ll * 1000000 };
	int rc;
	if (memory) {
		rc = tl_store_in_memory(t, &setup);
	} else {
		unit_dir(dir);
		rc = tlsafe_init(t, dir, &setup);
	}
	if (rc)
		print_error("%s\n", tlsafe_errmsg(t));
	assert_int_equal(rc, 0);
	assert_int_equal(tlsafe_set_who(t, &who), 0);
	return t;
}

static void import(struct tlsafe *t, const char *kind, const char *text, uint64_t want)
{
	FILE *f = tmpfile();
	struct tlsafe_imported n;
	fputs(text, f);
	fflush(f);
	struct tlsafe_import in = { .kind = kind, .file = "list", .fd = fileno(f), .fault = told };
	int rc = tlsafe_import(t, &in, &n, NULL);
	if (rc)
		print_error("%s\n", tlsafe_errmsg(t));
	assert_int_equal(rc, 0);
	assert_int_equal(n.added, want);
	fclose(f);
}

static void act(struct tlsafe *t, const char *verb, const char *id, unsigned flags, const char *on,
                const char *by, const char *a, const char *b)
{
	char *ids[] = { (char *)id }, *values[] = { (char *)a, (char *)b };
	struct tlsafe_change c = { .kind = "hazard",
		                   .verb = verb,
		                   .ids = ids,
		                   .nids = id ? 1 : 0,
		                   .values = values,
		                   .nvalues = (size_t)(a != NULL) + (b != NULL),
		                   .flags = flags,
		                   .on = on,
		                   .by = by,
		                   .fault = told };
	static const struct tlsafe_value to[] = { { "assignee", "蒲吕街道" } },
					 until[] = { { "extended_to", "2018-06-30" },
						     { "approved_by", "三" } };
	if (!strcmp(verb, "assign")) {
		c.given = to;
		c.ngiven = 1;
	}
	if (!strcmp(verb, "extend")) {
		c.given = until;
		c.ngiven = 2;
		c.reason = "why";
	}
	int rc = tlsafe_change(t, &c, NULL);
	if (rc)
		print_error("%s %s: %s\n", verb, id ? id : "", tlsafe_errmsg(t));
	assert_int_equal(rc, 0);
}

/* A life of acts, without personal values: their salts are random. */
static void live(struct tlsafe *t)
{
	char *add[] = { "unit=甲厂",     "found=2018-04-01", "source=patrol",
		        "level=general", "description=七",   "deadline=+15d" };
	struct tlsafe_change c = {
		.kind = "hazard", .verb = "add", .values = add, .nvalues = 6, .fault = told
	};
	import(t, "unit", units, 2);
	import(t, "hazard", ledger, 6);
	assert_int_equal(tlsafe_change(t, &c, NULL), 0);
	act(t, "assign", "H20180401-0001", 0, "2018-04-02", NULL, NULL, NULL);
	act(t, "extend", "H20180401-0001", 0, "2018-04-03", NULL, NULL, NULL);
	act(t, "plan", "H20180208-0001", 0, "2018-03-01", NULL, "plan_measures=换",
	    "plan_people=两人");
	act(t, "verify", "H20180106-0001", TLSAFE_ACT_PASS, "2018-02-03", "李", NULL, NULL);
}

/* Every key and value but the store's random identity, in hex. */
static void dump(struct tlsafe *t, struct tl_buf *out)
{
	TL_VIEW v = { 0 };
	struct tl_kv_scan *s;
	struct tl_bytes k, val;
	assert_int_equal(tl_view_begin(&v, t), 0);
	assert_int_equal(tl_kv_scan(&s, v.txn, TL_NONE, TL_NONE, false, &t->err), 0);
	while (tl_kv_next(s, &k, &val, &t->err) == 1) {
		if (tl_eqs(k, "Mid"))
			continue;
		tl_hex(out, k.data, k.len);
		tl_buf_char(out, '=');
		tl_hex(out, val.data, val.len);
		tl_buf_char(out, '\n');
	}
	tl_kv_done(s);
}

static void listed(struct tlsafe *t, const char *as_of, struct tl_buf *out)
{
	struct tlsafe_select s = { .kind = "hazard", .as_of = as_of };
	struct tlsafe_out *o = tlsafe_out_new("json", 0, print, NULL);
	tl_buf_clear(&printed);
	assert_int_equal(tlsafe_list(t, &s, o, NULL), 0);
	assert_int_equal(tlsafe_out_end(o), 0);
	tlsafe_out_free(o);
	tl_buf_add(out, tl_buf_bytes(&printed));
}

/* The first line that differs, not the whole dump. */
static void same_lines(const char *a, const char *b)
{
	while (*a && *b) {
		size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");
		if (n != m || memcmp(a, b, n)) {
			print_error("%.*s\n%.*s\n", (int)n, a, (int)m, b);
			fail();
		}
		a += n + 1;
		b += m + 1;
	}
	assert_int_equal(*a, *b);
}

static void both_engines_hold_the_same_bytes(void **state)
{
	char dir[64];
	struct tlsafe *a = store(true, NULL), *b = store(false, dir);
	static const char *const days[] = {
		NULL,         "2018-01-05", "2018-01-09", "2018-02-07",
		"2018-02-12", "2018-02-13", "2018-03-03", "2018-04-02"
	};
	TL_BUF x = { 0 };
	TL_BUF y = { 0 };
	(void)state;
	live(a);
	live(b);
	dump(a, &x);
	dump(b, &y);
	assert_true(x.len > 10000);
	same_lines(x.data, y.data);
	for (size_t i = 0; i < TL_LEN(days); i++) {
		tl_buf_clear(&x);
		tl_buf_clear(&y);
		listed(a, days[i], &x);
		listed(b, days[i], &y);
		assert_true(x.len > 0);
		assert_string_equal(x.data, y.data);
	}
	tlsafe_free(a);
	tlsafe_free(b);
	unit_remove(dir);
}

static void check_finds_both_sound(void **state)
{
	char dir[64];
	(void)state;
	for (int memory = 0; memory < 2; memory++) {
		struct tlsafe *t = store(memory, dir);
		uint64_t transactions, entries, bad;
		live(t);
		assert_int_equal(tlsafe_check(t, told, NULL, &transactions, &entries, &bad), 0);
		assert_int_equal(bad, 0);
		assert_int_equal(transactions, 7);
		assert_true(entries > 20);
		tlsafe_free(t);
		if (!memory)
			unit_remove(dir);
	}
}

static void equal_records(const struct tl_record *a, const struct tl_record *b)
{
	assert_int_equal(a->exists, b->exists);
	for (size_t i = 0; a->exists && i < a->kind->nfields; i++) {
		struct tl_bytes x = a->val ? a->val[i] : TL_NONE, y = b->val ? b->val[i] : TL_NONE;
		if (!tl_eq(x, y))
			print_error("%s: %.*s and %.*s\n", a->kind->field[i].key, (int)x.len,
			            x.data, (int)y.len, y.data);
		assert_true(tl_eq(x, y));
	}
}

static void every_answer_is_the_formula(void **state)
{
	struct tlsafe *t = store(true, NULL);
	const struct tl_kind *kind;
	struct tl_arena scratch = { 0 };
	int compared = 0;
	(void)state;
	live(t);
	kind = tl_schema_kind(t->schema, "hazard");
	for (uint64_t known = 0; known <= 7; known++) {
		for (tl_day day = tl_day_of(2018, 1, 1); day < tl_day_of(2018, 4, 10); day++) {
			TL_VIEW v = { 0 };
			assert_int_equal(tl_view_begin(&v, t), 0);
			v.as_of = day;
			v.known = known;
			for (uint64_t row = 1; row <= 7; row++) {
				TL_RECORD seen;
				TL_RECORD slow;
				tl_record_init(&seen, kind);
				tl_record_init(&slow, kind);
				assert_int_equal(tl_view_record(&v, kind, row, &seen), 0);
				v.as_of = TL_NOEND;
				v.known = UINT64_MAX;
				assert_int_equal(tl_view_record(&v, kind, row, &slow), 0);
				assert_int_equal(
					tl_formula(&slow, &v.journal, day, known, &scratch), 0);
				v.as_of = day;
				v.known = known;
				equal_records(&seen, &slow);
				compared += seen.exists;
			}
		}
	}
	assert_true(compared > 1000);
	tl_arena_release(&scratch);
	tlsafe_free(t);
}

static const char *field_on(struct tlsafe *t, const char *id, const char *as_of, const char *field)
{
	char *ids[] = { (char *)id };
	struct tlsafe_select s = {
		.kind = "hazard", .words = ids, .nwords = 1, .as_of = as_of, .fields = field
	};
	struct tlsafe_out *o = tlsafe_out_new("tsv", TLSAFE_OUT_CODES, print, NULL);
	tl_buf_clear(&printed);
	int rc = tlsafe_show(t, &s, o);
	if (!rc)
		tlsafe_out_end(o);
	tlsafe_out_free(o);
	if (rc)
		return "(none)";
	if (printed.len && printed.data[printed.len - 1] == '\n')
		printed.data[--printed.len] = 0;
	return printed.data;
}

static void states_and_dates_follow_the_day(void **state)
{
	static const struct {
		const char *id, *as_of, *field, *want;
	} t[] = {
		{ "H20180105-0001", "2018-01-04", "state", "(none)" },
		{ "H20180105-0001", "2018-01-05", "state", "reported" },
		{ "H20180105-0001", "2018-01-06", "state", "assigned" },
		{ "H20180105-0001", "2018-01-10", "state", "awaiting" },
		{ "H20180105-0001", "2018-01-12", "state", "awaiting" },
		{ "H20180105-0001", "2018-01-13", "state", "closed" },
		{ "H20180105-0001", NULL, "verified", "2018-01-12" },
		{ "H20180105-0001", NULL, "closed", "2018-01-13" },
		{ "H20180106-0001", "2018-01-07", "due", "2018-01-20" },
		{ "H20180106-0001", "2018-01-08", "due", "2018-02-20" },
		{ "H20180106-0001", NULL, "deadline", "2018-01-20" },
		{ "H20180106-0001", NULL, "state", "closed" },
		{ "H20180207-0001", NULL, "state", "closed" },
		{ "H20180207-0001", NULL, "on_spot", "yes" },
		{ "H20180208-0001", NULL, "town", "500151005" },
		{ "H20180208-0001", NULL, "sector", "207" },
		{ "H20180209-0001", "2018-02-12", "state", "awaiting" },
		{ "H20180209-0001", NULL, "state", "assigned" },
		{ "H20180209-0001", NULL, "cycle", "2" },
		{ "H20180209-0001", NULL, "rectified", "" },
		{ "H20180209-0001", NULL, "due", "2018-03-20" },
		{ "H20180301-0001", NULL, "state", "closed" },
		{ "H20180301-0001", NULL, "rectified", "2018-03-04" },
		{ "H20180401-0001", NULL, "deadline", "2018-04-16" },
		{ "H20180401-0001", NULL, "due", "2018-06-30" },
	};
	struct tlsafe *s = store(true, NULL);
	(void)state;
	live(s);
	for (size_t i = 0; i < TL_LEN(t); i++)
		assert_string_equal(field_on(s, t[i].id, t[i].as_of, t[i].field), t[i].want);
	tlsafe_free(s);
}

static int drop(void **state)
{
	(void)state;
	tl_buf_release(&printed);
	return 0;
}

/* --- what a list touches ----------------------------------------------------- */

static uint64_t touched, journal_touched;

static int counted_get(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_bytes *ret,
                       struct tl_err *err)
{
	touched++;
	journal_touched += key.data[0] == 'J' || key.data[0] == 'P';
	return tl_kv_mem.get(txn, key, ret, err);
}

static int counted_next(struct tl_kv_scan *scan, struct tl_bytes *key, struct tl_bytes *val,
                        struct tl_err *err)
{
	touched++;
	return tl_kv_mem.next(scan, key, val, err);
}

static void lists_ten(struct tlsafe *t, const char *word)
{
	char *words[] = { (char *)"open", (char *)word };
	struct tlsafe_select s = { .kind = "hazard", .words = words, .nwords = 2 };
	struct tlsafe_out *out = tlsafe_out_new("tsv", 0, print, NULL);
	uint64_t found = 0;

	tl_buf_clear(&printed);
	touched = 0;
	int rc = tlsafe_list(t, &s, out, &found);
	if (rc)
		print_error("%s\n", tlsafe_errmsg(t));
	assert_int_equal(rc, 0);
	assert_int_equal(found, 10);
	print_message("%s: ten hazards, %llu keys\n", word, (unsigned long long)touched);
	assert_true(touched <= 300);
	tlsafe_out_free(out);
}

/* Every fiftieth hazard is open, and ten of these share a due date, a unit and an assignee. However
 * many there are, a list of ten touches few keys. TEST_HAZARDS: how many. */
static void ten_open_ones_touch_few_keys(void **state)
{
	const char *given = getenv("TEST_HAZARDS");
	long n = given ? strtol(given, NULL, 10) : 10000;
	struct tlsafe *t = store(true, NULL);
	struct tl_kv_ops counting = tl_kv_mem;
	TL_BUF text = { 0 };
	char day[TL_DAY_TEXT], due[TL_DAY_TEXT];
	(void)state;
	t->now = 4000000000ll * 1000000;
	tl_buf_str(&text, "id,name,type\n");
	for (long i = 0; i < n / 500; i++)
		tl_buf_printf(&text, "B%06ld,部门%ld,department\n", i, i);
	import(t, "body", text.data, (uint64_t)(n / 500));
	tl_buf_clear(&text);
	tl_buf_str(&text, "id,name,kind,town\n");
	for (long i = 0; i < n / 500; i++)
		tl_buf_printf(&text, "U%06ld,厂%ld,enterprise,500151004\n", i, i);
	import(t, "unit", text.data, (uint64_t)(n / 500));
	tl_buf_clear(&text);
	tl_buf_str(&text, "id,found,source,unit,description,level,assigned,assignee,deadline,"
	                  "rectified,verified,closed\n");
	for (long i = 0; i < n; i++) {
		tl_day_format(day, tl_day_of(2018, 1, 1) + (tl_day)(i / 500));
		tl_day_format(due, tl_day_of(2018, 2, 1) + (tl_day)(i / 500));
		tl_buf_printf(&text,
		              "H-%07ld,%s,patrol,U%06ld,某处,general,%s,B%06ld,%s,%s,%s,%s\n", i,
		              day, i / 500, day, i / 500, due, i % 50 ? day : "", i % 50 ? day : "",
		              i % 50 ? day : "");
	}
	import(t, "hazard", text.data, (uint64_t)n);
	counting.get = counted_get;
	counting.next = counted_next;
	t->kv->ops = &counting;
	lists_ten(t, "due=2018-02-03");
	lists_ten(t, "unit=U000003");
	lists_ten(t, "assignee=B000004");
	t->kv->ops = &tl_kv_mem;
	tlsafe_free(t);
}

/* The undo of a list makes every record anew from two transactions in turn: their blocks are read
 * once, not once a record. */
static void taking_back_a_list_reads_its_blocks_once(void **state)
{
	struct tlsafe *t = store(true, NULL);
	struct tl_kv_ops counting = tl_kv_mem;
	TL_BUF text = { 0 };
	(void)state;
	t->now = 4000000000ll * 1000000;
	import(t, "unit", "id,name,kind,town\nU000001,厂,enterprise,500151004\n", 1);
	tl_buf_str(&text, "id,found,source,unit,description,level\n");
	for (int i = 0; i < 3000; i++)
		tl_buf_printf(&text, "H-%07d,2018-01-05,patrol,U000001,第%d处,general\n", i, i);
	import(t, "hazard", text.data, 3000);
	counting.get = counted_get;
	t->kv->ops = &counting;
	journal_touched = 0;
	assert_int_equal(tlsafe_undo(t, 2, "wrong list", true, NULL, NULL, NULL), 0);
	print_message("3,000 records taken back: %llu keys of the journal\n",
	              (unsigned long long)journal_touched);
	assert_true(journal_touched < 100);
	t->kv->ops = &tl_kv_mem;
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_engines_hold_the_same_bytes),
		cmocka_unit_test(check_finds_both_sound),
		cmocka_unit_test(every_answer_is_the_formula),
		cmocka_unit_test(states_and_dates_follow_the_day),
		cmocka_unit_test(ten_open_ones_touch_few_keys),
		cmocka_unit_test(taking_back_a_list_reads_its_blocks_once),
	};
	return cmocka_run_group_tests_name("model", tests, NULL, drop);
}
