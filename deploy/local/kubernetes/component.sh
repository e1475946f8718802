#!/bin/bash
# Looks at the cluster's processes and disturbs them (tests do). node.sh starts again whatever ends.
#   component.sh list                    name, the host's pid, how often it was started
#   component.sh pid NAME                the host's pid; fails when it does not run now
#   component.sh kill NAME [SIGNAL]      default KILL; STOP and CONT hang a component and let it go on
#   component.sh log NAME                the path of its log
# NAME: etcd kube-apiserver kube-controller-manager kube-scheduler containerd kubelet kube-proxy spark-dns api forwards kubelet-at-host
# internet host-addresses dnsmasq
. "$(dirname "$0")/lib.sh"
usage() { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
h=$(holder) || die "not up ($K8S_STATE)"
# node.sh knows the pid inside; the host's is in the process's list of pids in all nested namespaces.
host_pid() {
  local inner ns
  inner=$(cat "$K8S_RUN/pid.$1" 2> /dev/null) || return 1
  ns=$(readlink "/proc/$(init_pid)/ns/pid")
  for p in $(grep -hs '^NSpid:' /proc/[0-9]*/status | awk -v n="$inner" 'NF >= 3 && $NF == n {print $2}'); do
    [ "$(readlink "/proc/$p/ns/pid")" = "$ns" ] && [ -n "$(start_time "$p")" ] && echo "$p" && return 0
  done
  return 1
}
case ${1:-} in
  list) for f in "$K8S_RUN"/pid.*; do n=${f##*/pid.}; printf '%-26s %8s %4s\n' "$n" "$(host_pid "$n" || echo -)" "$(cat "$K8S_RUN/starts.$n")"; done ;;
  pid) [ $# = 2 ] || usage; host_pid "$2" ;;
  kill) [ $# -ge 2 ] || usage; p=$(host_pid "$2") || die "$2 does not run"; kill -s "${3:-KILL}" "$p" ;;
  log) [ $# = 2 ] || usage; echo "$K8S_STATE/log/$2.log" ;;
  *) usage ;;
esac
