/* What was entered about a record, entry by entry. */
#include "query/history.h"

#include <stdio.h>

#include "journal/workflow.h"
#include "query/filter.h"
#include "query/line.h"
#include "query/list.h"
#include "query/moment.h"
#include "store/open.h"

/* What an entry set, as text and as a JSON object. */
static int line_changes(struct tl_line *l, struct tl_query *q, const struct tl_entry *e,
                        const struct tlsafe_out *out)
{
	bool codes = out->flags & TLSAFE_OUT_CODES, headed = tl_out_headed(out) && !codes;
	struct tl_line_place *at = &l->at[l->n++];
	size_t n = 0;
	int rc = 0;

	at->is = TL_LINE_MADE;
	at->labelled = false;
	at->text = l->buf.len;
	for (size_t i = 0; !rc && i < e->nset; i++) {
		const struct tl_set *s = &e->set[i];
		if (i)
			tl_buf_str(&l->buf, "; ");
		tl_buf_add(&l->buf, headed ? tl_line_heading(q->view->t, out, s->field->key,
		                                             s->field->zh, s->field->en) :
		                             tl_str(s->field->key));
		tl_buf_char(&l->buf, '=');
		if (tl_query_hides(q, s->field))
			tl_buf_str(&l->buf, "(personal)");
		else if (!s->value.data)
			tl_buf_str(&l->buf, "(forgotten)");
		else if (codes)
			tl_buf_add(&l->buf, s->value);
		else
			rc = tl_query_label(q, s->field, s->value,
			                    tl_line_english(q->view->t, out), &l->buf);
	}
	at->label = at->json = l->buf.len;
	tl_buf_char(&l->buf, '{');
	for (size_t i = 0; i < e->nset; i++) {
		const struct tl_set *s = &e->set[i];
		if (!s->value.data || tl_query_hides(q, s->field))
			continue;
		tl_buf_str(&l->buf, n++ ? ",\"" : "\"");
		tl_buf_str(&l->buf, s->field->key);
		tl_buf_str(&l->buf, "\":");
		if (s->value.len)
			tl_type_json(&l->buf, s->field, s->value);
		else
			tl_buf_str(&l->buf, "null");
	}
	tl_buf_char(&l->buf, '}');
	at->end = l->buf.len;
	return rc;
}

/* Of entries of many records those before it too. */
#define OF_MANY 2
static const struct tl_line_column history_columns[] = {
	{ "kind", false, "类别", "Kind" },
	{ "id", false, "编号", "ID" },
	{ "txn", true, "事务号", "Transaction" },
	{ "recorded", false, "录入时间", "Recorded" },
	{ "on", false, "发生日期", "On" },
	{ "act", false, "操作", "Act" },
	{ "by", false, "经办人", "By" },
	{ "actor", false, "录入人", "Entered by" },
	{ "changes", false, "变更内容", "Changes" },
	{ "note", false, "说明", "Note" },
	{ "reason", false, "原因", "Reason" },
	{ "mends", false, "更正", "Mends" },
	{ "inferred", false, "推定", "Inferred" },
};

/* Who did it in the world: of a fix and of a recheck the person stands in a field. */
static struct tl_bytes doer(const struct tl_query *q, const struct tl_entry *e)
{
	enum tl_field_name field = e->act == TL_ACT_RECTIFY ? TL_F_RECTIFIED_BY : TL_F_VERIFIED_BY;
	const struct tl_set *s = e->kind->at[field] >= 0 ? tl_entry_value(e, field) : NULL;

	if (e->by.len)
		return e->by;
	if (s && tl_query_hides(q, s->field))
		return TL_NONE;
	return s && (e->act == TL_ACT_RECTIFY || e->act == TL_ACT_VERIFY) ? s->value : TL_NONE;
}

/* What a reason that is one of a few words is called. */
static struct tl_bytes reason_label(const struct tl_entry *e, bool english)
{
	const struct tl_reason *r =
		e->act == TL_ACT_VOID ? tl_reason_find(e->kind, e->reason) : NULL;

