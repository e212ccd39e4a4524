/* Bytes of a file to UTF-8, streaming. The only user of iconv. */
#include "base/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"

#define PIECE 65536

int tl_charset_by_name(const char *name)
{
	static const struct {
		const char *name;
		int charset;
	} names[] = {
		{ "utf-8", TL_CHARSET_UTF8 },      { "utf8", TL_CHARSET_UTF8 },
		{ "gb18030", TL_CHARSET_GB18030 }, { "gbk", TL_CHARSET_GB18030 },
		{ "gb2312", TL_CHARSET_GB18030 },  { "utf-16", TL_CHARSET_UTF16LE },
		{ "utf-16le", TL_CHARSET_UTF16LE }, { "utf-16be", TL_CHARSET_UTF16BE },
	};

	for (size_t i = 0; i < TL_LEN(names); i++)
		if (!strcasecmp(name, names[i].name))
			return names[i].charset;
	return -1;
}

/* A charset as iconv and people call it, and the mark that a file of it may begin with. */
static const struct {
	const char *name, *mark;
} charsets[] = {
	[TL_CHARSET_UTF8] = { "UTF-8", "\xef\xbb\xbf" },
	[TL_CHARSET_GB18030] = { "GB18030", "" },
	[TL_CHARSET_UTF16LE] = { "UTF-16LE", "\xff\xfe" },
	[TL_CHARSET_UTF16BE] = { "UTF-16BE", "\xfe\xff" },
};

const char *tl_charset_name(enum tl_charset charset)
{
	return charsets[charset].name;
}

/* How many of the N bytes at P are the mark of CHARSET. */
static size_t mark_of(enum tl_charset charset, const void *p, size_t n)
{
	size_t len = strlen(charsets[charset].mark);

	return n >= len && !memcmp(p, charsets[charset].mark, len) ? len : 0;
}

struct tl_decoder {
	int fd;
	off_t at;		/* what is read next; others may read FD too */
	enum tl_charset charset;
	iconv_t iconv;
	bool begun, ended;
	char in[PIECE];
	size_t left;		/* bytes of a character that the last piece broke off */
	uint64_t lines, bytes;	/* passed */
	struct tl_buf out;
};

int tl_decoder_new(struct tl_decoder **ret, int fd, enum tl_charset charset, struct tl_err *err)
{
	struct tl_decoder *d = calloc(1, sizeof(*d));

	if (!d)
		return tl_err_memory(err);
	d->fd = fd;
	d->charset = charset;
	d->iconv = (iconv_t)-1;
	if (charset != TL_CHARSET_UTF8)
		d->iconv = iconv_open("UTF-8", tl_charset_name(charset));
	if ((charset != TL_CHARSET_UTF8 && d->iconv == (iconv_t)-1) ||
	    lseek(fd, 0, SEEK_SET) < 0) {
		int rc = tl_err_errno(err, "reading the file");
		tl_decoder_free(d);
		return rc;
	}
	*ret = d;
	return 0;
}

uint64_t tl_decoder_read(const struct tl_decoder *d)
{
	return (uint64_t)d->at;
}

void tl_decoder_free(struct tl_decoder *d)
{
	if (!d)
		return;
	if (d->iconv != (iconv_t)-1)
		iconv_close(d->iconv);
	tl_buf_release(&d->out);
	free(d);
}

void tl_decoder_freep(struct tl_decoder **d)
{
	tl_decoder_free(*d);
	*d = NULL;
}

