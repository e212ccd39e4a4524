# kill -9 at random instants under four writers: nothing acknowledged is lost, and the store stays
# sound. TLSAFE_KILLS says how many; every second one aims at a writer inside the gate.
. "$TEST_SRCDIR/tests/lib.sh"
wanted=${TLSAFE_KILLS:-40}
# A leak check at the end of a process traces it from another one; killing that leaves the first one
# waiting for ever.
export ASAN_OPTIONS=detect_leaks=0

tlsafe-db init
tlsafe-register add -q id=U000001 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
new="found=2018-07-02 source=patrol level=general"
: > stop.not

# A writer adds hazards one by one and notes each id that it was told.
writer() {
	while [ -e stop.not ]; do
		tlsafe-hazard add -q unit=U000001 $new description="$1" --wait 60 \
			--actor "writer-$$" 2>/dev/null | cut -f1 >> "told.$1"
	done
}
# Bash says of each killed child that it was killed.
exec 3>&2 2>/dev/null
for w in 1 2 3 4; do writer $w & done
end=$((SECONDS + 60 + wanted * 3))

kills=0 inside=0
while [ $kills -lt "$wanted" ] && [ $SECONDS -lt $end ]; do
	sleep 0.0$((RANDOM % 4))$((RANDOM % 10))
	if [ $((kills % 2)) = 0 ]; then
		# Who holds the gate now: the store's file gate names its process.
		for try in $(seq 1 200); do
			read -r holder < store/gate || true
			pid=${holder##*pid }
			pid=${pid%%,*}
			case $holder in *pid*) kill -9 "$pid" 2>/dev/null && break ;; esac
			holder=
		done
		[ -n "$holder" ] || continue
		kills=$((kills + 1))
		# One who leaves the gate takes the name away: if it still stands there, the victim
		# died
		# inside.
		read -r after < store/gate || true
		[ "$after" = "$holder" ] && inside=$((inside + 1))
	else
		# A writer of this test: another may run beside it.
		pid=$(pgrep -f -n "tlsafe-hazard add -q unit=U000001.*--actor writer-$$" || true)
		[ -n "$pid" ] && kill -9 "$pid" 2>/dev/null && kills=$((kills + 1))
	fi
done
rm stop.not
wait
exec 2>&3
cat told.* 2>/dev/null | grep . | sort > told
tlsafe-hazard list | cut -f1 | sort > stored
note "$kills killed, $inside of them inside the gate"
note "$(wc -l < told) acknowledged, $(wc -l < stored) stored"
[ $kills -ge "$wanted" ] && [ $inside -ge $((wanted / 5)) ]
result $? "$wanted writers were killed, a fifth of them or more inside the gate ($inside)"
[ "$(wc -l < told)" -gt 20 ]
result $? 'many were acknowledged'
[ -z "$(uniq -d told)" ]
result $? 'no id was given twice'
[ -z "$(comm -23 told stored)" ]
result $? 'nothing acknowledged was lost'
ok 'the store is sound' tlsafe-db check
ok 'and the next writer gets in' \
	tlsafe-hazard add -q unit=U000001 $new description=last --wait 5
finish
