/* What is wrong with a checklist that can be read. */
#include "schema/checklint.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

static void tell(const struct tl_checklint *l, size_t line, const char *of, const char *hint,
                 const char *fmt, ...) TL_PRINTF(5, 6);
static void tell(const struct tl_checklint *l, size_t line, const char *of, const char *hint,
                 const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	l->tell(l->ctx, line, of, text, hint);
}

static bool blank(const char *text)
{
	return !text || !tl_utf8_trim(tl_str(text)).len;
}

/* --- items ------------------------------------------------------------------- */

static void judge_words(const struct tl_checklint *l, const struct tl_check_item *item)
{
	if (blank(item->zh) || blank(item->en))
		tell(l, item->line, item->code, "say what to check", "'%s' is blank",
		     blank(item->zh) ? "zh" : "en");
	if (!item->weight)
		tell(l, item->line, item->code, "give it a weight from 1 on",
		     "with 'weight' 0 it counts for nothing");
	if (l->categories && !tl_codes_code(l->categories, tl_str(item->category)))
		tell(l, item->line, item->code, "give it one of the schema set's",
		     "no category of hazards: '%s'", item->category);
}

/* Without a standard, its article and a source of both nothing bears it out. */
static void judge_clauses(const struct tl_checklint *l, const struct tl_checklist *c,
                          const struct tl_check_item *item)
{
	if (!item->nclauses)
		tell(l, item->line, item->code, "name one, or mark the item with local: true",
		     "no clause of a law or standard");
	for (size_t i = 0; i < item->nclauses; i++) {
		const struct tl_check_basis *b = &c->basis[item->clause[i].basis];
		if (blank(item->clause[i].article))
			tell(l, item->line, item->code, "name it behind the basis",
			     "no article of '%s'", b->id);
		if (!b->wrong && blank(b->source))
			tell(l, item->line, item->code,
			     "say where it was read, or mark the item with local: true",
			     "no source of '%s', line %zu", b->id, b->line);
	}
}

/* --- what they rest on ------------------------------------------------------- */

/* The law of which B is a version: its title without what stands in brackets. */
static struct tl_bytes law(const struct tl_check_basis *b)
{
	const char *wide = strstr(b->zh, "（"), *end = strchr(b->zh, '(');

	if (wide && (!end || wide < end))
		end = wide;
	return tl_utf8_trim(tl_bytes(b->zh, end ? (size_t)(end - b->zh) : strlen(b->zh)));
}

/* Two versions of a law, both in force on a day. */
static bool overlap(const struct tl_check_basis *a, const struct tl_check_basis *b)
{
	return !a->wrong && !b->wrong && a->from <= b->until && b->from <= a->until &&
	       tl_eq(law(a), law(b));
}

static void judge_basis(const struct tl_checklint *l, const struct tl_checklist *c, size_t n)
{
	const struct tl_check_basis *b = &c->basis[n];
	char day[TL_DAY_TEXT];

	for (size_t i = 0; i < n; i++)
		if (overlap(&c->basis[i], b))
			tell(l, b->line, b->id, "let one end with 'until' before the other begins",
			     "in force beside '%s', of the same law, from %s on", c->basis[i].id,
			     tl_day_format(day, b->from > c->basis[i].from ? b->from :
			                        c->basis[i].from));
}

void tl_checklint(struct tl_checklint *l, const struct tl_checklist *c)
{
	l->local = 0;
	for (size_t i = 0; i < c->nbasis; i++)
		judge_basis(l, c, i);
	for (size_t i = 0; i < c->nitems; i++) {
		judge_words(l, &c->item[i]);
		if (!c->item[i].local)
			judge_clauses(l, c, &c->item[i]);
		l->local += c->item[i].local;
	}
}
