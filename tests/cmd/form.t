# Official forms: figures are those of the statistics, in each form of writing; what somebody filled
# in is reckoned anew.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-01T09:00:00+08:00 ASAN_OPTIONS=detect_leaks=0
"$gen" --units 60 --found 400 --rectified 380 . >/dev/null
tlsafe-db init >/dev/null
tlsafe-register import -q units.csv >/dev/null
tlsafe-hazard import -q hazards.csv >/dev/null
june='--until 2018-06-30'

# rows TABLE OPTION...: the rows of form B as a line of JSON each.
rows() {
	tlsafe-report form B --table "$@" -o json | jq -c 'select(.part == "form") | .rows[]'
}
# of FILTER...: found and rectified of the half-year.
of() {
	tlsafe-stats rate found=2018H1 --as-of 2018-06-30 "$@" -o json |
		jq -c '[.found, .rectified, .rate]'
}

# --- filled in ----------------------------------------------------------------------------------
same 'two tables have all general hazards' \
	"{ rows 1 $june; rows 2 $june; } |
		jq -s '[.[] | select(.row == \"合计\") | .general] | add'" \
	'of level=general | jq ".[0]"'
same 'a row is a sector' \
	"rows 2 $june | jq -c 'select(.row | startswith(\"8.\")) |
		[.general, .general_rectified, .general_rate]'" \
	'of level=general sector=208'
same 'a row has its parts, and what is finer' \
	"rows 1 $june | jq -s -c 'map(select(.row | test(\"^(4|.[12].)\"))) |
		map(.general) | [.[0] == (.[1] + .[2])]'" \
	'echo "[true]"'
