# Plans of inspections: who is due, the double random draw, a day's way, and what fulfils them.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-02T09:00:00+08:00
tlsafe-db init
cat > units.csv <<'EOF'
单位编号,单位名称,单位类型,所属镇街,风险等级,经度,纬度,坐标系
U1,甲厂,企业,蒲吕街道,红,106.05,29.84,CGCS2000
U2,乙厂,企业,蒲吕街道,橙,106.06,29.85,CGCS2000
U3,丙厂,企业,旧县街道,黄,106.07,29.86,GCJ-02
U4,丁店,餐馆,旧县街道,蓝,106.01,29.80,
U5,戊店,餐馆,旧县街道,,,,
U6,己校,学校,旧县街道,蓝,106.02,29.81,CGCS2000
U7,庚厂,企业,旧县街道,红,106.02,29.81,CGCS2000
EOF
tlsafe-register import -q units.csv >/dev/null
tlsafe-register retire U7 --reason 关闭 --on 2018-07-01 >/dev/null
printf 'unit=U%s type=township day=2018-%s officers=王 summary=无\n' 1 06-30 2 06-01 3 01-15 \
	6 01-31 4 05-05 > before.txt
tlsafe-inspect record -q before.txt
plan='tlsafe-inspect plan'

# --- who is due ---------------------------------------------------------------------------------
expect 'those are due whose interval is over by the end of the period' \
	"$plan --period 2018-07 --by-risk --dry-run -q | cut -f2-3,5-" <<'EOF'
U5	戊店			12	2018-07-01	未定级单位每年
U3	丙厂	黄	2018-01-15	6	2018-07-15	黄色风险每半年
U1	甲厂	红	2018-06-30	1	2018-07-31	红色风险每月
U6	己校	蓝	2018-01-31	6	2018-07-31	人员密集场所每半年
EOF
same 'a dry run enters nothing' 'tlsafe-inspect list planned' :
same 'a quarter later others too, and none that was given up' \
	"$plan --period 2018Q3 --by-risk --dry-run -q | cut -f2" 'printf "U%s\n" 5 3 1 6 2'
same 'a year later all' "$plan --period 2019 --by-risk --dry-run -q | cut -f2 | sort" \
	'tlsafe-register list status!=closed --fields id'
expect 'it enters an inspection for each, and says how many' \
	"$plan --period 2018-07 --by-risk 2>&1 >/dev/null" <<'EOF'
tlsafe-inspect: units: 6; inspections: 4 planned, 0 that stood in a plan
EOF
expect 'they are planned' \
	'tlsafe-inspect list planned town=蒲吕街道 \
		--fields id,unit,type,category,plan,planned,state' \
	<<'EOF'
I000008	U1	镇街检查	计划执法	2018-07	2018-07-31	待检查
EOF
n=$(tlsafe-db log | wc -l)
same 'the same again prints them, and enters none' \
	"$plan --period 2018-07 --by-risk -q | cut -f1,2; tlsafe-db log | wc -l" \
	"tlsafe-inspect list planned --fields id,unit; echo $n"
same 'nor does a longer plan give a unit another' \
	"$plan --period 2018Q3 --by-risk -q | cut -f2 >/dev/null
	tlsafe-inspect list planned --fields unit" 'printf "U%s\n" 5 3 1 6 2'
same 'a visit after them is no inspection of the day' 'tlsafe-inspect list day=2018-07' :
same 'rules of an office count' \
	"sed 's/months: 12/months: 2/;s/^version: .*/version: \"2\"/' \\
		$src/schemas/rules/intervals.yaml > intervals.yaml
	tlsafe-db schema apply -q intervals.yaml >/dev/null
	$plan --period 2018-07 --by-risk -q --dry-run | grep U4 | cut -f6-8" \
	'printf "2018-05-05\t2\t2018-07-05\n"'
status 'months that divide no year' 78 \
	"sed -i '0,/months: 1,/s//months: 5,/;s/^version: .*/version: \"3\"/' intervals.yaml
	tlsafe-db schema apply -q intervals.yaml >/dev/null
	$plan --period 2018-07 --by-risk" 'intervals.yaml:[0-9]+: red: .*divides a year'
