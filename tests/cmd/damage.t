# Damaged images of a store: what is read is right or named, and nothing crashes.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks
tamper=$TEST_BUILDDIR/tests/tamper

tlsafe-db init
"$tamper" store seal 32
"$gen" --units 40 --found 200 --rectified 150 . >/dev/null
tlsafe-register import -q units.csv >/dev/null
tlsafe-hazard import -q hazards.csv >/dev/null
cp store/data.mdb older.mdb
tlsafe-hazard list open | head -n 30 | tlsafe-hazard note -q - --note '看过' >/dev/null
cp store/data.mdb whole.mdb

# make torture tries many.
said=$(python3 "$TEST_SRCDIR/tests/damage.py" \
	store "${TLSAFE_IMAGES:-48}" "${TLSAFE_SEED:-7}" older.mdb)
result $? 'damaged images are answered right or named'
note "$said"
cmp -s whole.mdb store/data.mdb
result $? 'the last image was taken away again'

# Of two first pages the one that is right may be the older: neither is answered from alone.
for copy in '0 1' '1 0'; do
	cp -r store lost
	dd if=store/data.mdb of=lost/data.mdb bs=4096 count=1 skip=${copy% *} seek=${copy#* } \
		conv=notrunc 2>/dev/null
	status "page ${copy/ / in the place of }" 74 'tlsafe-stats rate -s lost' \
		'the store is damaged: its first page'
	status 'which check finds' 1 'tlsafe-db check -s lost' 'its first page'
	rm -r lost
done

# A block of personal values that is gone is no value that was forgotten.
one=$(tlsafe-hazard list closed | head -n 1 | cut -f1)
cp -r store lost
"$tamper" lost P 1 drop >/dev/null
status 'personal values that are gone are damage' 74 "tlsafe-hazard history -s lost $one" \
	'personal values of transaction 2 are missing; run tlsafe-db check'
status 'which check finds' 1 'tlsafe-db check -s lost' 'personal values of transaction 2'
rm -r lost

# Who may read and write the lock file alone, and what lies where nobody writes.
nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
if [ "$(id -u)" = 0 ]; then
	chmod 755 . store
	chmod 644 store/*
	chmod 666 store/lock.mdb
	same 'who may not write the data reads it' \
		"$nobody tlsafe-hazard list open" \
		'tlsafe-hazard list open'
	tlsafe-hazard list open | head -n 1 > one
	status 'and is told that he may not write' 74 \
		"$nobody tlsafe-hazard note - --note x < one" \
		'gate: Permission denied'
	mkdir full
	status 'a directory that may not be looked into is told as that' 74 \
		"chmod 0 full; $nobody tlsafe-db init -s full" 'full: Permission denied'
else
	tests=$((tests + 1))
	echo "ok $tests - readers without the right to write # SKIP wants root"
fi
finish
