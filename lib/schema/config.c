/* The configuration file of a user or an office: one map of words and texts, in YAML. */
#include <stdio.h>

#include "base/file.h"
#include "base/memory.h"
#include "schema/yaml.h"

/* The value of KEY, "WORD" or "WORD/WORD", in the map that TEXT is; *RET NULL: it has none. */
static int value_of(struct tl_loader *l, struct tl_bytes text, const char *key,
                    struct tl_node **ret)
{
	const char *rest = strchr(key, '/');
	struct tl_node *root = NULL, *inner;
	char word[64];
	int rc = tl_yaml_parse(l, text, &root);

	if (rc)
		return rc;
	if (root->type != TL_MAP)
		return tl_yaml_fault(l, root, "not 'WORD: TEXT' lines");
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(key, "/"), key);
	inner = tl_node_get(root, word);
	if (rest && inner && inner->type != TL_MAP)
		return tl_yaml_fault(l, inner, "'%s' is no map", word);
	*ret = rest && inner ? tl_node_get(inner, rest + 1) : inner;
	return 0;
}

static int text_of(struct tl_loader *l, const struct tl_node *value, const char *key, char **ret)
{
	if (value->type == TL_SCALAR && !value->text.len)
		return 0;
	if (value->type != TL_SCALAR)
		return tl_yaml_fault(l, value, "'%s' is one text", key);
	*ret = strndup(value->text.data, value->text.len);
	return *ret ? 0 : tl_err_memory(l->err);
}

/* Pointers, and behind them the texts. */
static int words_of(struct tl_loader *l, const struct tl_node *value, const char *key,
                    char ***ret)
{
	size_t size = (value->n + 1) * sizeof(**ret), n = 0;
	char *text;

	if (value->type == TL_SCALAR && !value->text.len)
		return 0;
	if (value->type != TL_LIST || !value->n)
		return tl_yaml_fault(l, value, "'%s' is a list of words: [PROGRAM, WORD, ...]",
		                     key);
	for (const struct tl_node *w = value->child; w; w = w->next) {
		if (w->type != TL_SCALAR || !w->text.len)
			return tl_yaml_fault(l, w, "a word of '%s' is one text", key);
		size += w->text.len + 1;
	}
	*ret = calloc(1, size);
	if (!*ret)
		return tl_err_memory(l->err);
	text = (char *)(*ret + value->n + 1);
	for (const struct tl_node *w = value->child; w; w = w->next) {
		(*ret)[n++] = memcpy(text, w->text.data, w->text.len);
		text += w->text.len + 1;
	}
	return 0;
}

/* As one of the two. */
static int read_config(const char *file, const char *key, char **text, char ***words, char *why,
                       size_t size)
{
	struct tl_schema s = { 0 };	/* its arena takes the texts */
	struct tl_err err = { 0 };
	struct tl_loader l = { .s = &s, .file = TL_LIT("config"), .err = &err };
	struct tl_node *value = NULL;
	struct tl_bytes bytes;
	TL_BUF all = { 0 };
	bool blank = true;
	int rc;

	tl_memory_begin();
	rc = tl_file_read(&all, file, &err);
	bytes = tl_buf_bytes(&all);
	for (size_t i = 0; !rc && i < bytes.len; i++)
		blank &= bytes.data[i] == ' ' || bytes.data[i] == '\n';
	if (!rc && !blank)
		rc = value_of(&l, bytes, key, &value);
	if (!rc && value && text)
		rc = text_of(&l, value, key, text);
	else if (!rc && value)
		rc = words_of(&l, value, key, words);
	if (rc)
		snprintf(why, size, "%s", err.text);
	tl_arena_release(&l.nodes);
	tl_arena_release(&s.arena);
	return rc == TLSAFE_EMEMORY || !rc ? rc : TLSAFE_ECONFIG;
}

int tlsafe_config(const char *file, const char *key, char **ret, char *why, size_t size)
{
	*ret = NULL;
	return read_config(file, key, ret, NULL, why, size);
}

int tlsafe_config_words(const char *file, const char *key, char ***ret, char *why, size_t size)
{
	*ret = NULL;
	return read_config(file, key, NULL, ret, why, size);
}
