# Tables and lists as workbooks: read again by a reader of their XML, by xlsx2csv and, where it is
# installed, by LibreOffice.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-02T09:00:00+08:00 ASAN_OPTIONS=detect_leaks=0
tlsafe-db init >/dev/null
cat > units.csv <<'END'
id,name,kind,town,phone
001234567890123456,甲厂,enterprise,500151004,02345600001
U2,乙厂,enterprise,500151005,
END
tlsafe-register import -q units.csv >/dev/null
cat > hazards.csv <<'END'
id,unit,found,source,level,description,village,funds,rectified
0012,001234567890123456,2018-01-05,patrol,general,=1+1,a_x000a_b,1200.5,2018-01-09
B,001234567890123456,2018-02-07,tip,general,"第一行
<&>""' C:\dir",东村,,
C,U2,2018-02-08,tip,major,+86,,,
END
tlsafe-hazard import -q hazards.csv >/dev/null
read_book() { python3 "$src/tests/workbook.py" "$@"; }
day='--as-of 2018-06-30'

# --- what cells are ---------------------------------------------------------------------------
expect 'figures are numbers, rates too; behind them what they are of' \
	"tlsafe-stats by unit $day found=2018Q1 --figures rate,median_days -O t.xlsx
	read_book t.xlsx |
		sed 's/500151:[0-9]* [0-9a-f]*\$/ANCHOR/'" <<'END'
sheet 统计: frozen 1, filter A1:F3
A1 bold 单位编号
B1 bold 单位名称
C1 bold 排查
D1 bold 已整改
E1 bold 整改率%
F1 bold 销号天数中位数
A2 text 001234567890123456
B2 text 甲厂
C2 number 2
D2 number 1
E2 number 50 0.0
F2 text /
A3 text U2
B3 text 乙厂
C3 number 1
D3 number 0
E3 number 0 0.0
F3 text /
A4 text 合计
C4 number 3
D4 number 1
E4 number 33.3 0.0
F4 text /
sheet 来源: frozen 0, filter none
A1 bold 条件
B1 text found=2018Q1
A2 bold 截至
B2 day 2018-06-30
A3 bold 锚
B3 text ANCHOR
END
expect 'days are days, ids and codes are text, nothing is a formula; a list says what it is of' \
	'tlsafe-hazard list --fields id,found,town,funds,description,level,village --codes -O l.xlsx
	read_book l.xlsx | grep -v "^[A-G]1 " | sed "s/500151:[0-9]* [0-9a-f]*$/ANCHOR/"' <<'END'
sheet 隐患: frozen 1, filter A1:G4
A2 text 0012
B2 day 2018-01-05
C2 text 500151004
D2 number 1200.5 0.00
E2 text =1+1
F2 text general
G2 text a_x000a_b
A3 text B
B3 day 2018-02-07
C3 text 500151004
E3 text 第一行⏎<&>"' C:\dir
F3 text general
G3 text 东村
A4 text C
B4 day 2018-02-08
C4 text 500151005
E4 text +86
F4 text major
sheet 来源: frozen 0, filter none
A2 bold 截至
B2 day 2018-07-02
A3 bold 锚
B3 text ANCHOR
END
same 'a line of figures has it too' \
	"tlsafe-stats rate $day -o xlsx > r.xlsx
	read_book r.xlsx | grep -e ^Q2 -e ^sheet -e ^B2" \
	'printf "%s\n" "sheet 统计: frozen 1, filter A1:R2" "B2 number 1" \
		"Q2 day 2018-06-30" "sheet 来源: frozen 0, filter none" "B2 day 2018-06-30"'
same 'a flow, in English, called as asked' \
	"tlsafe-stats flow found=2018-02 $day --per level --title '2月' --headings en -O f.xlsx
	read_book f.xlsx | grep -e sheet -e '^A[12]' -e ^D2" \
	'printf "%s\n" "sheet 2月: frozen 1, filter A1:K3" "A1 bold Level" "A2 text General" \
	"D2 number 0" "sheet Provenance: frozen 0, filter none" "A1 bold Filter" "A2 bold As of"'
about() { read_book "$1" | sed -n '/^sheet 来源/,$p' | cut -d' ' -f3-; }
same 'what a figure counts has it too' \
	"tlsafe-stats explain found found=2018Q1 level=general $day -O e.xlsx
	about e.xlsx | sed -n 2,5p" \
	'printf "%s\n" 条件 "found=2018Q1 level=general" 截至 2018-06-30'
same 'a digest too' \
	"tlsafe-stats explain found found=2018Q1 $day --digest -O d.xlsx
	about d.xlsx | sed -n 2,5p" 'printf "%s\n" 条件 found=2018Q1 截至 2018-06-30'
