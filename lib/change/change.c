/* The one way in which anything is changed: decide, gate, journal and views in one transaction. */
#include "change/change.h"

#include <stdio.h>
#include <stdlib.h>

#include "change/rights.h"
#include "change/unit_moved.h"
#include "journal/workflow.h"
#include "store/commit.h"
#include "store/gate.h"
#include "store/views.h"

/* --- a change ---------------------------------------------------------------- */

static void free_record(struct tl_record *r)
{
	if (r)
		tl_record_release(r);
	free(r);
}

static void change_release(struct tl_change *c)
{
	for (size_t i = 0; i < c->nrecords; i++)
		free_record(c->record[i]);
	free(c->record);
	free_record(c->spare);
	free_record(c->looked);
	tl_ascent_freep(&c->ids);
	tl_map_freep(&c->serials);
	tl_draft_release(&c->draft);
	tl_unit_moved_release(c);
	tl_buf_release(&c->key);
	tl_view_end(&c->view);
}

/*
 * A value of c->ids: in its lower half the index + 1 of the record in hand, GONE once that was
 * forgotten, 0 if it was never touched; in its upper half the line of a list that named it.
 */
#define GONE UINT32_MAX

static uint32_t held(const uint64_t *slot)
{
	return slot ? (uint32_t)*slot : 0;
}

static void hold(uint64_t *slot, uint32_t what)
{
	*slot = (*slot & ~(uint64_t)UINT32_MAX) | what;
}

bool tl_change_touched(struct tl_change *c, struct tl_bytes id)
{
	return held(tl_ascent_get(c->ids, id));
}

/* Another record, for a judgement: in hand, or as it is stored. It is not touched. */
static int look(void *ctx, const struct tl_kind *kind, struct tl_bytes id,
                const struct tl_record **ret)
{
	struct tl_change *c = ctx;
	uint32_t at = held(tl_ascent_get(c->ids, id));
	const struct tl_kind *found;
	uint64_t row;
	int rc;

	*ret = NULL;
	if (at && at != GONE) {
		if (c->record[at - 1]->kind == kind)
			*ret = c->record[at - 1];
		return 0;
	}
	rc = tl_view_find(&c->view, id, &found, &row);
	if (rc || found != kind)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	if (!c->looked && !(c->looked = calloc(1, sizeof(*c->looked))))
		return tl_err_memory(&c->t->err);
	tl_record_release(c->looked);
	tl_record_init(c->looked, kind);
	rc = tl_view_look_up(&c->view, kind, row, c->looked);
	if (!rc && c->looked->exists)
		*ret = c->looked;
	return rc;
}

static int change_setup(struct tl_change *c, struct tlsafe *t)
{
	*c = (struct tl_change){ .t = t };
	c->decide.look = look;
	c->decide.look_ctx = c;
	c->ids = tl_ascent_new();
	c->serials = tl_map_new();
	return c->ids && c->serials ? 0 : tl_err_memory(&t->err);
}

int tl_change_named(struct tl_change *c, struct tl_bytes id, uint32_t line, uint32_t *was)
{
	uint64_t *slot = tl_ascent_put(c->ids, id);

	if (!slot)
		return tl_err_memory(&c->t->err);
	*was = (uint32_t)(*slot >> 32);
	if (!*was)
		*slot |= (uint64_t)line << 32;
	return 0;
}

/* A record to work on, known by ID from now on. */
static int take_record(struct tl_change *c, const struct tl_kind *kind, struct tl_bytes id,
                       struct tl_record **ret)
{
	struct tl_record *r = c->spare ? c->spare : calloc(1, sizeof(*r));
	uint64_t *slot;

	c->spare = NULL;
	if (!r)
		return tl_err_memory(&c->t->err);
	if (r->kind != kind) {
		tl_record_release(r);
		tl_record_init(r, kind);
	}
	tl_record_clear(r);
	r->nruns = 0;
	r->row = 0;
	slot = TL_GROW(c->record, c->nrecords, c->maxrecords) ? tl_ascent_put(c->ids, id) : NULL;
	if (!slot) {
		free_record(r);
		return tl_err_memory(&c->t->err);
	}
	c->record[c->nrecords++] = r;
	hold(slot, (uint32_t)c->nrecords);
	*ret = r;
	return 0;
}

int tl_change_load(struct tl_change *c, const struct tl_kind *kind, struct tl_bytes id,
                   struct tl_record **ret)
{
	uint32_t at = held(tl_ascent_get(c->ids, id));
	const struct tl_kind *found;
	uint64_t row;
	int rc;

