# Random histories: every record, index and figure is what the entries say, computed the slow way by an independent program.
. "$TEST_SRCDIR/tests/lib.sh"

export ASAN_OPTIONS=detect_leaks=0
unset TLSAFE_STORE
said=$(python3 "$src/tests/property.py" 20 1 2>&1)
result $? '20 histories agree with the formula, and held what they have to'
note "$said"
finish
