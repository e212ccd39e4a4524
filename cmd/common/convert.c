/*
 * Workbooks by a program of others, which gets a copy of the file; what it wrote is looked at
 * whatever its status is.
 */
#include "common/helper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHEETS_MAX 1000

static const struct cmd_helper_known known[] = {
	{ NULL, false,
	  { "soffice", "-env:UserInstallation=file://{profile}", "--headless", "--norestore",
	    "--nologo", "--convert-to", "fods", "--outdir", "{outdir}", "{in}", NULL } },
	{ "xlsx", false,
	  { "xlsx2csv", "-a", "-f", "%Y-%m-%d", "{in}", "{outdir}", NULL } },
};
#define INSTALL \
	"install the package libreoffice-calc-nogui, or for .xlsx alone xlsx2csv; another " \
	"converter is named by a line 'helpers: {converter: [PROGRAM, \"{in}\", " \
	"\"{outdir}\"]}' in ~/.config/tlsafe/config.yaml or /etc/tlsafe/config.yaml; or save " \
	"the sheet as CSV and import that"

struct job {
	struct cmd *c;
	struct tlsafe_converted *ret;
	struct cmd_helper h;
};

static int refuse(struct job *j, int code, const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
static int refuse(struct job *j, int code, const char *hint, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(j->ret->why, sizeof(j->ret->why), fmt, ap);
	va_end(ap);
	snprintf(j->ret->hint, sizeof(j->ret->hint), "%s", hint);
	return code;
}

static int system_says(struct job *j, const char *what)
{
	int code = errno == ENOSPC || errno == EDQUOT ? TLSAFE_EFULL : TLSAFE_ESYSTEM;

	return refuse(j, code, "", "and cannot be converted: %s: %s", what, strerror(errno));
}

/* --- which program ------------------------------------------------------------ */

static int choose(struct job *j, const char *ending)
{
	switch (cmd_helper_choose(&j->h, "helpers/converter", known,
	                          sizeof(known) / sizeof(*known), ending)) {
	case HELPER_FOUND:
		return 0;
	case HELPER_UNREAD:
		return refuse(j, TLSAFE_ECONFIG, "", "and the configuration cannot be read");
	case HELPER_WRONG:
		return refuse(j, TLSAFE_ECONFIG, "see tlsafe(7)",
		              "and the converter in %s wants {in} and {outdir} among its words",
		              j->h.configuration);
	default:
		return refuse(j, TLSAFE_EHELPER, INSTALL, "and no converter is there");
	}
}

static int time_limit(struct job *j)
{
	char why[HELPER_NOISE];

	if (cmd_helper_seconds(&j->h, why, sizeof(why)))
		return refuse(j, TLSAFE_ECONFIG, "", "and the configuration cannot be read");
	return *why ? refuse(j, TLSAFE_ECONFIG, HELPER_LIMIT_HINT, "and %s", why) : 0;
}

/* --- it runs -------------------------------------------------------------------- */

static int copy(int from, const char *path)
{
	int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), bad = 0;
	char buf[65536];
	off_t at = 0;
	ssize_t n = 0;

	while (to >= 0 && !bad && (n = pread(from, buf, sizeof(buf), at)) > 0)
		for (ssize_t done = 0, put; !bad && done < n; done += put, at += put) {
			put = write(to, buf + done, (size_t)(n - done));
			bad = put < 0;
			put = put < 0 ? 0 : put;
		}
	if (to < 0 || n < 0 || bad) {
		int e = errno;
		if (to >= 0)
			close(to);
		errno = e;
		return -1;
	}
	return close(to);
}

static int make_directory(struct job *j, int fd, const char *ending)
{
	char name[40];

	snprintf(name, sizeof(name), "list.%s", ending);
	errno = cmd_helper_begin(&j->h, name);
	if (errno)
		return system_says(j, j->h.failed);
	return copy(fd, j->h.in) ? system_says(j, "a temporary file") : 0;
}

static int run(struct job *j)
{
	int rc = cmd_helper_run(&j->h, j->h.words);

	if (rc == ENOMEM)
		return TLSAFE_EMEMORY;
	if (rc == ENOENT || rc == EACCES || rc == ENOEXEC)
		return refuse(j, TLSAFE_EHELPER, INSTALL, "and the converter %s cannot be run: %s",
		              j->h.words[0], strerror(rc));
	errno = rc;
	return rc ? system_says(j, j->h.failed) : 0;
}

