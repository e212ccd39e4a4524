/*
 * Documents (文书) that were issued: found by id or number.
 */
#ifndef TL_REPORT_DOCUMENTS_H
#define TL_REPORT_DOCUMENTS_H

#include "store/view.h"

/* Their kind. TLSAFE_ECONFIG: the set has none. */
int tl_documents_kind(struct tlsafe *t, const struct tl_kind **ret);
/* Appends the id of the document that TEXT names, by id or number: 1; of another text TEXT itself:
 * 0. TLSAFE_EUSAGE names those of several that have it. */
int tl_documents_find(struct tl_view *v, struct tl_bytes text, struct tl_buf *id);

#endif
