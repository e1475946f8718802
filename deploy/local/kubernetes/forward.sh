#!/bin/bash
# What the host offers to the cluster: each argument PORT:HOST:HOSTPORT makes $K8S_NODE_IP:PORT, seen from pods, lead to
# HOST:HOSTPORT as the host sees it; FIRST-LAST:HOST:HOSTFIRST does that for each port of a range. Replaces what was set before; without arguments nothing is forwarded. The host's side
# need not listen yet: each connection tries anew. Kept over down and up.
#   forward.sh 5432:127.0.0.1:54321 21000-21099:127.0.0.1:31000
#   forward.sh --show
. "$(dirname "$0")/lib.sh"
f=$K8S_STATE/forwards
[ "${1:-}" != --show ] || { cat "$f" 2> /dev/null || true; exit 0; }
for a in "$@"; do [[ $a =~ ^[0-9]+(-[0-9]+)?:[^:]+:[0-9]+$ ]] || die "neither PORT:HOST:HOSTPORT nor FIRST-LAST:HOST:HOSTFIRST: $a"; done
# Everything else goes on without it.
[[ ! " $*" =~ \ [0-9]+-[0-9]+: ]] || forward_built || "$K8S_HERE/build.sh" >&2 || log "ranges are not forwarded: spark-forward cannot be built"
mkdir -p "$K8S_STATE"
new=$(printf '%s\n' "$@")
[ "$new" != "$(cat "$f" 2> /dev/null)" ] || exit 0
printf '%s\n' "$new" > "$f.part"; mv "$f.part" "$f"
# The forwarder reads the file when it starts.
! holder > /dev/null || "$K8S_HERE/component.sh" kill forwards TERM 2> /dev/null || true
