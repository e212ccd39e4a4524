# What is refused has no id: none is told of it, and no number is lost on it.
. "$TEST_SRCDIR/tests/lib.sh"

export TLSAFE_NOW=2018-07-31T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
cat > list.csv <<'EOF'
检查日期,隐患来源,单位编号,隐患描述,隐患等级,整改期限,整改完成日期,是否立查立改
2018-07-02,镇街检查,U1,一,一般,2018-07-01,,
2018-07-02,镇街检查,U1,二,一般,2018-07-20,,
2018-07-02,镇街检查,U1,三,重大,2018-07-20,2018-07-02,是
2018-07-02,镇街检查,U1,四,一般,2018-07-20,2018-07-03,是
2018-07-02,镇街检查,U1,五,一般,2018-07-20,2018-07-09,
EOF
status 'rows that are refused are told by their lines' 65 'tlsafe-hazard import list.csv' \
	'list\.csv:4: rectify: a major hazard is never closed on the spot' \
	'list\.csv:5: rectify: on the spot'
expect 'and by no id' 'tlsafe-hazard import list.csv 2>&1 | grep -c H2018' <<<0
tlsafe-hazard import -q list.csv --keep-going --rejects rejects.csv --numbered numbered.csv \
	>/dev/null 2>&1
expect 'nor in the file of rejects' 'grep -c H2018 rejects.csv' <<<0
same 'the good rows have the numbers' 'tlsafe-hazard list | cut -f1,7' \
	"printf 'H20180702-0001\t二\nH20180702-0002\t五\n'"
same 'in the list with the ids too' 'cut -d, -f4,9 numbered.csv | tail -n +2' \
	"printf '二,H20180702-0001\n五,H20180702-0002\n'"
new='tlsafe-hazard add unit=U1 found=2018-07-02 source=patrol level=general description=z'
status 'an add that is refused' 65 "$new deadline=2018-07-01"
same 'takes none from the next' "$new | cut -f1" 'echo H20180702-0003'
last=$(tlsafe-db log | tail -n 1 | cut -f1)
same 'an id that was given stays given' \
	"tlsafe-db undo $last --reason x >/dev/null; $new | cut -f1" \
	'echo H20180702-0004'
status 'what is stored is told by its id' 77 \
	'tlsafe-hazard rectify H20180702-0001 --by 王 --on 2018-08-01' \
	'H20180702-0001: rectify: 2018-08-01 lies after today'
finish
