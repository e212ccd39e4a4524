/* A form that somebody filled in, as it lies in a sheet. */
#include "../unit.h"

#include "blank.h"
#include "report/handed.h"

static struct tl_schema *schema;
static struct tl_blank *blank;

enum { ROW, FOUND, DONE, RATE, FUNDS };

static int begin(void **state)
{
	(void)state;
	blank = blank_make(&schema);
	return 0;
}

static int end(void **state)
{
	(void)state;
	tl_blank_free(blank);
	tl_schema_free(schema);
	return 0;
}

/* LINES, in each of which | stands between cells, as a sheet. */
static void sheet(struct tl_handed_sheet *s, const char *lines)
{
	uint64_t number = 0;

	while (*lines) {
		const char *stop = strchrnul(lines, '\n');
		struct tl_bytes cell[40];
		size_t n = 0;
		struct tl_err err = { 0 };
		for (const char *p = lines; n < TL_LEN(cell); p++) {
			size_t len = strcspn(p, "|\n");
			cell[n++] = tl_bytes(p, len);
			p += len;
			if (*p != '|')
				break;
		}
		assert_int_equal(tl_handed_add(s, ++number, cell, n, &err), 0);
		lines = *stop ? stop + 1 : stop;
	}
}

/* LINES read as the form; S has all of it. */
static struct tl_handed take(struct tl_handed_sheet *s, const char *lines)
{
	struct tl_handed h;
	struct tl_err err = { 0 };

	*s = (struct tl_handed_sheet){ .n = 0 };
	sheet(s, lines);
	assert_int_equal(tl_handed_as(&h, s, blank, &err), 0);
	return h;
}

#define TITLE "统计表\n填报单位：甲|截止到2018年6月30日为止\n"
#define HEADINGS "行业|一般隐患|||资金\n|排查数|整改数|整改率|（万元）\n"
#define TOTAL "合计|12|10|83.3|1.5\n"
#define COAL "1.煤矿企业|12|10|83.3%|/\n"
#define SHAFTS "（1）其中：井工|1|—||x\n"

static void a_form_is_known_by_its_headings_and_rows(void **state)
{
	struct tl_handed_sheet s;
	struct tl_handed h = take(&s, TITLE HEADINGS TOTAL COAL SHAFTS "注：无\n");

	(void)state;
	assert_int_equal(h.ncolumns, 4);
	assert_int_equal(h.column[ROW], 0);
	assert_int_equal(h.column[FOUND], 2);
	assert_int_equal(h.column[FUNDS], 5);
	assert_int_equal(h.nrows, 3);
	assert_int_equal(h.row[0].row, 0);
	assert_int_equal(h.row[0].line, 5);
	assert_int_equal(h.row[2].row, 2);
	assert_int_equal(h.row[1].cell[DONE].n, 10);
	assert_int_equal(h.row[1].cell[RATE].n, 833);
	assert_int_equal(h.row[1].cell[RATE].decimals, 1);
	assert_true(h.row[1].cell[RATE].per_cent);
	assert_int_equal(h.row[1].cell[FUNDS].is, TL_HANDED_NONE);
	assert_int_equal(h.row[2].cell[DONE].is, TL_HANDED_NONE);
	assert_int_equal(h.row[2].cell[RATE].is, TL_HANDED_BLANK);
	assert_int_equal(h.row[2].cell[FUNDS].is, TL_HANDED_BAD);
	assert_int_equal(h.upto, tl_day_of(2018, 6, 30));
	assert_int_equal(h.other, 0);
	assert_null(h.heading.data);
	tl_handed_sheet_release(&s);
}

static void it_may_begin_anywhere_and_be_in_english(void **state)
{
	static const char *const other[] = {
		"Sector|General: Found|General: Done|Rate|Funds\nTotal|1|1|100|0\n",
		"\n\n序号|行业|一般隐患|||资金\n||排查数|整改数|整改率|\n1|合计|1|1|100|0\n",
		"row|found|done|rate|funds\nall|1|1|100|0\n合计|1|1|100|0\n",
		HEADINGS "甲|1|2|3|4\n合 计|１|1项|100％|0\n",	/* numbers of columns */
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(other); i++) {
		struct tl_handed_sheet s;
		struct tl_handed h = take(&s, other[i]);
		assert_int_equal(h.ncolumns, 4);
		assert_int_equal(h.nrows, 1);
		assert_int_equal(h.row[0].cell[FOUND].n, 1);
		assert_int_equal(h.row[0].cell[RATE].n, 100);
		assert_int_equal(h.upto, TL_NODAY);
		tl_handed_sheet_release(&s);
	}
}

static void what_is_none_has_no_rows(void **state)
{
	static const char *const none[] = {
		"", "a|b|c\n1|2|3\n", TOTAL, "编号|名称\n1|煤矿\n", HEADINGS, "|||\n|||\n",
		"行业|其他一|其他二\n合计|1|2\n",
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(none); i++) {
		struct tl_handed_sheet s;
		struct tl_handed h = take(&s, none[i]);
		assert_true(!h.nrows || h.ncolumns < 3);
		tl_handed_sheet_release(&s);
	}
}

static void what_is_not_of_the_form_is_told(void **state)
{
	struct tl_handed_sheet s;
	struct tl_handed h = take(&s, "行业|一般隐患|||资金|备查\n|排查数|整改数|整改率|（万元）|\n"
	                              TOTAL "金矿|1|2|3|4\n");

	(void)state;
	assert_int_equal(h.nrows, 1);
	assert_int_equal(h.other, 4);
	assert_true(tl_eqs(h.heading, "备查"));
	tl_handed_sheet_release(&s);
}

