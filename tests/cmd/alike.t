# What may have been entered already is named and taken: likely duplicates, and closed hazards that
# come back. Two that are linked show each other.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-31T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
tlsafe-register add -q id=U2 name=乙厂 kind=enterprise town=蒲吕街道 >/dev/null
# add ID DAY PLACE TEXT [WORD...]
add() {
	local id=$1 day=$2 place=$3 text=$4
	shift 4
	tlsafe-hazard add source=patrol level=general id="$id" found="$day" place="$place" \
		description="$text" "$@"
}
fire='unit=U1 category=18'
quiet='grep -c "may be" || true'

# --- add --------------------------------------------------------------------------------------

status 'the first is like none' 0 \
	"add A 2018-07-02 配电房 配电柜前无绝缘垫 $fire 2>&1 | $quiet" '^0$'
status 'one like it is taken, and told with what to do' 0 \
	'add B 2018-07-05 "" 配电房柜子前面没有绝缘垫 $fire' \
	'^B' 'note: B: may be the same as A, found on 2018-07-02 \(text [0-9]* %, place 100 %\);' \
	'if it is: tlsafe-hazard void B --reason duplicate --duplicate-of A'
status 'with -q it is not told' 0 \
	"add B2 2018-07-05 '' 配电房柜子前面没有绝缘垫 $fire -q 2>&1 | $quiet" '^0$'
status 'nor another floor' 0 "add C 2018-07-06 二楼走廊 灭火器过期 $fire >/dev/null
	add D 2018-07-06 三楼走廊 灭火器过期 $fire 2>&1 | $quiet" '^0$'
status 'nor another category' 0 \
	"add E 2018-07-06 二楼走廊 灭火器过期 unit=U1 category=19 2>&1 | $quiet" '^0$'
status 'without a category it may be' 0 'add F 2018-07-06 2楼走廊 灭火器已过期 unit=U1' 'F: may be'
status 'nor another unit' 0 \
	"add G 2018-07-06 二楼走廊 灭火器过期 unit=U2 category=18 2>&1 | $quiet" '^0$'
later=TLSAFE_NOW=2018-09-01T09:00:00+08:00
status 'nor a month later' 0 \
	"$later add H 2018-08-31 配电房 配电柜前无绝缘垫 $fire 2>&1 | $quiet" '^0$'
status 'on the thirtieth day it is' 0 \
	"$later add I 2018-08-01 配电房 配电柜前无绝缘垫 $fire" 'I: may be'
status 'a dry run tells it too' 0 \
	'add J 2018-07-20 配电房 配电柜前无绝缘垫 $fire --dry-run' \
	'J: may be the same as'
status 'one that is void is not named' 0 'tlsafe-hazard void C F --reason error >/dev/null
	add K 2018-07-20 二楼走廊 灭火器过期 $fire 2>&1 | grep -c "same as [CF]"; true' '^0$'
for i in 'L1 液化气瓶无防倾倒链' 'L2 液化气瓶未设防倾倒链'; do
	printf '{"id":"%s","description":"%s","unit":"U2","found":"2018-07-09",' $i
	echo '"source":"patrol","level":"general"}'
done >lines
status 'lines are compared with each other' 0 'tlsafe-hazard add - <lines' \
	'L2: may be the same as L1'

# --- one that comes back ----------------------------------------------------------------------

tlsafe-hazard add unit=U2 source=patrol level=general id=R1 found=2018-05-02 place=锅炉房 \
	description=安全阀铅封脱落 >/dev/null
tlsafe-hazard rectify R1 --by 甲某 --on 2018-05-20 >/dev/null
tlsafe-hazard verify R1 --pass --by 乙某 --on 2018-07-01 >/dev/null
status 'a closed one is offered as what repeats' 0 'tlsafe-hazard add unit=U2 source=patrol \
	level=general id=R2 found=2018-07-15 place=锅炉房 description=安全阀铅封又脱落' \
	'R2: may be the return of R1, closed on 2018-07-01' \
	'if it has come back: tlsafe-hazard set R2 repeats=R1'
status 'and taken as that' 0 'tlsafe-hazard set R2 repeats=R1'

# --- the setting ------------------------------------------------------------------------------

status 'fewer days' 0 "tlsafe-db set duplicate_days=2 --reason 少提示 >/dev/null
	add M 2018-07-10 配电房 配电柜前无绝缘垫 $fire 2>&1 | $quiet" '^0$'
status 'none at all' 0 "tlsafe-db set duplicate_days=0 --reason 不提示 >/dev/null
	add N 2018-07-10 配电房 配电柜前无绝缘垫 $fire 2>&1 | $quiet" '^0$'
status 'no number of days' 65 'tlsafe-db set duplicate_days=-1 --reason 弄错' 'duplicate_days'
tlsafe-db set duplicate_days= --reason 恢复 >/dev/null

