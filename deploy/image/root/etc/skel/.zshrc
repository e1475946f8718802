# zsh in a spark. Yours to change: it is written once, into a new home.
HISTFILE=~/.zsh_history HISTSIZE=10000 SAVEHIST=10000
setopt hist_ignore_dups share_history interactive_comments prompt_subst
bindkey -e
autoload -Uz compinit && compinit
PROMPT='%F{green}%n@${SPARK_NAME:-%m}%f:%F{blue}%~%f%# '