status 'a word that units do not have' 78 \
	"sed -i 's/months: 5,/months: 1,/;s/risk=orange/colour=orange/' intervals.yaml
	sed -i 's/^version: .*/version: \"4\"/' \\
		intervals.yaml; tlsafe-db schema apply -q intervals.yaml >/dev/null
	$plan --period 2018-07 --by-risk" "intervals.yaml:[0-9]+: orange: 'where'.*colour"
sed 's/^version: .*/version: "5"/' "$src/schemas/rules/intervals.yaml" > intervals.yaml
tlsafe-db schema apply -q intervals.yaml >/dev/null

# --- what fulfils them --------------------------------------------------------------------------
visit() { printf 'unit=%s type=township day=%s officers=%s %s\n=n 通道堵塞\n' "$@"; }
export TLSAFE_NOW=2018-07-20T09:00:00+08:00
same 'a sheet of the unit makes the planned one' \
	"visit U1 2018-07-05 王 | tlsafe-inspect record -q - >/dev/null
	tlsafe-inspect list unit=U1 day=2018-07 --fields id,day,plan,officers,fails,state" \
	'printf "I000008\t2018-07-05\t2018-07\t王\t1\t已检查\n"'
same 'its hazard names it' 'tlsafe-hazard list unit=U1 --fields inspection' 'echo I000008'
same 'history tells both' 'tlsafe-inspect history I000008 --codes | cut -f4' \
	'printf "add\nrecord\n"'
same 'before that day it was planned' \
	'tlsafe-inspect list planned --as-of 2018-07-04 unit=U1 --fields id' 'echo I000008'
n=$(tlsafe-db log | wc -l)
same 'the same sheet again changes nothing' \
	"visit U1 2018-07-05 王 | tlsafe-inspect record -q -; tlsafe-db log | wc -l" "echo $n"
same 'a second visit is one of its own' \
	"visit U1 2018-07-06 王 | tlsafe-inspect record -q - >/dev/null
	tlsafe-inspect list unit=U1 day=2018-07-06 --fields id,plan" 'printf "I000011\t\n"'
same 'a sheet may name the one that it makes' \
	"visit U3 2018-07-05 王 id=I000007 | tlsafe-inspect record -q - >/dev/null
	tlsafe-inspect list unit=U3 day=2018-07 --fields id" 'echo I000007'
status 'but not that of another unit' 65 \
	"visit U3 2018-07-05 王 id=I000009 | tlsafe-inspect record -" 'I000009 is planned for U6'
status 'nor one that was made' 65 \
	"visit U3 2018-07-09 王 id=I000007 | tlsafe-inspect record -" 'this id is taken'
same 'a visit before the plan is none of it' \
	"visit U6 2018-07-01 王 | tlsafe-inspect record -q - >/dev/null
	tlsafe-inspect list unit=U6 planned --fields id" 'echo I000009'
same 'one of another type neither' \
	"printf 'unit=U6 type=township day=2018-07-03 officers=王 summary=无 campaign=消防\n' |
		tlsafe-inspect record -q - >/dev/null
	tlsafe-inspect list unit=U6 planned --fields id
	tlsafe-inspect list campaign=消防 --fields unit" 'printf "I000009\nU6\n"'
same 'one is overdue when its period is over' \
	'TLSAFE_NOW=2018-08-01T09:00:00+08:00 tlsafe-inspect list overdue --fields unit
	tlsafe-inspect list 逾期' 'printf "U5\nU6\n"'
same 'one is cancelled, and may be planned anew' \
	"tlsafe-inspect void I000006 --reason 取消 -q >/dev/null
	tlsafe-inspect list planned unit=U5
	$plan id=U5 --period 2018-07 --by-risk -q | cut -f1,2" 'printf "I000014\tU5\n"'
status 'what was made is not cancelled' 77 'tlsafe-inspect void I000008 --reason cancelled' \
	'what was made cannot be cancelled'

