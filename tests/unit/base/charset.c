/* What a file's bytes are, and how they become UTF-8. */
#include "../unit.h"

#include <fcntl.h>

#include "base/charset.h"

static void decoding_is_the_same_at_every_cut(void **state)
{
	/* 喆 and 䶮 are two bytes, 𬭎 is four; some trail bytes look like ASCII. */
	static const char gb[] = "\x86\xb4,\xfe\x9f,\x99\x33\xa9\x32,a\r\n";
	static const char utf8[] = "喆,䶮,𬭎,a\r\n";
	(void)state;
	for (size_t pad = 65500; pad < 65560; pad++) {
		FILE *f = tmpfile();
		struct tl_err err = { 0 };
		enum tl_charset got;
		struct tl_decoder *d;
		struct tl_bytes piece;
		TL_BUF all = { 0 };
		for (size_t i = 0; i < pad; i++)
			fputc('x', f);
		fwrite(gb, 1, sizeof(gb) - 1, f);
		fflush(f);
		assert_int_equal(tl_charset_detect(fileno(f), TL_CHARSET_AUTO, &got, &err), 0);
		assert_int_equal(got, TL_CHARSET_GB18030);
		assert_int_equal(tl_decoder_new(&d, fileno(f), got, &err), 0);
		while (tl_decoder_next(d, &piece, &err) == 1)
			tl_buf_add(&all, piece);
		tl_decoder_free(d);
		assert_int_equal(all.len, pad + sizeof(utf8) - 1);
		assert_memory_equal(all.data + pad, utf8, sizeof(utf8) - 1);
		fclose(f);
	}
}

static void utf8_is_cut_between_characters(void **state)
{
	static const char text[] = "é安𬭎z";
	(void)state;
	for (size_t pad = 65525; pad < 65540; pad++) {
		struct tl_err err = { 0 };
		TL_CLEANUP(tl_decoder_freep) struct tl_decoder *d = NULL;
		struct tl_bytes piece;
		size_t total = 0;
		char *bytes = malloc(pad + sizeof(text) - 1);
		FILE *f;
		int rc;
		memset(bytes, 'x', pad);
		memcpy(bytes + pad, text, sizeof(text) - 1);
		f = unit_file(bytes, pad + sizeof(text) - 1);
		assert_int_equal(tl_decoder_new(&d, fileno(f), TL_CHARSET_UTF8, &err), 0);
		while ((rc = tl_decoder_next(d, &piece, &err)) == 1) {
			assert_true(piece.len > 0 && piece.len <= 65536);
			assert_true(((unsigned char)piece.data[0] & 0xc0) != 0x80);
			assert_memory_equal(piece.data, bytes + total, piece.len);
			total += piece.len;
		}
		assert_int_equal(rc, 0);
		assert_int_equal(total, pad + sizeof(text) - 1);
		free(bytes);
		fclose(f);
	}
}

static void names_of_charsets_are_known_in_any_case(void **state)
{
	(void)state;
	assert_int_equal(tl_charset_by_name("utf-8"), TL_CHARSET_UTF8);
	assert_int_equal(tl_charset_by_name("UTF8"), TL_CHARSET_UTF8);
	assert_int_equal(tl_charset_by_name("GB18030"), TL_CHARSET_GB18030);
	assert_int_equal(tl_charset_by_name("gbk"), TL_CHARSET_GB18030);
	assert_int_equal(tl_charset_by_name("Gb2312"), TL_CHARSET_GB18030);
	assert_int_equal(tl_charset_by_name("UTF-16"), TL_CHARSET_UTF16LE);
	assert_int_equal(tl_charset_by_name("utf-16be"), TL_CHARSET_UTF16BE);
	assert_int_equal(tl_charset_by_name("utf-32"), -1);
	assert_int_equal(tl_charset_by_name(""), -1);
}

/* What a file with the bytes TEXT is; WANT_TEXT: with what the error begins, NULL: none. */
static void detects(const char *text, size_t len, enum tl_charset want, int charset,
                    const char *want_text)
{
	struct tl_err err = { 0 };
	enum tl_charset got = TL_CHARSET_AUTO;
	FILE *f = unit_file(text, len);
	int rc = tl_charset_detect(fileno(f), want, &got, &err);
	if (want_text) {
		if (strncmp(err.text, want_text, strlen(want_text)))
			print_error("wanted %s, got %s\n", want_text, err.text);
		assert_int_equal(rc, TLSAFE_EINPUT);
		assert_int_equal(strncmp(err.text, want_text, strlen(want_text)), 0);
	} else {
		assert_int_equal(rc, 0);
		assert_int_equal(got, charset);
	}
	fclose(f);
}
#define DETECTS(text, want, charset, says) detects(text, sizeof(text) - 1, want, charset, says)

