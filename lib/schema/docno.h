/*
 * Numbers of documents (文号), however they were typed: （渝铜）安监责改〔2018〕12号.
 */
#ifndef TL_SCHEMA_DOCNO_H
#define TL_SCHEMA_DOCNO_H

#include "base/buf.h"

/* Appends TEXT, valid UTF-8, as such a number is printed: the year in 〔〕, other brackets （）,
 * digits narrow, without blanks, 第 and leading zeros, and with 号 behind. What has no year in
 * brackets is appended as it is. */
void tl_docno(struct tl_buf *out, struct tl_bytes text);

#endif
