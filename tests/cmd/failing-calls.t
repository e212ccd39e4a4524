# The n-th allocation fails, or the n-th call on files, or that one and all after it: every command
# then tells that memory or the disk is short, or the disk broken (74), or does the whole of its
# work. Nothing is printed or saved by halves, and what was not read is not taken for absent or
# damaged. TLSAFE_FAILED_CALLS says how many are tried of each command, or `all`.
. "$TEST_SRCDIR/tests/lib.sh"
most=${TLSAFE_FAILED_CALLS:-9}
seed=${TLSAFE_SEED:-1}
export TLSAFE_NOW=2018-08-31T09:00:00+08:00

shim=$dir/fail.so
${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o "$shim" "$src/tests/fail.c" -ldl || exit 99
if ! printf '\0\0\0\0\0\0\0\0' > counted ||
   ! FAIL_COUNT=counted LD_PRELOAD=$shim tlsafe-db --version > /dev/null 2>&1 ||
   [ "$(od -An -tu8 counted | tr -d ' ')" = 0 ]; then
	echo 'ok 1 # SKIP allocations belong to a sanitizer here'
	echo '1..1'
	exit 0
fi

# failing FROM UPTO COMMAND: what is run so; its output in out, its messages in err.
failing() {
	printf '\0\0\0\0\0\0\0\0' > counted
	FAIL_OF=$of FAIL_COUNT=$dir/counted FAIL_FROM=$1 FAIL_UPTO=$2 \
		bash -c "exec env LD_PRELOAD=$shim $3" < <(cat in) > out 2> err
}
counted() { od -An -tu8 counted | tr -d ' '; }

# A store as it was, a copy of $from.
from=whole
fresh() {
	rm -rf store made*
	cp -r $from store
}

# As many transactions as the store has, by its own last word.
transactions() { tlsafe-db log -o json | wc -l; }

declare -A words=([memory]=memory
                  [files]='[Nn]o space (on the disk|left)|Input/output error')

# wrong STATUS: what is wrong with the answer that a command gave; nothing: it is right. Files that
# cannot be read are 66 or 78 where others than the store's.
wrong() {
	[ "$1" -le 128 ] || { echo "signal $(($1 - 128))"; return; }
	if [ "$1" = 0 ]; then
		cmp -s out good || { echo 'status 0, with another output'; return; }
	else
		case $of:$1 in *:74|files:66|files:78) ;; *)
			echo "status $1: $(head -c 200 err)"
			return ;;
		esac
		grep -qE "${words[$of]}" err || { echo "not told: $(head -c 200 err)"; return; }
		[ ! -s out ] || { echo "status $1, and yet: $(head -c 200 out)"; return; }
		# Who can do nothing more can take nothing away either.
		[ $upto -gt $n ] || [ -z "$(ls -d made* 2>/dev/null)" ] || {
			echo "status $1, and made it"
			return
		}
	fi
	[ "$writes" = -w ] || return
	local now
	now=$(transactions)
	if [ "$1" = 0 ] || grep -q 'saved as transaction' err; then
		[ "$now" = "$((before + adds))" ] || echo "acknowledged and not there"
	elif ! grep -q 'look with tlsafe-db log before it is entered again' err; then
		[ "$now" = "$before" ] || echo "status $1, and yet it is there: $(head -c 200 err)"
	fi
}

# try [-w|-f] NAME COMMAND: with -w it saves something; with -f it makes something new.
try() {
	writes=
	case $1 in -w|-f) writes=$1; shift ;; esac
	for of in memory files; do try_of "$1" "$2"; done
}
try_of() {
	local n rc all step bad=0 said upto tried=0
	fresh
	before=$(transactions)
	failing 0 0 "$2"
	rc=$?
	all=$(counted)
	[ $rc = 0 ] && [ "$all" -gt 0 ] || { result 1 "$1"; note "status $rc: $(cat err)"; return; }
	mv out good
	adds=$(($(transactions) - before))
	[ $adds -gt 0 ] || [ "$writes" != -w ] || { result 1 "$1: it saved nothing"; return; }
	step=1
	[ "$most" = all ] || step=$(((all + most - 1) / most))
	[ $step -ge 1 ] || step=1
	for ((n = 1 + seed % step; n <= all; n += step)); do
		for upto in $n 1000000000; do
			# Of a sample each in one of the two ways.
			[ $step = 1 ] || [ $(((n / step + (upto > n)) % 2)) = 0 ] || continue
			[ -z "$writes" ] || fresh
			failing $n $upto "$2"
			said=$(wrong $?)
			tried=$((tried + 1))
			[ -z "$said" ] && continue
			bad=$((bad + 1))
			[ $bad -gt 5 ] || note "call $n of $all to $upto: $said"
		done
	done
	[ $bad = 0 ]
	result $? "$1, $of: $all calls, $tried tried, $bad wrong"
}

