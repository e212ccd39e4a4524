# The words that say which days and which moment are meant: ranges, and --known-at.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-06-01T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 employees=20 >/dev/null
add() { tlsafe-hazard add unit=U1 source=patrol level=general description=x "$@" >/dev/null; }
add id=A found=2018-05-02
export TLSAFE_NOW=2018-06-02T23:59:59+08:00
add id=B found=2018-05-03
export TLSAFE_NOW=2018-06-03T00:00:00+08:00
add id=C found=2018-05-04
export TLSAFE_NOW=2018-06-03T12:00:00+08:00

# --- a range whose ends are swapped -----------------------------------------------------------

status 'the ends of a period' 64 'tlsafe-stats rate found=2018-06..2018-03' \
	'found: the ends of the range are swapped: "2018-06\.\.2018-03"' \
	'write found=2018-03\.\.2018-06'
status 'wherever a filter goes' 64 'tlsafe-stats trend found=2018-06..2018-03' swapped
status 'by' 64 'tlsafe-stats by town found=2018Q2..2018Q1' swapped
status 'explain' 64 'tlsafe-stats explain found found=2018-06..2018-03' swapped
status 'a list' 64 'tlsafe-hazard list due=2018-06-30..2018-06-01' swapped
status 'relative days' 64 'tlsafe-hazard list due=+7d..today' swapped
status 'Chinese words' 64 'tlsafe-hazard list 发现日期＝今天..昨天' swapped
status 'one of several alternatives' 64 'tlsafe-hazard list found=2018-05,2018-06..2018-03' swapped
status 'numbers' 64 'tlsafe-register list employees=100..9' 'write employees=9\.\.100'
status 'decimals' 64 'tlsafe-hazard list funds=1.5..0.25' swapped
status 'codes' 64 'tlsafe-hazard list category=18..03' swapped
status 'ids' 64 'tlsafe-hazard list id=C..A' swapped
status 'a text is told how two dots are written' 64 'tlsafe-hazard list place=b..a' \
	'or a backslash before dots that are text'
status 'a field of the unit' 64 'tlsafe-hazard list unit.employees=9..1' swapped
status 'what is not asked for' 64 "tlsafe-hazard list 'found!=2018-06..2018-03'" swapped
same 'ends that overlap are a range' \
	'tlsafe-hazard list found=2018-05-03..2018-05 | cut -f1' "printf 'B\nC\n'"
same 'equal ends are one' \
	'tlsafe-hazard list found=2018-05-03..2018-05-03 | cut -f1' 'echo B'
same 'numbers go by their value' 'tlsafe-register list employees=9..100 | cut -f1' 'echo U1'

# --- what was known at a day ------------------------------------------------------------------

known() { tlsafe-stats rate found=2018 --known-at "$1" | head -n 1; }
same 'a day means its end' 'known 2018-06-02' "printf 'found\t2\n'"
same 'an instant does not' 'known 2018-06-02T00:00:00' "printf 'found\t1\n'"
same 'today is the present' 'known 2018-06-03; known today; known 今天' \
	"printf 'found\t3\nfound\t3\nfound\t3\n'"
same 'yesterday, and other ways to write a day' \
	'known yesterday; known -1d; known 2018年6月2日; known 2018/6/2' \
	"printf 'found\t2\nfound\t2\nfound\t2\nfound\t2\n'"
same 'before anything was entered' 'known 2018-05-31' "printf 'found\t0\n'"
same 'a list at today is the list' 'tlsafe-hazard list --known-at today' 'tlsafe-hazard list'
status 'a day that is not yet' 64 'known 2018-06-04' '2018-06-04 lies after the present' \
	'give --known-at a moment that is over'
status 'a far one' 64 'known 2999-01-01' 'after the present'
status 'an instant that is not yet' 64 'known 2018-06-03T12:00:01' 'after the present'
status 'nor in another offset' 64 'known 2018-06-03T04:00:01Z' 'after the present'
same 'the present instant is there' 'known 2018-06-03T12:00:00' "printf 'found\t3\n'"
status 'a month is no moment' 64 'known 2018-06' 'neither a transaction'
same 'the schema set of a day' \
	'tlsafe-db schema list --known-at 2018-06-02' 'tlsafe-db schema list'
status 'nor that of a later one' 64 'tlsafe-db schema list --known-at tomorrow' 'after the present'
same 'with --as-of, each its own' \
	'tlsafe-hazard list --as-of 2018-05-03 --known-at 2018-06-01 | cut -f1' 'echo A'

