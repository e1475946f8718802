# Completion of the spark command in fish: spark completion fish > ~/.config/fish/completions/spark.fish
function __spark_complete
    set -l words (commandline -opc)
    set -l command $words[1]
    set -e words[1]
    $command __complete $words (commandline -ct) 2> /dev/null
end
complete -c spark -a '(__spark_complete)'
