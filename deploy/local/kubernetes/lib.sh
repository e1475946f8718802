# Settings and small functions, shared by the scripts here. Every setting can be given by the environment;
# what a cluster was started with is kept in its state folder and need not be given again.
set -euo pipefail
K8S_HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${HOME:=/root}"
: "${SPARK_STATE:=${XDG_STATE_HOME:-$HOME/.local/state}/spark}"   # of one stack; survives down and up
: "${SPARK_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/spark}"         # of this machine; can be rebuilt
SPARK_STATE=$(realpath -m "$SPARK_STATE") SPARK_CACHE=$(realpath -m "$SPARK_CACHE")
K8S_STATE=$SPARK_STATE/kubernetes
K8S_CACHE=$SPARK_CACHE/kubernetes
K8S_BIN=$K8S_CACHE/bin
K8S_IMG=$K8S_CACHE/images
K8S_RUN=$K8S_STATE/run                                            # only while it is up
K8S_KUBECONFIG=$K8S_STATE/admin.kubeconfig

K8S_SAVED="K8S_API_PORT K8S_KUBELET_PORT K8S_CGROUP K8S_NODE K8S_NODE_IP K8S_POD_CIDR K8S_SERVICE_CIDR K8S_DNS_IP K8S_MAX_PODS K8S_PAUSE_REF K8S_INTERNET"
# While it runs, what it runs with counts.
# shellcheck disable=SC2086
[ ! -e "$K8S_RUN/pid" ] || unset $K8S_SAVED
# shellcheck source=/dev/null
[ ! -r "$K8S_STATE/settings" ] || . "$K8S_STATE/settings"
: "${K8S_API_PORT:=16443}"              # the API on the host, at 127.0.0.1
: "${K8S_KUBELET_PORT:=}"               # the kubelet on the host, at 127.0.0.1; empty: nowhere
: "${K8S_CGROUP:=spark-$(printf %s "$K8S_STATE" | sha256sum | cut -c1-8)}"
: "${K8S_NODE:=spark-node}"
: "${K8S_NODE_IP:=10.245.0.1}"          # an address inside the cluster's own network namespace
: "${K8S_POD_CIDR:=10.244.0.0/22}"
: "${K8S_SERVICE_CIDR:=10.96.0.0/16}"
: "${K8S_DNS_IP:=10.96.0.10}"
: "${K8S_MAX_PODS:=500}"
: "${K8S_PAUSE_REF:=spark.local/pause:1}"
: "${K8S_INTERNET:=yes}"                # pods reach the internet; no: nothing but the cluster

K8S_PACKAGES="etcd-server containerd runc containernetworking-plugins iptables conntrack ethtool socat
              iproute2 util-linux openssl jq catatonit ca-certificates"
K8S_INTERNET_PACKAGES="slirp4netns dnsmasq-base"        # without them pods have no internet, and all else works
K8S_COMMANDS="kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl spark-dns"
K8S_BUILD_ID="v1.20.2 spark-2"          # changes when build.sh, spark-dns.go or tuning.sed change what is built

log() { printf '[k8s %(%H:%M:%S)T] %s\n' -1 "$*" >&2; }
die() { log "error: $*"; exit 1; }
now() { echo "${EPOCHREALTIME/,/.}"; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN{printf "%.1f", b-a}'; }
kubectl() { "$K8S_BIN/kubectl" --cache-dir "$K8S_RUN/kubectl-cache" --kubeconfig "$K8S_KUBECONFIG" "$@"; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
built() { [ "$(cat "$K8S_BIN/build-id" 2>/dev/null)" = "$K8S_BUILD_ID" ] && for c in $K8S_COMMANDS; do [ -x "$K8S_BIN/$c" ] || return 1; done; }
# The forwarder of ranges is built by itself, in seconds, and anew whenever its source changes.
forward_id() { sha256sum < "$K8S_HERE/spark-forward.go"; }
forward_built() { [ -x "$K8S_BIN/spark-forward" ] && [ "$(cat "$K8S_BIN/spark-forward.id" 2> /dev/null)" = "$(forward_id)" ]; }

# When a process started (clock ticks since boot): with the pid, its identity. Nothing for a process that is not there.
start_time() { local s; { read -r s < "/proc/$1/stat"; } 2>/dev/null || return 0; set -- ${s##*) }; [ "$1" = Z ] || echo "${20}"; }
# The host's pid of the process that holds the namespaces, if the cluster of this state folder is up.
holder() {
  local pid start
  { read -r pid start < "$K8S_RUN/pid"; } 2>/dev/null || return 1
  [ -n "$start" ] && [ "$(start_time "$pid")" = "$start" ] && echo "$pid"
}
# The host's pid of the first process inside (PID 1 there).
init_pid() { local h c; h=$(holder) && c=$(cat "/proc/$h/task/$h/children" 2> /dev/null) && c=${c%% *} && [ -n "$c" ] && echo "$c"; }
inside() { local p; p=$(init_pid) || die "not up ($K8S_STATE)"; nsenter -t "$p" --mount --net --pid --uts --ipc -- "$@"; }
# The cgroups of this cluster: one in each hierarchy.
cgroups() { local c; for c in /sys/fs/cgroup/*/"$K8S_CGROUP"; do [ ! -e "$c/cgroup.procs" ] || echo "$c"; done; }
# Runs a command again until it succeeds: retry TIMES COMMAND...
retry() { local n=$1 i; shift; for ((i = 1; ; i++)); do "$@" && return 0; [ "$i" -lt "$n" ] || return 1; log "again in $((i * 3)) s: $*"; sleep $((i * 3)); done; }
