# schema apply: what an office changes in its files counts from then on; what records or lists rest
# on does not change.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks
tamper=$TEST_BUILDDIR/tests/tamper
export TLSAFE_NOW=2018-07-02T09:00:00+08:00
# A set may also lie flat, as all of them did once.
mkdir schemas && cp "$TLSAFE_SCHEMAS"/*.yaml "$TLSAFE_SCHEMAS"/*/*.yaml schemas/
one_line schemas/*.yaml
kinds=$(basename -as .yaml "$TLSAFE_SCHEMAS"/kinds/*.yaml | paste -sd' ')
cp -r schemas whole
export TLSAFE_SCHEMAS=$dir/schemas
sound() { ok "check: $1" tlsafe-db check; }
# at_end KIND LINE: a field behind the last one.
at_end() {
	grep -q '^ledger:' "schemas/$1.yaml" || echo 'ledger:' >> "schemas/$1.yaml"
	sed -i "s/^ledger:/  - $2\n&/" "schemas/$1.yaml"
	sed -i '$ { /^ledger:$/d }' "schemas/$1.yaml"
}
line_of() { grep -n "$1" "$2" | head -n 1 | cut -d: -f1; }

# --- a field at the end -----------------------------------------------------------------------
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 sector=107 >/dev/null
expect 'nothing differs: nothing is entered' \
	'tlsafe-db schema apply; echo $?; tlsafe-db log | wc -l' <<EOF
tlsafe-db: note: unchanged: the store's schema set is as the files say
0
1
EOF
at_end hazard \
	'{key: remark2, type: text, by: set, max: 5, zh: 备注二, en: Second remark, about: "More."}'
n=$(line_of remark2 schemas/hazard.yaml)
status 'the store has its own set' 64 \
	'tlsafe-hazard add unit=U1 found=2018-07-02 source=patrol level=general description=x \
		remark2=甲' "no field 'remark2'"
expect 'a dry run says what would change' \
	'tlsafe-db schema apply --dry-run --headings key; tlsafe-db log | wc -l' <<EOF
file	line	what	of	was	now
hazard	$n	field	remark2		text
1
EOF
expect 'and apply changes it' 'tlsafe-db schema apply --reason 新表 --note 试 -o json' <<EOF
{"file":"hazard","line":$n,"what":"field","of":"remark2","now":"text"}
EOF
expect 'as an entry like any other' \
	"tlsafe-db log -o json | tail -n 1 | grep -o '\"actor.*uid\\|\"command.*entries\":1';
		tlsafe-register history hazard -o json |
		grep -o '\"act\":.*changes\\|\"note.*'" <<EOF
"actor":"tester","login":"$(id -un)","uid
"command":"tlsafe-db schema --output --note --reason apply","verb":"schema","entries":1
"act":"add","actor":"tester","changes
"note":"试","reason":"新表"}
EOF
same 'again there is nothing to do' 'tlsafe-db schema apply -q; tlsafe-db log | wc -l' 'echo 2'
tlsafe-hazard add -q unit=U1 found=2018-07-02 source=patrol level=general description=y \
	remark2=甲乙 >/dev/null
expect 'a list shows it, by key and heading' \
	'tlsafe-hazard list 备注二=甲乙 -o csv --fields id,remark2' <<EOF
隐患编号,备注二
H20180702-0001,甲乙
EOF
status 'its max holds' 65 \
	'tlsafe-hazard set H20180702-0001 remark2=一二三四五六' 'longer than 5 characters'
cat > list.csv <<EOF
检查日期,隐患来源,单位名称,隐患描述,隐患等级,备注二
2018-07-02,镇街检查,甲厂,z,一般,丙
EOF
same 'a list with its heading is imported' \
	"tlsafe-hazard import -q list.csv | grep ^new;
		tlsafe-hazard list remark2=丙 --fields description" "printf 'new\t1\nz\n'"
sound 'a field more'

# --- taking it back ---------------------------------------------------------------------------
status 'undo names the records that hold it' 77 \
	'tlsafe-db undo 2 --reason x' \
	'H20180702-0001 holds the field remark2, which transaction 2 added' \
	'H20180702-0002 holds the field'
same 'and changes nothing' 'tlsafe-db schema show hazard | grep -c ^remark2' 'echo 1'
tlsafe-hazard set -q H20180702-0001 remark2= >/dev/null
tlsafe-db undo 4 --reason x >/dev/null
ok 'once none does, it is taken back' tlsafe-db undo 2 --reason 不用了
status 'the field is gone' 64 'tlsafe-hazard list remark2=甲乙' "no field 'remark2'"
same 'also from show, list and template' \
	'tlsafe-hazard show H20180702-0001 | grep -c remark2; tlsafe-db schema show hazard |
		grep -c remark2; tlsafe-hazard import --template -o csv | grep -c 备注二; true' \
	"printf '0\n0\n0\n'"
same 'but the journal still tells of it' \
	'tlsafe-register history H20180702-0001 | grep -o "remark2=甲乙"' 'echo remark2=甲乙'
sound 'a field taken back'
tlsafe-db export > all.jsonl
ok 'its export is read' eval \
	'tlsafe-db init -s other && tlsafe-db import -s other all.jsonl && tlsafe-db check -s other'
same 'and is the same chain' \
	'tlsafe-db export -s other | cksum; tlsafe-hazard list -s other -o json' \
	'cksum < all.jsonl; tlsafe-hazard list -o json'
ok 'and its hash is what the bytes say' python3 "$src/tests/chain.py" all.jsonl
rm -rf other
cp schemas/hazard.yaml with.yaml
sed -i 's/{key: remark2, type: text, by: set, max: 5/{key: remark2, type: date, by: set/' \
	schemas/hazard.yaml
status 'it cannot come again as something else' 65 \
	'tlsafe-db schema apply' "hazard.yaml:$n: remark2: 'type' cannot change from text to date"
cp with.yaml schemas/hazard.yaml
ok 'but as it was' tlsafe-db schema apply
status 'and then an undo of the undo is refused' 77 \
	'tlsafe-db undo 7 --reason x' 'hazard: on it rests transaction 8'
sound 'and come again'

# --- known-at ---------------------------------------------------------------------------------
sed -i 's/zh: 备注二, en: Second remark/zh: 附注, en: Second remark, also: [备注二]/
	s/max: 5, /max: 9, /' schemas/hazard.yaml
expect 'label, alias and max change' 'tlsafe-db schema apply' <<EOF
hazard	$n	max	remark2	5	9
hazard	$n	label	remark2	备注二	附注
hazard	$n	alias	remark2		备注二
EOF
ok 'the longer max counts' tlsafe-hazard set -q H20180702-0001 remark2=一二三四五六七
same 'the new heading, and the old one' \
	"tlsafe-hazard list 备注二=一二三四五六七 -o csv --fields remark2 | head -n 1" 'echo 附注'
same 'at an earlier transaction the old heading' \
	"tlsafe-hazard list --known-at 8 -o csv --fields remark2 | head -n 1" 'echo 备注二'
same 'and before that no field' \
	'for k in 1 2 7; do tlsafe-db schema show hazard --known-at $k | grep -c remark2; done;
		true' "printf '0\n1\n0\n'"
status 'which a filter is told' 64 'tlsafe-hazard list remark2=x --known-at 1' "no field 'remark2'"
same 'show of then lacks it too' \
	"tlsafe-hazard show H20180702-0001 --known-at 7 | grep -c remark2; true" 'echo 0'
same 'figures of then are figures' \
	'tlsafe-stats rate --known-at 6 | grep -v ^anchor' 'tlsafe-stats rate | grep -v ^anchor'
status '--known-at goes with list and show' 64 'tlsafe-db schema apply --known-at 1' 'known-at'
sound 'another heading'

# --- what is refused --------------------------------------------------------------------------
cp -r schemas asis
before=$(tlsafe-db export | cksum)
# refused NAME FILE SED PATTERN...: the file, changed so, is refused with 65 and its line; nothing
# is entered.
refused() {
	local name=$1 file=$2 edit=$3
	shift 3
	rm -rf e; mkdir e; cp "asis/$file.yaml" e/
	sed -i "$edit" "e/$file.yaml"
	status "refused: $name" 65 "tlsafe-db schema apply e/$file.yaml" "$@"
}
place=$(line_of 'key: place' asis/hazard.yaml)
extra='key: extra, by: set, zh: 附加, en: Extra, about: x'
refused 'a field that goes' hazard '/key: village/d' \
	'^tlsafe-db: e/hazard.yaml:[0-9]+: village: the field is gone; records may hold it; put' \
	'; put it back$'
refused 'another type' hazard '/key: place/s/type: text, by: set, max: 300/type: phone, by: set/' \
	"e/hazard.yaml:$place: place: 'type' cannot change from text to phone" \
	"e/hazard.yaml:$place: place: 'max' cannot shrink|"
refused 'a new required field' hazard \
	"s/^  - {key: remark2.*/&\n  - {$extra, type: text, required: true}/" \
	"e/hazard.yaml:$((n + 1)): extra: a new one cannot be required" "leave 'required' out"
