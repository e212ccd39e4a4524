/* The verbs that every kind of record has, written once. */
#ifndef VERBS_H
#define VERBS_H

#include "common/cmd.h"

int verb_add(struct cmd *c);
int verb_import(struct cmd *c);
int verb_list(struct cmd *c);
int verb_show(struct cmd *c);
int verb_history(struct cmd *c);
int verb_act(struct cmd *c);	/* any verb that acts on records: ids and FIELD=VALUE, or - */

/* What the options say, for the act that the verb names. */
struct tlsafe_change verb_change(struct cmd *c);

#define OPTS_ADD (OPTS_COMMON | OPTS_FORM | OPTS_WHO | BIT(NOTE) | BIT(DRY_RUN))
#define OPTS_SET (OPTS_ACT | BIT(CORRECT) | BIT(BY))
#define OPTS_IMPORT \
	(OPTS_COMMON | BIT(NO_PROGRESS) | OPTS_FORM | OPTS_WHO | BIT(ENCODING) | BIT(SHEET) | \
	 BIT(MAP) | BIT(SET) | BIT(YEAR) | BIT(IGNORE_UNKNOWN) | BIT(LIST) | BIT(KEEP) | \
	 BIT(KEEP_GOING) | BIT(REJECTS) | BIT(NUMBERED) | BIT(SHORT_ROWS) | \
	 BIT(NEW_BODIES) | BIT(TEMPLATE) | BIT(ON) | BIT(CORRECT) | BIT(DRY_RUN) | BIT(EXPECT))
#define OPTS_LIST \
	(OPTS_COMMON | OPTS_FORM | OPTS_VIEW | BIT(FIELDS) | BIT(FORMAT) | BIT(SORT) | \
	 BIT(LIMIT) | BIT(EXPLAIN) | BIT(EXIT_FOUND) | BIT(EXIT_EMPTY))
#define OPTS_SHOW (OPTS_COMMON | OPTS_FORM | OPTS_VIEW | BIT(FIELDS))

#endif
