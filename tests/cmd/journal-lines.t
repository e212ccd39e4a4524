# The journal as lines: what they say of the verb, and what an export of damage says.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks
chain() { python3 "$src/tests/chain.py" "$@"; }
head_of() { tlsafe-db log "$@" | tail -n 1 | awk -F'\t' '{ print $1 " " $11 }'; }

# --- the verb, and what reads like one ---------------------------------------------------------
tlsafe-db init
printf '%s,%s,enterprise,蒲吕街道,import\n' import-1 甲厂 import 乙厂 other-1 丙厂 |
	sed '1i id,name,kind,town,address' > units.csv
tlsafe-register import -q units.csv >/dev/null
for i in import-1 import other-1; do
	tlsafe-register set $i name=新名$i address=import --reason import --note import \
		--request "import $i" >/dev/null
done
tlsafe-register add id=import2 name='tlsafe-hazard import' kind=enterprise town=蒲吕街道 \
	--note ' import ' >/dev/null
tlsafe-db undo 5 --reason import >/dev/null
same 'the log has the verb that was run' 'tlsafe-db log | cut -f7' \
	"printf '%s\n' import set set set add undo"
same 'an import takes nothing back that a hand wrote, whatever the id, note or value' \
	"tlsafe-register import units.csv | grep -E '^(changed|rejected)';
		tlsafe-register list | cut -f1,2 | sort" \
	"printf '%s\t%s\n' changed 0 rejected 0 import 新名import import-1 新名import-1 \
		other-1 新名other-1"
sed 's/甲厂/甲的厂/' units.csv > again.csv
same 'what a list says is what an import wrote' \
	"tlsafe-register import -q again.csv --keep file | grep -E '^(changed|rejected)'" \
	"printf '%s\t%s\n' changed 1 rejected 0"
tlsafe-db export > all.jsonl
same 'lines have it behind the command' \
	"grep -o '\"command\":\"[^\"]*\",\"verb\":\"[a-z]*\"' all.jsonl | grep -o 'verb.*'" \
	"printf 'verb\":\"%s\"\n' import set set set add undo import"
same 'hashlib alone finds the same chain' 'chain all.jsonl | cut -d: -f2' head_of
ok 'a store without transactions takes them' eval \
	'tlsafe-db init -s other && tlsafe-db import -s other all.jsonl && tlsafe-db check -s other'
same 'with the same chain' 'head_of -s other' head_of
same 'and gives the same lines' 'tlsafe-db export -s other' 'cat all.jsonl'
sed 's/"verb":"set"/"verb":"add"/' all.jsonl > changed.jsonl
tlsafe-db init -s changed
status 'another verb is another hash' 65 'tlsafe-db import -s changed changed.jsonl' \
	'do not match its hash'
sed 's/,"verb":"set"//' all.jsonl > changed.jsonl
status 'and so is none' 65 'tlsafe-db import -s changed changed.jsonl' 'do not match its hash'

# --- lines of before there were verbs ----------------------------------------------------------
old=$src/tests/data/journal-without-verb.jsonl
was=8c12b69b182d2db407a16165a483dce77a83bbf2ebf08be51833403e7e8bac90
export TLSAFE_STORE=$dir/old
tlsafe-db init
ok 'an export made before there were verbs goes in' tlsafe-db import "$old"
same 'with its chain' head_of "echo '8 $was'"
same 'and comes out as it was' 'tlsafe-db export' 'cat "$old"'
ok 'and is sound' tlsafe-db check
same 'the log tells the verb by the command' 'tlsafe-db log | cut -f7' \
	"printf '%s\n' import import set set rectify note undo set"
printf '%s,%s,enterprise,蒲吕街道\n' import-1 甲厂 other-1 乙厂 |
	sed '1i id,name,kind,town' > units.csv
same 'what they imported is known, and what was written by hand' \
	"tlsafe-register import units.csv | grep -E '^(changed|rejected)';
		tlsafe-register list | cut -f2" "printf 'changed\t0\nrejected\t0\n新名一\n新名二\n'"
