/* The journal as JSON Lines (design.md 1), all of it or what can be read of it. */

#include "admin/salvage.h"
#include "base/map.h"
#include "base/utf8.h"
#include "form/form.h"
#include "journal/chain.h"
#include "store/blobs.h"
#include "store/genesis.h"
#include "store/open.h"
#include "store/view.h"

static void member(struct tl_buf *b, const char *key, struct tl_bytes text)
{
	tl_buf_printf(b, ",\"%s\":", key);
	tl_json_string(b, text);
}

static void optional(struct tl_buf *b, const char *key, struct tl_bytes text)
{
	if (text.data && (text.len || strcmp(key, "request")))
		member(b, key, text);
}

static void hex_member(struct tl_buf *b, const char *key, const void *bytes, size_t len)
{
	tl_buf_printf(b, ",\"%s\":\"", key);
	tl_hex(b, bytes, len);
	tl_buf_char(b, '"');
}

static void genesis_line(struct tl_buf *b, const struct tl_genesis *g)
{
	char offset[8];

	tl_buf_str(b, "{\"genesis\":{\"site\":");
	tl_json_string(b, g->site);
	member(b, "offset", tl_str(tl_offset_format(offset, g->offset)));
	member(b, "language", g->language);
	tl_buf_printf(b, ",\"format\":\"%llu\"", (unsigned long long)g->format);
	optional(b, "salvaged", g->salvaged.len ? g->salvaged : TL_NONE);
	tl_buf_str(b, g->nfiles ? ",\"schemas\":{" : "}}\n");
	if (!g->nfiles)
		return;		/* of a genesis that is damaged */
	for (size_t i = 0; i < g->nfiles; i++) {
		if (i)
			tl_buf_char(b, ',');
		tl_json_string(b, g->file[i].name);
		tl_buf_char(b, ':');
		tl_json_string(b, g->file[i].text);
	}
	tl_buf_str(b, "}}}\n");
}

static void head_line(struct tl_buf *b, const struct tl_head *h, int offset)
{
	char at[TL_INSTANT_TEXT];

	tl_buf_printf(b, "{\"txn\":%llu", (unsigned long long)h->number);
	member(b, "at", tl_str(tl_instant_format(at, h->at, offset, true)));
	member(b, "actor", h->actor);
	member(b, "login", h->login);
	tl_buf_printf(b, ",\"uid\":%llu", (unsigned long long)h->uid);
	member(b, "command", h->command);
	optional(b, "verb", h->verb.len ? h->verb : TL_NONE);
	optional(b, "request", h->request.len ? h->request : TL_NONE);
	optional(b, "clock", h->clock.len ? h->clock : TL_NONE);
	optional(b, "salvaged", h->salvaged.len ? h->salvaged : TL_NONE);
	optional(b, "restored", h->restored.len ? h->restored : TL_NONE);
	optional(b, "proxy", h->proxy.len ? h->proxy : TL_NONE);
	hex_member(b, "prev", h->prev, TL_HASH_LEN);
	hex_member(b, "hash", h->hash, TL_HASH_LEN);
	tl_buf_str(b, "}\n");
}

/* Values stand as their canonical texts, so that whoever hashes them needs no types. */
static void entry_line(struct tl_buf *b, const struct tl_entry *e)
{
	char day[TL_DAY_TEXT];
	size_t personal = 0, open = 0;

	tl_buf_printf(b, "{\"txn\":%llu,\"n\":%u,\"kind\":\"%s\",\"id\":",
	              (unsigned long long)e->place.txn, (unsigned)e->place.n, e->kind->name);
	tl_json_string(b, e->id);
	member(b, "act", tl_str(tl_act_text(e->act)));
	if (e->on != TL_NODAY)
		member(b, "on", tl_str(tl_day_format(day, e->on)));
	optional(b, "by", e->by);
	tl_buf_str(b, ",\"set\":{");
	for (size_t i = 0; i < e->nset; i++) {
		personal += e->set[i].field->personal;
		tl_buf_printf(b, "%s\"%s\":", open++ ? "," : "", e->set[i].field->key);
		/* A personal one stands here too, for the order; what is hashed of it is its
		 * digest. */
		tl_json_string(b, e->set[i].field->personal ? TL_LIT("") : e->set[i].value);
	}
	tl_buf_char(b, '}');
	optional(b, "note", e->note);
	optional(b, "reason", e->reason);
	if (e->corrects.n)
		tl_buf_printf(b, ",\"corrects\":[%llu,%u]", (unsigned long long)e->corrects.txn,
		              (unsigned)e->corrects.n);
	if (e->undoes)
		tl_buf_printf(b, ",\"undoes\":%llu", (unsigned long long)e->undoes);
	if (e->inferred)
		tl_buf_str(b, ",\"inferred\":true");
	for (size_t i = 0, first = 1; personal && i < e->nset; i++) {
		const struct tl_set *s = &e->set[i];
		if (!s->field->personal)
			continue;
		tl_buf_printf(b, "%s\"%s\":{\"digest\":\"", first ? ",\"personal\":{" : ",",
		              s->field->key);
		first = 0;
		tl_hex(b, s->digest, TL_DIGEST_LEN);
		tl_buf_char(b, '"');
		if (s->value.data) {
			member(b, "value", s->value);
			hex_member(b, "salt", s->salt, TL_SALT_LEN);
		}
		tl_buf_char(b, '}');
	}
	tl_buf_str(b, personal ? "}}\n" : "}\n");
}

