/* What a filled-in sheet says of the visit: values, the list, who inspected. */
#include "inspect/recording.h"

#include "schema/calendar.h"

void tl_visit_at(struct tl_recording *x, const struct tl_filled *s, uint64_t line)
{
	x->c->decide.at = (struct tlsafe_fault){ .file = s->file, .sheet = s->part, .line = line };
}

bool tl_recording_told(const struct tl_recording *x, int rc)
{
	return (rc == TLSAFE_EINPUT || rc == TLSAFE_ERULE) && x->c->decide.faults;
}

struct tl_bytes tl_visit_keep(struct tl_recording *x, struct tl_bytes text, bool *ok)
{
	return text.len ? tl_arena_dup(&x->one, text, ok) : TL_NONE;
}

int tl_visit_memory(struct tl_recording *x)
{
	return tl_err_memory(&x->t->err);
}

/* --- values -------------------------------------------------------------------- */

/* TEXT as a canonical value of F; relative days count from FROM. 0; what is wrong is told. */
int tl_visit_value(struct tl_recording *x, const struct tl_field *f, struct tl_bytes text,
                   tl_day from, struct tl_bytes *ret)
{
	struct tl_read how = { .field = f,
		               .loose = true,
		               .today = x->c->view.today,
		               .from = from,
		               .calendar = &x->calendar,
		               .offset = x->t->genesis.offset,
		               .lookup = tl_lookup_read,
		               .ctx = &x->here };
	struct tl_reading reading = { "", "" };
	TL_BUF out = { 0 };
	bool ok = true;
	size_t n;
	int rc = tl_type_read(&how, text, &out, &reading);

	*ret = TL_NONE;
	if (rc == TLSAFE_EINPUT) {
		const char *hint = tl_err_advice(reading.wrong, &n);
		tl_fault(&x->c->decide, rc, f->zh, text, hint, "%.*s", (int)n, reading.wrong);
		return 0;
	}
	if (rc)
		return rc == TLSAFE_EMEMORY ? tl_visit_memory(x) :
		                              tl_err_set(&x->t->err, rc, "%s", reading.wrong);
	if (reading.warning[0])
		tl_warn(&x->c->decide, f->zh, text, "%s", reading.warning);
	*ret = tl_visit_keep(x, tl_buf_bytes(&out), &ok);
	return ok && !out.failed ? 0 : tl_visit_memory(x);
}

/* "9:30" of the day, where a moment is wanted. */
static struct tl_bytes moment(struct tl_recording *x, struct tl_bytes text, tl_day day)
{
	char date[TL_DAY_TEXT];
	bool short_one = text.len == 4 && text.data[1] == ':';

	if (day == TL_NODAY || !(short_one || (text.len == 5 && text.data[2] == ':')))
		return text;
	tl_buf_clear(&x->text);
	tl_buf_printf(&x->text, "%s %s", tl_day_format(date, day), short_one ? "0" : "");
	tl_buf_add(&x->text, text);
	return x->text.failed ? text : tl_buf_bytes(&x->text);
}

int tl_visit_give(struct tl_recording *x, struct tl_visit *v, const char *key,
                  struct tl_bytes value)
{
	return tl_act_say(&v->act, x->inspection, &(struct tl_named){ key, value }, 1);
}

const struct tl_field *tl_visit_field(struct tl_recording *x, const char *key)
{
	return tl_kind_key(x->inspection, tl_str(key));
}

struct tl_bytes tl_visit_given(struct tl_recording *x, struct tl_visit *v, const char *key)
{
	const struct tl_field *f = tl_visit_field(x, key);

	for (size_t i = 0; i < v->act.nset; i++)
		if (v->act.set[i].field == f)
			return v->act.set[i].value;
	return TL_NONE;
}

static void put(struct tl_visit *v, const struct tl_field *f, struct tl_bytes value)
{
	for (size_t i = 0; i < v->act.nset; i++)
		if (v->act.set[i].field == f)
			v->act.set[i].value = value;
}

/* --- what the sheet is about ---------------------------------------------------- */

/* The day first: other values count from it. */
static int read_day(struct tl_recording *x, struct tl_visit *v)
{
	struct tl_bytes day = tl_filled_head_of(v->s, "day"),
			started = tl_filled_head_of(v->s, "started"), value;
	const struct tl_field *f = tl_visit_field(x, "day");
	int rc = 0;

	v->act.on = TL_NODAY;
	if (!day.len && started.len > 10)
		day = tl_bytes(started.data, 10);
	tl_visit_at(x, v->s, v->s->line);
	if (!day.len) {
		tl_fault(&x->c->decide, TLSAFE_EINPUT, f->zh, TL_NONE, "fill in the day",
		         "%s (%s) is required and missing", f->key, f->zh);
		return 0;
	}
	rc = tl_visit_value(x, f, day, TL_NODAY, &value);
	if (!rc && value.len && !tl_day_parse(value, &v->act.on))
		return TLSAFE_EBUG;
	return rc;
}

