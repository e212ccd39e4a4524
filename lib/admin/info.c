/* The log, and what a store is and holds. */
#include "query/line.h"
#include "store/blobs.h"
#include "store/fact.h"
#include "store/genesis.h"
#include "store/open.h"
#include "store/stillfiles.h"
#include "store/view.h"

int tlsafe_log(struct tlsafe *t, struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "txn", true, "事务号", "Transaction" },
		{ "at", false, "录入时间", "Entered" },
		{ "actor", false, "录入人", "Entered by" },
		{ "login", false, "登录名", "Login" },
		{ "uid", true, "用户号", "User id" },
		{ "command", false, "命令", "Command" },
		{ "verb", false, "动作", "Verb" },
		{ "entries", true, "条目数", "Entries" },
		{ "request", false, "请求", "Request" },
		{ "clock", false, "时钟", "Clock" },
		{ "hash", false, "哈希", "Hash" },
		{ "salvaged", false, "抢救自", "Salvaged from" },
		{ "restored", false, "恢复", "Restored" },
		{ "proxy", false, "代录", "Entered for" },
	};
	TL_VIEW v = { 0 };
	TL_BUF hash = { 0 };
	struct tl_line l = { .n = 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_begin(&v, t);
	if (!rc)
		tl_trace_view(&v);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	for (uint64_t n = 1; !rc && n <= v.head.number; n++) {
		char at[TL_INSTANT_TEXT];
		rc = tl_journal_head(&v.journal, n);
		if (rc)
			break;
		const struct tl_head *h = &v.journal.at->head;
		tl_buf_clear(&hash);
		tl_hex(&hash, h->hash, TL_HASH_LEN);
		tl_line_number(&l, n);
		tl_line_text(&l, tl_str(tl_instant_format(at, h->at, t->genesis.offset, false)));
		tl_line_text(&l, h->actor);
		tl_line_text(&l, h->login);
		tl_line_number(&l, h->uid);
		tl_line_text(&l, h->command);
		tl_line_text(&l, tl_head_verb(h));
		tl_line_number(&l, h->count);
		tl_line_text(&l, h->request);
		tl_line_text(&l, h->clock);
		tl_line_text(&l, tl_buf_bytes(&hash));
		tl_line_text(&l, h->salvaged);
		tl_line_text(&l, h->restored);
		tl_line_text(&l, h->proxy);
		rc = tl_line_write(&l, t, out);
	}
	tl_buf_release(&l.buf);
	return rc == TLSAFE_ENOENT ?
	               tl_err_hint(&t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
	                           "a transaction of the journal is missing") :
	               tl_store_error(t, rc);
}

/* Records of a kind with facts, by the flags alone: of all that is stored of a row, one byte is
 * looked at. */
static int count_facts(struct tl_view *v, const struct tl_kind *kind, uint64_t *ret)
{
	TL_CLEANUP(tl_facts_release) struct tl_facts f = { 0 };
	struct tl_fact_block b;
	size_t live = 0;
	int rc = tl_facts_begin(&f, v->txn, kind, &v->t->err);

	*ret = 0;
	for (uint64_t block = 0; !rc && block < f.nblocks; block++) {
		rc = tl_facts_block(&f, block, TL_FACT_BIT(flags), &b);
		for (size_t i = 0; !rc && i < b.n; i++)
			*ret += !(b.column[TL_FACT_flags][i] & TL_FACT_ABSENT);
		/* What lies live over the block counts below. */
		for (; !rc && live < f.nlive && f.live[live] < b.row + b.n; live++)
			*ret -= !(b.column[TL_FACT_flags][f.live[live] - b.row] & TL_FACT_ABSENT);
	}
	for (size_t i = 0; !rc && i < f.nlive; i++)
		*ret += !(f.fact[i].flags & TL_FACT_ABSENT);
	return rc;
}

static int count_records(struct tl_view *v, const struct tl_kind *kind, uint64_t *ret)
{
	TL_WALK walk = { 0 };
	TL_RECORD r;
	int rc = tl_walk_begin(&walk, v, kind);

	tl_record_init(&r, kind);
	for (*ret = 0; !rc && (rc = tl_walk_next(&walk, &r)) == 1; rc = 0)
		++*ret;
	return rc;
}

