/* Verifies the journal, folds it anew into memory and compares every view key by key. Repairs
 * nothing. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "change/fault.h"
#include "base/map.h"
#include "journal/chain.h"
#include "store/blobs.h"
#include "store/commit.h"
#include "store/links.h"
#include "store/open.h"
#include "store/schema_kept.h"
#include "store/schema_set.h"
#include "store/view.h"
#include "store/views.h"

struct check {
	struct tlsafe *t;
	struct tl_view v;
	struct tl_decide told;		/* where differences go */
	struct tl_kv *memory;
	struct tl_kv_txn *views;
	struct tl_journal entries;	/* for records that are folded anew, beside the walk */
	struct tl_views fold;
	struct tl_map *files;		/* hashes of those that entries name */
	uint64_t files_lost;		/* the transaction some of whose files a salvage missed */
	uint64_t transactions, count, bad;
};

static void check_release(struct check *c)
{
	tl_views_release(&c->fold);
	tl_journal_release(&c->entries);
	tl_kv_abortp(&c->views);
	tl_kv_closep(&c->memory);
	tl_map_freep(&c->files);
	tl_view_end(&c->v);
}

static int differs(struct check *c, const char *fmt, ...) TL_PRINTF(2, 3);
static int differs(struct check *c, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	c->bad++;
	tl_fault(&c->told, TLSAFE_ECORRUPT, NULL, TL_NONE, NULL, "%s", text);
	return 0;
}

/* --- the journal ------------------------------------------------------------- */

static int folded_head(void *ctx, const struct tl_head *h)
{
	struct check *c = ctx;

	int rc = tl_request_put(c->views, h, &c->t->err);

	c->transactions++;
	if (tl_head_lost_files(h))
		c->files_lost = h->number;
	return rc ? rc : tl_views_head(&c->fold, h);
}

static bool is_damage(int rc)
{
	return rc == TLSAFE_ECORRUPT || rc == TLSAFE_EVERSION || rc == TLSAFE_EINPUT;
}

/* A file that E names, the first time: all of it is read. */
static int check_file(struct check *c, const struct tl_entry *e, const struct tl_blob *blob)
{
	struct tl_err why = { 0 };
	int rc = tl_blobs_get(c->v.txn, blob, NULL, NULL, &why);

	if (!rc || (rc == TLSAFE_ENOENT && c->files_lost == e->place.txn))
		return 0;
	if (rc != TLSAFE_ENOENT && !is_damage(rc))
		return tl_err_pass(&c->t->err, rc, &why);
	return differs(c, "transaction %llu, entry %u of %.*s: the file that it names: %s",
	               (unsigned long long)e->place.txn, (unsigned)e->place.n, (int)e->id.len,
	               e->id.data, rc == TLSAFE_ENOENT ? "it is missing" : why.text);
}

static int check_files(struct check *c, const struct tl_entry *e)
{
	struct tl_blobs_at at = { 0 };
	struct tl_blob blob;
	bool made;
	int rc = 0;

	while (!rc && tl_blobs_named(e, &at, &blob)) {
		uint64_t *chunks = tl_map_put(c->files, tl_bytes((char *)blob.hash, TL_HASH_LEN),
		                              &made);
		if (!chunks)
			return tl_err_memory(&c->t->err);
		if (made)
			rc = check_file(c, e, &blob);
		if (made)
			*chunks = tl_blobs_chunks(blob.size);
	}
	return rc;
}

/* Whether all that lies there is named by an entry. */
static int check_kept(struct check *c)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	unsigned char hash[TL_HASH_LEN];
	struct tl_bytes key, val;
	uint64_t n;
	int rc = tl_kv_scan(&scan, c->v.txn, TL_LIT("B"), TL_LIT("C"), false, &c->t->err);

	while (!rc && (rc = tl_kv_next(scan, &key, &val, &c->t->err)) == 1) {
		const uint64_t *chunks = NULL;
		TL_BUF hex = { 0 };
		rc = 0;
		if (!tl_blobs_take_key(key, hash, &n)) {
			differs(c, "a key of the files kept is damaged");
			continue;
		}
		tl_hex(&hex, hash, TL_HASH_LEN);
		if (hex.failed)
			return tl_err_memory(&c->t->err);
		chunks = tl_map_get(c->files, tl_bytes((char *)hash, TL_HASH_LEN));
		if (!chunks && !n)
			differs(c, "file %s: stored, though no entry of the journal names it",
			        hex.data);
		else if (chunks && n > *chunks)
			differs(c, "file %s: part %llu is stored, behind its end", hex.data,
			        (unsigned long long)n);
		tl_buf_release(&hex);
	}
	return rc;
}

