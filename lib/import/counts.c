/* What an import did, in numbers. */
#include "query/line.h"

int tlsafe_imported_write(struct tlsafe *t, const struct tlsafe_imported *n, struct tlsafe_out *out)
{
	const struct tl_line_column columns[] = {
		/* Lines call it what it is, JSON as everywhere. */
		{ out->form->json ? "txn" : "transaction", true, "事务号", "Transaction" },
		{ "new", true, "新增", "New" },
		{ "changed", true, "变更", "Changed" },
		{ "unchanged", true, "未变", "Unchanged" },
		{ "rejected", true, "拒收", "Rejected" },
		{ "void", true, "作废", "Void" },
		{ "none", true, "无隐患", "None found" },
	};
	const uint64_t counts[] = { n->txn,      n->added,  n->changed, n->unchanged,
		                    n->rejected, n->voided, n->none };
	struct tl_line l = { .n = 0 };
	int rc = tl_line_columns(t, out, columns, TL_LEN(columns));

	for (size_t i = 0; i < TL_LEN(counts); i++)
		tl_line_number(&l, counts[i]);
	if (!rc)
		rc = tl_line_write(&l, t, out);
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}
