/* Where a command's output goes: held until it is whole, then written or renamed into place. */
#include "common/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is printed waits here until all of it is known: in memory, and beyond a MiB in an unlinked
 * file, so that nobody's slow screen keeps a transaction of the store open. With -O it is the file
 * beside the one to be made. */
struct cmd_sink {
	FILE *file;			/* NULL: what is held is all so far */
	char *path, *temporary;
	bool is_place;			/* nothing can be renamed to PATH: FD is PATH itself */
	int fd;				/* where what has gathered goes, unless it is renamed */
	char *held;
	size_t nheld, room;
};

#define HELD_MAX (1024 * 1024)		/* most answers are short, and need no file to gather in */

/* What is held goes into a file that has no name. */
static int spill(struct cmd_sink *s)
{
	s->file = tmpfile();
	if (!s->file || fwrite(s->held, 1, s->nheld, s->file) != s->nheld)
		return -1;
	free(s->held);
	s->held = NULL;
	s->nheld = s->room = 0;
	return 0;
}

static int hold(struct cmd_sink *s, const void *data, size_t len)
{
	size_t room = s->room ? s->room : 16 * 1024;
	char *more;

	while (room - s->nheld < len)
		room *= 2;
	more = room == s->room ? s->held : realloc(s->held, room);
	if (!more)
		return -1;
	s->held = more;
	s->room = room;
	memcpy(s->held + s->nheld, data, len);
	s->nheld += len;
	return 0;
}

int cmd_write(void *ctx, const void *data, size_t len)
{
	struct cmd_sink *s = ctx;

	if (!s->file && len <= HELD_MAX - s->nheld)
		return hold(s, data, len);
	if (!s->file && spill(s))
		return -1;
	return fwrite(data, 1, len, s->file) == len ? 0 : -1;
}

static int cannot_create(struct cmd *c, const char *path)
{
	cmd_say(c, "%s: %s", path, strerror(errno));
	return STATUS_CANTCREAT;
}

/* A device, a pipe, a link: what is written goes into it once it is whole, and it stays what it
 * is. */
static int open_place(struct cmd *c, struct cmd_sink *s)
{
	s->fd = cmd_open_file(s->path, O_WRONLY | O_CLOEXEC);
	s->is_place = s->fd >= 0;
	return s->is_place ? 0 : cannot_create(c, s->path);
}

static bool is_place(const char *path)
{
	struct stat st;
	int rc;

	cmd_as_caller_begin();
	rc = lstat(path, &st);
	cmd_as_caller_end();
	return !rc && !S_ISREG(st.st_mode);
}

static int open_sink(struct cmd *c, struct cmd_sink *s, const char *path)
{
	int fd;

	s->fd = STDOUT_FILENO;
	if (!path)
		return 0;
	s->path = strdup(path);
	if (s->path && is_place(path))
		return open_place(c, s);
	if (!s->path || asprintf(&s->temporary, "%s.XXXXXX", path) < 0)
		return cmd_fail(c, TLSAFE_EMEMORY);
	cmd_as_caller_begin();
	fd = mkstemp(s->temporary);
	cmd_as_caller_end();
	s->file = fd >= 0 ? fdopen(fd, "w+") : NULL;
	if (!s->file)
		return cannot_create(c, path);
	mode_t mask = umask(0);
	umask(mask);
	if (fchmod(fd, 0666 & ~mask))
		errno = 0;	/* then it has the mode of a temporary file */
	return 0;
}

static const char *ending(const char *path)
{
	const char *dot = path ? strrchr(path, '.') : NULL;

	if (!dot || strchr(dot, '/'))
		return NULL;
	if (!strcmp(dot, ".jsonl"))
		return "json";
	return !strcmp(dot, ".txt") ? "table" : dot + 1;
}

/* The format when neither an option nor a name says one. */
static const char *usual_format(const struct cmd *c)
{
	if (c->given[OPT_EXCEL])
		return "csv";
	if (c->usual)
		return c->usual;
	return !c->text[OPT_OUT] && isatty(STDOUT_FILENO) ? "table" : "tsv";
}

