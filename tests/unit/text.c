/* Base: packed numbers, text, dates, keys, maps, hashes, compression. */
#include "unit.h"

#include "base/charset.h"
#include "base/compress.h"
#include "base/crypto.h"
#include "base/date.h"
#include "base/map.h"
#include "base/utf8.h"
#include "kv/key.h"

static void packed_numbers_come_back(void **state)
{
	static const uint64_t u[] = { 0, 1, 127, 128, 300, UINT32_MAX, UINT64_MAX };
	static const int64_t i[] = { 0, -1, 1, INT32_MIN, INT64_MIN, INT64_MAX };
	TL_BUF b = { 0 };
	(void)state;
	for (size_t k = 0; k < TL_LEN(u); k++)
		tl_buf_uint(&b, u[k]);
	for (size_t k = 0; k < TL_LEN(i); k++)
		tl_buf_int(&b, i[k]);
	tl_buf_block(&b, TL_LIT("abc"));
	struct tl_unpack in = tl_unpack(tl_buf_bytes(&b));
	for (size_t k = 0; k < TL_LEN(u); k++)
		assert_true(tl_unpack_uint(&in) == u[k]);
	for (size_t k = 0; k < TL_LEN(i); k++)
		assert_true(tl_unpack_int(&in) == i[k]);
	assert_true(tl_eqs(tl_unpack_block(&in), "abc"));
	assert_true(tl_unpack_end(&in) && !in.bad);
	tl_unpack_uint(&in);
	assert_true(in.bad);
}

static void longer_spellings_of_numbers_are_refused(void **state)
{
	static const char *const bad[] = { "\x80", "\x80\x00",
		                           "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02" };
	static const size_t len[] = { 1, 2, 10 };
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		struct tl_unpack u = tl_unpack(tl_bytes(bad[i], len[i]));
		tl_unpack_uint(&u);
		assert_true(u.bad);
	}
}

static void keys_sort_as_their_values(void **state)
{
	static const uint64_t u[] = { 0, 1, 255, 256, 65535, 65536, UINT64_MAX };
	static const tl_day d[] = { INT32_MIN, -1, 0, 1, INT32_MAX };
	(void)state;
	for (size_t i = 1; i < TL_LEN(u); i++) {
		TL_BUF a = { 0 };
		TL_BUF b = { 0 };
		uint64_t back;
		tl_key_uint(&a, u[i - 1]);
		tl_key_uint(&b, u[i]);
		assert_true(tl_cmp(tl_buf_bytes(&a), tl_buf_bytes(&b)) < 0);
		struct tl_bytes rest = tl_buf_bytes(&b);
		assert_true(tl_key_take_uint(&rest, &back) && back == u[i] && !rest.len);
	}
	for (size_t i = 1; i < TL_LEN(d); i++) {
		TL_BUF a = { 0 };
		TL_BUF b = { 0 };
		tl_key_day(&a, d[i - 1]);
		tl_key_day(&b, d[i]);
		assert_true(tl_cmp(tl_buf_bytes(&a), tl_buf_bytes(&b)) < 0);
	}
}

static void checks_utf8(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		ssize_t at;
	} t[] = {
		{ "", 0, -1 },
		{ "plain text, long enough", 23, -1 },
		{ "安全生产", 12, -1 },
		{ "abc\xff", 4, 3 },
		{ "abcdefgh\xe5\xae", 10, 8 },
		{ "\xed\xa0\x80", 3, 0 },
		{ "\xc0\x80", 2, 0 },
		{ "abcdefghij\0k", 12, 10 },
		{ "𬭎", 4, -1 },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++)
		assert_int_equal(tl_utf8_check(tl_bytes(t[i].text, t[i].len)), t[i].at);
}

static void nothing_shown_can_act(void **state)
{
	TL_BUF b = { 0 };
	(void)state;
	tl_utf8_visible(&b, TL_LIT("a\tb\nc\\d\x1b[31m\xe2\x80\xae\xc2\x9b\x7f安\xff"));
	assert_string_equal(b.data, "a\\tb\\nc\\\\d\\u{1b}[31m\\u{202e}\\u{9b}\\u{7f}安\\x{ff}");
	assert_true(tl_utf8_needs_visible(TL_LIT("x\x1b")));
	assert_false(tl_utf8_needs_visible(TL_LIT("安全 生产")));
}

