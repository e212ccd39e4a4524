/* What pictures say of themselves. */
#include "../unit.h"

#include "still/look.h"

static void is(struct tl_bytes bytes, const char *type, unsigned width, unsigned height)
{
	struct tl_still_look look;

	assert_null(tl_still_look(bytes, &look));
	assert_string_equal(look.type, type);
	assert_int_equal(look.width, width);
	assert_int_equal(look.height, height);
}

static void is_none(struct tl_bytes bytes, const char *why)
{
	struct tl_still_look look;
	const char *said = tl_still_look(bytes, &look);

	assert_non_null(said);
	assert_non_null(strstr(said, why));
}

#define PNG "\x89PNG\r\n\x1a\n"
#define SIZE_PNG "\0\0\5\0\0\0\2\xd0"
#define REST "\10\2\0\0\0crc."

static void a_png_has_its_size_in_the_first_chunk(void **state)
{
	(void)state;
	is(TL_LIT(PNG "\0\0\0\15IHDR" SIZE_PNG REST), "png", 1280, 720);
	is_none(TL_LIT(PNG "\0\0\0\15IHDR" SIZE_PNG), "cut short");
	is_none(TL_LIT(PNG "\0\0\0\14IHDR" SIZE_PNG REST), "damaged");
	is_none(TL_LIT(PNG "\0\0\0\15IDAT" SIZE_PNG REST), "damaged");
	is_none(TL_LIT(PNG "\0\0\0\15IHDR\0\0\0\0\0\0\2\xd0" REST), "damaged");
	is_none(TL_LIT(PNG), "cut short");
}

#define APP "\xff\xe0\0\4ab"
#define FRAME "\0\13\10\2\xd0\5\0\1\1\21\0"

static void a_jpeg_has_it_in_its_frame(void **state)
{
	(void)state;
	is(TL_LIT("\xff\xd8\xff\xc0" FRAME), "jpg", 1280, 720);
	is(TL_LIT("\xff\xd8" APP "\xff\xff\xff\xc2" FRAME "\xff\xd9"), "jpg", 1280, 720);
	/* Tables have markers of the same row. */
	is(TL_LIT("\xff\xd8\xff\xc4\0\4ab\xff\xc8\0\4ab\xff\xcc\0\2\xff\xcf" FRAME), "jpg", 1280,
	   720);
}

static void a_jpeg_without_a_frame_is_damaged(void **state)
{
	(void)state;
	is_none(TL_LIT("\xff\xd8\xff\xda" FRAME), "damaged");
	is_none(TL_LIT("\xff\xd8\xff\xe0\0\1\xff\xc0" FRAME), "damaged");
	is_none(TL_LIT("\xff\xd8\xff\xe0\xff\xff\xff\xc0" FRAME), "cut short");
	is_none(TL_LIT("\xff\xd8" APP "ab\xff\xc0" FRAME), "damaged");
	is_none(TL_LIT("\xff\xd8\xff\xc0\0\13\10\2\xd0\5"), "cut short");
	is_none(TL_LIT("\xff\xd8\xff\xc0\0\13\10\0\0\5\0\1"), "damaged");
	is_none(TL_LIT("\xff\xd8\xff"), "cut short");
	is_none(TL_LIT("\xff\xd8\xff\xff\xff\xff"), "cut short");
}

static void other_bytes_are_no_picture(void **state)
{
	(void)state;
	is_none(TL_NONE, "first bytes");
	is_none(TL_LIT("GIF89a"), "first bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_png_has_its_size_in_the_first_chunk),
		cmocka_unit_test(a_jpeg_has_it_in_its_frame),
		cmocka_unit_test(a_jpeg_without_a_frame_is_damaged),
		cmocka_unit_test(other_bytes_are_no_picture),
	};
	return cmocka_run_group_tests_name("still/look", tests, NULL, NULL);
}
