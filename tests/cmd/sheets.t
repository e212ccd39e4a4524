# Workbooks: converted by whatever the configuration names, and whatever that does.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-08-31T09:00:00+08:00 XDG_CONFIG_HOME=$dir/conf TMPDIR=$dir/tmp
export ASAN_OPTIONS=detect_leaks=0
mkdir -p conf/tlsafe tmp
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
printf 'PK\003\004\024\000\006\000rest' > book.csv
hazard=$(command -v tlsafe-hazard)

# --- a flat ODS, as a converter writes it ---
# fods SHEET...: the sheets, each the word "NAME[:hidden]" and rows of cells with | between, up to
# the next word "--"; a cell >N TEXT is merged with the N - 1 below it, and @ is below one, a row
# that begins with ! is hidden.
fods() {
	local cell n row
	echo '<?xml version="1.0" encoding="UTF-8"?><office:document' \
		'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"' \
		'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"' \
		'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"' \
		'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"' \
		'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">' \
		'<office:automatic-styles><style:style style:name="h" style:family="table">' \
		'<style:table-properties table:display="false"/></style:style>' \
		'</office:automatic-styles><office:body><office:spreadsheet>'
	while [ $# != 0 ]; do
		echo "<table:table table:name=\"${1%:hidden}\"$(
			[ "${1%:hidden}" = "$1" ] || echo ' table:style-name="h"')>"
		shift
		while [ $# != 0 ] && [ "$1" != -- ]; do
			row=${1#!}
			echo "<table:table-row$([ "$row" = "$1" ] ||
				echo ' table:visibility="filter"')>"
			while IFS= read -r -d '|' cell; do
				n=1
				case $cell in
				@) echo '<table:covered-table-cell/>'; continue ;;
				\>*) n=${cell#>} n=${n%% *} cell=${cell#* } ;;
				esac
				echo "<table:table-cell office:value-type=\"string\"" \
					"table:number-rows-spanned=\"$n\"><text:p>$cell</text:p>" \
					"</table:table-cell>"
			done <<<"$row|"
			echo '<table:table-cell table:number-columns-repeated="16370"/>' \
				'</table:table-row>'
			shift
		done
		echo '<table:table-row table:number-rows-repeated="1048500"><table:table-cell' \
			'table:number-columns-repeated="16384"/></table:table-row></table:table>'
		[ $# = 0 ] || shift
	done
	echo '</office:spreadsheet></office:body></office:document>'
}
head='单位名称|检查日期|隐患来源|隐患描述|隐患等级'
fods 台账 "$head" '>2 甲厂|2018-07-02|镇街检查|灭火器过期|一般' \
	'!@|2018-07-03|镇街检查|通道堵塞|一般' '!甲厂|2018-07-04|镇街检查|电线老化|一般' > good.fods
status 'a flat ODS is read without any converter' 0 'tlsafe-hazard import --dry-run good.fods' \
	'new	3' 'good.fods: note: 2 rows are hidden in the sheet \(3-4\), and taken too'

# converter [SECONDS] <<SCRIPT: what is configured; $1 is the file, $2 the directory for what it
# writes, $3 its profile.
converter() {
	{ echo "#!$(command -v bash)"; cat; } > conf/run
	chmod +x conf/run
	echo "helpers: {converter: [$dir/conf/run, '{in}', '{outdir}', '{profile}']," \
		"time-limit: ${1:-20s}}" > conf/tlsafe/config.yaml
}
# left NAME: nothing is left of the converter's directory, and no process of it.
left() {
	[ -z "$(ls -A tmp)" ] && ! pgrep -f "$dir/conf/run" >/dev/null
	result $? "$1: nothing is left"
}
# says NAME STATUS PATTERN... <<SCRIPT
says() {
	local name=$1 want=$2
	shift 2
	converter
	status "$name" "$want" 'tlsafe-hazard import --dry-run book.csv' "$@"
	left "$name"
}

says 'a workbook is converted' 0 'new	3' <<EOF
cp $dir/good.fods "\$2/list.fods"
EOF
status 'from standard input too' 0 'tlsafe-hazard import --dry-run - < book.csv' 'new	3'
status 'and through a pipe' 0 'cat book.csv | tlsafe-hazard import --dry-run -' 'new	3'
says 'the converter has a directory of its own, and nothing of the terminal' 0 'new	3' <<EOF
[ "\$PWD" = "\${1%/*}" ] && [ "\$HOME" = "\$3" ] && [ "\$(stat -c %a .)" = 700 ] &&
	[ "\${1##*/}" = list.xlsx ] && cmp -s "\$1" $dir/book.csv && [ ! -t 1 ] &&
	[ -z "\$(cat)" ] && [ "\$(ps -o pgid= \$\$ | tr -d ' ')" = \$\$ ] &&
	cp $dir/good.fods "\$2/list.fods"
EOF
says 'a status that is wrong' 0 'new	3' <<EOF
cp $dir/good.fods "\$2/list.fods"
exit 1
EOF
says 'nothing written, and status 0' 65 \
	'book.csv: this is a workbook \(.xlsx\), and the converter .*/run made nothing of it;' \
	<<'EOF'
exit 0
EOF
says 'noise is told, its first line, made visible' 65 \
	'made nothing of it, status 3: Fehler: \\u\{1b\}\[31m.*; does it want a password' <<'EOF'
printf '\nWarning: no java\n  Fehler: \033[31m\377\nzweite\n' >&2
exit 3
EOF
[ "${said/zweite/}" = "$said" ]
result $? 'and no more of it'
says 'much noise' 65 'made nothing of it.*: y; ' <<'EOF'
yes | head -c 5000000
EOF
says 'a file that is cut' 65 'book.csv: a workbook that is cut short or damaged' <<EOF
head -c 2000 $dir/good.fods > "\$2/list.fods"
EOF
says 'something else' 65 'book.csv: what the converter wrote is a web page' <<'EOF'
echo '<html><table>' > "$2/list.fods"
EOF
says 'no file but a link' 65 'made nothing of it' <<EOF
ln -s $dir/good.fods "\$2/list.fods"
EOF
says 'a file that is huge' 65 'made more than 2 GiB of it' <<'EOF'
exec truncate -s 3G "$2/list.fods"
EOF
says 'a converter that is killed' 65 'made nothing of it, signal 9' <<'EOF'
kill -9 $$
EOF
converter 1s <<'EOF'
trap '' TERM
sleep 300 & sleep 300
EOF
status 'one that hangs, and its children' 69 'tlsafe-hazard import book.csv' \
	'did not end within 1 seconds; .*time-limit: 5m'
left 'one that hangs'
converter 60s <<'EOF'
exec 1>&- 2>&-
: > "$2/begun"
sleep 300
EOF
"$hazard" import book.csv 2>/dev/null &
for _ in $(seq 1 100); do
	[ -e tmp/*/out/begun ] && break
	sleep 0.05
done
kill $!
wait $!
[ $? = 143 ]
result $? 'a command that is ended'
left 'a command that is ended'
converter <<EOF
cp $dir/good.fods "\$2/list.fods"
sleep 300 &
EOF
start=$SECONDS
status 'a child that it leaves behind' 0 'tlsafe-hazard import --dry-run book.csv' 'new	3'
[ $((SECONDS - start)) -lt 60 ]
result $? 'is not waited for'

# --- which converter ---
echo 'helpers: {converter: [/nowhere/soffice, "{in}", "{outdir}"]}' > conf/tlsafe/config.yaml
status 'one that is not there' 69 'tlsafe-hazard import book.csv' \
	'workbook \(.xlsx\), and the converter /nowhere/soffice cannot be run: No such file' \
	'install the package libreoffice-calc-nogui' "'helpers: \{converter: "
rm conf/tlsafe/config.yaml
status 'none at all' 69 'PATH=/nowhere $hazard import book.csv' \
	'book.csv: this is a workbook \(.xlsx\), and no converter is there; install' \
	'or save the sheet as CSV and import that'
mkdir bin
printf '#!/bin/sh\ntouch "%s/ran"\n' "$dir" > bin/xlsx2csv
chmod +x bin/xlsx2csv
printf '\320\317\021\340\241\261\032\341' > old.xls
status 'one that reads only .xlsx is not asked for .xls' 69 \
	'PATH=$dir/bin $hazard import old.xls' 'a workbook \(.xls\), and no converter is there'
[ ! -e ran ]
result $? 'indeed not'
for bad in '{converter: soffice}' '{converter: [soffice]}' '{converter: [a, "{in}"]}' \
	'{converter: [{a: b}]}' '[a]' '{time-limit: soon, converter: [a, "{in}", "{outdir}"]}'; do
	echo "helpers: $bad" > conf/tlsafe/config.yaml
	status "a configuration that says $bad" 78 'tlsafe-hazard import book.csv' \
		'converter|helpers|time-limit'
done

# --- which sheet ---
fods 一月 "$head" '甲厂|2018-01-02|镇街检查|一|一般' -- 空 -- 代码:hidden 一般 重大 -- 说明 请填写 \
	> one.fods
status 'the only sheet with headings' 0 'tlsafe-hazard import --dry-run one.fods' 'new	1' \
	"note: sheet '一月' is read; not read: 代码 \(hidden\), 说明"
fods 一月 "$head" '甲厂|2018-01-02|镇街检查|一|一般' -- 二月 "$head" \
	'甲厂|2018-02-30|镇街检查|二|一般' > two.fods
status 'of several people choose' 65 'tlsafe-hazard import two.fods' \
	'two.fods: 2 sheets have headings: 一月, 二月; say with --sheet NAME'
status 'by name' 0 'tlsafe-hazard import --dry-run --sheet 一月 two.fods' 'new	1'
status 'by number, and a fault names sheet and row' 65 'tlsafe-hazard import --sheet 2 two.fods' \
	'two.fods:二月:2: 检查日期: not a date'
status 'for programs too' 65 'tlsafe-hazard import --sheet 二月 --errors jsonl two.fods' \
	'"file":"two.fods","sheet":"二月","line":2,"field":"检查日期"'
status 'a sheet that is not there' 64 'tlsafe-hazard import --sheet 三月 two.fods' \
	"no sheet '三月'; there are: 一月, 二月"
fods 说明 请填写 -- 附件 无 > none.fods
status 'no sheet with headings' 65 'tlsafe-hazard import none.fods' 'no row of headings is found'
echo a > text.csv
status 'a text has none' 64 'tlsafe-hazard import --sheet 1 text.csv' 'text, and has no sheets'
status 'a workbook has no encoding' 64 'tlsafe-hazard import --encoding gbk two.fods' \
	'flat ODS workbook .*leave --encoding out'

# --- a converter to CSV ---
converter <<'EOF'
printf '单位名称,检查日期,隐患来源,隐患描述,隐患等级\n甲厂,2018-07-02,镇街检查,"一\n二",一般\n' \
	> "$2/台账.csv"
printf ',2018-07-03,镇街检查,二\n' >> "$2/台账.csv"
: > "$2/Sheet2.csv"
EOF
status 'fills nothing down, says so, and rows keep their numbers' 65 \
	'tlsafe-hazard import book.csv' \
	'note: converted to CSV, so merged cells are not filled down' \
	'^tlsafe-hazard: book.csv:3: '

# --- the real ones ---
rm conf/tlsafe/config.yaml
# real PROGRAM COMMAND NAME...: the test, where the program is.
real() {
	if command -v "$1" >/dev/null; then
		shift
		"$@"
	else
		tests=$((tests + 1))
		echo "ok $tests - $3 # SKIP $1 is not installed"
	fi
}
book=$src/tests/data/layouts/month.xlsx
real soffice status 'LibreOffice' 0 'tlsafe-hazard import --dry-run -v --sheet 台账 $book' \
	'new	2' 'converted by soffice' '1 row is hidden in the sheet \(6\)' '整改责任人=owner'
echo "helpers: {converter: [xlsx2csv, -a, -f, '%Y-%m-%d', '{in}', '{outdir}']}" \
	> conf/tlsafe/config.yaml
real xlsx2csv status 'xlsx2csv' 65 'tlsafe-hazard import --sheet 台账 $book' \
	'merged cells are not filled down' 'month.xlsx:台账:6: unit: neither a unit nor place'
[ -z "$(ls -A tmp)" ]
result $? 'nothing is left of the real ones'
finish
