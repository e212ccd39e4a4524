# The roster: who may do what, cell by cell; bodies, refusals, the last admin.
. "$TEST_SRCDIR/tests/lib.sh"
no_leaks
export TLSAFE_NOW=2018-07-02T09:00:00+08:00
me=$(id -un)
same 'without a roster everybody may' 'tlsafe-db init && tlsafe-db whoami -o json | jq -r .may' \
	'echo "everything: the store has no roster"'

# --- a store in which each verb has something to do ---
add() {		# UNIT LEVEL DESCRIPTION
	tlsafe-hazard add -q unit="$1" found=2018-06-01 source=patrol level="$2" description="$3" \
		deadline=2018-06-20 | cut -f1
}
here=$(tlsafe-register add name=甲厂 kind=enterprise town=蒲吕街道 phone=023-45600001 | cut -f1)
there=$(tlsafe-register add name=乙厂 kind=enterprise town=东城街道 | cut -f1)
new=$(add "$here" general 新) assigned=$(add "$here" general 已交办)
awaiting=$(add "$here" general 待复查) closed=$(add "$here" general 已销号)
referred=$(add "$here" general 已移送) major=$(add "$here" major 重大)
other=$(add "$there" general 别处)
printf 'unit=%s type=township day=2018-06-01 officers=周 summary=无\n' "$here" > visit.txt
tlsafe-inspect record -q visit.txt >/dev/null
tlsafe-hazard assign "$assigned" "$awaiting" "$closed" --to 蒲吕街道 --on 2018-06-02 >/dev/null
tlsafe-hazard rectify "$awaiting" "$closed" --note 已改 --by 王 --on 2018-06-10 >/dev/null
tlsafe-hazard verify "$closed" --pass --by 李 --on 2018-06-11 >/dev/null
tlsafe-hazard refer "$referred" --to 区应急局 --basis 职责 --on 2018-06-03 >/dev/null 2>&1 ||
	tlsafe-hazard refer "$referred" --to 东城街道 --basis 职责 --on 2018-06-03 >/dev/null
tlsafe-hazard assign "$major" --to 蒲吕街道 --on 2018-06-02 >/dev/null
tlsafe-hazard plan "$major" plan_goal=a plan_measures=b plan_money=c plan_people=d plan_time=e \
	plan_contingency=f --on 2018-06-03 >/dev/null
tlsafe-hazard rectify "$major" --note 已改 --by 王 --on 2018-06-10 >/dev/null
tlsafe-report file 2018-06 --form A --body 蒲吕街道 --filled-by 甲 --checked-by 乙 --signed-by 丙 \
	<(echo x) >/dev/null
tlsafe-report notice "$assigned" --kind slip --from 蒲吕街道 >/dev/null
picture > picture.png
tlsafe-snapshot add picture.png --role before --hazard "$new" >/dev/null
tlsafe-register add -q --kind camera id=C1 name=大门 unit="$here" >/dev/null
echo '{"camera":"C1","at":"2018-07-01T08:00:00+08:00","rule":"烟火"}' > seen.jsonl
tlsafe-snapshot detect -q seen.jsonl >/dev/null
tlsafe-db export > lines
echo 'name,town' > empty.csv
mkdir made backups
tlsafe-db backup made >/dev/null

# --- the roster itself ---
status 'the first one is its admin' 77 'tlsafe-db user add boss --role officer --reason x' \
	'the first one on the roster is its admin; give --role admin'
status 'with a role' 64 'tlsafe-db user add boss --reason x' 'who is on the roster has a role'
status 'of those that there are' 65 'tlsafe-db user add boss --role chief --reason x' \
	'no such role: "chief"; there are officer'
status 'with a reason' 77 'tlsafe-db user add boss --role admin' 'needs a reason; give --reason'
status 'a login that is none' 64 'tlsafe-db user add "a b" --role admin --reason x' \
	'not a login name'
status 'a body that is not known' 65 \
	'tlsafe-db user add boss --role admin --body 无此镇 --reason x' 'body|机构'
