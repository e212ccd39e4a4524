/* Changing the settings of a store. */
#include <stdlib.h>

#include "query/columns.h"
#include "store/open.h"
#include "store/settings.h"

static int settings_there(struct tlsafe *t, bool *ret)
{
	TL_VIEW v = { 0 };
	const struct tl_kind *kind;
	uint64_t row;
	int rc = tl_view_begin(&v, t);

	if (!rc)
		rc = tl_view_find(&v, TL_LIT(TL_SETTINGS), &kind, &row);
	*ret = !rc;
	return rc == TLSAFE_ENOENT ? 0 : rc;
}

/* The record as it is now, in the language that it now says. */
static int show_settings(struct tlsafe *t, struct tlsafe_out *out)
{
	struct tl_bytes id = TL_LIT(TL_SETTINGS);
	char *path = t->path ? strdup(t->path) : NULL;
	int rc = path ? tlsafe_open(t, path) : 0;

	free(path);
	return rc ? rc : tl_list_now(t, tl_schema_kind(t->schema, TL_SETTING_KIND), &id, 1, out);
}

int tlsafe_set_settings(struct tlsafe *t, const struct tlsafe_change *change,
                        struct tlsafe_out *out)
{
	struct tlsafe_change c = *change;
	char *ids[] = { TL_SETTINGS, NULL }, **values;
	bool there;
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	if (!tl_schema_kind(t->schema, TL_SETTING_KIND))
		return tl_err_set(
			&t->err, TLSAFE_ECONFIG,
			"the store's schema set has no settings: it was made by an older tlsafe");
	if (!c.nvalues)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "no KEY=VALUE is given");
	if (!c.reason || !*c.reason)
		return tl_err_hint(&t->err, TLSAFE_ERULE, "give --reason",
		                   "a change of the store's settings needs a reason");
	rc = settings_there(t, &there);
	if (rc)
		return tl_store_error(t, rc);
	c.kind = TL_SETTING_KIND;
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
		values[c.nvalues++] = "id=" TL_SETTINGS;
	bool dry = c.flags & TLSAFE_ACT_DRY_RUN;
	rc = tlsafe_change(t, &c, dry ? out : NULL);
	free(values);
	if (!rc && out && !dry)
		rc = show_settings(t, out);
	return tl_store_error(t, rc);
}
