/* What a file is, by its first bytes. */
#include "../unit.h"

#include "base/bytes.h"
#include "form/signature.h"

static void is(const char *bytes, size_t len, enum tl_file want)
{
	struct tl_err err = { 0 };
	enum tl_file got;
	FILE *f = unit_file(bytes, len);

	assert_int_equal(tl_signature(fileno(f), &got, &err), 0);
	if (got != want)
		print_error("%.20s: %s\n", bytes, tl_file_title(got));
	assert_int_equal(got, want);
	fclose(f);
}
#define IS(bytes, want) is(bytes, sizeof(bytes) - 1, want)

static void lists_are_text(void **state)
{
	(void)state;
	IS("", TL_FILE_TEXT);
	IS("单位名称,镇街\n", TL_FILE_TEXT);
	IS("\t\t\n", TL_FILE_TEXT);
	IS("<甲厂>,蒲吕\n", TL_FILE_TEXT);
	IS("\0\0", TL_FILE_TEXT);
	IS("PK\3", TL_FILE_TEXT);
	IS("\xff\xfe" "a\0", TL_FILE_TEXT);
}

static void pictures_are_known(void **state)
{
	(void)state;
	assert_string_equal(tl_picture_ending(TL_LIT("\x89PNG\r\n\x1a\nIHDR")), "png");
	assert_string_equal(tl_picture_ending(TL_LIT("\xff\xd8\xff\xe0")), "jpg");
	assert_null(tl_picture_ending(TL_LIT("\x89PNG\r\n\x1a")));
	assert_null(tl_picture_ending(TL_LIT("\xff\xd8")));
	assert_null(tl_picture_ending(TL_LIT("GIF89a")));
	assert_null(tl_picture_ending(TL_NONE));
}

static void workbooks_are_known(void **state)
{
	(void)state;
	IS("PK\3\4\x14\0\6\0rest", TL_FILE_XLSX);
	IS("PK\3\4\x14\0\0\10\0\0abcdefghijklmnop"
	   "mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", TL_FILE_ODS);
	IS("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", TL_FILE_XLS);
	IS("\x09\x08\x10\x00\x00\x06\x05\x00", TL_FILE_XLS);
	IS("<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook "
	   "xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", TL_FILE_XML);
	IS("<?xml version=\"1.0\"?>\n<office:document xmlns:office=\"urn:oasis:names:tc:"
	   "opendocument:xmlns:office:1.0\" office:mimetype=\"application/vnd.oasis."
	   "opendocument.spreadsheet\">", TL_FILE_FODS);
}

static void web_pages_are_known(void **state)
{
	(void)state;
	IS("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head>", TL_FILE_HTML);
	IS("\xef\xbb\xbf\r\n<TABLE border=1><tr><td>", TL_FILE_HTML);
	IS("<!DOCTYPE HTML PUBLIC>", TL_FILE_HTML);
	IS("<html xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", TL_FILE_HTML);
}

static void what_cannot_be_read_is_the_systems_fault(void **state)
{
	struct tl_err err = { 0 };
	enum tl_file got;
	(void)state;
	assert_int_equal(tl_signature(-1, &got, &err), TLSAFE_ESYSTEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_text),
		cmocka_unit_test(pictures_are_known),
		cmocka_unit_test(workbooks_are_known),
		cmocka_unit_test(web_pages_are_known),
		cmocka_unit_test(what_cannot_be_read_is_the_systems_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
