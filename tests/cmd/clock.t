# A clock that is far off pins every later instant: who writes more than 30 days after the last
# transaction is asked to say that the clock is right.
. "$TEST_SRCDIR/tests/lib.sh"
# What is preloaded comes before a sanitizer's own library.
export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0

shim=$dir/clock.so
${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o "$shim" "$src/tests/clock.c" -ldl || exit 99
day() { date -u -d "$1" +%s; }
# at DAY COMMAND...: by a clock that says so.
at() { CLOCK_SECONDS=$(day "$1") LD_PRELOAD=$shim "${@:2}"; }
add() { tlsafe-register add name="$1" kind=site town=安居镇 "${@:2}"; }
export -f add

tlsafe-db init
status 'a store without transactions has nothing to compare with' 0 'at 2026-01-01 add one'
status '30 days later' 0 'at 2026-01-31 add two'
before=$(tlsafe-db export)
status 'and a century later' 77 'at 2126-01-31 add three' \
	'the clock says 2126-01-31, 36524 days after the last transaction' \
	'2026-01-31.*set it.*--clock-is-right'
for verb in 'tlsafe-register set U000001 note=x' 'tlsafe-db undo 1 --reason r' \
	'tlsafe-register retire U000001' 'tlsafe-db set language=en --reason r' \
	'tlsafe-register add name=x kind=site town=安居镇 --dry-run'; do
	status "so too: $verb" 77 "at 2126-01-31 $verb" '--clock-is-right'
done
printf '单位名称,单位类型,镇街\n乙厂,企业,安居镇\n' > list.csv
status 'so too an import' 77 'at 2126-01-31 tlsafe-register import list.csv' '--clock-is-right'
status 'who only reads is not asked' 0 'at 2126-01-31 tlsafe-register list'
[ "$(tlsafe-db export)" = "$before" ]
result $? 'and nothing was written'
status 'a store that nobody wrote to for long' 0 'at 2026-03-31 add three --clock-is-right'
status 'goes on from there' 0 'at 2026-04-01 add four'
last='tlsafe-db log -o json | tail -n 1'
status 'a clock that went back is noted' 0 "at 2026-03-01 add five; $last" '"clock":"back"'
status 'an instant that is given is said and noted' 0 \
	"TLSAFE_NOW=2026-06-30T08:00:00+08:00 at 2026-07-01 add six; $last" \
	'"clock":"given"'
status 'one in the future of the clock is like the clock' 77 \
	'TLSAFE_NOW=2126-06-30T08:00:00+08:00 at 2026-07-01 add seven' '--clock-is-right'
status 'unless that is said too' 0 \
	'TLSAFE_NOW=2026-12-31T08:00:00+08:00 at 2026-07-01 add seven --clock-is-right'
status 'after an instant that was given the clock tells nothing new' 0 'at 2027-07-01 add eight'
ok 'the store is sound' tlsafe-db check
finish
