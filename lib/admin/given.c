/* What was given out: numbers of transactions and of ids. */
#include "admin/given.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "form/form.h"
#include "store/anchor.h"
#include "store/views.h"

#define FAR 1000000		/* transactions behind a backup: more is a slip of the pen */

int tl_given_begin(struct tl_given *g, uint64_t after, struct tl_err *err)
{
	*g = (struct tl_given){ .after = after, .serials = tl_map_new() };
	return g->serials ? 0 : tl_err_memory(err);
}

void tl_given_release(struct tl_given *g)
{
	for (size_t i = 0; i < g->nprefixes; i++)
		free(g->prefix[i]);
	free(g->prefix);
	free(g->txn);
	tl_map_freep(&g->serials);
	*g = (struct tl_given){ 0 };
}

/* --- one of each ------------------------------------------------------------- */

/* Transaction NUMBER was given, and those before it. */
static int give_txn(struct tl_given *g, uint64_t number, const char *hash, struct tl_err *err)
{
	struct tl_given_txn *at;

	if (number <= g->after)
		return 0;
	if (number - g->after > FAR)
		return tl_err_set(err, TLSAFE_EINPUT,
		                  "transaction %llu lies too far behind the backup's last, %llu",
		                  (unsigned long long)number, (unsigned long long)g->after);
	while (g->ntxns < number - g->after) {
		if (!TL_GROW(g->txn, g->ntxns, g->maxtxns))
			return tl_err_memory(err);
		g->txn[g->ntxns++] = (struct tl_given_txn){ .hash = "" };
	}
	at = &g->txn[number - g->after - 1];
	if (strlen(hash) > strlen(at->hash))
		snprintf(at->hash, sizeof(at->hash), "%s", hash);
	return 0;
}

static int give_serial(struct tl_given *g, struct tl_bytes prefix, uint64_t number,
                       struct tl_err *err)
{
	bool made;
	uint64_t *slot = tl_map_put(g->serials, prefix, &made);

	if (!slot || (made && !TL_GROW(g->prefix, g->nprefixes, g->maxprefixes)))
		return tl_err_memory(err);
	if (made) {
		g->prefix[g->nprefixes] = strndup(prefix.data, prefix.len);
		if (!g->prefix[g->nprefixes++])
			return tl_err_memory(err);
	}
	if (number > *slot)
		*slot = number;
	return 0;
}

/* --- a store ----------------------------------------------------------------- */

static int store_serials(struct tl_given *g, struct tl_view *v)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_err *err = &v->t->err;
	struct tl_bytes key, val;
	int rc = tl_kv_scan(&scan, v->txn, TL_LIT("Mserial/"), TL_LIT("Mserial0"), false, err);

	while (!rc && (rc = tl_kv_next(scan, &key, &val, err)) == 1) {
		struct tl_unpack u = tl_unpack(val);
		uint64_t number = tl_unpack_uint(&u);
		rc = u.bad ? tl_kv_damaged(err, key, "a number of a series is damaged") :
		             give_serial(g, tl_bytes(key.data + 8, key.len - 8), number, err);
	}
	return rc;
}

int tl_given_store(struct tl_given *g, struct tl_view *v)
{
	struct tl_err *err = &v->t->err;
	TL_BUF hash = { 0 };
	int rc = store_serials(g, v);

	for (uint64_t n = g->after + 1; !rc && n <= v->head.number; n++) {
		rc = tl_journal_head(&v->journal, n);
		if (rc == TLSAFE_ENOENT)
			rc = tl_err_set(err, TLSAFE_ECORRUPT, "transaction %llu is missing",
			                (unsigned long long)n);
		if (rc)
			return rc;
		tl_buf_clear(&hash);
		tl_hex(&hash, v->journal.at->head.hash, TL_HASH_LEN);
		rc = hash.failed ? tl_err_memory(err) : give_txn(g, n, hash.data, err);
	}
	return rc;
}

/* --- a list ------------------------------------------------------------------ */

static int give_id(struct tl_given *g, struct tlsafe *t, struct tl_bytes id, struct tl_err *err)
{
	struct tl_bytes prefix;
	uint64_t number;
	int rc = 0;

	for (size_t i = 0; !rc && i < t->schema->nkinds; i++)
		if (tl_serial_split(t->schema->kind[i], t->schema->district.site, id, &prefix,
		                    &number))
			rc = give_serial(g, prefix, number, err);
	return rc;
}

