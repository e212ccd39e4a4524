/* Room for pictures, and smaller ones of them. */
#include "image/image.h"

void tl_image_release(struct tl_image *image)
{
	free(image->rgb);
	*image = (struct tl_image){ 0 };
}

int tl_image_make(struct tl_image *ret, uint32_t width, uint32_t height, struct tl_err *err)
{
	*ret = (struct tl_image){ .width = width, .height = height };
	if (!width || !height)
		return tl_err_set(err, TLSAFE_EINPUT, "image %u×%u has no pixels", width, height);
	if ((uint64_t)width * height > TL_IMAGE_MEGAPIXELS * 1000000u)
		return tl_err_set(err, TLSAFE_EINPUT, "image %u×%u exceeds %u megapixel", width,
		                  height, TL_IMAGE_MEGAPIXELS);
	if (width > TL_IMAGE_SIDE || height > TL_IMAGE_SIDE)
		return tl_err_set(err, TLSAFE_EINPUT, "image %u×%u exceeds %u pixels a side",
		                  width, height, TL_IMAGE_SIDE);
	ret->rgb = malloc(tl_image_size(ret));
	return ret->rgb ? 0 : tl_err_memory(err);
}

/* The mean of what lies between two columns and two rows. */
static void mean(const struct tl_image *image, const size_t x[2], const size_t y[2],
                 unsigned char *to)
{
	uint64_t sum[3] = { 0 }, n = (x[1] - x[0]) * (y[1] - y[0]);

	for (size_t row = y[0]; row < y[1]; row++) {
		const unsigned char *at = image->rgb + (row * image->width + x[0]) * 3;
		for (size_t i = x[0]; i < x[1]; i++, at += 3)
			for (size_t c = 0; c < 3; c++)
				sum[c] += at[c];
	}
	for (size_t c = 0; c < 3; c++)
		to[c] = (unsigned char)((sum[c] + n / 2) / n);
}

int tl_image_shrink(const struct tl_image *image, uint32_t width, uint32_t height,
                    struct tl_image *ret, struct tl_err *err)
{
	uint64_t w = image->width, h = image->height;
	unsigned char *to;
	int rc;

	/* Whichever side is the tighter one decides. */
	if (w * height > h * width) {
		h = (h * width + w / 2) / w;
		w = width;
	} else {
		w = (w * height + h / 2) / h;
		h = height;
	}
	if (w >= image->width) {
		w = image->width;
		h = image->height;
	}
	/* One that is all length keeps a pixel. */
	w += !w;
	h += !h;
	rc = tl_image_make(ret, (uint32_t)w, (uint32_t)h, err);
	if (rc)
		return rc;
	to = ret->rgb;
	for (size_t y = 0; y < ret->height; y++)
		for (size_t x = 0; x < ret->width; x++, to += 3)
			mean(image, (size_t[2]){ x * image->width / ret->width,
			                         (x + 1) * image->width / ret->width },
			     (size_t[2]){ y * image->height / ret->height,
			                  (y + 1) * image->height / ret->height }, to);
	return 0;
}
