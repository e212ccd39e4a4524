/* tlsafe-snapshot: stills of cameras and photographs as evidence (图像). */
#include "common/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
static int set_hold(struct cmd *c, const struct tlsafe_change *how, const char *reason)
{
	const struct tlsafe_value given = { "hold", reason };
	struct tlsafe_change set = *how;

	set.kind = c->kind;
	set.verb = "set";
	set.given = &given;
	set.ngiven = 1;
	return tlsafe_change(c->t, &set, c->out);
}

static int enter_hold(struct cmd *c, const struct tlsafe_change *how)
{
	return set_hold(c, how, c->text[OPT_REASON]);
}

static int enter_release(struct cmd *c, const struct tlsafe_change *how)
{
	return set_hold(c, how, "");
}

static int with_reason(struct cmd *c,
                       int (*enter)(struct cmd *c, const struct tlsafe_change *how))
{
	if (!c->text[OPT_REASON] || !*c->text[OPT_REASON])
		return cmd_usage(c, "why? Give --reason TEXT");
	return verb_on_ids(c, enter);
}

static int verb_hold(struct cmd *c)
{
	return with_reason(c, enter_hold);
}

static int verb_release(struct cmd *c)
{
	return with_reason(c, enter_release);
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

static int compare_files(struct cmd *c, const struct cmd_words *files)
{
	const struct tlsafe_pictures how = { .files = files->word,
		                             .nfiles = files->n,
		                             .fault = cmd_fault,
		                             .ctx = c };
	struct tlsafe_pictures_seen seen;
	int status = cmd_begin(c, 0);

	if (!status)
		status = cmd_finish(c, tlsafe_pictures_alike(c->t, &how, c->out, &seen));
	cmd_end_faults(c);
	if (status)
		return status;
	return seen.unreadable ? STATUS_DATA : cmd_exits(c, seen.faulty);
}

static int on_files(struct cmd *c, int (*run)(struct cmd *c, const struct cmd_words *files))
{
	struct cmd_words files = { 0 };
	bool none = false;
	int status = cmd_files(c, &files, &none);

	if (!status && !none)
		status = run(c, &files);
	cmd_free_words(&files, true);
	return status;
}

static int verb_check(struct cmd *c)
{
	return on_files(c, check_files);
}

static int verb_alike(struct cmd *c)
{
	return on_files(c, compare_files);
}

/* --- detections --------------------------------------------------------------- */

static void tell_detected(struct cmd *c, const struct tlsafe_detected *n)
{
	if (!c->given[OPT_QUIET])
		cmd_tell(c, 0,
		         "detections: %" PRIu64 " new, %" PRIu64 " unchanged; groups: %" PRIu64
		         " new",
		         n->added, n->unchanged, n->groups);
}

static int verb_detect(struct cmd *c)
{
	struct tlsafe_detect in = { .map = c->words[OPT_MAP].word,
		                    .nmap = c->words[OPT_MAP].n,
		                    .dry_run = c->given[OPT_DRY_RUN],
		                    .fault = cmd_fault,
		                    .ctx = c };
	struct tlsafe_detected n;
	int status, rc;

	if (c->args.n != 1 || !*c->args.word[0])
		return cmd_usage(c, "detect reads one file, or - for standard input");
	in.file = c->args.word[0];
	in.fd = cmd_is_dash(c) ? STDIN_FILENO : cmd_open_file(in.file, O_RDONLY | O_CLOEXEC);
	if (in.fd < 0) {
		cmd_say(c, "%s: %s", in.file, strerror(errno));
		return STATUS_NOINPUT;
	}
	status = cmd_begin(c, 0);
	if (status)
		return status;
	rc = tlsafe_detect(c->t, &in, &n, c->out);
	cmd_end_faults(c);
	if (!rc)
		tell_detected(c, &n);
	return cmd_finish(c, rc);
}

static int enter_judgement(struct cmd *c, const struct tlsafe_change *how)
{
	return tlsafe_detection_judge(c->t, how, c->given[OPT_ACCEPT], c->out);
}

static int verb_judge(struct cmd *c)
{
	if (c->given[OPT_ACCEPT] == c->given[OPT_FALSE])
		return cmd_usage(c, "say --accept or --false");
	return verb_on_ids(c, enter_judgement);
}

static int verb_alarms(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	int status = cmd_begin(c, 0);

	return status ? status : cmd_finish(c, tlsafe_alarms(c->t, &s, c->out));
}

/* --- lists -------------------------------------------------------------------- */

/* Of stills, or of detections. */
static int of_kind(struct cmd *c, int (*verb)(struct cmd *c))
{
	const char *kind = c->text[OPT_KIND];

	if (kind && strcmp(kind, "still") && strcmp(kind, "detection"))
		return cmd_usage(c, "--kind is still or detection, not '%s'", kind);
	if (kind)
		c->kind = kind;
	return verb(c);
}

static int verb_listed(struct cmd *c)
{
	return of_kind(c, verb_list);
}

static int verb_shown(struct cmd *c)
{
	return of_kind(c, verb_show);
}

static int verb_told(struct cmd *c)
{
	return of_kind(c, verb_history);
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
	{ "alike", "FILE...|-", "Which pictures show the same",
	  "tlsafe-snapshot alike evidence/*.jpg",
	  OPTIONS(OPTS_COMMON, OPTS_FORM, OPT_EXIT_FOUND, OPT_EXIT_EMPTY), verb_alike, NULL },
	{ "list", "[FILTER...]", "List stills, or --kind detection",
	  "tlsafe-snapshot list hazard=H20180702-0001", OPTIONS(OPTS_LIST, OPT_KIND), verb_listed,
	  NULL },
	{ "show", "ID...|-", "Show all fields of these", "tlsafe-snapshot show S000001",
	  OPTIONS(OPTS_SHOW, OPT_KIND), verb_shown, NULL },
	{ "history", "ID...|-", "Show what was entered about these",
	  "tlsafe-snapshot history S000001", OPTIONS(OPTS_HISTORY, OPT_KIND), verb_told, NULL },
	{ "detect", "FILE|-", "Enter what detectors saw (识别), an object a line",
	  "tlsafe-snapshot detect seen.jsonl",
	  OPTIONS(OPTS_COMMON, OPTS_FORM, OPTS_WHO, OPT_MAP, OPT_DRY_RUN), verb_detect, NULL },
	{ "judge", "ID...|-", "Say what candidates are: hazards, or false alarms",
	  "tlsafe-snapshot judge V000001 --accept --by 王明",
	  OPTIONS(OPTS_COMMON, OPTS_FORM, OPTS_WHO, OPT_ACCEPT, OPT_FALSE, OPT_BY, OPT_NOTE,
	          OPT_DRY_RUN),
	  verb_judge, NULL },
	{ "alarms", "[FILTER...]", "How many detections of a camera and rule were false",
	  "tlsafe-snapshot alarms at=2018-07", OPTIONS(OPTS_COMMON, OPTS_FORM, OPTS_VIEW),
	  verb_alarms, NULL },
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
