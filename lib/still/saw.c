/* Lines of detectors, as they stand. */
#include "still/saw.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/charset.h"
#include "base/utf8.h"
#include "form/form.h"

static const char *const members[TL_SAW_MEMBERS] = { "camera", "at",    "rule",
	                                              "zone",   "score", "still" };

const char *tl_saw_member(enum tl_saw_member m)
{
	return members[m];
}

void tl_saw_release(struct tl_saw_all *all)
{
	free(all->item);
	tl_arena_release(&all->arena);
	*all = (struct tl_saw_all){ .n = 0 };
}

static enum tl_saw_member find(struct tl_bytes name)
{
	int m = 0;

	while (m < TL_SAW_MEMBERS && !tl_eqs(name, members[m]))
		m++;
	return (enum tl_saw_member)m;
}

/* Which one NAME is, as it is called or as it is mapped. */
static enum tl_saw_member member_of(const struct tlsafe_detect *in, struct tl_bytes name)
{
	for (size_t i = 0; i < in->nmap; i++) {
		const char *eq = strchr(in->map[i], '=');
		if (tl_eq(tl_bytes(in->map[i], (size_t)(eq - in->map[i])), name))
			return find(tl_str(eq + 1));
	}
	return find(name);
}

static int judge_map(const struct tlsafe_detect *in, struct tl_err *err)
{
	for (size_t i = 0; i < in->nmap; i++) {
		const char *eq = strchr(in->map[i], '=');
		if (!eq || find(tl_str(eq + 1)) == TL_SAW_MEMBERS)
			return tl_err_hint(err, TLSAFE_EUSAGE,
			                   "for example --map label=rule; there are camera, at, "
			                   "rule, zone, score and still",
			                   "--map %s: not a member and what it is", in->map[i]);
	}
	return 0;
}

static int take_line(struct tl_saw_all *all, const struct tlsafe_detect *in, struct tl_decide *d,
                     uint64_t line, struct tl_bytes text, struct tl_err *err)
{
	struct tl_json_object o;
	struct tl_saw *s;
	bool ok = true;
	int rc;

	text = tl_utf8_trim(text);
	if (!text.len)
		return 0;
	d->at = (struct tlsafe_fault){ .file = in->file, .line = line };
	rc = tl_json_read_nested(&o, &all->arena, text, err);
	if (rc == TLSAFE_EMEMORY)
		return rc;
	if (rc) {
		tl_fault_pass(d, TLSAFE_EINPUT, NULL, TL_NONE, err);
		tl_err_clear(err);
		return 0;
	}
	if (!TL_GROW(all->item, all->n, all->max))
		return tl_err_memory(err);
	s = &all->item[all->n++];
	*s = (struct tl_saw){ .line = line };
	for (size_t i = 0; i < o.n; i++) {
		enum tl_saw_member m = TL_SAW_MEMBERS;
		if (!o.member[i].nested)
			m = member_of(in, o.member[i].name);
		if (m == TL_SAW_MEMBERS)
			continue;
		if (s->said[m].len)
			tl_fault(d, TLSAFE_EINPUT, members[m], o.member[i].value,
			         "two members are mapped to it", "said twice");
		s->said[m] = tl_arena_dup(&all->arena, tl_utf8_trim(o.member[i].value), &ok);
	}
	return ok ? 0 : tl_err_memory(err);
}

static int read_lines(struct tl_saw_all *all, const struct tlsafe_detect *in, struct tl_decide *d,
                      int fd, struct tl_err *err)
{
	TL_CLEANUP(tl_decoder_freep) struct tl_decoder *text = NULL;
	TL_BUF line = { 0 };
	struct tl_bytes piece;
	uint64_t n = 0;
	int rc = tl_decoder_new(&text, fd, TL_CHARSET_UTF8, err);

	while (!rc && (rc = tl_decoder_next(text, &piece, err)) == 1) {
		rc = 0;
		while (!rc && piece.len) {
			const char *end = memchr(piece.data, '\n', piece.len);
			size_t len = end ? (size_t)(end - piece.data) : piece.len;
			tl_buf_add(&line, tl_bytes(piece.data, len));
			piece = tl_bytes(piece.data + len, piece.len - len);
			if (!end)
				continue;
			piece = tl_bytes(piece.data + 1, piece.len - 1);
			if (line.failed)
				return tl_err_memory(err);
			rc = take_line(all, in, d, ++n, tl_buf_bytes(&line), err);
			tl_buf_clear(&line);
		}
	}
	if (!rc && line.failed)
		rc = tl_err_memory(err);
	return rc || !line.len ? rc : take_line(all, in, d, ++n, tl_buf_bytes(&line), err);
}

int tl_saw_read(struct tl_saw_all *all, const struct tlsafe_detect *in, struct tl_decide *d,
                 struct tl_err *err)
{
	int fd = in->fd, rc = judge_map(in, err);

	if (!rc)
		rc = tl_charset_spool(in->fd, &fd, err);
	if (!rc)
		rc = read_lines(all, in, d, fd, err);
	if (fd != in->fd)
		close(fd);
	return rc;
}
