# What came and went in a period, as a balance.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-02T09:00:00+08:00
tlsafe-db init >/dev/null
echo 'id,name,kind,town
U1,甲厂,enterprise,500151004' | tlsafe-register import -q - >/dev/null
add() { tlsafe-hazard add -q id="$1" unit=U1 source=patrol level=general found="$2" \
	description=d "${@:3}"; }
did() { tlsafe-hazard "$@" -q; }
{
	add A 2018-05-03
	add B 2018-05-04
	did rectify B --by 甲 --on 2018-05-20
	add C 2018-05-05
	did assign C --to 500151004 --due +60d --on 2018-05-06
	add D 2018-05-06
	did rectify D --by 甲 --on 2018-05-21
	add E 2018-05-07
	did refer E --to 500151005 --basis b --on 2018-05-22
	add F 2018-05-08
	did refer F --to 500151005 --basis b --on 2018-05-22
	# June
	add G 2018-06-01
	add H 2018-06-02
	did rectify H --by 甲 --fixed-now --on 2018-06-02
	did verify B --fail --by 乙 --due 2018-07-31 --on 2018-06-03
	did assign C --to 500151005 --reason r --on 2018-06-04
	did grade D --level major --criterion c --reason r --approved-by 丙 --on 2018-06-05
	did answer E --outcome back --on 2018-06-06
	did answer F --outcome done --on 2018-06-07
	did rectify A --by 甲 --on 2018-06-08
	did refer G --to 500151005 --basis b --on 2018-06-09
	add I 2018-06-10
	did void I --reason error --on 2018-06-11
	# July
	add J 2018-07-01
} >/dev/null

expect 'June, as events' 'tlsafe-stats flow found=2018-06 | grep -v anchor' <<'END'
opening	2
found	2
returned	1
regraded	1
answered	2
done	3
referred	1
closing	4
first	2018-06-01
last	2018-06-30
END
same 'what is left of May is what June begins with' \
	'tlsafe-stats flow found=2018-05 -o json | jq .closing' \
	'tlsafe-stats flow found=2018-06 -o json | jq .opening'
same 'and what is in hand by figures' \
	'tlsafe-stats rate --as-of 2018-06-30 -o json | jq .in_hand' \
	'tlsafe-stats flow --as-of 2018-06-30 -o json | jq .closing'
same 'not beyond the day asked about' 'tlsafe-stats flow found=2018-06 --as-of 2018-06-07' \
	'tlsafe-stats flow found=2018-06-01..2018-06-07'
expect 'what moved from one to another' \
	'tlsafe-stats flow found=2018-06 --per assignee --codes -o csv --headings key' <<'END'
assignee,opening,found,returned,regraded,answered,moved_in,done,referred,moved_out,closing
500151004,1,0,0,1,0,0,0,0,1,1
500151005,0,0,0,0,0,1,0,0,0,1
,1,2,1,0,2,0,3,1,0,2
合计,2,2,1,1,2,1,3,1,1,4
END
expect 'level, of one that was regraded, by events' \
	'tlsafe-stats flow found=2018-06 --per level,town --headings none' <<'END'
一般	蒲吕街道	2	2	1	0	2	0	3	1	0	3
重大	蒲吕街道	0	0	0	1	0	0	0	0	0	1
END
expect 'with time alone' 'tlsafe-stats flow found=2018-06 --per age --codes --headings none' <<'END'
0-7	0	1	0	0	0	0	0	0	1	0
8-30	2	0	1	1	1	0	0	0	5	0
31-90	0	0	0	0	0	5	0	0	1	4
	0	1	0	0	1	2	3	1	0	0
END
same 'of those that a filter selects' 'tlsafe-stats flow found=2018-06 level=major -o json |
	jq -c "[.opening,.regraded,.closing]"' 'echo "[0,1,1]"'
txn=$(tlsafe-db info | sed -n 's/^transactions\t//p')
ok 'what is known changes nothing of what was' tlsafe-hazard set A --correct rectified=2018-05-30 \
	--reason r
same 'as known before' "tlsafe-stats flow found=2018-06 --known-at $txn | grep done" \
	"printf 'done\t3\n'"
same 'and since' "tlsafe-stats flow found=2018-06 | grep -E 'opening|done'" \
	"printf 'opening\t1\ndone\t2\n'"
status 'several periods' 64 'tlsafe-stats flow found=2018-05,2018-06' 'flow needs one period'
status 'a day before it' 64 'tlsafe-stats flow found=2018-06 --as-of 2018-05-31' 'before the period'
status 'by month' 64 'tlsafe-stats flow found=2018 --per month' 'one period after the other'
status 'by what is none' 64 'tlsafe-stats flow --per phone' 'is no dimension'
ok 'of nothing it is nothing' sh -c \
	'[ "$(tlsafe-stats flow found=2017 -o json | jq -c "[.opening,.closing]")" = "[0,0]" ]'
finish
