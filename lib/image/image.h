/*
 * Pictures as pixels: PNG and JPEG read, PNG written. What is read comes from anybody: whoever
 * runs these on bytes that are not its own does so in a child (image/looker.h).
 */
#ifndef TL_IMAGE_H
#define TL_IMAGE_H

#include "base/buf.h"
#include "base/err.h"

/* A picture larger than these is refused before anything is made of it. */
#define TL_IMAGE_SIDE 10000u
#define TL_IMAGE_MEGAPIXELS 40u

struct tl_image {	/* begin with { 0 } */
	uint32_t width, height;
	unsigned char *rgb;	/* three bytes a pixel, rows from the top without gaps */
};

void tl_image_release(struct tl_image *image);
#define TL_IMAGE TL_CLEANUP(tl_image_release) struct tl_image
static inline size_t tl_image_size(const struct tl_image *image)
{
	return (size_t)image->width * image->height * 3;
}

enum tl_image_format { TL_IMAGE_NONE, TL_IMAGE_PNG, TL_IMAGE_JPEG };

/* What a file says of itself: given, never trusted. */
struct tl_image_info {
	enum tl_image_format format;
	char taken[20];		/* 2019-06-30T09:41:07 by whatever clock; empty: it does not say */
	uint64_t trailing;	/* bytes behind a JPEG, where phones keep films */
	unsigned turned;	/* how EXIF says that the camera was held, 1 to 8; 0: nothing */
};

/* What BYTES begin as. */
enum tl_image_format tl_image_format(struct tl_bytes bytes);
/*
 * The picture BYTES, upright, and what the file says of itself; *RET is yours to release.
 * TLSAFE_EINPUT: neither PNG nor JPEG, too large, short, damaged. TLSAFE_EHELPER: the library for
 * it is not there.
 */
int tl_image_read(struct tl_bytes bytes, struct tl_image *ret, struct tl_image_info *info,
                  struct tl_err *err);
/* Loads what reads pictures, which a child without files cannot (TLSAFE_EHELPER). */
int tl_image_ready(struct tl_err *err);

/* Of one format, as it lies in the file; INFO is { 0 } but for that. */
int tl_png_read(struct tl_bytes bytes, struct tl_image *ret, struct tl_image_info *info,
                struct tl_err *err);
int tl_jpeg_read(struct tl_bytes bytes, struct tl_image *ret, struct tl_image_info *info,
                 struct tl_err *err);
int tl_png_ready(struct tl_err *err);
int tl_jpeg_ready(struct tl_err *err);
/* Appends IMAGE as PNG. The same pixels give the same bytes. */
int tl_png_write(struct tl_buf *out, const struct tl_image *image, struct tl_err *err);

/* Room for a picture of that size, its pixels not set. TLSAFE_EINPUT: larger than the limits, or
 * empty. */
int tl_image_make(struct tl_image *ret, uint32_t width, uint32_t height, struct tl_err *err);
/* Sets what EXIF, the bytes of a TIFF file, says; anything that is not sound is passed over. */
void tl_exif_read(struct tl_bytes exif, struct tl_image_info *info);
/* The same picture at most WIDTH by HEIGHT, each pixel the mean of those that it stands for; a
 * smaller one stays as it is. */
int tl_image_shrink(const struct tl_image *image, uint32_t width, uint32_t height,
                    struct tl_image *ret, struct tl_err *err);

#endif
