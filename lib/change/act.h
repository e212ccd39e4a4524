/*
 * Acts on records, with a judgement of the whole besides that of each.
 */
#ifndef TL_CHANGE_ACT_H
#define TL_CHANGE_ACT_H

#include "change/change.h"

/* Called once all acts are judged and entered: C has the records as they will be. */
struct tl_act_also {
	int (*judge)(void *ctx, struct tl_change *c);
	void *ctx;
	const struct tl_blobs_source *files;	/* that entries name; NULL: they name none */
};
/* As tlsafe_change(). ALSO NULL: nothing more is judged, and kinds that have commands of their own
 * are refused. */
int tl_act_change(struct tlsafe *t, const struct tlsafe_change *in, struct tlsafe_out *out,
                  const struct tl_act_also *also);

#endif
