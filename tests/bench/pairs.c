/*
 * Runs two shell commands in turn, A B A B, and prints medians: pairs N cpu|wall|inside COMMAND
 * COMMAND -> "A B ratio MiB MiB": seconds of each, the median of the ratios pair by pair, and the
 * largest resident size of each. With inside it is the whole time of the first against the seconds
 * that the second writes to the file descriptor PAIRS_FD. A command that fails ends it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct run { double cpu, wall, mib, inside; };

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* A command that was not asked for its own time has 0. */
static double said(int fd)
{
	char text[64];
	ssize_t n = read(fd, text, sizeof(text) - 1);

	close(fd);
	text[n > 0 ? n : 0] = 0;
	return strtod(text, NULL);
}

static struct run run(char *command)
{
	struct timespec before, after;
	struct rusage use;
	struct run r;
	int how, own[2];

	if (pipe(own) < 0)
		exit(1);
	clock_gettime(CLOCK_MONOTONIC, &before);
	pid_t child = fork();
	if (child == 0) {
		char fd[16];
		close(own[0]);
		snprintf(fd, sizeof(fd), "%d", own[1]);
		setenv("PAIRS_FD", fd, 1);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || wait4(child, &how, 0, &use) < 0 || !WIFEXITED(how) || WEXITSTATUS(how)) {
		fprintf(stderr, "pairs: failed: %s\n", command);
		exit(1);
	}
	clock_gettime(CLOCK_MONOTONIC, &after);
	r.cpu = seconds(use.ru_utime) + seconds(use.ru_stime);
	r.wall = (double)(after.tv_sec - before.tv_sec) +
	         (double)(after.tv_nsec - before.tv_nsec) / 1e9;
	r.mib = (double)use.ru_maxrss / 1024;
	close(own[1]);
	r.inside = said(own[0]);
	return r;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_value);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

enum { CPU, WALL, INSIDE, NONE };

static int what_of(const char *word)
{
	static const char *const words[] = { "cpu", "wall", "inside" };

	for (int i = 0; i < NONE; i++)
		if (!strcmp(word, words[i]))
			return i;
	return NONE;
}

int main(int argc, char **argv)
{
	double a[101], b[101], ratio[101], mib[2] = { 0, 0 };
	long n = argc == 5 ? strtol(argv[1], NULL, 10) : 0;

	int what = argc == 5 ? what_of(argv[2]) : NONE;

	if (n < 1 || n > 101 || what == NONE) {
		fprintf(stderr, "usage: pairs N cpu|wall|inside COMMAND COMMAND\n");
		return 64;
	}
	for (long i = 0; i < n; i++) {
		struct run x = run(argv[3]), y = run(argv[4]);
		const double of[] = { y.cpu, y.wall, y.inside };
		a[i] = what == CPU ? x.cpu : x.wall;
		b[i] = of[what];
		if (what == INSIDE && b[i] <= 0) {
			fprintf(stderr, "pairs: no time of its own: %s\n", argv[4]);
			return 1;
		}
		ratio[i] = b[i] > 0 ? a[i] / b[i] : 0;
		mib[0] = x.mib > mib[0] ? x.mib : mib[0];
		mib[1] = y.mib > mib[1] ? y.mib : mib[1];
	}
	double middle = median(ratio, (size_t)n);
	printf("%.4f %.4f %.4f %.0f %.0f\n", median(a, (size_t)n), median(b, (size_t)n), middle,
	       mib[0], mib[1]);
	return 0;
}
