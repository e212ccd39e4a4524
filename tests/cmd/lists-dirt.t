# What spreadsheets, databases and hands leave in a list: read, or told, never taken for a value.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-08-31T09:00:00+08:00
tlsafe-db init
tlsafe-register add id=DW1 name=甲厂 kind=enterprise town=蒲吕街道 responsible=张三 >/dev/null
head=隐患编号,检查日期,隐患来源,单位编号,隐患描述,隐患等级
echo 0 > n
# row [CELL...]: a row of a new id, with more cells behind.
row() {
	local n=$(($(cat n) + 1)) IFS=,
	echo $n > n
	echo "K$n,2018-07-02,镇街检查,DW1,说明$n,一般${*:+,$*}"
}
# list NAME STATUS PATTERN... <<LIST
list() {
	local name=$1 want=$2
	shift 2
	cat > f.csv
	status "$name" "$want" 'tlsafe-hazard import f.csv' "$@"
}
# value NAME FIELD WANTED: of the last row.
value() { same "$1" "tlsafe-hazard show K$(cat n) --fields $2 -o json" "echo '$3'"; }

# --- the file ---------------------------------------------------------------------
list 'a first line that names the separator' 0 'new	1' < <(
	echo 'sep=;'; { echo $head; row; } | tr , ';')
for code in UTF-16LE UTF-16BE; do
	mark='\xff\xfe'
	[ $code = UTF-16LE ] || mark='\xfe\xff'
	list "Unicode text, as Excel saves it: $code" 0 'new	1' < <(
		printf "$mark"
		{ echo $head; row; } | tr , '\t' | sed 's/$/\r/' | iconv -t $code)
done
list 'headings with marks, blanks and line ends' 0 'new	1' < <(
	printf '*隐患编号,"检查\n日期",隐患 来源,＊单位编号,隐患描述（必填）,隐患等级：\n'; row)
list 'the headings again are passed over' 0 'new	2' 'f.csv:3: note: the headings again' < <(
	echo $head; row; echo $head; row)
list 'the end of a file of old programs' 0 'new	1' < <(echo $head; row; printf '\032')
list 'no rows at all' 0 'note: no rows under the headings' < <(echo $head)
list 'a column without a heading is told' 0 'note: a cell in a column without a heading.*"漏"' < <(
	echo "$head,,备注"; row 漏 甲)
list 'below a merged cell' 65 '检查日期: found .* missing; fill it in; a merged cell' < <(
	echo $head; row; echo K0,,,DW1,二,一般)

# --- cells ------------------------------------------------------------------------
list 'lines of Windows in a cell' 0 'new	1' < <(
	echo "$head,备注"; row "$(printf '"甲\r\n乙"')")
value 'are lines' note '{"note":"甲\n乙"}'
for error in '#REF!' '#N/A' '#VALUE!' '########'; do
	list "an error of the spreadsheet: $error" 65 '备注: an error of the spreadsheet' < <(
		echo "$head,备注"; row "$error")
done
for none in NULL null None nan NaT '<NA>'; do
	list "a program's word for nothing: $none" 0 'new	1' < <(
		echo "$head,整改期限,备注,整改资金"; row "$none" "$none" "$none")
done
value 'is nothing' deadline,note,funds '{}'
for day in 1900/1/0 0000-00-00 '1899-12-30 00:00:00'; do
	list "a zero in a column of dates: $day" 0 'note: 整改期限: no day: taken as blank' < <(
		echo "$head,整改期限"; row "$day")
done
list 'a text mark before ids' 0 'new	1' < <(echo $head; row | sed "s/^/'/; s/DW1/'DW1/")
list 'padding before them' 0 'new	1' < <(echo $head; row | sed 's/^/\t/; s/DW1/ DW1\t/')
list 'a blank that is not seen in an id' 65 'a blank in it that is not seen' < <(
	echo $head; row | sed 's/K/K\xc2\xa0/')
list 'codes that were numbers' 0 'new	1' < <(
	echo "$head,行业领域,联系电话"; row 106.0 13800000000.0)
value 'are codes' sector,phone '{"sector":"106","phone":"13800000000"}'
for sum in '"¥1,234.00"' '1 234' '人民币1234元' 1234元整; do
	list "a sum as people write it: $sum" 0 'new	1' < <(echo "$head,整改资金"; row "$sum")
	value 'is one' funds '{"funds":"1234.00"}'
done
list "an accountant's nothing" 0 'new	1' < <(echo "$head,整改资金"; row '¥ -')
value 'is blank' funds '{}'
for tick in ☑ TRUE ✅; do
	list "a box that is ticked: $tick" 0 'new	1' < <(echo "$head,是否挂牌督办"; row $tick)
	value 'means yes' supervised '{"supervised":true}'
done
list 'a box that is not' 0 'new	1' < <(echo "$head,是否挂牌督办"; row □)
value 'means no' supervised '{"supervised":false}'

# --- dates ------------------------------------------------------------------------
list 'Chinese numerals' 0 'new	1' < <(
	echo $head; row | sed 's/2018-07-02/二〇一八年七月二十五日/')
value 'are a day' found '{"found":"2018-07-25"}'
list 'a month as a deadline' 0 'new	1' < <(echo "$head,整改期限"; row 2018年7月底前)
value 'ends on its last day' deadline '{"deadline":"2018-07-31"}'
list 'days in numerals' 0 'new	1' < <(echo "$head,整改期限"; row 十五日内)
value 'count from the find' deadline '{"deadline":"2018-07-17"}'

# --- words ------------------------------------------------------------------------
for word in 已整改完毕 整改到位 已闭环; do
	list "rectified: $word" 0 'new	1' \
		< <(echo "$head,整改完成时间,是否整改"; row 2018-07-03 $word)
	list "and without a day: $word" 65 'said to be rectified, and no day' < <(
		echo "$head,整改完成时间,是否整改"; row '' $word)
done
list 'not rectified' 0 'new	1' < <(echo "$head,是否整改"; row 逾期未整改)
list 'a recheck that passed' 0 'new	1' < <(
	echo "$head,整改完成时间,复查时间,复查结果"; row 2018-07-03 2018-07-04 复查通过)
value 'closes' state '{"state":"closed"}'
ok 'the store is sound' tlsafe-db check
finish
