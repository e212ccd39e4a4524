/*
 * Maps a file and passes over it three times, as whoever counts by its columns must: passes FILE.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
	struct stat st;
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	const uint64_t *at = MAP_FAILED;
	uint64_t sum = 0;

	if (fd >= 0 && !fstat(fd, &st) && st.st_size)
		at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED) {
		fprintf(stderr, "usage: passes FILE\n");
		return 64;
	}
	for (uint64_t pass = 1; pass <= 3; pass++)
		for (size_t i = 0; i < (size_t)st.st_size / sizeof(*at); i++)
			sum += at[i] * pass;
	return printf("%llu\n", (unsigned long long)sum) < 0;
}
