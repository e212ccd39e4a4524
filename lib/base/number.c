/* Decimal numbers as texts, whatever the locale. */
#include "base/number.h"

bool tl_number_parse(struct tl_bytes text, double *ret, size_t *decimals)
{
	double n = 0, scale = 1;
	size_t digits = 0, behind = 0, i = text.len && text.data[0] == '-', first = i;
	bool point = false;

	for (; i < text.len; i++) {
		if (text.data[i] == '.' && !point && i > first) {
			point = true;
			continue;
		}
		if (text.data[i] < '0' || text.data[i] > '9' || ++digits > TL_NUMBER_DIGITS)
			return false;
		n = n * 10 + (text.data[i] - '0');
		behind += point;
		scale *= point ? 10 : 1;
	}
	if (!digits || text.data[text.len - 1] == '.')
		return false;
	/* Both are whole, and held exactly: what they give is the nearest number. */
	*ret = (first ? -n : n) / scale;
	if (decimals)
		*decimals = behind;
	return true;
}
