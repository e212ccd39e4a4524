/*
 * The schema set in memory: kinds, their fields, shared code lists, the
 * district. Loaded from YAML texts; the loader is the definition of the format
 * (tlsafe-schema(5)): unknown words, duplicate keys, aliases, anchors and tags
 * are errors with line and column.
 *
 * A set is some files, each one of:
 *
 *   kind: hazard                  # record kind
 *   zh: 隐患
 *   en: Hazard
 *   about: "Something unsafe ..."
 *   letter: H                     # of the ids that tlsafe makes
 *   serial: found                 # ids are letter, date of this field, serial a day; left out:
 *                                 # letter and six digits
 *   workflow: hazard              # the life that its records have (journal/workflow.h); left out:
 *                                 # add and
 *                                 # set only
 *   numbered: body,type,year,serial   # the last, a whole number, is given once for the same of
 *                                 # the others, and without holes; left out: no such number
 *   named: true                   # where another record refers to one, lists show its name, not
 *                                 # its id (bodies)
 *   begins: found                 # the record exists from this date on; left out: its first entry
 *                                 # counts for earlier days too
 *   columns: [id, unit, unit.name, town, ...]    # of a list; FIELD or REFERENCE.FIELD
 *   ignored: [序号, ...]           # headings known and passed over
 *   fields:                       # in order of columns; new ones only at the end
 *     - {key: found, type: date, zh: 发现日期, en: Found, by: add, required: true, about: "Day it
 *     was found.",
 *        also: [检查日期, {heading: 整改资金（万元）, factor: 10000}]}
 *   ledger:                       # headings of a list that are no field of the record but steer
 *                                 # its import; same form, no `by`
 *     - {key: is_rectified, type: boolean, zh: 是否整改, ...}
 *
 *   codes: sector                 # shared code list
 *   about: "..."
 *   values: [{code: "101", zh: 煤矿企业, en: Coal mines, also: [煤矿], attributes: {table: "1",
 *   row: "1"}}]
 *
 *   rules: assessment             # what is given points for, or deserves attention: rulebook.h
 *
 *   form: B-1                     # a form to be filled in: blank.h
 *
 *   calendar: working-days        # days off and days made up for: calendar.h
 *
 *   checklist: restaurant         # what an inspection looks at: checklist.h
 *
 *   document: slip                # a paper that is made out: paper.h
 *
 *   district: "500151"            # site code; one file of a set
 *   name: 铜梁区
 *   site: "500151A"              # given by init --site: in place of the district's, and before
 *                                # every id that is made
 *   offset: "+08:00"
 *   language: zh
 *   authority: 铜梁区安全生产委员会办公室
 *   prefixes: [重庆市铜梁区, ...]  # folded away when names are matched
 *   records: {body: [{id: "500151004", name: 蒲吕街道, type: township, old_names: 蒲吕镇}]}   #
 *   seed records, in order
 *
 * Field words: key type zh en about, by (add | set | derived | a verb), required, personal,
 * max (characters; of a number the most), min (of a number: the least), usual (of a number:
 * [least, most] without a note),
 * also, values (choice), codes (code), of (list: text|code|reference), to (reference: kind), only
 * ([types]: a reference takes only records whose `type` or `kind` is one of these).
 */
#ifndef TL_SCHEMA_SCHEMA_H
#define TL_SCHEMA_SCHEMA_H

#include "base/arena.h"
#include "base/err.h"
#include "schema/type.h"

struct tl_alias {
	const char *heading;
	int64_t factor;		/* of the unit that the heading carries; 0: it carries none */
};

struct tl_code {
	struct tl_bytes code, zh, en;
	struct tl_bytes *also;
	size_t nalso;
	struct { struct tl_bytes name, value; } *attributes;
	size_t nattributes;
	tl_day until;		/* TL_NOEND: no end */
	size_t line;		/* of its file */
};

struct tl_codes {
	const char *name, *about;
	struct tl_code *code;
	size_t n, line;
	const char *file;	/* without .yaml; NULL: of a field */
};

struct tl_field {
	const struct tl_kind *kind;
	int index;		/* place in the kind */
	/* enum tl_field_name, TL_F_COUNT: the model does not speak of it by name */
	int known;
	const char *key, *zh, *en, *about;
	const struct tl_type *type;
	/* "add", "set", "derived", or the verb; "ledger" for ledger-only headings */
	const char *by;
	bool required, personal;
	unsigned max;		/* characters; of a number the most; 0: not said */
	struct tl_bytes min;	/* of a number, canonical: less is refused; TL_NONE: any */
	struct tl_bytes usual[2];	/* of a number: others are taken and told; TL_NONE: any */
	struct tl_alias *also;
	size_t nalso;
	const char *codes_name;		/* of the shared list; NULL: none */
	/* that list, once the set is linked, or the field's own values; else NULL */
	const struct tl_codes *codes;
	const char *of;		/* list */
	const char *to;		/* reference, list of references: kind; else NULL */
	const char **only;	/* NULL-terminated, or NULL */
	size_t line;		/* of its file */
	/* not of the present set: what brought it was taken back, or came later. It is there for
	 * what the journal holds */
	bool withdrawn;
};

