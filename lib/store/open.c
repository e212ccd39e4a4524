/* Making a store, and opening one. */
#include "store/open.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "journal/workflow.h"
#include "store/genesis.h"
#include "store/roster.h"
#include "store/schema_files.h"
#include "store/schema_kept.h"
#include "store/settings.h"
#include "store/stillfiles.h"

#define STORE_MARK "tlsafe store"

/* The set of G's files. A configuration stands for the district's file, and a fault in it names it
 * as it was given. */
static int load_given(struct tlsafe *t, const struct tlsafe_setup *setup,
                      const struct tl_genesis *g)
{
	struct tl_err why = { 0 };
	int rc = tl_schema_load(&t->schema, g->file, g->nfiles, tl_workflows, &why);
	const char *hint = *why.hint ? why.hint : NULL;

	if (rc && setup->config && tl_starts(tl_str(why.text), TL_LIT("district.yaml:")))
		return tl_err_hint(&t->err, rc, hint, "%s:%s", setup->config,
		                   why.text + strlen("district.yaml:"));
	return rc ? tl_err_pass(&t->err, rc, &why) : 0;
}

/* Genesis from SETUP's files, and an identity. */
static int make_genesis(struct tlsafe *t, const struct tlsafe_setup *setup)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_genesis g = { .format = TL_JOURNAL_FORMAT };
	TL_BUF packed = { 0 };
	TL_BUF text = { 0 };
	unsigned char id[16];
	int rc = tl_store_read_schemas(&g, setup, &a, &t->err);

	if (!rc && setup->site)
		rc = tl_store_give_site(&g, setup->site, &a, &t->err);
	if (!rc)
		rc = load_given(t, setup, &g);
	if (rc)
		return rc;
	g.site = t->schema->district.site;
	g.language = t->schema->district.language;
	g.offset = t->schema->district.offset;
	tl_genesis_pack(&packed, &g);
	tl_random(id, sizeof(id));
	tl_hex(&text, id, sizeof(id));
	if (text.failed || packed.failed)
		return tl_err_memory(&t->err);
	memcpy(t->id, text.data, 33);
	return tl_store_take_genesis(t, tl_buf_bytes(&packed), &t->genesis, t->genesis_hash);
}

int tl_store_mark(const char *dir, const char *id, unsigned format, const char *engine,
                  struct tl_err *err)
{
	TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(dir, "STORE");
	TL_BUF text = { 0 };

	tl_buf_printf(&text, "%s %s\nformat %u\nengine %s\n", STORE_MARK, id, format, engine);
	if (!path || text.failed)
		return tl_err_memory(err);
	return tl_file_write(path, tl_buf_bytes(&text), err);
}

static int write_mark(struct tlsafe *t, const char *dir)
{
	return tl_store_mark(dir, t->id, TL_STORE_FORMAT, t->kv->ops->name, &t->err);
}

/* A store in DIR, or with DIR NULL one of an engine that needs none. */
static int fill_store(struct tlsafe *t, const struct tl_kv_ops *ops, const char *dir,
                      const struct tlsafe_setup *setup)
{
	struct tl_kv_place place = {
		.where = dir,
		.flags = TL_KV_CREATE | TL_KV_SUMS,
		.map_size = setup->map_size,
		.wait = t->wait,
	};
	int rc = make_genesis(t, setup);

	t->format = TL_STORE_FORMAT;
	if (!rc)
		rc = tl_kv_open(&t->kv, ops, &place, &t->err);
	if (!rc)
		rc = tl_store_write_genesis(t);
	return rc || !dir ? rc : write_mark(t, dir);
}

