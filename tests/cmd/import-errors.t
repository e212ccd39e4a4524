# Bad input: each bad row is named with file, line, heading and reason, all in one pass, and nothing
# is imported.
. "$TEST_SRCDIR/tests/lib.sh"

tlsafe-db init
cat > units.csv <<'EOF'
单位编号,单位名称,单位类型,所属镇街
U000001,同名厂,企业,蒲吕街道
U000002,同名厂,企业,旧县街道
U000003,独名厂,企业,蒲吕街道
EOF
tlsafe-register import -q units.csv >/dev/null
head='检查日期,隐患来源,所属镇街,单位名称,隐患描述,隐患等级'
anchor=$(tlsafe-db info | grep ^anchor)
unchanged() { [ "$(tlsafe-db info | grep ^anchor)" = "$anchor" ] &&
	! tlsafe-hazard list --exit-found | grep -q .; }

# refused NAME PATTERN... <<CSV: status 65, every pattern told, nothing imported.
refused() {
	local name=$1
	shift
	cat > bad.csv
	status "$name" 65 'tlsafe-hazard import bad.csv' "$@"
	unchanged
	result $? "$name: nothing was imported"
}

refused 'a required value is missing' 'bad\.csv:2: .*description.* required' <<EOF
$head
2018-01-05,镇街检查,蒲吕街道,独名厂,,一般
EOF
refused 'unknown township' 'bad\.csv:2: 所属镇街: no such body.*"无名镇"' <<EOF
$head
2018-01-05,镇街检查,无名镇,独名厂,无护栏,一般
EOF
refused 'unknown sector' 'bad\.csv:2: 行业领域: no such sector' <<EOF
$head,行业领域
2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般,炼丹
EOF
refused 'unknown unit names what is near' \
	'bad\.csv:2: 单位名称: no such unit in 500151004 蒲吕街道: .*near it: U000003 独名厂' <<EOF
$head
2018-01-05,镇街检查,蒲吕街道,独名厂二,无护栏,一般
EOF
refused "a unit's name that fits two names both" 'bad\.csv:2: 单位名称: fits 2: .*U000001.*' \
	'U000002' <<EOF
$head
2018-01-05,镇街检查,,同名厂,无护栏,一般
EOF
refused 'impossible date' 'bad\.csv:2: 检查日期: not a date: .*"2018-02-30"' <<EOF
$head
2018-02-30,镇街检查,蒲吕街道,独名厂,无护栏,一般
EOF
refused 'closed before found' \
	'bad\.csv:2: 销号时间: lies before 检查日期 .2018-01-05.: "2018-01-04"' <<EOF
$head,销号时间
2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般,2018-01-04
EOF
refused 'two rows with one id' 'bad\.csv:3: 隐患编号: this id stands in line 2 already: "A1"' <<EOF
隐患编号,$head
A1,2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般
A1,2018-01-06,镇街检查,蒲吕街道,独名厂,无照明,一般
EOF
refused 'two equal rows' 'bad\.csv:3: the same as line 2' <<EOF
$head
2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般
2018/1/5,镇街检查,蒲吕镇,独名厂,无护栏,一般
EOF
refused 'unclosed quote' 'bad\.csv:3: the quote opened here is never closed' <<EOF
$head
2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般
2018-01-06,镇街检查,蒲吕街道,独名厂,"无照明,一般
2018-01-07,镇街检查,蒲吕街道,独名厂,无标志,一般
EOF
refused 'quote inside a cell' 'bad\.csv:2: a quote inside a cell' <<EOF
$head
2018-01-05,镇街检查,蒲吕街道,独名厂,无"护栏",一般
EOF
refused 'too few cells: Excel drops blank last ones' \
	'bad\.csv:2: the row has 5 cells, the headings 6; Excel drops' <<EOF
