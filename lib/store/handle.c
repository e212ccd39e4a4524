/* An open store: making and opening it, views of it, and looking records up. */
#include "store/handle.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/schema_set.h"
#include "kv/key.h"
#include "base/utf8.h"

#define STORE_MARK "tlsafe store"
#define FILE_MAX (1024 * 1024)

struct tlsafe *tlsafe_new(void)
{
	struct tlsafe *t;

	if (tl_hash_setup())
		return NULL;
	t = calloc(1, sizeof(*t));
	if (t)
		t->wait = 10;
	return t;
}

static void close_store(struct tlsafe *t)
{
	if (t->kv)
		t->kv->ops->close(t->kv);
	t->kv = NULL;
	tl_schema_freep(&t->schema);
	tl_buf_release(&t->start_bytes);
	tl_buf_release(&t->genesis_bytes);
	tl_arena_release(&t->genesis_arena);
	t->genesis = (struct tl_genesis){ 0 };
	free(t->path);
	t->path = NULL;
}

void tlsafe_free(struct tlsafe *t)
{
	if (!t)
		return;
	close_store(t);
	tl_buf_release(&t->actor);
	tl_buf_release(&t->login);
	tl_buf_release(&t->command);
	tl_buf_release(&t->request);
	free(t);
}

const char *tlsafe_errmsg(const struct tlsafe *t)
{
	return t->err.text;
}

static void replace(struct tl_buf *b, const char *text)
{
	tl_buf_clear(b);
	tl_buf_str(b, text ? text : "");
}

int tlsafe_set_who(struct tlsafe *t, const struct tlsafe_who *who)
{
	tl_err_clear(&t->err);
	replace(&t->actor, who->actor);
	replace(&t->login, who->login);
	replace(&t->command, who->command);
	replace(&t->request, who->request);
	if (tl_utf8_check(tl_buf_bytes(&t->actor)) >= 0)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "the actor's name is not valid UTF-8");
	if (t->request.len > 256 || tl_utf8_check(tl_buf_bytes(&t->request)) >= 0)
		return tl_err_set(&t->err, TLSAFE_EUSAGE,
		                  "the key of a request is at most 256 bytes of valid UTF-8");
	if (tl_utf8_check(tl_buf_bytes(&t->command)) >= 0)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "the command line is not valid UTF-8");
	t->uid = who->uid;
	t->pid = who->pid;
	t->now = who->now;
	t->now_given = who->now_given;
	t->wait = who->wait;
	return t->actor.failed || t->login.failed || t->command.failed || t->request.failed ?
	               tl_err_memory(&t->err) :
	               0;
}

uint64_t tlsafe_repeated(const struct tlsafe *t)
{
	return t->repeated;
}

int tl_store_error(struct tlsafe *t, int rc)
{
	if (rc >= 0 || t->err.text[0])
		return rc;
	switch (rc) {
	case TLSAFE_EMEMORY:
		return tl_err_memory(&t->err);
	case TLSAFE_ECORRUPT:
		return tl_err_set(&t->err, rc, "the store is damaged; run tlsafe-db check");
	case TLSAFE_ENOENT:
		return tl_err_set(&t->err, rc, "not there");
	default:
		return tl_err_set(&t->err, rc, "failed with code %d", rc);
	}
}

/* --- files ------------------------------------------------------------------- */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static char *join_path(const char *dir, const char *name)
{
	char *path;
	return asprintf(&path, "%s/%s", dir, name) < 0 ? NULL : path;
}

static void freep(char **p)
{
	free(*p);
}

static int read_file(struct tl_buf *out, const char *path, struct tl_err *err)
{
	TL_CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return tl_err_errno(err, "%s", path);
	do {
		if (!tl_buf_room(out, 65536))
			return tl_err_memory(err);
		n = read(fd, out->data + out->len, 65536);
		if (n < 0)
			return tl_err_errno(err, "%s", path);
		out->len += (size_t)n;
		out->data[out->len] = 0;
		if (out->len > FILE_MAX)
			return tl_err_set(err, TLSAFE_ECONFIG, "%s: longer than 1 MiB", path);
	} while (n);
	return 0;
}