/* A part of a file that the entry of the line behind names. */
static void file_line(struct tl_buf *b, const struct tl_blob *blob, uint64_t part,
                      struct tl_bytes bytes)
{
	tl_buf_str(b, "{\"file\":\"");
	tl_blob_text(b, blob);
	tl_buf_printf(b, "\",\"part\":%llu,\"base64\":\"", (unsigned long long)part);
	tl_base64(b, bytes);
	tl_buf_str(b, "\"}\n");
}

static int hand_on(struct tlsafe *t, struct tl_buf *b, size_t least,
                   int (*write)(void *, const void *, size_t), void *ctx)
{
	if (b->failed)
		return tl_err_memory(&t->err);
	if (b->len < least)
		return 0;
	if (b->len && write(ctx, b->data, b->len))
		return tl_err_errno(&t->err, "writing the output");
	tl_buf_clear(b);
	return 0;
}

/* Lines on their way out. */
struct export {
	struct tlsafe *t;
	struct tl_buf b;
	int (*write)(void *ctx, const void *data, size_t len);
	void *ctx;
	struct tl_kv_txn *txn;
	struct tl_map *files;		/* hashes of those that are out, 1: lost */
	struct tl_blob file;		/* on its way, and its part that was printed last */
	uint64_t part;
	bool lost;			/* it is */
	bool lost_files;		/* a salvage before missed some of the transaction */
	/* despite damage: */
	struct tl_salvaged missing;
	tlsafe_before_fn *before;
	void *before_ctx;
	uint64_t read;			/* the last transaction of which anything could be read */
};

static void export_release(struct export *x)
{
	tl_buf_release(&x->b);
	tl_map_freep(&x->files);
	tl_salvaged_release(&x->missing);
}

static int print_head(void *ctx, const struct tl_head *h)
{
	struct export *x = ctx;

	x->lost_files = tl_head_lost_files(h);
	head_line(&x->b, h, x->t->genesis.offset);
	return 0;
}

static int print_part(void *ctx, struct tl_bytes chunk)
{
	struct export *x = ctx;

	file_line(&x->b, &x->file, ++x->part, chunk);
	return hand_on(x->t, &x->b, 65536, x->write, x->ctx);
}

static int print_file(struct export *x, const struct tl_entry *e)
{
	int rc;

	x->part = 0;
	rc = tl_blobs_get(x->txn, &x->file, print_part, x, &x->t->err);
	if (rc == TLSAFE_ENOENT && x->lost_files)
		return 0;
	if (rc == TLSAFE_ENOENT)
		return tl_err_hint(&x->t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "transaction %llu, entry %u: a file that it names is missing",
		                   (unsigned long long)e->place.txn, (unsigned)e->place.n);
	return rc || x->part ? rc : print_part(x, TL_LIT(""));
}

/* Files that E names go before it, each once. PRINT: one of them, or what is to be said of one that
 * is lost. */
static int print_files(struct export *x, const struct tl_entry *e,
                       int (*print)(struct export *x, const struct tl_entry *e))
{
	struct tl_blobs_at at = { 0 };
	bool made;
	int rc = 0;

	while (!rc && tl_blobs_named(e, &at, &x->file)) {
		struct tl_bytes hash = tl_bytes((char *)x->file.hash, TL_HASH_LEN);
		uint64_t *lost;
		if (!x->files && !(x->files = tl_map_new()))
			return tl_err_memory(&x->t->err);
		lost = tl_map_put(x->files, hash, &made);
		if (!lost)
			return tl_err_memory(&x->t->err);
		x->lost = *lost;
		if (made || *lost)
			rc = print(x, e);
		*lost = x->lost;
	}
	return rc;
}

static int print_line(struct export *x, const struct tl_entry *e)
{
	entry_line(&x->b, e);
	return hand_on(x->t, &x->b, 65536, x->write, x->ctx);
}

static int print_entry(void *ctx, const struct tl_entry *e)
{
	struct export *x = ctx;
	int rc = print_files(x, e, print_file);

	return rc ? rc : print_line(x, e);
}

