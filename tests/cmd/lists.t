# Lists of an office, as they are: which record a row is about, and what is no row at all.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-08-31T09:00:00+08:00
tlsafe-db init
cat > units.csv <<'EOF'
单位编号,单位名称,单位类型,所属镇街,主要负责人,联系电话
DW1,甲厂,企业,蒲吕街道,张三,13800000000
DW2,乙厂,企业,旧县街道,李四,13800000001
EOF
tlsafe-register import -q units.csv >/dev/null
cp -r store clean
head=检查日期,隐患来源,单位名称,隐患地点,隐患描述,隐患等级

# again: an empty store with the two units.
again() { rm -rf store; cp -r clean store; }
# gives NAME WANTED COMMAND FILE <<CSV: the list gives these counts, "new changed unchanged".
gives() {
	local name=$1 want=$2 got
	cat > "$4"
	got=$("$3" import "$4" 2>said | awk '/^(new|changed|unchanged)/ { printf "%s ", $2 }')
	[ "$got" = "$want" ]
	result $? "$name"
	[ "$got" = "$want" ] || note "wanted $want, got $got: $(cat said)"
}
hazards() { gives "$1" "$2 " tlsafe-hazard "$3"; }
units() { gives "$1" "$2" tlsafe-register u.csv; }
told() { grep -qE -- "$2" said; result $? "$1"; }

# --- one fault at two places ------------------------------------------------------
hazards 'one fault in two rooms is two hazards' '2 0 0' rooms.csv <<EOF
$head
2018-07-02,镇街检查,甲厂,1号仓库,灭火器压力不足,一般
2018-07-02,镇街检查,甲厂,2号仓库,灭火器压力不足,一般
EOF
hazards 'each is known again by its place' '0 2 0' again.csv <<EOF
$head,整改完成时间
2018-07-02,镇街检查,甲厂,2号仓库,灭火器压力不足,一般,2018-07-03
2018-07-02,镇街检查,甲厂,1号 仓库,灭火器压力不足,一般,
EOF
same 'and only that one is rectified' 'tlsafe-hazard list rectified!= --fields place' \
	'echo 2号仓库'
cat > bare.csv <<EOF
$head,整改完成时间
2018-07-02,镇街检查,甲厂,,灭火器压力不足,一般,2018-07-03
EOF
status 'a row without a place that fits both is refused' 65 'tlsafe-hazard import bare.csv' \
	'bare.csv:2: 隐患描述: fits 2: H20180702-000[12] .[12]号仓库.*give the place, or the id'
again
hazards 'a place that the first list lacks' '1 0 0' one.csv <<EOF
$head
2018-07-02,镇街检查,甲厂,,灭火器压力不足,一般
EOF
hazards 'is filled in by the next' '0 1 0' two.csv <<EOF
$head
2018-07-02,镇街检查,甲厂,1号仓库,灭火器压力不足,一般
EOF
cat > three.csv <<EOF
$head,备注
2018-07-02,镇街检查,甲厂,1号仓库,灭火器压力不足,一般,
2018-07-02,镇街检查,甲厂,,灭火器压力不足,一般,第二次
EOF
status 'two rows that are one hazard of the store' 65 'tlsafe-hazard import three.csv' \
	'three.csv:3: the same as line 2; the two rows differ in 隐患地点, 备注'
printf '隐患编号,备注\nH20180702-0001,a\nH20180702-0001,b\n' > id.csv
status 'and with an id' 65 'tlsafe-hazard import id.csv' \
	'this id stands in line 2 already.*; the two rows differ in 备注'

# --- what the desk mended stays ---------------------------------------------------
again
cat > fix.csv <<EOF
$head,整改完成时间
2018-07-02,镇街检查,甲厂,,灭火器压力不足,一般,2018-07-05
EOF
cp fix.csv same.csv
tlsafe-hazard import -q fix.csv >/dev/null
tlsafe-hazard set H20180702-0001 --correct rectified=2018-07-06 description=灭火器失效 \
	place=1号仓库 --reason 核对 >/dev/null
hazards 'a list that came before a correction changes nothing' '0 0 1' fix.csv < same.csv
same 'the correction stands' 'tlsafe-hazard list --fields rectified,description' \
	"printf '2018-07-06\t灭火器失效\n'"
again
tlsafe-hazard import -q fix.csv >/dev/null
tlsafe-hazard set H20180702-0001 description=灭火器已换 --on 2018-07-07 >/dev/null
hazards 'nor does one that came before a change' '0 0 1' fix.csv < same.csv