/* Makes PATH with TEXT, mode 0660 whatever the umask, synced. */
static int write_file(const char *path, const char *text, struct tl_err *err)
{
	TL_CLEANUP(close_fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
	size_t len = strlen(text);

	if (fd < 0 || fchmod(fd, 0660) || write(fd, text, len) != (ssize_t)len || fsync(fd))
		return tl_err_errno(err, "%s", path);
	return 0;
}

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
	int rc = read_file(&text, path, err);

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
		TL_CLEANUP(freep) char *path = join_path(setup->schemas, list[i]->d_name);
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
static int give_site(struct tl_genesis *g, const char *site, struct tl_arena *a, struct tl_err *err)
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

static int put_text(struct tl_kv_txn *txn, const char *name, struct tl_bytes value,
                    struct tl_err *err)
{
	TL_BUF key = { 0 };

	tl_key_meta(&key, name, TL_NONE);
	return key.failed ? tl_err_memory(err) : tl_kv_put(txn, tl_buf_bytes(&key), value, err);
}

static int genesis_damaged(struct tlsafe *t)
{
	return tl_err_set(&t->err, TLSAFE_ECORRUPT,
	                  "the genesis of the store is damaged; restore from a backup");
}

/* Keeps BYTES, takes them apart into G, whose texts are borrowed, and hashes them. */
static int read_genesis(struct tlsafe *t, struct tl_bytes bytes, struct tl_genesis *g,
                        unsigned char hash[TL_HASH_LEN])
{
	TL_BUF scratch = { 0 };
	int rc;

	tl_buf_clear(&t->genesis_bytes);
	tl_buf_add(&t->genesis_bytes, bytes);
	rc = t->genesis_bytes.failed ? tl_err_memory(&t->err) :
	                               tl_genesis_unpack(g, tl_buf_bytes(&t->genesis_bytes),
	                                                 &t->genesis_arena, &t->err);
	if (rc)
		return rc;
	tl_genesis_hash(hash, g, &scratch);
	return scratch.failed ? tl_err_memory(&t->err) : 0;
}

/* What every command needs of genesis, without its files: block site, int offset, block language,
 * uint format, hash. */
static void pack_start(struct tl_buf *out, const struct tl_genesis *g,
                       const unsigned char hash[TL_HASH_LEN])
{
	tl_buf_block(out, g->site);
	tl_buf_int(out, g->offset);
	tl_buf_block(out, g->language);
	tl_buf_uint(out, g->format);
	tl_buf_put(out, hash, TL_HASH_LEN);
}

static int load_start(struct tlsafe *t, struct tl_kv_txn *txn)
{
	struct tl_genesis *g = &t->genesis;
	struct tl_bytes val;
	struct tl_unpack u;
	int rc = tl_kv_get(txn, TL_LIT("Mstart"), &val, &t->err);

	if (rc == TLSAFE_ENOENT)
		return tl_err_set(&t->err, TLSAFE_EVERSION,
		                  "%s: an older tlsafe made it, in another form; export it with "
		                  "that one (tlsafe-db export) and import the lines "
		                  "into a new store",
		                  t->path);
	if (rc)
		return rc;
	tl_buf_clear(&t->start_bytes);
	tl_buf_add(&t->start_bytes, val);
	if (t->start_bytes.failed)
		return tl_err_memory(&t->err);
	u = tl_unpack(tl_buf_bytes(&t->start_bytes));
	g->site = tl_unpack_block(&u);
	g->offset = (int)tl_unpack_int(&u);
	g->language = tl_unpack_block(&u);
	g->format = tl_unpack_uint(&u);
	if (u.bad || u.end - u.at != TL_HASH_LEN)
		return genesis_damaged(t);
	memcpy(t->genesis_hash, u.at, TL_HASH_LEN);
	return 0;
}

int tl_store_files(struct tlsafe *t, struct tl_kv_txn *txn)
{
	struct tl_genesis g = { 0 };
	unsigned char hash[TL_HASH_LEN];
	struct tl_bytes val;
	TL_BUF start = { 0 };
	int rc;

	if (t->genesis.nfiles)
		return 0;
	rc = tl_kv_get(txn, TL_LIT("Mgenesis"), &val, &t->err);
	if (!rc)
		rc = read_genesis(t, val, &g, hash);
	if (rc)
		return rc;
	pack_start(&start, &g, hash);
	if (start.failed)
		return tl_err_memory(&t->err);
	if (!tl_eq(tl_buf_bytes(&start), tl_buf_bytes(&t->start_bytes)))
		return genesis_damaged(t);
	t->genesis.file = g.file;
	t->genesis.nfiles = g.nfiles;
	return 0;
}

/* Settings, schema set and seed records. */
static int put_genesis(struct tlsafe *t, struct tl_kv_txn *txn)
{
	TL_CLEANUP(tl_fold_release) struct tl_fold fold = { 0 };
	TL_BUF key = { 0 };
	TL_BUF packed = { 0 };
	struct tl_journal journal;
	int rc = put_text(txn, "genesis", tl_buf_bytes(&t->genesis_bytes), &t->err);

	pack_start(&packed, &t->genesis, t->genesis_hash);
	if (!rc)
		rc = packed.failed ? tl_err_memory(&t->err) :
		                     put_text(txn, "start", tl_buf_bytes(&packed), &t->err);
	for (size_t i = 0; !rc && i < t->genesis.nfiles; i++) {
		tl_buf_clear(&key);
		tl_buf_char(&key, 'S');
		tl_buf_add(&key, t->genesis.file[i].name);
		tl_buf_clear(&packed);
		rc = tl_schema_pack(&packed, &t->genesis.file[i], &t->err);
		if (!rc)
			rc = key.failed ? tl_err_memory(&t->err) :
			                  tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&packed),
			                            &t->err);
	}
	if (rc)
		return rc;
	tl_journal_open(&journal, txn, t->schema, t->genesis.site, &t->err);
	rc = tl_fold_begin(&fold, txn, &journal, t->schema, &t->err);
	if (!rc)
		rc = tl_fold_genesis(&fold);
	if (!rc)
		rc = tl_fold_end(&fold);
	tl_journal_release(&journal);
	return rc;
}