static void a_file_is_utf8_else_gb18030(void **state)
{
	(void)state;
	DETECTS("", TL_CHARSET_AUTO, TL_CHARSET_UTF8, NULL);
	DETECTS("a", TL_CHARSET_AUTO, TL_CHARSET_UTF8, NULL);
	DETECTS("安全\n", TL_CHARSET_AUTO, TL_CHARSET_UTF8, NULL);
	DETECTS("\xef\xbb\xbf" "a", TL_CHARSET_AUTO, TL_CHARSET_UTF8, NULL);
	DETECTS("\xb0\xb2\xc8\xab\n", TL_CHARSET_AUTO, TL_CHARSET_GB18030, NULL);
	/* As it is told, though the other would do. */
	DETECTS("plain", TL_CHARSET_GB18030, TL_CHARSET_GB18030, NULL);
	DETECTS("plain", TL_CHARSET_UTF8, TL_CHARSET_UTF8, NULL);
}

static void a_bad_byte_is_told_by_its_line(void **state)
{
	(void)state;
	DETECTS("a\nb\n\xb0\xb2\n", TL_CHARSET_UTF8, 0, "3: bytes that are not UTF-8");
	DETECTS("a\n\xff\n", TL_CHARSET_GB18030, 0, "2: bytes that are not GB18030");
	/* A mark says what the file is: the other is not tried. */
	DETECTS("\xef\xbb\xbf" "a\n\xb0\xb2\n", TL_CHARSET_AUTO, 0, "2: bytes that are not UTF-8");
	/* Neither fits: of the two the one that got further. */
	DETECTS("安全\n安全\n\xff\n", TL_CHARSET_AUTO, 0, "3: bytes that are not ");
	DETECTS("a\n\xb0\xb2\nb\n\xff\n", TL_CHARSET_AUTO, 0, "4: bytes that are not GB18030");
	/* Half a character at the end. */
	DETECTS("a\n\xe5\xae", TL_CHARSET_UTF8, 0, "2: bytes that are not UTF-8");
	DETECTS("a\n\xb0", TL_CHARSET_GB18030, 0, "2: bytes that are not GB18030");
	DETECTS("a\nb\0c\n", TL_CHARSET_UTF8, 0, "2: a NUL byte");
}

static void lines_count_over_pieces(void **state)
{
	enum { LINES = 30000 };
	TL_BUF b = { 0 };
	(void)state;
	for (int i = 0; i < LINES; i++)
		tl_buf_str(&b, "安,x\r\n");
	tl_buf_str(&b, "\xff");
	detects(b.data, b.len, TL_CHARSET_UTF8, 0, "30001: bytes that are not UTF-8");
}

static int add_line(void *ctx, uint64_t n, struct tl_bytes line)
{
	tl_buf_printf(ctx, "%llu:%zu:", (unsigned long long)n, line.len);
	tl_buf_put(ctx, line.data, line.len < 4 ? line.len : 4);
	tl_buf_char(ctx, ';');
	return n == 5 ? TLSAFE_EINPUT : 0;
}

/* Lines of TEXT: number, length and beginning. */
static void has_lines(const char *text, size_t len, int code, const char *want)
{
	TL_CLEANUP(tl_decoder_freep) struct tl_decoder *d = NULL;
	struct tl_err err = { 0 };
	TL_BUF got = { 0 };
	FILE *f = unit_file(text, len);

	tl_buf_str(&got, "");
	assert_int_equal(tl_decoder_new(&d, fileno(f), TL_CHARSET_UTF8, &err), 0);
	assert_int_equal(tl_decoder_lines(d, add_line, &got, &err), code);
	assert_string_equal(got.data, want);
	fclose(f);
}

