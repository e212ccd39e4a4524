/* A file as a picture, whatever its format, upright. */
#include "image/image.h"

/* Where the pixel X, Y of a picture of W by H lies once it is turned as EXIF's TURNED says. */
static size_t turned_to(unsigned turned, size_t x, size_t y, size_t w, size_t h)
{
	switch (turned) {
	case 2:
		return y * w + (w - 1 - x);
	case 3:
		return (h - 1 - y) * w + (w - 1 - x);
	case 4:
		return (h - 1 - y) * w + x;
	case 5:
		return x * h + y;
	case 6:
		return x * h + (h - 1 - y);
	case 7:
		return (w - 1 - x) * h + (h - 1 - y);
	case 8:
		return (w - 1 - x) * h + y;
	default:
		return y * w + x;
	}
}

static int turn(struct tl_image *image, unsigned turned, struct tl_err *err)
{
	size_t w = image->width, h = image->height;
	const unsigned char *from = image->rgb;
	struct tl_image to = *image;

	if (turned < 2 || turned > 8)
		return 0;
	if (turned >= 5) {
		to.width = image->height;
		to.height = image->width;
	}
	to.rgb = malloc(tl_image_size(image));
	if (!to.rgb)
		return tl_err_memory(err);
	for (size_t y = 0; y < h; y++)
		for (size_t x = 0; x < w; x++, from += 3)
			memcpy(to.rgb + 3 * turned_to(turned, x, y, w, h), from, 3);
	tl_image_release(image);
	*image = to;
	return 0;
}

enum tl_image_format tl_image_format(struct tl_bytes bytes)
{
	if (tl_starts(bytes, TL_LIT("\x89PNG\r\n\x1a\n")))
		return TL_IMAGE_PNG;
	return tl_starts(bytes, TL_LIT("\xff\xd8\xff")) ? TL_IMAGE_JPEG : TL_IMAGE_NONE;
}

int tl_image_read(struct tl_bytes bytes, struct tl_image *ret, struct tl_image_info *info,
                  struct tl_err *err)
{
	int rc;

	*ret = (struct tl_image){ 0 };
	*info = (struct tl_image_info){ .format = tl_image_format(bytes) };
	if (!bytes.len)
		return tl_err_set(err, TLSAFE_EINPUT, "the file is empty");
	if (info->format == TL_IMAGE_NONE)
		return tl_err_set(err, TLSAFE_EINPUT, "neither PNG nor JPEG by its first bytes");
	if (info->format == TL_IMAGE_PNG)
		rc = tl_png_read(bytes, ret, info, err);
	else
		rc = tl_jpeg_read(bytes, ret, info, err);
	if (!rc)
		rc = turn(ret, info->turned, err);
	if (rc)
		tl_image_release(ret);
	return rc;
}

int tl_image_ready(struct tl_err *err)
{
	int rc = tl_png_ready(err);

	return rc ? rc : tl_jpeg_ready(err);
}