/* What is told of a store; behind it a count of each kind. */
static const struct tl_line_column fixed[] = {
	{ "site", false, "站点", "Site" },
	{ "name", false, "名称", "Name" },
	{ "offset", false, "时差", "Offset" },
	{ "language", false, "语言", "Language" },
	{ "format", true, "格式版本", "Format" },
	{ "store_id", false, "库标识", "Store id" },
	{ "engine", false, "引擎", "Engine" },
	{ "size", true, "文件大小", "Size" },
	{ "used", true, "已用", "Used" },
	{ "map_size", true, "容量上限", "May grow to" },
	{ "transactions", true, "事务数", "Transactions" },
	{ "last_at", false, "最近录入", "Last entered" },
	{ "salvaged", false, "抢救自", "Salvaged from" },
	{ "files", true, "留存文件", "Files kept" },
	{ "file_bytes", true, "留存文件字节数", "Bytes of files kept" },
	{ "still_files", true, "图像文件", "Stills in files" },
	{ "still_bytes", true, "图像文件字节数", "Bytes of stills in files" },
	{ "anchor", false, "锚", "Anchor" },
};

/* What is kept beside the records, and how many bytes in all. */
struct kept {
	uint64_t files, bytes;
};

static int count_still(void *ctx, const unsigned char *hash, const char *path, uint64_t size)
{
	struct kept *k = ctx;
	(void)path;

	k->files += hash != NULL;
	k->bytes += hash ? size : 0;
	return 0;
}

static void fixed_cells(struct tl_line *l, const struct tl_view *v, const struct tl_kv_stat *st,
                        const struct kept *files, const struct kept *stills,
                        struct tl_bytes anchor)
{
	const struct tlsafe *t = v->t;
	char offset[8], at[TL_INSTANT_TEXT] = "";

	if (v->head.number)
		tl_instant_format(at, v->head.at, t->genesis.offset, false);
	tl_line_text(l, t->genesis.site);
	tl_line_text(l, t->schema->district.name);
	tl_line_text(l, tl_str(tl_offset_format(offset, t->genesis.offset)));
	tl_line_text(l, t->schema->district.language);
	tl_line_number(l, t->format);
	tl_line_text(l, tl_str(t->id));
	tl_line_text(l, tl_str(st->engine));
	tl_line_number(l, st->size);
	tl_line_number(l, st->used);
	tl_line_number(l, st->map);
	tl_line_number(l, v->head.number);
	tl_line_text(l, tl_str(at));
	tl_line_text(l, t->genesis.salvaged);
	tl_line_number(l, files->files);
	tl_line_number(l, files->bytes);
	tl_line_number(l, stills->files);
	tl_line_number(l, stills->bytes);
	tl_line_text(l, anchor);
}

static struct tl_line_column count_column(const struct tl_schema *s, const char *kind)
{
	const struct tl_kind *k = tl_schema_kind(s, kind);

	return (struct tl_line_column){ k->name, true, k->zh, k->en };
}

int tlsafe_info(struct tlsafe *t, struct tlsafe_out *out)
{
	struct tl_line_column columns[TL_LINE_CELLS];
	TL_VIEW v = { 0 };
	TL_BUF anchor = { 0 };
	struct tl_kv_stat st;
	struct tl_line l = { .n = 0 };
	size_t n = TL_LEN(fixed);
	struct kept files, stills = { 0, 0 };
	const struct tl_stillfiles_each each = { count_still, &stills };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_begin(&v, t);
	if (!rc)
		tl_trace_view(&v);
	if (!rc)
		rc = t->kv->ops->stat(t->kv, &st, &t->err);
	if (!rc)
		rc = tl_store_files(t, v.txn);
	if (!rc)
		rc = tl_view_anchor(&v, &anchor);
	memcpy(columns, fixed, sizeof(fixed));
	for (const char *name;
	     n < TL_LINE_CELLS && (name = tlsafe_kind_name(t, n - TL_LEN(fixed)));)
		columns[n++] = count_column(t->schema, name);
	if (!rc)
		rc = tl_blobs_count(v.txn, &files.files, &files.bytes, &t->err);
	if (!rc)
		rc = tl_stillfiles_walk(t->path, &each, &t->err);
	if (!rc)
		rc = tl_line_columns(t, out, columns, n);
	if (rc)
		return tl_store_error(t, rc);
	fixed_cells(&l, &v, &st, &files, &stills, tl_buf_bytes(&anchor));
	for (size_t i = 0; !rc && TL_LEN(fixed) + i < n; i++) {
		uint64_t count;
		const char *name = columns[TL_LEN(fixed) + i].name;
		const struct tl_kind *k = tl_schema_kind(t->schema, name);
		rc = k->workflow ? count_facts(&v, k, &count) : count_records(&v, k, &count);
		tl_line_number(&l, count);
	}
	if (!rc)
		rc = tl_line_write(&l, t, out);
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}