static void lines_are_whole_over_pieces(void **state)
{
	char *text = malloc(70005);
	(void)state;
	assert_non_null(text);
	memset(text, 'x', 70005);
	text[2] = text[3] = text[70000] = '\n';
	has_lines(text, 70005, 0, "1:2:xx;2:0:;3:69996:xxxx;4:4:xxxx;");
	has_lines(text, 70001, 0, "1:2:xx;2:0:;3:69996:xxxx;");
	has_lines("", 0, 0, "");
	has_lines("a\nb\nc\nd\ne\nf\n", 12, TLSAFE_EINPUT, "1:1:a;2:1:b;3:1:c;4:1:d;5:1:e;");
	free(text);
}

static void utf16_is_told_by_its_mark(void **state)
{
	(void)state;
	DETECTS("\xff\xfe" "a\0", TL_CHARSET_AUTO, TL_CHARSET_UTF16LE, NULL);
	DETECTS("\xfe\xff\0a", TL_CHARSET_AUTO, TL_CHARSET_UTF16BE, NULL);
	/* The mark is surer than the word of who asks. */
	DETECTS("\xfe\xff\0a", TL_CHARSET_UTF16LE, TL_CHARSET_UTF16BE, NULL);
	DETECTS("a\0", TL_CHARSET_UTF16LE, TL_CHARSET_UTF16LE, NULL);
	DETECTS("\xff\xfe" "a\0", TL_CHARSET_UTF8, 0, "1: bytes that are not UTF-8");
	DETECTS("\xff\xfe" "a\0", TL_CHARSET_GB18030, 0, "1: bytes that are not GB18030");
	/* Half a character, and half a pair. */
	DETECTS("\xff\xfe" "a\0\n\0b", TL_CHARSET_AUTO, 0, "2: bytes that are not UTF-16LE");
	DETECTS("\xff\xfe\n\0\n\0\x42\xd8" "b\0", TL_CHARSET_AUTO, 0,
	        "3: bytes that are not UTF-16LE");
	DETECTS("\xff\xfe" "a\0\0\0", TL_CHARSET_AUTO, 0, "1: a NUL byte");
	DETECTS("a\0b\0", TL_CHARSET_AUTO, 0, "1: a NUL byte");
}

static void utf16_is_the_same_at_every_cut(void **state)
{
	/* 安, and 𬭎 as a pair. */
	static const char tail[] = "\x89\x5b\x72\xd8\x4e\xdf";
	(void)state;
	for (size_t pad = 32760; pad < 32775; pad++) {
		TL_BUF bytes = { 0 };
		TL_BUF all = { 0 };
		struct tl_err err = { 0 };
		struct tl_decoder *d;
		struct tl_bytes piece;
		FILE *f;
		tl_buf_put(&bytes, "\xff\xfe", 2);
		for (size_t i = 0; i < pad; i++)
			tl_buf_put(&bytes, "x", 2);
		tl_buf_put(&bytes, tail, sizeof(tail) - 1);
		f = unit_file(bytes.data, bytes.len);
		assert_int_equal(tl_decoder_new(&d, fileno(f), TL_CHARSET_UTF16LE, &err), 0);
		while (tl_decoder_next(d, &piece, &err) == 1)
			tl_buf_add(&all, piece);
		tl_decoder_free(d);
		assert_int_equal(all.len, pad + strlen("安𬭎"));
		assert_string_equal(all.data + pad, "安𬭎");
		fclose(f);
	}
}

static void reads_as(const char *text, size_t len, enum tl_charset charset, const char *want)
{
	struct tl_err err = { 0 };
	TL_CLEANUP(tl_decoder_freep) struct tl_decoder *d = NULL;
	struct tl_bytes piece;
	FILE *f = unit_file(text, len);
	TL_BUF all = { 0 };
	int rc;
	assert_int_equal(lseek(fileno(f), 0, SEEK_END), len);
	assert_int_equal(tl_decoder_new(&d, fileno(f), charset, &err), 0);
	while ((rc = tl_decoder_next(d, &piece, &err)) == 1)
		tl_buf_add(&all, piece);
	assert_int_equal(rc, 0);
	assert_true(tl_eqs(tl_buf_bytes(&all), want));
	/* The end is the end. */
	assert_int_equal(tl_decoder_next(d, &piece, &err), 0);
	fclose(f);
}
#define READS(text, charset, want) reads_as(text, sizeof(text) - 1, charset, want)

