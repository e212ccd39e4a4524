/* Photographs that answers name. */
#include "inspect/photos.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "form/signature.h"
#include "store/open.h"

#define MOST (64 << 20)		/* bytes of one */

void tl_photos_release(struct tl_photos *p)
{
	tl_map_freep(&p->names);
	tl_map_freep(&p->hashes);
	tl_spool_release(&p->spool);
	free(p->photo);
	*p = (struct tl_photos){ .n = 0 };
}

/* --- names --------------------------------------------------------------------- */

/* The next name of TEXT, which signs of lists part. */
static bool next_name(struct tl_bytes *text, struct tl_bytes *name)
{
	static const char *const seps[] = { "、", "，", ",", "；", ";", "\n" };

	while (text->len) {
		size_t end = text->len, sep = 0;
		for (size_t i = 0; i < TL_LEN(seps); i++) {
			const char *at = memmem(text->data, end, seps[i], strlen(seps[i]));
			if (!at)
				continue;
			end = (size_t)(at - text->data);
			sep = strlen(seps[i]);
		}
		*name = tl_utf8_trim(tl_bytes(text->data, end));
		*text = tl_bytes(text->data + end + sep, text->len - end - sep);
		if (name->len)
			return true;
	}
	return false;
}

/* A sheet may come from somebody else: it names no file that lies elsewhere. */
static bool lies_beside(struct tl_bytes name)
{
	if (name.data[0] == '/' || tl_eqs(name, "-"))
		return false;
	while (name.len) {
		const char *slash = memchr(name.data, '/', name.len);
		size_t len = slash ? (size_t)(slash - name.data) : name.len;
		if (tl_eqs(tl_bytes(name.data, len), ".."))
			return false;
		len += slash != NULL;
		name = tl_bytes(name.data + len, name.len - len);
	}
	return true;
}

/* NAME as seen from where the sheet FILE is. */
static int path_of(struct tl_buf *path, const char *file, struct tl_bytes name)
{
	const char *slash = strrchr(file, '/');

	tl_buf_clear(path);
	if (slash)
		tl_buf_put(path, file, (size_t)(slash - file) + 1);
	tl_buf_add(path, name);
	return path->failed ? TLSAFE_EMEMORY : 0;
}

/* --- reading ------------------------------------------------------------------- */

struct reading {
	struct tl_photos *p;
	struct tlsafe *t;
	const struct tlsafe_record *r;
	struct tl_decide *d;
	struct tl_buf path;
};

static int tell(struct reading *x, struct tl_bytes name, const char *hint, const char *why)
{
	const struct tl_field *f = tl_answer_field(x->t->schema, TL_ANSWER_PHOTOS);

	tl_fault(x->d, TLSAFE_EINPUT, f->zh, name, hint, "%s", why);
	return 0;
}

/* The photo that lies at the path of X, set aside. */
static int set_aside(struct reading *x, struct tl_bytes name, struct tl_photo *photo)
{
	int fd = x->r->open(x->r->ctx, x->path.data), rc;

	if (fd < 0)
		return tell(x, name, NULL, strerror(errno));
	photo->at = x->p->spool.size;
	rc = tl_spool_file(&x->p->spool, fd, x->path.data, MOST, &photo->len, &x->t->err);
	close(fd);
	if (rc != TLSAFE_EINPUT)
		return rc;
	rc = tell(x, name, NULL, x->t->err.text);
	tl_err_clear(&x->t->err);
	return rc;
}

static int read_photo(struct reading *x, const char *file, struct tl_bytes name)
{
	uint64_t *slot;
	bool made;

	if (!lies_beside(name))
		return tell(x, name, "put it beside the sheet, or into a folder there, and name it "
		                     "from there",
		            "a photo lies beside the sheet that names it");
	if (path_of(&x->path, file, name))
		return TLSAFE_EMEMORY;
	slot = tl_map_put(x->p->names, tl_buf_bytes(&x->path), &made);
	if (!slot || (made && !TL_GROW(x->p->photo, x->p->n, x->p->max)))
		return TLSAFE_EMEMORY;
	if (!made)
		return 0;
	x->p->photo[x->p->n] = (struct tl_photo){ .len = 0 };
	*slot = ++x->p->n;
	return set_aside(x, name, &x->p->photo[x->p->n - 1]);
}

