/* What a file begins as. */
#include "form/signature.h"

#include <errno.h>
#include <unistd.h>

#include "base/bytes.h"

#define LOOKED 4096

static const struct {
	const char *ending, *title;
} files[] = {
	[TL_FILE_TEXT] = { "csv", "text" },
	[TL_FILE_FODS] = { "fods", "a flat ODS workbook (.fods)" },
	[TL_FILE_XLSX] = { "xlsx", "a workbook (.xlsx)" },
	[TL_FILE_XLS] = { "xls", "a workbook (.xls)" },
	[TL_FILE_ODS] = { "ods", "a workbook (.ods)" },
	[TL_FILE_XML] = { "xml", "a workbook (XML of Excel 2003)" },
	/* Only a name makes LibreOffice take a page for a spreadsheet. */
	[TL_FILE_HTML] = { "xls", "a web page (HTML), whatever its name says" },
};

const char *tl_file_ending(enum tl_file file)
{
	return files[file].ending;
}

const char *tl_file_title(enum tl_file file)
{
	return files[file].title;
}

const char *tl_picture_ending(struct tl_bytes bytes)
{
	if (tl_starts(bytes, TL_LIT("\x89PNG\r\n\x1a\n")))
		return "png";
	return tl_starts(bytes, TL_LIT("\xff\xd8\xff")) ? "jpg" : NULL;
}

#define MAGIC(bytes) { bytes, sizeof(bytes) - 1 }
#define ODS_TYPE "mimetypeapplication/vnd.oasis.opendocument.spreadsheet"

/* Excel before version 5 wrote its records bare; later ones lie in a compound file. */
static bool is_xls(struct tl_bytes head)
{
	static const struct tl_bytes begins[] = {
		MAGIC("\xd0\xcf\x11\xe0"), MAGIC("\x09\x00\x04\x00"), MAGIC("\x09\x02\x06\x00"),
		MAGIC("\x09\x04\x06\x00"), MAGIC("\x09\x08\x08\x00"), MAGIC("\x09\x08\x10\x00"),
	};

	for (size_t i = 0; i < TL_LEN(begins); i++)
		if (tl_starts(head, begins[i]))
			return true;
	return false;
}

static bool has(struct tl_bytes text, const char *word)
{
	return memmem(text.data, text.len, word, strlen(word)) != NULL;
}

/* TEXT is in small letters. */
static enum tl_file markup(struct tl_bytes text)
{
	static const char *const pages[] = { "<html", "<!doctype html", "<table", "<head",
		                             "<meta", "<style", "<body", "<div" };

	if (has(text, "office:document") && has(text, "opendocument.spreadsheet"))
		return TL_FILE_FODS;
	if (has(text, "urn:schemas-microsoft-com:office:spreadsheet") && !has(text, "<html"))
		return TL_FILE_XML;
	for (size_t i = 0; i < TL_LEN(pages); i++)
		if (has(text, pages[i]))
			return TL_FILE_HTML;
	return TL_FILE_TEXT;
}

int tl_signature(int fd, enum tl_file *ret, struct tl_err *err)
{
	char text[LOOKED];
	struct tl_bytes head;
	ssize_t n;
	size_t i = 0;

	while ((n = pread(fd, text, sizeof(text), 0)) < 0)
		if (errno != EINTR)
			return tl_err_errno(err, "reading the file");
	head = tl_bytes(text, (size_t)n);
	*ret = TL_FILE_TEXT;
	if (tl_starts(head, TL_LIT("PK\3\4")))
		*ret = has(head, ODS_TYPE) ? TL_FILE_ODS : TL_FILE_XLSX;
	else if (is_xls(head))
		*ret = TL_FILE_XLS;
	if (tl_starts(head, TL_LIT("\xef\xbb\xbf")))
		i = 3;
	while (i < head.len && text[i] && strchr(" \t\r\n", text[i]))
		i++;
	if (i == head.len || text[i] != '<')
		return 0;
	for (i = 0; i < head.len; i++)
		if (text[i] >= 'A' && text[i] <= 'Z')
			text[i] = (char)(text[i] | 32);
	*ret = markup(head);
	return 0;
}
