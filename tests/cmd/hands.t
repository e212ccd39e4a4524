# Every hand that a hazard passes through: assigned by what stands in it, accepted, returned, urged,
# listed, referred, answered, evaluated; each with its entry, its condition, its place in time.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-31T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q --kind body id=B1 name=区应急局 type=department >/dev/null
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 regulator=B1 >/dev/null
tlsafe-register add -q id=U2 name=乙厂 kind=enterprise town=旧县街道 >/dev/null
for i in 1 2 3; do
	tlsafe-hazard add -q id=H$i unit=U$((1 + i / 3)) found=2018-07-01 source=patrol \
		level=general description=$i >/dev/null
done
tlsafe-hazard add -q id=M unit=U1 found=2018-07-01 source=patrol level=major criterion=四 \
	description=重 >/dev/null
ids() { tlsafe-hazard list "$@" | cut -f1 | paste -sd' '; }
field() { tlsafe-hazard show "$1" -o json | grep -o "\"$2\":[^,}]*" | cut -d: -f2 | tr -d '"'; }

# --- assigned, each to its own ----------------------------------------------------
status 'hundreds at once, each to its own' 0 \
	"printf 'H1\nH2\nH3\nM\n' | tlsafe-hazard assign - --to @town --due +15d \
	--on 2018-07-02 --cc 区应急局、区住建局"
expect 'each has its own' 'for i in H1 H3; do field $i assignee; done' <<'EOF'
500151004
500151005
EOF
expect 'and who is told of it' 'field H1 cc' <<<'区应急局、区住建局'
expect 'nobody has accepted it' 'ids unaccepted' <<<'H1 H2 H3 M'
status 'one that has none is named, and nothing is done' 77 \
	"printf 'H1\nH3\n' | tlsafe-hazard assign - --to @regulator --reason r" \
	'assignee: H3 has no regulator: "@regulator"'
expect 'nothing' 'field H1 assignee' <<<500151004
status 'a field that names no body' 64 'tlsafe-hazard assign H1 --to @unit --reason r' \
	'no field that names a body: "@unit"; give @town or @regulator'

# --- accepted, sent back ----------------------------------------------------------
status 'not before it was assigned' 77 'tlsafe-hazard accept H1 --on 2018-07-01' \
	'H1: accept: it was assigned on 2018-07-02'
ok 'accepted' tlsafe-hazard accept H1 H2 --by 李 --on 2018-07-03
expect 'it is no more among those' 'ids unaccepted' <<<'H3 M'
expect 'as of the day before it is' 'ids unaccepted --as-of 2018-07-02' <<<'H1 H2 H3 M'
status 'once' 77 'tlsafe-hazard accept H1' 'H1: accept: it was accepted on 2018-07-03'
ok 'to another with a reason' tlsafe-hazard assign H1 --to B1 --reason 改派 --on 2018-07-04
expect 'who has to accept it anew' 'ids unaccepted' <<<'H1 H3 M'
status 'sent back with a reason' 77 'tlsafe-hazard return H2' 'sending back needs a reason'
ok 'sent back' tlsafe-hazard return H2 --reason 不属本街道 --on 2018-07-05
expect 'with nobody, and its due date stays' \
	'for f in state assignee assigned accepted returned due; do echo "$f $(field H2 $f)"
	done' <<'EOF'
state reported
assignee 
assigned 
accepted 
returned 2018-07-05
due 2018-07-17
EOF
expect 'it is among those sent back' 'ids returned; ids 被退回' <<<$'H2\nH2'
expect 'and was not, the day before' 'ids returned --as-of 2018-07-04 | wc -c' <<<1
expect 'nor in the list of who had it' 'ids assignee=500151004' <<<'M'
ok 'assigned again' tlsafe-hazard assign H2 --to B1 --on 2018-07-06
expect 'it is so no more' 'ids returned | wc -c' <<<1
expect 'a day is mended' \
	'tlsafe-hazard set -q H2 returned=2018-07-06 --correct --reason 记错 >/dev/null
	field H2 returned' <<<2018-07-06

# --- urged, listed ----------------------------------------------------------------
ok 'urged' tlsafe-hazard urge H2 --letter '督办函〔2018〕3号' --on 2018-07-10
expect 'with the number of the letter' 'field H2 letter; field H2 urged' <<'EOF'
督办函〔2018〕3号
2018-07-10
EOF
status 'only a major one is listed' 77 'tlsafe-hazard supervise H1 --level city' \
	'only a major hazard is listed for supervision'
