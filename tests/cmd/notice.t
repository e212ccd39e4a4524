# Documents (文书): issued in a pipeline, numbered without holes, kept as they were printed, served,
# made void; and what is refused.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-02T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 address=工业路1号 >/dev/null
tlsafe-register add -q id=U2 name=乙厂 kind=enterprise town=东城街道 >/dev/null
add() { tlsafe-hazard add -q "$@" >/dev/null; }
bad='<script>alert(1)</script>"&'$'\u202e''反'
add id=H1 unit=U1 found=2018-06-28 source=inspection level=general description="$bad"
add id=H2 unit=U1 found=2018-06-29 source=inspection level=major description=超量 criterion=条 -q
add id=H3 unit=U2 found=2018-06-29 source=inspection level=general description=灭火器过期 place=仓库
add id=H4 unit=U1 found=2018-06-30 source=inspection level=general description=通道堵塞
add id=H5 town=蒲吕街道 place=河边 found=2018-06-30 source=patrol level=general description=缺护栏
slips() { tlsafe-report notice "$@" --kind slip --from 蒲吕街道; }

# --- what is refused, and takes no number -------------------------------------------------------
status 'nobody issues it' 78 'tlsafe-report notice H1 --kind slip' 'not said' \
	'tlsafe-db set authority_body='
status 'no sort' 64 'tlsafe-report notice H1' 'which sort'
status 'a sort that there is not' 66 'tlsafe-report notice H1 --kind slop --from 蒲吕街道' \
	"no document 'slop'.*'slip'"
status 'another form' 64 'slips H1 -o pdf' "html or text, not 'pdf'"
status 'no such body' 65 'tlsafe-report notice H1 --kind slip --from 无此镇' '^[^:]*: --from: '
status 'what is assigned to nobody' 77 'slips H1 H4' 'H1: no slip: it is not assigned' \
	'H4: no slip: it is not assigned' 'tlsafe-hazard assign'
tlsafe-hazard assign H1 H2 H3 H4 H5 --to @town --due 2018-07-10 --on 2018-06-30 >/dev/null
status 'no such hazard' 66 'slips H1 H9' 'H9.*no such hazard|no such hazard.*H9'
status 'twice' 64 'slips H1 H1' 'named twice'
status 'a day to come' 77 'slips H1 --on 2018-07-03' '2018-07-03 lies after today'
status 'a field that it has not' 64 'slips H1 court=x' "a slip has no field 'court'"
touch file
status 'no directory' 73 'slips H1 -O file' 'file: Not a directory'
n=$(tlsafe-db info -o json | jq .transactions)
same 'a dry run prints what would be' 'slips H1 H3 --dry-run | cut -f1-3' \
	"printf 'D000001\t交办〔2018〕1号\tslip\nD000002\t交办〔2018〕2号\tslip\n'"
same 'and enters nothing' 'tlsafe-db info -o json | jq .transactions' "echo $n"

# --- slips: one for each assignee -----------------------------------------------------------------
ok 'a setting names the body' tlsafe-db set authority_body=蒲吕街道 --reason 启用
expect 'the pipeline as typed' 'tlsafe-hazard assign H1 H3 H4 --to @town --due 2018-07-20 \
	--replace-due --on 2018-07-01 --reason 改期 --approved-by 陈 |
	tlsafe-report notice - --kind slip -O notices/' <<-'END'
	D000001	交办〔2018〕1号	slip	U1	H1、H4	交办〔2018〕1号-D000001.html
	D000002	交办〔2018〕2号	slip	U2	H3	交办〔2018〕2号-D000002.html
END
same 'their files are there' 'ls notices' \
	"printf '%s\n' 交办〔2018〕1号-D000001.html 交办〔2018〕2号-D000002.html"
page=notices/交办〔2018〕1号-D000001.html
same 'a paper has two copies' "grep -c '<h1>安全生产隐患交办单</h1>' $page" 'echo 2'
same 'no markup of a hazard, and no sign that turns' \
	"grep -c '<script' $page; grep -cP '\x{202e}' $page; grep -c 'u{202e}反' $page" \
	"printf '0\n0\n2\n'"
