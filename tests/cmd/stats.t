# Figures in tables: by what, in which order, across, against, and what moved.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-02T09:00:00+08:00
tlsafe-db init >/dev/null
cat > units.csv <<'END'
id,name,kind,town
U1,甲厂,enterprise,500151004
U2,乙厂,enterprise,500151005
U3,丙店,enterprise,500151004
END
tlsafe-register import -q units.csv >/dev/null
cat > hazards.csv <<'END'
id,unit,found,source,level,description,village,category,rectified,closed
A,U1,2018-01-01,patrol,general,a,东村,01,2018-01-05,2018-01-09
B,U1,2018-01-07,patrol,general,b,东村,02,,
C,U2,2018-01-08,tip,general,c,西村,01,,
D,U2,2018-02-20,tip,general,d,,02,2018-02-21,2018-02-22
E,U1,2018-05-20,patrol,general,e,,02,,
F,U3,2018-06-29,patrol,general,f,,02,,
END
tlsafe-hazard import -q hazards.csv >/dev/null
day='--as-of 2018-06-30 --headings none'

# --- dimensions -------------------------------------------------------------------------------
expect 'by week, that of the Thursday' "tlsafe-stats by week $day | cut -f1,2" <<'END'
2018W01	2
2018W02	1
2018W08	1
2018W20	1
2018W26	1
END
same 'a week is a period of filters' "tlsafe-stats explain found found=2018W01" 'printf "A\nB\n"'
expect 'by village, those without one last' "tlsafe-stats by village $day | cut -f1,2" <<'END'
东村	2
西村	1
	3
END
expect 'by state' "tlsafe-stats by state $day --codes | cut -f1,2" <<'END'
closed	2
reported	4
END
expect 'by age of those in hand, that of none last' "tlsafe-stats by age $day | cut -f1,2,7" <<'END'
0-7天	1	1
31-90天	1	1
91-180天	2	2
	2	0
END
same 'as known when nothing was' "tlsafe-stats by age,village $day --known-at 1" true
expect 'codes of it' "tlsafe-stats by age --all --codes $day | cut -f1,2" <<'END'
0-7	1
8-30	0
31-90	1
91-180	2
>180	0
	2
