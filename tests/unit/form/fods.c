/* Flat ODS: what a sheet says, and what is refused. */
#include "../unit.h"

#include "form/form.h"

#define HEAD \
	"<?xml version='1.0' encoding='UTF-8'?><office:document " \
	"xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' " \
	"xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' " \
	"xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' " \
	"xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' " \
	"xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>"
#define STYLES \
	"<office:automatic-styles><style:style style:name='ta1' style:family='table'>" \
	"<style:table-properties table:display='true'/></style:style>" \
	"<style:style style:name='ta2' style:family='table'>" \
	"<style:table-properties table:display='false'/></style:style>" \
	"</office:automatic-styles>"
#define BODY "<office:body><office:spreadsheet>"
#define END "</office:spreadsheet></office:body></office:document>"
#define BOOK(sheets) HEAD STYLES BODY sheets END
#define SHEET(rows) "<table:table table:name='S'>" rows "</table:table>"
#define ROW(cells) "<table:table-row>" cells "</table:table-row>"
#define CELL(text) "<table:table-cell office:value-type='string'><text:p>" text \
	"</text:p></table:table-cell>"
#define VALUE(type, name, value, shown) \
	"<table:table-cell office:value-type='" type "' office:" name "='" value "'><text:p>" \
	shown "</text:p></table:table-cell>"
#define MANY(attribute, n) "<table:table-cell table:number-" attribute "='" n "'/>"

/* Rows of sheet NUMBER as "LINE[h]:CELL|CELL\n", and behind them what was wrong. */
static const char *rows_of(const char *xml, size_t len, size_t number)
{
	static struct tl_buf out;
	TL_CLEANUP(tl_fods_freep) struct tl_fods *f = NULL;
	struct tl_err err = { 0 };
	struct tl_form_row row;
	FILE *file = unit_file(xml, len);
	int rc = tl_fods_open(&f, fileno(file), number, &err);

	tl_buf_clear(&out);
	tl_buf_str(&out, "");
	while (!rc && (rc = tl_fods_next(f, &row, &err)) == 1) {
		tl_buf_printf(&out, "%llu%s:", (unsigned long long)row.line, row.hidden ? "h" : "");
		for (size_t i = 0; i < row.n; i++)
			tl_buf_printf(&out, "%s%.*s", i ? "|" : "", (int)row.cell[i].len,
			              row.cell[i].data ? row.cell[i].data : "");
		tl_buf_str(&out, "\n");
		rc = 0;
	}
	if (rc)
		tl_buf_str(&out, err.text);
	fclose(file);
	return out.data;
}
#define ROWS(xml) rows_of(xml, sizeof(xml) - 1, 1)

static void cells_are_their_values(void **state)
{
	(void)state;
	assert_string_equal(ROWS(BOOK(SHEET(ROW(
		CELL("甲") MANY("columns-repeated", "1") VALUE("float", "value", "43289", "43,289")
		VALUE("date", "date-value", "2018-07-02", "7/2/2018")
		VALUE("date", "date-value", "2018-07-03T14:30:00.000000", "x")
		VALUE("currency", "value", "1234.5", "¥1,234.50")
		VALUE("percentage", "value", "0.963", "96.3%")
		VALUE("boolean", "boolean-value", "true", "WAHR")
		VALUE("time", "time-value", "PT14H30M00S", "14:30")
		"<table:table-cell office:value-type='string' office:string-value='乙'/>"
		"<table:table-cell office:value-type='string' office:string-value=''>"
		"<text:p>#DIV/0!</text:p></table:table-cell>")))),
		"1:甲||43289|2018-07-02|2018-07-03 14:30:00|1234.5|96.3%|true|14:30|乙|#DIV/0!\n");
	/* A code with zeros before it, long digits, and what is small. */
	assert_string_equal(ROWS(BOOK(SHEET(ROW(
		VALUE("float", "value", "23", "000023")
		VALUE("float", "value", "13800000000", "1.38E+10")
		VALUE("float", "value", "5.00151123456789E+017", "500151123456789000")
		VALUE("float", "value", "1.5E-005", "0")
		VALUE("float", "value", "-2E-002", "0") VALUE("float", "value", "7", "07-x"))))),
		"1:000023|13800000000|5.00151123456789E+017|0.000015|-0.02|7\n");
}

