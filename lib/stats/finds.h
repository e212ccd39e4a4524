/*
 * Hazards as rules of signals look at them: a few numbers each, gathered in one walk. Kept are
 * those that some rule may look at, so that memory goes by the days that rules look back and by
 * what is in hand, not by all that was ever found.
 */
#ifndef TL_STATS_FINDS_H
#define TL_STATS_FINDS_H

#include "stats/count.h"

/* What rules want to look at. Days are the first that they look back to, TL_NOEND: to none. */
struct tl_finds_wanted {
	tl_day found, fixed;	/* found, fixed on that day or later */
	tl_day due;		/* overdue, and due before that day; TL_NODAY: none of those */
	tl_day placed;		/* found on that day or later, with where it lies */
	/* in hand, with how often it was extended, if that is as often as this; 0: none of those */
	int64_t extended;
};

/* A hazard. Texts are numbers (tl_finds_text), 0 is absent. */
struct tl_find {
	uint64_t row;
	uint32_t unit, category, source;
	uint32_t spot;		/* index + 1 of where it lies; 0: not known, or not asked for */
	uint32_t extended;	/* so often */
	tl_day found, due, fixed;	/* fixed: of the fix that stands; TL_NODAY: none */
	bool in_hand, late, on_spot;
};

/* Where something lies, in degrees of a datum (a number of a text): of two datums nothing is near
 * the other. */
struct tl_spot {
	double lon, lat;
	uint32_t datum;
	struct tl_bytes text;	/* "106.0512,29.8448", as it was given */
};

enum { TL_FINDS_UNIT, TL_FINDS_CATEGORY, TL_FINDS_SOURCE, TL_FINDS_FIELDS };

struct tl_finds {
	struct tl_count count;
	struct tl_finds_wanted wanted;
	struct tl_find *find;	/* by unit, category, day of the find and row */
	size_t n, max;
	struct tl_spot *spot;
	size_t nspots, maxspots;
	struct tl_map *number;	/* of a text */
	struct tl_bytes *text;	/* by number - 1 */
	size_t ntexts, maxtexts;
	/* of a field: its dimension of facts, and the number + 1 of each of its symbols */
	struct tl_finds_field {
		const struct tl_field *field;
		int fact;
		uint32_t *number;
		size_t max;
	} field[TL_FINDS_FIELDS];
	/* of a unit, by its number: index + 1 of its spot, UINT32_MAX: it has none */
	uint32_t *spot_of;
	size_t nspot_of;
	struct tl_record unit;
	struct tl_arena arena, scratch;
};

/* Gathers what is WANTED of the hazards that Q selects, found by its day. */
int tl_finds_gather(struct tl_finds *f, struct tl_query *q, const struct tl_finds_wanted *wanted);
void tl_finds_release(struct tl_finds *f);
/* The text of a number. */
static inline struct tl_bytes tl_finds_text(const struct tl_finds *f, uint32_t number)
{
	return number ? f->text[number - 1] : TL_NONE;
}
/* Two spots are at most METRES apart, which are reckoned well enough for some kilometres. */
bool tl_spot_near(const struct tl_spot *a, const struct tl_spot *b, double metres);
double tl_spot_degrees(double metres);	/* of latitude */

#endif
