/* The files of a schema set, read from a directory. */
#include "store/schema_files.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"

static int by_name(const void *a, const void *b)
{
	const struct tl_schema_file *x = a, *y = b;
	return tl_cmp(x->name, y->name);
}

static int is_schema(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	return n > 5 && e->d_name[0] != '.' && strcmp(e->d_name + n - 5, ".yaml") == 0;
}

int tl_store_read_schema(struct tl_genesis *g, const char *path, const char *name, size_t len,
                         struct tl_arena *a, struct tl_err *err)
{
	TL_BUF text = { 0 };
	bool ok = true;
	int rc = tl_file_read(&text, path, err);

	if (rc)
		return rc;
	g->file[g->nfiles].name = tl_arena_dup(a, tl_bytes(name, len), &ok);
	g->file[g->nfiles].text = tl_arena_dup(a, tl_buf_bytes(&text), &ok);
	g->nfiles++;
	return ok ? 0 : tl_err_memory(err);
}

static void free_list(struct dirent ***list)
{
	if (*list)
		for (struct dirent **e = *list; *e; e++)
			free(*e);
	free(*list);
}

int tl_store_read_schemas(struct tl_genesis *g, const struct tlsafe_setup *setup,
                          struct tl_arena *a, struct tl_err *err)
{
	TL_CLEANUP(free_list) struct dirent **list = NULL;
	int n = scandir(setup->schemas, &list, is_schema, NULL);
	int rc = 0;

	if (n < 0)
		return tl_err_errno(err, "schemas: %s", setup->schemas);
	struct dirent **more = realloc(list, ((size_t)n + 1) * sizeof(*list));
	if (!more)
		return tl_err_memory(err);
	list = more;
	list[n] = NULL;
	g->file = tl_arena_zalloc(a, ((size_t)n + 1) * sizeof(*g->file));
	if (!g->file)
		return tl_err_memory(err);
	for (int i = 0; !rc && i < n; i++) {
		TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(setup->schemas, list[i]->d_name);
		size_t len = strlen(list[i]->d_name) - 5;
		if (!path)
			return tl_err_memory(err);
		if (setup->config && len == 8 && !memcmp(list[i]->d_name, "district", 8))
			continue;
		rc = tl_store_read_schema(g, path, list[i]->d_name, len, a, err);
	}
	if (!rc && setup->config)
		rc = tl_store_read_schema(g, setup->config, "district", 8, a, err);
	if (rc)
		return rc == TLSAFE_ESYSTEM ? (err->code = TLSAFE_ECONFIG) : rc;
	if (!g->nfiles)
		return tl_err_set(err, TLSAFE_ECONFIG, "schemas: no *.yaml in %s", setup->schemas);
	qsort(g->file, g->nfiles, sizeof(*g->file), by_name);
	return 0;
}

/* A site other than the district's: a line of its own in the district's file, which also puts it
 * before ids. */
int tl_store_give_site(struct tl_genesis *g, const char *site, struct tl_arena *a, struct tl_err *err)
{
	TL_BUF text = { 0 };
	bool ok = true;

	for (const char *c = site; *c; c++)
		if (!((*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') ||
		      (*c >= 'a' && *c <= 'z')) ||
		    c - site >= 20)
			return tl_err_set(err, TLSAFE_EUSAGE,
			                  "--site: letters and digits, at most 20: '%s'", site);
	for (size_t i = 0; *site && i < g->nfiles; i++) {
		if (!tl_eqs(g->file[i].name, "district"))
			continue;
		tl_buf_add(&text, g->file[i].text);
		tl_buf_printf(&text, "\nsite: \"%s\"\n", site);
		g->file[i].text = tl_arena_dup(a, tl_buf_bytes(&text), &ok);
		return ok && !text.failed ? 0 : tl_err_memory(err);
	}
	return tl_err_set(err, TLSAFE_EUSAGE,
	                  "--site: empty, or the schema set has no district.yaml");
}
