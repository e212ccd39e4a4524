# A recheck: the sheet of hazards that wait for one, and what comes back.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-25T18:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=铜梁某餐馆 kind=restaurant town=蒲吕街道 sector=209 >/dev/null
tlsafe-register add -q id=U2 name=铜梁某旅馆 kind=enterprise town=蒲吕街道 sector=209 >/dev/null
record='tlsafe-inspect record -q'
add() # ID UNIT [FIELD=VALUE...]
{
	local id=$1 unit=$2
	shift 2
	tlsafe-hazard add -q id="$id" unit="$unit" source=inspection category=01 found=2018-07-02 \
		finder=王 deadline=2018-07-20 description="隐患$id" level="${level-general}" \
		"$@" >/dev/null
}
for i in 1 2 3; do add H-$i U1; done
add H-4 U2 place=厨房
add H-5 U2
level=major add H-6 U2 criterion=x
tlsafe-hazard plan -q H-6 plan_goal=a plan_measures=b plan_money=1 plan_people=c plan_time=d \
	plan_contingency=e >/dev/null
tlsafe-hazard add -q id=H-7 place=路口 town=蒲吕街道 source=patrol category=01 found=2018-07-02 \
	finder=王 deadline=2018-07-20 description=无单位 level=general >/dev/null
tlsafe-hazard assign -q H-1 H-2 H-3 H-4 H-6 H-7 --to 蒲吕街道 --on 2018-07-03 >/dev/null
tlsafe-hazard rectify -q H-1 H-2 H-4 H-6 H-7 --on 2018-07-18 --by 张三 result=已更换 >/dev/null

# --- the sheet ----------------------------------------------------------------------------------
expect 'those that wait are on a sheet for each unit' \
	'tlsafe-hazard list awaiting town=蒲吕街道 |
	tlsafe-inspect sheet - --recheck -o csv 2>/dev/null |
	grep -E "^(单位编号|检查类型|隐患编号|H-)" | cut -d, -f1,2,4-7' <<'END'
单位编号,U1,,,,
检查类型,复查,,,,
隐患编号,检查内容,现期限,整改完成时间,整改人,整改情况
H-1,隐患H-1,2018-07-20,2018-07-18,张三,已更换
H-2,隐患H-2,2018-07-20,2018-07-18,张三,已更换
单位编号,U2,,,,
检查类型,复查,,,,
隐患编号,检查内容,现期限,整改完成时间,整改人,整改情况
H-4,厨房：隐患H-4,2018-07-20,2018-07-18,张三,已更换
H-6,【重大】隐患H-6,2018-07-20,2018-07-18,张三,已更换
END
same 'one of no unit, and one that nobody has yet, are left out, which is told' \
	'tlsafe-inspect sheet H-5 H-7 H-1 --recheck 2>&1 >/dev/null | sed "s/.*: left/left/"' \
	'printf "%s\n" "left out: it is neither assigned nor awaiting a recheck: \"H-5\"" \
		"left out: it is of no unit: \"H-7\"; recheck it with tlsafe-hazard verify"'
status 'nothing that could be rechecked' 77 'tlsafe-inspect sheet H-5 --recheck' \
	'none of these is to be rechecked'
status 'no such hazard' 66 'tlsafe-inspect sheet H-9 --recheck' 'H-9'
same 'none is no error' 'printf "" | tlsafe-inspect sheet - --recheck' 'true'
status 'a list and a recheck are two things' 64 \
	'tlsafe-inspect sheet H-1 --recheck --checklist restaurant' 'leave --checklist'
ok 'a page for paper is well formed' eval \
	'tlsafe-inspect sheet H-1 H-4 --recheck -O r.html && tidy -qe r.html &&
	[ $(grep -c 整改复查表 r.html) -ge 2 ]'

# --- what is refused ----------------------------------------------------------------------------
head='unit=U1 type=recheck day=2018-07-25 officers=王、李'
refused() # NAME LINES SENTENCE
{
	printf '%b' "$2" > bad.txt
	status "$1" 65 "$record bad.txt" "bad.txt:2: .*$3"
}
n=$(tlsafe-db log | wc -l)
refused 'one of another unit' "$head\nH-4=y\n" 'not of the unit'
refused 'one that is not there' "$head\nH-9=y\n" 'H-9'
refused 'not applicable' "$head\nH-1=na\n" 'passed .* or failed'
refused 'a failure without a deadline' "$head\nH-1=n 仍漏气\n" 'sets a new deadline'
refused 'a pass with one' "$head\nH-1=y due=+3d\n" 'only a failed recheck'
refused 'a deadline before it' "$head\nH-1=n 仍漏气 due=2018-07-24\n" 'before the inspection'
refused 'put right on the spot' "$head\nH-1=n 仍漏气 due=+3d on_spot=yes\n" 'found before'
refused 'by who put it right, among others' "${head/李/张三}\nH-1=y\n" 'cannot verify it'
refused 'a major one without approval' "${head/U1/U2}\nH-6=y\n" 'needs who approved it'
refused 'one that nobody has yet' "${head/U1/U2}\nH-5=y\n" 'not possible in state'
refused 'a hazard of a sheet that is none of a recheck' \
	"${head/recheck/township} checklist=restaurant version=1\nG01=y hazard=H-1\n" \
	'only a recheck'