same 'the total is the sum of the rows that are no parts' \
	"rows 1 $june | jq -s 'map(select(.row | test(\"^[0-9]\"))) |
		map(.general_rectified) | add'" \
	"rows 1 $june | jq 'select(.row == \"合计\") | .general_rectified'"
town=$(tlsafe-stats by town found=2018H1 --sort -found --codes -o json | jq -r .town | sed 1q)
same 'of a township and a quarter' \
	"{ rows 1 2018Q2 town=$town; rows 2 2018Q2 town=$town; } |
		jq -s '[.[] | select(.row == \"合计\") | .general] | add'" \
	"tlsafe-stats rate found=2018Q2 --as-of 2018-06-30 level=general town=$town -o json |
		jq .found"
same 'inspected units are not known' \
	"rows 1 $june | jq -c '[.units_due, .units, .coverage]' | sort -u" \
	'echo "[null,null,null]"'
cp -r store visited
visit() { # UNIT DAY
	printf 'unit=%s type=township day=%s officers=王、李 summary=无\n' "$@" |
		tlsafe-inspect record -q -s visited - || result 1 "a visit to $1"
}
units=($(tlsafe-register list sector=208 --fields id))
visit "${units[0]}" 2018-06-02
visit "${units[0]}" 2018-06-09
visit "${units[1]}" 2018-05-02
visit "$(tlsafe-register list sector=107 --fields id | head -n 1)" 2018-06-30
tlsafe-register retire "${units[2]}" status=closed --on 2018-06-15 --reason x -q \
	-s visited >/dev/null
of_units() { # TABLE ROW OPTION...
	rows "$1" -s visited "${@:3}" |
		jq -c "select(.row | startswith(\"$2\")) | [.units_due, .units, .coverage]"
}
due=$((${#units[@]} - 1))
same 'inspected units are each one, in force those that are not given up' \
	'of_units 2 8. 2018-06' "echo '[$due,1,$(python3 -c "print(f'{100 / $due:.1f}')")]'"
same 'before one is given up it is in force' 'of_units 2 8. 2018-05 | cut -d, -f1,2' \
	"echo '[$((due + 1)),1'"
same 'in a longer period there are more' 'of_units 2 8. $june | cut -d, -f2' 'echo 2'
same 'none is 0 once there are inspections' 'of_units 2 9. 2018-06 | cut -d, -f2' 'echo 0'
same 'before the first one it is not known' 'of_units 2 8. 2018-04' "echo '[null,null,null]'"
same 'the total has each once' 'of_units 1 合计 2018-06 | cut -d, -f2' 'echo 1'
same 'units in force are those of the registry' \
	"{ of_units 1 合计 $june; of_units 2 合计 $june; } | jq -s 'map(.[0]) | add'" \
	"tlsafe-register list -s visited sector!= status!=closed --fields id | wc -l"
town=$(tlsafe-register show "${units[0]}" -o json | jq -r .town)
same 'of a township its own' "of_units 2 8. 2018-06 town=$town | jq -c '.[0:2]'" \
	"echo \"[$(tlsafe-register list -s visited sector=208 town="$town" status!=closed \
		--fields id | wc -l),1]\""
same 'funds are summed, and then turned to 万元' \
	"{ rows 1 $june; rows 2 $june; } |
		jq -s '[.[] | select(.row == \"合计\") | .funds] | add > 0'" \
	'echo true'
same 'other words than of a row are 0' \
	"rows 1 2017 | jq -s 'map(.general, .major, .funds) | add'" 'echo 0'
tlsafe-report form B 2017 -o table > none
grep -q '本期没有排查记录' none
result $? 'a period without records says so'

# --- majors: carried ones, plans, listings --------------------------------------------------------
unit=$(tlsafe-register list sector=208 --fields id | head -n 1)
add() { tlsafe-hazard add unit="$unit" source=patrol category=19 place=x description="$1" \
	found="$2" level="$3" --note x "${@:4}" 2>/dev/null | cut -f1; }
# eight OPTION..., five: counts of majors of schools, as words.
eight() { rows 2 "$@" | jq -r 'select(.row | startswith("8.")) |
	"\(.major) \(.planned) \(.five) \(.listed) \(.listed_city) \(.listed_province)"'; }
five() { tlsafe-report form A --table 2 $june -o json | jq -r 'select(.part == "form") | .rows[] |
	select(.row == "10.学校") | 
	"\(.planned) \(.goal) \(.money) \(.people) \(.time) \(.contingency)"'; }
before=$(eight $june) elements=$(five) may=$(eight --until 2018-05-01 | cut -d' ' -f2-)
old=$(add 旧重大 2017-11-02 major criterion=x funds=123456)
add 旧一般 2017-11-02 general funds=1000000 >/dev/null
planned=$(add 新重大 2018-05-02 major criterion=x funds=50000)
tlsafe-hazard plan "$planned" plan_goal=a plan_money=b plan_people=c plan_time=d \
	plan_contingency=e --on 2018-05-03 >/dev/null
tlsafe-hazard plan "$old" plan_goal=a plan_time=d --on 2018-05-03 >/dev/null
tlsafe-hazard supervise "$old" --level city --no 1 --on 2018-05-03 >/dev/null
# plus A B: the sums of their words.
plus() { paste -d' ' <(tr ' ' '\n' <<<"$1") <(tr ' ' '\n' <<<"$2") |
	awk '{ print $1 + $2 }' | paste -sd' '; }
same 'majors of earlier years in hand are carried, general ones are not' "eight $june" \
	"plus '$before' '2 2 1 1 1 0'"
same '五到位 of form A are elements of plans' 'five' "plus '$elements' '2 2 1 1 2 1'"
same 'funds are those of majors, summed first, half up' \
	"tlsafe-report form A --table 2 $june -o json | jq 'select(.part == \"form\") | .rows[] |
		select(.row == \"10.学校\") | .funds'" \
	"tlsafe-hazard list level=major sector=208 found=..2018-06-30 --fields funds |
		awk '{ s += \$1 } END { print int(s / 1000 + 0.5) / 10 }'"
same 'as it was before the plans' "eight --until 2018-05-02 | cut -d' ' -f2-" "echo '$may'"
same 'general ones are those found' \
	"rows 2 $june | jq -c 'select(.row | startswith(\"8.\")) |
		[.general, .general_rectified, .general_rate]'" \
	'of level=general sector=208'
same 'a row without a sector shows nothing' \
	"tlsafe-report form A --table 2 $june -o json | jq -c 'select(.part == \"form\") | .rows[] |
		select(.row == \"15.机械制造\") | [.general, .funds]'" 'echo "[null,null]"'

# --- written ------------------------------------------------------------------------------------
tlsafe-report form B $june -O b.html
if command -v tidy >/dev/null; then
	tidy -q -e b.html 2> tidy.out
	[ ! -s tidy.out ]
	result $? "the page is valid $(cat tidy.out)"
else
	skip 'no tidy'
fi
same 'headings are merged' \
	"grep -o '<th[^>]*>重大事故隐患</th>' b.html" \
	"echo '<th scope=\"colgroup\" colspan=\"8\" class=\"m\">重大事故隐患</th>'"
same 'and reach down' \
	"grep -o '<th[^>]*>累计落实隐患治理资金[^<]*</th>' b.html" \
	"echo '<th scope=\"col\" rowspan=\"3\" class=\"m\">累计落实隐患治理资金（万元）</th>'"
same 'its cells are those of csv' \
	"grep -o '<td[^>]*>[^<]*' b.html | sed 's/.*>//' | paste -sd ,," \
	"tlsafe-report form B $june -o csv | sed -n '/^合计,/,/^\$/p' | 
		sed '/^\$/d; s/^[^,]*,//' | paste -sd ,"
evil='<script>alert(1)</script>=1+1'
tlsafe-db set authority="$evil" --reason x >/dev/null
tlsafe-report form B $june -o html > evil.html
! grep -q '<script' evil.html
result $? 'markup in a name is text in a page'
tlsafe-report form B $june -o md > evil.md
grep -qF '\<script' evil.md
result $? 'and in Markdown'

# --- refused ------------------------------------------------------------------------------------
status 'no such form' 66 'tlsafe-report form C' \
	"no form 'C-1'.*there are 'A-1', 'A-2', 'B-1', 'B-2', 'E-1'"
status 'no such table' 66 'tlsafe-report form B --table 3' "no form 'B-3'"
status 'no form' 64 'tlsafe-report form' 'which form'
status 'a day to come' 64 'tlsafe-report form B --until 2018-08-01' 'lies after today'
status 'no day' 64 'tlsafe-report form B --until june' 'not a day'
status 'days in two ways' 64 'tlsafe-report form B 2018 --until 2018-06-30' 'in two ways'
status 'words on the find' 64 'tlsafe-report form B found=2018' 'do not go with a form'
status 'an open period' 64 'tlsafe-report form B 2018-06-01..' 'not a period with both ends'
status 'no such field' 64 'tlsafe-report form B colour=red' 'colour'
form=$src/schemas/forms/form_b1.yaml
broken() {	# NAME SED STATUS WORDS: a template that SED makes
	mkdir -p bad
	sed "s/^form: B-1/form: X/; $2" "$form" > bad/x.yaml
	status "$1" "$3" \
		'tlsafe-db schema apply bad/x.yaml --reason x >/dev/null &&
			tlsafe-report form X' "$4"
}
broken 'a rate of no column' 's/part: general_rectified/part: general_fixed/' 65 \
	"x.yaml.*no column 'general_fixed'"
broken 'a sort that there is not' 's/is: money/is: sum/' 65 "x.yaml.*'is' is one of"
broken 'a figure that there is not' 's/figure: in_hand/figure: in_hnad/' 78 \
	"x.yaml:[0-9]*: planned: 'figure': .*in_hnad"
sed -i 's/^version.*/version: "2"/; s/figure: in_hnad/figure: in_hand/
	s/plan_goal!=/plan_gaol!=/' bad/x.yaml
status 'a filter that there is not' 78 \
	'tlsafe-db schema apply bad/x.yaml --reason x >/dev/null && tlsafe-report form X' \
	"x.yaml:[0-9]*: planned: 'where': .*plan_gaol"
sed -i 's/^form:.*/form: Y/; s/plan_gaol/plan_goal/
	s/^    zh: \[一般事故隐患, 整改率\]/    zh: [一般事故隐患, 整改率, 甲]/' bad/x.yaml
mv bad/x.yaml bad/y.yaml
same 'an office enters a form of its own' \
	'tlsafe-db schema apply bad/y.yaml --reason x >/dev/null
		tlsafe-report form Y 2018Q1 -o csv | grep -c 甲' \
	'echo 1'

# --- verified -----------------------------------------------------------------------------------
for f in 'A --table 2 --headings zh' 'B --headings en' 'B --table 2 --headings key'; do
	tlsafe-report form $f $june -O own.csv
	status "our own form $f follows" 0 "tlsafe-report form --verify own.csv $june"
done
tlsafe-report form B $june --excel -O own.csv
status 'and as Excel has it' 0 'tlsafe-report form --verify own.csv'
cat > sound.csv <<END
交通运输等重点行业领域企业和单位安全生产事故隐患排查治理情况月报表,,,,,,,,,,,,,,,
填报单位（章）：某区,,,,,,截止到　2017　年　9　月　30　日为止,,,,,,,,,
行业和领域,开展排查治理事故隐患的生产经营单位,,,一般事故隐患,,,\
重大事故隐患,,,,,,,,累计落实隐患治理资金
,应排查治理事故隐患的生产经营单位,实际排查治理事故隐患的生产经营单位,覆盖率,\
排查一般事故隐患,其中：已整改,整改率,排查治理重大隐患,,,列入治理计划,,其中：挂牌督办,,,
,,,,,,,排查重大事故隐患,其中：已整改销号,整改率,列入治理计划的重大事故隐患,\
其中：达到“五到位”要求的,挂牌督办的重大事故隐患,其中：省级挂牌督办,其中：地市级挂牌督办,
,家,家,%,项,项,%,项,项,%,项,项,项,项,项,万元
合计,100,90,90,"1,000",968,96.8,4,1,25,3,2,2,1,1,12.4
1.道路运输企业,60,55,91.7,600,580,96.7,3,1,33.3,2,1,1,1,,6.2
8.学校,50,45,90%,300,288,96,1,0,0,1,1,1,0,1,6.2
15.其他企业单位,10,8,80,100,100,100,/,/,/,,,,,,
审核人：,,,填表人：,,,联系电话：,,,,,,,,,
END
status 'a sound form, with less rows, units in several rows and blank cells' 0 \
	'tlsafe-report form --verify sound.csv'
same 'nothing is printed of it' 'tlsafe-report form --verify sound.csv 2>/dev/null' 'true'
# wrong NAME SED PRINTED FOLLOWS: the one thing that SED makes wrong.
wrong() {
	sed "$2" sound.csv > wrong.csv
	same "$1" 'tlsafe-report form --verify wrong.csv 2>/dev/null | cut -f5,6
		echo ${PIPESTATUS[0]}' \
		"printf '%s\t%s\n1\n' '$3' '$4'"
}
all='/^合计/'
wrong '1 a rate that is too high' "$all s/96.8/97.28%/" 97.28% 96.80
wrong '2 a rate that is too low' "$all s/96.8/96.7/" 96.7 96.8
wrong '3 a rate that was cut, not rounded' '/^1\./ s/96.7/96.6/' 96.6 96.7
wrong '4 a rate in whole per cent' '/^1\./ s/96.7/96/' 96 97
wrong '5 a rate over nothing' '/^15/ s#/,/,/#0,0,100#' 100 /
wrong '6 no rate over something' '/^8/ s#288,96#288,/#' / 96.0
wrong '7 a rate of majors' "$all s/,25,/,26,/" 26 25
wrong '8 a coverage' "$all s/,90,90,/,90,95,/" 95 90
wrong '9 more rectified than found' \
	'/^15/ s/100,100,100/100,101,101/; /^合计/ s/968,96.8/969,96.9/' 100 '≥ 101'
wrong '10 the total of a count' "$all s/,968,96.8/,967,96.7/" 967 '≥ 968'
wrong '11 a total below a row of units' "$all s/100,90,90/59,55,93.2/" 59 '≥ 60'
wrong '12 more closed and planned than there are' \
	'/^1\./ s/3,1,33.3,2/3,2,66.7,2/; /^合计/ s/4,1,25/4,2,50/' \
	"$(printf '4\t≥ 5\n3')" '≥ 4'
wrong '13 more with five elements than planned' \
	'/^8/ s/1,0,0,1,1,1/1,0,0,0,1,0/; /^8/ s/0,1,6.2/0,0,6.2/
	/^合计/ s/3,2,2,1,1/3,2,2,1,1/' 0 '≥ 1'
wrong '14 more listed by levels than listed' "$all s/2,1,1,12.4/2,2,1,12.4/" 2 '≥ 3'
wrong '15 money that is less than its rows' "$all s/12.4/10.4/" 10.4 '≥ 12.4'
wrong '16 a count that is none' '/^15/ s/100,100,100/约100,100,100/' 约100 ''
wrong '17 half a hazard' "$all s/\"1,000\"/1000.5/" 1000.5 ''
wrong '18 a row twice' '/^15/ p' 15.其他企业单位 ''
wrong '19 fewer found than in the rows' "$all s/\"1,000\",968,96.8/999,968,96.9/" 999 '≥ 1000'
sed '/^1\./ s/600,580/60O,580/' sound.csv > wrong.csv
same '20 a letter for a nought' \
	'{ tlsafe-report form --verify wrong.csv 2>/dev/null || :; } | cut -f2,4,5' \
	"printf '8\t一般事故隐患：排查一般事故隐患\t60O\n'"
# All rows of a table are there: the total is their sum, and parts count once.
tlsafe-report form B $june -O b.csv
read -r total part < <(awk -F, '/^合计,/ { total = $5 }
	/^　\(2\)/ { part = $5 } END { print total, part }' b.csv)
awk -F, -v OFS=, -v sum=$((total + part)) '/^合计,/ { $5 = sum; $7 = "" }
	{ print }' b.csv > twice.csv
same 'parts of a row that were added once more' \
	'{ tlsafe-report form --verify twice.csv 2>/dev/null || :; } | cut -f5-7 | sort -u' \
	"printf '%s\t%s\t%s\n' $((total + part)) $total 各行之和，分项不重复计 \
		$((total + part)) $total 库中记录 | sort"
sed '/^7\./ s/^\([^,]*,[^,]*,[^,]*,[^,]*\),[0-9]*/\1,9999/' b.csv > more.csv
status 'a count that the records do not support' 1 \
	'tlsafe-report form --verify more.csv > out; r=$?
		grep -q "9999.*库中记录" out || exit 9; exit $r'
same 'counts are of the township that is asked for' \
	"tlsafe-report form B $june town=$town -O town.csv
	tlsafe-report form --verify town.csv town=$town; echo \$?
	tlsafe-report form --verify town.csv >/dev/null; echo \$?" 'printf "0\n1\n"'
cat > published.csv <<END
行业和领域,一般隐患：隐患数,一般隐患：已经整改数,一般隐患：整改率,\
重大隐患数,已整改销号数,整改率,列入治理计划的重大隐患：重大隐患数
合计,141911,137354,97.28,182,72,39.56,110
END
same 'a published rate' \
	'{ tlsafe-report form --verify published.csv 2>/dev/null || :; } | cut -f2-' \
	"printf '2\t合计\t一般隐患：整改率\t97.28\t96.79\t137354 ÷ 141911 = 96.8 %%\n'"
grep -q 'it says no day' <<<"$(tlsafe-report form --verify published.csv 2>&1)"
result $? 'what says no day is not compared with records'
iconv -f UTF-8 -t GB18030 sound.csv > gb.csv
status 'in GB18030' 0 'tlsafe-report form --verify gb.csv'
tr , '\t' < published.csv | sed 's/97.28/96.79/' > tabs.csv
status 'with tabs, from standard input' 0 'tlsafe-report form --verify - < tabs.csv'
status 'a list is no form' 65 'tlsafe-report form --verify units.csv' 'units.csv: this is no form'
status 'nothing is no form' 65 'tlsafe-report form --verify /dev/null' '/dev/null'
status 'no such file' 66 'tlsafe-report form --verify nowhere.csv' 'nowhere.csv'
status 'the table is known by itself' 64 \
	'tlsafe-report form --verify b.csv --table 1' 'leave --table out'
finish
