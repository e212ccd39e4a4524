# What was saved of a damaged store begins a new one: a new chain, of what is there and of what
# rests on it.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks
chain() { python3 "$src/tests/chain.py" "$@"; }
head_of() { tlsafe-db log "$@" | tail -n 1 | awk -F'\t' '{ print $1 " " $11 }'; }

"$gen" --units 20 --found 30 --rectified 20 . >/dev/null
tlsafe-db init
tlsafe-register import -q units.csv >/dev/null
tlsafe-hazard import -q hazards.csv >/dev/null
first=$(tlsafe-hazard list | head -n 1 | cut -f1)
open=$(tlsafe-hazard list open | tail -n 1 | cut -f1)
tlsafe-hazard set -q "$open" category=18 --correct --reason 有误 >/dev/null
tlsafe-hazard note -q "$open" --note 看过 >/dev/null
tlsafe-hazard add -q id=A unit=U000003 found=2018-07-01 source=patrol level=general \
	description=井盖 >/dev/null
tlsafe-hazard assign -q A --to 蒲吕街道 --due 2018-07-20 --on 2018-07-02 >/dev/null
tlsafe-db undo 6 --reason 错 >/dev/null
tlsafe-hazard note -q A --note 再看 >/dev/null
tlsafe-db set name=某区 --reason 试 >/dev/null
tlsafe-db export > all.jsonl
was=$(head_of)
at=$(tail -n 2 all.jsonl | head -n 1 | grep -o '"at":"[^"]*"')

# saved SED MISSING: the lines without what SED takes out, and a last line that says so.
saved() {
	sed "$1" all.jsonl > saved.jsonl
	echo "{\"salvaged\":{\"txn\":9,$at,\"hash\":\"${was#* }\"$2}}" >> saved.jsonl
}
# taken NAME PATTERN...: a new store takes them, says what the patterns tell, and is sound; so is
# one that takes its export.
taken() {
	local name=$1
	shift
	rm -rf new again
	tlsafe-db init -s new
	status "$name" 0 'tlsafe-db import -s new --salvaged saved.jsonl 2>&1' "$@"
	ok "$name: it is sound" tlsafe-db check -s new
	same "$name: it names the old head" 'tlsafe-db info -s new | grep ^salvaged' \
		"printf 'salvaged\t%s\n' '$was'"
	same "$name: hashlib finds the new one" \
		'tlsafe-db export -s new | chain | cut -d: -f2' 'head_of -s new'
	ok "$name: its lines make the same store" eval 'tlsafe-db init -s again &&
		tlsafe-db export -s new | tlsafe-db import -s again - && tlsafe-db check -s again &&
		cmp <(tlsafe-db export -s new) <(tlsafe-db export -s again)'
}
# said TXN: what the new chain says of the old transaction, but for its hash.
said() { tlsafe-db log -s new | sed -n "$1p" | cut -f12 | sed 's/^[0-9a-f]\{64\} *//'; }

# --- transactions ------------------------------------------------------------------------------
saved '/^{"txn":4,/d' ',"lost":["4"]'
taken 'a note that is lost' 'new	8$' 'lost	1$' 'left	0$'
same 'all else is the same' 'tlsafe-hazard list -s new -o csv; tlsafe-register list -s new' \
	'tlsafe-hazard list -o csv; tlsafe-register list'
same 'its number stays, with nothing in it' 'tlsafe-db log -s new | sed -n 4p | cut -f1,6,7,8,12' \
	"printf '4\t\t\t0\tlost\n'"
same 'the others have theirs, and what they were' 'tlsafe-db log -s new | cut -f1,3-10 | sed 4d' \
	'tlsafe-db log | cut -f1,3-10 | sed 4d'
same 'and the hash that they had' 'tlsafe-db log -s new | cut -f12 | sed 4d' \
	'tlsafe-db log | cut -f11 | sed 4d'
status 'it is another chain' 77 'tlsafe-db import -s new all.jsonl' 'of another store'
ok 'which goes on' eval "tlsafe-hazard note -q -s new $open --note 又 && tlsafe-db check -s new"
tlsafe-db export -s new > once.jsonl
sed '/^{"txn":3,/d' once.jsonl > saved.jsonl
echo "{\"salvaged\":{\"txn\":10,\"lost\":[\"3\"]}}" >> saved.jsonl
rm -rf new
tlsafe-db init -s new
ok 'it can be salvaged once more' eval \
	'tlsafe-db import -s new --salvaged saved.jsonl && tlsafe-db check -s new'
