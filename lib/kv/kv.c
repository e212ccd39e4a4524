/* The engines that there are. */
#include "kv/kv.h"

const struct tl_kv_ops *tl_kv_engine(struct tl_bytes name)
{
	static const struct tl_kv_ops *const engines[] = { &tl_kv_lmdb, &tl_kv_mem };

	for (size_t i = 0; i < TL_LEN(engines); i++)
		if (tl_eqs(name, engines[i]->name))
			return engines[i];
	return NULL;
}
