/*
 * Pictures: the library writes a script, and gnuplot draws it. Nothing of what the script shows
 * comes near a shell.
 */
#include "common/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INSTALL_FONT \
	"install the packages fontconfig and fonts-wqy-microhei, or another font with Chinese " \
	"characters"
#define LAST "\nexit\n"			/* of a script; behind it stands what it shows as text */

/* What went wrong with a program of others. */
static int not_drawn(struct cmd_helper *h, const char *program, int error, const char *hint)
{
	if (error == ENOMEM)
		return cmd_fail(h->c, TLSAFE_EMEMORY);
	if (error == ENOENT || error == EACCES || error == ENOEXEC)
		return cmd_not_printed(h->c, TLSAFE_EHELPER, "no picture without %s: %s; %s",
		                       program, strerror(error), hint);
	if (error)
		return cmd_not_printed(h->c, TLSAFE_ESYSTEM, "no picture: %s: %s", h->failed,
		                       strerror(error));
	if (h->late)
		return cmd_not_printed(h->c, TLSAFE_EHELPER,
		                       "no picture: %s did not end within %.4g seconds; give fewer "
		                       "groups", program, h->seconds);
	return cmd_not_printed(h->c, TLSAFE_EHELPER, "no picture: %s: %s", program,
	                       cmd_helper_line(h));
}

static bool is_ascii(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

/* Asks fontconfig for the name of a font with Chinese characters, once it is known that there is
 * one: else it names any. */
static int find_font(struct cmd_helper *h, char name[HELPER_NOISE])
{
	static const char *const all[] = { "fc-list", "-f", "%{family[0]}\n", ":lang=zh-cn", NULL };
	static const char *const best[] = { "fc-match", "-f", "%{family[0]}\n", ":lang=zh-cn",
		                            NULL };
	int rc = cmd_helper_run(h, all);

	if (!rc && !h->nnoise)
		return cmd_not_printed(h->c, TLSAFE_EHELPER,
		                       "no picture without a font that has Chinese characters; "
		                       INSTALL_FONT);
	if (!rc)
		rc = cmd_helper_run(h, best);
	if (rc || !cmd_helper_well(h))
		return not_drawn(h, "fontconfig", rc, INSTALL_FONT);
	snprintf(name, HELPER_NOISE, "%s", cmd_helper_line(h));
	/* What would end the name, or the text that it stands in. */
	if (strpbrk(name, "',\\"))
		snprintf(name, HELPER_NOISE, "Sans");
	return 0;
}

/* How much of TEXT is the script; what stands behind it is what it shows. 0: it has no end. */
static size_t script_of(const char *text)
{
	const char *last = strstr(text, LAST);

	return last ? (size_t)(last - text) + 1 : 0;
}

/* The N scripts in one, which draws into the files "picture0" and so on of the directory OUT. */
static int write_scripts(struct cmd_helper *h, const char *font, const char *const *text,
                         size_t n)
{
	FILE *f = fopen(h->in, "wxe");
	bool bad = !f;

	h->failed = "a temporary file";
	if (!f)
		return errno;
	fprintf(f, "FONT='%s'\n", font);
	for (size_t i = 0; i < n; i++) {
		fprintf(f, "reset\nset output 'out/picture%zu'\n", i);
		fwrite(text[i], 1, script_of(text[i]), f);
	}
	bad = ferror(f);
	bad |= fclose(f) != 0;
	return bad ? errno : 0;
}

static int read_picture(struct cmd_helper *h, size_t n, char **ret, size_t *size)
{
	char name[40];
	int rc;

	snprintf(name, sizeof(name), "picture%zu", n);
	rc = cmd_helper_read(h, name, ret, size);
	if (rc == ENODATA)
		rc = not_drawn(h, "gnuplot", 0, "");	/* it has said why */
	else if (rc)
		rc = not_drawn(h, "gnuplot", rc, "");
	return rc;
}

/* What gnuplot wrote, in which it leaves "]]>" as it stands: that is no XML. */
static void put_part(FILE *out, const char *from, const char *upto)
{
	for (; from < upto; from++) {
		bool end = upto - from >= 3 && !strncmp(from, "]]>", 3);
		fputs(end ? "]]&gt;" : "", out);
		if (end)
			from += 2;
		else
			fputc(*from, out);
	}
}

/* SVG says what it shows where gnuplot says that it made it. */
static int put_twin(struct cmd *c, char **svg, size_t *size, const char *twin)
{
	const char *from = strstr(*svg, "<title>"), *upto = from ? strstr(from, "</desc>") : NULL;
	char *more = NULL;
	FILE *out;

	if (!upto)
		return cmd_not_printed(c, TLSAFE_EHELPER, "no picture: gnuplot makes another SVG");
	out = open_memstream(&more, size);
	if (out) {
		put_part(out, *svg, from);
		fputs(twin, out);
		put_part(out, upto + strlen("</desc>\n"), *svg + strlen(*svg));
	}
	if (!out || fclose(out)) {
		free(more);
		return cmd_fail(c, TLSAFE_EMEMORY);
	}
	free(*svg);
	*svg = more;
	return 0;
}

/* Runs gnuplot over all of TEXT. */
static int draw(struct cmd_helper *h, const char *const *text, size_t n)
{
	static const char *const words[] = { "gnuplot", "-d", "{in}", NULL };
	char font[HELPER_NOISE] = "Sans", why[HELPER_NOISE];
	int status = cmd_helper_seconds(h, why, sizeof(why)), rc;
	bool ascii = true;

	if (!status && *why)
		status = cmd_not_printed(h->c, TLSAFE_ECONFIG, "%s; " HELPER_LIMIT_HINT, why);
	if (status)
		return status;
	rc = cmd_helper_begin(h, "picture.gp");
	if (rc)
		return not_drawn(h, "gnuplot", rc, "");
	for (size_t i = 0; i < n; i++)
		ascii &= is_ascii(text[i], script_of(text[i]));
	if (!ascii)
		status = find_font(h, font);
	if (status)
		return status;
	rc = write_scripts(h, font, text, n);
	if (!rc)
		rc = cmd_helper_run(h, words);
	if (rc || !cmd_helper_well(h))
		return not_drawn(h, "gnuplot", rc, "install the package gnuplot-nox");
	return 0;
}

/* Picture N of what was drawn. */
static int take(struct cmd_helper *h, const char *text, size_t n, const struct cmd_pictures *p)
{
	char *picture = NULL;
	size_t size;
	int status = read_picture(h, n, &picture, &size);

	if (!status && p->svg)
		status = put_twin(h->c, &picture, &size, text + script_of(text) + strlen(LAST) - 1);
	if (!status && p->take(p->ctx, n, picture, size))
		status = cmd_fail(h->c, TLSAFE_EMEMORY);
	free(picture);
	return status;
}

int cmd_pictures(struct cmd *c, const char *const *text, size_t n, const struct cmd_pictures *p)
{
	struct cmd_helper h = { .c = c };
	int status = 0;

	for (size_t i = 0; i < n; i++)
		if (!script_of(text[i]))
			return cmd_not_printed(c, TLSAFE_EBUG, "a script without an end");
	status = draw(&h, text, n);
	for (size_t i = 0; !status && i < n; i++)
		status = take(&h, text[i], i, p);
	cmd_helper_end(&h);
	return status;
}