command -v tidy >/dev/null && ok 'it is HTML' tidy -qe $page
status 'deadlines are told' 0 "cat $page" '第1至2项于2018年7月20日前整改完毕' '蒲吕街道：'
status 'a second slip is told' 0 'tlsafe-report notice H1 H2 --kind slip -O notices -o text' \
	'H1 stands in 交办〔2018〕1号 already' 'D000003.交办〔2018〕3号'
same 'as text' 'head -n 4 notices/*-D000003.txt' \
	"printf '%s\n' 安全生产隐患交办单 ================== 第一联：交承办单位 交办〔2018〕3号"
same 'it is printed again' 'tlsafe-report show D000001 -O again; cat again' "cat $page"
for typed in '交办〔2018〕1号' '交办[2018]1' '交办【２０１８】第001号'; do
	same "found as $typed" "tlsafe-report show '$typed' --fields id -o json" \
		"echo '{\"id\":\"D000001\"}'"
done
same 'by its file too' "tlsafe-report show '交办(2018)1号' -O again; cat again" "cat $page"
same 'by a filter' "tlsafe-report list --kind document number='交办[2018]2' | cut -f1" \
	'echo D000002'
status 'an unknown one' 66 'tlsafe-report show 交办〔2018〕9号' 'no such'
ok 'another body has numbers of its own' eval \
	'tlsafe-report notice H3 --kind slip --from 东城街道 -q | grep -q D000004.交办〔2018〕1号'
status 'and then a number may be of two' 64 'tlsafe-report show 交办〔2018〕1号' \
	'is the number of several: D000001, D000004'
same 'numbers are of a year' \
	'TLSAFE_NOW=2019-01-02T09:00:00+08:00 \
		tlsafe-report notice H3 --kind slip -q --clock-is-right |
		cut -f2' 'echo 交办〔2019〕1号'

# --- urged, extended ------------------------------------------------------------------------------
same 'urging letters' 'tlsafe-report notice H1 H2 H3 --kind urge --on 2018-07-02 | cut -f2-5' \
	"printf '督办〔2018〕1号\turge\tU1\tH1、H2\n督办〔2018〕2号\turge\tU2\tH3\n'"
status 'no extension was decided' 77 'tlsafe-report notice H1 --kind extension' \
	'no extension of it was decided'
tlsafe-hazard extend H1 H3 --until 2018-08-01 --reason 配件未到 --approved-by 陈 --on 2018-07-02 \
	>/dev/null
same 'a reply for each' 'tlsafe-report notice H1 H3 --kind extension -O notices | cut -f2,4' \
	"printf '延期〔2018〕1号\tU1\n延期〔2018〕2号\tU2\n'"
status 'which says until when, why, and since when' 0 'cat notices/延期*1号*' \
	'同意延期至2018年8月1日。理由：配件未到' '批准日期：2018年7月2日'
tlsafe-hazard extend H4 --refuse --reason 可先行停用 --on 2018-07-02 >/dev/null
same 'also of one that was refused' \
	'tlsafe-report notice H4 --kind extension -o text -O notices | cut -f2' \
	'echo 延期〔2018〕3号'
status 'with the reason, and the day that stays' 0 'cat notices/延期*3号*' \
	'不同意延期，仍应于2018年7月20日前整改完毕。理由：可先行停用' '批准日期：2018年7月2日'

# --- listed, ordered, rechecked ------------------------------------------------------------------
listed="tlsafe-report notice H2 --kind listed rules=挂牌督办办法 plan_by=2018年7月20日"
status 'a body that may not list' 77 "$listed" 'may not issue a listed' 'may_list=yes'
tlsafe-register set 500151004 may_list=yes may_order=yes >/dev/null
for kind in listed order measures recheck; do
	status "$kind wants a prefix" 78 "tlsafe-report notice H2 --kind $kind" 'has no doc_prefix'
