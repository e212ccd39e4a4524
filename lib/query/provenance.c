/* What an answer is of. */
#include "query/provenance.h"

#include "query/line.h"
#include "query/saved.h"
#include "store/settings.h"

const struct tl_about_words tl_about_words[TL_ABOUTS] = {
	[TL_ABOUT_FILTER] = { "条件", "Filter" },
	[TL_ABOUT_AS_OF] = { "截至", "As of" },
	[TL_ABOUT_CUT] = { "月度截止日", "Months end with day" },
	[TL_ABOUT_ANCHOR] = { "锚", "Anchor" },
};

void tl_provenance_release(struct tl_provenance *p)
{
	for (size_t i = 0; i < TL_ABOUTS; i++)
		tl_buf_release(&p->text[i]);
}

int tl_provenance_of(struct tl_provenance *ret, struct tl_view *v, const struct tlsafe_select *s,
                     tl_day day)
{
	struct tl_buf *filter = &ret->text[TL_ABOUT_FILTER];
	char text[TL_DAY_TEXT];
	bool failed = false;
	int cut, rc;

	/* That nothing was asked is said too. */
	tl_buf_str(filter, "");
	for (size_t i = 0; i < s->nwords; i++) {
		tl_buf_str(filter, i ? " " : "");
		tl_saved_put_word(filter, s->words[i]);
	}
	tl_buf_str(&ret->text[TL_ABOUT_AS_OF], tl_day_format(text, day));
	rc = tl_view_anchor(v, &ret->text[TL_ABOUT_ANCHOR]);
	if (!rc)
		rc = tl_settings_month_cut(v, &cut);
	if (!rc && cut)
		tl_buf_printf(&ret->text[TL_ABOUT_CUT], "%d", cut);
	for (size_t i = 0; i < TL_ABOUTS; i++)
		failed |= ret->text[i].failed;
	return !rc && failed ? tl_err_memory(&v->t->err) : rc;
}

struct tl_cell tl_provenance_cell(const struct tl_provenance *p, enum tl_about what)
{
	const struct tl_buf *text = &p->text[what];

	return (struct tl_cell){ .text = text->data ? tl_buf_bytes(text) : TL_NONE,
		                 .day = what == TL_ABOUT_AS_OF };
}

int tl_provenance_date(struct tl_view *v, struct tlsafe_out *out)
{
	return tl_view_made(v, &out->made);
}

/* A line at the place of its own. */
static int put(struct tlsafe *t, struct tlsafe_out *out, struct tl_bytes word,
               const struct tl_cell *text)
{
	const char *place = tl_line_english(t, out) ? "Provenance" : "来源";

	return tl_out_about(out, place, word, text) ? tl_out_error(t, out) : 0;
}

int tl_provenance_write(struct tl_view *v, const struct tlsafe_select *s, tl_day day,
                        const char *called, struct tlsafe_out *out)
{
	TL_CLEANUP(tl_provenance_release) struct tl_provenance p = { .text = { { 0 } } };
	const struct tl_cell nothing = { .text = TL_LIT("") };
	bool english = tl_line_english(v->t, out);
	int rc;

	if (!out->form->about)
		return 0;
	rc = tl_provenance_of(&p, v, s, day);
	if (!rc)
		rc = tl_provenance_date(v, out);
	if (!rc && called)
		rc = put(v->t, out, tl_str(called), &nothing);
	for (enum tl_about i = 0; !rc && i < TL_ABOUTS; i++) {
		const struct tl_about_words *w = &tl_about_words[i];
		const struct tl_cell cell = tl_provenance_cell(&p, i);
		if (cell.text.data)
			rc = put(v->t, out, tl_str(english ? w->en : w->zh), &cell);
	}
	return rc;
}
