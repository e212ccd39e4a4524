/* New hazards that somebody may have entered already. */
#include "change/alike.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/sum.h"
#include "change/near.h"
#include "journal/workflow.h"
#include "store/fact.h"

#define COMPARED 64		/* others with which one is compared */

/* A new record. Its texts are set aside: of a million of them few are compared. */
struct tl_alike_new {
	uint64_t text;		/* where they lie */
	uint32_t key;		/* of where it was found */
	uint32_t line;
	uint16_t found, closed;	/* days as facts have them; closed 0: in hand */
	uint16_t category;	/* of its text; 0: none */
};

/* A new one, and what it is like. */
struct tl_alike_pair {
	size_t item;
	uint64_t at;		/* of its texts: the order in which they were given */
	struct tl_nearness near;
	uint64_t row;		/* of the store; 0: OTHER, a new one too */
	size_t other;
};

/* What is compared of one, new or stored. */
struct side {
	struct tl_bytes id, where, category, description, place;
	uint32_t found, closed;
};

void tl_alike_begin(struct tl_alike *a, struct tl_change *c, const struct tl_kind *kind)
{
	a->c = c;
	a->kind = kind;
	if (kind->at[TL_F_DUPLICATE_OF] >= 0)
		a->days = c->t->schema->district.duplicate_days;
}

void tl_alike_release(struct tl_alike *a)
{
	free(a->item);
	free(a->pair);
	tl_spool_release(&a->texts);
	tl_buf_release(&a->text);
	*a = (struct tl_alike){ 0 };
}

/* --- new ones, set aside ----------------------------------------------------- */

static uint32_t key_of(struct tl_bytes where)
{
	return (uint32_t)tl_sum(TL_NONE, 0, where);
}

static uint16_t category_of(struct tl_bytes category)
{
	return category.len ? (uint16_t)(tl_sum(TL_NONE, 1, category) | 1) : 0;
}

static uint32_t day_number(struct tl_bytes text)
{
	tl_day day;
	bool ok = true;

	return tl_day_parse(text, &day) ? tl_fact_day(day, &ok) : 0;
}

static void side_of(struct side *s, const struct tl_record *r)
{
	*s = (struct side){ .id = tl_record_at(r, TL_F_ID),
		            .where = tl_record_at(r, TL_F_UNIT),
		            .category = tl_record_at(r, TL_F_CATEGORY),
		            .description = tl_record_at(r, TL_F_DESCRIPTION),
		            .place = tl_record_at(r, TL_F_PLACE),
		            .found = day_number(tl_record_at(r, TL_F_FOUND)),
		            .closed = day_number(tl_record_at(r, TL_F_CLOSED)) };
	if (!s->where.len)
		s->where = tl_record_at(r, TL_F_TOWN);
}

int tl_alike_new(struct tl_alike *a, const struct tl_record *r)
{
	struct side s;
	struct tl_alike_new *new;

	if (!a->days)
		return 0;
	side_of(&s, r);
	if (!s.found || !s.where.len)
		return 0;
	if (!TL_GROW(a->item, a->n, a->max))
		return tl_err_memory(&a->c->t->err);
	new = &a->item[a->n++];
	*new = (struct tl_alike_new){ .key = key_of(s.where),
		                      .line = (uint32_t)a->c->decide.at.line,
		                      .found = (uint16_t)s.found,
		                      .closed = (uint16_t)s.closed,
		                      .category = category_of(s.category) };
	tl_buf_clear(&a->text);
	tl_buf_block(&a->text, s.id);
	tl_buf_block(&a->text, s.where);
	tl_buf_block(&a->text, s.category);
	tl_buf_block(&a->text, s.description);
	tl_buf_block(&a->text, s.place);
	if (a->text.failed)
		return tl_err_memory(&a->c->t->err);
	return tl_spool_add(&a->texts, tl_buf_bytes(&a->text), &new->text, &a->c->t->err);
}