done
tlsafe-register set 500151004 'doc_prefix=(蒲)' >/dev/null
same 'listed' "$listed -O notices | cut -f2" 'echo （蒲）安监挂督〔2018〕1号'
status 'what is not major' 77 'tlsafe-report notice H4 --kind listed' 'it is not major'
remedy='government=重庆市铜梁区人民政府 reviewer=区应急局 court=铜梁区人民法院'
status 'nobody signs an order' 65 "tlsafe-report notice H1 --kind order $remedy" \
	'order needs officers \(执法人员\), who are missing' 'give --officers A,B'
officer() { tlsafe-register --kind officer add -q body=蒲吕街道 "$@" >/dev/null; }
officer id=O1 name=王明 certificate=渝A001 valid_from=2016-01-01 valid_to=2020-12-31
officer id=O2 name=李强 certificate=渝A002
officer id=O3 name=赵平 certificate=渝A003 valid_to=2018-07-01
officer id=O4 name=钱文
order="tlsafe-report notice H1 --kind order $remedy --officers"
status 'one is not enough' 65 "$order 王明" 'needs two officers'
status 'nor one who is two' 65 "$order 王明,O1" 'the same officer twice'
status 'no certificate' 65 "$order 王明,钱文" 'an officer without a certificate.*钱文'
status 'an expired one' 65 "$order 王明,赵平" '赵平 expired on 2018-07-01'
status 'nobody who is known' 65 "$order 王明,孙立" 'no officer with a certificate.*孙立'
status 'nobody at all' 64 "$order ''" '--officers: nobody is named'
status 'a slip names none' 64 'slips H1 --officers 王明,李强' 'a slip names no officers'
remedy="$remedy --officers 王明,李强"
status 'a missing field is named' 65 'tlsafe-report notice H1 --kind order government=x court=y \
	--officers O1,O2' 'order needs reviewer \(复议单位\), which is missing' 'give reviewer=TEXT'
status 'a hazard without a unit' 77 "tlsafe-report notice H5 --kind order $remedy" 'no unit'
same 'a refused one took no number' \
	"tlsafe-report notice H1 H2 H4 --kind order $remedy -O notices | cut -f2,5" \
	"printf '（蒲）安监责改〔2018〕1号\tH1、H2、H4\n'"
status 'several time limits in one' 0 'cat notices/*责改*' '第1项于2018年8月1日前整改完毕' \
	'第2项于2018年7月10日前整改完毕；第3项于2018年7月20日前整改完毕'
same 'which are kept' 'tlsafe-report show D000012 -o json | jq -r .groups,.fields' \
	"printf '2 2018-07-10; 3 2018-07-20; 1 2018-08-01\ngovernment=重庆市铜梁区人民政府\n'; \
		printf 'reviewer=区应急局\ncourt=铜梁区人民法院\n'"
same 'with who signs it' "grep -c '王明　　证号：渝A001' notices/*责改*; \
	tlsafe-report show D000012 -o json | jq -r '.officers[],.certificates[]'" \
	"printf '%s\n' 2 王明 李强 渝A001 渝A002"
status 'measures want a record' 77 \
	"tlsafe-report notice H2 --kind measures law=x measure=y $remedy" \
	'none of these about it: record'

# --- of an inspection ----------------------------------------------------------------------------
printf '%s\n' 'unit=U1 type=enforcement day=2018-07-01 started=9:05 ended=10:30 place=灌装间' \
	'officers=王明、李强 representative=张三 checklist=restaurant version=1' \
	'G01=y' 'G02=n 气瓶过期 due=+7d' 'G03=na' 'G06=n 在地下室 due=+1d' '=n 走道堵塞 due=+7d' |
	tlsafe-inspect record -q - > found
same 'three items failed' 'cut -f1 found' "printf 'H20180701-000%s\n' 1 2 3"
same 'its record, by the inspection or what it found' \
	"cut -f1 found | tlsafe-report notice - --kind record -O notices | cut -f2-5" \
	"printf '（蒲）安监检记〔2018〕1号\trecord\tU1\t%s、%s、%s\n' \$(cut -f1 found)"
