# Penalties (行政处罚): a case filed, decided, paid and closed; what does not go together is
# refused.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-09-30T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
penalty='tlsafe-register --kind penalty'
same 'a case is filed' "$penalty add unit=甲厂 filed=2018-07-05 ground=未按期整改 | cut -f1" \
	'echo E000001'
status 'nothing is paid before it is decided' 65 \
	"$penalty set E000001 paid=100 paid_on=2018-08-01" \
	'sum: paid is given without it'
ok 'decided' $penalty set E000001 decided=2018-07-20 sum=20000 'number=(渝铜)安监罚[2018]3' \
	--on 2018-07-20
same 'with its number as it is printed' "$penalty list E000001 | cut -f2,8" \
	"printf '（渝铜）安监罚〔2018〕3号\t20000.00\n'"
status 'no more than that' 65 "$penalty set E000001 paid=20000.01 paid_on=2018-08-01" \
	'more is paid than the 20000.00'
status 'not before' 65 "$penalty set E000001 paid=5000 paid_on=2018-07-19" \
	'paid before it was decided \(2018-07-20\)'
status 'on a day' 65 "$penalty set E000001 paid=5000" 'paid_on: paid is given without it'
ok 'a part is paid' $penalty set E000001 paid=5000 paid_on=2018-08-01 --on 2018-08-01
status 'not closed before it was filed' 65 "$penalty set E000001 closed=2018-07-01" \
	'closed before it was filed'
status 'a correction is judged too' 65 "$penalty set --correct E000001 sum=4000 --reason x" \
	'more is paid than the 4000.00'
ok 'all of it' $penalty set E000001 paid=20000 paid_on=2018-08-20 closed=2018-08-21 --on 2018-08-21
same 'as it stood before' "$penalty list --as-of 2018-08-10 | cut -f9,11" "printf '5000.00\t\n'"
same 'what is not paid is found' \
	"$penalty list closed= ; $penalty list closed=2018-08 --fields paid" \
	'echo 20000.00'
printf '%s\n' 被处罚单位,立案日期,案由,处罚决定日期,罚款额（万元） \
	甲厂,2018-09-01,无证上岗,2018-09-10,1.5 > list.csv
same 'a list of an office is read' \
	"tlsafe-register import -q list.csv --kind penalty >/dev/null; $penalty list E000002 |
		cut -f5,8" "printf '无证上岗\t15000.00\n'"
status 'without a ground' 65 "$penalty add unit=U1 filed=2018-07-05" 'ground .* is required'
ok 'the store is sound' tlsafe-db check
finish
