# Reports as workbooks: what stands in them is what the report says, numbers and days are such,
# charts are of the cells beside them, and text of others is text. As PDF: what becomes of a page in
# the hands of a program of others.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-01T09:00:00+08:00 ASAN_OPTIONS=detect_leaks=0
"$gen" --units 40 --found 300 --rectified 280 . >/dev/null
tlsafe-db init >/dev/null
tlsafe-register import -q units.csv >/dev/null
tlsafe-hazard import -q hazards.csv >/dev/null
read_book() { python3 "$src/tests/workbook.py" "$@"; }

# --- a workbook -------------------------------------------------------------------------------
tlsafe-report monthly 2018-06 -o json > june.json
ok 'a report is a workbook' tlsafe-report monthly 2018-06 -O june.xlsx
read_book june.xlsx > june.book
same 'a sheet for each table, under frozen headings' 'grep ^sheet june.book | cut -d, -f1' \
	'echo "sheet 报表: frozen 0"
	tlsafe-report monthly 2018-06 -o html | tr "\n" " " | sed "s/<h2>/\n&/g" |
		grep "<table>" | sed "s/<h2>\([^<]*\)<.*/sheet \1: frozen 1/"'
# Numbers and days in each table, row by row: of the report, and of the workbook without sums.
# Sixteen digits, as one of the writers has it, are not quite the number.
cat > figures.py <<'END'
import json, re, sys
day = re.compile(r"\d{4}-\d\d-\d\d$")
if sys.argv[1].endswith(".json"):
    for line in open(sys.argv[1], encoding="utf-8"):
        for row in json.loads(line).get("rows") or []:
            for value in row.values():
                if isinstance(value, str) and re.fullmatch(r"-?\d+\.\d\d", value):
                    value = float(value)
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    print(round(float(value), 6))
                elif isinstance(value, str) and day.match(value):
                    print(value)
else:
    summed = False
    for line in open(sys.argv[1], encoding="utf-8"):
        words = line.rstrip("\n").split(" ")
        if words[0] == "sheet" or words[0].startswith("A"):
            summed = words[-1] in ("合计", "其他")
        if words[1] == "number" and not summed:
            print(round(float(words[2]), 6))
        elif words[1] == "day":
            print(words[2])
END
same 'its figures and days are those of the report, and are numbers' \
	'python3 figures.py june.book' 'python3 figures.py june.json'
[ "$(python3 figures.py june.json | wc -l)" -gt 300 ]
result $? 'all of them'
same 'what is said of the report stands before its tables' \
	"sed -n '/^sheet 报表/,/^sheet/p' june.book | grep -E '^A.* (主要指标|口径|来源)'" \
	"printf '%s\n' \"A4 bold 主要指标 -> '主要指标'!A1\" 'A15 bold 口径' 'A16 bold 来源'"
charts() { grep ^chart "$1" | tr -d "'\$"; }
same 'a chart is of the cells of its table, sums left out' 'charts june.book | head -n 2' \
	"sed 's/@/近十三个月!/g; s/%/分镇街情况!/g' <<<'\
chart lineChart, series 2: @B1 @A2:A14 @B2:B14 @C1 @A2:A14 @C2:C14
chart barChart, series 2: %B1 %A2:A21 %B2:B21 %C1 %A2:A21 %C2:C21'"
same 'a chart for each picture' 'grep -c ^chart june.book' \
	"grep -c 'chart:' '$src/schemas/reports/monthly.yaml'"
same 'in English too' \
	'tlsafe-report monthly 2018-06 --headings en -O en.xlsx
	read_book en.xlsx | grep ^sheet | cut -d: -f1 | sed -n "1p;4,5p"' \
	'printf "sheet %s\n" Report "Thirteen months" "By township"'
same 'without headings' \
	'tlsafe-report monthly 2018-06 --headings none -O bare.xlsx; read_book bare.xlsx > bare.book
	grep "^sheet 近" bare.book; charts bare.book | head -n 1' \
	"sed 's/@/近十三个月!/g' <<<'\
sheet 近十三个月: frozen 0, filter none
chart lineChart, series 2: @A1:A13 @B1:B13 @A1:A13 @C1:C13'"
if command -v xlsx2csv >/dev/null; then
	same 'another reader has the same' \
		"xlsx2csv -n 分镇街情况 june.xlsx | cut -d, -f1-6 | sed 1d" \
		"tlsafe-stats by town found=2018-06 --as-of 2018-06-30 -o csv \
			--figures found,rectified,in_hand,referred,overdue | sed 1d"
