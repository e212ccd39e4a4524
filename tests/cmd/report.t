# Reports: one moment in all of their parts, in each form, made again later with the same bytes;
# what an office changes in its file, and what is refused.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-01T09:00:00+08:00 ASAN_OPTIONS=detect_leaks=0
"$gen" --units 40 --found 300 --rectified 280 . >/dev/null
tlsafe-db init >/dev/null
tlsafe-register import -q units.csv >/dev/null
tlsafe-hazard import -q hazards.csv >/dev/null

# part ID FILE: that part of a report in JSON.
part() { jq -c "select(.part == \"$1\")" "$2"; }

# --- its figures are those of the commands ----------------------------------------------------
tlsafe-report monthly 2018-06 -O june.json
at='--as-of 2018-06-30'
same 'the main figures are those of rate' \
	"part headline june.json | jq -c '[.rows[] | {(.figure): .value}] | add'" \
	"tlsafe-stats rate found=2018-06 $at -o json --figures \
		found,rectified,in_hand,referred,overdue,undated,on_spot,carried,funds,rate |
		jq -c 'del(.as_of, .anchor)'"
same 'beside those of the month before' \
	"part headline june.json | jq -c '[.rows[] | {(.figure): .before}] | add | {found, rate}'" \
	"tlsafe-stats rate found=2018-05 --as-of 2018-05-31 -o json | jq -c '{found, rate}'"
same 'townships are those of by' "part towns june.json | jq -c '.rows[]'" \
	"tlsafe-stats by town found=2018-06 $at \
		--figures found,rectified,in_hand,referred,overdue,rate -o json | jq -c ."
same 'what came and went is the flow' "part flow june.json | jq -c '.rows[]'" \
	"tlsafe-stats flow found=2018-06 $at -o json | jq -c 'del(.first, .last, .anchor)'"
same 'majors are those of list' "part majors june.json | jq -r '.rows[].id'" \
	"tlsafe-hazard list major open $at --sort due --fields id"
same 'overdue ones too' "part overdue june.json | jq -r '.rows[].id'" \
	"tlsafe-hazard list overdue $at --sort due --fields id"
same 'signals are those of signals' "part signals june.json | jq -r '.rows[].id'" \
	"tlsafe-stats signals --hits $at -o json | jq -r .id"
same 'the thirteen months end with June' \
	"part trend june.json | jq -r '.rows | length, .[-1].month'" \
	'printf "13\n2018-06\n"'
same 'undated ones are counted' \
	"part quality june.json | jq -r '.rows[] | select(.of == \"undated_hazards\") | .count'" \
	"tlsafe-hazard list undated $at | wc -l"
same 'words hold for all parts' \
	"tlsafe-report monthly 2018-06 level=major -o json | part trend /dev/stdin |
		jq '[.rows[].found] | add'" \
	'tlsafe-stats rate level=major found=..2018-06-30 --as-of 2018-06-30 -o json | jq .found'

# --- periods ----------------------------------------------------------------------------------
same 'last-month is usual' 'tlsafe-report monthly -o md' 'tlsafe-report monthly 2018-06 -o md'
same 'a month is a period' 'tlsafe-report period 2018-06-01..2018-06-30 -o md' \
	'tlsafe-report monthly -o md'
status 'a period of days' 0 'tlsafe-report period 2018-06-01..2018-06-10' '2018-06-01至2018-06-10'
status 'this month is as of today' 0 'tlsafe-report monthly this-month' '截至 2018-07-01'
status 'a month to come' 64 'tlsafe-report monthly 2018-08' 'nothing can be reported'
status 'no month' 64 'tlsafe-report monthly juni' "not a period.*'juni'"
status 'one that ends before it begins' 64 'tlsafe-report period 2018-06-30..2018-06-01' \
	'ends before it begins'
status 'no period' 64 'tlsafe-report period' 'which period'
status 'an unknown word' 64 'tlsafe-report monthly 2018-06 tonw=x' "no field 'tonw'"
status 'lines have no parts' 64 'tlsafe-report monthly -o tsv' 'a report has parts'
status 'no such report' 66 'tlsafe-report monthly --report weekly' "no rules 'weekly'" "'monthly'"
status 'a period without records' 0 'tlsafe-report monthly 2017-03' '排查 +0 ' '无。'
tlsafe-db set month_cut=25 --reason 月度 -q >/dev/null
status 'months of the office' 0 'tlsafe-report monthly 2018-06' '2018年6月' \
	'期间：2018-05-26 至 2018-06-25' '月度截止日：25日'
tlsafe-db set month_cut=0 --reason 月度 -q >/dev/null

# --- forms ------------------------------------------------------------------------------------
for form in html md csv json table; do
	ok "as $form" tlsafe-report monthly 2018-06 -O report.$form