static int folded_entry(void *ctx, const struct tl_entry *e)
{
	struct check *c = ctx;
	int rc;

	c->count++;
	rc = tl_views_entry(&c->fold, e);
	return rc ? rc : check_files(c, e);
}

static int told_wrong(void *ctx, uint64_t txn, const char *text)
{
	(void)txn;
	return differs(ctx, "%s", text);
}

static int check_journal(struct check *c)
{
	static const struct tl_chain_ops ops = { .head = folded_head,
		                                 .entry = folded_entry,
		                                 .wrong = told_wrong };
	struct tl_chain chain;
	int rc = tl_views_genesis(&c->fold);

	tl_chain_begin(&chain, &c->v.journal, c->t->genesis_hash, &ops, c);
	for (uint64_t n = 1; !rc && n <= c->v.head.number; n++)
		rc = tl_chain_transaction(&chain, n);
	if (!rc)
		rc = tl_chain_end(&chain, &c->v.head);
	return rc ? rc : tl_views_end(&c->fold);
}

/* --- the views --------------------------------------------------------------- */

/* Says what KEY is in words. */
static void name_key(struct tl_bytes key, struct tl_buf *out)
{
	struct tl_bytes rest = tl_bytes(key.data + 1, key.len - 1);

	if (key.data[0] == 'I') {
		tl_buf_str(out, "index of ids: ");
		tl_buf_add(out, rest);
	} else if (key.data[0] == 'X') {
		tl_buf_str(out, "index of open hazards and of duplicates");
	} else {
		tl_buf_str(out, "counter ");
		tl_buf_add(out, rest);
	}
}

static void report(struct check *c, struct tl_bytes key, const char *what)
{
	TL_BUF name = { 0 };

	name_key(key, &name);
	differs(c, "%s: %s", name.data ? name.data : "?", what);
}

static void report_record(struct check *c, const struct tl_kind *kind, uint64_t row,
                          struct tl_bytes val, const char *what)
{
	TL_RECORD r;

	tl_record_init(&r, kind);
	if (!tl_record_unpack(&r, val) && tl_record_at(&r, TL_F_ID).len)
		differs(c, "record %s %.*s: %s", kind->name, (int)tl_record_at(&r, TL_F_ID).len,
		        tl_record_at(&r, TL_F_ID).data, what);
	else
		differs(c, "record %s row %llu: %s", kind->name, (unsigned long long)row, what);
}

/* Walks the stored and the folded keys of [FROM, UPTO) side by side. */
/* Of two walks, of which S and F tell whether they gave anything: negative when the stored one
 * stands before the folded one, positive after; APART is how they compare when both did. */
static int which_first(int s, int f, int apart)
{
	if (s <= 0)
		return 1;
	return f <= 0 ? -1 : apart;
}

static int compare(struct check *c, const char *from, const char *upto)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *stored = NULL;
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *folded = NULL;
	struct tl_bytes sk, sv, fk, fv;
	struct tl_err *err = &c->t->err;
	int s, f, rc = tl_kv_scan(&stored, c->v.txn, tl_str(from), tl_str(upto), false, err);

	if (!rc)
		rc = tl_kv_scan(&folded, c->views, tl_str(from), tl_str(upto), false, err);
	if (rc)
		return rc;
	s = tl_kv_next(stored, &sk, &sv, err);
	f = tl_kv_next(folded, &fk, &fv, err);
	while (s > 0 || f > 0) {
		int order = which_first(s, f, s > 0 && f > 0 ? tl_cmp(sk, fk) : 0);
		if (order < 0)
			report(c, sk, "stored, though no entry of the journal makes it");
		else if (order > 0)
			report(c, fk, "missing, though the journal makes it");
		else if (!tl_eq(sv, fv))
			report(c, fk, "what is stored differs from what the journal says");
		if (order <= 0)
			s = tl_kv_next(stored, &sk, &sv, err);
		if (order >= 0)
			f = tl_kv_next(folded, &fk, &fv, err);
	}
	return s < 0 ? s : f;
}