"$gen" --units 12 --found 40 --rectified 30 --july . > /dev/null
tlsafe-db init
"$TEST_BUILDDIR/tests/tamper" store seal 5
tlsafe-register import -q units.csv > /dev/null
tlsafe-hazard import -q hazards.csv > /dev/null
first=$(tlsafe-hazard list | head -n 1 | cut -f1)
open=$(tlsafe-hazard list open | head -n 1 | cut -f1)
unit=$(tlsafe-register list | head -n 1 | cut -f1)
tlsafe-hazard note -q "$open" --note '已电话通知' > /dev/null
tlsafe-db export > all.jsonl
mv store whole
tlsafe-db init -s blank
: > in

try 'a list' 'tlsafe-hazard list -o csv --excel'
try 'a list of the units' 'tlsafe-register list town=蒲吕街道,安居镇 -o table --headings zh'
try 'filtered' 'tlsafe-hazard list open unit.town=蒲吕街道 due=..2018-06-30 -o json'
try 'as it was known' 'tlsafe-hazard list --as-of 2018-05-31 --known-at 2'
try 'rate' 'tlsafe-stats rate found=2018H1 --as-of 2018-06-30'
try 'by' 'tlsafe-stats by town,level,month -o table'
try 'trend' 'tlsafe-stats trend --as-of 2018-05-31 --known-at 2'
try 'explain' 'tlsafe-stats explain overdue --as-of 2018-06-30'
try 'history' "tlsafe-hazard history $first -o json"
try 'info' 'tlsafe-db info'
try 'log' 'tlsafe-db log'
try 'export' 'tlsafe-db export'
try 'check' 'tlsafe-db check'
try 'schema list' 'tlsafe-db schema list'
try 'schema show' 'tlsafe-db schema show hazard'
try 'a template' 'tlsafe-hazard import --template'
try 'help' 'tlsafe-hazard list --help'
tlsafe-hazard list | cut -f1 > in
try 'ids from standard input' 'tlsafe-hazard show - -o json'
what='"found":"2018-08-01","source":"patrol","level":"general","description":"新"'
for i in 1 2 3; do echo "{\"unit\":\"$unit\",\"note\":\"$i\",$what}"; done > in
try -w 'add' 'tlsafe-hazard add - -o json'
: > in
try -w 'one hazard' "tlsafe-hazard add unit=$unit found=2018-07-02 source=patrol level=general \
	description=新"
try -w 'one unit' 'tlsafe-register add name=新厂 kind=enterprise town=蒲吕街道 responsible=张三'
try -w 'assign' "tlsafe-hazard assign $open --to 安居镇 --due +30d --replace-due \
	--reason 改派 --approved-by 张"
try -w 'set' "tlsafe-register set $unit town=安居镇 responsible=李四 --on 2018-07-01"
try -w 'correct' "tlsafe-hazard set $first found=2018-01-02 --correct --reason 错了"
try -w 'retire' "tlsafe-register retire $unit --reason 迁走"
try -w 'an undo' 'tlsafe-db undo 3 --reason 错了'
try -w 'a setting' 'tlsafe-db set language=en --reason 英文'
try -w 'an import' 'tlsafe-hazard import hazards-july.csv --list'
try 'a dry run' 'tlsafe-hazard import hazards-july.csv --dry-run -o json'
iconv -f GB18030 -t UTF-8 hazards-july.csv > in
try -w 'another encoding, through a pipe' 'tlsafe-hazard import - --list'
: > in
cp -r "$TLSAFE_SCHEMAS" schemas
one_line schemas/kinds/hazard.yaml
more='{key: more, type: text, by: set, zh: 更多, en: More, about: "More."}'
sed -i "s/^ledger:/  - $more\n&/" schemas/kinds/hazard.yaml
try -w 'schema apply' 'tlsafe-db schema apply schemas/kinds/hazard.yaml --reason 新表'
try -f 'init' 'tlsafe-db init -s made'
from=blank
try -w 'an empty store takes a journal' 'tlsafe-db import all.jsonl'
from=whole
fresh
ok 'the store is sound after all that' tlsafe-db check
finish
