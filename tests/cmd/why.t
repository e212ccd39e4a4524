# What moved a figure between two moments.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-02T09:00:00+08:00
tlsafe-db init >/dev/null
did() { tlsafe-hazard "$@" -q >/dev/null; }
add() { did add id="$1" place=x town=500151004 source=patrol level=general description=d "${@:2}"; }
add A found=2018-06-01 deadline=2018-06-10	# 1
add B found=2018-06-02				# 2
did rectify B --by 甲 --on 2018-06-20		# 3
add C found=2018-06-03				# 4
expect 'a day and a later one: entries of the days between, and time' \
	'tlsafe-stats why 2018-06-09 2018-06-30 found=2018-06 --headings key' <<'END'
id	figure	before	after	txn	act	on
A	逾期	0	1		时间	
A	到期（首次期限）	0	1		时间	
A	到期（现期限）	0	1		时间	
B	已整改	0	1	3	整改	2018-06-20
B	在办	1	0	3	整改	2018-06-20
B	无期限	1	0	3	整改	2018-06-20
END
did set A --correct found=2018-05-30 --reason r	# 5
did grade C --level major --criterion c --reason r --correct	# 6
did void B --reason error			# 7
tlsafe-db undo 4 --reason r >/dev/null 2>&1	# C stands on what came later
day='--as-of 2018-06-30'
anchor=$(tlsafe-stats rate $day --known-at 4 -o json | jq -r .anchor)
expect 'what was entered since a report was made' \
	"tlsafe-stats why '$anchor' 7 found=2018-06 $day -o csv --codes" <<'END'
隐患编号,指标,之前,之后,事务,缘由,日期
A,found,1,0,5,set,
A,in_hand,1,0,5,set,
A,overdue,1,0,5,set,
A,carried,0,1,5,set,
B,found,1,0,7,void,2018-07-02
B,rectified,1,0,7,void,2018-07-02
END
for f in found rectified in_hand overdue; do
	was=$(tlsafe-stats rate found=2018-06 $day --known-at 4 -o json | jq .$f)
	is=$(tlsafe-stats rate found=2018-06 $day -o json | jq .$f)
	moved=$(tlsafe-stats why 4 7 found=2018-06 $day -o json |
		jq -s "map(select(.figure==\"$f\") | .after - .before) | add // 0")
	[ $((is - was)) = "$moved" ]
	result $? "$f moved by what is named: $moved"
done
same 'nothing between equal ones' "tlsafe-stats why 7 7 $day --headings none" true
same 'what came and went again is nothing' \
	"tlsafe-stats why 1 4 found=2017 $day --headings none" true
expect 'both axes' "tlsafe-stats why 4 7 found=2018-06 id=A --as-of 2018-06-05 -o json" <<'END'
{"id":"A","figure":"found","before":1,"after":0,"txn":5,"act":"set"}
{"id":"A","figure":"in_hand","before":1,"after":0,"txn":5,"act":"set"}
{"id":"A","figure":"carried","before":0,"after":1,"txn":5,"act":"set"}
END
status 'the other way round' 64 'tlsafe-stats why 2018-06-30 2018-06-01' 'lies behind'
status 'an anchor of another chain' 65 \
	"tlsafe-stats why '500151:4 0000000000000000' 7" 'has other digits'
status 'one moment' 64 'tlsafe-stats why 4' 'between which two moments'
finish