$head
2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏
EOF
refused 'too many cells' 'bad\.csv:2: the row has 7 cells, the headings 6; a comma' <<EOF
$head
2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,无照明,一般
EOF
refused 'an id cut by Excel' \
	'bad\.csv:2: 隐患编号: a number that Excel has cut: "5.00151E.17"' <<EOF
隐患编号,$head
5.00151E+17,2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般
EOF
refused 'a later act before an earlier one' 'bad\.csv:2: 整改完成时间: lies before 交办日期' <<EOF
$head,交办日期,整改完成时间
2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般,2018-01-08,2018-01-06
EOF
refused 'a future date' 'bad\.csv:2: 检查日期: a day after today' <<EOF
$head
2999-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般
EOF
refused 'who rectified cannot verify' 'bad\.csv:2: .*who rectified it cannot verify it' <<EOF
$head,整改人,整改完成时间,复查时间,复查人,复查结果
2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般,王,2018-01-06,2018-01-07,王,合格
EOF
refused 'rectified without a day' 'bad\.csv:2: 是否整改: said to be rectified' <<EOF
$head,是否整改
2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般,是
EOF
refused 'an unknown heading names the nearest' \
	"bad\\.csv:1: 隐患描叙: an unknown heading; did you mean '隐患描述'" <<EOF
检查日期,隐患来源,所属镇街,单位名称,隐患描叙,隐患等级
2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般
EOF
refused 'all bad rows in one pass' 'bad\.csv:2: ' 'bad\.csv:4: ' '2 rows refused' <<EOF
$head
2018-13-05,镇街检查,蒲吕街道,独名厂,无护栏,一般
2018-01-05,镇街检查,蒲吕街道,独名厂,无护栏,一般
2018-01-05,镇街检查,蒲吕街道,独名厂,无照明,特大
EOF
printf '%s\n2018-01-05,\xff\xff,x\n' "$head" > bytes.csv
status 'bytes that are no encoding' 65 \
	'tlsafe-hazard import bytes.csv' 'bytes\.csv:2: bytes that are not'
status 'no such file' 66 'tlsafe-hazard import nowhere.csv' 'nowhere\.csv: No such file'
status 'no such id' 66 'tlsafe-hazard show H20180101-0001' "no such id: 'H20180101-0001'"
status 'no id at all' 64 'tlsafe-hazard show' 'which record'
status 'an empty argument' 64 'tlsafe-hazard list ""' 'empty argument'
status 'an unknown field' 64 'tlsafe-hazard list twon=x' "did you mean 'town'"
status 'an unknown condition' 64 'tlsafe-hazard list overdeu' "did you mean 'overdue'"
status 'a future as-of' 64 'tlsafe-hazard list --as-of 2999-01-01' 'lies after today'
status 'an option that is not built' 64 'tlsafe-hazard list --nonsense' 'no such option'
status 'no store is named' 64 'env -u TLSAFE_STORE tlsafe-hazard list' 'no store is named'
status 'no store there' 66 'tlsafe-hazard list -s nowhere' 'no store there'
status 'a bad value in add' 65 \
	'tlsafe-hazard add unit=U000003 found=2018-02-30 source=patrol level=general \
		description=x' 'found: not a date'
status 'a future value in add' 65 \
	'tlsafe-hazard add unit=U000003 found=2999-01-01 source=patrol level=general \
		description=x' 'after today'
status "a verb's field in add" 77 \
	'tlsafe-hazard add unit=U000003 found=2018-01-01 source=patrol level=general description=x \
		closed=2018-01-02' \
	'add does not write closed; it is written by: tlsafe-hazard verify'
status 'add without a unit or place' 65 \
	'tlsafe-hazard add found=2018-01-01 source=patrol level=general description=x' \
	'neither a unit nor place'
unchanged
result $? 'after all of this nothing was entered'