static int damaged(void *ctx, uint64_t txn, const char *text)
{
	struct export *x = ctx;

	(void)txn;
	return tl_err_hint(&x->t->err, TLSAFE_ECORRUPT, "run tlsafe-db check", "%s", text);
}

int tlsafe_export(struct tlsafe *t, int (*write)(void *ctx, const void *data, size_t len),
                  void *ctx)
{
	static const struct tl_chain_ops ops = { .head = print_head,
		                                 .entry = print_entry,
		                                 .wrong = damaged };
	TL_CLEANUP(export_release) struct export x = { .t = t, .write = write, .ctx = ctx };
	struct tl_chain chain;
	TL_VIEW v = { 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_begin(&v, t);
	if (!rc)
		tl_trace_view(&v);
	x.txn = v.txn;
	if (!rc)
		rc = tl_store_files(t, v.txn);
	if (!rc)
		genesis_line(&x.b, &t->genesis);
	tl_chain_begin(&chain, &v.journal, t->genesis_hash, &ops, &x);
	for (uint64_t n = 1; !rc && n <= v.head.number; n++)
		rc = tl_chain_transaction(&chain, n);
	if (!rc)
		rc = tl_chain_end(&chain, &v.head);
	if (!rc)
		rc = hand_on(t, &x.b, 0, write, ctx);
	return tl_store_error(t, rc);
}

/* --- out, despite damage ----------------------------------------------------- */

static bool is_damage(int rc)
{
	return rc == TLSAFE_ECORRUPT || rc == TLSAFE_EVERSION || rc == TLSAFE_ENOENT;
}

static int note(struct export *x, struct tl_ranges *r, uint64_t txn, uint64_t from, uint64_t upto)
{
	return tl_ranges_add(r, txn, from, upto) ? 0 : tl_err_memory(&x->t->err);
}

static int saved_head(void *ctx, const struct tl_head *h)
{
	struct export *x = ctx;

	x->read = h->number;
	return print_head(x, h);
}

static int note_lost(void *ctx, uint64_t txn, uint64_t from, uint64_t upto)
{
	struct export *x = ctx;

	return from ? note(x, &x->missing.entries, txn, from, upto) :
	              note(x, &x->missing.lost, 0, txn, txn);
}

static int note_forgot(void *ctx, struct tl_place place)
{
	struct export *x = ctx;

	return note(x, &x->missing.values, place.txn, place.n, place.n);
}

static int note_wrong(void *ctx, uint64_t txn, const char *text)
{
	struct export *x = ctx;

	tl_trace(x->t, "damaged: %s", text);
	return note(x, &x->missing.unproven, 0, txn, txn);
}

static bool is_passed_over(void *ctx, uint64_t txn, uint32_t n)
{
	struct export *x = ctx;

	return x->before && x->before(x->before_ctx, txn, n);
}

/* A file is looked at whole before anything of it is told. */
static int save_file(struct export *x, const struct tl_entry *e)
{
	int rc = TLSAFE_ECORRUPT;

	if (!x->lost && !is_passed_over(x, e->place.txn, TLSAFE_BEFORE_FILES | e->place.n))
		rc = tl_blobs_get(x->txn, &x->file, NULL, NULL, &x->t->err);
	if (!rc)
		return print_file(x, e);
	if (!is_damage(rc))
		return rc;
	tl_err_clear(&x->t->err);
	x->lost = true;
	return note(x, &x->missing.files, e->place.txn, e->place.n, e->place.n);
}

static int saved_entry(void *ctx, const struct tl_entry *e)
{
	struct export *x = ctx;
	int rc = print_files(x, e, save_file);

	return rc ? rc : print_line(x, e);
}

#define LAST_TRIES 10000	/* keys that may be damaged behind the last good one */
#define FAR 65536		/* a head so many transactions ahead of the last one is no head */

/* The last transaction whose header can be read: *RET, 0: none. */
static int find_last(struct export *x, struct tl_view *v, uint64_t *ret)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_err *err = &x->t->err;
	struct tl_bytes key, val, site;
	uint64_t txn, n, tried = 0;
	int rc = tl_kv_scan(&scan, v->txn, TL_LIT("J"), TL_LIT("K"), true, err);

	for (int tries = 0; !rc && !*ret && tries < LAST_TRIES; tries++) {
		key = TL_NONE;
		rc = tl_kv_next(scan, &key, &val, err);
		if (rc == 0 || (rc < 0 && !is_damage(rc)))
			break;
		tl_err_clear(err);
		rc = 0;
		if (!key.len || !tl_journal_take_key(key, &site, &txn, &n) || txn == tried ||
		    is_passed_over(x, txn, 0))
			continue;
		tried = txn;
		rc = tl_journal_head(&v->journal, txn);
		*ret = rc ? 0 : txn;
		rc = is_damage(rc) ? 0 : rc;
		tl_err_clear(err);
	}
	return rc;
}

