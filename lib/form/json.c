/* JSON Lines, both ways. The only file that includes cJSON, which forgives what a strict reader may
 * not: that is refused before it sees the text. */
#include <cjson/cJSON.h>
#include <stdlib.h>

#include "base/library.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "form/form.h"

#define CALLS(X) \
	X(cJSON_IsString) X(cJSON_IsNumber) X(cJSON_IsBool) X(cJSON_IsTrue) X(cJSON_IsArray) \
	X(cJSON_IsObject) X(cJSON_PrintUnformatted) X(cJSON_free) X(cJSON_IsNull) \
	X(cJSON_InitHooks) X(cJSON_ParseWithOpts) X(cJSON_Delete)
TL_LIBRARY("libcjson.so.1", "libcjson1", "JSON", CALLS)

#define MEMBERS_MAX 1000		/* each is compared with those before it */
#define DEPTH 8

/* --- writing ----------------------------------------------------------------- */

static int done(const struct tlsafe_out *o, struct tl_err *err)
{
	return o->buf.failed ? tl_err_memory(err) : 0;
}

/* Of a part the rows are a member of its object. */
static int json_begin(struct tlsafe_out *o, struct tl_err *err)
{
	if (o->in_part)
		tl_buf_str(&o->buf, ",\"rows\":[");
	return done(o, err);
}

static int json_row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	const char *comma = "{";

	if (o->in_part && o->rows)
		tl_buf_char(&o->buf, ',');
	for (size_t i = 0; i < o->ncolumns; i++) {
		if (!cells[i].json.data)
			continue;
		tl_buf_str(&o->buf, comma);
		tl_json_string(&o->buf, o->column[i].key);
		tl_buf_char(&o->buf, ':');
		tl_buf_add(&o->buf, cells[i].json);
		comma = ",";
	}
	tl_buf_str(&o->buf, *comma == '{' ? "{}" : "}");
	if (!o->in_part)
		tl_buf_char(&o->buf, '\n');
	return done(o, err);
}

static int json_end(struct tlsafe_out *o, struct tl_err *err)
{
	if (o->in_part)
		tl_buf_char(&o->buf, ']');
	return done(o, err);
}

/* Each part is an object, and a line. */
static int json_part(struct tlsafe_out *o, const struct tl_out_part *part, struct tl_err *err)
{
	tl_buf_str(&o->buf, "{\"part\":");
	tl_json_string(&o->buf, tl_str(part->id));
	tl_buf_str(&o->buf, ",\"title\":");
	tl_json_string(&o->buf, part->heading);
	return done(o, err);
}

static int json_texts(struct tlsafe_out *o, const struct tl_bytes *text, size_t n,
                      struct tl_err *err)
{
	tl_buf_str(&o->buf, ",\"text\":[");
	for (size_t i = 0; i < n; i++) {
		tl_buf_str(&o->buf, i ? "," : "");
		tl_json_string(&o->buf, text[i]);
	}
	tl_buf_char(&o->buf, ']');
	return done(o, err);
}

static int json_part_end(struct tlsafe_out *o, struct tl_err *err)
{
	tl_buf_str(&o->buf, "}\n");
	return done(o, err);
}

const struct tl_out_form tl_form_json = { .name = "json",
					  .json = true,
					  .begin = json_begin,
					  .row = json_row,
					  .end = json_end,
					  .part = json_part,
					  .texts = json_texts,
					  .part_end = json_part_end };

/* --- what cJSON lets pass ---------------------------------------------------- */

struct scan {
	const char *begin, *p, *end;
	struct tl_bytes *number;	/* spans of numbers, in order; arena */
	size_t nnumbers, max;
	struct tl_arena *arena;
	struct tl_err *err;
};

static int bad(struct scan *s, const char *what)
{
	return tl_err_set(s->err, TLSAFE_EINPUT, "not a JSON object of a line: %s at byte %zu",
	                  what, (size_t)(s->p - s->begin) + 1);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static int hex4(const char *p, const char *end)
{
	int v = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int d = hex_digit(p[i]);
		if (d < 0)
			return -1;
		v = v * 16 + d;
	}
	return v;
}

