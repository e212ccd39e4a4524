# What could not be done is told, with the right status: output that nobody takes, files that cannot
# be read, values that were forged.
. "$TEST_SRCDIR/tests/lib.sh"

what='place=x town=蒲吕街道 found=2018-07-02 source=patrol level=general description=d'
tlsafe-db init
tlsafe-register add name=甲厂 kind=enterprise town=蒲吕街道 responsible=张三 > /dev/null
tlsafe-hazard add unit=U000001 ${what#place=x town=蒲吕街道 } > /dev/null

for c in 'tlsafe-stats rate' 'tlsafe-hazard list' 'tlsafe-db export' 'tlsafe-db log' \
	 'tlsafe-db check' 'tlsafe-stats by town' 'tlsafe-db info' 'tlsafe-hazard --help'; do
	status "closed standard output: $c" 74 "$c 2>&1 >&-" 'standard output'
	status "a full disk behind it: $c" 74 "$c 2>&1 > /dev/full" 'No space left'
done
status 'nor is an empty answer taken for a printed one' 74 \
	'tlsafe-hazard list overdue 2>&1 >&-' 'standard output'
status 'a reader whose pipe is closed ends quietly' 0 \
	'(trap "" PIPE; tlsafe-db export; echo "status $?" > ended) | true; cat ended' \
	'status (0|141)'

before=$(tlsafe-hazard list | wc -l)
status 'what was saved and not printed is told' 74 "tlsafe-hazard add $what > /dev/full" \
	'saved as transaction 3, not printed: standard output: No space left'
status 'into a file that cannot be made nothing is saved' 73 \
	"tlsafe-hazard add $what -O none/out.csv" 'none/out.csv'
mkfifo pipe
(exec 9< pipe; read -r line <&9; exec 9<&-) &
status 'nor does a closed pipe take it back' 74 \
	"{ echo; sleep 0.5; tlsafe-hazard add $what; } > pipe" \
	'saved as transaction 4, not printed: standard output: Broken pipe'
wait
status 'import of a journal says so too' 74 \
	"tlsafe-db init -s other; tlsafe-db export > all.jsonl
	 tlsafe-db import -s other all.jsonl > /dev/full" \
	'saved as transaction 4, not printed'
expect 'each of them once' 'tlsafe-hazard list | wc -l' <<<"$((before + 2))"

# --- configuration ---------------------------------------------------------------------------
mkdir -p mine/tlsafe
export XDG_CONFIG_HOME=$dir/mine
f=$dir/mine/tlsafe/config.yaml
config() { env -u TLSAFE_STORE tlsafe-db info; }
printf '\357\273\277# the office\nstore : "%s/store"   # here\nactor: li\n' "$dir" > "$f"
status 'a mark, blanks and quotes are read' 0 config '^transactions	4'
printf 'store: [a, b]\n' > "$f"
status 'a list is no store' 78 config "the configuration: config.yaml:1:8: 'store' is one text"
printf 'store: "a\n' > "$f"
status 'what is no YAML is told with its line' 78 config 'config.yaml:[0-9]+:[0-9]+: not YAML'
rm "$f"; mkdir "$f"
status 'what is no file is not passed over' 78 config 'config.yaml: not a file'
rmdir "$f"; mkfifo "$f"
status 'and a fifo is not waited for' 78 'timeout 5 env -u TLSAFE_STORE tlsafe-db info' \
	'config.yaml: not a file'
rm "$f"
status 'no file is no fault' 64 config 'no store is named'
nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
if [ "$(id -u)" = 0 ] && $nobody true 2>/dev/null; then
	printf 'store: %s/store\n' "$dir" > "$f"; chmod 000 "$f"; chmod 755 "$dir"
	status 'a file without the right to read it is told' 78 \
		"$nobody env -u TLSAFE_STORE tlsafe-db info" \
		'config.yaml: Permission denied'
	rm -f "$f"
	status 'no right to a store is no damage' 74 \
		"$nobody tlsafe-db check" 'Permission denied'
fi
unset XDG_CONFIG_HOME
status 'no descriptors are no damage' 74 '(ulimit -n 5; exec tlsafe-db check)' \
	'Too many open files'
status 'a limit on file size is no room' 74 "(ulimit -f 64; exec tlsafe-hazard add $what)" \
	'no space on the disk'
ok 'and the store is sound' tlsafe-db check
cp -r store fifo; rm fifo/data.mdb; mkfifo fifo/data.mdb
status 'a fifo in the place of the data' 78 'timeout 5 tlsafe-stats rate -s fifo' 'not a plain file'

python3 -c "print('{' + ','.join('\"k%d\":1' % i for i in range(60000)) + '}')" > many.jsonl
status 'an object of 60,000 members' 65 'tlsafe-hazard add - < many.jsonl' 'more than 1000 members'

long() { head -c "$(($1 << 20))" /dev/zero | tr "\\0" x; }
for c in 'tlsafe-hazard add -' 'tlsafe-hazard show -' 'tlsafe-hazard note - --note x'; do
	status "a line of 40 MiB: $c" 65 "long 40 | $c" \
		'standard input:1: a line longer than 1 MiB'
done
status 'and of 70 MiB in a journal' 65 'long 70 | tlsafe-db import -' \
	'-:1: a line longer than 64 MiB'
status 'a value is told no longer than it is worth' 65 \
	"tlsafe-hazard add $what category=$(python3 -c "print('x' * 50000)")" 'no such category'
[ ${#said} -lt 6000 ]
result $? "in ${#said} bytes"

# --- what is told apart ----------------------------------------------------------------------
tlsafe-db export | sed 's/张三/李四/' > forged.jsonl
tlsafe-db init -s forged
status 'a forged personal value is refused' 65 'tlsafe-db import -s forged forged.jsonl' \
	'the personal value of responsible does not match its digest'
expect 'and nothing of it stays' 'tlsafe-register list -s forged | wc -l' <<<0
# forged WHAT SED PATTERN: the lines so changed are refused, with file and line.
forged() {
	tlsafe-db export | sed "$2" > forged.jsonl
	cmp -s forged.jsonl all.jsonl && result 1 "$1: nothing was changed"
	status "$1 is refused" 65 'tlsafe-db import -s forged forged.jsonl' \
		'forged.jsonl:[0-9]+: ' "$3"
	[ "$(tlsafe-register list -s forged | wc -l)" = 0 ] || result 1 "$1: and yet it is there"
}
forged 'an unknown member beside genesis' '1s/}$/,"more":1}/' \
	"the line of genesis has no member 'more'"
forged 'an unknown member of genesis' '1s/"site"/"more":1,"site"/' "genesis has no member 'more'"
forged 'an unknown member of a transaction' '/"prev"/s/}$/,"more":1}/' \
	":2: a transaction has no member 'more'"
forged 'an unknown member of an entry' '/"kind":"unit"/s/"id"/"more":{"a":1},"id"/' \
	":3: an entry has no member 'more'"
forged 'an unknown member of a personal value' 's/{"digest"/{"more":1,"digest"/' \
	":3: a personal value has no member 'more'"
forged 'a personal value of a field that is not set' 's/"personal":{/&"note":{},/' \
	"a personal value of 'note', which the entry does not set"
forged 'a personal value among the others' 's/"responsible":""/"responsible":"李四"/' \
	"the value of responsible stands outside 'personal'"
status 'and the lines as they are go in' 0 \
	'tlsafe-db export | tlsafe-db import -s forged -' '^new	4'
printf '%s,%s,enterprise,蒲吕街道\n' import-1 乙厂 other-1 丙厂 | sed '1i id,name,kind,town' > l.csv
tlsafe-register import -q l.csv > /dev/null
for i in import-1 other-1; do
	tlsafe-register set $i name=新名$i --reason r > /dev/null
done
tlsafe-register import l.csv > /dev/null 2>&1
expect 'an id that reads import makes no import of a correction' \
	'tlsafe-register list | grep -c 新名' <<<2
finish
