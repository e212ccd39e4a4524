# check names what was changed behind the library: in each view, and in the journal.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks
tamper=$TEST_BUILDDIR/tests/tamper

tlsafe-db init
"$gen" --units 40 --found 60 --rectified 50 . >/dev/null
tlsafe-register import -q units.csv >/dev/null
tlsafe-hazard import -q hazards.csv >/dev/null
ok 'a sound store is sound' tlsafe-db check
cp -r store whole

# changed NAME PREFIX NUMBER PATTERN: one value is changed; check ends with 1, names it, and changes
# nothing.
changed() {
	rm -rf store; cp -r whole store
	"$tamper" store "$2" "$3" >/dev/null || { result 1 "$1"; return; }
	local before after
	before=$(cksum < store/data.mdb)
	status "$1" 1 'tlsafe-db check' "$4"
	after=$(cksum < store/data.mdb)
	[ "$before" = "$after" ]
	result $? "$1: check changed nothing"
}
changed 'a record of a hazard' R 50 'record hazard H2018[0-9-]*: what is stored differs'
changed 'a record of a unit' R 100 'record unit U0000[0-9]*: what is stored differs'
changed 'a record of a body' R 3 'record body 50015100[0-9]: what is stored differs'
changed 'the index of ids' IH 5 'index of ids: H2018[0-9-]*: what is stored differs'
changed 'a fact' F 5 'facts of hazard, row [0-9]*: what is stored differs'
changed 'a symbol of the facts' Fn 8 'facts of hazard, row [0-9]*: what is stored differs'
changed 'an index of open hazards' X 4 \
	'index of open hazards and of duplicates: what is stored differs'
changed 'a serial' Mserial/ 0 'counter serial/H2018[0-9]*: what is stored differs'
changed 'a counter of rows' Mrows/ 0 'counter rows/body: what is stored differs'
changed 'the schema set' Shaz 0 'schema hazard: what is stored differs from genesis'
changed 'genesis' Mgenesis 0 'the genesis of the store is damaged'
changed 'what is kept of genesis' Mstart 0 'the genesis of the store is damaged'
changed 'the head of the chain' Mhead/ 0 'the head of the chain is not the hash'
changed 'a block of the journal' J 3 'transaction 2: '
changed 'a header of the journal' J 0 'transaction 1: '
changed 'personal values' P 0 'transaction 1: '

# The same in blocks of a few rows: sealed records and facts, live ones over them, the directory,
# the tail.
mv whole unsealed
rm -rf store
tlsafe-db init
"$tamper" store seal 5
tlsafe-register import -q units.csv >/dev/null
tlsafe-hazard import -q hazards.csv >/dev/null
tlsafe-hazard list open | head -n 3 | tlsafe-hazard note -q - --note '看过' >/dev/null
mv store whole
ok 'small blocks hold the same' cmp <(tlsafe-hazard list -s unsealed -o csv) \
	<(tlsafe-hazard list -s whole -o csv)
same 'and say the same' \
	'tlsafe-stats by town,level -s unsealed -o json' \
	'tlsafe-stats by town,level -s whole -o json'
same 'with facts or with records' \
	'tlsafe-stats by town,month found=2018H1 --as-of 2018-06-30 -s whole' \
	'tlsafe-stats by town,month found=2018H1 id!=none --as-of 2018-06-30 -s whole'
ok 'they are sound' tlsafe-db check -s whole
# of SPACE LETTER: the beginning of such keys of hazards
of() { printf '%s\001%b' "$(kind_key "$2" hazard)" "\\0$1"; }
changed 'a pack of records' "$(of 1 R)" 2 'damaged|record hazard'
changed 'a block of facts' "$(of 1 F)" 3 \
	'damaged: facts of hazard, row [0-9]*'
changed 'the directory of facts' "$(of 2 F)" 0 \
	'directory of facts of hazard, block [0-9]*'
rm -rf whole
mv unsealed whole

# info counts what is there: rows in sealed blocks, rows that lie live over them, and not those all
# of whose entries are undone.
rm -rf store
mkdir plain
"$gen" --plain --units 40 --found 60 --rectified 50 plain >/dev/null
tlsafe-db init
"$tamper" store seal 5
tlsafe-register import -q plain/units.csv >/dev/null
counts() { same "info counts $1 hazards: $2" \
	"tlsafe-db info | grep ^hazard; (tlsafe-hazard list; tlsafe-hazard list void) | wc -l" \
	"printf 'hazard\t$1\n$1\n'"; }
counts 0 'none yet'
head -n 24 plain/hazards.csv | tlsafe-hazard import -q - >/dev/null
counts 23 'sealed, and a tail'
tlsafe-hazard import -q plain/hazards.csv >/dev/null
counts 60 'blocks are full'
tlsafe-hazard list open | head -n 3 | tlsafe-hazard note -q - --note '看过' >/dev/null
counts 60 'some of them changed'
first=$(tlsafe-hazard list | head -n 1 | cut -f1)
tlsafe-hazard void "$first" --reason error >/dev/null
counts 60 'one is void'
tlsafe-db undo 5 --reason '算的' >/dev/null
tlsafe-db undo 4 --reason '没看过' >/dev/null
tlsafe-db undo 3 --reason '导错了文件' >/dev/null
counts 23 'what a list brought is taken back'
tlsafe-db undo 2 --reason '也错了' >/dev/null
counts 0 'all of it is'
tlsafe-db undo 9 --reason '原来是对的' >/dev/null
counts 23 'an undo is undone'
ok 'check finds them sound' tlsafe-db check

# One byte of the file itself at many places: check never crashes, never changes it, and never calls
# damage sound data.
rm -rf store; cp -r whole store
size=$(stat -c %s whole/data.mdb)
bad=0 found=0
for i in $(seq 1 60); do
	rm -rf store; cp -r whole store
	at=$((i * size / 61))
	printf "\\x$(printf %02x $(($(od -An -tu1 -j$at -N1 store/data.mdb) ^ 85)))" |
		dd of=store/data.mdb bs=1 seek=$at conv=notrunc status=none
	tlsafe-db check >/dev/null 2>&1
	case $? in
	0) [ "$(tlsafe-hazard list -o json | cksum)" = "$(tlsafe-hazard list -s whole -o json |
		cksum)" ] || bad=1 ;;
	1|74|78) found=$((found + 1)) ;;
	*) bad=1; note "byte $at: status $?" ;;
	esac
done
[ $bad = 0 ] && [ $found -gt 5 ]
result $? "a flipped byte is harmless or told ($found of 60 told)"
finish
