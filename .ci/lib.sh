# What .ci/run and .ci/soak share. Sourced, in the repository's root.

# count FOLDER-PATTERN ATTRIBUTE: the sum of that attribute over the JUnit reports.
count() {
  find . -path "$1" -name 'TEST-*.xml' -print0 | xargs -0 -r sed -n 's/^<testsuite [^>]* '"$2"'="\([0-9]*\)".*/\1/p' |
    awk '{n += $1} END {print n + 0}'
}

# times FOLDER-PATTERN: seconds, tests and name of each test class, the slowest first.
times() {
  find . -path "$1" -name 'TEST-*.xml' -print0 |
    xargs -0 -r sed -n 's/^<testsuite [^>]* name="\([^"]*\)" time="\([0-9.,]*\)" tests="\([0-9]*\)".*/\2 \3 \1/p' |
    tr -d , | sort -rn | awk '{printf "%8.1f s %4d %s\n", $1, $2, $3}'
}

# remove_stack: whatever the system tests' stack left, also where they were cut short.
remove_stack() {
  local stack=$PWD/system-tests/target/stack
  SPARK_STATE=$stack/state XDG_CONFIG_HOME=$stack/home/.config ./spark down --purge --keep-cache
}