static int headings(struct cmd *c, unsigned *flags)
{
	static const struct {
		const char *word;
		unsigned flags;
	} words[] = {
		{ "zh", TLSAFE_OUT_CHINESE | TLSAFE_OUT_HEADING },
		{ "en", TLSAFE_OUT_ENGLISH | TLSAFE_OUT_HEADING },
		{ "key", TLSAFE_OUT_KEYS | TLSAFE_OUT_HEADING },
		{ "none", TLSAFE_OUT_NOHEADING },
	};
	const char *word = c->text[OPT_HEADINGS];

	for (size_t i = 0; word && i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(word, words[i].word)) {
			*flags |= words[i].flags;
			return 0;
		}
	return word ? cmd_usage(c, "--headings: zh, en, key or none, not '%s'", word) : 0;
}

/* No text, and nothing for a terminal. */
static bool is_binary(const char *format)
{
	return !strcmp(format, "xlsx") || !strcmp(format, "png") || !strcmp(format, "pdf");
}

/* SVG is text, and may go to a pager. */
static bool is_picture(const char *format)
{
	return !strcmp(format, "png") || !strcmp(format, "svg");
}

/* What Excel does not open by this name. */
static int check_name(struct cmd *c, const char *format)
{
	const char *path = c->text[OPT_OUT], *name = path ? strrchr(path, '/') : NULL;

	name = name ? name + 1 : path;
	if (!path && isatty(STDOUT_FILENO))
		return cmd_usage(c, "-o %s is nothing for a terminal: give -O FILE.%s", format,
		                 format);
	if (path && !strcmp(format, "xlsx") && strpbrk(name, "[]<>|*?:\"\\"))
		return cmd_usage(c, "%s: Excel opens no workbook with [ ] < > | * ? : \" or a "
		                    "backslash in its name", path);
	return 0;
}

/* What went wrong in writing it, and what to do. */
static int not_written(struct cmd *c, int code)
{
	const char *hint = tlsafe_out_errhint(c->out);

	return cmd_not_printed(c, code, "%s%s%s", tlsafe_out_errmsg(c->out), *hint ? "; " : "",
	                       hint);
}

/* A form as the options say. */
static int make_out(struct cmd *c, const char *format, unsigned flags)
{
	int rc;

	/* Of a page paper is made. */
	if (!strcmp(format, "pdf"))
		format = "html";
	errno = 0;
	c->out = tlsafe_out_new(format, flags, cmd_write, c->sink);
	if (!c->out && errno == ENOMEM)
		return cmd_fail(c, TLSAFE_EMEMORY);
	if (!c->out)
		return cmd_usage(c, "-o: table, tsv, csv, md, html, pdf, mail, json, xlsx, png "
		                    "or svg, not '%s'", format);
	rc = tlsafe_out_ready(c->out);
	if (!rc && c->text[OPT_TITLE])
		rc = tlsafe_out_title(c->out, c->text[OPT_TITLE]);
	return rc ? not_written(c, rc) : 0;
}

int cmd_output(struct cmd *c, unsigned flags)
{
	const char *format = c->text[OPT_OUTPUT];
	int status;

	if (c->given[OPT_FORMAT])
		format = "tsv";
	if (!format)
		format = ending(c->text[OPT_OUT]);
	if (!format)
		format = usual_format(c);
	if (c->given[OPT_EXCEL]) {
		if (strcmp(format, "csv"))
			return cmd_usage(c, "--excel is a way of writing csv, not %s", format);
		flags |= TLSAFE_OUT_EXCEL;
	}
	if (c->given[OPT_PROVENANCE]) {
		if (!strcmp(format, "tsv") || !strcmp(format, "json"))
			return cmd_usage(c, "--provenance: for a table, csv, md or xlsx, not %s",
			                 format);
		flags |= TLSAFE_OUT_PROVENANCE;
	}
	if (c->given[OPT_BARS]) {
		if (strcmp(format, "table"))
			return cmd_usage(c, "--bars: in a table, not in %s; give -o table", format);
		flags |= TLSAFE_OUT_BARS;
	}
	if (c->given[OPT_TITLE] && strcmp(format, "xlsx") && !is_picture(format))
		return cmd_usage(c, "--title: for xlsx, png or svg, not %s", format);
	if (is_picture(format) && !cmd_takes(c, OPT_TITLE))
		return cmd_usage(c, "%s has no picture; tlsafe-stats by, trend and flow --per have "
		                    "one", c->verb->name);
	status = is_binary(format) ? check_name(c, format) : 0;
	if (status)
		return status;
	if (!c->text[OPT_OUT] && cmd_colours(c, STDOUT_FILENO))
		flags |= TLSAFE_OUT_COLOUR;
	if (c->given[OPT_CODES])
		flags |= TLSAFE_OUT_CODES;
	status = headings(c, &flags);
	if (status)
		return status;
	c->sink = calloc(1, sizeof(*c->sink));
	if (!c->sink)
		return cmd_fail(c, TLSAFE_EMEMORY);
	c->made = is_picture(format) || !strcmp(format, "pdf") ? format : NULL;
	status = make_out(c, format, flags);
	return status ? status : open_sink(c, c->sink, c->text[OPT_OUT]);
}

