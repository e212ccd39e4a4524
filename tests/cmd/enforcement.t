# A whole enforcement case (执法案件): drawn, planned, inspected, ordered, served, rechecked twice,
# fined, and closed into a file that says itself what it holds.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-02T09:00:00+08:00
tlsafe-db init
body=500151004
tlsafe-register set -q $body 'doc_prefix=（蒲）' may_order=yes >/dev/null
tlsafe-db set -q authority_body=蒲吕街道 --reason 启用 >/dev/null
cat > units.csv <<'END'
单位编号,单位名称,单位类型,所属镇街,行业领域,风险等级,地址
U1,甲厂,企业,蒲吕街道,206,红,工业路1号
U2,乙厂,企业,蒲吕街道,206,红,工业路2号
U3,丙厂,企业,蒲吕街道,206,蓝,工业路3号
END
cat > officers.csv <<'END'
姓名,工作单位,执法证号,有效期至
王明,蒲吕街道,渝A001,2020-12-31
李强,蒲吕街道,渝A002,2020-12-31
赵平,蒲吕街道,渝A003,2018-06-30
END
ok 'units and officers' eval 'tlsafe-register import -q units.csv >/dev/null &&
	tlsafe-register import -q --kind officer officers.csv >/dev/null'

# --- drawn --------------------------------------------------------------------------------------
draw='tlsafe-inspect plan risk=red --period 2018-07 --draw 1 --seed 甲乙丙 --officers 2 -q'
hash() { printf '%s\0%s' 甲乙丙 "$1" | b2sum -l 256 | cut -d' ' -f1; }
unit=$(for u in U1 U2; do echo "$(hash "$u") $u"; done | sort | head -n 1 | cut -d' ' -f2)
pair=$(for o in O000001:王明 O000002:李强; do echo "$(hash "${o%:*}") ${o#*:}"; done |
	sort | cut -d' ' -f2 | paste -sd, | sed 's/,/、/')
same 'a unit and two officers are drawn, which anybody can reckon' \
	"$draw >/dev/null; tlsafe-inspect list planned --fields unit,officers" \
	"printf '$unit\t$pair\n'"
visit=$(tlsafe-inspect list planned --fields id -q)

# --- inspected ----------------------------------------------------------------------------------
export TLSAFE_NOW=2018-07-03T18:00:00+08:00
mkdir visit
printf '\x89PNG\r\n\x1a\nbefore' > visit/before.png
tlsafe-inspect sheet --checklist workshop --unit "$unit" | python3 -c '
import csv, sys
heads = {"检查编号": sys.argv[1], "检查类型": "执法检查", "检查日期": "2018-07-03",
	"开始时间": "9:05", "结束时间": "10:30", "检查场所": "一车间",
	"检查人员": "王明、李强", "执法证号": "渝A001、渝A002", "单位代表": "张三", "职务": "厂长"}
failed = {"W01": ("防护罩缺失", "2018-07-10", ""), "W02": ("配电箱未锁", "+15d", ""),
	"W03": ("通道堆物", "", "是")}
out = csv.writer(sys.stdout)
at = None
for row in csv.reader(sys.stdin):
	if at and row[0]:
		row[at["结果"]] = "不符合" if row[0] in failed else "符合"
		if row[0] in failed:
			find, due, spot = failed[row[0]]
			row[at["问题描述"]] = find
			row[at["整改期限"]], row[at["立查立改"]] = due, spot
		if row[0] == "W01":
			row[at["照片"]] = "before.png"
	elif row[0] in heads:
		row[1] = heads[row[0]]
	elif row[0] == "编号":
		at = {name: i for i, name in enumerate(row)}
	out.writerow(row)
' "$visit" > visit/sheet.csv
expect 'the sheet is recorded: two are left, one was put right on the spot' \
	'tlsafe-inspect record -q visit/sheet.csv | tee found | cut -f7,9' <<'END'
防护罩缺失	2018-07-10
配电箱未锁	2018-07-18
END
same 'it is the planned inspection that was made' \
	"tlsafe-inspect list $visit --fields day,fails,state" 'printf "2018-07-03\t3\t已检查\n"'
same 'what was put right on the spot is inside what was put right' \
	"tlsafe-stats rate -o json | jq -r '[.found, .rectified, .on_spot] | @tsv'" \
	'printf "3\t1\t1\n"'
first=$(sed -n 1p found | cut -f1) second=$(sed -n 2p found | cut -f1)

# --- ordered ------------------------------------------------------------------------------------
same 'the record of the inspection' \
	"tlsafe-report notice $visit --kind record -O papers -q | cut -f2" \
	'echo （蒲）安监检记〔2018〕1号'
