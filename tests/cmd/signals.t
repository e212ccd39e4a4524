# What deserves attention: patterns that are there are found, others are not, and what was judged
# false stays away until there is new evidence.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-02T09:00:00+08:00
did() { "$@" -q >/dev/null; }
day='--as-of 2018-06-30'
hits() { tlsafe-stats signals --hits --headings none -o tsv $day "$@"; }
enter() { did tlsafe-hazard import -; }
last() { tlsafe-db info | awk '$1 == "transactions" { print $2 }'; }
undo() { did tlsafe-db undo "${1:-$(last)}" --reason x; }

# --- nothing planted ------------------------------------------------------------------------
# An extra hit names what nobody planted: of units, or hazards where a rule is of one, at most 5 %.
mkdir plain
"$gen" --plain --units 400 --found 2900 --rectified 2820 plain >/dev/null
tlsafe-db init >/dev/null
did tlsafe-register import plain/units.csv
did tlsafe-hazard import plain/hazards.csv
clean=$(hits)
for rule in again cluster rising silent last_day late stuck extended; do
	extra=$(awk -F'\t' -v r=$rule '$2 == r { print $5 }' <<<"$clean" | sort -u | wc -l)
	of=$(awk -F'\t' -v r=$rule '$2 == r { print $4; exit }' <<<"$clean")
	all=400
	[ "$of" != hazard ] || all=2900
	[ $((extra * 20)) -le $all ]
	result $? "$rule: $extra extra hits of $all"
done

