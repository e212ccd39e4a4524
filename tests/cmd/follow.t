# Entries as they are made: each once, in order, with nothing held open between two looks.
. "$TEST_SRCDIR/tests/lib.sh"
PATH=$src/contrib:$PATH
tlsafe-db init
add() { tlsafe-register add -q name="$1" kind=enterprise town=蒲吕街道 >/dev/null; }
# seen FILE N: waits until it has so many lines.
seen() {
	for _ in $(seq 1 100); do
		[ "$(wc -l < "$1")" -ge "$2" ] && return
		sleep 0.1
	done
}
add 甲厂
add 乙厂
expect 'entries behind a transaction' 'tlsafe-db log --since 1 | cut -f1-3' <<<$'unit\tU000002\t2'
expect 'none behind the last' 'tlsafe-db log --since 2 | wc -l' <<<0
status 'one that is not there yet' 64 'tlsafe-db log --since 9' 'there is no transaction 9 yet'
status 'what is no number' 64 'tlsafe-db log --since=-1' "not '-1'"
status 'in a form that ends' 64 'tlsafe-db log --follow -o csv' '--follow prints json or tsv'
status 'or into a file' 64 'tlsafe-db log --follow -O x.json' '--follow prints json or tsv'

tlsafe-db log --follow --since 1 -o json > lines 2> err &
follower=$!
seen lines 1
add 丙厂
seen lines 2
expect 'what was there and what comes, once each' \
	"grep -o '\"id\":\"[^\"]*\",\"txn\":[0-9]*' lines" <<'EOF'
"id":"U000002","txn":2
"id":"U000003","txn":3
EOF
expect 'nothing is held open' "ls -l /proc/$follower/fd | grep -c store" <<<0
cp -r store older
add 丁厂
seen lines 3
mv store newer
mv older store
seen lines 4
add 戊厂
seen lines 5
expect 'an older store in its place is told, and what goes on from there' \
	"tail -n 2 lines | grep -oE '\"(act|id)\":\"[^\"]*\"|\"txn\":[0-9]+'" <<'EOF'
"txn":3
"act":"restored"
"id":"U000004"
"txn":4
"act":"add"
EOF
expect 'without a word' 'cat err' </dev/null
kill $follower
wait $follower 2>/dev/null
expect 'it ends when its reader goes' \
	'timeout 20 tlsafe-db log --follow --since 0 | head -n 1 | cut -f2; echo ${PIPESTATUS[0]}' \
	<<<$'U000001\n141'

(timeout 20 notify add,set tee -a told > /dev/null; echo $? > ended) &
sleep 1.5
tlsafe-db set -q name=某镇 --reason r >/dev/null
add 己厂
touch told
seen told 1
expect 'a command is run for each entry of an act' \
	"grep -o '\"id\":\"[^\"]*\"' told | tail -n 1" <<<'"id":"U000005"'
pkill -P $! timeout 2>/dev/null
wait
status 'an act that is none is told, and not waited for' 64 'timeout 20 notify eat cat' \
	'no act "eat"; acts are add set assign'
for wrong in '' add, ,add 'add,eat' 'a.*' 'add set' '|'; do
	status "nor: ${wrong@Q}" 64 'timeout 20 notify "$wrong" cat' 'no act "'
done
same 'it knows all acts' \
	'(timeout 20 notify "" cat 2>&1; true) | sed "s/.*acts are//" | xargs -n 1 | sort' \
	'(sed -n "/^#define TL_ACTS/,/^enum/p" "$src/lib/journal/entry.h" |
		grep -oE "X\([A-Z_]+, \"[a-z-]+" | cut -d\" -f2; echo restored) | sort'
ok 'the store is sound' tlsafe-db check
finish