refused 'a field that becomes required' hazard '/key: place/s/by: set/by: set, required: true/' \
	"e/hazard.yaml:$place: place: it cannot become required"
refused 'a new field before others' hazard "$((place))i\\  - {$extra, type: text}" \
	"e/hazard.yaml:$place: extra: new ones stand behind those that were there; put" \
	'; put it at the end$'
refused 'another order' hazard "${place}{h;d};$((place + 1)){G}" \
	"place|town: they keep their order: it stood behind"
refused 'a shorter max' hazard '/key: place/s/max: 300/max: 299/' \
	"place: 'max' cannot shrink from 300 to 299"
refused 'another writer' hazard '/key: place/s/by: set/by: add/' \
	"place: 'by' cannot change from set to add"
refused 'personal' hazard '/key: place/s/by: set/by: set, personal: true/' \
	"place: 'personal' cannot change from false to true"
refused 'another code list' hazard '/key: sector/s/codes: sector/codes: category/' \
	"sector: 'codes' cannot change from sector to category"
refused 'another kind to refer to' hazard '/key: unit,/s/to: unit/to: body/; s/, unit.name//' \
	"unit: 'to' cannot change from unit to body" 'column 3 of lists was unit.name'
refused 'fewer types to refer to' hazard '/key: town/s/only: \[township, zone\]/only: [township]/' \
	"town: 'zone' is gone from 'only'"