# --- units ------------------------------------------------------------------------
again
uhead=单位名称,统一社会信用代码,单位类型,所属镇街,详细地址
units 'a plant' '1 0 0 ' <<EOF
$uhead
甲机械一厂区,91500151MA5TETTX05,企业,蒲吕街道,工业一路1号
EOF
units 'another plant of the same credit code is another unit' '1 0 0 ' <<EOF
$uhead
甲机械二厂区,91500151MA5TETTX05,企业,旧县街道,工业二路9号
EOF
told 'with a note that names the first' 'note: .*U000001.* has this code too: taken as another unit'
units 'both are known again in one list' '0 0 2 ' <<EOF
$uhead
甲机械一厂区,91500151MA5TETTX05,企业,蒲吕街道,工业一路1号
甲机械二厂区,91500151MA5TETTX05,企业,旧县街道,工业二路9号
EOF
units 'two plants in one list' '2 0 0 ' <<EOF
$uhead
丙一厂,91500000202852965T,企业,蒲吕街道,一路
丙二厂,91500000202852965T,企业,旧县街道,二路
EOF
units 'one name at two addresses is two units' '2 0 0 ' <<EOF
$uhead
便民超市,,企业,蒲吕街道,一路1号
便民超市,,企业,蒲吕街道,二路2号
EOF
units 'a third is taken' '1 0 0 ' <<EOF
$uhead
便民超市,,企业,蒲吕街道,三路3号
EOF
told 'with a note of those that have its name' 'of this name there is U00000[0-9]'
units 'a row without an address fits them all' '' <<EOF
$uhead
便民超市,,企业,蒲吕街道,
EOF
told 'and is refused with the candidates' 'fits 3: '
tlsafe-register set DW1 name=甲机电厂 --on 2018-08-01 >/dev/null
units 'a former name is still the unit' '0 0 1 ' <<EOF
$uhead
甲厂,,企业,蒲吕街道,
EOF
units 'and so is the new one' '0 1 0 ' <<EOF
$uhead
甲机电厂,,学校,蒲吕街道,
EOF
units 'a code alone whose check digit is wrong tells nothing' '2 0 0 ' <<EOF
$uhead
丁一,91500151MA5TETTX06,企业,蒲吕街道,
丁二,91500151MA5TETTX06,企业,蒲吕街道,
EOF

# --- ids that a spreadsheet has written anew --------------------------------------
again
ihead=隐患编号,单位编号,发现日期,隐患来源,隐患等级,隐患描述
hazards 'ids with a point or a hyphen' '5 0 0' ids.csv <<EOF
$ihead
12.1,DW1,2018-07-02,村社巡查,一般,甲
12.10,DW1,2018-07-02,村社巡查,一般,乙
3-15,DW1,2018-07-02,村社巡查,一般,丙
1E5,DW1,2018-07-02,村社巡查,一般,丁
007,DW1,2018-07-02,村社巡查,一般,戊
EOF
hazards 'a row of 12.10 that came back as 12.1 does not touch 12.1' '0 0 1' cut.csv <<EOF
$ihead
12.1,DW1,2018-07-02,村社巡查,一般,乙
EOF
told 'and is noted' 'a spreadsheet made it of 12.10, whose row this is: "12.1"'
for pair in '12.1 乙 12.10' '3月15日 丙 3-15' '2018/3/15 丙 3-15' '15-Mar 丙 3-15' '100000 丁 1E5' \
	'7 戊 007'; do
	read -r id what was <<<"$pair"
	printf '%s,整改完成时间\n%s,DW1,2018-07-02,村社巡查,一般,%s,2018-07-09\n' \
		"$ihead" "$id" "$what" > e.csv
	status "$id is refused as $was" 65 'tlsafe-hazard import e.csv' \
		"e.csv:2: 隐患编号: a spreadsheet made it of $was, whose row this is: \"$id\"; give"
done
hazards 'an id of its own that looks so is taken' '1 0 0' own.csv <<EOF
$ihead
3月15日,DW1,2018-07-03,村社巡查,一般,己
EOF

