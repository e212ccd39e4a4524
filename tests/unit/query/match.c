/* Whether a record is asked for, and which index holds all that are. */
#include "../model.h"

#include "query/match.h"

#define ALL "H20180105-0001 H20180106-0001 H20180207-0001 H20180208-0001 " \
	    "H20180209-0001 H20180301-0001 H20180401-0001 "

static void words_select_as_they_say(void **state)
{
	static const struct {
		struct model_words w;
		const char *as_of, *ids;
	} c[] = {
		{ { { NULL } }, NULL, ALL },
		{ { { "open" } }, NULL, "H20180208-0001 H20180209-0001 H20180401-0001 " },
		{ { { "open" } }, "2018-01-06", "H20180105-0001 H20180106-0001 " },
		{ { { "overdue" } }, "2018-03-20", "" },
		{ { { "overdue" } }, "2018-03-21", "H20180209-0001 " },
		{ { { "level=major" } }, NULL, "H20180208-0001 " },
		{ { { "level!=major", "open" } }, NULL, "H20180209-0001 H20180401-0001 " },
		{ { { "found=2018-02-08..2018-02-09" } }, NULL, "H20180208-0001 H20180209-0001 " },
		{ { { "found=..2018-01-05" } }, NULL, "H20180105-0001 " },
		{ { { "found=2018-03..", "source=patrol" } }, NULL, "H20180401-0001 " },
		{ { { "found!=2018-01,2018-02" } }, NULL, "H20180301-0001 H20180401-0001 " },
		{ { { "due=", "closed!=" } }, NULL, "H20180207-0001 H20180301-0001 " },
		{ { { "deadline=" } }, NULL, "H20180207-0001 H20180301-0001 " },
		{ { { "cycle=2.." } }, NULL, "H20180209-0001 " },
		{ { { "cycle=..1", "level=major" } }, NULL, "H20180208-0001 " },
		{ { { "description~七,六" } }, NULL, "H20180301-0001 H20180401-0001 " },
		{ { { "unit.town=旧县街道", "open" } }, NULL, "H20180208-0001 H20180209-0001 " },
		{ { { "unit.name~工地", "found=2018-01" } }, NULL, "H20180106-0001 " },
		{ { { "H20180301-0001", "H20180105-0001" } }, NULL,
		  "H20180105-0001 H20180301-0001 " },
		{ { { "H20180301-0001", "open" } }, NULL, "" },
	};
	struct tlsafe *t = model_lived();
	TL_BUF ids = { 0 };
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		model_ok(t, model_select(&ids, t, c[i].as_of, NULL, &c[i].w));
		if (strcmp(ids.data, c[i].ids))
			print_error("%s: %s\n", c[i].w.word[0], ids.data);
		assert_string_equal(ids.data, c[i].ids);
	}
	tlsafe_free(t);
}

static void void_ones_are_passed_over_unless_asked_for(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF ids = { 0 };
	(void)state;
	model_act(t, "2018-08-01", "void", "H20180208-0001", 0, NULL, NULL);
	model_ok(t, model_select(&ids, t, NULL, NULL, &(struct model_words){ { "level=major" } }));
	assert_string_equal(ids.data, "");
	model_ok(t, model_select(&ids, t, NULL, NULL, &(struct model_words){ { "void" } }));
	assert_string_equal(ids.data, "H20180208-0001 ");
	model_ok(t, model_select(&ids, t, NULL, NULL, &(struct model_words){ { "state=void" } }));
	assert_string_equal(ids.data, "H20180208-0001 ");
	model_ok(t, model_select(&ids, t, NULL, NULL,
	                         &(struct model_words){ { "H20180208-0001" } }));
	assert_string_equal(ids.data, "H20180208-0001 ");
	/* At an earlier transaction it was not void. */
	model_ok(t, model_select(&ids, t, NULL, "7", &(struct model_words){ { "level=major" } }));
	assert_string_equal(ids.data, "H20180208-0001 ");
	tlsafe_free(t);
}

struct asked {
	struct tl_view v;
	struct tl_query q;
};

static void ask(struct asked *a, struct tlsafe *t, const char *as_of, uint64_t known,
                struct model_words w)
{
	*a = (struct asked){ 0 };
	model_view(&a->v, t, as_of, known);
	model_ok(t, tl_query_begin(&a->q, &a->v, model_kind(t, "hazard"), w.word, model_count(&w),
	                           false));
}

