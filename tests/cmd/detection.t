#!/bin/bash
# What detectors see: candidates, grouped, which somebody makes hazards of, or false alarms.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-20T18:00:00+08:00
tlsafe-db init
cat > units.csv <<'END'
单位编号,单位名称,单位类型,所属镇街
U1,甲厂,企业,蒲吕街道
END
cat > cameras.csv <<'END'
编号,设备名称,设备编码,单位,安装地址,所属镇街
C1,大门,50015100001320000001,甲厂,厂区大门,蒲吕街道
C2,广场,50015100001320000002,,人民广场,旧县镇
END
ok 'units and cameras' eval 'tlsafe-register import -q units.csv >/dev/null &&
	tlsafe-register import -q --kind camera cameras.csv >/dev/null'
cat > seen.jsonl <<'END'
{"camera":"C1","at":"2018-07-20T08:00:00+08:00","rule":"未戴安全帽","zone":"门口","score":0.91}
{"camera":"大门","at":"2018-07-20T15:59:00+08:00","rule":"未戴安全帽","zone":"门口","score":0.8}
{"camera":"50015100001320000001","at":"2018-07-20T16:01+08:00","rule":"未戴安全帽","zone":"门口"}
{"camera":"C1","at":"2018-07-20T08:00:00+08:00","rule":"烟火","box":{"x":1},"track":7}

{"camera":"广场","at":1532044800.5,"rule":"烟火"}
END
expect 'the first of each group is printed' 'tlsafe-snapshot detect seen.jsonl 2>&1' <<'END'
tlsafe-snapshot: detections: 5 new, 0 unchanged; groups: 4 new
V000001	C1	2018-07-20T08:00:00+08:00	未戴安全帽	门口	0.91	
V000002	C1	2018-07-20T08:00:00+08:00	烟火			
V000003	C2	2018-07-20T08:00:00.500000+08:00	烟火			
V000005	C1	2018-07-20T16:01:00+08:00	未戴安全帽	门口		
END
same 'within eight hours of the first it is of its group' \
	'tlsafe-snapshot list --kind detection --fields id,group,state -q | grep V000004' \
	"printf 'V000004\tV000001\t待确认\n'"
same 'the same again changes nothing' 'n=$(tlsafe-db log | wc -l)
	tlsafe-snapshot detect - < seen.jsonl 2>&1; echo $(($(tlsafe-db log | wc -l) - n))' \
	'echo "tlsafe-snapshot: detections: 0 new, 5 unchanged; groups: 0 new"; echo 0'
same 'another detector has its own names' \
	'echo "{\"cam\":\"C2\",\"ts\":\"2018-07-20 09:00:00\",\"label\":\"烟火\"}" |
		tlsafe-snapshot detect - --map cam=camera --map ts=at --map label=rule 2>&1;
	tlsafe-snapshot show --kind detection V000006 -o json | jq -r .group' \
	'echo "tlsafe-snapshot: detections: 1 new, 0 unchanged; groups: 0 new"; echo V000003'
same 'a dry run shows what would be there' \
	'echo "{\"camera\":\"C2\",\"at\":\"2018-07-20T07:00:00+08:00\",\"rule\":\"烟火\"}" |
		tlsafe-snapshot detect - --dry-run -q | cut -f2,4;
	tlsafe-snapshot list --kind detection -q | wc -l' "printf 'C2\t烟火\n6\n'"

# --- judged --------------------------------------------------------------------------------------
detections='tlsafe-snapshot list --kind detection -q'
ok 'a hazard goes on in pipelines' eval \
	'tlsafe-snapshot judge V000001 --accept --by 王明 -q |
		tlsafe-hazard assign - --to 蒲吕街道 --due +15d -q >/dev/null'
expect 'it is of the camera and its unit, found on that day' \
	'tlsafe-hazard list -q --fields unit,place,found,source,description,due' <<'END'
U1	厂区大门	2018-07-20	视频巡查	未戴安全帽（门口）	2018-08-04
END
expect 'all of its group are that' \
	"$detections state=accepted --fields id,hazard,judged_by" <<'END'
