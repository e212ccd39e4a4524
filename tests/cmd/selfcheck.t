# Self-checks of units: the sheet, what comes back, what replaces it, and who did not report.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-08-03T09:00:00+08:00
tlsafe-db init
cat > units.csv <<END
单位编号,单位名称,单位类型,所属镇街,单位状态,行业领域
U1,甲厂,enterprise,蒲吕街道,正常经营,107
U2,乙厂,enterprise,蒲吕街道,正常经营,107
U3,丙校,school,土桥镇,正常经营,107
U4,丁厂,enterprise,土桥镇,已关闭,107
END
tlsafe-register import -q units.csv >/dev/null
record='tlsafe-inspect record'
due='tlsafe-inspect due --period 2018-07'
sheet='tlsafe-inspect sheet --selfcheck --period 2018-07 --unit'

# --- the sheet ----------------------------------------------------------------------------------
expect 'the sheet says what it is about' "$sheet 乙厂 | head -n 5 | cut -d, -f1-3" <<'END'
自查期,2018-07,
单位编号,U2,乙厂
收到日期,,
签字人,,签字后，他人整改的一般隐患视为已验收
零报告,,没有隐患的填“是”
END
same 'and has headings over what is found' "$sheet U1 | grep 隐患描述 | cut -d, -f1-4" \
	'echo 检查项编号,隐患地点,隐患描述,隐患等级'
$sheet U1 -O u.xlsx
same 'a workbook has the same' 'xlsx2csv u.xlsx | cut -d, -f1,2 | head -n 9' \
	"$sheet U1 | cut -d, -f1,2 | head -n 9"
ok 'a page for paper is well formed' eval \
	"$sheet U1 -O s.html && tidy -qe s.html 2>&1 && grep -q '<section id=\"items\">' s.html"
same 'a period that is told by another word' \
	'tlsafe-inspect sheet --selfcheck --period last-month --unit U1' "$sheet U1"
same 'in English' "tlsafe-db set -q language=en --reason x >/dev/null
	$sheet U1 | head -n 2 | cut -d, -f1-3
	tlsafe-db set -q language=zh --reason x >/dev/null" \
	"printf 'Period,2018-07,\nUnit,U1,甲厂\n'"
status 'a day is no period' 64 \
	'tlsafe-inspect sheet --selfcheck --period 2018-07-01 --unit U1' 'not a period'
status 'nor goes a period with a checklist' 64 \
	'tlsafe-inspect sheet --checklist workshop --unit U1 --period 2018-07' selfcheck
status 'no such unit' 65 "$sheet U9" 'no such unit'

# --- what comes back ----------------------------------------------------------------------------
# filled UNIT FIELD=VALUE... -- ITEM...: its sheet with these; an item is HEADING=VALUE words with |
# between.
filled() {
	local unit=$1
	shift
	$sheet "$unit" | python3 -c '
import csv, sys
given, items = sys.argv[1:], []
if "--" in given:
    at = given.index("--")
    given, items = given[:at], given[at + 1:]
given = dict(a.split("=", 1) for a in given)
rows = list(csv.reader(sys.stdin))
for r in rows:
    r[1] = given.get(r[0], r[1])
at = next(i for i, r in enumerate(rows) if "隐患描述" in r)
for n, item in enumerate(items):
    for word in item.split("|"):
        name, value = word.split("=", 1)
        rows[at + 1 + n][rows[at].index(name)] = value
csv.writer(sys.stdout).writerows(rows)' "$@"
}
box='隐患地点=一车间|隐患描述=配电箱缺盖|发现日期=2018-07-05|整改完成时间=2018-07-06|整改人=李四'
gas='隐患地点=二车间|隐患描述=灭火器过期|发现日期=2018-07-09|整改完成时间=2018-07-10|整改人=张三'
way='隐患地点=仓库|隐患描述=通道堵塞|整改期限=2018-08-10'
filled U1 签字人=张三 -- "$box" "$gas" "$way" > a.csv
expect 'a dry run shows what would need somebody' \
	"$record -q a.csv --dry-run | cut -f1,7,10" <<'END'
