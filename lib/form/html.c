/*
 * Pages in HTML: one file that wants nothing else, without a script. What stands in a cell is text,
 * whatever it looks like. A table alone is a page too.
 */
#include "base/utf8.h"
#include "form/spans.h"

/* For screens, light and dark, and A4. Pictures have their colours from here (colours[]). */
static const char style[] =
	":root{color-scheme:light dark;--paper:#fff;--ink:#1a1a1a;--faint:#5a5a5a;"
	"--line:#d4d4d4;--head:#f1f3f5;--grave:#a4161a;--late:#9a5b00;--c0:#0072b2;--c1:#e69f00;"
	"--c2:#009e73;--c3:#cc79a7;--c4:#56b4e9;--c5:#d55e00;--c6:#999;--c7:#8f7700;--c8:#004d40;"
	"--c9:#5e3c99}\n"
	"@media(prefers-color-scheme:dark){:root{--paper:#16181b;--ink:#e8e8e8;--faint:#a9adb3;"
	"--line:#3c4147;--head:#23272c;--grave:#ff8a80;--late:#ffb95e;--c0:#4ea8de;--c8:#4db6ac;"
	"--c9:#b39ddb}}\n"
	"body{margin:0;background:var(--paper);color:var(--ink);line-height:1.6;font-family:"
	"\"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Microsoft YaHei\",\"PingFang SC\","
	"\"WenQuanYi Micro Hei\",sans-serif}\n"
	"main{max-width:75rem;margin:0 auto;padding:1rem 1.25rem 3rem}\n"
	"h1{font-size:1.7rem;line-height:1.3;margin:1rem 0 .25rem}\n"
	"h2{font-size:1.2rem;margin:2.2rem 0 .5rem;padding-bottom:.2rem;"
	"border-bottom:1px solid var(--line)}\n"
	"p{margin:.4rem 0;max-width:48rem;overflow-wrap:anywhere}\n"
	".scroll{overflow-x:auto}\n"
	"table{border-collapse:collapse;font-size:.9rem;margin:.6rem 0}\n"
	"th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;"
	"vertical-align:top;overflow-wrap:anywhere}\n"
	"td:not(.n):not(.d){min-width:4em}\n"
	"thead th{background:var(--head);border-bottom:2px solid var(--line);white-space:nowrap}\n"
	"tbody th{font-weight:normal;white-space:nowrap}\n"
	"th.m{text-align:center;vertical-align:middle;white-space:normal;"
	"border-left:1px solid var(--line)}\n"
	".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
	".d{white-space:nowrap}\n"
	".sum>*{font-weight:bold;border-top:2px solid var(--line)}\n"
	".grave{color:var(--grave);font-weight:bold}\n"
	".late{color:var(--late);font-weight:bold}\n"
	"figure{margin:.8rem 0}\n"
	"figure svg{max-width:100%;height:auto}\n"
	"@page{size:A4;margin:16mm 14mm}\n@page across{size:A4 landscape;margin:12mm}\n"
	"@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--faint:#444;--line:#999;"
	"--head:#eee;--grave:#a4161a;--late:#9a5b00;--c0:#0072b2;--c8:#004d40;--c9:#5e3c99}"
	"main{max-width:none;padding:0}body{font-size:9.5pt}h1{font-size:16pt}"
	"h2{font-size:12pt;break-after:avoid}table{font-size:8.5pt}"
	"thead{display:table-header-group}tr,figure{break-inside:avoid}.sum{break-before:avoid}"
	"th,td{padding:1.2mm 1.6mm}thead th,tbody th{white-space:normal}"
	"tbody th{overflow-wrap:normal}"
	".scroll{overflow:visible}.wide{page:across}.wide table{font-size:7.5pt}"
	"section:has(.wide),section:has(.wide)+section:not(:has(table,h1)){page:across}"
	".title~.title,section+section>h1{break-before:page}.to,.text,.lines,.seal{font-size:12pt}"
	".lines p,.seal{break-inside:avoid}.list table{font-size:10pt}.title p{font-size:11pt}}\n"
	".title{text-align:center}.title~.title{margin-top:4rem}"
	".title p,.text p,.lines p{max-width:none}"
	".title h1{letter-spacing:.15em}.title p:first-of-type{text-align:right;font-size:.85rem}"
	".text p{text-indent:2em;text-align:justify}.list table{width:100%}"
	".list th,.list td{border:1px solid var(--ink)}.list tbody th{white-space:normal}"
	".lines p{margin:.9rem 0}.seal p{text-align:right;max-width:none;padding-right:3em}"
	".seal{margin-top:1.5rem}\n";

