# Reports that were handed in: kept byte for byte, given back and corrected, late and missing; and
# the files that entries name, through everything that is done with a store.
. "$TEST_SRCDIR/tests/lib.sh"
tamper=$TEST_BUILDDIR/tests/tamper
export TLSAFE_NOW=2018-07-03T09:00:00+08:00
"$gen" --units 30 --found 60 --rectified 40 . >/dev/null
tlsafe-db init
tlsafe-register import -q units.csv >/dev/null
tlsafe-hazard import -q hazards.csv >/dev/null
# More than two parts of a file, and one that is none of text.
awk 'BEGIN { for (i = 0; i < 340000; i++) printf "%07d", i * 7919 % 9999991 }' > a.xlsx
printf '\0\377\n' > b.xlsx
by='--filled-by 王 --checked-by 李 --signed-by 张'
form='tlsafe-report file 2018-06 --form A --body 蒲吕街道'
bytes() { tlsafe-report show "$1" -O /dev/stdout; }

# --- handed in -------------------------------------------------------------------------------
anchor=$(tlsafe-db info | sed -n 's/^anchor\t//p')
same 'a report is kept' "$form $by a.xlsx | cut -f1-6" \
	"printf 'W000001\t2018-06\tA\t蒲吕街道\t1\t已报\n'"
same 'byte for byte' 'bytes W000001 | cksum' 'cksum < a.xlsx'
ok 'into a file of any name' eval 'tlsafe-report show W000001 -O c.xlsx && cmp a.xlsx c.xlsx'
same 'with its hash and length' 'tlsafe-report show W000001 | sed -n "s/^digest\t//p"' \
	'python3 -c "import hashlib; d = open(\"a.xlsx\", \"rb\").read()
