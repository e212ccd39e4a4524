/* Backups as they lie in a directory: their names, and what stands beside them. */
#include "admin/sidecar.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "form/form.h"

/* --- a sidecar --------------------------------------------------------------- */

static void text_member(struct tl_buf *b, const char *key, const char *text)
{
	tl_buf_printf(b, ",\"%s\":", key);
	tl_json_string(b, tl_str(text));
}

static void number_member(struct tl_buf *b, const char *key, uint64_t n)
{
	tl_buf_printf(b, ",\"%s\":%llu", key, (unsigned long long)n);
}

static void hash_member(struct tl_buf *b, const char *key, const unsigned char hash[TL_HASH_LEN])
{
	tl_buf_printf(b, ",\"%s\":\"", key);
	tl_hex(b, hash, TL_HASH_LEN);
	tl_buf_char(b, '"');
}

void tl_sidecar_line(struct tl_buf *out, const struct tl_sidecar *s, int offset)
{
	char at[TL_INSTANT_TEXT];

	tl_buf_printf(out, "{\"backup\":{\"store\":\"%s\"", s->store);
	text_member(out, "site", s->site);
	text_member(out, "at", tl_instant_format(at, s->at, offset, false));
	number_member(out, "txn", s->txn);
	hash_member(out, "hash", s->hash);
	number_member(out, "entries", s->entries);
	number_member(out, "files", s->files);
	number_member(out, "file_bytes", s->file_bytes);
	number_member(out, "size", s->size);
	hash_member(out, "digest", s->digest);
	number_member(out, "format", s->format);
	text_member(out, "engine", s->engine);
	text_member(out, "program", s->program);
	tl_buf_str(out, "}}\n");
}

/* A text that is missing or longer than ROOM. */
static bool take_text(char *ret, size_t room, struct tl_bytes value)
{
	if (!value.len || value.len >= room || memchr(value.data, 0, value.len))
		return false;
	memcpy(ret, value.data, value.len);
	ret[value.len] = 0;
	return true;
}

static bool take_number(uint64_t *ret, struct tl_bytes value)
{
	char text[24], *end;

	if (!take_text(text, 20, value) || *text < '0' || *text > '9')
		return false;
	*ret = strtoull(text, &end, 10);
	return !*end;
}

static bool take_member(struct tl_sidecar *s, struct tl_bytes name, struct tl_bytes value)
{
	const struct {
		const char *name;
		char *text;
		uint64_t *number;
		unsigned char *hash;
	} all[] = {
		{ "store", s->store, NULL, NULL },     { "site", s->site, NULL, NULL },
		{ "engine", s->engine, NULL, NULL },   { "program", s->program, NULL, NULL },
		{ "txn", NULL, &s->txn, NULL },        { "entries", NULL, &s->entries, NULL },
		{ "size", NULL, &s->size, NULL },      { "format", NULL, &s->format, NULL },
		{ "files", NULL, &s->files, NULL },    { "file_bytes", NULL, &s->file_bytes, NULL },
		{ "hash", NULL, NULL, s->hash },       { "digest", NULL, NULL, s->digest },
	};

	if (tl_eqs(name, "at"))
		return tl_instant_parse(value, 0, &s->at);
	for (size_t i = 0; i < TL_LEN(all); i++) {
		if (!tl_eqs(name, all[i].name))
			continue;
		if (all[i].text)
			return take_text(all[i].text, sizeof(s->store), value);
		if (all[i].number)
			return take_number(all[i].number, value);
		return tl_unhex(all[i].hash, TL_HASH_LEN, value);
	}
	return true;		/* what a later program says besides */
}

/* One line with all of them. */
static bool take_line(struct tl_sidecar *s, struct tl_bytes line)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_json_object o;
	struct tl_err err = { 0 };
	size_t taken = 0;

	*s = (struct tl_sidecar){ 0 };
	while (line.len && line.data[line.len - 1] == '\n')
		line.len--;
	if (tl_json_read_nested(&o, &a, line, &err) || o.n != 1 || !o.member[0].nested ||
	    !tl_eqs(o.member[0].name, "backup") ||
	    tl_json_read(&o, &a, o.member[0].value, &err))
		return false;
	for (size_t i = 0; i < o.n; i++, taken++)
		if (!take_member(s, o.member[i].name, o.member[i].value))
			return false;
	return taken >= 11 && strlen(s->store) == 32 && *s->site && *s->engine && s->format;
}

