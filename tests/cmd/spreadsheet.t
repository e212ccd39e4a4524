# The law of the list: written for Excel, opened and saved by a spreadsheet, it imports again with
# nothing changed.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-08-31T09:00:00+08:00 ASAN_OPTIONS=detect_leaks=0
tlsafe-db init
cat > u.csv <<'EOF'
单位编号,单位名称,单位类型,所属镇街,统一社会信用代码,联系电话
U000001,甲厂（一）,企业,蒲吕街道,91500000202852965T,02345600001
U000002,=乙工地,建筑工地,旧县镇,,13800000000
EOF
cat > h.csv <<'EOF'
隐患编号,检查日期,隐患来源,单位编号,隐患描述,隐患等级,整改期限,整改资金
001234567890123,2018-01-05,镇街检查,U000001,"第一行
第二行, ""引号""",一般,2018-01-20,1.5
H-2,2018-02-06,镇街检查,U000002,+86 电话乱拉,一般,,
H-3,2018-02-07,企业自查,U000001,-5 度以下停工,重大,2018-03-01,12
EOF
tlsafe-register import -q u.csv >/dev/null
tlsafe-hazard import -q h.csv >/dev/null
fields=id,unit,unit.name,town,level,category,description,found,deadline,due,funds,state,assignee
tlsafe-hazard list --excel -O list.csv --fields $fields
unchanged="printf 'new\t0\nchanged\t0\nunchanged\t3\nrejected\t0\n'"
same 'as it was written' \
	"tlsafe-hazard import -q list.csv | grep -E '^(new|changed|unchanged|rejected)'" \
	"$unchanged"
same 'a copy that LibreOffice once saved' \
	"tlsafe-hazard import -q \"\$src\"/tests/data/saved-by-libreoffice.csv |
		grep -E '^(new|changed|unchanged|rejected)'" "$unchanged"
if command -v soffice >/dev/null; then
	soffice --headless --convert-to ods --infilter='CSV:44,34,76,1' list.csv >/dev/null 2>&1
	soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' --outdir saved \
		list.ods >/dev/null 2>&1
	same 'opened and saved by LibreOffice' \
		"tlsafe-hazard import -q saved/list.csv |
			grep -E '^(new|changed|unchanged|rejected)'" "$unchanged"
else
	tests=$((tests + 1))
	echo "ok $tests - opened and saved by LibreOffice # SKIP soffice is not installed"
fi
finish
