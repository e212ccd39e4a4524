/* The ids of a kind in order. */
#include "../model.h"

#include "store/ids.h"

/* A view of some records, and the walk over the ids of KIND. */
static struct tlsafe *begin(struct tl_view *v, struct tl_ids *ids, const char *kind)
{
	struct tlsafe *t = model_store(true, NULL);

	model_import(t, "unit", model_units, 2);
	model_import(t, "hazard",
	             "id,found,source,unit,description,level\n"
	             "Z-9,2018-05-01,patrol,U000001,八,general\n"
	             "A-1,2018-06-01,patrol,U000001,十,general\n",
	             2);
	model_ok(t, tl_view_begin(v, t));
	model_ok(t, tl_ids_begin(ids, v, tl_schema_kind(v->schema, kind)));
	return t;
}

static void end(struct tlsafe *t, struct tl_view *v, struct tl_ids *ids)
{
	tl_ids_end(ids);
	tl_view_end(v);
	tlsafe_free(t);
}

static void ids_come_in_order_with_their_rows(void **state)
{
	static const char *const want[] = { "A-1", "Z-9" };
	struct tl_view v;
	struct tl_ids ids;
	struct tlsafe *t = begin(&v, &ids, "hazard");
	struct tl_bytes id;
	uint64_t row;
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(tl_ids_next(&ids, &id, &row), 1);
		assert_true(tl_eqs(id, want[i]));
		assert_int_equal(row, 2 - i);
	}
	assert_int_equal(tl_ids_next(&ids, &id, &row), 0);
	end(t, &v, &ids);
}

static void of_a_kind_without_records_there_are_none(void **state)
{
	struct tl_view v;
	struct tl_ids ids;
	struct tlsafe *t = begin(&v, &ids, "appeal");
	struct tl_bytes id;
	uint64_t row;
	(void)state;
	assert_int_equal(tl_ids_next(&ids, &id, &row), 0);
	end(t, &v, &ids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_come_in_order_with_their_rows),
		cmocka_unit_test(of_a_kind_without_records_there_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
