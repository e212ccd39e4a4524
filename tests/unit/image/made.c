/* Pictures that a test makes. */
#include <png.h>
#include <stdio.h>
#include <jpeglib.h>

#include "made.h"

void made_picture(struct tl_image *ret, uint32_t w, uint32_t h)
{
	struct tl_err err = { 0 };
	unsigned char *p;

	assert_int_equal(tl_image_make(ret, w, h, &err), 0);
	p = ret->rgb;
	for (size_t y = 0; y < h; y++)
		for (size_t x = 0; x < w; x++, p += 3) {
			p[0] = (unsigned char)made_red(x, w);
			p[1] = (unsigned char)(255 - p[0]);
			p[2] = (unsigned char)made_red(y, h);
		}
}

static void append(png_structp png, png_bytep data, size_t n)
{
	tl_buf_put(png_get_io_ptr(png), data, n);
}

static void flushed(png_structp png)
{
	(void)png;
}

/* One row in the form asked for. */
static void row_of(unsigned char *row, size_t y, uint32_t w, uint32_t h,
                   const struct made_png *how)
{
	int channels = how->colour & PNG_COLOR_MASK_COLOR ? 3 : 1;

	if (how->colour == PNG_COLOR_TYPE_PALETTE)
		channels = 1;
	memset(row, 0, (size_t)w * 8);
	for (size_t x = 0; x < w; x++) {
		unsigned red = made_red(x, w);
		unsigned value[4] = { red, 255 - red, made_red(y, h), 128 };
		int n = channels;
		if (how->colour & PNG_COLOR_MASK_ALPHA)
			value[n++] = 128;
		for (int c = 0; c < n; c++) {
			size_t i = x * (size_t)n + (size_t)c;
			if (how->depth == 16)
				row[2 * i] = row[2 * i + 1] = (unsigned char)value[c];
			else if (how->depth == 8)
				row[i] = (unsigned char)(how->colour == PNG_COLOR_TYPE_PALETTE ?
				                         value[c] / 16 : value[c]);
			else
				row[i * (size_t)how->depth / 8] |= (unsigned char)
					(value[c] >> (8 - how->depth)
					 << (8 - how->depth - (int)(i * (size_t)how->depth % 8)));
		}
	}
}

void made_png(struct tl_buf *out, uint32_t w, uint32_t h, const struct made_png *how)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	unsigned char *row = malloc((size_t)w * 8 + 8);
	png_color palette[16];
	png_byte alpha[1] = { 0 };
	png_color_16 one = { .gray = 0 };
	int passes;

	assert_non_null(row);
	png_set_write_fn(png, out, append, flushed);
	png_set_IHDR(png, info, w, h, how->depth, how->colour,
	             how->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
	             PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	for (int i = 0; i < 16; i++)
		palette[i] = (png_color){ (png_byte)(17 * i), (png_byte)(17 * i),
			                  (png_byte)(17 * i) };
	if (how->colour == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, palette, 1 << (how->depth < 4 ? how->depth : 4));
	if (how->transparent)
		png_set_tRNS(png, info, alpha, 1, &one);
	png_write_info(png, info);
	passes = png_set_interlace_handling(png);
	while (passes--)
		for (size_t y = 0; y < h; y++) {
			row_of(row, y, w, h, how);
			png_write_row(png, row);
		}
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	free(row);
}

void made_jpeg(struct tl_buf *out, const struct tl_image *image, int quality, int progressive,
               const void *app1, size_t app1_len)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	unsigned char *data = NULL;
	unsigned long len = 0;

	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &data, &len);
	jpeg.image_width = image->width;
	jpeg.image_height = image->height;
	jpeg.input_components = 3;
	jpeg.in_color_space = JCS_RGB;
	jpeg_set_defaults(&jpeg);
	jpeg_set_quality(&jpeg, quality, TRUE);
	if (progressive)
		jpeg_simple_progression(&jpeg);
	jpeg_start_compress(&jpeg, TRUE);
	if (app1)
		jpeg_write_marker(&jpeg, JPEG_APP0 + 1, app1, (unsigned)app1_len);
	while (jpeg.next_scanline < jpeg.image_height) {
		JSAMPROW row = image->rgb + (size_t)jpeg.next_scanline * image->width * 3;
		jpeg_write_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	tl_buf_put(out, data, len);
	free(data);
}

/* As PNG reckons it, bit by bit. */
static uint32_t crc(const unsigned char *p, size_t n)
{
	uint32_t c = 0xffffffffu;

	while (n--) {
		c ^= *p++;
		for (int i = 0; i < 8; i++)
			c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0);
	}
	return ~c;
}

static void put32(struct tl_buf *b, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		tl_buf_char(b, (char)(v >> shift));
}

void made_chunk(struct tl_buf *png, const char type[4], const void *data, size_t len)
{
	TL_BUF end = { 0 };
	size_t at = png->len - 12;

	tl_buf_put(&end, png->data + at, 12);
	png->len = at;
	put32(png, (uint32_t)len);
	tl_buf_put(png, type, 4);
	tl_buf_put(png, data, len);
	put32(png, crc((unsigned char *)png->data + at + 4, len + 4));
	tl_buf_add(png, tl_buf_bytes(&end));
}

int made_read(const struct tl_buf *b, struct tl_image *image, struct tl_image_info *info,
              struct tl_err *err)
{
	/* Of exactly its size, so that a step beyond is seen. */
	char *exact = malloc(b->len ? b->len : 1);
	int rc;

	assert_non_null(exact);
	memcpy(exact, b->data, b->len);
	rc = tl_image_read(tl_bytes(exact, b->len), image, info, err);
	free(exact);
	return rc;
}
