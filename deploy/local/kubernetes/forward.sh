#!/bin/bash
# What the host offers to the cluster: each argument PORT:HOST:HOSTPORT makes $K8S_NODE_IP:PORT, seen from pods, lead to
# HOST:HOSTPORT as the host sees it; FIRST-LAST:HOST:HOSTFIRST does that for each port of a range. With /PER-SOURCE/TOTAL at most that
# many connections of one pod and of all are open at a time; further ones are reset. Replaces what was set before; without arguments
# nothing is forwarded. The host's side need not listen yet: each connection tries anew. Kept over down and up.
#   forward.sh 5432:127.0.0.1:54321/32/260 21000-21099:127.0.0.1:31000
#   forward.sh --show
. "$(dirname "$0")/lib.sh"
f=$K8S_STATE/forwards
[ "${1:-}" != --show ] || { cat "$f" 2> /dev/null || true; exit 0; }
for a in "$@"; do [[ $a =~ ^[0-9]+(-[0-9]+)?:[^:]+:[0-9]+(/[0-9]+/[0-9]+)?$ ]] || die "neither PORT:HOST:HOSTPORT nor FIRST-LAST:HOST:HOSTFIRST, with or without /PER-SOURCE/TOTAL: $a"; done
# Everything else goes on without it.
[ $# = 0 ] || forward_built || "$K8S_HERE/build.sh" >&2 || log "ranges are not forwarded, and no limit per pod holds: spark-forward cannot be built"
mkdir -p "$K8S_STATE"
new=$(printf '%s\n' "$@")
[ "$new" != "$(cat "$f" 2> /dev/null)" ] || exit 0
printf '%s\n' "$new" > "$f.part"; mv "$f.part" "$f"
# The forwarder reads the file when it starts.
! holder > /dev/null || "$K8S_HERE/component.sh" kill forwards TERM 2> /dev/null || true
