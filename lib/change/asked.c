/* An act as it is asked for. */
#include "change/asked.h"

#include "base/utf8.h"

struct tl_set *tl_act_value(struct tl_act *a, enum tl_field_name field, const struct tl_kind *kind)
{
	for (size_t i = 0; i < a->nset; i++)
		if (a->set[i].field->index == kind->at[field])
			return &a->set[i];
	return NULL;
}

int tl_act_give(struct tl_act *a, const struct tl_kind *kind, enum tl_field_name field,
                struct tl_bytes value)
{
	struct tl_set *s = tl_act_value(a, field, kind);

	if (kind->at[field] < 0)
		return 0;
	if (!s) {
		if (a->nset == TL_ENTRY_SETS)
			return TLSAFE_EBUG;
		s = &a->set[a->nset++];
	}
	*s = (struct tl_set){ .field = &kind->field[kind->at[field]], .value = value };
	return 0;
}

int tl_act_say(struct tl_act *a, const struct tl_kind *kind, const struct tl_named *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct tl_field *f = tl_kind_key(kind, tl_str(v[i].key));
		if (!f || !v[i].value.len)
			continue;
		if (a->nset == TL_ENTRY_SETS)
			return TLSAFE_EBUG;
		a->set[a->nset++] = (struct tl_set){ .field = f, .value = v[i].value };
	}
	return 0;
}

void tl_act_drop(struct tl_act *a, struct tl_set *s)
{
	size_t i = (size_t)(s - a->set);
	memmove(s, s + 1, (a->nset - i - 1) * sizeof(*s));
	a->nset--;
}

struct tl_bytes tl_act_after(const struct tl_record *r, const struct tl_act *a,
                             enum tl_field_name field)
{
	struct tl_set *s = a ? tl_act_value((struct tl_act *)a, field, r->kind) : NULL;
	return s ? s->value : tl_record_at(r, field);
}

struct tl_bytes tl_act_leaves(const struct tl_record *r, const struct tl_act *a, const char *key)
{
	for (size_t i = 0; i < a->nset; i++)
		if (!strcmp(a->set[i].field->key, key))
			return a->set[i].value;
	return tl_record_named(r, key);
}

struct tl_bytes tl_act_given(const struct tl_record *r, const struct tl_act *a,
                             enum tl_field_name field)
{
	struct tl_set *s = tl_act_value((struct tl_act *)a, field, r->kind);
	return s ? s->value : TL_NONE;
}

int tl_said(struct tl_err *err, const char *option, const char *text, struct tl_bytes *said)
{
	*said = text ? tl_utf8_trim(tl_str(text)) : TL_NONE;
	if (!said->len)
		*said = TL_NONE;
	if (tl_utf8_check(*said) < 0)
		return 0;
	return tl_err_hint(err, TLSAFE_EUSAGE, "set the terminal or the script to UTF-8",
	                   "%s: not valid UTF-8: '%s'", option, text);
}

bool tl_same_person(struct tl_bytes a, struct tl_bytes b)
{
	TL_BUF x = { 0 };
	TL_BUF y = { 0 };
	struct tl_bytes rest, one;

	while (tl_list_next(&a, &one)) {
		tl_buf_clear(&x);
		tl_utf8_fold(&x, one);
		for (rest = b; x.len && tl_list_next(&rest, &one);) {
			tl_buf_clear(&y);
			tl_utf8_fold(&y, one);
			if (tl_eq(tl_buf_bytes(&x), tl_buf_bytes(&y)))
				return true;
		}
	}
	return false;
}

int tl_refuse(struct tl_decide *d, const struct tl_record *r, const struct tl_act *a,
                  const char *hint, const char *why)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID);

	/* What is not stored has no id: the one that was made for it is not given. */
	if (!r->row && a->verb == TL_ACT_ADD)
		return tl_fault(d, TLSAFE_ERULE, NULL, TL_NONE, hint, "%s", why);
	if (!r->row)
		return tl_fault(d, TLSAFE_ERULE, NULL, TL_NONE, hint, "%s: %s",
		                tl_act_text(a->verb), why);
	return tl_fault(d, TLSAFE_ERULE, NULL, TL_NONE, hint, "%.*s: %s: %s", (int)id.len,
	                id.data ? id.data : "", tl_act_text(a->verb), why);
}

int tl_excuse(struct tl_decide *d, const struct tl_record *r, struct tl_act *a,
                  const char *hint, const char *why)
{
	if (!a->lenient)
		return tl_refuse(d, r, a, hint, why);
	tl_warn(d, NULL, TL_NONE, "%s: taken as it is", why);
	if (!a->reason.data)
		a->reason = tl_str(why);
	return 0;
}
