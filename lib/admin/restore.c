/* Lines of an export, entered: the same lines give the same chain. What was saved of a damaged
 * store begins a new one. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "admin/salvage.h"
#include "base/charset.h"
#include "base/map.h"
#include "form/form.h"
#include "journal/journal.h"
#include "store/blobs.h"
#include "store/commit.h"
#include "store/gate.h"
#include "store/genesis.h"
#include "store/open.h"
#include "store/schema_kept.h"
#include "store/view.h"
#include "store/views.h"

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
	struct tl_blobs_writer file;	/* whose parts are being read, or were read last */
	uint64_t part;			/* of it that was read last; 0: none is being read */
	struct tl_map *given;		/* hashes of those read since the last entry */
	struct old *old;		/* of a damaged chain; NULL: of a whole one */
	bool ended;			/* its last line was read */
};

/* The chain that was salvaged, and what the new one lacks of it. */
struct old {
	struct tl_salvaged lost;
	struct tl_ranges gone;		/* entries, of transactions that are there */
	tlsafe_fault_fn *fault;
	void *ctx;
	uint64_t transactions, left;	/* lost; entries left out */
	/* of the last transaction that was closed */
	unsigned char last[TL_HASH_LEN];
	bool apart;			/* that is not known */
	tl_instant at;			/* in the new chain; INT64_MIN: none */
	/* of the one that is open */
	struct tl_head head;		/* texts as of the new one */
	struct tl_hash hash;
	struct tl_names names;
	struct tl_buf bytes;
	bool unknown;			/* an entry could not be hashed */
	uint64_t n;			/* the entry read last */
	struct tl_map *made;		/* ids of records that it begins */
	struct tl_map *named;		/* hashes of files that entries of the new chain name */
	struct tl_buf salvaged;
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

/* The members that each object of the lines has. */
static const char *const line_members[] = { "genesis", NULL };
static const char *const file_members[] = { "file", "part", "base64", NULL };
static const char *const genesis_members[] = { "site",     "offset",  "language", "format",
	                                       "salvaged", "schemas", NULL };
static const char *const transaction_members[] = { "txn",     "at",    "actor",    "login", "uid",
	                                           "command", "verb",  "request",  "clock",
	                                           "salvaged", "restored", "proxy", "prev",
	                                           "hash", NULL };
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

/* The genesis of a new chain, which names the head of the old one. */
static int salvage_genesis(struct reading *r, struct tl_genesis *g)
{
	struct old *old = r->old;
	TL_BUF bytes = { 0 };
	TL_BUF text = { 0 };
	bool ok = true;
	int rc = 0;

	old->apart = !old->lost.schemas;
	tl_genesis_hash(old->last, g, &bytes);
	tl_buf_printf(&text, "%llu", (unsigned long long)old->lost.number);
	if (old->lost.head) {
		tl_buf_char(&text, ' ');
		tl_hex(&text, old->lost.hash, TL_HASH_LEN);
	}
	if (g->salvaged.len) {
		tl_buf_str(&text, " of ");
		tl_buf_add(&text, g->salvaged);
	}
	g->salvaged = tl_arena_dup(&r->row, tl_buf_bytes(&text), &ok);
	if (!ok || bytes.failed || text.failed)
		return tl_err_memory(&r->t->err);
	/* The schema set of the store that is there has to do for one that is lost. */
	if (!old->lost.schemas && !g->nfiles) {
		rc = tl_store_files(r->t, r->txn);
		g->file = r->t->genesis.file;
		g->nfiles = r->t->genesis.nfiles;
	}
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
	g.salvaged = get_or(&o, "salvaged", TL_LIT(""));
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
	if (r->old && (rc = salvage_genesis(r, &g)))
		return rc;
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

static int not_its_hash(struct reading *r)
{
	return bad(r,
	           "the entries of transaction %llu do not match its hash; a line was changed or "
	           "is missing",
	           (unsigned long long)r->head.number);
}

/* A file that an entry names and that no line has: lost in a salvage, this one or one before, or
 * missing. */
static int no_file(void *ctx, struct tl_kv_txn *txn, const struct tl_entry *e,
                   const struct tl_blob *blob, struct tl_err *err)
{
	struct reading *r = ctx;
	TL_BUF name = { 0 };
	(void)txn;

	if (tl_head_lost_files(&r->head))
		return 0;
	tl_blob_text(&name, blob);
	return tl_err_set(err, TLSAFE_EINPUT,
	                  "%s: the lines have no file %s, which transaction %llu, entry %u names",
	                  r->name, name.data ? name.data : "?", (unsigned long long)r->number,
	                  (unsigned)e->place.n);
}

/* Enters the draft; the head gets its hash. */
static int enter(struct reading *r)
{
	const struct tl_blobs_source files = { no_file, r };
	uint64_t applied;
	int rc = tl_draft_seal(&r->draft, &r->t->err);

	r->head.count = r->draft.count;
	if (!rc)
		rc = tl_commit(r->t, r->txn, &r->draft, &r->head, &files);
	tl_draft_release(&r->draft);
	r->added += !rc;
	/* The lines that follow may speak of what it added to the schema set. */
	if (!rc)
		rc = tl_schema_kept_last(r->txn, &applied, &r->t->err);
	return rc || applied == r->t->schema_txn ? rc : tl_store_load_set(r->t, r->txn);
}

/* --- what was salvaged ------------------------------------------------------- */

/* Entries FROM to UPTO of the open transaction are not there, as the last line has to say. */
static int pass_lost(struct reading *r, uint64_t from, uint64_t upto)
{
	struct old *old = r->old;

	for (uint64_t n = from; n <= upto; n++) {
		if (!tl_ranges_hold(&old->lost.entries, r->number, n))
			return bad(r, "entry %llu of transaction %llu is neither here nor lost",
			           (unsigned long long)n, (unsigned long long)r->number);
		if (!tl_ranges_add(&old->gone, r->number, n, n))
			return tl_err_memory(&r->t->err);
	}
	return 0;
}

/* The new chain goes on behind what it has, at AT or the moment before. */
static void follow(struct reading *r, tl_instant at)
{
	struct old *old = r->old;

	if (old->at != INT64_MIN && at < old->at)
		at = old->at;
	r->head.at = old->at = at;
	memcpy(r->head.prev, r->last, TL_HASH_LEN);
}

/* Transactions up to UPTO of which nothing is left: they keep their numbers, and have no entries.
 * NEXT is the instant of the one behind. */
static int enter_lost(struct reading *r, uint64_t upto, tl_instant next)
{
	struct old *old = r->old;
	int rc = 0;

	while (!rc && r->number < upto) {
		r->number++;
		if (!tl_ranges_hold(&old->lost.lost, 0, r->number))
			return bad(r, "transaction %llu is neither here nor lost",
			           (unsigned long long)r->number);
		r->head = (struct tl_head){ .site = r->t->genesis.site,
			                    .number = r->number,
			                    .salvaged = TL_LIT("lost") };
		follow(r, old->at == INT64_MIN ? next : old->at);
		rc = enter(r);
		memcpy(r->last, r->head.hash, TL_HASH_LEN);
		old->transactions++;
		old->apart = true;
	}
	return rc;
}

/* AT, of transaction NUMBER, or an instant that no later one stands before. */
static tl_instant sound_instant(const struct reading *r, uint64_t number, tl_instant at)
{
	const struct old *old = r->old;
	bool late = old->lost.head && at > old->lost.at;

	if (!late && (old->lost.head || !tl_ranges_hold(&old->lost.unproven, 0, number)))
		return at;
	if (old->at != INT64_MIN)
		return old->at;
	return late ? old->lost.at : at;
}

static int begin_old(struct reading *r)
{
	struct old *old = r->old;

	tl_map_freep(&old->made);
	old->made = tl_map_new();
	tl_names_release(&old->names);
	tl_buf_clear(&old->bytes);
	old->head = r->head;
	tl_head_pack(&old->bytes, &old->head);
	if (!old->made || old->bytes.failed)
		return tl_err_memory(&r->t->err);
	tl_hash_begin(&old->hash);
	tl_hash_add(&old->hash, tl_buf_bytes(&old->bytes));
	old->unknown = false;
	old->n = 0;
	return 0;
}

/* Whether the open transaction is what its hash, and the last line, say. */
static int check_old(struct reading *r)
{
	struct old *old = r->old;
	bool proven = !tl_ranges_hold(&old->lost.unproven, 0, r->number);
	bool whole = !tl_ranges_before(&old->lost.entries, r->number, UINT64_MAX);
	unsigned char sum[TL_HASH_LEN];

	tl_hash_end(&old->hash, sum);
	if (proven && whole && !old->unknown && memcmp(sum, old->head.hash, TL_HASH_LEN))
		return not_its_hash(r);
	if (proven && !old->apart && memcmp(old->head.prev, old->last, TL_HASH_LEN))
		return bad(r, "transaction %llu does not follow the one before it",
		           (unsigned long long)r->number);
	old->apart = !proven || !whole;
	memcpy(old->last, old->head.hash, TL_HASH_LEN);
	return 0;
}

/* What the new header says of the old one. */
static int name_old(struct reading *r)
{
	struct old *old = r->old;
	struct tl_buf *out = &old->salvaged;
	TL_BUF some = { 0 };

	tl_buf_clear(out);
	tl_hex(out, old->head.hash, TL_HASH_LEN);
	if (tl_ranges_hold(&old->lost.unproven, 0, r->number))
		tl_buf_str(out, " unproven");
	if (tl_ranges_text(&some, &old->gone, r->number)) {
		tl_buf_str(out, " without ");
		tl_buf_add(out, tl_buf_bytes(&some));
	}
	tl_buf_clear(&some);
	if (tl_ranges_text(&some, &old->lost.values, r->number)) {
		tl_buf_str(out, " values ");
		tl_buf_add(out, tl_buf_bytes(&some));
	}
	tl_buf_clear(&some);
	if (tl_ranges_text(&some, &old->lost.files, r->number)) {
		tl_buf_str(out, " files ");
		tl_buf_add(out, tl_buf_bytes(&some));
	}
	if (old->head.salvaged.len) {
		tl_buf_str(out, " of ");
		tl_buf_add(out, old->head.salvaged);
	}
	r->head.salvaged = tl_buf_bytes(out);
	return out->failed || some.failed ? tl_err_memory(&r->t->err) : 0;
}

/* The last entries may be lost. */
static int pass_last(struct reading *r)
{
	const struct tl_ranges *lost = &r->old->lost.entries;
	int rc = 0;

	for (size_t i = 0; !rc && i < lost->n; i++)
		if (lost->at[i].txn == r->number && lost->at[i].from > r->old->n &&
		    !tl_ranges_add(&r->old->gone, r->number, lost->at[i].from, lost->at[i].upto))
			rc = tl_err_memory(&r->t->err);
	return rc;
}

static int close_salvaged(struct reading *r)
{
	int rc = check_old(r);

	if (!rc)
		rc = pass_last(r);
	if (!rc)
		rc = name_old(r);
	if (!rc)
		rc = enter(r);
	memcpy(r->last, r->head.hash, TL_HASH_LEN);
	return rc;
}

#define TOLD 3			/* entries that are told one by one */

static int leave_out(struct reading *r, struct tl_bytes id, uint64_t n, const char *why)
{
	struct old *old = r->old;
	char text[256];
	struct tlsafe_fault f = { .file = r->name, .line = r->line, .text = text };

	snprintf(text, sizeof(text), "transaction %llu, entry %llu of %.*s is left out: %s",
	         (unsigned long long)r->number, (unsigned long long)n, (int)id.len,
	         id.data ? id.data : "", why);
	if (old->left++ < TOLD && old->fault)
		old->fault(old->ctx, &f);
	return tl_ranges_add(&old->gone, r->number, n, n) ? 0 : tl_err_memory(&r->t->err);
}

/* Whether a record with this id was begun. 1, 0 or an error. */
static int is_begun(struct reading *r, struct tl_bytes id)
{
	struct tl_bytes val;
	TL_BUF key = { 0 };
	int rc;

	if (tl_map_get(r->old->made, id))
		return 1;
	tl_key_id(&key, id);
	rc = key.failed ? tl_err_memory(&r->t->err) :
	                  tl_kv_get(r->txn, tl_buf_bytes(&key), &val, &r->t->err);
	if (rc == TLSAFE_ENOENT)
		return 0;
	return rc ? rc : 1;
}

/* What E corrects stands elsewhere in the new chain, if it is there. False: it is not. */
static bool move_corrects(struct reading *r, struct tl_entry *e)
{
	const struct tl_ranges *gone = &r->old->gone;
	uint64_t txn = e->corrects.txn, n = e->corrects.n;

	if (!n)
		return true;
	if (tl_ranges_hold(&r->old->lost.lost, 0, txn) || tl_ranges_hold(gone, txn, n))
		return false;
	e->corrects.n -= (uint32_t)tl_ranges_before(gone, txn, n);
	return true;
}

/* Entry N as the old chain had it: hashed, and made fit for the new one. 1: it goes in; 0: it was
 * left out. */
static int take_old(struct reading *r, struct tl_entry *e, uint64_t n)
{
	struct old *old = r->old;
	int rc;

	tl_buf_clear(&old->bytes);
	if (tl_entry_pack(&old->bytes, e, &old->names))
		return tl_err_memory(&r->t->err);
	tl_hash_add(&old->hash, tl_buf_bytes(&old->bytes));
	rc = e->act == TL_ACT_ADD ? 1 : is_begun(r, e->id);
	if (rc < 0)
		return rc;
	if (!rc)
		return leave_out(r, e->id, n, "the first entry of its record is lost");
	if (!move_corrects(r, e))
		return leave_out(r, e->id, n, "what it corrects is lost");
	if (e->act == TL_ACT_ADD && !tl_map_put(old->made, e->id, NULL))
		return tl_err_memory(&r->t->err);
	return 1;
}

/* --- files --------------------------------------------------------------------- */

/* The first part of BLOB. What is there, and what a known transaction names, is only read. */
static int begin_file(struct reading *r, const struct tl_blob *blob)
{
	struct tl_err *err = &r->t->err;
	int there = tl_blobs_have(r->txn, blob, err);

	if (there < 0)
		return there;
	if (!r->given && !(r->given = tl_map_new()))
		return tl_err_memory(err);
	if (there || r->known_one) {
		r->file.blob = *blob;
		r->file.txn = NULL;
		r->file.size = 0;
		return 0;
	}
	tl_blobs_release(&r->file);
	return tl_blobs_begin(&r->file, r->txn, blob, err);
}

static int end_file(struct reading *r)
{
	struct tl_err err = { 0 };
	int rc = r->file.txn ? tl_blobs_end(&r->file, &err) : 0;

	r->part = 0;
	if (rc == TLSAFE_EINPUT)
		return bad(r, "%s", err.text);
	if (rc)
		return tl_err_pass(&r->t->err, rc, &err);
	return tl_map_put(r->given, tl_bytes((char *)r->file.blob.hash, TL_HASH_LEN), NULL) ?
	               0 :
	               tl_err_memory(&r->t->err);
}

static int take_part(struct reading *r, struct tl_bytes bytes)
{
	struct tl_err err = { 0 };
	int rc = 0;

	if (r->file.txn)
		rc = tl_blobs_add(&r->file, bytes, &err);
	else
		r->file.size += bytes.len;
	if (rc == TLSAFE_EINPUT || r->file.size > r->file.blob.size)
		return bad(r, "the parts of a file have more bytes than its length says");
	return rc ? tl_err_pass(&r->t->err, rc, &err) : 0;
}

/* A line with a part of a file, which the entry behind names. */
static int take_file(struct reading *r, const struct tl_json_object *o)
{
	uint64_t part = number_of(get(o, "part"));
	struct tl_blob blob;
	TL_BUF bytes = { 0 };
	int rc = check_members(r, o, file_members, "a file");

	if (rc)
		return rc;
	if (!r->open)
		return bad(r, "a file outside a transaction");
	if (!tl_blob_parse(&blob, get(o, "file")) || !get(o, "base64").data ||
	    !tl_unbase64(&bytes, get(o, "base64")))
		return bad(r, "a file without its hash and length, or without bytes");
	if (bytes.failed)
		return tl_err_memory(&r->t->err);
	if (part != r->part + 1 || (r->part && !tl_blob_same(&blob, &r->file.blob)))
		return bad(r, "part %llu of a file where part %llu was due",
		           (unsigned long long)part, (unsigned long long)r->part + 1);
	if (part == 1)
		rc = begin_file(r, &blob);
	r->part = part;
	if (!rc)
		rc = take_part(r, tl_buf_bytes(&bytes));
	return rc || r->file.size < blob.size ? rc : end_file(r);
}

/* Files that were read name what E, behind them, names. */
static int check_files(struct reading *r, const struct tl_entry *e)
{
	struct tl_blobs_at at = { 0 };
	struct tl_blob blob;
	size_t named = 0;

	if (!r->given)
		return 0;
	while (tl_blobs_named(e, &at, &blob)) {
		uint64_t *slot = tl_map_get(r->given, tl_bytes((char *)blob.hash, TL_HASH_LEN));
		named += slot && !*slot;
		if (slot)
			*slot = 1;
	}
	if (named < tl_map_count(r->given))
		return bad(r, "a file before an entry that does not name it");
	tl_map_freep(&r->given);
	return 0;
}

/* --- transactions ------------------------------------------------------------ */

/* The transaction whose lines have ended: entered, or compared with the one that is there. */
static int close_transaction(struct reading *r)
{
	unsigned char want[TL_HASH_LEN];
	int rc = 0;

	if (!r->open)
		return 0;
	if (r->part || r->given)
		return bad(r, "a file without an entry that names it");
	r->open = false;
	if (r->old) {
		rc = close_salvaged(r);
	} else if (r->known_one) {
		memcpy(r->last, r->head.hash, TL_HASH_LEN);
		r->known++;
	} else {
		memcpy(want, r->head.hash, TL_HASH_LEN);
		memcpy(r->last, want, TL_HASH_LEN);
		rc = enter(r);
		if (!rc && memcmp(want, r->head.hash, TL_HASH_LEN))
			rc = not_its_hash(r);
	}
	tl_arena_reset(&r->texts);
	return rc;
}

static struct tl_bytes keep(struct reading *r, const struct tl_json_object *o, const char *name,
                            bool *ok)
{
	struct tl_bytes b = get(o, name);
	return tl_arena_dup(&r->texts, b.data ? b : TL_LIT(""), ok);
}

/* Behind those that are lost before it. */
static int open_salvaged(struct reading *r)
{
	struct tl_head head = r->head;
	int rc;

	if (head.number <= r->number)
		return bad(r, "transaction %llu behind transaction %llu",
		           (unsigned long long)head.number, (unsigned long long)r->number);
	rc = enter_lost(r, head.number - 1, sound_instant(r, head.number, head.at));
	r->head = head;
	if (!rc)
		rc = begin_old(r);
	if (rc)
		return rc;
	follow(r, sound_instant(r, head.number, head.at));
	r->number++;
	r->open = true;
	return 0;
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
	r->head.salvaged = keep(r, o, "salvaged", &ok);
	r->head.restored = keep(r, o, "restored", &ok);
	r->head.proxy = keep(r, o, "proxy", &ok);
	if (!ok)
		return tl_err_memory(&r->t->err);
	if (r->head.restored.len && !tl_restored_check(r->head.restored))
		return bad(r, "what restored says is nothing that a restore writes");
	if (!tl_instant_parse(get(o, "at").data ? get(o, "at") : TL_LIT(""), 0, &r->head.at) ||
	    !tl_unhex(r->head.prev, TL_HASH_LEN, get(o, "prev")) ||
	    !tl_unhex(r->head.hash, TL_HASH_LEN, get(o, "hash")))
		return bad(r, "a transaction without at, prev or hash");
	if (r->old)
		return open_salvaged(r);
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
		                "are of another store, or of this one before a restore",
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

/* The number of the entry whose line is due. */
static uint64_t due(const struct reading *r)
{
	uint64_t n;

	if (!r->old)
		return (uint64_t)r->draft.count + 1;
	for (n = r->old->n + 1; tl_ranges_hold(&r->old->gone, r->number, n);)
		n++;
	return n;
}

/* Into the new chain, and the files that it names. */
static int add_old(struct reading *r, struct tl_entry *e)
{
	struct tl_blobs_at at = { 0 };
	struct tl_blob blob;

	while (tl_blobs_named(e, &at, &blob))
		if (!tl_map_put(r->old->named, tl_bytes((char *)blob.hash, TL_HASH_LEN), NULL))
			return tl_err_memory(&r->t->err);
	return tl_draft_add(&r->draft, e, true, &r->t->err);
}

/* A kind or field that was applied in a transaction that is lost. */
static int leave_unknown(struct reading *r, struct tl_bytes id, uint64_t n)
{
	tl_map_freep(&r->given);
	r->old->unknown = true;
	return leave_out(r, id, n, "the schema set that it speaks of is lost");
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
	uint64_t n = number_of(get(o, "n"));
	int rc;

	rc = check_members(r, o, entry_members, "an entry");
	if (rc)
		return rc;
	if (!r->open || number_of(get(o, "txn")) != r->number)
		return bad(r, "an entry outside its transaction");
	if (r->part)
		return bad(r, "the parts of a file end before its length does");
	if (r->known_one) {
		tl_map_freep(&r->given);
		return 0;
	}
	if (r->old && n && (rc = pass_lost(r, r->old->n + 1, n - 1)))
		return rc;
	if (n != due(r))
		return bad(r, "entry %.*s where %llu was due", (int)get(o, "n").len,
		           get(o, "n").data, (unsigned long long)due(r));
	if (r->old)
		r->old->n = n;
	e.kind = kind.data ? tl_schema_any_kind(r->t->schema, kind.data) : NULL;
	e.act = tl_act_find(get(o, "act").data ? get(o, "act") : TL_LIT(""));
	e.set = values;
	if (r->old && e.id.len && (!e.kind || !e.act))
		return leave_unknown(r, e.id, n);
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
		if (!s->field && r->old)
			return leave_unknown(r, e.id, n);
		if (!s->field)
			return bad(r, "a %s has no field '%s'", e.kind->name,
			           set.member[i].name.data);
		e.nset++;
		if (s->field->personal && s->value.len)
			return bad(r, "the value of %s stands outside 'personal'", s->field->key);
		if (s->field->personal)
			rc = take_personal(r, &personal, s);
	}
	for (size_t i = 0; !rc && i < personal.n; i++) {
		const struct tl_field *f = tl_kind_any_key(e.kind, personal.member[i].name);
		if (!f || !f->personal || !get(&set, f->key).data)
			return bad(r, "a personal value of '%s', which the entry does not set",
			           personal.member[i].name.data);
	}
	if (!rc)
		rc = check_files(r, &e);
	if (!rc && r->old && (rc = take_old(r, &e, n)) == 1)
		rc = add_old(r, &e);
	else if (!rc && !r->old)
		rc = tl_draft_add(&r->draft, &e, true, &r->t->err);
	return rc;
}

static int is_salvaged(struct reading *r)
{
	tl_err_clear(&r->t->err);
	return tl_err_hint(&r->t->err, TLSAFE_EINPUT, "tlsafe-db import --salvaged takes them",
	                   "%s: the lines were saved of a damaged store, and something is missing",
	                   r->name);
}

/* Files of entries that were left out. */
static int drop_unnamed(struct reading *r)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_err *err = &r->t->err;
	unsigned char hash[TL_HASH_LEN];
	struct tl_bytes key, val;
	TL_BUF copy = { 0 };
	uint64_t n;
	int rc = tl_kv_scan(&scan, r->txn, TL_LIT("B"), TL_LIT("C"), false, err);

	while (!rc && (rc = tl_kv_next(scan, &key, &val, err)) == 1) {
		rc = 0;
		if (!tl_blobs_take_key(key, hash, &n) ||
		    tl_map_get(r->old->named, tl_bytes((char *)hash, TL_HASH_LEN)))
			continue;
		tl_buf_clear(&copy);
		tl_buf_add(&copy, key);
		rc = copy.failed ? tl_err_memory(err) :
		                   tl_kv_del(r->txn, tl_buf_bytes(&copy), err);
	}
	return rc;
}

/* The last line of what was salvaged, which was read before the others. */
static int end_salvaged(struct reading *r)
{
	int rc;

	if (!r->old)
		return is_salvaged(r);
	r->ended = true;
	rc = close_transaction(r);
	if (!rc)
		rc = enter_lost(r, r->old->lost.number, r->old->lost.at);
	return rc ? rc : drop_unnamed(r);
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
	if (r->ended)
		return bad(r, "a line behind the last one");
	if (get(&o, "salvaged").data && !get(&o, "txn").data)
		return end_salvaged(r);
	if (get(&o, "genesis").data && r->begun)
		return bad(r, "a second genesis");
	if (get(&o, "genesis").data)
		return check_members(r, &o, line_members, "the line of genesis") ?
		               r->t->err.code :
		               take_genesis(r, get(&o, "genesis"));
	if (!r->begun)
		return bad(r, "the first line is genesis; this is no export of a journal");
	if (get(&o, "file").data)
		return take_file(r, &o);
	return get(&o, "n").data ? take_entry(r, &o) : open_transaction(r, &o);
}

/* Leaves in TEXT, of what it has and what FD gives, the last line. */
static int last_line(struct reading *r, int fd, struct tl_buf *text)
{
	ssize_t got;

	do {
		if (!tl_buf_room(text, 65536))
			return tl_err_memory(&r->t->err);
		got = read(fd, text->data + text->len, 65536);
		if (got < 0)
			return tl_err_errno(&r->t->err, "%s", r->name);
		text->len += (size_t)got;
		/* The line may end with the newline that is there last. */
		const char *nl = text->len > 1 ? memrchr(text->data, '\n', text->len - 1) : NULL;
		if (nl) {
			size_t n = (size_t)(nl + 1 - text->data);
			memmove(text->data, text->data + n, text->len - n);
			text->len -= n;
		}
	} while (got > 0);
	if (text->len && text->data[text->len - 1] == '\n')
		text->len--;
	return 0;
}

/* What LINE says is missing, if it is the last one of what was salvaged: 1, 0 or an error. */
static int read_salvaged(struct reading *r, struct tl_bytes line, struct tl_salvaged *ret)
{
	struct tl_json_object o;
	struct tl_err why = { 0 };
	struct tl_bytes text;
	int rc;

	tl_arena_reset(&r->row);
	if (tl_json_read_nested(&o, &r->row, line, &why))
		return why.code == TLSAFE_EMEMORY ? tl_err_memory(&r->t->err) : 0;
	text = get(&o, "salvaged");
	if (!text.data || o.n != 1 || !o.member[0].nested)
		return 0;
	rc = tl_json_read(&o, &r->row, text, &why);
	if (!rc)
		rc = tl_salvaged_read(ret, &o, &why);
	if (rc)
		return tl_err_set(&r->t->err, rc, "%s: the last line: %s", r->name, why.text);
	return 1;
}

/* Lines that were salvaged seem wrong before their last one says what they are. */
static int why_wrong(struct reading *r, int rc, int fd, struct tl_buf *text)
{
	TL_CLEANUP(tl_salvaged_release) struct tl_salvaged s = { 0 };
	struct tl_err was = r->t->err;
	int salvaged;

	if (r->old || (rc != TLSAFE_EINPUT && rc != TLSAFE_ERULE))
		return rc;
	tl_err_clear(&r->t->err);
	salvaged = last_line(r, fd, text) ? 0 : read_salvaged(r, tl_buf_bytes(text), &s);
	if (salvaged)
		return is_salvaged(r);
	r->t->err = was;
	return rc;
}

#define LINE_BYTES (64 << 20)

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
		/* Genesis has all of the schema set. */
		if (text.len > LINE_BYTES) {
			r->line++;
			return bad(r, "a line longer than %d MiB", LINE_BYTES >> 20);
		}
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
	if (!rc)
		rc = close_transaction(r);
	return rc ? why_wrong(r, rc, fd, &text) : 0;
}

