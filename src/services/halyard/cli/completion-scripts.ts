export type Shell = 'bash' | 'zsh' | 'fish'

/** What a shell runs to complete lines of `hal`: it asks `hal` itself, so that it is never behind. */
export const completionScript = (shell: Shell): string => scripts[shell]

const scripts: Readonly<Record<Shell, string>> = {
  bash: `_hal() {
  local word describe
  COMPREPLY=()
  while IFS=$'\\t' read -r word describe; do
    if [ "$word" = ':files' ]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
    else
      COMPREPLY+=("$word")
    fi
  done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _hal hal`,
  zsh: `#compdef hal
_hal() {
  local -a described
  local line
  for line in "\${(@f)$(\${words[1]} __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ "$line" == ':files'* ]]; then
      _files
    elif [[ -n "$line" ]]; then
      described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( \${#described} )) && _describe -V hal described
}
compdef _hal hal`,
  fish: `function __hal_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] __complete $words[2..-1] 2>/dev/null)
    if string match -q ':files*' -- $line
      __fish_complete_path $words[-1]
    else
      echo $line
    end
  end
end
complete -c hal -f -a '(__hal_complete)'`,
}
