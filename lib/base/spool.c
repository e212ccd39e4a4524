/* Bytes set aside until they are asked for. */
#include "base/spool.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"

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

static int flush(struct tl_spool *s, struct tl_err *err)
{
	int fd, rc;

	if (!s->file) {
		rc = tl_file_temporary(&fd, err);
		if (rc)
			return rc;
		s->file = fd + 1;
	}
	rc = tl_file_put(s->file - 1, tl_buf_bytes(&s->buf), "a temporary file", err);
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
