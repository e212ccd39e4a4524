# Inspections: who inspects, the sheet to fill, and what comes back.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-25T18:00:00+08:00
tlsafe-db init

# --- officers -----------------------------------------------------------------------------------
register='tlsafe-register --kind officer'
cat > officers.csv <<END
序号,姓名,工作单位,执法证号,发证日期,有效期至,状态
1,王明,区应急局,渝A001,2016-01-01,2020-12-31,在岗
2,李强,区应急局,渝A002,2016-01-01,2020-12-31,
3,赵平,蒲吕街道,渝A003,2012-01-01,2017-12-31,在岗
4,钱文,蒲吕街道,,,,在岗
END
same 'a list of officers is read' \
	"tlsafe-register import -q officers.csv --kind officer --new-bodies | head -n 2 | cut -f2" \
	"printf '1\n4\n'"
expect 'and listed with their bodies' "$register list | head -n 2" <<'END'
O000001	王明	区应急局	区应急局	渝A001	2016-01-01	2020-12-31	在岗
O000002	李强	区应急局	区应急局	渝A002	2016-01-01	2020-12-31	
END
same 'the same list changes nothing' \
	"tlsafe-register import officers.csv --kind officer | grep -E '^(new|changed)' | cut -f2" \
	"printf '0\n0\n'"
same 'one is found by the certificate' "$register list certificate=渝A003 | cut -f2" 'echo 赵平'
same 'one is added' \
	"$register add name=孙立 body=蒲吕街道 certificate=渝A005 valid_from=2017-01-01 \
		valid_to=2021-12-31 | cut -f1" 'echo O000005'
same 'one leaves' \
	"$register retire O000005 status=left --reason 调离 --on 2018-07-20 >/dev/null
	$register list status=left | cut -f2; $register list status=left --as-of 2018-07-19" \
	'echo 孙立'
status 'one without a body' 65 "$register add name=孙立" 'body .* is required'

# --- the sheet to fill --------------------------------------------------------------------------
tlsafe-register add -q id=U1 name=铜梁某餐馆 kind=restaurant town=蒲吕街道 sector=209 >/dev/null
sheet='tlsafe-inspect sheet --checklist restaurant --unit'
expect 'it names list, version and unit' "$sheet 铜梁某餐馆 | head -n 3 | cut -d, -f1-3" <<'END'
检查表,restaurant,餐饮燃气检查表
版本,1,
单位编号,U1,铜梁某餐馆
END
same 'every item is a line with its code, wording and clauses' \
	"$sheet U1 | python3 -c \"import csv, sys
for r in csv.reader(sys.stdin):
	if r[0][:1] == 'G': print(r[0], r[1], r[3], sep='\\t')\"" \
	'tlsafe-inspect lists -q restaurant | cut -f1,3,9'
same 'with the law of the day' "$sheet U1 | grep -c 2014年修正" \
	'tlsafe-inspect lists -q restaurant | grep -c 2014年修正'
same 'a workbook has the same cells' \
	"$sheet U1 -O s.xlsx && xlsx2csv -d , s.xlsx | sed 's/,*$//' | grep ." \
	"$sheet U1 | sed 's/,*$//' | grep ."
expect 'in JSON a line of what it is about comes first' "$sheet U1 -o json | head -n 1" <<'END'
{"checklist":"restaurant","version":"1","unit":"U1"}
END
ok 'a page for paper is well formed' eval \
	"$sheet U1 -O s.html && tidy -qe s.html 2>&1 && grep -q '<section id=\"items\">' s.html"
same 'in English' "tlsafe-db set -q language=en --reason x >/dev/null; $sheet U1 | head -n 1
	tlsafe-db set -q language=zh --reason x >/dev/null" \
	'echo Checklist,restaurant,Restaurant with gas,,,,,,,,,'
status 'no such list' 66 'tlsafe-inspect sheet --checklist x --unit U1' "no checklist 'x'"
status 'no such unit' 65 "$sheet U9" 'no such unit'
status 'none named' 64 'tlsafe-inspect sheet --unit U1' 'which list, and which unit'