static struct tl_bytes member(const struct tl_json_object *o, const char *name)
{
	for (size_t i = 0; i < o->n; i++)
		if (tl_eqs(o->member[i].name, name))
			return o->member[i].value;
	return TL_NONE;
}

/* An object that tells an id, a transaction, or both; the last line of what was salvaged tells the
 * head inside. */
static int give_object(struct tl_given *g, struct tlsafe *t, struct tl_bytes line,
                       struct tl_err *err)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_json_object o;
	struct tl_bytes id, txn, hash, inside;
	int rc = tl_json_read_nested(&o, &a, line, err);

	if (rc)
		return rc;
	inside = member(&o, "salvaged");
	if (inside.len && inside.data[0] == '{')
		return give_object(g, t, inside, err);
	id = member(&o, "id");
	txn = member(&o, "txn");
	hash = member(&o, "hash");
	if (txn.len)
		rc = give_txn(g, strtoull(txn.data, NULL, 10), hash.len == 64 ? hash.data : "",
		              err);
	return rc || !id.len ? rc : give_id(g, t, id, err);
}

static int give_word(struct tl_given *g, struct tlsafe *t, struct tl_bytes word,
                     struct tl_err *err)
{
	struct tl_anchor a;

	if (tl_anchor_parse(word, &a)) {
		if (!tl_eq(a.site, t->genesis.site))
			return tl_err_set(err, TLSAFE_EINPUT, "an anchor of the site %.*s",
			                  (int)a.site.len, a.site.data);
		return give_txn(g, a.number, a.hash, err);
	}
	if (!word.len || word.len > 64 || memchr(word.data, ' ', word.len) ||
	    memchr(word.data, ':', word.len))
		return tl_err_hint(err, TLSAFE_EINPUT,
		                   "give one a line: H20180702-0042, or 500151:48211 "
		                   "3f9a0c5e7d21b684",
		                   "neither an id nor an anchor: '%.*s'", (int)word.len, word.data);
	return give_id(g, t, word, err);
}

static int give_line(struct tl_given *g, struct tlsafe *t, char *line, struct tl_err *err)
{
	line[strcspn(line, "\r\n")] = 0;
	if (*line == '{')
		return give_object(g, t, tl_str(line), err);
	return give_word(g, t, tl_bytes(line, strcspn(line, "\t")), err);
}

int tl_given_list(struct tl_given *g, struct tlsafe *t, const char *path)
{
	FILE *f = fopen(path, "re");
	unsigned long long n = 0;
	char *line = NULL;
	size_t size = 0;
	int rc = 0;

	if (!f)
		return errno == ENOENT ?
		               tl_err_set(&t->err, TLSAFE_ENOENT, "%s: no such file", path) :
		               tl_err_errno(&t->err, "%s", path);
	while (!rc && getline(&line, &size, f) >= 0) {
		struct tl_err why = { 0 };
		n++;
		rc = give_line(g, t, line, &why);
		if (rc == TLSAFE_EMEMORY)
			rc = tl_err_memory(&t->err);
		else if (rc)
			rc = tl_err_hint(&t->err, rc, why.hint, "%s:%llu: %s", path, n, why.text);
	}
	if (!rc && ferror(f))
		rc = tl_err_errno(&t->err, "%s", path);
	free(line);
	fclose(f);
	return rc;
}

/* --- what is carried on ------------------------------------------------------ */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int tl_given_serials(struct tl_given *g, struct tl_view *v, struct tl_buf *out, size_t *n)
{
	struct tl_bytes val;
	TL_BUF key = { 0 };
	int rc = 0;

	*n = 0;
	if (g->nprefixes)
		qsort(g->prefix, g->nprefixes, sizeof(*g->prefix), by_text);
	for (size_t i = 0; !rc && i < g->nprefixes; i++) {
		struct tl_bytes prefix = tl_str(g->prefix[i]);
		uint64_t given = *tl_map_get(g->serials, prefix), has = 0;
		tl_key_meta(&key, "serial/", prefix);
		rc = key.failed ? tl_err_memory(&v->t->err) :
		                  tl_kv_get(v->txn, tl_buf_bytes(&key), &val, &v->t->err);
		if (!rc) {
			struct tl_unpack u = tl_unpack(val);
			has = tl_unpack_uint(&u);
		}
		rc = rc == TLSAFE_ENOENT ? 0 : rc;
		if (rc || given <= has)
			continue;
		++*n;
		tl_buf_printf(out, " %s %llu", g->prefix[i], (unsigned long long)given);
	}
	return rc || !out->failed ? rc : tl_err_memory(&v->t->err);
}
