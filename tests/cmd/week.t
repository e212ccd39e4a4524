# One week of an office, day by day, as it is worked: what the lists say on Monday morning, what
# every hand does with a hazard, and Friday's backup, which tells the same elsewhere.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks

monday() { export TLSAFE_NOW=2018-07-02T$1:00+08:00; }
tuesday() { export TLSAFE_NOW=2018-07-03T$1:00+08:00; }
wednesday() { export TLSAFE_NOW=2018-07-04T$1:00+08:00; }
thursday() { export TLSAFE_NOW=2018-07-05T$1:00+08:00; }
friday() { export TLSAFE_NOW=2018-07-06T$1:00+08:00; }
field() { tlsafe-hazard show "$1" -o json | grep -o "\"$2\":[^,}]*" | cut -d: -f2- | tr -d '"'; }
quietly() { "$@" >/dev/null 2>&1; }
lists() { "$src/contrib/work-lists" "$@"; }

# --- before: what the office has ----------------------------------------------------------------

export TLSAFE_NOW=2018-06-29T17:00:00+08:00 TLSAFE_ACTOR=值班员
tlsafe-db init
for b in 'B1 区应急局 department' 'B2 区住建局 department' 'B3 区消防大队 department'; do
	set -- $b
	quietly tlsafe-register add --kind body id="$1" name="$2" type="$3"
done
cat >units.csv <<'E'
单位编号,单位名称,单位类型,所属镇街,监管部门,主要负责人,联系电话
U1,甲化工厂,企业,蒲吕街道,区应急局,陈一,02345671001
U2,乙工地,建筑工地,旧县街道,区住建局,陈二,02345671002
U3,丙餐馆,餐馆,蒲吕街道,区消防大队,陈三,02345671003
U4,丁小学,学校,土桥镇,区消防大队,陈四,02345671004
E
ok 'the register' tlsafe-register import units.csv
cat >june.csv <<'E'
隐患编号,单位编号,发现日期,隐患来源,隐患级别,隐患类别,隐患描述,整改期限,交办日期,责任单位
J1,U1,2018-06-20,镇街检查,一般,14,反应釜压力表未检定,2018-07-04,2018-06-20,蒲吕街道
J2,U2,2018-06-18,部门检查,一般,16,五层临边无护栏,2018-06-28,2018-06-19,旧县街道
J3,U3,2018-06-25,村社巡查,一般,18,后厨灭火器过期,2018-07-15,2018-06-25,蒲吕街道
J4,U4,2018-06-22,镇街检查,一般,19,宿舍配电箱无漏电保护,2018-07-10,2018-06-22,土桥镇
J5,U1,2018-06-26,执法检查,重大,15,储罐区可燃气体报警系统停用,2018-08-30,2018-06-27,区应急局
J6,U2,2018-06-27,部门检查,一般,17,基坑旁燃气管线未探明,,,
E
status 'the ledger of June' 0 'tlsafe-hazard import june.csv' '(new|新增)	6'
quietly tlsafe-hazard accept J1 J2 --by 李主任 --on 2018-06-25

# --- Monday: the lists --------------------------------------------------------------------------

monday 08:30
status 'there is something to do' 1 'lists' '【逾期】' 'J2.*五层临边无护栏' '【七日内到期】' 'J1' \
	'【三日未签收】' 'J3' '【重大未销号】' 'J5.*59'
status 'a township sees its own' 1 'lists assignee=土桥镇' 'J4'
same 'and no other' 'grep -c "J[1235]" <<<"$said"; true' 'echo 0'
same 'overdue by body' \
	'tlsafe-stats by assignee -o csv --codes --headings key | cut -d, -f1,9 | grep -v ",0$"' \
	"printf 'assignee,overdue\r\n' | tr -d '\r'; echo 500151005,1; echo 合计,1"
ok 'the overdue one is urged' tlsafe-hazard urge J2 --letter 督办函〔2018〕7号
same 'in the order of urgency' \
	'tlsafe-hazard list -q open due!= --sort due --limit 2 -f "{id} {days_left}\n"' \
	"printf 'J2 -4\nJ1 2\n'"
monday 15:00
ok 'a tip comes in' tlsafe-hazard add -q id=J7 unit=U3 found=2018-07-02 source=tip level=general \
	category=18 description=厨房煤气瓶放在通道
status 'the same from the patrol is named' 0 'tlsafe-hazard add id=J8 unit=U3 found=2018-07-02 \
	source=patrol level=general category=18 description=厨房通道上放煤气瓶' \
	'J8: may be the same as J7'
ok 'and void as what it is' tlsafe-hazard void J8 --reason duplicate --duplicate-of J7
same 'whose original says so' 'field J7 duplicates' 'echo "[J8]"'
ok 'it goes to its township' tlsafe-hazard assign J7 --to @town --due +10d
ok 'and those that are undated' tlsafe-hazard assign J6 --to @regulator --due +15d

# --- Tuesday: returned and reassigned -----------------------------------------------------------

tuesday 09:00
ok 'the school is not of the township' tlsafe-hazard return J4 --reason '属教育系统，请改派' \
	--by 土桥镇安办
same 'it is among those sent back' 'tlsafe-hazard list returned --fields id' 'echo J4'
status 'nobody accepts what nobody has' 77 'tlsafe-hazard accept J4' 'J4: accept: .*reported'
ok 'it goes to the brigade' tlsafe-hazard assign J4 --to 区消防大队 --cc 土桥镇
ok 'which accepts it' tlsafe-hazard accept J4 --by 消防大队内勤
same 'its due date is the first' 'field J4 due' 'echo 2018-07-10'
status 'one that moves needs a reason' 77 'tlsafe-hazard assign J3 --to 区消防大队' 'give --reason'

