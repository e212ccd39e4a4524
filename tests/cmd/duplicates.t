# What stands for another: duplicates, which are void in favour of one that counts, and hazards that
# come back.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-31T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
add() {
	for id; do
		tlsafe-hazard add unit=U1 found=2018-07-02 source=patrol level=general id="$id" \
			description="配电箱无盖$id" >/dev/null
	done
}
add A B C D E F G
dup() { tlsafe-hazard void "$1" --reason duplicate --duplicate-of "$2"; }
found() { tlsafe-stats rate found=2018 | head -n 1 | cut -f2; }

status 'a duplicate of another' 0 'dup B A'
status 'not of itself' 77 'dup C C' \
	'C: void: it would be a duplicate of itself' 'name another hazard'
status 'not of its own duplicate' 77 'dup A B' \
	'A: void: B is void itself, as a duplicate of A; one of two duplicates has to count'
tlsafe-hazard void D --reason error >/dev/null
status 'not of a void one' 77 'dup E D' 'E: void: D is void itself'
status 'nor of several at once, one of them itself' 77 \
	'tlsafe-hazard void E F --reason duplicate --duplicate-of F' 'F: void: it would be'
same 'nothing of that was entered' 'found' 'echo 5'
status 'several of one' 0 'tlsafe-hazard void E F --reason duplicate --duplicate-of A'
same 'count once' 'found' 'echo 3'
status 'an unknown one' 65 'dup C X' 'no such hazard'
status 'a unit is no hazard' 65 'dup C U1' 'no such hazard'
status 'only a duplicate has an original' 77 \
	'tlsafe-hazard void C --reason error --duplicate-of A' 'leave --duplicate-of out'
status 'a duplicate whose original is not said' 0 'tlsafe-hazard void G --reason duplicate'

# --- an original that becomes void ------------------------------------------------------------

status 'names its duplicates, and is void all the same' 0 'dup A C' \
	'note: A: void as its duplicates: B, E, F; one of them that was right counts again'
same 'one of them all is left' 'found' 'echo 1'
status 'the end of a chain is no duplicate of its beginning' 77 'dup C B' \
	'B is void itself, as a duplicate of A'
status 'nor of its middle' 77 'dup C A' 'A is void itself, as a duplicate of C'
status 'a dry run says it too' 0 'tlsafe-hazard void C --reason error --dry-run' \
	'C: void as its duplicate: A;'
status 'without warnings nothing is said' 0 'tlsafe-hazard void C --reason error --dry-run -q |
	grep -c duplicates; true' '^0$'
add P1 P2 P3 P4 P5 P6 P7
tlsafe-hazard void P{2..7} --reason duplicate --duplicate-of P1 >/dev/null
status 'of many the first are named' 0 'tlsafe-hazard void P1 --reason not-a-hazard' \
	'P1: void as its duplicates: P2, P3, P4, P5, P6, \.\.\.;'

# --- an undo makes no ring either -------------------------------------------------------------

txn() { tlsafe-db log | tail -n 1 | cut -f1; }
undo() { tlsafe-db undo "$1" --reason 弄错了; }
add Q R S
dup Q R >/dev/null; t=$(txn)
undo "$t" >/dev/null; back=$(txn)
dup R Q >/dev/null
status 'a void that is undone does not come back in favour of a void one' 77 'undo $back' \
	'Q would be void again as a duplicate of R, which is void itself'
undo "$(txn)" >/dev/null
status 'it comes back when that one counts' 0 'undo $back'
dup R S >/dev/null
status 'nor through an undo of an undo of an undo' 77 'u=$(txn)
	undo $t >/dev/null 2>&1; add T; dup T S >/dev/null; v=$(txn); undo $v >/dev/null; w=$(txn)
	undo $w >/dev/null; x=$(txn); undo $x >/dev/null; y=$(txn); dup S T >/dev/null
	undo $y' 'T would be void again as a duplicate of S, which is void itself'
add V W
tlsafe-hazard void V --reason error >/dev/null; t=$(txn)
undo "$t" >/dev/null; back=$(txn)
dup W V >/dev/null
status 'an original that is void again names its duplicates' 0 'undo $back' \
	'V: void as its duplicate: W;'
status 'the store is sound' 0 'tlsafe-db check' sound

# --- a hazard that comes back -----------------------------------------------------------------

add K L M
tlsafe-hazard rectify K --fixed-now --on 2018-07-02 >/dev/null
new='tlsafe-hazard add unit=U1 found=2018-07-20 source=patrol level=general description=x'
status 'a closed one' 0 "$new id=K2 repeats=K"
same 'is a repeated hazard' 'tlsafe-hazard list repeated | cut -f1' 'echo K2'
status 'not an open one' 77 "$new repeats=L" 'repeats: L is not closed but reported' \
	'after it was closed'
expect 'what is refused is given no id' "$new repeats=L 2>&1 | grep -c H2018" <<<0
status 'not a void one' 77 "$new repeats=B" 'B is not closed but void'
status 'nor by set' 77 'tlsafe-hazard set M repeats=L' 'M: set: repeats: L is not closed'
status 'nor by a correction' 77 'tlsafe-hazard set M repeats=L --correct --reason r' 'not closed'
status 'not itself' 77 'tlsafe-hazard set K repeats=K' 'it would repeat itself'
status 'set' 0 'tlsafe-hazard set M repeats=K'
status 'and taken away again' 0 'tlsafe-hazard set M repeats='
finish
