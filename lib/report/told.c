/* Who said what of a record last. */
#include "report/told.h"

#include <stdio.h>
#include <stdlib.h>

#include "query/history.h"
#include "query/line.h"
#include "query/list.h"
#include "query/match.h"
#include "query/moment.h"

bool tl_told_acts(const char *words, unsigned long *ret)
{
	struct tl_bytes word;

	*ret = 0;
	while (tl_next_word(&words, &word)) {
		enum tl_act_name act = tl_act_find(word);
		if (act == TL_ACT_NONE || act == TL_ACT_UNDO)
			return false;
		*ret |= 1ul << act;
	}
	return true;
}

static bool counts(const struct tl_view *v, const struct tl_told *l, const struct tl_entry *e)
{
	if (l->acts && !(l->acts >> e->act & 1))
		return false;
	return e->place.txn > l->since && (e->on == TL_NODAY || e->on <= v->as_of);
}

/* --- the last entry --------------------------------------------------------------- */

/* What was said last. */
struct said {
	enum tl_act_name act;
	struct tl_place place;		/* txn 0: nothing that counts */
};

static void take(const struct tl_view *v, const struct tl_told *l, const struct tl_entry *e,
                 struct said *ret)
{
	if (counts(v, l, e))
		*ret = (struct said){ e->act, e->place };
}

static int last_standing(struct tl_view *v, const struct tl_told *l, const struct tl_record *r,
                         struct said *ret)
{
	struct tl_entry *e;
	size_t n;
	int rc;

	tl_arena_reset(&v->scratch);
	rc = tl_standing(&e, &n, r, &v->journal, v->known, &v->scratch);
	for (size_t i = 0; !rc && i < n; i++)
		take(v, l, &e[i], ret);
	return rc;
}

/* Runs lie in order of entry. */
static int last_of_all(struct tl_view *v, const struct tl_told *l, const struct tl_record *r,
                       struct said *ret)
{
	const struct tl_entry *e;
	int rc = 0;

	for (size_t i = r->nruns; !rc && !ret->place.txn && i-- > 0;) {
		const struct tl_run *run = &r->run[i];
		if (run->txn > v->known)
			continue;
		if (run->txn <= l->since)
			break;
		for (uint32_t k = 0; !rc && k < run->count; k++) {
			struct tl_place place = { run->txn, run->first + k };
			rc = tl_journal_entry(&v->journal, place, &e);
			if (!rc)
				take(v, l, e, ret);
		}
	}
	return rc;
}

static int last_of(struct tl_view *v, const struct tl_told *l, const struct tl_record *r,
                   struct said *ret)
{
	*ret = (struct said){ TL_ACT_NONE, { 0, 0 } };
	return (l->acts ? last_standing : last_of_all)(v, l, r, ret);
}

/* --- of which something was said ------------------------------------------------------ */

/* Ids, each once. */
struct ids {
	struct tl_arena *arena;
	struct tl_map *map;
	char **id;
	size_t n, max;
};

static void ids_release(struct ids *ids)
{
	tl_map_freep(&ids->map);
	free(ids->id);
}

static int add_id(struct ids *ids, struct tl_bytes id)
{
	bool made = false, ok = true;

	if (!tl_map_put(ids->map, id, &made))
		return TLSAFE_EMEMORY;
	if (!made)
		return 0;
	if (!TL_GROW(ids->id, ids->n, ids->max))
		return TLSAFE_EMEMORY;
	ids->id[ids->n++] = (char *)tl_arena_dup(ids->arena, id, &ok).data;
	return ok ? 0 : TLSAFE_EMEMORY;
}

static int add_transaction(struct ids *ids, struct tl_view *v, const struct tl_kind *kind,
                           const struct tl_told *l, uint64_t number)
{
	const struct tl_entry *e;
	int rc = tl_journal_head(&v->journal, number);
	uint64_t count = rc ? 0 : v->journal.at->head.count;

	for (uint32_t n = 1; !rc && n <= count; n++) {
		rc = tl_journal_entry(&v->journal, (struct tl_place){ number, n }, &e);
		if (!rc && !strcmp(e->kind->name, kind->name) && counts(v, l, e))
			rc = add_id(ids, e->id);
	}
	return rc;
}

