# Stills (图像): pictures kept byte for byte, beside acts and alone; what a patrol brought is taken
# away when it is old, and nothing else.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-25T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
tlsafe-register --kind camera add name=大门 unit=U1 code=50015100001320000001 >/dev/null
snapshot=tlsafe-snapshot
mkdir pictures
for i in 1 2 3 4 5 6 7 8; do picture $i > pictures/$i.png; done
printf '\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x0b\x08\0\x06\0\x08\x01\x01\x11\0\xff\xd9' \
	> pictures/a.jpg
fields='unit=U1 found=2018-07-20 source=patrol level=general deadline=2018-08-01'
h=$(tlsafe-hazard add $fields description=x | cut -f1)
add() { $snapshot add "$@"; }
of="--role before --hazard $h"

# --- what is refused ----------------------------------------------------------------------------
n=$(tlsafe-db log | wc -l)
echo GIF89a > gif.png
head -c 20 pictures/1.png > cut.png
head -c 12 pictures/a.jpg > cut.jpg
: > empty.jpg
for bad in gif.png empty.jpg; do
	status "no picture: $bad" 65 "add $bad $of" "$bad: not a picture, by its first bytes"
done
for bad in cut.png cut.jpg; do
	status "a part of one: $bad" 65 "add $bad $of" "$bad: a picture that is damaged or cut"
done
status 'one bad among good ones' 65 "add pictures/1.png gif.png nosuch.png $of" \
	'gif.png: not a picture' 'nosuch.png: No such file'
status 'of nothing' 64 'add pictures/1.png --role before' 'Give one of --hazard'
status 'of two' 64 "add pictures/1.png $of --unit U1" 'Give one of --hazard'
status 'for nothing' 64 "add pictures/1.png --hazard $h" 'what are they for'
status 'for what nobody knows' 64 "add pictures/1.png --role later --hazard $h" 'what are they for'
status 'of none that there is' 65 'add pictures/1.png --role before --hazard H1' 'no such hazard'
status 'taken at no time' 65 "add pictures/1.png $of --taken noon" 'taken: not a time'
status 'taken tomorrow' 65 "add pictures/1.png $of --taken 2018-07-26" 'taken: a time after now'
same 'nothing of all this was entered' 'tlsafe-db log | wc -l' "echo $n"

# --- evidence -----------------------------------------------------------------------------------
at=2018-07-20T10:00:00+08:00
expect 'pictures of a hazard' \
	"add pictures/1.png pictures/a.jpg $of --taken 2018-07-20T10:00 | cut -f1-3,5,7-11" <<END
S000001	整改前	$h	U1	$at	PNG	$(wc -c < pictures/1.png)	8	6
S000002	整改前	$h	U1	$at	JPEG	$(wc -c < pictures/a.jpg)	8	6
END
status 'the same again changes nothing, and says so' 0 "add pictures/1.png pictures/2.png $of" \
	'^S000001' '^S000003' 'pictures/1.png: note: kept before, as S000001'
same 'for another role it is another one' \
	"add pictures/1.png --role after --hazard $h | cut -f1" 'echo S000004'
same 'twice in one call is once' \
	"add pictures/3.png pictures/3.png --role scene --unit 甲厂 -q | cut -f1,5 | uniq -c |
		tr -s ' '" "printf ' 2 S000005\tU1\n'"
same 'the bytes of each are kept once' 'tlsafe-db info -o json | jq .files' 'echo 4'
ok 'and come back as they were' eval \
	"$snapshot get S000001 S000002 -O out >/dev/null && cmp out/S000001.png pictures/1.png &&
	cmp out/S000002.jpg pictures/a.jpg"
ok 'into a file of a name' eval "$snapshot get S000003 -O one.png >/dev/null &&
	cmp one.png pictures/2.png"
status 'not two into one' 64 "$snapshot get S000001 S000003 -O one.png" 'name a folder'
status 'not into nothing' 64 "$snapshot get S000001" 'whereto'
status 'not one that is not there' 66 "$snapshot get S009999 -O out" 'S009999'
same 'a dry run keeps none' \
	"add pictures/4.png $of --dry-run | cut -f2; $snapshot list | wc -l" "printf '整改前\n5\n'"
