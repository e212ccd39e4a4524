# Inspections: who inspects, the sheet to fill, and what comes back.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-25T18:00:00+08:00
tlsafe-db init

# --- officers -----------------------------------------------------------------------------------
register='tlsafe-register --kind officer'
cat > officers.csv <<END
序号,姓名,工作单位,执法证号,发证日期,有效期至,状态
1,王明,区应急局,渝A001,2016-01-01,2020-12-31,在岗
2,李强,区应急局,渝A002,2016-01-01,2020-12-31,
3,赵平,蒲吕街道,渝A003,2012-01-01,2017-12-31,在岗
4,钱文,蒲吕街道,,,,在岗
END
same 'a list of officers is read' \
	"tlsafe-register import -q officers.csv --kind officer --new-bodies | head -n 2 | cut -f2" \
	"printf '1\n4\n'"
expect 'and listed with their bodies' "$register list | head -n 2" <<'END'
O000001	王明	区应急局	区应急局	渝A001	2016-01-01	2020-12-31	在岗
O000002	李强	区应急局	区应急局	渝A002	2016-01-01	2020-12-31	
END
same 'the same list changes nothing' \
	"tlsafe-register import officers.csv --kind officer | grep -E '^(new|changed)' | cut -f2" \
	"printf '0\n0\n'"
same 'one is found by the certificate' "$register list certificate=渝A003 | cut -f2" 'echo 赵平'
same 'one is added' \
	"$register add name=孙立 body=蒲吕街道 certificate=渝A005 valid_from=2017-01-01 \
		valid_to=2021-12-31 | cut -f1" 'echo O000005'
same 'one leaves' \
	"$register retire O000005 status=left --reason 调离 --on 2018-07-20 >/dev/null
	$register list status=left | cut -f2; $register list status=left --as-of 2018-07-19" \
	'echo 孙立'
status 'one without a body' 65 "$register add name=孙立" 'body .* is required'

finish
