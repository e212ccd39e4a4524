/* What could not be saved of a damaged journal: ranges of numbers, and the line that tells them. */
#include "admin/salvage.h"

#include <stdlib.h>

/* --- ranges ------------------------------------------------------------------ */

bool tl_ranges_add(struct tl_ranges *r, uint64_t txn, uint64_t from, uint64_t upto)
{
	struct tl_range *last = r->n ? &r->at[r->n - 1] : NULL;

	if (last && last->txn == txn && from <= last->upto + 1) {
		if (upto > last->upto)
			last->upto = upto;
		return true;
	}
	if (!TL_GROW(r->at, r->n, r->max))
		return false;
	r->at[r->n++] = (struct tl_range){ txn, from, upto };
	return true;
}

/* The first range of TXN, or of what comes behind. */
static size_t first_of(const struct tl_ranges *r, uint64_t txn)
{
	size_t low = 0, high = r->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->at[middle].txn < txn)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool tl_ranges_hold(const struct tl_ranges *r, uint64_t txn, uint64_t n)
{
	for (size_t i = first_of(r, txn); i < r->n && r->at[i].txn == txn; i++)
		if (n >= r->at[i].from && n <= r->at[i].upto)
			return true;
	return false;
}

uint64_t tl_ranges_before(const struct tl_ranges *r, uint64_t txn, uint64_t n)
{
	uint64_t count = 0;

	for (size_t i = first_of(r, txn); i < r->n && r->at[i].txn == txn && r->at[i].from < n; i++)
		count += (r->at[i].upto < n ? r->at[i].upto + 1 : n) - r->at[i].from;
	return count;
}

uint64_t tl_ranges_count(const struct tl_ranges *r)
{
	uint64_t count = 0;

	for (size_t i = 0; i < r->n; i++)
		count += r->at[i].upto - r->at[i].from + 1;
	return count;
}

static void range_text(struct tl_buf *out, const struct tl_range *r)
{
	tl_buf_printf(out, "%llu", (unsigned long long)r->from);
	if (r->upto != r->from)
		tl_buf_printf(out, "-%llu", (unsigned long long)r->upto);
}

bool tl_ranges_text(struct tl_buf *out, const struct tl_ranges *r, uint64_t txn)
{
	size_t first = first_of(r, txn), i = first;

	for (; i < r->n && r->at[i].txn == txn; i++) {
		if (i > first)
			tl_buf_char(out, ',');
		range_text(out, &r->at[i]);
	}
	return i > first;
}

/* --- the line ---------------------------------------------------------------- */

void tl_salvaged_release(struct tl_salvaged *s)
{
	free(s->lost.at);
	free(s->unproven.at);
	free(s->entries.at);
	free(s->values.at);
	free(s->files.at);
	*s = (struct tl_salvaged){ 0 };
}

bool tl_salvaged_any(const struct tl_salvaged *s)
{
	return !s->head || !s->schemas || s->lost.n || s->unproven.n || s->entries.n ||
	       s->values.n || s->files.n;
}

void tl_salvaged_count(const struct tl_salvaged *s, struct tlsafe_salvaged *ret)
{
	*ret = (struct tlsafe_salvaged){ .transactions = tl_ranges_count(&s->lost),
		                         .entries = tl_ranges_count(&s->entries),
		                         .values = tl_ranges_count(&s->values),
		                         .files = tl_ranges_count(&s->files),
		                         .unproven = tl_ranges_count(&s->unproven),
		                         .damaged = tl_salvaged_any(s) };
}

static void member(struct tl_buf *out, const char *name, const struct tl_ranges *r)
{
	if (!r->n)
		return;
	tl_buf_printf(out, ",\"%s\":[", name);
	for (size_t i = 0; i < r->n; i++) {
		tl_buf_str(out, i ? ",\"" : "\"");
		if (r->at[i].txn)
			tl_buf_printf(out, "%llu/", (unsigned long long)r->at[i].txn);
		range_text(out, &r->at[i]);
		tl_buf_char(out, '"');
	}
	tl_buf_char(out, ']');
}

