# Mistakes are mended without rewriting what was believed: corrections, undo, the next ledger, the
# journal out and in.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-08-31T09:00:00+08:00
tlsafe-db init
"$gen" --units 60 --found 200 --rectified 180 --july . >/dev/null
tlsafe-register import -q units.csv >/dev/null
tlsafe-hazard import -q hazards.csv >/dev/null
june='found=2018H1 --as-of 2018-06-30'
figures() { tlsafe-stats rate "$@" | grep -v '^anchor'; }
figures $june > june
figures found=2018 --as-of 2018-07-31 > july-before

# --- the next ledger ---------------------------------------------------------------------------
same 'a dry run of the next ledger changes nothing' \
	"tlsafe-hazard import -q hazards-july.csv --dry-run | grep -c . ; tlsafe-db info |
		grep ^transactions" "printf '7\ntransactions\t2\n'"
status '--expect of another number' 77 \
	'tlsafe-hazard import -q hazards-july.csv --expect 3' 'and 3 are expected'
ok 'the next ledger goes in' tlsafe-hazard import -q hazards-july.csv
same 'June is as it was' "figures $june" 'cat june'
! figures found=2018 --as-of 2018-07-31 | cmp -s - july-before
result $? 'July is not'
same 'the same again changes nothing' \
	"tlsafe-hazard import -q hazards-july.csv | grep -E '^(transaction|new|changed)'" \
	"printf 'transaction\t0\nnew\t0\nchanged\t0\n'"
figures found=2018 --as-of 2018-07-31 > july
ok 'check' tlsafe-db check

# Two who import the same list at once: whoever comes second finds it there.
tlsafe-db init -s race
tlsafe-register import -q -s race units.csv >/dev/null
tlsafe-hazard import -q -s race --wait 60 hazards.csv > first 2>&1 &
tlsafe-hazard import -q -s race --wait 60 - < hazards.csv > second 2>&1
wait
# said WHAT: the sum of what both say of it.
said() { cat first second | awk -F'\t' -v what="$1" '$1 == what { n += $2 } END { print n }'; }
same 'two at once make each hazard once' \
	'said new; said unchanged; tlsafe-hazard list -s race | wc -l' \
	"printf '200\n200\n200\n'"
ok 'and leave a sound store' tlsafe-db check -s race

# --- a wrong import is undone --------------------------------------------------------------------
ok 'undo shows what it would take back' tlsafe-db undo 3 --reason '试' --dry-run
same 'and does nothing yet' "figures found=2018 --as-of 2018-07-31" 'cat july'
ok 'undo' tlsafe-db undo 3 --reason '导错了文件'
for day in 2018-06-30 2018-07-15 2018-07-31; do
	[ -e "before-$day" ] || true
	same "after the undo the figures of $day are those before" \
		"figures found=2018 --as-of $day" \
		"figures found=2018 --as-of $day --known-at 2"
done
same 'the day before is what it was' 'figures found=2018 --as-of 2018-07-31' 'cat july-before'
ok 'check' tlsafe-db check
status 'it is not taken back twice' 77 'tlsafe-db undo 3 --reason again' 'already taken back'
ok 'an undo is undone' tlsafe-db undo 4 --reason '原来是对的'
same 'and all is there again' 'figures found=2018 --as-of 2018-07-31' 'cat july'
ok 'undone again' tlsafe-db undo 5 --reason '还是错的'
ok 'and the mended file goes in' tlsafe-hazard import -q hazards-july.csv
same 'with the figures right' 'figures found=2018 --as-of 2018-07-31' 'cat july'
same 'what was believed then stays readable' \
	'figures found=2018 --as-of 2018-07-31 --known-at 2' 'cat july-before'
ok 'check' tlsafe-db check
status 'an undo that records rest on names them' 77 'tlsafe-db undo 1 --reason x' 'refers to U0000'
status 'an undo wants a reason' 77 'tlsafe-db undo 7' 'reason'
status 'of a transaction that is there' 66 'tlsafe-db undo 99 --reason x' 'no transaction 99'

# --- corrections ------------------------------------------------------------------------------
tlsafe-hazard add -q id=A unit=U000001 found=2018-07-02 source=patrol level=general category=19 \
	description=a deadline=2018-07-20 >/dev/null