/* Records as stored and as folded, row by row, wherever they lie. */
static int compare_records(struct check *c, const struct tl_kind *kind)
{
	TL_CLEANUP(tl_rows_done) struct tl_rows_scan stored = { 0 };
	TL_CLEANUP(tl_rows_done) struct tl_rows_scan folded = { 0 };
	struct tl_bytes sv, fv;
	uint64_t sr = 0, fr = 0;
	int s, f, rc = tl_rows_scan(&stored, c->v.txn, kind, &c->t->err);

	if (!rc)
		rc = tl_rows_scan(&folded, c->views, kind, &c->t->err);
	if (rc)
		return rc;
	s = tl_rows_next(&stored, &sr, &sv);
	f = tl_rows_next(&folded, &fr, &fv);
	while (s > 0 || f > 0) {
		int order = which_first(s, f, (sr > fr) - (sr < fr));
		if (order < 0)
			report_record(c, kind, sr, sv,
			              "stored, though no entry of the journal makes it");
		else if (order > 0)
			report_record(c, kind, fr, fv, "missing, though the journal makes it");
		else if (!tl_eq(sv, fv))
			report_record(c, kind, fr, fv,
			              "what is stored differs from what the journal says");
		if (order <= 0)
			s = tl_rows_next(&stored, &sr, &sv);
		if (order >= 0)
			f = tl_rows_next(&folded, &fr, &fv);
	}
	return s < 0 ? s : f;
}

/* --- facts ------------------------------------------------------------------- */

struct facts {
	struct tl_facts facts;
	struct tl_symbols symbols;
};

static void facts_release(struct facts *f)
{
	tl_facts_release(&f->facts);
	tl_symbols_release(&f->symbols);
}

/* Symbols are numbers of their own store: their texts are compared. */
static int same_symbols(struct facts *a, const struct tl_fact *x, struct facts *b,
                        const struct tl_fact *y, bool *ret)
{
	struct tl_bytes ta, tb;
	int rc = 0;

	*ret = true;
	for (int i = 0; !rc && *ret && i < TL_FACT_DIMENSIONS; i++) {
		const struct tl_fact_dimension *d = &tl_fact_dimensions[i];
		rc = tl_symbol_text(&a->symbols, d->space, tl_fact_at(x, d->column), &ta);
		if (!rc)
			rc = tl_symbol_text(&b->symbols, d->space, tl_fact_at(y, d->column), &tb);
		*ret = !rc && tl_eq(ta, tb);
	}
	/* A number without text is a difference too. */
	return rc == TLSAFE_ECORRUPT ? 0 : rc;
}

static bool is_symbol(int column)
{
	for (int i = 0; i < TL_FACT_DIMENSIONS; i++)
		if (tl_fact_dimensions[i].column == (enum tl_fact_column)column)
			return true;
	return false;
}

static bool same_numbers(const struct tl_fact *x, const struct tl_fact *y)
{
	for (int c = 0; c < TL_FACT_NCOLUMNS; c++)
		if (!is_symbol(c) &&
		    tl_fact_at(x, (enum tl_fact_column)c) != tl_fact_at(y, (enum tl_fact_column)c))
			return false;
	return true;
}

static uint64_t rows_of(const struct tl_facts *f)
{
	return f->nblocks * f->seal + f->tail;
}

static int compare_row(struct check *c, const struct tl_kind *kind, struct facts *stored,
                       struct facts *folded, uint64_t row)
{
	struct tl_fact s, f;
	bool same = false;
	int rc = tl_facts_get(&stored->facts, row, &s);

