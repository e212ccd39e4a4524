/*
 * Pages of paper (PDF): a page in HTML, printed by a program of others. What it made is looked at
 * whatever its status is.
 */
#include "common/helper.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE "report.html"
#define PRINTED "report.pdf"
#define END_WITHIN 1024			/* bytes: how far from its end a PDF says that it ends */

/* Chromium runs no sandbox as root, and nothing without one unless it is told so. */
#define CHROMIUM(program, ...) \
	{ program, "--headless", "--disable-gpu", "--no-pdf-header-footer", \
	  "--disable-background-networking", "--user-data-dir={profile}", \
	  "--print-to-pdf={outdir}/" PRINTED, "file://{in}", __VA_ARGS__ }

/* Who prints a page, when none is configured. */
static const struct cmd_helper_known known[] = {
	{ NULL, true, CHROMIUM("chromium-headless-shell", "--no-sandbox", NULL) },
	{ NULL, true, CHROMIUM("chromium", "--no-sandbox", NULL) },
	{ NULL, false, CHROMIUM("chromium-headless-shell", NULL) },
	{ NULL, false, CHROMIUM("chromium", NULL) },
	{ NULL, false, { "weasyprint", "{in}", "{outdir}/" PRINTED, NULL } },
};
#define INSTALL \
	"install the package chromium-headless-shell, chromium or weasyprint; another program is " \
	"named by a line 'helpers: {pdf: [PROGRAM, \"{in}\", \"{outdir}/" PRINTED "\"]}' in " \
	"~/.config/tlsafe/config.yaml or /etc/tlsafe/config.yaml; or give -o html, and print that"

static int system_says(struct cmd *c, const char *what, int error)
{
	int code = error == ENOSPC || error == EDQUOT ? TLSAFE_EFULL : TLSAFE_ESYSTEM;

	if (error == ENOMEM)
		return cmd_fail(c, TLSAFE_EMEMORY);
	return cmd_not_printed(c, code, "no PDF: %s: %s", what, strerror(error));
}

static int choose(struct cmd_helper *h)
{
	switch (cmd_helper_choose(h, "helpers/pdf", known, sizeof(known) / sizeof(*known), NULL)) {
	case HELPER_FOUND:
		return 0;
	case HELPER_UNREAD:
		return STATUS_CONFIG;
	case HELPER_WRONG:
		return cmd_not_printed(h->c, TLSAFE_ECONFIG,
		                       "no PDF: pdf in %s wants {in} and {outdir} among its "
		                       "words; see tlsafe(7)", h->configuration);
	default:
		return cmd_not_printed(h->c, TLSAFE_EHELPER,
		                       "no PDF without a program that prints pages; " INSTALL);
	}
}

static int time_limit(struct cmd_helper *h)
{
	char why[HELPER_NOISE];
	int status = cmd_helper_seconds(h, why, sizeof(why));

	if (status || !*why)
		return status;
	return cmd_not_printed(h->c, TLSAFE_ECONFIG, "no PDF: %s; " HELPER_LIMIT_HINT, why);
}

static int write_page(struct cmd_helper *h, const char *html)
{
	int error = cmd_helper_begin(h, PAGE);
	FILE *f = error ? NULL : fopen(h->in, "wxe");
	bool bad;

	if (error)
		return system_says(h->c, h->failed, error);
	bad = !f || fputs(html, f) == EOF;
	if (f)
		bad |= fclose(f) != 0;
	return bad ? system_says(h->c, "a temporary file", errno) : 0;
}

static int run(struct cmd_helper *h)
{
	int error = cmd_helper_run(h, h->words);

	if (error == ENOENT || error == EACCES || error == ENOEXEC)
		return cmd_not_printed(h->c, TLSAFE_EHELPER,
		                       "no PDF: %s cannot be run: %s; " INSTALL, h->words[0],
		                       strerror(error));
	return error ? system_says(h->c, h->failed, error) : 0;
}

/* It begins and ends as one does. */
static bool is_pdf(const char *data, size_t size)
{
	const size_t tail = size < END_WITHIN ? size : END_WITHIN;

	return size > 5 && !memcmp(data, "%PDF-", 5) &&
	       memmem(data + size - tail, tail, "%%EOF", 5);
}

/* Nothing came of it, or something else did. */
static int not_printed(struct cmd_helper *h, bool any)
{
	const char *line = cmd_helper_line(h);
	char end[40] = "";

	if (h->late)
		return cmd_not_printed(h->c, TLSAFE_EHELPER,
		                       "no PDF: %s did not end within %.4g seconds; give it more "
		                       "time, 'helpers: {time-limit: 5m}' in the configuration",
		                       h->words[0], h->seconds);
	if (h->status.si_code != CLD_EXITED)
		snprintf(end, sizeof(end), ", signal %d", h->status.si_status);
	else if (h->status.si_status)
		snprintf(end, sizeof(end), ", status %d", h->status.si_status);
	return cmd_not_printed(h->c, TLSAFE_EHELPER,
	                       "no PDF: %s made %s%s%s%s; give -o html, and print that",
	                       h->words[0], any ? "something else" : "nothing", end,
	                       *line ? ": " : "", line);
}

static int take(struct cmd_helper *h, const struct cmd_pictures *p)
{
	char *data = NULL;
	size_t size = 0;
	int error = h->late ? ENODATA : cmd_helper_read(h, PRINTED, &data, &size), status = 0;

	if (error && error != ENODATA)
		return system_says(h->c, PRINTED, error);
	errno = ENOMEM;
	if (error || !is_pdf(data, size))
		status = not_printed(h, !error);
	else if (p->take(p->ctx, 0, data, size))
		status = system_says(h->c, "it cannot be written", errno);
	free(data);
	return status;
}

int cmd_pdf(struct cmd *c, const char *html, const struct cmd_pictures *p)
{
	struct cmd_helper h = { .c = c };
	int status = choose(&h);

	if (!status)
		status = time_limit(&h);
	if (!status)
		status = write_page(&h, html);
	if (!status) {
		cmd_helper_trace(&h, "printed");
		status = run(&h);
	}
	if (!status)
		status = take(&h, p);
	cmd_helper_end(&h);
	return status;
}