# --- the draw -----------------------------------------------------------------------------------
cat > officers.csv <<'EOF'
姓名,工作单位,执法证号,发证日期,有效期至,状态,回避单位,回避机构
王明,区应急局,渝A001,2016-01-01,2020-12-31,在岗,U1、U2,
李强,区应急局,渝A002,2016-01-01,2020-12-31,,,
赵平,蒲吕街道,渝A003,2012-01-01,2017-12-31,在岗,,
孙立,旧县街道,渝A004,2017-01-01,2021-12-31,在岗,,旧县街道
周正,旧县街道,渝A005,2017-01-01,2018-08-30,在岗,,
吴刚,旧县街道,,,,在岗,,
郑华,区应急局,渝A006,2016-01-01,2020-12-31,停职,,
EOF
tlsafe-register import -q officers.csv --kind officer --new-bodies >/dev/null
draw="$plan --period 2018-08 --seed 2018-08号 --officers 2"
reckon() {
	for id; do
		printf '%s\t%s\n' "$(printf '2018-08号\0%s' "$id" | b2sum -l 256 | cut -d' ' -f1)" \
			"$id"
	done | sort
}
same 'anybody can reckon the order again' \
	"$draw --draw 100% --dry-run -q | awk -F'\t' '{ print \$7 \"\t\" \$2 }'" \
	'reckon U1 U2 U3 U4 U5 U6'
same 'a part is its beginning, rounded up' \
	"$draw --draw 20% --dry-run -q | cut -f2,6" \
	"reckon U1 U2 U3 U4 U5 U6 | head -n 2 | cut -f2 | awk '{ print \$0 \"\t\" NR }'"
same 'of those that the words select' "$draw town=旧县街道 --draw 2 --dry-run -q | cut -f2" \
	'reckon U3 U4 U5 U6 | head -n 2 | cut -f2'
same 'officers with a valid certificate go, but not where they have a conflict' \
	"$draw --draw 100% --dry-run -q -o json |
		jq -r '.unit + \" \" + (.officers | sort | join(\" \"))' | sort" \
	'for u in 1 2; do echo "U$u 孙立 李强"; done
	for u in 3 4 5 6; do echo "U$u 李强 王明"; done'
same 'two who may both go take turns by their own digests' \
	"$draw id=U5 --draw 1 --officers 1 --set type=township --dry-run -q | cut -f8" \
	"id() { tlsafe-register --kind officer list name=\$1 --fields id; }
	reckon \$(id 李强) \$(id 王明) | head -n 1 | cut -f2 |
		xargs -I% tlsafe-register --kind officer list id=% --fields name"
expect 'it enters enforcement inspections, with seed and what was drawn from' \
	"$draw risk!=红 --draw 2 2>&1 >/dev/null
	tlsafe-inspect list plan=2018-08 --fields type,random,certificates,body.name | sort |
		uniq -c | sed 's/^ *//'
	tlsafe-inspect list plan=2018-08 --fields id | head -n 1 |
		tlsafe-inspect history - -o json | jq -r .note" <<'EOF'
tlsafe-inspect: units: 5; inspections: 2 planned, 0 that stood in a plan; seed: 2018-08号
2 执法检查	2018-08号	渝A001、渝A002	区应急局
双随机抽取 2/5: risk!=红
EOF
n=$(tlsafe-db log | wc -l)
same 'the same again prints it, and enters none' \
	"$draw risk!=红 --draw 2 -q | cut -f1,2,8; tlsafe-db log | wc -l" \
	"tlsafe-inspect list plan=2018-08 --fields id,unit,officers; echo $n"
status 'another draw wants another seed' 77 "$draw risk!=红 --draw 3" 'give another --seed'
same 'in a campaign it is another one' \
	"$draw risk!=红 --draw 1 --campaign 燃气专项 -q >/dev/null
	tlsafe-inspect list campaign=燃气专项 --fields category,campaign" \
	'printf "专项执法\t燃气专项\n"'
