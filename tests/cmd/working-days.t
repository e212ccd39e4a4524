# Deadlines in working days: counted by the calendar that the store has, told day by day.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-12-03T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 sector=107 >/dev/null
add() { # ID FOUND [FIELD=VALUE...]
	tlsafe-hazard add -q "id=$1" unit=U1 "found=$2" source=patrol level=general \
		description="$1" "${@:3}" >/dev/null
}

# --- Spring Festival and National Day 2018 ------------------------------------------------------
# 2018-02-09 is a Friday. Off: Saturday 10, Thursday 15 to Wednesday 21, Sunday 25. Worked: Sunday
# 11, Saturday 24. So the first is Sunday 11, the fourth Wednesday 14, the fifth Thursday 22, the
# seventh Saturday 24, the eighth Monday 26.
for n in 1 4 5 7 8; do add "S$n" 2018-02-09 "deadline=+${n}wd"; done
same 'from before Spring Festival' "tlsafe-hazard list --fields id,deadline" \
	"printf 'S%s\t2018-02-%s\n' 1 11 4 14 5 22 7 24 8 26"
# 2018-09-28 is a Friday; Saturday 29 and Sunday 30 are worked, 1 to 7 October are off.
add N 2018-09-28
expect 'from before National Day, with the days told' \
	"tlsafe-hazard assign N --to 蒲吕街道 --due +8wd --on 2018-09-28 --explain 2>&1 |
		cut -f1,9" <<EOF
tlsafe-hazard: note: deadline: +8wd from 2018-09-28 is 2018-10-15: counted 2018-09-29 to 2018-09-30\
 (made up for 国庆节), 2018-10-08 to 2018-10-12, 2018-10-15, passed over 2018-10-01 to 2018-10-07\
 (国庆节), 2018-10-13 to 2018-10-14 (weekend)
N	2018-10-15
EOF
expect 'days of the calendar are told too, and a date is no count' \
	"tlsafe-hazard extend N --until +18d --reason x --approved-by 张 --on 2018-10-08 --explain \
		2>&1 | cut -f1,9; tlsafe-hazard extend N --until 2018-10-30 --reason x \
		--approved-by 张 --on 2018-10-09 --explain 2>&1 | cut -f1,9" <<EOF
tlsafe-hazard: note: extended_to: +18d from 2018-10-08 is 2018-10-26: every day counts
N	2018-10-26
N	2018-10-30
EOF
expect 'what is the same for many is told once' \
	"tlsafe-hazard assign S1 S4 S5 --to 蒲吕街道 --due +2wd --on 2018-03-01 --dry-run \
		--replace-due --reason x --approved-by 张 --explain 2>&1 >/dev/null" <<EOF
tlsafe-hazard: note: deadline: +2wd from 2018-03-01 is 2018-03-05: counted 2018-03-02, 2018-03-05,\
 passed over 2018-03-03 to 2018-03-04 (weekend)
EOF
same 'an extension counts them' \
	'tlsafe-hazard extend N --until +3wd --reason x --approved-by 张 --on 2018-10-26 |
		cut -f1,9' "printf 'N\t2018-10-31\n'"
same 'so does a filter, from the day that is asked about' \
	'tlsafe-hazard list "deadline=..+5wd" --as-of 2018-02-09 --fields id' \
	"printf 'S%s\n' 1 4 5"
same 'as ledgers have it' \
	"printf '检查日期,隐患来源,单位名称,隐患描述,隐患等级,整改期限
2018-02-09,村社巡查,甲厂,a,一般,5个工作日内
2018-02-09,村社巡查,甲厂,b,一般,5天\n' | tlsafe-hazard import - --list |
		cut -f7,9" "printf 'a\t2018-02-22\nb\t2018-02-14\n'"

# --- what cannot be counted ---------------------------------------------------------------------
add Y 2018-12-03
export TLSAFE_NOW=2026-12-28T09:00:00+08:00
status 'a year that nobody has announced is none' 65 \
	'tlsafe-hazard assign Y --to 蒲吕街道 --due +15wd' \
	'no calendar of working days for 2027, only for 2007 to 2026: "[+]15wd"; give a date, or'
status 'nor in a filter' 64 'tlsafe-hazard list due=..+15wd' 'no calendar of working days for 2027'
status 'no working days are none' 65 'tlsafe-hazard assign Y --to 蒲吕街道 --due +0wd' \
	'not a number of working days from 1 on: "[+]0wd"'
status 'the day of a find is no term' 65 \
	'printf "检查日期,隐患来源,单位名称,隐患描述,隐患等级\n5个工作日,村社巡查,甲厂,a,一般\n" |
		tlsafe-hazard import -' 'not a date: "5个工作日"; only a deadline can be given so'

# --- the calendar of the store ------------------------------------------------------------------
cp "$TLSAFE_SCHEMAS/calendar.yaml" .
cat >> calendar.yaml <<EOF
  - year: 2027
    source: "a notice"
    days:
      - {zh: 元旦, en: New Year, rest: [2027-01-01..2027-01-03], work: [2026-12-26]}
EOF
status 'another calendar under the same version' 65 'tlsafe-db schema apply calendar.yaml' \
	'other calendar under the version 2026'
sed -i 's/^version: .*/version: "2027"/' calendar.yaml
before=$(tlsafe-db log | tail -n 1 | cut -f1)
ok 'under another version it is taken' eval \
	'tlsafe-db schema apply --clock-is-right calendar.yaml >/dev/null'
same 'and counts' \
	'tlsafe-hazard assign Y --to 蒲吕街道 --due +5wd | cut -f1,9' "printf 'Y\t2027-01-05\n'"
status 'what was known before does not have it' 64 \
	"tlsafe-hazard list due=..+15wd --known-at $before" 'no calendar of working days for 2027'
ok 'the store is sound' tlsafe-db check
mkdir schemas
cp "$TLSAFE_SCHEMAS"/*.yaml "$TLSAFE_SCHEMAS"/*/*.yaml schemas/
rm schemas/calendar.yaml
TLSAFE_SCHEMAS=$dir/schemas tlsafe-db init -s old
tlsafe-register add -s old -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 sector=107 >/dev/null
status 'a store without one says so' 65 \
	'tlsafe-hazard add -s old unit=U1 found=2026-12-01 source=patrol level=general \
		description=a deadline=+5wd' \
	'the store has no calendar of working days: "[+]5wd"; enter it with: tlsafe-db schema apply'
ok 'which brings it' eval 'tlsafe-db schema apply -s old >/dev/null'
same 'and then counts' \
	'tlsafe-hazard add -s old unit=U1 found=2026-12-01 source=patrol level=general \
		description=a deadline=+5wd | cut -f9' 'echo 2026-12-08'
finish
