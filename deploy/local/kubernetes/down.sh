#!/bin/bash
# Ends the cluster of this state folder: no process, listener, mount, cgroup or namespace of it is left, which is verified.
# Its data stays, for the next up. Does nothing where nothing runs.
#   down.sh            asks the pods' processes to end, and waits for them for K8S_DOWN_GRACE=2 seconds at most
#   down.sh --now      does not ask
#   down.sh --purge    removes all of its data too
. "$(dirname "$0")/lib.sh"
GRACE=${K8S_DOWN_GRACE:-2} PURGE=""
for a in "$@"; do case $a in --now) GRACE=0 ;; --purge) PURGE=1 GRACE=0 ;; *) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac; done
T0=$(now)
if [ ! -d "$K8S_STATE" ] && [ -z "$(cgroups)" ]; then exit 0; fi
if [ -z "${K8S_LOCKED:-}" ] && [ -d "$K8S_STATE" ]; then
  exec 9> "$K8S_STATE/lock"
  flock -n 9 || { log "another up or down is at work: waiting for it"; flock 9; }
fi
ended=""
all_procs() { for c in $(cgroups); do find "$c" -name cgroup.procs -exec cat {} +; done 2> /dev/null | sort -un; }
pod_procs() { for c in $(cgroups); do case $c in */pids/*) find "$c/kubepods" -name cgroup.procs -exec cat {} + ;; esac; done 2> /dev/null | sort -un; }

namespaces=""
if p=$(init_pid); then for n in net mnt pid uts ipc; do namespaces="$namespaces $(readlink "/proc/$p/ns/$n")"; done; fi
if h=$(holder); then
  ended=1
  touch "$K8S_RUN/stopping"                       # what ends now is not started again
  if [ "$GRACE" != 0 ] && [ -n "$(pod_procs)" ]; then
    for n in kubelet kube-controller-manager; do "$K8S_HERE/component.sh" kill $n 2> /dev/null 9>&- || true; done
    # shellcheck disable=SC2046
    kill -TERM $(pod_procs) 2> /dev/null || true
    end=$((SECONDS + GRACE))
    while [ -n "$(pod_procs)" ] && [ $SECONDS -lt $end ]; do sleep 0.1; done
  fi
  [ -z "${p:-}" ] || kill -KILL "$p" 2> /dev/null || true     # PID 1: the kernel kills all others with it
  kill -KILL "$h" 2> /dev/null || true
fi
# The cgroups hold every process, also those of a start that was killed halfway.
for ((i = 0; i < 200; i++)); do
  left=$(all_procs)
  if [ -n "$left" ]; then
    ended=1
    # shellcheck disable=SC2086
    kill -KILL $left 2> /dev/null || true
  else
    for c in $(cgroups); do find "$c" -depth -type d -exec rmdir {} \; 2> /dev/null || true; done
    [ -n "$(cgroups)" ] || break
  fi
  sleep 0.05
done
c=$(cgroups)
[ -z "$c" ] || die "left: cgroups $(echo "$c" | tr '\n' ' ') with processes $(all_procs | tr '\n' ' ')"
m=$(awk -v s="$K8S_STATE/" 'index($2 "/", s)==1 {print $2}' /proc/mounts)
[ -z "$m" ] || die "left: mounts $m"
for n in $namespaces; do
  m=$(find /proc/[0-9]*/ns -maxdepth 1 -lname "$n" 2> /dev/null | head -n 3) || true
  [ -z "$m" ] || die "left: namespace $n, held by $m"
done
! (exec 3<> "/dev/tcp/127.0.0.1/$K8S_API_PORT") 2> /dev/null || [ -z "$ended" ] || die "left: a listener at 127.0.0.1:$K8S_API_PORT"
[ -z "$K8S_KUBELET_PORT" ] || ! (exec 3<> "/dev/tcp/127.0.0.1/$K8S_KUBELET_PORT") 2> /dev/null || [ -z "$ended" ] || die "left: a listener at 127.0.0.1:$K8S_KUBELET_PORT"
rm -rf --one-file-system "$K8S_RUN"
if [ -n "$PURGE" ]; then
  rm -rf --one-file-system "$K8S_STATE"
  log "removed $K8S_STATE: $(since "$T0") s"
elif [ -n "$ended" ] && [ -z "${K8S_QUIET:-}" ]; then log "down in $(since "$T0") s"
fi
