/* What a blank sheet says above its rows. */
#include "inspect/heads.h"

#include "inspect/answer.h"
#include "store/handle.h"

struct tl_bytes tl_heads_name(const struct tl_heads *h, const struct tl_field *f)
{
	return tl_str(h->zh ? f->zh : f->en);
}

int tl_heads_row(struct tl_heads *h)
{
	return tl_out_row(h->out, h->cell) ? tl_out_error(h->t, h->out) : 0;
}

void tl_heads_clear(struct tl_heads *h)
{
	memset(h->cell, 0, h->ncells * sizeof(*h->cell));
}

static bool is_first(const struct tl_heads *h, const struct tl_field *f)
{
	for (size_t i = 0; i < h->nfirst; i++)
		if (!strcmp(h->first[i], f->key))
			return true;
	return false;
}

static int write_line(struct tl_heads *h, const struct tl_field *f)
{
	if (!tl_answer_is_head(f) || (h->has && !h->has(h->ctx, f)))
		return 0;
	tl_heads_clear(h);
	h->cell[0].text = tl_heads_name(h, f);
	h->cell[1].text = h->value(h->ctx, f);
	h->cell[2].text = h->beside(h->ctx, f);
	return tl_heads_row(h);
}

int tl_heads_write(struct tl_heads *h)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < h->nfirst; i++)
		rc = write_line(h, tl_kind_key(h->kind, tl_str(h->first[i])));
	for (size_t i = 0; !rc && i < h->kind->nfields; i++)
		if (!is_first(h, &h->kind->field[i]))
			rc = write_line(h, &h->kind->field[i]);
	return rc;
}

void tl_heads_columns(const struct tl_heads *h, struct tl_out_column column[TL_HEADS_COLUMNS])
{
	static const struct { const char *key, *zh, *en; } all[TL_HEADS_COLUMNS] = {
		{ "field", "项目", "Field" }, { "value", "内容", "Value" },
		{ "note", "说明", "Note" },
	};

	for (size_t i = 0; i < TL_HEADS_COLUMNS; i++)
		column[i] = (struct tl_out_column){
			.key = tl_str(all[i].key),
			.heading = tl_str(h->zh ? all[i].zh : all[i].en),
		};
}

bool tl_heads_paper(const struct tlsafe_out *out)
{
	return out->form == &tl_form_html || out->form == &tl_form_markdown;
}
