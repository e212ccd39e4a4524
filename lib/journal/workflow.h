/*
 * A workflow: the life that records of a kind may have. It says what acts mean, here, and what may
 * be entered, in a table of rules of the same workflow (change/rules.h). One instance a workflow,
 * in a file of its own (hazard.c); whatever else is done with a record asks its kind's workflow.
 */
#ifndef TL_JOURNAL_WORKFLOW_H
#define TL_JOURNAL_WORKFLOW_H

#include "journal/entry.h"
#include "journal/status.h"

/* What an act does besides the values it gives. */
struct tl_effect {
	/* field that takes the effective date; TL_F_COUNT: none. Mending it moves the act */
	enum tl_field_name date;
	bool moves;		/* state, due date or level */
};

enum tl_among { TL_AMONG_ALL, TL_AMONG_OPEN, TL_AMONG_IN_HAND };

/* A word that asks how a record stands: "open", its Chinese word, one line, and what tells. */
struct tl_condition {
	const char *name, *zh, *about;
	bool (*holds)(const struct tl_status *s, tl_day today);	/* how it stands, or */
	bool (*says)(const struct tl_record *r);		/* the record itself */
	enum tl_among among;		/* only these hold it */
	/* or who asks, by the ids of the bodies worked for; then the others are NULL */
	bool (*whose)(const struct tl_record *r, const struct tl_status *s, struct tl_bytes bodies);
};

/* Why a record may be void: the word that is stored, and what it is called. */
struct tl_reason {
	const char *code, *zh, *en;
	const char *also[3];		/* other spellings; NULL ends */
};

struct tl_workflow {
	struct tl_workflow_form form;
	const char *command;		/* tlsafe-COMMAND writes them */
	const char *const *states;	/* as the schema's choice spells them; NULL ends */
	const char *gone;		/* the state of what is in no count and no list */
	/* NULL: the act has no day of its own, and moves no state */
	const struct tl_effect *effect[TL_ACT_COUNT];
	/* fields that acts make beside their days, and for which none is given a value */
	const enum tl_field_name *made;		/* TL_F_COUNT ends */
	const struct tl_condition *conditions;	/* a NULL name ends */
	const struct tl_reason *reasons;	/* of what is void; a NULL code ends */
	/* The field that takes E's effective date; NULL: as its effect says. */
	enum tl_field_name (*date_field)(const struct tl_entry *e);
	/* Whether the value that E gives F becomes the record's; NULL: each does. */
	bool (*keeps)(const struct tl_entry *e, const struct tl_field *f);
	/* What R has to remember of E, before E is applied: that its days no longer tell its
	 * life. */
	void (*remember)(struct tl_record *r, const struct tl_entry *e);
	/* Applies what E, effective on ON, does to R besides the values it gives. */
	int (*step)(struct tl_record *r, const struct tl_entry *e, tl_day on);
	/* How R stands, in numbers. */
	void (*status)(struct tl_status *s, const struct tl_record *r);
};

/* All there are, for tl_schema_load. */
extern const struct tl_workflow_form *const tl_workflows[];

/* What ACT does to records of KIND; of a kind without a workflow nothing. */
const struct tl_effect *tl_effect(const struct tl_kind *kind, enum tl_act_name act);
/* F follows from acts: the day of one, or what one makes. */
bool tl_made_by_acts(const struct tl_field *f);
/* The field that holds E's effective date. TL_F_COUNT: none. */
enum tl_field_name tl_date_field(const struct tl_entry *e);
/* Bit of a state (1 << its place in the list of KIND's workflow); 0: it is none. */
unsigned tl_state_bit(const struct tl_kind *kind, struct tl_bytes state);
/* The reason that TEXT names, by code, label or another spelling; NULL: none. */
const struct tl_reason *tl_reason_find(const struct tl_kind *kind, struct tl_bytes text);
/* R is in no count and no list: void. */
bool tl_is_gone(const struct tl_record *r);
/* How R stands; of a kind without a workflow TL_STATE_NONE. */
void tl_status_of(struct tl_status *s, const struct tl_record *r);

#endif
