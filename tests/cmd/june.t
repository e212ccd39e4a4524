# The report of June, made on 1 July and again in December: with the anchor that it printed it has
# the same bytes, whatever was entered since. TLSAFE_FURTHER says how many rows that are.
. "$TEST_SRCDIR/tests/lib.sh"

further=${TLSAFE_FURTHER:-300}
export TLSAFE_NOW=2018-07-01T09:00:00+08:00
tlsafe-db init >/dev/null
{
	echo id,name,kind,town
	for n in 1 2 3 4 5 6 7 8; do echo "U$n,第${n}厂,enterprise,50015100$((4 + n % 2))"; done
} > units.csv
tlsafe-register import -q units.csv >/dev/null

# rows PREFIX COUNT MONTHS: a ledger of as many, found in the first months of the year, of which a
# third are closed, a third fixed, some majors.
rows() {
	awk -v prefix="$1" -v count="$2" -v months="$3" 'BEGIN {
		print "id,unit,found,source,level,criterion,description,deadline,assigned," \
			"rectified,verified,recheck,closed,category"
		for (n = 1; n <= count; n++) {
			month = sprintf("2018-%02d", 1 + n % months)
			major = n % 11 == 0
			day = 1 + n % 9
			step = int(n / months) % 3
			printf "%s%d,U%d,%s-%02d,patrol,%s,%s,d%d,%s-%02d,%s-%02d,", prefix, n, \
				1 + n % 8, month, day, major ? "major" : "general", \
				major ? "c" : "", n, month, day + 9, month, day + 1
			if (step == 0) printf "%s-%02d,%s-%02d,pass,%s-%02d,", month, day + 5, \
				month, day + 7, month, day + 7
			else if (step == 1) printf "%s-%02d,,,,", month, day + 12
			else printf ",,,,"
			printf "%02d\n", 1 + n % 5
		}
	}'
}
rows J 180 6 > half.csv
ok 'the first half of the year' tlsafe-hazard import -q half.csv

# report ANCHOR: all that is reported of June and of the half-year until then.
report() {
	local at="--as-of 2018-06-30 --known-at $1" june=found=2018-06 half=found=2018H1
	eval "set -- $at"
	local form='-o csv --codes --headings key'
	tlsafe-stats rate $june "$@" $form
	tlsafe-stats rate $half "$@" $form \
		--figures rate,rate_own,closed_rate,recheck_rate,cost,median_days,p90_days
	tlsafe-stats by town $half "$@" $form --provenance --all
	tlsafe-stats by unit,level $half "$@" $form --sort -overdue --top 5
	tlsafe-stats by town $june "$@" $form --against prev --figures found,rate
	tlsafe-stats by town --across month $half "$@" $form --figures rate
	tlsafe-stats trend $half "$@" $form --provenance
	tlsafe-stats flow $june "$@" $form
	tlsafe-stats flow $june "$@" $form --per town --provenance
	tlsafe-stats explain rate $half "$@"
	tlsafe-stats explain overdue $half "$@" --digest
}
anchor=$(tlsafe-stats rate found=2018-06 --as-of 2018-06-30 -o json | jq -r .anchor)
report "'$anchor'" > july 2>&1
same 'the report of July has figures' 'head -n 2 july | tail -n 1 | cut -d, -f1,2' 'echo 30,19'

# --- what is entered until December ------------------------------------------------------------
TLSAFE_NOW=2018-12-20T09:00:00+08:00
rows K "$further" 12 > further.csv
ok 'rows of the whole year' tlsafe-hazard import -q further.csv --clock-is-right
{ head -n 1 half.csv; sed -n '/^J[0-9]*[27],/s/,,,,,0/,2018-07-20,,,,0/p' half.csv; } > again.csv
ok 'steps of July in a list that comes again' tlsafe-hazard import -q again.csv
second() {
	local ids
	ids=$(tlsafe-hazard list state=awaiting found=2018H1 level=general --fields id |
		head -n 20)
	tlsafe-hazard verify $ids --fail --by 乙 --due 2018-12-31 --on 2018-12-01 -q >/dev/null &&
		tlsafe-hazard rectify $ids --by 甲 --cost 12.50 --on 2018-12-10 -q >/dev/null
}
ok 'second cycles' second
level() {
	tlsafe-hazard grade J1 J2 J4 --level major --criterion c --reason r --correct -q \
		>/dev/null &&
		tlsafe-hazard grade J11 J22 --level general --reason r --correct -q >/dev/null
}
ok 'corrections of the level' level
towns() {
	tlsafe-register set U1 U2 town=500151004 --on 2018-08-01 -q >/dev/null &&
		tlsafe-register set U3 town=500151004 --correct --reason r -q >/dev/null &&
		tlsafe-hazard set J5 J6 J7 unit=U8 --correct --reason r -q >/dev/null &&
		tlsafe-hazard set J2 J10 --correct --from-unit --reason r -q >/dev/null
}
ok 'of the township' towns
dates() {
	local closed
	closed=$(tlsafe-hazard list state=closed found=2018-06 --fields id | head -n 5)
	tlsafe-hazard set J5 J35 found=2018-05-30 --correct --reason r -q >/dev/null &&
		tlsafe-hazard set $closed closed=2018-07-03 --correct --reason r -q >/dev/null &&
		tlsafe-hazard set $closed rectified=2018-07-01 --correct --reason r -q >/dev/null &&
		tlsafe-hazard set J8 deadline=2018-01-02 --correct --reason r -q >/dev/null
}
ok 'of dates' dates
ok 'one was entered in error' tlsafe-hazard void J41 --reason error -q
undone() {
	rows L 40 6 > more.csv
	tlsafe-hazard import -q more.csv >/dev/null &&
		tlsafe-db undo "$(tlsafe-db log -o json | wc -l)" --reason r >/dev/null
}
ok 'an import that is undone' undone
ok 'months end with the 25th' tlsafe-db set month_cut=25 --reason r

# --- the report again --------------------------------------------------------------------------
report "'$anchor'" > december 2>&1
same 'with its anchor it has the same bytes' 'cat december' 'cat july'
report "$(tlsafe-db log -o json | wc -l)" > other 2>&1
result $(! cmp -s july other; echo $?) 'as known now it has others'
last=$(tlsafe-db log -o json | wc -l)
now=$(tlsafe-stats rate found=2018H1 --as-of 2018-06-30 -o json | jq .found)
same 'why names what moved it' \
	"tlsafe-stats why '$anchor' $last found=2018H1 --as-of 2018-06-30 --codes |
		awk '\$2 == \"found\" { n += \$4 - \$3 } END { print n }'" "echo $((now - 180))"
digits=${anchor##* }
wrong="${anchor% *} $(tr 0-9a-f 1-9a-f0 <<<"$digits")"
for verb in rate 'by town' trend flow 'explain overdue'; do
	status "$verb with other digits" 65 \
		"tlsafe-stats $verb found=2018-06 --as-of 2018-06-30 --known-at '$wrong'" \
		'has other digits than'
done
finish
