/*
 * Settings of the store, over what the district's file says.
 */
#ifndef TL_STORE_SETTINGS_H
#define TL_STORE_SETTINGS_H

#include "store/handle.h"

#define TL_SETTING_KIND "setting"	/* the kind of the one record of them */
#define TL_SETTINGS "settings"		/* its id */

/* Puts what the record of settings says over what the schema's district says. The schema is
 * loaded. */
int tl_settings_load(struct tlsafe *t, struct tl_kv_txn *txn);

#endif