tlsafe-hazard assign A --to 蒲吕街道 --on 2018-07-03 >/dev/null
tlsafe-hazard rectify A --by 王 --cost 100 --on 2018-07-10 >/dev/null
tlsafe-hazard verify A --pass --by 李 --on 2018-07-12 >/dev/null
k=$(tlsafe-db info | awk '$1 == "transactions" { print $2 }')
expect 'the date of an act is moved' \
	"tlsafe-hazard set A --correct rectified=2018-07-08 cost=120 --reason '登记有误' >/dev/null;
		tlsafe-hazard show A --fields rectified,cost,state" <<EOF
rectified	2018-07-08
cost	120.00
state	已销号
EOF
same 'it counts from that day' \
	'tlsafe-hazard show A --as-of 2018-07-08 --fields state --codes' \
	"printf 'state\tawaiting\n'"
same 'an earlier known-at sees the old one' \
	"tlsafe-hazard show A --as-of 2018-07-08 --known-at $k --fields state --codes" \
	"printf 'state\tassigned\n'"
status 'not before the act before' 77 \
	'tlsafe-hazard set A --correct rectified=2018-07-01 --reason x' \
	'before the assign of 2018-07-03'
status 'nor after the one behind' 77 \
	'tlsafe-hazard set A --correct rectified=2018-07-13 --reason x' \
	'after the verify of 2018-07-12'
status 'what figures count wants a reason' 77 \
	'tlsafe-hazard set A --correct category=18' 'needs a reason'
status 'who rectified cannot have verified' 77 \
	'tlsafe-hazard set A --correct verified_by=王 --reason x' 'cannot have verified'
status 'a level is mended with grade' 77 \
	'tlsafe-hazard set A --correct level=major --reason x' 'grade'
expect 'in any state, moving none' \
	"tlsafe-hazard grade A --correct --level major --reason x | cut -f5,10;
		tlsafe-hazard show A --as-of 2018-07-02 --fields level --codes" <<EOF
重大	已销号
level	major
EOF
same 'a value that no entry gave is mended at the first' \
	"tlsafe-hazard set A --correct village=某村 --reason x >/dev/null;
		tlsafe-hazard show A --as-of 2018-07-02 --fields village" "printf 'village\t某村\n'"
same 'a mended unit brings its town' \
	"tlsafe-hazard set A --correct unit=U000029 --reason x >/dev/null;
		tlsafe-hazard show A --fields unit,town --codes" \
	"printf 'unit\tU000029\ntown\t500151004\n'"
same 'history says what mends what' \
	"tlsafe-hazard history A -o json | grep -c '\"mends\":'" 'echo 4'
ok 'check' tlsafe-db check
expect 'a change in the world begins on its day' \
	"tlsafe-register set U000002 employees=77 --on 2018-08-01 >/dev/null;
		tlsafe-register show U000002 --as-of 2018-08-01 --fields employees;
		tlsafe-register set U000002 employees=76 --on 2018-07-01 2>&1 |
			sed 's/; /;\n/'" <<EOF
employees	77
tlsafe-register: employees: its value was last changed on 2018-08-01;
give a later --on, or mend the mistake with --correct
EOF
status 'records as lines, with their rev' 0 \
	"tlsafe-register show U000003 -o json | sed 's/\"employees\":[0-9]*/\"employees\":31/' |
		tlsafe-register set - >/dev/null &&
		tlsafe-register show U000003 --fields employees" 'employees	31'
status 'an older rev is 75' 75 \
	"tlsafe-register show U000003 -o json |
		sed 's/\"rev\":[0-9]*/\"rev\":1/; s/\"employees\":[0-9]*/\"employees\":32/' |
		tlsafe-register set -" 'changed since'

# --- file and store both moved ----------------------------------------------------------------
id=$(tlsafe-hazard list open | head -n 1 | cut -f1)
tlsafe-hazard list $id -o csv --fields id,unit,found,description,category --codes > cells.csv
tlsafe-hazard import -q cells.csv >/dev/null
tlsafe-hazard set $id category=01 >/dev/null
sed '2s/[0-9]*$/02/' cells.csv > moved.csv
same 'the file as it was leaves what was changed by hand' \
	"tlsafe-hazard import -q cells.csv | grep ^unchanged;
		tlsafe-hazard show $id --fields category --codes" \
	"printf 'unchanged\t1\ncategory\t01\n'"
status 'both moved: the row is refused' 65 \
	'tlsafe-hazard import moved.csv' '隐患类别: .*both the list and the store'
same '--keep store' \
	"tlsafe-hazard import -q moved.csv --keep store | grep ^unchanged;
		tlsafe-hazard show $id --fields category --codes" \
	"printf 'unchanged\t1\ncategory\t01\n'"
same '--keep file' \
	"tlsafe-hazard import -q moved.csv --keep file | grep ^changed;
		tlsafe-hazard show $id --fields category --codes" \
	"printf 'changed\t1\ncategory\t02\n'"

