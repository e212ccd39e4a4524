/* Pictures that a test makes, by the libraries themselves. */
#ifndef MADE_H
#define MADE_H

#include "../unit.h"

#include "image/image.h"

struct made_png {
	int depth, colour;	/* as libpng calls them */
	int interlaced;
	int transparent;	/* a palette, a grey or a colour has one that is not seen */
};

/* The red of pixel X, Y of every made picture of W by H, 0 to 255; green falls as it rises, blue is
 * that of the row. */
static inline unsigned made_red(size_t x, size_t w)
{
	return (unsigned)(x * 255 / (w > 1 ? w - 1 : 1));
}

/* Pixels of that kind; yours to release. */
void made_picture(struct tl_image *ret, uint32_t w, uint32_t h);
/* The same as a file. Palettes have 16 greys. */
void made_png(struct tl_buf *out, uint32_t w, uint32_t h, const struct made_png *how);
void made_jpeg(struct tl_buf *out, const struct tl_image *image, int quality, int progressive,
               const void *app1, size_t app1_len);
/* As tl_image_read(), from bytes of exactly its size, so that a step beyond is seen. */
int made_read(const struct tl_buf *b, struct tl_image *image, struct tl_image_info *info,
              struct tl_err *err);
/* A chunk more, before the end of the PNG. */
void made_chunk(struct tl_buf *png, const char type[4], const void *data, size_t len);

#endif
