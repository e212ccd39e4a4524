/* Any bytes as a compressed block of entries, as a record, and as keys. */
#include <stdint.h>

#include "journal/genesis.h"
#include "journal/journal.h"
#include "journal/workflow.h"
#include "kv/key.h"

static struct tl_schema *schema;

static void setup(void)
{
	static const char kind[] =
		"kind: k\nzh: z\nen: e\nabout: a\nletter: K\ncolumns: [id]\nfields:\n"
		"  - {key: id, type: id, zh: 编号, en: ID, by: add, about: a}\n"
		"  - {key: name, type: text, zh: 名称, en: Name, by: set, about: a}\n"
		"  - {key: phone, type: phone, zh: 电话, en: Phone, by: set, personal: true, "
	        "about: a}\n";
	struct tl_schema_file files[] = {
		{ TL_LIT("k"), tl_bytes(kind, sizeof(kind) - 1) },
		{ TL_LIT("district"),
		  TL_LIT("district: \"1\"\nname: n\noffset: \"+08:00\"\nlanguage: zh\n") }
	};
	struct tl_err err = { 0 };

	if (tl_hash_setup() || tl_schema_load(&schema, files, 2, tl_workflows, &err))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_names names = { 0 };
	struct tl_block block = { 0 };
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_entry e;
	struct tl_err err = { 0 };
	struct tl_record r;
	struct tl_arena a = { 0 };
	struct tl_genesis g = { 0 };
	struct tl_bytes b = tl_bytes(data, size), key = b, text;
	size_t half = size ? data[0] % size : 0;
	uint64_t n;

	if (!schema)
		setup();
	tl_names_add(&names, TL_LIT("k"));
	if (!tl_block_open(&block, 1, 1, tl_bytes(data + half, size - half),
	                   half ? tl_bytes(data, half) : TL_NONE, &names, &err))
		while (tl_block_next(&block, &e, set, schema, &err) == 1)
			continue;
	tl_block_release(&block);
	tl_names_release(&names);
	tl_record_init(&r, schema->kind[0]);
	if (!tl_record_unpack(&r, b)) {
		/* A record that is read is written and read as the same. */
		struct tl_buf out = { 0 }, twice = { 0 };
		struct tl_record again;
		tl_record_init(&again, schema->kind[0]);
		tl_record_pack(&out, &r);
		if (tl_record_unpack(&again, tl_buf_bytes(&out)))
			abort();
		tl_record_pack(&twice, &again);
		if (!tl_eq(tl_buf_bytes(&out), tl_buf_bytes(&twice)))
			abort();
		tl_buf_release(&out);
		tl_buf_release(&twice);
		tl_record_release(&again);
	}
	tl_record_release(&r);
	err = (struct tl_err){ 0 };
	tl_genesis_unpack(&g, b, &a, &err);
	tl_arena_release(&a);
	while (key.len && (tl_key_take_uint(&key, &n) || tl_key_take_text(&key, &text)))
		continue;
	return 0;
}