# --- visits that found nothing ----------------------------------------------------
again
hazards 'a visit without a find is no hazard' '1 0 0' patrol.csv <<EOF
检查日期,单位编号,隐患来源,隐患描述,隐患等级,整改完成时间
2018/7/4,DW1,村社巡查,通道堵塞,一般,2018/7/6
2018/7/11,DW1,村社巡查,未发现隐患,一般,
2018/7/18,DW1,村社巡查,无隐患。,/,/
2018/7/25,DW1,村社巡查,/,,
2018/7/26,DW1,村社巡查,无,一般,
EOF
told 'and is noted' 'patrol.csv:3: note: 隐患描述: nothing was found'
same 'what is passed over is counted' \
	'tlsafe-hazard import -q patrol.csv | grep none' "printf 'none\t4\n'"
printf '隐患编号,隐患描述,备注\nH20180704-0001,/,已看\n' > blank.csv
status '"/" of a hazard that is there is a blank cell' 0 'tlsafe-hazard import blank.csv' \
	'changed	1' 'none	0'

# --- separators -------------------------------------------------------------------
for sep in '\t' ';'; do
	again
	printf '%s\nA1,DW1,2018-01-05,镇街检查,一般,无护栏\n' "$ihead" | tr , "$sep" > sep.txt
	status "a list separated by '$sep'" 0 'tlsafe-hazard import sep.txt' 'new	1'
done

# --- how a unit runs --------------------------------------------------------------
again
units 'a unit that stands still is not closed' '0 1 0 ' <<EOF
单位编号,单位状态
DW1,停产
EOF
same 'but suspended' 'tlsafe-register show DW1 --fields status --codes' \
	"printf 'status\tsuspended\n'"
units 'and starts again' '0 1 0 ' <<EOF
单位编号,单位状态
DW1,正常
EOF
same 'nobody inspected it' 'tlsafe-register show DW1 --fields status' \
	"printf 'status\t正常经营\n'"
tlsafe-register retire DW1 --reason 关停 >/dev/null
printf '单位编号,单位状态,备注\nDW1,正常,x\n' > run.csv
status 'the list that came before it was given up does not bring it back' 0 \
	'tlsafe-register import run.csv' 'void	1' \
	'note: 单位状态: DW1 was given up, its row is passed'
printf '单位编号,备注\nDW1,x\n' > none.csv
status 'nor does one that says nothing of it' 0 'tlsafe-register import none.csv' 'void	1'
printf '单位编号,单位状态\nDW1,在建\n' > run.csv
status 'both moved' 65 'tlsafe-register import run.csv' 'both the list and the store'
status 'a list that says that it runs brings it back' 0 \
	'tlsafe-register import run.csv --keep file' 'changed	1'
same 'and it counts again' 'tlsafe-register show DW1 --fields status --codes' \
	"printf 'status\tbuilding\n'"

# --- words that move, in a store of the version before ----------------------------
cp -r "$TLSAFE_SCHEMAS" before
cat > before/codes/unit_status.yaml <<'EOF'
codes: unit_status
about: "Statuses of units."
values:
  - {code: to-check, zh: 待检查, en: "To be checked", also: [未检查], attributes: {counts: "yes"}}
  - {code: checked, zh: 已检查, en: "Checked", also: [正常生产, 正常, 开业, 在建],
     attributes: {counts: "yes"}}
  - {code: rechecked, zh: 已复查, en: "Rechecked", attributes: {counts: "yes"}}
  - {code: moved, zh: 已搬迁, en: "Moved", also: [搬迁], attributes: {counts: "no"}}
  - {code: closed, zh: 已关闭, en: "Closed", also: [关闭, 停产, 注销, 停业],
     attributes: {counts: "no"}}
  - {code: locked, zh: 锁门, en: "Locked door", also: [锁门闭户], attributes: {counts: "yes"}}
  - {code: not-found, zh: 查无此单位, en: "Not found", also: [查无], attributes: {counts: "no"}}
  - {code: self-occupied, zh: 自住, en: "Self-occupied", attributes: {counts: "no"}}
  - {code: sealed, zh: 已查封, en: "Sealed", also: [查封], attributes: {counts: "no"}}
  - {code: duplicate, zh: 重复登记, en: "Duplicate", also: [重复], attributes: {counts: "no"}}
  - {code: fit-out, zh: 装修中, en: "Under fit-out", also: [装修], attributes: {counts: "yes"}}
  - {code: demolished, zh: 已拆除, en: "Demolished", also: [拆除], attributes: {counts: "no"}}
  - {code: vacant, zh: 空置, en: "Vacant", also: [闲置], attributes: {counts: "no"}}
