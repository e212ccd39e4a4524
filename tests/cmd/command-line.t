# The words of the command line: options, filters, forms.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-20T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U000029 name=重庆市铜梁区甲厂 kind=enterprise town=蒲吕街道 \
	sector=107 >/dev/null
expect 'add prints what it made' \
	"tlsafe-hazard add unit=U000029 found=2018-07-02 source=patrol level=general category=19 \
		description='配电箱缺少防护罩' | tr '\t' '\n'" <<EOF
H20180702-0001
U000029
重庆市铜梁区甲厂
蒲吕街道
一般
用电安全
配电箱缺少防护罩
2018-07-02

已登记

EOF
expect 'by name, old names, relative days' \
	"tlsafe-hazard add unit=甲厂 found=today source=随手拍 level=一般 description=x \
		deadline=+3d -o json | sed 's/,\"/,\n\"/g'" <<EOF
{"id":"H20180720-0001",
"unit":"U000029",
"unit.name":"重庆市铜梁区甲厂",
"town":"500151004",
"level":"general",
"description":"x",
"found":"2018-07-20",
"due":"2018-07-23",
"state":"reported"}
EOF
expect 'without a unit' \
	"tlsafe-hazard add place=桥头 town=旧县镇 found=2018-07-03 source=patrol level=general \
		description=y id=J-1 | cut -f1,4" <<EOF
J-1	旧县街道
EOF
# as_json LEVEL DESCRIPTION: a hazard as a line of JSON.
as_json() {
	printf '{"unit":"U000029","found":"2018-07-04","source":"tip",'
	printf '"level":"%s","description":"%s"}\n' "$@"
}
expect 'records as JSON Lines' \
	'{ as_json major z; as_json general w; } | tlsafe-hazard add -q - | cut -f1,5' <<EOF
H20180704-0001	重大
H20180704-0002	一般
EOF
status '- beside ids' 64 'tlsafe-hazard show - H1 < /dev/null' 'stands alone'
status 'a blank name' 64 "tlsafe-hazard add place=x --actor '　 '" "the actor's name is blank"
expect 'nothing on standard input is nothing to do' 'tlsafe-hazard add - < /dev/null; echo $?' <<EOF
0
EOF
status 'one bad line and none is added' 65 \
	'{ as_json general v; echo "{\"unit\":\"nobody\"}"; } | tlsafe-hazard add -' \
	'^tlsafe-hazard: -:2: unit: no such unit'
expect 'a list is by id' 'tlsafe-hazard list | cut -f1' <<EOF
H20180702-0001
H20180704-0001
H20180704-0002
H20180720-0001
J-1
EOF
same 'and conditions' "tlsafe-hazard list major | cut -f1" 'echo H20180704-0001'
same 'Chinese words' "tlsafe-hazard list 重大 | cut -f1" 'echo H20180704-0001'
same 'headings and full-width operators' "tlsafe-hazard list 镇街＝旧县街道 | cut -f1" 'echo J-1'
same 'comma is or' \
	"tlsafe-hazard list found=2018-07-02,2018-07-03 | cut -f1 | paste -sd' '" \
	"echo H20180702-0001 J-1"
same 'a range has both ends' "tlsafe-hazard list found=2018-07-03..2018-07-04 | wc -l" 'echo 3'
same 'an open range' "tlsafe-hazard list found=..2018-07-02 | cut -f1" 'echo H20180702-0001'
same 'empty and filled' \
	"tlsafe-hazard list due= | wc -l; tlsafe-hazard list due!= | cut -f1" \
	"printf '4\nH20180720-0001\n'"
same 'not' "tlsafe-hazard list level!=general | cut -f1" 'echo H20180704-0001'
same 'a period' "tlsafe-hazard list found=2018-07 | wc -l" 'echo 5'
same "the unit's fields" "tlsafe-hazard list unit.sector=107 | wc -l" 'echo 4'
same 'contains, folding width' \
	"tlsafe-hazard list 'description~防护' | cut -f1" 'echo H20180702-0001'
same 'ids as words' \
	'tlsafe-hazard list J-1 H20180702-0001 | cut -f1' "printf 'H20180702-0001\nJ-1\n'"
same 'ids from a pipe' \
	'tlsafe-hazard list major | tlsafe-hazard show - --fields id' \
	"printf 'id\tH20180704-0001\n'"
