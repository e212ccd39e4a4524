/* The configuration file of a user or an office: one map of words and texts, in YAML. */
#include <stdio.h>

#include "base/file.h"
#include "base/memory.h"
#include "schema/yaml.h"

/* The text of KEY in the map that TEXT is; *RET stays NULL when it has none. */
static int value_of(struct tl_loader *l, struct tl_bytes text, const char *key, char **ret)
{
	struct tl_node *root = NULL, *value;
	int rc = tl_yaml_parse(l, text, &root);

	if (rc)
		return rc;
	if (root->type != TL_MAP)
		return tl_yaml_fault(l, root, "not 'WORD: TEXT' lines");
	value = tl_node_get(root, key);
	if (!value || (value->type == TL_SCALAR && !value->text.len))
		return 0;
	if (value->type != TL_SCALAR)
		return tl_yaml_fault(l, value, "'%s' is one text", key);
	*ret = strndup(value->text.data, value->text.len);
	return *ret ? 0 : tl_err_memory(l->err);
}

int tlsafe_config(const char *file, const char *key, char **ret, char *why, size_t size)
{
	struct tl_schema s = { 0 };	/* its arena takes the texts */
	struct tl_err err = { 0 };
	struct tl_loader l = { .s = &s, .file = TL_LIT("config"), .err = &err };
	struct tl_bytes bytes;
	TL_BUF text = { 0 };
	bool blank = true;
	int rc;

	tl_memory_begin();
	rc = tl_file_read(&text, file, &err);

	*ret = NULL;
	bytes = tl_buf_bytes(&text);
	for (size_t i = 0; !rc && i < bytes.len; i++)
		blank &= bytes.data[i] == ' ' || bytes.data[i] == '\n';
	if (!rc && !blank)
		rc = value_of(&l, bytes, key, ret);
	if (rc)
		snprintf(why, size, "%s", err.text);
	tl_arena_release(&l.nodes);
	tl_arena_release(&s.arena);
	return rc == TLSAFE_EMEMORY || !rc ? rc : TLSAFE_ECONFIG;
}
