/*
 * The schema set as a view: genesis, and over it the entries of the kind "schema", whose record
 * NAME holds the text of NAME.yaml in `set`. An entry is in force from where it stands in the
 * journal, whatever its day.
 *
 *   S NAME       the file as it is now, with all that the journal may speak of
 *                (tl_schema_pack_past)
 *   M schema     the last transaction that has such an entry
 *   M set        all files as they are loaded, so that a command need not make the set of them:
 *                uint M schema, image (schema/image.h)
 *
 * They are written in the transaction of the store that enters one, from the stored records of the
 * kind and the journal.
 */
#ifndef TL_STORE_SCHEMA_SET_H
#define TL_STORE_SCHEMA_SET_H

#include "journal/journal.h"
#include "store/handle.h"

#define TL_SCHEMA_KIND "schema"
/* The kind of the entries, NULL: the set was made by an older tlsafe and has none. */
const struct tl_kind *tl_schema_set_kind(const struct tl_schema *s);
const struct tl_field *tl_schema_set_text_field(const struct tl_kind *kind);
/* Refuses (TLSAFE_ERULE) records of that kind to whatever else writes records. KIND may be NULL. */
int tl_schema_set_refuse(struct tlsafe *t, const struct tl_kind *kind);

struct tl_schema_set_file {
	struct tl_bytes name, genesis;	/* TL_NONE: not of genesis */
	unsigned order;			/* as of tl_schema_past */
	struct tl_schema_set_entry {
		uint64_t txn, undoes;
		enum tl_act_name act;
		struct tl_bytes text;	/* TL_NONE: gives none */
	} *entry;
	size_t n, max;
};

/* All files that the set has or had. */
struct tl_schema_set {
	struct tl_schema_set_file *file;
	size_t n, max;
	unsigned added;			/* files that are not of genesis */
	uint64_t last;			/* as of M schema */
	struct tl_arena arena;
};

/* From the records stored in TXN; JOURNAL has their entries. */
int tl_schema_set_load(struct tl_schema_set *a, struct tlsafe *t, struct tl_kv_txn *txn,
                    struct tl_journal *journal);
void tl_schema_set_release(struct tl_schema_set *a);
/* The file NAME, which is added behind the others if there is none; borrowed until the next one is.
 * NULL: no memory. */
struct tl_schema_set_file *tl_schema_set_file(struct tl_schema_set *a, struct tl_bytes name);
#define TL_SCHEMA_SET TL_CLEANUP(tl_schema_set_release) struct tl_schema_set
/* What F says at KNOWN, and once transaction UNDO were taken back (0: none). TL_NONE: it is not of
 * the set then. */
struct tl_bytes tl_schema_set_text(const struct tl_schema_set_file *f, uint64_t known,
                                   uint64_t undo);
/* The texts of the set then, in A's memory. *RET has room for MORE others. */
int tl_schema_set_texts(struct tl_schema_set *a, uint64_t known, uint64_t undo, size_t more,
                     struct tl_schema_file **ret, size_t *n, struct tl_err *err);
/* Value of S NAME if F's text is PRESENT: one that F has, or that is about to be entered, or
 * TL_NONE. Nothing: F never had a text. */
int tl_schema_set_pack(struct tl_buf *out, const struct tl_schema_set_file *f,
                       struct tl_bytes present, struct tl_err *err);
/* Writes S, M schema and M set into TXN. */
int tl_schema_set_write(struct tlsafe *t, struct tl_kv_txn *txn, struct tl_journal *journal);
/* The set at transaction KNOWN, in the places of the store. */
int tl_schema_set_known(struct tlsafe *t, struct tl_kv_txn *txn, struct tl_journal *journal,
                     uint64_t known, struct tl_schema **ret);

#endif