same 'ids from JSON Lines' \
	'tlsafe-hazard list major -o json | tlsafe-hazard show - --fields id' \
	"printf 'id\tH20180704-0001\n'"
same 'a while loop keeps its input' \
	'tlsafe-hazard list | cut -f1 | while read -r id; do tlsafe-hazard show "$id" --fields id;
		done | wc -l' 'echo 5'
same '--as-of: a hazard not yet found is absent' \
	'tlsafe-hazard list --as-of 2018-07-03 | wc -l' 'echo 2'
status '--as-of: and unknown to show' 66 \
	'tlsafe-hazard show H20180720-0001 --as-of 2018-07-19' 'no such id'
expect '--fields, --headings, --codes' \
	'tlsafe-hazard list J-1 -o csv --fields id,town,level --headings en --codes' <<EOF
ID,Township,Level
J-1,500151005,general
EOF
same '--headings none' 'tlsafe-hazard list J-1 -o csv --headings none --fields id' 'echo J-1'
status '--headings of another kind' 64 'tlsafe-hazard list --headings fr' 'zh, en, key or none'
status '--exit-found' 1 'tlsafe-hazard list major --exit-found'
status '--exit-empty' 1 'tlsafe-hazard list closed --exit-empty'
status 'a list with nothing in it is 0' 0 'tlsafe-hazard list closed'
ok '-O writes a file, its form from its ending' tlsafe-hazard list -O out.csv
same 'the same bytes' 'cat out.csv' 'tlsafe-hazard list -o csv'
status '-O that cannot be made' 73 'tlsafe-hazard list -O nowhere/x.csv' 'nowhere/x.csv'
[ -z "$(ls | grep -v -x -e out.csv -e store)" ]
result $? 'nothing half is left behind'
status '-o of no form' 64 'tlsafe-hazard list -o yaml' \
	'table, tsv, csv, md, html, pdf, mail, json, xlsx, png or svg'
# A device, a pipe or a link stays what it is.
mkfifo pipe; ln -s linked.csv link.csv; echo old > linked.csv
same '-O into a pipe' 'cat pipe & tlsafe-hazard list -o csv -O pipe; wait' \
	'tlsafe-hazard list -o csv'
same '-O through a link' 'tlsafe-hazard list -O link.csv; cat linked.csv' \
	'tlsafe-hazard list -o csv'
[ -p pipe ] && [ -L link.csv ]
result $? 'both are still there'
status 'a link to nowhere' 73 'ln -s nowhere/x bad.csv; tlsafe-hazard list -O bad.csv' \
	'bad.csv: No such file'
status '-O that is a directory' 73 'mkdir sheets; tlsafe-hazard list -O sheets' \
	'sheets: Is a directory'
rm -r pipe link.csv linked.csv bad.csv sheets
status '-O of a device that is full' 74 'tlsafe-hazard list -o csv -O /dev/full' \
	'/dev/full: No space left'
ok '-O of no more than a device' tlsafe-hazard list -o csv -O /dev/null
[ -c /dev/null ] && [ -c /dev/full ]
result $? 'which it still is'
ok 'a list as Excel opens it' tlsafe-hazard list --excel -O excel.csv
same 'imports again with nothing changed' \
	"tlsafe-hazard import -q excel.csv | grep -v '	0\$'" "printf 'unchanged\t5\n'"
tlsafe-hazard list -o csv > plain.csv
same 'and so does the plain one' \
	"tlsafe-hazard import -q plain.csv | grep -v '	0\$'" "printf 'unchanged\t5\n'"
same '--actor and --note are in the history' \
	"tlsafe-hazard add -q unit=U000029 found=2018-07-05 source=tip level=general description=n \
		--actor 王 --note 注 >/dev/null; tlsafe-hazard history H20180705-0001 -o json |
		grep -o '\"actor\":\"王\"\\|\"note\":\"注\"'" \
	"printf '\"actor\":\"王\"\n\"note\":\"注\"\n'"
same 'TLSAFE_NOW is noted' \
	"tlsafe-db log -o json | grep -c '\"clock\":\"given\"'" "tlsafe-db log | wc -l"