/* What gnuplot draws with, and what stands for it here. */
static const struct {
	const char *drawn, *ours;
} colours[] = {
	{ "rgb(  0, 114, 178)", "var(--c0)" }, { "rgb(230, 159,   0)", "var(--c1)" },
	{ "rgb(  0, 158, 115)", "var(--c2)" }, { "rgb(204, 121, 167)", "var(--c3)" },
	{ "rgb( 86, 180, 233)", "var(--c4)" }, { "rgb(213,  94,   0)", "var(--c5)" },
	{ "rgb(153, 153, 153)", "var(--c6)" }, { "rgb(143, 119,   0)", "var(--c7)" },
	{ "rgb(  0,  77,  64)", "var(--c8)" }, { "rgb( 94,  60, 153)", "var(--c9)" },
	{ "rgb(0,0,0)", "var(--ink)" },        { "rgb(34,34,34)", "var(--ink)" },
	{ "rgb(85,85,85)", "var(--faint)" },   { "rgb(136, 136, 136)", "var(--faint)" },
	{ "rgb(221, 221, 221)", "var(--line)" }, { "\"#ffffff\"", "\"var(--paper)\"" },
	{ "\"black\"", "\"var(--ink)\"" },
};

/* --- texts -------------------------------------------------------------------- */

/* TEXT as text of an element or of a value in double quotes; lines of it stay lines. */
static void put_text(struct tl_buf *out, struct tl_bytes text)
{
	char room[TL_VISIBLE];

	while (text.len) {
		bool plain = text.data[0] == '\\' || text.data[0] == '\t';
		struct tl_bytes c = tl_bytes(text.data, 1);
		if (text.data[0] == '\n') {
			tl_buf_str(out, "<br>");
			text = tl_bytes(text.data + 1, text.len - 1);
			continue;
		}
		if (plain)
			text = tl_bytes(text.data + 1, text.len - 1);
		else
			c = tl_utf8_visible_next(&text, room);
		if (tl_eqs(c, "\""))
			tl_buf_str(out, "&quot;");
		else
			tl_xml_char(out, c);
	}
}

static int done(const struct tlsafe_out *o, struct tl_err *err)
{
	return o->buf.failed ? tl_err_memory(err) : 0;
}

/* --- the page ----------------------------------------------------------------- */

static void put_head(struct tlsafe_out *o, struct tl_bytes title)
{
	tl_buf_str(&o->buf, "<!DOCTYPE html>\n<html");
	if (o->language)
		tl_buf_printf(&o->buf, " lang=\"%s\"", o->language);
	tl_buf_str(&o->buf, ">\n<head>\n<meta charset=\"utf-8\">\n"
	                    "<meta name=\"viewport\" content=\"width=device-width,"
	                    "initial-scale=1\">\n<title>");
	put_text(&o->buf, title);
	tl_buf_str(&o->buf, "</title>\n<style>\n");
	tl_buf_str(&o->buf, style);
	tl_buf_str(&o->buf, "</style>\n</head>\n<body>\n<main>\n");
}

static int part(struct tlsafe_out *o, const struct tl_out_part *p, struct tl_err *err)
{
	char tag = p->level == 1 ? '1' : '2';

	if (!o->parts)
		put_head(o, p->heading);
	tl_buf_printf(&o->buf, "<section id=\"%s\"", p->id);
	if (p->style)
		tl_buf_printf(&o->buf, " class=\"%s\"", p->style);
	tl_buf_str(&o->buf, ">\n");
	if (!p->heading.len)
		return done(o, err);
	tl_buf_printf(&o->buf, "<h%c>", tag);
	put_text(&o->buf, p->heading);
	tl_buf_printf(&o->buf, "</h%c>\n", tag);
	return done(o, err);
}

