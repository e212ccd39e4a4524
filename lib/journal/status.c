/* How a hazard stands, read from its record. */
#include "journal/status.h"

#include "journal/fold.h"

void tl_stand_of(struct tl_stand *s, const struct tl_record *r)
{
	static const struct {
		const char *text;
		enum tl_state state;
	} states[] = {
		{ TL_CLOSED, TL_STATE_CLOSED },     { TL_ASSIGNED, TL_STATE_ASSIGNED },
		{ TL_AWAITING, TL_STATE_AWAITING }, { TL_REPORTED, TL_STATE_REPORTED },
		{ TL_VOID, TL_STATE_VOID },         { TL_REFERRED, TL_STATE_REFERRED },
	};
	struct tl_bytes state = tl_record_at(r, TL_F_STATE);

	*s = (struct tl_stand){ .found = tl_record_day(r, TL_F_FOUND),
		                .deadline = tl_record_day(r, TL_F_DEADLINE),
		                .due = tl_record_day(r, TL_F_DUE),
		                .major = tl_record_is(r, TL_F_LEVEL, "major"),
		                .on_spot = tl_record_is(r, TL_F_ON_SPOT, TL_YES) };
	for (size_t i = 0; i < TL_LEN(states); i++)
		if (tl_eqs(state, states[i].text))
			s->state = states[i].state;
	s->fixed = tl_record_day(r, TL_F_RECTIFIED);
	if (s->fixed == TL_NODAY)
		s->fixed = tl_record_day(r, TL_F_ANSWERED);
}
