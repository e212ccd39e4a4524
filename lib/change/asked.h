/*
 * An act as it is asked for: its values, and what a record will hold once it is done.
 */
#ifndef TL_CHANGE_ASKED_H
#define TL_CHANGE_ASKED_H

#include "change/fault.h"
#include "journal/entry.h"

/* What is asked for. Values are canonical already. */
struct tl_act {
	enum tl_act_name verb;
	tl_day on;
	struct tl_bytes by, note, reason;
	bool pass;		/* verify: passed */
	/* an import of what happened long ago: plan and persons are warned about, not refused */
	bool lenient;
	bool inferred;
	bool correct;		/* mends what was entered: set --correct, grade --correct */
	bool replace_due;	/* assign */
	/* verify of an unreported fix: the day of the fix; TL_NODAY: the day of the recheck */
	tl_day rectified;
	size_t nset;
	struct tl_set set[TL_ENTRY_SETS];	/* its values; decide adds what follows from them */
};

/* Everything empty but VERB and ON. The room for values is large and is not touched. */
static inline void tl_act_init(struct tl_act *a, enum tl_act_name verb, tl_day on)
{
	memset(a, 0, offsetof(struct tl_act, set));
	a->verb = verb;
	a->on = on;
	a->rectified = TL_NODAY;
}
/* NULL: not given */
struct tl_set *tl_act_value(struct tl_act *a, enum tl_field_name field, const struct tl_kind *kind);
int tl_act_give(struct tl_act *a, const struct tl_kind *kind, enum tl_field_name field,
                struct tl_bytes value);
/* A value by the key of its field. */
struct tl_named {
	const char *key;
	struct tl_bytes value;
};
/* N more values for A, each of a field that it has none of; one that is empty, or whose field KIND
 * lacks, is passed over. Texts are borrowed. */
int tl_act_say(struct tl_act *a, const struct tl_kind *kind, const struct tl_named *v, size_t n);
void tl_act_drop(struct tl_act *a, struct tl_set *s);	/* S is one of A's values */
/* What R will hold once A (NULL: none) is done. */
struct tl_bytes tl_act_after(const struct tl_record *r, const struct tl_act *a,
                             enum tl_field_name field);
/* The same of any field, by its key. */
struct tl_bytes tl_act_leaves(const struct tl_record *r, const struct tl_act *a, const char *key);
/* What A itself says: a person of an earlier act does not stand in for one who is missing now. */
struct tl_bytes tl_act_given(const struct tl_record *r, const struct tl_act *a,
                             enum tl_field_name field);

/* What OPTION says beside the values of an act: TEXT (NULL: it is not given) without blanks round
 * it. TLSAFE_EUSAGE when it is not UTF-8, of which no line could be read in again. */
int tl_said(struct tl_err *err, const char *option, const char *text, struct tl_bytes *said);

/* The same person, whatever the spacing or width; of several, joined by 、, somebody is in both. */
bool tl_same_person(struct tl_bytes a, struct tl_bytes b);

/* A fault: A is not possible on R, WHY; HINT (may be NULL) tells what is. */
int tl_refuse(struct tl_decide *d, const struct tl_record *r, const struct tl_act *a,
              const char *hint, const char *why);
/* An import of what happened long ago takes it and says so in the entry; a person's act now is
 * refused. */
int tl_excuse(struct tl_decide *d, const struct tl_record *r, struct tl_act *a, const char *hint,
              const char *why);

#endif