refused 'an alias that goes' hazard '/key: place/s/隐患位置, //' \
	"place: its alias '隐患位置' is gone"
refused 'a heading that means another field' hazard '/key: place/s/also: \[/also: [隐患描述, /' \
	"place: '隐患描述' already means description"
refused 'a label that means another field' hazard '/key: place/s/zh: 隐患地点/zh: 隐患描述/' \
	"place: '隐患描述' already means description"
refused 'another letter' hazard 's/^letter: H/letter: Z/' \
	"letter: 'letter' cannot change from H to Z|'letter' cannot change from H to Z"
refused 'another beginning of numbers' hazard '/^serial: found/d' \
	"'serial' cannot change from found to none"
refused 'named' hazard 's/^begins: found/&\nnamed: true/' "'named' cannot change from false to true"
refused 'columns that move' hazard 's/^columns: \[id, unit,/columns: [id, place, unit,/' \
	"e/hazard.yaml:11: column 2 of lists was unit and cannot be place; put new ones at the end"
refused 'an ignored heading that goes' hazard 's/^ignored: \[序号, /ignored: [/' \
	"'序号' is gone from 'ignored'"
refused 'a heading of lists that goes' hazard '/^  - key: recheck/,$d' \
	'recheck: the heading is gone'
refused 'a code that goes' source '/code: patrol/d' \
	'e/source.yaml:[0-9]+: patrol: the code is gone; records may hold it; ' \
	'; a code that is no longer given gets until: DATE'
refused 'codes in another order' source '/code: selfcheck/{h;d};/code: patrol/{G}' \
	'selfcheck: .*|patrol: .*|codes keep their order'
refused 'a code whose word means another' source \
	's/^values:/&\n  - {code: desk, zh: 自查, en: Desk}/' \
	"desk: '自查' already means selfcheck; take another word"
refused 'a label that means another code' source 's/zh: 村社巡查/zh: 企业自查/' \
	"patrol: '企业自查' already means selfcheck"
refused 'a choice that goes' hazard '/key: level/,/code: major/{/code: general/d}' \
	'level.general: the code is gone'
refused 'another row of the form' sector '/code: "101"/s/row: "1"/row: "9"/' \
	"101: its attribute 'row' cannot change from 1 to 9"
refused 'another kind in the file' unit 's/^kind: unit$/kind: firm/' 'kind|to no kind of the set'
refused 'a list in the file of a kind' source 's/^codes: source/codes: origin/' \
	"no codes 'source'|cannot hold"
refused 'another site' district 's/^district: .*/district: "500152"/' \
	'e/district.yaml:1: the site cannot change from 500151 to 500152'
refused 'another offset' district 's/+08:00/+07:00/' 'the offset cannot change'
refused 'another record of the beginning' district '/双山镇/d' \
	"the records of a store's beginning cannot change; enter further ones with tlsafe-register"
refused 'what is a setting' district 's/^name: 铜梁区/name: 别处/' \
	'name, language, authority and prefixes are settings of the store' \
	'; change it with: tlsafe-db set'
refused 'what is not YAML' hazard '20s/$/ }/' \
	'^tlsafe-db: e/hazard.yaml:20: column [0-9]+: not YAML: '