same 'which the visit keeps' \
	"printf 'unit=%s type=enforcement day=2018-08-02 officers=王明、李强 summary=无\n' \
		\$(tlsafe-inspect list campaign=燃气专项 --fields unit) > v.txt
	sed -i 's/summary/campaign=燃气专项 summary/' v.txt
	export TLSAFE_NOW=2018-08-03T09:00:00+08:00
	tlsafe-inspect record -q v.txt
	tlsafe-inspect list campaign=燃气专项 --fields state,day" \
	'printf "已检查\t2018-08-02\n"'
same 'others may not be' "$draw --draw 1 --set category=其他执法 --set body=区应急局 \
		--set scope=燃气 --seed other --officers 2 --set type=镇街检查 id=U5 -q >/dev/null
	tlsafe-inspect list random=other --fields category,body.name,scope,type" \
	'printf "其他执法\t区应急局\t燃气\t镇街检查\n"'
ok 'the store is sound' tlsafe-db check
same 'and the journal says the same again' \
	'tlsafe-db export > lines; tlsafe-db init -q -s again
	tlsafe-db import - -s again < lines >/dev/null
	tlsafe-inspect list -s again --fields id,state,plan,random,officers' \
	'tlsafe-inspect list --fields id,state,plan,random,officers'

# --- a day's way --------------------------------------------------------------------------------
way="$plan --period 2018-09 --by-risk --dry-run --route 106.0,29.8"
expect 'by distance, and without a place last' \
	"$plan --period 2019 --by-risk --dry-run --route 106.0,29.8 2>&1 | cut -f2,10" <<'EOF'
tlsafe-inspect: note: without longitude and latitude, and last: U5
tlsafe-inspect: note: their datum is not said, and taken as CGCS2000: U4
tlsafe-inspect: units: 6; inspections: 2 planned, 4 that stood in a plan
U4	0.96
U6	1.47
U1	4.42
U2	1.47
U3	1.51
U5	
EOF
same 'the start may be of another datum' \
	"$plan --period 2019 --by-risk --dry-run --route 106.003905,29.797484,gcj02 -q | cut -f2" \
	"$plan --period 2019 --by-risk --dry-run --route 106.0,29.8 -q | cut -f2"
same 'planned ones are a way too' \
	'tlsafe-inspect list planned | tlsafe-inspect plan - --route 106.0,29.8 -q | cut -f1 |
		sort' \
	'tlsafe-inspect list planned --fields id'
same 'of none there is none' 'tlsafe-inspect list planned unit=U7 |
	tlsafe-inspect plan - --route 106.0,29.8' :

# --- their sheets -------------------------------------------------------------------------------
export TLSAFE_NOW=2018-08-03T18:00:00+08:00
same 'a plan becomes sheets, each with its inspection and what the plan says' \
	"tlsafe-inspect list planned plan=2018-08 |
		tlsafe-inspect sheet - --checklist workshop -o json |
		jq -r 'select(.id) | [.id, .unit, .type, (.officers | join(\"、\"))] | @tsv'" \
	'tlsafe-inspect list planned plan=2018-08 --codes --fields id,unit,type,officers'
one=$(tlsafe-inspect list planned random=2018-08号 --fields id | head -n 1)
fill() { sed "s/^检查日期,/&2018-08-03/;s/^检查情况,/&无/"; }
same 'and what comes back makes that one' \
	"tlsafe-inspect sheet $one --checklist workshop | fill > s.csv
	tlsafe-inspect record -q s.csv && tlsafe-inspect record -q s.csv
	tlsafe-inspect list id=$one --fields state,day,checklist,random" \
	'printf "已检查\t2018-08-03\tworkshop\t2018-08号\n"'
same 'several in one file too' \
	"tlsafe-inspect list planned unit=U2,U6 --fields id > ids
	tlsafe-inspect sheet - --checklist workshop < ids | fill |
		sed 's/^检查人员,/&王/' > s.csv
	tlsafe-inspect record -q s.csv
	tlsafe-inspect list unit=U2,U6 day=2018-08-03 --fields id" "cat ids"