static void names_fold_together(void **state)
{
	static const char *const same[][2] = { { "甲厂（一）", "甲厂(一)" },
		                               { "ＡＢＣ 公司", "abc公司" },
		                               { "甲 厂", "甲厂" },
		                               { "１２号", "12号" },
		                               { "〔甲〕", "(甲)" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(same); i++) {
		TL_BUF a = { 0 };
		TL_BUF b = { 0 };
		tl_utf8_fold(&a, tl_str(same[i][0]));
		tl_utf8_fold(&b, tl_str(same[i][1]));
		assert_string_equal(a.data, b.data);
	}
	assert_int_equal(tl_utf8_width(tl_str("安全ab")), 6);
	assert_int_equal(tl_utf8_distance(tl_str("隐患描叙"), tl_str("隐患描述"), 3), 1);
	assert_int_equal(tl_utf8_distance(tl_str("abc"), tl_str("xyz"), 1), 2);
}

static void days_split_and_join(void **state)
{
	(void)state;
	for (tl_day d = -800000; d < 800000; d += 37) {
		int y, m, md;
		tl_day_split(d, &y, &m, &md);
		if (y >= 1 && y <= 9999)
			assert_int_equal(tl_day_of(y, m, md), d);
	}
	assert_int_equal(tl_day_of(1970, 1, 1), 0);
	assert_int_equal(tl_day_of(2018, 7, 25), 17737);
	assert_int_equal(tl_day_of(2018, 2, 29), TL_NODAY);
	assert_int_equal(tl_day_of(2016, 2, 29), 16860);
}

static void spreadsheet_dates_are_read(void **state)
{
	static const struct {
		const char *text;
		int year;
		const char *day;
	} t[] = {
		{ "2018-07-25", 0, "2018-07-25" },
		{ "2018/7/25", 0, "2018-07-25" },
		{ "2018.7.25", 0, "2018-07-25" },
		{ "2018-7-25", 0, "2018-07-25" },
		{ "2018年7月25日", 0, "2018-07-25" },
		{ "20180725", 0, "2018-07-25" },
		{ "43306", 0, "2018-07-25" },
		{ "2018/7/25 14:30", 0, "2018-07-25" },
		{ "2018-07-25 14:30:00.0", 0, "2018-07-25" },
		{ "２０１８．７．２５", 0, "2018-07-25" },
		{ "　2018/7/25 ", 0, "2018-07-25" },
		{ "7月25日", 2018, "2018-07-25" },
		{ "7/25", 2018, "2018-07-25" },
		{ "截止7月25日中午", 2018, "2018-07-25" },
		{ "截至2018年7月25日", 0, "2018-07-25" },
		{ "7月25日", 0, NULL },
		{ "2018年7月", 0, NULL },
		{ "18.7.25", 0, NULL },
		{ "18/7/25", 0, NULL },
		{ "2018-02-30", 0, NULL },
		{ "2018-13-01", 0, NULL },
		{ "", 0, NULL },
		{ "/", 0, NULL },
		{ "长期", 0, NULL },
		{ "2018/7-25", 0, NULL },
		{ "2018-7-25x", 0, NULL },
		{ "立即", 0, NULL },
		{ "15天", 0, NULL },
		{ "99999999", 0, NULL },
		{ "19999", 0, NULL },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		char text[TL_DAY_TEXT];
		const char *why = NULL;
		tl_day day;
		int rc = tl_day_read(tl_str(t[i].text), t[i].year, TL_NODAY, &day, &why);
		if (t[i].day) {
			assert_int_equal(rc, 0);
			assert_string_equal(tl_day_format(text, day), t[i].day);
		} else {
			assert_int_equal(rc, -1);
			assert_non_null(why);
		}
	}
}

static void deadlines_count_from_the_find(void **state)
{
	static const struct {
		const char *text;
		int days;
	} t[] = { { "15天", 15 }, { "3日内", 3 }, { "立即", 0 },     { "立即整改", 0 },
		  { "当场", 0 },  { "+15d", 15 }, { "30天以内", 30 } };
	tl_day found = tl_day_of(2018, 7, 2), day;
	const char *why;
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		assert_int_equal(tl_day_read(tl_str(t[i].text), 0, found, &day, &why), 0);
		assert_int_equal(day, found + t[i].days);
	}
}

static void periods_have_two_ends(void **state)
{
	static const struct {
		const char *text, *first, *last;
	} t[] = {
		{ "2018", "2018-01-01", "2018-12-31" },
		{ "2018H1", "2018-01-01", "2018-06-30" },
		{ "2018H2", "2018-07-01", "2018-12-31" },
		{ "2018Q2", "2018-04-01", "2018-06-30" },
		{ "2018-02", "2018-02-01", "2018-02-28" },
		{ "2018-06-30", "2018-06-30", "2018-06-30" },
		{ "2016-02", "2016-02-01", "2016-02-29" },
		{ "today", "2018-07-25", "2018-07-25" },
		{ "-30d", "2018-06-25", "2018-06-25" },
		{ "+7d", "2018-08-01", "2018-08-01" },
		{ "this-week", "2018-07-23", "2018-07-29" },
		{ "last-week", "2018-07-16", "2018-07-22" },
		{ "this-month", "2018-07-01", "2018-07-31" },
		{ "last-month", "2018-06-01", "2018-06-30" },
		{ "本月", "2018-07-01", "2018-07-31" },
		{ "last-year", "2017-01-01", "2017-12-31" },
		{ "last-quarter", "2018-04-01", "2018-06-30" },
		{ "２０１８", "2018-01-01", "2018-12-31" },
		{ "2018年6月", "2018-06-01", "2018-06-30" },
		{ "2018Q5", NULL, NULL },
		{ "2018H3", NULL, NULL },
		{ "soon", NULL, NULL },
		{ "43306", NULL, NULL },
		{ "2018-13", NULL, NULL },
		{ "", NULL, NULL },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		char text[TL_DAY_TEXT];
		tl_day first, last;
		bool ok = tl_period_parse(tl_str(t[i].text), tl_day_of(2018, 7, 25), &first, &last);
		assert_int_equal(ok, t[i].first != NULL);
		if (!ok)
			continue;
		assert_string_equal(tl_day_format(text, first), t[i].first);
		assert_string_equal(tl_day_format(text, last), t[i].last);
	}
}