static void the_form_that_fits_better_is_taken(void **state)
{
	struct tl_handed_sheet a, b;
	struct tl_handed whole = take(&a, HEADINGS TOTAL COAL);
	struct tl_handed part = take(&b, "行业|排查数|整改数|整改率\n" TOTAL COAL);

	(void)state;
	assert_true(tl_handed_better(&whole, &part));
	assert_false(tl_handed_better(&part, &whole));
	assert_false(tl_handed_better(&whole, &whole));
	tl_handed_sheet_release(&a);
	tl_handed_sheet_release(&b);
}

static void numbers_are_read_as_people_write_them(void **state)
{
	static const struct {
		const char *text;
		int is;
		int64_t n;
		unsigned decimals;
		bool per_cent;
	} c[] = {
		{ "", TL_HANDED_BLANK, 0, 0, false },
		{ " 　", TL_HANDED_BLANK, 0, 0, false },
		{ "0", TL_HANDED_NUMBER, 0, 0, false },
		{ "1,234", TL_HANDED_NUMBER, 1234, 0, false },
		{ "１２", TL_HANDED_NUMBER, 12, 0, false },
		{ "12项", TL_HANDED_NUMBER, 12, 0, false },
		{ "3.50 万元", TL_HANDED_NUMBER, 350, 2, false },
		{ "97.28%", TL_HANDED_NUMBER, 9728, 2, true },
		{ "97.28％", TL_HANDED_NUMBER, 9728, 2, true },
		{ "/", TL_HANDED_NONE, 0, 0, false },
		{ "—", TL_HANDED_NONE, 0, 0, false },
		{ "-", TL_HANDED_NONE, 0, 0, false },
		{ "1.", TL_HANDED_BAD, 0, 0, false },
		{ ".5", TL_HANDED_BAD, 0, 0, false },
		{ "-1", TL_HANDED_BAD, 0, 0, false },
		{ "1e5", TL_HANDED_BAD, 0, 0, false },
		{ "1 2", TL_HANDED_BAD, 0, 0, false },
		{ "1.2.3", TL_HANDED_BAD, 0, 0, false },
		{ "%", TL_HANDED_BAD, 0, 0, false },
		{ "十二", TL_HANDED_BAD, 0, 0, false },
		{ "0.00000000000000000000000000000000000000000001", TL_HANDED_NUMBER, 0, 17,
		  false },
		{ "0.1234567890123456789", TL_HANDED_NUMBER, 12345678901234567, 17, false },
		{ "12345678901234567", TL_HANDED_NUMBER, 12345678901234567, 0, false },
		{ "123456789012345678", TL_HANDED_BAD, 0, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		struct tl_handed_cell got = tl_handed_number(tl_str(c[i].text));
		if ((int)got.is != c[i].is)
			print_error("%s: %d\n", c[i].text, (int)got.is);
		assert_int_equal(got.is, c[i].is);
		assert_true(tl_eqs(got.text, c[i].text));
		if (c[i].is != TL_HANDED_NUMBER)
			continue;
		assert_int_equal(got.n, c[i].n);
		assert_int_equal(got.decimals, c[i].decimals);
		assert_int_equal(got.per_cent, c[i].per_cent);
	}
}

static void the_day_stands_where_it_says_up_to_when(void **state)
{
	static const struct {
		const char *line;
		int y, m, d;
	} c[] = {
		{ "截止到2018年6月30日为止", 2018, 6, 30 },
		{ "截至2018-12-31", 2018, 12, 31 },
		{ "截至|2018.7.1", 2018, 7, 1 },
		{ "As of 2018-06-30", 2018, 6, 30 },
		{ "填报日期：2018年7月5日", 0, 0, 0 },
		{ "截至2018年", 0, 0, 0 },
		{ "截至2018年2月30日", 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		char lines[500];
		struct tl_handed_sheet s;
		snprintf(lines, sizeof(lines), "%s\n" HEADINGS TOTAL, c[i].line);
		assert_int_equal(take(&s, lines).upto,
		                 c[i].y ? tl_day_of(c[i].y, c[i].m, c[i].d) : TL_NODAY);
		tl_handed_sheet_release(&s);
	}
}

static void a_sheet_has_an_end(void **state)
{
	struct tl_handed_sheet s = { .n = 0 };
	struct tl_bytes cell[1000];
	struct tl_err err = { 0 };
	int rc = 0;

	(void)state;
	for (size_t i = 0; i < TL_LEN(cell); i++)
		cell[i] = TL_LIT("1");
	assert_int_equal(tl_handed_add(&s, 1, cell, TL_LEN(cell), &err), 0);
	assert_in_range(s.line[0].n, 100, TL_LEN(cell) - 1);
	for (uint64_t i = 2; !rc && i < 100000; i++)
		rc = tl_handed_add(&s, i, cell, 1, &err);
	assert_int_equal(rc, TLSAFE_EINPUT);
	assert_non_null(strstr(err.text, "more lines than a form has"));
	tl_handed_sheet_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_is_known_by_its_headings_and_rows),
		cmocka_unit_test(it_may_begin_anywhere_and_be_in_english),
		cmocka_unit_test(what_is_none_has_no_rows),
		cmocka_unit_test(what_is_not_of_the_form_is_told),
		cmocka_unit_test(the_form_that_fits_better_is_taken),
		cmocka_unit_test(numbers_are_read_as_people_write_them),
		cmocka_unit_test(the_day_stands_where_it_says_up_to_when),
		cmocka_unit_test(a_sheet_has_an_end),
	};

	return cmocka_run_group_tests_name("report/handed", tests, begin, end);
}
