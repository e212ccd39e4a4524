# The table of verbs and states, cell by cell, as the contract's section 7 has it (typed from
# there), and what each verb needs.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks

export TLSAFE_NOW=2018-07-31T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
hz() { tlsafe-hazard "$@" >/dev/null || echo "# setup failed: $*"; }
plan="plan_goal=a plan_measures=b plan_money=c plan_people=d plan_time=e plan_contingency=f"
# One general and one major hazard in each state that can be reached.
for level in general major; do
	for state in reported assigned pastdue awaiting closed void referred; do
		id=$level-$state
		crit=; [ $level = major ] && crit=criterion=x
		hz add id=$id unit=U1 found=2018-07-01 source=patrol level=$level \
			description="$id" $crit
		[ $level = general ] || hz plan $id $plan --on 2018-07-01
		case $state in
		reported) continue ;;
		void) hz void $id --reason error; continue ;;
		referred) hz refer $id --to 蒲吕街道 --basis 依据 --on 2018-07-02; continue ;;
		esac
		due=2018-08-30; [ $state = pastdue ] && due=2018-07-10
		hz assign $id --to 蒲吕街道 --due $due --on 2018-07-02
		case $state in assigned|pastdue) continue ;; esac
		hz rectify $id --by 王 --on 2018-07-05
		[ $state = awaiting ] && continue
		hz verify $id --pass --by 李 --approved-by 赵 --on 2018-07-06
	done
done

