# Pictures through gnuplot: what is drawn, that nothing in a name runs or is markup, and what is
# said without gnuplot or a font.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-02T09:00:00+08:00 ASAN_OPTIONS=detect_leaks=0
skip() { tests=$((tests + 1)); echo "ok $tests - pictures # SKIP $1"; finish; }
command -v gnuplot >/dev/null || skip 'gnuplot is not installed'
[ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] || skip 'no font with Chinese characters is installed'
tlsafe-db init >/dev/null
cat > names.py <<'END'
import csv
names = ["`touch ran1`", "$(touch ran2)", "'; system('touch ran3'); '", "x''`touch ran7`''",
         "a''b'", '"q" \\"', "@x_{y}^z", "EOD",
         "50% %s %n", "a\\", "</desc><script>", "& < > ]]>", "!touch ran4", "#", "$data", "exit",
         "x" * 60, "很长的村名很长的村名"]
with open("hazards.csv", "w", newline="") as f:
    out = csv.writer(f)
    out.writerow("id,place,town,found,source,level,description,village".split(","))
    for i, name in enumerate(names):
        out.writerow(["H%02d" % i, "p", "500151101", "2018-%02d-02" % (i % 3 + 1), "patrol",
                      "general", "d", name])
with open("names", "w") as f:
    f.write("".join(sorted(n + "\n" for n in names)))
END
python3 names.py
tlsafe-hazard import -q hazards.csv >/dev/null
day='--as-of 2018-06-30'
# svg FILE: what it shows, its title, and as text.
cat > svg.py <<'END'
import sys
import xml.etree.ElementTree as ET
SVG = "{http://www.w3.org/2000/svg}"
root = ET.parse(sys.argv[1]).getroot()
for t in [root[0], root[1]] if sys.argv[2] == "twin" else root.iter(SVG + "text"):
    print("".join(t.itertext()))
END
svg() { python3 svg.py "$@"; }
# png FILE: width and height.
png() { python3 -c 'import struct, sys
b = open(sys.argv[1], "rb").read()
assert b[:8] == b"\x89PNG\r\n\x1a\n" and b[-8:-4] == b"IEND"
print(*struct.unpack(">II", b[16:24]))' "$1"; }

# --- names that would run, or be markup -------------------------------------------------------
tlsafe-stats by village $day -O by.svg
tlsafe-stats by village $day -O by.png
tlsafe-stats by village --across village $day -O across.svg
tlsafe-stats by village $day --title '`touch ran5` $(touch ran6) '"'" -O titled.svg
[ -z "$(ls | grep ran)" ]
result $? 'nothing ran'
same 'each name is there as text' \
	"svg by.svg text | grep -xFf names | sort" "grep -vx -e 'x*' -e \"'.*\" -e 很.* names"
same 'a long one is cut' \
	"svg by.svg text | grep -xE 'x+…|很.*…|.*script.*|.*system.*' | sort" \
	"printf '%s\n' \"'; system('touch…\" '</desc><script>' xxxxxxxxxxxxxxxx… 很长的村名很长的…"
same 'and whole in what is read aloud' \
	"svg by.svg twin | sed -n 's/: 排查 1, 已整改 0, 在办 1\$//p' | sort" 'cat names'
same 'across too' "svg across.svg text | grep -cFx '@x_{y}^z'" 'echo 2'
same 'a title is text' \
	"svg titled.svg twin | sed -n 1p" "echo '\`touch ran5\` \$(touch ran6) '\\'"
same 'what it is of' \
	"svg by.svg text | grep -c '^截至 2018-06-30 · 锚 500151:1 [0-9a-f]*\$'" 'echo 1'
same 'the same bytes' "sha256sum < by.svg" \
	"TZ=Asia/Tokyo LC_ALL=C tlsafe-stats by village $day -o svg | sha256sum"

# --- what is drawn ----------------------------------------------------------------------------
same 'a picture of usual size' 'png by.png' 'echo 1000 600'
expect 'months as lines, as text beside' \
	"tlsafe-stats trend found=2018Q1 $day --figures rate -o svg > t.svg
	svg t.svg twin | sed 's/锚.*/锚/'" <<'END'
隐患：按月份
2018-01: 排查 6, 已整改 0, 整改率% 0.0
2018-02: 排查 6, 已整改 0, 整改率% 0.0
2018-03: 排查 6, 已整改 0, 整改率% 0.0
合计 排查 18, 已整改 0, 整改率% 0.0
条件 found=2018Q1 · 截至 2018-06-30 · 锚
END
expect 'a heat map with its numbers' \
	"tlsafe-stats by town --across month $day --headings en -o svg > m.svg
	svg m.svg text | grep -vE '^(As of|Total .*)'" <<'END'
土桥镇
2018-01
2018-02
2018-03
Total
Found by Township, Month
6
6
6
18
END
same 'a balance, of all that came and went' \
	"tlsafe-stats flow found=2018-02 $day --per town -O f.png; png f.png" 'echo 1000 600'
same 'nothing at all' "tlsafe-stats by town found=2017 $day -O n.png; png n.png" 'echo 1000 600'
same 'as known when nothing was' \
	"tlsafe-stats by town --across month --known-at 1 found=2017 $day -O n.png; png n.png" \
	'echo 1000 300'

# --- what is refused --------------------------------------------------------------------------
status 'a list' 64 'tlsafe-hazard list -o png > x' 'list has no picture; tlsafe-stats by, trend and'
status 'one line' 64 'tlsafe-stats rate -O x.svg' 'rate has no picture'
status 'a flow in one line' 64 'tlsafe-stats flow -O x.svg' 'one line has no picture; give --per'
status 'too many figures' 64 'tlsafe-stats by town -O x.svg --figures \
	found,rectified,closed,on_spot,referred,in_hand,overdue,undated,rechecked' \
	'nobody can read a picture of more than 8 figures' '--figures'
python3 -c 'print("id,place,town,found,source,level,description,village")
for i in range(101): print("M%d,p,500151101,2018-05-01,patrol,general,d,v%d" % (i, i))' |
	tlsafe-hazard import -q - > /dev/null
status 'too many groups' 64 "tlsafe-stats by village $day -O x.svg" \
	'more than 100 groups' '--top 20'
same 'the first of them' "tlsafe-stats by village $day --top 2 -o svg > top.svg
	svg top.svg twin | grep -c '^其他 排查 117'" 'echo 1'
mkdir none few
for name in fc-list fc-match; do ln -s "$(command -v $name)" few/; done
status 'without gnuplot' 69 'PATH=${PATH%%:*}:$dir/few tlsafe-stats by town -o png > x' \
	'no picture without gnuplot' 'install the package gnuplot-nox'
status 'without fontconfig' 69 'PATH=${PATH%%:*}:$dir/none tlsafe-stats by town -o svg > x' \
	'no picture without fontconfig' 'fonts-wqy-microhei'
echo '<fontconfig></fontconfig>' > fonts.conf
status 'without a font' 69 'FONTCONFIG_FILE=$dir/fonts.conf tlsafe-stats by town -O x.png' \
	'without a font that has Chinese characters' 'fonts-wqy-microhei'
[ ! -s x ] && [ ! -e x.svg ] && [ ! -e x.png ]
result $? 'nothing half is left behind'
if command -v script >/dev/null; then
	status 'png is nothing for a terminal' 0 \
		'script -qc "tlsafe-stats by town -o png" /dev/null' \
		'-o png is nothing for a terminal: give -O FILE.png'
fi
finish
