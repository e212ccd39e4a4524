/* tlsafe-snapshot: stills of cameras and photographs as evidence (图像). */
#include "common/verbs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* --- taken in ------------------------------------------------------------------- */

/* What the pictures show, which one option says. */
static int take_subject(struct cmd *c, struct tlsafe_stills *in)
{
	static const struct { enum cmd_option_id option; const char *kind; } of[] = {
		{ OPT_HAZARD, "hazard" },
		{ OPT_INSPECTION, "inspection" },
		{ OPT_UNIT, "unit" },
		{ OPT_CAMERA, "camera" },
	};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++)
		if (c->text[of[i].option] && *c->text[of[i].option]) {
			in->of = of[i].kind;
			in->id = c->text[of[i].option];
			n++;
		}
	return n == 1 ? 0 :
	                cmd_usage(c, "what do they show? Give one of --hazard, --inspection, "
	                             "--unit and --camera");
}

static int take_role(struct cmd *c, struct tlsafe_stills *in)
{
	static const char *const roles[] = { "before", "after", "scene", "patrol", "reference" };

	in->role = c->text[OPT_FOR];
	for (size_t i = 0; in->role && i < sizeof(roles) / sizeof(*roles); i++)
		if (!strcmp(in->role, roles[i]))
			return 0;
	return cmd_usage(c, "what are they for? Give --role before, after, scene, patrol or "
	                    "reference");
}

static int verb_keep(struct cmd *c)
{
	struct tlsafe_change how = verb_change(c);
	struct tlsafe_stills in = verb_pictures(&c->args, &how);
	uint64_t added = 0;
	int status, rc;

	if (!c->args.n)
		return cmd_usage(c, "which pictures? For example: add a.jpg --role before "
		                    "--hazard H20180702-0001");
	in.taken = c->text[OPT_TAKEN];
	status = take_role(c, &in);
	if (!status)
		status = take_subject(c, &in);
	if (!status)
		status = cmd_begin(c, 0);
	if (status)
		return status;
	rc = tlsafe_still_add(c->t, &in, c->out, &added);
	cmd_end_faults(c);
	return cmd_finish(c, rc);
}

/* --- given back ----------------------------------------------------------------- */

/* One still, into a file of any name. */
static int write_as(void *ctx, const char *name, const char *bytes, size_t len)
{
	struct cmd_folder *f = ctx;
	(void)name;

	f->status = cmd_write_file(f->c, f->path, bytes, len);
	return 0;
}

static bool is_folder(const char *path)
{
	struct stat st;
	int rc;

	cmd_as_caller_begin();
	rc = stat(path, &st);
	cmd_as_caller_end();
	return !rc && S_ISDIR(st.st_mode);
}

/* The path that -O names is that of a picture. */
static bool is_picture(const char *path)
{
	static const char *const endings[] = { ".jpg", ".jpeg", ".png" };
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof(endings) / sizeof(*endings); i++)
		if (!strcasecmp(dot, endings[i]))
			return !is_folder(path);
	return false;
}

static int give(struct cmd *c, const struct cmd_words *ids)
{
	struct cmd_folder f = { .c = c, .path = c->text[OPT_OUT] };
	struct tlsafe_still_get how = { .ids = ids->word, .n = ids->n, .ctx = &f };
	bool one = is_picture(f.path);
	int status = 0;

	if (one && ids->n > 1)
		return cmd_usage(c, "%s is one picture, and %zu are to be given: name a folder",
		                 f.path, ids->n);
	how.file = one ? write_as : cmd_folder_write;
	if (!one)
		status = cmd_folder_begin(&f);
	/* It is of the pictures; the rows go to standard output. */
	c->text[OPT_OUT] = NULL;
	if (!status)
		status = cmd_begin(c, 0);
	if (!status)
		status = cmd_finish(c, tlsafe_still_get(c->t, &how, c->out));
	return f.status ? f.status : status;
}

static int verb_get(struct cmd *c)
{
	struct cmd_words ids = { NULL, 0 };
	bool none;
	int status;

	if (!c->text[OPT_OUT] || !*c->text[OPT_OUT])
		return cmd_usage(c, "whereto? For example: get S000001 -O pictures/");
	status = cmd_ids(c, &ids, &none);
	if (!status && !none)
		status = give(c, &ids);
	cmd_free_words(&ids, true);
	return status;
}

/* --- kept, and not -------------------------------------------------------------- */

/* Sets the reason for which stills are held: REASON, or none. */
static int set_hold(struct cmd *c, const char *reason)
{
	struct tlsafe_value given = { "hold", reason };
	struct tlsafe_change how = verb_change(c);
	struct cmd_words ids = { NULL, 0 };
	bool none;
	int status;

	if (!c->text[OPT_REASON] || !*c->text[OPT_REASON])
		return cmd_usage(c, "why? Give --reason TEXT");
	status = cmd_ids(c, &ids, &none);
	how.kind = c->kind;
	how.verb = "set";
	how.ids = ids.word;
	how.nids = ids.n;
	how.given = &given;
	how.ngiven = 1;
	if (!status && !none)
		status = cmd_begin(c, 0);
	if (!status && !none)
		status = cmd_finish(c, tlsafe_change(c->t, &how, c->out));
	cmd_free_words(&ids, true);
	return status;
}