	*ret = NULL;
	if (at && at != GONE) {
		if (c->record[at - 1]->kind == kind)
			*ret = c->record[at - 1];
		return *ret ? 0 : TLSAFE_ENOENT;
	}
	rc = tl_view_find(&c->view, id, &found, &row);
	if (rc)
		return rc;
	if (found != kind)
		return TLSAFE_ENOENT;
	rc = take_record(c, kind, id, ret);
	if (!rc)
		rc = tl_view_look_up(&c->view, kind, row, *ret);
	if (!rc && !(*ret)->exists)
		rc = TLSAFE_ENOENT;
	if (rc)
		*ret = NULL;
	return rc;
}

int tl_change_serial(struct tl_change *c, struct tl_bytes prefix, uint64_t *ret)
{
	uint64_t *slot = tl_map_get(c->serials, prefix);

	if (!slot) {
		struct tl_bytes val;
		tl_key_meta(&c->key, "serial/", prefix);
		int rc = c->key.failed ?
		                 TLSAFE_EMEMORY :
		                 tl_kv_get(c->view.txn, tl_buf_bytes(&c->key), &val, &c->t->err);
		if (rc && rc != TLSAFE_ENOENT)
			return tl_store_error(c->t, rc);
		slot = tl_map_put(c->serials, prefix, NULL);
		if (!slot)
			return tl_err_memory(&c->t->err);
		if (!rc) {
			struct tl_unpack u = tl_unpack(val);
			*slot = tl_unpack_uint(&u);
		}
	}
	*ret = ++*slot;
	return 0;
}

static int make_id(struct tl_change *c, const struct tl_kind *kind, struct tl_buf *id, tl_day day)
{
	const struct tl_district *d = &c->t->schema->district;
	char prefix[16] = { kind->letter, 0 };
	uint64_t number = 0;
	int y, m, md, rc;

	if (kind->serial >= 0) {
		tl_day_split(day, &y, &m, &md);
		snprintf(prefix, sizeof(prefix), "%c%04d%02d%02d", kind->letter, y, m, md);
	}
	rc = tl_change_serial(c, tl_str(prefix), &number);
	if (d->own_site) {
		tl_buf_add(id, d->site);
		tl_buf_char(id, '-');
	}
	if (kind->serial >= 0)
		tl_buf_printf(id, "%s-%04llu", prefix, (unsigned long long)number);
	else
		tl_buf_printf(id, "%s%06llu", prefix, (unsigned long long)number);
	if (!rc && id->failed)
		rc = tl_err_memory(&c->t->err);
	return rc;
}

int tl_change_new(struct tl_change *c, const struct tl_kind *kind, struct tl_buf *id, tl_day day,
                  struct tl_record **ret)
{
	const struct tl_kind *found;
	struct tl_bytes prefix;
	uint64_t row, number, *slot;
	bool made = !id->len;
	int rc;

	*ret = NULL;
	if (made && (rc = make_id(c, kind, id, day)))
		return rc;
	/* An office's own number of our shape moves the series, so that the series never gives it
	 * again. */
	if (!made && tl_serial_split(kind, c->t->schema->district.site, tl_buf_bytes(id), &prefix,
	                             &number)) {
		uint64_t was;
		rc = tl_change_serial(c, prefix, &was);
		if (rc)
			return rc;
		slot = tl_map_get(c->serials, prefix);
		*slot = was - 1 > number ? was - 1 : number;
	}
	if (tl_change_touched(c, tl_buf_bytes(id)))
		return TLSAFE_EEXIST;
	rc = tl_view_find(&c->view, tl_buf_bytes(id), &found, &row);
	if (rc && rc != TLSAFE_ENOENT)
		return rc;
	if (!rc && found != kind)
		return TLSAFE_EEXIST;
	bool there = !rc;
	rc = take_record(c, kind, tl_buf_bytes(id), ret);
	if (!rc && there) {
		/* All of it was undone: the office may give its number again. */
		rc = tl_view_look_up(&c->view, kind, row, *ret);
		if (!rc && (*ret)->exists) {
			tl_change_forget(c, *ret);
			rc = TLSAFE_EEXIST;
		}
	}
	if (!rc)
		rc = tl_record_put(*ret, TL_F_ID, tl_buf_bytes(id)) ? tl_err_memory(&c->t->err) : 0;
	if (rc)
		*ret = NULL;
	return rc;
}

void tl_change_forget(struct tl_change *c, struct tl_record *r)
{
	uint64_t *slot;

	for (size_t i = c->nrecords; i-- > 0;) {
		if (c->record[i] != r)
			continue;
		slot = tl_ascent_get(c->ids, tl_record_at(r, TL_F_ID));
		if (slot)
			hold(slot, GONE);
		c->record[i] = NULL;
		while (c->nrecords && !c->record[c->nrecords - 1])
			c->nrecords--;
		break;
	}
	if (c->spare)
		free_record(r);
	else
		c->spare = r;
}