print(hashlib.blake2b(d, digest_size=32).hexdigest(), len(d), sep=\":\")"'
same 'and the anchor of then' 'tlsafe-report show W000001 | sed -n "s/^anchor\t//p"' \
	"echo '$anchor'"
same 'who filled, checked and signed it' \
	'tlsafe-report show W000001 | grep -E "^(filled|checked|signed)_by|^file" | cut -f2' \
	'printf "王\n李\n张\na.xlsx\n"'
same 'info counts it' 'tlsafe-db info | grep ^file' "printf 'files\t1\nfile_bytes\t2380000\n'"
status 'a second one' 77 "$form $by b.xlsx" 'was handed in before, as W000001 on 2018-07-03' \
	'given back first: tlsafe-report file 2018-06 --form A --body 蒲吕街道 --return'
ok 'another form is another report' eval \
	'tlsafe-report file last-month --form B --body 500151004 $by b.xlsx -q | grep -q W000002'
status 'an empty file' 65 \
	': > empty; tlsafe-report file 2018-05 --form A --body 蒲吕街道 $by empty' \
	'empty: the file is empty'
status 'none' 66 \
	'tlsafe-report file 2018-05 --form A --body 蒲吕街道 $by nothere' 'nothere: No such'
status 'a body that is none' 65 \
	'tlsafe-report file 2018-05 --form A --body 某镇 $by b.xlsx' '某镇'
status 'a period that is none' 64 'tlsafe-report file June --form A --body 蒲吕街道 $by b.xlsx' \
	"not a period: 'June'"
status 'one to come' 77 'tlsafe-report file 2018-08 --form A --body 蒲吕街道 $by b.xlsx' \
	'2018-08 has not begun'
status 'nobody who signed it' 64 \
	'tlsafe-report file 2018-05 --form A --body 蒲吕街道 --filled-by 王 b.xlsx' '--signed-by'
status 'no form' 64 'tlsafe-report file 2018-05 --body 蒲吕街道 $by b.xlsx' 'which form'
ok 'a dry run keeps nothing' eval \
	'tlsafe-report file 2018-05 --form A --body 蒲吕街道 $by c.xlsx --dry-run >/dev/null &&
	[ "$(tlsafe-report list | wc -l)" = 2 ]'
status 'a file is not set by hand' 77 \
	'tlsafe-register set W000001 digest=x --correct --reason 试' 'goes in with the verb'
status 'nor is what it reports on' 77 \
	'tlsafe-register set W000001 period=2018-05 --correct --reason 试' 'period follows'

# --- given back ------------------------------------------------------------------------------
status 'without a reason' 77 "$form --return" 'give --reason TEXT'
same 'it is given back' "$form --return --reason 合计不符 | cut -f1,5,6" \
	"printf 'W000001\t1\t已退回\n'"
status 'once' 77 "$form --return --reason 再" 'W000001 was given back before'
status 'what was never handed in is not' 66 \
	'tlsafe-report file 2018-04 --form A --body 蒲吕街道 --return --reason x' 'no A of 蒲吕街道'
same 'the corrected one is the next version' \
	"$form $by b.xlsx >/dev/null && tlsafe-report show W000003 |
	grep -E '^(version|state|replaces)'" \
	"printf 'version\t2\nstate\t已报\nreplaces\tW000001\n'"
same 'the first is there still, with the reason' \
	'bytes W000001 | cksum; tlsafe-report show W000001 | sed -n "s/^returned_reason\t//p"' \
	'cksum < a.xlsx; echo 合计不符'
same 'the same bytes are kept once' 'tlsafe-db info | grep ^file' \
	"printf 'files\t2\nfile_bytes\t2380003\n'"

# --- missing ---------------------------------------------------------------------------------
missing() { tlsafe-report file "$@" --form A --missing; }
same 'without a day nothing is late' \
	'missing 2018-06 | cut -f3 | sort | uniq -c | tr -s " "' 'echo " 27 missing"'
tlsafe-db set report_due=5 --reason 通知 >/dev/null
export TLSAFE_NOW=2018-07-05T18:00:00+08:00
same 'by the day nothing is missing' 'missing 2018-06' ':'
same 'all tells what is to come' 'missing 2018-06 --all | cut -f3,4 | sort | uniq -c | tr -s " "' \
	"printf ' 1 filed\t2018-07-05\n 27 owing\t2018-07-05\n'"
export TLSAFE_NOW=2018-07-09T09:00:00+08:00
tlsafe-report file 2018-06 --form A --body 安居镇 $by b.xlsx >/dev/null
tlsafe-report file 2018-06 --form A --body 土桥镇 $by b.xlsx --on 2018-07-05 >/dev/null
tlsafe-report file 2018-06 --form A --body 土桥镇 --return --reason 误 >/dev/null
same 'late, given back and missing' 'missing 2018-06 | cut -f3 | sort | uniq -c | tr -s " "' \
	"printf ' 1 late\n 25 missing\n 1 returned\n'"
tlsafe-report file 2018-06 --form A --body 土桥镇 $by b.xlsx >/dev/null
same 'one that was corrected is not late' 'missing 2018-06 | cut -f2 | sed -n /土桥镇/p' ':'
status 'a status says so' 1 'missing 2018-06 --exit-found'
same 'as of a day before' 'missing 2018-06 --as-of 2018-07-04' ':'

# --- what moved the figures ------------------------------------------------------------------
open=$(tlsafe-hazard list open town=蒲吕街道 level=general found=2018-06 | head -n 1 | cut -f1)
[ -n "$open" ] || open=$(tlsafe-hazard add unit="$(tlsafe-register list town=蒲吕街道 |
	head -n 1 | cut -f1)" found=2018-06-20 source=patrol level=general description=x | cut -f1)
tlsafe-report file 2018-06 --form C --body 蒲吕街道 $by b.xlsx >/dev/null
tlsafe-hazard rectify -q "$open" --by 王 --on 2018-06-28 >/dev/null
$form --return --reason 漏报 >/dev/null
$form $by a.xlsx >/dev/null
last=$(tlsafe-report list form=A body=蒲吕街道 state=filed | cut -f1)
first=$(tlsafe-report list form=C | cut -f1)
same 'which figures differ' \
	"tlsafe-report diff $first $last -o json |
		jq -c 'select(.figure == \"rectified\") | [.after - .before, .change]'" \
	"echo '[1,\"+1\"]'"
same 'and why' "tlsafe-report diff $first $last --why --headings none | cut -f1 | sort -u" \
	"echo $open"
same 'as stats why has it' \
	"tlsafe-report diff $first $last --why" \
	"tlsafe-stats why \"\$(tlsafe-report show $first | sed -n 's/^anchor\t//p')\" \
		\"\$(tlsafe-report show $last | sed -n 's/^anchor\t//p')\" --as-of 2018-06-30 \
		town=蒲吕街道 found=2018-06"
status 'two bodies' 64 "tlsafe-report diff $first \$(tlsafe-report list body=安居镇 | cut -f1)" \
	'are of two bodies'
status 'the later one first' 64 "tlsafe-report diff $last $first" 'lies behind'

# --- the store with its files ----------------------------------------------------------------
ok 'it is sound' tlsafe-db check
files() { tlsafe-report list "$@" | cut -f1 | while read -r id; do
	tlsafe-report show "$@" "$id" -O /dev/stdout | cksum; done; }
tlsafe-db export > all.jsonl
same 'hashlib finds the chain and the files' \
	'python3 "$src/tests/chain.py" all.jsonl | cut -d: -f2' \
	'tlsafe-db log | tail -n 1 | awk -F"\t" "{ print \$1 \" \" \$11 }"'
tlsafe-db init -s new
ok 'an export goes into another store' tlsafe-db import -q -s new all.jsonl
ok 'which is sound' tlsafe-db check -s new
same 'and has the files' 'files -s new' 'files'
same 'the same again is known' 'tlsafe-db import all.jsonl | head -n 1' "printf 'new\t0\n'"
# refused NAME SED PATTERN: lines that SED changed.
refused() {
	rm -rf bad && tlsafe-db init -s bad
	sed "$2" all.jsonl > bad.jsonl
	status "$1" 65 'tlsafe-db import -q -s bad bad.jsonl' "$3"
	ok "$1: nothing went in" eval '[ "$(tlsafe-db info -s bad | sed -n "s/^files\t//p")" = 0 ]'
}
refused 'a file that is not there' '/"part":/d' 'the lines have no file'
refused 'a part that is not' '/"part":2,/d' 'part 3 of a file where part 2 was due'
refused 'the last one' '/"part":3,/d' 'end before its length'
refused 'other bytes' '/"part":1,/s/"base64":"..../"base64":"AAAA/' 'do not match its hash'
refused 'bytes that are none' '/"part":1,/s/"base64":"./"base64":"*/' 'without bytes'
mkdir backups
ok 'a backup has them' eval 'tlsafe-db backup -q backups >/dev/null &&
	grep -q "\"files\":2,\"file_bytes\":2380003" backups/*.json'
ok 'a store made anew too' eval 'before=$(files) && tlsafe-db check -q --rebuild >/dev/null &&
	[ "$(files)" = "$before" ] && tlsafe-db check'
txn=$(tlsafe-db log | tail -n 1 | cut -f1)
ok 'what is undone leaves its bytes to the journal' eval \
	'printf undone > u && tlsafe-report file 2018-03 --form A --body 安居镇 $by u >/dev/null &&
	tlsafe-db undo $((txn + 1)) --reason 误 >/dev/null && tlsafe-db check &&
	[ "$(tlsafe-db info | sed -n "s/^files\t//p")" = 3 ]'
same 'and may come again' \
	'tlsafe-report file 2018-03 --form A --body 安居镇 $by u | cut -f5' 'echo 1'

# --- damage ----------------------------------------------------------------------------------
# damaged NUMBER HOW: check says what a key of the files is, and that it is a no.
damaged() {
	cp -r --sparse=always store hurt
	"$tamper" hurt B "$1" ${2:-} >/dev/null || exit 99
	status "key $1 of the files ${2:-}" 1 'tlsafe-db check -s hurt' \
		'the file that it names|no entry of the journal'
	rm -rf hurt
}
for i in 0 1 2 3 4; do
	damaged $i drop
done
damaged 0
damaged 2
ok 'an export despite damage says which entries lost theirs' eval '
	cp -r --sparse=always store hurt; "$tamper" hurt B 1 drop >/dev/null
	! tlsafe-db export -s hurt --despite-damage > saved.jsonl 2> said
	grep -q "files of [1-9]" said && tail -n 1 saved.jsonl | grep -q "\"files\":\["'
rm -rf saved
tlsafe-db init -s saved
status 'and what is left begins a store' 0 'tlsafe-db import -s saved --salvaged saved.jsonl 2>&1' \
	'files	[1-9]'
ok 'which is sound' tlsafe-db check -s saved
status 'whose file is told as lost' 74 \
	'for id in $(tlsafe-report list -s saved | cut -f1); do
		tlsafe-report show -s saved $id -O x || exit; done' 'is not in the store'
ok 'its export goes on' eval 'tlsafe-db init -s again &&
	tlsafe-db export -s saved | tlsafe-db import -q -s again - && tlsafe-db check -s again &&
	cmp <(tlsafe-db export -s saved) <(tlsafe-db export -s again) &&
	tlsafe-db check -q --rebuild -s again'
finish