static int write_genesis(struct tlsafe *t)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	int rc = t->kv->ops->begin(&txn, t->kv, true, &t->err);

	if (!rc)
		rc = put_genesis(t, txn);
	if (!rc)
		rc = put_text(txn, "id", tl_str(t->id), &t->err);
	return rc ? rc : tl_kv_commit(&txn, &t->err);
}

int tl_store_genesis(struct tlsafe *t, struct tl_kv_txn *txn, struct tl_bytes bytes)
{
	struct tl_err why = { 0 };
	int rc;

	tl_schema_freep(&t->schema);
	tl_arena_reset(&t->genesis_arena);
	rc = read_genesis(t, bytes, &t->genesis, t->genesis_hash);
	if (!rc && tl_schema_load(&t->schema, t->genesis.file, t->genesis.nfiles, &why))
		rc = tl_err_set(&t->err, TLSAFE_EINPUT, "the schema set of the lines: %s",
		                why.text);
	return rc ? rc : put_genesis(t, txn);
}

/* A store in DIR, or with DIR NULL one of an engine that needs none. */
static int fill_store(struct tlsafe *t, const struct tl_kv_ops *ops, const char *dir,
                      const struct tlsafe_setup *setup)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	TL_CLEANUP(freep) char *mark = join_path(dir ? dir : "", "STORE");
	TL_CLEANUP(freep) char *gate = join_path(dir ? dir : "", "gate");
	TL_BUF text = { 0 };
	TL_BUF packed = { 0 };
	struct tl_genesis g = { .format = TL_FORMAT };
	unsigned char id[16];
	int rc = tl_store_read_schemas(&g, setup, &a, &t->err);

	if (!rc && setup->site)
		rc = give_site(&g, setup->site, &a, &t->err);
	if (!rc)
		rc = tl_schema_load(&t->schema, g.file, g.nfiles, &t->err);
	if (rc)
		return rc;
	g.site = t->schema->district.site;
	g.language = t->schema->district.language;
	g.offset = t->schema->district.offset;
	tl_genesis_pack(&packed, &g);
	tl_random(id, sizeof(id));
	tl_hex(&text, id, sizeof(id));
	if (!mark || !gate || text.failed || packed.failed)
		return tl_err_memory(&t->err);
	memcpy(t->id, text.data, 33);
	rc = read_genesis(t, tl_buf_bytes(&packed), &t->genesis, t->genesis_hash);
	if (!rc)
		rc = ops->open(&t->kv, dir, TL_KV_CREATE, setup->map_size, &t->err);
	if (!rc)
		rc = write_genesis(t);
	if (rc || !dir)
		return rc;
	tl_buf_clear(&text);
	tl_buf_printf(&text, "%s %s\nformat %d\n", STORE_MARK, t->id, TL_FORMAT);
	rc = text.failed ? tl_err_memory(&t->err) : write_file(mark, text.data, &t->err);
	return rc ? rc : write_file(gate, "", &t->err);
}

