/* Bytes set aside until they are asked for. */
#include "base/spool.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"

#define IN_MEMORY (1024 * 1024)		/* bytes that need no file */
#define PIECE 65536			/* of a file that is read */

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

int tl_spool_file(struct tl_spool *s, int fd, const char *file, uint64_t most, uint64_t *len,
                  struct tl_err *err)
{
	TL_BUF piece = { 0 };
	uint64_t at;
	ssize_t got;

	*len = 0;
	if (!tl_buf_room(&piece, PIECE))
		return tl_err_memory(err);
	while ((got = read(fd, piece.data, PIECE)) != 0) {
		int rc;
		if (got < 0)
			return tl_err_errno(err, "%s", file);
		*len += (uint64_t)got;
		if (*len > most)
			return tl_err_set(err, TLSAFE_EINPUT, "%s: longer than %llu MiB", file,
			                  (unsigned long long)(most >> 20));
		rc = tl_spool_add(s, tl_bytes(piece.data, (size_t)got), &at, err);
		if (rc)
			return rc;
	}
	return 0;
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