refused 'an unknown word' hazard '/key: place/s/max:/maxx:/' \
	"^tlsafe-db: e/hazard.yaml:$place: column [0-9]+: unknown word 'maxx'; did you mean 'max'"
refused 'words that only a store says' hazard '/key: place/s/max:/withdrawn: true, max:/' \
	"unknown word 'withdrawn'"
refused 'a reference to nothing' hazard \
	"s/^  - {key: remark2.*/&\n  - {$extra, type: reference, to: nobody}/" \
	"e/hazard.yaml:$((n + 1)): column 1: field 'extra' refers to no kind of the set: 'nobody'"
refused 'what is not UTF-8' source 's/企业自查/\xc6\xf3/' 'e/source.yaml'
mkdir -p e
printf 'kind: \xff\n' > e/bad.yaml; printf 'kind: [\n' > e/worse.yaml
head -c 1200000 /dev/zero | tr '\0' '#' > e/long.yaml
status 'all faults of all files are told' 65 \
	'sed "s/max: 300/max: 30/; /key: village/d" asis/hazard.yaml > e/hazard.yaml;
		sed "/code: patrol/d; /code: selfcheck/d" asis/source.yaml > e/source.yaml;
		tlsafe-db schema apply e/hazard.yaml e/source.yaml' \
	'place: ' 'village: ' 'patrol: ' 'selfcheck: '
status 'of broken ones too' 65 \
	'tlsafe-db schema apply e/bad.yaml e/worse.yaml' 'e/bad.yaml' 'e/worse.yaml:[0-9]+: '
status 'a file of more than 1 MiB' 65 \
	'tlsafe-db schema apply e/long.yaml' 'e/long.yaml: longer than 1 MiB'
status 'no such file' 66 'tlsafe-db schema apply e/none.yaml' 'e/none.yaml: No such file'
status 'a file of another name' 64 'tlsafe-db schema apply store/STORE' 'NAME.yaml'
status 'the same file twice' 64 \
	'tlsafe-db schema apply e/hazard.yaml asis/hazard.yaml' 'the same file of the set'
status 'no set at all' 78 \
	'TLSAFE_SCHEMAS=$dir/none tlsafe-db schema apply' 'no schema set' 'none' 'installed set'
cp asis/source.yaml U1.yaml; sed -i 's/^codes: source/codes: mine/' U1.yaml
status 'a name that a record has' 65 \
	'tlsafe-db schema apply U1.yaml' "another record has the id 'U1'"
status 'messages for programs' 65 \
	'rm -rf e; mkdir e; sed "/key: village/d" asis/hazard.yaml > e/hazard.yaml;
		tlsafe-db schema apply e/hazard.yaml --errors jsonl' \
	'"code":"(data|input)".*"file":"e/hazard.yaml","line":[0-9]+,"field":"village"'
same 'nothing of all that was entered' 'tlsafe-db export | cksum' "echo '$before'"
status 'no other verb writes such records' 77 \
	'tlsafe-register --kind schema add id=x' 'tlsafe-db schema apply'
status 'nor by their id' 77 \
	'tlsafe-register set --correct hazard set=x --reason x' 'tlsafe-db schema apply'
status 'nor an import' 77 'tlsafe-register --kind schema import list.csv' 'tlsafe-db schema apply'
sound 'after all the refusals'

# --- codes, columns, kinds --------------------------------------------------------------------
code='{code: "1043", zh: 加氢站, en: Hydrogen stations, also: [加氢], '
code+='attributes: {table: "1", row: "4.3"}}'
sed -i "s/^  - {code: \"1042\".*/&\n  - $code/" schemas/sector.yaml
sed -i 's/zh: "水库", en: "Reservoirs"/zh: "水库大坝", en: "Reservoirs", until: "2018-06-30"/
	s/also: \[水利\]/also: [水利, 水库]/' schemas/sector.yaml
sed -i 's/^columns: \[id, name, .*risk/&, village/; s/^ignored: \[/&盖章, /
	s/\(key: town.*only: \[\)township, zone\]/\1township, zone, department]/' schemas/unit.yaml
expect 'codes, labels, until, aliases, columns' \
	"tlsafe-db schema apply schemas/sector.yaml schemas/unit.yaml | cut -f1,3-" <<EOF
sector	label	210	水库	水库大坝
sector	until	210		2018-06-30
sector	alias	210		水库
sector	code	1043		加氢站
unit	column	village		
unit	ignored			盖章
unit	only	town		department
EOF
ok 'a unit with the new code' tlsafe-register add -q id=U2 name=乙站 kind=enterprise town=蒲吕街道 \
	sector=加氢站