# --- Wednesday: a failed recheck, extensions ----------------------------------------------------

wednesday 10:00
ok 'the site says that it is fixed' tlsafe-hazard rectify J2 --by 陈二 --on 2018-07-03 \
	--note 已装护栏
status 'who fixed it does not recheck it' 77 'tlsafe-hazard verify J2 --pass --by 陈二' 'J2'
ok 'the recheck fails' tlsafe-hazard verify J2 --fail --by 王检查 --due 2018-07-09 --note 护栏松动
same 'it is in its second cycle, due anew' 'field J2 cycle; field J2 due; field J2 deadline' \
	"printf '2\n2018-07-09\n2018-06-28\n'"
same 'and not overdue any more' 'tlsafe-hazard list overdue | wc -l' 'echo 0'
ok 'an extension is refused' tlsafe-hazard extend J1 --refuse \
	--reason 检定当天可完成 --approved-by 赵主任
same 'its due date stays' 'field J1 due' 'echo 2018-07-04'
ok 'one is granted' tlsafe-hazard extend J6 --until 2018-07-30 --reason 管线图待燃气公司提供 \
	--approved-by 赵主任
same 'and moves it' 'field J6 due' 'echo 2018-07-30'

# --- Thursday: a listed major hazard, a referral, a wrong import --------------------------------

thursday 09:00
ok 'the major one is listed' tlsafe-hazard supervise J5 --level district --no 铜安委督〔2018〕2号
status 'it cannot be said to be fixed without its plan' 77 'tlsafe-hazard rectify J5 --by 陈一' \
	'plan_|五落实'
ok 'its plan' tlsafe-hazard plan J5 plan_goal=恢复报警系统 plan_measures=更换探测器并联调 \
	plan_people=陈一 plan_money=80000 plan_time=2018-07-05 plan_contingency=现场人工巡检
ok 'the township finds the gas main to be of the ministry' tlsafe-hazard refer J6 --to 区应急局 \
	--basis '管线属省级管网' --promised 2018-07-06
status 'a referred one is not ours to fix' 77 'tlsafe-hazard rectify J6 --by 陈二' 'J6: rectify'
anchor=$(tlsafe-stats rate | sed -n 's/.*\(500151:[0-9]* [0-9a-f]*\).*/\1/p')
figures() { tlsafe-stats rate "$@" | head -n 5; }
before=$(figures)
cat >wrong.csv <<'E'
隐患编号,单位编号,发现日期,隐患来源,隐患级别,隐患类别,隐患描述
W1,U1,2018-07-05,镇街检查,一般,14,去年的台账一
W2,U2,2018-07-05,镇街检查,一般,14,去年的台账二
W3,U4,2018-07-05,镇街检查,一般,14,去年的台账三
E
status 'the ledger of last year is imported' 0 'tlsafe-hazard import wrong.csv' '(new|新增)	3'
txn=$(tlsafe-db log | tail -n 1 | cut -f1)
status 'and taken back as a whole' 0 "tlsafe-db undo $txn --reason 导错台账"
same 'the figures are what they were' 'figures' 'echo "$before"'
same 'and so they are at the anchor on paper' 'figures --known-at "$anchor"' 'echo "$before"'

# --- Friday: accepted, answered, closed ---------------------------------------------------------

friday 10:00
ok 'the system works again' tlsafe-hazard rectify J5 --by 陈一 --cost 78000
status 'one alone does not close a major one' 77 'tlsafe-hazard verify J5 --pass --by 王检查' \
	'approved'
status 'nor who fixed it approves it' 77 \
	'tlsafe-hazard verify J5 --pass --by 王检查 --approved-by 陈一' 'J5'
ok 'a third does' tlsafe-hazard verify J5 --pass --by 王检查 --approved-by 赵主任
same 'its listing is lifted' 'field J5 state; field J5 lifted_on' "printf 'closed\n2018-07-06\n'"
ok 'the answer to the referral' tlsafe-hazard answer J6 --outcome done --note 管线已标识
ok 'the pressure gauge' tlsafe-hazard rectify J1 --by 陈一 --on 2018-07-04
ok 'is rechecked' tlsafe-hazard verify J1 --pass --by 王检查
ok 'how it was handled' tlsafe-hazard evaluate J1 --score 5 --by 赵主任
expect 'the week in figures' 'tlsafe-stats rate found=2018 --headings key | head -n 8' <<'E'
found	7
rectified	3
closed	3
on_spot	0
referred	0
in_hand	4
awaiting_major	0
overdue	0
E
same 'found is rectified and in hand and referred' \
	'tlsafe-stats rate -o json | python3 -c "import json,sys
r = [json.loads(l) for l in sys.stdin][0]
assert r[\"found\"] == r[\"rectified\"] + r[\"in_hand\"] + r.get(\"referred\", 0), r
print(r[\"found\"], r[\"rectified\"])"' 'echo 7 3'
mkdir backups
ok 'the backup' tlsafe-db backup backups
friday 16:00
quietly tlsafe-hazard note J3 --note 已约下周一
ok 'restored elsewhere' tlsafe-db restore -q "$(ls backups/*.tlsafe)" -s "$dir/elsewhere"
for what in 'tlsafe-hazard list found=2018' 'tlsafe-stats by town' 'tlsafe-stats by assignee' \
	'tlsafe-hazard history J2'; do
	same "elsewhere the same: $what" "$what -s $dir/elsewhere" "$what"
done
ok 'which is sound' tlsafe-db check -s "$dir/elsewhere"
ok 'as is the office'"'"'s' tlsafe-db check
finish
