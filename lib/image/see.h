/*
 * What is measured of a picture: numbers that tell a good one from a black, blurred or covered one,
 * its view as a coarse grid, by which it is compared with others, and a hash, by which it is found
 * again. All of it is small enough to be kept where the pixels are not.
 */
#ifndef TL_SEE_H
#define TL_SEE_H

#include "image/image.h"

/* Of these measures; others are not compared with them. */
#define TL_SEEN_VERSION 1

/* Luma is 0 to 255. Name, Chinese, English. */
#define TL_SEEN(X) \
	X(LUMA, "luma", "平均亮度", "Mean luma") \
	X(DEVIATION, "deviation", "亮度标准差", "Deviation") \
	/* percent of pixels below 24, and above 240 */ \
	X(DARK, "dark", "暗区占比", "Dark %") \
	X(BRIGHT, "bright", "亮区占比", "Bright %") \
	/* from the darkest twentieth to the brightest */ \
	X(CONTRAST, "contrast", "对比度", "Contrast") \
	X(EDGES, "edges", "边缘能量", "Edge energy") /* mean step between neighbours */ \
	/* percent: the strongest steps between pixels, of those between 4x4 squares */ \
	X(SHARP, "sharp", "清晰度", "Sharpness") \
	/* how far the least coloured twentieth is from grey: a cast has no grey left */ \
	X(CAST, "cast", "偏色", "Cast") \
	/* mean of what red and blue have more than luma */ \
	X(RED, "red", "红色偏移", "Red") X(BLUE, "blue", "蓝色偏移", "Blue") \
	X(STRIPES, "stripes", "条纹", "Stripes") /* luma that whole rows or columns share */ \
	X(GREY, "grey", "灰块占比", "Grey blocks %") /* percent of squares of one grey */ \
	X(FLAT, "flat", "平坦占比", "Flat %") /* percent of squares without an edge */ \
	/* percent of pixels of the four commonest colours, exactly */ \
	X(DRAWN, "drawn", "纯色占比", "Few colours %") \
	/* Against others of the camera; absent without them. */ \
	X(LIKE, "like", "与参考视角相似", "Like the reference") /* edges, percent: 100 the same */ \
	X(CHANGE, "change", "与前一张差异", "Change") /* luma, of the square that differs most */ \
	/* percent of the reference's squares with an edge that have none */ \
	X(LOST, "lost", "边缘丢失占比", "Edges lost %") \
	/* how far red and blue are from the reference's */ \
	X(TINT, "tint", "相对偏色", "Tint") \
	/* percent of the reference's */ \
	X(SHARP_OF, "sharp_of", "相对清晰度", "Sharpness of reference %")

enum tl_seen_id {
#define X(id, name, zh, en) TL_SEEN_##id,
	TL_SEEN(X)
#undef X
	TL_SEEN_COUNT,
	TL_SEEN_OWN = TL_SEEN_LIKE	/* those before it are of the picture alone */
};

struct tl_seen_name {
	const char *name, *zh, *en;
};
extern const struct tl_seen_name tl_seen_names[TL_SEEN_COUNT];

#define TL_VIEW_WIDTH 32
#define TL_VIEW_HEIGHT 18
#define TL_VIEW_SIZE (TL_VIEW_WIDTH * TL_VIEW_HEIGHT)
#define TL_HASHES 2

struct tl_seen {
	uint32_t width, height;
	double value[TL_SEEN_COUNT];		/* NAN: absent */
	unsigned char view[TL_VIEW_SIZE];	/* mean luma of squares, rows from the top */
	uint64_t hash[TL_HASHES];		/* of low frequencies, and of steps: alike.h */
};

int tl_see(const struct tl_image *image, struct tl_seen *ret, struct tl_err *err);
/* Sets what is measured against others: how the camera looked when it was known to be right, and
 * its picture before this one; each may be NULL. The rows in which cameras write a clock are left
 * out of the change. */
void tl_seen_against(struct tl_seen *m, const struct tl_seen *reference,
                        const struct tl_seen *before);

/* Appends M, what is of the picture alone, as a line of ASCII; and reads it back. False: it is of
 * another version, or none. */
void tl_seen_text(struct tl_buf *out, const struct tl_seen *m);
bool tl_seen_read(struct tl_bytes text, struct tl_seen *ret);

#endif