static void remove_dir(const char *dir)
{
	static const char *const files[] = { "data.mdb", "lock.mdb", "STORE", "gate" };

	for (size_t i = 0; i < TL_LEN(files); i++) {
		TL_CLEANUP(freep) char *path = join_path(dir, files[i]);
		if (path)
			unlink(path);
	}
	rmdir(dir);
}

/* The store is made beside PATH and renamed when whole, so that PATH is never half a store. */
int tlsafe_init(struct tlsafe *t, const char *path, const struct tlsafe_setup *setup)
{
	TL_CLEANUP(freep) char *dir = NULL;
	struct stat st;
	int rc;

	tl_err_clear(&t->err);
	if (asprintf(&dir, "%s.new-XXXXXX", path) < 0) {
		dir = NULL;
		return tl_err_memory(&t->err);
	}
	if (!stat(path, &st)) {
		DIR *d = S_ISDIR(st.st_mode) ? opendir(path) : NULL;
		int entries = 0;
		while (d && readdir(d))
			entries++;
		if (d)
			closedir(d);
		if (!d || entries > 2)
			return tl_err_set(&t->err, TLSAFE_EEXIST, "%s: exists already%s", path,
			                  d ? " and is not empty" : " and is not a directory");
	}
	if (!mkdtemp(dir)) {
		rc = tl_err_errno(&t->err, "cannot create %s", path);
		return errno == ENOSPC ? rc : (t->err.code = TLSAFE_EEXIST);
	}
	rc = fill_store(t, &tl_kv_lmdb, dir, setup);
	/* Group and set-gid bit: desk and cron share the store by its group. */
	if (!rc && (chmod(dir, 02770) || rename(dir, path)))
		rc = tl_err_errno(&t->err, "%s", path);
	if (rc) {
		close_store(t);
		remove_dir(dir);
		return rc;
	}
	/* Its files are known by where they lie now. */
	return tlsafe_open(t, path);
}

int tl_store_in_memory(struct tlsafe *t, const struct tlsafe_setup *setup)
{
	tl_err_clear(&t->err);
	return fill_store(t, &tl_kv_mem, NULL, setup);
}

/* --- opening ----------------------------------------------------------------- */

static int read_identity(struct tlsafe *t, const char *path)
{
	TL_CLEANUP(freep) char *mark = join_path(path, "STORE");
	TL_BUF text = { 0 };
	struct tl_err err = { 0 };
	unsigned format = 0;

	if (!mark)
		return tl_err_memory(&t->err);
	if (access(mark, F_OK) && (errno == ENOENT || errno == ENOTDIR))
		return tl_err_set(&t->err, TLSAFE_ENOENT,
		                  "%s: no store there; make one with: tlsafe-db init -s %s", path,
		                  path);
	if (read_file(&text, mark, &err))
		return tl_err_set(&t->err, TLSAFE_ESYSTEM, "%s", err.text);
	if (text.failed ||
	    sscanf(text.data, STORE_MARK " %32[0-9a-f]\nformat %u\n", t->id, &format) != 2)
		return tl_err_set(&t->err, TLSAFE_EVERSION,
		                  "%s: not a tlsafe store: its file STORE is not one", path);
	if (format > TL_FORMAT)
		return tl_err_set(&t->err, TLSAFE_EVERSION,
		                  "%s: format %u, this program knows up to %d; use a newer tlsafe",
		                  path, format, TL_FORMAT);
	return 0;
}

