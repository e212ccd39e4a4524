/* Pictures that are taken in. */
#include "still/taking.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "change/rights.h"
#include "still/kept.h"
#include "store/open.h"
#include "store/stillfiles.h"

#define MOST (64 << 20)		/* bytes of one */

void tl_taking_release(struct tl_taking *k)
{
	free(k->file);
	tl_spool_release(&k->spool);
	tl_map_freep(&k->known);
	free(k->old);
	free(k->id);
	tl_arena_release(&k->arena);
}

static int no_memory(struct tl_taking *k)
{
	return tl_err_memory(&k->t->err);
}

/* Roles whose pictures are kept for good. */
static bool is_evidence(const char *role)
{
	return strcmp(role, "patrol") && strcmp(role, "reference");
}

/* --- files ------------------------------------------------------------------- */

static int tell(struct tl_decide *d, const char *name, const char *hint, const char *why)
{
	d->at = (struct tlsafe_fault){ .file = name };
	return tl_fault(d, TLSAFE_EINPUT, NULL, TL_NONE, hint, "%s", why);
}

static int set_aside(struct tl_taking *k, struct tl_decide *d, struct tl_taken *f)
{
	int fd = k->in->open(k->in->how->ctx, f->name), rc;

	if (fd < 0) {
		tell(d, f->name, NULL, strerror(errno));
		return 0;
	}
	f->at = k->spool.size;
	rc = tl_spool_file(&k->spool, fd, f->name, MOST, &f->len, &k->t->err);
	close(fd);
	f->read = !rc;
	if (rc != TLSAFE_EINPUT)
		return rc;
	tell(d, f->name, NULL, k->t->err.text);
	tl_err_clear(&k->t->err);
	return 0;
}

static struct tl_bytes bytes_of(const struct tl_taking *k, const struct tl_taken *f)
{
	return tl_bytes(k->bytes.data + f->at, f->len);
}

static void look_at(struct tl_taking *k, struct tl_decide *d, struct tl_taken *f)
{
	const char *why = tl_still_look(bytes_of(k, f), &f->look);
	TL_BUF hex = { 0 };

	if (why) {
		tell(d, f->name, "give a picture in PNG or JPEG, as it came out of the camera",
		     why);
		return;
	}
	tl_blob_of(&f->blob, bytes_of(k, f));
	tl_hex(&hex, f->blob.hash, TL_HASH_LEN);
	snprintf(f->hash, sizeof(f->hash), "%.*s", (int)hex.len, hex.data ? hex.data : "");
}

static int give(void *ctx, struct tl_kv_txn *txn, const struct tl_entry *e,
                const struct tl_blob *blob, struct tl_err *err)
{
	const struct tl_taking *k = ctx;
	(void)e;

	for (size_t i = 0; i < k->n; i++)
		if (tl_blob_same(&k->file[i].blob, blob))
			return tl_blobs_put(txn, blob, bytes_of(k, &k->file[i]), err);
	return tl_err_set(err, TLSAFE_EBUG, "an entry names a picture that no file has");
}

int tl_taking_read(struct tl_taking *k, struct tlsafe *t, const struct tlsafe_stills *in)
{
	struct tl_decide d = { .fault = in->how->fault, .ctx = in->how->ctx };
	int rc;

	*k = (struct tl_taking){ .t = t, .in = in, .source = { give, k } };
	rc = tl_schema_need(t->schema, "still", &k->kind, &t->err);
	if (rc)
		return rc;
	k->file = calloc(in->nfiles + 1, sizeof(*k->file));
	if (!k->file)
		return no_memory(k);
	for (; !rc && k->n < in->nfiles; k->n++) {
		k->file[k->n].name = in->files[k->n];
		rc = set_aside(k, &d, &k->file[k->n]);
	}
	if (!rc)
		rc = tl_spool_read(&k->spool, &k->bytes, &t->err);
	for (size_t i = 0; !rc && i < k->n; i++)
		if (k->file[i].read)
			look_at(k, &d, &k->file[i]);
	return rc || !d.faults ? rc : d.first;
}

int tl_taking_put(struct tl_taking *k)
{
	int rc = 0;

	if (is_evidence(k->in->role))
		return 0;
	for (size_t i = 0; !rc && i < k->n; i++)
		rc = tl_stillfiles_put(k->t->path, &k->file[i].blob, bytes_of(k, &k->file[i]),
		                       &k->t->err);
	return rc;
}