	if (!rc)
		rc = tl_facts_get(&folded->facts, row, &f);
	if (!rc && same_numbers(&s, &f))
		rc = same_symbols(stored, &s, folded, &f, &same);
	if (!rc && !same)
		differs(c,
		        "facts of %s, row %llu: what is stored differs from what the journal says",
		        kind->name, (unsigned long long)row);
	return rc;
}

/* What the directory says of a sealed block has to hold for what lies in it, and so have the rows
 * that stayed. */
static int check_extremes(struct check *c, const struct tl_kind *kind, struct tl_facts *f)
{
	struct tl_fact_block b, stayed;
	struct tl_extremes x;
	int rc = 0;

	for (uint64_t i = 0; !rc && i < f->nblocks; i++) {
		rc = tl_facts_block(f, i, TL_FACT_ALL, &b);
		if (!rc)
			rc = tl_facts_stayed(f, i, &stayed);
		if (rc)
			return rc;
		tl_facts_extremes(&x, &b);
		if (memcmp(&x, &f->extremes[i], sizeof(x)))
			differs(c,
			        "directory of facts of %s, block %llu: what is stored differs from "
			        "what lies in it",
			        kind->name, (unsigned long long)i);
		rc = tl_facts_same_stayed(&b, &stayed);
		if (rc == 0)
			differs(c,
			        "rows that stayed of %s, block %llu: what is stored differs from "
			        "what lies in it",
			        kind->name, (unsigned long long)i);
		rc = rc < 0 ? tl_err_memory(&c->t->err) : 0;
	}
	return rc;
}

static int compare_facts(struct check *c, const struct tl_kind *kind)
{
	TL_CLEANUP(facts_release) struct facts stored = { 0 };
	TL_CLEANUP(facts_release) struct facts folded = { 0 };
	int rc = tl_facts_begin(&stored.facts, c->v.txn, kind, &c->t->err);

	if (!rc)
		rc = tl_facts_begin(&folded.facts, c->views, kind, &c->t->err);
	tl_symbols_init(&stored.symbols, c->v.txn, &c->t->err);
	tl_symbols_init(&folded.symbols, c->views, &c->t->err);
	if (!rc && rows_of(&stored.facts) != rows_of(&folded.facts))
		return differs(c, "facts of %s: %llu rows are stored, the journal makes %llu",
		               kind->name, (unsigned long long)rows_of(&stored.facts),
		               (unsigned long long)rows_of(&folded.facts));
	for (uint64_t row = 1; !rc && row <= rows_of(&stored.facts); row++)
		rc = compare_row(c, kind, &stored, &folded, row);
	return rc ? rc : check_extremes(c, kind, &stored.facts);
}

static int compare_kinds(struct check *c)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < c->t->schema->nkinds; i++)
		rc = compare_records(c, c->t->schema->kind[i]);
	for (size_t i = 0; !rc && i < c->t->schema->nkinds; i++)
		if (c->t->schema->kind[i]->workflow)
			rc = compare_facts(c, c->t->schema->kind[i]);
	return rc;
}

static int check_schema_file(struct check *c, const struct tl_schema_set_file *f, uint64_t *files)
{
	struct tl_bytes val;
	TL_BUF key = { 0 };
	TL_BUF packed = { 0 };
	int rc = tl_schema_set_pack(&packed, f, tl_schema_set_text(f, UINT64_MAX, 0), &c->t->err);

	if (rc || !packed.len)
		return rc;
	++*files;
	tl_buf_char(&key, 'S');
	tl_buf_add(&key, f->name);
	rc = key.failed ? tl_err_memory(&c->t->err) :
	                  tl_kv_get(c->v.txn, tl_buf_bytes(&key), &val, &c->t->err);
	if (rc && rc != TLSAFE_ENOENT)
		return rc;
	if (rc || !tl_eq(val, tl_buf_bytes(&packed)))
		differs(c, "schema %.*s: what is stored differs from genesis%s", (int)f->name.len,
		        f->name.data, f->n ? " and what was applied to it" : "");
	return 0;
}

