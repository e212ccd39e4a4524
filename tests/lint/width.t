# No line is longer than 100 columns: a tab goes to the next eighth, a wide character takes two.
. "$TEST_SRCDIR/tests/lib.sh"

# files TREE: what people write there, and neither what is built nor what machines made.
files() {
	(cd "$1" && find Makefile.am configure.ac bootstrap HACKING.md lib cmd man contrib schemas \
		tests \( -path 'tests/fuzz/*.in' -o -path tests/data \) -prune -o -type f \
		\( -name '*.[ch]' -o -name '*.t' -o -name '*.py' -o -name '*.mk' -o -name '*.am' \
		-o -name '*.ac' -o -name '*.sh' -o -name '*.yaml' -o -path 'contrib/*' \
		-o ! -name '*.*' \( -path 'tests/*' -o -name bootstrap \) -o -name HACKING.md \) \
		-print 2>/dev/null)
}

# long TREE: FILE:LINE: COLUMNS of every line that is too long.
long() {
	files "$1" | (cd "$1" && python3 -c '
import sys, unicodedata

def width(line):
    at = 0
    for c in line:
        if c == "\t":
            at = (at // 8 + 1) * 8
        elif not unicodedata.combining(c):
            at += 2 if unicodedata.east_asian_width(c) in "WF" else 1
    return at

for name in sys.stdin.read().split("\n")[:-1]:
    with open(name, encoding="utf-8", errors="replace") as file:
        text = file.read()
    if "\0" in text or "temporary wrapper script" in text[:200]:
        continue  # a program that was built among the sources
    for number, line in enumerate(text.split("\n"), 1):
        if width(line) > 100:
            print(f"{name}:{number}: {width(line)} columns")
')
}

n=$(files "$src" | wc -l)
[ "$n" -gt 100 ]
result $? "there are files to look at ($n)"
bad=$(long "$src")
[ -z "$bad" ]
result $? 'no line is longer than 100 columns'
[ -z "$bad" ] || note "$bad"

mkdir -p planted/lib planted/schemas/kinds planted/tests/cmd
x=$(printf 'x%.0s' $(seq 1 98))
printf '%s\n' "$x" "${x}xx" "${x}xxx" > planted/lib/a.c
printf '\t%s\n\t%s\n' "${x:0:92}" "${x:0:93}" > planted/tests/cmd/b.t
printf '%s\n' "${x}中" "${x}x中" > planted/schemas/kinds/c.yaml
printf '%s\n' "${x}xxx" > planted/bootstrap
expect 'a long line is found, with a tab and with wide characters too' 'long planted | sort' <<EOF
bootstrap:1: 101 columns
lib/a.c:3: 101 columns
schemas/kinds/c.yaml:2: 101 columns
tests/cmd/b.t:2: 101 columns
EOF
finish
