/* YAML and its packed form as trees of nodes. */
#include "../unit.h"

#include "base/crypto.h"
#include "schema/yaml.h"

/* A loader with what it needs; dropped at the end of a test. */
struct loading {
	struct tl_schema s;
	struct tl_loader l;
	struct tl_err err;
};

static struct tl_loader *begin(struct loading *g)
{
	memset(g, 0, sizeof(*g));
	g->l = (struct tl_loader){ .s = &g->s, .file = TL_LIT("x"), .err = &g->err };
	return &g->l;
}

static void end(struct loading *g)
{
	tl_arena_release(&g->l.nodes);
	tl_arena_release(&g->s.arena);
}

static void a_text_is_a_tree_with_places(void **state)
{
	struct loading g;
	struct tl_node *root, *n;
	(void)state;
	assert_int_equal(tl_yaml_parse(begin(&g), TL_LIT("# remark\na: b\nlist:\n  - \"x y\"\n  - "
	                                                 "{k: v}\nempty:\n"),
	                               &root),
	                 0);
	assert_int_equal(root->type, TL_MAP);
	assert_int_equal(root->n, 6);
	assert_int_equal(root->line, 2);
	n = tl_node_get(root, "a");
	assert_int_equal(n->type, TL_SCALAR);
	assert_true(tl_eqs(n->text, "b"));
	assert_true(n->line == 2 && n->column == 4);
	n = tl_node_get(root, "list");
	assert_int_equal(n->type, TL_LIST);
	assert_int_equal(n->n, 2);
	assert_true(tl_eqs(n->child->text, "x y"));
	assert_true(n->child->line == 4 && n->child->column == 5);
	assert_true(tl_eqs(tl_node_get(n->last, "k")->text, "v"));
	assert_null(n->last->next);
	assert_int_equal(tl_node_get(root, "empty")->text.len, 0);
	assert_null(tl_node_get(root, "none"));
	/* What is no map has no keys. */
	assert_null(tl_node_get(n, "k"));
	assert_null(tl_node_get(tl_node_get(root, "a"), "b"));
	end(&g);
}

static void faults_name_file_line_and_column(void **state)
{
	static const struct {
		const char *text, *want;
	} t[] = {
		{ "a: b\na: c\n", "x.yaml:2:1: 'a' stands twice" },
		{ "a: {b: c, b: d}\n", "x.yaml:1:11: 'b' stands twice" },
		{ "[a]: b\n", "x.yaml:1:1: a key that is no word" },
		{ "a: &x b\n", "x.yaml:1:4: aliases, anchors and tags are not allowed" },
		{ "a: !!str b\n", "x.yaml:1:4: aliases, anchors and tags are not allowed" },
		{ "- *x\n", "x.yaml:1:3: aliases, anchors and tags are not allowed" },
		{ "", "x.yaml:1:1: empty" },
		{ "# only\n", "x.yaml:1:1: empty" },
		{ "a: b\n---\nc: d\n", "x.yaml:1:1: more than one document" },
		{ "a: \"b\\0c\"\n", "x.yaml:1:4: a NUL in a text" },
		{ "a: b\n  c: d\n", "x.yaml:2:4: not YAML: " },
		{ "a: [b\n", "x.yaml:2:1: not YAML: " },
		{ "a: \xff\n", "not YAML: " },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		struct loading g;
		struct tl_node *root;
		assert_int_equal(tl_yaml_parse(begin(&g), tl_str(t[i].text), &root),
		                 TLSAFE_ECONFIG);
		if (!strstr(g.err.text, t[i].want))
			print_error("wanted %s, got %s\n", t[i].want, g.err.text);
		assert_non_null(strstr(g.err.text, t[i].want));
		end(&g);
	}
}

static void depth_and_length_have_a_limit(void **state)
{
	struct loading g;
	struct tl_node *root;
	char *text = malloc(1024 * 1024 + 2);
	(void)state;
	assert_int_equal(
		tl_yaml_parse(begin(&g), TL_LIT("[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]"), &root), 0);
	end(&g);
	assert_int_equal(
		tl_yaml_parse(begin(&g), TL_LIT("[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]"), &root),
		TLSAFE_ECONFIG);
	assert_non_null(strstr(g.err.text, "nested more than 16 deep"));
	end(&g);
	memset(text, 'x', 1024 * 1024 + 1);
	assert_int_equal(tl_yaml_parse(begin(&g), tl_bytes(text, 1024 * 1024), &root), 0);
	assert_int_equal(root->text.len, 1024 * 1024);
	end(&g);
	assert_int_equal(tl_yaml_parse(begin(&g), tl_bytes(text, 1024 * 1024 + 1), &root),
	                 TLSAFE_ECONFIG);
	assert_string_equal(g.err.text, "x.yaml:1:1: longer than 1 MiB");
	end(&g);
	free(text);
}