fi
if command -v soffice >/dev/null; then
	soffice -env:UserInstallation="file://$dir/profile" --headless --convert-to xlsx \
		--outdir saved june.xlsx >/dev/null 2>&1
	read_book saved/june.xlsx > saved.book
	same 'opened and saved by LibreOffice' 'python3 figures.py saved.book' \
		'python3 figures.py june.book'
	same 'with its charts' 'grep -c ^chart saved.book' 'echo 3'
fi

# --- the same bytes ---------------------------------------------------------------------------
command -v chromium-headless-shell >/dev/null && command -v pdftotext >/dev/null &&
	browser=yes && ok 'June printed in July' tlsafe-report monthly 2018-06 -O june.pdf
anchor=$(tail -n 1 june.json | jq -r '.text[0]' | grep -oE '[0-9]+:[0-9]+ [0-9a-f]{16}')
tlsafe-hazard list state=assigned --fields id | head -n 5 |
	tlsafe-hazard rectify - --by 甲 --on 2018-06-29 -q >/dev/null
for zone in Asia/Shanghai America/New_York UTC Pacific/Apia Asia/Kathmandu; do
	TZ=$zone TLSAFE_NOW=2018-12-05T09:00:00+08:00 \
		tlsafe-report monthly 2018-06 --known-at "$anchor" -O then.xlsx
	cmp then.xlsx june.xlsx
	result $? "June's workbook made again in December, in $zone"
	[ "$browser" ] || continue
	TZ=$zone TLSAFE_NOW=2018-12-05T09:00:00+08:00 \
		tlsafe-report monthly 2018-06 --known-at "$anchor" -O then.pdf
	same "printed in December, in $zone" 'pdftotext then.pdf -' 'pdftotext june.pdf -'
done
same 'it is of the moment of its anchor' \
	"python3 -c 'import zipfile
print(zipfile.ZipFile(\"june.xlsx\").read(\"docProps/core.xml\").decode())' |
		grep -o 'created [^<]*' | cut -d'>' -f2" 'echo 2018-07-01T01:00:00Z'

# --- hostile text -----------------------------------------------------------------------------
tlsafe-hazard add -q place=x town=蒲吕街道 found=2018-06-01 source=patrol level=general \
	deadline=2018-06-02 description=x >/dev/null
id=$(tlsafe-hazard list overdue --fields id | tail -n 1)
n=0 bad=
while IFS= read -r payload; do
	n=$((n + 1))
	tlsafe-hazard set -q "$id" --correct --reason x "description=$payload" >/dev/null ||
		bad=$payload
	tlsafe-report monthly 2018-06 -O hostile.xlsx || bad=$payload
	read_book hostile.xlsx > hostile.book
	grep -qxF "text $payload" <(cut -d' ' -f2- hostile.book) || bad=$payload
	grep -q ' formula ' hostile.book && bad=$payload
	grep -E ' -> ' hostile.book | grep -qvE " -> '[^']+'!A1$" && bad=$payload
done <<'END'
=HYPERLINK("http://x","y")
=1+cmd|' /C calc'!A0
+1
@SUM(A1)
internal:'报表'!A1
_x000a_
]]></t></is><c><f>1</f>
END
[ $n = 7 ] && [ -z "$bad" ]
result $? "text of others is text in a workbook $bad"
mkdir reports
long=$(printf '一二三四五六七八九十%.0s' 1 2 3)
sed -e 's/^rules: monthly/rules: odd/' -e "s/zh: 主要指标/zh: \"=1+1\"/" \
	-e "s/zh: 本期增减/zh: \"it's [x] a\/b\"/" -e 's/zh: 近十三个月/zh: "2018"/' \
	-e "s/zh: 分镇街情况/zh: \"${long}一二\"/" -e "s/zh: 分行业领域情况/zh: \"${long}一二\"/" \
	"$src/schemas/reports/monthly.yaml" > reports/odd.yaml
ok 'parts that are called as no sheet may be' tlsafe-db schema apply reports/odd.yaml --reason x
same 'have sheets all the same' \
	'tlsafe-report monthly 2018-06 --report odd -O odd.xlsx; read_book odd.xlsx > odd.book
	grep ^sheet odd.book | cut -d: -f1 | sed -n 2,6p' \
	'printf "sheet %s\n" "=1+1" "it'"'"'s _x_ a_b" _2018 ${long}一 "${long%八九十} (2)"'
same 'and links and charts that lead there' \
	"grep -e '->' odd.book | sed -n 2,3p; charts odd.book | cut -d' ' -f5 | head -n 1" \
	"printf '%s\n' \"A5 bold it's [x] a/b -> 'it''s _x_ a_b'!A1\" \
		\"A6 bold 2018 -> '_2018'!A1\" '_2018!B1'"

# --- what is refused --------------------------------------------------------------------------
status 'no room' 74 '(ulimit -f 20; tlsafe-report monthly 2018-06 -O bad.xlsx)' \
	'a temporary file: no space on the disk'
