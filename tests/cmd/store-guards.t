# What keeps a store whole when the world around it is not: a file cut short under a reader,
# terminals, programs that read messages.
. "$TEST_SRCDIR/tests/lib.sh"
export ASAN_OPTIONS=detect_leaks=0

"$gen" --units 60 --found 300 --rectified 280 . >/dev/null
tlsafe-db init
tlsafe-register import -q units.csv >/dev/null
tlsafe-hazard import -q hazards.csv >/dev/null

# The store is open while the list is still to come.
cp -r store whole
mkfifo list
tlsafe-hazard import - < list > out 2> err &
exec 9> list
sleep 1
truncate -s 8192 store/data.mdb
cat hazards.csv >&9
exec 9>&-
wait $!
rc=$?
[ $rc = 74 ] && grep -q "cut short while it was read" err
result $? 'a file that is cut short under a reader is one sentence and 74'
[ $rc = 74 ] || note "status $rc: $(cat err)"
status 'check says so too' 1 'tlsafe-db check' 'cut short'
rm -rf store; mv whole store
ok 'a store that is whole again is sound' tlsafe-db check

# --- messages for programs --------------------------------------------------------------------
status 'a fault as JSON' 64 \
	'tlsafe-hazard list opn --errors jsonl' \
	'^\{"code":"usage","program":"tlsafe-hazard","text":".*"\}$'
printf '单位名称,单位类型,镇街,从业人数\n甲厂,企业,蒲吕街道,约30\n' > bad.csv
printf '"乙\033[31m""厂",公司,蒲吕街道,3\n' >> bad.csv
status 'a bad row as JSON' 65 \
	'tlsafe-register import bad.csv --errors jsonl' \
	'"code":"data".*"file":"bad.csv","line":2,"field":"从业人数","value":"约30","text":"'
status 'what it comes to is of the same code' 65 \
	'tlsafe-register import bad.csv --errors jsonl' '^\{"code":"data".*nothing was imported"\}$'
same 'every line of it is JSON' \
	"{ tlsafe-register import bad.csv --errors jsonl || true; } 2>&1 |
		python3 -c \
		'import json,sys; print(len([json.loads(l)[\"code\"] for l in sys.stdin]))'" \
	"{ tlsafe-register import bad.csv || true; } 2>&1 | wc -l"
status 'a note as JSON' 0 \
	'printf "单位名称,单位类型,镇街\n重\357\277\275厂,企业,蒲吕街道\n" |
		tlsafe-register import - --errors jsonl' '"code":"note"'
status 'another form' 64 'tlsafe-hazard list --errors xml' 'text or jsonl'

# --- progress ---------------------------------------------------------------------------------
# As many rows as this build takes some five seconds for: the line comes after the first.
rows() { "$gen" --plain --units 100 --found "$1" --rectified $(($1 * 9 / 10)) --from 2018-01-01 \
	--to 2022-12-31 . >/dev/null; }
rm -rf store
rows 20000
tlsafe-db init && tlsafe-register import -q units.csv >/dev/null
cp -r store empty
begun=$(date +%s%N)
tlsafe-hazard import -q hazards.csv >/dev/null
took=$((($(date +%s%N) - begun) / 1000000 + 1))
n=$((20000 * 5000 / took))
rows $((n > 600000 ? 600000 : n))
rm -rf store; cp -r empty store
script -qec 'tlsafe-hazard import hazards.csv' typed >/dev/null 2>&1
percents=$(grep -oE 'import: [0-9]+ %' typed | grep -oE '[0-9]+')
n=$(wc -l <<<"$percents")
[ "$n" -ge 3 ] && [ "$percents" = "$(sort -n <<<"$percents")" ]
result $? "a terminal sees rising percentages ($n)"
rm -rf store; cp -r empty store
tlsafe-hazard import -q hazards.csv > out 2> err
[ ! -s err ]
result $? 'a file sees none'
rm -rf store; cp -r empty store
script -qec 'tlsafe-hazard import --no-progress hazards.csv' typed >/dev/null 2>&1
! grep -qE 'import: [0-9]+ %' typed
result $? 'nor does a terminal with --no-progress'
finish