printf '%b' "$head\nH-1=y\nh-1=y\nH-1=y\n" > bad.txt
status 'one twice' 65 "$record bad.txt" 'answered twice'
same 'nothing of all this was recorded' 'tlsafe-db log | wc -l' "echo $n"

# --- what comes back ----------------------------------------------------------------------------
printf '\x89PNG\r\n\x1a\n' > after.png
tlsafe-hazard list awaiting town=蒲吕街道 2>/dev/null |
	tlsafe-inspect sheet - --recheck -o csv 2>/dev/null |
	python3 -c '
import csv, sys
said = {"检查日期": "2018-07-24", "检查人员": "王、李", "H-1": "符合", "H-2": "不符合",
	"H-4": "符合", "H-6": "符合"}
out = csv.writer(sys.stdout)
for row in csv.reader(sys.stdin):
	if row and row[0][:2] == "H-":
		row[at["结果"]] = said[row[0]]
		if row[0] == "H-2":
			row[at["问题描述"]] = "仍漏气"
			row[at["整改期限"]] = "2018-07-31"
		if row[0] == "H-6":
			row[at["批准人"]] = "赵"
		if row[0] == "H-1":
			row[at["照片"]] = "after.png"
	elif row and row[0] in said:
		row[1] = said[row[0]]
	elif row and row[0] == "隐患编号":
		at = {name: i for i, name in enumerate(row)}
	out.writerow(row)
' > back.csv
expect 'it goes back in, and prints what still needs somebody' \
	"$record back.csv | cut -f1,9,10" <<'END'
H-2	2018-07-31	整改中
END
expect 'those that passed are closed, one that failed is back' \
	'tlsafe-hazard list id=H-1,H-2,H-4,H-6 --fields \
		id,state,closed,verified,verified_by,approved_by,cycle' <<'END'
H-1	已销号	2018-07-24	2018-07-24	王、李		1
H-2	整改中		2018-07-24	王、李		2
H-4	已销号	2018-07-24	2018-07-24	王、李		1
H-6	已销号	2018-07-24	2018-07-24	王、李	赵	1
END
same 'the same sheet changes nothing' "$record back.csv; tlsafe-inspect list | wc -l" 'echo 2'
expect 'an inspection of a type of its own has an item for each' \
	'tlsafe-inspect list --fields id,unit,type,conforms,fails
	tlsafe-inspect items inspection=I000001 --fields id,text,result,finding,hazard' <<'END'
I000001	U1	复查	1	1
I000002	U2	复查	2	0
I000001-1	隐患H-1	符合		H-1
I000001-2	隐患H-2	不符合	仍漏气	H-2
END
same 'what was found stands in the history' 'tlsafe-hazard history H-2 | grep -c 仍漏气' 'echo 1'
same 'the photo of after is that of the hazard' 'tlsafe-inspect photos H-1 | cut -f3' \
	'echo I000001-1-1.png'
same 'typed lines name hazards too, and what else was found' \
	"printf '%s\n' 'unit=U1 type=recheck day=2018-07-25 officers=王' 'H-3=y' \
		'=n 通道堵塞 due=+7d' > typed.txt
	$record typed.txt | cut -f2,7; tlsafe-hazard list id=H-3 --fields state" \
	'printf "U1\t通道堵塞\n已销号\n"'
same 'a workbook' \
	"tlsafe-hazard rectify -q H-2 --on 2018-07-25 --by 张三 result=再修 >/dev/null
	tlsafe-inspect sheet H-2 --recheck -O r.xlsx && xlsx2csv -d , r.xlsx |
		sed 's/^检查日期,.*/检查日期,2018-07-25/; s/^检查人员,.*/检查人员,王/;
			s/再修,/再修,符合/' > r.csv
	$record r.csv; tlsafe-hazard list id=H-2 --fields state" 'echo 已销号'
same 'JSON' \
	"add H-8 U1; tlsafe-hazard assign -q H-8 --to 蒲吕街道 --on 2018-07-03 >/dev/null
	tlsafe-inspect sheet H-8 --recheck -o json | jq -c 'if .hazard then . + {result: \"yes\"}
		else . + {day: \"2018-07-25\", officers: [\"王\"]} end' > r.jsonl
	$record r.jsonl; tlsafe-hazard list id=H-8 --fields state" 'echo 已销号'
same 'in English no two columns are called alike' \
	'tlsafe-db set -q language=en --reason x >/dev/null; add H-9 U1
	tlsafe-hazard assign -q H-9 --to 蒲吕街道 --on 2018-07-03 >/dev/null
	tlsafe-inspect sheet H-9 --recheck | sed "s/^Day,.*/Day,2018-07-25/
		s/^Officers,.*/Officers,王/; s/\(^H-9,.*2018-07-20,,,\),/\1,Conforms/" > e.csv
	'"$record e.csv"'; tlsafe-hazard list id=H-9 --fields state' 'echo Closed'
ok 'the store is sound' tlsafe-db check

finish
