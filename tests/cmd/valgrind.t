# A selection under valgrind: no invalid access, no value that was never set, nothing definitely
# lost.
. "$TEST_SRCDIR/tests/lib.sh"
if ! command -v valgrind >/dev/null; then echo "ok 1 # SKIP valgrind is not installed"; echo "1..1";
	exit 0; fi

# clean NAME COMMAND ARGUMENT...: ends with 0 under valgrind, which finds nothing.
clean() {
	local name=$1 program=$2
	shift 2
	"$TEST_BUILDDIR/libtool" --mode=execute valgrind -q --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite \
		--child-silent-after-fork=no "$TEST_BUILDDIR/cmd/$program" "$@" > out 2> err
	local rc=$?
	result $rc "$name"
	[ $rc = 0 ] || note "status $rc: $(tail -n 20 err)"
}

"$gen" --units 30 --found 80 --rectified 70 --july . >/dev/null
clean 'init' tlsafe-db init
"$TEST_BUILDDIR/tests/tamper" store seal 6
clean 'units' tlsafe-register import -q units.csv
clean 'hazards' tlsafe-hazard import -q hazards.csv
clean 'the next ledger' tlsafe-hazard import -q hazards-july.csv --list
clean 'a list' tlsafe-hazard list open unit.town=蒲吕街道 -o csv --excel
clean 'one by its id' tlsafe-hazard show "$(tlsafe-hazard list | head -n 1 | cut -f1)" -o json
clean 'figures' tlsafe-stats by town,level,month found=2018H1 --as-of 2018-06-30 -o table
clean 'figures as they were known' tlsafe-stats trend --as-of 2018-05-31 --known-at 2
clean 'why' tlsafe-stats explain overdue
clean 'a unit that moves' tlsafe-register set "$(tlsafe-register list | head -n 1 |
	cut -f1)" town=安居镇 --on 2018-01-01
clean 'an undo' tlsafe-db undo 3 --reason 错了
clean 'an export' tlsafe-db export -O all.jsonl
clean 'another store' tlsafe-db init -s other
clean 'that takes it' tlsafe-db import -s other all.jsonl
clean 'check' tlsafe-db check -s other
finish
