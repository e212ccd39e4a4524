/* JPEG as pixels. The only file that includes <jpeglib.h>. */
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>

#include "base/library.h"
#include "image/image.h"

#define CALLS(X) \
	X(jpeg_std_error) X(jpeg_CreateDecompress) X(jpeg_destroy_decompress) X(jpeg_mem_src) \
	X(jpeg_save_markers) X(jpeg_read_header) X(jpeg_start_decompress) \
	X(jpeg_read_scanlines) X(jpeg_finish_decompress)
TL_LIBRARY("libjpeg.so.62", "libjpeg62-turbo", "JPEG", CALLS)

/* A progressive one comes in about ten scans; thousands of empty ones cost hours. */
#define SCANS_MAX 200
#define MEMORY_MAX (400l << 20)
#define APP1_MAX 0xffff

/* What must outlive a jump out of the library lies here; the library gives back ERRORS. */
struct work {
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	struct jpeg_decompress_struct jpeg;
	jmp_buf jump;
	struct tl_bytes bytes;
	struct tl_err *err;
};

int tl_jpeg_ready(struct tl_err *err)
{
	return tl_library_load(&library, err);
}

/* The library wants a function that does not return. */
static void failed(j_common_ptr jpeg)
{
	struct work *w = (struct work *)jpeg->err;
	char why[JMSG_LENGTH_MAX];

	jpeg->err->format_message(jpeg, why);
	if (jpeg->err->msg_code == JWRN_JPEG_EOF || jpeg->err->msg_code == JERR_INPUT_EOF ||
	    jpeg->err->msg_code == JERR_INPUT_EMPTY)
		tl_err_set(w->err, TLSAFE_EINPUT, "the JPEG is cut short: it ends after %zu "
		           "bytes", w->bytes.len);
	else if (jpeg->err->msg_code == JERR_OUT_OF_MEMORY)
		tl_err_memory(w->err);
	else
		tl_err_set(w->err, TLSAFE_EINPUT, "the JPEG is damaged: %s", why);
	longjmp(w->jump, 1);
}

/* What the library would go on after, with pixels that it made up, is damage. Not so bytes between
 * markers, with which cameras fill up, and numbers of versions. */
static void warned(j_common_ptr jpeg, int level)
{
	int code = jpeg->err->msg_code;

	if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_JFIF_MAJOR &&
	    code != JWRN_ADOBE_XFORM)
		failed(jpeg);
}

static void watch(j_common_ptr jpeg)
{
	struct work *w = (struct work *)jpeg->err;

	if (w->jpeg.input_scan_number <= SCANS_MAX)
		return;
	tl_err_set(w->err, TLSAFE_EINPUT, "the JPEG has more than %d scans", SCANS_MAX);
	longjmp(w->jump, 1);
}

static void read_pixels(struct work *w, struct tl_image *image)
{
	struct jpeg_decompress_struct *jpeg = &w->jpeg;

	lib.jpeg_start_decompress(jpeg);
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row = image->rgb + (size_t)jpeg->output_scanline * image->width * 3;
		lib.jpeg_read_scanlines(jpeg, &row, 1);
	}
	lib.jpeg_finish_decompress(jpeg);
}

static void read_said(const struct work *w, struct tl_image_info *info)
{
	for (jpeg_saved_marker_ptr m = w->jpeg.marker_list; m; m = m->next) {
		struct tl_bytes data = tl_bytes(m->data, m->data_length);
		if (tl_starts(data, TL_LIT("Exif\0\0")))
			tl_exif_read(tl_bytes(data.data + 6, data.len - 6), info);
	}
}

static void read_all(struct work *w, struct tl_image *image, struct tl_image_info *info)
{
	struct jpeg_decompress_struct *jpeg = &w->jpeg;

	jpeg->mem->max_memory_to_use = MEMORY_MAX;
	w->progress.progress_monitor = watch;
	jpeg->progress = &w->progress;
	lib.jpeg_mem_src(jpeg, (const unsigned char *)w->bytes.data, w->bytes.len);
	lib.jpeg_save_markers(jpeg, JPEG_APP0 + 1, APP1_MAX);
	lib.jpeg_read_header(jpeg, TRUE);
	if (jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK) {
		tl_err_set(w->err, TLSAFE_EINPUT, "the JPEG has the four colours of a press, "
		           "as no camera makes it");
		longjmp(w->jump, 1);
	}
	if (tl_image_make(image, jpeg->image_width, jpeg->image_height, w->err))
		longjmp(w->jump, 1);
	jpeg->out_color_space = JCS_RGB;
	read_said(w, info);
	read_pixels(w, image);
	info->trailing = jpeg->src->bytes_in_buffer;
}

int tl_jpeg_read(struct tl_bytes bytes, struct tl_image *ret, struct tl_image_info *info,
                 struct tl_err *err)
{
	struct work *w;
	int rc = tl_library_load(&library, err);

	*ret = (struct tl_image){ 0 };
	if (rc)
		return rc;
	w = calloc(1, sizeof(*w));
	if (!w)
		return tl_err_memory(err);
	w->bytes = bytes;
	w->err = err;
	w->jpeg.err = lib.jpeg_std_error(&w->errors);
	w->errors.error_exit = failed;
	w->errors.emit_message = warned;
	if (setjmp(w->jump)) {
		rc = err && err->code ? err->code : TLSAFE_EINPUT;
	} else {
		lib.jpeg_CreateDecompress(&w->jpeg, JPEG_LIB_VERSION, sizeof(w->jpeg));
		read_all(w, ret, info);
	}
	lib.jpeg_destroy_decompress(&w->jpeg);
	free(w);
	if (rc)
		tl_image_release(ret);
	return rc;
}