same 'none of that began one' 'tlsafe-db whoami -o json | jq -r .roster' 'echo no'
expect 'it begins' 'tlsafe-db user add boss --role admin --name 站长 --reason 启用 -o json' <<-'END'
	{"id":"user:boss","role":"admin","name":"站长"}
END
tlsafe-db user add spare --role officer --reason x >/dev/null
cp -a store base
status 'who is not on it reads nothing' 77 'tlsafe-hazard list' "$me is not on the roster" \
	"the store's directory is yours: tlsafe-db user add $me --role admin"
same 'but asks who that is' 'tlsafe-db whoami -o json | jq -r .login,.roster,.role' \
	"printf '%s\nyes\nnull\n' $me"
rm -rf store; cp -a base store
ok 'the owner of the directory may add' tlsafe-db user add "$me" --role lead --reason x
status 'and no more, beside the role' 77 'tlsafe-db user remove boss --reason x' \
	"$me, whose role is lead, may not do this: tlsafe-db user remove; who may: admin"
rm -rf store; cp -a base store
tlsafe-db user add "$me" --role admin --reason x >/dev/null
status 'twice' 77 "tlsafe-db user add $me --role admin --reason x" 'on the roster already'
status 'one who is not there' 66 'tlsafe-db user set ghost --name x --reason x' \
	'ghost is not on the roster'
status 'nothing to change' 64 'tlsafe-db user set boss --reason x' 'nothing is to be changed'
status 'no role' 64 'tlsafe-db user set boss --role "" --reason x' 'user remove'
ok 'one admin goes' tlsafe-db user set boss --role keeper --body 蒲吕街道 --reason x
status 'the last one does not' 77 "tlsafe-db user remove $me --reason x" \
	"$me is the last admin"
status 'nor loses the role' 77 "tlsafe-db user set $me --role lead --reason x" 'the last admin'
same 'the list' 'tlsafe-db user list -o json | jq -c "[.id,.role,.bodies,.name]" | sort' \
	"printf '[\"user:%s\",\"%s\",%s,%s]\n' boss keeper '[\"500151004\"]' '\"站长\"' \
		$me admin null null spare officer null null | sort"
same 'bodies have names' 'tlsafe-db user list | grep boss | cut -f3' 'echo 蒲吕街道'
ok 'one is bound to none any more' tlsafe-db user set boss --body '' --reason x
same 'no body' 'tlsafe-db user list -o json | jq -r "select(.role == \"keeper\") | .bodies"' \
	'echo null'
ok 'one goes' tlsafe-db user remove boss --reason 调离
same 'and is off the list' 'tlsafe-db user list | cut -f1 | sort' \
	"printf 'user:%s\n' $me spare | sort"
ok 'and comes again' tlsafe-db user add boss --role analyst --reason x
same 'its history tells all' \
	'tlsafe-register --kind user history user:boss -o json | jq -r .act,.reason |
		paste -sd" "' \
	'echo add 启用 set x set x set 调离 set x'
n=$(tlsafe-db info -o json | jq .transactions)
rm -rf asked; cp -a store asked
for words in '--kind user add id=user:x role=admin' '--kind user set user:boss role=admin' \
	'set user:boss role=admin' '--kind user import empty.csv'; do
	status "tlsafe-register $words" 77 "tlsafe-register $words" \
		'may not do this|changed by commands of its own'
done
rm -rf store; cp -a asked store
same 'what other commands write changes no roster' \
	'tlsafe-register --kind user list id=user:boss -o json | jq -r .role' 'echo analyst'
ok 'the store is sound' tlsafe-db check
cp -a base begun
tlsafe-db user add "$me" -s base --role keeper --reason x >/dev/null
same 'its lines make the same store' \
	'tlsafe-db init -s copy &&
		tlsafe-db export -s base | tlsafe-db import - -s copy >/dev/null &&
		tlsafe-db whoami -s copy -o json | jq -r .role && tlsafe-db export -s copy' \
	'echo keeper && tlsafe-db export -s base'
ok 'as an upgrade would' tlsafe-db check --rebuild -s copy
same 'and the roster stays' 'tlsafe-db user list -s copy' 'tlsafe-db user list -s base'
rm -rf base copy*; mv begun base