done
same 'csv says the same' "sed -n '/^分镇街情况/,/^\$/p' report.csv | tail -n +2 | head -n -1" \
	"tlsafe-stats by town found=2018-06 $at \
		--figures found,rectified,in_hand,referred,overdue,rate -o csv"
cat > tree.py <<'END'
import sys
from html.parser import HTMLParser
class P(HTMLParser):
    def handle_starttag(self, tag, attrs):
        print(tag, *sorted(k for k, v in attrs), *(v for k, v in attrs if k == "id"))
P().feed(open(sys.argv[1], encoding="utf-8").read())
END
same 'each part is a section' "python3 tree.py report.html | grep -c '^section '" \
	'grep -c . report.json'
[ "$(grep -cE '<script|https?://[^w]|<link|<iframe' report.html)" = 0 ]
result $? 'a page wants nothing else, and runs nothing'
if command -v tidy >/dev/null; then
	status 'tidy finds it valid' 0 'tidy -q -e report.html'
fi
if command -v gnuplot >/dev/null && [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ]; then
	same 'pictures lie in it' "grep -c '<figure>' report.html" 'echo 3'
	same 'no name stands twice' "grep -oE '\\bid=.[^ >]*' report.html | sort | uniq -d" 'true'
	[ "$(grep -c 'rgb(' report.html)" = 0 ]
	result $? 'their colours are those of the page'
fi
mkdir bare
for tool in sh cat env; do ln -s "$(command -v $tool)" bare/; done
ln -s "$(command -v tlsafe-report)" bare/
status 'without gnuplot it is whole, and says so' 0 \
	'PATH=$dir/bare tlsafe-report monthly 2018-06 -O bare.html' 'no picture without'
grep -q '图未绘制' bare.html && ! grep -q '<figure>' bare.html
result $? 'at its foot'
same 'with the same tables' "sed -n '/id=\"towns\"/,/section>/p' bare.html" \
	"sed -n '/id=\"towns\"/,/section>/{/<figure>/,/<.figure>/d;p}' report.html"

# --- hostile text -----------------------------------------------------------------------------
tlsafe-hazard add -q place=x town=蒲吕街道 found=2018-06-01 source=patrol level=general \
	deadline=2018-06-02 description=x >/dev/null
tlsafe-report monthly 2018-06 -O plain.html
python3 tree.py plain.html > plain.tree
id=$(tlsafe-hazard list overdue --fields id | tail -n 1)
n=0 bad=
while IFS= read -r payload; do
	n=$((n + 1))
	tlsafe-hazard set -q "$id" --correct --reason x "description=$payload" >/dev/null ||
		bad=$payload
	tlsafe-report monthly 2018-06 -O hostile.html || bad=$payload
	python3 tree.py hostile.html > hostile.tree
	cmp -s hostile.tree plain.tree || bad=$payload
done <<'END'
<script>alert(1)</script>
"><img src=x onerror=alert(1)>
</td></tr></table><h1>x
<svg onload=alert(1)>
&lt;script&gt;
<!-- x
]]><style>*{display:none}</style>
=HYPERLINK("http://x","y")
javascript:alert(1)
</title></head><body onload=x>
END
[ $n = 10 ] && [ -z "$bad" ]
result $? "text of others is text in a page $bad"
# A hundred and fifty of them in each field of text, against the same page of plain words.
cat > hostile.py <<'END'
import csv, sys
texts = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></tr></table><h1>x",
         "<svg onload=alert(1)>", "<!--", "]]><style>*{display:none}</style>",
         "javascript:alert(1)", "</title></head><body onload=x>", "<iframe src=//x>",
         "{{7*7}}${7*7}", "=1+cmd|' /C x'!A0",
         "@SUM(1)", "\\u003cscript\\u003e", "%3Cscript%3E", "&#60;script&#62;"]
wraps = ["%s", "\"%s", "'>%s", "-->%s", "</section>%s", "x%sx", "&quot;%s", "`%s`", "%s\u202e",
         "<b>%s"]
fields = ["description", "measure", "finder", "result", "place"]
out = csv.writer(sys.stdout)
out.writerow(["id", "found", "town", "source", "level", "deadline"] + fields)
n = 0
for text in texts:
    for wrap in wraps:
        n += 1
        value = wrap % text if sys.argv[1] == "hostile" else "plain"
        out.writerow(["Z%03d" % n, "2018-06-01", "500151004", "patrol", "general", "2018-06-02"] +
                     [value] * len(fields))
END
cat > texts.yaml <<'END'
rules: texts
use: report
zh: 文字
en: Texts
version: "1"
source: "测试"
items:
  - {id: all, is: list, zh: 全部, en: All, where: "place!=", sort: "due", top: 200,
     fields: "id,description,measure,finder,result,place"}
