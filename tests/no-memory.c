/*
 * Preloaded into a command: of the allocations that it and what it starts make after main has
 * begun, one fails, or that one and all after it.
 *   NO_MEMORY_FROM=N    the N-th fails; 0: none
 *   NO_MEMORY_UPTO=N    the last that fails; without it, only one does
 *   NO_MEMORY_COUNT     a file of eight bytes, in which they are counted
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static _Atomic unsigned long *counted;	/* NULL: main has not begun */
static unsigned long from, upto;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *at, size_t size);
void *__libc_memalign(size_t align, size_t size);

static int fails(void)
{
	unsigned long n;

	if (!counted)
		return 0;
	n = atomic_fetch_add(counted, 1) + 1;
	if (n < from || n > upto)
		return 0;
	errno = ENOMEM;
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

typedef int main_fn(int, char **, char **);
static main_fn *real_main;

static unsigned long number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : otherwise;
}

static int begin(int argc, char **argv, char **env)
{
	const char *path = getenv("NO_MEMORY_COUNT");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *at = fd < 0 ? MAP_FAILED :
	                    mmap(NULL, sizeof(*counted), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (fd >= 0)
		close(fd);
	from = number("NO_MEMORY_FROM", 0);
	upto = number("NO_MEMORY_UPTO", from);
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
