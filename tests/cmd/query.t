# Lists in daily use: their order, their first lines, lines of one's own form, filters by name, and
# what is read for them.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-31T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=乙厂 kind=enterprise town=蒲吕街道 employees=9 >/dev/null
tlsafe-register add -q id=U2 name=甲厂 kind=enterprise town=旧县街道 employees=100 >/dev/null
tlsafe-register add -q id=U3 name=丙厂 kind=enterprise town=旧县街道 >/dev/null
add() { tlsafe-hazard add -q source=patrol "$@" >/dev/null; }
add id=A unit=U1 found=2018-07-02 level=general description=x category=10
add id=B unit=U2 found=2018-07-01 level=major criterion=x description=y category=9
add id=C unit=U3 found=2018-07-03 level=general description=X
add id=D unit=U1 found=2018-06-30 level=major criterion=x description=z category=12
add id=E unit=U2 found=2018-07-03 level=general description=w
tlsafe-hazard assign A C --to 蒲吕街道 --due 2018-07-20 --on 2018-07-04 >/dev/null
tlsafe-hazard assign B --to 旧县街道 --due 2018-07-10 --on 2018-07-04 >/dev/null
tlsafe-hazard rectify A --by 王 --cost 320 --on 2018-07-06 >/dev/null
tlsafe-hazard rectify C --by 王 --cost 1000 --on 2018-07-06 >/dev/null

# --- --sort -----------------------------------------------------------------------------------

# order NAME WANTED WORDS: the ids of a list, one after the other.
order() {
	same "$1" "tlsafe-hazard list $3 | cut -f1 | paste -sd' '" "echo $2"
}
order 'by id without it' 'A B C D E' ''
order 'by a day, ties by id' 'D B A C E' '--sort found'
order 'the latest first, ties by id still' 'C E A B D' '--sort -found'
order 'money as money, what is missing last' 'A C B D E' '--sort cost'
order 'last the other way round too' 'C A B D E' '--sort -cost'
order 'codes as in their list' 'B A D C E' '--sort category'
order 'which need not be in order of their letters' 'D E B A C' '--sort state'
order 'the first column decides' 'B D A C E' '--sort -level,due'
order 'down and up in one' 'D B A E C' '--sort -level,found,-description'
order 'by Chinese headings' 'D B A C E' '--sort －隐患等级,发现日期'
order 'by a field of the unit, and number as number' 'A D B E C' '--sort unit.employees'
order 'the most first, none last' 'B E A D C' '--sort -unit.employees'
order 'texts by their bytes' 'C E A B D' '--sort description'
order 'by how often it was changed' 'A C B D E' '--sort -rev'
order 'an index gives the same order' 'B C A' 'due=2018-07 --sort due,-id'
order 'with other words' 'D B' 'level=major --sort found --as-of 2018-07-02'
same 'units too' \
	"tlsafe-register list --sort -employees,name | cut -f1 | paste -sd' '" 'echo U2 U1 U3'
status 'an unknown field names the nearest' 64 'tlsafe-hazard list --sort -fuond' \
	"a hazard has no field 'fuond'; did you mean 'found'"
status 'one of the unit too' 64 'tlsafe-hazard list --sort unit.nmae' "did you mean 'name'"
status 'a column that is none' 64 'tlsafe-hazard list --sort found,' "has no field ''"
status 'one that refers to nothing' 64 'tlsafe-hazard list --sort level.name' 'refers to no other'
status 'a single record has no order' 64 'tlsafe-hazard show A --sort found' 'no such option here'

# --- --limit ----------------------------------------------------------------------------------

same 'the first of all' 'tlsafe-hazard list --limit 2 -q' 'tlsafe-hazard list | head -n 2'
same 'the first in the order' \
	'tlsafe-hazard list --sort -found --limit 3 -q' \
	'tlsafe-hazard list --sort -found | head -n 3'
same 'more than there are is no limit' 'tlsafe-hazard list --limit 99' \
	'tlsafe-hazard list'
same 'as many too' 'tlsafe-hazard list --limit 5' 'tlsafe-hazard list'
status 'what is left off is told' 0 'tlsafe-hazard list --limit 2' \
	'^tlsafe-hazard: note: 2 of 5 are printed, as --limit says$'
status 'for programs too' 0 'tlsafe-hazard list --limit 2 --errors jsonl' \
	'"code":"note".*2 of 5 are printed'
status 'something is found' 1 'tlsafe-hazard list --limit 1 --exit-found -q'
status 'nothing is' 1 \
	'tlsafe-hazard list level=major cost= due=2017 --limit 1 --exit-empty'
for n in 0 -1 x 2x '""' 99999999999999999999 1.5; do
	status "no number: $n" 64 "tlsafe-hazard list --limit $n" '--limit: how many at most'
done

finish