int tl_sidecar_read(struct tl_sidecar *s, const char *file, struct tl_err *err)
{
	TL_CLEANUP(tl_file_free_path) char *path = NULL;
	TL_BUF text = { 0 };
	struct tl_err why = { 0 };
	struct stat st;

	if (stat(file, &st))
		return errno == ENOENT || errno == ENOTDIR ?
		               tl_err_set(err, TLSAFE_ENOENT, "%s: no such file", file) :
		               tl_err_errno(err, "%s", file);
	if (asprintf(&path, "%s" TL_SIDECAR_END, file) < 0) {
		path = NULL;
		return tl_err_memory(err);
	}
	if (!S_ISREG(st.st_mode) || access(path, F_OK))
		return tl_err_hint(err, TLSAFE_EINPUT, "give a file that tlsafe-db backup printed",
		                   "%s: not a backup, or its file " TL_SIDECAR_END
		                   " is not beside it", file);
	if (tl_file_read(&text, path, &why))
		return tl_err_pass(err, why.code == TLSAFE_ECONFIG ? TLSAFE_EINPUT : why.code,
		                   &why);
	if (text.failed)
		return tl_err_memory(err);
	if (take_line(s, tl_buf_bytes(&text)))
		return 0;
	return tl_err_hint(err, TLSAFE_EINPUT, "restore another backup",
	                   "%s: not what tlsafe-db backup writes beside a copy", path);
}

#define PIECE (1 << 20)

int tl_sidecar_digest(int fd, int to, const char *path, uint64_t *size,
                      unsigned char digest[TL_HASH_LEN], struct tl_err *err)
{
	struct tl_hash hash;
	TL_BUF piece = { 0 };
	ssize_t n;
	int rc = 0;

	*size = 0;
	if (!tl_buf_room(&piece, PIECE))
		return tl_err_memory(err);
	tl_hash_begin(&hash);
	while (!rc && (n = pread(fd, piece.data, PIECE, (off_t)*size)) > 0) {
		*size += (uint64_t)n;
		tl_hash_add(&hash, tl_bytes(piece.data, (size_t)n));
		if (to >= 0)
			rc = tl_file_put(to, tl_bytes(piece.data, (size_t)n), "writing the copy",
			                 err);
	}
	tl_hash_end(&hash, digest);
	return rc || n >= 0 ? rc : tl_err_errno(err, "%s", path);
}

/* --- a directory of them ----------------------------------------------------- */

void tl_backups_prefix(struct tl_buf *out, const struct tlsafe *t)
{
	tl_buf_add(out, t->genesis.site);
	tl_buf_printf(out, "-%.8s-", t->id);
}

void tl_backups_release(struct tl_backups *b)
{
	for (size_t i = 0; i < b->n; i++)
		free(b->at[i].file);
	free(b->at);
	*b = (struct tl_backups){ 0 };
}

static int newest_first(const void *a, const void *b)
{
	const struct tl_backup *x = a, *y = b;

	if (x->s.txn != y->s.txn)
		return x->s.txn < y->s.txn ? 1 : -1;
	if (x->s.at != y->s.at)
		return x->s.at < y->s.at ? 1 : -1;
	return strcmp(y->file, x->file);
}

static bool ends(const char *name, const char *with)
{
	size_t n = strlen(name), w = strlen(with);

	return n >= w && !strcmp(name + n - w, with);
}

static int add_backup(struct tl_backups *b, const char *dir, const char *name,
                      const struct tlsafe *t, struct tl_err *err)
{
	char *file = tl_file_join(dir, name);
	struct tl_err why = { 0 };
	struct tl_backup *at;
	struct stat st;

	if (!file || !TL_GROW(b->at, b->n, b->max)) {
		free(file);
		return tl_err_memory(err);
	}
	at = &b->at[b->n];
	if (tl_sidecar_read(&at->s, file, &why) || strcmp(at->s.store, t->id) ||
	    stat(file, &st) || (uint64_t)st.st_size != at->s.size) {
		free(file);
		return why.code == TLSAFE_EMEMORY ? tl_err_memory(err) : 0;
	}
	at->file = file;
	b->n++;
	return 0;
}

