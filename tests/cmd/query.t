# Lists in daily use: their order, their first lines, lines of one's own form, filters by name, and
# what is read for them.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks

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

# --- -f ---------------------------------------------------------------------------------------

expect 'a line of one'"'"'s own' \
	"tlsafe-hazard list level=major -f '{id}\\t{unit.name}\\t{due}\\n'" <<'END'
B	甲厂	2018-07-10
D	乙厂	
END
same 'with tabs it is the tsv' "tlsafe-hazard list -f '{id}\\t{level}\\t{town}\\n'" \
	'tlsafe-hazard list --fields id,level,town'
same 'codes instead of labels' "tlsafe-hazard list --codes -f '{id}\\t{level}\\t{town}\\n'" \
	'tlsafe-hazard list --codes --fields id,level,town'
same 'no newline is added' "tlsafe-hazard list --format '{id}'; echo" 'echo ABCDE'
same 'a field twice, braces and a backslash' \
	"tlsafe-hazard list A -f '{{{id}}}\\\\{id}{{}}\\n'" "echo '{A}\\A{}'"
same 'a real tab and newline too' "tlsafe-hazard list A -f \$'{id}\t{level}\n'" \
	"printf 'A\t一般\n'"
same 'Chinese headings, and words between' \
	"tlsafe-hazard list B -f '编号 {隐患编号}：{隐患等级}\\n'" \
	'echo 编号 B：重大'
same 'in their order and number' \
	"tlsafe-hazard list --sort -found --limit 2 -q -f '{id} '" "printf 'C E '"
same 'into a file whatever its ending' \
	"tlsafe-hazard list -f '{id}\\n' -O ids.csv; cat ids.csv" "printf '%s\n' A B C D E"
same 'units too' "tlsafe-register list -f '{name}={employees}\\n'" \
	"printf '%s\n' 乙厂=9 甲厂=100 丙厂="
tlsafe-hazard add -q id=Z unit=U1 found=2018-07-04 source=patrol level=general \
	description=$'a\tb\\c\e[31mred' >/dev/null
same 'a hostile text is as in tsv' "tlsafe-hazard list Z -f '{description}\\n'" \
	'tlsafe-hazard list Z --fields description'
