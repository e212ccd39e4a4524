/*
 * The roster: who works with the store, in which role and for which bodies. Each is a record of the
 * kind "user" whose id is "user:" and the login; without a role it is not on the roster.
 */
#ifndef TL_STORE_ROSTER_H
#define TL_STORE_ROSTER_H

#include "store/view.h"

#define TL_ROSTER_KIND "user"
#define TL_ROSTER_PREFIX "user:"

/* Roles, as the code list "role" spells them; NONE: not on the roster. */
#define TL_ROLES(X) X(NONE, "") X(OFFICER, "officer") X(LEAD, "lead") X(ANALYST, "analyst") \
	X(KEEPER, "keeper") X(ADMIN, "admin")
enum tl_role {
#define X(upper, code) TL_ROLE_##upper,
	TL_ROLES(X)
#undef X
	TL_ROLE_COUNT
};
#define TL_ROLE_BIT(upper) (1u << TL_ROLE_##upper)

const char *tl_role_code(enum tl_role role);
/* The role of R, of the roster's kind; NONE also of a role that this program does not know. */
enum tl_role tl_roster_role(const struct tl_record *r);
/* A text of R by the key of its field; TL_NONE: none. */
struct tl_bytes tl_roster_value(const struct tl_record *r, const char *key);

/* The kind of its records; NULL: the schema set has none. */
const struct tl_kind *tl_roster_kind(const struct tl_schema *schema);
/* Whether anybody was ever entered: one value is read. 1, 0 or <0. */
int tl_roster_begun(struct tl_kv_txn *txn, const struct tl_schema *schema, struct tl_err *err);
/* The record of LOGIN, and R->exists false where there is none. R is set up here. */
int tl_roster_find(struct tl_view *v, struct tl_bytes login, struct tl_record *r);
/* Whether a record names a role: 1, or 0: there is no roster. */
int tl_roster_there(struct tl_view *v);
/* Refuses (TLSAFE_ERULE) records that are written by commands of their own, those of the roster and
 * of the schema set, to whatever else writes records. KIND may be NULL. */
int tl_roster_refuse(struct tlsafe *t, const struct tl_kind *kind);
/* What V's roster says of T's login, into T's asker. */
int tl_roster_ask(struct tl_view *v);

#endif