# --- cell by cell ---
# What each may, written down here a second time: o officer, l lead, s analyst, k keeper, a admin,
# ? who is not on the roster.
d=--dry-run extend='--reason x --approved-by 张 --on 2018-06-19'
report='2018-05 --form A --body 蒲吕街道'
signed='--filled-by 甲 --checked-by 乙 --signed-by 丙'
fields="unit=$here found=2018-07-01 source=patrol level=general description=y"
cat > table <<-END
	olska?	tlsafe-db init	-s new
	olska	tlsafe-db info	
	olska	tlsafe-db check	
	ka	tlsafe-db check --rebuild	--rebuild
	ka	tlsafe-db upgrade	
	olska	tlsafe-db log	
	k	tlsafe-db export	
	k	tlsafe-db import	lines
	k	tlsafe-db backup	backups
	olska	tlsafe-db health	
	k	tlsafe-db restore	made/*.tlsafe --yes
	a	tlsafe-db set	language=en --reason x $d
	la	tlsafe-db set @	@x=open --reason x $d
	olska	tlsafe-db schema	list
	a	tlsafe-db schema apply	apply $d
	lk	tlsafe-db undo	9 --reason x $d
	olska	tlsafe-db user	list
	a	tlsafe-db user add	add x --role lead --reason x $d
	a	tlsafe-db user set	set boss --name x --reason x $d
	a	tlsafe-db user remove	remove spare --reason x $d
	olska?	tlsafe-db whoami	
	olk	tlsafe-register add	name=x kind=site town=蒲吕街道 $d
	olk	tlsafe-register import	units.csv $d
	lk	tlsafe-register import --correct	units.csv --correct $d
	olska	tlsafe-register import --template	--template
	olk	tlsafe-register set	$here address=x $d
	lk	tlsafe-register set --correct	$here address=x --correct $d
	lk	tlsafe-register retire	$here --reason x $d
	olska	tlsafe-register list	
	olska	tlsafe-register show	$here
	olska	tlsafe-register history	$here
	ol	tlsafe-hazard add	$fields $d
	ol	tlsafe-hazard import	hazards.csv $d
	olska	tlsafe-hazard import --template	--template
	ol	tlsafe-hazard assign	$new --to 蒲吕街道 $d
	ol	tlsafe-hazard accept	$assigned $d
	ol	tlsafe-hazard return	$assigned --reason x $d
	ol	tlsafe-hazard plan	$assigned plan_goal=x $d
	ol	tlsafe-hazard rectify	$assigned --note x --by 王 $d
	ol	tlsafe-hazard verify	$awaiting --pass --by 李 $d
	l	tlsafe-hazard verify --pass, major	$major --pass --by 李 --approved-by 张 $d
	l	tlsafe-hazard extend	$assigned --until 2018-08-01 $extend $d
	l	tlsafe-hazard grade	$assigned --level major --criterion x --reason x $d
	l	tlsafe-hazard supervise	$major --level city --no x $d
	ol	tlsafe-hazard urge	$assigned $d
	ol	tlsafe-hazard refer	$new --to 东城街道 --basis x $d
	ol	tlsafe-hazard answer	$referred --outcome done $d
	l	tlsafe-hazard evaluate	$closed --score 4 --by 张 $d
	ol	tlsafe-hazard note	$new --note x $d
	l	tlsafe-hazard void	$new --reason error $d
	ol	tlsafe-hazard set	$new note=x $d
	l	tlsafe-hazard set --correct	$new note=x --correct $d
	olska	tlsafe-hazard list	
	olska	tlsafe-hazard show	$new
	olska	tlsafe-hazard history	$new
	olska	tlsafe-inspect lists	
	olska	tlsafe-inspect sheet	--checklist site --unit $here
	ol	tlsafe-inspect record	visit.txt $d
	olska	tlsafe-inspect photos	I000001
	ol	tlsafe-inspect plan	--period 2018 --by-risk $d
	olska	tlsafe-inspect due	--period 2018-01
	olska	tlsafe-inspect returns	
	olska	tlsafe-inspect list	
	olska	tlsafe-inspect items	
	olska	tlsafe-inspect show	I000001
	olska	tlsafe-inspect history	I000001
	l	tlsafe-inspect void	I000001 --reason error $d
	ol	tlsafe-snapshot add	picture.png --role scene --unit $here $d
	olska	tlsafe-snapshot get	S000001 -O pictures
	olk	tlsafe-snapshot hold	S000001 --reason x $d
	lk	tlsafe-snapshot release	S000001 --reason x $d
	k	tlsafe-snapshot prune	--keep 30d $d
	olska	tlsafe-snapshot check	picture.png
	olska	tlsafe-snapshot alike	picture.png
	olk	tlsafe-snapshot detect	seen.jsonl $d
	ol	tlsafe-snapshot judge	V000001 --accept --by 王 $d
	olska	tlsafe-snapshot alarms	
	olska	tlsafe-snapshot list	
	olska	tlsafe-snapshot show	S000001
	olska	tlsafe-snapshot history	S000001
	olska	tlsafe-stats rate	
	olska	tlsafe-stats by	town
	olska	tlsafe-stats trend	
	olska	tlsafe-stats flow	
	olska	tlsafe-stats rank	found=2018
	olska	tlsafe-stats explain	found
	olska	tlsafe-stats why	1 2
	olska	tlsafe-stats signals	
	olska	tlsafe-report monthly	2018-06
	olska	tlsafe-report period	2018-06
	olska	tlsafe-report form	A
	olska	tlsafe-report handoff	--since 1
	ol	tlsafe-report file	$report $signed lines $d
	l	tlsafe-report file --return	${report/05/06} --return --reason x $d
	olska	tlsafe-report file --missing	2018-06 --form A --missing
	ol	tlsafe-report notice	$assigned --kind slip --from 蒲吕街道 $d
	ol	tlsafe-report served	D000001 --how direct $d
	l	tlsafe-report void	D000001 --reason x $d
	olska	tlsafe-report dossier	$new -O \$(mktemp -u -p .)
	olska	tlsafe-report list	
	olska	tlsafe-report show	W000001
	olska	tlsafe-report diff	W000001 W000001
	olk	tlsafe personal values	-
END
sed -i 's/\t\t*/\t/g' table
same 'every verb of every command is in the table' \
	'cut -f2 table | grep -v personal | cut -d" " -f1,2 | sort -u' \
	'for c in tlsafe-db tlsafe-register tlsafe-inspect tlsafe-hazard tlsafe-snapshot \
		tlsafe-stats tlsafe-report; do
		$c --help | sed -n "/^Verbs:/,/^$/s/^  \([a-z]*\) .*/$c \1/p"; done | sort -u'