/* Calls EACH with CTX for the names in DIR that those of T's backups begin with. */
static int each_name(const char *dir, const struct tlsafe *t, struct tl_err *err,
                     int (*each)(void *ctx, const char *name), void *ctx)
{
	TL_BUF prefix = { 0 };
	struct dirent *e;
	int rc = 0;
	DIR *d;

	tl_backups_prefix(&prefix, t);
	if (prefix.failed)
		return tl_err_memory(err);
	d = opendir(dir);
	if (!d && (errno == ENOENT || errno == ENOTDIR))
		return tl_err_hint(err, TLSAFE_ENOENT,
		                   "make it, or mount what it should be, and try again",
		                   "%s: no such directory", dir);
	if (!d)
		return tl_err_errno(err, "%s", dir);
	for (errno = 0; !rc && (e = readdir(d)); errno = 0)
		if (!strncmp(e->d_name, prefix.data, prefix.len))
			rc = each(ctx, e->d_name);
	if (!rc && errno)
		rc = tl_err_errno(err, "%s", dir);
	closedir(d);
	return rc;
}

struct listing {
	struct tl_backups *b;
	const char *dir;
	const struct tlsafe *t;
	struct tl_err *err;
};

static int list_name(void *ctx, const char *name)
{
	const struct listing *l = ctx;

	return ends(name, TL_BACKUP_END) ? add_backup(l->b, l->dir, name, l->t, l->err) : 0;
}

int tl_backups_list(struct tl_backups *b, const char *dir, const struct tlsafe *t,
                    struct tl_err *err)
{
	struct listing l = { b, dir, t, err };
	int rc = each_name(dir, t, err, list_name, &l);

	if (!rc && b->n)
		qsort(b->at, b->n, sizeof(*b->at), newest_first);
	return rc;
}

/* Its maker holds a lock on the copy that is being made. */
static bool is_being_made(const char *partial)
{
	TL_CLEANUP(tl_file_close) int fd = open(partial, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fd >= 0 && fcntl(fd, F_OFD_SETLK, &lock) && (errno == EAGAIN || errno == EACCES);
}

/* What is left over: a copy that was not finished, its sidecar before it was renamed, and a sidecar
 * that was, while its copy was not. */
static int clean_name(void *ctx, const char *name)
{
	const struct listing *l = ctx;
	TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(l->dir, name);
	TL_CLEANUP(tl_file_free_path) char *copy = NULL, *partial = NULL;
	bool unfinished = ends(name, TL_PARTIAL_END);
	size_t len;

	if (!path)
		return tl_err_memory(l->err);
	len = strlen(path) - (unfinished ? strlen(TL_PARTIAL_END) : 0);
	copy = strndup(path, len);
	if (copy && ends(copy, TL_SIDECAR_END))
		copy[len - strlen(TL_SIDECAR_END)] = 0;
	if (!copy || asprintf(&partial, "%s" TL_PARTIAL_END, copy) < 0) {
		partial = NULL;
		return tl_err_memory(l->err);
	}
	if (!ends(copy, TL_BACKUP_END) || is_being_made(partial))
		return 0;
	if (unfinished || (ends(name, TL_SIDECAR_END) && access(copy, F_OK) && errno == ENOENT))
		unlink(path);
	return 0;
}

int tl_backups_clean(const char *dir, const struct tlsafe *t, struct tl_err *err)
{
	struct listing l = { NULL, dir, t, err };

	return each_name(dir, t, err, clean_name, &l);
}

/* --- the last time ----------------------------------------------------------- */

static char *last_path(const char *path, const char *what)
{
	char *name;

	return asprintf(&name, "%s/last-%s", path, what) < 0 ? NULL : name;
}

void tl_last_write(const struct tlsafe *t, const char *path, const char *what, uint64_t txn)
{
	TL_CLEANUP(tl_file_free_path) char *name = last_path(path, what);
	char at[TL_INSTANT_TEXT];
	struct tl_err err = { 0 };
	TL_BUF text = { 0 };

	tl_buf_printf(&text, "%s %llu\n",
	              tl_instant_format(at, t->now, t->genesis.offset, false),
	              (unsigned long long)txn);
	if (name && !text.failed)
		tl_file_replace(name, tl_buf_bytes(&text), &err);
}

bool tl_last_read(const char *path, const char *what, tl_instant *at, uint64_t *txn)
{
	TL_CLEANUP(tl_file_free_path) char *name = last_path(path, what);
	struct tl_err err = { 0 };
	char when[TL_INSTANT_TEXT];
	unsigned long long n;
	TL_BUF text = { 0 };

	if (!name || tl_file_read(&text, name, &err) || text.failed ||
	    sscanf(text.data, "%39s %llu", when, &n) != 2)
		return false;
	*txn = n;
	return tl_instant_parse(tl_str(when), 0, at);
}
