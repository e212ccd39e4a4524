# What words are understood, and what those say that are printed: names near by, labels, headings.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-31T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
for id in A B C D; do
	tlsafe-hazard add unit=U1 source=patrol level=general description=x found=2018-07-02 \
		id=$id >/dev/null
done
tlsafe-hazard assign A --to 蒲吕街道 --due 2018-07-17 --on 2018-07-02 >/dev/null

# --- options, verbs, commands -----------------------------------------------------------------

status 'an unknown option names the nearest' 64 'tlsafe-hazard rectify A --fixednow' \
	"rectify: no such option here: --fixednow; did you mean '--fixed-now'"
status 'one with a value' 64 'tlsafe-hazard assign A --deu=2018-07-20' "did you mean '--due'"
status 'a beginning is enough' 64 'tlsafe-hazard rectify --re x A' "did you mean '--re"
status 'one of other verbs names these' 64 'tlsafe-hazard list --fixed-now' \
	'list: no such option here: --fixed-now; --fixed-now goes with rectify'
status 'one that nobody has names none' 64 'tlsafe-hazard list --nonsense' \
	'no such option here: --nonsense$'
status 'one that stands too early' 64 'tlsafe-hazard --headings zh list' \
	'no such option before the verb: --headings; --headings stands behind the verb'
status 'a letter among letters is named itself' 64 'tlsafe-hazard list -xq' 'option here: -x$'
status 'before the verb too' 64 'tlsafe-hazard -xq list' 'option before the verb: -x$'
status 'a flag with a value' 64 'tlsafe-hazard list --excel=yes' -e '--excel takes no value'
status 'an empty verb is no verb that is unknown' 64 'tlsafe-hazard "" x' 'an empty verb'
status 'help on a command that there is not' 64 'tlsafe help hazrad' "did you mean 'hazard'"
status 'whatever follows' 64 'tlsafe help hazrad list' "did you mean 'hazard'"
status 'an unknown command' 64 'tlsafe hazrad' "did you mean 'hazard'"

# --- fields, dimensions, figures --------------------------------------------------------------

status 'dimensions apart' 64 'tlsafe-stats by town level found=2018' 'write: by town,level'
status 'in Chinese' 64 'tlsafe-stats by 镇街 隐患等级' 'write: by 镇街,隐患等级'
status 'a filter that is none stays one' 64 'tlsafe-stats by town nonsense' "'nonsense' is no id"
status 'a field without a value' 64 'tlsafe-hazard list level' 'write level=VALUE'
status 'a mistake in the level' 77 'tlsafe-hazard set A level=major --correct --reason r' \
	'tlsafe-hazard grade --correct'
status 'on the spot, on another day' 77 'tlsafe-hazard rectify B --fixed-now' \
	'give --on 2018-07-02'
status 'a due date stays' 0 'tlsafe-hazard assign A --to 蒲吕街道 --due 2018-07-20' \
	'note: A: due on 2018-07-17, which stays, and not 2018-07-20; --replace-due'
expect 'the same one is nothing to tell of' \
	'tlsafe-hazard assign A --to 蒲吕街道 --due 2018-07-17 2>&1 >/dev/null' </dev/null
expect 'nor is none' 'tlsafe-hazard assign A --to 蒲吕街道 2>&1 >/dev/null' </dev/null
same 'a figure by its heading' 'tlsafe-stats explain 逾期' 'tlsafe-stats explain overdue'
same 'by its English one' 'tlsafe-stats explain "in hand"' 'tlsafe-stats explain in_hand'
same 'of any width' 'tlsafe-stats explain "按期(首次期限)"' 'tlsafe-stats explain on_time_first'
status 'a major counts once it is closed' 0 'tlsafe-stats explain on_time_first A' \
	'a major one only once it is closed'
status 'by the due date in force too' 0 'tlsafe-stats explain on_time_now A' \
	'a major one only once it is closed'

status 'the beginning of a heading' 64 'tlsafe-hazard add 单位=U1' "did you mean '单位编号'"
printf 'site: "510"\nbogus: 3\n' > district-of-ours.yaml
status 'a fault in a configuration names its file' 78 \
	'tlsafe-db init -s other --config ./district-of-ours.yaml' '\./district-of-ours\.yaml:1:1: '

# --- tables ---------------------------------------------------------------------------------

printf '单位编号,单位名称,单位类型,所属镇街\nU2,乙厂,企业,蒲吕街道\n' > units.csv
same 'the counts of an import as lines' 'tlsafe-register import --dry-run units.csv | sed -n 2p' \
	"printf 'new\t1\n'"
same 'as a table' 'tlsafe-register import --dry-run units.csv -o table | sed -n 2p' \
	"echo '新增    1'"
