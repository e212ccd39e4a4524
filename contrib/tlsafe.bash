# bash completion of the tlsafe commands: verbs, options and their values as --help tells them,
# fields as the store's schema set does, saved filters as the store names them.

_tlsafe_verbs() { "$1" --help 2>/dev/null | sed -n '/^Verbs:/,/^$/s/^  \([a-z-]*\) .*/\1/p'; }
_tlsafe_options() {
	"$@" --help 2>/dev/null | grep -oE '^  (-., |    )--[a-z-]+' | grep -oE -- '--[a-z-]+'
}

# What OPTION of COMMAND VERB may be, where its placeholder is a few words: auto|always|never.
_tlsafe_values() {
	local option=$1
	shift
	"$@" --help 2>/dev/null | grep -oE -- "^  .*$option [a-z]+(\|[a-z]+)+ " |
		grep -oE '[a-z]+(\|[a-z]+)+' | tr '|' ' '
}
# The option whose value is being typed, before a space or =.
_tlsafe_option() {
	local before=${COMP_WORDS[COMP_CWORD - 1]}
	if [ "$before" = = ]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
	[[ $before == --* ]] && echo "$before"
}

# The kind of record whose fields are meant: that of the command, or of --kind.
_tlsafe_kind() {
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [ "${COMP_WORDS[i]}" = --kind ]; then echo "${COMP_WORDS[i + 1]}"; return; fi
	done
	case $1 in
	tlsafe-register) echo unit ;;
	tlsafe-hazard | tlsafe-stats | tlsafe-report) echo hazard ;;
	tlsafe-snapshot) echo still ;;
	esac
}

_tlsafe() {
	local command=${1##*/} word=$2 verb='' verbs values='' i kind option
	COMPREPLY=()
	verbs=$(_tlsafe_verbs "$command")
	for ((i = 1; i < COMP_CWORD; i++)); do
		if grep -qxF -- "${COMP_WORDS[i]}" <<<"$verbs"; then
			verb=${COMP_WORDS[i]}
			break
		fi
	done
	option=$(_tlsafe_option)
	[ -n "$verb" ] && [ -n "$option" ] && values=$(_tlsafe_values "$option" "$command" "$verb")
	if [ -n "$values" ]; then
		mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
	elif [ -z "$verb" ]; then
		verbs="$verbs $(_tlsafe_options "$command")"
		mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$word")
	elif [[ $word == -* ]]; then
		values=$(_tlsafe_options "$command" "$verb")
		mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
	elif [[ $word == @* ]]; then
		values=$(tlsafe-register --kind filter list words!= 2>/dev/null | cut -f1)
		mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
	elif [ "$command $verb" = 'tlsafe-inspect lists' ]; then
		# With --lint files are judged.
		[[ " ${COMP_WORDS[*]} " == *' --lint '* ]] && return 0
		values=$(tlsafe-inspect lists 2>/dev/null | cut -f1)
		mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
	else
		kind=$(_tlsafe_kind "$command")
		[ -n "$kind" ] && values=$(tlsafe-db schema show "$kind" 2>/dev/null | cut -f1)
		[ -n "$kind" ] && mapfile -t COMPREPLY < <(compgen -S = -W "$values" -- "$word")
		[ ${#COMPREPLY[@]} -gt 0 ] && compopt -o nospace 2>/dev/null
	fi
	return 0
}
complete -o default -F _tlsafe tlsafe-db tlsafe-register tlsafe-inspect tlsafe-hazard \
	tlsafe-snapshot tlsafe-stats tlsafe-report
