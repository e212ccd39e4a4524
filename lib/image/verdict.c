/* When a picture has a fault. */
#include "image/verdict.h"

#include "base/meant.h"
#include "base/number.h"

static int unknown(struct tl_bytes name, struct tl_err *err)
{
	TL_MEANT there = { .name = name, .best = TL_MEANT_FAR };

	for (size_t i = 0; i < TL_SEEN_COUNT; i++)
		tl_meant_add(&there, tl_seen_names[i].name);
	return tl_meant_none(&there, err, "nothing called '%.*s' is measured", (int)name.len,
	                     name.data);
}

/* "luma<18" */
static int read_condition(struct tl_bytes word, struct tl_limit *c, struct tl_err *err)
{
	size_t len = 0, decimals;
	struct tl_bytes name;

	while (len < word.len && word.data[len] != '<' && word.data[len] != '>')
		len++;
	name = tl_bytes(word.data, len);
	if (len == word.len || !tl_number_parse(tl_bytes(word.data + len + 1, word.len - len - 1),
	                                        &c->limit, &decimals))
		return tl_err_set(err, TLSAFE_EUSAGE, "a condition is like luma<18, not '%.*s'",
		                  (int)word.len, word.data);
	c->below = word.data[len] == '<';
	for (size_t i = 0; i < TL_SEEN_COUNT; i++)
		if (tl_eqs(name, tl_seen_names[i].name)) {
			c->of = (enum tl_seen_id)i;
			return 0;
		}
	return unknown(name, err);
}

int tl_when_read(struct tl_bytes text, struct tl_when *ret, struct tl_err *err)
{
	bool first = true;
	int rc = 0;

	ret->n = 0;
	for (size_t at = 0; !rc && at < text.len;) {
		const char *blank = memchr(text.data + at, ' ', text.len - at);
		size_t end = blank ? (size_t)(blank - text.data) : text.len;
		struct tl_bytes word = tl_bytes(text.data + at, end - at);
		at = end + 1;
		if (!word.len)
			continue;
		if (tl_eqs(word, "or")) {
			first = true;
			continue;
		}
		if (ret->n == TL_WHEN_MAX)
			return tl_err_set(err, TLSAFE_EUSAGE, "more than %d conditions",
			                  TL_WHEN_MAX);
		ret->condition[ret->n].first = first;
		rc = read_condition(word, &ret->condition[ret->n++], err);
		first = false;
	}
	if (!rc && (!ret->n || first))
		rc = tl_err_set(err, TLSAFE_EUSAGE, "a condition is missing");
	return rc;
}

/* What is not a number is beyond no limit. */
bool tl_limit_holds(const struct tl_limit *c, const struct tl_seen *seen)
{
	double v = seen->value[c->of];

	return c->below ? v < c->limit : v > c->limit;
}

bool tl_when_holds(const struct tl_when *w, const struct tl_seen *seen)
{
	bool all = false;

	for (size_t i = 0; i < w->n; i++) {
		const struct tl_limit *c = &w->condition[i];
		if (c->first && all)
			return true;
		all = (c->first || all) && tl_limit_holds(c, seen);
	}
	return all;
}
