/* Text: check at the doors, make safe to show, measure in cells, fold for matching. The only user
 * of libunistring. */
#ifndef TL_UTF8_H
#define TL_UTF8_H

#include "base/buf.h"

/* Valid UTF-8 (no surrogates, no over-long forms) without NUL: -1; else the offset of the first bad
 * byte. */
ssize_t tl_utf8_check(struct tl_bytes text);
/* The next character of *TEXT, which is not empty and loses it; of bytes that are none U+FFFD. */
uint32_t tl_utf8_next(struct tl_bytes *text);
/*
 * Appends TEXT so that nothing in it can act on a terminal and so that it can
 * be read back: tab, newline, backslash as \t \n \\, other C0/C1 controls, DEL,
 * line and paragraph separators, and what Unicode ignores by default (bidi
 * controls, joiners, fillers, tags, U+FEFF) as \u{1b}; a selector of variants
 * behind a character that has some, and a joiner between two signs, stay.
 * TEXT is valid UTF-8, or its bad bytes come out as \x{ff}.
 */
void tl_utf8_visible(struct tl_buf *out, struct tl_bytes text);
/* The same of the first character of *TEXT, which is not empty and loses it: the character itself,
 * or what stands for it in ROOM. */
#define TL_VISIBLE 16
struct tl_bytes tl_utf8_visible_next(struct tl_bytes *text, char room[TL_VISIBLE]);
/* True when tl_utf8_visible would change TEXT. */
bool tl_utf8_needs_visible(struct tl_bytes text);
/* True when TEXT has a character that shows nothing: white space, or what tl_utf8_visible shows,
 * and selectors too. Two texts that differ in such a one look the same. */
bool tl_utf8_shows_nothing(struct tl_bytes text);
/* Width in terminal cells; Han takes two, ambiguous one. */
int tl_utf8_width(struct tl_bytes text);
/*
 * The matching key of a name: NFKC, lower case, no white space and nothing
 * that shows nothing, one sort of bracket and dash. For recognising, never for what is stored.
 */
void tl_utf8_fold(struct tl_buf *out, struct tl_bytes text);
/* Full-width forms (U+FF01-FF5E, U+3000) to ASCII, nothing else; then white space (also U+00A0,
 * U+3000, U+FEFF) trimmed at both ends. */
void tl_utf8_narrow(struct tl_buf *out, struct tl_bytes text);
/* White space (also U+00A0, U+3000, U+FEFF, newlines) trimmed at both ends; borrowed from TEXT. */
struct tl_bytes tl_utf8_trim(struct tl_bytes text);
/* Edit distance in characters, counted up to LIMIT (LIMIT + 1: more). For "did you mean". */
unsigned tl_utf8_distance(struct tl_bytes a, struct tl_bytes b, unsigned limit);

/* Appends C, one character, so that it is text where XML or HTML is read: & < > are written out. */
void tl_xml_char(struct tl_buf *out, struct tl_bytes c);

/* JSON string with quotes: escapes by RFC 8259, and what tl_utf8_visible shows as \uXXXX. TEXT is
 * valid UTF-8. */
void tl_json_string(struct tl_buf *out, struct tl_bytes text);

#endif
