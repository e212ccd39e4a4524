/* Shorthands shared by every file of the library. Knows nothing of tlsafe. */
#ifndef TL_DEFS_H
#define TL_DEFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TL_CLEANUP(fn) __attribute__((cleanup(fn)))
#define TL_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define TL_LEN(array) (sizeof(array) / sizeof(*(array)))

/* A day: days since 1970-01-01, no zone. An instant: microseconds since 1970 UTC. */
typedef int32_t tl_day;
typedef int64_t tl_instant;
#define TL_NODAY INT32_MIN	/* no day; sorts before every day */
#define TL_NOEND INT32_MAX	/* a day after every day */

/*
 * Functions that have a safer one beside them; their headers come first, since a poisoned word may
 * not even be declared. glibc's fortified <stdio.h> makes sprintf a macro for compilers that cannot
 * forward variable arguments (clang), which C lets anyone undo.
 */
#undef sprintf
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets localtime gmtime ctime mktime atoi \
	atol

#endif
