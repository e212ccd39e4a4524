/*
 * How a hazard stands at the end of a day, in numbers: what conditions and figures look at (cli.md
 * 4 and 8). It comes from a record or from a row of facts; the words below are defined here alone.
 */
#ifndef TL_STAND_H
#define TL_STAND_H

#include "journal/record.h"

enum tl_state {
	TL_STATE_NONE,
	TL_STATE_REPORTED,
	TL_STATE_ASSIGNED,
	TL_STATE_AWAITING,
	TL_STATE_CLOSED,
	TL_STATE_REFERRED,
	TL_STATE_VOID
};

struct tl_status {
	enum tl_state state;	/* NONE: not found yet, or of no kind that has states */
	bool major, on_spot;
	tl_day found, deadline, due;	/* first deadline; due date in force; TL_NODAY: none */
	tl_day fixed;		/* of the fix that stands, else of the answer; TL_NODAY: none */
	tl_day ended;		/* closed or referred on; TL_NODAY: neither */
	bool refused, passed;	/* a recheck refused a fix of it; it was closed by one */
};

/* A general hazard counts as rectified once its fix is reported and not refused; a major one only
 * when closed (安全生产事故隐患排查治理情况统计表). */
static inline bool tl_status_rectified(const struct tl_status *s)
{
	return s->state == TL_STATE_CLOSED || (s->state == TL_STATE_AWAITING && !s->major);
}

static inline bool tl_status_in_hand(const struct tl_status *s)
{
	return s->state != TL_STATE_REFERRED && s->state != TL_STATE_VOID &&
	       s->state != TL_STATE_NONE && !tl_status_rectified(s);
}

static inline bool tl_status_open(const struct tl_status *s)
{
	return s->state == TL_STATE_REPORTED || s->state == TL_STATE_ASSIGNED ||
	       s->state == TL_STATE_AWAITING;
}

static inline bool tl_status_overdue(const struct tl_status *s, tl_day today)
{
	return s->due != TL_NODAY && s->due < today && s->state != TL_STATE_AWAITING &&
	       tl_status_in_hand(s);
}

static inline bool tl_status_undated(const struct tl_status *s)
{
	return s->due == TL_NODAY && tl_status_in_hand(s);
}

#endif