! grep -rqa '配电箱' <(tlsafe-db log)
result $? 'no value stands in the log'
( exec 9<>store/gate; flock -x 9 2>/dev/null; true )
python3 - <<'EOF' &
import fcntl, os, struct, time
f = open("store/gate", "r+")
fcntl.fcntl(f, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))   # F_OFD_SETLK
f.write("holder (pid 1, tlsafe-hazard import)")
f.flush()
open("held", "w").close()
time.sleep(3)
EOF
while [ ! -e held ]; do sleep 0.05; done
status 'a writer that has to wait too long names the holder' 75 \
	'tlsafe-hazard add -q --wait 0.2 unit=U000029 found=2018-07-05 source=tip level=general \
		description=m' 'being written by holder \(pid 1'
ok 'readers go on meanwhile' tlsafe-hazard list
wait
ok 'and then it gets in' tlsafe-hazard add -q --wait 5s unit=U000029 found=2018-07-05 source=tip \
	level=general description=m
status 'a clock that went back is noted' 0 \
	'TLSAFE_NOW=2018-07-19T09:00:00+08:00 tlsafe-hazard add -q unit=U000029 found=2018-07-05 \
		source=tip level=general description=k >/dev/null && tlsafe-db log -o json |
		tail -n 1' '"clock":"back given"' '2018-07-20T09:00:00'
status 'init with a site puts it before ids' 0 \
	'tlsafe-db init -s other --site AB1 &&
		tlsafe-register add -s other name=乙 kind=site town=旧县街道' '^AB1-U000001'
same 'the store named in a configuration file' \
	"mkdir -p .config/tlsafe; printf 'store: %s/other\n' \"\$dir\" > .config/tlsafe/config.yaml;
		env -u TLSAFE_STORE tlsafe-register list | cut -f1" 'echo AB1-U000001'
status 'the umbrella runs commands' 0 'tlsafe hazard list | wc -l' '^8$'
status 'and names the nearest' 64 'tlsafe hasard list' "did you mean 'hazard'"
ok 'check' tlsafe-db check
# Every subset of descriptors 0 to 2 closed: the store is not written to by what is printed.
before=$(tlsafe-hazard list | cksum)
same 'a request is entered once' \
	"for i in 1 2; do tlsafe-register add -q name=只登一次 kind=site town=蒲吕街道 --request \
		日报-7 | wc -l; done; tlsafe-register list name=只登一次 | wc -l" \
	"printf '1\n0\n1\n'"
status 'and says so the second time' 0 \
	'tlsafe-register add name=只登一次 kind=site town=蒲吕街道 --request 日报-7' \
	'request 日报-7 was entered before, as transaction [0-9]+; nothing was done'
same 'the log has its key' "tlsafe-db log | tail -n 1 | cut -f9" 'echo 日报-7'
ok 'check compares requests' tlsafe-db check
tlsafe-register add id=R1 name=要关的厂 kind=enterprise town=蒲吕街道 >/dev/null
same 'retire gives a unit up' \
	"tlsafe-register retire R1 --on 2018-07-01 --reason 停业 | cut -f1,6;
		tlsafe-register show R1 --fields status_on" \
	"printf 'R1\t已关闭\nstatus_on\t2018-07-01\n'"
status 'once' 77 'tlsafe-register retire R1' 'retired already' 'takes it up again'
same 'a list changes nothing of it' \
	"printf '单位编号,单位名称,从业人数\nR1,要关的厂,9\n' | tlsafe-register import -q - |
		grep -E '^(changed|void)'" "printf 'changed\t0\nvoid\t1\n'"
same 'taken up again' \
	"tlsafe-register set R1 status=checked --on 2018-07-02 | cut -f6" 'echo 已检查'
status 'with a status that counts' 77 \
	'tlsafe-register retire R1 status=checked' 'not a status of what is given up'
same 'moved away' "tlsafe-register retire R1 status=moved | cut -f6" 'echo 已搬迁'
status 'a body has none' 77 'tlsafe-register --kind body retire 500151004' 'has no status'
for closed in '<&-' '>&-' '2>&-' '<&- >&-' '<&- 2>&-' '>&- 2>&-' '<&- >&- 2>&-'; do
	eval "tlsafe-hazard list overdeu $closed" >/dev/null 2>&1
	eval "tlsafe-hazard list $closed"
done >/dev/null 2>&1
same 'closed descriptors leave the store alone' 'tlsafe-hazard list | cksum' "echo '$before'"
finish
