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

# --- two tables that were saved -----------------------------------------------------------
q='found=2018-06 --as-of 2018-06-30 -o csv --provenance'
tables() {	# NAME PATTERN-OF-VERB-AND-WORDS OPTIONS...: as known at 4, and now
	eval "tlsafe-stats $2 $q --known-at 4" > "$1-then.csv"
	eval "tlsafe-stats $2 $q" > "$1-now.csv"
}
tables cells 'by town,level --figures found,overdue,rate'
expect 'each cell that differs, by what and since when' \
	'tlsafe-stats why cells-then.csv cells-now.csv --headings key' <<'END'
id	figure	before	after	txn	act	on	row	first	second
A	排查	1	0	5	变更		蒲吕街道、一般	3	
A	逾期	1	0	5	变更		蒲吕街道、一般	1	
B	排查	1	0	7	作废	2018-07-02	蒲吕街道、一般	3	
B	已整改	1	0	7	作废	2018-07-02	蒲吕街道、一般	1	
C	排查	1	0	6	升降级		蒲吕街道、一般	3	
C	排查	0	1	6	升降级		蒲吕街道、重大		1
END
tables coded 'by level,town --figures found --excel --codes'
same 'from codes, as Excel has them' \
	'tlsafe-stats why coded-then.csv coded-now.csv -o json | jq -r ".id + \" \" + .row"' \
	'printf "%s\n" "A general、500151004" "B general、500151004" "C general、500151004" \
		"C major、500151004"'
tables english 'by unit,town --headings en --figures found'
same 'English ones, with names beside ids' \
	'tlsafe-stats why english-then.csv english-now.csv --headings none | cut -f1-4,9-' \
	'printf "%s\tfound\t1\t0\t3\t1\n" A B'
tables trend 'trend --figures found,in_hand'
same 'a trend' 'tlsafe-stats why trend-then.csv trend-now.csv --headings none | cut -f1,8-' \
	'printf "%s\t2018-06\t%s\n" A "3	1" A "2	1" B "3	1"'
tables rate rate
same 'a line of figures is as by two anchors' \
	'tlsafe-stats why rate-then.csv rate-now.csv --headings none | cut -f1-7' \
	"tlsafe-stats why 4 7 found=2018-06 $day --headings none"
tables quoted "by town 'description=d' \"place=x \" --figures found"
same 'words with blanks and quotes are the same words' \
	'tlsafe-stats why quoted-then.csv quoted-now.csv --headings none | cut -f1' \
	'printf "A\nB\n"'
grep -q "^条件,description=d 'place=x '" quoted-now.csv
result $? 'and stand in quotes in the table'
tlsafe-stats by town found=2018-06 --as-of 2018-06-09 -o csv --provenance > early.csv
tlsafe-stats by town found=2018-06 --as-of 2018-06-30 -o csv --provenance > late.csv
same 'two days' 'tlsafe-stats why early.csv late.csv --headings none | cut -f1,2,6,8-' \
	'printf "A\t%s\ttime\t蒲吕街道\t0\t1\n" due_first due_now'
same 'a table and itself' 'tlsafe-stats why late.csv ./late.csv --headings none' true
tables top 'by level --top 1 --figures found'
same 'what others are is not compared' 'tlsafe-stats why top-then.csv top-now.csv --codes -o json |
	jq -r .id' \
	'printf "A\nB\nC\nC\n"'

status 'the later one first' 64 'tlsafe-stats why cells-now.csv cells-then.csv' \
	"'cells-now.csv' lies behind 'cells-then.csv'; name the earlier one first"
status 'a table and a moment' 64 'tlsafe-stats why cells-now.csv 7' 'two moments or two tables'
status 'words beside them' 64 'tlsafe-stats why cells-then.csv cells-now.csv town=x' 'leave those'
status 'a day beside them' 64 "tlsafe-stats why cells-then.csv cells-now.csv $day" 'leave those'
status 'no such file' 66 'tlsafe-stats why nowhere.csv cells-now.csv' 'nowhere.csv: No such file'
tlsafe-stats by town found=2018-06 -o csv > bare.csv
status 'one that does not say what it is of' 65 'tlsafe-stats why bare.csv bare.csv' \
	'bare.csv: it does not say of which filter, day and anchor' 'csv --provenance'
tlsafe-stats by town found=2018-05 --as-of 2018-06-30 -o csv --provenance > may.csv
status 'another filter' 65 'tlsafe-stats why late.csv may.csv' \
	"different filters: 'found=2018-06' and 'found=2018-05'"
status 'other columns' 65 'tlsafe-stats why trend-then.csv rate-now.csv' 'different columns'
tables cross 'by town --across level'
status 'figures that no heading names' 65 'tlsafe-stats why cross-then.csv cross-then.csv' \
	'is neither a dimension nor a figure; compare tables of rate, by'
tables against 'by town --against prev'
status 'figures of two periods' 65 'tlsafe-stats why against-then.csv against-then.csv' \
	'neither a dimension nor a figure'
sed 's/,一般,3,/,一般,4,/' cells-then.csv > altered.csv
status 'one that somebody has changed' 65 'tlsafe-stats why altered.csv cells-now.csv' \
	'differ in 蒲吕街道、一般, 排查 by something else than the -3'
sed '/一般/p' cells-then.csv > twice.csv
status 'a row twice' 65 'tlsafe-stats why twice.csv cells-now.csv' \
	'twice.csv:3: .* has a row already'
sed '/一般/s/$/,1/' cells-then.csv > wide.csv
status 'a row that is too long' 65 'tlsafe-stats why wide.csv cells-now.csv' \
	'wide.csv:2: no row of this table'
sed 's/^截至,.*/截至,yesterday/' cells-then.csv > day.csv
status 'a day that is none' 65 'tlsafe-stats why day.csv cells-now.csv' "截至.*'yesterday'"
sed '/^锚,/s/:4 ....../:4 000000/' cells-then.csv > forged.csv
status 'an anchor that is not of this chain' 65 'tlsafe-stats why forged.csv cells-now.csv' \
	'has other digits'
printf '\0\1"x' > noise.csv
status 'no table at all' 65 'tlsafe-stats why noise.csv cells-now.csv' 'noise.csv:'
: > empty.csv
status 'nothing' 65 'tlsafe-stats why empty.csv cells-now.csv' 'empty.csv: it does not say'
tlsafe-db init -s other --site 510000 >/dev/null
status 'of another store' 65 'tlsafe-stats why -s other cells-then.csv cells-now.csv' \
	'an anchor of the site 500151'
finish
