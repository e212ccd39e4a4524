/* The files of a schema set, read from a directory. */
#include "store/schema_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/utf8.h"

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
	int rc;

	tl_file_as_caller();
	rc = tl_file_read(&text, path, err);
	tl_file_as_before();
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

/* The files of PATH, *N of them, ended by NULL. TLSAFE_ENOENT, without text: no such directory. */
static int list_files(struct dirent ***ret, int *n, const char *path, struct tl_err *err)
{
	struct dirent **list = NULL, **more;

	*n = scandir(path, &list, is_schema, NULL);
	if (*n < 0)
		return errno == ENOENT ? TLSAFE_ENOENT : tl_err_errno(err, "schemas: %s", path);
	more = realloc(list, ((size_t)*n + 1) * sizeof(*list));
	if (!more) {
		for (int i = 0; i < *n; i++)
			free(list[i]);
		free(list);
		return tl_err_memory(err);
	}
	more[*n] = NULL;
	*ret = more;
	return 0;
}

/* The files of one directory of the set. */
static int read_directory(struct tl_genesis *g, const struct tlsafe_setup *setup, const char *path,
                          struct tl_arena *a, struct tl_err *err)
{
	TL_CLEANUP(free_list) struct dirent **list = NULL;
	struct tl_schema_file *more;
	int n, rc = list_files(&list, &n, path, err);

	if (rc)
		return rc;
	more = tl_arena_zalloc(a, (g->nfiles + (size_t)n + 1) * sizeof(*more));
	if (!more)
		return tl_err_memory(err);
	memcpy(more, g->file, g->nfiles * sizeof(*more));
	g->file = more;
	for (int i = 0; !rc && i < n; i++) {
		TL_CLEANUP(tl_file_free_path) char *file = tl_file_join(path, list[i]->d_name);
		size_t len = strlen(list[i]->d_name) - 5;
		if (!file)
			return tl_err_memory(err);
		if (setup->config && len == 8 && !memcmp(list[i]->d_name, "district", 8))
			continue;
		rc = tl_store_read_schema(g, file, list[i]->d_name, len, a, err);
	}
	return rc;
}

/* Names are base names: a file means the same wherever in the set it lies, and lies there once. */
static int check_names(const struct tl_genesis *g, struct tl_err *err)
{
	for (size_t i = 1; i < g->nfiles; i++)
		if (tl_eq(g->file[i - 1].name, g->file[i].name))
			return tl_err_set(err, TLSAFE_ECONFIG, "schemas: two files %.*s.yaml",
			                  (int)g->file[i].name.len, g->file[i].name.data);
	return 0;
}

int tl_store_read_schemas(struct tl_genesis *g, const struct tlsafe_setup *setup,
                          struct tl_arena *a, struct tl_err *err)
{
	static const char *const parts[] = { "kinds",   "codes",      "rules",    "forms",
		                             "reports", "checklists", "documents" };
	int rc;

	g->file = tl_arena_zalloc(a, 2 * sizeof(*g->file));
	if (!g->file)
		return tl_err_memory(err);
	rc = read_directory(g, setup, setup->schemas, a, err);
	if (rc == TLSAFE_ENOENT)
		return tl_err_errno(err, "schemas: %s", setup->schemas);
	for (size_t i = 0; !rc && i < TL_LEN(parts); i++) {
		TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(setup->schemas, parts[i]);
		rc = path ? read_directory(g, setup, path, a, err) : tl_err_memory(err);
		if (rc == TLSAFE_ENOENT)
			rc = 0;
	}
	/* A further one has room behind the others. */
	if (!rc && setup->config)
		rc = tl_store_read_schema(g, setup->config, "district", 8, a, err);
	if (rc)
		return rc == TLSAFE_ESYSTEM ? (err->code = TLSAFE_ECONFIG) : rc;
	if (!g->nfiles)
		return tl_err_set(err, TLSAFE_ECONFIG, "schemas: no *.yaml in %s", setup->schemas);
	qsort(g->file, g->nfiles, sizeof(*g->file), by_name);
	return check_names(g, err);
}

/* NAME of DIR/NAME.yaml. */
static struct tl_bytes stem(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t n = strlen(name);

	return n > 5 && *name != '.' && !strcmp(name + n - 5, ".yaml") ? tl_bytes(name, n - 5) :
	                                                                 TL_NONE;
}

int tl_store_read_given(struct tl_genesis *g, char *const *files, size_t n, struct tl_arena *a,
                        struct tl_err *err)
{
	int rc = 0;

	g->nfiles = 0;
	g->file = tl_arena_zalloc(a, (n + 1) * sizeof(*g->file));
	if (!g->file)
		return tl_err_memory(err);
	for (size_t i = 0; !rc && i < n; i++) {
		struct tl_bytes name = stem(files[i]);
		if (!name.data)
			return tl_err_set(err, TLSAFE_EUSAGE,
			                  "a file of a schema set is called NAME.yaml, not '%s'",
			                  files[i]);
		for (size_t k = 0; k < i; k++)
			if (tl_eq(g->file[k].name, name))
				return tl_err_set(err, TLSAFE_EUSAGE,
				                  "'%s' and '%s' are the same file of the set",
				                  files[k], files[i]);
		rc = tl_store_read_schema(g, files[i], name.data, name.len, a, err);
	}
	/* They are what the caller gave, no configuration. */
	if (rc == TLSAFE_ESYSTEM)
		rc = err->code = TLSAFE_ENOENT;
	else if (rc == TLSAFE_ECONFIG)
		rc = err->code = TLSAFE_EINPUT;
	return rc;
}

bool tl_store_is_text(const struct tl_schema_file *f)
{
	return tl_utf8_check(f->text) < 0 && !memchr(f->text.data, 0, f->text.len);
}

/* A site other than the district's: a line of its own in the district's file, which also puts it
 * before ids. */
int tl_store_give_site(struct tl_genesis *g, const char *site, struct tl_arena *a,
                       struct tl_err *err)
{
	TL_BUF text = { 0 };
	bool ok = true;

	for (const char *c = site; *c; c++)
		if (!((*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') ||
		      (*c >= 'a' && *c <= 'z')) ||
		    c - site >= 20)
			return tl_err_hint(err, TLSAFE_EUSAGE,
			                   "give --site letters and digits, at most 20",
			                   "not a site: '%s'", site);
	for (size_t i = 0; *site && i < g->nfiles; i++) {
		if (!tl_eqs(g->file[i].name, "district"))
			continue;
		tl_buf_add(&text, g->file[i].text);
		tl_buf_printf(&text, "\nsite: \"%s\"\n", site);
		g->file[i].text = tl_arena_dup(a, tl_buf_bytes(&text), &ok);
		return ok && !text.failed ? 0 : tl_err_memory(err);
	}
	return tl_err_hint(err, TLSAFE_EUSAGE, "leave --site out",
	                   "an empty site, or a schema set without district.yaml");
}