/* --- stills that there are --------------------------------------------------- */

static void key_of(struct tl_buf *key, struct tl_bytes hash, struct tl_bytes role, const char *of,
                   struct tl_bytes id)
{
	tl_buf_clear(key);
	tl_buf_add(key, hash);
	tl_buf_char(key, '\n');
	tl_buf_add(key, role);
	tl_buf_printf(key, "\n%s\n", of);
	tl_buf_add(key, id);
}

static int know(struct tl_taking *k, const struct tl_buf *key, struct tl_bytes id)
{
	uint64_t *slot = key->failed ? NULL : tl_map_put(k->known, tl_buf_bytes(key), NULL);
	bool ok = true;

	if (!slot || !TL_GROW(k->old, k->nold, k->maxold))
		return no_memory(k);
	k->old[k->nold++] = tl_arena_dup(&k->arena, id, &ok);
	*slot = k->nold;
	return ok ? 0 : no_memory(k);
}

static bool is_of_a_file(const struct tl_taking *k, struct tl_bytes hash)
{
	for (size_t i = 0; i < k->n; i++)
		if (tl_eqs(hash, k->file[i].hash))
			return true;
	return false;
}

/* One whose bytes were taken away is none that has them. */
static int see(struct tl_taking *k, const struct tl_record *r, struct tl_buf *key)
{
	static const char *const kinds[] = { "hazard", "inspection", "unit", "camera" };
	struct tl_bytes hash = tl_record_named(r, "hash");
	int rc = 0;

	if (!is_of_a_file(k, hash) || tl_record_named(r, "pruned").len)
		return 0;
	for (size_t i = 0; !rc && i < TL_LEN(kinds); i++) {
		struct tl_bytes id = tl_record_named(r, kinds[i]);
		if (!id.len)
			continue;
		key_of(key, hash, tl_record_named(r, "role"), kinds[i], id);
		rc = know(k, key, tl_record_at(r, TL_F_ID));
	}
	return rc;
}

int tl_taking_begin(struct tl_taking *k, struct tl_change *c)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	TL_BUF key = { 0 };
	int rc;

	tl_map_freep(&k->known);
	tl_arena_reset(&k->arena);
	k->nold = k->nids = 0;
	k->added = 0;
	k->known = tl_map_new();
	if (!k->known)
		return no_memory(k);
	tl_record_init(&r, k->kind);
	rc = tl_walk_begin(&walk, &c->view, k->kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = see(k, &r, &key);
	return rc;
}

/* --- entered ----------------------------------------------------------------- */

/* The record that is shown, as C leaves it; who enters it may say something of it. */
static int find_subject(struct tl_change *c, const struct tl_kind *kind, struct tl_bytes id,
                        const struct tl_record **ret)
{
	const struct tl_entry e = { .kind = kind, .id = id };
	int rc = c->decide.look(c->decide.look_ctx, kind, id, ret);

	if (!rc && !*ret)
		rc = tl_fault(&c->decide, TLSAFE_ENOENT, NULL, id, NULL, "no such %s", kind->name);
	return rc ? rc : tl_rights_scope(&c->decide, c->t, *ret, &e);
}

static int read_taken(struct tl_taking *k, struct tl_change *c, char text[TL_INSTANT_TEXT])
{
	const char *taken = k->in->taken;
	tl_instant at;

	text[0] = 0;
	if (!taken)
		return 0;
	if (!tl_instant_parse(tl_str(taken), k->t->genesis.offset, &at))
		return tl_fault(&c->decide, TLSAFE_EINPUT, "taken", tl_str(taken), NULL,
		                "not a time such as 2018-07-01T08:00:00");
	if (at > k->t->now)
		return tl_fault(&c->decide, TLSAFE_EINPUT, "taken", tl_str(taken), NULL,
		                "a time after now");
	tl_instant_format(text, at, k->t->genesis.offset, true);
	return 0;
}

static const char *base_name(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? slash + 1 : file;
}

static int begin_act(struct tl_taking *k, struct tl_change *c, struct tl_act *a)
{
	const struct tlsafe_change *how = k->in->how;
	int rc;

	tl_act_init(a, TL_ACT_ADD, c->view.today);
	rc = tl_said(&k->t->err, "--note", how->note, &a->note);
	return rc ? rc : tl_said(&k->t->err, "--by", how->by, &a->by);
}

