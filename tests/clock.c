/* Preloaded into a command: the machine's clock says CLOCK_SECONDS since 1970 UTC. */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

typedef int clock_fn(clockid_t, struct timespec *);

int clock_gettime(clockid_t id, struct timespec *ret)
{
	const char *seconds = getenv("CLOCK_SECONDS");

	if (id != CLOCK_REALTIME || !seconds)
		return ((clock_fn *)dlsym(RTLD_NEXT, "clock_gettime"))(id, ret);
	*ret = (struct timespec){ strtoll(seconds, NULL, 10), 0 };
	return 0;
}