	if (!r)
		return TL_NONE;
	return tl_str(english ? r->en : r->zh);
}

int tl_history_teller(struct tl_view *v, struct tl_place place, bool english,
                      char at[TL_INSTANT_TEXT], struct tl_buf *actor)
{
	const struct tl_head *h;
	int rc = tl_journal_head(&v->journal, place.txn);

	if (rc)
		return rc;
	h = &v->journal.at->head;
	tl_instant_format(at, h->at, v->t->genesis.offset, false);
	tl_buf_add(actor, h->actor);
	if (h->proxy.len)
		tl_buf_printf(actor, english ? " (entered by %.*s)" : " (%.*s 代录)",
		              (int)h->login.len, h->login.data);
	return actor->failed ? tl_err_memory(&v->t->err) : 0;
}

static int history_line(struct tl_line *l, struct tl_query *q, const struct tl_entry *e,
                        struct tlsafe_out *out)
{
	struct tl_view *v = q->view;
	char day[TL_DAY_TEXT], at[TL_INSTANT_TEXT] = "", mends[48] = "";
	TL_BUF actor = { 0 };
	bool english = tl_line_english(v->t, out);
	int rc = 0;

	if (e->place.txn)
		rc = tl_history_teller(v, e->place, english, at, &actor);
	if (rc)
		return rc;
	if (e->corrects.n)
		snprintf(mends, sizeof(mends), "%llu/%u", (unsigned long long)e->corrects.txn,
		         (unsigned)e->corrects.n);
	else if (e->undoes)
		snprintf(mends, sizeof(mends), "%llu", (unsigned long long)e->undoes);
	tl_line_number(l, e->place.txn);
	tl_line_text(l, tl_str(at));
	tl_line_text(l, e->on == TL_NODAY ? TL_NONE : tl_str(tl_day_format(day, e->on)));
	tl_line_word(l, tl_str(tl_act_text(e->act)), tl_str(tl_act_label(e->act, english)));
	tl_line_text(l, doer(q, e));
	tl_line_text(l, tl_buf_bytes(&actor));
	rc = line_changes(l, q, e, out);
	if (rc)
		return rc;
	tl_line_text(l, e->note);
	tl_line_word(l, e->reason, reason_label(e, english));
	tl_line_text(l, tl_str(mends));
	tl_line_text(l, e->inferred ? TL_LIT("yes") : TL_NONE);
	return tl_line_write(l, v->t, out);
}

/* R's entries one by one, in order of entry, as far as they are known and effective. */
static int history_of(struct tl_line *l, struct tl_query *q, const struct tl_record *r,
                      struct tlsafe_out *out)
{
	struct tl_view *v = q->view;
	struct tl_entry seed;
	struct tl_set set[TL_ENTRY_SETS];
	const struct tl_entry *e;
	int rc = 0;

	for (size_t i = 0; !rc && i < r->nruns && r->run[i].txn <= v->known; i++) {
		for (uint32_t k = 0; !rc && k < r->run[i].count; k++) {
			struct tl_place place = { r->run[i].txn, r->run[i].first + k };
			if (place.txn)
				rc = tl_journal_entry(&v->journal, place, &e);
			else
				e = tl_seed_entry(&seed, set, v->schema, place.n) ? &seed : NULL;
			if (!rc && !e)
				rc = TLSAFE_ECORRUPT;
			if (!rc && (e->on == TL_NODAY || e->on <= v->as_of || r->kind->begins < 0))
				rc = history_line(l, q, e, out);
		}
	}
	return rc;
}