same 'lists have the new column at the end' \
	"tlsafe-register list U2 -o csv --headings key | head -n 1 | grep -o '.....village'" \
	'echo risk,village'
status 'undo names who holds the code' 77 \
	'tlsafe-db undo 11 --reason x' 'U2 holds the code 1043, which transaction 11 added'
tlsafe-register set -q --correct U2 sector=107 --reason x >/dev/null
ok 'and is done once none does' tlsafe-db undo 11 --reason x
status 'the code is gone' 65 \
	'tlsafe-register add name=丙站 kind=enterprise town=蒲吕街道 sector=加氢站' 'no such'
sound 'codes taken back'

cat > schemas/colour.yaml <<'EOF'
codes: colour
about: "Colours of labels."
values:
  - {code: green, zh: 绿, en: green}
  - {code: black, zh: 黑, en: black}
EOF
cat > schemas/aid.yaml <<'EOF'
kind: aid
zh: 急救箱
en: First aid
about: "A first aid box of a unit."
letter: A
columns: [id, unit, colour]
fields:
  - {key: id, type: id, by: add, zh: 急救箱编号, en: ID, about: "Its number."}
  - {key: unit, type: reference, to: unit, by: set, required: true, zh: 单位编号, en: Unit,
     about: "Where it hangs.", also: [单位名称]}
  - {key: colour, type: code, codes: colour, by: set, zh: 颜色, en: Colour, about: "Of its label."}
EOF
status 'a kind whose codes are in no file' 65 \
	'tlsafe-db schema apply schemas/aid.yaml' \
	"schemas/aid.yaml:11: column 1: field 'colour': no codes 'colour' in the set"
expect 'a new code list' 'tlsafe-db schema apply schemas/colour.yaml | cut -f1,3,4' <<EOF
colour	codes	colour
EOF
units=$(tlsafe-register list -o json | cksum)
expect 'a new kind, whose name comes before the others' \
	'tlsafe-db schema apply schemas/aid.yaml | cut -f1,3,4,6' <<EOF
aid	kind	aid	急救箱
EOF
same 'does not move the others' 'tlsafe-register list -o json | cksum' "echo '$units'"
expect 'and has records' 'tlsafe-register --kind aid add unit=甲厂 colour=绿' <<EOF
A000001	U1	绿
EOF
sed 's/^kind: aid/kind: bag/; s/letter: A/letter: G/' schemas/aid.yaml > bag.yaml
ok 'another kind' tlsafe-db schema apply bag.yaml
ok 'with a record' tlsafe-register --kind bag add -q unit=甲厂 colour=黑
a=$(tlsafe-db log | grep -n '' | grep 'apply schemas/aid.yaml' | cut -f1 | cut -d: -f2)
c=$(tlsafe-db log | grep 'apply schemas/colour.yaml' | cut -f1)
status 'a kind with records is not taken back' 77 \
	"tlsafe-db undo $a --reason x" \
	"A000001 is of kind aid, which transaction $a added; undo that one first"
status 'nor a list that a kind rests on' 77 \
	"tlsafe-db undo $c --reason x" "no codes 'colour' in the set; undo first what rests on it"
status 'the record goes' 0 "tlsafe-db undo $((a + 1)) --reason x"
status 'then the kind goes' 0 "tlsafe-db undo $a --reason x"
status 'it is none' 64 'tlsafe-register --kind aid list' "no kind 'aid'"
same 'nor in the list of kinds or in info' \
	'tlsafe-db schema list | grep -c ^aid; tlsafe-db info | grep -c ^aid; true' \
	"printf '0\n0\n'"
same 'the kind that came after it stays where it is' \
	'tlsafe-register --kind bag list | cut -f1-3' "printf 'G000001\tU1\t黑\n'"
kinds=$(ls "$src/schemas/kinds" | sed 's/\.yaml//' | paste -sd' ')
same 'before both there was none' \
	"tlsafe-db schema list --known-at $((a - 1)) | cut -f1 | paste -sd' '" \
	"echo $kinds"
same 'between them one' \
	"tlsafe-db schema list --known-at $a | cut -f1 | paste -sd' '" \
	"echo $kinds aid"
same 'with its record' \
	"tlsafe-register --kind aid list --known-at $((a + 1))" "printf 'A000001\tU1\t绿\n'"
