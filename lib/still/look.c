/* What a picture says of itself. */
#include "still/look.h"

#include "form/signature.h"

static uint32_t number(const unsigned char *p, int bytes)
{
	uint32_t n = 0;

	while (bytes--)
		n = n << 8 | *p++;
	return n;
}

/* The first chunk of a PNG is its header. */
static bool look_png(struct tl_bytes b, struct tl_still_look *ret)
{
	const unsigned char *p = (const unsigned char *)b.data;

	if (b.len < 33 || number(p + 8, 4) != 13 || memcmp(p + 12, "IHDR", 4))
		return false;
	ret->width = number(p + 16, 4);
	ret->height = number(p + 20, 4);
	return true;
}

/* Start of a frame; the other markers of that row are tables. */
static bool is_frame(unsigned char marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
	       marker != 0xcc;
}

/* Segments of a JPEG, each with its length, up to that of the frame. */
static bool look_jpeg(struct tl_bytes b, struct tl_still_look *ret)
{
	const unsigned char *p = (const unsigned char *)b.data;
	size_t at = 2;

	while (at + 4 <= b.len && p[at] == 0xff) {
		unsigned char marker = p[at + 1];
		size_t len = number(p + at + 2, 2);
		if (marker == 0xff) {		/* padding */
			at++;
			continue;
		}
		if (is_frame(marker)) {
			if (len < 8 || at + 9 > b.len)
				return false;
			ret->height = number(p + at + 5, 2);
			ret->width = number(p + at + 7, 2);
			return true;
		}
		if (marker == 0xda || len < 2)	/* the picture itself, without a frame */
			return false;
		at += 2 + len;
	}
	return false;
}

const char *tl_still_look(struct tl_bytes bytes, struct tl_still_look *ret)
{
	const char *type = tl_picture_ending(bytes);
	bool sound;

	*ret = (struct tl_still_look){ .type = type };
	if (!type)
		return "not a picture, by its first bytes";
	sound = strcmp(type, "png") ? look_jpeg(bytes, ret) : look_png(bytes, ret);
	return sound && ret->width && ret->height ? NULL :
	                                            "a picture that is damaged or cut short";
}