/* Where the journal ends: what the head says, and what there is. */
static int find_end(struct export *x, struct tl_view *v, uint64_t *last)
{
	struct tl_salvaged *m = &x->missing;
	int rc = 0;

	*last = 0;
	if (!is_passed_over(x, 0, 0))
		rc = find_last(x, v, last);
	if (rc)
		return rc;
	if (m->head && (v->head.number < *last || v->head.number > *last + FAR))
		m->head = false;
	m->number = m->head ? v->head.number : *last;
	m->at = v->head.at;
	memcpy(m->hash, v->head.hash, TL_HASH_LEN);
	if (is_passed_over(x, 0, 0))
		*last = m->number;
	return 0;
}

static int view_damaged(struct export *x, struct tl_view *v)
{
	struct tlsafe *t = x->t;
	struct tl_kv_txn *txn;
	int rc = tl_kv_begin(&txn, t->kv, false, &t->err);

	if (rc)
		return rc;
	rc = tl_view_in(v, t, txn);
	v->own_txn = true;
	x->missing.head = !rc;
	if (!is_damage(rc))
		return rc;
	tl_err_clear(&t->err);
	return 0;
}

/* Genesis that is not what the store says of it elsewhere, if the first transaction follows it. */
static int take_genesis_of_first(struct export *x, struct tl_view *v)
{
	struct tlsafe *t = x->t;
	struct tl_genesis g = { 0 };
	unsigned char hash[TL_HASH_LEN];
	struct tl_bytes val;
	int rc = is_passed_over(x, 1, 0) ? TLSAFE_ENOENT : tl_journal_head(&v->journal, 1);

	if (!rc)
		rc = tl_kv_get(v->txn, TL_LIT("Mgenesis"), &val, &t->err);
	if (!rc)
		rc = tl_store_take_genesis(t, val, &g, hash);
	if (rc || memcmp(hash, v->journal.at->head.prev, TL_HASH_LEN))
		return rc;
	t->genesis = g;
	memcpy(t->genesis_hash, hash, TL_HASH_LEN);
	return 0;
}

/* Genesis, with its files if these can be read. */
static int save_genesis(struct export *x, struct tl_view *v)
{
	int rc = tl_store_files(x->t, v->txn);

	if (is_damage(rc)) {
		tl_err_clear(&x->t->err);
		rc = take_genesis_of_first(x, v);
	}
	x->missing.schemas = x->t->genesis.nfiles;
	if (rc && !is_damage(rc))
		return rc;
	tl_err_clear(&x->t->err);
	genesis_line(&x->b, &x->t->genesis);
	return 0;
}

/* A chain that ends before its head does, or elsewhere. */
static int save_end(struct export *x, const struct tl_chain *chain, uint64_t last)
{
	struct tl_salvaged *m = &x->missing;

	if (m->number > last)
		return note(x, &m->lost, 0, last + 1, m->number);
	if (m->head && !chain->apart && memcmp(chain->last, m->hash, TL_HASH_LEN))
		m->head = false;
	return 0;
}

int tlsafe_export_damaged(struct tlsafe *t,
                          int (*write)(void *ctx, const void *data, size_t len), void *ctx,
                          tlsafe_before_fn *before, void *ctx2, struct tlsafe_salvaged *ret)
{
	static const struct tl_chain_ops ops = { .head = saved_head,
		                                 .entry = saved_entry,
		                                 .wrong = note_wrong,
		                                 .lost = note_lost,
		                                 .forgot = note_forgot,
		                                 .before = is_passed_over };
	TL_CLEANUP(export_release) struct export x = {
		.t = t, .write = write, .ctx = ctx, .before = before, .before_ctx = ctx2
	};
	struct tl_chain chain;
	TL_VIEW v = { 0 };
	uint64_t last;
	int rc;

	*ret = (struct tlsafe_salvaged){ 0 };
	if (tl_store_begin(t))
		return t->err.code;
	rc = view_damaged(&x, &v);
	x.txn = v.txn;
	if (!rc)
		rc = find_end(&x, &v, &last);
	if (!rc)
		rc = save_genesis(&x, &v);
	tl_chain_begin(&chain, &v.journal, t->genesis_hash, &ops, &x);
	for (uint64_t n = 1; !rc && n <= last; n++)
		rc = tl_chain_transaction(&chain, n);
	if (!rc)
		rc = save_end(&x, &chain, last);
	if (!rc && tl_salvaged_any(&x.missing))
		tl_salvaged_line(&x.b, &x.missing, t->genesis.offset);
	if (!rc)
		rc = hand_on(t, &x.b, 0, write, ctx);
	tl_salvaged_count(&x.missing, ret);
	return tl_store_error(t, rc);
}