# --- planted: P1 to P8 have a pattern; of N1 to N8 each lacks little of it -------------------
{
	echo id,name,kind,town,lon,lat,datum
	for u in P1 N1 P3 N3 O3 Q3 P4 N4 O4 P5 N5 O5 P6 N6 P7 P8; do
		echo "$u,$u,enterprise,500151004,,,"
	done
	# Three within 300 m; the others lack a hazard, a unit, a few metres, a common datum.
	echo P2a,P2a,enterprise,500151004,106.0500,29.8400,cgcs2000
	echo P2b,P2b,enterprise,500151004,106.0510,29.8405,cgcs2000
	echo P2c,P2c,enterprise,500151004,106.0490,29.8420,cgcs2000
	echo N2a,N2a,enterprise,500151004,106.1500,29.8400,cgcs2000
	echo N2b,N2b,enterprise,500151004,106.1510,29.8405,cgcs2000
	echo N2c,N2c,enterprise,500151004,106.1530,29.8440,cgcs2000
	echo O2a,O2a,enterprise,500151004,106.2500,29.8400,cgcs2000
	echo O2b,O2b,enterprise,500151004,106.2510,29.8405,cgcs2000
	echo O2c,O2c,enterprise,500151004,106.2490,29.8420,gcj02
} | did tlsafe-register import -
heading=id,unit,found,source,category,level,description,deadline,assigned,rectified,rectified_by
# rows UNIT SOURCE DEADLINE FOUND...: of a category each, from 01 on.
rows() {
	local unit=$1 source=$2 deadline=$3 n=0 found
	shift 3
	for found; do
		n=$((n + 1))
		printf '%s-%02d,%s,%s,%s,%02d,general,d,%s,,,\n' "$unit" $n "$unit" "$found" \
			"$source" $n "$deadline"
	done
}
{
	echo $heading
	# four of one category in the 90 days to 30 June; the first of N1 is a day older
	for u in P1,2018-04-02 N1,2018-04-01; do
		n=0
		for d in ${u#*,} 2018-05-01 2018-06-01 2018-06-30; do
			n=$((n + 1))
			echo "${u%,*}-$n,${u%,*},$d,patrol,02,general,d,2018-08-01,,,"
		done
	done
	# eight at three units in the 30 days to 30 June
	for u in P2 N2 O2; do
		rows ${u}a patrol 2018-08-01 2018-06-01 2018-06-10 2018-06-30
		rows ${u}b patrol 2018-08-01 2018-06-02 2018-06-11 2018-06-29
		rows ${u}c patrol 2018-08-01 2018-06-02 2018-06-11
	done
	# six in 30 days, and six, seven and none in the 90 before; five
	new="2018-06-01 2018-06-05 2018-06-10 2018-06-15 2018-06-20 2018-06-30"
	old="2018-03-03 2018-03-10 2018-04-10 2018-04-20 2018-05-10 2018-05-20"
	rows P3 selfcheck 2018-08-01 $new $old
	rows N3 selfcheck 2018-08-01 $new $old 2018-05-31
	rows O3 selfcheck 2018-08-01 $new 2018-03-02
	rows Q3 selfcheck 2018-08-01 2018-05-31 ${new#* } $old
	# twelve that others found; of N4 it reported one more itself, of O4 there are eleven
	many=$(for m in 01 02 03 04 05 06; do echo 2018-$m-08 2018-$m-18; done)
	rows P4 tip 2018-08-01 $many
	rows N4 tip 2018-08-01 $many
	rows N4 selfcheck 2018-08-01 2018-06-01 | sed s/N4-01/N4-13/
	rows O4 tip 2018-08-01 ${many#* }
} | enter
fixed() { echo "$1-$2,$1,2018-05-0$2,patrol,0$2,general,d,$3,2018-05-0$2,$4,甲"; }
{
	echo $heading
	# four of five fixed on their last day; three of five; three of three
	for u in P5 N5; do
		for i in 1 2 3; do fixed $u $i 2018-05-2$i 2018-05-2$i; done
		fixed $u 5 2018-05-25 2018-05-20
	done
	fixed P5 4 2018-05-24 2018-05-24
	fixed N5 4 2018-05-24 2018-05-23
	for i in 1 2 3; do fixed O5 $i 2018-05-2$i 2018-05-2$i; done
	# three overdue by more than 30 days; one of them by 30
	for d in P6-28 P6-29 P6-30 N6-28 N6-29 N6-31; do
		rows ${d%-*} patrol 2018-05-${d#*-} 2018-05-02 | sed "s/-01,/-${d#*-},/"
	done
	# overdue by 91 days, and by 90; extended
	rows P7 patrol 2018-03-31 2018-02-01
	rows P7 patrol 2018-04-01 2018-02-02 | sed s/P7-01/N7-01/
	rows P8 patrol 2018-06-01 2018-02-03 2018-02-04
} | enter
did tlsafe-hazard assign P8-01 P8-02 --to 蒲吕街道 --on 2018-02-05
extend() { did tlsafe-hazard extend "$1" --reason 设备未到 --approved-by 张 "${@:2}"; }
extend P8-01 --until 2018-07-01 --on 2018-05-01
extend P8-01 --until 2018-08-01 --on 2018-06-01
extend P8-02 --until 2018-07-01 --on 2018-05-01
extend P8-02 --until 2018-08-01 --on 2018-06-01
extend P8-02 --refuse --on 2018-06-02
extend P8-01 --until 2018-09-01 --on 2018-06-30
expect 'each is found, with its hazards, and what lacks little is not' \
	'hits description=d | cut -f2,5,8' <<'END'
again	P1	P1-1、P1-2、P1-3、P1-4
cluster	106.05,29.84	P2a-01、P2a-02、P2a-03、P2b-01、P2b-02、P2b-03、P2c-01、P2c-02
rising	P3	P3-01、P3-02、P3-03、P3-04、P3-05、P3-06
silent	P4	P4-01、P4-02、P4-03、P4-04、P4-05、P4-06、P4-07、P4-08、P4-09、P4-10、P4-11、P4-12
last_day	P5	P5-1、P5-2、P5-3、P5-4
late	P6	P6-28、P6-29、P6-30
stuck	P7-01	P7-01
extended	P8-01	P8-01
END
same 'all hits are those, and those that were there before' 'hits | sort' \
	'{ cat <<<"$clean"; hits unit~P; } | sort'
expect 'the numbers are said, in the language of the store or another' \
	'hits unit~P | cut -f3,6,7 | sed -n 1,3p
		tlsafe-stats signals unit=P5,P6,P7,P8 --hits $day -o md --headings en |
			cut -d"|" -f7-8 | sed 1,2d' <<'END'
同类隐患反复	P1	90天内4起“02 安全生产管理机构及人员”，至少4起
隐患聚集	P2a	30天内300米内3家单位8起，至少3家8起
隐患上升	P3	30天内6起，此前3个30天共6起；至少为其均值的300%且6起
 P5 | 4 of 5 fixed in 180 days on the day that they were due, at least 80 % of 4 
 P6 | 3 overdue by more than 30 days, at least 3 
 P7 | 91 days overdue, more than 90 
 P8 | extended 3 times, at least 3 
END
expect 'a line for each hazard: what goes on in the pipe' \
	'tlsafe-stats signals unit=P1 $day -o tsv | cut -f1,2,4,5,9' <<'END'
P1-1	again	unit	P1	1
P1-2	again	unit	P1	1
P1-3	again	unit	P1	1
P1-4	again	unit	P1	1
END
same 'its hazards are noted' \
	"tlsafe-stats signals unit=P1 $day | tlsafe-hazard note - --note 同类反复 | cut -f1" \
	'printf "P1-%d\n" 1 2 3 4'
undo
same 'also as JSON' \
	"tlsafe-stats signals unit=P1 $day -o json | tlsafe-hazard note - --note x | cut -f1" \
	'printf "P1-%d\n" 1 2 3 4'
undo
expect 'a hit as JSON' \
	"tlsafe-stats signals unit=P7 --hits $day -o json |
		jq -c 'del(.id, .title, .subject, .numbers, .version)'" <<'END'
{"rule":"stuck","of":"hazard","name":"P7","hazards":["P7-01"],"evidence":["2018-03-31"]}
END

# --- when, and what was known --------------------------------------------------------------
same 'a day before there was one less' \
	'tlsafe-stats signals unit=P1,P3,P8 --as-of 2018-06-29 --hits --headings none' true
same 'as of then' "tlsafe-stats signals unit~P --as-of 2018-06-29 --hits | cut -f2" \
	'printf "%s\n" silent last_day'
n=$(last)
anchor=$(tlsafe-stats rate $day -o json | jq -r .anchor)
was=$(hits unit~P)
did tlsafe-hazard void P7-01 --reason error
did tlsafe-hazard set P1-1 category=03 --correct --reason 登记有误
did tlsafe-register set P2c lat=29.9 --correct --reason 坐标有误
same 'what was entered since moves the hits' 'hits unit~P | cut -f2' \
	'printf "%s\n" rising silent last_day late extended'
same 'and an anchor gives those of then' "hits unit~P --known-at '$anchor'" 'cat <<<"$was"'
for i in 1 2 3; do undo $((n + i)); done
same 'undone they are there again' 'hits unit~P' 'cat <<<"$was"'

# --- which -------------------------------------------------------------------------------
same 'one rule, by any name' 'hits unit~P --rule stuck,多次延期 | cut -f2' \
	'echo stuck; echo extended'
status 'no such rule' 64 'tlsafe-stats signals --rule agian' "'agian' is none" \
	"did you mean 'again'"
status 'and nothing near it' 64 'tlsafe-stats signals --rule nothing_like_it' \
	'there are again cluster'
status 'a filter that is none' 64 'tlsafe-stats signals nowhere' 'nowhere'
status 'some are found' 1 "tlsafe-stats signals unit=P1 $day --exit-found -O /dev/null -o tsv"
status 'none are' 1 "tlsafe-stats signals unit=N1 $day --exit-empty"

# --- judged false -------------------------------------------------------------------------
judge() { tlsafe-register import -q - --kind judgement --set reason="$1" >/dev/null; }
same 'what is judged false stays away' \
	"tlsafe-stats signals unit=P1,P8 --hits $day -o csv | judge 同一次检查
		hits unit=P1,P8" true
judged=$(last)
expect 'and is there with --all, and why' "hits unit=P1,P8 --all | cut -f2,5,12" <<'END'
again	P1	同一次检查
extended	P8-01	同一次检查
END
status 'it is none for who asks whether there are any' 0 \
	"tlsafe-stats signals unit=P1 $day --exit-found --all"
same 'the judgement is named, and has a history' \
	"id=\$(hits unit=P1 --all | cut -f11)
		tlsafe-register history \$id | cut -f4,8 | cut -c1-40
		tlsafe-register --kind judgement list | cut -f2,3,6" \
	'printf "add\t\n"; printf "%s\t%s\t同一次检查\n" again P1 extended P8-01'
same 'with an anchor of before it is not known' \
	"hits unit=P1 --known-at '$anchor' | cut -f2" 'echo again'
same 'what grows old and falls out is no new evidence' \
	'tlsafe-stats signals unit=P1 --as-of 2018-07-01 --hits --headings none' true
did tlsafe-hazard import - <<END
$heading
P1-5,P1,2018-06-28,patrol,02,general,又一处,2018-08-01,,,
END
expect 'a hazard more is: the hit comes back whole' "hits unit=P1 | cut -f2,8" <<'END'
again	P1-1、P1-2、P1-3、P1-4、P1-5
END
undo
same 'taken back again, it stays away' 'hits unit=P1' true
did tlsafe-hazard extend P8-01 --until 2018-10-01 --reason 又 --approved-by 张 --on 2018-07-01
expect 'one extension more is new' \
	'tlsafe-stats signals unit=P8 --hits --headings none -o csv | cut -d, -f2,7,9' <<'END'
extended,延期4次，至少3次,4
END
undo
did tlsafe-hazard set P1-4 --correct found=2018-06-29 --reason r
same 'by which the rule does not go is not' 'hits unit=P1' true
undo
id=$(hits unit=P1 --all | cut -f11)
status 'the same judged twice' 65 \
	"tlsafe-stats signals unit=P1 --hits --all $day -o json | jq -c 'del(.judgement)' |
		tlsafe-register add - --kind judgement" "$id"
undo $judged
same 'undone, it is there' 'hits unit=P1,P8 | cut -f2' 'echo again; echo extended'
hits=$(tlsafe-stats signals unit=P1 --hits $day -o json)
status 'without a reason none is' 65 "tlsafe-register add - --kind judgement <<<'$hits'" 'reason'
ok 'with one, from JSON' eval \
	"jq -c '.reason = \"误报\"' <<<'$hits' | tlsafe-register add - --kind judgement"
same 'the same' 'hits unit=P1' true
undo

# --- other rules -------------------------------------------------------------------------
cp "$TLSAFE_SCHEMAS/rules/signals.yaml" .
sed -i 's/^version: .*/version: "区2"/; /id: again/s/at_least: 4/at_least: 3/' signals.yaml
did tlsafe-db schema apply signals.yaml
same 'an office has its own numbers' 'hits unit=P1,N1 --rule again | cut -f5,10' \
	'printf "%s\t区2\n" N1 P1'
same 'and what was asked before is asked by those of then' "hits unit~P --known-at '$anchor'" \
	'cat <<<"$was"'
bad() {
	sed "$2" "$TLSAFE_SCHEMAS/rules/signals.yaml" > signals.yaml
	sed -i "s/^version: .*/version: \"x$tests\"/" signals.yaml
	did tlsafe-db schema apply signals.yaml
	status "$1" 78 'tlsafe-stats signals' "signals.yaml:[0-9]+: $3"
	undo
}
sed 's/^rules: .*/rules: ours/; s/at_least: 3/at_least: 2/' signals.yaml > ours.yaml
did tlsafe-db schema apply ours.yaml
same 'or rules of its own beside them' 'hits unit=P8 --rules ours --rule extended | cut -f5,9' \
	'printf "%s\n" "P8-01	3" "P8-02	2"'
undo
status 'which have to be there' 66 'tlsafe-stats signals --rules ours' "no rules 'ours' for signals"
status 'and be for that' 66 'tlsafe-stats signals --rules assessment' "'assessment' for signals"
bad 'no days' 's/days: 90,/days: 0,/' "again: 'days' is from 1 to 3660, not 0"
bad 'more metres than are near' 's/metres: 300/metres: 5001/' 'cluster: .metres. is from 1 to 5000'
bad 'a source that is none' 's/own: selfcheck/own: selfchek/' "silent: 'selfchek' is no source"
bad 'an id that is no id' 's/id: again/id: Again/' 'Again: an id is at most 40 of'
undo

# --- the same, in another order ------------------------------------------------------------
tlsafe-hazard list unit~P --fields id,unit,found,source,category,level,description,deadline \
	-o csv --headings key --codes > all.csv
tlsafe-register list id~P --fields id,name,kind,town,lon,lat,datum -o csv --headings key --codes \
	> units.csv
turn() { sed -n 1p "$1"; sed 1d "$1" | tac; }
for s in one two; do tlsafe-db init -s $s >/dev/null; done
did tlsafe-register import -s one units.csv
did tlsafe-hazard import -s one all.csv
turn units.csv | did tlsafe-register import -s two -
turn all.csv | did tlsafe-hazard import -s two -
same 'the order of entry does not matter' "tlsafe-stats signals -s one $day" \
	"tlsafe-stats signals -s two $day"
status 'which is not of nothing' 1 "tlsafe-stats signals -s one $day --exit-found -O /dev/null"
ok 'and all is sound' tlsafe-db check
finish