static int scan_escape(struct scan *s)
{
	int v;

	if (s->p == s->end || !strchr("\"\\/bfnrtu", *s->p))
		return bad(s, "an unknown escape");
	if (*s->p++ != 'u')
		return 0;
	v = hex4(s->p, s->end);
	if (v < 0)
		return bad(s, "\\u without four hexadecimal digits");
	if (v == 0)
		return bad(s, "\\u0000");
	s->p += 4;
	if (v >= 0xdc00 && v <= 0xdfff)
		return bad(s, "half of a surrogate pair");
	if (v < 0xd800 || v > 0xdbff)
		return 0;
	if (s->end - s->p < 6 || s->p[0] != '\\' || s->p[1] != 'u' ||
	    (v = hex4(s->p + 2, s->end)) < 0xdc00 || v > 0xdfff)
		return bad(s, "half of a surrogate pair");
	s->p += 6;
	return 0;
}

static int scan_string(struct scan *s)
{
	for (s->p++; s->p < s->end && *s->p != '"';) {
		if ((unsigned char)*s->p < 0x20)
			return bad(s, "a control character inside a string");
		if (*s->p++ == '\\') {
			int rc = scan_escape(s);
			if (rc)
				return rc;
		}
	}
	if (s->p == s->end)
		return bad(s, "a string that is not closed");
	s->p++;
	return 0;
}

static size_t digits(struct scan *s)
{
	const char *begun = s->p;

	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return (size_t)(s->p - begun);
}

static int scan_number(struct scan *s)
{
	const char *begun = s->p;

	if (*s->p == '-')
		s->p++;
	bool zero = s->p < s->end && *s->p == '0';
	size_t n = digits(s);
	if (!n || (zero && n > 1))
		return bad(s, "not a number");
	if (s->p < s->end && *s->p == '.') {
		s->p++;
		if (!digits(s))
			return bad(s, "not a number");
	}
	if (s->p < s->end && (*s->p == 'e' || *s->p == 'E')) {
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		if (!digits(s))
			return bad(s, "not a number");
	}
	if (s->nnumbers == s->max) {
		size_t max = s->max ? s->max * 2 : 32;
		struct tl_bytes *more = tl_arena_alloc(s->arena, max * sizeof(*more));
		if (!more)
			return tl_err_memory(s->err);
		if (s->nnumbers)
			memcpy(more, s->number, s->nnumbers * sizeof(*more));
		s->number = more;
		s->max = max;
	}
	s->number[s->nnumbers++] = tl_bytes(begun, (size_t)(s->p - begun));
	return 0;
}