END
expect 'a unit has its name beside it' "tlsafe-stats by unit $day -o json | cut -d, -f1-3" <<'END'
{"unit":"U1","unit.name":"甲厂","found":3
{"unit":"U2","unit.name":"乙厂","found":2
{"unit":"U3","unit.name":"丙店","found":1
END
status 'what is near is named' 64 'tlsafe-stats by vilage' "'vilage' is no dimension" "'village'"
status 'else what there is' 64 'tlsafe-stats by nonsense' 'village.*state.*age week'
status 'a figure is none' 64 'tlsafe-stats by on_spot' 'is a figure'
status 'personal values are none' 64 'tlsafe-stats by phone' 'is no dimension'

# --- figures that are asked for ---------------------------------------------------------------
expect 'exactly these, before a rate what it is of' \
	"tlsafe-stats by unit $day --figures recheck_rate,overdue" <<'END'
U1	甲厂	1	1	100.0	0
U2	乙厂	1	1	100.0	0
END
expect 'days by which half were closed, those in hand until the day' \
	'tlsafe-stats rate --as-of 2018-02-28 --figures median_days,p90_days | head -n 2' <<'END'
median_days	8
p90_days	/
END
same 'by a heading as it stands in the table' \
	"tlsafe-stats by level $day --figures 逾期,销号天数中位数" 'printf "一般\t0\t/\n"'
tlsafe-hazard set B repeats=A --on 2018-03-01 >/dev/null
tlsafe-hazard set B funds=1200.5 --on 2018-03-01 >/dev/null
tlsafe-hazard rectify E --by 张三 --cost 320 --on 2018-06-01 >/dev/null
tlsafe-hazard verify E --fail --by 李四 --due 2018-07-31 --on 2018-06-02 >/dev/null
expect 'money, what came back, and what a recheck refused' \
	"tlsafe-stats by unit $day --figures funds,cost,repeats,rechecked,recheck_passed" <<'END'
U1	甲厂	1200.50	320.00	1	2	1
U2	乙厂	0.00	0.00	0	1	1
U3	丙店	0.00	0.00	0	0	0
END
expect 'as of the day before it was said' \
	'tlsafe-stats rate --as-of 2018-02-28 --figures funds,cost,repeats | head -n 3' <<'END'
funds	0.00
cost	0.00
repeats	0
END
expect 'in their order, when they are no columns' \
	"tlsafe-stats by unit $day --figures found --sort=-cost,unit | cut -f1,3" <<'END'
U1	3
U2	2
U3	1
END
same 'numbers for programs' \
	"tlsafe-stats rate $day --figures funds,median_days -o json | cut -d, -f1,2" \
	"echo '{\"funds\":1200.50,\"median_days\":null'"
same 'and which ones' "tlsafe-stats explain repeats $day; tlsafe-stats explain rechecked $day" \
	'printf "B\nA\nD\nE\n"'
status 'what is none' 64 'tlsafe-stats rate --figures overdu' "did you mean 'overdue'"
status 'nor an empty one' 64 'tlsafe-stats rate --figures found,' "'' is none"
for txn in 6 5 4 3; do tlsafe-db undo $txn --reason r; done >/dev/null

# --- across -----------------------------------------------------------------------------------
expect 'a figure in a column for each month' \
	'tlsafe-stats by unit --across month --as-of 2018-06-30 -o csv' <<'END'
单位编号,单位名称,2018-01,2018-02,2018-05,2018-06,合计
U1,甲厂,2,0,1,0,3
U2,乙厂,1,1,0,0,2
U3,丙店,0,0,0,1,1
合计,,3,1,1,1,6
END
expect 'those of one that is missing, by rate' \
	"tlsafe-stats by level --across village --as-of 2018-06-30 --figures rate -o json" <<'END'
{"level":"general","东村":50.0,"西村":0.0,"none":33.3,"total":33.3}
END
expect 'every month' \
	'tlsafe-stats by level --across month found=2018Q1 --all --as-of 2018-06-30 -o csv' <<'END'
隐患等级,2018-01,2018-02,2018-03,合计
一般,3,1,0,4
重大,0,0,0,0
合计,3,1,0,4
END
expect 'codes, and headings of another language' \
	'tlsafe-stats by unit --across source --codes --headings en --as-of 2018-06-30' <<'END'
Unit	Name	patrol	tip	Total
U1	甲厂	3	0	3
U2	乙厂	0	2	2
U3	丙店	1	0	1
END
status 'two figures' 64 'tlsafe-stats by unit --across month --figures found,rate' 'has one figure'
same 'rows in order of their totals' \
	"tlsafe-stats by unit --across month --sort found --codes $day | cut -f1,7" \
	"tlsafe-stats by unit --sort found --figures found --codes $day | cut -f1,3"
same 'by a figure that is not in the cells' \
	"tlsafe-stats by unit --across month --sort=-cost,unit --codes $day | cut -f1" \
	"tlsafe-stats by unit --sort=-cost,unit --figures found --codes $day | cut -f1"
expect 'the first of them, and the others in one' \
	'tlsafe-stats by unit --across source --top 1 --as-of 2018-06-30 -o csv --codes' <<'END'
单位编号,单位名称,patrol,tip,合计
U1,甲厂,3,0,3
others,,1,2,3
合计,,4,2,6
END
same 'a rate of the others is that of all of them' \
	"tlsafe-stats by unit --across source --top 1 --figures rate $day --codes | tail -n 1 |
		cut -f5" "tlsafe-stats rate unit!=U1 --as-of 2018-06-30 -o json | jq .rate"
status 'what stands across sorts no rows' 64 'tlsafe-stats by unit --across month --sort month' \
	"'month' is none"
status 'across what is none' 64 'tlsafe-stats by unit --across phone' 'is no dimension'

# --- against an earlier period ----------------------------------------------------------------
expect 'the months before, as of as much earlier' \
	'tlsafe-stats by unit found=2018-02 --as-of 2018-02-28 --against prev -o csv \
		--figures found,closed --headings key' <<'END'
unit,unit.name,found,found.before,found.change,closed,closed.before,closed.change
U1,甲厂,0,2,-2,0,1,-1
U2,乙厂,1,1,0,1,0,1
合计,,1,3,-2,1,1,0
END
expect 'said in Chinese' \
	'tlsafe-stats by level found=2018-02 --as-of 2018-02-28 --against 环比 -o csv \
		--figures found | head -n 1' <<'END'
隐患等级,排查,排查（上期）,排查（增减）
END
expect 'days before, of what is no month; a rate in hundredths' \
	'tlsafe-stats rate found=2018-01-07..2018-01-12 --as-of 2018-01-12 --against prev \
		--figures rate --headings key | grep -v -e anchor -e ound' <<'END'
rectified	0
rectified.before	1
rectified.change	-1
rate	0.0
rate.before	100.0
rate.change	-100.0
before_first	2018-01-01
before_last	2018-01-06
before_as_of	2018-01-06
as_of	2018-01-12
END
same 'of last year there is nothing' \
	'tlsafe-stats rate found=2018Q1 --against last-year --figures rate -o json |
		jq -c "[.[\"found.before\"],.[\"rate.before\"],.[\"rate.change\"],.before_last]"' \
	"echo '[0,null,null,\"2017-03-31\"]'"
same 'all others too' 'tlsafe-stats by unit found=2018-02 --as-of 2018-02-28 --against prev \
	--top 1 --figures found --headings none' 'printf "U2\t乙厂\t1\t1\t0\n其他\t\t0\t2\t-2\n"'
status 'no period' 64 'tlsafe-stats rate --against prev' 'needs a period with both ends'
status 'rows by period' 64 'tlsafe-stats by month found=2018 --against prev' 'rows by period'
status 'across' 64 'tlsafe-stats by unit found=2018 --across month --against prev' 'not beside'
status 'another word' 64 'tlsafe-stats rate found=2018 --against never' 'prev or last-year'

# --- what a table is of -----------------------------------------------------------------------
expect 'behind it the filter, the day and the anchor' \
	'tlsafe-stats by level found=2018Q1 source=tip --as-of 2018-06-30 --provenance -o csv \
		--figures found | sed "s/,500151:[0-9]* [0-9a-f]*$/,ANCHOR/"' <<'END'
隐患等级,排查
一般,2
合计,2
条件,found=2018Q1 source=tip
截至,2018-06-30
锚,ANCHOR
END
expect 'in Markdown' 'tlsafe-stats by level --as-of 2018-06-30 --provenance -o md --figures found \
	--headings en source=tip | head -n 6' <<'END'
| Level | Found |
| --- | ---: |
| General | 2 |
| Total | 2 |
| Filter | source=tip |
| As of | 2018-06-30 |
END
status 'not among lines that are added up' 64 'tlsafe-stats by level --provenance -o tsv' 'not tsv'

# --- bars -------------------------------------------------------------------------------------
day='--as-of 2018-06-30 --headings none -o table --bars'
expect 'of the first figure, and none of sums' \
	"tlsafe-stats by unit $day --figures found,in_hand | tr -s ' '" <<'END'
U1 甲厂 3 2 ████████████████████████
U2 乙厂 2 1 ████████████████
U3 丙店 1 1 ████████
合计 6 4 
END
expect 'of the one that sorts; others are a sum' \
	"tlsafe-stats by unit $day --figures found,rate --sort -rate --top 2 | tr -s ' '" <<'END'
U2 乙厂 2 1 50.0 ████████████████████████
U1 甲厂 3 1 33.3 ████████████████
其他 1 0 0.0 
合计 6 2 33.3 
END
expect 'across, of all' "tlsafe-stats by source --across level $day | tr -s ' '" <<'END'
村社巡查 4 4 ████████████████████████
群众举报 2 2 ████████████
合计 6 6 
END
same 'of a flow what is left' \
	"tlsafe-stats flow found=2018Q1 $day --per unit | sed -n 's/ *\$//;s/^\(U.\).* /\1 /p'" \
	"printf 'U1 ████████████████████████\nU2 ████████████████████████\n'"
same 'of nothing none' \
	"tlsafe-stats trend found=2018-01..2018-05 $day --figures found | tr -s ' '" \
	"printf '2018-01 3 '; printf '█%.0s' \$(seq 24); echo
	printf '2018-02 1 ████████\n2018-03 0 \n2018-04 0 \n2018-05 1 ████████\n合计 5 \n'"
status 'of lines' 64 'tlsafe-stats by unit --bars -o tsv' \
	'--bars: in a table, not in tsv; give -o table'
status 'of one line' 64 'tlsafe-stats flow --bars -o table' '--bars goes with --per'
day='--as-of 2018-06-30 --headings none'

# --- order, and the first of them -------------------------------------------------------------
tlsafe-hazard import -q - >/dev/null <<'END'
id,place,town,found,source,level,description
G,桥头,500151101,2018-03-01,department,general,g
END
expect 'in the order of a figure, those alike by code' \
	"tlsafe-stats by unit $day --sort -found | cut -f1,3" <<'END'
U1	3
U2	2
U3	1
	1
END
expect 'of two columns' "tlsafe-stats by unit $day --sort in_hand,-unit | cut -f1,8" <<'END'
U3	1
U2	1
	1
U1	2
END
expect 'of a rate by its heading, the other way round' \
	"tlsafe-stats by unit $day --sort -整改率% | cut -f1,3,4,17" <<'END'
U2	2	1	50.0
U1	3	1	33.3
U3	1	0	0.0
	1	0	0.0
END
expect 'a rate of nothing is last either way' \
	"tlsafe-stats by level $day --all --sort -rate --codes | cut -f1,16" <<'END'
general	28.6
major	/
END
expect 'the first of them, and the others in one line' \
	"tlsafe-stats by unit $day --top 1 | cut -f1-4" <<'END'
U1	甲厂	3	1
其他		4	1
END
expect 'for programs in their word' \
	"tlsafe-stats by unit,level $day --top 1 -o json | tail -n 1 | cut -d, -f1-4" <<'END'
{"unit":"others","unit.name":null,"level":null,"found":4
END
same 'the total is of all' "tlsafe-stats by unit $day -o csv --top 2 | tail -n 1" \
	"tlsafe-stats by unit $day -o csv | tail -n 1"
same 'enough is all' "tlsafe-stats by unit $day --top 4 --sort unit" "tlsafe-stats by unit $day"
status 'what is no column' 64 'tlsafe-stats by unit --sort overdu' \
	"a column of this table: 'overdu' is none; did you mean 'overdue'"
status 'what does not stand there' 64 'tlsafe-stats by unit --sort town' \
	"'town' is none; there are found .* median_days"
status 'none at all' 64 'tlsafe-stats by unit --top 0' -- '--top: how many at most'
status 'carried of no period' 64 'tlsafe-stats by unit --sort carried' 'needs a period'
tlsafe-db undo 11 --reason r >/dev/null

# --- fields that an office added --------------------------------------------------------------
sed 's/^ledger:/  - {key: grade_of_risk, type: choice, by: set, zh: 风险分级, en: Risk grade,\
     about: x, values: [{code: red, zh: 红, en: Red}, {code: blue, zh: 蓝, en: Blue}]}\
ledger:/' "$TLSAFE_SCHEMAS/kinds/hazard.yaml" > hazard.yaml
ok 'an office adds a choice' tlsafe-db schema apply hazard.yaml
tlsafe-hazard set B grade_of_risk=red --on 2018-03-01 >/dev/null
expect 'and counts by it' "tlsafe-stats by 风险分级 $day | cut -f1,2" <<'END'
红	1
	5
END
day='--as-of 2018-02-28 --headings none'
expect 'as of a day before' "tlsafe-stats by 风险分级 $day | cut -f1,2" <<'END'
	4
END
status 'before it was there it is none' 64 'tlsafe-stats by 风险分级 --known-at 2' 'no dimension'

# --- per 100 units ----------------------------------------------------------------------------
cat > more.csv <<'END'
id,name,kind,town
U4,丁店,enterprise,500151005
U5,戊店,enterprise,500151101
U6,己店,enterprise,500151005
END
tlsafe-register import -q more.csv >/dev/null
per='--figures found_per_100 --codes'
day='--as-of 2018-06-30 --headings none'
expect 'of the same township, with numerator and denominator' \
	"tlsafe-stats by town --as-of 2018-06-30 $per -o csv --headings key" <<'END'
town,found,units,found_per_100
500151004,4,2,200.0
500151005,2,3,66.7
合计,6,6,100.0
END
same 'over none there is none' "tlsafe-stats by town --all $day $per | grep ^500151001" \
	'printf "500151001\t0\t0\t/\n"'
same 'the filters select units too' \
	"tlsafe-stats rate town=500151005 found=2018-01 $per | sed -n 's/^[fu][a-z_0]*1*0*\t//p'" \
	'printf "1\n3\n33.3\n"'
same 'also by what the unit says of itself' \
	"tlsafe-stats rate unit.name=甲厂 $per | sed -n 's/^units\t//p'" 'echo 1'
same 'a level divides no units' "tlsafe-stats by level $day $per" 'printf "general\t6\t6\t100.0\n"'
same 'the others count each unit once' \
	"tlsafe-stats by town,source --top 1 $day $per | tail -n 1 | cut -f3-" \
	'printf "2\t3\t66.7\n"'
tlsafe-register retire U4 status=closed --reason 注销 --on 2018-06-15 >/dev/null
same 'a unit that is given up counts no more' "tlsafe-stats by town $day $per | cut -f1,3" \
	'printf "500151004\t2\n500151005\t2\n"'
same 'but on the days before' \
	"tlsafe-stats by town --as-of 2018-06-14 --headings none $per | cut -f1,3" \
	'printf "500151004\t2\n500151005\t3\n"'
same 'which the period before has' \
	"tlsafe-stats by town found=2018-06 --all --against prev --as-of 2018-06-30 -o json $per |
		jq -c 'select(.town == \"500151005\") | [.units, .[\"units.before\"],
			.[\"found_per_100.before\"]]'" 'echo "[2,3,0]"'
same 'sorted by it' "tlsafe-stats by town $day --sort found_per_100 --figures found --codes" \
	'printf "500151005\t2\n500151004\t4\n"'
same 'what was found is behind it' 'tlsafe-stats explain found_per_100' 'tlsafe-stats explain found'
status 'units are not' 64 'tlsafe-stats explain units' 'no hazards' 'tlsafe-register list'
status 'not in cells' 64 "tlsafe-stats by town --across level $per" 'leave --across out'

# --- months that end with another day ---------------------------------------------------------
whole='--figures found --codes --headings none'
tlsafe-db set language=zh --on 2018-01-01 --reason 起 >/dev/null
before=$(tlsafe-db log -o json | wc -l)
tlsafe-stats by month $whole --as-of 2018-06-30 > calendar
tlsafe-db set month_cut=25 --on 2018-06-01 --reason 月报二十五日止 >/dev/null
expect 'June ends with its 25th' "tlsafe-stats by month $whole" <<'END'
2018-01	3
2018-02	1
2018-05	1
2018-07	1
END
same 'so does the trend, without gaps' \
	"tlsafe-stats trend found=2018 $whole | awk '\$2 { print }'" "tlsafe-stats by month $whole"
expect 'a period of the calendar has days of the month behind it' \
	"tlsafe-stats trend found=2018-06 $whole" <<'END'
2018-06	0
2018-07	1
END
same 'all of them' "tlsafe-stats by month found=2018-02..2018-05 --all $whole | cut -f1" \
	'printf "2018-02\n2018-03\n2018-04\n2018-05\n2018-06\n"'
same 'the heading says so' \
	"tlsafe-stats by month --figures found -o csv --headings zh | head -n 1" \
	'echo 月份（至25日）,排查'
same 'in English' "tlsafe-stats trend --figures found -o csv --headings en | head -n 1" \
	'echo "Month (to day 25),Found"'
same 'each head of a cross table' \
	"tlsafe-stats by town --across month found=2018-06 -o csv | head -n 1" \
	'echo 所属镇街,2018-07（至25日）,合计'
same 'the footer too' \
	"tlsafe-stats by town --figures found --provenance -o csv | grep 月度" 'echo 月度截止日,25'
same 'a day before it had the calendar' "tlsafe-stats by month $whole --as-of 2018-05-31" \
	"grep -v 2018-06 calendar"
same 'what was known before it was set too' \
	"tlsafe-stats by month $whole --known-at $before --as-of 2018-06-30" 'cat calendar'
same 'last month ends so' 'TLSAFE_NOW=2018-07-26 tlsafe-stats explain found found=last-month' \
	'tlsafe-stats explain found found=2018-06-26..2018-07-25'
same 'this month' 'tlsafe-stats explain found found=本月' 'echo F'
same 'and of other lists' 'tlsafe-hazard list found=this-month --fields id' 'echo F'
same 'a month that is named is the calendar' 'tlsafe-stats explain found found=2018-06' 'echo F'
same 'a quarter and a year stay' "tlsafe-stats by quarter,year $whole" \
	'printf "2018Q1\t2018\t4\n2018Q2\t2018\t2\n"'
same 'the month before' \
	'tlsafe-stats rate found=last-month --figures found --against prev | grep ^before' \
	'printf "before_first\t2018-04-26\nbefore_last\t2018-05-25\nbefore_as_of\t2018-06-02\n"'
same 'the same one a year before' \
	'tlsafe-stats rate found=last-month --figures found --against last-year --as-of 2018-06-25 |
		grep ^before' \
	'printf "before_first\t2017-04-26\nbefore_last\t2017-05-25\nbefore_as_of\t2017-06-25\n"'
same 'of the calendar where that is asked for' \
	'tlsafe-stats rate found=2018-06 --figures found --against prev | grep ^before_l' \
	'printf "before_last\t2018-05-31\n"'
status 'no month has a 29th always' 65 'tlsafe-db set month_cut=29 --reason 弄错' 'more than 28'
tlsafe-db set month_cut=0 --reason 恢复 >/dev/null
same 'with 0 it is the calendar again' "tlsafe-stats by month $whole" 'cat calendar'

# --- what is behind a figure ------------------------------------------------------------------
day='--as-of 2018-07-02 --headings none'
expect 'both sides of a rate, an id each' "tlsafe-stats explain rate found=2018-01 $day" <<'END'
A	part
B	whole
C	whole
END
same 'as many as the rate is reckoned from' "for town in 500151004 500151005; do
	all=\$(tlsafe-stats explain rate town=\$town $day | wc -l)
	part=\$(tlsafe-stats explain rate town=\$town $day | grep -c part)
	echo \$town \$all \$part; done" \
	"tlsafe-stats by town $day --codes --figures rate | awk '{ print \$1, \$2, \$3 }'"
same 'they go into other commands' \
	"tlsafe-stats explain rate $day | grep whole | tlsafe-hazard note - --note x --dry-run" \
	"tlsafe-hazard note B C E F --note x --dry-run"
same 'money has what was spent, and its sum is the figure' \
	"tlsafe-stats explain cost $day | awk '{ s += \$2 } END { printf \"%.2f\\n\", s }'" \
	"tlsafe-stats rate --as-of 2018-07-02 --figures cost | sed -n 's/^cost\t//p'"
expect 'days have whether they ended' \
	"tlsafe-stats explain p90_days found=2018-01 $day -o csv" <<'END'
A,8,yes
B,176,no
C,175,no
END
same 'a digest is of the lines' "tlsafe-stats explain found $day | b2sum -l 256 | cut -c1-16" \
	"tlsafe-stats explain found $day --digest | cut -f4"
same 'that of each side of a rate' "tlsafe-stats explain closed_rate --digest $day | cut -f3-" \
	"tlsafe-stats explain closed --digest $day | cut -f3-
	tlsafe-stats explain found --digest $day | cut -f3-"
same 'day and anchor make it again' "tlsafe-stats explain overdue --digest" \
	'tlsafe-stats explain overdue --digest --as-of "$(tlsafe-stats explain overdue --digest |
		cut -f5)" --known-at "$(tlsafe-stats explain overdue --digest | cut -f6)"'
status 'a digest is of all' 64 'tlsafe-stats explain found A --digest' 'leave the ids out'
status 'no such figure' 64 'tlsafe-stats explain wate' "did you mean 'rate'"
status 'one on a side of a rate' 0 'tlsafe-stats explain rate A B --codes' \
	'A	yes	part	rate means' \
	'B	yes	whole	rate means'
finish
