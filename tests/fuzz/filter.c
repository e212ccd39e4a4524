/* Any bytes as filter words, NUL between them, over a store in memory. */
#include <stdint.h>

#include "query/match.h"
#include "store/open.h"

static struct tlsafe *t;

static void setup(void)
{
	struct tlsafe_setup s = { .schemas = getenv("TLSAFE_SCHEMAS") };
	struct tlsafe_who who = {
		.actor = "f", .login = "f", .command = "f", .now = 1534000000ll * 1000000
	};
	char *add[] = { "place=p",     "town=蒲吕街道",  "found=2018-04-01", "source=patrol",
		        "level=major", "description=七", "deadline=+15d" };
	struct tlsafe_change c = { .kind = "hazard", .verb = "add", .values = add, .nvalues = 7 };

	t = tlsafe_new();
	if (!t || tl_store_in_memory(t, &s) || tlsafe_set_who(t, &who) ||
	    tlsafe_change(t, &c, NULL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *words[16], *copy = malloc(size + 1);
	size_t n = 0;
	struct tl_view v = { 0 };
	struct tl_query q = { 0 };
	struct tl_record r;

	if (!t)
		setup();
	if (!copy)
		return 0;
	memcpy(copy, data, size);
	copy[size] = 0;
	for (size_t at = 0; at <= size && n < 16; at += strlen(copy + at) + 1)
		words[n++] = copy + at;
	tl_err_clear(&t->err);
	if (tl_view_begin(&v, t))
		abort();
	if (!tl_query_begin(&q, &v, tl_schema_kind(t->schema, "hazard"), words, n, false)) {
		tl_record_init(&r, q.kind);
		if (tl_view_record(&v, q.kind, 1, &r) || tl_query_match(&q, &r, TL_MATCH_ALL) < 0)
			abort();
		tl_record_release(&r);
	}
	tl_query_release(&q);
	tl_view_end(&v);
	free(copy);
	return 0;
}