static int scan_all(struct scan *s)
{
	int depth = 0, rc = 0;

	while (!rc && s->p < s->end) {
		char c = *s->p;
		if (c == '"') {
			rc = scan_string(s);
		} else if (c == '-' || (c >= '0' && c <= '9')) {
			rc = scan_number(s);
		} else if (c == '{' || c == '[') {
			if (++depth > DEPTH)
				return bad(s, "nested too deep");
			s->p++;
		} else {
			depth -= c == '}' || c == ']';
			if ((unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r')
				return bad(s, "a control character");
			s->p++;
		}
	}
	return rc;
}

/* --- reading ----------------------------------------------------------------- */

/* The text of one value; numbers are taken from the source, in order. */
static int value_text(struct scan *s, const cJSON *v, size_t *number, struct tl_buf *out, bool item)
{
	if (lib.cJSON_IsString(v)) {
		tl_buf_str(out, v->valuestring);
	} else if (lib.cJSON_IsNumber(v)) {
		if (*number >= s->nnumbers)
			return tl_err_set(s->err, TLSAFE_EBUG,
			                  "numbers of a JSON line do not add up");
		tl_buf_add(out, s->number[(*number)++]);
	} else if (lib.cJSON_IsBool(v)) {
		tl_buf_str(out, lib.cJSON_IsTrue(v) ? "yes" : "no");
	} else if (lib.cJSON_IsArray(v) && !item) {
		const cJSON *c;
		size_t n = 0;
		cJSON_ArrayForEach(c, v) {
			if (n++)
				tl_buf_str(out, "、");
			int rc = value_text(s, c, number, out, true);
			if (rc)
				return rc;
		}
	} else {
		return tl_err_set(s->err, TLSAFE_EINPUT,
		                  "\"%s\": an object or a list inside a value",
		                  v->string ? v->string : "");
	}
	return out->failed ? tl_err_memory(s->err) : 0;
}

static size_t count_numbers(const cJSON *v)
{
	const cJSON *c;
	size_t n = lib.cJSON_IsNumber(v);

	cJSON_ArrayForEach(c, v)
		n += count_numbers(c);
	return n;
}

static int take_members(struct scan *s, const cJSON *root, struct tl_json_object *ret, bool nested)
{
	const cJSON *v;
	size_t number = 0, n = 0;
	bool ok = true;

	cJSON_ArrayForEach(v, root)
		n++;
	if (n > MEMBERS_MAX)
		return bad(s, "more than 1000 members");
	ret->member = tl_arena_zalloc(s->arena, (n + 1) * sizeof(*ret->member));
	if (!ret->member)
		return tl_err_memory(s->err);
	cJSON_ArrayForEach(v, root) {
		struct tl_json_member *m = &ret->member[ret->n];
		TL_BUF text = { 0 };
		int rc = 0;
		m->nested = nested && lib.cJSON_IsObject(v);
		if (m->nested) {
			/* Numbers of an object inside are texts in our own lines: nothing of them
			 * is lost. */
			char *inside = lib.cJSON_PrintUnformatted(v);
			tl_buf_str(&text, inside ? inside : "");
			text.failed |= !inside;
			lib.cJSON_free(inside);
			number += count_numbers(v);
			rc = text.failed ? tl_err_memory(s->err) : 0;
		} else if (!lib.cJSON_IsNull(v)) {
			rc = value_text(s, v, &number, &text, false);
		}
		if (rc)
			return rc;
		m->name = tl_arena_dup(s->arena, tl_str(v->string), &ok);
		m->value = TL_NONE;
		if (!lib.cJSON_IsNull(v))
			m->value = tl_arena_dup(s->arena, tl_buf_bytes(&text), &ok);
		if (!ok)
			return tl_err_memory(s->err);
		for (size_t i = 0; i < ret->n; i++)
			if (tl_eq(ret->member[i].name, m->name))
				return tl_err_set(s->err, TLSAFE_EINPUT, "\"%s\" stands twice",
				                  v->string);
		ret->n++;
	}
	return 0;
}

static void *noted(size_t size)
{
	return tl_got(malloc(size));
}

/* cJSON says of want of memory only that there is no object. */
static void note_memory(void)
{
	lib.cJSON_InitHooks(&(cJSON_Hooks){ noted, free });
}

static int read_line(struct tl_json_object *ret, struct tl_arena *arena, struct tl_bytes line,
                     bool nested, struct tl_err *err)
{
	struct scan s = { line.data, line.data, line.data + line.len, NULL, 0, 0, arena, err };
	ssize_t wrong = tl_utf8_check(line);
	const char *end = NULL;
	struct tl_bytes copy;
	bool ok = true;
	cJSON *root;
	int rc = tl_library_load(&library, err);

	*ret = (struct tl_json_object){ 0 };
	if (rc)
		return rc;
	if (wrong >= 0) {
		s.p += wrong;
		return bad(&s, "not valid UTF-8");
	}
	rc = scan_all(&s);
	if (rc)
		return rc;
	copy = tl_arena_dup(arena, line, &ok);
	if (!ok)
		return tl_err_memory(err);
	note_memory();
	root = lib.cJSON_ParseWithOpts(copy.data, &end, 1);
	if (!root) {
		s.p = s.begin + (end ? end - copy.data : 0);
		return bad(&s, "something else");
	}
	rc = lib.cJSON_IsObject(root) ? take_members(&s, root, ret, nested) : bad(&s, "no object");
	lib.cJSON_Delete(root);
	return rc;
}

int tl_json_read(struct tl_json_object *ret, struct tl_arena *arena, struct tl_bytes line,
                 struct tl_err *err)
{
	return read_line(ret, arena, line, false, err);
}

int tl_json_read_nested(struct tl_json_object *ret, struct tl_arena *arena, struct tl_bytes line,
                        struct tl_err *err)
{
	return read_line(ret, arena, line, true, err);
}
