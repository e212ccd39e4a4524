# What the next shift has to know: what came since a moment, what is due, and what waits, each with
# who said it last; as page, mail and table.
. "$TEST_SRCDIR/tests/lib.sh"

at() { export TLSAFE_NOW=$1; }
as() { TLSAFE_ACTOR=$1 "${@:2}" -q >/dev/null; }
add() { # ID TOWN DUE
	as 甲 tlsafe-hazard add id="$1" place=厂 town="$2" found=2018-07-01 source=patrol \
		level=general description="$1" deadline="$3" owner=秘密 phone=13800138000
}
# rows PART [WORD...]: ids of a part, and who said what last.
rows() {
	tlsafe-report handoff --since "${@:2}" -o json | jq -r "select(.part == \"$1\") | .rows[] |
		[.id, .last_act, .last_actor] | join(\" \")"
}

at 2018-07-01T09:00:00+08:00
tlsafe-db init
for h in A B C D E F G; do add $h 蒲吕街道 2018-07-20; done
add H 旧县街道 2018-07-04
add I 旧县街道 2018-07-02
as 乙 tlsafe-hazard assign A B C D --to 蒲吕街道
as 乙 tlsafe-hazard accept A B C
as 乙 tlsafe-hazard refer E --to 旧县街道 --basis 职责 --promised 2018-07-09
as 丙 tlsafe-hazard rectify A B F --by 王
as 丙 tlsafe-hazard verify F --pass --by 李
closed=$(tlsafe-db log | tail -n 1 | cut -f1)
at 2018-07-01T18:00:00+08:00
as 丙 tlsafe-hazard note G --note 夜
last=$(tlsafe-db log | tail -n 1 | cut -f1)
at 2018-07-03T08:00:00+08:00

expect 'an empty page says so' "tlsafe-report handoff --since $last state=void -o table | sed 5q" \
	<<'END'
交接班（2018-07-03）
====================
铜梁区
事务 15（2018-07-01 18:00）之后录入的为新；截至 2018-07-03。
没有新情况。
END
expect 'and in JSON has no rows' "tlsafe-report handoff --since $last state=void -o json |
	jq -c 'select(.rows) | .rows' | sort -u" <<<'[]'

add J 蒲吕街道 2018-08-01
as 丁 tlsafe-hazard verify A --fail --due 2018-07-15 --by 赵
as 丁 tlsafe-hazard return C --reason 不属本辖区
as 戊 tlsafe-db undo "$closed" --reason 错录
add K 蒲吕街道 2018-08-01
as 丁 tlsafe-hazard void K --reason error

expect 'what is new' "rows new $last" <<<'J add 甲'
expect 'what came back, by whom' "rows back $last" <<<$'A verify 丁\nC return 丁'
expect 'what was closed and is open again' "rows reopened $last" <<<'F undo 戊'
expect 'what is overdue' "rows overdue $last" <<<'I add 甲'
expect 'what is due' "rows due $last" <<<'H add 甲'
expect 'what waits for a recheck' "rows recheck $last" <<<$'B rectify 丙\nF undo 戊'
expect 'for who it was assigned to' "rows unaccepted $last" <<<'D assign 乙'
expect 'for an answer' "rows referred $last" <<<'E refer 乙'
expect 'how much of what stands at its head' \
	"tlsafe-report handoff --since $last -o md | sed -n 7p | sed 's/[，。]/&\n/g'" <<'END'
新登记1条，
复查不合格或退回2条，
销号后重开1条，
逾期1条，
三日内到期1条，
待复查2条，
已交办未签收1条，
已移送未回函1条。
END
same 'lists are those of list' \
	"rows overdue $last | cut -d' ' -f1" \
	'tlsafe-hazard list overdue --fields id'
same 'words hold for all parts' "rows new $last town=旧县街道; rows due $last town=旧县街道" \
	'echo H add 甲'
same 'an id is one of them' "rows new $last J; rows back $last J; rows back $last C" \
	'printf "J add 甲\nC return 丁\n"'
expect 'nothing of persons' "tlsafe-report handoff --since 0 -o json | grep -cE '秘密|13800'" <<<0

# --- since when -------------------------------------------------------------------------------
anchor=$(tlsafe-stats rate --known-at "$last" | sed -n 's/^anchor\t//p')
for when in 2018-07-02 2018-07-03 yesterday today 2018-07-01T18:00:00+08:00 '2018-07-02 07:00' \
	"$anchor"; do
	same "since $when" "rows new '$when'; rows back '$when'" "rows new $last; rows back $last"
done
same 'a day is its beginning' 'rows new 2018-07-01 | wc -l' 'echo 10'
same 'and so is a month' 'rows new 2018-07 | wc -l' 'echo 10'
same 'the last transaction has nothing behind it' \
	"rows new $(tlsafe-db log | tail -n 1 | cut -f1) | wc -l" 'echo 0'
status 'no moment' 64 'tlsafe-report handoff' 'since when'
status 'an empty one' 64 'tlsafe-report handoff --since ""' 'since when'
status 'what is none' 64 'tlsafe-report handoff --since morning' \
	"neither a transaction's number nor a day or time: 'morning'" 'give --since'
status 'a day to come' 64 'tlsafe-report handoff --since 2018-07-04' 'lies after the present'
status 'a time to come' 64 'tlsafe-report handoff --since 2018-07-03T09:00:00+08:00' \
	'lies after the present'
status 'a transaction to come' 64 'tlsafe-report handoff --since 99' 'there is no transaction 99'
status 'one that is not known yet' 64 "tlsafe-report handoff --since $last --known-at 3" \
	"--since is transaction $last, and what is known ends with 3"
status 'an anchor of another chain' 65 "tlsafe-report handoff --since '${anchor%????}0000'" \
	'other digits'
status 'a form without parts' 64 "tlsafe-report handoff --since $last -o tsv" 'has none'
status 'a word that is none' 64 "tlsafe-report handoff --since $last wurst" 'wurst'
[ ! -e no.html ] && ! tlsafe-report handoff --since 99 -O no.html 2>/dev/null && [ ! -e no.html ]
result $? 'and never half a file'

# --- what was taken back, and what was said since ------------------------------------------------
known=$(tlsafe-db log | tail -n 1 | cut -f1)
again() { for f in html md csv json table mail; do
	tlsafe-report handoff --since "$last" --as-of 2018-07-03 --known-at "$known" -o $f; done; }
again > then
fail=$(tlsafe-hazard history A -o json | jq 'select(.act == "verify") | .txn')
as 己 tlsafe-db undo "$fail" --reason 错
add L 蒲吕街道 2018-08-01
expect 'a recheck that was taken back is no news' "rows back $last" <<<'C return 丁'
same 'but who took it back spoke last' "rows recheck $last | head -n 1" 'echo A undo 己'
at 2018-12-01T08:00:00+08:00
again > later
cmp then later
result $? 'made again in December it has the same bytes'

# --- forms ----------------------------------------------------------------------------------
at 2018-07-03T08:00:00+08:00
long=$(printf '长%.0s' $(seq 300))
tlsafe-hazard add -q id=X place=x town=蒲吕街道 found=2018-07-03 source=patrol level=general \
	deadline=2018-07-04 description=$'<script>\e[31m\n.\nFrom x\r\nBcc: a@b '"$long" >/dev/null
tlsafe-report handoff --since "$last" -O page.html
! grep -q '<script>' page.html && grep -q '&lt;script&gt;' page.html
result $? 'text of others is text in a page'
tlsafe-report handoff --since "$last" -o mail > mail
grep -q '^- J ' mail && ! grep -qP '\e|\r|^\.$|^From |^Bcc' mail &&
	[ "$(wc -L < mail)" -le 76 ] && [ "$(LC_ALL=C awk '{ print length }' mail | sort -n |
	tail -n 1)" -lt 998 ]
result $? 'and in a mail, whose lines are short'
expect 'nothing of it is lost' "tr -d '\n ' < mail | grep -o '长\{300\}' | uniq | wc -l" <<<1
expect 'in English' "tlsafe-report handoff --since $last --headings en -o md | head -n 1" \
	<<<'# Handoff \(2018-07-03\)'

# --- an office has one of its own -----------------------------------------------------------
own() {
	sed -e "s/^rules: handoff/rules: $1/" -e "$2" "$src/schemas/reports/handoff.yaml" \
		> "$1.yaml"
	tlsafe-db schema apply "$1.yaml" --reason x >/dev/null
}
own night '/id: reopened/,/fields/d; s/acts: add, top: 50/acts: add, top: 1/'
expect 'with parts of its own' "tlsafe-report handoff --since $last --report night -o json |
	jq -r 'select(.part == \"new\") | .text[0], (.rows | length)'" \
	<<<$'共3条，列出前1条。\n1'
own acts 's/acts: add/acts: eat/'
status 'an act that is none' 78 "tlsafe-report handoff --since $last --report acts" \
	"acts.yaml:[0-9]+: new: 'acts' names what is no act: eat"
own ids 's/"id,unit.name,place/"unit.name,place/'
status 'no ids' 78 "tlsafe-report handoff --since $last --report ids" \
	"ids.yaml:[0-9]+: new: 'fields' wants id"
own was 's/was: closed/was: closd/'
status 'a condition that is none' 78 "tlsafe-report handoff --since $last --report was" \
	"was.yaml:[0-9]+: reopened: .*closd"
own fine 's/unit.name,town/unit.nmae,town/'
status 'a column that is none' 78 "tlsafe-report handoff --since $last --report fine" 'nmae'
expect 'a report of a month has news too' "tlsafe-report monthly 2018-07 --report handoff -o json |
	jq -r 'select(.part == \"new\") | .rows | length'" <<<12
finish