static int verb_hold(struct cmd *c)
{
	return set_hold(c, c->text[OPT_REASON]);
}

static int verb_release(struct cmd *c)
{
	return set_hold(c, "");
}

/* "30d" */
static bool take_days(const char *text, unsigned *ret)
{
	char *end;
	unsigned long n;

	if (!text || *text < '0' || *text > '9')
		return false;
	n = strtoul(text, &end, 10);
	*ret = (unsigned)n;
	return n <= 36600 && !strcmp(end, "d");
}

static int verb_prune(struct cmd *c)
{
	struct tlsafe_change how = verb_change(c);
	struct tlsafe_pruned sum;
	unsigned days;
	int status, rc;

	if (c->args.n)
		return cmd_usage(c, "prune takes no words: it goes by age");
	if (!take_days(c->text[OPT_KEEP_DAYS], &days))
		return cmd_usage(c, "which stay? For example: prune --keep 30d --dry-run");
	status = cmd_begin(c, 0);
	if (status)
		return status;
	rc = tlsafe_prune(c->t, days, &how, c->out, &sum);
	if (!rc && !c->given[OPT_QUIET])
		cmd_tell(c, 0, "stills: %" PRIu64 " %s; bytes: %" PRIu64, sum.stills,
		         c->given[OPT_DRY_RUN] ? "would go" : "gone", sum.bytes);
	return cmd_finish(c, rc);
}

/* --- judged --------------------------------------------------------------------- */

static int check_files(struct cmd *c, const struct cmd_words *files)
{
	const struct tlsafe_pictures how = { .files = files->word,
		                         .nfiles = files->n,
		                         .rules = c->text[OPT_RULES],
		                         .reference = c->text[OPT_REFERENCE],
		                         .explain = c->given[OPT_EXPLAIN],
		                         .known_at = c->text[OPT_KNOWN_AT],
		                         .fault = cmd_fault,
		                         .ctx = c };
	struct tlsafe_pictures_seen seen;
	int status = cmd_begin(c, 0);

	if (!status)
		status = cmd_finish(c, tlsafe_pictures(c->t, &how, c->out, &seen));
	if (status)
		return status;
	return seen.unreadable ? STATUS_DATA : cmd_exits(c, seen.faulty);
}

static int verb_check(struct cmd *c)
{
	struct cmd_words files = { 0 };
	bool none = false;
	int status = cmd_ids(c, &files, &none);

	if (!status && !none)
		status = check_files(c, &files);
	cmd_free_words(&files, true);
	return status;
}

static const struct cmd_verb verbs[] = {
	{ "add", "FILE...", "Keep pictures of a hazard, an inspection, a unit or a camera",
	  "tlsafe-snapshot add 1.jpg 2.jpg --role before --hazard H20180702-0001",
	  OPTIONS(OPTS_ADD, OPT_BY, OPT_FOR, OPT_HAZARD, OPT_INSPECTION, OPT_UNIT, OPT_CAMERA,
	          OPT_TAKEN),
	  verb_keep, NULL },
	{ "get", "ID...|-", "Give the pictures back, byte for byte",
	  "tlsafe-snapshot get S000001 -O S000001.jpg",
	  OPTIONS(OPTS_COMMON, OPT_OUTPUT, OPT_OUT, OPT_HEADINGS), verb_get, NULL },
	{ "hold", "ID...|-", "Keep the bytes of stills whatever their age",
	  "tlsafe-snapshot hold S000001 --reason '举报调查'", OPTIONS(OPTS_ACT), verb_hold, NULL },
	{ "release", "ID...|-", "Let go of stills that were held",
	  "tlsafe-snapshot release S000001 --reason '调查结束'", OPTIONS(OPTS_ACT), verb_release,
	  NULL },
	{ "prune", "", "Take the bytes of old patrol stills away",
	  "tlsafe-snapshot prune --keep 30d --dry-run",
	  OPTIONS(OPTS_COMMON, OPTS_FORM, OPTS_WHO, OPT_NOTE, OPT_KEEP_DAYS, OPT_DRY_RUN),
	  verb_prune, NULL },
	{ "check", "FILE...|-", "Judge pictures by their pixels",
	  "tlsafe-snapshot check patrol/*.jpg",
	  OPTIONS(OPTS_COMMON, OPTS_FORM, OPT_KNOWN_AT, OPT_RULES, OPT_REFERENCE, OPT_EXPLAIN,
	          OPT_EXIT_FOUND, OPT_EXIT_EMPTY), verb_check, NULL },
	{ "list", "[FILTER...]", "List stills", "tlsafe-snapshot list hazard=H20180702-0001",
	  OPTIONS(OPTS_LIST), verb_list, NULL },
	{ "show", "ID...|-", "Show all fields of stills", "tlsafe-snapshot show S000001",
	  OPTIONS(OPTS_SHOW), verb_show, NULL },
	{ "history", "ID...|-", "Show what was entered about stills",
	  "tlsafe-snapshot history S000001", OPTIONS(OPTS_HISTORY), verb_history, NULL },
	{ 0 }
};

int main(int argc, char **argv)
{
	struct cmd c = { .program = "tlsafe-snapshot",
		         .about = "Stills of cameras and photographs as evidence",
		         .verbs = verbs,
		         .before = OPTIONS(OPT_STORE),
		         .kind = "still" };

	return cmd_main(&c, argc, argv);
}
