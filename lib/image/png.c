/* PNG, both ways. The only file that includes <png.h>. */
#include <png.h>
#include <setjmp.h>

#include "base/date.h"
#include "base/library.h"
#include "image/image.h"

#define CALLS(X) \
	X(png_create_read_struct) X(png_create_info_struct) X(png_destroy_read_struct) \
	X(png_set_read_fn) X(png_set_user_limits) X(png_set_chunk_malloc_max) \
	X(png_set_chunk_cache_max) X(png_set_crc_action) X(png_set_keep_unknown_chunks) \
	X(png_read_info) X(png_get_IHDR) X(png_set_expand) X(png_set_scale_16) \
	X(png_set_gray_to_rgb) X(png_set_interlace_handling) X(png_read_update_info) \
	X(png_get_channels) X(png_get_rowbytes) X(png_read_row) X(png_read_end) X(png_get_tIME) \
	X(png_get_eXIf_1) X(png_get_io_ptr) X(png_get_error_ptr) X(png_create_write_struct) \
	X(png_destroy_write_struct) X(png_set_write_fn) X(png_set_IHDR) X(png_write_info) \
	X(png_write_row) X(png_write_end)
TL_LIBRARY("libpng16.so.16", "libpng16-16", "PNG", CALLS)

#define CHUNK_MAX (1u << 20)
#define CACHE_MAX 64

/* What must outlive a jump out of the library lies here. */
struct work {
	jmp_buf jump;
	png_structp png;
	png_infop info;
	struct tl_bytes bytes;
	size_t at;			/* of them, read */
	bool ended;			/* the library asked for more than there are */
	unsigned char *pixels;		/* with as many bytes each as the file's have, yours */
	struct tl_buf *out;
	struct tl_err *err;
};

int tl_png_ready(struct tl_err *err)
{
	return tl_library_load(&library, err);
}

/* The library wants a function that does not return. */
static void failed(png_structp png, png_const_charp why)
{
	struct work *w = lib.png_get_error_ptr(png);

	if (w->ended)
		tl_err_set(w->err, TLSAFE_EINPUT, "the PNG is cut short: it ends after %zu bytes",
		           w->bytes.len);
	else
		tl_err_set(w->err, TLSAFE_EINPUT, "the PNG is damaged: %s", why);
	longjmp(w->jump, 1);
}

static void warned(png_structp png, png_const_charp why)
{
	(void)png;
	(void)why;
}

static void take(png_structp png, png_bytep to, size_t n)
{
	struct work *w = lib.png_get_io_ptr(png);

	if (n > w->bytes.len - w->at) {
		w->ended = true;
		failed(png, "");
	}
	memcpy(to, w->bytes.data + w->at, n);
	w->at += n;
}

/* Chunks that nothing is made of are passed over unread: colours of a screen, texts of anybody. */
static void leave_out(struct work *w)
{
	static const png_byte unread[] = "iCCP\0sPLT\0hIST\0tEXt\0zTXt\0iTXt\0bKGD\0pHYs\0"
					 "sCAL\0pCAL\0oFFs\0sBIT\0cHRM\0gAMA\0sRGB";

	lib.png_set_keep_unknown_chunks(w->png, PNG_HANDLE_CHUNK_NEVER, unread,
	                                (int)(sizeof(unread) / 5));
}

/* Over white, since what lies under a transparent pixel is anything. */
static void flatten(const unsigned char *rgba, size_t n, unsigned char *rgb)
{
	for (size_t i = 0; i < n; i++, rgba += 4, rgb += 3)
		for (size_t c = 0; c < 3; c++)
			rgb[c] = (unsigned char)((rgba[c] * rgba[3] + 255 * (255 - rgba[3]) +
			                          127) / 255);
}

static void read_pixels(struct work *w, int passes, struct tl_image *image)
{
	size_t row = lib.png_get_rowbytes(w->png, w->info);
	size_t channels = lib.png_get_channels(w->png, w->info);
	unsigned char *to = image->rgb;

	if (channels == 4)
		to = w->pixels = malloc(row * image->height);
	if (!to) {
		tl_err_memory(w->err);
		longjmp(w->jump, 1);
	}
	if (channels < 3 || row != (size_t)image->width * channels)
		failed(w->png, "pixels of an unknown form");
	/* What an interlaced one does not reach yet is not left to chance. */
	if (passes > 1)
		memset(to, 0, row * image->height);
	while (passes--)
		for (size_t y = 0; y < image->height; y++)
			lib.png_read_row(w->png, to + y * row, NULL);
	if (channels == 4)
		flatten(to, (size_t)image->width * image->height, image->rgb);
}

static void read_said(struct work *w, struct tl_image_info *info)
{
	png_uint_32 n = 0;
	png_bytep exif = NULL;
	png_timep t = NULL;

	if (lib.png_get_tIME(w->png, w->info, &t) && t->hour < 24 && t->minute < 60 &&
	    t->second < 60 && tl_day_of(t->year, t->month, t->day) != TL_NODAY)
		snprintf(info->taken, sizeof(info->taken), "%04u-%02u-%02uT%02u:%02u:%02u",
		         t->year % 10000u, t->month % 100u, t->day % 100u, t->hour % 100u,
		         t->minute % 100u, t->second % 100u);
	if (lib.png_get_eXIf_1(w->png, w->info, &n, &exif))
		tl_exif_read(tl_bytes(exif, n), info);
}