int tl_store_load_set(struct tlsafe *t, struct tl_kv_txn *txn)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_schema_file *file = tl_arena_alloc(&a, 4096 * sizeof(*file));
	struct tl_err why = { 0 };
	struct tl_bytes key, val;
	size_t n = 0;
	int rc;

	if (!file)
		return tl_err_memory(&t->err);
	rc = tl_applied_last(txn, &t->schema_txn, &t->err);
	if (!rc)
		rc = tl_kv_scan(&scan, txn, TL_LIT("S"), TL_LIT("T"), false, &t->err);
	while (!rc && n < 4096 && (rc = tl_kv_next(scan, &key, &val, &t->err)) == 1) {
		bool ok = true;
		file[n++] = (struct tl_schema_file){
			tl_arena_dup(&a, tl_bytes(key.data + 1, key.len - 1), &ok), val
		};
		rc = ok ? 0 : tl_err_memory(&t->err);
	}
	if (rc)
		return rc;
	tl_schema_freep(&t->schema);
	if (tl_schema_load(&t->schema, file, n, &why))
		return tl_err_set(&t->err, TLSAFE_ECORRUPT,
		                  "the schema set in the store is damaged: %s", why.text);
	return tl_settings_load(t, txn);
}

int tl_store_reload(struct tlsafe *t)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	int rc = t->kv->ops->begin(&txn, t->kv, false, &t->err);

	return rc ? rc : tl_store_load_set(t, txn);
}

static int load_settings(struct tlsafe *t)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	struct tl_bytes val;
	int rc = t->kv->ops->begin(&txn, t->kv, false, &t->err);

	if (!rc)
		rc = tl_kv_get(txn, TL_LIT("Mid"), &val, &t->err);
	if (rc == TLSAFE_ENOENT || (!rc && !tl_eqs(val, t->id)))
		return tl_err_set(&t->err, TLSAFE_ECORRUPT,
		                  "%s: the store was emptied or replaced: its file STORE names %s; "
		                  "restore from a backup",
		                  t->path, t->id);
	if (!rc)
		rc = load_start(t, txn);
	return rc ? rc : tl_store_load_set(t, txn);
}

int tlsafe_open(struct tlsafe *t, const char *path)
{
	int rc;

	tl_err_clear(&t->err);
	close_store(t);
	rc = read_identity(t, path);
	if (rc)
		return tl_store_error(t, rc);
	rc = tl_kv_lmdb.open(&t->kv, path, 0, 0, &t->err);
	if (rc == TLSAFE_ENOENT) {
		tl_err_clear(&t->err);
		return tl_err_set(&t->err, TLSAFE_ECORRUPT,
		                  "%s: the store was emptied: its file data.mdb is gone; restore "
		                  "from a backup",
		                  path);
	}
	if (rc)
		return tl_store_error(t, rc);
	t->path = strdup(path);
	rc = t->path ? load_settings(t) : TLSAFE_EMEMORY;
	return tl_store_error(t, rc);
}

/* --- views ------------------------------------------------------------------- */

static int load_head(struct tl_view *v)
{
	TL_BUF key = { 0 };
	struct tl_bytes val;
	struct tl_unpack u;
	int rc;

	tl_key_meta(&key, "head/", v->t->genesis.site);
	if (key.failed)
		return tl_err_memory(&v->t->err);
	v->head = (struct tl_head){ .site = v->t->genesis.site };
	memcpy(v->head.hash, v->t->genesis_hash, TL_HASH_LEN);
	rc = tl_kv_get(v->txn, tl_buf_bytes(&key), &val, &v->t->err);
	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	u = tl_unpack(val);
	v->head.number = tl_unpack_uint(&u);
	v->head.at = tl_unpack_int(&u);
	if (u.bad || u.end - u.at != TL_HASH_LEN)
		return tl_err_set(&v->t->err, TLSAFE_ECORRUPT,
		                  "the head of the journal is damaged; run tlsafe-db check");
	memcpy(v->head.hash, u.at, TL_HASH_LEN);
	return 0;
}

