# The scripts to begin with: lists that have something, and a mail for each township.
. "$TEST_SRCDIR/tests/lib.sh"
export TLSAFE_NOW=2018-07-31T09:00:00+08:00
PATH=$src/contrib:$PATH
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
tlsafe-register add -q id=U2 name=乙厂 kind=enterprise town=旧县街道 >/dev/null
add() { # ID UNIT DUE
	tlsafe-hazard add -q id="$1" unit="$2" found=2018-07-01 source=patrol level=general \
		description='<b>"电"</b>' deadline="$3" >/dev/null
}
expect 'nothing to do is nothing said' 'work-lists; echo $?' <<<0
add A U1 2018-07-20
add B U1 2018-08-05
add C U2 2018-09-30
tlsafe-hazard assign -q B --to 蒲吕街道 --on 2018-07-02 >/dev/null
tlsafe-hazard refer -q C --to 旧县街道 --basis b --promised 2018-07-10 --on 2018-07-03 >/dev/null
expect 'each list under its heading, and what is in it' \
	'work-lists | grep -oE "【.*】|^[ABC]( |$)"; echo ${PIPESTATUS[0]}' <<'EOF'
【逾期】
A 
【七日内到期】
B 
【三日未签收】
B 
【移送逾期未回函】
C 
1
EOF
expect 'of one body' 'work-lists assignee=蒲吕街道 | grep -o "【.*】"' <<'EOF'
【七日内到期】
【三日未签收】
EOF
status 'a filter that is none' 64 'work-lists assignee' "assignee"

printf '# 镇街\n蒲吕街道\ta@example.org\n旧县街道\tb@example.org\n安居镇\n' > towns
status 'a township without an address is named, and the others get theirs' 65 \
	'mail-townships towns cat > mails' 'towns:4: 安居镇: no address after a tab'
expect 'a mail for each that has something' 'grep ^To: mails' <<<'To: a@example.org'
expect 'its subject' "mails mails | grep ^Subject" <<<'Subject: 隐患整改提醒：蒲吕街道，逾期1件'
expect 'its day and its lists' "mails mails | grep -oE '截至[^，]*|【.*】|^- [AB] '" <<'EOF'
截至2018-07-31
【逾期】
- A 
【七日内到期】
- B 
EOF
sed -i '/安居镇/d' towns
status 'a mail that is not taken' 74 'mail-townships towns false' \
	'the mail was not taken by: false' 'towns:2: 蒲吕街道: not mailed'
status 'no file of addresses' 66 'mail-townships none' 'none: not a file'
status 'a directory' 66 'mail-townships .' ': not a file'
status 'nothing' 64 'mail-townships' 'usage: '
printf '\357\273\277旧县街道\tb@example.org\r\n蒲吕街道\ta@example.org' > windows
add D U2 2018-07-20
expect 'a file as Windows saves it: no line is lost, and nothing of it gets into a mail' \
	"mail-townships windows cat > mails; cat -A mails | grep '^To'
	mails mails | grep '街道：$'" <<'EOF'
To: b@example.org$
To: a@example.org$
旧县街道：
蒲吕街道：
EOF
printf '没有镇\tc@example.org\n蒲吕街道\ta@example.org\n' > unknown
status 'a township that is none is named, and the others get theirs' 64 \
	'mail-townships unknown cat' 'no such body: "没有镇"' 'unknown:1: 没有镇: not mailed' \
	'^To: a@example.org'
status 'no store' 66 'TLSAFE_STORE=none mail-townships towns cat' 'no store there'
status 'nor lists' 66 'TLSAFE_STORE=none work-lists' 'no store there'
finish