/* The schema set, from the stored records of its files; those are compared with the journal as all
 * records are. */
static int check_schema(struct check *c)
{
	TL_SCHEMA_SET a = { 0 };
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_bytes key, val;
	uint64_t files = 0, stored = 0, last;
	bool same = true;
	int rc = tl_schema_set_load(&a, c->t, c->v.txn, &c->entries);

	for (size_t i = 0; !rc && i < a.n; i++)
		rc = check_schema_file(c, &a.file[i], &files);
	if (!rc)
		rc = tl_kv_scan(&scan, c->v.txn, TL_LIT("S"), TL_LIT("T"), false, &c->t->err);
	while (!rc && (rc = tl_kv_next(scan, &key, &val, &c->t->err)) == 1) {
		stored++;
		rc = 0;
	}
	if (!rc && stored > files)
		differs(c, "schema: %llu files are stored, genesis and what was applied have %llu",
		        (unsigned long long)stored, (unsigned long long)files);
	if (!rc)
		rc = tl_schema_kept_last(c->v.txn, &last, &c->t->err);
	if (!rc && last != a.last)
		differs(c, "schema: last applied to by transaction %llu, not %llu",
		        (unsigned long long)a.last, (unsigned long long)last);
	if (!rc)
		rc = tl_schema_kept_check(c->t, c->v.txn, &same);
	if (!rc && !same)
		differs(c, "schema: the set as it is kept differs from what its files make");
	return rc;
}

static int told_damage(void *ctx, const char *words)
{
	return differs(ctx, "%s", words);
}

static int check_all(struct check *c)
{
	int rc = tl_kv_open(&c->memory, &tl_kv_mem,
	                    &(struct tl_kv_place){ .flags = TL_KV_CREATE }, &c->t->err);

	if (!rc && !(c->files = tl_map_new()))
		rc = tl_err_memory(&c->t->err);
	if (!rc)
		rc = tl_kv_begin(&c->views, c->memory, true, &c->t->err);
	if (!rc)
		rc = tl_view_begin(&c->v, c->t);
	if (rc)
		return rc;
	tl_trace_view(&c->v);
	rc = tl_kv_verify_all(c->v.txn, told_damage, c, &c->t->err);
	if (rc)
		return rc;
	tl_journal_open(&c->entries, c->v.txn, c->t->schema, c->t->genesis.site, &c->t->err);
	rc = tl_views_begin(&c->fold, c->views, &c->entries, c->t->schema, &c->t->err);
	if (!rc)
		rc = tl_links_kept(c->v.txn, &c->fold.links, &c->t->err);
	if (!rc)
		rc = check_schema(c);
	if (!rc)
		rc = check_journal(c);
	if (!rc)
		rc = check_kept(c);
	if (!rc)
		rc = compare(c, "I", "J");
	if (!rc)
		rc = compare(c, "X", "Y");
	if (!rc)
		rc = compare_kinds(c);
	if (!rc)
		rc = compare(c, "Mrows/", "Mrows0");
	if (!rc)
		rc = compare(c, "Mrequest/", "Mrequest0");
	return rc ? rc : compare(c, "Mserial/", "Mserial0");
}

int tlsafe_check(struct tlsafe *t, tlsafe_fault_fn *fault, void *ctx, uint64_t *transactions,
                 uint64_t *entries, uint64_t *bad)
{
	TL_CLEANUP(check_release)
	struct check c = { .t = t, .told = { .fault = fault, .ctx = ctx } };
	int rc;

	*bad = 0;
	if (tl_store_begin(t))
		return t->err.code;
	rc = check_all(&c);
	/* Damage that ends the walk is an answer too, whatever it looks like from there. */
	if (is_damage(rc)) {
		tl_store_error(t, rc);
		differs(&c, "%s", t->err.text);
		tl_err_clear(&t->err);
		rc = 0;
	}
	if (transactions)
		*transactions = c.transactions;
	if (entries)
		*entries = c.count;
	*bad = c.bad;
	return tl_store_error(t, rc);
}