static void a_fault_without_a_place_is_at_the_beginning(void **state)
{
	struct loading g;
	const struct tl_node at = { .line = 12, .column = 5 };
	struct tl_loader *l = begin(&g);
	(void)state;
	assert_int_equal(tl_yaml_fault(l, &at, "no '%s'", "a"), TLSAFE_ECONFIG);
	assert_string_equal(g.err.text, "x.yaml:12:5: no 'a'");
	tl_err_clear(&g.err);
	assert_int_equal(tl_yaml_fault(l, NULL, "none"), TLSAFE_ECONFIG);
	assert_string_equal(g.err.text, "x.yaml:1:1: none");
	end(&g);
}

static void a_fault_is_taken_apart(void **state)
{
	struct loading g;
	const struct tl_node at = { .line = 12, .column = 5 };
	struct tl_yaml_place place;
	(void)state;
	tl_yaml_fault(begin(&g), &at, "no 'a.yaml:3:4: b'");
	assert_true(tl_yaml_place(g.err.text, &place));
	assert_int_equal(place.file.len, 1);
	assert_int_equal(place.line, 12);
	assert_int_equal(place.column, 5);
	assert_string_equal(place.text, "no 'a.yaml:3:4: b'");
	assert_false(tl_yaml_place("out of memory", &place));
	end(&g);
}

static void same(const struct tl_node *a, const struct tl_node *b)
{
	assert_int_equal(a->type, b->type);
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->line, b->line);
	assert_int_equal(a->column, b->column);
	assert_true(tl_eq(a->text, b->text));
	const struct tl_node *y = b->child;
	for (const struct tl_node *x = a->child; x; x = x->next, y = y->next) {
		assert_non_null(y);
		same(x, y);
	}
	assert_null(y);
}

static void the_packed_form_is_the_same_tree(void **state)
{
	static const struct tl_bytes text =
		TL_LIT("a: 安全\nlist: [x, [], {}, {k: \"\"}]\nlong: >\n  one\n  two\n");
	struct loading g, h;
	struct tl_node *root, *back;
	TL_BUF packed = { 0 };
	(void)state;
	assert_int_equal(tl_yaml_parse(begin(&g), text, &root), 0);
	tl_yaml_pack(&packed, root);
	assert_false(tl_yaml_is_packed(text));
	assert_false(tl_yaml_is_packed(TL_LIT("")));
	assert_true(tl_yaml_is_packed(tl_buf_bytes(&packed)));
	assert_int_equal(tl_yaml_parse(begin(&h), tl_buf_bytes(&packed), &back), 0);
	same(root, back);
	end(&g);
	end(&h);
}

/* Type, line and column as packed. */
#define NODE(type) type "\1\1"

static void what_no_text_can_say_is_refused_in_the_packed_form_too(void **state)
{
	static const struct tl_bytes bad[] = {
		TL_LIT("\0tree"),
		TL_LIT("\0tree" NODE("\3") "\0"),
		TL_LIT("\0tree" NODE("\0") "\3ab"),
		TL_LIT("\0tree" NODE("\0") "\3a\0b"),
		TL_LIT("\0tree" NODE("\0") "\1ab"),
		TL_LIT("\0tree" NODE("\1") "\2" NODE("\0") "\1a"),
		/* a key alone, one that is a list, and one that stands twice */
		TL_LIT("\0tree" NODE("\2") "\1" NODE("\0") "\1a"),
		TL_LIT("\0tree" NODE("\2") "\2" NODE("\1") "\0" NODE("\0") "\1a"),
		TL_LIT("\0tree" NODE("\2") "\4" NODE("\0") "\1a" NODE("\0") "\1b"
		       NODE("\0") "\1a" NODE("\0") "\1b"),
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		struct loading g;
		struct tl_node *root;
		assert_int_equal(tl_yaml_parse(begin(&g), bad[i], &root), TLSAFE_ECONFIG);
		assert_int_equal(strncmp(g.err.text, "x.yaml:", 7), 0);
		end(&g);
	}
}

static void children_are_appended_in_order(void **state)
{
	struct tl_node list = { .type = TL_LIST },
		       item[3] = { { .line = 1 }, { .line = 2 }, { .line = 3 } };
	size_t line = 0;
	(void)state;
	for (size_t i = 0; i < 3; i++)
		tl_node_append(&list, &item[i]);
	assert_int_equal(list.n, 3);
	assert_ptr_equal(list.last, &item[2]);
	for (const struct tl_node *c = list.child; c; c = c->next)
		assert_int_equal(c->line, ++line);
	assert_int_equal(line, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_a_tree_with_places),
		cmocka_unit_test(faults_name_file_line_and_column),
		cmocka_unit_test(depth_and_length_have_a_limit),
		cmocka_unit_test(a_fault_without_a_place_is_at_the_beginning),
		cmocka_unit_test(a_fault_is_taken_apart),
		cmocka_unit_test(the_packed_form_is_the_same_tree),
		cmocka_unit_test(what_no_text_can_say_is_refused_in_the_packed_form_too),
		cmocka_unit_test(children_are_appended_in_order),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("schema/yaml", tests, NULL, NULL);
}
