/*
 * A schema set as it was loaded, in one piece of bytes: what a store keeps beside its files, so
 * that a command need not make the set of them anew. It is of the program that made it: another
 * one, which loads something else from the same files, does not take it.
 */
#ifndef TL_SCHEMA_IMAGE_H
#define TL_SCHEMA_IMAGE_H

#include "schema/schema.h"

/* Appends the image of S. */
void tl_schema_image_pack(struct tl_buf *out, const struct tl_schema *s);
/* True when a program that loads as this one does made IMAGE. */
bool tl_schema_image_ours(struct tl_bytes image);
/* As tl_schema_load, of an image of ours; it need not outlive the call. TLSAFE_ECORRUPT: it is
 * damaged. */
int tl_schema_image_load(struct tl_schema **ret, struct tl_bytes image,
                         const struct tl_workflow_form *const *workflows, struct tl_err *err);

#endif