sound 'kinds come and gone'
sed 's/^letter: A/letter: A\nbegins: day/
	s/^  - {key: unit/  - {key: day, type: date, by: add, zh: 日期, en: Day, about: x}\n&/
	' schemas/aid.yaml > aid.yaml
status 'it cannot come again as another' 65 \
	'tlsafe-db schema apply aid.yaml' "'begins' cannot change from none to day"
status 'nor its file as something else' 65 \
	'sed "s/^codes: colour/codes: aid/" schemas/colour.yaml > aid.yaml;
		tlsafe-db schema apply aid.yaml' \
	'aid.yaml:1: the file holds kind aid and cannot hold codes aid'
ok 'but as it was' tlsafe-db schema apply schemas/aid.yaml
same 'its numbers are not given again' \
	'tlsafe-register --kind aid add unit=甲厂 | cut -f1' 'echo A000002'
sed 's/^kind: aid/kind: bag/; s/letter: A/letter: G/' schemas/aid.yaml > again.yaml
status 'a kind is of one file' 65 \
	'tlsafe-db schema apply again.yaml' "kind 'bag' stands twice in the set"
sound 'and come again'
tlsafe-db export > all.jsonl
ok 'an export of all that is read' eval \
	'tlsafe-db init -s other && tlsafe-db import -s other all.jsonl && tlsafe-db check -s other'
same 'with the same chain, kinds and records' \
	'tlsafe-db export -s other | cksum; tlsafe-db schema list -s other;
		tlsafe-register --kind bag list -s other -o json' \
	'cksum < all.jsonl; tlsafe-db schema list; tlsafe-register --kind bag list -o json'
head -n "$(($(line_of 'apply schemas/aid.yaml' all.jsonl) - 1))" all.jsonl > part.jsonl
ok 'also in two goes' eval \
	'rm -rf other; tlsafe-db init -s other && tlsafe-db import -s other part.jsonl &&
		tlsafe-db import -s other all.jsonl && tlsafe-db check -s other'
rm -rf other

# --- undos of undos, clocks, requests, sizes --------------------------------------------------
rm -rf store schemas; cp -r whole schemas
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 sector=107 >/dev/null
at_end unit '{key: fax, type: phone, by: set, personal: true, zh: 传真, en: Fax, about: "Fax."}'
tlsafe-db schema apply >/dev/null
tlsafe-register add -q id=U2 name=乙厂 kind=enterprise town=蒲吕街道 fax=023-45600009 >/dev/null
tlsafe-db undo 3 --reason x >/dev/null
tlsafe-db undo 2 --reason x >/dev/null
status 'what stands again may not hold what is gone' 77 'tlsafe-db undo 4 --reason x' \
	'U2 would stand again with the field fax, which the schema set no longer has' \
	'has; apply it again first'
ok 'an undo of the undo brings the field back' tlsafe-db undo 5 --reason x
ok 'then the record' tlsafe-db undo 4 --reason x
same 'with its value' 'tlsafe-register show U2 --fields fax' "printf 'fax\t023-45600009\n'"
same 'which is personal' 'tlsafe-db export | grep -c "\"personal\":{\"fax\"" ' 'echo 1'
sound 'undos of undos'
sed -i 's/zh: 传真/zh: 传真号/' schemas/unit.yaml
TLSAFE_NOW=2018-07-09T09:00:00+08:00 tlsafe-db schema apply -q >/dev/null
sed -i 's/zh: 传真号/zh: 传真号码/' schemas/unit.yaml
TLSAFE_NOW=2018-07-01T09:00:00+08:00 tlsafe-db schema apply -q --request k1 >/dev/null
same 'what was entered last counts, whatever the clock said' \
	'tlsafe-db schema show unit | grep ^fax | cut -f3' 'echo 传真号码'
status 'a request again does nothing' 0 \
	'tlsafe-db schema apply --request k1' 'request k1 was entered before, as transaction 9'
same 'its command is in the log, without texts' \
	'tlsafe-db log | tail -n 1 | cut -f6' "echo 'tlsafe-db schema --request --quiet apply'"
sed -i '1i # Only a remark.' schemas/unit.yaml
expect 'a remark is a change of the text' 'tlsafe-db schema apply' <<EOF
unit	1	text			
EOF
sound 'clocks'
expect 'an undo shows what it would take' \
	'tlsafe-db undo 10 --reason x --dry-run; tlsafe-db log | wc -l' <<EOF
编号	类别	由其新增
unit	数据定义	
10
EOF
ok 'small blocks' eval 'tlsafe-db init -s sealed && "$tamper" sealed seal 5'
files=(schemas/*.yaml)
applied=$((${#files[@]} - 1))	# all but the district's
for f in "${files[@]}"; do echo '# A remark.' >> "$f"; done
same 'many files are one transaction' \
	"tlsafe-db schema apply -s sealed | cut -f3 | sort | uniq -c | tr -d ' ';
		tlsafe-db log -s sealed | cut -f1,8" "echo ${applied}text; printf '1\t$applied\n'"
ok 'and sound' tlsafe-db check -s sealed
ok 'as once they are undone' eval \
	'tlsafe-db undo -s sealed 1 --reason x && tlsafe-db check -s sealed &&
		tlsafe-db schema apply -s sealed && tlsafe-db check -s sealed'
rm -rf sealed
for f in schemas/*.yaml; do sed -i '$d' "$f"; done
mkdir small; cp schemas/*.yaml small/; rm small/schema.yaml
ok 'a set of before' eval 'TLSAFE_SCHEMAS=$dir/small tlsafe-db init -s old'
status 'cannot change' 78 \
	'tlsafe-db schema apply -s old' \
	"has no kind 'schema' and cannot change: it was made by an older tlsafe"
ok 'and is sound' tlsafe-db check -s old
ok 'a store of another site' tlsafe-db init -s sited --site ABC
expect 'finds its own site no difference' \
	'tlsafe-db schema apply -s sited schemas/district.yaml' <<EOF
tlsafe-db: note: unchanged: the store's schema set is as the file says
EOF
rm -rf old sited small

{
	printf 'codes: street\nabout: "Streets."\nvalues:\n'
	for i in $(seq 1 5000); do
		printf '  - {code: "s%05d", zh: 长江大道%d号附近的街巷, en: Street}\n' "$i" "$i"
	done
} > street.yaml
[ "$(stat -c %s street.yaml)" -gt 307200 ]
result $? 'a file of more than 300 KiB'
ok 'is applied' tlsafe-db schema apply -q street.yaml
cat >> schemas/unit.yaml <<EOF
  - {key: street, type: code, codes: street, by: set, zh: 街巷, en: Street, about: "Street."}
EOF
cp street.yaml schemas/
ok 'and used' eval \
	'tlsafe-db schema apply -q schemas/unit.yaml &&
		tlsafe-register set -q U1 street=长江大道4321号附近的街巷'
same 'by its code' \
	'tlsafe-register list street=s04321 --codes --fields id,street' "printf 'U1\ts04321\n'"
same 'its text is kept byte by byte' \
	"tlsafe-register show street -o json |
		python3 -c 'import json,sys; sys.stdout.write(json.load(sys.stdin)[\"set\"])' |
		cksum" 'cksum < street.yaml'
sound 'a large file'
tlsafe-db export > all.jsonl
ok 'its export is read' eval \
	'tlsafe-db init -s other && tlsafe-db import -s other all.jsonl &&
		tlsafe-db check -s other && cmp <(tlsafe-db export -s other) all.jsonl'
rm -rf other
ok 'the office gives a value up and the codes go' eval \
	'tlsafe-register set -q U1 street= && tlsafe-db undo 12 --reason x &&
		tlsafe-db undo 11 --reason x'
sound 'large ones gone'
{
	cat street.yaml
	head -c $((1000000 - $(stat -c %s street.yaml))) /dev/zero | tr '\0' '#'
} > long.yaml
sed -i 's/^codes: street/codes: long/' long.yaml
status 'one that is too long' 65 'tlsafe-db schema apply long.yaml' 'long.yaml: longer than 960 KiB'
{
	printf 'codes: many\nabout: x\nvalues: [{code: a, zh: a, also: ['
	for i in $(seq 1 200000); do printf 'a,'; done
	printf 'a]}]\n'
} > many.yaml
status 'one that takes too much room' 65 \
	'tlsafe-db schema apply many.yaml' \
	'many.yaml: many.yaml is too large for the store; split it'

# --- others at work, and damage ---------------------------------------------------------------
printf '检查日期,隐患来源,单位名称,隐患描述,隐患等级\n2018-07-02,镇街检查,甲厂,z,一般\n' > list.csv
mkfifo fifo
exec 8<>fifo
tlsafe-hazard import -q --keep-going --rejects late.csv - < fifo > out 2> err 8>&- &
for i in $(seq 1 100); do ls late.csv.* >/dev/null 2>&1 && break; sleep 0.05; done
sed -i 's/zh: 传真号码/zh: 电传/' schemas/unit.yaml
ok 'a set changes while another has the old one' tlsafe-db schema apply -q
cat list.csv >&8
exec 8>&-
wait $!
rc=$?
result $rc 'who comes later with the old set takes the new one'
[ $rc = 0 ] || note "status $rc: $(cat out err)"
same 'it was entered once, and again it is the same' \
	'tlsafe-hazard list | wc -l; tlsafe-hazard import -q list.csv | grep ^new' \
	"printf '1\nnew\t0\n'"
build_stop
# meanwhile FROM TO: the label of a field changes.
meanwhile() {
	sed -i "s/zh: $1/zh: $2/" schemas/unit.yaml
	tlsafe-db schema apply -q > /dev/null
}
for c in 'tlsafe-hazard add unit=U1 found=2018-07-02 source=patrol level=general description=w' \
	'tlsafe-register set U1 note=w --reason r' 'tlsafe-db set language=zh --reason r' \
	'tlsafe-register list' 'tlsafe-stats rate' 'tlsafe-db schema apply'; do
	at clock $c
	pid=$(stopped $group)
	[ -n "$pid" ]
	result $? "open and not yet begun: $c"
	meanwhile 电传 电报
	meanwhile 电报 电传
	kill -CONT $pid
	wait $group
	rc=$?
	result $rc 'a set that changes between is no reason to stop'
	[ $rc = 0 ] || note "status $rc: $(cat at.out)"
done
at sync tlsafe-hazard note $(tlsafe-hazard list | head -n 1 | cut -f1) --note x
pid=$(stopped $group)
sed -i 's/zh: 电传/zh: 电报/' schemas/unit.yaml
tlsafe-db schema apply -q --wait 60 > apply.out 2>&1 &
first=$!
sleep 0.3
tlsafe-register set U1 note=v --reason r --wait 60 > set.out 2>&1 &
second=$!
sleep 0.3
kill -CONT $pid
wait $group
wait $first; a=$?
wait $second; b=$?
[ $a = 0 ] && [ $b = 0 ]
result $? 'nor is one that changes while another waits at the gate'
[ $a = 0 ] && [ $b = 0 ] || note "$(cat apply.out set.out)"
meanwhile 电报 电传
ok 'two at once' eval \
	'for i in 1 2 3; do tlsafe-hazard add -q --wait 60 unit=U1 found=2018-07-02 source=patrol \
		level=general description=$i > add.$i 2>&1 & done;
		sed -i "s/zh: 电传/zh: 传真/" schemas/unit.yaml;
		tlsafe-db schema apply -q --wait 60; wait;
		! grep -v "^H" add.*'
sound 'others at work'
mv store kept
# damaged NAME PREFIX NUMBER PATTERN: check tells it.
damaged() {
	rm -rf store; cp -r kept store
	"$tamper" store "$2" "$3" >/dev/null || { result 1 "$1"; return; }
	status "$1" 1 'tlsafe-db check' "$4"
}
damaged 'a stored file that differs' Sunit 0 \
	'schema unit: what is stored differs from genesis and what was applied to it'
damaged 'and one of genesis alone' Shazard 0 'schema hazard: what is stored differs from genesis$'
damaged 'the number of the last change' Mschema 0 \
	'schema: last applied to by transaction [0-9]*, not'
damaged 'the record of a file' "$(kind_key R schema)" 0 \
	'record schema unit: what is stored differs|schema'
rm -rf store; mv kept store

# --- rules ------------------------------------------------------------------------------------
cp "$TLSAFE_SCHEMAS/assessment.yaml" .
sed -i 's/each: 0.5,/each: 1,/' assessment.yaml
status 'other rules want another version' 65 'tlsafe-db schema apply assessment.yaml' \
	'assessment.yaml:1: other rules under the version 1' 'give it another version'
sed -i 's/^version: .*/version: "2"/' assessment.yaml
expect 'with one they are entered' \
	'tlsafe-db schema apply assessment.yaml --headings key | cut -f1,3-' <<'EOF'
file	what	of	was	now
assessment	version		1	2
EOF
sed 's/^rules: .*/rules: county/' assessment.yaml > county.yaml
expect 'new ones are a file of their own' 'tlsafe-db schema apply county.yaml | cut -f1,3-' <<'EOF'
county	rules	county		2
EOF
status 'which a store gives once' 65 \
	'cp county.yaml twice.yaml; tlsafe-db schema apply twice.yaml' "rules 'county' stands twice"
status 'a file keeps what it holds' 65 \
	'cp assessment.yaml county.yaml; tlsafe-db schema apply county.yaml' \
	'the file holds rules county and cannot hold rules assessment|stands twice'
status 'a word that is none' 65 \
	'sed "s/each: 1,/eech: 1,/" assessment.yaml > county.yaml
		tlsafe-db schema apply county.yaml' \
	"county.yaml:[0-9]+: column [0-9]+: unknown word 'eech'; did you mean 'each'"
sound 'rules'
finish
