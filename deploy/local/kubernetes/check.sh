#!/bin/bash
# Can this machine run the local cluster? One line on stdout: "ok: …" and exit 0, or "no: why" and exit 1. Changes nothing.
. "$(dirname "$0")/lib.sh"
no() { echo "no: $*"; exit 1; }
[ "$(uname -s)" = Linux ] || no "needs Linux, this is $(uname -s)"
[ "$(id -u)" = 0 ] || no "needs root"
ID="" VERSION_CODENAME="" PRETTY_NAME="an unknown system"
[ ! -r /etc/os-release ] || . /etc/os-release
[ "$ID $VERSION_CODENAME" = "debian bookworm" ] || no "needs Debian 12, this is $PRETTY_NAME"
case $(dpkg --print-architecture) in amd64 | arm64) ;; *) no "needs amd64 or arm64, this is $(dpkg --print-architecture)" ;; esac
for c in unshare nsenter setsid flock mount; do command -v $c > /dev/null || no "needs $c (package util-linux)"; done
[ "$(stat -f -c %T /sys/fs/cgroup)" != cgroup2fs ] || no "needs cgroup v1, this machine has cgroup v2 (boot with systemd.unified_cgroup_hierarchy=0)"
for c in cpu cpuacct cpuset memory devices freezer pids; do
  m=$(awk -v c=$c '$3=="cgroup" {n=split($4,o,","); for (i=1;i<=n;i++) if (o[i]==c) {print $2; exit}}' /proc/mounts)
  [ -n "$m" ] || no "needs cgroup v1's $c controller mounted under /sys/fs/cgroup"
  [ "${m%/*}" = /sys/fs/cgroup ] || no "needs cgroup v1's $c controller under /sys/fs/cgroup, it is at $m"
  [ -w "$m" ] && d=$(mktemp -d "$m/spark-check.XXXXXX" 2>/dev/null) && rmdir "$d" || no "cannot make a cgroup in $m"
done
unshare --net --mount --uts --ipc --cgroup --pid --fork --kill-child true 2> /dev/null || no "cannot make namespaces (unshare is refused)"
grep -qw overlay /proc/filesystems || modprobe overlay 2> /dev/null || no "needs the kernel's overlay file system"
if command -v ip > /dev/null; then
  unshare --net sh -c 'ip link add sb0 type bridge && ip link add sv0 type veth peer name sw0' 2> /dev/null || no "needs the kernel's bridge and veth devices"
fi
if command -v iptables > /dev/null; then
  unshare --net iptables -w 2 -t nat -S > /dev/null 2>&1 || no "needs the kernel's NAT tables (iptables -t nat)"
fi
if built; then echo "ok: Kubernetes 1.20.2 is built, starts in seconds"; exit 0; fi
d=$K8S_CACHE; while [ ! -d "$d" ]; do d=$(dirname "$d"); done
[ "$(df -Pk "$d" | awk 'NR==2 {print int($4 / 1048576)}')" -ge 6 ] || no "building Kubernetes needs 6 GB free in $d"
echo "ok: the first start builds Kubernetes 1.20.2 from Debian's packages (6 to 10 minutes on 2 cores)"