ok 'a page for paper has all of them' eval \
	"tlsafe-inspect list planned | head -n 2 |
		tlsafe-inspect sheet - --checklist workshop -O s.html &&
		tidy -qe s.html 2>&1 && [ \$(grep -c '<section id=\"items' s.html) = 2 ]"
status 'of one that was made there is none' 77 "tlsafe-inspect sheet $one --checklist workshop" \
	"$one is not planned"
status 'by no list' 64 "tlsafe-inspect sheet $one" 'by which list'
status 'of a unit besides' 64 "tlsafe-inspect sheet $one --checklist workshop --unit U1" \
	'has its unit'

# --- what is refused ----------------------------------------------------------------------------
status 'no period' 64 "$plan --by-risk" 'for which days'
status 'an unknown period' 64 "$plan --by-risk --period 2018-13" "no period: '2018-13'" 2018Q3
status 'one that is over' 77 "$plan --by-risk --period 2018-06" 'the period 2018-06 is over'
status 'neither' 64 "$plan --period 2018-09" 'those who are due .--by-risk., or a draw'
status 'both' 64 "$plan --period 2018-09 --by-risk --draw 1" 'or a draw'
status 'no seed' 64 "$plan --period 2018-09 --draw 1 --officers 2" 'a draw wants a seed'
status 'a blank seed' 64 "$plan --period 2018-09 --draw 1 --officers 2 --seed ' '" 'seed is blank'
status 'no officers' 64 "$plan --period 2018-09 --draw 1 --seed x" 'how many officers'
status 'one for enforcement' 65 "$plan --period 2018-09 --draw 1 --seed x --officers 1" \
	'needs two officers'
status 'more than there are' 65 "$draw --draw 7" '7 units are to be drawn of 6'
status 'of none' 65 "$draw --draw 5% kind=care" 'units are to be drawn of 0'
status 'no number' 64 "$draw --draw 0%" "not how many are drawn: '0%'"
status 'a seed without a draw' 64 "$plan --by-risk --period 2018-09 --seed x" 'go with --draw'
status 'more officers than there are' 65 "$plan --period 2018-09 --draw 1 --seed x --officers 9" \
	'9 officers are to go together, and 3 serve and have a certificate'
status 'none who may go there' 65 \
	"$plan id=U1 --period 2018-09 --draw 1 --seed x --officers 3" \
	'of 3 officers 2 may go there, and 3 are to'
status 'a certificate that ends before the period' 65 \
	"$plan --period 2021 --draw 1 --seed x --officers 2" 'and 1 serve'
status 'a way from nowhere' 64 "$way,,," "not LON,LAT"
status 'without numbers' 64 "$plan --period 2018-09 --by-risk --route here,there" 'not LON,LAT'
status 'latitude first' 64 "$plan --period 2018-09 --by-risk --route 29.8,106.0" \
	'longitude comes first'
status 'an unknown datum' 64 "$way,xian80" "no datum: 'xian80'"
status 'a way without a beginning' 64 'echo I000008 | tlsafe-inspect plan -' 'from where'
status 'of one that was made' 77 'echo I000008 | tlsafe-inspect plan - --route 106,29.8' \
	'I000008 is not planned any more'
status 'of one that there is not' 66 'echo I9 | tlsafe-inspect plan - --route 106,29.8' I9
status 'a plan that stands and a new one' 64 \
	'echo I000008 | tlsafe-inspect plan - --route 106,29.8 --by-risk' \
	'--by-risk goes with a new'
status 'a value that a plan does not set' 64 \
	"$plan --period 2018-09 --by-risk --set day=2018-09-01" "does not set 'day'"
status 'a value that is none' 65 "$plan --period 2018-09 --by-risk --set type=x" 'set type'
status 'a word that units do not have' 64 "$plan --period 2018-09 --by-risk colour=red" colour
status 'rules that are for something else' 66 \
	"$plan --period 2018-09 --by-risk --rules signals" "'signals' for plan"
finish