END
for sort in plain hostile; do
	python3 hostile.py $sort > $sort.csv
	tlsafe-db init -s $sort >/dev/null
	tlsafe-hazard import -q -s $sort $sort.csv >/dev/null
	tlsafe-db schema apply -q -s $sort texts.yaml >/dev/null
	tlsafe-report monthly 2018-06 --report texts -s $sort -O $sort.html
	tlsafe-report monthly 2018-06 --report texts -s $sort -o json |
		jq -r 'select(.part == "all").rows | length' > $sort.rows
	python3 tree.py $sort.html > $sort.tree
done
same 'a hundred and fifty texts' 'cat hostile.rows plain.rows' 'printf "150\n150\n"'
same 'make no element and no attribute' 'cat hostile.tree' 'cat plain.tree'
tlsafe-hazard set -q "$id" --correct --reason x 'description==1+cmd|x' >/dev/null
tlsafe-report monthly 2018-06 -o csv --excel > excel.csv
grep -q "'=1+cmd" excel.csv && ! grep -qE '(^|,)"?=1' excel.csv
result $? 'and no formula in a spreadsheet'

# --- an office has a report of its own --------------------------------------------------------
mkdir reports
sed -e 's/^rules: monthly/rules: short/' -e '/id: ranking/,/where/d' -e '/id: signals/d' \
	-e 's/id: towns, is: by/id: villages, is: by/' -e 's/by: town,/by: village,/' \
	"$src/schemas/reports/monthly.yaml" > reports/short.yaml
ok 'another report is entered' tlsafe-db schema apply reports/short.yaml --reason 简报
expect 'has parts of its own' \
	"tlsafe-report monthly 2018-06 --report short -o json | jq -r .part | tr '\\n' ' '" <<'END'
short headline flow trend villages sectors majors overdue referred quality method provenance 
END
wrong() {
	sed "s/rules: monthly/rules: wrong$1/; $2" "$src/schemas/reports/monthly.yaml" \
		> "reports/wrong$1.yaml"
}
wrong 1 's/is: flow/is: flaw/'
status 'an unknown sort of part' 65 'tlsafe-db schema apply reports/wrong1.yaml --reason x' \
	"wrong1.yaml:[0-9]+.*not 'flaw'"
wrong 2 's/found,rectified,in_hand,overdue,rate", chart/found,rectifed", chart/'
tlsafe-db schema apply reports/wrong2.yaml --reason x >/dev/null
status 'an unknown figure' 78 'tlsafe-report monthly 2018-06 --report wrong2' \
	'wrong2.yaml:[0-9]+: trend: .*rectifed'
wrong 3 's/fields: "id,unit.name,town.name/fields: "id,unit.nmae/'
tlsafe-db schema apply reports/wrong3.yaml --reason x >/dev/null
status 'an unknown column' 78 'tlsafe-report monthly 2018-06 --report wrong3' \
	'wrong3.yaml:[0-9]+: overdue: .*nmae'
wrong 4 '/id: quality/,/text_en/d'
tlsafe-db schema apply reports/wrong4.yaml --reason x >/dev/null
status 'a count behind nothing' 78 'tlsafe-report monthly 2018-06 --report wrong4' \
	'wrong4.yaml:[0-9]+: no_code: a count stands behind'
[ ! -e never.html ] && ! tlsafe-report monthly 2018-06 --report wrong2 -O never.html 2>/dev/null &&
	[ ! -e never.html ]
result $? 'and never half a file'

# --- made again -------------------------------------------------------------------------------
anchor=$(tlsafe-report monthly 2018-06 -o json | tail -n 1 |
	jq -r '.text[0]' | grep -oE '[0-9]+:[0-9]+ [0-9a-f]{16}')
again() {
	for f in html md csv json; do tlsafe-report monthly 2018-06 --known-at "$anchor" -o $f; done
}
again > then
sed -i 's/version: "1"/version: "2"/; s/月报/新月报/' reports/short.yaml
cp "$src/schemas/reports/monthly.yaml" reports/monthly.yaml
sed -i 's/version: "1"/version: "2"/; /id: ranking/,/where/d' reports/monthly.yaml
tlsafe-db schema apply reports/monthly.yaml --reason 简 >/dev/null
tlsafe-db set name=新区 --reason 改名 -q >/dev/null
tlsafe-hazard list state=assigned --fields id | head -n 5 |
	tlsafe-hazard rectify - --by 甲 --on 2018-06-29 -q >/dev/null
tlsafe-hazard add -q place=y town=蒲吕街道 found=2018-06-03 source=patrol level=general \
	deadline=2018-06-20 description=z >/dev/null
export TLSAFE_NOW=2018-12-05T09:00:00+08:00
again > later
cmp then later
result $? "June's report made again in December has the same bytes"
for zone in Asia/Shanghai America/New_York UTC Pacific/Apia Asia/Kathmandu; do
	TZ=$zone again > later
	cmp then later
	result $? "in $zone too"
done
status 'an anchor of another chain' 65 \
	"tlsafe-report monthly 2018-06 --known-at '${anchor%????}0000'" 'other digits'
finish