EOF
rm -rf store
TLSAFE_SCHEMAS=$dir/before tlsafe-db init
cat > old.csv <<'EOF'
单位编号,单位名称,单位类型,所属镇街,单位状态
O1,甲,企业,蒲吕街道,停产
O2,乙,企业,蒲吕街道,正常
O3,丙,企业,蒲吕街道,
EOF
tlsafe-register import -q old.csv >/dev/null
tlsafe-register set O3 status=closed >/dev/null
stored() { tlsafe-register list --codes; }
stored > stored
status 'words that move need a reason' 65 'tlsafe-db schema apply' \
	"unit_status.yaml:[0-9]+: '停产' meant closed and would mean suspended; give --reason"
tlsafe-db schema apply --dry-run > would
moves() { awk -F'\t' '$3 == "record" || ($3 == "moved" && $6 ~ /^(停产|正常)$/) \
	{ print $3, $4, $5, $6 }' would | sort; }
same 'a dry run lists them, and the records that a list gave such a value' moves "printf '%s\n' \
	'moved operating checked 正常' 'moved suspended closed 停产' 'record O1 closed suspended' \
	'record O2 checked building' 'record O2 checked operating'"
ok 'with a reason they move' tlsafe-db schema apply --reason '停产不是关闭'
same 'what is stored stays' stored 'cat stored'
printf '单位编号,单位状态\nO2,停业\n' > next.csv
status 'and the next list means what it says' 0 'tlsafe-register import next.csv' 'changed	1'
same 'by the new code' 'tlsafe-register show O2 --fields status --codes' \
	"printf 'status\tsuspended\n'"
ok 'the store is sound' tlsafe-db check

# --- one fault is said once -------------------------------------------------------
again
seq 20 | sed "s/.*/2018-07-02,镇街检查,无名&厂,,说明&,一般/; 1i $head" > many.csv
status 'a ledger before its registry is told in a few lines' 65 'tlsafe-hazard import many.csv' \
	'many.csv:2: 单位名称: no such unit: "无名1厂"' \
	'many.csv: 单位名称: no such unit, and so 17 more rows; -v tells all; import the units' \
	'many.csv: 20 rows refused'
same 'three, the count with the cure, and the sum' 'wc -l <<<"$said"' 'echo 5'
all() { tlsafe-hazard import many.csv "$@" 2>&1 | grep -c 'no such unit' || :; }
same '-v tells all' 'all -v | cat' 'echo 20'
same 'and so do JSON Lines' 'all --errors jsonl | cat' 'echo 20'
sed "s/\$/,2018-07-03,2018-07-04,合格/; s/无名.*厂/甲厂/
	1s/.*/$head,整改完成时间,复查时间,复查结果/" many.csv > nobody.csv
status 'notes too' 0 'tlsafe-hazard import nobody.csv' 'note: person unknown.*and so 17 more rows'
printf '单位名称,所属镇街\n新一,蒲吕街道\n新二,蒲吕街道\n' > kinds.csv
status 'what a column lacks names the cure' 65 'tlsafe-register import kinds.csv' \
	'kind .单位类型. is required and missing; --set FIELD=VALUE'

# --- names of bodies and of units next door ---------------------------------------
again
tlsafe-register add --kind body name=区应急局 type=department id=B1 >/dev/null
printf '%s,所属镇街,承办单位,交办日期\n%s\n' "$head" \
	2018-07-02,镇街检查,甲厂,,说明,一般,蒲吕街道,区应急局,2018-07-02 > body.csv
status 'a department lies in no town' 0 'tlsafe-hazard import body.csv' 'new	1'
sed -i 's/区应急局/区住建局/; s/说明/说明二/' body.csv
status 'one that is not known names the cure' 65 'tlsafe-hazard import body.csv' \
	'承办单位: no such body: "区住建局"; --new-bodies makes'
status 'which makes it' 0 'tlsafe-hazard import body.csv --new-bodies' 'new	1'
printf '%s,所属镇街\n%s\n' "$head" 2018-07-02,镇街检查,乙厂,,说明三,一般,蒲吕街道 > next.csv
status 'a unit of that name in another town is named' 65 'tlsafe-hazard import next.csv' \
	'no such unit in 500151004 蒲吕街道: "乙厂"; near it: DW2 乙厂 .500151'

# --- columns ----------------------------------------------------------------------
again
printf '检查日期,受检单位,整改责任单位,隐患来源,隐患描述,隐患等级\n%s\n%s\n' \
	2018-07-02,甲厂,甲厂,镇街检查,一,一般 2018-07-02,甲厂,,镇街检查,二,一般 > two.csv