# --- bad rows left out, and mended ------------------------------------------------------------
cat > some.csv <<'EOF'
检查日期,隐患来源,所属镇街,单位名称,隐患描述,隐患等级
2018-08-01,镇街检查,,U000001,好一,一般
2018-08-32,镇街检查,,U000001,坏,一般
2018-08-02,镇街检查,,无名单位,"坏, 二",一般
2018-08-03,镇街检查,,U000001,好二,一般
EOF
status '--keep-going takes the good ones' 65 \
	'tlsafe-hazard import some.csv --keep-going --rejects rejects.csv' \
	'2 rows left out' 'new	2'
expect 'and writes the others down as they were' \
	'cut -d, -f1-4 rejects.csv; grep -c "not a date" rejects.csv' <<'EOF'
检查日期,隐患来源,所属镇街,单位名称
2018-08-32,镇街检查,,U000001
2018-08-02,镇街检查,,无名单位
1
EOF
sed -i 's/2018-08-32/2018-08-31/; s/无名单位/U000002/' rejects.csv
same 'the mended rejects go in as they are' \
	'tlsafe-hazard import -q rejects.csv | grep ^new' "printf 'new\t2\n'"
same '--numbered writes the ids down' \
	'tlsafe-hazard import -q some.csv --keep-going --numbered numbered.csv >/dev/null 2>&1;
		cut -d, -f7 numbered.csv' "printf '隐患编号\nH20180801-0001\nH20180803-0001\n'"
cat > short.csv <<EOF
检查日期,隐患来源,单位名称,隐患描述,隐患等级,所属镇街
2018-08-05,镇街检查,U000001,短,一般
EOF
status 'short rows are refused' 65 'tlsafe-hazard import short.csv' 'Excel drops'
same 'and taken when told' \
	'tlsafe-hazard import -q short.csv --short-rows | grep ^new' "printf 'new\t1\n'"
cat > place.csv <<EOF
检查日期,隐患来源,单位名称,隐患描述,隐患等级,所属镇街
2018-08-06,镇街检查,路边摊,占道,一般,蒲吕街道
EOF
same '--unknown-unit place' \
	'tlsafe-hazard import -q place.csv --unknown-unit place | grep ^new;
		tlsafe-hazard show H20180806-0001 --fields place,town' \
	"printf 'new\t1\nplace\t路边摊\ntown\t蒲吕街道\n'"
cat > draft.csv <<EOF
检查日期,隐患来源,单位名称,隐患描述,隐患等级,所属镇街,监管部门
2018-08-07,镇街检查,新来的厂,甲,一般,蒲吕街道,区应急局
2018-08-08,镇街检查,新来的厂,乙,一般,蒲吕街道,区应急局
EOF
status 'who is not known is refused' 65 \
	'tlsafe-hazard import draft.csv' '单位名称: no such unit' '监管部门: no such body'
same '--unknown-unit draft and --new-bodies make them once' \
	'tlsafe-hazard import -q draft.csv --unknown-unit draft --new-bodies | grep ^new;
		tlsafe-register list name=新来的厂 | wc -l;
		tlsafe-register --kind body list type=department | cut -f2;
		tlsafe-hazard list unit.name=新来的厂 | wc -l' "printf 'new\t2\n1\n区应急局\n2\n'"
ok '--template writes a blank sheet' tlsafe-hazard import --template -O blank.csv
same 'which reads as a list without rows' \
	"printf '2018-08-09\n' > /dev/null; tlsafe-hazard import -q blank.csv |
		grep -E '^(new|rejected)'" "printf 'new\t0\nrejected\t0\n'"
same 'with the permitted values' "head -n 1 blank.csv | grep -o '一般 | 重大'" "echo '一般 | 重大'"
ok 'check' tlsafe-db check

# --- the journal out and in -------------------------------------------------------------------
tlsafe-db export > all.jsonl
same 'hashlib alone finds the same chain' \
	'python3 "$src"/tests/chain.py < all.jsonl | cut -d: -f2' \
	"tlsafe-db log | tail -n 1 | awk -F'\t' '{ print \$1 \" \" \$11 }'"
same 'into the same store nothing new' \
	'tlsafe-db import - < all.jsonl | head -n 1' "printf 'new\t0\n'"
