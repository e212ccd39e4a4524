# Opening, closing and saving against kills, limited memory, and files that go away: nothing that
# was acknowledged is lost, and nothing foreign is written to.
. "$TEST_SRCDIR/tests/lib.sh"

build_stop
rounds=${TLSAFE_OPENINGS:-3}
seconds=${TLSAFE_OPENING_SECONDS:-3}
what='place=x town=蒲吕街道 found=2018-07-02 source=patrol level=general'
add() { tlsafe-hazard add $what description="$1" "${@:2}"; }
tlsafe-db init
add first > /dev/null
lost=0
for i in $(seq "$rounds"); do
	at map tlsafe-hazard list
	pid=$(stopped $group)
	[ -n "$pid" ] || { note 'it did not stop'; lost=1; }
	add "waited $i" --wait 20 > told 2>&1 &
	second=$!
	sleep 0.3
	kill -KILL $pid
	wait $group 2>/dev/null
	wait $second
	tlsafe-hazard show "$(cut -f1 told)" | grep -q "waited $i" || lost=1
done
result $lost 'what is saved after a kill in the middle of opening is there'
ok 'and the store is sound' tlsafe-db check

at map tlsafe-hazard list
pid=$(stopped $group)
status 'who waits for one that stands still while it opens is told' 75 "tlsafe-hazard add $what \
	description=x --wait 0.2" 'is just opening the store' 'longer --wait'
kill -CONT $pid
wait $group

touch go
(ulimit -v 3000000; while [ -e go ]; do tlsafe-hazard list > /dev/null 2>&1; done) &
reader=$!
(while [ -e go ]; do add n 2> /dev/null | cut -f1; done > told) &
writer=$!
sleep "$seconds"
rm go
wait $reader $writer
before=$((rounds + 1))
[ -s told ] && [ "$(wc -l < told)" = "$(sort -u told | wc -l)" ] &&
	[ "$(($(wc -l < told) + before))" = "$(tlsafe-hazard list | wc -l)" ]
result $? "readers with little memory cost no record ($(wc -l < told) acknowledged)"

before=$(tlsafe-hazard list | wc -l)
touch go
for w in 1 2 3; do
	(while [ -e go ]; do add $w 2> /dev/null | cut -f1; done > told.$w) &
	p="${p:-} $!"
done
for i in $(seq $((seconds * 5))); do sleep 0.2; rm -f store/lock.mdb; done
rm go
wait $p
cat told.? > told
after=$(tlsafe-hazard list | wc -l)
[ -s told ] && [ "$(($(wc -l < told) + before))" = "$after" ]
result $? "nor does a lock file that goes away under writers ($(wc -l < told) acknowledged)"
note "$before before, $after after"
ok 'the store is sound' tlsafe-db check

cp -r store copy
at sync tlsafe-hazard add $what description=moved
pid=$(stopped $group)
mv store old; mv copy store
kill -CONT $pid
wait $group
[ $? = 75 ] && grep -q 'replaced while this was saved' at.out
result $? 'a store that is moved while a record is saved is no success'
rm -rf old

# Who reads looks once more before anything is printed.
moved() { # COMMAND...: what it says, when the store is replaced while it reads
	cp -r store copy
	at clock "$@"
	pid=$(stopped $group)
	mv store old; mv copy store
	kill -CONT $pid
	wait $group
	status=$?
	rm -rf old
	cat at.out
	return $status
}
list=$(tlsafe-hazard list)
[ "$(moved tlsafe-hazard list)" = "$list" ]
result $? 'a store that is replaced while it is read is read anew'
[ "$(moved tlsafe-hazard list --limit 1 | grep -c 'as --limit says')" = 1 ]
result $? 'and what is said of it is said once'
counts=$(tlsafe-stats by town)
[ "$(moved tlsafe-stats by town)" = "$counts" ]
result $? 'as is what has words of its own before the filter'
cut -f1 <<<"$list" > ids
moved sh -c 'exec tlsafe-hazard show - < ids' > /dev/null
[ $? = 75 ] && grep -q 'replaced while it was read; nothing was printed' at.out
result $? 'but not for what stood on standard input'

at pread tlsafe-stats rate
sleep 0.5
for i in 1 2 3; do
	{ echo 单位名称,单位类型,镇街; seq -f "厂$i-%g,企业,蒲吕街道" 600; } |
		tlsafe-register import -q - > /dev/null
done
wait $group
result $? 'a file that grows under the guard is not cut short'

echo precious > victim
for kind in -s ''; do
	for file in gate lock.mdb; do
		cp victim kept; mv store/$file mine; ln $kind "$dir/victim" store/$file
		status "a link in the place of $file is refused" 78 "add x" \
			"$file: not a plain file of the store's own"
		cmp -s victim kept
		result $? 'and what it leads to is as it was'
		rm store/$file; mv mine store/$file
	done
done
ok 'after that all is as before' tlsafe-db check

tlsafe-db init -s small --map-size 2
tlsafe-hazard add -s small $what description=d >/dev/null
same 'a store may grow to what it was made for' \
	'tlsafe-db info -s small | grep map_size' 'printf "map_size\t2147483648\n"'
finish
