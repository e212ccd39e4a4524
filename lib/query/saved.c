/* Saved filters: words of a filter that have a name of their own. */
#include "query/saved.h"

#include <stdlib.h>

#include "base/utf8.h"

/* A saved filter that is being replaced, and the one in which it stands. */
struct within {
	struct tl_bytes name;
	const struct within *up;
	unsigned depth;
};

#define DEPTH_MAX 32

static struct tl_err *err_of(struct tl_saved *s)
{
	return &s->now.t->err;
}

bool tl_saved_is_name(struct tl_bytes text)
{
	return tl_starts(text, TL_LIT("@")) || tl_starts(text, TL_LIT("＠"));
}

int tl_saved_name(struct tl_bytes text, struct tl_buf *out, struct tl_err *err)
{
	static const char sorts[] = " \t\n\"#$%&'()*+,/:;<=>?@[\\]^`{|}~!";
	size_t begun = out->len;
	struct tl_bytes name;
	bool good;

	tl_utf8_narrow(out, text);
	if (out->failed)
		return tl_err_memory(err);
	name = tl_bytes(out->data + begun, out->len - begun);
	good = name.len > 1 && name.len <= 64 && !tl_utf8_shows_nothing(name);
	for (size_t i = 1; good && i < name.len; i++)
		good = !strchr(sorts, name.data[i]);
	return good ? 0 :
	              tl_err_hint(err, TLSAFE_EUSAGE,
	                          "write @ and at most 63 bytes of letters, digits, - _ and .",
	                          "not a name of a saved filter: '%.*s'", (int)text.len, text.data);
}

/* --- what is saved ----------------------------------------------------------- */

static struct tl_bytes words_of(const struct tl_record *r)
{
	const struct tl_field *f = tl_kind_key(r->kind, TL_LIT("words"));

	return f && r->exists && r->val ? r->val[f->index] : TL_NONE;
}

static int unknown(struct tl_saved *s, const struct tl_kind *kind, struct tl_bytes name)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	TL_BUF near = { 0 };
	unsigned best = 3;
	int rc;

	tl_record_init(&r, kind);
	rc = tl_walk_begin(&walk, &s->now, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		struct tl_bytes id = tl_record_at(&r, TL_F_ID);
		unsigned d = tl_utf8_distance(name, id, 2);
		rc = 0;
		if (d >= best || !words_of(&r).len)
			continue;
		best = d;
		tl_buf_clear(&near);
		tl_buf_printf(&near, "%.*s", (int)id.len, id.data);
	}
	if (rc)
		return rc;
	if (near.len && !near.failed)
		return tl_err_near(err_of(s), near.data, "no saved filter '%.*s'", (int)name.len,
		                   name.data);
	return tl_err_hint(err_of(s), TLSAFE_EUSAGE, TL_SAVED_LIST, "no saved filter '%.*s'",
	                   (int)name.len, name.data);
}

static int look_up(struct tl_saved *s, struct tl_bytes name, struct tl_bytes *ret)
{
	const struct tl_kind *kind = tl_schema_kind(s->now.schema, TL_SAVED_KIND), *found;
	TL_RECORD r = { 0 };
	uint64_t row;
	bool ok = true;
	int rc;

	if (!kind)
		return tl_err_hint(err_of(s), TLSAFE_EUSAGE,
		                   "tlsafe-db schema apply brings them into it",
		                   "'%.*s': this store's schema set has no saved filters",
		                   (int)name.len, name.data);
	rc = tl_view_find(&s->now, name, &found, &row);
	if (rc == TLSAFE_ENOENT || (!rc && found != kind))
		return unknown(s, kind, name);
	tl_record_init(&r, kind);
	if (!rc)
		rc = tl_view_record(&s->now, kind, row, &r);
	if (rc)
		return rc;
	if (!words_of(&r).len)
		return unknown(s, kind, name);
	*ret = tl_arena_dup(&s->arena, words_of(&r), &ok);
	return ok ? 0 : tl_err_memory(err_of(s));
}

/* --- words for names --------------------------------------------------------- */

static void name_ring(struct tl_buf *out, const struct within *at, struct tl_bytes name)
{
	if (!tl_eq(at->name, name))
		name_ring(out, at->up, name);
	tl_buf_add(out, at->name);
	tl_buf_str(out, ", ");
}

/* NAME stands, through others, in itself. */
static int ring(struct tl_saved *s, const struct within *up, struct tl_bytes name)
{
	TL_BUF names = { 0 };

	name_ring(&names, up, name);
	tl_buf_add(&names, name);
	if (names.failed)
		return tl_err_memory(err_of(s));
	return tl_err_hint(err_of(s), TLSAFE_EUSAGE,
	                   "give one of them other words with tlsafe-db set",
	                   "a saved filter names itself: %.*s", (int)names.len, names.data);
}

static int take_text(struct tl_saved *s, struct tl_bytes text, const struct within *in);

