# One rule: folders call in the order of HACKING.md, and no file calls another in a circle.
. "$TEST_SRCDIR/tests/lib.sh"

# A folder may include those of the lines above its own, and itself.
order='base
kv form image schema
journal
store
query
stats change
import
report inspect still admin'

# against TREE: each include of lib/ there that goes against the order.
against() {
	(cd "$1" && grep -HE '^#include "[a-z]+/' lib/*/*.[ch]) | awk -v order="$order" '
		BEGIN {
			n = split(order, line, "\n")
			for (i = 1; i <= n; i++) {
				m = split(line[i], word, " ")
				for (k = 1; k <= m; k++)
					level[word[k]] = i
			}
		}
		{
			split($0, part, /[\/:"]/)	# lib FOLDER FILE #include FOLDER
			from = part[2]; to = part[5]
			if (!(from in level) || !(to in level))
				print $0 ": no such folder"
			else if (from != to && level[from] <= level[to])
				print
		}'
}

# circles FILE...: loops among object files: what each defines and what it wants of the others.
circles() {
	nm -A "$@" 2>/dev/null | awk '
		{
			file = $1
			sub(/:.*/, "", file)
			name = $NF
			if (name ~ /^_/ || name ~ /\./)
				next
			if ($(NF - 1) == "U")
				want[file " " name]
			else if ($(NF - 1) ~ /^[A-TV-Z]$/)
				home[name] = file
		}
		END {
			for (pair in want) {
				split(pair, part, " ")
				if (part[2] in home && home[part[2]] != part[1])
					print part[1], home[part[2]]
			}
		}' | sort -u | tsort 2>&1 >/dev/null
}

bad=$(against "$src")
[ -z "$bad" ]
result $? "folders call in their order $bad"
mkdir -p planted/lib/kv planted/lib/base
echo '#include "store/handle.h"' > planted/lib/kv/planted.c
echo '#include "base/err.h"' > planted/lib/kv/fine.c
[ "$(against planted)" = 'lib/kv/planted.c:#include "store/handle.h"' ]
result $? 'an include against the order is found'

objects=
for c in $(cd "$src" && ls lib/*.c lib/*/*.c); do
	o=libcore_la-$(basename "$c" .c).o
	place=$TEST_BUILDDIR/$(dirname "$c")
	[ -e "$place/.libs/$o" ] && objects="$objects $place/.libs/$o" ||
		objects="$objects $place/$o"
done
bad=$(circles $objects)
[ -n "$objects" ] && [ -z "$bad" ]
result $? "no file calls another in a circle $bad"
echo 'int a(void), b(void); int a(void) { return b(); }' > a.c
echo 'int a(void), b(void); int b(void) { return a(); }' > b.c
echo 'int a(void), c(void); int c(void) { return a(); }' > c.c
${CC:-cc} -c a.c b.c c.c
round=$(circles a.o b.o c.o) line=$(circles a.o c.o)
[ "${round/loop/}" != "$round" ] && [ -z "$line" ]
result $? 'a circle of files is found, and a line of them is none'

cd "$src" || exit 99
for header in lmdb.h yaml.h cjson/cJSON.h csv.h libsmartcols/libsmartcols.h sodium.h zstd.h \
	iconv.h expat.h png.h jpeglib.h
do
	n=$(grep -lE "^#include <$header>" lib/*.[ch] lib/*/*.[ch] cmd/*.c cmd/*/*.[ch] | wc -l)
	[ "$n" = 1 ]
	result $? "<$header> is included by one file"
done
[ "$(grep -lE '^#include <uni(str|case|norm|width)\.h>' lib/*/*.[ch] cmd/*.c cmd/*/*.[ch])" = \
	lib/base/utf8.c ]
result $? 'libunistring is used by one file'
bad=$(grep -hE '^#include "' cmd/*.c cmd/*/*.[ch] | grep -vE '"common/(cmd|helper|verbs)\.h"')
[ -z "$bad" ]
result $? "commands include nothing of the inside $bad"
asks='\b(printf|puts|exit|getenv|setlocale|time|clock_gettime|gettimeofday) *\('
bad=$(grep -nE "$asks" lib/*.c lib/*/*.c | grep -v 'snprintf\|asprintf\|buf_printf')
[ -z "$bad" ]
result $? "the library does not print, exit, read the environment or ask the clock $bad"
so=$TEST_BUILDDIR/.libs/libtlsafe.so
[ -e "$so" ] || finish		# a build without shared libraries exports nothing
nm -D --defined-only "$so" | awk '$2 == "T" { print $3 }' | sed 's/@.*//' | sort > "$dir/exported"
grep -oE '\btlsafe_[a-z_]+\(' lib/tlsafe.h | tr -d '(' | grep -v '_fn$' | sort -u > "$dir/declared"
cd "$dir" || exit 99
same 'the header declares what the library exports' 'cat exported' 'cat declared'
finish