expect 'as csv' \
	'tlsafe-register import --dry-run units.csv -o csv --headings en | cut -d, -f2' <<EOF
New
1
EOF
same 'as json' 'tlsafe-register import --dry-run units.csv -o json | cut -d, -f2' 'echo \"new\":1'
same 'in a file' 'tlsafe-register import --dry-run units.csv -O counts.tsv; cat counts.tsv' \
	'tlsafe-register import --dry-run units.csv'
expect 'records of a table are apart' \
	'tlsafe-hazard show A B -o table --fields id,level | sed "s/ *$/|/"' <<EOF
隐患编号  A|
隐患等级  一般|
|
隐患编号  B|
隐患等级  一般|
EOF
expect 'by nothing at all' 'tlsafe-hazard show A B -o table | grep -c "^$"' <<<1
expect 'fields of a kind fit a terminal' \
	'for k in hazard unit body; do tlsafe-db schema show $k -o table; done | wc -L |
		sed "s/^[1-7].$/fits/; s/^80$/fits/"' <<<fits
same 'and nothing of them is cut' \
	'tlsafe-db schema show hazard -o table | tr -d " \n" | grep -o "101煤矿.*215其他企业单位"' \
	'tlsafe-db schema show hazard | grep -o "101 煤矿.*215 其他企业单位" | head -n 1 |
		tr -d " "'

# --- labels are understood, and stand below headings ------------------------------------------

for w in 重复 重复件 Duplicate duplicate ＤＵＰＬＩＣＡＴＥ; do
	status "a reason: $w" 0 "tlsafe-hazard void C --reason $w --duplicate-of A --dry-run"
done
tlsafe-hazard void C --reason 重复 --duplicate-of A >/dev/null
tlsafe-hazard void D --reason 非隐患 >/dev/null
same 'is stored as its code' 'tlsafe-hazard history C D -o json | grep -o "\"reason.*" | sort' \
	"printf '\"reason\":\"%s\"}\n' duplicate not-a-hazard"
status 'another reason names its labels' 77 'tlsafe-hazard void B --reason 重' '重复.*非隐患.*错误'
same 'lines without a heading keep the words' \
	'tlsafe-hazard history C | cut -f4,9' "printf 'add\t\nvoid\tduplicate\n'"
expect 'under a heading they are called as people call them' \
	'tlsafe-hazard history C --headings zh | cut -f3-5,8-' <<EOF
发生日期	操作	经办人	说明	原因	更正	推定
2018-07-02	登记					
2018-07-31	作废			重复		
EOF
same 'values too' 'tlsafe-hazard history C --headings zh | sed -n 2p | cut -f7 | cut -d";" -f2' \
	'echo " 隐患来源=村社巡查"'
same 'in csv without asking' \
	'tlsafe-hazard history C -o csv | head -n 1 | cut -d, -f1,4' 'echo 事务号,操作'
same 'but not for --codes' \
	'tlsafe-hazard history C -o csv --codes | tail -n 1 | cut -d, -f4,9' 'echo void,duplicate'
same 'in English' 'tlsafe-hazard history C --headings en | sed -n "1p;3p" | cut -f4,9' \
	"printf 'Act\tReason\nvoid\tDuplicate\n'"
same 'or keys' 'tlsafe-hazard history C --headings key | head -n 1 | cut -f1-4' \
	"printf 'txn\trecorded\ton\tact\n'"
same 'or none, and then no labels' \
	'tlsafe-hazard history C -o csv --headings none | cut -d, -f4' "printf 'add\nvoid\n'"
same 'the log' 'tlsafe-db log --headings zh | head -n 1 | cut -f1-6' \
	"printf '事务号\t录入时间\t录入人\t登录名\t用户号\t命令\n'"
same 'in an English one' 'tlsafe-db log -o csv --headings en | head -n 1 | cut -d, -f1-3' \
	'echo Transaction,Entered,Entered by'
same 'json has its keys' 'tlsafe-db log -o json --headings zh' 'tlsafe-db log -o json'
status 'other headings there are not' 64 'tlsafe-db log --headings cn' 'zh, en, key or none'

# --- yes under a heading ----------------------------------------------------------------------

same 'why one is counted' 'tlsafe-stats explain found A | cut -f1,2' \
	"printf '隐患编号\t计入\nA\tyes\n'"
same 'the ids of a figure stay ids' 'tlsafe-stats explain found | head -n 1' 'echo A'
tlsafe-hazard add unit=U1 source=patrol level=general description=y found=2018-07-02 >/dev/null
t=$(tlsafe-db log | tail -n 1 | cut -f1)
same 'what an undo took back' "tlsafe-db undo $t --reason x --headings key" \
	"printf 'id\tkind\tmade\nH20180702-0001\thazard\tyes\n' | sed s/hazard/隐患/"
finish
