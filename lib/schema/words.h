/*
 * Maps of a schema file, read by tables of the words that they may have.
 */
#ifndef TL_SCHEMA_WORDS_H
#define TL_SCHEMA_WORDS_H

#include "schema/yaml.h"

/*
 * A word that a map may have. A table of them, in the order in which they are read, is all that the
 * loader knows of such a map: a word that is not in it is a fault.
 */
struct tl_word {
	const char *key;	/* NULL ends the table */
	/* of MAP into TO, what the map is read into; NULL: looked at by whoever reads the map */
	int (*read)(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
	            void *to);
	size_t at;		/* its place there */
	bool needed;
};

static inline void *tl_word_place(const struct tl_word *w, void *to)
{
	return (char *)to + w->at;
}

/* Reads MAP, a node of that type, into TO. */
int tl_words_read(struct tl_loader *l, const struct tl_node *map, const struct tl_word *words,
                  void *to);
/* Into a struct tl_bytes; a C string; a bool; a list of C strings that ends with NULL. All of them
 * lie in the set's arena. */
int tl_word_bytes(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                  void *to);
int tl_word_text(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                 void *to);
int tl_word_bool(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                 void *to);
int tl_word_texts(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                  void *to);
size_t tl_word_count(const char **list);	/* of such a list, which may be NULL */

/* The value of KEY in MAP: one text, a list, a list of texts. What is not there is TL_NONE or
 * NULL. */
int tl_node_scalar(struct tl_loader *l, const struct tl_node *map, const char *key, bool needed,
                   struct tl_bytes *ret);
int tl_node_list(struct tl_loader *l, const struct tl_node *map, const char *key,
                 struct tl_node **ret);
/* A list that is to be there, of 1 to MAX nodes. */
int tl_node_some(struct tl_loader *l, const struct tl_node *map, const char *key, size_t max,
                 struct tl_node **ret);
int tl_node_texts(struct tl_loader *l, const struct tl_node *map, const char *key,
                  const char ***ret);
/* Zeroed, for N of SIZE and one more, in the set's arena. NULL: no memory, which is said. */
void *tl_loader_room(struct tl_loader *l, size_t n, size_t size);

#endif