/* A search of those that are alike. */
struct search {
	struct tl_alike *a;
	struct tl_bytes texts;
	struct tl_facts facts;
	struct tl_symbols symbols;
	/* by the number of a unit's symbol, or of a town's: its key and whether it is known */
	struct known_key {
		uint32_t key;
		bool known;
	} *unit, *town;
	size_t maxunit, maxtown;
	uint32_t first, last;	/* finds that come into question */
	struct tl_record r;	/* a stored one */
};

static void search_release(struct search *s)
{
	tl_facts_release(&s->facts);
	tl_symbols_release(&s->symbols);
	free(s->unit);
	free(s->town);
	tl_record_release(&s->r);
}

static void side_at(struct side *side, const struct search *s, const struct tl_alike_new *new)
{
	struct tl_unpack u =
		tl_unpack(tl_bytes(s->texts.data + new->text, s->texts.len - new->text));

	side->id = tl_unpack_block(&u);
	side->where = tl_unpack_block(&u);
	side->category = tl_unpack_block(&u);
	side->description = tl_unpack_block(&u);
	side->place = tl_unpack_block(&u);
	side->found = new->found;
	side->closed = new->closed;
}

/* --- two of them ------------------------------------------------------------- */

static uint32_t until(uint32_t found, uint32_t closed)
{
	return closed > found ? closed : found;
}

/* A was there, or was closed, not more than DAYS before B was found, or the other way. */
static bool near_in_time(uint32_t found, uint32_t closed, uint32_t found2, uint32_t closed2,
                         uint32_t days)
{
	return found2 <= until(found, closed) + days && found <= until(found2, closed2) + days;
}

/* One of them may lack it. */
static bool may_be_same(uint16_t category, uint16_t other)
{
	return !category || !other || category == other;
}

static bool is_alike(const struct side *x, const struct side *y, struct tl_nearness *near)
{
	struct tl_near_text a = { x->description, x->place }, b = { y->description, y->place };

	if (!tl_eq(x->where, y->where) ||
	    (x->category.len && y->category.len && !tl_eq(x->category, y->category)))
		return false;
	tl_near(&a, &b, near);
	return tl_near_enough(near);
}

static unsigned score(const struct tl_nearness *near)
{
	return near->text * 4 + (near->place > 0 ? (unsigned)near->place : 0);
}

static int keep_pair(struct search *s, const struct tl_alike_pair *p)
{
	struct tl_alike *a = s->a;

	if (!TL_GROW(a->pair, a->npairs, a->maxpairs))
		return tl_err_memory(&a->c->t->err);
	a->pair[a->npairs] = *p;
	a->pair[a->npairs++].at = a->item[p->item].text;
	return 0;
}

/* --- among the new ones ------------------------------------------------------ */

static int by_place_and_day(const void *a, const void *b)
{
	const struct tl_alike_new *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->found != y->found)
		return x->found < y->found ? -1 : 1;
	return (x->text > y->text) - (x->text < y->text);
}

/* The one before item I that it is most like. */
static int look_before(struct search *s, size_t i)
{
	const struct tl_alike_new *item = s->a->item;
	struct tl_alike_pair best = { .item = i };
	struct side mine, other;
	unsigned compared = 0;
	size_t seen = 0;

	for (size_t k = i; k-- > 0 && item[k].key == item[i].key;) {
		struct tl_nearness near;
		if (compared == COMPARED || seen++ == COMPARED * COMPARED)
			break;
		if (!may_be_same(item[k].category, item[i].category) ||
		    !near_in_time(item[k].found, item[k].closed, item[i].found, item[i].closed,
		                  s->a->days))
			continue;
		if (!compared++)
			side_at(&mine, s, &item[i]);
		side_at(&other, s, &item[k]);
		if (!is_alike(&mine, &other, &near) || score(&near) <= score(&best.near))
			continue;
		best.near = near;
		best.other = k;
	}
	return score(&best.near) ? keep_pair(s, &best) : 0;
}

/* --- against the store ------------------------------------------------------- */