tlsafe-register set import-1 employees=8 >/dev/null
ok 'old and new transactions are one chain' tlsafe-db check
same 'that hashlib finds too' 'tlsafe-db export | chain | cut -d: -f2' head_of
same 'of which only the new one has the member' 'tlsafe-db export | grep -c "\"verb\":"' 'echo 1'
ok 'it goes into another store' eval 'tlsafe-db export > mixed.jsonl && tlsafe-db init -s mixed &&
	tlsafe-db import -s mixed mixed.jsonl && tlsafe-db check -s mixed &&
	cmp <(tlsafe-db export -s mixed) mixed.jsonl'
# What a line says is taken or refused, never passed over.
# refused NAME SED PATTERN: the old lines, changed so.
refused() {
	rm -rf changed
	tlsafe-db init -s changed
	sed "$2" "$old" > changed.jsonl
	cmp -s "$old" changed.jsonl && note "nothing was changed: $2"
	status "$1" 65 'tlsafe-db import -s changed changed.jsonl' "$3"
	same "$1: and nothing stays" 'tlsafe-db info -s changed | grep ^transactions' \
		"printf 'transactions\t0\n'"
}
refused 'a member of genesis that nobody knows' '1s/"language"/"other":"1",&/' \
	'changed.jsonl:1: genesis has no member .other.'
refused 'one beside it' '1s/}$/,"other":"1"}/' \
	'changed.jsonl:1: the line of genesis has no member .other.'
refused 'one of a transaction' '2s/"uid"/"verbs":"import",&/' \
	'changed.jsonl:2: a transaction has no member .verbs.'
refused 'one of an entry' '3s/"act"/"acted":"add",&/' \
	'changed.jsonl:3: an entry has no member .acted.'
refused 'one of a personal value' '3s/"digest"/"was":"x",&/' \
	'changed.jsonl:3: a personal value has no member .was.'
refused 'a personal value of what the entry does not set' \
	'3s/"personal":{/&"contact":{"digest":"00000000000000000000000000000000"},/' \
	'changed.jsonl:3: a personal value of .contact.'
refused 'an entry out of its place' '3s/"n":1/"n":2/' 'changed.jsonl:3: entry 2 where 1 was due'

# --- an export verifies what it prints -----------------------------------------------------------
# Whatever byte of the journal is changed: the same lines, or none, and a sentence that names it.
export TLSAFE_STORE=$dir/store
tamper=$TEST_BUILDDIR/tests/tamper
rm -rf other changed mixed old
"$gen" --units 30 --found 60 --rectified 50 . >/dev/null
tlsafe-db init -s small
tlsafe-register import -q -s small units.csv >/dev/null
tlsafe-hazard import -q -s small hazards.csv >/dev/null
tlsafe-register set -q -s small U000001 phone=13800000000 --reason import >/dev/null
tlsafe-db export -s small > small.jsonl
tried=0 wrong=0
# tampered PREFIX NUMBER HOW: one image.
tampered() {
	rm -rf damaged
	cp -r small damaged
	"$tamper" damaged "$1" "$2" $3 >/dev/null || return 1
	tlsafe-db export -s damaged > printed 2> told
	local rc=$?
	tried=$((tried + 1))
	[ $rc = 0 ] && cmp -s printed small.jsonl && return 0
	[ $rc = 74 ] && [ ! -s printed ] && grep -qE 'transaction [0-9]|genesis|head of' told &&
		return 0
	wrong=$((wrong + 1))
	note "$1 $2 $3: status $rc, $(wc -c < printed) bytes, $(cat told)"
}
for key in 'J 0' 'J 1' 'J 2' 'J 3' 'J 4' 'J 5' 'P 0' 'P 1' 'Mhead 0' 'Mgenesis 0'; do
	byte=0
	while tampered $key $byte; do byte=$((byte * 3 / 2 + 3)); done
	[ "$key" = 'Mgenesis 0' ] || tampered $key drop