static int take_name(struct tl_saved *s, struct tl_bytes word, const struct within *up)
{
	struct within in = { .up = up, .depth = up ? up->depth + 1 : 1 };
	struct tl_bytes text;
	TL_BUF name = { 0 };
	bool ok = true, made;
	int rc;

	tl_utf8_narrow(&name, word);
	in.name = tl_arena_dup(&s->arena, tl_buf_bytes(&name), &ok);
	if (name.failed || !ok || (!s->done && !(s->done = tl_map_new())))
		return tl_err_memory(err_of(s));
	for (const struct within *w = up; w; w = w->up)
		if (tl_eq(w->name, in.name))
			return ring(s, up, in.name);
	/* All words have to hold: twice is no more than once. */
	if (tl_map_get(s->done, in.name))
		return 0;
	if (in.depth > DEPTH_MAX)
		return tl_err_set(err_of(s), TLSAFE_EUSAGE,
		                  "'%.*s': saved filters that name each other more than %d deep",
		                  (int)in.name.len, in.name.data, DEPTH_MAX);
	rc = look_up(s, in.name, &text);
	if (!rc)
		rc = take_text(s, text, &in);
	if (!rc && !tl_map_put(s->done, in.name, &made))
		rc = tl_err_memory(err_of(s));
	return rc;
}

static int take_word(struct tl_saved *s, struct tl_bytes word, const struct within *in)
{
	bool ok = true;

	if (tl_saved_is_name(word) && tl_utf8_check(word) < 0)
		return take_name(s, word, in);
	if (!TL_GROW(s->word, s->n, s->max))
		return tl_err_memory(err_of(s));
	s->word[s->n].text = tl_arena_dup(&s->arena, word, &ok);
	s->word[s->n++].from = in ? in->name : TL_NONE;
	return ok ? 0 : tl_err_memory(err_of(s));
}

/* How long the blank is that TEXT begins with; 0: it begins with none. */
static size_t blank(struct tl_bytes text)
{
	if (text.len && strchr(" \t\n", text.data[0]))
		return 1;
	return tl_starts(text, TL_LIT("　")) ? strlen("　") : 0;
}

bool tl_saved_next_word(struct tl_bytes *text, struct tl_buf *out, char *open)
{
	char quote = 0;

	tl_buf_clear(out);
	for (size_t n; (n = blank(*text));)
		*text = tl_bytes(text->data + n, text->len - n);
	if (!text->len)
		return false;
	for (; text->len && (quote || !blank(*text)); text->data++, text->len--) {
		char c = text->data[0];
		if (quote ? c == quote : c == '\'' || c == '"')
			quote = quote ? 0 : c;
		else
			tl_buf_char(out, c);
	}
	*open = quote;
	return true;
}

void tl_saved_put_word(struct tl_buf *out, const char *word)
{
	bool plain = *word;

	for (struct tl_bytes at = tl_str(word); plain && at.len; at.data++, at.len--)
		plain = !blank(at) && !strchr("'\"", at.data[0]);
	if (plain) {
		tl_buf_str(out, word);
		return;
	}
	tl_buf_char(out, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			tl_buf_str(out, "'\"'\"'");
		else
			tl_buf_char(out, *word);
	}
	tl_buf_char(out, '\'');
}

static int take_text(struct tl_saved *s, struct tl_bytes text, const struct within *in)
{
	TL_BUF word = { 0 };
	char open = 0;
	int rc = 0;

	while (!rc && tl_saved_next_word(&text, &word, &open)) {
		if (word.failed)
			return tl_err_memory(err_of(s));
		if (open)
			return tl_err_hint(err_of(s), TLSAFE_EUSAGE,
			                   "end it, or put the other sort round it",
			                   "%.*s: a %c that has no end", (int)in->name.len,
			                   in->name.data, open);
		rc = take_word(s, word.len ? tl_buf_bytes(&word) : TL_LIT(""), in);
	}
	return rc;
}

/* A view of the present, in the transaction of V. */
static int look_at(struct tl_saved *s, struct tl_view *v)
{
	*s = (struct tl_saved){ .now.t = v->t };
	s->looking = true;
	return tl_view_in(&s->now, v->t, v->txn);
}

int tl_saved_expand(struct tl_saved *s, struct tl_view *v, char *const *words, size_t n)
{
	bool named = false;
	int rc = 0;

	*s = (struct tl_saved){ .now.t = v->t };
	for (size_t i = 0; i < n; i++)
		named |= tl_saved_is_name(tl_str(words[i]));
	if (named)
		rc = look_at(s, v);
	for (size_t i = 0; !rc && i < n; i++)
		rc = take_word(s, tl_str(words[i]), NULL);
	return rc;
}

int tl_saved_try(struct tl_saved *s, struct tl_view *v, struct tl_bytes name, struct tl_bytes text)
{
	struct within in = { .name = name, .depth = 1 };
	int rc = look_at(s, v);

	return rc ? rc : take_text(s, text, &in);
}

void tl_saved_release(struct tl_saved *s)
{
	if (s->looking)
		tl_view_end(&s->now);
	tl_map_freep(&s->done);
	free(s->word);
	tl_arena_release(&s->arena);
	*s = (struct tl_saved){ 0 };
}
