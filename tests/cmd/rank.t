# Assessment by rules: every point leads to its records, nothing is scored of nothing, equal ones
# share a rank, an appeal is an entry.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-02T09:00:00+08:00
cat > rules.yaml <<'END'
rules: small
use: rank
zh: 小考核
en: Small
version: "3"
source: "x"
per: town
least: 2
items:
  - {id: rate, is: rate, zh: 整改率, en: Rate, figure: rate, points: 60, full: 100, zero: 0}
  - {id: on_time, is: rate, zh: 按期率, en: On time, figure: on_time_first/due_first, points: 20,
     full: 100, zero: 50}
  - {id: tips, is: deduct, zh: 举报, en: Tips, figure: found, where: "source=tip", points: 20,
     each: 7.5}
  - {id: spot, is: bonus, zh: 立改, en: Spot, figure: on_spot, each: 1, most: 1.5}
  - {id: deaths, is: veto, zh: 死亡, en: Deaths, kind: accident, where: "deaths=3.. on={period}",
     at_least: 1}
END
cat > accident.yaml <<'END'
kind: accident
zh: 事故
en: Accident
about: "An accident."
letter: X
columns: [id, town, on, deaths]
fields:
  - {key: id, type: id, by: add, zh: 事故编号, en: ID, about: "Its number."}
  - {key: town, type: reference, to: body, by: set, required: true,
     zh: 镇街, en: Town, about: "Where."}
  - {key: on, type: date, by: set, required: true, zh: 日期, en: Day, about: "When."}
  - {key: deaths, type: integer, by: set, required: true, zh: 死亡, en: Deaths, about: "How many."}
END
tlsafe-db init >/dev/null
tlsafe-db schema apply -q rules.yaml >/dev/null
cat > units.csv <<'END'
id,name,kind,town
U1,甲厂,enterprise,500151004
U2,乙厂,enterprise,500151005
U3,丙厂,enterprise,500151104
U4,丁厂,enterprise,500151105
END
tlsafe-register import -q units.csv >/dev/null
# Town 004: 2 of 4 rectified, one of two due on time, a tip; 005 and 104 the same: 1 of 2, one tip;
# 105 has too few.
cat > hazards.csv <<'END'
id,unit,found,source,level,description,deadline,rectified,on_spot
A1,U1,2018-01-01,patrol,general,a,2018-01-10,2018-01-05,
A2,U1,2018-01-02,patrol,general,b,2018-01-10,2018-01-15,
A3,U1,2018-01-03,tip,general,c,,,
A4,U1,2018-01-04,patrol,general,d,,,
B1,U2,2018-02-01,patrol,general,e,,2018-02-01,yes
B2,U2,2018-02-02,tip,general,f,,,
C1,U3,2018-02-03,patrol,general,g,,2018-02-03,yes
C2,U3,2018-02-04,tip,general,h,,,
D1,U4,2018-03-01,patrol,general,i,,2018-03-02,
END
tlsafe-hazard import -q hazards.csv >/dev/null
rank() { tlsafe-stats rank --rules small found=2018H1 --as-of 2018-06-30 "$@"; }

# --- scores -----------------------------------------------------------------------------------
# 004: 30 + 0 (50 % is none) + 12.5 of 100; 005, 104: 30 + 12.5 of 80, and 1 for the spot.
expect 'points, scores and ranks that are shared; few are not scored' \
	'rank --headings key --codes | head -n 5 | cut -f 1-9' <<'END'
rank	town	score	points	of	bonus	veto	rate	on_time
1	500151005	54.13	42.50	80.00	1.00		30.00	/
1	500151104	54.13	42.50	80.00	1.00		30.00	/
3	500151004	42.50	42.50	100.00	0.00		30.00	0.00
/	500151001	/	/	/	/		/	/
END
same 'all that can be ranked are there' 'rank --headings none | wc -l' 'echo 28'
expect 'in JSON nothing is null' 'rank -o json | tail -n 1 | cut -d, -f 1-5,11' <<'END'
{"rank":null,"town":"500151124","score":null,"points":null,"of":null,"rules":"small 3"}
END
expect 'what counted for each item' 'rank --items --codes --headings none | grep ^500151004' <<'END'
500151004	rate	整改率	2	4	30.00	60.00		small 3
500151004	on_time	按期率	1	2	0.00	20.00		small 3
500151004	tips	举报	1		12.50	20.00		small 3
500151004	spot	立改	0		0.00	1.50		small 3
500151004	deaths	死亡	/		/	/		small 3
END
expect 'and which records' 'rank --ids --codes | grep 500151004' <<'END'
A1	500151004	rate	part
A2	500151004	rate	part
A3	500151004	rate	whole
A4	500151004	rate	whole
A1	500151004	on_time	part
A2	500151004	on_time	whole
A3	500151004	tips	part
END
same 'they go by pipe' "rank --ids | grep tips | tlsafe-hazard show - --fields id -o csv \
		--headings none | sort" \
	'printf "A3\nB2\nC2\n"'
same 'as many as were counted' \
	'rank --items --headings none | awk -F"\t" "{ n += \$4 } END { print n }"' \
	'rank --ids | grep -c part$'
same 'as of an earlier day' \
	'tlsafe-stats rank --rules small found=2018H1 --as-of 2018-01-31 --codes --headings none |
		head -n 1 | cut -f 1-3' 'printf "1\t500151004\t42.50\n"'
same 'when nothing was known there is nobody' \
	"tlsafe-stats rank --rules small found=2018H1 --known-at 1 --headings none |
		sed -n '/^[0-9]/p' | wc -l" 'echo 0'
expect 'against the period before' \
	'tlsafe-stats rank --rules small found=2018-02 --as-of 2018-06-30 --against prev --codes \
		--headings key | grep "rank\|50015100[45]" | cut -f 1-6' <<'END'