rm -rf store; cp -a base store
tlsafe-db init -s plain
same 'the table of the program is the one above' \
	'tlsafe-db user rights -s plain -o json | jq -r "[(if .officer then \"o\" else \"\" end) +
		(if .lead then \"l\" else \"\" end) + (if .analyst then \"s\" else \"\" end) +
		(if .keeper then \"k\" else \"\" end) + (if .admin then \"a\" else \"\" end) +
		(if .nobody then \"?\" else \"\" end),
		([.command, .verb, .with | select(.)] | join(\" \"))] | @tsv"' 'cut -f1,2 table'
same 'and that of the manual' \
	"sed -n '/^\\.Ss Who may run/,/^\\.Ss Refusals/p' \"\$src/man/tlsafe-roster.7\" |
		sed -n 's/\\\\-/-/g; /^  [-x]  /{s/  \\([-x]\\)/\\1/g; s/  / /; p}'" \
	"cut -f1,2 table | while IFS=\$'\t' read -r who what; do
		row=; for r in o l s k a '?'; do
			case \$who in *\"\$r\"*) row=\${row}x ;; *) row=\$row- ;; esac; done
		echo \"\$row \$what\"; done"
printf '单位名称,所属镇街,单位类型\n甲厂,蒲吕街道,企业\n' > units.csv
printf '%s\n' 单位名称,发现日期,隐患来源,隐患等级,隐患描述 \
	甲厂,2018-06-05,村社巡查,一般,丙 > hazards.csv
for role in officer lead analyst keeper admin nobody; do
	rm -rf store; cp -a base store
	[ $role = nobody ] || tlsafe-db user add "$me" --role $role --reason x >/dev/null
	letter=$(case $role in analyst) echo s ;; nobody) echo '?' ;; *) echo ${role:0:1} ;; esac)
	bad=0
	rm -rf backups new; mkdir backups
	while IFS=$'\t' read -r who what line; do
		[ "$line" = - ] && continue
		line="$(cut -d' ' -f1,2 <<<"$what") $line"
		[ "$what" = 'tlsafe-db user add' ] && continue	# the directory is ours
		case $line in *rebuild* | *restore*) rm -rf before; cp -a store before ;; esac
		said=$(eval "$line" 2>&1 >/dev/null </dev/null)
		got=$?
		refused=0
		grep -qE 'may not do this|not on the roster|for others than your role' <<<"$said" &&
			refused=1
		if [[ $who == *"$letter"* ]]; then want='0 0'; else want='77 1'; fi
		[ "$got $refused" = "$want" ] ||
			{ bad=1; note "$role: $line: $got, wanted $want: $said"; }
		# What they put aside is in nobody's way.
		[ ! -e before ] || { rm -rf store.* store; mv before store; }
	done < table
	result $bad "$role: each verb as the table says"
done

# --- bodies ---
# as ROLE [BODY...]: a store in which I have that role and work for these.
as() {
	local role=$1 bodies=()
	shift
	for body; do bodies+=(--body "$body"); done
	rm -rf store; cp -a base store
	tlsafe-db user add "$me" --role "$role" "${bodies[@]}" --reason x >/dev/null
}
as officer 蒲吕街道
ok 'what is of the body is noted' tlsafe-hazard note "$new" --note x
status 'what is of another is not' 77 "tlsafe-hazard note $other --note x" \
	"$other: not of a body that you work for; tlsafe-db whoami names these bodies"
status 'a batch with one of another is refused whole' 77 \
	"printf '%s\n' $new $other $assigned | tlsafe-hazard note - --note y" \
	"$other: not of a body"
same 'nothing of it was entered' \
	"tlsafe-hazard history $new -o json | jq -r .note | sed -n /y/p | wc -l" 'echo 0'
status 'nor is one found there' 77 \
	"tlsafe-hazard add unit=$there found=2018-07-01 source=patrol level=general description=z" \
	'not of a body that you work for'
status 'nor a unit entered there' 77 'tlsafe-register add name=丙厂 kind=site town=东城街道' \
	'not of a body that you work for'
ok 'here it is' tlsafe-register add name=丙厂 kind=site town=蒲吕街道
status 'nor is another body changed' 77 'tlsafe-register set 500151003 may_order=yes' \
	'not of a body'
ok 'the own one is' tlsafe-register set 500151004 may_order=yes
printf '%s\n' 单位名称,发现日期,隐患来源,隐患等级,隐患描述 甲厂,2018-06-05,村社巡查,一般,丙 \
	乙厂,2018-06-05,村社巡查,一般,丁 > both.csv
status 'a list with one of another is refused whole' 65 'tlsafe-hazard import both.csv' \
	'both.csv:3: .*not of a body'
status 'or it is left out' 65 \
	'tlsafe-hazard import both.csv --keep-going --rejects left.csv' \
	'new.1' 'both.csv: 1 row left out'
same 'into the file of what was left' "tail -n 1 left.csv | grep -c 乙厂" 'echo 1'
same 'everything is read all the same' "tlsafe-hazard show $other -o json | jq -r .id" "echo $other"
as lead 东城街道
status 'a lead with bodies mends there alone' 77 \
	"tlsafe-hazard set $new note=x --correct --reason x" 'not of a body that you work for'
status 'and takes back there alone' 77 'tlsafe-db undo 3 --reason x' 'not of a body'
ok 'there it works' tlsafe-hazard set "$other" note=x --correct --reason x

# --- what is mine ---
tlsafe-db init -s plain2
status 'mine without a roster' 64 'tlsafe-hazard list mine -s plain2' \
	"'mine': the store has no roster.*; name the body: assignee=BODY; or begin a roster"
as officer
status 'mine without a body' 64 'tlsafe-hazard list mine' \
	"'mine': the roster names no body that $me works for; name the body"
as officer 蒲吕街道
same 'mine is what is with my body, and what is with none and in its town' \
	'tlsafe-hazard list mine | cut -f1' "printf '%s\n' $new $assigned $awaiting $major | sort"
same 'in Chinese' 'tlsafe-hazard list 我的 | cut -f1' 'tlsafe-hazard list mine | cut -f1'
same 'beside other words' 'tlsafe-hazard list mine due=..+7d level=major | cut -f1' "echo $major"
same 'in figures' 'tlsafe-stats rate mine -o json | jq .found' 'echo 4'
same 'of a day' 'tlsafe-hazard list mine --as-of 2018-06-01 | wc -l' 'echo 6'
same 'in what is said of a list' 'tlsafe-hazard list mine --explain -o json | jq -r .asked' \
	'echo hazard, mine, not void'
as officer 东城街道
same 'another body, other hazards' 'tlsafe-hazard list mine | cut -f1' "echo $other"
tlsafe-hazard assign "$other" --to 蒲吕街道 --on 2018-07-01 >/dev/null
same 'and none once it is with another' 'tlsafe-hazard list mine | wc -l' 'echo 0'
as admin
ok 'who works for none may save it as a filter' tlsafe-db set @today='mine due=..' --reason x
tlsafe-db user add second --role admin --reason x >/dev/null
tlsafe-db user set "$me" --role officer --body 蒲吕街道 --reason x >/dev/null
same 'it is whose who asks' 'tlsafe-hazard list @today level=major | cut -f1' "echo $major"
same 'the desk has a list of it' \
	'PATH=$src/contrib:$PATH work-lists | grep -o "【我的】"; :' 'echo 【我的】'

# --- personal values ---
as analyst
same 'who needs no telephones sees none' \
	"tlsafe-register show $here -o json | jq -c '[.name, .phone]'" "echo '[\"甲厂\",null]'"
same 'nor through a reference' "tlsafe-hazard list id=$new --fields id,unit.phone" \
	"printf '%s\t\n' $new"
same 'nor in histories' "tlsafe-register history $here | sed -n /456000/p | wc -l" 'echo 0'
same 'nor as they are entered' \
	'tlsafe-db log --since 0 -o json | sed -n "/456000/p; /王/p" | wc -l' 'echo 0'
status 'nor by asking' 77 'tlsafe-register list phone=023-45600001' \
	'phone is a personal value, which your role does not see'
status 'nor by order' 77 'tlsafe-register list --sort phone' 'phone is a personal value'
as officer
same 'who does sees them' "tlsafe-register show $here -o json | jq -r .phone" 'echo 023-45600001'

# --- refusals ---
as analyst
n=$(tlsafe-db log | wc -l)
tlsafe-hazard void "$new" --reason error 2>/dev/null
same 'a refusal is in the journal' 'tlsafe-db log -o json | tail -n 1 |
		jq -r "[.verb, .login, .command, .entries] | @tsv"' \
	"printf 'refused\t$me\ttlsafe-hazard void --reason $new\t1\n'"
same 'with what it was' \
	"tlsafe-register --kind user history user:$me -o json | tail -n 1 | jq -r .act,.note" \
	"printf 'note\n%s, whose role is analyst, may not do this: tlsafe-hazard void\n' $me"
tlsafe-db export >/dev/null 2>&1
same 'once in a minute' 'tlsafe-db log | wc -l' "echo $((n + 1))"
export TLSAFE_NOW=2018-07-02T09:01:00+08:00
tlsafe-db export >/dev/null 2>&1
same 'and again' 'tlsafe-db log | wc -l' "echo $((n + 2))"
rm -rf store; cp -a base store
n=$(tlsafe-db log -s made.x 2>/dev/null | wc -l)
tlsafe-hazard list 2>/dev/null
tlsafe-stats rate 2>/dev/null
ok 'who is not on the roster too' eval \
	"tlsafe-db user add $me --role lead --reason x >/dev/null &&
	tlsafe-register --kind user history user:$me -o json | jq -r .act | paste -sd' ' |
		grep -qx 'add set'"
rm -rf store; cp -a base store
n=$(grep -c '"verb":"refused"' <(tlsafe-db user add "$me" --role lead --reason x >/dev/null &&
	tlsafe-db log -o json))
status 'a refusal that cannot be written down is one all the same' 77 \
	'TLSAFE_NOW=2099-01-01T09:00:00+08:00 tlsafe-db user remove spare --reason x' \
	"$me, whose role is lead, may not do this: tlsafe-db user remove"
same 'and is not' "grep -c '\"verb\":\"refused\"' <(tlsafe-db log -o json) || :" "echo $n"
as lead
status 'a request is not used up' 77 \
	"tlsafe-db set language=en --reason x --request K" 'may not do this'
ok 'by what was refused' tlsafe-hazard note "$new" --note x --request K
same 'it was entered' 'tlsafe-db log -o json | tail -n 1 | jq -r .request' 'echo K'
ok 'all of it is sound' tlsafe-db check

# --- for somebody else (代录) ---
as officer
tlsafe-hazard note "$new" --note a --actor boss >/dev/null
tlsafe-hazard note "$new" --note b --actor 站长 >/dev/null
tlsafe-hazard note "$new" --note c --actor "$me" >/dev/null
tlsafe-hazard note "$new" --note d --actor 过路人 >/dev/null
same 'what is entered for another on the roster says so' \
	"tlsafe-hazard history $new -o json | jq -r .actor | tail -n 4" \
	"printf '%s\n' '站长 ($me 代录)' '站长 ($me 代录)' $me 过路人"
same 'and for whom' \
	'tlsafe-db log -o json | tail -n 4 | jq -r "[.login, .actor, .proxy // \"-\"] | @tsv"' \
	"printf '$me\t%s\t%s\n' 站长 boss 站长 boss $me - 过路人 -"
ok 'it is part of the chain' tlsafe-db check
as keeper
tlsafe-register set "$here" address=x --actor boss >/dev/null
same 'and of its lines' \
	'rm -rf copy; tlsafe-db init -s copy && tlsafe-db export > lines2 &&
		tlsafe-db import lines2 -s copy >/dev/null && tlsafe-db export -s copy' \
	'cat lines2'
same 'they hold it' 'jq -r "select(.proxy) | .proxy" lines2' 'echo boss'
ok 'another program makes the same hashes' python3 "$src/tests/chain.py" lines2

# --- guarded mode: setgid, run by somebody who is not in the group ---
skip() { tests=$((tests + 1)); echo "ok $tests - guarded mode # SKIP $1"; finish; }
[ "$(id -u)" = 0 ] || skip 'only root can set it up'
command -v setpriv >/dev/null || skip 'no setpriv'
so=$(echo "$TEST_BUILDDIR"/.libs/libtlsafe.so.*.*.*)
[ -e "$so" ] || skip 'a build without shared libraries'
group=4711 who=65534
name=$(id -un $who 2>/dev/null) || skip 'no login of that user id'
as_them() { setpriv --reuid=$who --regid=$who --clear-groups "$@"; }
chmod 755 "$dir"
mkdir g etc home && chown $who home
cp "$(command -v id)" g/id && chgrp $group g/id && chmod 2755 g/id
[ "$(as_them g/id -g)" = $group ] || skip 'setgid does not count here'
# The commands with another file of the office, since /etc is not ours.
cp -L "$so" g/libtlsafe.so
ln -s libtlsafe.so "g/$(sed 's/\(\.so\.[0-9]*\).*/\1/' <<<"${so##*/}")"
guard() {	# COMMAND SOURCE...
	local to=g/$1
	shift
	${CC:-cc} -include "$TEST_BUILDDIR/config.h" -I"$src/lib" -I"$src/cmd" \
		-DOFFICE_CONFIGURATION="\"$dir/etc/config.yaml\"" -o "$to" "$@" \
		"$src"/cmd/common/*.c \
		-Lg -ltlsafe -Wl,-rpath,"$dir/g" && chgrp $group "$to" && chmod 2755 "$to"
}
guard tlsafe-db "$src/cmd/db.c" 2>cc.err && guard tlsafe-hazard "$src/cmd/hazard.c" 2>cc.err &&
	guard tlsafe-register "$src/cmd/register.c" 2>cc.err
rc=$?
result $rc 'they are built'
[ $rc = 0 ] || { note "$(tail -n 3 cc.err)"; finish; }
chmod 755 g
rm -rf store; cp -a base store
chgrp -R $group store && chmod 2770 store && chmod 660 store/*
echo "store: $dir/store" > etc/config.yaml
export HOME=$dir/home
unset TLSAFE_STORE TLSAFE_ACTOR
them() { as_them env -C "$dir/home" PATH="$dir/g:$PATH" LD_LIBRARY_PATH= "$@"; }
tlsafe-db user add "$me" -s store --role admin --reason x >/dev/null
status 'the files are out of reach' 2 'as_them ls store' 'Permission denied'
status 'and through the commands to who is not on the roster' 77 'them tlsafe-hazard list' \
	"$name is not on the roster"
status 'who does not own it adds nobody' 77 \
	"them tlsafe-db user add $name --role admin --reason x" "$name is not on the roster"
tlsafe-db user add "$name" -s store --role officer --body 蒲吕街道 --reason x >/dev/null
same 'who is on it reads' 'them tlsafe-hazard list mine | cut -f1' \
	"printf '%s\n' $new $assigned $awaiting $major | sort"
same 'and enters, whatever the environment says' \
	"them env USER=root LOGNAME=root TLSAFE_ACTOR=root TLSAFE_NOW=2018-07-02T10:00:00+08:00 \
		tlsafe-hazard note $new --note x --clock-is-right | cut -f1;
	tlsafe-db log -s store -o json | tail -n 1 | jq -r '.login, .actor, .clock'" \
	"printf '%s\n' $new $name $name null"
status 'another store is not for the caller to name' 77 \
	"them tlsafe-hazard list -s $dir/base" 'in guarded mode the store is the one that'
mkdir -p home/.config/tlsafe && echo "store: $dir/base" > home/.config/tlsafe/config.yaml
same 'nor by the environment or a file' \
	"them env TLSAFE_STORE=$dir/base tlsafe-db whoami | grep ^role" "printf 'role\tofficer\n'"
status 'an actor who is not on the roster' 77 \
	"them tlsafe-hazard note $new --note x --actor 过路人 --clock-is-right" \
	'--actor 过路人: not on the roster'
same 'one who is' \
	"them tlsafe-hazard note $new --note x --actor boss --clock-is-right >/dev/null;
	tlsafe-db log -s store -o json | tail -n 1 | jq -r '.login, .actor, .proxy'" \
	"printf '%s\n' $name 站长 boss"
# Files that the caller cannot open, but the group could.
echo x > secret.csv; chgrp $group secret.csv; chmod 640 secret.csv
status 'a file of the group is not read for the caller' 66 \
	"them tlsafe-hazard import $dir/secret.csv" 'Permission denied'
mkdir drop; chgrp $group drop; chmod 2770 drop
status 'nor one written' 73 "them tlsafe-hazard list -O $dir/drop/list.csv" 'Permission denied'
ok 'own ones are' eval 'them tlsafe-hazard list -O own.csv && [ -s home/own.csv ]'
same 'with the own group' 'stat -c %g home/own.csv' "echo $who"
status 'and the schema set is not read for it' 66 \
	"tlsafe-db user set $name -s store --role admin --reason x >/dev/null
	mv secret.csv secret.yaml; them tlsafe-db schema apply $dir/secret.yaml" 'Permission denied'
tlsafe-db user set "$name" -s store --role keeper --reason x >/dev/null
for words in 'backup .' 'restore x' 'upgrade' 'check --rebuild' 'init'; do
	status "guarded: $words" 77 "them tlsafe-db $words" 'is not done in guarded mode'
done
ok 'and the store is sound' tlsafe-db check -s store
finish
