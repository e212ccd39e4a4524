# What runs when nobody looks: the scripts of crontab and timers, each with the environment of cron,
# which has no locale and no terminal, and a sendmail that keeps what it gets.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks
export TLSAFE_NOW=2018-07-02T09:00:00+08:00
tlsafe-db init
tlsafe-register add -q id=U1 name=甲厂 kind=enterprise town=蒲吕街道 >/dev/null
add() { # ID DUE TEXT
	tlsafe-hazard add -q id="$1" unit=U1 found=2018-06-20 source=patrol level=general \
		description="$3" deadline="$2" >/dev/null
}
add A 2018-06-30 缺灭火器
add B 2018-07-03 "$(printf '长%.0s' $(seq 900))"
mkdir bin reports backups
cat > bin/sendmail <<'END'
#!/bin/sh
echo "$*" >> arguments
[ ! -e full ] || exit 1
cat >> mails
END
chmod +x bin/sendmail
printf '蒲吕街道\ttown@example.org\n' > townships.txt

# bare WORD=VALUE... COMMAND...: as cron starts it.
tools=$(dirname "$(command -v tlsafe-db)")
where="PATH=$src/contrib:$tools:$dir/bin:/usr/bin:/bin"
bare() {
	env -i HOME=/nowhere ${LD_LIBRARY_PATH:+LD_LIBRARY_PATH=$LD_LIBRARY_PATH} \
		TLSAFE_NOW="$TLSAFE_NOW" TLSAFE_STORE="$TLSAFE_STORE" \
		TLSAFE_ADMIN=desk@example.org "$where" "$@" </dev/null
}
anew() { rm -f mails arguments; }

# --- a mail ---------------------------------------------------------------------------------
bare_text() { printf 'x\n.\nFrom y\n' | env -i "$where" mail-text "$@"; }
subject=$(printf '题%.0s' $(seq 40))
ok 'a mail is handed on' bare_text a@example.org "$subject"
expect 'with its text, whatever that is' 'mails mails' <<END
To: a@example.org
Subject: $subject

x
.
From y
END
expect 'in short lines of ASCII' "LC_ALL=C awk 'length > 76 || /[^ -~]/' mails; cat arguments" <<<-t
anew
ok 'a subject that would be headers' bare_text a@example.org $'x\r\nBcc: b@example.org\n\ny'
expect 'is one line of it' "grep -ci ^bcc mails; mails mails | grep Subject" <<'END'
0
Subject: x  Bcc: b@example.org  y
END
anew
ok 'any bytes of it stay' bare_text a@example.org '?= <b> =?UTF-8?B?eA==?='
expect 'as they were' 'mails mails | grep Subject' <<<'Subject: ?= <b> =?UTF-8?B?eA==?='
for wrong in '' $'a@example.org\nBcc: b@example.org' $'a\rb' '王 <a@example.org>'; do
	status "no address: ${wrong@Q}" 65 'bare_text "$wrong" x' 'not an address'
done
status 'no subject' 64 'bare_text a@example.org' 'usage: '
touch full
status 'a mail that is not taken' 74 'bare_text a@example.org x' 'not taken by: sh -c sendmail -t'
rm full
anew
ok 'another program' env -i "$where" TLSAFE_MAIL='sendmail -t -oi' sh -c \
	'echo x | mail-text a@example.org x'
expect 'with its own words' 'cat arguments' <<<'-t -oi'

# --- failures -------------------------------------------------------------------------------
anew
ok 'what succeeds is no mail' bare mail-failure sh -c 'echo well; [ ! -t 0 ] && [ ! -t 1 ]'
[ ! -e mails ]
result $? 'and sends none'
status 'what fails keeps its status' 75 "bare mail-failure sh -c 'echo 坏; exit 75'"
expect 'and is mailed, with what it said' \
	"mails mails | sed -E 's/主机.*/主机/; s/^[0-9-]{10} [0-9:]{8} [+-][0-9]{4}/when/'" <<'END'
To: desk@example.org
Subject: tlsafe 任务失败：sh，状态 75，主机

坏
when: status 75: sh -c echo 坏; exit 75
END
touch full
status 'a mail of it that is not taken is printed instead' 75 \
	"bare mail-failure sh -c 'echo 坏; exit 75'" '^坏' 'not taken'
rm full
status 'and without an address too' 3 "env -i '$where' mail-failure sh -c 'echo 坏; exit 3'" '^坏'
status 'what is not there' 127 'bare mail-failure no-such-thing'
status 'nothing' 64 'bare mail-failure' 'usage: '
anew
bare mail-failure sh -c 'echo begun; kill -TERM $PPID; kill -TERM $$'
[ $? = 143 ] && [ "$(mails mails | grep -cE '状态 143|^begun')" = 2 ]
result $? 'what is ended from outside is a failure'

# --- each morning -----------------------------------------------------------------------------
# of what stands under the first heading of the mail
new() { mails mails | sed -n '/^【新登记】/,/^【复查/p' | grep -oE '^(- [A-Z]+|无。)'; }
anew
ok 'a mail of what the shift has to know' bare daily seen desk@example.org
expect 'has its day' 'mails mails | grep ^Subject' <<<'Subject: 隐患交接班 2018-07-02'
expect 'and what is new' new <<<$'- A\n- B'
expect 'and is the place from which the next goes on' 'cat seen' \
	<<<"$(tlsafe-stats rate | sed -n 's/^anchor\t//p')"