/* Fields that decide, fold and figures speak of by name. Looked up once when a kind is loaded:
 * TL_F_FOUND is kind->at[TL_F_FOUND], -1 if the kind lacks it. */
#define TL_FIELDS(X) \
	X(ID, id) X(NAME, name) X(OLD_NAMES, old_names) X(CREDIT_CODE, credit_code) X(CODE, code) \
	X(TYPE, type) X(KIND, kind) X(UNIT, unit) X(PLACE, place) X(TOWN, town) \
	X(VILLAGE, village) X(ADDRESS, address) X(SECTOR, sector) X(REGULATOR, regulator) \
	X(FOUND, found) X(SOURCE, source) X(LEVEL, level) X(CRITERION, criterion) \
	X(CATEGORY, category) \
	X(DESCRIPTION, description) X(FINDER, finder) X(DEADLINE, deadline) \
	X(EXTENDED_ON, extended_on) X(EXTENDED_TO, extended_to) X(DUE, due) \
	X(DAYS_LEFT, days_left) \
	X(HANDLE_BY, handle_by) X(ASSIGNED, assigned) X(ASSIGNEE, assignee) \
	X(ACCEPTED, accepted) X(PLAN_GOAL, plan_goal) X(PLAN_MEASURES, plan_measures) \
	X(PLAN_MONEY, plan_money) X(PLAN_PEOPLE, plan_people) X(PLAN_TIME, plan_time) \
	X(PLAN_CONTINGENCY, plan_contingency) X(RECTIFIED, rectified) \
	X(RECTIFIED_BY, rectified_by) X(RESULT, result) X(COST, cost) X(VERIFIED, verified) \
	X(VERIFIED_BY, verified_by) X(APPROVED_BY, approved_by) X(CLOSED, closed) \
	X(ON_SPOT, on_spot) X(STATE, state) X(CYCLE, cycle) X(SUPERVISED, supervised) \
	X(LISTED_ON, listed_on) X(LIFTED_ON, lifted_on) X(REFERRED, referred) \
	X(REFERRED_TO, referred_to) X(ANSWERED, answered) X(OUTCOME, outcome) \
	X(REPEATS, repeats) X(DUPLICATE_OF, duplicate_of) X(DUPLICATES, duplicates) \
	X(STATUS, status) \
	X(STATUS_ON, status_on) X(RESPONSIBLE, responsible) X(PHONE, phone) X(REV, rev) \
	X(URGED, urged) X(LETTER, letter) X(RETURNED, returned) X(CC, cc) \
	X(LISTED_LEVEL, listed_level) X(BASIS, basis) X(PROMISED, promised) X(SCORE, score) \
	X(FUNDS, funds) X(BODY, body) X(DAY, day) X(STARTED, started) X(ENDED, ended) \
	X(OFFICERS, officers) X(CERTIFICATES, certificates) X(REFUSED, refused) \
	X(WITNESS, witness) X(SERVED, served) X(TERM, term) X(PLANNED, planned) \
	X(PERIOD, period) X(RECEIVED, received) X(ZERO, zero) \
	X(GENERAL, general) X(MAJOR, major)

enum tl_field_name {
#define X(upper, lower) TL_F_##upper,
	TL_FIELDS(X)
#undef X
	TL_F_COUNT
};

struct tl_column {
	const char *name;	/* "unit.name" */
	int field;		/* of the kind */
	const char *sub;	/* "name", or NULL */
};

/*
 * What the loader knows of a workflow: the beginning of struct tl_workflow (journal/workflow.h).
 */
struct tl_workflow_form {
	const char *name;			/* as `workflow:` has it */
	const enum tl_field_name *needed; /* fields of a kind that has it; TL_F_COUNT ends */
	enum tl_field_name begins;			/* its records exist from this date on */
};
struct tl_workflow;

struct tl_kind {
	const struct tl_schema *schema;
	const char *name, *zh, *en, *about;
	const char *file;	/* without .yaml */
	/* in order of file names in genesis, then of the entries that added them; from 1 */
	uint32_t number;
	char letter;
	int serial, begins;	/* field index, -1: none */
	/* "body,type,year,serial": the last is a number that is given once for the same of the
	 * others; NULL: there is none */
	const char *numbered;
	const struct tl_workflow *workflow;	/* NULL: add and set only */
	bool named;		/* shown by its name where another record refers to it */
	struct tl_field *field;
	size_t nfields;
	struct tl_field *ledger;
	size_t nledger;
	struct tl_column *column;
	size_t ncolumns;
	const char **ignored;	/* NULL-terminated */
	int at[TL_F_COUNT];
	size_t line, columns_line;	/* of its file */
	bool withdrawn;		/* as of a field */
};

