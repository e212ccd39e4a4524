/* What may be entered about a camera, its outages and stills. */
#include "change/camera_rules.h"

#include "change/plain_rules.h"

/* A source is a name, and no address: that may have a password in it, which would stand in the
 * journal for good. The refusal does not repeat it. */
static void judge_source(struct tl_decide *d, struct tl_bytes source)
{
	for (size_t i = 0; i < source.len; i++)
		if (!((unsigned char)source.data[i] & 0x80) &&
		    strchr(" \t\n/@:?&=\\", source.data[i])) {
			tl_fault(d, TLSAFE_EINPUT, "source", TL_NONE,
			         "enter the address in the file of credentials, and the name of "
			         "its line here",
			         "not the name of a source: an address, which may have a password "
			         "in it, is not kept");
			return;
		}
}

static bool two_digits(const char *p, int below)
{
	return p[0] >= '0' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9' &&
	       (p[0] - '0') * 10 + p[1] - '0' < below;
}

/* "06:00" */
static bool is_clock(const char *p)
{
	return two_digits(p, 24) && p[2] == ':' && two_digits(p + 3, 60);
}

/* "06:00-20:00"; over midnight too. */
static void judge_hours(struct tl_decide *d, struct tl_bytes hours)
{
	if (!hours.len || (hours.len == 11 && is_clock(hours.data) && hours.data[5] == '-' &&
	                   is_clock(hours.data + 6) && memcmp(hours.data, hours.data + 6, 5)))
		return;
	tl_fault(d, TLSAFE_EINPUT, "expected", hours,
	         "write them as 06:00-20:00, or leave it out: always", "not hours of a day");
}

static int judge_camera(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	size_t before = d->faults;

	judge_source(d, tl_act_leaves(r, a, "source"));
	judge_hours(d, tl_act_leaves(r, a, "expected"));
	return d->faults > before ? d->first : 0;
}

static int judge_outage(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes from = tl_act_leaves(r, a, "from"), to = tl_act_leaves(r, a, "to");
	tl_instant first, last;

	if (!tl_instant_parse(from, 0, &first) || !tl_instant_parse(to, 0, &last) || first < last)
		return 0;
	return tl_fault(d, TLSAFE_EINPUT, "to", to, "one of the two is wrong",
	                "it ends before it begins (%.*s)", (int)from.len, from.data);
}

/* What was taken away is not held any more. */
static int judge_still(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes pruned = tl_act_leaves(r, a, "pruned"), hold = tl_act_leaves(r, a, "hold");

	if (!pruned.len || !hold.len)
		return 0;
	return tl_fault(d, TLSAFE_ERULE, "hold", hold, NULL,
	                "its bytes were taken away on %.10s", pruned.data);
}

const struct tl_rules tl_camera_rules = {
	.kind = "camera",
	.rule = { TL_PLAIN_ACTS },
	.whole = judge_camera,
};

const struct tl_rules tl_outage_rules = {
	.kind = "outage",
	.rule = { TL_PLAIN_ACTS },
	.whole = judge_outage,
};

const struct tl_rules tl_still_rules = {
	.kind = "still",
	.rule = { TL_PLAIN_ACTS },
	.whole = judge_still,
};
