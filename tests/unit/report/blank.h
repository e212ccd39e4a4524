/* A small form of official statistics, as unit tests and fuzzing read it from sheets. */
#ifndef REPORT_BLANK_H
#define REPORT_BLANK_H

#include <stdlib.h>

#include "journal/workflow.h"
#include "schema/blank.h"

#define BLANK_TEXT \
	"form: F\nzh: z\nen: e\nversion: \"1\"\nsource: s\nhead: {zh: h, en: h}\n" \
	"foot: {zh: f, en: f}\nper: sector\ncolumns:\n" \
	"  - {id: row, is: label, zh: [行业], en: [Sector]}\n" \
	"  - {id: found, is: count, zh: [一般隐患, 排查数], en: [General, Found], unit: 项,\n" \
	"     figure: found}\n" \
	"  - {id: done, is: count, zh: [一般隐患, 整改数], en: [General, Done],\n" \
	"     figure: rectified}\n" \
	"  - {id: rate, is: rate, zh: [一般隐患, 整改率], en: [General, Rate], part: done,\n" \
	"     whole: found}\n" \
	"  - {id: funds, is: money, zh: [资金], en: [Funds], unit: 万元, yuan: 10000,\n" \
	"     figure: funds}\n" \
	"rows:\n" \
	"  - {id: all, is: total, zh: 合计, en: Total}\n" \
	"  - {id: \"1\", zh: 1.煤矿企业, en: Coal, values: [\"101\"], also: [煤矿]}\n" \
	"  - {id: \"1.1\", zh: （1）其中：井工, en: Shafts, values: [\"1011\"], within: \"1\"}\n"

/* Yours: tl_blank_free() and tl_schema_free(). Ends the program when it cannot be read. */
static inline struct tl_blank *blank_make(struct tl_schema **schema)
{
	struct tl_schema_file f[] = { { TL_LIT("form_f"), TL_LIT(BLANK_TEXT) },
		                      { TL_LIT("district"),
		                        TL_LIT("district: \"1\"\nname: n\noffset: \"+08:00\"\n"
		                               "language: zh\n") } };
	struct tl_blank *ret = NULL;
	struct tl_err err = { 0 };

	if (tl_schema_load(schema, f, 2, tl_workflows, &err) ||
	    tl_blank_open(&ret, *schema, "F", &err)) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	return ret;
}

#endif
