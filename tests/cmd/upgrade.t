# A store of an older format is read as it is, written by no one, and brought to the present one.
. "$TEST_SRCDIR/tests/lib.sh"
tamper=$TEST_BUILDDIR/tests/tamper
# What the program that made it said of it: lines of its journal, and figures.
lines='266047810 84682'
figures='377279726 1621'
by='tlsafe-stats by town,level --as-of 2018-07-01 -o csv'

tar -xzf "$TEST_SRCDIR/tests/stores/format-1.tar.gz"
mv format-1 store
before=$(cksum < store/data.mdb)
ok 'a store of format 1 is sound' tlsafe-db check
expect 'its journal is as it was' 'tlsafe-db export | cksum' <<<"$lines"
expect 'its figures are as they were' "$by | cksum" <<<"$figures"
expect 'its format is told' 'tlsafe-db info -o json | sed "s/.*\"format\":\([0-9]*\).*/\1/"' <<<1
tlsafe-hazard list open | head -n 1 > one
status 'a verb that writes is refused' 78 'tlsafe-hazard note - --note x < one' \
	'store: format 1, which is read and no longer written; run: tlsafe-db upgrade -s /.*/store'
status 'so is an import of lines' 78 'tlsafe-db import - < /dev/null' 'run: tlsafe-db upgrade'
status 'and a setting' 78 'tlsafe-db set name=x --reason y' 'run: tlsafe-db upgrade'
expect 'none of it changed the file' 'cksum < store/data.mdb' <<<"$before"

chmod 2750 store
expect 'an upgrade tells where the old one lies' 'tlsafe-db upgrade' <<<"$PWD/store.format-1"
expect 'the old one is as it was' 'cksum < store.format-1/data.mdb' <<<"$before"
expect 'the new one has its mode' 'stat -c %a store' <<<2750
ok 'it is sound' tlsafe-db check
expect 'its chain is the same' 'tlsafe-db export | cksum' <<<"$lines"
expect 'its figures are the same' "$by | cksum" <<<"$figures"
expect 'it has the present format' 'sed -n "s/format //p" store/STORE' <<<2
expect 'and the same identity' 'head -n 1 store/STORE' <<<"$(head -n 1 store.format-1/STORE)"
ok 'it is written' tlsafe-hazard note - --note x < one
status 'the key of an old request is known' 0 'tlsafe-hazard note - --note y --request k1 < one' \
	'request k1 was entered before, as transaction 3'
status 'a second upgrade has nothing to do' 0 'tlsafe-db upgrade' 'has format 2 already'
status 'an option it does not know' 64 'tlsafe-db upgrade --rebuild' ''
status 'a word it does not take' 64 'tlsafe-db upgrade now' ''

# Killed at any instant the place holds the old one or the new one, whole.
old_store() {
	rm -rf store store.*
	tar -xzf "$TEST_SRCDIR/tests/stores/format-1.tar.gz"
	mv format-1 store
}
old_store
began=${EPOCHREALTIME/.}
tlsafe-db upgrade >/dev/null
took=$((${EPOCHREALTIME/.} - began))
kills=${TLSAFE_UPGRADES:-12}
bad=0 old=0
for ((i = 1; i <= kills; i++)); do
	old_store
	after=$(printf '%07d' $((i * took / kills)))
	timeout -s KILL "${after:0:-6}.${after: -6}" tlsafe-db upgrade >/dev/null 2>&1 &
	wait $! 2>/dev/null
	grep -q 'format 1' store/STORE && old=$((old + 1))
	tlsafe-db check >/dev/null || bad=$((bad + 1))
	[ "$(tlsafe-db export | cksum)" = "$lines" ] || bad=$((bad + 1))
done
expect "killed at $kills instants ($old before its end): one of the two, whole" \
	'echo $bad' <<<0

# Views are made anew out of a sound journal.
old_store
tlsafe-db upgrade >/dev/null
figure=$($by | cksum)
"$tamper" store R 30 >/dev/null
status 'a record that was changed is found' 1 'tlsafe-db check' 'record '
expect 'a rebuild tells where the damaged one lies' 'tlsafe-db check --rebuild' \
	<<<"$PWD/store.damaged"
ok 'what was made anew is sound' tlsafe-db check
expect 'the chain is the same' 'tlsafe-db export | cksum' <<<"$lines"
expect 'the figures are right again' "$by | cksum" <<<"$figure"
"$tamper" store J 3 >/dev/null
after=$(cksum < store/data.mdb)
status 'a damaged journal is not rebuilt from' 74 'tlsafe-db check --rebuild' 'transaction [0-9]: '
expect 'and nothing was changed' 'cksum < store/data.mdb' <<<"$after"
expect 'nor left behind' 'ls -d store.new-* 2>/dev/null | wc -l' <<<0
finish