V000001	H20180720-0001	王明
V000004	H20180720-0001	王明
END
same 'one of a public place has its town' \
	'tlsafe-snapshot judge V000003 --accept --by 王明 -q | tlsafe-hazard show - -o json |
		jq -r "[.unit, .town, .place] | @tsv"' "printf '\t500151005\t人民广场\n'"
ok 'a false alarm stays' \
	tlsafe-snapshot judge V000005 V000002 --false --by 李强 --note 雾 -q
echo '{"camera":"C1","at":"2018-07-20T17:00+08:00","rule":"未戴安全帽","zone":"门口"}' |
	tlsafe-snapshot detect -q -
same 'what comes behind it is as it was judged' \
	"$detections group=V000005 --fields state" 'echo 误报'
same 'rates have headings' 'tlsafe-snapshot alarms --headings key -q | head -n 1 | tr "\t" ,' \
	'echo camera,camera.name,rule,detections,groups,candidates,accepted,false,false_rate'
expect 'rates of cameras and rules' 'tlsafe-snapshot alarms -q' <<'END'
C1	大门	未戴安全帽	4	2	0	1	1	50.0
C1	大门	烟火	1	1	0	0	1	100.0
C2	广场	烟火	2	1	0	1	0	0.0
END
same 'of those that words select' 'tlsafe-snapshot alarms camera=C2 -q | cut -f1,4' \
	"printf 'C2\t2\n'"
same 'history tells why' \
	'tlsafe-snapshot history V000002 --kind detection -o json | jq -r ".note // empty"' \
	'echo 雾'

# --- what is refused -----------------------------------------------------------------------------
n=$(tlsafe-db log | wc -l)
refused() # NAME LINE PATTERN...
{
	printf '%s\n' "$2" > bad.jsonl
	status "$1" 65 'tlsafe-snapshot detect bad.jsonl' "${@:3}"
}
refused 'no camera' '{"at":"2018-07-20T08:00:00+08:00","rule":"x"}' 'bad.jsonl:1: .*no camera'
refused 'one that is not known' '{"camera":"C9","at":"2018-07-20T08:00:00+08:00","rule":"x"}' C9
refused 'no moment' '{"camera":"C1","rule":"x"}' 'when it was is not said'
refused 'a day that is none' '{"camera":"C1","at":"yesterday","rule":"x"}' 'not a moment'
refused 'tomorrow' '{"camera":"C1","at":"2018-07-21T08:00:00+08:00","rule":"x"}' 'it is not yet'
refused 'no rule' '{"camera":"C1","at":"2018-07-20T08:00:00+08:00"}' 'what was seen is not said'
refused 'no number' '{"camera":"C1","at":1532044800,"rule":"x","score":"high"}' 'score'
refused 'no still' '{"camera":"C1","at":1532044800,"rule":"x","still":"S9"}' 'no such still'
refused 'no JSON' 'camera=C1' 'bad.jsonl:1: '
status 'a map of nothing' 64 'tlsafe-snapshot detect seen.jsonl --map a=b' '--map a=b'
status 'no file' 66 'tlsafe-snapshot detect none.jsonl' 'none.jsonl'
status 'neither yes nor no' 64 'tlsafe-snapshot judge V000001' '--accept or --false'
status 'nobody looked' 64 'tlsafe-snapshot judge V000001 --accept' '--by NAME'
status 'judged already' 77 'tlsafe-snapshot judge V000001 --false --by 王' 'was judged already'
status 'not the first' 77 'tlsafe-snapshot judge V000004 --false --by 王' 'belongs to V000001'
status 'no such one' 66 'tlsafe-snapshot judge V999999 --false --by 王' 'no such detection'
status 'another kind' 64 'tlsafe-snapshot list --kind unit' '--kind is still or detection'
same 'nothing of all this was entered' 'tlsafe-db log | wc -l' "echo $n"
ok 'the store is sound' tlsafe-db check
finish
