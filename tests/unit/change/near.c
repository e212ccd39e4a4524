/* How near two descriptions are. */
#include "../unit.h"

#include <stdlib.h>

#include "change/near.h"

static struct tl_nearness near(const char *place, const char *text, const char *place2,
                               const char *text2)
{
	struct tl_near_text a = { tl_str(text), tl_str(place) };
	struct tl_near_text b = { tl_str(text2), tl_str(place2) };
	struct tl_nearness n, back;

	tl_near(&a, &b, &n);
	tl_near(&b, &a, &back);
	assert_int_equal(n.text, back.text);
	assert_int_equal(n.place, back.place);
	assert_int_equal(n.apart, back.apart);
	return n;
}

static void the_same_is_wholly_near(void **state)
{
	struct tl_nearness n = near("一楼", "灭火器过期", "一楼", "灭火器过期");
	(void)state;
	assert_int_equal(n.text, 100);
	assert_int_equal(n.place, 100);
	assert_false(n.apart);
	assert_true(tl_near_enough(&n));
}

static void nothing_is_near_nothing(void **state)
{
	struct tl_nearness n = near("", "", "", "");
	(void)state;
	assert_int_equal(n.text, 0);
	assert_int_equal(n.place, -1);
	assert_false(tl_near_enough(&n));
	/* Absent is as empty. */
	n = near(NULL, "灭火器过期", NULL, "灭火器过期");
	assert_int_equal(n.text, 100);
	assert_int_equal(n.place, -1);
}

static void width_case_and_marks_do_not_count(void **state)
{
	struct tl_nearness n = near("", "Ａ座灭火器，过期。", "", "a座 灭火器；过期");
	(void)state;
	assert_int_equal(n.text, 100);
}

static void what_is_demanded_does_not_count(void **state)
{
	struct tl_nearness n =
		near("", "灭火器过期，要求立即更换", "", "灭火器过期，限三日内整改到位");
	(void)state;
	assert_int_equal(n.text, 100);
}

static void a_clause_of_both_says_nothing_of_the_rest(void **state)
{
	struct tl_nearness n = near("", "现场安全防护不到位，楼层临边无栏杆", "",
	                            "现场安全防护不到位，预留洞口缺盖板");
	(void)state;
	assert_true(n.text < 25);
}

static void another_place_sets_apart(void **state)
{
	static const char *const pairs[][2] = {
		{ "3号灭火器过期", "5号灭火器过期" }, { "二楼灭火器过期", "三楼灭火器过期" },
		{ "1#车间无警示牌", "2#车间无警示牌" }, { "A栋楼梯堆物", "C栋楼梯堆物" },
		{ "东侧围墙开裂", "西侧围墙开裂" }, { "十二层电梯故障", "11层电梯故障" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(pairs); i++) {
		struct tl_nearness n = near("", pairs[i][0], "", pairs[i][1]);
		assert_true(n.apart);
		assert_false(tl_near_enough(&n));
	}
}

static void the_same_place_in_other_signs_does_not(void **state)
{
	static const char *const pairs[][2] = {
		{ "2楼灭火器过期", "二楼灭火器过期" }, { "十二层", "12层" },
		{ "一车间", "1车间" }, { "２０号仓库", "二十号仓库" },
		{ "灭火器2具过期", "有3具灭火器过期" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(pairs); i++)
		assert_false(near("", pairs[i][0], "", pairs[i][1]).apart);
}

static void numbered_ones_are_apart(void **state)
{
	static const char *const pairs[][2] = { { "隐患1", "隐患2" }, { "隐患17", "隐患2" },
		                                { "配电箱无盖A", "配电箱无盖B" },
		                                { "3具灭火器过期5", "3具灭火器过期" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(pairs); i++)
		assert_true(near("", pairs[i][0], "", pairs[i][1]).apart);
	assert_false(near("", "灭火器过期3天", "", "灭火器过期3天").apart);
	assert_false(near("", "灭火器过期3天", "", "灭火器已过期5天").apart);
}

static void a_place_in_the_text_is_one(void **state)
{
	struct tl_nearness n = near("配电房", "门未上锁", "", "配电房的门没有锁");
	(void)state;
	assert_int_equal(n.place, 100);
	assert_true(tl_near_enough(&n));
}

static void any_length_is_looked_at(void **state)
{
	char text[9000];
	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	assert_int_equal(near(text, text, text, text).text, 100);
	for (size_t i = 1; i < sizeof(text) - 1; i += 2)
		text[i] = ',';
	assert_int_equal(near(text, text, text, text).text, 100);
}

/* Pairs that were labelled by hand: how many of those told are right, how many of the right ones
 * are told. One category, or none, and a month are the rule of who asks. */
static void labelled_pairs(void **state)
{
	char path[4096], line[4096], *cell[8];
	unsigned n = 0, told = 0, right = 0, same = 0;
	FILE *f;
	(void)state;

	snprintf(path, sizeof(path), "%s/tests/data/near.tsv", getenv("TEST_SRCDIR"));
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	for (; fgets(line, sizeof(line), f); n++) {
		char *at = line;
		for (size_t i = 0; i < TL_LEN(cell); i++)
			cell[i] = strsep(&at, "\t\n");
		assert_non_null(cell[7]);
		struct tl_nearness is = near(cell[3], cell[4], cell[6], cell[7]);
		bool asked = (!*cell[1] || !*cell[5] || !strcmp(cell[1], cell[5])) &&
		             strtoul(cell[2], NULL, 10) <= 30;
		bool yes = asked && tl_near_enough(&is);
		same += !strcmp(cell[0], "same");
		told += yes;
		right += yes && !strcmp(cell[0], "same");
	}
	fclose(f);
	assert_int_equal(n, 200);
	assert_int_equal(same, 100);
	print_message("# told %u, right %u, of %u\n", told, right, same);
	assert_true(right * 100 >= told * 85);
	assert_true(right >= 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_is_wholly_near),
		cmocka_unit_test(nothing_is_near_nothing),
		cmocka_unit_test(width_case_and_marks_do_not_count),
		cmocka_unit_test(what_is_demanded_does_not_count),
		cmocka_unit_test(a_clause_of_both_says_nothing_of_the_rest),
		cmocka_unit_test(another_place_sets_apart),
		cmocka_unit_test(the_same_place_in_other_signs_does_not),
		cmocka_unit_test(numbered_ones_are_apart),
		cmocka_unit_test(a_place_in_the_text_is_one),
		cmocka_unit_test(any_length_is_looked_at),
		cmocka_unit_test(labelled_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
