# The disk is full, in eleven sizes: it is told as that (74), nothing is left half made, what was
# acknowledged is there, and readers go on. On a tmpfs in a namespace of mounts of its own where
# that is permitted, and under a limit on file size, which is full at another place.
. "$TEST_SRCDIR/tests/lib.sh"
# A leak check would want more processes and files than there is room for.
export ASAN_OPTIONS=detect_leaks=0

"$gen" --units 300 --found 1200 --rectified 900 . > /dev/null
head -c 300000 /dev/urandom > report
cat > fill.sh <<'EOS'
# What is wrong, a line each, when the directory m has so much room.
full() { # WHAT STATUS
	[ "$2" = 74 ] || echo "$1: status $2: $(cat err)"
	grep -q 'no space on the disk' err || echo "$1: $(cat err)"
	! grep -qE 'backup|damaged|cut short|Input/output' err || echo "$1: $(cat err)"
}
tlsafe-db init -s m/s 2> err
rc=$?
if [ $rc != 0 ]; then
	full init $rc
	[ -z "$(ls m)" ] || echo "init left $(ls m)"
	echo stopped at init >> stops
	exit
fi
export TLSAFE_STORE=$PWD/m/s
for list in register:units.csv hazard:hazards.csv; do
	before=$(tlsafe-${list%:*} list | wc -l)
	tlsafe-${list%:*} import -q "${list#*:}" > out 2> err
	rc=$?
	[ $rc = 65 ] && grep -q 'no such unit' err && break	# those did not get in
	now=$(tlsafe-${list%:*} list | wc -l)
	if [ $rc = 0 ]; then
		new=$(sed -n 's/^new\t//p' out)
		[ "$now" = $((before + new)) ] || echo "$list: not all there"
		continue
	fi
	full "$list" $rc
	[ "$now" = "$before" ] || echo "$list: not saved, and yet there"
	echo stopped at $list >> stops
done
added=0
before=$(tlsafe-register list | wc -l)
while [ $added -lt 60 ] && tlsafe-register add -q name=$added kind=site town=安居镇 > out 2> err
do
	added=$((added + 1))
done
[ $added = 60 ] || full add 74
[ "$(tlsafe-register list | wc -l)" = $((before + added)) ] || echo 'what was added is not there'
# A report that is handed in is kept whole or not at all.
tlsafe-report file 2018-06 --form A --body 蒲吕街道 --filled-by 王 --checked-by 李 --signed-by 张 \
	report -q > out 2> err
rc=$?
kept=$(tlsafe-report list --fields id | wc -l)
if [ $rc = 0 ]; then
	tlsafe-report show W000001 -O /dev/stdout 2>&1 | cmp - report || echo 'a report is cut'
	[ "$kept" = 1 ] || echo "$kept reports"
else
	full file $rc
	[ "$kept" = 0 ] || echo 'a report is not saved, and yet there'
	[ "$(tlsafe-db info | grep -c '^files	0$')" = 1 ] || echo 'bytes are left of a report'
	echo stopped at file >> stops
fi
tlsafe-db check > out 2>&1 || echo "check: $(cat out)"
tlsafe-stats rate > out 2>&1 || echo "rate: $(cat out)"
if [ -n "$tmpfs" ]; then
	dd if=/dev/zero of=m/rest bs=1k 2> /dev/null
	tlsafe-register list -s m/s -O m/list.csv > out 2> err && echo 'a list on a full disk'
	grep -q 'No space left\|no space on the disk' err || echo "a list: $(cat err)"
	[ -z "$(ls m/list* 2> /dev/null)" ] || echo "a list left $(ls m)"
	rm -f m/s/lock.mdb
	dd if=/dev/zero of=m/more bs=1k 2> /dev/null
	tlsafe-stats rate > out 2> err
	full 'no room for the lock file' $?
fi
EOS
cat > tmpfs.sh <<'EOS'
mount -t tmpfs -o "size=$1" tmpfs m && tmpfs=1 bash fill.sh
EOS
cat > limit.sh <<'EOS'
ulimit -f "${1%k}" && tmpfs= bash fill.sh
EOS
mkdir m
own='unshare -m'
[ "$(id -u)" = 0 ] || own='unshare -r -m'
if ! $own mount -t tmpfs tmpfs m 2> /dev/null; then
	note 'no namespace of mounts is permitted here: limits on file size alone'
	own=
fi
: > stops
tried=0
for size in 12k 40k 96k 192k 384k 512k 704k 768k 832k 1024k 4096k; do
	for how in limit tmpfs; do
		case $how:$size in
		tmpfs:*) [ -n "$own" ] || continue ;;
		limit:*[04]k) [ -z "$own" ] || continue ;;	# of a few sizes, beside a disk
		esac
		rm -rf m/*
		if [ $how = limit ]; then
			said=$(bash limit.sh $size 2>&1)
		else
			said=$($own bash tmpfs.sh $size 2>&1)
		fi
		[ -z "$said" ]
		result $? "$how of $size"
		[ -z "$said" ] || note "$said"
		tried=$((tried + 1))
	done
done
note "$tried sizes tried: $(sort stops | uniq -c | tr -s ' ' | tr '\n' ';')"
[ "$(sort -u stops | wc -l)" = 4 ]
result $? 'some were full at each step'
finish