static void reading_release(struct reading *r)
{
	tl_arena_release(&r->row);
	tl_arena_release(&r->texts);
	tl_draft_release(&r->draft);
	tl_blobs_release(&r->file);
	tl_map_freep(&r->given);
}

static void old_release(struct old *old)
{
	tl_salvaged_release(&old->lost);
	free(old->gone.at);
	tl_names_release(&old->names);
	tl_buf_release(&old->bytes);
	tl_map_freep(&old->made);
	tl_map_freep(&old->named);
	tl_buf_release(&old->salvaged);
}

/* All lines in one transaction of the store. */
static int take_all(struct reading *r, int fd)
{
	TL_CLEANUP(tl_gate_leave) struct tl_gate gate = { NULL };
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	struct tlsafe *t = r->t;
	struct tl_view v = { 0 };
	int rc = tl_gate_enter(&gate, t);

	if (!rc)
		rc = tl_kv_begin(&txn, t->kv, true, &t->err);
	if (!rc)
		rc = tl_view_in(&v, t, txn);
	if (!rc)
		rc = tl_view_current(&v);
	r->txn = txn;
	r->head_number = v.head.number;
	memcpy(r->last, t->genesis_hash, TL_HASH_LEN);
	tl_view_end(&v);
	if (!rc && r->old && r->head_number)
		rc = tl_err_hint(&t->err, TLSAFE_ERULE,
		                 "make one with tlsafe-db init -s STORE, and import into that",
		                 "what was salvaged begins a store, and this one has transactions "
		                 "of its own");
	if (!rc)
		rc = take_lines(r, fd);
	if (!rc && !r->begun)
		rc = tl_err_set(&t->err, TLSAFE_EINPUT, "%s: no lines", r->name);
	if (!rc && (r->added || !r->head_number))
		rc = tl_kv_commit(&txn, &t->err);
	if (!rc && r->added)
		t->saved = r->number;
	return rc;
}