tlsafe-db init -s other
ok 'into an empty store' tlsafe-db import -s other all.jsonl
same 'the same chain' 'tlsafe-db info -s other | grep ^anchor' 'tlsafe-db info | grep ^anchor'
same 'the same records' 'tlsafe-hazard list -s other -o json' 'tlsafe-hazard list -o json'
same 'the same lines' 'tlsafe-db export -s other' 'cat all.jsonl'
ok 'and it is sound' tlsafe-db check -s other
tlsafe-hazard note -q "$(tlsafe-hazard list open | head -n 1 | cut -f1)" --note '后来的' >/dev/null
same 'what is missing is entered' \
	'tlsafe-db export | tlsafe-db import -s other - | head -n 1' "printf 'new\t1\n'"
tlsafe-db init -s third
tlsafe-register add -q -s third name=丙 kind=site town=蒲吕街道 >/dev/null
status 'into another store' 77 'tlsafe-db import -s third all.jsonl' 'another store'
sed '5s/2018/2017/' all.jsonl > changed.jsonl
tlsafe-db init -s fourth
status 'a line that was changed' 65 \
	'tlsafe-db import -s fourth changed.jsonl' 'do not match its hash'
same 'and nothing of it is entered' \
	'tlsafe-db info -s fourth | grep ^transactions' "printf 'transactions\t0\n'"
cat > district.yaml <<'EOF'
district: "500112"
name: 某区
offset: "+08:00"
language: zh
prefixes: [某区]
records: {body: [{id: "500112001", name: 甲街道, type: township}]}
EOF
expect 'init for another district' \
	'tlsafe-db init -s fifth --config district.yaml; tlsafe-db info -s fifth | head -n 2;
		tlsafe-register -s fifth --kind body list | cut -f1,2' <<EOF
site	500112
name	某区
500112001	甲街道
EOF

# --- a unit that moved, and the hazards found since -------------------------------------------
export TLSAFE_STORE=$dir/moved TLSAFE_NOW=2018-07-10T09:00:00+08:00
tlsafe-db init
tlsafe-register add name=搬迁的厂 kind=enterprise town=蒲吕街道 sector=201 >/dev/null
for found in 2018-06-30 2018-07-01 2018-07-05; do
	tlsafe-hazard add unit=U000001 found=$found source=patrol level=general category=19 \
		description=隐患 >/dev/null
done
moved='U000001 found on or after 2018-07-01'
mend='tlsafe-hazard set - --correct --from-unit --reason'
status 'a unit that moves names the hazards found since, and the way to mend them' 0 \
	'tlsafe-register set U000001 town=安居镇 --on 2018-07-01' \
	"2 hazards of $moved carry another town .*: H20180701-0001 H20180705-0001;" \
	"tlsafe-hazard list unit=U000001 found=2018-07-01.. \| $mend"
status 'a dry run tells the same' 0 \
	'tlsafe-register set U000001 sector=202 --on 2018-07-02 --dry-run' \
	'1 hazard of U000001 .*another sector.*: H20180705-0001;'
status '--from-unit without --correct' 64 \
	'tlsafe-hazard set H20180705-0001 --from-unit --reason x' 'give --correct'
status 'without a reason' 77 \
	'tlsafe-hazard set H20180705-0001 --correct --from-unit' 'needs a reason'
same 'the command mends these alone' \
	"tlsafe-hazard list unit=U000001 |
		tlsafe-hazard set - --correct --from-unit --reason 单位已迁 | cut -f1,4" \
	"printf 'H20180701-0001\t安居镇\nH20180705-0001\t安居镇\n'"
same 'once' \
	"tlsafe-hazard list unit=U000001 |
		tlsafe-hazard set - --correct --from-unit --reason 再来" 'true'
same 'an earlier --known-at sees the former town' \
	'tlsafe-stats by town --known-at 5 -o json | cut -d, -f1,2' \
	"echo '{\"town\":\"500151004\",\"found\":3'"
same 'a change that contradicts none says nothing' \
	'tlsafe-register set U000001 town=安居镇 --on 2018-07-02 2>&1 >/dev/null' 'true'
status 'a correction from ever' 0 \
	'tlsafe-register set U000001 sector=203 --correct --reason 登记有误' \
	'3 hazards of U000001 carry another sector' 'list unit=U000001 \|'
printf '单位编号,单位名称,监管责任单位\nU000001,搬迁的厂,安居镇\n' > units-now.csv
status 'a list that moves a unit too' 0 \
	'tlsafe-register import units-now.csv --on 2018-07-05' \
	'1 hazard of U000001 found on or after 2018-07-05 carries another regulator'
status 'a hazard without a unit' 65 \
	'tlsafe-hazard add place=路口 town=安居镇 found=2018-07-02 source=patrol level=general \
		description=丙 | tlsafe-hazard set - --correct --from-unit --reason x' 'has no unit'