expect 'and never acts on a terminal' "tlsafe-hazard list Z -f '{description}\\n'" <<'END'
a\tb\\c\u{1b}[31mred
END
same 'nor does the format' "tlsafe-hazard list A -f \$'\e[31m{id}\n'" "echo '\u{1b}[31mA'"
tlsafe-hazard void Z --reason error >/dev/null
status 'an unknown field names the nearest, as --fields does' 64 \
	"tlsafe-hazard list -f '{id} {unti.name}'" "no field 'unti'; did you mean 'unit'"
same 'in the same words' "tlsafe-hazard list -f '{id} {fuond}' 2>&1; true" \
	'tlsafe-hazard list --fields id,fuond 2>&1; true'
for f in '{id' 'id}' '{}' '{id,level}' '{id}\x' '{id}\' 'id' '' '{{id}}'; do
	status "cannot be understood: $f" 64 "tlsafe-hazard list -f '$f'" 'the format: ' \
		'write \{FIELD\} for a field'
done
for o in '--fields id' '-o json' '-o tsv' '--headings en' --excel; do
	status "not together with $o" 64 "tlsafe-hazard list -f '{id}' $o" \
		'--format says all of a line: leave --[a-z]+ out'
done
status 'nor with what prints no list' 64 "tlsafe-hazard list -f '{id}' --explain" \
	'leave --format out'
status 'a record alone has none' 64 "tlsafe-hazard show A -f '{id}'" 'no such option here'

# --- --explain --------------------------------------------------------------------------------

expect 'a list of all is read whole' 'tlsafe-hazard list --explain' <<'END'
asked	hazard, not void
order	id
read	every record
looked	6
found	5
printed	5
END
expect 'an index answers for open ones' \
	'tlsafe-hazard list open due=..2018-07-15 level=major --sort -due --limit 1 --explain' \
	<<'END'
asked	hazard, open, due=..2018-07-15, level=major, not void
order	-due,id
read	the index of open ones by their due date
looked	3
found	1
printed	1
END
# read_by NAME WORDS: what is read for them.
read_by() {
	same "read $1" "tlsafe-hazard list $2 --explain | sed -n 's/^read\t//p'" "echo $1"
}
read_by 'the index of open ones by their unit' 'open unit=乙厂'
read_by 'the index of open ones by their assignee' 'open assignee=蒲吕街道'
read_by 'the index of open ones by their due date' 'overdue'
read_by 'those with these ids' 'A B'
read_by 'facts, and records that those do not rule out' 'closed'
read_by 'facts, and records that those do not rule out' 'open --as-of 2018-07-05'
read_by 'facts, and records that those do not rule out' 'found=2018-07'
read_by 'every record' 'description~a'
read_by 'every record' 'closed void'
expect 'ids that are looked at and not found' \
	'tlsafe-hazard list A B C level=major --explain | tail -n 3' <<'END'
looked	3
found	1
printed	1
END
same 'as many are found as are listed' \
	"tlsafe-hazard list open --explain | sed -n 's/^found\t//p'" \
	'tlsafe-hazard list open | wc -l'
same 'and it is what -v says' \
	"tlsafe-hazard list open -v 2>&1 >/dev/null | sed -n 's/^tlsafe-hazard: read: //p'" \
	"tlsafe-hazard list open --explain | sed -n 's/^read\t//p'"
same 'numbers are numbers in json' \
	"tlsafe-hazard list C open --explain -o json | grep -o '\"looked.*'" \
	'echo \"looked\":1,\"found\":1,\"printed\":1}'
same 'units have no index' "tlsafe-register list --explain | grep -c 'every record'" 'echo 1'
status 'found is found' 1 'tlsafe-hazard list A --explain --exit-found'
status 'there are no columns' 64 'tlsafe-hazard list --explain --fields id' 'leave --fields out'
status 'free text is not repeated' 0 'tlsafe-hazard list description~机密 --explain' \
	'description~\.\.\., not void'

# --- saved filters ----------------------------------------------------------------------------

save() { tlsafe-db set "$1=$2" --reason 'a list of ours' "${@:3}"; }
same 'what is saved is printed' "save @our-open 'open town=蒲吕街道'" \
	"printf '@our-open\topen town=蒲吕街道\n'"
same 'its name stands for its words' \
	'tlsafe-hazard list @our-open' 'tlsafe-hazard list open town=蒲吕街道'
same 'also between others' 'tlsafe-hazard list level=major @our-open --sort due' \
	'tlsafe-hazard list level=major open town=蒲吕街道 --sort due'
same 'of any width' 'tlsafe-hazard list ＠ｏｕｒ-open' 'tlsafe-hazard list @our-open'
save @我们的 '@our-open level=major' >/dev/null
same 'it may name another' 'tlsafe-hazard list @我们的' \
	'tlsafe-hazard list open town=蒲吕街道 level=major'
same 'figures understand it' 'tlsafe-stats rate @我们的' \
	'tlsafe-stats rate open town=蒲吕街道 level=major'
same 'of another day too' 'tlsafe-hazard list @our-open --as-of 2018-07-05' \
	'tlsafe-hazard list open town=蒲吕街道 --as-of 2018-07-05'
same 'and of what was known before it' 'tlsafe-hazard list @our-open --known-at 8' \
	'tlsafe-hazard list open town=蒲吕街道 --known-at 8'
save @two "description~'x y' found=2018-07-01,2018-07-03　id!=C" >/dev/null
same 'a word with blanks stands between quotes' 'tlsafe-hazard list @two --explain | head -n 1' \
	"tlsafe-hazard list 'description~x y' found=2018-07-01,2018-07-03 'id!=C' --explain |
		head -n 1"
save @days 'found=-30d..today' >/dev/null
same 'relative days are those of its use' 'tlsafe-hazard list @days --as-of 2018-07-01' \
	'tlsafe-hazard list found=-30d..today --as-of 2018-07-01'
save @firms 'kind=enterprise' >/dev/null
same 'units have theirs' 'tlsafe-register list @firms' 'tlsafe-register list kind=enterprise'
status 'which hazards do not understand' 64 'tlsafe-hazard list @firms' \
	"@firms: a hazard has no field 'kind'"
status 'an unknown one names the nearest' 64 'tlsafe-hazard list @our-opne' \
	"no saved filter '@our-opne'; did you mean '@our-open'"
status 'or says who names them' 64 'tlsafe-stats by town @nothing' \
	"no saved filter '@nothing'; tlsafe-register --kind filter list names them"
status 'it cannot name itself' 64 "save @self 'open @self'" 'names itself: @self, @self;'
status 'nor through others' 64 "save @our-open '@我们的'" \
	'names itself: @our-open, @我们的, @our-open;'
same 'and stays what it was' "tlsafe-register show @our-open | sed -n 's/^words\t//p'" \
	'echo open town=蒲吕街道'
# By the back door it can.
tlsafe-register --kind filter set @our-open words=@我们的 >/dev/null
status 'a ring is an error' 64 'tlsafe-hazard list @我们的' \
	'a saved filter names itself: @我们的, @our-open, @我们的; give one of them other words'
ok 'which other words end' save @our-open 'open town=蒲吕街道'
save @b '@our-open @our-open @我们的 @我们的' >/dev/null
same 'twice is once' 'tlsafe-hazard list @b @b' 'tlsafe-hazard list @我们的'
last=@b
for i in $(seq 30); do save @deep$i "$last" -q >/dev/null; last=@deep$i; done
status 'one in another has an end' 64 "save @deep31 $last" 'more than 32 deep'
status 'words that nobody understands' 64 'save @x opne' "did you mean 'open'"
status 'a quote without end' 64 'save @x "description~\"a"' '@x: a " that has no end'
status 'a name that is none' 64 "save '@a b' open" "not a name of a saved filter: '@a b'"
status 'nor one that is empty' 64 'save @ open' 'not a name'
status 'nor one without words' 64 'tlsafe-db set @x --reason y' "write @NAME='WORDS'"
status 'settings beside it' 64 'tlsafe-db set language=en @x=open --reason y' 'is set alone'
status 'it needs a reason as settings do' 77 'tlsafe-db set @x=open' 'give --reason'
same 'a dry run saves nothing' 'save @x open --dry-run; tlsafe-register --kind filter list id=@x' \
	"printf '@x\topen\n'"
same 'it is listed' 'tlsafe-register --kind filter list id=@our-open' \
	"printf '@our-open\topen town=蒲吕街道\n'"
same 'its life is in the journal' 'tlsafe-register history @our-open | cut -f4 | paste -sd" "' \
	'echo add set set'
ok 'it is given up' save @two ''
status 'and no more known' 64 'tlsafe-hazard list @two' "no saved filter '@two'"
status 'what is not there is not given up' 64 "save @nowhere ''" "no saved filter '@nowhere'"
ok 'an undo brings it back' tlsafe-db undo "$(tlsafe-db log | tail -n 1 | cut -f1)" --reason y
ok 'it is known again' tlsafe-hazard list @two
same 'one that was not there before' \
	"save @new open; t=\$(tlsafe-db log | tail -n 1 | cut -f1)
	tlsafe-db undo \$t --reason y >/dev/null
	tlsafe-hazard list @new >/dev/null 2>&1 || echo \$?" \
	"printf '@new\topen\n64\n'"
tlsafe-db export > all.jsonl
tlsafe-db init -s other && tlsafe-db import -s other - < all.jsonl >/dev/null
same 'it travels' 'tlsafe-hazard list -s other @我们的' 'tlsafe-hazard list @我们的'
ok 'the store is sound' tlsafe-db check
mkdir old && cp -r "$TLSAFE_SCHEMAS"/. old && rm old/kinds/filter.yaml
TLSAFE_SCHEMAS=$dir/old tlsafe-db init -s old-store
status 'an older store says what brings it' 78 'tlsafe-db set -s old-store @x=open --reason y' \
	'no saved filters.*tlsafe-db schema apply'
status 'where it is used too' 64 'tlsafe-hazard list -s old-store @x' 'tlsafe-db schema apply'
ok 'which it does' tlsafe-db schema apply -s old-store --reason y
ok 'then it is saved' tlsafe-db set -s old-store @x=open --reason y
same 'and understood' 'tlsafe-hazard list -s old-store @x' true

# --- days that are left -----------------------------------------------------------------------

tlsafe-db init -s left; export TLSAFE_STORE=$dir/left TLSAFE_NOW=2018-07-10T09:00:00+08:00
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
for i in 1 2 3; do
	tlsafe-hazard add -q id=L$i unit=U1 found=2018-07-01 source=patrol level=general \
		description=$i >/dev/null
done
tlsafe-hazard assign -q L1 --to @town --due 2018-07-20 --on 2018-07-02 >/dev/null
tlsafe-hazard assign -q L2 --to @town --due 2018-07-08 --on 2018-07-02 >/dev/null
left='--fields id,days_left'
same 'of those that are open and have a due date' "tlsafe-hazard list open --sort days_left $left" \
	"printf 'L2\t-2\nL1\t10\nL3\t\n'"
same 'as of a day' "tlsafe-hazard list L1 --as-of 2018-07-05 $left" "printf 'L1\t15\n'"
same 'as a word' "tlsafe-hazard list days_left=..3 $left" "printf 'L2\t-2\n'"
tlsafe-hazard rectify -q L1 --by 甲某 --on 2018-07-09 >/dev/null
tlsafe-hazard verify -q L1 --pass --by 乙某 >/dev/null
same 'none once it is closed' "tlsafe-hazard list L1 $left" "printf 'L1\t\n'"
status 'nobody writes them' 77 'tlsafe-hazard set L2 days_left=3' 'days_left'

# --- in the order of ids ------------------------------------------------------------------------

# One walk gives what looking for them and then writing them does, and goes on behind the last line.
walked() {
	same "$1" "tlsafe-hazard list $2" "tlsafe-hazard list $2 --sort id"
}
fields='--fields id,unit.name,level,due,days_left,rev,duplicates,cost'
walked 'a walk in order is the list' "$fields -o csv"
walked 'with codes' "$fields -o csv --codes"
walked 'as JSON' "$fields -o json"
walked 'as of a day before the last' "$fields -o csv --as-of 2018-07-02"
walked 'its first lines' "$fields --limit 2"
status 'and it is told how many there are' 0 "tlsafe-hazard list --limit 2" 'of 3'
add id=L11 unit=U1 found=2018-07-05 level=general description=v
order 'ids that did not come in order' 'L1 L11 L2 L3' ''
walked 'and all of such a list' "$fields -o csv"

finish