# An anchor, as a report prints it.
anchor=$(tlsafe-stats rate --known-at 2 -o json | sed 's/.*"anchor":"\([^"]*\)".*/\1/')
grep -qE '^500151:2 [0-9a-f]{16}$' <<<"$anchor"
result $? "an anchor is printed: $anchor"
same 'it answers what it answered' 'known "$anchor"' 'known 2'
same 'also with a colon' 'known "${anchor/ /:}"' 'known 2'
whole=$(tlsafe-db log -o json | sed -n '2s/.*"hash":"\([^"]*\)".*/\1/p')
same 'also with all digits' 'known "500151:2 $whole"' 'known 2'
same 'in capitals' 'known "${anchor^^}"' 'known 2'
same 'that of genesis too' 'known "$(tlsafe-stats rate --known-at 0 | sed -n "s/^anchor\t//p")"' \
	'known 0'
same 'for the schema set' 'tlsafe-db schema list --known-at "$anchor"' 'tlsafe-db schema list'
status 'other digits' 65 'known "500151:2 0123456789abcdef"' \
	'transaction 2 of this chain has other'
status 'another number' 65 'known "${anchor/:2/:1}"' 'transaction 1 of this chain has other'
status 'a longer one that only begins so' 65 'known "${anchor}0000"' 'has other digits'
status 'of another' 65 'known "500152:2 0123456789abcdef"' 'site 500152, and this one is 500151'
status 'of what is not there' 65 'known "500151:99 0123456789abcdef"' 'this chain ends with'
status 'without its digits' 64 'known 500151:2' 'neither a transaction'
status 'with too few' 64 'known "500151:2 0123456789abcde"' 'neither a transaction'

# --- a day before the first -------------------------------------------------------------------

for verb in rate 'by town' trend 'flow --per town' 'rank found=2018Q2' signals 'explain found' \
	'explain found --digest' 'why 2018-05-01 2018-06-01'; do
	status "$verb: nothing was found or entered by then" 64 \
		"tlsafe-stats $verb --as-of 2018-05-01" \
		'2018-05-01 lies before the first day' 'the first is 2018-05-02; ask for that day'
done
status 'the first of two moments' 64 'tlsafe-stats why 2018-05-01 2018-05-03' \
	'the first is 2018-05-02'
status 'whatever the words select' 64 'tlsafe-stats rate id=C --as-of 2018-05-01' 'first day'
same 'the first day has what was found on it' \
	'tlsafe-stats rate --as-of 2018-05-02 --figures found -o json | jq .found' 'echo 1'
same 'a day on which the words select nothing has none' \
	'tlsafe-stats rate id=C --as-of 2018-05-02 --figures found -o json | jq .found' 'echo 0'
tlsafe-hazard set B --correct found=2018-04-01 --reason r -q >/dev/null
same 'a correction moves it' \
	'tlsafe-stats rate --as-of 2018-04-01 --figures found -o json | jq .found' 'echo 1'
same 'of a day that it has the store also tells what was known before' \
	'tlsafe-stats rate --as-of 2018-04-01 --known-at 3 --figures found -o json | jq .found' \
	'echo 0'
same 'and that nothing was' \
	'tlsafe-stats rate --as-of 2018-05-02 --known-at 0 --figures found -o json | jq .found' \
	'echo 0'
status 'a day before all of them is none, whatever is known' 64 \
	'tlsafe-stats rate --as-of 2018-03-31 --known-at 3' 'the first is 2018-04-01'
tlsafe-hazard set B --correct found=2018-05-03 --reason r -q >/dev/null
same 'corrected back, what was known then stays' \
	'tlsafe-stats rate --as-of 2018-04-01 --known-at 5 --figures found -o json | jq .found' \
	'echo 1'
status 'and is no more' 64 'tlsafe-stats rate --as-of 2018-04-01' 'the first is 2018-05-02'
same 'lists are of any day' 'tlsafe-hazard list --as-of 1990-01-01' true
tlsafe-db init -s late >/dev/null
same 'a store without entries has no first day' \
	'tlsafe-stats rate -s late --as-of 1990-01-01 --figures found -o json | jq .found' 'echo 0'
tlsafe-register -s late add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
same 'nothing found since the first entry is an answer' \
	'tlsafe-stats rate -s late --as-of 2018-06-03 --figures found -o json | jq .found' 'echo 0'
status 'nothing entered is none' 64 'tlsafe-stats rate -s late --as-of 2018-06-02' \
	'the first is 2018-06-03'
same 'an earlier period that is compared is asked for by nobody' \
	'tlsafe-stats rate found=2018-05 --against prev --as-of 2018-05-31 --figures found -o json |
		jq -c "[.found, .\"found.before\"]"' 'echo "[3,0]"'
same 'nor is the end of a period' \
	'tlsafe-stats flow found=1990-01 --headings key | grep closing' 'printf "closing\t0\n"'

finish