static int read_head(struct tl_recording *x, struct tl_visit *v, const struct tl_filled_head *h)
{
	const struct tl_field *f = tl_kind_key(x->inspection, h->key);
	struct tl_bytes text = h->text, value;
	int rc;

	if (!f)
		return TLSAFE_EBUG;
	tl_visit_at(x, v->s, h->line);
	if (tl_filled_head_of(v->s, f->key).data != h->text.data) {
		tl_fault(&x->c->decide, TLSAFE_EINPUT, f->zh, h->text, NULL, "said twice");
		return 0;
	}
	if (f->index == x->inspection->begins)
		return 0;
	if (!strcmp(f->type->name, "instant"))
		text = moment(x, text, v->act.on);
	rc = tl_visit_value(x, f, text, v->act.on, &value);
	if (rc)
		return rc;
	if (f->index == x->inspection->at[TL_F_ID]) {
		v->id = value;
		return 0;
	}
	return tl_visit_give(x, v, f->key, value);
}

/* The list that the sheet was printed from. */
static int find_list(struct tl_recording *x, struct tl_visit *v)
{
	struct tl_bytes name = tl_visit_given(x, v, "checklist");
	struct tl_bytes version = tl_visit_given(x, v, "version");
	int rc;

	if (!name.len)
		return 0;
	tl_visit_at(x, v->s, v->s->line);
	if (!version.len) {
		tl_fault(&x->c->decide, TLSAFE_EINPUT, tl_visit_field(x, "version")->zh, TL_NONE,
		         "it stands on the sheet: version=1",
		         "from which version of '%.*s' the sheet was printed is not said",
		         (int)name.len, name.data);
		return 0;
	}
	rc = tl_lists_find(&x->lists, name, version, &v->list);
	if (!rc && !v->list)
		tl_fault(&x->c->decide, TLSAFE_EINPUT, tl_visit_field(x, "version")->zh, version,
		         "tlsafe-inspect lists tells which there are",
		         "the store never had a checklist '%.*s' of this version", (int)name.len,
		         name.data);
	return rc;
}

static int find_officers(struct tl_recording *x, struct tl_visit *v)
{
	TL_CLEANUP(tl_inspectors_release) struct tl_inspectors in = {
		.said = tl_visit_given(x, v, "officers"),
		.certificates = tl_visit_given(x, v, "certificates"),
		.on = v->act.on,
		.enforcement = tl_eqs(tl_visit_given(x, v, "type"), "enforcement"),
	};
	bool ok = true;
	int rc;

	if (v->act.on == TL_NODAY)
		return 0;
	tl_visit_at(x, v->s, v->s->line);
	rc = tl_officers_find(&x->officers, &in, &x->c->decide);
	if (rc)
		return rc == TLSAFE_EINPUT ? 0 : rc;
	v->officers = tl_visit_keep(x, tl_buf_bytes(&in.names), &ok);
	put(v, tl_visit_field(x, "officers"), v->officers);
	if (in.numbers.len && !tl_visit_given(x, v, "certificates").len)
		rc = tl_visit_give(x, v, "certificates",
		                   tl_visit_keep(x, tl_buf_bytes(&in.numbers), &ok));
	else if (in.numbers.len)
		put(v, tl_visit_field(x, "certificates"),
		    tl_visit_keep(x, tl_buf_bytes(&in.numbers), &ok));
	if (!rc && in.body.len && !tl_visit_given(x, v, "body").len)
		rc = tl_visit_give(x, v, "body",
		                   tl_visit_keep(x, tl_buf_bytes(&in.body), &ok));
	return rc || ok ? rc : tl_visit_memory(x);
}

/* Where the hazards of such an inspection come from. */
static int find_source(struct tl_recording *x, struct tl_visit *v)
{
	const struct tl_field *f = tl_visit_field(x, "body");
	const struct tl_referred *body = NULL;
	int rc = 0;

	v->body = tl_visit_given(x, v, "body");
	v->source = "inspection";
	if (tl_eqs(tl_visit_given(x, v, "type"), "enforcement"))
		v->source = "enforcement";
	if (v->body.len)
		rc = tl_lookup_id(&x->lookup, tl_schema_kind(x->t->schema, f->to), v->body, &body);
	if (!rc && body && tl_eqs(body->type, "department") && strcmp(v->source, "enforcement"))
		v->source = "department";
	return rc;
}

int tl_visit_heads(struct tl_recording *x, struct tl_visit *v)
{
	int rc = read_day(x, v);

	for (size_t i = 0; !rc && i < v->s->nhead; i++)
		rc = read_head(x, v, &v->s->head[i]);
	v->recheck = tl_eqs(tl_visit_given(x, v, "type"), "recheck");
	if (!rc)
		rc = find_list(x, v);
	if (!rc)
		rc = find_officers(x, v);
	return rc ? rc : find_source(x, v);
}
