/* Settings of the store: the one record of the kind "setting", over what the district's file
 * says. */
#include "store/settings.h"

#include <stdlib.h>

#include "base/utf8.h"

/* Texts joined by 、, folded as the district's own prefixes are. */
static int take_prefixes(struct tl_district *d, struct tl_bytes list, struct tl_arena *a)
{
	size_t max = list.len / strlen("、") + 1;
	struct tl_bytes prefix;
	bool ok = true;

	d->nprefixes = 0;
	d->prefix = tl_arena_zalloc(a, max * sizeof(*d->prefix));
	if (!d->prefix)
		return TLSAFE_EMEMORY;
	while (tl_list_next(&list, &prefix)) {
		TL_BUF folded = { 0 };
		tl_utf8_fold(&folded, prefix);
		d->prefix[d->nprefixes++] = tl_arena_dup(a, tl_buf_bytes(&folded), &ok);
		if (!ok || folded.failed)
			return TLSAFE_EMEMORY;
	}
	return 0;
}

#define DUPLICATE_DAYS 30	/* until the office says otherwise */

/* A setting that is there, over what the district says. */
static bool take_text(struct tl_bytes *to, const struct tl_record *r, const char *key,
                      struct tl_arena *a)
{
	struct tl_bytes v = tl_record_named(r, key);
	bool ok = true;

	if (v.len)
		*to = tl_arena_dup(a, v, &ok);
	return ok;
}

/* The record as V sees it; one that is not there does not exist. */
static int read_record(struct tl_view *v, struct tl_record *r)
{
	const struct tl_kind *kind;
	uint64_t row;
	int rc = tl_view_find(v, TL_LIT(TL_SETTINGS), &kind, &row);

	if (rc == TLSAFE_ENOENT || (!rc && strcmp(kind->name, TL_SETTING_KIND)))
		return 0;
	if (rc)
		return rc;
	tl_record_init(r, kind);
	return tl_view_record(v, kind, row, r);
}

int tl_settings_text(struct tl_view *v, const char *key, struct tl_buf *out)
{
	const struct tl_kind *kind = tl_schema_kind(v->schema, TL_SETTING_KIND);
	TL_RECORD r = { 0 };
	int rc;

	/* A set of long ago has no such setting. */
	if (!kind || !tl_kind_key(kind, tl_str(key)))
		return 0;
	rc = read_record(v, &r);
	if (!rc && r.exists)
		tl_buf_add(out, tl_record_named(&r, key));
	return !rc && out->failed ? tl_err_memory(&v->t->err) : rc;
}

int tl_settings_number(struct tl_view *v, const char *key, uint64_t *ret)
{
	TL_BUF text = { 0 };
	int rc = tl_settings_text(v, key, &text);

	if (!rc && text.len)
		*ret = strtoull(text.data, NULL, 10);
	return rc;
}

int tl_settings_month_cut(struct tl_view *v, int *ret)
{
	TL_BUF day = { 0 };
	int rc = tl_settings_text(v, "month_cut", &day);

	*ret = rc || !day.len ? 0 : (int)strtol(day.data, NULL, 10);
	return rc;
}

int tl_settings_due(struct tl_view *v, const char *key, tl_day last, tl_day *ret)
{
	TL_BUF text = { 0 };
	int rc = tl_settings_text(v, key, &text), y, m, d, due;

	*ret = TL_NODAY;
	if (rc || !text.len)
		return rc;
	due = (int)strtol(text.data, NULL, 10);
	tl_day_split(last, &y, &m, &d);
	if (d >= due)
		m++;
	*ret = tl_day_of(y + (m > 12), (m - 1) % 12 + 1, due);
	return 0;
}

int tl_settings_load(struct tlsafe *t, struct tl_kv_txn *txn)
{
	struct tl_district *d = &t->schema->district;
	TL_VIEW v = { 0 };
	TL_RECORD r = { 0 };
	struct tl_bytes prefixes, days;
	bool ok = true;
	int rc = tl_view_in(&v, t, txn);

	d->duplicate_days = DUPLICATE_DAYS;
	d->own_name = d->name;
	if (!rc)
		rc = read_record(&v, &r);
	if (rc || !r.exists)
		return rc;
	ok = take_text(&d->name, &r, "name", &t->schema->arena) &&
	     take_text(&d->authority, &r, "authority", &t->schema->arena) &&
	     take_text(&d->language, &r, "language", &t->schema->arena);
	days = tl_record_named(&r, "duplicate_days");
	if (days.len)
		d->duplicate_days = (unsigned)strtoul(days.data, NULL, 10);
	prefixes = tl_record_named(&r, "prefixes");
	if (prefixes.len)
		rc = take_prefixes(d, prefixes, &t->schema->arena);
	return rc || !ok ? tl_err_memory(&t->err) : 0;
}