static void remove_dir(const struct tl_kv_ops *ops, const char *dir)
{
	TL_CLEANUP(tl_file_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	ops->remove(dir);
	if (fd >= 0)
		unlinkat(fd, "STORE", 0);
	rmdir(dir);
}

int tl_store_vacant(const char *path, struct tl_err *err)
{
	struct stat st;
	int entries = 0;
	DIR *d;

	if (stat(path, &st))
		return 0;
	d = S_ISDIR(st.st_mode) ? opendir(path) : NULL;
	if (!d && S_ISDIR(st.st_mode))
		return tl_err_errno(err, "%s", path);
	if (!d)
		return tl_err_set(err, TLSAFE_EEXIST,
		                  "%s: exists already and is not a directory", path);
	while (readdir(d))
		entries++;
	closedir(d);
	if (entries <= 2)
		return 0;
	return tl_err_set(err, TLSAFE_EEXIST, "%s: exists already and is not empty", path);
}

/* The store is made beside PATH and renamed when whole, so that PATH is never half a store. */
int tlsafe_init(struct tlsafe *t, const char *path, const struct tlsafe_setup *setup)
{
	const struct tl_kv_ops *ops = tl_kv_engine(TL_LIT(TL_KV_ENGINE));
	TL_CLEANUP(tl_file_free_path) char *dir = NULL;
	int rc;

	tl_memory_begin();
	tl_err_clear(&t->err);
	if (asprintf(&dir, "%s.new-XXXXXX", path) < 0) {
		dir = NULL;
		return tl_err_memory(&t->err);
	}
	rc = tl_store_vacant(path, &t->err);
	if (rc)
		return rc;
	if (!mkdtemp(dir)) {
		rc = tl_err_errno(&t->err, "cannot create %s", path);
		return rc != TLSAFE_ESYSTEM ? rc : (t->err.code = TLSAFE_EEXIST);
	}
	rc = fill_store(t, ops, dir, setup);
	tl_store_close(t);
	/* Group and set-gid bit: desk and cron share the store by its group. */
	if (!rc && (chmod(dir, 02770) || rename(dir, path)))
		rc = tl_err_errno(&t->err, "%s", path);
	if (!rc && (rc = tlsafe_open(t, path)) && rename(path, dir))
		return rc;
	if (rc) {
		tl_store_close(t);
		remove_dir(ops, dir);
	}
	return rc;
}

int tl_store_dir_beside(char **dir, const char *path, struct tl_err *err)
{
	struct stat was;
	bool there = !stat(path, &was);
	int rc;

	if (asprintf(dir, "%s.new-XXXXXX", path) < 0) {
		*dir = NULL;
		return tl_err_memory(err);
	}
	if (!mkdtemp(*dir)) {
		rc = tl_err_errno(err, "cannot create %s", *dir);
		free(*dir);
		*dir = NULL;
		return rc;
	}
	if ((there && chown(*dir, (uid_t)-1, was.st_gid)) ||
	    chmod(*dir, there ? was.st_mode & 07777 : 02770))
		return tl_err_errno(err, "cannot give %s the group and mode of %s", *dir, path);
	return 0;
}

int tl_store_beside(struct tlsafe *to, char **dir, struct tlsafe *from)
{
	struct tl_kv_place place = { .flags = TL_KV_CREATE | TL_KV_SUMS, .wait = from->wait };
	const struct tl_kv_ops *ops = from->kv->ops;
	struct tl_kv_stat st;
	int rc = ops->stat(from->kv, &st, &to->err);

	if (!rc)
		rc = tl_store_dir_beside(dir, from->path, &to->err);
	if (rc)
		return rc;
	place.where = *dir;
	place.map_size = st.map;
	to->format = TL_STORE_FORMAT;
	memcpy(to->id, from->id, sizeof(to->id));
	rc = tl_store_take_genesis(to, tl_buf_bytes(&from->genesis_bytes), &to->genesis,
	                           to->genesis_hash);
	if (!rc)
		rc = tl_schema_load(&to->schema, to->genesis.file, to->genesis.nfiles,
		                    tl_workflows, &to->err);
	if (!rc)
		rc = tl_kv_open(&to->kv, ops, &place, &to->err);
	if (!rc)
		rc = tl_store_write_genesis(to);
	return rc ? rc : write_mark(to, *dir);
}

void tl_store_drop(struct tlsafe *t, const char *dir)
{
	const struct tl_kv_ops *ops = t->kv ? t->kv->ops : tl_kv_engine(TL_LIT(TL_KV_ENGINE));

	tl_store_close(t);
	remove_dir(ops, dir);
}

/* PATH with SUFFIX, and a number if that is taken. */
static char *vacant_name(const char *path, const char *suffix)
{
	char *name = NULL;
	struct stat st;

	for (unsigned n = 1;; n++) {
		int len = n == 1 ? asprintf(&name, "%s.%s", path, suffix) :
		                   asprintf(&name, "%s.%s.%u", path, suffix, n);
		if (len < 0)
			return NULL;
		if (lstat(name, &st))
			return name;
		free(name);
	}
}

/* An exchange leaves no instant without a store; a file system that has none gets two renames. */
static int exchange(const char *dir, const char *path, const char *aside)
{
	if (!renameat2(AT_FDCWD, dir, AT_FDCWD, path, RENAME_EXCHANGE))
		return rename(dir, aside);
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	return rename(path, aside) ? -1 : rename(dir, path);
}

int tl_store_take_place(const char *at, const char *dir, const char *suffix, char **aside,
                        struct tl_err *err)
{
	TL_CLEANUP(tl_file_free_path) char *path = realpath(at, NULL);
	int rc = 0;

	*aside = path ? vacant_name(path, suffix) : NULL;
	if (!*aside)
		return tl_err_memory(err);
	if (exchange(dir, path, *aside))
		rc = tl_err_errno(err, "cannot put the new store into the place of %s", at);
	if (!rc)
		rc = tl_stillfiles_move(*aside, path, err);
	return rc ? rc : tl_file_sync_dir_of(path, err);
}

int tl_store_in_memory(struct tlsafe *t, const struct tlsafe_setup *setup)
{
	tl_err_clear(&t->err);
	return fill_store(t, tl_kv_engine(TL_LIT("memory")), NULL, setup);
}

static int no_store(struct tlsafe *t, const char *path)
{
	TL_BUF hint = { 0 };

	tl_buf_printf(&hint, "make one with: tlsafe-db init -s %s", path);
	return tl_err_hint(&t->err, TLSAFE_ENOENT, hint.data, "%s: no store there", path);
}

/* What the file STORE says; of an engine that it does not name it is the first there was. */
static int read_identity(struct tlsafe *t, const char *path, const struct tl_kv_ops **engine)
{
	TL_CLEANUP(tl_file_free_path) char *mark = tl_file_join(path, "STORE");
	TL_BUF text = { 0 };
	struct tl_err err = { 0 };
	char name[33] = TL_KV_ENGINE;

	if (!mark)
		return tl_err_memory(&t->err);
	if (access(mark, F_OK) && (errno == ENOENT || errno == ENOTDIR))
		return no_store(t, path);
	if (tl_file_read(&text, mark, &err))
		return tl_err_set(&t->err, TLSAFE_ESYSTEM, "%s", err.text);
	if (text.failed || sscanf(text.data, STORE_MARK " %32[0-9a-f]\nformat %u\nengine %32s\n",
	                          t->id, &t->format, name) < 2)
		return tl_err_set(&t->err, TLSAFE_EVERSION,
		                  "%s: not a tlsafe store: its file STORE is not one", path);
	*engine = tl_kv_engine(tl_str(name));
	if (!t->format || t->format > TL_STORE_FORMAT)
		return tl_err_hint(&t->err, TLSAFE_EVERSION, "use a newer tlsafe",
		                   "%s: format %u, this program knows up to %d", path, t->format,
		                   TL_STORE_FORMAT);
	if (!*engine)
		return tl_err_hint(&t->err, TLSAFE_EVERSION, "use a newer tlsafe",
		                   "%s: kept by the engine %s, which this program does not know",
		                   path, name);
	return 0;
}

int tl_store_load_set(struct tlsafe *t, struct tl_kv_txn *txn)
{
	int rc = tl_schema_kept_load(t, txn);

	return rc ? rc : tl_settings_load(t, txn);
}

/* Loads the set anew if another writer changed it. */
static int take_present_set(struct tlsafe *t)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	uint64_t last;
	int rc = tl_kv_begin(&txn, t->kv, false, &t->err);

	if (!rc)
		rc = tl_schema_kept_last(txn, &last, &t->err);
	return rc || last == t->schema_txn ? rc : tl_store_load_set(t, txn);
}

