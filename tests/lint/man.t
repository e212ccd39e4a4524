# The manual and --help say the same, and the pages are clean.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks

for page in "$src"/man/*.[1-8]; do
	name=${page##*/}
	if command -v mandoc >/dev/null; then
		said=$(mandoc -T lint -W warning "$page" 2>&1)
		[ -z "$said" ]
		result $? "$name is clean"
		[ -z "$said" ] || note "$said"
	fi
	grep -q "man/$name" "$src/man/local.mk"
	result $? "$name is installed"
done
for command in tlsafe-db tlsafe-register tlsafe-inspect tlsafe-hazard tlsafe-snapshot tlsafe-stats \
	tlsafe-report
do
	page=$src/man/$command.1
	status "$command --help" 0 "$command --help" '^Verbs:'
	verbs=$($command --help | sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p')
	{ $command --help; for v in $verbs; do $command $v --help; done; } |
		grep -oE '^  (-., |    )--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u > help
	grep -oE '^\.It Fl.*' "$page" | grep -oE 'Fl -[a-z-]+' | sed 's/Fl -/--/' | sort -u > paged
	same "$command: options of help and page" 'cat help' 'cat paged'
	for v in $verbs; do
		status "$command $v --help" 0 "$command $v --help" "^usage: $command $v" '^Example:'
		status "$command $v: an unknown option" 64 \
			"$command $v --no-such-option" 'no such option' 'see:'
		grep -q "^\.It Cm $v\$" "$page"
		result $? "$command.1 tells of $v"
	done
done
# Every example of the pages is run, on the sample district.
"$gen" --units 60 --found 200 --rectified 180 . >/dev/null
export TLSAFE_NOW=2018-07-02T09:00:00+08:00
tlsafe-db init && tlsafe-register import -q units.csv >/dev/null &&
	tlsafe-hazard import -q hazards.csv >/dev/null
tlsafe-hazard add -q unit=U000001 found=2018-07-02 source=patrol level=general \
	description=x >/dev/null
for page in "$src"/man/tlsafe-*.[17]; do
	while IFS= read -r line; do
		case $line in
		'tlsafe-db init') continue ;;			# there is a store already
		esac
		ok "${page##*/}: $line" bash -euc "${line//\\e/\\}"
	done < <(sed -n '/^\.Bd -literal/,/^\.Ed/p' "$page" | grep -E '^(tlsafe|export|printf)' |
		grep -v 'TLSAFE_STORE=')
done
ok 'and the store is sound after them' tlsafe-db check

# The example of the library's page is compiled against the library as it is, and run.
so=$TEST_BUILDDIR/.libs/libtlsafe.so
[ -e "$so" ] || finish		# a build without shared libraries has none to link with
{
	echo '#include <stdio.h>'
	echo '#include <time.h>'
	echo '#include <tlsafe.h>'
	echo 'static int write_to(void *file, const void *data, size_t len)'
	echo '{ return fwrite(data, 1, len, file) == len ? 0 : -1; }'
	echo 'int main(void)'
	echo '{'
	sed -n '/^\.Sh EXAMPLES/,/^\.Ed/p' "$src/man/libtlsafe.3" | grep -v '^\.\|^The ' |
		sed "s|\\\\en|\\\\n|g; s|/srv/tlsafe/store|$TLSAFE_STORE|"
	echo 'return 0;'
	echo '}'
} > example.c
ok 'the example of libtlsafe(3) compiles' \
	${CC:-cc} -Wall -Wextra -Werror "-I$src/lib" example.c "$so" -o example
same 'and prints what the command prints' \
	"LD_LIBRARY_PATH=${so%/*} ./example" 'env -u TLSAFE_NOW tlsafe-stats rate -o json'
finish
