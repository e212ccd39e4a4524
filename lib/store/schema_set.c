/* What the entries of the kind "schema" make of the schema set. */
#include "store/schema_set.h"

#include <stdlib.h>

#include "journal/workflow.h"
#include "schema/past.h"
#include "store/genesis.h"
#include "store/rows.h"
#include "store/schema_kept.h"

const struct tl_field *tl_schema_set_text_field(const struct tl_kind *kind)
{
	const struct tl_field *f = tl_kind_key(kind, TL_LIT("set"));

	return f && !strcmp(f->by, "apply") && !strcmp(f->type->name, "text") ? f : NULL;
}

const struct tl_kind *tl_schema_set_kind(const struct tl_schema *s)
{
	const struct tl_kind *k = tl_schema_kind(s, TL_SCHEMA_KIND);

	return k && tl_schema_set_text_field(k) ? k : NULL;
}

int tl_schema_set_refuse(struct tlsafe *t, const struct tl_kind *kind)
{
	if (!kind || kind != tl_schema_set_kind(t->schema))
		return 0;
	return tl_err_hint(&t->err, TLSAFE_ERULE, "tlsafe-db schema apply FILE.yaml enters them",
	                   "the schema set is changed by files alone");
}

/* --- reading ----------------------------------------------------------------- */

void tl_schema_set_release(struct tl_schema_set *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->file[i].entry);
	free(a->file);
	tl_arena_release(&a->arena);
	*a = (struct tl_schema_set){ 0 };
}

static struct tl_schema_set_file *add_file(struct tl_schema_set *a, struct tl_bytes name,
                                        struct tl_bytes genesis, unsigned order)
{
	bool ok = true;

	if (!TL_GROW(a->file, a->n, a->max))
		return NULL;
	a->file[a->n] = (struct tl_schema_set_file){ .name = tl_arena_dup(&a->arena, name, &ok),
		                                  .genesis = genesis,
		                                  .order = order };
	return ok ? &a->file[a->n++] : NULL;
}

struct tl_schema_set_file *tl_schema_set_file(struct tl_schema_set *a, struct tl_bytes name)
{
	for (size_t i = 0; i < a->n; i++)
		if (tl_eq(a->file[i].name, name))
			return &a->file[i];
	return add_file(a, name, TL_NONE, ++a->added);
}

static int add_entry(struct tl_schema_set *a, struct tl_schema_set_file *f,
                     const struct tl_entry *e, const struct tl_field *text)
{
	struct tl_schema_set_entry *to;
	bool ok = true;

	if (!TL_GROW(f->entry, f->n, f->max))
		return TLSAFE_EMEMORY;
	to = &f->entry[f->n++];
	*to = (struct tl_schema_set_entry){ .txn = e->place.txn,
		                            .undoes = e->undoes,
		                            .act = e->act };
	for (size_t i = 0; i < e->nset; i++)
		if (e->set[i].field == text && e->set[i].value.len)
			to->text = tl_arena_dup(&a->arena, e->set[i].value, &ok);
	if (e->place.txn > a->last)
		a->last = e->place.txn;
	return ok ? 0 : TLSAFE_EMEMORY;
}

static int load_record(struct tl_schema_set *a, struct tlsafe *t, struct tl_journal *journal,
                       const struct tl_record *r)
{
	const struct tl_field *text = tl_schema_set_text_field(r->kind);
	struct tl_schema_set_file *f = tl_schema_set_file(a, tl_record_at(r, TL_F_ID));
	const struct tl_entry *e;
	int rc = f ? 0 : TLSAFE_EMEMORY;

	for (size_t i = 0; !rc && i < r->nruns; i++)
		for (uint32_t k = 0; !rc && k < r->run[i].count; k++) {
			rc = tl_journal_entry(
				journal, (struct tl_place){ r->run[i].txn, r->run[i].first + k },
				&e);
			if (!rc && e->kind == r->kind)
				rc = add_entry(a, f, e, text);
		}
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&t->err) : rc;
}

int tl_schema_set_load(struct tl_schema_set *a, struct tlsafe *t, struct tl_kv_txn *txn,
                    struct tl_journal *journal)
{
	TL_CLEANUP(tl_rows_done) struct tl_rows_scan scan = { 0 };
	const struct tl_kind *kind = tl_schema_set_kind(journal->schema);
	struct tl_bytes val;
	TL_RECORD r = { 0 };
	int rc = tl_store_files(t, txn);

	if (rc)
		return rc;
	for (size_t i = 0; i < t->genesis.nfiles; i++)
		if (!add_file(a, t->genesis.file[i].name, t->genesis.file[i].text, 0))
			return tl_err_memory(&t->err);
	if (!kind)
		return 0;
	tl_record_init(&r, kind);
	/* In order of first entry: so are files that entries add. */
	rc = tl_rows_scan(&scan, txn, kind, &t->err);
	while (!rc && (rc = tl_rows_next(&scan, &r.row, &val)) == 1) {
		rc = tl_record_unpack(&r, val);
		if (!rc)
			rc = load_record(a, t, journal, &r);
	}
	return rc;
}

/* --- what they say ----------------------------------------------------------- */

/* True when an undo that stands takes the entry back, or UNDO would. */
static bool gone(const struct tl_schema_set_file *f, size_t i, uint64_t known, uint64_t undo)
{
	if (undo && f->entry[i].txn == undo)
		return true;
	for (size_t k = i + 1; k < f->n && f->entry[k].txn <= known; k++)
		if (f->entry[k].act == TL_ACT_UNDO && f->entry[k].undoes == f->entry[i].txn &&
		    !gone(f, k, known, undo))
			return true;
	return false;
}