int tl_store_begin(struct tlsafe *t)
{
	tl_memory_begin();
	tl_err_clear(&t->err);
	t->repeated = 0;
	t->saved = 0;
	t->outdated = false;
	if (t->kv && t->schema)
		return t->kv->damaged ? 0 : tl_store_error(t, take_present_set(t));
	return tl_err_hint(&t->err, TLSAFE_EUSAGE, "open one with tlsafe_open", "no store is open");
}

bool tl_store_again(const struct tlsafe *t, int rc, int *tries)
{
	return rc == TLSAFE_ECONFLICT && t->outdated && ++*tries < 5;
}

int tl_store_reload(struct tlsafe *t)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	int rc = tl_kv_begin(&txn, t->kv, false, &t->err);

	return rc ? rc : tl_store_load_set(t, txn);
}

static int load_settings(struct tlsafe *t)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	struct tl_bytes val;
	int rc = tl_kv_begin(&txn, t->kv, false, &t->err);

	if (!rc)
		rc = tl_kv_get(txn, TL_LIT("Mid"), &val, &t->err);
	if (rc == TLSAFE_ENOENT || (!rc && !tl_eqs(val, t->id)))
		return tl_err_hint(&t->err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "%s: the store was emptied or replaced: its file STORE names %s",
		                   t->path, t->id);
	if (!rc)
		rc = tl_store_load_start(t, txn);
	if (!rc)
		rc = tl_store_load_set(t, txn);
	if (!rc)
		t->roster = tl_roster_begun(txn, t->schema, NULL) != 0;
	return rc;
}

