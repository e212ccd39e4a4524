/* The journal as JSON Lines, and back (design.md 1): the same lines give the same chain. */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "admin/salvage.h"
#include "base/utf8.h"
#include "form/form.h"
#include "journal/chain.h"
#include "store/commit.h"
#include "store/gate.h"
#include "store/genesis.h"
#include "store/open.h"
#include "store/schema_set.h"
#include "store/view.h"

/* --- out --------------------------------------------------------------------- */

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
	/* despite damage: */
	struct tl_salvaged missing;
	tlsafe_before_fn *before;
	void *before_ctx;
	uint64_t read;			/* the last transaction of which anything could be read */
};

static void export_release(struct export *x)
{
	tl_buf_release(&x->b);
	tl_salvaged_release(&x->missing);
}

static int print_head(void *ctx, const struct tl_head *h)
{
	struct export *x = ctx;

	head_line(&x->b, h, x->t->genesis.offset);
	return 0;
}

static int print_entry(void *ctx, const struct tl_entry *e)
{
	struct export *x = ctx;

	entry_line(&x->b, e);
	return hand_on(x->t, &x->b, 65536, x->write, x->ctx);
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

static void count_missing(const struct export *x, struct tlsafe_salvaged *ret)
{
	const struct tl_salvaged *m = &x->missing;

	*ret = (struct tlsafe_salvaged){ .transactions = tl_ranges_count(&m->lost),
		                         .entries = tl_ranges_count(&m->entries),
		                         .values = tl_ranges_count(&m->values),
		                         .unproven = tl_ranges_count(&m->unproven),
		                         .damaged = tl_salvaged_any(m) };
}

int tlsafe_export_damaged(struct tlsafe *t,
                          int (*write)(void *ctx, const void *data, size_t len), void *ctx,
                          tlsafe_before_fn *before, void *ctx2, struct tlsafe_salvaged *ret)
{
	static const struct tl_chain_ops ops = { .head = saved_head,
		                                 .entry = print_entry,
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
	count_missing(&x, ret);
	return tl_store_error(t, rc);
}

/* --- in ---------------------------------------------------------------------- */

struct reading {
	struct tlsafe *t;
	struct tl_kv_txn *txn;
	const char *name;
	uint64_t line, number, known, added;
	unsigned char last[TL_HASH_LEN];
	struct tl_arena row, texts;	/* of the line; of the transaction */
	bool begun, open, known_one;
	uint64_t head_number;		/* of the store when it began */
	struct tl_head head;
	struct tl_draft draft;
};

static int bad(struct reading *r, const char *fmt, ...) TL_PRINTF(2, 3);
static int bad(struct reading *r, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return tl_err_set(&r->t->err, TLSAFE_EINPUT, "%s:%llu: %s", r->name,
	                  (unsigned long long)r->line, text);
}

/* The members that each object of the lines has. */
static const char *const line_members[] = { "genesis", NULL };
static const char *const genesis_members[] = { "site", "offset", "language", "format", "schemas",
	                                       NULL };
static const char *const transaction_members[] = { "txn",   "at",   "actor", "login",
	                                           "uid",   "command", "verb", "request",
	                                           "clock", "prev", "hash",  NULL };
static const char *const entry_members[] = { "txn",  "n",      "kind",     "id",     "act",
	                                     "on",   "by",     "set",      "note",   "reason",
	                                     "corrects", "undoes", "inferred", "personal", NULL };
static const char *const personal_members[] = { "digest", "value", "salt", NULL };

static bool among(const char *const *names, struct tl_bytes name)
{
	for (; *names; names++)
		if (tl_eqs(name, *names))
			return true;
	return false;
}

/* What is not known would be lost, and with it what it says: O is WHAT. */
static int check_members(struct reading *r, const struct tl_json_object *o,
                         const char *const *names, const char *what)
{
	for (size_t i = 0; i < o->n; i++)
		if (!among(names, o->member[i].name))
			return tl_err_hint(&r->t->err, TLSAFE_EINPUT,
			                   "use the tlsafe that wrote the lines, or a newer one",
			                   "%s:%llu: %s has no member '%s'", r->name,
			                   (unsigned long long)r->line, what,
			                   o->member[i].name.data);
	return 0;
}

static struct tl_bytes get(const struct tl_json_object *o, const char *name)
{
	for (size_t i = 0; i < o->n; i++)
		if (tl_eqs(o->member[i].name, name))
			return o->member[i].value;
	return TL_NONE;
}

static struct tl_bytes get_or(const struct tl_json_object *o, const char *name,
                              struct tl_bytes otherwise)
{
	struct tl_bytes value = get(o, name);

	return value.data ? value : otherwise;
}

static uint64_t number_of(struct tl_bytes b)
{
	uint64_t v = 0;

	for (size_t i = 0; i < b.len && i < 19 && b.data[i] >= '0' && b.data[i] <= '9'; i++)
		v = v * 10 + (uint64_t)(b.data[i] - '0');
	return v;
}

/* Deletes the first key of SPACE but the store's identity. 1: done; 0: there is none. */
static int delete_first(struct reading *r, char space)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	char from[2] = { space, 0 }, upto[2] = { (char)(space + 1), 0 };
	struct tl_bytes key, val;
	TL_BUF copy = { 0 };
	int rc = tl_kv_scan(&scan, r->txn, tl_str(from), tl_str(upto), false, &r->t->err);

	while (!rc && (rc = tl_kv_next(scan, &key, &val, &r->t->err)) == 1 && tl_eqs(key, "Mid"))
		rc = 0;
	if (rc <= 0)
		return rc;
	tl_buf_add(&copy, key);
	tl_kv_donep(&scan);
	if (copy.failed)
		return tl_err_memory(&r->t->err);
	rc = tl_kv_del(r->txn, tl_buf_bytes(&copy), &r->t->err);
	return rc ? rc : 1;
}

static int empty_space(struct reading *r, char space)
{
	int rc;

	do
		rc = delete_first(r, space);
	while (rc == 1);
	return rc;
}

static int take_genesis(struct reading *r, struct tl_bytes text)
{
	struct tl_json_object o, files;
	struct tl_genesis g = { 0 };
	TL_BUF bytes = { 0 };
	unsigned char sum[TL_HASH_LEN];
	int rc = tl_json_read_nested(&o, &r->row, text, &r->t->err);

	if (!rc)
		rc = check_members(r, &o, genesis_members, "genesis");
	if (!rc)
		rc = tl_json_read(&files, &r->row, get_or(&o, "schemas", TL_LIT("{}")),
		                  &r->t->err);
	if (rc)
		return rc;
	g.site = get(&o, "site");
	g.language = get(&o, "language");
	g.format = number_of(get(&o, "format"));
	g.file = tl_arena_alloc(&r->row, (files.n + 1) * sizeof(*g.file));
	if (!g.file)
		return tl_err_memory(&r->t->err);
	for (size_t i = 0; i < files.n; i++)
		g.file[g.nfiles++] =
			(struct tl_schema_file){ files.member[i].name, files.member[i].value };
	if (!g.site.len || !g.language.len ||
	    !tl_offset_parse(get_or(&o, "offset", TL_LIT("")), &g.offset))
		return bad(r, "a genesis without site, offset or language");
	if (g.format > TL_JOURNAL_FORMAT)
		return tl_err_hint(&r->t->err, TLSAFE_EVERSION, "use a newer tlsafe",
		                   "the lines have format %llu", (unsigned long long)g.format);
	tl_genesis_hash(sum, &g, &bytes);
	if (bytes.failed)
		return tl_err_memory(&r->t->err);
	r->begun = true;
	if (!memcmp(sum, r->t->genesis_hash, TL_HASH_LEN))
		return 0;
	if (r->head_number)
		return tl_err_set(
			&r->t->err, TLSAFE_ERULE,
			"the lines are of another store, and this one has transactions of its own");
	/* An empty store takes the other's beginning: its own seed records go first. */
	for (const char *space = "IMRS"; !rc && *space; space++)
		rc = empty_space(r, *space);
	if (rc)
		return rc;
	rc = tl_store_genesis(r->t, r->txn, tl_buf_bytes(&bytes));
	memcpy(r->last, r->t->genesis_hash, TL_HASH_LEN);
	return rc;
}

/* The transaction whose lines have ended: entered, or compared with the one that is there. */
static int close_transaction(struct reading *r)
{
	unsigned char want[TL_HASH_LEN];
	uint64_t applied;
	int rc = 0;

	if (!r->open)
		return 0;
	r->open = false;
	memcpy(want, r->head.hash, TL_HASH_LEN);
	memcpy(r->last, want, TL_HASH_LEN);
	if (r->known_one) {
		r->known++;
		return 0;
	}
	rc = tl_draft_seal(&r->draft, &r->t->err);
	r->head.count = r->draft.count;
	if (!rc)
		rc = tl_commit(r->t, r->txn, &r->draft, &r->head);
	if (!rc && memcmp(want, r->head.hash, TL_HASH_LEN))
		rc = bad(r,
		         "the entries of transaction %llu do not match its hash; a line was "
		         "changed or is missing",
		         (unsigned long long)r->head.number);
	tl_draft_release(&r->draft);
	tl_arena_reset(&r->texts);
	r->added += !rc;
	/* The lines that follow may speak of what it added to the schema set. */
	if (!rc)
		rc = tl_schema_set_last(r->txn, &applied, &r->t->err);
	return rc || applied == r->t->schema_txn ? rc : tl_store_load_set(r->t, r->txn);
}

static struct tl_bytes keep(struct reading *r, const struct tl_json_object *o, const char *name,
                            bool *ok)
{
	struct tl_bytes b = get(o, name);
	return tl_arena_dup(&r->texts, b.data ? b : TL_LIT(""), ok);
}

static int open_transaction(struct reading *r, const struct tl_json_object *o)
{
	struct tl_journal j;
	bool ok = true;
	int rc = close_transaction(r);

	if (!rc)
		rc = check_members(r, o, transaction_members, "a transaction");
	if (rc)
		return rc;
	r->head = (struct tl_head){ .site = r->t->genesis.site,
		                    .number = number_of(get(o, "txn")),
		                    .uid = number_of(get(o, "uid")) };
	r->head.actor = keep(r, o, "actor", &ok);
	r->head.login = keep(r, o, "login", &ok);
	r->head.command = keep(r, o, "command", &ok);
	r->head.verb = keep(r, o, "verb", &ok);
	r->head.request = keep(r, o, "request", &ok);
	r->head.clock = keep(r, o, "clock", &ok);
	if (!ok)
		return tl_err_memory(&r->t->err);
	if (!tl_instant_parse(get(o, "at").data ? get(o, "at") : TL_LIT(""), 0, &r->head.at) ||
	    !tl_unhex(r->head.prev, TL_HASH_LEN, get(o, "prev")) ||
	    !tl_unhex(r->head.hash, TL_HASH_LEN, get(o, "hash")))
		return bad(r, "a transaction without at, prev or hash");
	if (r->head.number != r->number + 1)
		return bad(r, "transaction %llu where %llu was due",
		           (unsigned long long)r->head.number, (unsigned long long)r->number + 1);
	r->number++;
	if (memcmp(r->head.prev, r->last, TL_HASH_LEN))
		return tl_err_set(&r->t->err, TLSAFE_ERULE,
		                  "%s:%llu: transaction %llu does not follow the one before it",
		                  r->name, (unsigned long long)r->line,
		                  (unsigned long long)r->number);
	r->open = true;
	r->known_one = r->number <= r->head_number;
	if (!r->known_one)
		return 0;
	tl_journal_open(&j, r->txn, r->t->schema, r->t->genesis.site, &r->t->err);
	rc = tl_journal_head(&j, r->number);
	if (!rc && memcmp(j.at->head.hash, r->head.hash, TL_HASH_LEN))
		rc = tl_err_set(&r->t->err, TLSAFE_ERULE,
		                "the lines part from this store's chain at transaction %llu: they "
		                "are of another store",
		                (unsigned long long)r->number);
	tl_journal_release(&j);
	return rc;
}

static int take_personal(struct reading *r, const struct tl_json_object *all, struct tl_set *s)
{
	unsigned char digest[TL_DIGEST_LEN];
	struct tl_json_object o;
	struct tl_bytes text = get(all, s->field->key);
	int rc;

	if (!text.data)
		return bad(r, "a personal value of %s without its digest", s->field->key);
	rc = tl_json_read(&o, &r->row, text, &r->t->err);
	if (!rc)
		rc = check_members(r, &o, personal_members, "a personal value");
	if (rc)
		return rc;
	if (!tl_unhex(s->digest, TL_DIGEST_LEN, get(&o, "digest")))
		return bad(r, "a digest that is none");
	s->value = get(&o, "value");
	if (!s->value.data)
		return 0;
	if (!tl_unhex(s->salt, TL_SALT_LEN, get(&o, "salt")))
		return bad(r, "a personal value without its salt");
	tl_hash_digest(digest, s->salt, s->value);
	if (memcmp(digest, s->digest, sizeof(digest)))
		return bad(r, "the personal value of %s does not match its digest", s->field->key);
	return 0;
}

static int take_entry(struct reading *r, const struct tl_json_object *o)
{
	static const struct tl_json_object nothing;
	struct tl_json_object set, personal = nothing;
	struct tl_entry e = { .on = TL_NODAY,
		              .id = get(o, "id"),
		              .by = get(o, "by"),
		              .note = get(o, "note"),
		              .reason = get(o, "reason"),
		              .undoes = number_of(get(o, "undoes")),
		              .inferred = tl_eqs(get(o, "inferred"), "yes") };
	struct tl_set values[TL_ENTRY_SETS];
	struct tl_bytes kind = get(o, "kind"), corrects = get(o, "corrects");
	int rc;

	rc = check_members(r, o, entry_members, "an entry");
	if (rc)
		return rc;
	if (!r->open || number_of(get(o, "txn")) != r->number)
		return bad(r, "an entry outside its transaction");
	if (r->known_one)
		return 0;
	if (number_of(get(o, "n")) != (uint64_t)r->draft.count + 1)
		return bad(r, "entry %.*s where %llu was due", (int)get(o, "n").len,
		           get(o, "n").data, (unsigned long long)r->draft.count + 1);
	e.kind = kind.data ? tl_schema_any_kind(r->t->schema, kind.data) : NULL;
	e.act = tl_act_find(get(o, "act").data ? get(o, "act") : TL_LIT(""));
	e.set = values;
	if (!e.kind || !e.act || !e.id.len ||
	    (get(o, "on").data && !tl_day_parse(get(o, "on"), &e.on)))
		return bad(r, "an entry without kind, id, act or with a date that is none");
	if (corrects.data) {
		const char *sep = memmem(corrects.data, corrects.len, "、", strlen("、"));
		e.corrects.txn = number_of(corrects);
		e.corrects.n = sep ? (uint32_t)number_of(
					     tl_bytes(sep + strlen("、"),
		                                      corrects.len - (size_t)(sep - corrects.data) -
		                                              strlen("、"))) :
		                     0;
	}
	rc = tl_json_read(&set, &r->row, get(o, "set").data ? get(o, "set") : TL_LIT("{}"),
	                  &r->t->err);
	if (!rc && get(o, "personal").data)
		rc = tl_json_read_nested(&personal, &r->row, get(o, "personal"), &r->t->err);
	for (size_t i = 0; !rc && i < set.n; i++) {
		struct tl_set *s = &values[e.nset];
		if (e.nset == TL_ENTRY_SETS)
			return bad(r, "too many values");
		*s = (struct tl_set){ .field = tl_kind_any_key(e.kind, set.member[i].name),
			              .value = set.member[i].value };
		if (!s->field)
			return bad(r, "a %s has no field '%s'", e.kind->name,
			           set.member[i].name.data);
		e.nset++;
		if (s->field->personal && s->value.len)
			return bad(r, "the value of %s stands outside 'personal'", s->field->key);
		if (s->field->personal)
			rc = take_personal(r, &personal, s);
	}
	for (size_t i = 0; !rc && i < personal.n; i++)
		if (!get(&set, personal.member[i].name.data).data)
			return bad(r, "a personal value of '%s', which the entry does not set",
			           personal.member[i].name.data);
	return rc ? rc : tl_draft_add(&r->draft, &e, true, &r->t->err);
}

static int take_line(struct reading *r, struct tl_bytes line)
{
	struct tl_json_object o;
	struct tl_err err = { 0 };

	r->line++;
	tl_arena_reset(&r->row);
	if (!line.len)
		return 0;
	if (tl_json_read_nested(&o, &r->row, line, &err))
		return bad(r, "%s", err.text);
	if (get(&o, "genesis").data && r->begun)
		return bad(r, "a second genesis");
	if (get(&o, "genesis").data)
		return check_members(r, &o, line_members, "the line of genesis") ?
		               r->t->err.code :
		               take_genesis(r, get(&o, "genesis"));
	if (!r->begun)
		return bad(r, "the first line is genesis; this is no export of a journal");
	return get(&o, "n").data ? take_entry(r, &o) : open_transaction(r, &o);
}

static int take_lines(struct reading *r, int fd)
{
	TL_BUF text = { 0 };
	size_t from = 0;
	ssize_t got = 1;
	int rc = 0;

	while (!rc && got > 0) {
		char *nl;
		if (!tl_buf_room(&text, 65536))
			return tl_err_memory(&r->t->err);
		got = read(fd, text.data + text.len, 65536);
		if (got < 0)
			return tl_err_errno(&r->t->err, "%s", r->name);
		text.len += (size_t)got;
		while (!rc && (nl = memchr(text.data + from, '\n', text.len - from))) {
			rc = take_line(r,
			               tl_bytes(text.data + from, (size_t)(nl - text.data) - from));
			from = (size_t)(nl - text.data) + 1;
		}
		memmove(text.data, text.data + from, text.len - from);
		text.len -= from;
		from = 0;
	}
	if (!rc && text.len)
		rc = take_line(r, tl_buf_bytes(&text));
	return rc ? rc : close_transaction(r);
}

static void reading_release(struct reading *r)
{
	tl_arena_release(&r->row);
	tl_arena_release(&r->texts);
	tl_draft_release(&r->draft);
}

int tlsafe_import_journal(struct tlsafe *t, int fd, const char *name, uint64_t *added,
                          uint64_t *known)
{
	TL_CLEANUP(tl_gate_leave) struct tl_gate gate = { NULL };
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	TL_CLEANUP(reading_release) struct reading r = { .t = t, .name = name };
	struct tl_view v = { 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_gate_enter(&gate, t);
	if (!rc)
		rc = tl_kv_begin(&txn, t->kv, true, &t->err);
	if (!rc)
		rc = tl_view_in(&v, t, txn);
	if (!rc)
		rc = tl_view_current(&v);
	r.txn = txn;
	r.head_number = v.head.number;
	memcpy(r.last, t->genesis_hash, TL_HASH_LEN);
	tl_view_end(&v);
	if (!rc)
		rc = take_lines(&r, fd);
	if (!rc && !r.begun)
		rc = tl_err_set(&t->err, TLSAFE_EINPUT, "%s: no lines", name);
	if (!rc && (r.added || !r.head_number))
		rc = tl_kv_commit(&txn, &t->err);
	if (!rc && r.added)
		t->saved = r.number;
	*added = r.added;
	*known = r.known;
	return tl_store_error(t, rc);
}
