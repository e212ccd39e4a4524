# Checklists: those of the store, their items, and the law of a day.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2022-03-01T09:00:00+08:00
tlsafe-db init
lists=$TLSAFE_SCHEMAS/checklists

# --- all of them --------------------------------------------------------------------------------
same 'each file of the set is a list' 'tlsafe-inspect lists | cut -f1' \
	"grep -h '^checklist:' $lists/*.yaml | cut -d' ' -f2 | sort"
same 'with as many items as the file has' 'tlsafe-inspect lists | cut -f1,4' \
	"for f in $lists/*.yaml; do printf '%s\t%s\n' \$(basename \$f .yaml) \
		\$(grep -c '^  - code:' \$f); done"
same 'and as many stop items' 'tlsafe-inspect lists | cut -f1,5' \
	"for f in $lists/*.yaml; do printf '%s\t%s\n' \$(basename \$f .yaml) \
		\$(grep -c '^    stop: true' \$f); done"
same 'a list goes on to its items' \
	'tlsafe-inspect lists | while IFS=$'\''\t'\'' read -r list rest; do
		tlsafe-inspect lists -q "$list" | wc -l; done' 'tlsafe-inspect lists | cut -f4'
expect 'as JSON' 'tlsafe-inspect lists -o json | grep school' <<EOF
{"list":"school","title":"学校检查表","version":"1","items":18,"stop":6}
EOF
expect 'in English' 'tlsafe-inspect lists -o csv --headings en | grep -e ^List -e ^school' <<EOF
List,Title,Version,Items,Stop items
school,School,1,18,6
EOF

# --- one ----------------------------------------------------------------------------------------
expect 'an item with what it becomes' 'tlsafe-inspect lists -q restaurant | grep ^G01' <<EOF
G01	生产设备设施及工艺	使用燃气的餐饮场所安装可燃气体报警装置并保障正常使用\
	查现场	5	yes	一般	3\
	中华人民共和国安全生产法（2021年修正）第三十六条
EOF
expect 'in codes' 'tlsafe-inspect lists -q restaurant --codes | grep ^G06 | cut -f2,4-8' <<EOF
16	look	5	yes	major	0
EOF
expect 'and in JSON' 'tlsafe-inspect lists -q chemicals -o json | sed -n 2p' <<EOF
{"code":"C02","category":"02","text":"配备专职安全管理人员，\
从业人员经专业技术培训并考核合格","method":"papers","weight":5,"level":"general","days":15,\
"clause":"危险化学品安全管理条例（国务院令第591号，2013年修订）第三十四条"}
EOF
clause() { tlsafe-inspect lists -q chemicals "$@" | grep ^C18 | cut -f9; }
same 'an inspection of 2018 sees the law of 2018' \
	'clause --as-of 2018-06-30 | grep -o 20..年修正' 'echo 2014年修正'
same 'and one of today that of today' \
	'clause | grep -o 20..年修正' 'echo 2021年修正'
expect 'what has none on the day is empty, and told once' \
	'tlsafe-inspect lists crowded --as-of 2018-06-30 2>&1 | awk -F"\t" "NF == 1 || \$9 == \"\" {
		print \$1 }" | sort' <<EOF
P19
P20
tlsafe-inspect: note: 2 of 20 items have no clause in force on 2018-06-30: P19, P20
EOF
same '-q leaves the note out' 'tlsafe-inspect lists crowded -q --as-of 2018-06-30 2>&1' \
	'tlsafe-inspect lists crowded --as-of 2018-06-30 2>/dev/null'
for form in table csv md html mail json xlsx; do
	status "it has the form $form" 0 \
		"tlsafe-inspect lists school -o $form | tee school.$form | wc -c" '^[0-9]{4,}'
done
same 'under another version a list takes its place, and the earlier one stays known' \
	'sed "s/^version: .*/version: \"2\"/; s/^zh: .*/zh: 新表/" "$lists/school.yaml" \
		> school.yaml
	tlsafe-db schema apply school.yaml >/dev/null
	tlsafe-inspect lists | grep ^school | cut -f2,3
	tlsafe-inspect lists --known-at 0 | grep ^school | cut -f2,3' \
	"printf '新表\t2\n学校检查表\t1\n'"

# --- judged -------------------------------------------------------------------------------------
same 'those of the store pass, and say what is marked local' \
	'tlsafe-inspect lists --lint --known-at 0 2>/dev/null | cut -f1,4,5' \
	"for f in $lists/*.yaml; do printf '%s\t%s\t%s\n' \$(basename \$f .yaml) \
		\$(grep -c '^  - code:' \$f) \$(grep -c '^    local: true' \$f); done"