same 'and names both' 'tlsafe-db info -s new | grep ^salvaged' \
	"printf 'salvaged\t10 of %s\n' '$was'"
same 'as each transaction does' 'said 4; said 5 | sed "s/ [0-9a-f]*$//"' "printf 'of lost\nof\n'"

saved '/^{"txn":1,/d' ',"lost":["1"]'
taken 'the first' 'lost	1$' 'left	0$'
same 'whose units are not there' 'tlsafe-register list -s new | wc -l' 'echo 0'
same 'but the hazards of them are' 'tlsafe-stats rate -s new | grep -v anchor' \
	'tlsafe-stats rate | grep -v anchor'
ok 'and can be looked at' eval 'tlsafe-hazard list -s new -o json | grep -q "\"unit\"" &&
	tlsafe-hazard show -s new A && tlsafe-hazard history -s new A &&
	tlsafe-stats by unit -s new'
saved '/^{"txn":2,/d' ',"lost":["2"]'
taken 'the one that began records' 'saved.jsonl:[0-9]*: note: transaction 3, entry 1 of H2018' \
	'the first entry of its record is lost' 'note: entries left out.*: 2;' 'left	2$'
same 'what rests on it says so' 'said 3; said 4; said 5' "printf 'without 1\nwithout 1\n\n'"
same 'what does not is there' 'tlsafe-hazard list -s new | cut -f1' 'echo A'
saved '/^{"txn":9,/d' ',"lost":["9"]'
taken 'the last' 'lost	1$'
same 'whose number is not given again' 'tlsafe-db log -s new | tail -n 1 | cut -f1,12' \
	"printf '9\tlost\n'"

# --- entries -----------------------------------------------------------------------------------
# Where a hazard is corrected that lies behind entries that are lost, the correction follows it.
n=$(grep '^{"txn":3,"n":1' all.jsonl | grep -o '"corrects":\[2,[0-9]*' | cut -d, -f2)
gap=$(grep '^{"txn":2,"n"' all.jsonl | grep -n "\"id\":\"$first\"" | cut -d: -f1 | tail -n 1)
saved "/^{\"txn\":2,/{$(seq 1 "$gap" | sed 's/.*/\/"n":&,\/d;/' | tr -d '\n')}" \
	",\"entries\":[\"2/1-$gap\"]"
taken 'entries of a record' "entries	$gap$" 'left	0$'
same 'they are named' 'said 2' "echo without 1-$gap"
same 'the correction moves with what it mends' \
	'tlsafe-db export -s new | grep -o "\"corrects\":.[0-9,]*"' \
	"echo '\"corrects\":[2,$((n - gap))'"
same 'and all others are the same' 'tlsafe-hazard list -s new -o csv' \
	"tlsafe-hazard list -o csv | grep -v '^$first,'"
saved "/^{\"txn\":2,\"n\":$n,/d" ",\"entries\":[\"2/$n\"]"
taken 'the entry that was corrected' 'entries	1$' 'note: entries left out'
same 'takes the correction with it' 'said 3' 'echo without 1'
saved '/^{"txn":8,"n":1/d' ',"entries":["8/1"]'
taken 'all entries of a transaction' 'entries	1$' 'left	0$'
same 'which is there' 'said 8' 'echo without 1'
saved '/^{"txn":6,/d' ',"lost":["6"]'
taken 'what an undo took back' 'left	0$'
same 'stays so' 'tlsafe-hazard list -s new -o csv' 'tlsafe-hazard list -o csv'
saved '' ',"unproven":["4"]'
sed -i '/^{"txn":4,"n"/s/看过/看错/' saved.jsonl
taken 'what does not match its hash' 'unproven	1$'
same 'goes in, and is named' "said 4; tlsafe-hazard history -s new $open | grep -c 看错" \
	"printf 'unproven\n1\n'"
saved '/^{"txn":4,"at"/s/"at":"....-/"at":"2999-/' ',"unproven":["4"]'
taken 'an instant that is not proven'
same 'pins no later one' \
	'tlsafe-db log -s new | cut -f2 | sort -c; tlsafe-db log -s new | tail -n 1 | cut -f2' \
	'tlsafe-db log | tail -n 1 | cut -f2'

# --- the schema set ----------------------------------------------------------------------------
cp -r "$TLSAFE_SCHEMAS" schemas
one_line schemas/kinds/unit.yaml
sed -i '$a\  - {key: colour, type: text, by: set, max: 20, zh: 颜色, en: Colour, about: "Of it."}' \
	schemas/kinds/unit.yaml