H20180709-0001	灭火器过期	待复查
H20180731-0001	通道堵塞	已登记
END
same 'and enters nothing' 'tlsafe-inspect returns; tlsafe-hazard list' :
expect 'what is found are hazards; who signed does not verify his own fix' \
	"$record a.csv 2>&1 | cut -f1,7,8,10" <<'END'
tlsafe-inspect: self-checks: 1 new, 0 unchanged; hazards: 3 new
H20180709-0001	灭火器过期	2018-07-09	待复查
H20180731-0001	通道堵塞	2018-07-31	已登记
END
expect 'what others of the unit put right he closed, as 自验' \
	'tlsafe-hazard list closed --fields id,source,return,verified_by,self_verified' <<'END'
H20180705-0001	企业自查	R000001	张三	是
END
expect 'the report counts what it names' 'tlsafe-inspect returns' <<'END'
R000001	U1	甲厂	蒲吕街道	2018-07	2018-08-03		3	0	2	有效
END
n=$(tlsafe-db log | wc -l)
iconv -f UTF-8 -t GB18030 a.csv > gb.csv
same 'the same file again changes nothing, in whatever encoding' \
	"$record -q a.csv && $record -q gb.csv && tlsafe-db log | wc -l" "echo $n"
same 'nor does it on another day' \
	"TLSAFE_NOW=2018-08-09T09:00:00+08:00 $record -q a.csv; tlsafe-db log | wc -l" "echo $n"
same 'hazards are asked for by the period' \
	'tlsafe-hazard list return.period=2018-07 --fields id' 'tlsafe-hazard list --fields id'
(
	export TLSAFE_STORE=$dir/unsigned
	tlsafe-db init
	tlsafe-register import -q units.csv >/dev/null
	filled U1 -- "$box" | $record -q - | cut -f1,10 > unsigned.txt
)
same 'a report that nobody signed closes nothing' 'cat unsigned.txt' \
	"printf 'H20180705-0001\t待复查\n'"

# --- zero, counts, and who did not --------------------------------------------------------------
ok 'a unit reports that it found nothing' eval "$record -q --zero unit=乙厂 period=2018-07"
expect 'each that has to is reported, zero or missing' "$due | cut -f1-7" <<'END'
U1	甲厂	蒲吕街道	yes	reported	2018-08-03	3
U2	乙厂	蒲吕街道	yes	zero	2018-08-03	0
U3	丙校	土桥镇	yes	missing		0
END
expect 'for people too' "$due -o csv --headings zh town=土桥镇" <<'END'
单位编号,单位名称,所属镇街,应报,状态,收到日期,自查隐患,申报数
U3,丙校,土桥镇,yes,未报,,0,
END
same 'it goes on in pipelines' "$due | grep -w missing | tlsafe-register show - |
	grep ^name | cut -f2" 'echo 丙校'
tlsafe-db set -q selfcheck_units='kind=enterprise' --reason 企业 >/dev/null
same 'a setting says who has to' "$due | cut -f1" "printf 'U1\nU2\n'"
tlsafe-db set -q selfcheck_units="$(printf 'id!=X%.0s ' {1..64})id=U1" --reason 多 >/dev/null
same 'by all of its words' "$due | cut -f1,4 | grep yes" "printf 'U1\tyes\n'"
tlsafe-db set -q selfcheck_units='kind=enterprise' --reason 企业 >/dev/null
printf '单位,自查期,一般隐患,重大隐患,已整改\nU3,2018-07,2,0,1\nU2,2018年6月,0,0,\n' > counts.csv
ok 'a list has a row a unit' eval "$record -q counts.csv"
expect 'counts print as declared, and are none that was found; who need not is told of' \
	"$due town=土桥镇 | cut -f1,4-" <<'END'
U3		reported	2018-08-03	0	2
END
same 'they enter no figure' 'tlsafe-stats rate found=2018-07 | grep ^found' 'printf "found\t3\n"'
same 'a row of noughts is a zero' 'tlsafe-inspect returns period=2018-06 --fields unit,zero' \
	"printf 'U2\t是\n'"
tlsafe-db set -q selfcheck_due=5 --reason 五日 >/dev/null
same 'by the day that is set none is late' "$due | cut -f5" "printf 'reported\nzero\nreported\n'"
same 'what came behind it is' "tlsafe-inspect due --period 2018-06 | cut -f1,5" \
	"printf 'U1\tmissing\nU2\tlate\n'"