static void forget(struct asked *a)
{
	tl_query_release(&a->q);
	tl_view_end(&a->v);
}

static void terms_on_the_find_can_be_passed_over(void **state)
{
	struct tlsafe *t = model_lived();
	struct asked a;
	TL_RECORD r;
	(void)state;
	ask(&a, t, NULL, UINT64_MAX, (struct model_words){ { "found=2018-03", "level=major" } });
	model_ok(t, tl_view_get(&a.v, NULL, TL_LIT("H20180208-0001"), &r));
	assert_int_equal(tl_query_match(&a.q, &r, TL_MATCH_ALL), 0);
	assert_int_equal(tl_query_match(&a.q, &r, TL_MATCH_BUT_FOUND), 1);
	tl_record_put(&r, TL_F_LEVEL, TL_LIT("general"));
	assert_int_equal(tl_query_match(&a.q, &r, TL_MATCH_BUT_FOUND), 0);
	forget(&a);
	tlsafe_free(t);
}

static void a_day_lies_in_the_period_or_not(void **state)
{
	static const struct {
		struct model_words w;
		const char *day;
		bool in;
	} c[] = {
		{ { { "open" } }, "1999-01-01", true },
		{ { { "found=2018-02" } }, "2018-01-31", false },
		{ { { "found=2018-02" } }, "2018-02-01", true },
		{ { { "found=2018-02" } }, "2018-02-28", true },
		{ { { "found=2018-02" } }, "2018-03-01", false },
		{ { { "found!=2018-02" } }, "2018-02-28", false },
		{ { { "found!=2018-02" } }, "2018-03-01", true },
		{ { { "found=2018-02,2018-04" } }, "2018-03-15", false },
		{ { { "found=2018-02,2018-04" } }, "2018-04-15", true },
		{ { { "found=2018", "found=..2018-03" } }, "2018-03-31", true },
		{ { { "found=2018", "found=..2018-03" } }, "2018-04-01", false },
		/* The due date is no day of the find. */
		{ { { "due=2018-02" } }, "2018-05-01", true },
	};
	struct tlsafe *t = model_lived();
	struct asked a;
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		ask(&a, t, NULL, UINT64_MAX, c[i].w);
		assert_int_equal(tl_query_period(&a.q, model_day(c[i].day)), c[i].in);
		forget(&a);
	}
	tlsafe_free(t);
}

static void one_period_is_what_all_terms_allow(void **state)
{
	static const struct {
		struct model_words w;
		const char *first, *last;	/* both NULL: none, or several; "": open */
	} c[] = {
		{ { { "open" } }, NULL, NULL },
		{ { { "found=2018-02,2018-04" } }, NULL, NULL },
		{ { { "found!=2018-02" } }, NULL, NULL },
		{ { { "found=" } }, NULL, NULL },
		{ { { "found=2018-02" } }, "2018-02-01", "2018-02-28" },
		{ { { "found=2018", "found=..2018-03" } }, "2018-01-01", "2018-03-31" },
		{ { { "found=2018-02.." } }, "2018-02-01", "" },
		{ { { "found=..2018-02" } }, "", "2018-02-28" },
	};
	struct tlsafe *t = model_lived();
	struct asked a;
	tl_day first, last;
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		ask(&a, t, NULL, UINT64_MAX, c[i].w);
		assert_int_equal(tl_query_span(&a.q, &first, &last), c[i].first != NULL);
		if (c[i].first) {
			assert_int_equal(first, *c[i].first ? model_day(c[i].first) : TL_NODAY);
			assert_int_equal(last, *c[i].last ? model_day(c[i].last) : TL_NOEND);
		}
		forget(&a);
	}
	tlsafe_free(t);
}