static void count_lines(struct tl_decoder *d, const char *p, size_t n)
{
	for (const char *end = p + n; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		d->lines++;
}

/* Behind what has been read, which was counted. */
static int bad_bytes(struct tl_decoder *d, struct tl_err *err)
{
	return tl_err_hint(err, TLSAFE_EINPUT,
	                   "say with --encoding what the file is, or save it anew",
	                   "%llu: bytes that are not %s", (unsigned long long)d->lines + 1,
	                   tl_charset_name(d->charset));
}

static int nul_byte(struct tl_decoder *d, struct tl_err *err)
{
	return tl_err_hint(err, TLSAFE_EINPUT,
	                   "Unicode text without a mark wants --encoding utf-16",
	                   "%llu: a NUL byte; this is no list saved as CSV",
	                   (unsigned long long)d->lines + 1);
}

/* How many bytes the character is that begins with C. */
static size_t utf8_length(unsigned char c)
{
	if (c >= 0xf0)
		return 4;
	if (c >= 0xe0)
		return 3;
	return c >= 0xc0 ? 2 : 1;
}

/* How many of the N bytes at P are whole characters of UTF-8; the rest, fewer than 4, may be one
 * that was cut. */
static size_t whole_utf8(const char *p, size_t n)
{
	size_t k = n;

	while (k && n - k < 3 && ((unsigned char)p[k - 1] & 0xc0) == 0x80)
		k--;
	if (!k)
		return n;
	return utf8_length((unsigned char)p[k - 1]) > n - k + 1 ? k - 1 : n;
}

static int decode_utf8(struct tl_decoder *d, size_t n, struct tl_err *err)
{
	size_t whole = d->ended ? n : whole_utf8(d->in, n);
	ssize_t bad = tl_utf8_check(tl_bytes(d->in, whole));

	d->bytes += bad >= 0 ? (size_t)bad : whole;
	count_lines(d, d->in, bad >= 0 ? (size_t)bad : whole);
	if (bad >= 0)
		return d->in[bad] ? bad_bytes(d, err) : nul_byte(d, err);
	tl_buf_put(&d->out, d->in, whole);
	d->left = n - whole;
	memmove(d->in, d->in + whole, d->left);
	return 0;
}

static int decode_other(struct tl_decoder *d, size_t n, struct tl_err *err)
{
	char *in = d->in, *out, *nul;
	size_t left = n, room;
	bool bad;

	if (!tl_buf_room(&d->out, n * 3 + 16))
		return tl_err_memory(err);
	out = d->out.data;
	room = d->out.cap - 1;
	bad = iconv(d->iconv, &in, &left, &out, &room) == (size_t)-1 &&
	      (errno != EINVAL || d->ended);
	if (bad && errno == E2BIG)
		return tl_err_memory(err);
	d->out.len = (size_t)(out - d->out.data);
	d->bytes += n - left;
	nul = memchr(d->out.data, 0, d->out.len);
	count_lines(d, d->out.data, nul ? (size_t)(nul - d->out.data) : d->out.len);
	if (nul)
		return nul_byte(d, err);
	if (bad)
		return bad_bytes(d, err);
	d->left = left;
	memmove(d->in, in, left);
	return 0;
}

int tl_decoder_next(struct tl_decoder *d, struct tl_bytes *ret, struct tl_err *err)
{
	int rc;

	tl_buf_clear(&d->out);
	while (!d->out.len && !d->ended) {
		ssize_t n = pread(d->fd, d->in + d->left, PIECE - d->left, d->at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return tl_err_errno(err, "reading the file");
		d->at += n;
		d->ended = n == 0;
		n += (ssize_t)d->left;
		if (!n)
			return 0;
		if (!d->begun && !d->ended && n < 3)
			{ d->left = (size_t)n; continue; }
		if (!d->begun) {
			size_t mark = mark_of(d->charset, d->in, (size_t)n);
			n -= (ssize_t)mark;
			memmove(d->in, d->in + mark, (size_t)n);
		}
		d->begun = true;
		d->left = 0;
		if (d->charset == TL_CHARSET_UTF8)
			rc = decode_utf8(d, (size_t)n, err);
		else
			rc = decode_other(d, (size_t)n, err);
		if (!rc && d->out.failed)
			rc = tl_err_memory(err);
		if (rc)
			return rc;
	}
	*ret = tl_buf_bytes(&d->out);
	return d->out.len > 0;
}

int tl_decoder_lines(struct tl_decoder *d,
                     int (*each)(void *ctx, uint64_t n, struct tl_bytes line), void *ctx,
                     struct tl_err *err)
{
	TL_BUF line = { 0 };
	struct tl_bytes piece;
	uint64_t n = 0;
	int rc = 0;

	while (!rc && (rc = tl_decoder_next(d, &piece, err)) == 1) {
		rc = 0;
		while (!rc && piece.len) {
			const char *end = memchr(piece.data, '\n', piece.len);
			size_t len = end ? (size_t)(end - piece.data) : piece.len;
			tl_buf_add(&line, tl_bytes(piece.data, len));
			piece = tl_bytes(piece.data + len, piece.len - len);
			if (!end)
				continue;
			piece = tl_bytes(piece.data + 1, piece.len - 1);
			if (line.failed)
				return tl_err_memory(err);
			rc = each(ctx, ++n, tl_buf_bytes(&line));
			tl_buf_clear(&line);
		}
	}
	if (!rc && line.failed)
		rc = tl_err_memory(err);
	return rc || !line.len ? rc : each(ctx, ++n, tl_buf_bytes(&line));
}

/* Reads all of FD as CHARSET. 0 it fits; the error otherwise, and how far it got. */
static int fits(int fd, enum tl_charset charset, uint64_t *got, struct tl_err *err)
{
	TL_CLEANUP(tl_decoder_freep) struct tl_decoder *d = NULL;
	struct tl_bytes piece;
	int rc = tl_decoder_new(&d, fd, charset, err);

	while (!rc && (rc = tl_decoder_next(d, &piece, err)) > 0)
		rc = 0;
	*got = d ? d->bytes : 0;
	return rc;
}

int tl_charset_detect(int fd, enum tl_charset want, enum tl_charset *ret, struct tl_err *err)
{
	struct tl_err utf8 = { 0 }, gb = { 0 };
	bool utf16 = want == TL_CHARSET_UTF16LE || want == TL_CHARSET_UTF16BE;
	char head[8];
	uint64_t utf8_got, gb_got;
	ssize_t n = pread(fd, head, sizeof(head), 0);
	int rc;

	if (n < 0)
		return tl_err_errno(err, "reading the file");
	*ret = want;
	for (int c = TL_CHARSET_UTF16LE; c <= TL_CHARSET_UTF16BE; c++)
		if ((want == TL_CHARSET_AUTO || utf16) &&
		    mark_of((enum tl_charset)c, head, (size_t)n)) {
			*ret = (enum tl_charset)c;
			utf16 = true;
		}
	if (utf16)
		return fits(fd, *ret, &utf8_got, err);
	bool marked = mark_of(TL_CHARSET_UTF8, head, (size_t)n) != 0;
	*ret = TL_CHARSET_UTF8;
	if (want != TL_CHARSET_GB18030) {
		rc = fits(fd, TL_CHARSET_UTF8, &utf8_got, &utf8);
		if (!rc || rc != TLSAFE_EINPUT || marked || want == TL_CHARSET_UTF8)
			return rc ? tl_err_pass(err, rc, &utf8) : 0;
	}
	rc = fits(fd, TL_CHARSET_GB18030, &gb_got, &gb);
	*ret = TL_CHARSET_GB18030;
	/* A file that cannot be read is not one of other bytes. */
	if (rc != TLSAFE_EINPUT || want == TL_CHARSET_GB18030)
		return rc ? tl_err_pass(err, rc, &gb) : 0;
	return tl_err_pass(err, rc, gb_got >= utf8_got ? &gb : &utf8);
}

int tl_charset_spool(int fd, int *ret, struct tl_err *err)
{
	char buf[PIECE];
	ssize_t n = 1;
	int copy, rc;

	if (lseek(fd, 0, SEEK_CUR) >= 0) {
		*ret = fd;
		return 0;
	}
	rc = tl_file_temporary(&copy, err);
	if (rc)
		return rc;
	while (!rc && n) {
		n = read(fd, buf, sizeof(buf));
		if (n < 0 && errno != EINTR)
			rc = tl_err_errno(err, "reading the input");
		else if (n > 0)
			rc = tl_file_put(copy, tl_bytes(buf, (size_t)n), "a temporary file", err);
	}
	if (rc)
		close(copy);
	else
		*ret = copy;
	return rc;
}
