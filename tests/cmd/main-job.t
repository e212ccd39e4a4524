# Two spreadsheets become a rate: the main job on a small sample, and the laws between its parts.
. "$TEST_SRCDIR/tests/lib.sh"

"$gen" --seed 7 --units 120 --found 500 --rectified 470 . >/dev/null
ok 'init makes a store' tlsafe-db init
status 'init does not make it again' 73 'tlsafe-db init' 'exists already'
ok 'the unit list goes in' tlsafe-register import -q units.csv
ok 'the ledger goes in' tlsafe-hazard import -q hazards.csv
head=$(tlsafe-db info | grep ^anchor)
expect 'the same ledger again changes nothing' 'tlsafe-hazard import -q hazards.csv' <<EOF
transaction	0
new	0
changed	0
unchanged	500
rejected	0
void	0
none	0
EOF
expect 'and the same list of units' 'tlsafe-register import -q units.csv | grep -v "	0$"' <<EOF
unchanged	120
EOF
same 'and writes no transaction' 'tlsafe-db info | grep ^anchor' "echo '$head'"
half='found=2018H1 --as-of 2018-06-30'
expect 'the rate comes out of the records' \
	"tlsafe-stats rate $half | grep -E '^(found|rectified|in_hand|rate)	'" <<EOF
found	500
rectified	470
in_hand	30
rate	94.0
EOF
same 'json says the same' \
	"tlsafe-stats rate $half -o json | grep -o '\"in_hand\":[0-9]*' | cut -d: -f2" \
	"tlsafe-stats rate $half | awk '\$1 == \"in_hand\" { print \$2 }'"
ok 'check finds it sound' tlsafe-db check

# Every cell of the tables is traceable: as many ids as it says.
cells=0 wrong=0
figures="found rectified closed on_spot referred in_hand awaiting_major overdue undated carried"
figures="$figures due_first on_time_first due_now on_time_now"
while IFS= read -r row; do
	town=$(grep -o '"town":"[0-9]*"' <<<"$row" | cut -d'"' -f4)
	level=$(grep -o '"level":"[a-z]*"' <<<"$row" | cut -d'"' -f4)
	for f in $figures; do
		n=$(grep -o "\"$f\":[0-9]*" <<<"$row" | cut -d: -f2)
		[ "${n:-0}" != 0 ] || continue
		cells=$((cells + 1))
		ids=$(tlsafe-stats explain "$f" town="$town" level="$level" $half | sort -u | wc -l)
		[ "$ids" = "$n" ] || { wrong=$((wrong + 1));
			note "$f $town $level: $n, explain gives $ids"; }
	done
done < <(tlsafe-stats by town,level $half -o json | head -n 12)
[ $wrong = 0 ] && [ $cells -gt 80 ]
result $? "explain gives as many ids as each of $cells cells says"
wrong=0
while IFS= read -r row; do
	month=$(grep -o '"month":"[0-9-]*"' <<<"$row" | cut -d'"' -f4)
	for f in found rectified in_hand overdue due_first on_time_now; do
		n=$(grep -o "\"$f\":[0-9]*" <<<"$row" | cut -d: -f2)
		ids=$(tlsafe-stats explain "$f" found="$month" --as-of 2018-06-30 | wc -l)
		[ "$ids" = "$n" ] || { wrong=$((wrong + 1));
			note "$f $month: $n, explain gives $ids"; }
	done
done < <(tlsafe-stats by month $half -o json)
result $wrong 'explain gives as many ids as each month says'
same 'the groups add up to the whole' \
	"tlsafe-stats by town $half -o json | grep -o '\"found\":[0-9]*' | cut -d: -f2 |
		awk '{ n += \$1 } END { print n }'" \
	"tlsafe-stats rate $half | awk '\$1 == \"found\" { print \$2 }'"
same 'lists and figures count the same' \
	"tlsafe-hazard list found=2018H1 overdue --as-of 2018-06-30 | cut -f1" \
	"tlsafe-stats explain overdue $half"
same 'facts and records say the same' \
	"tlsafe-stats by town,level,month $half -o json" \
	"tlsafe-stats by town,level,month $half id!=none -o json"
same 'by unit and assignee too' \
	"tlsafe-stats by unit,assignee found=2018Q2 source!=tip --as-of 2018-05-20 -o json" \
	"tlsafe-stats by unit,assignee found=2018Q2 source!=tip id!=none --as-of 2018-05-20 -o json"
same 'and as known before the list came' \
	"tlsafe-stats by level --known-at 1 -o json" \
	"tlsafe-stats by level id!=none --known-at 1 -o json"
same 'a trend is by month, also the months that have none' \
	"tlsafe-stats trend found=2017-11..2018 --as-of 2018-06-30 -o json | grep -o '20[0-9-]*' " \
	"printf '%s\n' 2017-11 2017-12 2018-01 2018-02 2018-03 2018-04 2018-05 2018-06"
same 'its months are those of by' \
	"tlsafe-stats trend $half -o json" "tlsafe-stats by month $half --all -o json"
same 'without a period it begins with the first month' \
	"tlsafe-stats trend town=蒲吕街道 --as-of 2018-03-31 -o json | cut -d, -f1" \
	"printf '{\"month\":\"2018-0%d\"\n' 1 2 3"
status 'a trend has no dimensions' 64 'tlsafe-stats trend town' \
	"'town' is a field" 'write town=VALUE'
for words in 'open town=蒲吕街道' 'overdue' 'undated' 'open due=2018-06-01..2018-06-20' \
	'awaiting assignee=500151004' 'open due=' 'overdue level=major' 'open unit=U000029'; do
	same "by index and by walk: $words" \
		"tlsafe-hazard list $words" "tlsafe-hazard list $words --known-at 2"
done
finish