status 'says who, where, when, and every item' 0 'cat notices/*检记*' \
	'检查日期：2018年7月1日' \
	'开始时间：2018年7月1日09时05分　　结束时间：2018年7月1日10时30分' \
	'检查场所：灌装间' '行政执法人员王明、李强，证件号码为渝A001、渝A002' \
	'符合1项，不符合3项，不适用1项' \
	'不适用</td>' '走道堵塞</td>'
status 'nobody who was there' 0 "grep -c 张三 notices/*检记* || true" ^0
same 'which is kept where it can be forgotten' \
	'tlsafe-report list --kind document type=record --fields inspection,signed_by,officers' \
	"printf 'I000001\t张三\t王明、李强\n'"
status 'a second one is told' 0 'tlsafe-report notice I000001 --kind record --dry-run' \
	'I000001 stands in （蒲）安监检记〔2018〕1号 already'
status 'those who inspected stand fast' 64 \
	'tlsafe-report notice I000001 --kind record --officers 王明' 'those who inspected'
status 'a hazard that none found' 77 'tlsafe-report notice H1 --kind record' \
	'names no inspection that counts'
status 'no such inspection' 66 'tlsafe-report notice I9 --kind record' 'no such inspection'
status 'before its day' 77 'tlsafe-report notice I000001 --kind record --on 2018-06-30' \
	'before the day of the inspection'
bare=${remedy% --officers*}
same 'an order for each inspection, signed by who inspected' \
	"tlsafe-report notice H2 H20180701-0001 H20180701-0002 --kind order $remedy --dry-run -q |
		cut -f5; tlsafe-report notice H20180701-0001 H20180701-0002 --kind order $bare \
		-O notices | cut -f2" \
	"printf '%s\n' H2 H20180701-0001、H20180701-0002 （蒲）安监责改〔2018〕2号"
status 'it names inspection, place and clause' 0 'cat notices/*责改〔2018〕2号*' \
	'检查编号：I000001　　检查场所：灌装间' \
	'经本机关行政执法人员王明、李强于2018年7月1日检查' \
	"$(tlsafe-hazard list H20180701-0001 --fields clause | cut -c1-20)"
status 'measures' 0 "tlsafe-report notice H20180701-0002 --kind measures law=安全生产法 \
	measure=停止使用 \
	$remedy -O notices && cat notices/*现决*" \
	'依据安全生产法，现作出如下现场处理决定：停止使用' \
	'本机关于2018年7月1日现场检查时' \
	'于2018年7月2日作出的现场检查记录\[（蒲）安监检记〔2018〕1号\]'
add id=H6 unit=U2 found=2018-07-01 source=patrol level=general description=无人管 \
	deadline=2018-07-20
status 'what nobody answers for' 77 "tlsafe-report notice H6 --kind order $remedy" \
	'no inspection, tip or assignment backs it'
status 'not rechecked' 77 'tlsafe-report notice H1 --kind recheck' 'it was not rechecked'
tlsafe-hazard rectify H1 H4 --by 王 --note 已改 --on 2018-07-02 >/dev/null
status 'waits for a recheck' 77 'tlsafe-report notice H1 --kind recheck' 'not rechecked'
tlsafe-hazard verify H1 --pass --by 李 --on 2018-07-02 >/dev/null
tlsafe-hazard verify H4 --fail --by 李 --due 2018-07-30 --on 2018-07-02 >/dev/null
tlsafe-hazard rectify H3 --by 王 --note 已改 --on 2018-07-02 >/dev/null
tlsafe-hazard verify H3 --pass --by 李 --on 2018-07-02 >/dev/null
status 'a recheck wants officers' 65 'tlsafe-report notice H1 H4 --kind recheck' \
	'recheck needs officers'
same 'a part passes' 'tlsafe-report notice H1 H4 --kind recheck --officers O1,O2 -o text \
	-O notices | cut -f2' \
	'echo （蒲）安监复查〔2018〕1号'
status 'with a result for each' 0 'cat notices/*复查*' '已整改1项，未整改1项' \
	'1 +（蒲）安监责改〔2018〕1号第1项.*已整改' '第3项.*未整改' \
	'本机关于2018年7月2日作出的责令限期整改指令书\[（蒲）安监责改〔2018〕1号\]'
