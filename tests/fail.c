/*
 * Preloaded into a command: of the calls that it and what it starts make after main has begun, one
 * fails, or that one and all after it.
 *   FAIL_OF=memory    the allocations, which find no memory
 *   FAIL_OF=files     what is done with files, but by stdio: EIO, and ENOSPC of what writes
 *   FAIL_FROM=N       the N-th fails; 0: none
 *   FAIL_UPTO=N       the last that fails; without it, only one does
 *   FAIL_COUNT        a file of eight bytes, in which they are counted
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static _Atomic unsigned long *counted;	/* NULL: main has not begun */
static unsigned long from, upto;
static int of_files;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *at, size_t size);
void *__libc_memalign(size_t align, size_t size);

static int falls(void)
{
	unsigned long n = atomic_fetch_add(counted, 1) + 1;

	return n >= from && n <= upto;
}

static int fails(void)
{
	if (!counted || of_files || !falls())
		return 0;
	errno = ENOMEM;
	return 1;
}

/* With ERROR, of a call on files. */
static int file_fails(int error)
{
	if (!counted || !of_files || !falls())
		return 0;
	errno = error;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *at, size_t size)
{
	return fails() ? NULL : __libc_realloc(at, size);
}

void *reallocarray(void *at, size_t n, size_t size)
{
	size_t all;

	if (__builtin_mul_overflow(n, size, &all)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(at, all);
}

void *memalign(size_t align, size_t size)
{
	return fails() ? NULL : __libc_memalign(align, size);
}

void *aligned_alloc(size_t align, size_t size)
{
	return memalign(align, size);
}

int posix_memalign(void **ret, size_t align, size_t size)
{
	void *at = memalign(align, size);

	if (!at)
		return ENOMEM;
	*ret = at;
	return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int openat(int at, const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	return file_fails(EIO) ? -1 : REAL(openat)(at, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	return file_fails(EIO) ? -1 : REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));
int openat64(int at, const char *path, int flags, ...) __attribute__((alias("openat")));

int stat(const char *path, struct stat *ret)
{
	return file_fails(EIO) ? -1 : REAL(stat)(path, ret);
}

int lstat(const char *path, struct stat *ret)
{
	return file_fails(EIO) ? -1 : REAL(lstat)(path, ret);
}

int fstat(int fd, struct stat *ret)
{
	return file_fails(EIO) ? -1 : REAL(fstat)(fd, ret);
}

ssize_t read(int fd, void *to, size_t n)
{
	return file_fails(EIO) ? -1 : REAL(read)(fd, to, n);
}

ssize_t pread(int fd, void *to, size_t n, off_t at)
{
	return file_fails(EIO) ? -1 : REAL(pread)(fd, to, n, at);
}

ssize_t write(int fd, const void *from_there, size_t n)
{
	return file_fails(ENOSPC) ? -1 : REAL(write)(fd, from_there, n);
}

ssize_t pwrite(int fd, const void *from_there, size_t n, off_t at)
{
	return file_fails(ENOSPC) ? -1 : REAL(pwrite)(fd, from_there, n, at);
}

ssize_t writev(int fd, const struct iovec *v, int n)
{
	return file_fails(ENOSPC) ? -1 : REAL(writev)(fd, v, n);
}

ssize_t pwritev(int fd, const struct iovec *v, int n, off_t at)
{
	return file_fails(ENOSPC) ? -1 : REAL(pwritev)(fd, v, n, at);
}

int ftruncate(int fd, off_t n)
{
	return file_fails(ENOSPC) ? -1 : REAL(ftruncate)(fd, n);
}

ssize_t pread64(int fd, void *to, size_t n, off_t at) __attribute__((alias("pread")));
ssize_t pwrite64(int fd, const void *from_there, size_t n, off_t at)
	__attribute__((alias("pwrite")));
ssize_t pwritev64(int fd, const struct iovec *v, int n, off_t at)
	__attribute__((alias("pwritev")));
int ftruncate64(int fd, off_t n) __attribute__((alias("ftruncate")));

int fdatasync(int fd)
{
	return file_fails(EIO) ? -1 : REAL(fdatasync)(fd);
}

int fsync(int fd)
{
	return file_fails(EIO) ? -1 : REAL(fsync)(fd);
}

int flock(int fd, int how)
{
	return file_fails(EIO) ? -1 : REAL(flock)(fd, how);
}

int mkdir(const char *path, mode_t mode)
{
	return file_fails(ENOSPC) ? -1 : REAL(mkdir)(path, mode);
}

int rename(const char *old, const char *new)
{
	return file_fails(EIO) ? -1 : REAL(rename)(old, new);
}

typedef int main_fn(int, char **, char **);
static main_fn *real_main;

static unsigned long number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : otherwise;
}

static int begin(int argc, char **argv, char **env)
{
	const char *path = getenv("FAIL_COUNT");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *at = fd < 0 ? MAP_FAILED :
	                    mmap(NULL, sizeof(*counted), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (fd >= 0)
		close(fd);
	of_files = getenv("FAIL_OF") && !strcmp(getenv("FAIL_OF"), "files");
	from = number("FAIL_FROM", 0);
	upto = number("FAIL_UPTO", from);
	if (at == MAP_FAILED)
		return 99;
	counted = at;
	return real_main(argc, argv, env);
}

typedef void done_fn(void);
typedef int start_fn(main_fn *, int, char **, done_fn *, done_fn *, done_fn *, void *);

int __libc_start_main(main_fn *main, int argc, char **argv, done_fn *init, done_fn *fini,
                      done_fn *rtld, void *stack)
{
	start_fn *start = (start_fn *)dlsym(RTLD_NEXT, "__libc_start_main");

	real_main = main;
	return start(begin, argc, argv, init, fini, rtld, stack);
}
