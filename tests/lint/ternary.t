# A line of C holds one `?:` at most.
. "$TEST_SRCDIR/tests/lib.sh"

# crowded FILE...: FILE:LINE of every line with more. Comments, strings and characters are taken
# out first.
crowded() {
	python3 -c '
import re, sys

quoted = r"%s(?:\\.|[^%s\\\n])*%s"
string, character = quoted % (3 * ("\"",)), quoted % (3 * ("\x27",))
skip = re.compile(rf"/\*.*?\*/|//[^\n]*|{string}|{character}", re.S)

for name in sys.argv[1:]:
    with open(name, encoding="utf-8", errors="replace") as file:
        text = skip.sub(lambda m: "\n" * m.group().count("\n"), file.read())
    for number, line in enumerate(text.split("\n"), 1):
        if line.count("?") > 1:
            count = line.count("?")
            print(f"{name}:{number}: {count}")
' "$@"
}

bad=$(cd "$src" && crowded $(find lib cmd tests -name '*.[ch]' | sort))
[ -z "$bad" ]
result $? 'no line holds two conditional operators'
[ -z "$bad" ] || note "$bad"

cat > planted.c <<'EOF'
int a = b ? c : d;
int e = b ? c : f ? g : h;
/* Is it? Or is it? */
const char *s = "?" "?\"?"; int i = b ? '?' : '\'';	// or? what?
/* Two ?
 * ? */ int j = b ? (c ? 1 : 2) : 3;
EOF
expect 'such lines are found, and neither comments nor strings are' 'crowded planted.c' <<EOF
planted.c:2: 2
planted.c:6: 2
EOF
finish