static void reading_begins_at_the_start_and_passes_over_one_mark(void **state)
{
	(void)state;
	READS("", TL_CHARSET_UTF8, "");
	READS("", TL_CHARSET_GB18030, "");
	READS("a", TL_CHARSET_UTF8, "a");
	READS("ab", TL_CHARSET_UTF8, "ab");
	READS("\xef\xbb\xbf", TL_CHARSET_UTF8, "");
	READS("\xef\xbb\xbf\xef\xbb\xbf" "a", TL_CHARSET_UTF8, "\xef\xbb\xbf" "a");
	READS("a\xef\xbb\xbf", TL_CHARSET_UTF8, "a\xef\xbb\xbf");
	READS("\xb0\xb2", TL_CHARSET_GB18030, "安");
	READS("\xff\xfe\x89\x5b", TL_CHARSET_UTF16LE, "安");
	READS("\xfe\xff\x5b\x89", TL_CHARSET_UTF16BE, "安");
	READS("\x5b\x89", TL_CHARSET_UTF16BE, "安");
}

static void a_file_is_left_as_it_was(void **state)
{
	struct tl_err err = { 0 };
	enum tl_charset got;
	FILE *f = unit_file("abc", 3);
	struct tl_decoder *d = NULL;
	(void)state;
	/* Decoders share the descriptor's place; each begins at the start. */
	assert_int_equal(tl_charset_detect(fileno(f), TL_CHARSET_AUTO, &got, &err), 0);
	for (int i = 0; i < 2; i++) {
		struct tl_bytes piece;
		assert_int_equal(tl_decoder_new(&d, fileno(f), got, &err), 0);
		assert_int_equal(tl_decoder_next(d, &piece, &err), 1);
		assert_true(tl_eqs(piece, "abc"));
		tl_decoder_freep(&d);
		assert_null(d);
	}
	tl_decoder_freep(&d);
	/* Still open, whoever read it. */
	assert_true(fcntl(fileno(f), F_GETFD) >= 0);
	fclose(f);
}

static void what_cannot_be_read_is_the_systems_fault(void **state)
{
	struct tl_err err = { 0 };
	enum tl_charset got;
	struct tl_decoder *d = NULL;
	int fd[2];
	(void)state;
	assert_int_equal(tl_charset_detect(-1, TL_CHARSET_AUTO, &got, &err), TLSAFE_ESYSTEM);
	tl_err_clear(&err);
	/* A pipe has no start to go to. */
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(tl_decoder_new(&d, fd[0], TL_CHARSET_UTF8, &err), TLSAFE_ESYSTEM);
	assert_null(d);
	close(fd[0]);
	close(fd[1]);
}

static void a_file_is_not_copied_and_a_pipe_is(void **state)
{
	struct tl_err err = { 0 };
	FILE *f = unit_file("abc", 3);
	char back[8];
	int fd[2], copy = -1;
	(void)state;
	assert_int_equal(tl_charset_spool(fileno(f), &copy, &err), 0);
	assert_int_equal(copy, fileno(f));
	fclose(f);
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], "a\0b", 3), 3);
	close(fd[1]);
	assert_int_equal(tl_charset_spool(fd[0], &copy, &err), 0);
	assert_int_not_equal(copy, fd[0]);
	close(fd[0]);
	/* It can be read twice. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pread(copy, back, sizeof(back), 0), 3);
		assert_memory_equal(back, "a\0b", 3);
	}
	close(copy);
	copy = -1;
	assert_int_equal(tl_charset_spool(-1, &copy, &err), TLSAFE_ESYSTEM);
	assert_int_equal(copy, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decoding_is_the_same_at_every_cut),
		cmocka_unit_test(utf8_is_cut_between_characters),
		cmocka_unit_test(names_of_charsets_are_known_in_any_case),
		cmocka_unit_test(a_file_is_utf8_else_gb18030),
		cmocka_unit_test(a_bad_byte_is_told_by_its_line),
		cmocka_unit_test(lines_count_over_pieces),
		cmocka_unit_test(lines_are_whole_over_pieces),
		cmocka_unit_test(utf16_is_told_by_its_mark),
		cmocka_unit_test(utf16_is_the_same_at_every_cut),
		cmocka_unit_test(reading_begins_at_the_start_and_passes_over_one_mark),
		cmocka_unit_test(a_file_is_left_as_it_was),
		cmocka_unit_test(what_cannot_be_read_is_the_systems_fault),
		cmocka_unit_test(a_file_is_not_copied_and_a_pipe_is),
	};
	return cmocka_run_group_tests_name("base/charset", tests, NULL, NULL);
}