TLSAFE_NOW=2018-07-05T09:00:00+08:00
add C 2018-08-01 夜
TLSAFE_NOW=2018-07-09T09:00:00+08:00
anew
touch full
was=$(cat seen)
status 'a mail that is not taken' 74 'bare daily seen desk@example.org'
same 'does not count' 'cat seen' 'echo "$was"'
rm full
anew
ok 'the next one, days later' bare daily seen desk@example.org
expect 'has all that came' new <<<'- C'
anew
ok 'and the one behind it' bare daily seen desk@example.org
expect 'nothing' new <<<'无。'
anew
ok 'of a township' bare daily seen desk@example.org town=旧县街道
expect 'what it has' 'mails mails | grep -c "^- "' <<<0
status 'a filter that is none' 64 'bare daily seen desk@example.org tonw=x' tonw
echo '500151:1 0000000000000000' > other
status 'a place of another chain' 65 'bare daily other desk@example.org' 'without that file'
status 'no store' 66 'bare env TLSAFE_STORE=none daily seen desk@example.org' 'no store there'
status 'nothing' 64 'bare daily' 'usage: '

# --- each month -------------------------------------------------------------------------------
anew
ok 'the report of the month before, mails and a backup' \
	bare monthly reports townships.txt backups
same 'the report is that of monthly' 'grep -c "2018年6月" reports/2018-06.html' \
	'tlsafe-report monthly 2018-06 -o html | grep -c "2018年6月"'
expect 'the mail is of what is overdue' 'mails mails | grep -E "^To|^Subject"' <<'END'
To: town@example.org
Subject: 隐患整改提醒：蒲吕街道，逾期2件
END
[ "$(find backups -name '*.tlsafe' | wc -l)" = 1 ]
result $? 'the backup is there'
anew
ok 'of another month' bare monthly reports townships.txt backups 2018-05
[ -s reports/2018-05.html ]
result $? 'by its name'
anew
status 'one step fails: the others are done, and it is told' 66 \
	'bare mail-failure monthly reports none.txt backups 2018-04'
expect 'by a mail' 'mails mails | grep -cE "none.txt: not a file|^monthly: failed with status 66"' \
	<<<2
[ -s reports/2018-04.html ] && [ "$(find backups -name '*.tlsafe' | wc -l)" = 3 ]
result $? 'report and backup are there'
status 'no such directories' 73 'bare monthly nowhere townships.txt nowhere' 'nowhere'
status 'a month to come' 64 'bare monthly reports townships.txt backups 2019-01' 'begun'
status 'nothing' 64 'bare monthly reports' 'usage: '

# --- the examples, line by line -----------------------------------------------------------------
srv=$dir/srv
mkdir -p srv/backups srv/reports
cp townships.txt srv
ln -s "$TLSAFE_STORE" srv/store
# here FILE: it with the places of this test.
here() {
	sed -e "s#/usr/local/share/doc/tlsafe/examples#$src/contrib#g" -e "s#/srv/tlsafe#$srv#g" \
		-e "s#/usr/local/bin:#$tools:$dir/bin:#" "$1"
}
started() { # WORD=VALUE... COMMAND...: with nothing but these
	env -i HOME=/nowhere ${LD_LIBRARY_PATH:+LD_LIBRARY_PATH=$LD_LIBRARY_PATH} \
		TLSAFE_NOW="$TLSAFE_NOW" "$@" </dev/null
}
here "$src/contrib/crontab" > crontab
mapfile -t set < <(grep -E '^[A-Z_]+=' crontab)
rm -f seen srv/seen
n=0
while IFS= read -r line; do
	n=$((n + 1))
	anew
	ok "crontab: ${line//$srv/}" started "${set[@]}" sh -c "$line"
done < <(sed -nE 's/^([0-9*]+ ){4}[0-9*]+\t//p' crontab)
[ $n = 4 ] && ! grep -v '^#' crontab | grep -q %
result $? 'all of them, and nothing that cron reads otherwise'
[ -s srv/reports/2018-06.html ] && [ -s srv/seen ]
result $? 'they left what they say'
touch full
rm -f srv/townships.txt full
status 'and fail with a status' 66 \
	'started "${set[@]}" sh -c "$(grep -o "mail-failure mail-townships.*" crontab)"'
expect 'and a mail' 'mails mails | grep ^To' <<<'To: safety-desk@example.org'
cp townships.txt srv

for name in backup daily monthly; do
	here "$src/contrib/tlsafe-$name.service" > tlsafe-$name.service
	cp "$src/contrib/tlsafe-$name.timer" .
	mapfile -t set < <(sed -nE 's/^Environment="?([^"]*)"?$/\1/p' tlsafe-$name.service)
	run=$(sed -ne '/^ExecStart=/,/[^\\]$/{s/^ExecStart=//;p}' tlsafe-$name.service)
	anew
	ok "tlsafe-$name.service" started "${set[@]}" sh -c "$run"
	grep -q '^Persistent=true$' tlsafe-$name.timer &&
		grep -q '^RandomizedDelaySec=' tlsafe-$name.timer
	result $? "tlsafe-$name.timer makes up for days without power"
done
if command -v systemd-analyze >/dev/null; then
	said=$(systemd-analyze verify ./tlsafe-*.service ./tlsafe-*.timer 2>&1 | grep tlsafe-)
	[ -z "$said" ]
	result $? 'systemd takes them'
	[ -z "$said" ] || note "$said"
	systemd-analyze calendar '*-*-01 06:00 Asia/Shanghai' >/dev/null
	result $? 'and hours of a zone'
fi
finish
