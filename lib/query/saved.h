/*
 * Saved filters: words of a filter that have a name of their own, "@mine".
 */
#ifndef TL_QUERY_SAVED_H
#define TL_QUERY_SAVED_H

#include "base/map.h"
#include "store/view.h"

#define TL_SAVED_KIND "filter"	/* the kind of its records; a name is the id of one */
/* What to do about one that is not there. */
#define TL_SAVED_LIST "tlsafe-register --kind filter list names them"

struct tl_saved_word {
	struct tl_bytes text;
	struct tl_bytes from;	/* the saved filter that it stands in; TL_NONE: none */
};

/* Words in which no name of a saved filter is left. Texts live as long as it. */
struct tl_saved {
	struct tl_saved_word *word;
	size_t n, max;
	struct tl_view now;	/* they are those of the present, whatever is asked about */
	bool looking;		/* NOW is begun */
	struct tl_map *done;	/* names that were replaced */
	struct tl_arena arena;
};
/* TEXT is a name, "@...", of any width. */
bool tl_saved_is_name(struct tl_bytes text);
/* Appends the name to OUT as it is stored. TLSAFE_EUSAGE: it cannot be one. */
int tl_saved_name(struct tl_bytes text, struct tl_buf *out, struct tl_err *err);
/* WORDS, with the words of each saved filter that they name in its place. TLSAFE_EUSAGE: there is
 * no such one, which names the nearest, or one names itself, which names the ring. */
int tl_saved_expand(struct tl_saved *s, struct tl_view *v, char *const *words, size_t n);
/* What TEXT would stand for under NAME. */
int tl_saved_try(struct tl_saved *s, struct tl_view *v, struct tl_bytes name, struct tl_bytes text);
void tl_saved_release(struct tl_saved *s);
/* The next word of *TEXT, which loses it, into OUT, as a shell has it: what stands between quotes
 * stays together. Nothing else has a meaning of its own, since a filter has one for backslashes.
 * *OPEN: a quote that has no end, or 0. False: there is no further word. */
bool tl_saved_next_word(struct tl_bytes *text, struct tl_buf *out, char *open);
/* Appends WORD so that it is read as one. */
void tl_saved_put_word(struct tl_buf *out, const char *word);
#define TL_SAVED TL_CLEANUP(tl_saved_release) struct tl_saved

#endif