void tl_salvaged_line(struct tl_buf *out, const struct tl_salvaged *s, int offset)
{
	char at[TL_INSTANT_TEXT];

	tl_buf_printf(out, "{\"salvaged\":{\"txn\":%llu", (unsigned long long)s->number);
	if (s->head) {
		tl_buf_printf(out, ",\"at\":\"%s\",\"hash\":\"",
		              tl_instant_format(at, s->at, offset, true));
		tl_hex(out, s->hash, TL_HASH_LEN);
		tl_buf_char(out, '"');
	}
	member(out, "lost", &s->lost);
	member(out, "entries", &s->entries);
	member(out, "values", &s->values);
	member(out, "files", &s->files);
	member(out, "unproven", &s->unproven);
	tl_buf_str(out, s->schemas ? "}}\n" : ",\"schemas\":\"no\"}}\n");
}

/* --- and back ---------------------------------------------------------------- */

static bool take_number(struct tl_bytes *b, uint64_t *ret)
{
	size_t n = 0;

	for (*ret = 0; n < b->len && n < 18 && b->data[n] >= '0' && b->data[n] <= '9'; n++)
		*ret = *ret * 10 + (uint64_t)(b->data[n] - '0');
	b->data += n;
	b->len -= n;
	return n && *ret;
}

static bool take_char(struct tl_bytes *b, char c)
{
	if (!b->len || *b->data != c)
		return false;
	b->data++;
	b->len--;
	return true;
}

/* "4/2-300", or "5-7" of transactions, behind what R has. */
static bool take_range(struct tl_bytes *b, struct tl_range *r, bool entries)
{
	r->txn = 0;
	if (entries && (!take_number(b, &r->txn) || !take_char(b, '/')))
		return false;
	if (!take_number(b, &r->from))
		return false;
	r->upto = r->from;
	return !take_char(b, '-') || (take_number(b, &r->upto) && r->upto > r->from);
}

/* A list, which the reader of lines has joined by 、. */
static int take_ranges(struct tl_ranges *r, struct tl_bytes b, bool entries, struct tl_err *err)
{
	static const char join[] = "、";
	struct tl_range one;
	bool good = true;

	while (good && b.len) {
		const struct tl_range *last = r->n ? &r->at[r->n - 1] : NULL;
		good = take_range(&b, &one, entries) &&
		       (!last || one.txn > last->txn ||
		        (one.txn == last->txn && one.from > last->upto));
		if (good && !tl_ranges_add(r, one.txn, one.from, one.upto))
			return tl_err_memory(err);
		if (good && b.len) {
			good = tl_starts(b, tl_str(join)) && b.len > strlen(join);
			b = tl_bytes(b.data + strlen(join), b.len - strlen(join));
		}
	}
	return good ? 0 : tl_err_set(err, TLSAFE_EINPUT, "numbers that are none, or not in order");
}

int tl_salvaged_read(struct tl_salvaged *s, const struct tl_json_object *o, struct tl_err *err)
{
	bool at = false, hash = false;
	int rc = 0;

	*s = (struct tl_salvaged){ .schemas = true };
	for (size_t i = 0; !rc && i < o->n; i++) {
		struct tl_bytes name = o->member[i].name, value = o->member[i].value, rest = value;
		bool good = value.data;
		if (tl_eqs(name, "txn"))
			good = good && (take_number(&rest, &s->number) || tl_eqs(value, "0")) &&
			       (!rest.len || tl_eqs(value, "0"));
		else if (tl_eqs(name, "at"))
			good = at = good && tl_instant_parse(value, 0, &s->at);
		else if (tl_eqs(name, "hash"))
			good = hash = good && tl_unhex(s->hash, TL_HASH_LEN, value);
		else if (tl_eqs(name, "lost"))
			rc = good ? take_ranges(&s->lost, value, false, err) : 0;
		else if (tl_eqs(name, "unproven"))
			rc = good ? take_ranges(&s->unproven, value, false, err) : 0;
		else if (tl_eqs(name, "entries"))
			rc = good ? take_ranges(&s->entries, value, true, err) : 0;
		else if (tl_eqs(name, "values"))
			rc = good ? take_ranges(&s->values, value, true, err) : 0;
		else if (tl_eqs(name, "files"))
			rc = good ? take_ranges(&s->files, value, true, err) : 0;
		else if (tl_eqs(name, "schemas"))
			s->schemas = !(good = tl_eqs(value, "no"));
		else
			good = false;
		if (!rc && !good)
			rc = tl_err_set(err, TLSAFE_EINPUT, "a member \"%.*s\" that no such line "
			                                    "has, or not so",
			                (int)name.len, name.data);
	}
	s->head = at && hash;
	return rc;
}