static int key_of_symbol(struct search *s, int space, uint32_t number, uint32_t *ret)
{
	bool unit = space == TL_SYMBOLS_UNIT;
	struct known_key **known = unit ? &s->unit : &s->town;
	size_t *max = unit ? &s->maxunit : &s->maxtown;
	struct tl_bytes text;
	int rc;

	while (number >= *max) {
		size_t was = *max;
		if (!tl_grow(known, max, sizeof(**known)))
			return tl_err_memory(&s->a->c->t->err);
		memset(*known + was, 0, (*max - was) * sizeof(**known));
	}
	if (!(*known)[number].known) {
		rc = tl_symbol_text(&s->symbols, space, number, &text);
		if (rc)
			return rc;
		(*known)[number] = (struct known_key){ key_of(text), true };
	}
	*ret = (*known)[number].key;
	return 0;
}

/* The first new one with KEY; N: there is none. */
static size_t first_of(const struct tl_alike *a, uint32_t key)
{
	size_t low = 0, high = a->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (a->item[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low < a->n && a->item[low].key == key ? low : a->n;
}

/* Compares the record of ROW, once it is needed, with the new ones from I on that have its key. */
static int look_at_stored(struct search *s, size_t i, uint64_t row, uint32_t found, uint32_t closed)
{
	const struct tl_alike_new *item = s->a->item;
	unsigned compared = 0;
	struct side mine, other;
	int rc = 0;

	for (uint32_t key = item[i].key; !rc && i < s->a->n && item[i].key == key; i++) {
		struct tl_alike_pair p = { .item = i, .row = row };
		if (item[i].found > until(found, closed) + s->a->days || compared == COMPARED)
			break;
		if (!near_in_time(found, closed, item[i].found, item[i].closed, s->a->days))
			continue;
		if (!compared++) {
			rc = tl_view_record_on(&s->a->c->view, s->a->kind, row, TL_NOEND, &s->r);
			if (rc || !s->r.exists || tl_is_gone(&s->r))
				return rc;
			side_of(&other, &s->r);
		}
		side_at(&mine, s, &item[i]);
		if (is_alike(&mine, &other, &p.near))
			rc = keep_pair(s, &p);
	}
	return rc;
}

static int look_at_row(struct search *s, const struct tl_fact_block *b, size_t k)
{
	uint32_t found = tl_fact_u16(b->column[TL_FACT_found], k),
		 closed = tl_fact_u16(b->column[TL_FACT_closed], k),
		 unit = tl_fact_u32(b->column[TL_FACT_unit], k),
		 town = tl_fact_u16(b->column[TL_FACT_town], k), key;
	size_t first;
	int rc;

	if (found > s->last || until(found, closed) < s->first ||
	    b->column[TL_FACT_flags][k] & (TL_FACT_VOID | TL_FACT_ABSENT))
		return 0;
	rc = unit ? key_of_symbol(s, TL_SYMBOLS_UNIT, unit, &key) :
	            key_of_symbol(s, TL_SYMBOLS_COMMON, town, &key);
	first = rc ? s->a->n : first_of(s->a, key);
	if (first == s->a->n)
		return rc;
	return look_at_stored(s, first, tl_fact_row_number(b, k), found, closed);
}

static int look_at_block(struct search *s, uint64_t b)
{
	bool some_live = b < s->facts.nblocks && tl_facts_some_live(&s->facts, b);
	struct tl_fact_block block;
	int rc;

	if (b < s->facts.nblocks && !some_live &&
	    (s->facts.extremes[b].first_found > s->last ||
	     (s->facts.extremes[b].last_found < s->first &&
	      s->facts.extremes[b].last_done < s->first)))
		return 0;
	rc = tl_facts_block(&s->facts, b,
	                    TL_FACT_BIT(flags) | TL_FACT_BIT(found) | TL_FACT_BIT(closed) |
	                            TL_FACT_BIT(unit) | TL_FACT_BIT(town),
	                    &block);
	for (size_t i = 0; !rc && i < block.n; i++)
		if (!some_live || !tl_facts_is_live(&s->facts, block.row + i))
			rc = look_at_row(s, &block, i);
	return rc;
}

static int look_at_store(struct search *s)
{
	struct tl_change *c = s->a->c;
	int rc = tl_facts_begin(&s->facts, c->view.txn, s->a->kind, &c->t->err);

	tl_symbols_init(&s->symbols, c->view.txn, &c->t->err);
	for (uint64_t b = 0; !rc && b <= s->facts.nblocks; b++)
		rc = look_at_block(s, b);
	return rc;
}

/* --- telling ----------------------------------------------------------------- */

static int by_order_and_score(const void *a, const void *b)
{
	const struct tl_alike_pair *x = a, *y = b;
	unsigned one = score(&x->near), other = score(&y->near);

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (one != other)
		return one > other ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->other > y->other) - (x->other < y->other);
}

/* "text 71 %, place 100 %" */
static void describe(char text[48], const struct tl_nearness *near)
{
	if (near->place < 0)
		snprintf(text, 48, "text %u %%", near->text);
	else
		snprintf(text, 48, "text %u %%, place %d %%", near->text, near->place);
}

static void advise(struct tl_buf *cure, bool back, struct tl_bytes id, struct tl_bytes other)
{
	if (back)
		tl_buf_printf(cure, "if it has come back: tlsafe-hazard set %.*s repeats=%.*s",
		              (int)id.len, id.data, (int)other.len, other.data);
	else
		tl_buf_printf(cure,
		              "if it is: tlsafe-hazard void %.*s --reason duplicate "
		              "--duplicate-of %.*s",
		              (int)id.len, id.data, (int)other.len, other.data);
}

static int tell(struct search *s, const struct tl_alike_pair *p)
{
	const struct tl_alike_new *item = &s->a->item[p->item];
	struct tl_decide *d = &s->a->c->decide;
	char day[TL_DAY_TEXT], how[48];
	TL_BUF cure = { 0 };
	struct side mine, other;
	bool back;
	int rc = 0;

	if (p->row)
		rc = tl_view_record_on(&s->a->c->view, s->a->kind, p->row, TL_NOEND, &s->r);
	if (rc)
		return rc;
	side_at(&mine, s, item);
	if (p->row)
		side_of(&other, &s->r);
	else
		side_at(&other, s, &s->a->item[p->other]);
	back = other.closed && other.closed <= mine.found && other.found < mine.found;
	describe(how, &p->near);
	d->at.line = item->line;
	tl_day_format(day, tl_fact_date(back ? other.closed : other.found));
	/* Of many rows it is said once. */
	advise(&cure, back, item->line ? TL_LIT("ID") : mine.id,
	       item->line ? TL_LIT("OTHER") : other.id);
	if (cure.failed)
		return tl_err_memory(&s->a->c->t->err);
	tl_advise(d, cure.data, "%.*s: may be %s %.*s, %s on %s (%s)", (int)mine.id.len,
	          mine.id.data, back ? "the return of" : "the same as", (int)other.id.len,
	          other.id.data, back ? "closed" : "found", day, how);
	return 0;
}

/* Sorts the new ones, and notes which days come into question. */
static int begin(struct search *s)
{
	struct tl_alike *a = s->a;
	uint32_t first = UINT32_MAX, last = 0;

	tl_record_init(&s->r, a->kind);
	qsort(a->item, a->n, sizeof(*a->item), by_place_and_day);
	for (size_t i = 0; i < a->n; i++) {
		uint32_t end = until(a->item[i].found, a->item[i].closed);
		first = a->item[i].found < first ? a->item[i].found : first;
		last = end > last ? end : last;
	}
	s->first = first > a->days ? first - a->days : 0;
	s->last = last + a->days;
	return tl_spool_read(&a->texts, &s->texts, &a->c->t->err);
}

int tl_alike_tell(struct tl_alike *a)
{
	TL_CLEANUP(search_release) struct search s = { .a = a };
	int rc;

	if (!a->n || a->c->decide.meanwhile)
		return 0;
	rc = begin(&s);
	for (size_t i = 0; !rc && i < a->n; i++)
		rc = look_before(&s, i);
	if (!rc)
		rc = look_at_store(&s);
	if (a->npairs)
		qsort(a->pair, a->npairs, sizeof(*a->pair), by_order_and_score);
	for (size_t i = 0; !rc && i < a->npairs; i++)
		if (!i || a->pair[i].at != a->pair[i - 1].at)
			rc = tell(&s, &a->pair[i]);
	return rc;
}