int tlsafe_history(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_RECORD r = { 0 };
	struct tl_line l = { .n = 0 };
	const struct tl_kind *kind = NULL;
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_select(&v, t, s);
	if (!rc)
		rc = tl_list_kind_of_ids(&v, s, &kind);
	if (!rc)
		rc = tl_query_begin(&q, &v, kind, s->words, s->nwords, true);
	if (!rc)
		rc = tl_line_columns(t, out, history_columns + OF_MANY,
		                     TL_LEN(history_columns) - OF_MANY);
	for (size_t i = 0; !rc && i < q.nids; i++) {
		const struct tl_kind *found;
		uint64_t row;
		tl_record_release(&r);
		tl_record_init(&r, kind);
		rc = tl_view_find(&v, q.id[i], &found, &row);
		if (!rc)
			rc = tl_view_look_up(&v, kind, row, &r);
		if (!rc && !r.nruns)
			rc = tl_list_not_there(t, q.id[i]);
		if (!rc)
			rc = history_of(&l, &q, &r, out);
	}
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}

/* --- entries as they come ---------------------------------------------------- */

/* All entries of transaction NUMBER. */
static int entries_of(struct tl_line *l, struct tl_query *q, uint64_t number,
                      struct tlsafe_out *out)
{
	struct tl_journal *j = &q->view->journal;
	const struct tl_entry *e;
	int rc = tl_journal_head(j, number);
	uint32_t count = rc ? 0 : j->at->head.count;

	for (uint32_t n = 1; !rc && n <= count; n++) {
		rc = tl_journal_entry(j, (struct tl_place){ number, n }, &e);
		if (rc)
			break;
		tl_line_text(l, tl_str(e->kind->name));
		tl_line_text(l, e->id);
		rc = history_line(l, q, e, out);
	}
	return rc;
}

static int moved_line(struct tl_line *l, struct tl_view *v, struct tlsafe_out *out)
{
	tl_line_text(l, TL_NONE);
	tl_line_text(l, TL_NONE);
	tl_line_number(l, v->head.number);
	tl_line_text(l, TL_NONE);
	tl_line_text(l, TL_NONE);
	tl_line_word(l, TL_LIT("restored"), TL_LIT("恢复"));
	while (l->n < TL_LEN(history_columns))
		tl_line_text(l, TL_NONE);
	return tl_line_write(l, v->t, out);
}

/* Whether the journal goes on from SINCE. 1 it does, 0 not. */
static int goes_on(struct tl_view *v, const struct tlsafe_since *since)
{
	int rc;

	if (!since->has_hash || !since->txn)
		return since->txn <= v->head.number;
	if (since->txn > v->head.number)
		return 0;
	rc = tl_journal_head(&v->journal, since->txn);
	return rc ? rc : !memcmp(v->journal.at->head.hash, since->hash, sizeof(since->hash));
}

static int entries_since(struct tl_line *l, struct tl_query *q, const struct tlsafe_since *since,
                         struct tlsafe_out *out)
{
	struct tl_view *v = q->view;
	int rc;

	if (since->txn == TLSAFE_SINCE_NOW)
		return 0;
	rc = goes_on(v, since);
	if (rc == 0 && !since->has_hash)
		return tl_err_set(&v->t->err, TLSAFE_EUSAGE, "there is no transaction %llu yet",
		                  (unsigned long long)since->txn);
	if (rc == 0)
		return moved_line(l, v, out);
	rc = rc == 1 ? 0 : rc;
	for (uint64_t n = since->txn + 1; !rc && n <= v->head.number; n++)
		rc = entries_of(l, q, n, out);
	return rc;
}

int tlsafe_entries(struct tlsafe *t, struct tlsafe_since *since, struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	struct tl_line l = { .n = 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_begin(&v, t);
	if (!rc)
		rc = tl_query_begin(&q, &v, v.schema->kind[0], NULL, 0, false);
	if (!rc)
		rc = tl_line_columns(t, out, history_columns, TL_LEN(history_columns));
	if (!rc)
		rc = entries_since(&l, &q, since, out);
	if (!rc) {
		since->txn = v.head.number;
		since->has_hash = true;
		memcpy(since->hash, v.head.hash, sizeof(since->hash));
	}
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}