struct tl_bytes tl_schema_set_text(const struct tl_schema_set_file *f, uint64_t known,
                                   uint64_t undo)
{
	struct tl_bytes text = f->genesis;
	bool there = false;

	for (size_t i = 0; i < f->n && f->entry[i].txn <= known; i++) {
		const struct tl_schema_set_entry *e = &f->entry[i];
		if (e->act == TL_ACT_UNDO || gone(f, i, known, undo))
			continue;
		there |= e->act == TL_ACT_ADD;
		if (there && e->text.data)
			text = e->text;
	}
	return text;
}

int tl_schema_set_texts(struct tl_schema_set *a, uint64_t known, uint64_t undo, size_t more,
                     struct tl_schema_file **ret, size_t *n, struct tl_err *err)
{
	*n = 0;
	*ret = tl_arena_alloc(&a->arena, (a->n + more + 1) * sizeof(**ret));
	if (!*ret)
		return tl_err_memory(err);
	for (size_t i = 0; i < a->n; i++) {
		struct tl_bytes text = tl_schema_set_text(&a->file[i], known, undo);
		if (text.data)
			(*ret)[(*n)++] = (struct tl_schema_file){ a->file[i].name, text };
	}
	return 0;
}

int tl_schema_set_pack(struct tl_buf *out, const struct tl_schema_set_file *f,
                       struct tl_bytes present, struct tl_err *err)
{
	struct tl_bytes *text = calloc(f->n + 1, sizeof(*text));
	struct tl_schema_past past = {
		.name = f->name, .present = present, .text = text, .order = f->order
	};
	int rc;

	if (!text)
		return tl_err_memory(err);
	/* What no entry has touched, nor is about to, has no past. */
	if (f->genesis.data && (f->n || present.data != f->genesis.data))
		text[past.n++] = f->genesis;
	for (size_t i = 0; i < f->n; i++)
		if (f->entry[i].text.data)
			text[past.n++] = f->entry[i].text;
	rc = past.n || present.data ? tl_schema_pack_past(out, &past, err) : 0;
	free(text);
	return rc;
}

/* --- the stored view --------------------------------------------------------- */

static int put_file(struct tlsafe *t, struct tl_kv_txn *txn, const struct tl_schema_set_file *f)
{
	TL_BUF key = { 0 };
	TL_BUF val = { 0 };
	struct tl_bytes was;
	int rc = tl_schema_set_pack(&val, f, tl_schema_set_text(f, UINT64_MAX, 0), &t->err);

	tl_buf_char(&key, 'S');
	tl_buf_add(&key, f->name);
	if (rc || key.failed || !val.len)
		return rc || !key.failed ? rc : tl_err_memory(&t->err);
	rc = tl_kv_get(txn, tl_buf_bytes(&key), &was, &t->err);
	if ((rc && rc != TLSAFE_ENOENT) || (!rc && tl_eq(was, tl_buf_bytes(&val))))
		return rc;
	return tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&val), &t->err);
}

int tl_schema_set_write(struct tlsafe *t, struct tl_kv_txn *txn, struct tl_journal *journal)
{
	TL_SCHEMA_SET a = { 0 };
	TL_BUF val = { 0 };
	int rc = tl_schema_set_load(&a, t, txn, journal);

	for (size_t i = 0; !rc && i < a.n; i++)
		if (a.file[i].n)
			rc = put_file(t, txn, &a.file[i]);
	tl_buf_uint(&val, a.last);
	if (rc || val.failed)
		return rc ? rc : tl_err_memory(&t->err);
	rc = tl_kv_put(txn, TL_LIT("Mschema"), tl_buf_bytes(&val), &t->err);
	return rc ? rc : tl_schema_kept_write(t, txn);
}

/* What settings say stays as it is: they are asked for as of now. */
static void take_settings(struct tl_district *to, const struct tl_district *from)
{
	to->name = from->name;
	to->authority = from->authority;
	to->language = from->language;
	to->prefix = from->prefix;
	to->nprefixes = from->nprefixes;
}

int tl_schema_set_known(struct tlsafe *t, struct tl_kv_txn *txn, struct tl_journal *journal,
                     uint64_t known, struct tl_schema **ret)
{
	TL_SCHEMA_SET a = { 0 };
	struct tl_schema_file *file;
	struct tl_err why = { 0 };
	size_t n = 0;
	int rc = tl_schema_set_load(&a, t, txn, journal);

	file = rc ? NULL : tl_arena_alloc(&a.arena, (a.n + 1) * sizeof(*file));
	if (!rc && !file)
		rc = tl_err_memory(&t->err);
	for (size_t i = 0; !rc && i < a.n; i++) {
		TL_BUF packed = { 0 };
		bool ok = true;
		rc = tl_schema_set_pack(&packed, &a.file[i],
		                        tl_schema_set_text(&a.file[i], known, 0), &t->err);
		if (!rc && packed.len)
			file[n++] = (struct tl_schema_file){
				a.file[i].name, tl_arena_dup(&a.arena, tl_buf_bytes(&packed), &ok)
			};
		rc = rc || ok ? rc : tl_err_memory(&t->err);
	}
	if (!rc && tl_schema_load(ret, file, n, tl_workflows, &why))
		rc = tl_err_set(&t->err, TLSAFE_ECORRUPT,
		                "the schema set of transaction %llu is damaged: %s",
		                (unsigned long long)known, why.text);
	if (!rc)
		take_settings(&(*ret)->district, &t->schema->district);
	return rc;
}