/* The id of R, a new record that comes to nothing, was the last of its series: the next one gets
 * the number. */
static void give_back(struct tl_change *c, const struct tl_record *r)
{
	struct tl_bytes prefix;
	uint64_t number, *slot;

	if (r->row || !tl_serial_split(r->kind, c->t->schema->district.site,
	                               tl_record_at(r, TL_F_ID), &prefix, &number))
		return;
	slot = tl_map_get(c->serials, prefix);
	if (slot && *slot == number)
		--*slot;
}

void tl_change_drop(struct tl_change *c, struct tl_record *r)
{
	for (size_t i = 0; i < c->nrecords; i++) {
		if (c->record[i] != r)
			continue;
		uint64_t *slot = tl_ascent_get(c->ids, tl_record_at(r, TL_F_ID));
		if (slot)
			hold(slot, 0);
		give_back(c, r);
		c->record[i] = NULL;
		free_record(r);
		return;
	}
}

void tl_change_forget_all(struct tl_change *c)
{
	for (size_t i = 0; i < c->nrecords; i++)
		if (c->record[i])
			tl_change_drop(c, c->record[i]);
	c->nrecords = 0;
}

/* R is closed, and with MAJOR a major hazard too. */
static bool is_closed(const struct tl_record *r, bool major)
{
	struct tl_status s;

	tl_status_of(&s, r);
	return s.state == TL_STATE_CLOSED && (s.major || !major);
}

int tl_change_enter(struct tl_change *c, struct tl_record *r, struct tl_entry *e)
{
	int rc = tl_rights_scope(&c->decide, c->t, r, e);
	/* Without a roster nobody is kept from closing anything. */
	bool judged = c->t->asker.roster, was_closed = judged && is_closed(r, false);

	if (!rc)
		rc = tl_draft_add(&c->draft, e, false, &c->t->err);
	if (rc || e->corrects.n || e->act == TL_ACT_UNDO)
		return rc;
	rc = tl_step(r, e, e->act == TL_ACT_ADD && e->kind->begins < 0 ? TL_NODAY : e->on);
	if (rc)
		return tl_err_memory(&c->t->err);
	if (judged && !was_closed && is_closed(r, true))
		rc = tl_rights_close(&c->decide, c->t, r);
	return rc;
}

int tl_change_act(struct tl_change *c, struct tl_record *r, struct tl_act *act)
{
	struct tl_entry e;
	struct tl_act first;
	int rc = 0;

	if (tl_judge_before(r, act, &first)) {
		rc = tl_judge(&c->decide, r, &first, &e);
		if (!rc)
			rc = tl_change_enter(c, r, &e);
	}
	if (!rc)
		rc = tl_judge(&c->decide, r, act, &e);
	if (!rc)
		rc = tl_change_enter(c, r, &e);
	return rc || act->verb == TL_ACT_ADD ? rc : tl_unit_moved_note(c, &e, e.on);
}

/* --- deciding, once or twice, and writing ------------------------------------ */

/* A request that was entered before is not entered again. */
static int find_request(struct tl_change *c)
{
	struct tl_bytes val;
	struct tl_unpack u;
	int rc;

	c->t->repeated = 0;
	if (!c->t->request.len)
		return 0;
	tl_key_meta(&c->key, "request/", tl_buf_bytes(&c->t->request));
	rc = c->key.failed ? tl_err_memory(&c->t->err) :
	                     tl_kv_get(c->view.txn, tl_buf_bytes(&c->key), &val, &c->t->err);
	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	u = tl_unpack(val);
	c->t->repeated = tl_unpack_uint(&u);
	return 0;
}

static int run_decide(struct tl_change *c, const struct tl_change_ops *job)
{
	int rc = tl_rights_again(&c->view);

	if (!rc)
		rc = find_request(c);
	if (rc || c->t->repeated)
		return rc;
	rc = job->decide(job->ctx, c);
	if (!rc && c->decide.faults)
		rc = c->decide.first;
	if (!rc)
		rc = tl_draft_seal(&c->draft, &c->t->err);
	return rc;
}

void tl_change_head(struct tl_head *h, struct tlsafe *t, const struct tl_head *last,
                    uint64_t count)
{
	/* what is said of the clock: it went back, the time was given */
	static const char *const clocks[2][2] = { { "", "given" }, { "back", "back given" } };
	bool back = last->number && t->now < last->at;

	*h = (struct tl_head){
		.site = t->genesis.site,
		.number = last->number + 1,
		.at = back ? last->at : t->now,
		.uid = t->uid,
		.count = count,
		.actor = tl_buf_bytes(&t->actor),
		.login = tl_buf_bytes(&t->login),
		.command = tl_buf_bytes(&t->command),
		.verb = tl_buf_bytes(&t->verb),
		.request = tl_buf_bytes(&t->request),
		.clock = tl_str(clocks[back][t->now_given]),
		.proxy = tl_buf_bytes(&t->asker.proxy),
	};
	memcpy(h->prev, last->hash, TL_HASH_LEN);
}

