# Lists as offices lay them out, in tests/data/layouts: each is read right, or refused with a
# sentence that says what to do.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-08-31T09:00:00+08:00 XDG_CONFIG_HOME=$dir
lists=$src/tests/data/layouts
hazard=$(command -v tlsafe-hazard) register=$(command -v tlsafe-register)
TLSAFE_STORE=$dir/begun tlsafe-db init
TLSAFE_STORE=$dir/begun tlsafe-register import -q - >/dev/null <<'EOF'
单位编号,单位名称,单位类型,所属镇街
U1,甲厂,企业,蒲吕街道
U2,乙厂,企业,蒲吕街道
U3,丙厂,企业,蒲吕街道
EOF
begin() {
	rm -rf store
	cp -r begun store
}

# reads LIST [OPTION...] <<ROWS: the hazards that are there afterwards.
reads() {
	local list=$1
	shift
	begin
	expect "$list${*:+ $*}" "
		tlsafe-hazard import -q $* '$lists/$list' >/dev/null &&
		tlsafe-hazard list -o csv --headings none \
			--fields unit.name,found,description,deadline,funds,owner"
}
# both LIST [OPTION...]: the two that most lists have.
both() {
	reads "$@" <<'EOF'
甲厂,2018-07-02,灭火器过期,2018-07-20,100.00,甲某
乙厂,2018-07-03,通道堵塞,2018-07-21,200.00,乙某
EOF
}
# money LIST [OPTION...]: the same, with sums in 万元.
money() {
	reads "$@" <<'EOF'
甲厂,2018-07-02,灭火器过期,2018-07-20,15000.00,甲某
乙厂,2018-07-03,通道堵塞,2018-07-21,200.00,乙某
EOF
}
# refused LIST STATUS PATTERN... [-- OPTION...]: nothing is imported.
refused() {
	local list=$1 want=$2 patterns=()
	shift 2
	while [ $# != 0 ] && [ "$1" != -- ]; do
		patterns+=("$1")
		shift
	done
	[ $# = 0 ] || shift
	begin
	status "$list${*:+ $*} is refused" "$want" \
		"PATH=/nowhere $hazard import $* '$lists/$list'" "${patterns[@]}"
	same "$list: nothing is imported" 'tlsafe-hazard list | wc -l' 'echo 0'
}
# says LIST PATTERN [OPTION...]: it is read, and this is said.
says() {
	local list=$1 pattern=$2
	shift 2
	begin
	status "$list: ${pattern%%:*} is told" 0 "tlsafe-hazard import $* '$lists/$list'" "$pattern"
}

# --- encodings and separators ---
both plain.csv
both mark.csv
money gb18030.csv
both unicode.txt
both unicode-be.txt
both semicolons.csv
both pasted.tsv
both named.xls
refused page.xls 69 'page.xls: this is a web page \(HTML\), .*, and no converter is there'
refused month.xlsx 69 'month.xlsx: this is a workbook \(.xlsx\), and no converter is there'

# --- above the rows ---
both title.csv
both groups.csv
both groups-above.csv
money units-below.csv
money money.csv
both columns-numbered.csv
both marked-headings.csv
both two-levels.fods
both three-levels.fods
both blank-columns.csv
refused twins.csv 65 '企业名称' "'单位名称' is the field unit too, and says something else"
refused form.csv 65 'form.csv: no row of headings is found; the first rows want headings'
refused pasted-text.csv 65 'no row of headings is found'
refused empty.fods 65 'empty.fods: no row of headings is found'

# --- between and below them ---
both totals-first.csv
both totals-last.csv
both footer.csv
both notes.csv
both pages.csv
both pages-groups.csv
both ruled.fods
both visits.csv
refused ditto.csv 65 'ditto.csv:3: 单位名称: a ditto mark: "同上"; write the value out'
refused merged.csv 65 'merged.csv:3: unit: neither a unit nor place and town; give unit'
reads merged.fods <<'EOF'
甲厂,2018-07-02,灭火器过期,2018-07-20,100.00,甲某
甲厂,2018-07-03,通道堵塞,2018-07-21,200.00,乙某
乙厂,2018-07-03,电线老化,2018-07-21,200.00,乙某
EOF
both hidden.fods
says hidden.fods 'note: 1 row is hidden in the sheet \(3\), and taken too'

# --- cells ---
both full-width.csv
both serials.csv
both serials.fods
refused no-year.csv 65 'no-year.csv:2: 检查日期: .*--year'
both no-year.csv --year 2018
refused short-rows.csv 65 'short-rows.csv:3: the row has 5 cells, the headings 8; Excel drops'
reads short-rows.csv --short-rows <<'EOF'
甲厂,2018-07-02,灭火器过期,2018-07-20,100.00,甲某
乙厂,2018-07-03,通道堵塞,,,
EOF
reads lines.csv <<'EOF'
甲厂,2018-07-02,"灭火器
过期",2018-07-20,100.00,甲某
乙厂,2018-07-03,通道堵塞,2018-07-21,200.00,乙某
EOF

# --- sheets ---
both cover.fods
says cover.fods "note: sheet '台账' is read; not read: 封面, 代码 \(hidden\)"
refused months.fods 65 '2 sheets have headings: 6月, 7月; say with --sheet NAME'
reads months.fods --sheet 7月 <<'EOF'
乙厂,2018-07-03,通道堵塞,2018-07-21,200.00,乙某
EOF
# What LibreOffice made of month.xlsx, without the styles.
reads month.fods --sheet 台账 <<'EOF'
甲厂,2018-07-02,"灭火器
过期",2018-07-20,15000.00,甲某
甲厂,2018-07-03,通道堵塞,2018-07-21,,甲某
EOF
refused month.fods 65 '2 sheets have headings: 台账, 六月'

# --- units ---
# units LIST <<ROWS
units() {
	begin
	expect "$1" "
		tlsafe-register import -q '$lists/$1' >/dev/null &&
		tlsafe-register list -o csv --headings none \
			--fields id,name,town,responsible,phone '单位名称=丁厂,戊厂'"
}
units units.csv <<'EOF'
U000001,丁厂,蒲吕街道,丁某,13800000000
U000002,戊厂,蒲吕街道,戊某,023-45600001
EOF
units codes.fods <<'EOF'
000012,丁厂,蒲吕街道,,13800000000
EOF
begin
status 'cut-number.csv is refused' 65 "tlsafe-register import '$lists/cut-number.csv'" \
	'统一社会信用代码: .*Excel has cut'
finish
