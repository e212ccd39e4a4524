# Who may include whom, and what the library lets out.
. "$TEST_SRCDIR/tests/lib.sh"

cd "$src" || exit 99
for header in lmdb.h yaml.h cjson/cJSON.h csv.h libsmartcols/libsmartcols.h sodium.h zstd.h iconv.h; do
	n=$(grep -lE "^#include <$header>" lib/*.h lib/*.c lib/*/*.[ch] cmd/*.c cmd/*/*.[ch] | wc -l)
	[ "$n" = 1 ]
	result $? "<$header> is included by one file"
done
[ "$(grep -lE '^#include <uni(str|case|norm|width)\.h>' lib/*.[ch] lib/*/*.[ch] cmd/*.[ch])" = lib/base/utf8.c ]
result $? 'libunistring is used by one file'
bad=$(grep -hE '^#include "' cmd/*.c cmd/*/*.[ch] | grep -vE '"common/(cmd|verbs)\.h"')
[ -z "$bad" ]
result $? 'commands include nothing of the inside'
model='type|schema|schema_diff|record|entry|journal|fold|stand|rows|fact|views|decide|store|applied|refer|query|figures|ledger'
bad=$(grep -lE "^#include \"($model|kv|form)\.h\"" lib/{err,buf,arena,map,utf8,charset,date,hash,squeeze,key}.[ch])
[ -z "$bad" ]
result $? "base knows nothing above it $bad"
bad=$(grep -lE "^#include \"($model|form)\.h\"" lib/kv/kv.h lib/kv_*.c)
[ -z "$bad" ]
result $? "the store's engines know bytes only $bad"
bad=$(grep -nE '\b(printf|puts|exit|getenv|setlocale|time|clock_gettime|gettimeofday) *\(' lib/*.c | grep -v 'snprintf\|asprintf\|buf_printf')
[ -z "$bad" ]
result $? "the library does not print, exit, read the environment or ask the clock $bad"
so=$TEST_BUILDDIR/.libs/libtlsafe.so
[ -e "$so" ] || finish		# a build without shared libraries exports nothing
nm -D --defined-only "$so" | awk '$2 == "T" { print $3 }' | sed 's/@.*//' | sort > "$dir/exported"
grep -oE '\btlsafe_[a-z_]+\(' lib/tlsafe.h | tr -d '(' | grep -v '_fn$' | sort -u > "$dir/declared"
cd "$dir" || exit 99
same 'the header declares what the library exports' 'cat exported' 'cat declared'
finish