same 'so do the files' "tlsafe-inspect lists --lint -q $lists/*.yaml 2>&1" \
	'tlsafe-inspect lists --lint -q --known-at 0'
status 'which is a note with a count' 0 "tlsafe-inspect lists --lint $lists/crowded.yaml" \
	'crowded.yaml: note: items marked local, .*: 3$'
item='category: "01", zh: z, en: e, method: look, level: general'
cat > bad.yaml <<EOF
checklist: bad
zh: 表
en: Bad
version: "1"
basis:
  - {id: a14, zh: 法（2014）, from: 2014-12-01, until: 2021-08-31, source: s}
  - {id: a21, zh: 法（2021）, from: 2021-08-01}
  - {id: o, zh: 旧法, from: 2021-08-01, until: 2020-01-01, source: s}
items:
  - {code: A1, $item, weight: 0, days: 3, clauses: [a14 第三条]}
  - {code: A1, $item, weight: 5, days: 3, clauses: [a14 第三条]}
  - {code: A2, $item, weight: 5, clauses: [a14 第三条]}
  - {code: A3, ${item/zh: z/zh: ''}, weight: 5, days: 3, clauses: [a14 第三条]}
  - {code: A4, $item, weight: 5, days: 3}
  - {code: A5, $item, weight: 5, days: 3, clauses: [a21 第三条]}
  - {code: A6, $item, weight: 5, days: 3, local: true}
  - {code: A7, $item, weight: -1, days: 3, clauses: [o 第三条]}
  - {code: A8, ${item/01/99}, weight: 5, days: 3, clauses: [a14 第三条]}
EOF
sed -i "s/zh: '',/zh: ,/" bad.yaml
expect 'each fault with file, line and item' \
	'tlsafe-inspect lists --lint bad.yaml 2>&1 | sed "s/^tlsafe-inspect: //; s/; .*//" |
		sort -t: -k2n' <<EOF
bad.yaml: note: items marked local, which no text that was read bears out: 1
bad.yaml:7: a21: in force beside 'a14', of the same law, from 2021-08-01 on
bad.yaml:8: o: 'until' lies before 'from'
bad.yaml:10: A1: with 'weight' 0 it counts for nothing
bad.yaml:11: A1: item 'A1' stands twice
bad.yaml:12: A2: 'days' is missing
bad.yaml:13: A3: 'zh' is empty
bad.yaml:14: A4: no clause of a law or standard
bad.yaml:15: A5: no source of 'a21', line 7
bad.yaml:17: A7: 'weight' is a number up to 999
bad.yaml:18: A8: no category of hazards: '99'
EOF
status 'is bad data, and nothing is printed' 65 \
	'tlsafe-inspect lists --lint bad.yaml -O judged; s=$?; ! [ -e judged ] && exit $s'
status 'several are judged in one call' 65 \
	"tlsafe-inspect lists --lint $lists/crowded.yaml bad.yaml" \
	'crowded.yaml: note' 'bad.yaml:18:'
echo 'kind: x' > kind.yaml
: > empty.yaml
printf '\377' > bytes.yaml
status 'what is no checklist' 65 'tlsafe-inspect lists --lint kind.yaml empty.yaml bytes.yaml' \
	'kind.yaml:1: no checklist' 'empty.yaml:1: empty' 'bytes.yaml: not valid UTF-8'
status 'a list of the store that has a fault' 65 \
	'sed "s/^version: .*/version: \"3\"/; s/weight: 5/weight: 0/" school.yaml > new.yaml
	mv new.yaml school.yaml; tlsafe-db schema apply school.yaml >/dev/null
	tlsafe-inspect lists --lint' \
	"^tlsafe-inspect: school.yaml:[0-9]+: [A-Z0-9]+: with 'weight' 0"
status 'no such file' 66 'tlsafe-inspect lists --lint none.yaml' 'none.yaml'
status 'a file that is not called so' 64 'tlsafe-inspect lists --lint school' 'NAME.yaml'
status 'a day' 64 'tlsafe-inspect lists --lint --as-of 2018-06-30' 'clauses of all days'
status 'files as they were known' 64 'tlsafe-inspect lists --lint --known-at 0 bad.yaml' \
	'store.s lists'

# --- what is refused ----------------------------------------------------------------------------
status 'no such list' 66 'tlsafe-inspect lists schol' \
	"no checklist 'schol'.*there are 'chemicals'"
status 'two of them' 64 'tlsafe-inspect lists school site' 'lists, or one of them'
status 'an empty word' 64 "tlsafe-inspect lists ''" 'lists, or one of them'
status 'a day without a list' 64 'tlsafe-inspect lists --as-of 2018-06-30' 'goes with a list'
status 'a day that is not yet' 64 'tlsafe-inspect lists school --as-of 2022-03-02' \
	'lies after today'
finish