/* What NAME is known by goes behind those of LIST. */
static int know_photo(struct reading *x, const char *file, struct tl_bytes name,
                      struct tl_buf *list)
{
	struct tl_photo *photo;
	TL_BUF text = { 0 };
	uint64_t *slot;

	if (!lies_beside(name))
		return 0;
	if (path_of(&x->path, file, name))
		return TLSAFE_EMEMORY;
	slot = tl_map_get(x->p->names, tl_buf_bytes(&x->path));
	photo = &x->p->photo[*slot - 1];
	struct tl_bytes bytes = tl_bytes(x->p->bytes.data + photo->at, photo->len);
	if (!tl_picture_ending(bytes))
		return tell(x, name, "give a picture in PNG or JPEG, as it came out of the camera",
		            "not a picture, by its first bytes");
	tl_blob_of(&photo->blob, bytes);
	tl_blob_text(&text, &photo->blob);
	tl_list_add(list, tl_buf_bytes(&text));
	slot = tl_map_put(x->p->hashes, tl_buf_bytes(&text), NULL);
	if (!slot || text.failed || list->failed)
		return TLSAFE_EMEMORY;
	*slot = (uint64_t)(photo - x->p->photo) + 1;
	return 0;
}

/* --- of all answers ------------------------------------------------------------ */

/* Each name of S's answers is READ; or what the photos are known by takes their place. */
static int of_sheet(struct reading *x, struct tl_arena *arena, struct tl_filled *s, bool read)
{
	struct tl_bytes rest, name;
	TL_BUF list = { 0 };
	bool ok = true;
	int rc = 0;

	for (size_t i = 0; !rc && i < s->nanswers; i++) {
		struct tl_filled_answer *a = &s->answer[i];
		x->d->at = (struct tlsafe_fault){ .file = s->file, .sheet = s->part,
			                          .line = a->line };
		rest = a->text[TL_ANSWER_PHOTOS];
		tl_buf_clear(&list);
		while (!rc && next_name(&rest, &name))
			rc = read ? read_photo(x, s->file, name) :
			            know_photo(x, s->file, name, &list);
		if (!rc && !read && list.len)
			a->text[TL_ANSWER_PHOTOS] =
				tl_arena_dup(arena, tl_buf_bytes(&list), &ok);
	}
	return rc || ok ? rc : TLSAFE_EMEMORY;
}

static int of_all(struct reading *x, struct tl_filled_all *all, bool read)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < all->n; i++)
		rc = of_sheet(x, &all->arena, &all->sheet[i], read);
	return rc;
}

static int give(void *ctx, struct tl_kv_txn *txn, const struct tl_entry *e,
                const struct tl_blob *blob, struct tl_err *err)
{
	const struct tl_photos *p = ctx;
	const uint64_t *slot;
	TL_BUF text = { 0 };
	(void)e;

	tl_blob_text(&text, blob);
	if (text.failed)
		return tl_err_memory(err);
	slot = tl_map_get(p->hashes, tl_buf_bytes(&text));
	if (!slot)
		return tl_err_set(err, TLSAFE_EBUG, "an entry names a photo that no sheet has");
	const struct tl_photo *photo = &p->photo[*slot - 1];
	return tl_blobs_put(txn, blob, tl_bytes(p->bytes.data + photo->at, photo->len), err);
}

int tl_photos_read(struct tl_photos *p, struct tl_filled_all *all, struct tlsafe *t,
                   const struct tlsafe_record *r, struct tl_decide *d)
{
	struct reading x = { .p = p, .t = t, .r = r, .d = d };
	int rc;

	p->source = (struct tl_blobs_source){ give, p };
	p->names = tl_map_new();
	p->hashes = tl_map_new();
	if (!p->names || !p->hashes)
		return tl_err_memory(&t->err);
	rc = of_all(&x, all, true);
	if (!rc && !d->faults)
		rc = tl_spool_read(&p->spool, &p->bytes, &t->err);
	if (!rc && !d->faults)
		rc = of_all(&x, all, false);
	tl_buf_release(&x.path);
	if (rc == TLSAFE_EMEMORY)
		return tl_err_memory(&t->err);
	return rc || !d->faults ? rc : d->first;
}