add id=H7 unit=U2 found=2018-07-01 source=patrol level=general description=线 inspection=I1 \
	deadline=2018-07-20
status 'an inspection that there is not' 77 "tlsafe-report notice H7 --kind order $remedy" \
	'no inspection, tip or assignment backs it'
tlsafe-hazard assign H7 --to 东城街道 --due 2018-07-20 --on 2018-07-01 >/dev/null
tlsafe-hazard rectify H7 --by 王 --note 已改 --on 2018-07-01 >/dev/null
tlsafe-hazard verify H7 --pass --by 李 --on 2018-07-02 >/dev/null
status 'it rests on nothing' 77 'tlsafe-report notice H7 --kind recheck' \
	'none of these about it: order, measures, slip'
same 'in 2019 the office has another word' "TLSAFE_NOW=2019-01-03T09:00:00+08:00 \
	tlsafe-report notice H2 --kind order $remedy -q --dry-run --clock-is-right | cut -f2" \
	'echo （蒲）应急责改〔2019〕1号'

# --- served, void ------------------------------------------------------------------------------
status 'served' 0 "tlsafe-report served '交办[2018]2' --on 2018-07-02 --how direct --to 张" D000002
same 'is kept' \
	'tlsafe-report show D000002 -o json | jq -r .served,.served_how,.served_to' \
	"printf '2018-07-02\ndirect\n张\n'"
status 'twice' 77 'tlsafe-report served D000002 --how post' 'was served before, on 2018-07-02' \
	'--correct --on'
status 'left without a witness' 77 'tlsafe-report served D000003 --how left' 'needs a witness'
status 'no way' 64 'tlsafe-report served D000003' 'how it was served is not said'
status 'no such way' 65 'tlsafe-report served D000003 --how fax' 'served_how'
status 'before it was issued' 77 'tlsafe-report served D000003 --how post --on 2018-07-01' \
	'was issued later, on 2018-07-02'
status 'no such document' 66 'tlsafe-report served D999999 --how post' 'no such document'
same 'is told as what it is' \
	'tlsafe-register --kind document history D000002 -o json | jq -r .act | tail -n 1' \
	'echo served'

# --- deadlines that count from service ------------------------------------------------------------
for h in S1 S2 S3 S4; do
	add id=$h unit=U1 found=2018-07-01 source=inspection level=general description=$h
done
ok 'a deadline waits for service' tlsafe-hazard assign S1 S2 --to @town --due served+15d
ok 'also in working days' tlsafe-hazard assign S3 --to @town --due served+15wd
ok 'and beside one that has a day' tlsafe-hazard assign S4 --to @town --due 2018-07-20
same 'until then it has none' 'tlsafe-hazard list undated S1 S2 S3 S4 --fields id,term' \
	"printf 'S1\t+15d\nS2\t+15d\nS3\t+15wd\n'"
for bad in served+0d served15d served+15x; do
	status "no term: $bad" 65 "tlsafe-hazard assign S1 --to @town --due $bad" 'not a date'
done
status 'a deadline does not begin to wait' 77 \
	'tlsafe-hazard assign S4 --to @town --due served+15d' 'does not wait for service'
tlsafe-report notice S1 S2 S3 S4 --kind order $remedy -o text -O terms | cut -f1 > doc
status 'the order says so' 0 'cat terms/*' \
	'第4项于2018年7月20日前整改完毕；第1至2项自送达之日起15日内整改完毕；' \
	'；第3项自送达之日起15个工作日内'
same 'it is kept' 'tlsafe-report show - -o json < doc | jq -r .groups' \
	'echo "4 2018-07-20; 1-2 served+15d; 3 served+15wd"'
export TLSAFE_NOW=2018-07-06T09:00:00+08:00
status 'a dry run tells how days are counted' 0 \
	'tlsafe-report served - --how post --on 2018-07-04 --explain --dry-run < doc' \
	'\+15d from 2018-07-04 is 2018-07-19: every day counts' \
	'\+15wd from 2018-07-04 is 2018-07-25'