static void read_all(struct work *w, struct tl_image *image, struct tl_image_info *info)
{
	png_uint_32 width, height;
	int depth, colour, passes;

	lib.png_set_read_fn(w->png, w, take);
	lib.png_set_user_limits(w->png, TL_IMAGE_SIDE, TL_IMAGE_SIDE);
	lib.png_set_chunk_malloc_max(w->png, CHUNK_MAX);
	lib.png_set_chunk_cache_max(w->png, CACHE_MAX);
	lib.png_set_crc_action(w->png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
	leave_out(w);
	lib.png_read_info(w->png, w->info);
	lib.png_get_IHDR(w->png, w->info, &width, &height, &depth, &colour, NULL, NULL, NULL);
	lib.png_set_expand(w->png);
	if (depth == 16)
		lib.png_set_scale_16(w->png);
	if (!(colour & PNG_COLOR_MASK_COLOR))
		lib.png_set_gray_to_rgb(w->png);
	passes = lib.png_set_interlace_handling(w->png);
	lib.png_read_update_info(w->png, w->info);
	read_pixels(w, passes, image);
	lib.png_read_end(w->png, w->info);
	read_said(w, info);
}

/* The size is looked at before the library sees the file, which has no words of ours for it. */
static int make_room(struct tl_bytes bytes, struct tl_image *image, struct tl_err *err)
{
	const unsigned char *p = (const unsigned char *)bytes.data;
	uint32_t side[2];

	if (bytes.len < 24)
		return tl_err_set(err, TLSAFE_EINPUT, "the PNG is cut short: it ends after %zu "
		                  "bytes", bytes.len);
	if (memcmp(p + 12, "IHDR", 4))
		return tl_err_set(err, TLSAFE_EINPUT, "the PNG is damaged: it does not begin with "
		                  "its size");
	for (size_t i = 0; i < 2; i++)
		side[i] = (uint32_t)p[16 + 4 * i] << 24 | (uint32_t)p[17 + 4 * i] << 16 |
			  (uint32_t)p[18 + 4 * i] << 8 | p[19 + 4 * i];
	return tl_image_make(image, side[0], side[1], err);
}

int tl_png_read(struct tl_bytes bytes, struct tl_image *ret, struct tl_image_info *info,
                struct tl_err *err)
{
	struct work w = { .bytes = bytes, .err = err };
	int rc = tl_library_load(&library, err);

	*ret = (struct tl_image){ 0 };
	if (!rc)
		rc = make_room(bytes, ret, err);
	if (rc)
		return rc;
	w.png = lib.png_create_read_struct(PNG_LIBPNG_VER_STRING, &w, failed, warned);
	if (w.png)
		w.info = lib.png_create_info_struct(w.png);
	if (!w.info)
		rc = tl_err_memory(err);
	else if (setjmp(w.jump))
		rc = err && err->code ? err->code : TLSAFE_EINPUT;
	else
		read_all(&w, ret, info);
	lib.png_destroy_read_struct(&w.png, &w.info, NULL);
	free(w.pixels);
	if (!rc && w.at < bytes.len)
		rc = tl_err_set(err, TLSAFE_EINPUT, "%zu bytes follow the end of the PNG",
		                bytes.len - w.at);
	if (rc)
		tl_image_release(ret);
	return rc;
}

/* --- writing ------------------------------------------------------------------ */

static void put(png_structp png, png_bytep data, size_t n)
{
	struct work *w = lib.png_get_io_ptr(png);

	tl_buf_put(w->out, data, n);
}

static void flushed(png_structp png)
{
	(void)png;
}

static void write_all(struct work *w, const struct tl_image *image)
{
	lib.png_set_write_fn(w->png, w, put, flushed);
	lib.png_set_IHDR(w->png, w->info, image->width, image->height, 8, PNG_COLOR_TYPE_RGB,
	                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
	                 PNG_FILTER_TYPE_DEFAULT);
	lib.png_write_info(w->png, w->info);
	for (size_t y = 0; y < image->height; y++)
		lib.png_write_row(w->png, image->rgb + y * image->width * 3);
	lib.png_write_end(w->png, w->info);
}

static void not_written(png_structp png, png_const_charp why)
{
	struct work *w = lib.png_get_error_ptr(png);

	tl_err_set(w->err, TLSAFE_EBUG, "a PNG is not written: %s", why);
	longjmp(w->jump, 1);
}

int tl_png_write(struct tl_buf *out, const struct tl_image *image, struct tl_err *err)
{
	struct work w = { .out = out, .err = err };
	int rc = tl_library_load(&library, err);

	if (rc)
		return rc;
	w.png = lib.png_create_write_struct(PNG_LIBPNG_VER_STRING, &w, not_written, warned);
	if (w.png)
		w.info = lib.png_create_info_struct(w.png);
	if (!w.info)
		rc = tl_err_memory(err);
	else if (setjmp(w.jump))
		rc = TLSAFE_EBUG;
	else
		write_all(&w, image);
	lib.png_destroy_write_struct(&w.png, &w.info);
	if (!rc && out->failed)
		rc = tl_err_memory(err);
	return rc;
}
