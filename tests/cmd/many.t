# Many at once: writers and readers of one store, one of them stopped, one that is slow.
# TLSAFE_WRITES says how many records each of eight writers makes, TLSAFE_READS how often eight
# readers look.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks
writes=${TLSAFE_WRITES:-40} reads=${TLSAFE_READS:-400}
build_stop

tlsafe-db init
tlsafe-register add -q --kind body id=B1 name=区应急局 type=department >/dev/null
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
new='unit=U1 found=2018-07-02 source=patrol level=general'

# --- eight and eight --------------------------------------------------------------------------

# A writer makes records, fixes every third at once and refers every fifth.
writer() {
	local id i
	for i in $(seq 1 "$writes"); do
		id=$(tlsafe-hazard add -q $new description="$1" --wait 60 | cut -f1)
		echo "$id"
		[ $((i % 3)) != 0 ] || tlsafe-hazard rectify "$id" --fixed-now --by 甲 \
			--on 2018-07-02 --wait 60 -q >/dev/null
		[ $((i % 5)) != 0 ] || [ $((i % 3)) = 0 ] || tlsafe-hazard refer "$id" --to B1 \
			--basis 其他 --wait 60 -q >/dev/null
	done >"told.$1" 2>"said.$1"
}
# A reader adds up what it reads.
reader() {
	local i
	for i in $(seq 1 $((reads / 8))); do tlsafe-stats rate -o json || echo failed; done |
		python3 -c 'import json, sys
n = wrong = last = 0
for line in sys.stdin:
    try:
        r = json.loads(line)
    except ValueError:
        wrong += 1
        continue
    n += 1
    wrong += r["found"] != r["rectified"] + r["in_hand"] + r["referred"] or r["found"] < last
    last = r["found"]
print(n, wrong)' >"read.$1"
}
for i in 1 2 3 4 5 6 7 8; do
	writer $i &
	reader $i &
done
wait
cat told.* >told
same 'every writer was told of each of its own' 'wc -l <told' "echo $((8 * writes))"
same 'no id was given twice' 'sort -u told | wc -l' "echo $((8 * writes))"
same 'nothing else is there' 'tlsafe-hazard list found=2018 --fields id | sort' 'sort told'
same 'no number is left out' 'sort told | sed "s/.*-0*//" | sort -n | tail -n 1' \
	"echo $((8 * writes))"
same 'nobody was told of a fault' 'cat said.*' true
same 'every read added up, and none went back' \
	"cat read.* | awk '{ n += \$1; w += \$2 } END { print n, w }'" "echo $((reads / 8 * 8)) 0"
ok 'the store is sound' tlsafe-db check

# --- a writer that stands still ---------------------------------------------------------------

at sync tlsafe-hazard add $new description=stopped
pid=$(stopped $group)
[ -n "$pid" ]
result $? 'a writer is stopped inside its transaction'
begun=$SECONDS
status 'another waits as long as it was told to, and names it' 75 \
	'tlsafe-hazard add $new description=waits --wait 1' \
	"by tester \(pid $pid, tlsafe-hazard add"
[ $((SECONDS - begun)) -le 5 ]
result $? "and no longer ($((SECONDS - begun)) s)"
ok 'readers do not wait' timeout 5 tlsafe-stats rate
kill -9 "$pid"
wait 2>/dev/null
ok 'once it is killed the next one goes on' tlsafe-hazard add -q $new description=next --wait 5
same 'what it had not ended is not there' 'tlsafe-hazard list description=stopped' true

# One that does not get its turn between the two places that tell of its transaction.
tlsafe-stats rate >/dev/null
at meta tlsafe-hazard add $new description=slow
pid=$(stopped $group)
[ -n "$pid" ]
result $? 'a writer is stopped behind its last write'
{
	sleep 0.7
	kill -CONT "$pid"
} &
status 'a reader waits for it, and reads what it saved' 0 \
	'tlsafe-hazard list description=slow --fields description' '^slow$'
wait

# --- a reader that stands still, or whose screen is full --------------------------------------

{
	echo unit,found,source,level,description
	for i in $(seq 1 4000); do echo "U1,2018-07-03,patrol,general,第${i}处隐患描述文字"; done
} >list.csv
tlsafe-hazard import -q list.csv >/dev/null
first=$(tlsafe-hazard list state=reported --limit 1 -q --fields id)
cp -r store alone
grown() {
	local was=$(stat -c %s "$1/data.mdb") i
	for i in $(seq 1 "$writes"); do
		tlsafe-hazard note -q -s "$1" "$first" --note "$i" >/dev/null
	done
	echo $((($(stat -c %s "$1/data.mdb") - was) / 4096))
}
alone=$(grown alone)
# Nobody takes what it prints.
mkfifo screen
sleep 60 <>screen &
sleeper=$!
tlsafe-hazard list >screen &
lister=$!
sleep 1
[ "$(cut -d' ' -f3 "/proc/$lister/stat")" = S ]
result $? 'a reader waits for its screen'
slow=$(grown store)
[ "$slow" -le $((2 * alone + 8)) ]
result $? "it costs the store nothing ($slow pages, without it $alone)"
kill $lister $sleeper 2>/dev/null
wait $lister $sleeper 2>/dev/null

# Stopped where it has the store open, and at any instant behind that.
at clock tlsafe-hazard list
pid=$(stopped $group)
[ -n "$pid" ]
result $? 'a reader is stopped that has the store open'
held=$(grown store)
[ "$held" -le $((2 * alone + 8)) ]
result $? "it costs the store nothing either ($held pages)"
kill -CONT "$pid"
wait
same 'and it goes on' 'wc -l <at.out' 'tlsafe-hazard list | wc -l'
ok 'the store is sound after all' tlsafe-db check
finish
