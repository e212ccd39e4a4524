/* A filter in words, as it was understood. */
#include "../model.h"

#include "query/describe.h"

/* What is told of the words W for records of KIND. */
static void say(struct tl_buf *heard, struct tlsafe *t, const char *kind, struct model_words w)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	model_view(&v, t, NULL, UINT64_MAX);
	model_ok(t, tl_query_begin(&q, &v, model_kind(t, kind), w.word, model_count(&w), false));
	tlsafe_set_trace(t, model_hear, heard);
	tl_buf_clear(heard);
	tl_buf_str(heard, "");
	tl_say_asked(&(struct tl_said){ .t = t }, &q);
	tlsafe_set_trace(t, NULL, NULL);
	tl_query_release(&q);
}

static void words_are_told_as_they_were_understood(void **state)
{
	static const struct {
		struct model_words w;
		const char *says;
	} c[] = {
		{ { { NULL } }, "hazard, not void" },
		{ { { "在办", "隐患等级=重大" } }, "hazard, open, level=major, not void" },
		{ { { "found=2018-02" } }, "found=2018-02-01..2018-02-28" },
		{ { { "found=2018-02-01" } }, "found=2018-02-01," },
		{ { { "due=..2018-02,2018-04-01.." } }, "due=..2018-02-28,2018-04-01.." },
		{ { { "level!=一般,重大" } }, "level!=general,major" },
		{ { { "due=" } }, "due=, not void" },
		{ { { "unit=甲厂" } }, "unit=U000001" },
		{ { { "void" } }, "hazard, void\n" },
		{ { { "H20180208-0001" } }, "1 id\n" },
		{ { { "H20180208-0001", "H20180209-0001" } }, "2 ids\n" },
	};
	struct tlsafe *t = model_lived();
	TL_BUF heard = { 0 };
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		say(&heard, t, "hazard", c[i].w);
		if (!strstr(heard.data, c[i].says))
			print_error("%s", heard.data);
		assert_non_null(strstr(heard.data, c[i].says));
	}
	tlsafe_free(t);
}

static void free_text_and_personal_values_are_not_told(void **state)
{
	static const struct {
		struct model_words w;
		const char *kind, *says, *secret;
	} c[] = {
		{ { { "description~王某" } }, "hazard", "description~...", "王某" },
		{ { { "place=王家" } }, "hazard", "place=...", "王家" },
		{ { { "owner=王某,李某" } }, "hazard", "owner=...,...", "王某" },
		{ { { "phone=13800000000" } }, "unit", "phone=...", "138" },
		{ { { "unit.responsible=王某" } }, "hazard", "unit.responsible=...", "王某" },
		{ { { "unit.name=甲厂" } }, "hazard", "unit.name=...", "甲厂" },
		{ { { "level~王" } }, "hazard", "level~...", "王" },
	};
	struct tlsafe *t = model_lived();
	TL_BUF heard = { 0 };
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		say(&heard, t, c[i].kind, c[i].w);
		if (!strstr(heard.data, c[i].says))
			print_error("%s", heard.data);
		assert_non_null(strstr(heard.data, c[i].says));
		assert_null(strstr(heard.data, c[i].secret));
	}
	tlsafe_free(t);
}

static void a_kind_without_a_workflow_has_no_void_ones(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF heard = { 0 };
	(void)state;
	say(&heard, t, "unit", (struct model_words){ { "town=蒲吕街道" } });
	assert_non_null(strstr(heard.data, "unit, town=500151004\n"));
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_told_as_they_were_understood),
		cmocka_unit_test(free_text_and_personal_values_are_not_told),
		cmocka_unit_test(a_kind_without_a_workflow_has_no_void_ones),
	};
	return cmocka_run_group_tests_name("query/describe", tests, NULL, model_drop);
}
