# For command tests: TAP, a store of their own, and laws between pipelines. Sourced by bash.
set -uo pipefail
tests=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 99
export TLSAFE_STORE=$dir/store TLSAFE_ACTOR=tester
unset TLSAFE_NOW XDG_CONFIG_HOME
export HOME=$dir
src=${TEST_SRCDIR:?}
gen=${TEST_BUILDDIR:?}/tests/gen
# With a shared library a command is a script of libtool that starts the command: eight times as
# long as what it starts. Here they start at once.
if [ "$(command -v tlsafe-db)" = "$TEST_BUILDDIR/cmd/tlsafe-db" ] &&
   [ -x "$TEST_BUILDDIR/cmd/.libs/tlsafe-db" ]; then
	PATH=$TEST_BUILDDIR/cmd/.libs:$PATH
	export LD_LIBRARY_PATH=$TEST_BUILDDIR/.libs
fi

# A test that starts hundreds of commands: to look for leaks at the end of each takes as long again
# as all else under the sanitizers, and others look.
no_leaks() { export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0; }

# kind_key LETTER KIND: how keys of that letter begin that are about KIND, which is numbered by its
# file's place.
kind_key() {
	local number
	number=$(ls "$src/schemas/kinds" | grep -n "^$2.yaml" | cut -d: -f1)
	printf '%s\001%b' "$1" "\\0$(printf %o "$number")"
}

# result STATUS NAME
result() {
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then echo "ok $tests - $2"; else echo "not ok $tests - $2"; fi
}
note() { sed 's/^/# /' <<<"$1"; }

# ok NAME COMMAND...: the command succeeds.
ok() {
	local name=$1
	shift
	local said
	said=$("$@" 2>&1)
	local rc=$?
	result $rc "$name"
	[ $rc = 0 ] || note "status $rc: $said"
}

# same NAME PIPELINE PIPELINE: both print the same bytes and succeed.
same() {
	local a b ra rb
	a=$(eval "$2" 2>&1; echo "status $?") ra=${a##*status }
	b=$(eval "$3" 2>&1; echo "status $?") rb=${b##*status }
	if [ "$a" = "$b" ] && [ "$ra" = 0 ] && [ "$rb" = 0 ]; then result 0 "$1"; return; fi
	result 1 "$1"
	note "$2"; note "$a"; note "$3"; note "$b"
}

# expect NAME PIPELINE <<EOF: it prints what stands on standard input.
expect() {
	local want got
	want=$(cat)
	got=$(eval "$2" 2>&1)
	if [ "$want" = "$got" ]; then result 0 "$1"; return; fi
	result 1 "$1"
	note "wanted: $want"; note "got: $got"
}

# status NAME STATUS PIPELINE [PATTERN...]: it ends so, and says what the patterns (of grep -E)
# tell; $said keeps it.
status() {
	local name=$1 want=$2 rc bad=0 pattern
	said=$(eval "$3" 2>&1)
	rc=$?
	shift 3
	[ $rc = "$want" ] || bad=1
	for pattern; do grep -qE -- "$pattern" <<<"$said" || bad=1; done
	result $bad "$name"
	[ $bad = 0 ] || note "status $rc, wanted $want $*: $said"
}

# picture [SHADE]: a small grey PNG, of one shade from 0 to 255.
picture() {
	python3 -c '
import struct, sys, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + bytes([int(sys.argv[1])]) * 8 for _ in range(6))
sys.stdout.buffer.write(b"\x89PNG\r\n\x1a\n" +
    chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 6, 8, 0, 0, 0, 0)) +
    chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))' "${1:-0}"
}

# one_line FILE...: in these schema files each field and code stands on one line, as tests edit
# them.
one_line() { sed -i -e ':a' -e '/,$/{N;s/\n */ /;ba' -e '}' "$@"; }

# --- commands that stop on their way (tests/stop.c) ---
build_stop() {
	${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o "$dir/stop.so" "$src/tests/stop.c" -ldl || exit 99
}
# The process of a command that stands still, once it does; the command may be a script's child.
stopped() {
	local pid
	for _ in $(seq 1 100); do
		for pid in $(pgrep -g "$1" 2>/dev/null); do
			[ "$(cut -d' ' -f3 "/proc/$pid/stat" 2>/dev/null)" = T ] || continue
			echo "$pid"
			return
		done
		sleep 0.05
	done
}
# at WHERE COMMAND...: starts it in the background in a group of its own.
at() {
	STOP_AT=$1 LD_PRELOAD=$dir/stop.so setsid "${@:2}" > at.out 2>&1 &
	group=$!
}

# mails FILE...: what people read of the mails in them.
mails() {
	python3 - "$@" <<'END'
import email, email.header, re, sys
for name in sys.argv[1:]:
    for text in re.split(r'^(?=To: )', open(name, encoding='ascii').read(), flags=re.M)[1:]:
        m = email.message_from_string(text)
        subject = email.header.make_header(email.header.decode_header(m['Subject']))
        print(f"To: {m['To']}\nSubject: {subject}\n")
        print(m.get_payload(decode=True).decode('utf-8'), end='')
END
}

finish() { echo "1..$tests"; exit 0; }