static void text_is_what_is_seen(void **state)
{
	(void)state;
	assert_string_equal(ROWS(BOOK(SHEET(ROW(
		"<table:table-cell office:value-type='string'>"
		"<office:annotation><text:p>批注</text:p></office:annotation>"
		"<text:p>第一<text:span>行</text:span></text:p><text:p>第\n 二<text:s "
		"text:c='3'/>行<text:tab/>x<text:line-break/>y&amp;</text:p>"
		"<draw:frame><draw:text-box><text:p>图</text:p></draw:text-box></draw:frame>"
		"</table:table-cell>"
		CELL("<text:ruby><text:ruby-base>喆</text:ruby-base><text:ruby-text>zhé"
		     "</text:ruby-text></text:ruby>"))))),
		"1:第一行\n第 二   行 x\ny&|喆\n");
}

static void rows_have_their_numbers(void **state)
{
	(void)state;
	assert_string_equal(ROWS(BOOK(SHEET(
		"<table:table-column table:number-columns-repeated='16384'/>"
		"<table:table-row table:number-rows-repeated='3'>" MANY("columns-repeated", "16384")
		"</table:table-row>"
		"<table:table-header-rows>" ROW(CELL("a") MANY("columns-repeated", "16383"))
		"</table:table-header-rows><table:table-row-group><table:table-row "
		"table:number-rows-repeated='2' table:visibility='filter'>" CELL("b")
		"</table:table-row></table:table-row-group>" ROW(CELL("c"))
		"<table:table-row table:number-rows-repeated='1048569'>"
		MANY("columns-repeated", "16384") "</table:table-row>"))),
		"4:a\n5h:b\n6h:b\n7:c\n");
}

static void merged_cells_hold_for_their_block(void **state)
{
	(void)state;
#define COVERED "<table:covered-table-cell/>"
#define MERGED(rows, columns, text) \
	"<table:table-cell table:number-rows-spanned='" rows "' table:number-columns-spanned='" \
	columns "'><text:p>" text "</text:p></table:table-cell>"
	assert_string_equal(ROWS(BOOK(SHEET(
		ROW(MERGED("2", "1", "甲") CELL("1")) ROW(COVERED CELL("2")) ROW(
			"<table:table-cell/>" CELL("3"))
		/* wide: only where it begins */
		ROW(MERGED("2", "2", "乙") COVERED CELL("4")) ROW(COVERED COVERED CELL("5"))
		/* what a covered cell held before does not count */
		ROW(MERGED("2", "1", "丙") CELL("6"))
		ROW("<table:covered-table-cell office:value-type='string'><text:p>旧</text:p>"
		    "</table:covered-table-cell>" CELL("7"))
		/* the block is longer than what is filled in it */
		ROW(MERGED("3", "1", "丁") CELL("8")) ROW(COVERED) ROW(COVERED CELL("9"))))),
		"1:甲|1\n2:甲|2\n3:|3\n4:乙||4\n5:乙||5\n6:丙|6\n7:丙|7\n8:丁|8\n10:丁|9\n");
	/* A block ends with its sheet. */
	assert_string_equal(rows_of(BOOK(SHEET(ROW(MERGED("9", "1", "甲"))) SHEET(
		ROW(COVERED CELL("x")))), sizeof(BOOK(SHEET(ROW(MERGED("9", "1", "甲"))) SHEET(
		ROW(COVERED CELL("x"))))) - 1, 2), "1:|x\n");
}

static void sheets_are_listed(void **state)
{
	static const char xml[] = BOOK(
		"<table:calculation-settings/><table:table table:name='一' "
		"table:style-name='ta1'>" ROW(CELL("a")) "</table:table>"
		"<table:table table:name='二' table:style-name='ta2'>" ROW(CELL("b"))
		"<table:table-row table:number-rows-repeated='4'>" CELL("c") "</table:table-row>"
		"</table:table><table:table table:name='三'>" ROW("<table:table-cell/>")
		"</table:table><table:named-expressions/>");
	struct tl_fods_sheet *s;
	struct tl_err err = { 0 };
	FILE *f = unit_file(xml, sizeof(xml) - 1);
	size_t n;
	(void)state;
	assert_int_equal(tl_fods_sheets(fileno(f), &s, &n, &err), 0);
	assert_int_equal(n, 3);
	assert_string_equal(s[0].name, "一");
	assert_false(s[0].hidden);
	assert_true(s[1].hidden);
	assert_int_equal(s[1].rows, 5);
	assert_int_equal(s[2].rows, 0);
	tl_fods_free_sheets(s, n);
	fclose(f);
	assert_string_equal(rows_of(xml, sizeof(xml) - 1, 2), "1:b\n2:c\n3:c\n4:c\n5:c\n");
	assert_string_equal(rows_of(xml, sizeof(xml) - 1, 3), "");
	assert_string_equal(rows_of(xml, sizeof(xml) - 1, 4), "");
}