same 'as of a day before it was missing' \
	"$due --as-of 2018-08-02 | cut -f5 | sort -u" 'echo missing'
same 'and at a moment at which nothing was known' "$due --known-at 1 | cut -f5 | sort -u" \
	'echo missing'

# --- what replaces it ---------------------------------------------------------------------------
export TLSAFE_NOW=2018-08-08T09:00:00+08:00
new='隐患地点=锅炉房|隐患描述=安全阀未校验|发现日期=2018-07-20'
filled U1 签字人=张三 -- "${gas/二车间/二 车间}" "$way|整改完成时间=2018-08-06|整改人=王五" "$new" \
	> b.csv
expect 'a second file doubles nothing, and names what is missing' \
	"$record b.csv 2>&1 | cut -f1,7,10" <<END
tlsafe-inspect: b.csv:1: note: H20180705-0001 is not named any more, and stays: 配电箱缺盖; \
--drop-missing --reason error makes it void
tlsafe-inspect: self-checks: 1 new, 0 unchanged; hazards: 1 new
H20180720-0001	安全阀未校验	已登记
END
expect 'it takes the place of the first' \
	'tlsafe-inspect returns unit=U1 --fields id,state,replaces' <<'END'
R000001	已替换	
R000005	有效	R000001
END
expect 'a fix that it brings is entered' \
	'tlsafe-hazard list H20180731-0001 --fields return,rectified,state,self_verified' <<'END'
R000001	2018-08-06	已销号	是
END
same 'one that was mended is not late' "$due | grep U1 | cut -f5,6" \
	"printf 'reported\t2018-08-08\n'"
same 'what was there on a day stays so' "$due --as-of 2018-08-04 | grep U1 | cut -f5,6" \
	"printf 'reported\t2018-08-03\n'"
export TLSAFE_NOW=2018-08-09T09:00:00+08:00
filled U1 签字人=张三 -- "$gas" > c.csv
status 'what is dropped is void, unless more was entered about it' 0 \
	"$record c.csv --drop-missing --reason 录入错误" \
	'H20180731-0001 is not named any more, and stays, since more was entered' \
	'H20180705-0001 is not named any more, and stays, since more was entered'
same 'that is one' 'tlsafe-hazard list void --fields id' 'echo H20180720-0001'
last=$(tlsafe-db log -o json | tail -n 1 | jq .txn)
same 'undone, the one before stands again' \
	"tlsafe-db undo $last --reason x >/dev/null
	tlsafe-inspect returns standing unit=U1 --fields id; tlsafe-hazard list void" 'echo R000005'
same 'one that is void leaves nobody reported' \
	"tlsafe-inspect void R000005 --kind return --reason error >/dev/null
	$due | grep U1 | cut -f5" 'echo missing'
same 'its hazards are still known then' "$record -q b.csv; tlsafe-hazard list --fields id | wc -l" \
	'echo 4'

# --- self-found and officer-found ---------------------------------------------------------------
add='tlsafe-hazard add -q level=general'
$add unit=U1 found=2018-07-20 source=inspection description=电线老化 >/dev/null
$add unit=U2 found=2018-07-21 source=enforcement description=护栏缺失 >/dev/null
$add unit=U2 found=2018-07-22 source=tip description=异味 >/dev/null
expect 'what units find is held against what officers find there' \
	'tlsafe-stats by unit found=2018-07 --figures self_found,officer_found,self_rate' <<'END'
单位编号	单位名称	自查发现	检查发现	排查	自查占比%
U1	甲厂	4	1	5	80.0
U2	乙厂	0	1	2	0.0
END
same 'each is traced to its hazards' 'tlsafe-stats explain officer_found found=2018-07' \
	'tlsafe-hazard list found=2018-07 source!=selfcheck source!=tip --fields id'
same 'found of due is the figure' "$due -o json | jq -s 'map(.found) | add'" \
	'tlsafe-stats rate found=2018-07 --figures self_found -o json | jq .self_found'