/* a seed record: keys and values as they stand in the file, checked against the kind */
struct tl_seed {
	const struct tl_kind *kind;
	struct tl_bytes *value;	/* nfields of kind, canonical text */
};

struct tl_district {
	const char *file;	/* without .yaml */
	struct tl_bytes site, name, language, authority;
	struct tl_bytes own_name;	/* NAME as its file has it, whatever a setting says */
	bool own_site;		/* init gave a site: it stands before every id that is made */
	int offset;
	struct tl_bytes *prefix;
	size_t nprefixes;
	struct tl_seed *seed;
	size_t nseeds;
	/* within which a new record is compared with others; 0: not at all (a setting) */
	unsigned duplicate_days;
};

/* A file that is kept as it came (schema/shelf.h). */
enum tl_shelf_sort {
	TL_SHELF_RULES, TL_SHELF_FORM, TL_SHELF_CALENDAR, TL_SHELF_CHECKLIST, TL_SHELF_PAPER,
	TL_SHELF_COUNT
};
struct tl_shelf_file {
	enum tl_shelf_sort sort;
	struct tl_bytes name, file, text;
};

struct tl_schema {
	struct tl_arena arena;
	struct tl_kind **kind;	/* by number - 1 */
	size_t nkinds;
	struct tl_codes **codes;
	size_t ncodes;
	struct tl_shelf_file *shelf;
	size_t nshelf;
	struct tl_district district;
};

/* One file of a set: NAME without ".yaml", which is for messages and for order; TEXT whole. */
struct tl_schema_file {
	struct tl_bytes name, text;
};

/*
 * Loads and links FILES (any order; kinds are numbered by file name in byte order, those that came
 * later after them). All faults of one file are not sought: the first ends it, "hazard.yaml:12:5:
 * unknown word 'requird'; did you mean 'required'?" (TLSAFE_ECONFIG). The texts need not outlive
 * the call. WORKFLOWS, which a kind may name, end with NULL. *RET is yours: tl_schema_free().
 */
int tl_schema_load(struct tl_schema **ret, const struct tl_schema_file *files, size_t n,
                   const struct tl_workflow_form *const *workflows, struct tl_err *err);
void tl_schema_free(struct tl_schema *s);
void tl_schema_freep(struct tl_schema **s);
const char *tl_kind_workflow(const struct tl_kind *k);	/* its name; NULL: none */
/* NULL: none, or withdrawn */
const struct tl_kind *tl_schema_kind(const struct tl_schema *s, const char *name);
/* The same of one that every set of this tlsafe has. TLSAFE_ECONFIG: S was made by an older one. */
int tl_schema_need(const struct tl_schema *s, const char *name, const struct tl_kind **ret,
                   struct tl_err *err);
/* also a withdrawn one: for reading the journal */
const struct tl_kind *tl_schema_any_kind(const struct tl_schema *s, const char *name);
const struct tl_codes *tl_schema_codes(const struct tl_schema *s, const char *name);
/* By key, Chinese or English heading or alias, folded (tl_utf8_fold); *factor (may be NULL) of that
 * spelling, 0: it says none. NULL: none. Ledger headings too when LEDGER. */
const struct tl_field *tl_kind_field(const struct tl_kind *k, struct tl_bytes name, bool ledger,
                                     int64_t *factor);
/* By key alone, exactly. */
const struct tl_field *tl_kind_key(const struct tl_kind *k, struct tl_bytes key);
/* also a withdrawn one: for reading the journal */
const struct tl_field *tl_kind_any_key(const struct tl_kind *k, struct tl_bytes key);
/* The field by which a record is known again beside its name: its credit code, or code of a device.
 * -1: there is none. */
int tl_kind_code(const struct tl_kind *k);
bool tl_kind_ignores(const struct tl_kind *k, struct tl_bytes heading);	/* folded */
/* The known heading, key or alias nearest to NAME; NULL: none is near. */
const char *tl_kind_nearest(const struct tl_kind *k, struct tl_bytes name, bool ledger);
/* By code, label in either language or alias, folded. NULL: none. */
const struct tl_code *tl_codes_find(const struct tl_codes *c, struct tl_bytes text);
/* by code alone, exactly */
const struct tl_code *tl_codes_code(const struct tl_codes *c, struct tl_bytes code);

struct tl_bytes tl_code_attribute(const struct tl_code *c, const char *name);	/* TL_NONE: none */

#endif
