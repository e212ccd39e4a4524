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

/* Lines being read. */
struct saying {
	struct tl_saw_all *all;
	const struct tlsafe_detect *in;
	struct tl_decide *d;
	struct tl_err *err;
};

static int take_line(void *ctx, uint64_t line, struct tl_bytes text)
{
	const struct saying *x = ctx;
	struct tl_json_object o;
	struct tl_saw *s;
	bool ok = true;
	int rc;

	text = tl_utf8_trim(text);
	if (!text.len)
		return 0;
	x->d->at = (struct tlsafe_fault){ .file = x->in->file, .line = line };
	rc = tl_json_read_nested(&o, &x->all->arena, text, x->err);
	if (rc == TLSAFE_EMEMORY)
		return rc;
	if (rc) {
		tl_fault_pass(x->d, TLSAFE_EINPUT, NULL, TL_NONE, x->err);
		tl_err_clear(x->err);
		return 0;
	}
	if (!TL_GROW(x->all->item, x->all->n, x->all->max))
		return tl_err_memory(x->err);
	s = &x->all->item[x->all->n++];
	*s = (struct tl_saw){ .line = line };
	for (size_t i = 0; i < o.n; i++) {
		enum tl_saw_member m = TL_SAW_MEMBERS;
		if (!o.member[i].nested)
			m = member_of(x->in, o.member[i].name);
		if (m == TL_SAW_MEMBERS)
			continue;
		if (s->said[m].len)
			tl_fault(x->d, TLSAFE_EINPUT, members[m], o.member[i].value,
			         "two members are mapped to it", "said twice");
		s->said[m] = tl_arena_dup(&x->all->arena, tl_utf8_trim(o.member[i].value), &ok);
	}
	return ok ? 0 : tl_err_memory(x->err);
}

int tl_saw_read(struct tl_saw_all *all, const struct tlsafe_detect *in, struct tl_decide *d,
                struct tl_err *err)
{
	TL_CLEANUP(tl_decoder_freep) struct tl_decoder *text = NULL;
	struct saying x = { all, in, d, err };
	int fd = in->fd, rc = judge_map(in, err);

	if (!rc)
		rc = tl_charset_spool(in->fd, &fd, err);
	if (!rc)
		rc = tl_decoder_new(&text, fd, TL_CHARSET_UTF8, err);
	if (!rc)
		rc = tl_decoder_lines(text, take_line, &x, err);
	if (fd != in->fd)
		close(fd);
	return rc;
}
