/* Settings of the store: the one record of the kind "setting", over what the district's file
 * says. */
#include <stdlib.h>

#include "query/filter.h"
#include "base/utf8.h"

#define KIND "setting"
#define RECORD "settings"

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

static struct tl_bytes setting(const struct tl_record *r, const char *key)
{
	const struct tl_field *f = tl_kind_key(r->kind, tl_str(key));

	return f && r->val ? r->val[f->index] : TL_NONE;
}

int tl_settings_load(struct tlsafe *t, struct tl_kv_txn *txn)
{
	struct tl_district *d = &t->schema->district;
	TL_VIEW v = { 0 };
	TL_RECORD r = { 0 };
	const struct tl_kind *kind;
	struct tl_bytes prefixes;
	uint64_t row;
	bool ok = true;
	int rc = tl_view_in(&v, t, txn);

	if (!rc)
		rc = tl_view_find(&v, TL_LIT(RECORD), &kind, &row);
	if (rc == TLSAFE_ENOENT || (!rc && strcmp(kind->name, KIND)))
		return 0;
	if (!rc) {
		tl_record_init(&r, kind);
		rc = tl_view_record(&v, kind, row, &r);
	}
	if (rc || !r.exists)
		return rc;
	if (setting(&r, "name").len)
		d->name = tl_arena_dup(&t->schema->arena, setting(&r, "name"), &ok);
	if (setting(&r, "authority").len)
		d->authority = tl_arena_dup(&t->schema->arena, setting(&r, "authority"), &ok);
	if (setting(&r, "language").len)
		d->language = tl_arena_dup(&t->schema->arena, setting(&r, "language"), &ok);
	prefixes = setting(&r, "prefixes");
	if (prefixes.len)
		rc = take_prefixes(d, prefixes, &t->schema->arena);
	return rc || !ok ? tl_err_memory(&t->err) : 0;
}

static int settings_there(struct tlsafe *t, bool *ret)
{
	TL_VIEW v = { 0 };
	const struct tl_kind *kind;
	uint64_t row;
	int rc = tl_view_begin(&v, t);

	if (!rc)
		rc = tl_view_find(&v, TL_LIT(RECORD), &kind, &row);
	*ret = !rc;
	return rc == TLSAFE_ENOENT ? 0 : rc;
}

/* The record as it is now, in the language that it now says. */
static int show_settings(struct tlsafe *t, struct tlsafe_out *out)
{
	struct tl_bytes id = TL_LIT(RECORD);
	char *path = t->path ? strdup(t->path) : NULL;
	int rc = path ? tlsafe_open(t, path) : 0;

	free(path);
	return rc ? rc : tl_list_now(t, tl_schema_kind(t->schema, KIND), &id, 1, out);
}

int tlsafe_set_settings(struct tlsafe *t, const struct tlsafe_change *change,
                        struct tlsafe_out *out)
{
	struct tlsafe_change c = *change;
	char *ids[] = { RECORD, NULL }, **values;
	bool there;
	int rc;

	tl_err_clear(&t->err);
	if (!tl_schema_kind(t->schema, KIND))
		return tl_err_set(
			&t->err, TLSAFE_ECONFIG,
			"the store's schema set has no settings: it was made by an older tlsafe");
	if (!c.nvalues)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "no KEY=VALUE is given");
	if (!c.reason || !*c.reason)
		return tl_err_set(&t->err, TLSAFE_ERULE,
		                  "a change of the store's settings needs a reason; give --reason");
	rc = settings_there(t, &there);
	if (rc)
		return tl_store_error(t, rc);
	c.kind = KIND;
	c.verb = there ? "set" : "add";
	c.ids = there ? ids : NULL;
	c.nids = there;
	values = calloc(c.nvalues + 1, sizeof(*values));
	if (!values)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < c.nvalues; i++)
		values[i] = c.values[i];
	c.values = values;
	if (!there)
		values[c.nvalues++] = "id=" RECORD;
	bool dry = c.flags & TLSAFE_ACT_DRY_RUN;
	rc = tlsafe_change(t, &c, dry ? out : NULL);
	free(values);
	if (!rc && out && !dry)
		rc = show_settings(t, out);
	return tl_store_error(t, rc);
}