status 'a name that Excel does not open' 64 "tlsafe-report monthly 2018-06 -O 'bad[1].xlsx'" \
	'Excel opens no workbook'

# --- paper ------------------------------------------------------------------------------------
report="$(command -v tlsafe-report) monthly 2018-06"
printf '%%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%%%EOF\n' > good.pdf
mkdir -p .config/tlsafe tmp
export TMPDIR=$dir/tmp
# prints SECONDS: the script on standard input prints pages, and may take so long.
prints() {
	{ echo '#!/bin/sh'; cat; } > run
	chmod +x run
	echo "helpers: {pdf: [$dir/run, '{in}', '{outdir}'], time-limit: $1}" \
		> .config/tlsafe/config.yaml
}
# not_printed NAME PATTERN: the script prints nothing that can be used.
not_printed() {
	prints 60s
	status "$1" 69 '$report -O bad.pdf' "$2"
}
prints 60s <<EOF
cp "\$1" $dir/page.html
cp $dir/good.pdf "\$2/report.pdf"
echo noise; echo more >&2
exit 3
EOF
same 'what it made is taken, whatever its status' \
	'$report -O out.pdf && cat out.pdf' 'cat good.pdf'
same 'of the page that html is' 'cat page.html' '$report -o html'
same 'a pipe gets it too' '$report -o pdf' 'cat good.pdf'
same 'a table and a form are printed so too' \
	'tlsafe-stats by town -o pdf; tlsafe-report form B --until 2018-06-30 -o pdf' \
	'cat good.pdf good.pdf'
not_printed 'no file, and status 0' '/run made nothing; give -o html' <<'EOF'
exit 0
EOF
not_printed 'noise is told, made visible' \
	'/run made nothing, status 3: Fehler: \\u\{1b\}\[31m.*; give -o html' <<'EOF'
printf '\nWarning: x\nFehler: \033[31m\nzweite\n' >&2
exit 3
EOF
not_printed 'something else' '/run made something else; give' <<'EOF'
echo '<html>' > "$2/report.pdf"
EOF
not_printed 'a file that is cut' '/run made something else, signal 9; give' <<EOF
head -c 20 $dir/good.pdf > "\$2/report.pdf"
kill -9 \$\$
EOF
not_printed 'a link' '/run made nothing; give' <<EOF
ln -s $dir/good.pdf "\$2/report.pdf"
EOF
prints 1s <<EOF
cp $dir/good.pdf "\$2/report.pdf"
sleep 300 & sleep 300
EOF
status 'one that hangs' 69 '$report -O bad.pdf' 'did not end within 1 seconds; .*time-limit: 5m'
echo 'helpers: {pdf: [/nowhere/x, "{in}", "{outdir}"]}' > .config/tlsafe/config.yaml
status 'one that is not there' 69 '$report -O bad.pdf' \
	'/nowhere/x cannot be run: No such file.*; install the package chromium-headless-shell'
echo 'helpers: {pdf: [x, "{in}"]}' > .config/tlsafe/config.yaml
status 'one that does not learn where' 78 '$report -O bad.pdf' \
	'pdf in .*config.yaml wants \{in\} and \{outdir\} among its words; see tlsafe\(7\)'
rm .config/tlsafe/config.yaml
mkdir bare
for tool in gnuplot fc-list fc-match; do
	at=$(command -v $tool) && ln -s "$at" bare/
done
status 'none at all' 69 'PATH=$dir/bare $report -O bad.pdf' \
	'no PDF without a program that prints pages; install the package chromium-headless-shell' \
	"'helpers: \{pdf: .*; or give -o html, and print that"
if command -v script >/dev/null; then
	status 'nothing for a terminal' 64 'script -qec "$report -o pdf" /dev/null </dev/null' \
		'-o pdf is nothing for a terminal: give -O FILE.pdf'
fi
status 'it has no title of its own' 64 'tlsafe-stats by town --title x -O bad.pdf' \
	'--title: for xlsx, png or svg, not pdf'
[ -z "$(ls tmp)" ]
result $? 'no file of theirs is left'
if [ "$browser" ]; then
	ok 'a browser prints it' eval '$report -O real.pdf'
	same 'on A4' "pdfinfo real.pdf | grep -o '(A4)'" 'echo "(A4)"'
	same 'with all it says' "pdftotext real.pdf - | tr -d '\f' |
		grep -cxE '主要指标|口径|来源'" 'echo 3'
else
	tests=$((tests + 1))
	echo "ok $tests - a browser prints it # SKIP no chromium-headless-shell, or no pdftotext"
fi

[ -z "$(ls | grep bad)" ]
result $? 'nothing half is left behind'
finish