ok 'a name is no path' eval "cp pictures/4.png 'pictures/..png' &&
	add pictures/..png $of -q >/dev/null &&
	[ \"\$($snapshot show S000006 -o json | jq -r .origin)\" = ..png ]"

# --- beside an act --------------------------------------------------------------------------------
n=$(tlsafe-db log | wc -l)
same 'a find with its picture is one transaction' \
	"tlsafe-hazard add $fields description=y --photo pictures/5.png | cut -f1
	tlsafe-db log | wc -l" "printf 'H20180720-0002\n%s\n' $((n + 1))"
same 'of before' "$snapshot list hazard=H20180720-0002 role=before | wc -l" 'echo 1'
second=H20180720-0002
status 'without a good one nothing is entered' 65 \
	"tlsafe-hazard rectify H20180720-0002 --by 王 --photo gif.png" 'not a picture'
same 'nor is the act' "tlsafe-hazard list $second --fields state --codes" 'echo reported'
status 'a picture shows one hazard' 64 \
	"tlsafe-hazard rectify $second $h --by 王 --photo pictures/7.png" \
	'photographs show one hazard'
ok 'what was done' tlsafe-hazard rectify H20180720-0002 --by 王 --photo pictures/6.png \
	--photo pictures/a.jpg
ok 'and who looked at it' tlsafe-hazard verify H20180720-0002 --pass --by 李 --photo pictures/7.png
same 'they are of after' "$snapshot list hazard=H20180720-0002 role=after | wc -l" 'echo 3'

# --- patrols --------------------------------------------------------------------------------------
patrol() { TLSAFE_NOW=$1T10:00:00+08:00 add --clock-is-right --role patrol "${@:2}"; }
files() { find store/stills -type f | wc -l; }
same 'a patrol has its pictures in files' \
	"patrol 2018-06-01 pictures/1.png pictures/2.png pictures/3.png pictures/4.png \
		--camera 50015100001320000001 | cut -f6 | uniq; files" "printf 'C000001\n4\n'"
patrol 2018-06-01 pictures/8.png --hazard "$h" >/dev/null
patrol 2018-07-20 pictures/5.png --camera 大门 >/dev/null
add pictures/7.png --role reference --camera 大门 >/dev/null
id() { $snapshot list role=patrol origin="$1.png" -o json | jq -r .id; }
tlsafe-register --kind camera set C000001 reference="$(id 2)" >/dev/null
ok 'one is held' $snapshot hold "$(id 1)" --reason 举报调查
same 'they are counted' 'tlsafe-db info -o json | jq .still_files' 'echo 7'
ok 'and come back as well' eval "$snapshot get $(id 3) -O three.png >/dev/null &&
	cmp three.png pictures/3.png"
same 'a dry run names what would go' "$snapshot prune --keep 30d --dry-run -q | cut -f1; files" \
	"id 3; id 4; echo 7"
same 'not what is held, new, of an open hazard, or what a camera is compared with' \
	"$snapshot prune --keep 30d -q | cut -f1; files" "id 3; id 4; echo 5"
same 'its row stays' "$snapshot list $(id 3) --fields origin,pruned" \
	"printf '3.png\t2018-07-25T09:00:00+08:00\n'"
status 'its bytes do not' 66 "$snapshot get $(id 3) -O x.png" 'taken away on 2018-07-25'
status 'and cannot be held' 77 "$snapshot hold $(id 3) --reason x" 'taken away on 2018-07-25'
same 'another run finds nothing' "$snapshot prune --keep 30d -q | wc -l" 'echo 0'
$snapshot release "$(id 1)" --reason 调查结束 >/dev/null
same 'let go, it goes' "$snapshot prune --keep 30d -q | cut -f1; files" 'id 1; echo 4'
same 'the same picture comes again' \
	"patrol 2018-07-24 pictures/1.png --camera 大门 -q | cut -f1 | wc -l; files" \
	"printf '1\n5\n'"
patrol 2018-06-02 pictures/6.png --camera 大门 >/dev/null
echo "{\"camera\":\"大门\",\"at\":\"2018-06-02T10:00\",\"rule\":\"烟火\",\"still\":\"$(id 6)\"}" |
	$snapshot detect - -q >/dev/null
same 'not what shows a candidate' "$snapshot prune --keep 30d -q | wc -l; files" \
	"printf '0\n6\n'"
fire=$($snapshot judge V000001 --accept --by 王 -q | cut -f1)
same 'nor an open hazard that was one' "$snapshot prune --keep 30d -q | wc -l; files" \
	"printf '0\n6\n'"
tlsafe-hazard void "$fire" --reason error --by 王 >/dev/null
same 'once that is over it goes' "$snapshot prune --keep 30d -q | cut -f1; files" 'id 6; echo 5'
status 'which age?' 64 "$snapshot prune" 'prune --keep 30d'
status 'not that' 64 "$snapshot prune --keep soon" 'prune --keep 30d'
ok 'evidence of any age stays' eval "TLSAFE_NOW=2020-01-01T09:00:00+08:00 $snapshot prune -q \
	--keep 0d --clock-is-right --dry-run > gone && ! grep -wE 'S00000[1-9]' gone"

# --- what is in the files -------------------------------------------------------------------------
ok 'the store is sound' tlsafe-db check
mkdir -p store/stills/00
echo x > "store/stills/00/$(printf '0%.0s' {1..62})"
echo x > store/stills/00/rest.partial
status 'a file too many is told' 0 'tlsafe-db check' 'no still names it' 'prune removes them' \
	'^sound'
same 'and goes' "$snapshot prune --keep 30d -q; ls store/stills/00 | wc -l" 'echo 0'
cp -a store whole
one=$(find store/stills -type f | head -n 1)
printf y | dd of="$one" bs=1 seek=60 conv=notrunc status=none
status 'one that was changed is found' 1 'tlsafe-db check' 'its bytes do not match its name'
rm "$one"
status 'one that is missing too' 1 'tlsafe-db check' 'its file is missing' '1 difference'
status 'and is not given' 74 "$snapshot list role=patrol,reference pruned= | $snapshot get - -O y" \
	'its bytes are not there; run tlsafe-db check'
rm -rf store; mv whole store
ok 'whole it is sound' tlsafe-db check
mkdir backups
tlsafe-db backup backups >/dev/null
ok 'made anew it has its files' eval 'tlsafe-db check --rebuild >/dev/null && tlsafe-db check'
ok 'and put back too' eval \
	'tlsafe-db restore backups/*.tlsafe --yes >/dev/null && tlsafe-db check'
finish
