/* Whether memory is short. */
#include "base/memory.h"

static _Thread_local bool is_short;

void tl_memory_begin(void)
{
	is_short = false;
}

bool tl_memory_short(void)
{
	return is_short;
}

void tl_memory_note(void)
{
	is_short = true;
}