declare -A command=(
	[assign]='assign ID --to 旧县街道 --reason r --due 2018-09-01'
	[plan]='plan ID plan_goal=z'
	[rectify]='rectify ID --by 王'
	[rectify-fixed-now]='rectify ID --fixed-now --by 王 --on 2018-07-01'
	[verify-pass]='verify ID --pass --by 李 --approved-by 赵'
	[verify-fail]='verify ID --fail --by 李 --due 2018-09-01'
	[extend]='extend ID --until 2018-10-01 --reason r --approved-by 赵'
	[grade]='grade ID --level OTHER --reason r --criterion x --approved-by 赵'
	[note]='note ID --note n'
	[void]='void ID --reason duplicate'
	[set]='set ID category=18'
	[set-correct]='set ID category=18 --correct --reason r'
	[grade-correct]='grade ID --correct --level OTHER --reason r'
	[accept]='accept ID'
	[return]='return ID --reason r'
	[urge]='urge ID'
	[supervise]='supervise ID --level city'
	[refer]='refer ID --to 旧县街道 --basis b'
	[answer-done]='answer ID --outcome done'
	[answer-back]='answer ID --outcome back'
	[evaluate]='evaluate ID --score 4 --by 赵'
)
# verb: states of a general hazard in which it goes / states of a major one, or that they are the
# same.
table='
assign            reported assigned pastdue               / same
plan              reported assigned pastdue awaiting      / same
rectify           reported assigned pastdue               / same
rectify-fixed-now reported                                /
verify-pass       pastdue awaiting                        / same
verify-fail       pastdue awaiting                        / same
extend            assigned pastdue                        / same
grade             reported assigned pastdue awaiting      / same
note              reported assigned pastdue awaiting      / same
void              reported assigned pastdue awaiting closed referred / same
set               reported assigned pastdue awaiting closed referred / same
set-correct       reported assigned pastdue awaiting closed referred / same
grade-correct     reported assigned pastdue awaiting closed referred / same
accept            assigned pastdue                        / same
return            assigned pastdue                        / same
urge              reported assigned pastdue awaiting      / same
supervise                                                 / reported assigned pastdue awaiting
refer             reported assigned pastdue               / same
answer-done       referred                                / same
answer-back       referred                                / same
evaluate          closed                                  / same
'
cells=0 unnamed=
while read -r verb rest; do
	[ -n "$verb" ] || continue
	for level in general major; do
		allowed=" ${rest%%/*} "
		[ $level = general ] || [ "${rest##*/ }" = same ] || allowed=" ${rest##*/} "
		other=major; [ $level = major ] && other=general
		for state in reported assigned pastdue awaiting closed void referred; do
			cells=$((cells + 1))
			want=77; case $allowed in *" $state "*) want=0 ;; esac
			line=${command[$verb]//ID/$level-$state}
			said=$(tlsafe-hazard ${line//OTHER/$other} --dry-run 2>&1)
			rc=$?
			[ $rc = $want ]
			result $? "$verb of a $level one, $state: $want"
			[ $rc = $want ] || note "$rc: $said"
			[ $want = 77 ] || continue
			# It names the record, the verb, its state, and what is possible.
			names="$level-$state: [a-z]+: .*(not possible in state .*; possible now: "
			names="$names|nothing is mended of what is void.*; undo"
			names="$names|a major hazard is never closed on the spot.*; "
			names="$names|only a major hazard is listed.*; grade"
			names="$names|2018-07-01 lies before the last act.*; )"
			grep -qE "$names" <<<"$said" || unnamed="$unnamed$verb $level-$state: $said
"
		done
	done
done <<<"$table"
[ $cells = 294 ]
result $? "all $cells cells were tried"
[ -z "$unnamed" ]
result $? 'each refusal names record, verb, state and what is possible'
[ -z "$unnamed" ] || note "$unnamed"
status 'a refusal names state, verb and what is possible' 77 \
	'tlsafe-hazard rectify general-closed --by 王' \
	'general-closed: rectify: not possible in state closed .已销号.' \
	'possible now: set, void, evaluate'

# What each needs.
needs() { status "$1" 77 "tlsafe-hazard $2 --dry-run" "$3"; }
needs 'assign needs a body' 'assign general-reported --due +15d' 'to whom'
needs 'assign needs a deadline' 'assign general-reported --to 蒲吕街道' 'no deadline'
needs 'moving needs a reason' 'assign general-assigned --to 旧县街道' 'needs a reason'
needs 'replacing the due date needs both' \
	'assign general-assigned --to 蒲吕街道 --due 2018-09-09 --replace-due --reason r' \
	'who approved'
needs 'rectify needs who' 'rectify general-assigned' 'who rectified'
hz add id=major-np unit=U1 found=2018-07-01 source=patrol level=major description=np criterion=x
needs 'a major one needs its plan' 'rectify major-np --by 王' 'plan is not complete'
needs 'who rectified cannot verify' 'verify general-awaiting --pass --by 王' \
	'who rectified it cannot verify'
needs 'whatever the spacing' 'verify general-awaiting --pass --by "王 "' \
	'who rectified it cannot verify'
needs 'a major one needs a third person' 'verify major-awaiting --pass --by 李' 'who approved'
needs 'who is a third one' 'verify major-awaiting --pass --by 李 --approved-by 王' \
	'neither rectified nor verified'
needs 'a failed recheck needs a date' 'verify general-awaiting --fail --by 李' 'new due date'
needs 'an extension needs a reason' 'extend general-assigned --until 2018-10-01 --approved-by 赵' \
	'needs a reason'
needs 'and a later day' 'extend general-assigned --until 2018-08-01 --reason r --approved-by 赵' \
	'not after the due date'
needs 'a refused extension needs a reason' 'extend general-assigned --refuse' 'needs a reason'
needs 'and has no date' 'extend general-assigned --refuse --reason r --until 2018-10-01' \
	'no new date'
needs 'nor is one refused before it is assigned' 'extend general-reported --refuse --reason r' \
	'not possible in state reported'
needs 'grading up needs a criterion' 'grade general-assigned --level major --reason r' 'criterion'
needs 'grading down needs who approved' 'grade major-assigned --level general --reason r' \
	'who approved'
needs 'void has three reasons' 'void general-assigned --reason whatever' 'duplicate, not-a-hazard'
needs 'acts follow one another' 'rectify general-assigned --by 王 --on 2018-07-01' \
	'lies before the last act of 2018-07-02'
status 'a day that is none' 64 'tlsafe-hazard verify general-pastdue --pass --by 李 --rectified x' \
	"not a day: 'x'; give --rectified DATE"
needs 'a future day' 'rectify general-assigned --by 王 --on 2018-08-01' 'after today'
needs "a verb's field is not set" 'set general-closed closed=2018-07-07' \
	'written by: tlsafe-hazard verify'
needs 'derived fields follow' 'set general-closed state=reported' 'follows from the acts'
needs 'all or none' 'note general-assigned general-closed --note n' 'general-closed: note'
needs '--expect' 'note general-assigned --note n --expect 2' '1 records, and 2 are expected'
status 'no such id' 66 'tlsafe-hazard note nobody --note n' 'nobody'
status 'verify says which way' 64 'tlsafe-hazard verify general-awaiting --by 李' '--pass or --fail'
before=$(tlsafe-db info | grep ^anchor)
same 'a dry run changes nothing' 'tlsafe-db info | grep ^anchor' "echo '$before'"

due=$(tlsafe-hazard show general-assigned --fields due,extended_on,state)
ok 'an extension that is refused' tlsafe-hazard extend general-assigned --refuse --reason \
	'理由不足' --approved-by 赵
same 'moves nothing' \
	'tlsafe-hazard show general-assigned --fields due,extended_on,state' "echo '$due'"
same 'and stays in the history' \
	"tlsafe-hazard history general-assigned | tail -n 1 | cut -f4,9" \
	"printf 'extend-refused\t理由不足\n'"

# Lives through pipelines.
expect 'grading up sends the fix back' \
	"tlsafe-hazard grade general-awaiting --level major --reason r --criterion x |
		cut -f1,5,9,10; tlsafe-hazard show general-awaiting --codes |
		grep -E '^(rectified|cycle|due)'" <<EOF
general-awaiting	重大	2018-08-30	整改中
due	2018-08-30
cycle	1
EOF
expect 'a refused fix, a second cycle, closing, in one pipeline' \
	"tlsafe-hazard verify major-awaiting --fail --by 李 --due 2018-07-30 --on 2018-07-07 |
		tlsafe-hazard rectify - --by 王 --on 2018-07-08 |
		tlsafe-hazard verify - --pass --by 李 --approved-by 赵 --on 2018-07-09 |
		cut -f1,9,10; tlsafe-hazard show major-awaiting |
		grep -E '^(rectified|cycle|closed)	'" <<EOF
major-awaiting	2018-07-30	已销号
rectified	2018-07-08
closed	2018-07-09
cycle	2
EOF
expect 'an unreported fix is inferred' \
	"tlsafe-hazard verify general-pastdue --pass --by 李 --rectified 2018-07-09 --on \
		2018-07-11 | cut -f10; tlsafe-hazard history general-pastdue -o json |
		grep -c '\"inferred\":\"yes\"';
		tlsafe-hazard show general-pastdue --fields rectified" <<EOF
已销号
1
rectified	2018-07-09
EOF
expect 'assign leaves a given deadline' \
	"tlsafe-hazard assign -q general-assigned --to 蒲吕街道 --due 2018-12-31 --on 2018-07-03 |
		cut -f9" <<EOF
2018-08-30
EOF
expect 'and replaces the due date when told' \
	"tlsafe-hazard assign general-assigned --to 蒲吕街道 --due 2018-12-31 --replace-due \
		--reason r --approved-by 赵 --on 2018-07-04 | cut -f9;
		tlsafe-hazard show general-assigned --fields deadline,due,approved_by" <<EOF
2018-12-31
deadline	2018-08-30
due	2018-12-31
EOF
hz void general-closed --reason duplicate --duplicate-of general-assigned
same 'not even before it was voided' \
	'tlsafe-stats explain found found=2018 --as-of 2018-07-06 | grep -x general-closed;
		echo none' 'echo none'
ok 'check' tlsafe-db check
# --- what says nothing, or two things -------------------------------------------------------
refuse=$(mktemp -d "$dir/XXXXXX")/store
tlsafe-db init -s "$refuse" >/dev/null
of() { tlsafe-hazard add -s "$refuse" -q id=A place=x town=500151004 source=patrol level=general \
	description=d "$@"; }
status 'two days of the find' 64 'of found=2018-06-01 found=2018-06-02' 'found is given twice'
status 'by two names' 64 'of found=2018-06-01 发现日期=2018-06-02' 'found is given twice'
status 'once' 0 'of found=2018-06-01'
for nobody in / — N/A; do
	status "$nobody is nobody" 64 "tlsafe-hazard rectify -s '$refuse' A --by '$nobody'" \
		'--by: that is nobody' 'name somebody, or leave it out'
done
status 'nor has a mark approved anything' 64 \
	"tlsafe-hazard extend -s '$refuse' A --until 2018-09-01 --reason r --approved-by /" \
	'approved_by' 'say it, or leave the option out'
finish