/* What the journal needs to be read, from what of it can be: genesis, with or without its files,
 * and a schema set. */
static int load_damaged(struct tlsafe *t)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	struct tl_err was = t->err;
	struct tl_bytes val;
	bool files = false;
	int rc;

	tl_err_clear(&t->err);
	rc = tl_kv_begin(&txn, t->kv, false, &t->err);
	if (rc)
		return rc;
	rc = tl_kv_get(txn, TL_LIT("Mgenesis"), &val, &t->err);
	if (!rc)
		rc = tl_store_take_genesis(t, val, &t->genesis, t->genesis_hash);
	files = !rc;
	if (rc) {
		tl_err_clear(&t->err);
		rc = tl_store_load_start(t, txn);
	}
	if (!rc)
		rc = tl_store_load_set(t, txn);
	if (rc == TLSAFE_ECORRUPT) {
		tl_err_clear(&t->err);
		rc = tl_schema_kept_load_files(t, txn);
	}
	if (rc && files) {
		tl_err_clear(&t->err);
		tl_schema_freep(&t->schema);
		rc = tl_schema_load(&t->schema, t->genesis.file, t->genesis.nfiles, tl_workflows,
		                    &t->err);
	}
	if (rc)
		t->err = was;
	return rc ? was.code : 0;
}

static int open_store(struct tlsafe *t, const char *path, unsigned flags)
{
	struct tl_kv_place place = { .where = path, .flags = flags, .wait = t->wait };
	const struct tl_kv_ops *engine;
	int rc;

	tl_memory_begin();
	tl_err_clear(&t->err);
	tl_store_close(t);
	rc = read_identity(t, path, &engine);
	if (rc)
		return tl_store_error(t, rc);
	place.flags |= t->format > 1 ? TL_KV_SUMS : 0;
	rc = tl_kv_open(&t->kv, engine, &place, &t->err);
	if (rc)
		return tl_store_error(t, rc);
	t->path = strdup(path);
	rc = t->path ? load_settings(t) : TLSAFE_EMEMORY;
	if (rc == TLSAFE_ECORRUPT && flags & TL_KV_DAMAGED)
		rc = load_damaged(t);
	return tl_store_error(t, rc);
}

int tl_store_open_copy(struct tlsafe *t, const char *file, const struct tlsafe *of)
{
	struct tl_kv_place place = { .where = file, .flags = TL_KV_COPY };
	int rc;

	tl_store_close(t);
	memcpy(t->id, of->id, sizeof(t->id));
	t->format = of->format;
	place.flags |= t->format > 1 ? TL_KV_SUMS : 0;
	rc = tl_kv_open(&t->kv, of->kv->ops, &place, &t->err);
	if (rc)
		return tl_store_error(t, rc);
	t->path = strdup(file);
	return tl_store_error(t, t->path ? load_settings(t) : TLSAFE_EMEMORY);
}

int tlsafe_open(struct tlsafe *t, const char *path)
{
	return open_store(t, path, 0);
}

int tlsafe_open_damaged(struct tlsafe *t, const char *path)
{
	return open_store(t, path, TL_KV_DAMAGED);
}
