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

/* CALL, one of the library, with what the options say and the ids that the words or lines
 * name. Gives an exit status. */
int verb_on_ids(struct cmd *c, int (*call)(struct cmd *c, const struct tlsafe_change *how));

/* FILES as pictures that HOW keeps. */
struct tlsafe_stills verb_pictures(const struct cmd_words *files, const struct tlsafe_change *how);

#define OPTS_ADD OPTS_COMMON, OPTS_FORM, OPTS_WHO, OPT_NOTE, OPT_DRY_RUN
#define OPTS_SET OPTS_ACT, OPT_CORRECT, OPT_BY
#define OPTS_IMPORT \
	OPTS_COMMON, OPT_NO_PROGRESS, OPTS_FORM, OPTS_WHO, OPT_ENCODING, OPT_SHEET, OPT_MAP, \
	OPT_SET, OPT_YEAR, OPT_IGNORE_UNKNOWN, OPT_LIST, OPT_KEEP, OPT_KEEP_GOING, OPT_REJECTS, \
	OPT_NUMBERED, OPT_SHORT_ROWS, OPT_NEW_BODIES, OPT_TEMPLATE, \
	OPT_DRY_RUN, OPT_EXPECT
#define OPTS_LIST \
	OPTS_COMMON, OPTS_FORM, OPTS_VIEW, OPT_FIELDS, OPT_FORMAT, OPT_SORT, OPT_LIMIT, \
	OPT_EXPLAIN, OPT_EXIT_FOUND, OPT_EXIT_EMPTY
#define OPTS_HISTORY OPTS_COMMON, OPTS_FORM, OPTS_VIEW
#define OPTS_SHOW OPTS_HISTORY, OPT_FIELDS

#endif
