/*
 * A checklist: what an inspection looks at. The set keeps it as it came (shelf.h); who inspects by
 * it reads it.
 *
 *   checklist: restaurant         # its name
 *   zh: 餐饮燃气检查表
 *   en: Restaurant with gas
 *   version: "1"                  # kept with each answer; another text, another version
 *   kinds: [restaurant]           # of units that it is for; left out: of any
 *   basis:                        # laws and standards that items rest on
 *     - {id: rq, zh: 城镇燃气管理条例..., from: 2016-02-06, until: 2026-12-31, source: "..."}
 *   items:
 *     - code: G01                 # short: it is typed, "G01=n"
 *       category: "15"            # of the hazard that an item becomes when it fails
 *       zh: 使用合格的燃气燃烧器具和气瓶
 *       en: "Appliances and cylinders are approved."
 *       method: look              # papers, look, ask, measure
 *       weight: 5                 # points
 *       stop: true                # while it fails, work stops; left out: false
 *       level: general            # or major
 *       days: 3                   # to rectify; 0: at once
 *       clauses: [rq 第二十七条]   # of a basis, and where in it
 *       local: true               # no text that was read bears it out; left out: false
 *
 * An item may have clauses of laws that were in force one after the other.
 */
#ifndef TL_SCHEMA_CHECKLIST_H
#define TL_SCHEMA_CHECKLIST_H

#include "schema/schema.h"

enum tl_check_method {
	TL_CHECK_PAPERS, TL_CHECK_LOOK, TL_CHECK_ASK, TL_CHECK_MEASURE, TL_CHECK_METHODS
};

/* What a sheet and a file call each. */
extern const struct tl_check_method_name {
	const char *code, *zh, *en;
} tl_check_methods[TL_CHECK_METHODS];

struct tl_check_basis {
	const char *id, *zh, *source;	/* SOURCE: where it was read; NULL: not said */
	tl_day from, until;		/* days of its force; UNTIL TL_NOEND: no end */
	size_t line;
	bool wrong;			/* a fault of it was told, and nothing but ID is known */
};

struct tl_check_clause {
	size_t basis;
	const char *article;
};

struct tl_check_item {
	const char *code, *category, *zh, *en;
	enum tl_check_method method;
	int weight, days;
	bool stop, major, local;
	struct tl_check_clause *clause;
	size_t nclauses;
	size_t line;
};

/* Where faults are told when the reading is to go on behind them. OF is the code of an item or the
 * id of a basis, NULL: it has none; WHY is as of tl_yaml_fault(). */
struct tl_check_faults {
	void (*tell)(void *ctx, const char *of, const char *why);
	void *ctx;
};

struct tl_checklist {
	const char *file;		/* without .yaml */
	const char *name, *zh, *en, *version;
	const char **kinds;		/* ends with NULL; NULL: any */
	struct tl_check_basis *basis;
	size_t nbasis;
	struct tl_check_item *item;
	size_t nitems;
	const struct tl_check_faults *faults;	/* NULL: the first one ends the reading */
	struct tl_schema *own;		/* its memory */
};

/* The checklist NAME of S; *RET is yours: tl_checklist_free(). TLSAFE_ENOENT: S has none of that
 * name. */
int tl_checklist_open(struct tl_checklist **ret, const struct tl_schema *s, const char *name,
                      struct tl_err *err);
/* The same of the file F; *RET NULL: it was taken back. With FAULTS (else NULL) it has the items
 * that could be read, and TLSAFE_ECONFIG is of what none could be read behind. */
int tl_checklist_of(struct tl_checklist **ret, const struct tl_shelf_file *f,
                    const struct tl_check_faults *faults, struct tl_err *err);
void tl_checklist_free(struct tl_checklist *c);
void tl_checklist_freep(struct tl_checklist **c);	/* for TL_CLEANUP */

/* Makes OUT "法（2014）第三十三条; ..." of the clauses of ITEM that are in force on DAY. Titles
 * have 、 in them. */
void tl_checklist_clauses(struct tl_buf *out, const struct tl_checklist *c,
                          const struct tl_check_item *item, tl_day day);
/* The item with CODE; NULL: there is none. */
const struct tl_check_item *tl_checklist_item(const struct tl_checklist *c, struct tl_bytes code);

/* --- for the loader ---------------------------------------------------------- */

struct tl_loader;
struct tl_node;

/* What the file N says, into RET, in L's memory. */
int tl_checklist_read(struct tl_loader *l, const struct tl_node *n, struct tl_checklist *ret);

#endif
