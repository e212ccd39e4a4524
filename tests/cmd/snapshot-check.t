# Pictures judged by their pixels.
. "$TEST_SRCDIR/tests/lib.sh"

tlsafe-db init > /dev/null
# Pictures are written here byte by byte: python's zlib makes PNG of any pixels.
cat > picture.py <<'END'
import struct, sys, zlib

def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

def png(name, pixel, w=640, h=360, size=None):
    rows = b''.join(b'\0' + bytes(v for x in range(w) for v in pixel(x, y)) for y in range(h))
    head = struct.pack('>IIBBBBB', *(size or (w, h)), 8, 2, 0, 0, 0)
    data = (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(rows, 1)) +
            chunk(b'IEND', b''))
    open(name, 'wb').write(data)
    return data

def scene(x, y):
    hash = (x // 3 * 7919 + y // 3 * 104729) % 23
    light = 40 + (x // 40 * 37 + y // 40 * 59) % 150 + hash
    return (light, light - 5, light - hash)

def noise(x, y):
    return (x * 7919 ^ y * 104729) % 5

png('good.png', scene)
png('again.png', lambda x, y: tuple(v + (x * y) % 2 for v in scene(x, y)) if y > 30 else (9, 9, 9))
png('black.png', lambda x, y: (noise(x, y),) * 3)
png('bright.png', lambda x, y: (250 + noise(x, y),) * 3)
png('half.png', lambda x, y: scene(x, y) if y < 160 else (128, 128, 128))
png('moved.png', lambda x, y: scene(x + 170, y + 90))
png('striped.png', lambda x, y: tuple(min(255, max(0, v + (30 if y // 6 % 2 else -30)))
                                      for v in scene(x, y)))
whole = open('good.png', 'rb').read()
open('cut.png', 'wb').write(whole[:len(whole) // 2])
open('more.png', 'wb').write(whole + b'more')
bad = bytearray(whole)
bad[200] ^= 1
open('sum.png', 'wb').write(bad)
png('bomb.png', lambda x, y: (0, 0, 0), 8, 8, (100000, 100000))
open('text.jpg', 'w').write('no picture')
open('empty.png', 'w')
END
python3 picture.py
judged() { tlsafe-snapshot check "$@" -o tsv | cut -f 1-3; }

expect 'a good picture has no fault' 'judged good.png' <<EOF
good.png	good	
EOF
expect 'faults are told from the pixels' \
	'judged black.png bright.png half.png striped.png' <<EOF
black.png	faulty	black
bright.png	faulty	overexposed
half.png	faulty	grey_blocks
striped.png	faulty	stripes
EOF
expect 'one that moved is told from its reference' 'judged moved.png --reference good.png' <<EOF
moved.png	faulty	moved
EOF
expect 'the same again is frozen, whatever the clock says' 'judged good.png again.png' <<EOF
good.png	good	
again.png	faulty	frozen
EOF
status 'one that cannot be read is bad data' 65 'tlsafe-snapshot check cut.png good.png' unreadable
expect 'what cannot be read is a verdict, and the run goes on' \
	'tlsafe-snapshot check cut.png more.png sum.png bomb.png text.jpg empty.png none.png . \
	good.png -o tsv > rows; status=$?; cut -f 1,2,5 rows; (exit $status)' <<EOF
cut.png	unreadable	the PNG is cut short: it ends after $(stat -c %s cut.png) bytes
more.png	unreadable	4 bytes follow the end of the PNG
sum.png	unreadable	the PNG is damaged: IDAT: incorrect data check
bomb.png	unreadable	image 100000×100000 exceeds 40 megapixel
text.jpg	unreadable	neither PNG nor JPEG by its first bytes
empty.png	unreadable	the file is empty
none.png	unreadable	No such file or directory
.	unreadable	no regular file
good.png	good	
EOF
same 'names come on standard input too' 'printf "%s\n" good.png black.png | judged -' \
	'judged good.png black.png'
cp good.png 'a good one.png'
expect 'each of which is a line, whatever is in it' \
	'printf "a good one.png\r\n\nblack.png\n" | judged -' <<EOF
a good one.png	good	
black.png	faulty	black
EOF
status 'no name is none' 64 'tlsafe-snapshot check ""' 'an empty argument'
[ "$(tlsafe-snapshot check black.png -o json | cut -d , -f 1-3)" = \
	'{"file":"black.png","state":"faulty","faults":"black"}' ]
result $? 'JSON has words that stay'
tlsafe-snapshot check good.png --exit-found > /dev/null
a=$?
tlsafe-snapshot check black.png --exit-found > /dev/null
[ "$a $?" = '0 1' ]
result $? 'a status tells whether there are faults'
tlsafe-snapshot check black.png --explain -o tsv |
	grep -q '^black.png	black	yes	luma	.*	<9	yes$'
result $? 'each number is printed beside its limit'
tlsafe-snapshot check good.png --reference cut.png > /dev/null 2> said
[ $? = 65 ] && grep -q 'cut.png: the PNG is cut short' said
result $? 'a reference that cannot be read is an error'

# --- the same again ---------------------------------------------------------------------------
python3 - <<'END'
source = open('picture.py').read().split("png('good.png'")[0]
exec(source)

def place(x, y, seed):
    value = 0
    for size in 180, 60, 20:
        value += ((x // size * 7919 + y // size * 104729 + seed * 1299709) * 2654435761 >> 16) % 64
    return 30 + value

png('a.png', lambda x, y: (place(x, y, 1),) * 3)
png('a-bright.png', lambda x, y: (min(255, place(x, y, 1) * 5 // 4),) * 3)
png('a-small.png', lambda x, y: (place(x * 2, y * 2, 1),) * 3, 320, 180)
png('b.png', lambda x, y: (place(x, y, 2),) * 3)
png('c.png', lambda x, y: (place(x, y, 3),) * 3)
END
expect 'a picture is found again, brightened and scaled' \
	'tlsafe-snapshot alike b.png a.png c.png a-bright.png a-small.png' <<'END'
a.png	a-bright.png
a.png	a-small.png
a-bright.png	a-small.png
END
same 'other ones are not accused' 'tlsafe-snapshot alike a.png b.png c.png | wc -l' 'echo 0'
same 'flat ones are left out' 'tlsafe-snapshot alike black.png black.png | wc -l' 'echo 0'
status 'a status tells of such' 1 'tlsafe-snapshot alike a.png a.png --exit-found' a.png
status 'what cannot be read is told' 65 'tlsafe-snapshot alike a.png cut.png a-small.png' \
	'cut.png: the PNG is cut short' 'a.png	a-small.png'
finish