# --- import -----------------------------------------------------------------------------------

{
	echo 单位编号,隐患编号,发现日期,来源,隐患级别,隐患位置,隐患描述
	echo U2,I1,2018-07-20,巡查,一般,1号车间,行车限位器失灵
	echo U2,I2,2018-07-21,巡查,一般,2号车间,行车限位器失灵
	echo U2,I3,2018-07-22,巡查,一般,一车间,行车的限位器失效
	echo U2,I4,2018-07-22,巡查,一般,锅炉房,安全阀铅封脱落了
} >list.csv
status 'an import names them by their lines' 0 'tlsafe-hazard import list.csv' \
	'list.csv:4: note: I3: may be the same as I1' \
	'list.csv:5: note: I4: may be the return of R1' \
	'tlsafe-hazard void ID --reason duplicate --duplicate-of OTHER'
same 'and no other' 'grep -c "may be" <<<"$said"' 'echo 2'
status 'a list that is known is like nothing' 0 \
	"tlsafe-hazard import list.csv 2>&1 | $quiet" '^0$'
{
	sed -n 1p list.csv
	for i in 1 2 3 4 5 6; do echo "U2,S$i,2018-07-25,巡查,一般,库房,货物堆放过高"; done
	echo U2,S7,某日,巡查,一般,库房,货物堆放过高
} >bad.csv
status 'a list that is refused is not compared' 0 \
	"tlsafe-hazard import bad.csv 2>&1 | $quiet" '^0$'
status 'what is left of it is' 65 'tlsafe-hazard import bad.csv --keep-going' \
	'bad.csv:3: note: S2: may be the same as S1' 'and so 2 more rows'

# Many of one unit and day are each compared with some of the others.
{
	sed -n 1p list.csv
	for i in $(seq 3000); do echo "U1,Z$i,2018-07-28,巡查,一般,仓库,通道堆放货物"; done
} >many.csv
status 'many alike are taken' 0 'tlsafe-hazard import many.csv --dry-run >/dev/null' \
	'and so 2996 more rows'

# --- linked both ways -------------------------------------------------------------------------

tlsafe-hazard void B B2 --reason duplicate --duplicate-of A >/dev/null
same 'a duplicate shows its original' \
	'tlsafe-hazard show B -o json --fields id,duplicate_of,duplicates' \
	"echo '{\"id\":\"B\",\"duplicate_of\":\"A\"}'"
same 'an original its duplicates' \
	'tlsafe-hazard show A -o json --fields id,duplicate_of,duplicates' \
	"echo '{\"id\":\"A\",\"duplicates\":[\"B\",\"B2\"]}'"
status 'without being asked' 0 'tlsafe-hazard show A' 'duplicates	B、B2'
same 'as a word of a filter' 'tlsafe-hazard list duplicates!= --fields id' 'echo A'
same 'through a reference' 'tlsafe-hazard list B void --fields id,duplicate_of.duplicates' \
	"printf 'B\tB、B2\n'"
txn=$(tlsafe-db log | tail -n 1 | cut -f1)
tlsafe-db undo "$txn" --reason 不是重复 >/dev/null
same 'not once it was undone' 'tlsafe-hazard show A -o json --fields id,duplicates' \
	"echo '{\"id\":\"A\"}'"
same 'but as it was known' "tlsafe-hazard show A -o json --fields duplicates --known-at $txn" \
	"echo '{\"duplicates\":[\"B\",\"B2\"]}'"
status 'nobody writes them' 77 'tlsafe-hazard set A duplicates=C' 'duplicates'

# An older store keeps no links back: there duplicates are looked for.
tlsafe-db init -s old
"$TEST_BUILDDIR/tests/tamper" old Mlinks 0 drop >/dev/null || exit 99
export TLSAFE_STORE=$dir/old
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
for i in A B C D; do add $i 2018-07-02 1号门 门未锁 unit=U1 -q >/dev/null; done
tlsafe-hazard void B C --reason duplicate --duplicate-of A >/dev/null
same 'in an older store too' 'tlsafe-hazard list duplicates!= --fields id,duplicates' \
	"printf 'A\tB、C\n'"
status 'an original that becomes void tells them there' 0 'tlsafe-hazard void A --reason error' \
	'A: void as its duplicates: B, C;'
ok 'which is sound' tlsafe-db check
export TLSAFE_STORE=$dir/store
tlsafe-hazard void B --reason duplicate --duplicate-of A >/dev/null
ok 'one that keeps them is sound' tlsafe-db check
# Kinds are numbered by their files: appeal, body, filter, hazard.
"$TEST_BUILDDIR/tests/tamper" store "$(kind_key X hazard)oA" 0 drop >/dev/null || exit 99
status 'a link that is lost is found' 1 'tlsafe-db check' \
	'index of open hazards and of duplicates: missing'
finish
