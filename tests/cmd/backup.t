# Backups that can be trusted: made beside writers, cut short at any instant, restored with what
# stands on paper never given twice. TLSAFE_BACKUPS says how many are made under load and restored,
# TLSAFE_CUTS how many are cut short and how many are killed.
. "$TEST_SRCDIR/tests/lib.sh"
backups=${TLSAFE_BACKUPS:-6} cuts=${TLSAFE_CUTS:-8}
export ASAN_OPTIONS=detect_leaks=0

"$gen" --units 60 --found 200 --rectified 180 . > /dev/null
tlsafe-db init
tlsafe-register import -q units.csv > /dev/null
tlsafe-hazard import -q hazards.csv > /dev/null
new='unit=U000001 source=patrol level=general description=x'
add() { tlsafe-hazard add -q $new found=2018-07-02 "$@" | cut -f1; }
field() { python3 -c 'import json,sys; print(json.load(sys.stdin)["backup"][sys.argv[1]])' "$1"; }
finals() { find "$1" -name '*.tlsafe' | wc -l; }
anchor() { tlsafe-db info "$@" | sed -n 's/^anchor\t//p'; }
last() { tlsafe-db info "$@" | sed -n 's/^transactions\t//p'; }

# --- one ---------------------------------------------------------------------------------------
mkdir kept
ok 'a backup is made' tlsafe-db backup kept
file=$(echo kept/*.tlsafe)
expect 'it is a copy and its sidecar, and checking it left nothing' \
	"ls kept | sed -E 's/-[0-9a-f]{8}-[0-9T]{15}/-ID-TIME/'" <<EOF
500151-ID-TIME.tlsafe
500151-ID-TIME.tlsafe.json
EOF
same 'the sidecar tells the head of its chain' 'field txn < "$file.json"' 'echo 2'
same 'and its hash' 'field hash < "$file.json"' 'tlsafe-db log -o json | tail -n 1 |
	python3 -c "import json,sys; print(json.load(sys.stdin)[\"hash\"])"'
same 'and the digest of its bytes' 'field digest < "$file.json"' \
	'python3 -c "import hashlib,sys
print(hashlib.blake2b(open(sys.argv[1], \"rb\").read(), digest_size=32).hexdigest())" "$file"'
same 'and their number' 'field size < "$file.json"' 'stat -c %s "$file"'
[ "$(stat -c %a "$file" "$file.json" | sort -u)" = 640 ]
result $? 'nobody else reads them'
status 'no directory is made for it' 66 'tlsafe-db backup not-mounted' 'no such directory'
[ ! -e not-mounted ]
result $? 'it is not there then'
status 'a directory is wanted' 64 'tlsafe-db backup'
status 'none stays: that is not what it keeps' 64 'tlsafe-db backup kept --retain 0' 'from 1'

# On a network file system a store may not lie, and its backups may.
cat > nas.c <<'EOF'
#include <string.h>
#include <sys/vfs.h>
int statfs(const char *path, struct statfs *fs)
{
	memset(fs, 0, sizeof(*fs));
	fs->f_type = strstr(path, "nas") ? 0x6969 : 0xEF53;
	return 0;
}
EOF
${CC:-cc} -shared -fPIC -o nas.so nas.c || exit 99
mkdir nas
# A sanitizer wants to be loaded first.
asan=$(ldd "$(command -v tlsafe-db)" | sed -n 's/.*=> *\(.*libasan[^ ]*\) .*/\1/p')
nas() { LD_PRELOAD=${asan:+$asan:}$dir/nas.so "$@"; }
status 'a network file system is told' 78 'nas tlsafe-db init -s nas/store' 'network file system'
ok 'a backup lies on one' nas tlsafe-db backup nas
ok 'and is restored from there' nas tlsafe-db restore -q nas/*.tlsafe -s elsewhere
same 'with equal figures' 'tlsafe-stats rate -s elsewhere' 'tlsafe-stats rate'
same 'and the same chain' 'tlsafe-db export -s elsewhere' 'tlsafe-db export'
rm -rf elsewhere

# --- an older one ------------------------------------------------------------------------------
one=$(add) two=$(add)
unit=$(tlsafe-register add -q name=甲厂 kind=site town=安居镇 | cut -f1)
paper=$(anchor)
status 'what goes back is said' 77 'tlsafe-db restore "$file"' \
	'ends with transaction 2, and 3 that were entered since' '--yes'
same 'and nothing was changed' anchor 'echo "$paper"'
status 'with --yes it goes back' 0 'tlsafe-db restore "$file" --yes' '^lost.3$' \
	'^serials.2$' '^aside.*store\.before-restore$'
same 'the store of before is kept' 'anchor -s store.before-restore' 'echo "$paper"'
status 'they are gone' 66 'tlsafe-hazard show "$two"'
ok 'the store is sound' tlsafe-db check
same 'the chain holds' 'tlsafe-db export | python3 "$src/tests/chain.py" |
	sed -E "s/ ([0-9a-f]{16}).*/ \1/"' anchor
next=$(add)
[ -n "$next" ] && [ "$next" != "$one" ] && [ "$next" != "$two" ]
result $? "no id is given twice: $one, $two, then $next"
[ "$(tlsafe-register add -q name=乙厂 kind=site town=安居镇 | cut -f1)" != "$unit" ]
result $? 'nor that of a unit'
same 'numbers of transactions go on, without a gap' 'tlsafe-db log | cut -f1' 'seq 8'
status 'one that was taken back keeps its hash' 0 'tlsafe-db log -o json' \
	"\"restored\":\"${paper#* }[0-9a-f]{48}\""
status 'its anchor is no longer of this chain' 65 'tlsafe-stats rate --known-at "$paper"' \
	'taken back by a restore'
same 'it is in the store that was kept' \
	'tlsafe-stats rate -s store.before-restore --known-at "$paper" | grep -v anchor' \
	'tlsafe-stats rate -s store.before-restore | grep -v anchor'
ok 'the store is sound after more' tlsafe-db check
tlsafe-db export > lines.jsonl
tlsafe-db init -s read && tlsafe-db import -s read lines.jsonl > /dev/null
same 'its lines give the same' 'tlsafe-db export -s read' 'cat lines.jsonl'
ok 'and a sound store' tlsafe-db check -s read
sed 's/"restored":"from 2 /"restored":"from two /' lines.jsonl > wrong.jsonl
tlsafe-db init -s wrong
status 'a restore that says nothing known is refused' 65 'tlsafe-db import -s wrong wrong.jsonl' \
	'wrong.jsonl:[0-9]+: .*restore'
ok 'views are made anew' tlsafe-db check -s read --rebuild
third=$(add -s read) fourth=$(add)
[ -n "$third" ] && [ "$third" = "$fourth" ]
result $? "and carry the series on ($third)"
rm -rf read* wrong*

# Restoring the same once more goes on from there.
ok 'and again' tlsafe-db restore -q "$file" --yes
fifth=$(add)
[ "$(printf '%s\n' "$one" "$two" "$next" "$fourth" "$fifth" | sort -u | wc -l)" = 5 ]
result $? "still no id twice: $fifth"
ok 'one that has all of it' tlsafe-db backup kept
same 'takes nothing back' 'tlsafe-db restore "$(ls kept/*.tlsafe | tail -n 1)" | grep lost' \
	'printf "lost\t0\n"'

# --- where no store can tell -------------------------------------------------------------------
status 'what is not known is said' 0 'tlsafe-db restore "$file" -s bare' 'may be given again'
same 'the chain is that of the backup' 'anchor -s bare' \
	'field hash < "$file.json" | sed -E "s/^(.{16}).*/500151:2 \1/"'
rm -rf bare*
printf '%s\n' H20180702-0042 "500151:9 0123456789abcdef" $'U001000\t甲厂' > paper
ok 'a list of what stands on paper' tlsafe-db restore "$file" -s bare --serials-from paper
same 'ids go on behind it' 'add -s bare' 'echo H20180702-0043'
same 'and numbers' 'last -s bare' 'echo 11'
ok 'it is sound' tlsafe-db check -s bare
rm -rf bare*
tlsafe-hazard set --correct "$fifth" found=2018-07-01 --reason 误记 > /dev/null
tlsafe-db undo "$(last)" --reason 误记 > /dev/null
tlsafe-db export > lines.jsonl
ok 'lines of an export are such a list' tlsafe-db restore "$file" -s bare \
	--serials-from lines.jsonl
same 'they tell the last number' 'last -s bare' 'echo $(($(last) + 1))'
printf 'H20180702-0042\n500151 : 9\n' > paper
status 'a line that is none' 65 'tlsafe-db restore "$file" -s b --serials-from paper' 'paper:2: '
printf '999999:9 0123456789abcdef\n' > paper
status 'an anchor of another site' 65 'tlsafe-db restore "$file" -s b --serials-from paper' 999999
printf '500151:99999999999\n' > paper
status 'a number that cannot be' 65 'tlsafe-db restore "$file" -s b --serials-from paper' 'too far'
status 'no such list' 66 'tlsafe-db restore "$file" -s b --serials-from no-list'
[ ! -e b ] && [ -z "$(ls -d b.* 2> /dev/null)" ]
result $? 'nothing is left of these'
cp -r store damaged
truncate -s 0 damaged/data.mdb
status 'a store that is damaged cannot tell' 74 'tlsafe-db restore "$file" -s damaged --yes' \
	'serials-from'
status 'nor how much goes back' 77 \
	'tlsafe-db restore "$file" -s damaged --serials-from lines.jsonl' '--yes'
ok 'a list tells' tlsafe-db restore "$file" -s damaged --serials-from lines.jsonl --yes
ok 'what was damaged is kept' test -d damaged.before-restore
ok 'and the store is sound' tlsafe-db check -s damaged

# --- what is not restored ----------------------------------------------------------------------
status 'no such file' 66 'tlsafe-db restore kept/none.tlsafe' 'no such file'
status 'not a backup' 65 'tlsafe-db restore units.csv' 'not a backup'
tlsafe-db init -s other
status 'not over another store' 77 'tlsafe-db restore "$file" -s other --yes' \
	'a backup of the store'
status 'not over what is no store' 73 'tlsafe-db restore "$file" -s kept --yes' 'not empty'
for place in 1 5000 100000 last; do
	rm -rf bad && mkdir bad && cp "$file" bad/x.tlsafe && cp "$file.json" bad/x.tlsafe.json
	[ $place != last ] || place=$(($(stat -c %s bad/x.tlsafe) - 1))
	python3 -c 'import sys
f = open("bad/x.tlsafe", "r+b"); f.seek(int(sys.argv[1])); b = f.read(1)
f.seek(int(sys.argv[1])); f.write(bytes([b[0] ^ 1]))' $place
	status "byte $place is another" 74 'tlsafe-db restore bad/x.tlsafe --yes' 'damaged since'
done
cp "$file" bad/x.tlsafe
truncate -s -1 bad/x.tlsafe
status 'a byte is missing' 74 'tlsafe-db restore bad/x.tlsafe --yes' 'damaged since'
cp "$file" bad/x.tlsafe
sed 's/"txn":2/"txn":3/' "$file.json" > bad/x.tlsafe.json
status 'the sidecar tells another number' 74 'tlsafe-db restore bad/x.tlsafe --yes' \
	'damaged since'
echo '{"backup":{}}' > bad/x.tlsafe.json
status 'a sidecar that is none' 65 'tlsafe-db restore bad/x.tlsafe --yes' 'x.tlsafe.json: not what'
rm bad/x.tlsafe.json
status 'without a sidecar' 65 'tlsafe-db restore bad/x.tlsafe --yes' 'not beside it'
[ -z "$(ls -d store.new-* 2> /dev/null)" ]
result $? 'nothing is left of all these'

# A program has the store open: a list that is still to come.
mkfifo list
tlsafe-hazard import - < list > out 2>&1 &
exec 9> list
sleep 0.5
status 'not over a store in use' 75 'tlsafe-db restore "$file" --yes --wait 0.3' \
	'have the store open: 1: pid [0-9]+ \(.*tlsafe-haz'
exec 9>&-
wait $!
ok 'over one that is no longer' tlsafe-db restore -q "$file" --yes --wait 5

# What was exported before a restore is not entered again: it went back.
add > /dev/null
tlsafe-db export -O with-more.jsonl
tlsafe-db restore -q "$file" --yes > /dev/null
head=$(anchor)
status 'lines of what went back are not entered again' 77 'tlsafe-db import with-more.jsonl' \
	'part from this store.s chain at transaction [0-9]+: .* before a restore'
same 'nothing of them is there' anchor 'echo "$head"'

# --- a full disk ------------------------------------------------------------------------------
own='unshare -m'
[ "$(id -u)" = 0 ] || own='unshare -r -m'
mkdir full
cat > full.sh <<'EOS'
mount -t tmpfs -o "size=$1" tmpfs full || exit 99
tlsafe-db backup full > out 2>&1
echo "status $?, $(ls full | wc -l) files"
grep -o 'No space left on device\|no space on the disk' out | head -n 1
EOS
if $own mount -t tmpfs tmpfs full 2> /dev/null; then
	for size in 4k 64k 100k; do
		same "a backup without room leaves nothing ($size)" "$own bash full.sh $size" \
			"echo 'status 74, 0 files'; echo 'no space on the disk'"
	done
	same 'with room it is made' "$own bash full.sh 16m" "echo 'status 0, 2 files'"
else
	note 'no namespace of mounts is permitted here'
fi

# --- which stay --------------------------------------------------------------------------------
mkdir many
for i in 1 2 3 4 5; do
	add > /dev/null
	tlsafe-db backup many > /dev/null
done
tlsafe-db backup many -s other > /dev/null
touch many/500151-notes.tlsafe many/letter.tlsafe many/500151-20180101.json
tlsafe-db backup many --retain 3 > out
same 'the newest stay, and what is not of this store' 'finals many' 'echo $((3 + 1 + 2))'
same 'how many went is told' 'grep removed out' 'printf "removed\t3\n"'
same 'no sidecar is left alone' 'ls many/*.json | wc -l' 'echo $((3 + 1 + 1))'
id=$(sed -n 's/tlsafe store \(.\{8\}\).*/\1/p' store/STORE)
rotten=$(ls many/500151-"$id"-*.tlsafe | head -n 1)
printf x | dd of="$rotten" bs=1 seek=9000 conv=notrunc 2> /dev/null
status 'one that is damaged does not count, and stays' 0 'tlsafe-db backup many --retain 4' \
	"$rotten: damaged since it was made"
[ -e "$rotten" ]
result $? 'it is there'
ok 'the one just made stays' tlsafe-db backup many --retain 1
same 'alone of this store' "ls many/500151-$id-*.tlsafe | wc -l" 'echo 1'

# --- health ------------------------------------------------------------------------------------
health() { tlsafe-db health -o json "$@" | python3 -c 'import json,sys
h = json.load(sys.stdin); print(*(h.get(k) for k in sys.argv[1].split(",")))' "$want"; }
tlsafe-db init -s fresh
want=transactions,checked_at,backup_at,backup_age,backups
same 'of a new store nothing is known' 'health -s fresh' 'echo 0 None None None None'
want=transactions,checked_txn,backup_txn,backups
TLSAFE_NOW=2030-01-01T00:00:00+08:00 tlsafe-db backup many > /dev/null
same 'a backup is a check too' health 'echo $(last) $(last) $(last) None'
same 'a directory tells how many' 'health many' 'echo $(last) $(last) $(last) 2'
want=backup_age,backup_at
export TLSAFE_NOW=2030-01-02T00:00:01+08:00
same 'how old it is' health 'echo 86401 2030-01-01T00:00:00+08:00'
same 'in that directory too' 'health many' 'echo 86401 2030-01-01T00:00:00+08:00'
tlsafe-db check > /dev/null
want=checked_at
same 'a check is kept' health 'echo $TLSAFE_NOW'
unset TLSAFE_NOW
want=size
same 'the size of the file' health 'stat -c %s store/data.mdb'
status 'no such directory' 66 'tlsafe-db health none-there'
status 'two are too many' 64 'tlsafe-db health many kept' 'at most'

# --- a damaged store ---------------------------------------------------------------------------
cp -r store sick
python3 - <<'EOF'
data = bytearray(open("sick/data.mdb", "rb").read())
for i in range(8192, len(data), 4096):
    data[i + 3000] ^= 255
open("sick/data.mdb", "wb").write(data)
EOF
mkdir none
status 'a damaged store is not backed up' 74 'tlsafe-db backup none -s sick' 'damaged'
[ "$(finals none)" = 0 ]
result $? 'there is none'
cp -r store sound && "$TEST_BUILDDIR/tests/tamper" sound R 3 > /dev/null || exit 99
status 'nor one whose views are not what its journal says' 74 'tlsafe-db backup none -s sound' \
	'record' 'no backup was made' 'despite-damage'
[ "$(finals none)" = 0 ]
result $? 'there is none of it'

# --- cut short ---------------------------------------------------------------------------------
mkdir cut
size=$(stat -c %s "$file")
bad=
for i in $(seq 1 "$cuts"); do
	kib=$((1 + (RANDOM * 32768 + RANDOM) % (size / 1024)))
	(ulimit -f $kib; tlsafe-db backup cut) > out 2>&1
	rc=$?
	[ $rc = 74 ] && grep -q 'no space' out || bad="$bad; $kib KiB: $rc $(cat out)"
	[ "$(finals cut)" = 0 ] || bad="$bad; $kib KiB: a file"
done
[ -z "$bad" ]
result $? "$cuts tried, cut short at random: none has its name"
[ -z "$bad" ] || note "$bad"
[ -z "$(ls cut)" ]
result $? 'nor is anything left of them'

bad= partial=0
exec 3>&2 2> /dev/null	# bash says of each that it was killed
for i in $(seq 1 "$cuts"); do
	setsid tlsafe-db backup cut > out 2>&1 &
	group=$!
	sleep 0.0$((RANDOM % 10))$((RANDOM % 10))
	kill -9 -$group
	wait $group
	[ -z "$(ls cut | grep 'partial$')" ] || partial=$((partial + 1))
	for f in cut/*.tlsafe; do
		[ -e "$f" ] || continue
		rm -rf whole*
		tlsafe-db restore -q "$f" -s whole > said 2>&1 || bad="$bad; $f: $(cat said)"
		rm -f "$f" "$f.json"
	done
done
exec 2>&3
[ -z "$bad" ]
result $? "$cuts tried, killed: what has its name is whole"
[ -z "$bad" ] || note "$bad"
note "$partial of them left something behind"
: > "cut/500151-$id-20180101T000000.tlsafe.partial"
: > "cut/500151-$id-20180101T000000.tlsafe.json.partial"
: > "cut/500151-$id-20180102T000000.tlsafe.json"
: > cut/letter.partial
ok 'the next one' tlsafe-db backup cut
[ "$(ls cut | grep -v letter | wc -l)" = 2 ]
result $? 'removes what they left'
[ "$(ls cut | grep -v letter | wc -l)" = 2 ] || note "$(ls cut)"
ok 'and nothing else' test -e cut/letter.partial

# What is being made by another is not what was left.
mkdir both
for i in 1 2 3; do tlsafe-db backup both > both.$i 2>&1 & done
wait
same 'three at one time' 'finals both' 'echo 3'
[ "$(finals both)" = 3 ] || note "$(cat both.?)"

# --- under load --------------------------------------------------------------------------------
mkdir load
: > stop.not
writer() {	# behind the backups: eight at their side would leave them a ninth of the machine
	while [ -e stop.not ]; do
		nice -n 10 tlsafe-hazard add -q $new found=2018-07-02 --wait 60 2> /dev/null |
			cut -f1 >> told.$1
	done
}
for w in 1 2 3 4 5 6 7 8; do writer $w & done
made=0
for i in $(seq 1 "$backups"); do
	tlsafe-db backup load > out 2>> load.err && made=$((made + 1))
done
rm stop.not
wait
[ $made = "$backups" ]
result $? "$backups tried beside eight writers: each was made"
[ $made = "$backups" ] || note "$(cat load.err)"
tlsafe-db log -o json > log.jsonl
bad= states=$(for f in load/*.json; do field txn < "$f"; done | sort -u | wc -l)
for f in load/*.tlsafe; do
	rm -rf whole*
	tlsafe-db restore -q "$f" -s whole > /dev/null 2> said || bad="$bad; $f: $(cat said)"
	tlsafe-db check -s whole > said 2>&1 || bad="$bad; $f: $(cat said)"
	hash=$(tlsafe-db log -s whole -o json | tail -n 1 |
		python3 -c 'import json,sys; t = json.load(sys.stdin); print(t["txn"], t["hash"])')
	grep -q "\"txn\":${hash% *},.*\"hash\":\"${hash#* }\"" log.jsonl || bad="$bad; $f: $hash"
done
[ -z "$bad" ]
result $? "each restores, is sound and is a state that was committed ($states states)"
[ -z "$bad" ] || note "$bad"
ok 'the store that they were made of is sound' tlsafe-db check

# Restored while eight clients come and go.
rm -rf store.before-restore*
: > stop.not
reader() { while [ -e stop.not ]; do tlsafe-hazard list > /dev/null 2>&1; done; }
for w in 1 2 3 4; do writer $w & reader & done
before=$(cat told.* | wc -l)
sleep 0.5
status 'restored under eight clients' 0 \
	'tlsafe-db restore -q "$(ls load/*.tlsafe | head -n 1)" --yes --wait 60'
sleep 0.5
rm stop.not
wait
ok 'it is sound' tlsafe-db check
[ "$(cat told.* | wc -l)" -gt "$before" ] && [ -z "$(cat told.* | sort | uniq -d)" ]
result $? "and no id was told twice, of $(cat told.* | wc -l)"
cat told.* | sort > told
for s in store store.before-restore; do tlsafe-hazard list -s $s; done | cut -f1 | sort -u > stored
[ -z "$(comm -23 told stored)" ]
result $? 'what was acknowledged is in the store, or in the one that is kept'
finish
