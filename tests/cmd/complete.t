# bash completion: verbs, options and fields, through COMPREPLY.
. "$TEST_SRCDIR/tests/lib.sh"
. "$src/contrib/tlsafe.bash"
tlsafe-db init

# complete WORD...: what the last word may become, one a line.
complete_words() {
	COMP_WORDS=("$@")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	COMPREPLY=()
	_tlsafe "$1" "${COMP_WORDS[COMP_CWORD]}" 2>/dev/null
	printf '%s\n' "${COMPREPLY[@]}"
}
same 'verbs' 'complete_words tlsafe-hazard ve' 'echo verify'
same 'all verbs of the help' \
	"complete_words tlsafe-db '' | grep -v ^- | sort" \
	"tlsafe-db --help | sed -n '/^Verbs:/,/^\$/s/^  \([a-z]*\) .*/\1/p' | sort"
same 'options of a verb' 'complete_words tlsafe-hazard verify --pa' 'echo --pass'
same 'options that another verb has are not offered' 'complete_words tlsafe-hazard list --pa' 'echo'
same 'values of an option' \
	'complete_words tlsafe-hazard list --color a | sort' 'printf "%s\n" always auto'
same 'behind = too' 'complete_words tlsafe-hazard list --color = ne' 'echo never'
same 'fields behind them' 'complete_words tlsafe-hazard add --color never desc' 'echo description='
same 'fields' 'complete_words tlsafe-hazard add desc' 'echo description='
same 'fields of another kind' 'complete_words tlsafe-register --kind body add old' 'echo old_names='
same 'every field of the schema' \
	"complete_words tlsafe-register add '' | sort" \
	'tlsafe-db schema show unit | cut -f1 | sed s/\$/=/ | sort'
same 'checklists' 'complete_words tlsafe-inspect lists sc' 'echo school'
same 'but files where they are judged' 'complete_words tlsafe-inspect lists --lint sc' 'echo'
tlsafe-db set @ours=open --reason x >/dev/null
tlsafe-db set @gone=open --reason x >/dev/null
tlsafe-db set @gone= --reason x >/dev/null
same 'saved filters, not those given up' 'complete_words tlsafe-hazard list @' 'echo @ours'
status 'schema show of no kind' 66 'tlsafe-db schema show units' "no kind 'units'"
status 'schema of nothing' 64 'tlsafe-db schema' 'schema list'
same 'schema list tells as many kinds as info' \
	"tlsafe-db schema list | cut -f1" \
	"tlsafe-db info | sed -n '/^anchor/,\$p' | sed 1d | cut -f1"
finish
