/* Rows as a form writes them. */
#ifndef WRITTEN_H
#define WRITTEN_H

#include "../unit.h"

#include "form/form.h"

/* ROWS of N cells, at most 3 (id, name, n; the third is numeric), written as FORMAT. Borrowed until
 * the next call. */
const char *written(const char *format, unsigned flags, const char *const *cells, size_t rows,
                    size_t n);
/* for the end of a group of tests */
int drop_written(void **state);

#endif