# --- what comes back ----------------------------------------------------------------------------
record='tlsafe-inspect record'
# filled FIELD=VALUE...: the sheet of U1 with these in it; an item is CODE=RESULT or
# CODE=RESULT:TEXT.
filled() {
	$sheet U1 | python3 -c '
import csv, sys
given = dict(a.split("=", 1) for a in sys.argv[1:])
out = csv.writer(sys.stdout)
for r in csv.reader(sys.stdin):
    if r[0] in given and r[0][:1] == "G":
        r[4:6] = (given[r[0]].split(":") + [""])[:2]
    elif r[0] in given:
        r[1] = given[r[0]]
    out.writerow(r)' "$@"
}
visit='检查类型=执法检查 检查日期=2018-07-25 检查人员=王明、李强 执法证号=渝A001、渝A002'
filled $visit 单位代表=张三 开始时间=9:30 '结束时间=2018-07-25 10:40' G01=符合 \
	G02=不符合:气瓶过期 G03=不适用 G06=× > a.csv
expect 'a dry run shows what would be there' "$record -q a.csv --dry-run | cut -f1,5,7,9" <<END
H20180725-0001	一般	气瓶过期	2018-07-28
H20180725-0002	重大	不符合：不在不具备安全条件的场所（地下室、半地下室、密闭空间等）\
使用、储存燃气	2018-07-25
END
same 'and enters nothing' 'tlsafe-inspect list; tlsafe-hazard list' :
expect 'what failed is a hazard that somebody has to take' \
	"$record a.csv 2>&1 | cut -f1,5,9,10" <<END
tlsafe-inspect: a.csv:1: note: not answered: G04, G05, G07, G08, G09, G10, G11, G12, G13, G14, \
G15, G16, G17
tlsafe-inspect: inspections: 1 new, 0 unchanged; answers: 4, of which failed: 2
H20180725-0001	一般	2018-07-28	已登记
H20180725-0002	重大	2018-07-25	已登记
END
same 'linked both ways' "tlsafe-inspect items result=no --fields hazard,id" \
	'tlsafe-hazard list --fields id,item'
same 'with its clause, and of a major one the criterion' \
	'tlsafe-hazard list --fields clause,source; tlsafe-hazard list major --fields criterion' \
	"tlsafe-inspect lists -q restaurant | awk -F'\t' '/^G0[26]/ { print \$9 \"\t执法检查\" }'
	tlsafe-inspect lists -q restaurant | grep ^G06 | cut -f9"
expect 'the inspection counts its answers' 'tlsafe-inspect list | cut -f1,5,6,8-' <<'END'
I000001	执法检查	2018-07-25	王明、李强	1	2	1	已检查
END
expect 'and has its times' "tlsafe-inspect show I000001 | grep -E '^(started|ended|body)' " <<'END'
started	2018-07-25T09:30:00+08:00
ended	2018-07-25T10:40:00+08:00
body	区应急局
END
n=$(tlsafe-db log | wc -l)
iconv -f UTF-8 -t GB18030 a.csv > gb.csv
filled $visit 单位代表=张三 开始时间=9:30 '结束时间=2018-07-25 10:40' G01=是 G02=n:气瓶过期 \
	G03=na G06=否 > words.csv
same 'the same again changes nothing, in whatever words and encoding' \
	"$record -q a.csv gb.csv words.csv && tlsafe-db log | wc -l" "echo $n"
filled $visit G01=n > other.csv
sed -i 's/^开始时间,,/开始时间,9:30,/' other.csv
status 'the same visit with other answers' 65 "$record other.csv" \
	'recorded otherwise as I000001' 'void it first'
same 'it pipes into what assigns' \
	"printf 'unit=U1 type=township day=2018-07-24 officers=王 summary=抽查\n=n 通道堵塞\n' |
		$record -q - | tlsafe-hazard assign - --to 蒲吕街道 --due +15d --on 2018-07-25 |
		cut -f1,9-" "printf 'H20180724-0001\t2018-08-09\t整改中\t蒲吕街道\n'"

# --- lines that are typed, JSON, workbooks --------------------------------------------------------
cat > typed.txt <<END
# 下午的检查
unit=铜梁某餐馆 checklist=restaurant version=1 type=township day=2018-07-23 started=14:00
officers=钱文 body=蒲吕街道 representative=张三 position=店长 refused=yes witness=李四

G01=y
g04=n 管接头 漏气 due=+2d place=厨房 measured=3%LEL
G05=n 灶具移位 on_spot=yes
G17＝na
END
expect 'what was put right on the spot needs nobody' \
	"$record -q typed.txt | cut -f1,7,9" <<'END'
H20180723-0001	管接头 漏气	2018-07-25
END
expect 'it is closed on the day, and inside rectified' \
	'tlsafe-hazard list on_spot=yes --fields id,closed,state,rectified
	tlsafe-stats rate found=2018-07-23 | grep -E "^(found|rectified|on_spot)	"' <<'END'