# A store that was emptied, cut or is something else is never taken for a new one.
tlsafe-register add -q name=丙厂 kind=enterprise town=蒲吕街道 >/dev/null
cp -r store emptied; : > emptied/data.mdb
status 'an emptied store' 74 'tlsafe-hazard list -s emptied' 'emptied'
[ ! -s emptied/data.mdb ]
result $? 'and it stays as it is'
size=$(stat -c %s store/data.mdb)
bad=0
for at in 1 100 4095 4096 8191 8192 12288 $((size / 2)) $((size - 1)); do
	rm -rf cut; cp -r store cut; truncate -s $at cut/data.mdb
	tlsafe-hazard list -s cut >/dev/null 2>cut.err
	rc=$?
	{ [ $rc = 74 ] || [ $rc = 78 ]; } || { bad=1; note "cut at $at: $rc $(cat cut.err)"; }
	[ "$(stat -c %s cut/data.mdb)" = $at ] || bad=1
done
result $bad 'a store cut short is an error at every length, and never touched'
rm -rf other; mkdir other; cp store/STORE store/gate other/;
	printf 'something else, long enough to be a file of its own %8200s' x > other/data.mdb
status 'a foreign file' 74 'tlsafe-hazard list -s other' 'damaged: its first page'
rm -rf swapped; cp -r store swapped;
	sed -i 's/^tlsafe store ./tlsafe store f/; s/^tlsafe store ff/tlsafe store f0/' \
	swapped/STORE
sed -i 's/^tlsafe store .\{4\}/tlsafe store 0000/' swapped/STORE
status 'a data file of another store' 74 'tlsafe-hazard list -s swapped' 'emptied or replaced'
rm -rf newer; cp -r store newer; sed -i 's/^format .*/format 99/' newer/STORE
status 'a newer store' 78 'tlsafe-hazard list -s newer' 'format 99'
status 'a full standard output' 74 'tlsafe-register list > /dev/full' 'standard output'
status 'init in a directory that is in use' 73 \
	'mkdir used && : > used/x && tlsafe-db init -s used' 'not empty'

# --- characters that show nothing: joiners, fillers, tags ------------------------------------
rm -rf store; tlsafe-db init
n=0
for c in '\u2060' '\u3164' '\uffa0' '\u180e' '\u00ad' '\u200d' '\U000e0041' '\ufe0f' '\u00a0'; do
	c=$(printf "$c")
	n=$((n + 1))
	status "no id has one: $(printf %s "$c" | od -An -tx1)" 65 \
		"tlsafe-register add id='A${c}1' name=x kind=site town=安居镇" \
		'shows nothing|not seen'
	tlsafe-register add -q name="厂$c$n" kind=site town=安居镇 > /dev/null
done
status 'a list shows them' 0 'tlsafe-register list -o tsv --fields name' '^厂\\u\{2060\}1$' \
	'^厂\\u\{3164\}2$' '^厂\\u\{e0041\}7$' '^厂\\u\{fe0f\}8$'
status 'so do a table' 0 'tlsafe-register list -o table --fields name' '厂\\u\{2060\}1 *$'
status 'and JSON' 0 'tlsafe-register list -o json --fields name' '"厂\\u20601"' \
	'"厂\\udb40\\udc417"'
printf '单位名称,单位类型,镇街\n厂1,建筑工地,安居镇\n' > list.csv
status 'a name with one is the name without' 0 'tlsafe-register import --keep store list.csv' \
	'^new	0'
printf '检查日期,隐患来源,单位名称,隐患描述,隐患等级\n' > list.csv
printf '2018-07-02,镇街检查,厂1,⚠\ufe0f配电\u200b箱,一般\n' >> list.csv
status 'free text is taken as it is' 0 'tlsafe-hazard import list.csv' '^new	1'
status 'and shown: a sign keeps its selector' 0 'tlsafe-hazard list' \
	"$(printf '⚠\ufe0f配电')"'\\u\{200b\}箱'
status 'an empty file' 65 ': > empty.xlsx; tlsafe-hazard import empty.xlsx' \
	'the file is empty; look whether'
finish
