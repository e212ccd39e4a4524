/* What EXIF says of when a picture was taken and how the camera was held. */
#include "base/date.h"
#include "image/image.h"

#define ENTRIES_MAX 512		/* of a directory; cameras write some thirty */

enum { TAG_ORIENTATION = 0x0112, TAG_DATE = 0x0132, TAG_EXIF = 0x8769, TAG_TAKEN = 0x9003 };
enum { TYPE_ASCII = 2, TYPE_SHORT = 3, TYPE_LONG = 4 };

struct tiff {
	const unsigned char *data;
	size_t len;
	bool big;		/* the most significant byte comes first */
};

struct entry {
	unsigned tag, type;
	uint32_t count, value;	/* VALUE: itself, or where it stands */
	size_t at;		/* where VALUE is written */
};

/* Numbers of what is not there are 0. */
static uint32_t number(const struct tiff *t, size_t at, size_t size)
{
	uint32_t n = 0;

	if (at > t->len || t->len - at < size)
		return 0;
	for (size_t i = 0; i < size; i++)
		n |= (uint32_t)t->data[at + i] << 8 * (t->big ? size - 1 - i : i);
	return n;
}

static struct entry entry_at(const struct tiff *t, size_t at)
{
	struct entry e = { .tag = number(t, at, 2), .type = number(t, at + 2, 2),
		           .count = number(t, at + 4, 4), .at = at + 8 };

	e.value = number(t, e.at, e.type == TYPE_SHORT ? 2 : 4);
	return e;
}

static bool digits(const char *text, const char *pattern)
{
	for (; *pattern; text++, pattern++)
		if (*pattern == '0' ? *text < '0' || *text > '9' : *text != *pattern)
			return false;
	return true;
}

/* "2019:06:30 09:41:07"; a clock that was never set has zeros or blanks. */
static void read_moment(const struct tiff *t, const struct entry *e, struct tl_image_info *info)
{
	char text[20] = "";
	tl_day day;

	if (e->type != TYPE_ASCII || e->count < 19 || e->value > t->len ||
	    t->len - e->value < 19)
		return;
	memcpy(text, t->data + e->value, 19);
	if (!digits(text, "0000:00:00 00:00:00"))
		return;
	text[4] = text[7] = '-';
	text[10] = 'T';
	if (!tl_day_parse(tl_bytes(text, 10), &day) || memcmp(text + 11, "24", 2) >= 0 ||
	    text[14] > '5' || text[17] > '5')
		return;
	memcpy(info->taken, text, sizeof(text));
}

/* Reads the directory AT, and gives where it says that the one with the moment is; 0: nowhere. */
static size_t read_directory(const struct tiff *t, size_t at, struct tl_image_info *info)
{
	size_t n = number(t, at, 2), inner = 0;

	for (size_t i = 0; i < n && i < ENTRIES_MAX; i++) {
		struct entry e = entry_at(t, at + 2 + 12 * i);
		if (e.tag == TAG_ORIENTATION && e.type == TYPE_SHORT && e.value <= 8)
			info->turned = e.value;
		else if (e.tag == TAG_TAKEN || (e.tag == TAG_DATE && !info->taken[0]))
			read_moment(t, &e, info);
		else if (e.tag == TAG_EXIF && e.type == TYPE_LONG)
			inner = e.value;
	}
	return inner;
}

void tl_exif_read(struct tl_bytes exif, struct tl_image_info *info)
{
	struct tiff t = { (const unsigned char *)exif.data, exif.len, false };
	size_t inner;

	if (tl_starts(exif, TL_LIT("MM\0*")))
		t.big = true;
	else if (!tl_starts(exif, TL_LIT("II*\0")))
		return;
	inner = read_directory(&t, number(&t, 4, 4), info);
	if (inner)
		read_directory(&t, inner, info);
}
