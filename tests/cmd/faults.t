# Faults planted in decide and fold, one at a time, are each caught by the table of the life or by
# the property test.
. "$TEST_SRCDIR/tests/lib.sh"

unset TLSAFE_STORE
core=$TEST_BUILDDIR/.libs/libcore.a
flags="-std=gnu17 -O1 -include $TEST_BUILDDIR/config.h -I$src/lib -I$src/cmd"
libs="-llmdb -lyaml -lcjson -lcsv -lsodium -lzstd -lunistring -lsmartcols"
for patch in "$src"/tests/faults/*.patch; do
	name=$(basename "$patch" .patch)
	file=$(sed -n 's|^+++ b/||p' "$patch")
	rm -rf faulty run; mkdir -p "faulty/$(dirname "$file")" faulty/bin run
	cp "$src/$file" "faulty/$file"
	if ! patch -s -d faulty -p1 < "$patch" ||
	   ! ${CC:-gcc} $flags -c "faulty/$file" -o faulty/one.o; then
		result 1 "$name: cannot be planted"
		continue
	fi
	# What is planted comes first: the archive's own member of that name is then not taken.
	for c in db register hazard stats; do
		${CC:-gcc} $flags -DTLSAFE_SCHEMADIR='"none"' "$src/cmd/$c.c" \
			"$src"/cmd/common/*.c faulty/one.o "$core" $libs \
			-o "faulty/bin/tlsafe-$c" || exit 99
	done
	caught=
	if ! (cd run && PATH=$dir/faulty/bin:$PATH bash "$src/tests/cmd/hazard-acts.t") \
	     > acts.out 2>&1 || grep -q '^not ok' acts.out; then
		caught="the table of the life"
	elif ! (cd run && PATH=$dir/faulty/bin:$PATH python3 "$src/tests/property.py" 20 1) \
	       > property.out 2>&1; then
		caught="the property test: $(tail -n 1 property.out)"
	fi
	[ -n "$caught" ]
	result $? "$name is caught"
	note "by $caught"
done
finish