H20180723-0002	2018-07-23	已销号	2018-07-23
found	2
rectified	1
on_spot	1
END
same 'place and measure are kept' \
	"tlsafe-hazard show H20180723-0001 | grep ^place; tlsafe-inspect show I000003-G04 |
		grep -E '^(measured|due|hazard)'" \
	"printf 'place\t厨房\nmeasured\t3%%LEL\ndue\t2018-07-25\nhazard\tH20180723-0001\n'"
sed 's/day=2018-07-23/day=2018-07-22/' typed.txt > spot.txt
same 'with --all they are listed too' "$record -q --all spot.txt | wc -l" 'echo 2'
jq -c . > lines.jsonl <<'END'
{"checklist":"restaurant","version":"1","unit":"U1","type":"township","day":"2018-07-21",
 "officers":["钱文","王"]}
{"code":"G01","result":"no","finding":"报警器 断电","due":"2018-07-30"}
{"code":"G02","result":"yes"}
{"result":"no","finding":"电线老化","level":"major"}
END
expect 'JSON Lines' "$record -q lines.jsonl | cut -f5,7,9" <<'END'
一般	报警器 断电	2018-07-30
重大	电线老化	
END
same 'a sheet as JSON is read once it is answered' \
	"$sheet U1 -o json | jq -c 'if .unit then . + {type: \"township\", day: \"2018-07-20\",
		officers: [\"王\"]} else . + {result: \"yes\"} end' | $record -q - | wc -l
	tlsafe-inspect list day=2018-07-20 --fields conforms,fails" "printf '0\n17\t0\n'"
python3 - <<'END'
import csv, subprocess, sys
rows = list(csv.reader(open('a.csv', encoding='utf-8')))
for r in rows:
    if r[0] == '检查日期': r[1] = '2018-07-19'
    if r[0] in ('开始时间', '结束时间'): r[1] = ''
csv.writer(open('b.csv', 'w', encoding='utf-8')).writerows(rows)
END
ok 'a visit without a find is an inspection with none' eval \
	"printf 'unit=U1 type=township day=2018-07-18 officers=王 summary=未发现隐患\n' |
		$record -q - && [ \"\$(tlsafe-inspect list day=2018-07-18 --fields fails)\" = 0 ]"
printf '%s\n' 'unit=U1 type=township day=2018-07-17 officers=王 summary=无' \
	'unit=U1 type=township day=2018-07-16 officers=王' '=n 一' > two.txt
same 'a file may hold several' "$record -q two.txt b.csv | wc -l; tlsafe-inspect list \
	day=2018-07-16..2018-07-17 | wc -l" "printf '3\n2\n'"

# --- the wording of then --------------------------------------------------------------------------
sed 's/^version: .*/version: "2"/; s/使用合格的燃气燃烧器具和气瓶/气瓶合格且在检验期内/
	s/code: G17/code: G18/' "$TLSAFE_SCHEMAS/checklists/restaurant.yaml" > restaurant.yaml
tlsafe-db schema apply restaurant.yaml --reason 新版 >/dev/null
same 'an old inspection has the wording of then' \
	'tlsafe-inspect show I000001-G02 | grep -E "^(text|version)"' \
	"printf 'version\t1\ntext\t使用合格的燃气燃烧器具和气瓶\n'"
head='unit=U1 checklist=restaurant type=township officers=王 day=2018-07-15'
same 'a sheet that was printed before is read by its version' \
	"printf '$head version=1\nG17=y\nG02=n\n' | $record -q - | cut -f7" \
	'echo 不符合：使用合格的燃气燃烧器具和气瓶'
status 'an item that this version lacks' 65 \
	"printf '$head version=2 started=8:00\nG17=y\n' | $record -" '-:2: 编号: no such item' 'G17'
status 'a version that never was' 65 "printf '$head version=3\nG01=y\n' | $record -" \
	"never had a checklist 'restaurant' of this version"
status 'none' 65 "printf '$head\nG01=y\n' | $record -" 'from which version'
sed 's/^版本,1/版本,2/; s/2018-07-25/2018-07-14/' a.csv > wrong.csv
status 'a sheet that was printed from another version' 65 "$record wrong.csv" \
	'wrong.csv:[0-9]*: 检查内容: this is not what the item asks in that version'

# --- what is refused ------------------------------------------------------------------------------
n=$(tlsafe-db log | wc -l)
head="${head/07-15/07-13} version=1"
# refused NAME LINES PATTERN...
refused() {
	printf "$2" > bad.txt
	status "$1" 65 "$record bad.txt" "${@:3}"
}
refused 'an unknown code' "$head\nX99=y\n" 'bad.txt:2: 编号: no such item' X99
refused 'another result' "$head\nG01=maybe\n" 'bad.txt:2: 结果: ' maybe
refused 'twice answered' "$head\nG01=y\nG01=n\n" 'bad.txt:3: 编号: answered twice'
refused 'a deadline before the inspection' "$head\nG01=n due=2018-07-12\n" \
	'bad.txt:2: 整改期限: the deadline lies before the inspection'
refused 'a day that is not yet' "${head/07-13/07-26}\nG01=y\n" 'a day after today'
refused 'nothing answered' "$head\n" 'nothing in the sheet is answered'
refused 'a find without a text' "$head\n=n\n" 'without a text'
refused 'another level than the list has' "$head\nG06=n level=general\n" 'another level'
refused 'a major one on the spot' "$head\nG06=n on_spot=yes\n" 'never closed on the spot'
refused 'a refusal to sign without a witness' "$head refused=yes\nG01=y\n" 'no witness'
refused 'an end before the beginning' "$head started=10:00 ended=9:00\nG01=y\n" \
	'ended before it started'
refused 'no unit' "${head/unit=U1/unit=U9}\nG01=y\n" 'no such unit'
enforced="${head/township/enforcement} certificates"
refused 'one officer of an enforcement' "${head/township/enforcement}\nG01=y\n" \
	'no officer with a certificate has this name'
head="${head/officers=王/officers=王明、李强}"
enforced="${head/township/enforcement} certificates"
refused 'a certificate that nobody has' "$enforced=渝A001、渝B1\nG01=y\n" \
	'no officer has this certificate' 渝B1
refused 'that of another' "$enforced=渝A001、渝A003\nG01=y\n" 'that of 赵平, and not of 李强'
refused 'two officers who are one' "${enforced/李强/王明}=渝A001、渝A001\nG01=y\n" \
	'the same officer twice'
refused 'only one of them' "${enforced/、李强/}=渝A001\nG01=y\n" 'needs two officers'
refused 'an expired certificate' "${enforced/李强/赵平}=渝A001、渝A003\nG01=y\n" \
	'of 赵平 expired on 2017-12-31'
refused 'no certificate' "${enforced/李强/钱文}=渝A001\nG01=y\n" 'without a certificate'
refused 'a word that is no field' 'unit=U1\nunits U1\n' 'neither an answer nor a field'
refused 'an unknown member' '{"unti":"U1"}\n' 'no such member'
status 'a file that is none' 66 "$record none.csv" 'none.csv: No such file'
status 'no sheet' 65 "printf 'a,b\n' > n.csv; $record n.csv" 'neither a field'
status 'of several files none is entered when one is bad' 65 \
	"printf '${head/township/township}\nG01=y\n' > good.txt; $record good.txt bad.txt"
same 'nothing of all this was recorded' 'tlsafe-db log | wc -l' "echo $n"
ok 'the good one alone is' eval "$record -q good.txt"
same 'a certificate counts on the day of the inspection' \
	"printf '${head/2018-07-13/2017-07-13}\nG01=y\n' |
		sed 's/township/enforcement/; s/李强/赵平 certificates=渝A001、渝A003/' |
		$record -q -; tlsafe-inspect list day=2017-07-13 --fields certificates" \
	'echo 渝A001、渝A003'

# --- what cannot be written otherwise -------------------------------------------------------------
status 'a list is not imported' 77 \
	"printf '单位,检查日期\nU1,2018-07-01\n' |
		tlsafe-register import - --kind inspection" \
	'no row of a list: tlsafe-inspect record'
status 'nor is one added by hand' 77 'tlsafe-register add --kind inspection unit=U1' \
	'written by: tlsafe-inspect record'
same 'one that is void is in no list' \
	'tlsafe-inspect void I000001 --reason 录入错误 >/dev/null
	tlsafe-inspect list day=2018-07-25; tlsafe-inspect list void | cut -f1' 'echo I000001'
status 'once' 77 'tlsafe-inspect void I000001 --reason error' 'not possible in state void'
ok 'then the sheet is recorded anew' eval "$record -q a.csv | grep -q H20180725"
ok 'the store is sound' tlsafe-db check

finish