done
[ $wrong = 0 ] && [ $tried -gt 100 ]
result $? "$tried values of the journal changed or dropped: $wrong exports that are wrong"
rm -rf damaged
cp -r small damaged
"$tamper" damaged J 4 drop >/dev/null
status 'a header that is gone' 74 'tlsafe-db export -s damaged' 'transaction 3 is missing'
rm -rf damaged
cp -r small damaged
"$tamper" damaged Mhead 0 drop >/dev/null
status 'a head that is gone' 74 'tlsafe-db export -s damaged' 'not in the chain|head of the chain'

# --- an export despite damage ----------------------------------------------------------------
same 'of a sound store it is the same' 'tlsafe-db export -s small --despite-damage' \
	'cat small.jsonl'
# saved NAME 'PREFIX NUMBER HOW' PATTERN COMMAND: the last line, and a pipeline that tells the rest
# of what is printed from the lines of the sound store.
saved() {
	rm -rf damaged
	cp -r small damaged
	"$tamper" damaged $2 >/dev/null || { result 1 "$1"; return; }
	status "$1" 74 'tlsafe-db export -s damaged --despite-damage -O saved.jsonl' 'is damaged'
	tail -n 1 saved.jsonl | grep -qE "^\{\"salvaged\":\{\"txn\":3$3\}\}$"
	result $? "$1: the last line says so"
	sed '$d' saved.jsonl > rest
	same "$1: the rest is there" 'cat rest' "$4"
}
head='(,"(at|hash)":"[^"]*"){2}'
saved 'a block' 'J 3 0' "$head,\"entries\":\[\"2/1-[0-9]+\"\]" \
	"grep -v '^{\"txn\":2,\"n\"' small.jsonl"
saved 'a block that is gone' 'J 1 drop' "$head,\"entries\":\[\"1/1-30\"\]" \
	"grep -v '^{\"txn\":1,\"n\"' small.jsonl"
saved 'a transaction' 'J 2 drop' "$head,\"lost\":\[\"2\"\]" \
	"grep -v '^{\"txn\":2,' small.jsonl"
saved 'the last one' 'J 4 drop' "$head,\"lost\":\[\"3\"\]" \
	"grep -v '^{\"txn\":3,' small.jsonl"
saved 'the first one' 'J 0 drop' "$head,\"lost\":\[\"1\"\]" \
	"grep -v '^{\"txn\":1,' small.jsonl"
saved 'personal values of a block' 'P 2 0' "$head,\"values\":\[\"3/1\"\]" \
	"sed '/^{\"txn\":3,\"n\"/s/,\"value\":\"138.*\",\"salt\":\"[0-9a-f]*\"//' small.jsonl"
saved 'a digest that differs' 'P 2' "$head,\"values\":\[\"3/1\"\]" \
	"sed '/^{\"txn\":3,\"n\"/s/,\"value\":\"138.*\",\"salt\":\"[0-9a-f]*\"//' small.jsonl"
saved 'the head' 'Mhead 0 drop' '' 'cat small.jsonl'
saved 'genesis' 'Mgenesis 0 70' "$head,\"schemas\":\"no\"" \
	"sed '1s/,\"schemas\":.*/}}/' small.jsonl"
rm -rf damaged
cp -r small damaged
"$tamper" damaged J 4 36 > /dev/null
status 'a header that can be read and does not match its hash' 74 \
	'tlsafe-db export -s damaged --despite-damage -O saved.jsonl' 'not proven are 1 trans'
ok 'is told' eval "tail -n 1 saved.jsonl | grep -q '\"unproven\":\[\"3\"\]}}$'"
same 'the rest is there' "sed '/^{\"txn\":3,\"at\"/d;\$d' saved.jsonl" \
	"sed '/^{\"txn\":3,\"at\"/d' small.jsonl"
rm -rf damaged
cp -r small damaged
"$tamper" damaged Mstart 0 > /dev/null
"$tamper" damaged Sunit 0 > /dev/null
same 'what the journal does not need is not missed' \
	'tlsafe-db export -s damaged --despite-damage' 'cat small.jsonl'
finish