ok 'served' eval 'tlsafe-report served - --how post --on 2018-07-04 < doc'
dates='tlsafe-hazard list S1 S2 S3 S4 --fields id,deadline,due,served'
same 'it dates them, and no other' "$dates" \
	"printf '%s\t%s\t%s\t%s\n' S1 2018-07-19 2018-07-19 2018-07-04 \
		S2 2018-07-19 2018-07-19 2018-07-04 S3 2018-07-25 2018-07-25 2018-07-04 \
		S4 2018-07-20 2018-07-20 ''"
same 'in one transaction, told as service' \
	"tlsafe-hazard history S1 -o json | jq -r 'select(.act == \"served\").txn'" \
	"tlsafe-register --kind document history \$(cat doc) -o json |
		jq -r 'select(.act == \"served\").txn'"
same 'before that day it had none' 'tlsafe-hazard show S1 --as-of 2018-07-03 -o json | jq .due' \
	'echo null'
mend="tlsafe-report served \$(cat doc) --correct"
status 'mended without a reason' 77 "$mend --on 2018-07-05" 'give --reason'
status 'or a day' 64 "$mend --reason x" 'give --on DATE'
status 'what was not served' 77 \
	'tlsafe-report served D000003 --correct --on 2018-07-05 --reason x' 'was not served yet'
status 'before it was issued' 77 "$mend --on 2018-07-01 --reason x" 'was issued later'
ok 'a wrong day is mended' eval "$mend --on 2018-07-05 --reason 回执日期有误"
same 'with what counts from it' "$dates" \
	"printf '%s\t%s\t%s\t%s\n' S1 2018-07-20 2018-07-20 2018-07-05 \
		S2 2018-07-20 2018-07-20 2018-07-05 S3 2018-07-26 2018-07-26 2018-07-05 \
		S4 2018-07-20 2018-07-20 ''"
same 'and how stays' "tlsafe-report show \$(cat doc) -o json | jq -r .served,.served_how" \
	"printf '2018-07-05\npost\n'"
export TLSAFE_NOW=2018-07-02T09:00:00+08:00

status 'void wants a reason' 77 'tlsafe-report void D000003' 'give --reason'
ok 'void' tlsafe-report void D000003 --reason 重复
status 'twice' 77 'tlsafe-report void D000003 --reason x' 'is void since 2018-07-02'
status 'and is not served' 77 'tlsafe-report served D000003 --how post' 'is void'
same 'its number stays given' 'tlsafe-report notice H2 --kind slip -q | cut -f2' \
	'echo （蒲）交办〔2018〕4号'
same 'gaps are explained' 'tlsafe-report list gaps -o json | jq -c "[.type,.from,.state,.reason]"' \
	"echo '[\"slip\",3,\"void\",\"重复\"]'"
txn=$(tlsafe-register --kind document history D000001 -o json | jq -r .txn | head -n 1)
status 'its transaction is not undone' 77 "tlsafe-db undo $txn --reason x" \
	'D000001 has a number, which stays given' 'tlsafe-report void D000001'
txn=$(tlsafe-hazard history H3 -o json | jq -r 'select(.act == "add") | .txn')
status 'nor that of a hazard in one' 77 "tlsafe-db undo $txn --reason x" 'D000002 refers to H3'

# --- a restore ------------------------------------------------------------------------------------
mkdir backups
backup=$(tlsafe-db backup backups | cut -f1)
tlsafe-report notice H2 --kind urge >/dev/null
ok 'an older backup' tlsafe-db restore "$(ls -d backups/* | head -n 1)" --yes
same 'does not give its number again' 'tlsafe-report notice H2 --kind urge -q | cut -f2' \
	'echo （蒲）督办〔2018〕4号'
same 'and tells that one is lost' \
	'tlsafe-report list gaps -o json |
		jq -c "select(.type == \"urge\") | [.from,.upto,.state]"' \
	"echo '[3,3,\"lost\"]'"
ok 'the store is sound' tlsafe-db check
same 'lines make the same store' \
	'tlsafe-db init -s copy && tlsafe-db export | tlsafe-db import - -s copy >/dev/null &&
		tlsafe-report list --kind document -s copy' 'tlsafe-report list --kind document'
finish
