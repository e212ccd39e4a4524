# Photographs that come with the answers of a sheet, and are given back.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-25T18:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=铜梁某餐馆 kind=restaurant town=蒲吕街道 sector=209 >/dev/null
record='tlsafe-inspect record -q'
mkdir -p visit/厨房
printf '\x89PNG\r\n\x1a\none' > visit/a.png
printf '\xff\xd8\xfftwo' > visit/厨房/b.jpg
head -c 3000000 /dev/urandom | cat <(printf '\xff\xd8\xff') - > visit/long.jpg
echo 'GIF89a' > visit/c.png
: > visit/empty.png
head='unit=U1 checklist=restaurant version=1 type=township day=2018-07-25 officers=王、李'
printf '%s\n' "$head" 'G01=y photo=a.png' 'G02=n 灭火器过期 photo=厨房/b.jpg，a.png' \
	'=n 通道堵塞 照片=long.jpg' > visit/sheet.txt

# --- what is refused ----------------------------------------------------------------------------
refused() # NAME PHOTO SENTENCE
{
	printf '%s\n' "$head" 'G01=y' "G02=n 灭火器过期 photo=$2" > visit/bad.txt
	status "$1" 65 "$record visit/bad.txt" "bad.txt:3: 照片: $3"
}
n=$(tlsafe-db log | wc -l)
refused 'one that is not there' d.png 'No such file'
refused 'one that is no picture, whatever it is called' c.png 'not a picture, by its first bytes'
refused 'one without a byte' empty.png 'not a picture'
refused 'one that lies elsewhere' ../visit/a.png 'a photo lies beside the sheet'
refused 'one by a path from the root' "$PWD/visit/a.png" 'a photo lies beside the sheet'
refused 'standard input' - 'a photo lies beside the sheet'
refused 'one bad among good ones' a.png,d.png 'No such file'
status 'a folder' 74 "sed -i s/d.png/厨房/ visit/bad.txt; $record visit/bad.txt" 'Is a directory'
status 'a photo is no answer' 65 "printf '%s\n' '$head' G01=y '=  photo=a.png' > visit/bad.txt
	$record visit/bad.txt" 'an answer without a result'
same 'nothing of all this was recorded' 'tlsafe-db log | wc -l' "echo $n"

# --- what is kept -------------------------------------------------------------------------------
same 'a dry run keeps none' "$record --dry-run visit/sheet.txt | wc -l
	tlsafe-db info -o json | jq .files" 'printf "2\n0\n"'
same 'those of a sheet are kept with it' "$record visit/sheet.txt | cut -f7" \
	'printf "灭火器过期\n通道堵塞\n"'
same 'each once, by its bytes' 'tlsafe-db info -o json | jq .files' 'echo 3'
same 'the same sheet changes nothing' \
	"$record visit/sheet.txt; tlsafe-db info -o json | jq .files" 'echo 3'
status 'with another photo it is another one' 65 \
	"sed 's/photo=a.png/photo=long.jpg/' visit/sheet.txt > visit/other.txt
	$record visit/other.txt" 'recorded otherwise as I000001'
expect 'they are listed with their items and hazards' \
	'tlsafe-inspect photos I000001 | cut -f1-4' <<'END'
I000001-G01		I000001-G01-1.png	11
I000001-G02	H20180725-0001	I000001-G02-1.jpg	6
I000001-G02	H20180725-0001	I000001-G02-2.png	11
I000001-1	H20180725-0002	I000001-1-1.jpg	3000003
END
ok 'and given back as they came' eval \
	'tlsafe-inspect photos I000001 -O out >/dev/null &&
	cmp out/I000001-G01-1.png visit/a.png && cmp out/I000001-G02-1.jpg visit/厨房/b.jpg &&
	cmp out/I000001-G02-2.png visit/a.png && cmp out/I000001-1-1.jpg visit/long.jpg'
same 'of a hazard alone' 'tlsafe-hazard list description~通道 | tlsafe-inspect photos - | cut -f3' \
	'echo I000001-1-1.jpg'
same 'of an item alone' 'tlsafe-inspect photos I000001-G01 | cut -f3' 'echo I000001-G01-1.png'
status 'of nothing' 66 'tlsafe-inspect photos I000009' "I000009"
same 'the item names them by hash and length' \
	"tlsafe-inspect show I000001-G01 -o json | jq -r '.photos[0]'" \
	"b2sum -l 256 visit/a.png | sed 's/ .*/:11/'"
status 'nobody writes one by hand' 77 \
	"tlsafe-register set --kind item I000001-G01 photos=$(printf %064d 0):1 --reason x" \
	'goes in with the verb that takes it'

# --- where else they go -------------------------------------------------------------------------
cat > visit/sheet.csv <<END
单位,U1
检查表,restaurant
版本,1
检查类型,镇街检查
检查日期,2018-07-24
检查人员,王、李
编号,结果,问题描述,照片
G01,符合,,a.png；厨房/b.jpg
END
same 'a list names them in a column' \
	"$record visit/sheet.csv; tlsafe-inspect photos I000002 | cut -f3" \
	'printf "I000002-G01-1.png\nI000002-G01-2.jpg\n"'
same 'JSON in an array' \
	"jq -nc '{unit: \"U1\", checklist: \"restaurant\", version: \"1\", type: \"township\",
		day: \"2018-07-23\", officers: [\"王\"]},
		{code: \"G01\", result: \"yes\",
			photos: [\"a.png\", \"厨房/b.jpg\"]}' > visit/l.jsonl
	$record visit/l.jsonl; tlsafe-inspect photos I000003 | cut -f3" \
	'printf "I000003-G01-1.png\nI000003-G01-2.jpg\n"'
same 'from standard input they lie where the call is made' \
	"cd visit && sed s/07-25/07-22/ sheet.txt | $record - | wc -l" \
	'echo 2'
ok 'a backup and an export carry them' eval \
	'tlsafe-db export > all.jsonl && tlsafe-db init -s s2 &&
	tlsafe-db import -s s2 all.jsonl >/dev/null &&
	tlsafe-inspect -s s2 photos I000001 -O out2 >/dev/null && diff -r out out2'
ok 'the store is sound' tlsafe-db check

finish
