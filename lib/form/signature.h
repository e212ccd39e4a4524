/* What a file of an office is, told by its first bytes and never by its name. */
#ifndef TL_SIGNATURE_H
#define TL_SIGNATURE_H

#include "base/bytes.h"
#include "base/err.h"

enum tl_file {
	TL_FILE_TEXT,		/* that, or what nobody knows */
	TL_FILE_FODS,		/* flat ODS, which fods.h reads */
	TL_FILE_XLSX,		/* a ZIP file that is no ODS */
	TL_FILE_XLS,		/* before 2007 */
	TL_FILE_ODS,
	TL_FILE_XML,		/* "XML table" of Excel 2003 */
	TL_FILE_HTML		/* as programs write it that call it .xls */
};

/* What FD, a seekable file that is left where it was, begins as. */
int tl_signature(int fd, enum tl_file *ret, struct tl_err *err);
/* The ending by which a converter knows it, "xlsx", and what people call it, "a workbook
 * (.xlsx)". */
const char *tl_file_ending(enum tl_file file);
const char *tl_file_title(enum tl_file file);
/* The ending of a picture that begins as BYTES do, "png" or "jpg". NULL: they are none. */
const char *tl_picture_ending(struct tl_bytes bytes);

#endif