status 'by a level of government' 77 'tlsafe-hazard supervise M' 'give --level province, city'
status 'which is one of three' 65 'tlsafe-hazard supervise M --level 镇' 'province|省级'
ok 'listed' tlsafe-hazard supervise M --level 区级 --no 9号 --on 2018-07-10
status 'not twice by the same' 77 'tlsafe-hazard supervise M --level district' 'already'
ok 'but by a higher one' tlsafe-hazard supervise M --level city --no 3号 --on 2018-07-12
expect 'it is among those listed' 'ids supervised; ids 挂牌督办 listed_level=city' <<<$'M\nM'
status 'lifted with a reason' 77 'tlsafe-hazard supervise M --lift' 'lifting a listing needs'
status 'nor what is not listed' 77 'tlsafe-hazard supervise H1 --lift --reason r' 'is not listed'
ok 'lifted' tlsafe-hazard supervise M --lift --reason 降级 --on 2018-07-13
expect 'it is no more' 'ids supervised | wc -c; field M lifted_on' <<<$'1\n2018-07-13'
ok 'listed again' tlsafe-hazard supervise M --level province --on 2018-07-14
tlsafe-hazard plan -q M plan_goal=a plan_measures=b plan_money=c plan_people=d plan_time=e \
	plan_contingency=f --on 2018-07-15 >/dev/null
tlsafe-hazard rectify -q M --by 王 --on 2018-07-15 >/dev/null
status 'closing a major one wants a third person' 77 'tlsafe-hazard verify M --pass --by 李' \
	'who approved'
tlsafe-hazard verify -q M --pass --by 李 --approved-by 赵 --on 2018-07-16 >/dev/null
expect 'closing lifts it' 'ids supervised | wc -c; field M supervised; field M lifted_on' \
	<<<$'1\nfalse\n2018-07-16'
expect 'which it was before' 'ids supervised --as-of 2018-07-15' <<<'M'

# --- referred and answered --------------------------------------------------------
status 'to whom' 77 'tlsafe-hazard refer H1 --basis b' 'give --to BODY'
status 'on what ground' 77 'tlsafe-hazard refer H1 --to B1' 'give --basis TEXT'
status 'promised for a day that is past' 77 \
	'tlsafe-hazard refer H1 --to B1 --basis b --promised 2018-07-01' 'before the referral'
ok 'referred' tlsafe-hazard refer H1 H3 --to B1 --basis 职责分工 --promised +7d --on 2018-07-10
expect 'past the promised day' 'ids referred promised=..2018-07-30' <<<'H1 H3'
expect 'it counts as referred, and not as in hand' \
	'tlsafe-stats rate | grep -E "^(referred|in_hand)"' <<<$'referred\t2\nin_hand\t1'
expect 'but before as in hand' \
	'tlsafe-stats rate --as-of 2018-07-09 | grep -E "^(referred|in_hand)"' \
	<<<$'referred\t0\nin_hand\t4'
status 'what is referred is only answered' 77 'tlsafe-hazard rectify H1 --by 王' \
	'not possible in state referred .已移送.; possible now: set, void, answer'
status 'how' 77 'tlsafe-hazard answer H1' 'give --outcome done or --outcome back'
status 'of two ways' 65 'tlsafe-hazard answer H1 --outcome maybe' 'done 已办结'
ok 'done' tlsafe-hazard answer H1 --outcome done --on 2018-07-20
ok 'sent back' tlsafe-hazard answer H3 --outcome 退回 --on 2018-07-20
expect 'the one is closed' 'field H1 state; field H1 closed' <<<$'closed\n2018-07-20'
expect 'the other to be assigned anew' 'field H3 state; field H3 assignee; ids returned' \
	<<<$'reported\nH3'

# --- what is said beside it -------------------------------------------------------
status 'a reason of blanks is none' 77 "tlsafe-hazard return H2 --reason '  　'" \
	'sending back needs a reason'
status 'nor is a note' 77 "tlsafe-hazard note H3 --note ' '" 'there is no note'
for option in --note --reason --by; do
	status "$option in another charset" 64 \
		"tlsafe-hazard urge H3 $option \$'\\xc4\\xe3'" \
		"$option: not valid UTF-8: '.x.c4..x.e3.'; set the terminal"