static int add_all(struct ids *ids, struct tl_view *v, const struct tl_kind *kind,
                   const struct tl_told *l)
{
	uint64_t upto = v->known < v->head.number ? v->known : v->head.number;
	int rc = 0;

	ids->map = tl_map_new();
	if (!ids->map)
		return TLSAFE_EMEMORY;
	for (uint64_t n = l->since + 1; !rc && n <= upto; n++)
		rc = add_transaction(ids, v, kind, l, n);
	return rc;
}

/* 1: the record ID is as Q asks, and something that counts was said of it. */
static int holds(struct tl_query *q, const struct tl_told *l, const char *id)
{
	const struct tl_kind *kind;
	struct said said;
	TL_RECORD r;
	uint64_t row;
	int rc = tl_view_find(q->view, tl_str(id), &kind, &row);

	tl_record_init(&r, q->kind);
	if (!rc)
		rc = tl_view_look_up(q->view, kind, row, &r);
	if (!rc && r.exists)
		rc = tl_query_match(q, &r, TL_MATCH_ALL);
	if (rc <= 0 || !l)
		return rc;
	rc = last_of(q->view, l, &r, &said);
	return rc ? rc : said.place.txn > 0;
}

/* L NULL: whatever was said of them. */
static int keep_those(struct ids *ids, struct tl_query *q, const struct tl_told *l)
{
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < ids->n; i++) {
		rc = holds(q, l, ids->id[i]);
		if (rc == 1)
			ids->id[n++] = ids->id[i];
	}
	ids->n = n;
	return rc < 0 ? rc : 0;
}

/* Those that are as S says at its moment. */
static int find_ids(struct ids *ids, struct tlsafe *t, const struct tlsafe_select *s,
                    const struct tl_told *l)
{
	const struct tl_kind *kind;
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	int rc = tl_view_select(&v, t, s);

	kind = rc ? NULL : tl_list_kind(&v, s);
	if (!rc && !kind)
		rc = TLSAFE_EUSAGE;
	if (!rc)
		rc = tl_query_begin(&q, &v, kind, s->words, s->nwords, false);
	if (!rc)
		rc = add_all(ids, &v, kind, l);
	return rc ? rc : keep_those(ids, &q, l);
}

/* Those that were as the words say, as was known then. */
static int keep_those_that_were(struct ids *ids, struct tlsafe *t, const struct tlsafe_select *s,
                                uint64_t then, char *const *was, size_t nwas)
{
	struct tlsafe_select before = *s;
	char known[24];
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	int rc;

	snprintf(known, sizeof(known), "%llu", (unsigned long long)then);
	before.known_at = known;
	rc = tl_view_select(&v, t, &before);
	if (!rc)
		rc = tl_query_begin(&q, &v, tl_schema_kind(v.schema, s->kind), was, nwas, false);
	return rc ? rc : keep_those(ids, &q, NULL);
}

int tl_told_ids(struct tlsafe *t, const struct tlsafe_select *s, const struct tl_told *l,
                char *const *was, size_t nwas, struct tl_arena *arena, char ***ret, size_t *n)
{
	TL_CLEANUP(ids_release) struct ids ids = { .arena = arena };
	int rc = find_ids(&ids, t, s, l);

	if (!rc && nwas)
		rc = keep_those_that_were(&ids, t, s, l->since, was, nwas);
	*n = ids.n;
	*ret = rc ? NULL : tl_arena_alloc(arena, (ids.n + 1) * sizeof(**ret));
	if (!rc && !*ret)
		rc = TLSAFE_EMEMORY;
	for (size_t i = 0; !rc && i < ids.n; i++)
		(*ret)[i] = ids.id[i];
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&t->err) : rc;
}