/* --- what it wrote -------------------------------------------------------------- */

static bool ends_with(const char *name, const char *ending)
{
	size_t n = strlen(name), e = strlen(ending);

	return n > e && !strcmp(name + n - e, ending);
}

static int add_part(struct cmd *c, int dir, const char *file, size_t name)
{
	struct tlsafe_part *more = realloc(c->part, (c->nparts + 1) * sizeof(*more));
	int fd = openat(dir, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (more)
		c->part = more;
	if (!more || fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		if (fd >= 0)
			close(fd);
		return more ? 0 : TLSAFE_EMEMORY;
	}
	more[c->nparts].name = strndup(file, name);
	more[c->nparts++].fd = fd;
	return more[c->nparts - 1].name ? 0 : TLSAFE_EMEMORY;
}

static int by_name(const void *a, const void *b)
{
	const struct tlsafe_part *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Files of ENDING in the directory OUT. */
static int collect(struct job *j, const char *ending)
{
	DIR *d = opendir(j->h.out);
	struct dirent *e;
	int rc = 0;

	while (d && !rc && (e = readdir(d)))
		if (*e->d_name != '.' && ends_with(e->d_name, ending) && j->c->nparts < SHEETS_MAX)
			rc = add_part(j->c, dirfd(d), e->d_name,
			              strlen(e->d_name) - strlen(ending));
	if (d)
		closedir(d);
	if (j->c->nparts)
		qsort(j->c->part, j->c->nparts, sizeof(*j->c->part), by_name);
	return rc;
}

static int nothing_written(struct job *j)
{
	const char *line = cmd_helper_line(&j->h);
	char end[64] = "";

	if (j->h.late)
		return refuse(j, TLSAFE_EHELPER,
		              "open it and save it as .xlsx anew, or as CSV; or allow more with "
		              "'helpers: {time-limit: 5m}' in the configuration",
		              "and the converter %s did not end within %.4g seconds", j->h.words[0],
		              j->h.seconds);
	if (j->h.status.si_code == CLD_EXITED && j->h.status.si_status)
		snprintf(end, sizeof(end), ", status %d", j->h.status.si_status);
	else if (j->h.status.si_code != CLD_EXITED)
		snprintf(end, sizeof(end), ", signal %d", j->h.status.si_status);
	return refuse(j, TLSAFE_EINPUT,
	              "does it want a password, or is it damaged? open it, save it as .xlsx "
	              "anew or as CSV, and import that",
	              "and the converter %s made nothing of it%s%s%s", j->h.words[0], end,
	              *line ? ": " : "", line);
}

static int converted(struct job *j)
{
	int rc = 0;

	if (j->h.status.si_code != CLD_EXITED && j->h.status.si_status == SIGXFSZ)
		return refuse(j, TLSAFE_EINPUT, "keep in it what is to be imported",
		              "and the converter %s made more than 2 GiB of it", j->h.words[0]);
	if (!j->h.late)
		rc = collect(j, ".fods");
	if (!rc && !j->h.late && !j->c->nparts)
		rc = collect(j, ".csv");
	if (rc || j->c->nparts)
		return rc;
	return nothing_written(j);
}

int cmd_convert(void *ctx, int fd, const char *ending, struct tlsafe_converted *ret)
{
	struct cmd *c = ctx;
	struct job j = { .c = c, .ret = ret, .h = { .c = c } };
	int rc = choose(&j, ending);

	if (!rc)
		rc = time_limit(&j);
	if (!rc)
		rc = make_directory(&j, fd, ending);
	if (!rc) {
		cmd_helper_trace(&j.h, "converted");
		rc = run(&j);
	}
	if (!rc)
		rc = converted(&j);
	cmd_helper_end(&j.h);
	ret->part = c->part;
	ret->n = c->nparts;
	return rc;
}

void cmd_forget_converted(struct cmd *c)
{
	for (size_t i = 0; i < c->nparts; i++) {
		free((char *)c->part[i].name);
		close(c->part[i].fd);
	}
	free(c->part);
	c->part = NULL;
	c->nparts = 0;
}