tlsafe-db schema apply schemas/kinds/unit.yaml --reason 新 >/dev/null
tlsafe-register set U000002 colour=红 >/dev/null
tlsafe-register set U000002 employees=7 >/dev/null
tlsafe-db export > whole.jsonl
sed '/^{"txn":10,/d' whole.jsonl > saved.jsonl
echo '{"salvaged":{"txn":12,"lost":["10"]}}' >> saved.jsonl
rm -rf new
tlsafe-db init -s new
status 'a field whose schema is lost' 0 'tlsafe-db import -s new --salvaged saved.jsonl' \
	'entry 1 of U000002 is left out: the schema set that it speaks of is lost' 'left	1$'
same 'takes what speaks of it with it' 'said 11; said 12' "printf 'without 1\n\n'"
ok 'and the rest is sound' tlsafe-db check -s new
sed '1s/,"schemas":.*/}}/' all.jsonl > saved.jsonl
echo "{\"salvaged\":{\"txn\":9,$at,\"hash\":\"${was#* }\",\"schemas\":\"no\"}}" >> saved.jsonl
taken 'a genesis without its schema set takes that of the store' 'new	9$'
same 'and all is the same' 'tlsafe-hazard list -s new -o csv' 'tlsafe-hazard list -o csv'

# --- what is refused ---------------------------------------------------------------------------
# refused NAME PATTERN [ARGUMENT...]: and nothing is entered.
refused() {
	local name=$1 pattern=$2
	shift 2
	rm -rf new
	tlsafe-db init -s new
	status "$name" 65 "tlsafe-db import -s new $* saved.jsonl" "$pattern"
	same "$name: and nothing is entered" 'tlsafe-db info -s new | grep ^transactions' \
		"printf 'transactions\t0\n'"
}
for what in '/^{"txn":4,/d ,"lost":["4"]' '/^{"txn":2,"n":3,/d ,"entries":["2/3"]' \
	's/no/no/ ,"unproven":["4"]'; do
	saved "${what% *}" "${what#* }"
	refused "without --salvaged: ${what#* ,}" 'tlsafe-db import --salvaged takes them'
	rm -rf new
	tlsafe-db init -s new
	status 'from a pipe too' 65 'tlsafe-db import -s new - < <(cat saved.jsonl)' \
		'import --salvaged takes them'
done
saved '/^{"txn":4,/d' ',"lost":["4"]'
rm -rf new
tlsafe-db init -s new
ok 'a pipe with it is read' eval 'cat saved.jsonl | tlsafe-db import -s new --salvaged -'
status 'a store that has transactions' 77 'tlsafe-db import -s new --salvaged saved.jsonl' \
	'has transactions of its own; make one with tlsafe-db init'
cp saved.jsonl good.jsonl
sed -i '$d' saved.jsonl
refused 'lines that were cut short' 'the last line does not say what is missing' --salvaged
cp all.jsonl saved.jsonl
refused 'whole lines' 'go in without --salvaged' --salvaged
saved '/^{"txn":4,/d' ''
refused 'a transaction that is not said to be lost' 'transaction 4 is neither here nor lost' \
	--salvaged
saved '/^{"txn":2,"n":3,/d' ''
refused 'an entry that is not' 'entry 3 of transaction 2 is neither here nor lost' --salvaged
saved '/^{"txn":2,"n":3,/d' ',"lost":["4"],"unproven":["3"]'
refused 'nor where others are' 'entry 3 of transaction 2 is neither' --salvaged
saved '/^{"txn":4,"n"/s/看过/看错/' ',"unproven":["5"]'
refused 'a line that was changed' 'transaction 4 do not match its hash' --salvaged
saved '/^{"txn":3,/d' ',"lost":["3"],"whose":["3"]'
refused 'a member that nobody knows' 'the last line: a member "whose"' --salvaged
saved '/^{"txn":3,/d' ',"lost":["3","2"]'
refused 'numbers out of order' 'the last line: numbers that are none, or not in order' --salvaged
sed 's/$/\n/;$d' good.jsonl > saved.jsonl
tail -n 1 good.jsonl >> saved.jsonl
rm -rf new
tlsafe-db init -s new
ok 'empty lines are passed over' tlsafe-db import -s new --salvaged saved.jsonl

# --- at random ---------------------------------------------------------------------------------
images=${TLSAFE_IMAGES:-12} seed=${TLSAFE_SEED:-11}
mkdir random
found=$(cd random && python3 "$src/tests/salvage.py" "$TLSAFE_STORE" "$images" "$seed" 2>&1)
result $? "pages damaged at random: $(tail -n 1 <<<"$found")"
note "$found"
finish
