/* Who inspects or signs, and by which certificate. */
#include "change/officers.h"

#include <stdlib.h>

#include "change/asked.h"

void tl_officers_release(struct tl_officers *o)
{
	free(o->item);
	tl_arena_release(&o->arena);
	*o = (struct tl_officers){ .n = 0 };
}

void tl_inspectors_release(struct tl_inspectors *i)
{
	tl_buf_release(&i->names);
	tl_buf_release(&i->numbers);
	tl_buf_release(&i->body);
}

int tl_officers_read(struct tl_officers *o, struct tl_view *v)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	bool ok = true;
	int rc;

	*o = (struct tl_officers){ .v = v, .kind = tl_schema_kind(v->schema, "officer") };
	if (!o->kind)
		return 0;
	tl_record_init(&r, o->kind);
	rc = tl_walk_begin(&walk, v, o->kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		if (!TL_GROW(o->item, o->n, o->max))
			return tl_err_memory(&v->t->err);
		o->item[o->n++] = (struct tl_officer){
			.id = tl_arena_dup(&o->arena, tl_record_at(&r, TL_F_ID), &ok),
			.name = tl_arena_dup(&o->arena, tl_record_at(&r, TL_F_NAME), &ok),
			.certificate = tl_arena_dup(&o->arena,
			                            tl_record_named(&r, "certificate"), &ok),
			.row = r.row,
		};
		rc = ok ? 0 : tl_err_memory(&v->t->err);
	}
	return rc;
}

/* Those who are called SAID, or whose certificate is NUMBER if that is given: how many, and the
 * last. */
static size_t count(const struct tl_officers *o, struct tl_bytes said, struct tl_bytes number,
                    const struct tl_officer **ret)
{
	size_t n = 0;

	for (size_t i = 0; i < o->n; i++) {
		const struct tl_officer *it = &o->item[i];
		bool is = tl_eq(it->id, said) || tl_same_person(it->name, said);
		if (number.len)
			is = tl_same_person(it->certificate, number);
		if (!is)
			continue;
		*ret = it;
		n++;
	}
	return n;
}

static const char register_it[] = "tlsafe-register --kind officer list tells who has which; "
                                  "set and add enter one";

/* The certificate of R, an officer as of the day, is valid then. */
static void judge(const struct tl_record *r, const struct tl_inspectors *in, struct tl_decide *d)
{
	struct tl_bytes number = tl_record_named(r, "certificate"), from, upto,
			name = tl_record_at(r, TL_F_NAME), status = tl_record_at(r, TL_F_STATUS);
	char day[TL_DAY_TEXT];

	tl_day_format(day, in->on);
	from = tl_record_named(r, "valid_from");
	upto = tl_record_named(r, "valid_to");
	if (!number.len)
		tl_fault(d, TLSAFE_EINPUT, "certificates", name, register_it,
		         "an officer without a certificate on %s", day);
	else if (from.len && tl_cmp(tl_str(day), from) < 0)
		tl_fault(d, TLSAFE_EINPUT, "certificates", number, register_it,
		         "the certificate of %.*s is valid from %.*s on, and not on %s",
		         (int)name.len, name.data, (int)from.len, from.data, day);
	else if (upto.len && tl_cmp(tl_str(day), upto) > 0)
		tl_fault(d, TLSAFE_EINPUT, "certificates", number, register_it,
		         "the certificate of %.*s expired on %.*s, before %s",
		         (int)name.len, name.data, (int)upto.len, upto.data, day);
	else if (status.len && !tl_eqs(status, "serving"))
		tl_fault(d, TLSAFE_EINPUT, "officers", name, register_it,
		         "not serving on %s", day);
}

/* Puts what there is of a registered one. */
static int take(struct tl_officers *o, const struct tl_officer *it, struct tl_bytes said,
                struct tl_inspectors *in, struct tl_decide *d)
{
	TL_RECORD r = { 0 };
	struct tl_bytes name;
	int rc;

