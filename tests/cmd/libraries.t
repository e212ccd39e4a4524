# Libraries that few commands need are asked for by those alone.
. "$TEST_SRCDIR/tests/lib.sh"

cd "$(mktemp -d)" || exit 1
export TLSAFE_STORE=$PWD/store TLSAFE_ACTOR=test TLSAFE_NOW=2018-07-02T08:00:00+08:00
tlsafe-db init >/dev/null
mkdir none
for file in libyaml-0.so.2 libcsv.so.3 libcjson.so.1 libsmartcols.so.1 libexpat.so.1; do
	: > none/"$file"
done
without="LD_LIBRARY_PATH=\$PWD/none:\${LD_LIBRARY_PATH:-}"
printf '编号,名称,类型\nB1,甲局,部门\n' > bodies.csv
printf '<?xml version="1.0"?>\n<office:document xmlns:office="%s" office:mimetype="%s"/>\n' \
	urn:oasis:names:tc:opendocument:xmlns:office:1.0 \
	application/vnd.oasis.opendocument.spreadsheet > sheet.fods

status 'none is there, and none is wanted' 0 \
	"$without tlsafe-register add --kind body id=B2 name=乙局 type=department"
status 'nor to read it' 0 "$without tlsafe-register show B2 -o json"
status 'YAML' 69 "$without tlsafe-db init -s other" \
	'YAML: a library cannot be loaded: ' 'libyaml-0.so.2' 'install the package libyaml-0-2'
[ ! -e other ]
result $? 'nothing half is left behind'
status 'CSV' 69 "$without tlsafe-register import --kind body bodies.csv" \
	'libcsv.so.3' 'install the package libcsv3'
status 'JSON' 69 "echo '{\"id\":\"B2\",\"name\":\"丙局\"}' | $without tlsafe-register set -" \
	'libcjson.so.1' 'install the package libcjson1'
status 'tables' 69 "$without tlsafe-register list --kind body -o table" \
	'libsmartcols.so.1' 'install the package libsmartcols1'
status 'XML' 69 "$without tlsafe-register import --kind body sheet.fods" \
	'libexpat.so.1' 'install the package libexpat1'
finish
