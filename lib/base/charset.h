/* Bytes of a file to UTF-8, streaming, decided once for the whole file. The only user of iconv. */
#ifndef TL_CHARSET_H
#define TL_CHARSET_H

#include "base/buf.h"
#include "base/err.h"

enum tl_charset {
	TL_CHARSET_AUTO,
	TL_CHARSET_UTF8,
	TL_CHARSET_GB18030,
	TL_CHARSET_UTF16LE,
	TL_CHARSET_UTF16BE
};

/* "utf-8", "utf8", "gb18030", "gbk", "gb2312" (the latter two read as GB18030), "utf-16le",
 * "utf-16be", "utf-16" (which a mark makes either), any case. -1: unknown. */
int tl_charset_by_name(const char *name);
/* Of any but AUTO, as people call it. */
const char *tl_charset_name(enum tl_charset charset);

/*
 * Decides what the bytes of FD (a seekable file, read from its start and left there) are: a mark
 * of UTF-8 or UTF-16, else strict UTF-8, else GB18030. If none fits, it is TLSAFE_EINPUT, and the
 * error names the first bad line (from 1) of the reading that got furthest. With WANT other than
 * AUTO only that reading is tried.
 */
int tl_charset_detect(int fd, enum tl_charset want, enum tl_charset *ret, struct tl_err *err);

/* A streaming reader of FD from its start; several may read one. Skips a mark. */
struct tl_decoder;
int tl_decoder_new(struct tl_decoder **ret, int fd, enum tl_charset charset, struct tl_err *err);
/* The next piece of UTF-8, whole characters only, at most some 64 KiB; borrowed until the next
 * call. 1 a piece, 0 the end, <0 an error naming the line. */
int tl_decoder_next(struct tl_decoder *d, struct tl_bytes *ret, struct tl_err *err);
/* Reads what is left of D and calls EACH for every line of it, numbered from 1, without its end.
 * What EACH gives, unless it is 0, ends it. */
int tl_decoder_lines(struct tl_decoder *d,
                     int (*each)(void *ctx, uint64_t n, struct tl_bytes line), void *ctx,
                     struct tl_err *err);
/* How many bytes of the file have been read. */
uint64_t tl_decoder_read(const struct tl_decoder *d);
void tl_decoder_free(struct tl_decoder *d);
void tl_decoder_freep(struct tl_decoder **d);

/* A descriptor that can be read twice: FD itself if it is a regular file, else an unlinked
 * temporary copy of all that comes from FD. *RET is yours to close unless it equals FD. */
int tl_charset_spool(int fd, int *ret, struct tl_err *err);

#endif
