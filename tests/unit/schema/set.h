/* Schema sets for tests: the shipped one, and small ones from texts. */
#ifndef SET_H
#define SET_H

#include "../unit.h"

#include "schema/schema.h"

/* The shipped set; load_set and free_set begin and end a group of tests. */
extern struct tl_schema *schema;
int load_set(void **state);
int free_set(void **state);

/* The beginning of a kind k with the field id; more fields may follow, the first on line 9. */
#define HEAD \
	"kind: k\nzh: 物\nen: Thing\nabout: a\nletter: K\ncolumns: [id]\nfields:\n  - {key: " \
	"id, type: id, zh: 编号, en: ID, by: add, about: a}\n"
#define DISTRICT "district: \"1\"\nname: n\noffset: \"+08:00\"\nlanguage: zh\n"

/* A set of DISTRICT and of TEXT as k.yaml; yours. */
struct tl_schema *set_of(struct tl_bytes text);
/* A set of DISTRICT and of YAML as x.yaml is refused, with WANT in what is said. */
void fails_with(const char *yaml, const char *want);

#endif