static int keep_id(struct tl_taking *k, struct tl_bytes id)
{
	bool ok = true;

	if (!TL_GROW(k->id, k->nids, k->maxids))
		return no_memory(k);
	k->id[k->nids++] = tl_arena_dup(&k->arena, id, &ok);
	return ok ? 0 : no_memory(k);
}

static int enter(struct tl_taking *k, struct tl_change *c, const struct tl_taken *f,
                 const char *of, const struct tl_record *subject, struct tl_buf *id)
{
	char taken[TL_INSTANT_TEXT], received[TL_INSTANT_TEXT], bytes[24], width[16], height[16];
	bool unit = strcmp(of, "unit") != 0;
	TL_BUF blob = { 0 };
	struct tl_record *r;
	struct tl_act a;
	int rc = begin_act(k, c, &a);

	if (!rc)
		rc = read_taken(k, c, taken);
	if (rc)
		return rc;
	if (is_evidence(k->in->role))
		tl_blob_text(&blob, &f->blob);
	snprintf(bytes, sizeof(bytes), "%llu", (unsigned long long)f->len);
	snprintf(width, sizeof(width), "%u", f->look.width);
	snprintf(height, sizeof(height), "%u", f->look.height);
	tl_instant_format(received, k->t->now, k->t->genesis.offset, true);
	const struct tl_named values[] = {
		{ "hash", tl_str(f->hash) },
		{ "evidence", tl_buf_bytes(&blob) },
		{ "type", tl_str(f->look.type) },
		{ "bytes", tl_str(bytes) },
		{ "width", tl_str(width) },
		{ "height", tl_str(height) },
		{ of, tl_record_at(subject, TL_F_ID) },
		{ "unit", unit ? tl_record_at(subject, TL_F_UNIT) : TL_NONE },
		{ "role", tl_str(k->in->role) },
		{ "taken", tl_str(taken) },
		{ "received", tl_str(received) },
		{ "origin", tl_str(base_name(f->name)) },
	};
	rc = blob.failed ? no_memory(k) : tl_act_say(&a, k->kind, values, TL_LEN(values));
	if (!rc)
		rc = tl_change_new(c, k->kind, id, c->view.today, &r);
	if (!rc)
		rc = tl_change_act(c, r, &a);
	if (!rc)
		tl_change_forget(c, r);
	return rc;
}

static int enter_file(struct tl_taking *k, struct tl_change *c, const struct tl_taken *f,
                      const char *of, const struct tl_record *subject)
{
	struct tl_bytes id = tl_record_at(subject, TL_F_ID);
	const uint64_t *slot;
	TL_BUF key = { 0 };
	TL_BUF made = { 0 };
	int rc;

	c->decide.at = (struct tlsafe_fault){ .file = f->name };
	key_of(&key, tl_str(f->hash), tl_str(k->in->role), of, id);
	slot = key.failed ? NULL : tl_map_get(k->known, tl_buf_bytes(&key));
	if (slot) {
		struct tl_bytes was = k->old[*slot - 1];
		tl_warn(&c->decide, NULL, TL_NONE, "kept before, as %.*s", (int)was.len, was.data);
		return keep_id(k, was);
	}
	rc = enter(k, c, f, of, subject, &made);
	if (!rc)
		rc = know(k, &key, tl_buf_bytes(&made));
	if (!rc)
		rc = keep_id(k, tl_buf_bytes(&made));
	k->added += !rc;
	return rc;
}

int tl_taking_enter(struct tl_taking *k, struct tl_change *c, const char *of, struct tl_bytes id)
{
	const struct tl_kind *kind = tl_schema_kind(k->t->schema, of);
	const struct tl_record *subject;
	TL_RECORD own = { 0 };
	int rc;

	if (!kind)
		return tl_err_set(&k->t->err, TLSAFE_ECONFIG, "the store's schema set has no kind "
		                                              "'%s'", of);
	rc = find_subject(c, kind, id, &subject);
	tl_record_init(&own, kind);
	if (!rc)
		rc = tl_record_copy(&own, subject);
	for (size_t i = 0; !rc && i < k->n; i++)
		rc = enter_file(k, c, &k->file[i], of, &own);
	return rc;
}
