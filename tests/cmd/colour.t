# Colours are for eyes only: where a terminal is, never more than SGR sequences, never alone with a
# meaning. And what -v says.
. "$TEST_SRCDIR/tests/lib.sh"
export ASAN_OPTIONS=detect_leaks=0 TERM=xterm
unset NO_COLOR
esc=$'\e'

"$gen" --units 60 --found 200 --rectified 150 . >/dev/null
export TLSAFE_NOW=2018-07-02T09:00:00+08:00
tlsafe-db init && tlsafe-register import -q units.csv >/dev/null &&
	tlsafe-hazard import -q hazards.csv >/dev/null
tlsafe-hazard add -q unit=U000001 found=2018-01-02 source=patrol level=major criterion=x \
	deadline=2018-02-01 \
	description=$'红\e[31m色\u202e ，全角' >/dev/null

plain() { sed "s/$esc\[[0-9;]*m//g"; }
# bare NAME PIPELINE: it prints something, and no ESC. coloured NAME PIPELINE: there is one.
bare() {
	local got
	got=$(eval "$2" 2>&1)
	[ -n "$got" ] && [[ $got != *$esc* ]]
	result $? "$1"
}
coloured() { [[ $(eval "$2" 2>&1) == *$esc\[* ]]; result $? "$1"; }
# screen COMMAND: what a terminal gets of it, both streams.
screen() { script -qec "$1" typed </dev/null >/dev/null 2>&1; tr -d '\r' < typed; }

# --- what is coloured -------------------------------------------------------------------------
bare 'a table in a pipe is plain' 'tlsafe-hazard list -o table'
coloured 'unless asked for' 'tlsafe-hazard list -o table --color always'
coloured 'with = as well' 'tlsafe-hazard list -o table --color=always'
bare 'auto is what is done without it' 'tlsafe-hazard list -o table --color auto'
for what in 'tlsafe-hazard list' 'tlsafe-hazard list --headings none' \
	'tlsafe-hazard list --codes --headings key' \
	'tlsafe-hazard list 逾期 --fields due,level,id' \
	'tlsafe-hazard list undated' 'tlsafe-hazard list --as-of 2018-03-01' \
	'tlsafe-hazard show H20180102-0001' 'tlsafe-hazard history H20180102-0001' \
	'tlsafe-register list' 'tlsafe-stats rate' 'tlsafe-stats by town,level' \
	'tlsafe-stats trend' 'tlsafe-db info' 'tlsafe-db log' 'tlsafe-db schema show unit' \
	'tlsafe-hazard note H20180102-0001 --note x --dry-run'; do
	same "without its colours it is the plain one: $what" \
		"$what -o table --color always | plain" "$what -o table"
done
n=$(tlsafe-hazard list -o table --color always | grep -c "$esc")
[ "$n" -gt 20 ] && [ "$n" -lt "$(tlsafe-hazard list -o table | wc -l)" ]
result $? "some rows have a colour, not all ($n)"
tlsafe-hazard list -o table --color always > all
same 'the heading is bold' \
	"head -n 1 all | grep -c '^$esc\[1m隐患编号 *$esc\[0m  $esc\[1m'" 'echo 1'
same 'red is the due date of those that are overdue' \
	"grep '$esc\[31m20[0-9-]*$esc\[0m' all | cut -d' ' -f1" \
	'tlsafe-hazard list overdue | cut -f1'
same 'and of no other, nor anything else' \
	"grep -o '$esc\[31m' all | wc -l" 'tlsafe-hazard list overdue | wc -l'
same 'bold is the level of major ones' \
	"sed 1d all | grep '$esc\[1m重大 *$esc\[0m' | cut -d' ' -f1" \
	'tlsafe-hazard list major | cut -f1'
same 'on the day that is asked about' \
	"tlsafe-hazard list -o table --color always --as-of 2018-03-01 | grep '$esc\[31m' |
		cut -d' ' -f1" \
	'tlsafe-hazard list overdue --as-of 2018-03-01 | cut -f1'
same 'hostile text stays visible and harmless' \
	"tlsafe-hazard list H20180102-0001 -o table --color always | plain |
		grep -cF '红\u{1b}[31m色\u{202e}'" 'echo 1'
for form in tsv csv json; do
	same "$form never" \
		"tlsafe-hazard list -o $form --color always" \
		"tlsafe-hazard list -o $form --color never"
	bare "no ESC in $form" "tlsafe-stats by town,level -o $form --color always"
done
bare 'nor what is tsv by itself' 'tlsafe-hazard list --color always'
bare 'nor csv for Excel' 'tlsafe-register list --excel --color always'
bare 'nor the counts of an import' 'tlsafe-hazard import -q hazards.csv --color always'
bare 'nor a file' 'tlsafe-hazard list --color always -O list.txt && cat list.txt'
bare 'nor an export' 'tlsafe-db export --color always'

# --- terminals --------------------------------------------------------------------------------
coloured 'a terminal sees them' "screen 'tlsafe-hazard list'"
same 'and the same text' \
	"screen 'tlsafe-hazard list' | grep ^H2018 | plain" \
	'tlsafe-hazard list -o table | grep ^H2018'
bare 'a dumb one does not' "TERM=dumb screen 'tlsafe-hazard list'"
bare 'nor one without a name' "TERM= screen 'tlsafe-hazard list'"
coloured 'but when asked for' "TERM=dumb screen 'tlsafe-hazard list --color always'"
bare 'never is never' \
	"screen 'tlsafe-hazard list --color never; tlsafe-hazard list opn --color never'"
bare 'NO_COLOR' "NO_COLOR=1 screen 'tlsafe-hazard list; tlsafe-hazard list opn'"
bare 'NO_COLOR and auto' "NO_COLOR=1 screen 'tlsafe-hazard list --color auto'"
coloured 'NO_COLOR and always' 'NO_COLOR=1 tlsafe-hazard list -o table --color always'
coloured 'an empty NO_COLOR is none' "NO_COLOR= screen 'tlsafe-hazard list'"
bare 'tsv on a terminal' "screen 'tlsafe-hazard list -o tsv'"

# --- messages ---------------------------------------------------------------------------------
bare 'messages in a file are plain' 'tlsafe-hazard list opn'
wrong="'opn' is no id, condition or FIELD=VALUE; did you mean 'open'?"
expect 'bold is who speaks, red what is wrong' \
	"tlsafe-hazard list opn --color always 2>&1 | head -n 1" <<EOF
$esc[1mtlsafe-hazard:$esc[0m $esc[31m$wrong$esc[0m
EOF
same 'without their colours they are the plain ones' \
	'{ tlsafe-hazard list opn --color always || true; } 2>&1 | plain' \
	'{ tlsafe-hazard list opn || true; } 2>&1'
printf '单位名称,单位类型,镇街,从业人数\n甲厂,企业,蒲吕街道,约30\n' > bad.csv
printf '"乙\033[31m""厂",公司,蒲吕街道,3\n' >> bad.csv
same 'faults of a list too' \
	'{ tlsafe-register import bad.csv --color always || true; } 2>&1 | plain' \
	'{ tlsafe-register import bad.csv || true; } 2>&1'
printf '单位名称,单位类型,镇街\n重\357\277\275厂,企业,蒲吕街道\n' > note.csv
status 'a note is not red' 0 \
	'tlsafe-register import note.csv --dry-run --color always' \
	"^$esc\[1mtlsafe-register:$esc\[0m note.csv:2: note: "
bare 'as jsonl never' 'tlsafe-hazard list opn --color always --errors jsonl'
bare 'not even of a wrong option' \
	'tlsafe-hazard list --color always --errors jsonl --no-such-option'
coloured 'a terminal sees them in messages' "screen 'tlsafe-hazard list opn'"
screen 'tlsafe-hazard list opn 2> err' >/dev/null
bare 'each stream for itself: messages in a file' 'cat err'
coloured 'and a table in a file' \
	"screen 'tlsafe-hazard list -o table > out; tlsafe-hazard list opn'"
bare 'which has none' 'cat out'
status 'another word' 64 'tlsafe-hazard list --color red' "auto, always or never, not 'red'"
status 'none' 64 'tlsafe-hazard list --color' 'needs an argument'
for command in 'tlsafe-db info' 'tlsafe-db check' 'tlsafe-register list' 'tlsafe-hazard list' \
	'tlsafe-stats rate'; do
	status "$command takes both" 0 "$command --color never -v" 'the store: '
done

# --- -v ---------------------------------------------------------------------------------------
same 'nothing is said without it' 'tlsafe-hazard list open 2>&1 >/dev/null' 'true'
same 'what is printed is the same with it' \
	'tlsafe-hazard list open -v 2>/dev/null' 'tlsafe-hazard list open'
# verbose NAME COMMAND PATTERN...: what it says with -v on standard error.
verbose() {
	local name=$1 command=$2
	shift 2
	status "$name" 0 "$command 2>&1 >/dev/null" "$@"
}
verbose 'the store and what named it' \
	'tlsafe-hazard list -v' "^tlsafe-hazard: the store: $dir/store, named by TLSAFE_STORE\$"
verbose 'by the option' 'tlsafe-db info -v -s store' '^tlsafe-db: the store: store, named by -s$'
verbose 'of a new one' 'tlsafe-db init -v -s new' '^tlsafe-db: the store: new, named by -s$'
mkdir -p .config/tlsafe && echo "store: $dir/store" > .config/tlsafe/config.yaml
verbose 'by a file' \
	'env -u TLSAFE_STORE tlsafe-db info --verbose' "named by $dir/.config/tlsafe/config.yaml\$"
rm -r .config
last=$(tlsafe-db info | sed -n 's/^transactions	//p')
verbose 'the day and the transaction' \
	'tlsafe-hazard list -v' \
	"^tlsafe-hazard: as of 2018-07-02 \(today\), known by transaction $last of $last\$"
for v in info log check export; do
	verbose "of $v" \
		"tlsafe-db $v -v" \
		"^tlsafe-db: as of 2018-07-02 \(today\), known by transaction $last of $last\$"
done
verbose 'of another moment' \
	'tlsafe-stats rate -v --as-of 2018-06-30 --known-at 2' \
	"^tlsafe-stats: as of 2018-06-30, known by transaction 2 of $last\$"
asked='hazard, overdue, town=500151004, found=2018-01-01\.\.2018-06-30, due=2018-06-01, '
asked+='cost=\.\.300\.00, level!=major, verified=, not void'
verbose 'filters as understood' \
	"tlsafe-hazard list 逾期 镇街＝蒲吕街道 found=2018H1 due=2018-06-01 cost=..300 \
		level!=major verified= -v" "^tlsafe-hazard: asked for: $asked\$"
verbose 'an index' \
	'tlsafe-hazard list open -v' \
	'^tlsafe-hazard: read: the index of open ones by their due date$' \
	'^tlsafe-hazard: order: id$' '^tlsafe-hazard: looked at: [0-9]+$' \
	'^tlsafe-hazard: found: [0-9]+$' '^tlsafe-hazard: printed: [0-9]+$'
verbose 'another' \
	'tlsafe-hazard list open unit=U000001 -v' \
	'^tlsafe-hazard: read: the index of open ones by their unit$'
verbose 'none' \
	'tlsafe-hazard list open --as-of 2018-06-30 -v' '^tlsafe-hazard: read: facts, and records'
verbose 'ids' \
	'tlsafe-hazard list H20180102-0001 -v' \
	'^tlsafe-hazard: asked for: hazard, 1 id$' '^tlsafe-hazard: read: those with these ids$'
verbose 'figures' \
	'tlsafe-stats by town level=major -v' \
	'asked for: hazard, level=major, not void$' 'read: facts'
verbose 'figures by records' \
	'tlsafe-stats rate overdue -v' 'read: records, since facts do not tell all'
at='^tlsafe-hazard: hazards.csv:3'
verbose 'an import' \
	'tlsafe-hazard import hazards.csv -v' \
	'^tlsafe-hazard: hazards.csv: read as GB18030, separated by commas$' \
	"$at: headings taken: .*单位名称=unit, .*整改资金=funds \\(times 10000\\), " \
	"$at: headings not taken: 序号\$" \
	'^tlsafe-hazard: entered: nothing was to be entered$'
printf '单位名称,单位类型,镇街,颜色\n新厂,企业,蒲吕街道,红\n' > new.csv
verbose 'a dry run' \
	'tlsafe-register import new.csv -v --dry-run --encoding utf-8 --ignore-unknown-headings' \
	'read as UTF-8, as it was asked' 'not taken: 颜色$' \
	"entered: nothing, since it is a dry run; else entries of transaction $((last + 1)): 1\$"
verbose 'a change' \
	'tlsafe-hazard note H20180102-0001 --note x -v' \
	"known by transaction $last of $last\$" "entered: transaction $((last + 1)), entries: 1\$"
verbose 'for programs' \
	'tlsafe-hazard list -v --errors jsonl' \
	'^\{"code":"note","program":"tlsafe-hazard","text":"the store: '
verbose 'hostile words stay visible' \
	"printf '单位名称,单位类型,镇街,颜\033[31m色\n' |
		tlsafe-register import - -v --ignore-unknown-headings" \
	'not taken: 颜\\u\{1b\}\[31m色$'
status '-q and -v' 64 'tlsafe-hazard list -qv' 'contradict each other'

# Whatever is personal or may name a person stays out, whether it is in the list, in the store or in
# the words.
name=$(tlsafe-register list --fields name | head -n 1)
cat > tips.csv <<EOF
单位名称,检查日期,隐患来源,隐患等级,隐患描述,检查人员,整改责任人,联系电话
$name,2018-06-03,群众举报,一般,举报内容,甲甲甲,丙丙丙,13812345678
EOF
secret='13812345678|13987654321|甲甲甲|乙乙乙|丙丙丙|举报内容'
{
	tlsafe-hazard import tips.csv -v
	id=$(tlsafe-hazard list phone=13812345678 -v | cut -f1)
	[ -n "$id" ] || echo "not found: $secret" >&2
	tlsafe-hazard list phone=13812345678,13987654321 owner=丙丙丙 finder=甲甲甲 \
		unit.phone=13987654321 description~举报内容 'finder!=乙乙乙' \
		phone=13812345678..13987654321 -v
	tlsafe-hazard show "$id" -v
	tlsafe-hazard history "$id" -v
	tlsafe-hazard set "$id" phone=13987654321 owner=乙乙乙 -v
	tlsafe-hazard add unit=U000001 found=2018-06-03 source=tip level=general \
		description=举报内容 finder=甲甲甲 owner=乙乙乙 phone=13987654321 -v
	tlsafe-hazard import tips.csv -v --keep file --set verified_by=甲甲甲
	tlsafe-stats rate owner=丙丙丙 finder~甲甲 -v
} 2> err >/dev/null
asked='hazard, phone=...,..., owner=..., finder=..., unit.phone=..., description~..., finder!=..., '
! grep -E "$secret" err && grep -qF "asked for: ${asked}phone=..." err
rc=$?
result $rc 'nothing personal is told'
[ $rc = 0 ] || note "$(cat err)"
ok 'and the store is sound' tlsafe-db check
finish
