/* Changing the settings of a store. */
#include <stdlib.h>

#include "change/asked.h"
#include "query/columns.h"
#include "query/saved.h"
#include "store/open.h"
#include "store/settings.h"

static int is_there(struct tlsafe *t, struct tl_bytes id, bool *ret)
{
	TL_VIEW v = { 0 };
	const struct tl_kind *kind;
	uint64_t row;
	int rc = tl_view_begin(&v, t);

	if (!rc)
		rc = tl_view_find(&v, id, &kind, &row);
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

/* Sets VALUES, N of them and room for one, of the record ID of KIND, which is made if it is not
 * there. */
static int set_record(struct tlsafe *t, const struct tlsafe_change *change, const char *kind,
                      const char *id, char **values, size_t n, struct tlsafe_out *out)
{
	struct tlsafe_change c = *change;
	char *ids[] = { (char *)id, NULL }, *made = NULL;
	bool there;
	int rc = is_there(t, tl_str(id), &there);

	if (!rc && !there && asprintf(&made, "id=%s", id) < 0)
		rc = tl_err_memory(&t->err);
	if (rc)
		return rc;
	if (!there)
		values[n++] = made;
	c.kind = kind;
	c.verb = there ? "set" : "add";
	c.ids = there ? ids : NULL;
	c.nids = there;
	c.values = values;
	c.nvalues = n;
	rc = tlsafe_change(t, &c, out);
	free(made);
	return rc;
}

/* The words TEXT of a saved filter are understood by some kind. What is wrong is said of one that
 * has a workflow, and rather of one that knows what to do. */
static int understood(struct tlsafe *t, struct tl_bytes name, struct tl_bytes text)
{
	TL_VIEW v = { 0 };
	TL_SAVED saved = { 0 };
	char **words;
	struct tl_err first = { 0 };
	bool lives = false;		/* FIRST is of a kind that has one */
	int rc = tl_view_begin(&v, t);

	if (!rc)
		rc = tl_saved_try(&saved, &v, name, text);
	if (rc)
		return rc;
	words = tl_arena_alloc(&saved.arena, (saved.n + 1) * sizeof(*words));
	if (!words)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < saved.n; i++)
		words[i] = (char *)saved.word[i].text.data;
	for (size_t i = 0; i < t->schema->nkinds; i++) {
		const struct tl_kind *k = t->schema->kind[i];
		TL_QUERY q = { 0 };
		if (k->withdrawn)
			continue;
		rc = tl_query_try(&q, &v, k, words, saved.n, false);
		if (rc != TLSAFE_EUSAGE)
			return rc;
		if (!first.code || (k->workflow && (!lives || t->err.hint[0])))
			first = t->err;
		lives |= k->workflow != NULL;
		tl_err_clear(&t->err);
	}
	return tl_err_pass(&t->err, TLSAFE_EUSAGE, &first);
}

/* The word "@NAME=WORDS" of CHANGE. */
static int set_filter(struct tlsafe *t, const struct tlsafe_change *change,
                      struct tlsafe_out *out)
{
	const char *word = change->values[0], *eq = strchr(word, '=');
	char *values[] = { NULL, NULL };
	TL_BUF name = { 0 };
	bool there = true;
	int rc;

	if (change->nvalues > 1)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE,
		                   "put quotes round its words, and set others by themselves",
		                   "a saved filter is set alone");
	if (!eq)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "write @NAME='WORDS'",
		                   "not @NAME=WORDS: '%s'", word);
	rc = tl_saved_name(tl_bytes(word, (size_t)(eq - word)), &name, &t->err);
	tl_buf_char(&name, 0);
	if (rc || name.failed)
		return rc ? rc : tl_err_memory(&t->err);
	rc = eq[1] ? understood(t, tl_str(name.data), tl_str(eq + 1)) :
	             is_there(t, tl_str(name.data), &there);
	if (!rc && !there)
		rc = tl_err_hint(&t->err, TLSAFE_EUSAGE, TL_SAVED_LIST, "no saved filter '%s'",
		                 name.data);
	if (rc)
		return rc;
	if (asprintf(&values[0], "words=%s", eq + 1) < 0)
		return tl_err_memory(&t->err);
	word = values[0];
	rc = set_record(t, change, TL_SAVED_KIND, name.data, values, 1, out);
	free((char *)word);
	return rc;
}

static int set_settings(struct tlsafe *t, const struct tlsafe_change *change,
                        struct tlsafe_out *out)
{
	bool dry = change->flags & TLSAFE_ACT_DRY_RUN;
	char **values = calloc(change->nvalues + 1, sizeof(*values));
	int rc;

	if (!values)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < change->nvalues; i++)
		values[i] = change->values[i];
	rc = set_record(t, change, TL_SETTING_KIND, TL_SETTINGS, values, change->nvalues,
	                dry ? out : NULL);
	free(values);
	return rc || !out || dry ? rc : show_settings(t, out);
}

int tlsafe_set_settings(struct tlsafe *t, const struct tlsafe_change *change,
                        struct tlsafe_out *out)
{
	struct tl_bytes reason;
	bool filter = false;

	if (tl_store_begin(t))
		return t->err.code;
	for (size_t i = 0; i < change->nvalues; i++)
		filter |= tl_saved_is_name(tl_str(change->values[i]));
	if (!tl_schema_kind(t->schema, filter ? TL_SAVED_KIND : TL_SETTING_KIND))
		return tl_err_hint(
			&t->err, TLSAFE_ECONFIG, "tlsafe-db schema apply brings them into it",
			"the store's schema set has no %s: it was made by an older tlsafe",
			filter ? "saved filters" : "settings");
	if (!change->nvalues)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "no KEY=VALUE is given");
	if (tl_said(&t->err, "--reason", change->reason, &reason))
		return t->err.code;
	if (!reason.len)
		return tl_err_hint(&t->err, TLSAFE_ERULE, "give --reason",
		                   "a change of the store's settings needs a reason");
	return tl_store_error(t, filter ? set_filter(t, change, out) :
	                                  set_settings(t, change, out));
}
