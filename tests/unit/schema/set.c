/* Schema sets for tests: the shipped one, and small ones from texts. */
#include "set.h"

#include "journal/workflow.h"
#include "store/schema_files.h"

struct tl_schema *schema;

int load_set(void **state)
{
	struct tlsafe_setup setup = { .schemas = getenv("TLSAFE_SCHEMAS") };
	struct tl_arena a = { 0 };
	struct tl_genesis g = { 0 };
	struct tl_err err = { 0 };
	int rc = tl_store_read_schemas(&g, &setup, &a, &err);
	(void)state;
	if (!rc)
		rc = tl_schema_load(&schema, g.file, g.nfiles, tl_workflows, &err);
	if (rc)
		print_error("%s\n", err.text);
	tl_arena_release(&a);
	return rc;
}

int free_set(void **state)
{
	(void)state;
	tl_schema_freep(&schema);
	return 0;
}

struct tl_schema *set_of(struct tl_bytes text)
{
	struct tl_schema_file files[] = { { TL_LIT("k"), text },
		                          { TL_LIT("district"), TL_LIT(DISTRICT) } };
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };

	if (tl_schema_load(&s, files, 2, tl_workflows, &err))
		print_error("%s\n", err.text);
	assert_non_null(s);
	return s;
}

void fails_with(const char *yaml, const char *want)
{
	struct tl_schema_file f[2] = { { TL_LIT("x"), tl_str(yaml) },
		                       { TL_LIT("district"), TL_LIT(DISTRICT) } };
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };

	assert_int_equal(tl_schema_load(&s, f, 2, tl_workflows, &err), TLSAFE_ECONFIG);
	if (!strstr(err.text, want))
		print_error("wanted %s, got %s\n", want, err.text);
	assert_non_null(strstr(err.text, want));
}