static void instants_go_both_ways(void **state)
{
	char text[TL_INSTANT_TEXT];
	tl_instant at;
	(void)state;
	assert_true(tl_instant_parse(TL_LIT("2018-07-01T08:00:00+08:00"), 0, &at));
	assert_true(at == 1530403200ll * 1000000);
	assert_string_equal(tl_instant_format(text, at, 8 * 3600, false),
	                    "2018-07-01T08:00:00+08:00");
	assert_int_equal(tl_instant_day(at - 8 * 3600ll * 1000000 - 1, 8 * 3600),
	                 tl_day_of(2018, 6, 30));
	assert_true(tl_instant_parse(TL_LIT("2018-07-01"), 8 * 3600, &at));
	assert_string_equal(tl_instant_format(text, at, 8 * 3600, true),
	                    "2018-07-01T00:00:00+08:00");
	assert_false(tl_instant_parse(TL_LIT("2018-07-01T25:00:00Z"), 0, &at));
}

static void a_map_keeps_what_is_put(void **state)
{
	struct tl_map *m = tl_map_new();
	char key[16];
	bool made;
	(void)state;
	for (uint64_t i = 0; i < 20000; i++) {
		snprintf(key, sizeof(key), "k%d", (int)i);
		*tl_map_put(m, tl_str(key), &made) = i;
		assert_true(made);
	}
	for (uint64_t i = 0; i < 20000; i++) {
		snprintf(key, sizeof(key), "k%d", (int)i);
		assert_true(*tl_map_get(m, tl_str(key)) == i);
	}
	assert_null(tl_map_get(m, TL_LIT("none")));
	assert_int_equal(tl_map_count(m), 20000);
	tl_map_free(m);
}

static void blake2b_is_the_published_one(void **state)
{
	struct tl_hash h;
	unsigned char sum[TL_HASH_LEN];
	TL_BUF hex = { 0 };
	(void)state;
	tl_hash_begin(&h);
	tl_hash_add(&h, TL_LIT("a"));
	tl_hash_add(&h, TL_LIT("bc"));
	tl_hash_end(&h, sum);
	tl_hex(&hex, sum, sizeof(sum));
	assert_string_equal(hex.data,
	                    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void squeezed_bytes_come_back_and_damage_is_told(void **state)
{
	TL_CLEANUP(tl_compressor_release) struct tl_compressor compressor = { 0 };
	struct tl_err err = { 0 };
	TL_BUF in = { 0 };
	TL_BUF out = { 0 };
	TL_BUF back = { 0 };
	(void)state;
	for (int i = 0; i < 5000; i++)
		tl_buf_printf(&in, "row %d, ", i % 50);
	assert_int_equal(tl_compress(&compressor, &out, tl_buf_bytes(&in), &err), 0);
	assert_true(out.len < in.len / 4);
	assert_int_equal(tl_decompress(&compressor, &back, tl_buf_bytes(&out), 1 << 20, &err), 0);
	assert_true(tl_eq(tl_buf_bytes(&back), tl_buf_bytes(&in)));
	assert_int_equal(tl_decompress(&compressor, &back, tl_buf_bytes(&out), 100, &err),
	                 TLSAFE_ECORRUPT);
	tl_err_clear(&err);
	assert_int_equal(
		tl_decompress(&compressor, &back, tl_bytes(out.data, out.len / 2), 1 << 20, &err),
		TLSAFE_ECORRUPT);
	tl_err_clear(&err);
	assert_int_equal(tl_decompress(&compressor, &back, TL_LIT(""), 1 << 20, &err),
	                 TLSAFE_ECORRUPT);
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packed_numbers_come_back),
		cmocka_unit_test(longer_spellings_of_numbers_are_refused),
		cmocka_unit_test(keys_sort_as_their_values),
		cmocka_unit_test(checks_utf8),
		cmocka_unit_test(nothing_shown_can_act),
		cmocka_unit_test(names_fold_together),
		cmocka_unit_test(days_split_and_join),
		cmocka_unit_test(spreadsheet_dates_are_read),
		cmocka_unit_test(deadlines_count_from_the_find),
		cmocka_unit_test(periods_have_two_ends),
		cmocka_unit_test(instants_go_both_ways),
		cmocka_unit_test(a_map_keeps_what_is_put),
		cmocka_unit_test(blake2b_is_the_published_one),
		cmocka_unit_test(squeezed_bytes_come_back_and_damage_is_told),
		cmocka_unit_test(decoding_is_the_same_at_every_cut),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