static int part_end(struct tlsafe_out *o, struct tl_err *err)
{
	tl_buf_str(&o->buf, "</section>\n");
	return done(o, err);
}

static int paragraphs(struct tlsafe_out *o, const struct tl_bytes *text, size_t n,
                      struct tl_err *err)
{
	for (size_t i = 0; i < n; i++) {
		tl_buf_str(&o->buf, "<p>");
		put_text(&o->buf, text[i]);
		tl_buf_str(&o->buf, "</p>\n");
	}
	return done(o, err);
}

static int finish(struct tlsafe_out *o, struct tl_err *err)
{
	tl_buf_str(&o->buf, "</main>\n</body>\n</html>\n");
	return done(o, err);
}

/* --- tables ------------------------------------------------------------------- */

static bool is_total(const struct tlsafe_out *o, const struct tl_cell *cells)
{
	return o->ncolumns && cells[0].emphasis == TL_SUM;
}

/* It wants paper across. */
static bool is_wide(const struct tlsafe_out *o)
{
	return o->ncolumns > 9 && !(o->flags & TLSAFE_OUT_PAIRS);
}

static void put_heading(struct tlsafe_out *o, const struct tl_span *s, bool merged)
{
	bool group = s->columns > 1;

	tl_buf_printf(&o->buf, "<th scope=\"%s\"", group ? "colgroup" : "col");
	if (group)
		tl_buf_printf(&o->buf, " colspan=\"%zu\"", s->columns);
	if (s->rows > 1)
		tl_buf_printf(&o->buf, " rowspan=\"%zu\"", s->rows);
	if (merged && s->column)
		tl_buf_str(&o->buf, " class=\"m\"");
	else if (!merged && o->column[s->column].numeric)
		tl_buf_str(&o->buf, " class=\"n\"");
	tl_buf_char(&o->buf, '>');
	put_text(&o->buf, s->text);
	tl_buf_str(&o->buf, "</th>");
}

static int put_headings(struct tlsafe_out *o, struct tl_err *err)
{
	TL_CLEANUP(tl_spans_release) struct tl_spans s = { .n = 0 };
	int rc = tl_spans_make(&s, o, err);

	if (rc)
		return rc;
	tl_buf_str(&o->buf, "<thead>\n");
	for (size_t i = 0; i < s.n; i++) {
		if (!s.span[i].column && !s.span[i].row)
			tl_buf_str(&o->buf, "<tr>");
		else if (s.span[i].row > s.span[i - 1].row)
			tl_buf_str(&o->buf, "</tr>\n<tr>");
		put_heading(o, &s.span[i], s.rows > 1);
	}
	tl_buf_str(&o->buf, s.n ? "</tr>\n</thead>\n" : "<tr></tr>\n</thead>\n");
	return 0;
}

static int begin(struct tlsafe_out *o, struct tl_err *err)
{
	const char *title = o->title ? o->title : o->sheet;
	int rc = 0;

	if (!o->parts)
		put_head(o, tl_str(title ? title : "tlsafe"));
	tl_buf_printf(&o->buf, "<div class=\"scroll%s\">\n<table>\n", is_wide(o) ? " wide" : "");
	if (!(o->flags & (TLSAFE_OUT_PAIRS | TLSAFE_OUT_NOHEADING)))
		rc = put_headings(o, err);
	if (rc)
		return rc;
	tl_buf_str(&o->buf, "<tbody>\n");
	return done(o, err);
}

static const char *class_of(const struct tl_cell *c)
{
	if (c->emphasis == TL_GRAVE)
		return " class=\"grave\"";
	if (c->emphasis == TL_LATE)
		return " class=\"late\"";
	if (c->day)
		return " class=\"d\"";
	return c->numeric ? " class=\"n\"" : "";
}