int tl_view_in(struct tl_view *v, struct tlsafe *t, struct tl_kv_txn *txn)
{
	*v = (struct tl_view){ .t = t, .txn = txn, .as_of = TL_NOEND, .known = UINT64_MAX };
	v->today = tl_instant_day(t->now, t->genesis.offset);
	v->rows = calloc(t->schema->nkinds + 1, sizeof(*v->rows));
	if (!v->rows)
		return tl_err_memory(&t->err);
	tl_journal_open(&v->journal, txn, t->schema, t->genesis.site, &t->err);
	return load_head(v);
}

int tl_view_begin(struct tl_view *v, struct tlsafe *t)
{
	struct tl_kv_txn *txn;
	int rc = t->kv->ops->begin(&txn, t->kv, false, &t->err);

	*v = (struct tl_view){ 0 };
	if (rc)
		return rc;
	rc = tl_view_in(v, t, txn);
	v->own_txn = true;
	return rc ? rc : tl_view_current(v);
}

int tl_view_current(struct tl_view *v)
{
	uint64_t last;
	int rc = tl_applied_last(v->txn, &last, &v->t->err);

	if (rc || last == v->t->schema_txn)
		return rc;
	return tl_err_set(&v->t->err, TLSAFE_ECONFLICT,
	                  "transaction %llu of another writer changed the schema set meanwhile; "
	                  "nothing was done, run it again",
	                  (unsigned long long)last);
}

int tl_view_know(struct tl_view *v)
{
	struct tl_schema *then = NULL;
	int rc = v->known >= v->t->schema_txn ?
	                 0 :
	                 tl_applied_known(v->t, v->txn, &v->journal, v->known, &then);

	if (rc || !then)
		return rc;
	v->present = v->t->schema;
	v->t->schema = then;
	/* What it has read speaks of the other set. */
	tl_journal_release(&v->journal);
	tl_journal_open(&v->journal, v->txn, then, v->t->genesis.site, &v->t->err);
	return 0;
}

void tl_view_end(struct tl_view *v)
{
	if (!v->t)
		return;
	tl_journal_release(&v->journal);
	if (v->own_txn)
		tl_kv_abortp(&v->txn);
	for (size_t i = 0; v->rows && i <= v->t->schema->nkinds; i++)
		tl_rows_release(&v->rows[i]);
	free(v->rows);
	if (v->present) {
		tl_schema_freep(&v->t->schema);
		v->t->schema = v->present;
	}
	tl_buf_release(&v->head_bytes);
	tl_arena_release(&v->scratch);
	*v = (struct tl_view){ 0 };
}

tl_day tl_view_day(const struct tl_view *v)
{
	return v->as_of == TL_NOEND ? v->today : v->as_of;
}

int tl_view_find(struct tl_view *v, struct tl_bytes id, const struct tl_kind **kind, uint64_t *row)
{
	TL_BUF key = { 0 };
	struct tl_bytes val;
	uint32_t number;
	int rc;

	if (!id.len || id.len > 128 || tl_eq(id, tl_bytes(v->absent, v->nabsent)))
		return TLSAFE_ENOENT;
	tl_key_id(&key, id);
	if (key.failed)
		return tl_err_memory(&v->t->err);
	rc = tl_kv_get(v->txn, tl_buf_bytes(&key), &val, &v->t->err);
	if (rc == TLSAFE_ENOENT) {
		memcpy(v->absent, id.data, id.len);
		v->nabsent = id.len;
	}
	if (rc)
		return rc;
	if (!tl_id_unpack(val, &number, row) || number == 0 || number > v->t->schema->nkinds)
		return tl_err_set(&v->t->err, TLSAFE_ECORRUPT,
		                  "the index entry of '%.*s' is damaged; run tlsafe-db check",
		                  (int)id.len, id.data);
	*kind = v->t->schema->kind[number - 1];
	return 0;
}