rank	town	score	rank.before	score.before	score.change
1	500151005	54.13	/	/	/
/	500151004	/	1	42.50	/
END

ok 'the rules that are shipped can be used' tlsafe-stats rank found=2018H1

# --- a veto, by records of another kind -------------------------------------------------------
tlsafe-db schema apply -q accident.yaml >/dev/null
same 'without records of the kind it is not scored' \
	'rank --items --codes --headings none | grep deaths | cut -f 4,6 | sort -u' \
	'printf "/\t/\n"'
tlsafe-register add -q --kind accident town=500151005 on=2018-03-01 deaths=3 >/dev/null
tlsafe-register add -q --kind accident town=500151104 on=2018-03-01 deaths=2 >/dev/null
tlsafe-register add -q --kind accident town=500151004 on=2017-03-01 deaths=3 >/dev/null
expect 'the whole counts as nothing, and comes last of those ranked' \
	'rank --codes --headings none | head -n 3 | cut -f 1-3,7' <<'END'
1	500151104	54.13	
2	500151004	42.50	
3	500151005	0.00	yes
END
expect 'by this record' 'rank --ids --codes | grep deaths' <<'END'
X000001	500151005	deaths	part
END

# --- appeals ----------------------------------------------------------------------------------
appeal() { tlsafe-register add -q --kind appeal rules=small reason=x "$@" >/dev/null; }
appeal id=Q1 body=500151004 item=tips period=2018H1
expect 'an appeal is shown' 'rank --items --codes --headings none | grep Q1' <<'END'
500151004	tips	举报	1		12.50	20.00	Q1	small 3
END
tlsafe-register set -q Q1 decision=upheld points=5 >/dev/null
expect 'once it was upheld points are given back' \
	'rank --items --codes --headings none | grep Q1; rank --codes --headings none |
		grep 500151004 | cut -f 1-4' <<'END'
500151004	tips	举报	1		17.50	20.00	Q1 upheld +5.00	small 3
2	500151004	47.50	47.50
END
tlsafe-register set -q Q1 points=50 >/dev/null
same 'no more than there are' \
	'rank --items --codes --headings none | grep Q1 | cut -f 6' 'echo 20.00'
same 'of this period alone' \
	'tlsafe-stats rank --rules small found=2018-01 --as-of 2018-06-30 --items |
		sed -n /Q1/p | wc -l' 'echo 0'
before=$(tlsafe-db log | tail -n 1 | cut -f 1)
appeal id=Q2 body=500151004 item=tip period=2018-01..2018-06
status 'one about no item is told' 65 rank \
	"appeal Q2: item: the rules have no such: 'tip'" 'mend it'
tlsafe-register set -q Q2 item=tips period=June --correct --reason x >/dev/null
status 'or no period' 65 rank "appeal Q2: period: no period such as 2018H1: 'June'"
ok 'and as known before it there is none' rank --known-at "$before"

# --- what is wrong ----------------------------------------------------------------------------
status 'no such rules' 66 'tlsafe-stats rank --rules none found=2018H1' \
	"no rules 'none' for rank" 'schema apply DIR/rules/none.yaml' "'assessment'" "'small'"
status 'a period is needed' 64 'tlsafe-stats rank' 'needs a period with both ends' 'found=2018H1'
status 'one table' 64 'rank --items --ids' 'ask for one'
status 'scores alone are compared' 64 'rank --items --against prev' 'leave --items'
# wrong NAME SED PATTERN: rules that say so are refused when they are used.
version=3
wrong() {
	version=$((version + 1))
	sed "s/^version.*/version: \"$version\"/; $2" rules.yaml > new.yaml
	mkdir -p at && mv new.yaml at/rules.yaml
	tlsafe-db schema apply -q at/rules.yaml >/dev/null || { result 1 "$1"; return; }
	status "$1" 78 'rank --known-at "$(tlsafe-db log | tail -n 1 | cut -f 1)"' "$3"
}
wrong 'a rate of no figures' 's/figure: rate,/figure: rates,/' \
	"^tlsafe-stats: rules.yaml:10: rate: 'rates' is neither a rate"
wrong 'a figure that is none' 's/figure: on_spot/figure: on_spots/' \
	"rules.yaml:[0-9]+: spot: no figure 'on_spots'; there are found"
wrong 'a filter that is none' 's/source=tip/sourc=tip/' \
	"rules.yaml:13: tips: 'where': .*no field 'sourc'"
wrong 'division by nothing' 's/full: 100, zero: 0/full: 50, zero: 50/' \
	"rules.yaml:10: rate: 'full' is more than 'zero'"
wrong 'what belongs to nobody' 's/^per:.*/per: month/' "rules.yaml: per: 'month' is nobody's"
wrong 'what is no dimension' 's/^per:.*/per: towns/' "rules.yaml: per: .*'towns'"
wrong 'a kind that has not what is ranked' 's/^per:.*/per: assignee/' \
	"deaths: the kind accident has no field 'assignee'"

# --- others than towns ------------------------------------------------------------------------
sed '/id: deaths/,$d; s/^rules:.*/rules: bodies/; s/^per:.*/per: assignee/' rules.yaml > bodies.yaml
tlsafe-db schema apply -q bodies.yaml >/dev/null
tlsafe-hazard assign -q A3 A4 B2 --to 500151005 --on 2018-02-10 --due 2018-05-01 >/dev/null
expect 'what is assigned to nobody is not ranked, and comes last' \
	"tlsafe-stats rank --rules bodies found=2018H1 --as-of 2018-06-30 --codes --headings none |
		sed -n '1p;\$p' | cut -f 1-6" <<'END'
1	500151005	5.00	5.00	100.00	0.00
/		/	/	/	/
END
finish