int tlsafe_import_journal(struct tlsafe *t, int fd, const char *name, uint64_t *added,
                          uint64_t *known)
{
	TL_CLEANUP(reading_release) struct reading r = { .t = t, .name = name };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = take_all(&r, fd);
	*added = r.added;
	*known = r.known;
	return tl_store_error(t, rc);
}

/* What the last line says, of lines that can be read again. */
static int begin_salvaged(struct reading *r, int fd)
{
	off_t start = lseek(fd, 0, SEEK_CUR);
	TL_BUF text = { 0 };
	int rc = last_line(r, fd, &text);

	if (!(r->old->named = tl_map_new()))
		return tl_err_memory(&r->t->err);
	if (!rc)
		rc = read_salvaged(r, tl_buf_bytes(&text), &r->old->lost);
	if (rc == 0)
		return tl_err_hint(&r->t->err, TLSAFE_EINPUT,
		                   "lines of a whole journal go in without --salvaged",
		                   "%s: the last line does not say what is missing; the lines are "
		                   "whole, or cut short",
		                   r->name);
	if (rc < 0)
		return rc;
	if (lseek(fd, start, SEEK_SET) < 0)
		return tl_err_errno(&r->t->err, "%s", r->name);
	return 0;
}

int tlsafe_import_salvaged(struct tlsafe *t, int fd, const char *name, tlsafe_fault_fn *fault,
                           void *ctx, uint64_t *added, struct tlsafe_salvaged *ret)
{
	TL_CLEANUP(old_release) struct old old = { .fault = fault, .ctx = ctx, .at = INT64_MIN };
	TL_CLEANUP(reading_release) struct reading r = { .t = t, .name = name, .old = &old };
	int copy = -1, rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_charset_spool(fd, &copy, &t->err);
	if (!rc && copy != fd)
		lseek(copy, 0, SEEK_SET);
	if (!rc)
		rc = begin_salvaged(&r, copy);
	if (!rc)
		rc = take_all(&r, copy);
	if (copy >= 0 && copy != fd)
		close(copy);
	*added = r.added - old.transactions;
	tl_salvaged_count(&old.lost, ret);
	ret->left = old.left;
	return tl_store_error(t, rc);
}
