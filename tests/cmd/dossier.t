# The closed file (案卷): from an inspection to a closed hazard, in one directory that says itself
# what it holds.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-02T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=restaurant town=蒲吕街道 address=工业路1号 >/dev/null
tlsafe-register add -q id=U2 name=乙厂 kind=enterprise town=东城街道 >/dev/null
tlsafe-register set -q 500151004 'doc_prefix=（蒲）' may_order=yes >/dev/null
tlsafe-db set -q authority_body=蒲吕街道 --reason 启用 >/dev/null
for o in '王明 certificate=渝A001' '李强 certificate=渝A002'; do
	tlsafe-register --kind officer add -q body=蒲吕街道 name=$o >/dev/null
done
printf '%s\n' 'unit=U1 type=enforcement day=2018-07-01 officers=王明、李强 representative=张三' \
	'checklist=restaurant version=1' 'G01=y' 'G02=n 气瓶过期 due=+7d' '=n 走道堵塞 due=+7d' |
	tlsafe-inspect record -q - | cut -f1 > found
remedy='government=铜梁区人民政府 reviewer=区应急局 court=铜梁区人民法院'
tlsafe-report notice - --kind record < found >/dev/null
tlsafe-report notice - --kind order $remedy < found >/dev/null
tlsafe-report served D000002 --how direct --to 张三 >/dev/null
tlsafe-hazard add -q id=X1 unit=U2 found=2018-07-01 source=patrol level=general \
	description=别的 >/dev/null
first=$(head -n 1 found)
export TLSAFE_NOW=2018-07-05T09:00:00+08:00
tlsafe-hazard rectify "$first" --by 张三 --note 已换 >/dev/null
tlsafe-hazard verify "$first" --pass --by 王明 >/dev/null
tlsafe-report notice "$first" --kind recheck --officers 王明,李强 >/dev/null

ok 'that of a hazard' tlsafe-report dossier "$first" -O h
same 'documents first, in the order in which they were issued' 'ls h' "printf '%s\n' \
	01-（蒲）安监检记〔2018〕1号-D000001.html 02-（蒲）安监责改〔2018〕1号-D000002.html \
	03-（蒲）安监复查〔2018〕1号-D000003.html SHA256SUMS index.html journal.jsonl \
	records.jsonl | sort"
same 'every document is its bytes' 'cat h/02-*' 'tlsafe-report show D000002 -O d; cat d'
same 'its sums hold, and are of all but themselves' \
	'cd h && sha256sum -c --quiet SHA256SUMS && sort -k 2 SHA256SUMS | cut -c67-' \
	'ls h | grep -v SHA256SUMS | sort'
same 'the index has them too' \
	"grep -o '[0-9a-f]\{64\}' h/index.html" "grep -v index SHA256SUMS 2>/dev/null ||
		grep -v index.html h/SHA256SUMS | cut -c1-64"
command -v tidy >/dev/null && ok 'it is HTML' tidy -qe h/index.html
same 'what was entered is there, and nothing of others' \
	"jq -r .id h/records.jsonl" \
	"printf '%s\n' U1 I000001 I000001-G02 $first D000001 D000002 D000003"
same 'as show says it' "jq -c 'select(.id | test(\"^[UDH]\"))' h/records.jsonl" \
	"tlsafe-register show U1 -o json | jq -c .; tlsafe-hazard show $first -o json | jq -c .
	tlsafe-report show D000001 D000002 D000003 -o json | jq -c ."
same 'and history' "jq -r 'select(.act | test(\"rectify|verify\")).act' h/journal.jsonl" \
	"printf 'rectify\nverify\n'"
tlsafe-hazard add -q id=X2 unit=U2 found=2018-07-01 source=patrol level=general \
	description=又一个 >/dev/null
ok 'once more, whatever else was entered' tlsafe-report dossier "$first" -O again
ok 'the bytes are the same' diff -r h again
ok 'that of an inspection' tlsafe-report dossier I000001 -O i
same 'has all that it found' "jq -r .id i/records.jsonl | grep -c ^H" 'wc -l < found'
ok 'that of a unit' tlsafe-report dossier U1 -O u
same 'has its inspections, hazards and documents' "jq -r .id u/records.jsonl" \
	"printf '%s\n' U1 I000001 I000001-G01 I000001-G02 I000001-1 \$(cat found) \
		D000001 D000002 D000003"
printf '\x89PNG\r\n\x1a\none' > a.png
printf '%s\n' 'unit=U2 checklist=restaurant version=1 type=township day=2018-07-04' \
	'officers=王' 'G02=n 漏气 due=+7d photo=a.png' > sheet.txt
tlsafe-inspect record -q sheet.txt >/dev/null
ok 'one with a photograph' tlsafe-report dossier I000002 -O p
same 'has it as it was taken' 'cat p/*photos-1*' 'cat a.png'
status 'what is there stays' 73 "tlsafe-report dossier $first -O h" 'h: File exists'
status 'nobody' 66 'tlsafe-report dossier X9 -O n' 'no such hazard, inspection or unit'
status 'a document has none' 66 'tlsafe-report dossier D000001 -O n' \
	'a dossier is of a hazard, an inspection or a unit'
status 'no directory is named' 64 "tlsafe-report dossier $first" '-O names'
status 'nowhere' 73 "tlsafe-report dossier $first -O no/where" 'no/where: No such file'
same 'nothing of these is left' 'find . -maxdepth 1 -name "n*" -o -name "*.??????"' :
(ulimit -f 1; tlsafe-report dossier "$first" -O full 2>/dev/null)
same 'nor half of one that has no room' 'find . -maxdepth 1 -name "full*"' :
finish
