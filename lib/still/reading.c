/* Files of the caller, read one by one and handed on. */
#include "still/reading.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define MOST (64u << 20)	/* bytes of one */

void tl_pictures_release(struct tl_pictures *p)
{
	tl_looker_freep(&p->looker);
	tl_buf_release(&p->bytes);
}

/* Sets WHY, of SIZE, if PATH cannot be read. */
static int read_file(struct tl_pictures *p, const char *path, char *why, size_t size)
{
	struct stat st;
	ssize_t n = 1;
	int fd;

	tl_buf_clear(&p->bytes);
	tl_file_as_caller();
	/* A pipe that nobody writes is not waited for. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	tl_file_as_before();
	if (fd < 0 || fstat(fd, &st))
		snprintf(why, size, "%s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		snprintf(why, size, "no regular file");
	while (fd >= 0 && !*why && n) {
		if (!tl_buf_room(&p->bytes, 1u << 18))
			break;
		n = read(fd, p->bytes.data + p->bytes.len, 1u << 18);
		if (n > 0)
			p->bytes.len += (size_t)n;
		if (n < 0 && errno != EINTR)
			snprintf(why, size, "%s", strerror(errno));
		if (p->bytes.len > MOST)
			snprintf(why, size, "more than %u MiB", MOST >> 20);
	}
	tl_file_close(&fd);
	return p->bytes.failed ? tl_err_memory(p->err) : 0;
}

static int look_at(struct tl_pictures *p, const char *file)
{
	char why[128] = "";
	int rc = read_file(p, file, why, sizeof(why));

	if (rc)
		return rc;
	if (!*why)
		return tl_looker_give(p->looker, tl_buf_bytes(&p->bytes), (void *)file, p->err);
	rc = tl_looker_finish(p->looker, p->err);
	return rc ? rc : p->unreadable(p->ctx, file, why);
}

int tl_pictures_look(struct tl_pictures *p, const struct tl_looker_how *how, char *const *files,
                     size_t n)
{
	int rc;

	tl_looker_freep(&p->looker);
	rc = tl_looker_new(&p->looker, how, p->err);
	for (size_t i = 0; !rc && i < n; i++)
		rc = look_at(p, files[i]);
	return rc ? rc : tl_looker_finish(p->looker, p->err);
}
