/*
 * YAML texts, or their packed form, as trees of nodes.
 */
#ifndef TL_SCHEMA_YAML_H
#define TL_SCHEMA_YAML_H

#include "schema/schema.h"

/* Small: a short command makes thousands of them, and touches the memory of each. */
struct tl_node {
	enum { TL_SCALAR, TL_LIST, TL_MAP } type;
	uint32_t n;			/* children */
	uint32_t line, column;
	struct tl_bytes text;		/* scalar */
	/* of a list: items; of a map: key, value, key, value */
	struct tl_node *child, *last, *next;
};

/* What reads a file of a schema set. */
struct tl_loader {
	struct tl_schema *s;		/* its arena takes the texts */
	const struct tl_workflow_form *const *workflows;
	struct tl_arena nodes;
	struct tl_bytes file;
	bool packed; /* the file comes from a store: it may say "order" and "withdrawn" */
	struct tl_err *err;
};

/* "FILE.yaml:LINE:COLUMN: ..." as an error of TLSAFE_ECONFIG; AT NULL: the beginning. */
int tl_yaml_fault(struct tl_loader *l, const struct tl_node *at, const char *fmt, ...)
	TL_PRINTF(3, 4);
/* Where such an error is, and what is behind that. False: TEXT is none. */
struct tl_yaml_place {
	struct tl_bytes file;		/* without .yaml */
	size_t line, column;
	const char *text;
};
bool tl_yaml_place(const char *text, struct tl_yaml_place *ret);
/* TEXT, YAML or packed, as a tree in L's memory. */
int tl_yaml_parse(struct tl_loader *l, struct tl_bytes text, struct tl_node **ret);
/* Appends the packed form of ROOT, which tl_yaml_parse takes for a text. */
void tl_yaml_pack(struct tl_buf *out, const struct tl_node *root);
bool tl_yaml_is_packed(struct tl_bytes text);
/* The one text behind KEY, if PACKED is a map that begins with that; borrowed from PACKED. */
bool tl_yaml_first(struct tl_bytes packed, const char *key, struct tl_bytes *ret);
/* Puts CHILD behind the others of TO. */
void tl_node_append(struct tl_node *to, struct tl_node *child);
/* The value of KEY in MAP; NULL: none, or MAP is no map. */
struct tl_node *tl_node_get(const struct tl_node *map, const char *key);

#endif
