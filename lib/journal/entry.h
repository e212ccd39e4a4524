/*
 * One entry of the journal, and its canonical bytes: what is hashed, and
 * (compressed) what is stored.
 *
 * Canonical bytes of an entry, in the order of the export line's members:
 *   uint    flags: 1 on, 2 by, 4 note, 8 reason, 16 corrects, 32 undoes, 64 inferred
 *   name    kind
 *   block   id
 *   name    act
 *   int     on                       (if flag)
 *   block   by                       (if flag)
 *   uint    number of values set, then each:
 *             uint  name << 1 | personal; the name's text as a block if it is new
 *             block value, or for a personal one 16 bytes of digest
 *   block   note, block reason       (if flag)
 *   uint    transaction, uint number of the entry that it corrects   (if flag)
 *   uint    transaction that it undoes                               (if flag)
 *
 * uint is LEB128, int zigzag LEB128, block a uint of length and bytes. A name is a uint
 * (index << 1 | new) into the transaction's table of names, in order of first use; a new
 * one is followed by its text as a block. In a set value that uint is shifted once more
 * for the personal bit.
 */
#ifndef TL_ENTRY_H
#define TL_ENTRY_H

#include "base/crypto.h"
#include "journal/record.h"

/* Acts, as they stand in the journal. */
#define TL_ACTS(X) \
	X(ADD, "add", "登记") X(SET, "set", "变更") X(ASSIGN, "assign", "交办") \
	X(PLAN, "plan", "治理方案") X(EXTEND, "extend", "延期") X(RECTIFY, "rectify", "整改") \
	X(VERIFY, "verify", "复查") X(GRADE, "grade", "升降级") X(NOTE, "note", "进展") \
	X(VOID, "void", "作废") X(UNDO, "undo", "撤销") \
	X(EXTEND_REFUSED, "extend-refused", "不予延期") \
	X(ACCEPT, "accept", "签收") X(RETURN, "return", "退回") X(URGE, "urge", "催办") \
	X(SUPERVISE, "supervise", "挂牌督办") X(LIFT, "lift", "摘牌") X(REFER, "refer", "移送") \
	X(ANSWER, "answer", "回函") X(EVALUATE, "evaluate", "评价") \
	X(SERVED, "served", "送达") X(RECORD, "record", "检查")
enum tl_act_name {
	TL_ACT_NONE,
#define X(upper, text, zh) TL_ACT_##upper,
	TL_ACTS(X)
#undef X
	TL_ACT_COUNT
};
const char *tl_act_text(enum tl_act_name act);
/* What it is called, for people. */
const char *tl_act_label(enum tl_act_name act, bool english);
enum tl_act_name tl_act_find(struct tl_bytes text);	/* TL_ACT_NONE: unknown */

/* A value that an entry gives. Empty clears the field. A personal one whose value was forgotten is
 * TL_NONE. */
struct tl_set {
	const struct tl_field *field;
	struct tl_bytes value;
	unsigned char salt[TL_SALT_LEN], digest[TL_DIGEST_LEN];	/* of a personal field */
};

struct tl_place {
	uint64_t txn;		/* 0 is genesis */
	uint32_t n;		/* from 1; 0: no place */
};

#define TL_ENTRY_SETS 96	/* values an entry may give: more fields than any kind has */

struct tl_entry {
	const struct tl_kind *kind;
	struct tl_bytes id;
	enum tl_act_name act;
	tl_day on;		/* TL_NODAY: none (undo, seed records) */
	struct tl_bytes by, note, reason;	/* TL_NONE: none */
	struct tl_set *set;
	size_t nset;
	struct tl_place corrects;
	uint64_t undoes;
	bool inferred;
	struct tl_place place;	/* where it stands; not in its bytes */
};

/* NULL: it gives none */
const struct tl_set *tl_entry_value(const struct tl_entry *e, enum tl_field_name field);

/* A transaction's table of names. */
struct tl_names {
	struct tl_name {
		struct tl_bytes text;
		const struct tl_kind *kind;	/* what it means, once looked up */
		enum tl_act_name act;
		const struct tl_field *field;
	} *name;
	size_t n, max;
	uint32_t act_ref[TL_ACT_COUNT];	/* index + 1 */
	/* [kind number][field], index + 1; slot 0 of a kind's row is its own name */
	uint32_t **field_ref;
	size_t nkinds;
	struct tl_arena arena;
};
void tl_names_release(struct tl_names *n);
void tl_names_cut(struct tl_names *n, size_t count);	/* forgets all but the first COUNT */
int tl_names_add(struct tl_names *n, struct tl_bytes text);	/* when a table is read back */

/* Appends E's canonical bytes. New names go into N. */
int tl_entry_pack(struct tl_buf *out, const struct tl_entry *e, struct tl_names *n);
/*
 * The next entry of U. SET has room for TL_ENTRY_SETS. Texts are borrowed from the bytes. When N is
 * complete (read back from a header) new names are compared with it, else they are added.
 * TLSAFE_ECORRUPT: not an entry; TLSAFE_EVERSION: a kind, act or field that this program or schema
 * does not know.
 */
int tl_entry_unpack(struct tl_entry *e, struct tl_set *set, struct tl_unpack *u, struct tl_names *n,
                    const struct tl_schema *schema, struct tl_err *err);

#endif