/* What the stored record says for (T, K), or the formula. */
static int as_seen(struct tl_view *v, struct tl_record *r)
{
	bool all_known = !r->nruns || r->run[r->nruns - 1].txn <= v->known;
	int rc;

	if (all_known && (v->as_of == TL_NOEND || (r->plain && r->last_on <= v->as_of)))
		return 0;
	if (r->run[0].txn > v->known ||
	    (r->plain && r->kind->begins >= 0 && r->first_on > v->as_of)) {
		r->exists = false;
		return 0;
	}
	rc = tl_formula(r, &v->journal, v->as_of, v->known, &v->scratch);
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&v->t->err) : rc;
}

static int unpack_record(struct tl_view *v, struct tl_bytes val, struct tl_record *r)
{
	int rc = tl_record_unpack(r, val);

	if (rc == TLSAFE_ECORRUPT)
		return tl_err_set(&v->t->err, rc,
		                  "record %llu of kind %s is damaged; run tlsafe-db check",
		                  (unsigned long long)r->row, r->kind->name);
	return rc ? tl_err_memory(&v->t->err) : as_seen(v, r);
}

int tl_view_record(struct tl_view *v, const struct tl_kind *kind, uint64_t row, struct tl_record *r)
{
	struct tl_rows *rows = &v->rows[kind->number];
	struct tl_bytes val;
	int rc;

	if (!rows->kind)
		tl_rows_init(rows, v->txn, kind, &v->t->err);
	r->row = row;
	rc = tl_rows_get(rows, row, &val);
	if (rc == TLSAFE_ENOENT)
		return tl_err_set(&v->t->err, TLSAFE_ECORRUPT,
		                  "record %llu of kind %s is missing; run tlsafe-db check",
		                  (unsigned long long)row, kind->name);
	return rc ? rc : unpack_record(v, val, r);
}

int tl_view_get(struct tl_view *v, const struct tl_kind *kind, struct tl_bytes id,
                struct tl_record *r)
{
	const struct tl_kind *found = NULL;
	uint64_t row;
	int rc = tl_view_find(v, id, &found, &row);

	tl_record_init(r, found);
	if (!rc && kind && found != kind)
		return tl_err_set(&v->t->err, TLSAFE_ENOENT, "'%.*s' is a %s, not a %s",
		                  (int)id.len, id.data, found->name, kind->name);
	if (!rc)
		rc = tl_view_record(v, found, row, r);
	if (rc == TLSAFE_ENOENT || (!rc && !r->exists))
		return tl_err_set(&v->t->err, TLSAFE_ENOENT, "no such id: '%.*s'", (int)id.len,
		                  id.data);
	return rc;
}

int tl_walk_begin(struct tl_walk *w, struct tl_view *v, const struct tl_kind *kind)
{
	w->v = v;
	return tl_rows_scan(&w->scan, v->txn, kind, &v->t->err);
}

int tl_walk_next(struct tl_walk *w, struct tl_record *r)
{
	struct tl_bytes val;
	int rc;

	while ((rc = tl_rows_next(&w->scan, &r->row, &val)) == 1) {
		rc = unpack_record(w->v, val, r);
		if (rc)
			return rc;
		if (r->exists)
			return 1;
	}
	return rc;
}

void tl_walk_end(struct tl_walk *w)
{
	tl_rows_done(&w->scan);
}

int tl_view_anchor(struct tl_view *v, struct tl_buf *out)
{
	const struct tl_head *h = &v->head;
	int rc;

	if (v->known < v->head.number && v->known) {
		rc = tl_journal_head(&v->journal, v->known);
		if (rc)
			return rc;
		h = &v->journal.at->head;
	}
	tl_buf_add(out, v->t->genesis.site);
	tl_buf_printf(out, ":%llu ", (unsigned long long)(v->known ? h->number : 0));
	tl_hex(out, v->known ? h->hash : v->t->genesis_hash, 8);
	return out->failed ? tl_err_memory(&v->t->err) : 0;
}
