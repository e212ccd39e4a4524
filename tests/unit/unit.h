/* What every unit test includes. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* splitmix64: the same numbers everywhere. */
static inline uint64_t unit_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* A directory of its own, and its end. */
static inline char *unit_dir(char path[64])
{
	snprintf(path, 64, "/tmp/tlsafe-unit-XXXXXX");
	assert_non_null(mkdtemp(path));
	return path;
}

static inline void unit_remove(const char *path)
{
	char command[128];
	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	assert_int_equal(system(command), 0);
}

/* An open file that holds the bytes, read from its start; it has no name and goes with fclose. */
static inline FILE *unit_file(const void *data, size_t len)
{
	FILE *f = tmpfile();
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fflush(f), 0);
	rewind(f);
	return f;
}

#endif
