/* Genesis as bytes, and its hash. */
#include "journal/genesis.h"

/* The first word, as that of a header, tells what is there. */
#define GENESIS "genesis"
#define GENESIS_SALVAGED "genesis+salvaged"

void tl_genesis_pack(struct tl_buf *out, const struct tl_genesis *g)
{
	tl_buf_block(out, g->salvaged.len ? TL_LIT(GENESIS_SALVAGED) : TL_LIT(GENESIS));
	tl_buf_block(out, g->site);
	tl_buf_int(out, g->offset);
	tl_buf_block(out, g->language);
	tl_buf_uint(out, g->format);
	tl_buf_block(out, TL_LIT(TL_HASH_NAME));
	tl_buf_uint(out, g->nfiles);
	for (size_t i = 0; i < g->nfiles; i++) {
		tl_buf_block(out, g->file[i].name);
		tl_buf_block(out, g->file[i].text);
	}
	if (g->salvaged.len)
		tl_buf_block(out, g->salvaged);
}

int tl_genesis_unpack(struct tl_genesis *g, struct tl_bytes in, struct tl_arena *arena,
                      struct tl_err *err)
{
	struct tl_unpack u = tl_unpack(in);
	struct tl_bytes first = tl_unpack_block(&u);
	bool salvaged = tl_eqs(first, GENESIS_SALVAGED);

	if (!salvaged && !tl_eqs(first, GENESIS))
		u.bad = true;
	g->site = tl_unpack_block(&u);
	g->offset = (int)tl_unpack_int(&u);
	g->language = tl_unpack_block(&u);
	g->format = tl_unpack_uint(&u);
	if (!u.bad && g->format > TL_JOURNAL_FORMAT)
		return tl_err_hint(err, TLSAFE_EVERSION, "use a newer tlsafe",
		                   "the journal has format %llu, this program knows up to %d",
		                   (unsigned long long)g->format, TL_JOURNAL_FORMAT);
	if (!tl_eqs(tl_unpack_block(&u), TL_HASH_NAME))
		u.bad = true;
	g->nfiles = tl_unpack_uint(&u);
	if (u.bad || g->nfiles > 4096)
		return tl_err_hint(err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "the genesis of the store is damaged");
	g->file = tl_arena_zalloc(arena, (g->nfiles + 1) * sizeof(*g->file));
	if (!g->file)
		return tl_err_memory(err);
	for (size_t i = 0; i < g->nfiles; i++) {
		g->file[i].name = tl_unpack_block(&u);
		g->file[i].text = tl_unpack_block(&u);
	}
	g->salvaged = salvaged ? tl_unpack_block(&u) : TL_LIT("");
	if (salvaged && !g->salvaged.len)
		u.bad = true;
	if (!u.bad && tl_unpack_end(&u))
		return 0;
	return tl_err_hint(err, TLSAFE_ECORRUPT, "restore from a backup",
	                   "the genesis of the store is damaged");
}

void tl_genesis_hash(unsigned char out[TL_HASH_LEN], const struct tl_genesis *g,
                     struct tl_buf *scratch)
{
	struct tl_hash h;

	tl_buf_clear(scratch);
	tl_genesis_pack(scratch, g);
	tl_hash_begin(&h);
	tl_hash_add(&h, tl_buf_bytes(scratch));
	tl_hash_end(&h, out);
}
