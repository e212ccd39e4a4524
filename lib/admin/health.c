/* What somebody who watches over a store wants to know of it, without reading much. */
#include <sys/statvfs.h>

#include "admin/sidecar.h"
#include "base/file.h"
#include "query/line.h"
#include "store/open.h"
#include "store/view.h"

static const struct tl_line_column columns[] = {
	{ "store_id", false, "库标识", "Store id" },
	{ "format", true, "格式版本", "Format" },
	{ "transactions", true, "事务数", "Transactions" },
	{ "last_at", false, "最近录入", "Last entered" },
	{ "anchor", false, "锚", "Anchor" },
	{ "size", true, "文件大小", "Size" },
	{ "map_free", true, "剩余容量", "May still grow by" },
	{ "disk_free", true, "磁盘剩余", "Free on the disk" },
	{ "readers", true, "正在读", "Readers" },
	{ "checked_at", false, "最近检查", "Checked" },
	{ "checked_txn", true, "检查到事务", "Checked up to" },
	{ "backup_at", false, "最近备份", "Backed up" },
	{ "backup_txn", true, "备份到事务", "Backed up to" },
	{ "backup_age", true, "备份距今秒数", "Seconds since the backup" },
	{ "backups", true, "备份数", "Backups" },
};

/* A moment that is known, and its transaction; or two empty cells. */
static void moment_cells(struct tl_line *l, const struct tlsafe *t, bool known, tl_instant at,
                         uint64_t txn)
{
	char text[TL_INSTANT_TEXT];

	if (known) {
		tl_line_text(l, tl_str(tl_instant_format(text, at, t->genesis.offset, false)));
		tl_line_number(l, txn);
	} else {
		tl_line_text(l, TL_LIT(""));
		tl_line_text(l, TL_LIT(""));
	}
}

static int backup_cells(struct tl_line *l, struct tlsafe *t, const char *dir)
{
	TL_CLEANUP(tl_backups_release) struct tl_backups all = { 0 };
	tl_instant at = 0;
	uint64_t txn = 0;
	bool known;
	int rc = 0;

	tl_file_as_caller();
	if (dir)
		rc = tl_backups_list(&all, dir, t, &t->err);
	tl_file_as_before();
	known = dir ? all.n : tl_last_read(t->path, "backup", &at, &txn);

	if (all.n) {
		at = all.at[0].s.at;
		txn = all.at[0].s.txn;
	}
	moment_cells(l, t, known, at, txn);
	if (known)
		tl_line_number(l, t->now > at ? (uint64_t)(t->now - at) / 1000000 : 0);
	else
		tl_line_text(l, TL_LIT(""));
	if (dir)
		tl_line_number(l, all.n);
	else
		tl_line_text(l, TL_LIT(""));
	return rc;
}

static int cells(struct tl_line *l, struct tl_view *v, const char *dir)
{
	struct tlsafe *t = v->t;
	char at[TL_INSTANT_TEXT] = "";
	tl_instant checked = 0;
	uint64_t txn = 0;
	struct tl_kv_stat st;
	struct statvfs fs;
	TL_BUF anchor = { 0 };
	int rc = t->kv->ops->stat(t->kv, &st, &t->err);

	if (!rc && statvfs(t->path, &fs))
		rc = tl_err_errno(&t->err, "%s", t->path);
	if (!rc)
		rc = tl_view_anchor(v, &anchor);
	if (rc)
		return rc;
	if (v->head.number)
		tl_instant_format(at, v->head.at, t->genesis.offset, false);
	tl_line_text(l, tl_str(t->id));
	tl_line_number(l, t->format);
	tl_line_number(l, v->head.number);
	tl_line_text(l, tl_str(at));
	tl_line_text(l, tl_buf_bytes(&anchor));
	tl_line_number(l, st.size);
	tl_line_number(l, st.map > st.used ? st.map - st.used : 0);
	tl_line_number(l, (uint64_t)fs.f_bavail * fs.f_frsize);
	tl_line_number(l, st.readers);
	bool known = tl_last_read(t->path, "check", &checked, &txn);
	moment_cells(l, t, known, checked, txn);
	return backup_cells(l, t, dir);
}

int tlsafe_health(struct tlsafe *t, const char *backups, struct tlsafe_out *out)
{
	struct tl_line l = { .n = 0 };
	TL_VIEW v = { 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_begin(&v, t);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	if (!rc)
		rc = cells(&l, &v, backups);
	if (!rc)
		rc = tl_line_write(&l, t, out);
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}

void tlsafe_note_check(struct tlsafe *t, uint64_t transactions)
{
	if (t->kv && t->path)
		tl_last_write(t, t->path, "check", transactions);
}
