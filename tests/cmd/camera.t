# Cameras (摄像机) and outages (报停): a catalogue read, known again by its codes; sources without
# passwords.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-25T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
camera='tlsafe-register --kind camera'
outage='tlsafe-register --kind outage'

# --- a catalogue of GB/T 28181 ---
printf '%s\n' DeviceID,Name,Manufacturer,Model,Owner,CivilCode,Address,Parental,ParentID |
	sed 's/$/,RegisterWay,Secrecy,IPAddress,Port,Status,Longitude,Latitude/' > catalogue.csv
device() {	# CODE ADDRESS STATUS
	echo "$1,大门,海康,DS,,500151,$2,0,50015100001180000001,1,0,10.0.0.1,5060,$3,106.05,29.84"
}
device 50015100001320000001 东街1号 ON >> catalogue.csv
device 50015100001320000002 西街1号 OFF >> catalogue.csv
import="$camera import -q --set town=蒲吕街道"
same 'its headings are known' "$import catalogue.csv | head -n 2 | tail -n 1" \
	"printf 'new\t2\n'"
expect 'two of one name are two, by their codes' \
	"$camera list --fields id,code,place,status" <<'END'
C000001	50015100001320000001	东街1号	在用
C000002	50015100001320000002	西街1号	在用
END
same 'what they are reached by is not kept' \
	"tlsafe-db export | grep -c -e 10.0.0.1 -e 5060 || true" 'echo 0'
same 'the same again changes nothing' \
	"$import catalogue.csv | grep -c -P '^(unchanged\t2|transaction\t0)'" 'echo 2'
same 'one that is called otherwise now is known by its code and place' \
	"sed '2s/大门/南门/' catalogue.csv > renamed.csv
	$import renamed.csv | grep -P '^changed'; $camera list name=南门 | cut -f1" \
	"printf 'changed\t1\nC000001\n'"
status 'elsewhere, with the same code, it is another one' 0 \
	"sed -n '1p; 2{s/大门/库房/; s/东街/北街/; p}' catalogue.csv > other.csv
	$camera import other.csv --set town=蒲吕街道" \
	'C000001 .* has this code too: taken as another'
status 'a code that a spreadsheet has cut' 65 \
	"sed 's/^50015100001320000001/5.0E+19/' catalogue.csv | $import -" \
	'Excel has cut'
status 'one that is none' 65 "$camera set C000001 code=123" 'it has 20 digits'

# --- a register of an office (一机一档) ---
cat > register.csv <<'END'
设备编码,设备名称,点位名称,单位名称,街道,设备状态,安装时间,维护单位,用户名,密码
３４０２００００００１３２０００００１１,球机,配电房,甲厂,蒲吕街道,2,2018年3月1日,某公司,a,hk12345
END
same 'its headings are known too' \
	"$camera import -q register.csv >/dev/null
	$camera list unit=甲厂 --fields code,unit.name,watches,status,installed,maintainer" \
	"printf '34020000001320000011\t甲厂\t配电房\t维修\t2018-03-01\t某公司\n'"
same 'passwords in it are passed over' \
	"{ $camera list -o json; tlsafe-db export; } | grep -c hk12345 || true" \
	'echo 0'

# --- sources ---
for source in rtsp://admin:pw9@10.0.0.1/1 admin:pw9@10.0.0.1 'http://h/?pwd=pw9'; do
	status "no address is a source: ${source%%[:@]*}" 65 \
		"$camera set C000001 'source=$source'" \
		'not the name of a source' 'file of credentials'
	grep -q pw9 <<<"$said"
	[ $? = 1 ]
	result $? 'and it is not repeated'
done
status 'nor in a list' 65 "printf 'id,source\nC000001,rtsp://a:pw9@h/\n' | $camera import -q -" \
	'not the name of a source'
status 'nor as a correction' 65 \
	"$camera set --correct C000001 source=rtsp://a:pw9@h/ --reason x" 'not the name of a source'
same 'nothing of it is in the store' 'tlsafe-db export | grep -c pw9 || true' 'echo 0'
ok 'a name is' $camera set C000001 source=东门-1
ok 'hours in which it has a picture' $camera set C000001 expected=06:00-20:00
ok 'over midnight too' $camera set C000002 expected=20:00-06:00
for hours in 6-20 25:00-06:00 06:00-06:00 白天; do
	status "not hours: $hours" 65 "$camera set C000001 expected=$hours" 'not hours of a day'
done

# --- outages ---
same 'one is entered by the code of the camera' \
	"$outage add camera=50015100001320000002 from=2018-07-25T10:00 reason=检修 approved_by=张 |
		cut -f1,2,4,5" "printf 'T000001\tC000002\t2018-07-25T10:00:00+08:00\t\n'"
status 'a code that two have is of neither' 65 \
	"$outage add camera=50015100001320000001 from=2018-07-25 reason=x" 'no such camera'
status 'it ends behind its beginning' 65 "$outage set T000001 to=2018-07-25T10:00" \
	'ends before it begins'
ok 'and is over' $outage set T000001 to=2018-07-26T08:00
status 'for a reason' 65 "$outage add camera=C000001 from=2018-07-25" 'reason .* is required'
same 'a camera that is gone' \
	"$camera retire C000002 status=removed --reason 拆除 | cut -f9
	$camera list status=removed | cut -f1" "printf '拆除\nC000002\n'"
ok 'the store is sound' tlsafe-db check
finish