#define FAR (30 * 86400 * 1000000ll)	/* microseconds */

/* The clock against the last transaction: far behind that, it is more likely wrong than that nobody
 * entered anything. One whose instant was given tells nothing of the clock. */
static int judge_clock(struct tl_change *c)
{
	struct tlsafe *t = c->t;
	const struct tl_head *last = &c->view.head;
	char now[TL_DAY_TEXT], then[TL_DAY_TEXT];
	tl_day today, before;
	int rc;

	if (t->clock_is_right || !last->number || t->now - last->at <= FAR)
		return 0;
	rc = tl_journal_head(&c->view.journal, last->number);
	if (rc || (!t->now_given && memmem(c->view.journal.at->head.clock.data,
	                                   c->view.journal.at->head.clock.len, "given", 5)))
		return rc;
	today = tl_instant_day(t->now, t->genesis.offset);
	before = tl_instant_day(last->at, t->genesis.offset);
	return tl_err_hint(&t->err, TLSAFE_ERULE,
	                   "if it is wrong, set it; if it is right and nothing was entered for so "
	                   "long, give --clock-is-right",
	                   "the clock says %s, %lld days after the last transaction (%llu, of %s)",
	                   tl_day_format(now, today), (long long)today - before,
	                   (unsigned long long)last->number, tl_day_format(then, before));
}

static int write_change(struct tlsafe *t, struct tl_change *c, const struct tl_change_ops *job,
                        struct tl_head *head)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	struct tl_head was = c->view.head;
	struct tl_decide judged = c->decide;
	int rc;

	tl_view_end(&c->view);
	rc = tl_kv_begin(&txn, t->kv, true, &t->err);
	if (!rc)
		rc = tl_view_in(&c->view, t, txn);
	if (!rc)
		rc = tl_view_current(&c->view);
	if (rc)
		return rc;
	if (c->view.head.number != was.number) {
		change_release(c);
		rc = change_setup(c, t);
		if (!rc)
			rc = tl_view_in(&c->view, t, txn);
		c->decide = judged;
		c->decide.meanwhile = c->view.head.number;
		if (!rc)
			rc = run_decide(c, job);
		if (rc || !c->draft.count)
			return rc;
	}
	rc = judge_clock(c);
	if (rc)
		return rc;
	tl_change_head(head, t, &c->view.head, c->draft.count);
	tl_ascent_freep(&c->ids);		/* all is decided */
	if (job->before && !job->preview)
		rc = job->before(job->ctx);
	if (!rc)
		rc = tl_commit(t, txn, &c->draft, head, job->files);
	tl_view_end(&c->view);
	if (!rc && (job->preview || c->nmoved)) {
		TL_VIEW after = { 0 };
		rc = tl_view_in(&after, t, txn);
		if (!rc)
			rc = tl_unit_moved_find(c, &after);
		if (rc || job->preview)
			return rc ? rc : job->preview(job->ctx, &after);
	}
	return rc ? rc : tl_kv_commit(&txn, &t->err);
}

static void tell_entered(const struct tlsafe *t, const struct tl_change_ops *job,
                         const struct tl_head *made)
{
	if (!made->number)
		tl_trace(t, "entered: nothing was to be entered");
	else if (job->preview)
		tl_trace(t,
		        "entered: nothing, since it is a dry run; else entries of transaction "
		        "%llu: %llu",
		        (unsigned long long)made->number, (unsigned long long)made->count);
	else
		tl_trace(t, "entered: transaction %llu, entries: %llu",
		        (unsigned long long)made->number, (unsigned long long)made->count);
}

int tl_change_run(struct tlsafe *t, const struct tl_change_ops *job, struct tl_head *head)
{
	TL_CLEANUP(change_release) struct tl_change c;
	TL_CLEANUP(tl_gate_leave) struct tl_gate gate = { NULL };
	struct tl_head made = { 0 };
	int rc = change_setup(&c, t);

	if (!rc)
		rc = tl_view_begin(&c.view, t);
	if (!rc) {
		tl_trace_view(&c.view);
		rc = run_decide(&c, job);
	}
	if (!rc && c.draft.count)
		rc = tl_gate_enter(&gate, t);
	if (!rc && c.draft.count)
		rc = write_change(t, &c, job, &made);
	if (!rc && head && !job->preview)
		*head = made;
	if (!rc && !job->preview)
		t->saved = made.number;
	if (!rc) {
		tell_entered(t, job, &made);
		tl_unit_moved_tell(&c);
	}
	return tl_store_error(t, rc);
}