/* The first cell says what its row is of. */
static void put_cells(struct tlsafe_out *o, const struct tl_cell *cells)
{
	tl_buf_str(&o->buf, is_total(o, cells) ? "<tr class=\"sum\">" : "<tr>");
	for (size_t i = 0; i < o->ncolumns; i++) {
		bool head = !i && !cells[i].numeric;
		const char *tag = head ? "th" : "td";
		tl_buf_printf(&o->buf, "<%s%s%s>", tag, head ? " scope=\"row\"" : "",
		              class_of(&cells[i]));
		put_text(&o->buf, tl_cell_shown(o, &cells[i]));
		tl_buf_printf(&o->buf, "</%s>", tag);
	}
	tl_buf_str(&o->buf, "</tr>\n");
}

static void put_pairs(struct tlsafe_out *o, const struct tl_cell *cells)
{
	if (o->rows)
		tl_buf_str(&o->buf, "</tbody>\n<tbody>\n");
	for (size_t i = 0; i < o->ncolumns; i++) {
		if (!cells[i].text.data)
			continue;
		tl_buf_str(&o->buf, "<tr><th scope=\"row\">");
		put_text(&o->buf, o->column[i].heading);
		tl_buf_printf(&o->buf, "</th><td%s>", class_of(&cells[i]));
		put_text(&o->buf, tl_cell_shown(o, &cells[i]));
		tl_buf_str(&o->buf, "</td></tr>\n");
	}
}

static int row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	if (o->flags & TLSAFE_OUT_PAIRS)
		put_pairs(o, cells);
	else
		put_cells(o, cells);
	return done(o, err);
}

static int end(struct tlsafe_out *o, struct tl_err *err)
{
	tl_buf_str(&o->buf, "</tbody>\n</table>\n</div>\n");
	return done(o, err);
}

/* --- pictures ----------------------------------------------------------------- */

/* What stands at the head of TEXT, in a tag of the picture NUMBER, as it is written; how much of
 * TEXT that was. */
static size_t put_piece(struct tl_buf *out, struct tl_bytes text, size_t number)
{
	static const char *const names[] = { "id='", "id=\"", "'#", "url(#", "\"#gp" };

	for (size_t i = 0; i < TL_LEN(colours); i++)
		if (tl_starts(text, tl_str(colours[i].drawn))) {
			tl_buf_str(out, colours[i].ours);
			return strlen(colours[i].drawn);
		}
	/* Of several pictures in a page each has names of its own. */
	for (size_t i = 0; i < TL_LEN(names); i++)
		if (tl_starts(text, tl_str(names[i]))) {
			size_t n = strlen(names[i]) - 2 * (i + 1 == TL_LEN(names));
			tl_buf_put(out, text.data, n);
			tl_buf_printf(out, "p%zu-", number);
			return n;
		}
	tl_buf_char(out, text.data[0]);
	return 1;
}

/* SVG as an element of the page: what stands before it is left out. */
static int picture(struct tlsafe_out *o, struct tl_bytes svg, struct tl_err *err)
{
	const char *from = memmem(svg.data, svg.len, "<svg", 4);
	bool tag = true;

	if (!from)
		return tl_err_set(err, TLSAFE_EINPUT, "a picture that is no SVG");
	svg = tl_bytes(from, svg.len - (size_t)(from - svg.data));
	tl_buf_str(&o->buf, "<figure>\n<svg role=\"img\"");
	svg = tl_bytes(svg.data + 4, svg.len - 4);
	while (svg.len) {
		size_t n = 1;
		if (svg.data[0] == '<' || svg.data[0] == '>')
			tag = svg.data[0] == '<';
		if (tag)
			n = put_piece(&o->buf, svg, o->parts);
		else
			tl_buf_char(&o->buf, svg.data[0]);
		svg = tl_bytes(svg.data + n, svg.len - n);
	}
	tl_buf_str(&o->buf, "</figure>\n");
	return done(o, err);
}

const struct tl_out_form tl_form_html = { .name = "html",
	                                  .merges = true,
	                                  .begin = begin,
	                                  .row = row,
	                                  .end = end,
	                                  .part = part,
	                                  .texts = paragraphs,
	                                  .picture_of = picture,
	                                  .part_end = part_end,
	                                  .finish = finish };
