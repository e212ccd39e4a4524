# What facts rule out is not read: lists, figures and flows are those of a walk over every record,
# which is what a question about an earlier transaction takes.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks

"$gen" --plain --units 60 --found 1500 --rectified 1300 --from 2018-01-01 --to 2018-06-30 \
	--seed 4 . >/dev/null
tlsafe-db init
"$TEST_BUILDDIR/tests/tamper" store seal 16
tlsafe-register import -q units.csv >/dev/null
tlsafe-hazard import -q hazards.csv >/dev/null
tlsafe-hazard list open level=general rectified= --fields id --headings none -o tsv >open
act() { tlsafe-hazard "$@" >/dev/null 2>told || result 1 "$* ($(tail -n 1 told))"; }
# Irregular lives: graded after their fix, refused, assigned twice, referred, void, undone.
sed -n 80,95p open | act grade - --level major --criterion c --reason r --on 2018-06-20
sed -n 1,30p open | act rectify - --by 甲 --on 2018-07-01
sed -n 1,12p open | act verify - --fail --by 乙 --due 2018-08-01 --reason r --on 2018-07-02
sed -n 31,50p open | act assign - --to 蒲吕街道 --reason r --due +15d --on 2018-06-30
sed -n 31,40p open | act assign - --to 巴川街道 --reason r --due +9d --on 2018-07-04
sed -n 41,45p open | act refer - --to 蒲吕街道 --basis b --on 2018-07-03
sed -n 51,60p open | act void - --reason error --on 2018-07-03
sed -n 61,70p open | act rectify - --by 丙 --on 2018-07-02
tlsafe-db undo --last --reason r >/dev/null 2>&1
act add unit=U000001 found=2018-07-03 source=patrol level=major criterion=c description=late
anchor=$(tlsafe-db info | sed -n 's/^anchor\t//p')
sed -n 1,3p open | act urge - --on 2018-07-12
# both COMMAND: now, and as was known before acts that change none of it.
both() {
	same "$*" "$* | sed '/anchor/d'" "$* --known-at '$anchor' | sed '/anchor/d'"
}
for day in 2018-03-31 2018-06-30 2018-07-02 2018-07-10; do
	for words in open overdue closed referred awaiting major undated 'open major' \
		'found=2018-03' 'found=2018-02..2018-06 level=major' \
		'town=500151004 open' 'assignee=蒲吕街道 found=2018-06' 'category!= closed' \
		'rectified=2018-06 rectified_by=' 'referred=2018-07' 'referred=..2018-12-31 open' \
		'closed=2018-04..2018-05' 'deadline=2018-05' \
		'due=2018-07-02..2018-07-20 --sort due'
	do
		both "tlsafe-hazard list -q $words --as-of $day --fields id,state,due,level"
	done
	for words in 'overdue --sort due' 'overdue --sort -due,level' 'found=2018 --sort -due' \
		'major --sort due' 'unit=U000003 --sort due'; do
		both "tlsafe-hazard list -q $words --limit 20 --as-of $day --fields id,due"
		some="tlsafe-hazard list $words --limit 7 --as-of $day --explain"
		same "how many: $words" "$some | grep found" \
			"$some --known-at '$anchor' | grep found"
	done
	both "tlsafe-stats rate overdue --as-of $day"
	for by in '' '--per town' '--per level,assignee' '--per age'; do
		both "tlsafe-stats flow $by found=2018-02..2018-03 --as-of $day"
	done
done
finish
