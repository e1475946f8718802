#!/bin/bash
# Runs a command inside the cluster's namespaces (its network, mounts and processes), e.g. enter.sh ss -ltn
. "$(dirname "$0")/lib.sh"
[ $# -gt 0 ] || set -- bash
p=$(init_pid) || die "not up ($K8S_STATE)"
exec nsenter -t "$p" --mount --net --pid --uts --ipc -- "$@"
