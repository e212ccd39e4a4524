/* The double random draw. */
#include "../unit.h"

#include "inspect/draw.h"

/* printf '2018Q3\0ID' | b2sum -l 256 */
static void the_order_is_that_of_digests(void **state)
{
	struct tl_lot lot[3] = { { .id = TL_LIT("U000001"), .of = 0 },
		                 { .id = TL_LIT("U000002"), .of = 1 },
		                 { .id = TL_LIT("U000003"), .of = 2 } };
	static const struct { const char *id, *hex; } want[] = {
		{ "U000003",
		  "0c0f50be16a8588425cae9ed5822446987d1e246078e9d27f5c8fd9b2b77c6ed" },
		{ "U000001",
		  "1fa8a404ee6176dd8117a220a978c178d86ea707fed5403ff7085534c1269eeb" },
		{ "U000002",
		  "5939e7d879507c1240ff97f1c4fb8cd9c4a5cd9fb17825cb3d181caa686b54ba" },
	};
	(void)state;
	tl_draw(lot, 3, TL_LIT("2018Q3"));
	for (size_t i = 0; i < TL_LEN(want); i++) {
		TL_BUF hex = { 0 };
		tl_hex(&hex, lot[i].digest, sizeof(lot[i].digest));
		assert_string_equal(hex.data, want[i].hex);
		assert_true(tl_eqs(lot[i].id, want[i].id));
		assert_int_equal(lot[i].of, want[i].id[6] - '1');
	}
	tl_draw(lot, 0, TL_LIT("none"));
}

static void a_number_or_a_part_is_drawn(void **state)
{
	static const struct { const char *text; size_t pool, want; } c[] = {
		{ "5", 100, 5 }, { "5%", 100, 5 }, { "5%", 101, 6 }, { "1%", 3, 1 },
		{ "100%", 7, 7 }, { "12", 3, 12 }, { "5%", 0, 0 },
	};
	static const char *const bad[] = { "", "%", "0", "0%", "101%", "-1", "1.5", "5 %", "%5",
		                           "5%%", "9999999999", "x" };
	size_t n;
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		assert_true(tl_draw_count(tl_str(c[i].text), c[i].pool, &n));
		assert_int_equal(n, c[i].want);
	}
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_false(tl_draw_count(tl_str(bad[i]), 100, &n));
}

static bool is_not(void *ctx, size_t officer)
{
	return officer != *(size_t *)ctx;
}

static void officers_are_dealt_in_turn(void **state)
{
	size_t at = 0, out = 9, got[4];
	(void)state;
	assert_int_equal(tl_draw_deal(3, &at, 2, is_not, &out, got), 2);
	assert_true(got[0] == 0 && got[1] == 1 && at == 2);
	assert_int_equal(tl_draw_deal(3, &at, 2, is_not, &out, got), 2);
	assert_true(got[0] == 2 && got[1] == 0 && at == 1);
	out = 1;
	assert_int_equal(tl_draw_deal(3, &at, 2, is_not, &out, got), 2);
	assert_true(got[0] == 2 && got[1] == 0 && at == 1);
	assert_int_equal(tl_draw_deal(3, &at, 3, is_not, &out, got), 2);
	at = 0;
	assert_int_equal(tl_draw_deal(0, &at, 1, is_not, &out, got), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_is_that_of_digests),
		cmocka_unit_test(a_number_or_a_part_is_drawn),
		cmocka_unit_test(officers_are_dealt_in_turn),
	};
	return cmocka_run_group_tests_name("inspect/draw", tests, NULL, NULL);
}
