/*
 * Preloaded into a command: stops it (SIGSTOP) or slows it down where a test has to look in.
 *   STOP_AT=map     where the data file is mapped: its lock file has just been set up
 *   STOP_AT=sync    before the first fdatasync
 *   STOP_AT=meta    behind the first short write to the first two pages: the transaction is in the
 *                   file, and the lock file does not say so yet
 *   STOP_AT=clock   where the machine's clock is asked: the store is open, and nothing done yet
 *   STOP_AT=pread   sleeps two seconds before the first plain read of a file
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MAP_AT_LEAST (1ul << 30)

static int is_at(const char *what)
{
	const char *at = getenv("STOP_AT");

	return at && !strcmp(at, what);
}

typedef void *map_fn(void *, size_t, int, int, int, off_t);
typedef ssize_t pread_fn(int, void *, size_t, off_t);

static void *map(const char *name, void *at, size_t len, int prot, int flags, int fd, off_t off)
{
	map_fn *real = (map_fn *)dlsym(RTLD_NEXT, name);

	if (len >= MAP_AT_LEAST && fd >= 0 && is_at("map"))
		raise(SIGSTOP);
	return real(at, len, prot, flags, fd, off);
}

void *mmap(void *at, size_t len, int prot, int flags, int fd, off_t off)
{
	return map("mmap", at, len, prot, flags, fd, off);
}

void *mmap64(void *at, size_t len, int prot, int flags, int fd, off_t off)
{
	return map("mmap64", at, len, prot, flags, fd, off);
}

int fdatasync(int fd)
{
	static int once;

	if (is_at("sync") && !once++)
		raise(SIGSTOP);
	return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}

int clock_gettime(clockid_t id, struct timespec *ret)
{
	static int once;

	if (id == CLOCK_REALTIME && is_at("clock") && !once++)
		raise(SIGSTOP);
	return ((int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime"))(id, ret);
}

static ssize_t slow(const char *name, int fd, void *to, size_t len, off_t off)
{
	static int once;

	if (is_at("pread") && !once++)
		sleep(2);
	return ((pread_fn *)dlsym(RTLD_NEXT, name))(fd, to, len, off);
}

ssize_t pread(int fd, void *to, size_t len, off_t off)
{
	return slow("pread", fd, to, len, off);
}

ssize_t pread64(int fd, void *to, size_t len, off_t off)
{
	return slow("pread64", fd, to, len, off);
}

typedef ssize_t pwrite_fn(int, const void *, size_t, off_t);

static ssize_t written(const char *name, int fd, const void *from, size_t len, off_t off)
{
	static int once;
	ssize_t n = ((pwrite_fn *)dlsym(RTLD_NEXT, name))(fd, from, len, off);

	if (len < 4096 && off > 0 && off < 2 * 4096 && is_at("meta") && !once++)
		raise(SIGSTOP);
	return n;
}

ssize_t pwrite(int fd, const void *from, size_t len, off_t off)
{
	return written("pwrite", fd, from, len, off);
}

ssize_t pwrite64(int fd, const void *from, size_t len, off_t off)
{
	return written("pwrite64", fd, from, len, off);
}
