/* Rows as a form writes them. */
#include "written.h"

#include "base/utf8.h"

static struct tl_buf sink;

static int to_sink(void *ctx, const void *data, size_t len)
{
	(void)ctx;
	tl_buf_put(&sink, data, len);
	return 0;
}

const char *written(const char *format, unsigned flags, const char *const *cells, size_t rows,
                    size_t n)
{
	static const struct tl_out_column col[] = { { { "id", 2 }, { "编号", 6 }, false },
		                                    { { "name", 4 }, { "名称", 6 }, false },
		                                    { { "n", 1 }, { "数", 3 }, true } };
	struct tlsafe_out *o = tlsafe_out_new(format, flags, to_sink, NULL);
	tl_buf_release(&sink);
	assert_non_null(o);
	assert_int_equal(tl_out_columns(o, col, n), 0);
	for (size_t r = 0; r < rows; r++) {
		struct tl_cell cell[3];
		struct tl_buf json[3] = { { 0 } };
		for (size_t i = 0; i < n; i++) {
			cell[i] = (struct tl_cell){ .text = tl_str(cells[r * n + i]),
				                    .numeric = i == 2 };
			if (cells[r * n + i])
				tl_json_string(&json[i], cell[i].text);
			cell[i].json = cells[r * n + i] ? tl_buf_bytes(&json[i]) : TL_NONE;
		}
		assert_int_equal(tl_out_row(o, cell), 0);
		for (size_t i = 0; i < n; i++)
			tl_buf_release(&json[i]);
	}
	assert_int_equal(tlsafe_out_end(o), 0);
	tlsafe_out_free(o);
	return sink.data ? sink.data : "";
}

int drop_written(void **state)
{
	(void)state;
	tl_buf_release(&sink);
	return 0;
}