struct tl_bytes tl_told_minute(char room[TL_INSTANT_TEXT], const char *at)
{
	char *t;

	snprintf(room, TL_INSTANT_TEXT, "%.*s", (int)strlen("2018-07-01T09:00"), at);
	t = strchr(room, 'T');
	if (t)
		*t = ' ';
	return tl_str(room);
}

/* --- rows and who said it ------------------------------------------------------------- */

#define MORE 3

static int write_columns(struct tlsafe *t, const struct tl_grid *rows, struct tlsafe_out *out)
{
	static const struct tl_line_column more[MORE] = {
		{ "last_act", false, "最近操作", "Last act" },
		{ "last_at", false, "录入时间", "Entered" },
		{ "last_actor", false, "录入人", "Entered by" },
	};
	struct tl_out_column *column = calloc(rows->ncolumns + MORE, sizeof(*column));
	int rc;

	if (!column)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < rows->ncolumns; i++)
		column[i] = rows->column[i];
	for (size_t i = 0; i < MORE; i++)
		column[rows->ncolumns + i] = (struct tl_out_column){
			tl_str(more[i].name),
			tl_line_heading(t, out, more[i].name, more[i].zh, more[i].en),
			TL_NO_NUMBER
		};
	rc = tl_out_columns(out, column, rows->ncolumns + MORE);
	free(column);
	return rc ? tl_out_error(t, out) : 0;
}

/* What was said last of the record ID. */
static int say_last(struct tl_view *v, const struct tl_told *l, struct tl_bytes id, bool english,
                    struct tl_line *line)
{
	char at[TL_INSTANT_TEXT] = "", minute[TL_INSTANT_TEXT];
	TL_BUF actor = { 0 };
	TL_RECORD r = { 0 };
	struct said said = { TL_ACT_NONE, { 0, 0 } };
	int rc = tl_view_get(v, NULL, id, &r);

	if (!rc)
		rc = last_of(v, l, &r, &said);
	if (!rc && said.place.txn)
		rc = tl_history_teller(v, said.place, english, at, &actor);
	if (rc)
		return rc;
	if (said.place.txn)
		tl_line_word(line, tl_str(tl_act_text(said.act)),
		             tl_str(tl_act_label(said.act, english)));
	else
		tl_line_text(line, TL_NONE);
	tl_line_word(line, tl_str(at), tl_told_minute(minute, at));
	tl_line_text(line, tl_buf_bytes(&actor));
	return 0;
}

static int write_row(struct tl_view *v, const struct tl_told *l, const struct tl_grid *rows,
                     size_t row, struct tl_cell *cell, struct tlsafe_out *out)
{
	TL_CLEANUP(tl_line_release) struct tl_line line = { .n = 0 };
	const struct tl_cell *had = rows->row[row];
	struct tl_bytes id = had[tl_grid_column(rows, "id")].text;
	int rc = say_last(v, l, id, tl_line_english(v->t, out), &line);

	if (!rc)
		rc = tl_line_cells(&line, v->t, out);
	if (rc)
		return rc;
	memcpy(cell, had, rows->ncolumns * sizeof(*cell));
	memcpy(cell + rows->ncolumns, line.cell, MORE * sizeof(*cell));
	return tl_out_row(out, cell) ? tl_out_error(v->t, out) : 0;
}

int tl_told_write(struct tlsafe *t, const struct tlsafe_select *s, const struct tl_told *l,
                  const struct tl_grid *rows, struct tlsafe_out *out)
{
	struct tl_cell *cell = calloc(rows->ncolumns + MORE, sizeof(*cell));
	TL_VIEW v = { 0 };
	int rc = cell ? tl_view_select(&v, t, s) : tl_err_memory(&t->err);

	if (!rc)
		rc = write_columns(t, rows, out);
	for (size_t i = 0; !rc && i < rows->nrows; i++)
		rc = write_row(&v, l, rows, i, cell, out);
	free(cell);
	return rc;
}