printf '单位名称,单位类型,镇街\n重\xef\xbf\xbd庆的厂,企业,蒲吕街道\n' > lost.csv
status 'characters that were lost before are noted' 0 \
	'tlsafe-register import lost.csv' \
	'单位名称: taken with .* characters that were lost before' 'new.1'

# --- settings of the store --------------------------------------------------------------------
status 'a setting needs a reason' 77 'tlsafe-db set language=en' 'needs a reason'
status 'an unknown one names the nearest' 64 'tlsafe-db set langage=en --reason x' "'language'"
status 'a value that it cannot have' 65 'tlsafe-db set language=fr --reason x' 'language'
status 'no setting at all' 64 'tlsafe-db set --reason x' 'KEY=VALUE'
same 'a dry run changes nothing' \
	'tlsafe-db set language=en --reason x --dry-run -o json; tlsafe-db info | grep ^language' \
	"printf '{\"id\":\"settings\",\"language\":\"en\"}\nlanguage\tzh\n'"
ok 'language=en' tlsafe-db set language=en --reason 英文月报
same 'headings and labels follow it' \
	"tlsafe-hazard list H20180705-0001 -o csv --fields id,level,town" \
	"printf 'ID,Level,Township\nH20180705-0001,General,安居镇\n'"
ok 'authority and prefixes' tlsafe-db set authority=某办 prefixes=某省、某市 --reason 机构改革
same 'it is an entry of the journal' \
	"tlsafe-db log | tail -n 1 | cut -f6,8" \
	"printf 'tlsafe-db set --reason authority= prefixes=\t1\n'"
txn=$(tlsafe-db info | sed -n 's/^transactions\t//p')
same 'names are matched without the new prefixes' \
	"tlsafe-hazard add unit=某省搬迁的厂 found=2018-07-08 source=patrol level=general \
		description=丁 --dry-run | cut -f2" "echo U000001"
ok 'and can be undone' tlsafe-db undo "$txn" --reason 错了
ok 'cleared' tlsafe-db set language= --reason 恢复
same 'it is the district file'"'"'s again' \
	'tlsafe-db info | grep ^language' "printf 'language\tzh\n'"

# --- what no act has given is not mended, but entered by its act ------------------
add() {
	tlsafe-hazard add -q id="$1" unit=U000001 found=2018-07-01 source=patrol description="$1" \
		level="${2:-general}" criterion=四 >/dev/null
}
add N1
for value in rectified=2018-07-02 closed=2018-07-02 accepted=2018-06-01 supervised=yes \
	extended_to=2018-08-01 answered=2018-07-02 outcome=done score=5 assignee=蒲吕街道 cost=3; do
	status "$value of what is only registered" 77 \
		"tlsafe-hazard set N1 $value --correct --reason r" \
		"${value%%=*}: N1: there is no act of it to mend; it is written by: tlsafe-hazard "
done
tlsafe-hazard assign -q N1 --to 蒲吕街道 --due +9d --on 2018-07-02 >/dev/null
ok 'what an act left out is mended in it' \
	tlsafe-hazard set N1 handle_by=2018-07-04 --correct --reason 漏记
same 'and not where the record begins' 'tlsafe-hazard history N1 | tail -n 1 | cut -f10' \
	'tlsafe-hazard history N1 | sed -n "2s/\t.*/\/1/p"'
add N2 major
tlsafe-hazard plan -q N2 plan_goal=a plan_measures=b plan_money=c plan_people=d plan_time=e \
	plan_contingency=f --on 2018-07-02 >/dev/null
tlsafe-hazard rectify -q N2 --by 王 --on 2018-07-02 >/dev/null
tlsafe-hazard verify -q N2 --pass --by 李 --approved-by 赵 --on 2018-07-02 >/dev/null
status 'who approved stays a third person' 77 \
	'tlsafe-hazard set N2 approved_by=李 --correct --reason r' \
	'approved_by: N2: who approved closing a major hazard neither'
status 'also when who rectified is mended' 77 \
	'tlsafe-hazard set N2 rectified_by=赵 --correct --reason r' 'neither rectified nor'
status 'and two persons stay two' 77 \
	'tlsafe-hazard set N2 rectified_by=钱 verified_by=钱 --correct --reason r' \
	'who rectified it cannot have verified it'
ok 'also when they were mixed up' \
	tlsafe-hazard set N2 rectified_by=李 verified_by=王 --correct --reason 记反
ok 'check' tlsafe-db check

finish
