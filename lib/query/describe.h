/*
 * What is said of how a list is answered: sentence by sentence to whoever asked for that, and as a
 * row.
 */
#ifndef TL_QUERY_DESCRIBE_H
#define TL_QUERY_DESCRIBE_H

#include "query/filter.h"
#include "query/line.h"

/* In the order in which they are said. */
enum tl_says {
	TL_SAYS_ASKED, TL_SAYS_ORDER, TL_SAYS_READ, TL_SAYS_LOOKED, TL_SAYS_FOUND, TL_SAYS_PRINTED,
	TL_SAYS_COUNT
};
struct tl_said {
	struct tlsafe *t;
	bool kept;		/* for tl_said_write; else only told */
	struct tl_line line;
};
/* Q as it was understood; free text and personal values as "...". */
void tl_say_asked(struct tl_said *s, const struct tl_query *q);
void tl_say_text(struct tl_said *s, enum tl_says what, struct tl_bytes text);
void tl_say_number(struct tl_said *s, enum tl_says what, uint64_t n);
int tl_said_write(struct tl_said *s, struct tlsafe_out *out);
void tl_said_release(struct tl_said *s);
#define TL_SAID TL_CLEANUP(tl_said_release) struct tl_said

#endif
