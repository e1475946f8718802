#compdef spark
# Completion of the spark command in zsh: source <(spark completion zsh), after compinit
_spark() {
  local -a candidates
  candidates=(${(f)"$("$words[1]" __complete "${(@)words[2,CURRENT]}" 2> /dev/null)"})
  if (( $#candidates )); then
    compadd -a candidates
  else
    _files
  fi
}
compdef _spark spark
