/*
 * Durable transitions in one process against a bare fdatasync: durable STORE FILE N ID...
 * In turn a note on one of the hazards, committed, and 4 KiB written over FILE and synced; prints
 * both medians in milliseconds and their ratio.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tlsafe.h>
#include <unistd.h>

#define MOST 20000

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	static double change[MOST], sync[MOST];
	static char block[4096];
	long n = argc > 4 ? strtol(argv[3], NULL, 10) : 0;
	struct timespec clock;
	struct tlsafe *t = tlsafe_new();
	int fd;

	if (n < 1 || n > MOST || !t) {
		fprintf(stderr, "usage: durable STORE FILE N ID...\n");
		return 64;
	}
	clock_gettime(CLOCK_REALTIME, &clock);
	struct tlsafe_who who = { .actor = "bench",
		                  .login = "bench",
		                  .command = "bench",
		                  .now = (int64_t)clock.tv_sec * 1000000,
		                  .wait = 10 };
	fd = open(argv[2], O_RDWR | O_CREAT, 0600);
	if (fd < 0 || pwrite(fd, block, sizeof(block), 0) != sizeof(block) ||
	    tlsafe_open(t, argv[1]) || tlsafe_set_who(t, &who)) {
		fprintf(stderr, "durable: %s\n", tlsafe_errmsg(t));
		return 1;
	}
	for (long i = 0; i < n; i++) {
		struct tlsafe_change c = { .kind = "hazard",
			                   .verb = "note",
			                   .ids = &argv[4 + i % (argc - 4)],
			                   .nids = 1,
			                   .note = "bench" };
		double begun = now();
		if (tlsafe_change(t, &c, NULL)) {
			fprintf(stderr, "durable: %s\n", tlsafe_errmsg(t));
			return 1;
		}
		change[i] = now() - begun;
		begun = now();
		if (pwrite(fd, block, sizeof(block), 0) != sizeof(block) || fdatasync(fd))
			return 1;
		sync[i] = now() - begun;
	}
	tlsafe_free(t);
	close(fd);
	qsort(change, (size_t)n, sizeof(*change), by_value);
	qsort(sync, (size_t)n, sizeof(*sync), by_value);
	printf("%.3f %.3f %.2f\n", change[n / 2], sync[n / 2], change[n / 2] / sync[n / 2]);
	return 0;
}
