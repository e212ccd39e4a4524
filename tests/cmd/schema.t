# An office adds a kind, a field and codes in YAML: nothing is rebuilt.
. "$TEST_SRCDIR/tests/lib.sh"

# A set may also lie flat, as all of them did once.
mkdir schemas && cp "$TLSAFE_SCHEMAS"/*.yaml "$TLSAFE_SCHEMAS"/*/*.yaml schemas/
one_line schemas/*.yaml
export TLSAFE_SCHEMAS=$dir/schemas
cat > schemas/extinguisher.yaml <<'EOF'
kind: extinguisher
zh: 灭火器
en: Extinguisher
about: "A fire extinguisher of a unit."
letter: X
columns: [id, unit, unit.name, charge, checked]
fields:
  - {key: id, type: id, by: add, zh: 灭火器编号, en: ID, about: "Its number."}
  - {key: unit, type: reference, to: unit, by: set, required: true, zh: 单位编号, en: Unit,
     about: "Where it hangs.", also: [单位名称]}
  - {key: charge, type: choice, by: set, zh: 灭火剂, en: Charge, about: "What is in it.",
     values: [{code: powder, zh: 干粉, en: Powder}, {code: water, zh: 水基, en: Water}]}
  - {key: checked, type: date, by: set, zh: 检查日期, en: Checked, about: "Day of the last check."}
  - {key: price, type: money, by: set, zh: 单价, en: Price, about: "Its price.",
     also: [{heading: 单价（万元）, factor: 10000}]}
EOF
fax='  - {key: fax, type: phone, by: set, zh: 传真, en: Fax, about: "Fax."}'
sed -i "s/^  - {key: rev, type: integer, by: derived, .*/&\n$fax/" schemas/unit.yaml
sed -i 's/^values:/&\n  - {code: "108", zh: 尾矿库, en: Tailings}/' schemas/sector.yaml
ok 'init takes the set' tlsafe-db init
ok 'a unit with the new field and code' tlsafe-register add -q name=甲厂 kind=enterprise \
	town=蒲吕街道 fax=023-45600009 sector=尾矿库
expect 'show prints them' 'tlsafe-register show U000001 --fields sector,fax' <<EOF
sector	尾矿库
fax	023-45600009
EOF
expect 'add of the new kind' \
	'tlsafe-register --kind extinguisher add unit=甲厂 charge=干粉 checked=2018-07-01' <<EOF
X000001	U000001	甲厂	干粉	2018-07-01
EOF
printf '灭火器编号,单位名称,灭火剂,检查日期,单价（万元）\nM-1,甲厂,水基,2018/7/2,0.012\n' > list.csv
expect 'import of the new kind' \
	'tlsafe-register --kind extinguisher import list.csv | head -n 2 | tail -n 1' <<EOF
new	1
EOF
expect 'list of the new kind, in Chinese words' \
	'tlsafe-register --kind extinguisher list 灭火剂=水基 -o csv' <<EOF
灭火器编号,单位编号,单位名称,灭火剂,检查日期
M-1,U000001,甲厂,水基,2018-07-02
EOF
expect 'show in json' 'tlsafe-register show M-1 -o json' <<EOF
{"id":"M-1","unit":"U000001","charge":"water","checked":"2018-07-02","price":"120.00"}
EOF
status 'its values are checked' 65 \
	'tlsafe-register --kind extinguisher add unit=甲厂 charge=泡沫' \
	'no such charge: "泡沫"; there are powder 干粉, water 水基'
ok 'check knows it too' tlsafe-db check
status 'init without any set' 78 \
	'TLSAFE_SCHEMAS=$dir/none tlsafe-db init -s other' 'no schema set' 'none' 'installed set'
sed -i 's/type: choice/type: choise/' schemas/extinguisher.yaml
status 'a fault in a schema is named' 78 \
	'tlsafe-db init -s other' "extinguisher\\.yaml:11:[0-9]+: no type 'choise'"
[ ! -e other ]
result $? 'and no store is left behind'
rm schemas/extinguisher.yaml
sed -n '/^\.Bd -literal/,/^\.Ed/p' "$src/man/tlsafe-schema.5" | grep -v '^\.' > schemas/visit.yaml
ok 'the example of tlsafe-schema(5)' tlsafe-db init -s visits
same 'is a kind of record' \
	"tlsafe-register -s visits add name=丁厂 kind=site town=蒲吕街道 >/dev/null;
		tlsafe-register -s visits --kind visit add unit=丁厂 day=2018-07-01 | cut -f2,3" \
	"printf 'U000001\t2018-07-01\n'"
finish
