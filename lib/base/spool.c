/* Bytes set aside until they are asked for. */
#include "base/spool.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define IN_MEMORY (1024 * 1024)		/* bytes that need no file */

void tl_spool_release(struct tl_spool *s)
{
	if (s->map)
		munmap((void *)s->map, s->size);
	if (s->file)
		close(s->file - 1);
	tl_buf_release(&s->buf);
	*s = (struct tl_spool){ 0 };
}

static int open_file(struct tl_spool *s, struct tl_err *err)
{
	FILE *f = tmpfile();
	int fd = f ? dup(fileno(f)) : -1;

	if (f)
		fclose(f);
	if (fd < 0)
		return tl_err_errno(err, "a temporary file");
	s->file = fd + 1;
	return 0;
}

static int flush(struct tl_spool *s, struct tl_err *err)
{
	int rc = s->file ? 0 : open_file(s, err);
	size_t done = 0;

	while (!rc && done < s->buf.len) {
		ssize_t n = write(s->file - 1, s->buf.data + done, s->buf.len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return tl_err_errno(err, "a temporary file");
		done += (size_t)n;
	}
	tl_buf_clear(&s->buf);
	return rc;
}

int tl_spool_add(struct tl_spool *s, struct tl_bytes bytes, uint64_t *at, struct tl_err *err)
{
	int rc = s->buf.len && s->buf.len + bytes.len > IN_MEMORY ? flush(s, err) : 0;

	*at = s->size;
	tl_buf_add(&s->buf, bytes);
	if (!rc && s->buf.failed)
		rc = tl_err_memory(err);
	if (!rc)
		s->size += bytes.len;
	return rc;
}

int tl_spool_read(struct tl_spool *s, struct tl_bytes *ret, struct tl_err *err)
{
	void *map;
	int rc;

	*ret = tl_buf_bytes(&s->buf);
	if (!s->file)
		return 0;
	if (!s->map) {
		rc = flush(s, err);
		if (rc)
			return rc;
		map = mmap(NULL, s->size, PROT_READ, MAP_SHARED, s->file - 1, 0);
		if (map == MAP_FAILED)
			return tl_err_errno(err, "a temporary file");
		s->map = map;
	}
	*ret = tl_bytes(s->map, s->size);
	return 0;
}
