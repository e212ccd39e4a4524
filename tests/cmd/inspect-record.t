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
	'echo Checklist,restaurant,Restaurant with gas,,,,,,,,'
status 'no such list' 66 'tlsafe-inspect sheet --checklist x --unit U1' "no checklist 'x'"
status 'no such unit' 65 "$sheet U9" 'no such unit'
status 'none named' 64 'tlsafe-inspect sheet --unit U1' 'which list, and which unit'

finish