int cmd_begin(struct cmd *c, unsigned flags)
{
	int status = cmd_open(c);

	return status ? status : cmd_output(c, flags);
}

/* Standard output cannot be written: who has saved says so, since a second try would enter it
 * twice; a reader whose pipe was closed has done what it was asked. */
int cmd_out_failed(struct cmd *c)
{
	if (errno == EPIPE && !(c->t && tlsafe_saved(c->t)))
		return STATUS_PIPE;
	return cmd_not_printed(c, TLSAFE_ESYSTEM, "standard output: %s", strerror(errno));
}

static int put_failed(struct cmd *c, const struct cmd_sink *s)
{
	if (!s->path)
		return cmd_out_failed(c);
	return cmd_not_printed(c, TLSAFE_ESYSTEM, "%s: %s", s->path, strerror(errno));
}

static int write_out(struct cmd *c, const struct cmd_sink *s, const char *data, size_t len)
{
	while (len) {
		ssize_t put = write(s->fd, data, len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return put_failed(c, s);
		data += put;
		len -= (size_t)put;
	}
	return 0;
}

/* Copies what has gathered to where it goes. */
static int deliver(struct cmd *c, struct cmd_sink *s)
{
	char buf[65536];
	size_t n;
	int status = 0;

	/* That nothing is to be printed is no reason to take what cannot be printed on. */
	if (write(s->fd, "", 0) < 0)
		return put_failed(c, s);
	/* Only a file that a link leads to can be cut. */
	if (s->is_place && ftruncate(s->fd, 0))
		errno = 0;
	if (!s->file)
		return write_out(c, s, s->held, s->nheld);
	bool good = !fflush(s->file) && !ferror(s->file) && !fseek(s->file, 0, SEEK_SET);
	while (good && !status && (n = fread(buf, 1, sizeof(buf), s->file)) > 0)
		status = write_out(c, s, buf, n);
	if (status || (good && !ferror(s->file)))
		return status;
	return cmd_not_printed(c, TLSAFE_ESYSTEM, "a temporary file: %s", strerror(errno));
}

/* All that has gathered; NULL: it cannot be read, or there is no memory. */
static char *gathered(struct cmd_sink *s)
{
	long n = (long)s->nheld;
	char *text;

	if (s->file && (fflush(s->file) || fseek(s->file, 0, SEEK_END) ||
	                (n = ftell(s->file)) < 0 || fseek(s->file, 0, SEEK_SET)))
		return NULL;
	text = malloc((size_t)n + 1);
	if (text && s->file && fread(text, 1, (size_t)n, s->file) != (size_t)n) {
		free(text);
		return NULL;
	}
	if (text && !s->file && n)
		memcpy(text, s->held, (size_t)n);
	if (text)
		text[n] = 0;
	return text;
}

/* In place of what has gathered. */
static int put_made(void *ctx, size_t number, const char *picture, size_t size)
{
	struct cmd *c = ctx;

	(void)number;
	return cmd_restart_output(c) || cmd_write(c->sink, picture, size) ? -1 : 0;
}

/* In place of the script or page that has gathered, what a program of others makes of it. */
static int make(struct cmd *c)
{
	char *text = gathered(c->sink);
	struct cmd_pictures p = { !strcmp(c->made, "svg"), put_made, c };
	int status;

	if (!text)
		return cmd_not_printed(c, TLSAFE_ESYSTEM, "what is drawn: %s", strerror(errno));
	if (!strcmp(c->made, "pdf"))
		status = cmd_pdf(c, text, &p);
	else
		status = cmd_pictures(c, &(const char *){ text }, 1, &p);
	free(text);
	return status;
}

static int rename_sink(const struct cmd_sink *s)
{
	int rc;

	cmd_as_caller_begin();
	rc = rename(s->temporary, s->path);
	cmd_as_caller_end();
	return rc;
}

static int publish(struct cmd *c, struct cmd_sink *s)
{
	if (s->is_place)
		return deliver(c, s);
	if (fflush(s->file) || ferror(s->file) || fsync(fileno(s->file)) || rename_sink(s))
		return cmd_not_printed(c, TLSAFE_ESYSTEM, "%s: %s", s->path, strerror(errno));
	free(s->temporary);
	s->temporary = NULL;
	return 0;
}

static void close_sink(struct cmd_sink *s)
{
	if (s->file)
		fclose(s->file);
	if (s->is_place)
		close(s->fd);
	if (s->temporary) {
		cmd_as_caller_begin();
		unlink(s->temporary);
		cmd_as_caller_end();
	}
	free(s->held);
	free(s->temporary);
	free(s->path);
	free(s);
}

int cmd_side_output(struct cmd *c, const char *path, struct cmd_side *ret)
{
	if (!path)
		return 0;
	ret->sink = calloc(1, sizeof(*ret->sink));
	if (!ret->sink)
		return cmd_fail(c, TLSAFE_EMEMORY);
	ret->out = tlsafe_out_new("csv", 0, cmd_write, ret->sink);
	return ret->out ? open_sink(c, ret->sink, path) : cmd_fail(c, TLSAFE_EMEMORY);
}

int cmd_side_finish(struct cmd *c, struct cmd_side *s, bool wanted)
{
	int status = s->sink && wanted ? publish(c, s->sink) : 0;

	tlsafe_out_free(s->out);
	if (s->sink)
		close_sink(s->sink);
	*s = (struct cmd_side){ NULL, NULL };
	return status;
}

int cmd_write_file(struct cmd *c, const char *path, const char *bytes, size_t len)
{
	struct cmd_sink *s = calloc(1, sizeof(*s));
	int status = s ? open_sink(c, s, path) : cmd_fail(c, TLSAFE_EMEMORY);

	if (!status && cmd_write(s, bytes, len))
		status = put_failed(c, s);
	if (!status)
		status = publish(c, s);
	if (s)
		close_sink(s);
	return status;
}

int cmd_restart_output(struct cmd *c)
{
	struct cmd_sink *s = c->sink;

	s->nheld = 0;
	if (!s->file)
		return 0;
	/* What another process wrote into it moved the place that both write at. */
	if (!fflush(s->file) && !fseek(s->file, 0, SEEK_SET) && !ftruncate(fileno(s->file), 0))
		return 0;
	cmd_say(c, "%s: %s", s->path ? s->path : "a temporary file", strerror(errno));
	return STATUS_IO;
}

void cmd_drop_output(struct cmd *c)
{
	tlsafe_out_free(c->out);
	c->out = NULL;
	if (c->sink)
		close_sink(c->sink);
	c->sink = NULL;
}

/* Who answers for a view has printed nothing yet, and may ask once more: not what stood on standard
 * input. */
static bool may_read_anew(const struct cmd *c)
{
	return (cmd_takes(c, OPT_AS_OF) || c->goes_on) && !c->anew && !c->input_read;
}

int cmd_finish(struct cmd *c, int rc)
{
	int status, seen = 0;

	/* Pages that somebody writes over meanwhile look damaged. */
	if (c->t && !tlsafe_saved(c->t) && (!rc || rc == TLSAFE_ECORRUPT))
		seen = tlsafe_look(c->t);
	if (seen == TLSAFE_ECONFLICT && may_read_anew(c)) {
		cmd_drop_output(c);
		c->anew = true;
		return STATUS_OK;
	}
	if (seen)
		rc = seen;
	status = rc ? cmd_fail(c, rc) : 0;
	if (!rc && c->t && tlsafe_repeated(c->t) && !c->given[OPT_QUIET])
		cmd_tell(c, 0,
		         "note: request %s was entered before, as transaction %llu; nothing was "
		         "done",
		         c->text[OPT_REQUEST] ? c->text[OPT_REQUEST] : "",
		         (unsigned long long)tlsafe_repeated(c->t));
	if (c->out && !rc && (rc = tlsafe_out_end(c->out)))
		status = not_written(c, rc);
	if (c->sink && !status && c->made)
		status = make(c);
	if (c->sink && !status)
		status = c->sink->path ? publish(c, c->sink) : deliver(c, c->sink);
	cmd_drop_output(c);
	if (!status && !c->goes_on && close(STDOUT_FILENO) && errno != EBADF)
		status = cmd_out_failed(c);
	return status;
}