	tl_record_init(&r, o->kind);
	rc = tl_view_record_on(o->v, o->kind, it->row, in->on, &r);
	if (rc)
		return rc;
	name = tl_record_at(&r, TL_F_NAME);
	if (!tl_eq(it->id, said) && !tl_same_person(name, said) && !tl_same_person(it->name, said))
		return tl_fault(d, TLSAFE_EINPUT, "certificates", it->certificate, register_it,
		                "this certificate is that of %.*s, and not of %.*s", (int)name.len,
		                name.data, (int)said.len, said.data);
	judge(&r, in, d);
	tl_list_add(&in->names, name);
	if (tl_record_named(&r, "certificate").len)
		tl_list_add(&in->numbers, tl_record_named(&r, "certificate"));
	if (!in->body.len)
		tl_buf_add(&in->body, tl_record_at(&r, TL_F_BODY));
	return 0;
}

static int find(struct tl_officers *o, struct tl_bytes said, struct tl_bytes number,
                struct tl_inspectors *in, struct tl_decide *d)
{
	const struct tl_officer *it = NULL;
	size_t n = count(o, said, number, &it);

	if (n == 1 && (number.len || in->enforcement))
		return take(o, it, said, in, d);
	if (number.len)
		return tl_fault(d, TLSAFE_EINPUT, "certificates", number, register_it,
		                n ? "several officers have this certificate" :
		                    "no officer has this certificate");
	if (in->enforcement)
		return tl_fault(d, TLSAFE_EINPUT, "officers", said,
		                n ? "give the number of the certificate" : register_it,
		                n ? "several officers have this name" :
		                    "no officer with a certificate has this name");
	tl_list_add(&in->names, said);
	return 0;
}

int tl_officers_find(struct tl_officers *o, struct tl_inspectors *in, struct tl_decide *d)
{
	struct tl_bytes said = in->said, numbers = in->certificates, one, number;
	size_t before = d->faults;
	int rc = 0;

	while (!rc && tl_list_next(&said, &one)) {
		number = TL_NONE;
		tl_list_next(&numbers, &number);
		rc = find(o, one, number, in, d);
		if (rc == TLSAFE_EINPUT && d->faults > before)
			rc = 0;
	}
	if (!rc && tl_list_next(&numbers, &number))
		tl_fault(d, TLSAFE_EINPUT, "certificates", number, "name its officer too",
		         "more certificates than officers");
	if (rc)
		return rc;
	if (in->names.failed || in->numbers.failed || in->body.failed)
		return tl_err_memory(&o->v->t->err);
	return d->faults > before ? d->first : 0;
}

/* Two entries of LIST, which joins them by 、, are the same person, or the same number. */
static bool names_twice(struct tl_bytes list, struct tl_bytes *twice)
{
	struct tl_bytes one, rest = list, other;

	while (tl_list_next(&rest, &one))
		for (struct tl_bytes others = rest; tl_list_next(&others, &other);)
			if (tl_same_person(one, other)) {
				*twice = other;
				return true;
			}
	return false;
}

static size_t length(struct tl_bytes list)
{
	struct tl_bytes one;
	size_t n = 0;

	while (tl_list_next(&list, &one))
		n++;
	return n;
}

/* Two officers, each with a certificate of their own (行政处罚法: 执法人员不得少于两人). */
void tl_officers_judge(struct tl_decide *d, const char *what, struct tl_bytes officers,
                       struct tl_bytes certificates)
{
	struct tl_bytes twice;

	if (names_twice(officers, &twice))
		tl_fault(d, TLSAFE_EINPUT, "officers", twice, "name two persons",
		         "the same officer twice");
	else if (names_twice(certificates, &twice))
		tl_fault(d, TLSAFE_EINPUT, "certificates", twice, "give each officer's own",
		         "two officers with one certificate");
	else if (what && length(officers) < 2)
		tl_fault(d, TLSAFE_EINPUT, "officers", officers,
		         "name the second one with the certificate", "%s needs two officers",
		         what);
	else if (what && length(certificates) < length(officers))
		tl_fault(d, TLSAFE_EINPUT, "certificates", certificates,
		         "tlsafe-register --kind officer add enters an officer with a certificate",
		         "%s needs a certificate of each officer", what);
}