expect 'those to be rechecked are of units with one' "$due --recheck | cut -f1,5,7" <<'END'
U1	reported	4
END
sheets="$due --recheck | tlsafe-inspect sheet - --recheck -o csv"
expect 'a sheet for each, with these hazards' "$sheets | grep -o 'H2018[-0-9]*' | sort -u" <<'END'
H20180709-0001
END
same 'all that await a recheck' "$sheets | grep -o 'H2018[-0-9]*' | sort -u" \
	'tlsafe-hazard list awaiting source=selfcheck --fields id'
same 'units that reported looked for hazards' \
	'tlsafe-report form A 2018-07 --as-of 2018-08-09 -o json |
		jq "select(.part == \"form\").rows[0].units"' 'echo 3'

# --- what is refused ----------------------------------------------------------------------------
n=$(tlsafe-db log | wc -l)
# refused NAME FIELD... -- ITEM... : PATTERN...: the sheet of U2 with these.
refused() {
	local name=$1 words=()
	shift
	while [ "$1" != : ]; do words+=("$1"); shift; done
	filled U2 "${words[@]}" > bad.csv
	status "$name" 65 "$record bad.csv" "${@:2}"
}
refused 'neither zero nor anything found' : 'neither what was found nor that nothing was'
refused 'zero, and something found' 零报告=是 -- "$way" : 'nothing was found, and names hazards'
refused 'zero, and counts' 零报告=是 一般隐患数=2 : 'nothing was found, and counts'
refused 'no such unit' 单位编号=U9 零报告=是 : 'no such unit' 'bad.csv:2'
refused 'a period that is none' 自查期=七月 零报告=是 : 'not a period of a self-check'
refused 'a day in its place' 自查期=2018-07-01 零报告=是 : 'may have made a day of it'
refused 'before the period' 收到日期=2018-06-30 零报告=是 : 'had not begun'
refused 'a day that is not yet' 收到日期=2018-09-01 零报告=是 : 'a day after today'
refused 'found in another month' -- "$way|发现日期=2018-06-30" : 'outside of the period'
refused 'put right before it was found' -- "${box/07-06/07-04}" : 'before it was found'
refused 'put right by nobody' -- "${box/整改人=李四/整改情况=已换}" : 'who put it right is not said'
refused 'and by somebody on no day' -- "$way|整改人=李四" : 'when it was put right is not said'
refused 'a major one, put right' -- "$box|隐患等级=重大" : 'does not put a major hazard'
refused 'a deadline before the find' -- "${way/08-10/07-10}" : 'deadline lies before'
refused 'no description' -- '隐患地点=仓库' : 'without a description'
refused 'the same twice' -- "$way" "$way" : 'as on line 11'
refused 'another level' -- "$way|隐患等级=大" : 'bad.csv:11: 隐患等级'
filled U2 零报告=是 备注=一 > z.csv
filled U2 一般隐患数=1 > o.csv
status 'the same unit twice in a call' 65 "$record z.csv o.csv" \
	'reports twice of 2018-07 in one call: before in z.csv:1'
filled U2 收到日期=2018-08-01 一般隐患数=1 > o.csv
status 'one that came before what stands' 65 "$record o.csv" 'before R000002, which stands'
filled U3 零报告=是 > z.csv
status 'of several files none is entered when one is bad' 65 "$record z.csv bad.csv"
printf '单位,自查期,天气\nU2,2018-07,晴\n' > bad.csv
status 'a column that is unknown' 65 "$record bad.csv" '天气' 'an unknown heading'
status 'a word that is no field' 64 "$record --zero unit=U2 perod=2018-07" "perod=2018-07"
status 'zero without a unit' 64 "$record --zero" 'which unit'
status 'zero and standard input' 64 "$record --zero -" 'reads no file'
status 'dropping for no reason' 64 "$record a.csv --drop-missing" 'go together'
status 'a period that has not begun' 64 'tlsafe-inspect due --period 2018-09' 'has not begun'
status 'no period' 64 'tlsafe-inspect due' 'of which period'
same 'nothing of all this was recorded' 'tlsafe-db log | wc -l' "echo $n"
status 'a setting that is no filter' 78 \
	"tlsafe-db set -q selfcheck_units=nonsense --reason x >/dev/null; $due" \
	'the setting selfcheck_units: ' nonsense
status 'a report is not added by hand' 77 'tlsafe-register add --kind return unit=U1' \
	'written by: tlsafe-inspect record'
ok 'the store is sound' tlsafe-db check

finish