done
status 'of a setting' 64 "tlsafe-db set name=某镇 --reason \$'\\xc4\\xe3'" 'reason: not valid'
status 'of an undo' 64 "tlsafe-db undo 1 --reason \$'\\xc4\\xe3'" 'reason: not valid UTF-8'
status 'blanks' 77 "tlsafe-db undo 1 --reason ' '" 'needs a reason'
status 'of a setting' 77 "tlsafe-db set name=某镇 --reason ' '" 'needs a reason'
same 'what is exported goes in' 'tlsafe-db init -s copy
	tlsafe-db export | tlsafe-db import -s copy - >/dev/null
	 tlsafe-db info -s copy | grep ^anchor' 'tlsafe-db info | grep ^anchor'

# --- the day of an act ------------------------------------------------------------
add() {
	tlsafe-hazard add -q id="$1" unit=U1 found=2018-07-01 source=patrol level="${2:-general}" \
		criterion=四 description="$1" >/dev/null
	tlsafe-hazard assign -q "$1" --to @town --due 2018-07-10 --on 2018-07-02 >/dev/null
}
add D
status 'as a value it is no other than the day of the act' 64 \
	'tlsafe-hazard rectify D --by 王 rectified=2018-07-05 --on 2018-07-20' \
	'rectified: --on says another day of the act: "2018-07-05"; give one of the two'
status 'not before the last act' 77 'tlsafe-hazard rectify D --by 王 rectified=2018-06-01' \
	'D: rectify: 2018-06-01 lies before the last act'
status 'nor before the find' 77 'tlsafe-hazard accept D accepted=2018-06-01' 'before the find'
status 'nor to come' 77 'tlsafe-hazard rectify D --by 王 rectified=2018-08-01' 'lies after today'
ok 'it stands for --on' tlsafe-hazard rectify D --by 王 rectified=2018-07-20
expect 'of its entry' \
	"tlsafe-hazard history D | tail -n 1 | cut -f3,7" <<<$'2018-07-20\trectified_by=王'
status 'what an act makes is no value of it' 77 \
	'tlsafe-hazard verify D --pass --by 李 closed=2018-07-09' 'closed follows from the act'
add L major
status 'a listing neither' 77 'tlsafe-hazard supervise L --level city supervised=no' \
	'supervised follows from the act'
status 'a pass moves no due date' 77 \
	'tlsafe-hazard verify D --pass --by 李 --due 2018-07-30 --on 2018-07-21' \
	'only a failed recheck sets a new due date; leave --due out'
status 'nor a fix that was reported' 77 \
	'tlsafe-hazard verify D --pass --by 李 --rectified 2018-07-09 --on 2018-07-21' \
	'the fix was reported on 2018-07-20; leave --rectified out'
status 'and what failed has no fix' 77 'tlsafe-hazard verify D --fail --by 李 --due +5d \
	--rectified 2018-07-09 --on 2018-07-21' 'found no fix; leave --rectified out'
ok 'listed' tlsafe-hazard supervise L --level city --on 2018-07-03
status 'lifted, and not listed' 77 'tlsafe-hazard supervise L --lift --level district --reason r' \
	'leave --level and --no out, or --lift'

# --- evaluated --------------------------------------------------------------------
status 'only what is closed' 77 'tlsafe-hazard evaluate H3 --score 3 --by 张' 'state reported'
status 'from 1 to 5' 77 'tlsafe-hazard evaluate H1 --score 6 --by 张' 'no score from 1 to 5'
status 'by whom' 77 'tlsafe-hazard evaluate H1 --score 3' 'who evaluated it is not said'
ok 'evaluated' tlsafe-hazard evaluate H1 --score 4 --by 张 --on 2018-07-25
expect 'history has every hand' \
	'tlsafe-hazard history H1 -o csv --headings zh | cut -d, -f4' <<'EOF'
操作
登记
交办
签收
交办
移送
回函
评价
EOF
expect 'undone, it is as before' \
	'tlsafe-db undo $(tlsafe-db log | tail -n 1 | cut -f1) --reason r >/dev/null
	field H1 score' <<<''
ok 'the store is sound' tlsafe-db check

# --- a store whose schema set has none of it --------------------------------------
cp -r "$TLSAFE_SCHEMAS" schemas
one_line schemas/kinds/hazard.yaml
sed -i '/key: cc,/d' schemas/kinds/hazard.yaml
TLSAFE_SCHEMAS=$PWD/schemas tlsafe-db init -s older
tlsafe-hazard add -q -s older id=H1 place=x town=蒲吕街道 found=2018-07-01 source=patrol \
	level=general description=1 >/dev/null
status 'what the store has no field for is refused' 77 \
	'tlsafe-hazard assign -s older H1 --to 蒲吕街道 --due +3d --cc x' \
	"cc: the store's schema set has no such field: \"x\"; tlsafe-db schema apply brings it"
finish