remedy='government=铜梁区人民政府 reviewer=区应急局 court=铜梁区人民法院'
tlsafe-hazard assign -q - --to @town < found >/dev/null
same 'an order with two deadlines' \
	"tlsafe-report notice - --kind order $remedy -O papers -q < found | cut -f2,5" \
	"printf '（蒲）安监责改〔2018〕1号\t$first、$second\n'"
status 'which names who inspected, and both days' 0 'cat papers/*责改*' '王明' '渝A002' \
	'2018年7月10日' '2018年7月18日'
order=$(tlsafe-report list --kind document type=order --fields id -q)
ok 'is served' tlsafe-report served -q "$order" --how direct --to 张三 --on 2018-07-03

# --- rechecked, and once more -------------------------------------------------------------------
export TLSAFE_NOW=2018-07-11T18:00:00+08:00
ok 'the unit says that both are put right' \
	tlsafe-hazard rectify -q "$first" "$second" --by 张三 --on 2018-07-10 result=已整改
recheck() # DAY FIRST SECOND: fills the sheet of those that wait
{
	tlsafe-hazard list awaiting | tlsafe-inspect sheet - --recheck |
		sed "s/^检查日期,/检查日期,$1/; s/^检查人员,/检查人员,王明、李强/
			s/\(^$first,.*已整改,\),/\1$2,/; s/\(^$second,.*已整改,\),,,/\1$3,/"
}
same 'one passes, one fails and has a new deadline' \
	"recheck 2018-07-11 符合 不符合,仍未锁,2018-07-16 | tlsafe-inspect record -q - |
		cut -f1,9" \
	"printf '$second\t2018-07-16\n'"
expect 'so it stands' "tlsafe-hazard list $first $second --fields state,closed,due,cycle" <<'END'
已销号	2018-07-11	2018-07-10	1
整改中		2018-07-16	2
END
same 'the opinion has a result for each' \
	"tlsafe-report notice $first $second --kind recheck -O papers -q | cut -f2" \
	'echo （蒲）安监复查〔2018〕1号'
expect 'which those sign who rechecked' "tlsafe-report list --kind document type=recheck \
	--fields officers,certificates -q" <<'END'
王明、李强	渝A001、渝A002
END
export TLSAFE_NOW=2018-07-16T18:00:00+08:00
ok 'it is put right' tlsafe-hazard rectify -q "$second" --by 张三 --on 2018-07-16 result=已整改
same 'and passes' \
	"recheck 2018-07-16 '' 符合, | tlsafe-inspect record -q -
	tlsafe-hazard list $second --fields state,closed" 'printf "已销号\t2018-07-16\n"'

# --- closed -------------------------------------------------------------------------------------
ok 'a fine' tlsafe-register --kind penalty add -q unit="$unit" inspection="$visit" \
	document="$order" ground=安全生产法 filed=2018-07-04 decided=2018-07-10 sum=20000 \
	paid=20000 paid_on=2018-07-16 closed=2018-07-16
ok 'the file' tlsafe-report dossier "$visit" -O file
same 'has every paper, the photo, and what was entered' \
	"ls file | sed 's/^[0-9]*-//; s/-D[0-9]*.html//' | sort" \
	"printf '%s\n' $visit-W01-photos-1.png （蒲）安监检记〔2018〕1号 （蒲）安监责改〔2018〕1号 \
		（蒲）安监复查〔2018〕1号 SHA256SUMS index.html journal.jsonl records.jsonl | sort"
ok 'its sums hold' eval 'cd file && sha256sum -c --quiet SHA256SUMS'
same 'the fine is in it' "jq -r 'select(.sum).sum' file/records.jsonl" 'echo 20000.00'
expect 'the return of enforcement counts visits, findings, papers and money' \
	"tlsafe-report form E 2018-07 -o csv | grep -E '^(合计|13)'" <<'END'
合计,1,1,1,0,2,3,0,0,3,0,1,1,0,1,1,1,2,2
13.机场和油料企业,1,1,1,0,2,3,0,0,3,0,1,1,0,1,1,1,2,2
END
same 'its counts are of the days asked for, and of the units' \
	"tlsafe-report form E 2018-06 -o csv | grep ^合计
	tlsafe-report form E 2018-07 town=东城街道 -o csv | grep ^合计" \
	"echo 合计,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 | sed p"
same 'nothing is open' 'tlsafe-hazard list open' :
same 'figures and records agree' \
	"tlsafe-stats rate -o json | jq -r '[.found, .rectified, .in_hand] | @tsv'" \
	'printf "3\t3\t0\n"'
ok 'the store is sound' tlsafe-db check

finish