status 'two columns of one field that say the same' 0 'tlsafe-hazard import two.csv' 'new	2'
sed -i 's/一,一般/三,一般/; s/甲厂,甲厂/甲厂,乙厂/' two.csv
status 'or do not' 65 'tlsafe-hazard import two.csv' \
	"two.csv:2: 整改责任单位: '受检单位' is the field unit too.*--map '整改责任单位=-'"
status 'a column is left out' 0 "tlsafe-hazard import two.csv --map '整改责任单位=-'" 'new	1'
status 'also one that nobody knows' 0 \
	"sed 's/隐患等级/隐患等级,甲乙丙/; 2,\$s/\$/,x/' two.csv |
		tlsafe-hazard import - --map 甲乙丙=- --map '整改责任单位=-'" 'unchanged	2'

# --- what a list cannot write, and what it had better not ------------------------
again
tlsafe-hazard add id=A1 unit=DW1 found=2018-07-02 source=patrol level=general description=x \
	>/dev/null
tlsafe-hazard assign A1 --to 蒲吕街道 --due 2018-07-10 --on 2018-07-03 >/dev/null
printf '隐患编号,现期限,状态\nA1,2018-07-20,已销号\n' > derived.csv
status 'an edited derived column is a note that names the verb' 0 \
	'tlsafe-hazard import derived.csv' 'unchanged	1' \
	'derived.csv:2: note: 现期限: not taken.*2018-07-10.*assign --due --replace-due' \
	'note: 状态: not taken, .*it is 整改中, and moves by: verify --pass'
printf '隐患编号,现期限,状态,整改完成时间\nA1,2018/7/10,整改中,2018-07-05\n' > derived.csv
status 'what it was before the row is no edit' 0 'tlsafe-hazard import derived.csv' 'changed	1'
! grep -q note: <<<"$said"
result $? 'and has no note'
printf '%s\nA2,DW1,2018-07-02,村社巡查,一般,无盖\n' "$ihead" > level.csv
tlsafe-hazard import -q level.csv >/dev/null
sed -i s/一般/重大/ level.csv
status 'a level raised by a cell, without a criterion' 0 'tlsafe-hazard import level.csv' \
	'note: 隐患等级: A2 was general: .*without criterion'
sed -i s/重大/一般/ level.csv
status 'and lowered' 0 'tlsafe-hazard import level.csv' \
	'level.csv:2: note: 隐患等级: A2 was major: the list lowers it, and nobody approved'

# --- a configuration --------------------------------------------------------------
printf 'district: "500151"\nname: x\nlanguage: fr\noffset: "+08:00"\n' > mine.yaml
status 'a fault in it names that file' 78 'tlsafe-db init -s other --config mine.yaml' \
	"mine.yaml:3:11: 'language' is zh or en"

# --- values -----------------------------------------------------------------------
again
tlsafe-hazard add unit=DW1 found=2018-07-02 source=patrol level=general description=x \
	id=N1 >/dev/null
status 'money spent below zero' 65 \
	'tlsafe-hazard rectify N1 --on 2018-07-03 --by 王 --cost -320' 'less than 0.00'
status 'people below zero' 65 'tlsafe-register set DW1 employees=-5' 'less than 0'
printf '%s,整改资金（万元）\nN2,DW1,2018-07-02,村社巡查,一般,y,-0.5\n' "$ihead" > neg.csv
status 'money planned below zero' 65 'tlsafe-hazard import neg.csv' 'less than 0.00'
printf '单位编号,经度,纬度\nDW1,29.84,106.05\n' > swapped.csv
status 'longitude and latitude that are not of here are noted' 0 \
	'tlsafe-register import swapped.csv' 'note: 经度: not between 73 and 136.*29.84'
printf '\xef\xbb\xbfN1\r\n' > ids.txt
status 'a mark before the first id is no part of it' 0 'tlsafe-hazard note - --note 催办 < ids.txt'
for level in 较大 较大隐患; do
	printf '%s\nJ1,DW1,2018-07-02,村社巡查,%s,无护栏\n' "$ihead" "$level" > level.csv
	status "$level is no level, and none is guessed" 65 'tlsafe-hazard import level.csv' \
		'no such level: .*; there are general 一般, major 重大'
	! grep -q 'did you mean' <<<"$said"
	result $? 'nor named as meant'
done
finish
