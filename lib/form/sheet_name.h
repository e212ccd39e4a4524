/* What a sheet of a workbook may be called, so that Excel opens it. */
#ifndef TL_FORM_SHEET_NAME_H
#define TL_FORM_SHEET_NAME_H

#include "base/buf.h"

/* TEXT as Excel counts it: UTF-16 units. */
size_t tl_sheet_units(struct tl_bytes text);
bool tl_sheet_name_good(struct tl_bytes name);
/* TEXT as such a name, cut where it is too long, and one that a range of cells may begin with as it
 * stands; TRY, from 1, makes another one of it each time. */
void tl_sheet_name_make(struct tl_buf *ret, struct tl_bytes text, unsigned try);
/* Excel tells them not apart. */
bool tl_sheet_name_same(struct tl_bytes a, struct tl_bytes b);

#endif
