# The same records give the same bytes whatever the locale, the time zone and the order of entry.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks

export TLSAFE_NOW=2018-07-02T09:00:00+08:00
day='found=2018H1 --as-of 2018-06-30'
awk 'BEGIN {
	print "id,name,kind,town,sector"
	split("500151004,500151005,500151104,500151105", town, ",")
	for (i = 1; i <= 20; i++)
		printf "U%d,第%d厂,enterprise,%s,%d\n", i, i, town[i % 4 + 1], 101 + i % 5
}' > units.csv
awk 'BEGIN {
	srand(7)
	split("patrol,tip,selfcheck,inspection", source, ",")
	for (i = 1; i <= 240; i++) {
		m = int(rand() * 6) + 1
		d = int(rand() * 20) + 1
		found = sprintf("2018-%02d-%02d", m, d)
		level = i % 40 ? "general" : "major"
		due = sprintf("2018-%02d-%02d", m, d + 7)
		fixed = i % 5 && i % 40 ? sprintf("2018-%02d-%02d", m, d + int(rand() * 9)) : ""
		cost = i % 3 ? "" : int(rand() * 900000) / 100
		printf "A%d,U%d,%s,%s,%s,坏%d,%02d,%s,%s,%s\n", i, i % 20 + 1, found,
			source[i % 4 + 1], level, i, i % 24 + 1, due, fixed, cost
	}
}' > rows
rows() { echo id,unit,found,source,level,description,category,deadline,rectified,cost; cat; }
rows < rows > first.csv
tac rows | rows > second.csv
awk '{ print (NR * 7919) % 241 "\t" $0 }' rows | sort -n | cut -f 2- | rows > third.csv
for order in first second third; do
	tlsafe-db init -s "$order" >/dev/null
	tlsafe-register import -q -s "$order" units.csv >/dev/null
	tlsafe-hazard import -q -s "$order" "$order.csv" >/dev/null
done

# Locales of other scripts, charsets, decimal points and letters.
mkdir locale
for l in zh_CN.UTF-8:zh_CN zh_CN.GB18030:zh_CN de_DE.UTF-8:de_DE tr_TR.UTF-8:tr_TR; do
	localedef -f "$(cut -d: -f1 <<<"$l" | cut -d. -f2)" -i "${l#*:}" "locale/${l%:*}" \
		>/dev/null 2>&1
done
export LOCPATH=$dir/locale
# The C library keeps what it makes of that path.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
same 'the locales are there' "LC_ALL=de_DE.UTF-8 locale decimal_point" 'echo ,'

# What is asked of a store, without the anchor, which goes by the order of entry.
ask() {
	tlsafe-stats by town,level,month -s "$1" $day --sort -rate,cost -o table \
		--figures found,rate,cost,median_days,p90_days
	tlsafe-stats rank -s "$1" $day -o table
	tlsafe-stats signals -s "$1" $day --hits -o csv
}
ask first > want
same 'all towns, units and ranks' 'grep -c 水口镇 want' 'echo 7'
runs=0
for locale in C C.UTF-8 zh_CN.UTF-8 zh_CN.GB18030 de_DE.UTF-8 tr_TR.UTF-8; do
	for zone in UTC0 CST-8 EST5EDT '<+14>-14' '<-12>12'; do
		for order in first second third; do
			LC_ALL=$locale TZ=$zone ask "$order" > got 2>&1
			cmp -s want got && runs=$((runs + 1))
		done
	done
done
same '90 runs are one' "echo $runs" 'echo 90'
finish