static void only_open_ones_of_the_present_have_an_index(void **state)
{
	static const struct {
		struct model_words w;
		const char *as_of;
		uint64_t known;
		enum tl_reads reads;
	} c[] = {
		{ { { "open" } }, NULL, UINT64_MAX, TL_READ_BY_DUE },
		{ { { "overdue", "level=major" } }, NULL, UINT64_MAX, TL_READ_BY_DUE },
		{ { { "open", "unit=U000001" } }, NULL, UINT64_MAX, TL_READ_BY_UNIT },
		{ { { "open", "assignee=蒲吕街道" } }, NULL, UINT64_MAX, TL_READ_BY_ASSIGNEE },
		{ { { "open" } }, "2018-03-01", UINT64_MAX, TL_READ_EVERY },
		{ { { "open" } }, NULL, 7, TL_READ_EVERY },
		{ { { "closed" } }, NULL, UINT64_MAX, TL_READ_EVERY },
		{ { { "due=2018-03" } }, NULL, UINT64_MAX, TL_READ_EVERY },
		{ { { "open", "H20180208-0001" } }, NULL, UINT64_MAX, TL_READ_IDS },
	};
	struct tlsafe *t = model_lived();
	struct asked a;
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_BUF from = { 0 };
		TL_BUF upto = { 0 };
		ask(&a, t, c[i].as_of, c[i].known, c[i].w);
		assert_int_equal(tl_query_reads(&a.q, &from, &upto), c[i].reads);
		if (c[i].reads != TL_READ_IDS && c[i].reads != TL_READ_EVERY)
			assert_true(tl_cmp(tl_buf_bytes(&from), tl_buf_bytes(&upto)) < 0);
		forget(&a);
	}
	tlsafe_free(t);
}

/* --- what a list touches ----------------------------------------------------- */

static uint64_t touched;

static int counted_get(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_bytes *ret,
                       struct tl_err *err)
{
	touched++;
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
	struct tlsafe_out *out = model_out("tsv", 0);
	uint64_t found = 0;

	touched = 0;
	model_ok(t, tlsafe_list(t, &s, out, &found));
	assert_int_equal(found, 10);
	print_message("%s: ten hazards, %llu keys\n", word, (unsigned long long)touched);
	assert_in_range(touched, 10, 300);
	tlsafe_out_free(out);
}

/* Every fiftieth hazard is open, and ten of these share a due date, a unit and an assignee. However
 * many there are, a list of ten touches few keys. TEST_HAZARDS: how many. */
static void ten_open_ones_touch_few_keys(void **state)
{
	const char *given = getenv("TEST_HAZARDS");
	long n = given ? strtol(given, NULL, 10) : 10000;
	struct tlsafe *t = model_store(true, NULL);
	struct tl_kv_ops counting = tl_kv_mem;
	TL_BUF text = { 0 };
	char day[TL_DAY_TEXT], due[TL_DAY_TEXT];
	(void)state;
	t->now = 4000000000ll * 1000000;
	tl_buf_str(&text, "id,name,type\n");
	for (long i = 0; i < n / 500; i++)
		tl_buf_printf(&text, "B%06ld,部门%ld,department\n", i, i);
	model_import(t, "body", text.data, (uint64_t)(n / 500));
	tl_buf_clear(&text);
	tl_buf_str(&text, "id,name,kind,town\n");
	for (long i = 0; i < n / 500; i++)
		tl_buf_printf(&text, "U%06ld,厂%ld,enterprise,500151004\n", i, i);
	model_import(t, "unit", text.data, (uint64_t)(n / 500));
	tl_buf_clear(&text);
	tl_buf_str(&text, "id,found,source,unit,description,level,assigned,assignee,deadline,"
	                  "rectified,verified,closed\n");
	for (long i = 0; i < n; i++) {
		tl_day_format(day, tl_day_of(2018, 1, 1) + (tl_day)(i / 500));
		tl_day_format(due, tl_day_of(2018, 2, 1) + (tl_day)(i / 500));
		const char *done = i % 50 ? day : "";
		tl_buf_printf(&text,
		              "H-%07ld,%s,patrol,U%06ld,某处,general,%s,B%06ld,%s,%s,%s,%s\n", i,
		              day, i / 500, day, i / 500, due, done, done, done);
	}
	model_import(t, "hazard", text.data, (uint64_t)n);
	counting.get = counted_get;
	counting.next = counted_next;
	t->kv->ops = &counting;
	lists_ten(t, "due=2018-02-03");
	lists_ten(t, "unit=U000003");
	lists_ten(t, "assignee=B000004");
	t->kv->ops = &tl_kv_mem;
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_select_as_they_say),
		cmocka_unit_test(void_ones_are_passed_over_unless_asked_for),
		cmocka_unit_test(terms_on_the_find_can_be_passed_over),
		cmocka_unit_test(a_day_lies_in_the_period_or_not),
		cmocka_unit_test(one_period_is_what_all_terms_allow),
		cmocka_unit_test(only_open_ones_of_the_present_have_an_index),
		cmocka_unit_test(ten_open_ones_touch_few_keys),
	};
	return cmocka_run_group_tests_name("query/match", tests, NULL, model_drop);
}
