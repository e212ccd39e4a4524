/*
 * Who may do what: one table of commands and the roles that may run them. Where a store has no
 * roster everybody may.
 */
#ifndef TL_CHANGE_RIGHTS_H
#define TL_CHANGE_RIGHTS_H

#include "change/fault.h"
#include "journal/entry.h"
#include "store/roster.h"

/* A row: VERB of PROGRAM, and with WITH (NULL: none) in its words the row of that counts instead.
 * Of a word "@..." any that begins so is meant. */
struct tl_right {
	const char *program, *verb, *with;
	unsigned roles;		/* bits; that of NONE: also who is not on the roster */
};
extern const struct tl_right tl_rights[];	/* ends with a NULL program */

/* What is refused where, beside whole verbs. */
#define TL_RIGHT_CLOSE "--pass, major"
#define TL_RIGHT_PERSONAL "personal values"

/* Judges what T's caller wants, by V's roster. TLSAFE_ERULE: it is refused, with the reason in T's
 * error and its asker. */
int tl_rights_judge(struct tl_view *v);
/* The same, unless it was judged as of V's last transaction. */
int tl_rights_again(struct tl_view *v);
/* Judges entry E on R, as it stands before: whether it is of a body that T's caller works for. */
int tl_rights_scope(struct tl_decide *d, struct tlsafe *t, const struct tl_record *r,
                    const struct tl_entry *e);
/* Judges that R, of level major, is closed. */
int tl_rights_close(struct tl_decide *d, struct tlsafe *t, const struct tl_record *r);

#endif