static void a_workbook_cut_anywhere_is_refused(void **state)
{
	static const char xml[] = BOOK(SHEET(ROW(CELL("甲") CELL("乙")) ROW(CELL("丙"))));
	(void)state;
	for (size_t n = 0; n < sizeof(xml) - 1; n++) {
		FILE *f = unit_file(xml, n);
		struct tl_fods_sheet *s;
		struct tl_err err = { 0 };
		size_t count;
		assert_int_equal(tl_fods_sheets(fileno(f), &s, &count, &err), TLSAFE_EINPUT);
		fclose(f);
	}
}

static void limits_are_kept(void **state)
{
	TL_BUF deep = { 0 };
	(void)state;
	assert_string_equal(ROWS(BOOK(SHEET(ROW(CELL("a")) ROW(
		"<table:table-cell table:number-columns-repeated='1001'><text:p>x</text:p>"
		"</table:table-cell>")))), "1:a\n2: more than 1000 cells in a row");
	assert_string_equal(ROWS(BOOK(SHEET(
		"<table:table-row table:number-rows-repeated='99999999999'>" CELL("x")
		"</table:table-row>"))), "more rows than a spreadsheet has");
	assert_string_equal(ROWS(BOOK(SHEET(ROW(CELL("<text:s text:c='999999999'/>"))))),
	                    "1: a cell of more than 64 KiB");
	assert_string_equal(ROWS(
		"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]>"
		"<d>&b;</d>"), "an entity of its own is declared; no spreadsheet does that");
	assert_string_equal(ROWS("<a/>"), "no spreadsheet in it");
	tl_buf_str(&deep, HEAD);
	for (int i = 0; i < 300; i++)
		tl_buf_str(&deep, "<a>");
	assert_string_equal(rows_of(deep.data, deep.len, 1),
	                    "elements that lie too deep in each other");
	assert_int_equal(strncmp(ROWS(BOOK(SHEET(ROW(CELL("a"))) "<b>")),
	                         "1:a\n", 4), 0);
}

static void long_sheets_come_by_pieces(void **state)
{
	enum { ROWS_WRITTEN = 5000 };
	TL_CLEANUP(tl_fods_freep) struct tl_fods *f = NULL;
	TL_BUF xml = { 0 };
	struct tl_err err = { 0 };
	struct tl_form_row row;
	FILE *file;
	uint64_t n = 0;
	(void)state;
	tl_buf_str(&xml, HEAD BODY "<table:table table:name='S'>");
	for (int i = 1; i <= ROWS_WRITTEN; i++)
		tl_buf_printf(&xml, "<table:table-row><table:table-cell><text:p>第%d行</text:p>"
		              "</table:table-cell></table:table-row>\n", i);
	tl_buf_str(&xml, "</table:table>" END);
	file = unit_file(xml.data, xml.len);
	assert_int_equal(tl_fods_open(&f, fileno(file), 1, &err), 0);
	while (tl_fods_next(f, &row, &err) == 1) {
		char want[32];
		snprintf(want, sizeof(want), "第%llu行", (unsigned long long)++n);
		assert_int_equal(row.line, n);
		assert_true(tl_eqs(row.cell[0], want));
	}
	assert_int_equal(n, ROWS_WRITTEN);
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_their_values),
		cmocka_unit_test(text_is_what_is_seen),
		cmocka_unit_test(rows_have_their_numbers),
		cmocka_unit_test(merged_cells_hold_for_their_block),
		cmocka_unit_test(sheets_are_listed),
		cmocka_unit_test(a_workbook_cut_anywhere_is_refused),
		cmocka_unit_test(limits_are_kept),
		cmocka_unit_test(long_sheets_come_by_pieces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
