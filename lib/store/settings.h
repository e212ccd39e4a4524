/*
 * Settings of the store, over what the district's file says.
 */
#ifndef TL_STORE_SETTINGS_H
#define TL_STORE_SETTINGS_H

#include "store/view.h"

#define TL_SETTING_KIND "setting"	/* the kind of the one record of them */
#define TL_SETTINGS "settings"		/* its id */

/* Puts what the record of settings says over what the schema's district says. The schema is
 * loaded. */
int tl_settings_load(struct tlsafe *t, struct tl_kv_txn *txn);
/* The setting KEY at V's (T, K), into OUT, which stays as it is when nobody has set it. */
int tl_settings_text(struct tl_view *v, const char *key, struct tl_buf *out);
/* The day by which what is of a period that ends with LAST is due, as the setting KEY at V's (T, K)
 * says: a day of a month. TL_NODAY: none is set. */
int tl_settings_due(struct tl_view *v, const char *key, tl_day last, tl_day *ret);
/* The number that the setting KEY is at V's (T, K), into RET, which stays as it is when nobody has
 * set it. */
int tl_settings_number(struct tl_view *v, const char *key, uint64_t *ret);
/* The setting month_cut at V's (T, K): the day with which months of the office end; 0: the last of
 * the calendar's. */
int tl_settings_month_cut(struct tl_view *v, int *ret);

#endif