same 'and signals' \
	"tlsafe-stats signals --hits $day -O s.xlsx; about s.xlsx | sed -n 4,5p" \
	'printf "%s\n" 截至 2018-06-30'
same 'of two moments both' \
	'tlsafe-stats why 2018-01-31 2018-06-30 level=general -O w.xlsx
	about w.xlsx | grep -v "^500151"' \
	'printf "%s\n" "frozen 0, filter none" 之前 "" 条件 level=general 截至 2018-01-31 锚 \
		之后 "" 条件 level=general 截至 2018-06-30 锚'
same 'a table that is called like that sheet keeps its name' \
	"tlsafe-stats by unit $day --title 来源 -O n.xlsx; read_book n.xlsx | grep ^sheet" \
	'printf "sheet %s\n" "来源: frozen 1, filter A1:R3" "来源 (2): frozen 0, filter none"'
same 'without headings nothing is frozen' \
	"tlsafe-stats trend found=2018-01 $day --headings none -o xlsx > n.xlsx
	read_book n.xlsx | sed -n 1,2p" \
	'printf "%s\n" "sheet 统计: frozen 0, filter none" "A1 text 2018-01"'

# --- readers of others ------------------------------------------------------------------------
same 'as csv has it' "xlsx2csv -f %Y-%m-%d -s 1 t.xlsx | sed 's/50,/50.0,/;s/,0,\//,0.0,\//'" \
	"tlsafe-stats by unit $day found=2018Q1 --figures rate,median_days -o csv"
fields=id,unit,unit.name,town,level,category,description,found,deadline,due,funds,state,assignee
tlsafe-hazard list -O list.xlsx --fields $fields
unchanged="printf 'new\t0\nchanged\t0\nunchanged\t3\nrejected\t0\n'"
counts="grep -E '^(new|changed|unchanged|rejected)'"
mkdir -p .config/tlsafe
echo "helpers: {converter: [xlsx2csv, -a, -f, '%Y-%m-%d', '{in}', '{outdir}']}" \
	> .config/tlsafe/config.yaml
same 'it imports again, with nothing changed' \
	"tlsafe-hazard import -q list.xlsx | $counts" "$unchanged"
if command -v soffice >/dev/null; then
	soffice -env:UserInstallation="file://$dir/profile" --headless --convert-to xlsx \
		--outdir saved list.xlsx >/dev/null 2>&1
	same 'opened and saved by LibreOffice' "tlsafe-hazard import -q saved/list.xlsx | $counts" \
		"$unchanged"
else
	tests=$((tests + 1))
	echo "ok $tests - opened and saved by LibreOffice # SKIP soffice is not installed"
fi

# --- the same bytes ---------------------------------------------------------------------------
same 'at another hour, in another place' \
	"tlsafe-stats by unit $day -o xlsx | sha256sum" \
	"sleep 1.1; LC_ALL=de_DE.UTF-8 TZ=Asia/Tokyo tlsafe-stats by unit $day -o xlsx | sha256sum"

# --- what is refused --------------------------------------------------------------------------
for called in 'a/b' '[a]' 'a:b' 'what?' "'a" '' 'a\b' \
	"$(printf '字%.0s' $(seq 32))"; do
	status "a sheet of the name '$called'" 64 \
		"tlsafe-stats by unit --title \"\$called\" -O bad.xlsx" \
		'Excel has no sheet of the name' 'give a --title of 1 to 31'
done
same 'one of 31 is' 'tlsafe-stats by unit --title "$(printf "字%.0s" $(seq 31))" -O good.xlsx' true
status 'a title of what has none' 64 'tlsafe-stats by unit --title a -o csv' '--title: for xlsx'
status 'a file that Excel does not open' 64 "tlsafe-stats by unit -O 'a[1].xlsx'" \
	'Excel opens no workbook'
status 'no room' 74 '(ulimit -f 100; tlsafe-hazard list -O bad.xlsx)' \
	'a temporary file: no space on the disk'
[ -z "$(ls | grep bad)" ]
result $? 'nothing half is left behind'
: > libxlsxwriter.so.4
status 'without the library, before anything is entered' 69 \
	'LD_LIBRARY_PATH=$PWD:${LD_LIBRARY_PATH:-} tlsafe-hazard set C funds=1 -o xlsx' \
	'libxlsxwriter.so.4' 'install the package libxlsxwriter4'
same 'as was the case' 'tlsafe-hazard list id=C --fields funds' 'echo'
status 'others do not want it' 0 \
	'LD_LIBRARY_PATH=$PWD:${LD_LIBRARY_PATH:-} tlsafe-hazard list -o csv'
if command -v script >/dev/null; then
	status 'nothing for a terminal' 0 'script -qc "tlsafe-hazard list -o xlsx" /dev/null' \
		'-o xlsx is nothing for a terminal: give -O FILE.xlsx'
fi
finish
