# Random histories: every record, index and figure is what the entries say, computed the slow way
# by an independent program. TLSAFE_HISTORIES says how many, TLSAFE_SEED which.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks

export ASAN_OPTIONS=detect_leaks=0
unset TLSAFE_STORE
histories=${TLSAFE_HISTORIES:-12}
said=$(python3 "$src/tests/property.py" "$histories" "${TLSAFE_SEED:-10}" 2>&1)
result $? "$histories histories agree with the formula, and held what they have to"
note "$said"
finish
