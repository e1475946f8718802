#!/bin/bash
# PID 1 of the cluster's namespaces; started by up.sh only. Makes this tree's own view of the machine, then starts the
# components and starts again whichever ends. Nothing here outlives it: its end is the end of every process and mount in it.
set -eu
exec 8<&7 7<&-                          # the host's network namespace
mount --make-rprivate /
mount -t proc proc /proc
mkdir -p "$K8S_RUN/root"                # where the private /run is put together before it covers the real one
mount -t tmpfs -o mode=755 tmpfs "$K8S_RUN/root"
mkdir -p "$K8S_RUN/root/spark"; chmod 700 "$K8S_RUN/root/spark"; : > "$K8S_RUN/root/spark/host-net"
mount -c --bind /proc/self/fd/8 "$K8S_RUN/root/spark/host-net"
exec 8<&-

# The host's list of name servers is followed also where it is a link into /run.
resolv=$(realpath -m /etc/resolv.conf)
case $resolv in
  /run/*/*) if [ -e "$resolv" ]; then d=${resolv%/*}; mkdir -p "$K8S_RUN/root${d#/run}"; mount --bind "$d" "$K8S_RUN/root${d#/run}" || true; fi ;;
esac

# The kubelet sets these for the entire machine when they differ. Let it see what it wants, and leave the machine alone.
mkdir "$K8S_RUN/root/spark/sysctl"
while read -r name value; do
  [ -e "/proc/sys/$name" ] && [ "$(cat "/proc/sys/$name")" != "$value" ] || continue
  f=$K8S_RUN/root/spark/sysctl/${name//\//.}; echo "$value" > "$f"; mount --bind "$f" "/proc/sys/$name"
done <<S
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
S

hier=$(awk '$3=="cgroup" {k=$2; sub(".*/","",k); print k}' /proc/mounts | sort -u)
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
for h in $hier; do
  mkdir -p "/sys/fs/cgroup/$h"
  if [ "$h" = systemd ]; then mount -t cgroup -o none,name=systemd cgroup "/sys/fs/cgroup/$h"
  else mount -t cgroup -o "$h" cgroup "/sys/fs/cgroup/$h"; fi
done

# Private /var/lib, /var/log, /tmp, /run. State, cache and scripts are seen where they are, even if below one of these.
cover() { # directory, by what
  local d
  for d in "$K8S_STATE" "$K8S_CACHE" "$K8S_HERE"; do
    case $d in "$1"/*) mkdir -p "$2${d#"$1"}"; mount --rbind "$d" "$2${d#"$1"}" ;; esac
  done
  mount --rbind "$2" "$1"
}
mkdir -p "$K8S_STATE"/{etcd,volumes,varlib,varlog}
chmod 700 "$K8S_STATE/etcd"
mkdir -p "$K8S_RUN/tmp"; mount -t tmpfs -o mode=1777 tmpfs "$K8S_RUN/tmp"
mkdir "$K8S_RUN/tmp/hostpath_pv"        # the only place that the controller manager's provisioner knows
mount --bind "$K8S_STATE/volumes" "$K8S_RUN/tmp/hostpath_pv"
cover /run "$K8S_RUN/root"
cover /var/lib "$K8S_STATE/varlib"
cover /var/log "$K8S_STATE/varlog"
cover /tmp "$K8S_RUN/tmp"
mount --make-rshared /

hostname "$K8S_NODE"
ip link set lo up
# The node's address (a kernel may lack the dummy device; a bridge without ports does).
ip link add spark0 type bridge; ip addr add "$K8S_NODE_IP/32" dev spark0; ip link set spark0 up
ip route add "$K8S_SERVICE_CIDR" dev spark0 src "$K8S_NODE_IP"
echo 1 > /proc/sys/net/ipv4/ip_forward
printf '127.0.0.1 localhost\n%s %s\n' "$K8S_NODE_IP" "$K8S_NODE" > "$K8S_RUN/hosts"; mount --bind "$K8S_RUN/hosts" /etc/hosts
: > "$K8S_RUN/resolv.conf"
ulimit -n "$(ulimit -Hn)"

L=$K8S_STATE/log P=$K8S_STATE/pki B=$K8S_BIN C=$K8S_RUN/conf
mkdir -p "$C" "$C/cni"

# The internet for pods: slirp4netns makes tap0 and the default route in here, and a process in the host's network namespace makes
# each connection anew there as an ordinary one of the host's. What is not the internet stays as unreachable as it is without: private
# networks by the routes here, the host's other addresses by prohibit_host, its loopback by slirp4netns.
# (168.63.129.16 and 192.0.0.192 are where machines in Azure's and Oracle's clouds are told their secrets.)
PRIVATE="10.0.0.0/8 100.64.0.0/10 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16"
at_host() { nsenter --net=/run/spark/host-net "$@"; }
prohibit_host() {
  local a want
  want=$(at_host ip -4 route show table local type local) || return
  want=$(awk '$2 !~ /^127\./ {print $2}' <<< "$want")
  for a in $want; do ip route replace prohibit "$a" proto 77 || return; done
  for a in $(ip route show type prohibit proto 77 | awk '{print $2}'); do grep -qxF "$a" <<< "$want" || ip route del prohibit "$a" proto 77; done
}
# Prints why pods cannot have the internet, in one line.
internet_refused() {
  local c e
  for c in slirp4netns dnsmasq; do command -v $c > /dev/null || { echo "$c is not installed"; return; }; done
  e=$(ip tuntap add dev tap0 mode tap 2>&1 && ip tuntap del dev tap0 mode tap 2>&1) || { echo "no tap device (/dev/net/tun): ${e%%$'\n'*}"; return; }
  # In here only: whoever asks for what is prohibited is told so, and need not wait.
  echo 0 2> /dev/null > /proc/sys/net/ipv4/icmp_ratelimit || true
  e=$({ iptables -w 10 -t nat -A POSTROUTING -s "$K8S_POD_CIDR" -o tap0 -j MASQUERADE || exit
        for c in $PRIVATE; do ip route add prohibit "$c" metric 4096 || exit; done
        prohibit_host; } 2>&1) || echo "its routes cannot be set: ${e%%$'\n'*}"
}
INTERNET=""
if [ "$MODE" = all ] && [ "$K8S_INTERNET" = yes ]; then
  internet_refused > "$K8S_RUN/no-internet"
  if [ -s "$K8S_RUN/no-internet" ]; then echo "pods have no internet: $(cat "$K8S_RUN/no-internet")"; else INTERNET=yes; fi
fi

# run NAME COMMAND...: keeps it running; its pid (in here) is in run/pid.NAME. A command that ends at once is started again
# after 0.1 s, then 0.2 s, up to 1.6 s.
run() {
  local name=$1; shift
  (
    pause=1 starts=0
    while [ ! -e "$K8S_RUN/stopping" ]; do
      began=$SECONDS
      "$@" >> "$L/$name.log" 2>&1 < /dev/null &
      echo $! > "$K8S_RUN/pid.$name"
      echo $((starts += 1)) > "$K8S_RUN/starts.$name"
      r=0; wait $! || r=$?
      rm -f "$K8S_RUN/pid.$name"
      printf '%(%F %T)T %s ended: %s\n' -1 "$name" "$r" >> "$L/node.log"
      [ $((SECONDS - began)) -lt 5 ] || pause=1
      pause "$((pause / 10)).$((pause % 10))"
      [ $pause -ge 16 ] || pause=$((pause * 2))
    done
  ) &
}
# Waiting costs no process: many wait while the machine is busy starting.
exec 5<> <(:)
pause() { read -rt "$1" -u 5 || true; }
listens() { if { exec 3<> "/dev/tcp/127.0.0.1/$1"; } 2> /dev/null; then exec 3>&-; else return 1; fi; }
await() { until listens "$1"; do pause 0.1; done; }
# after_api COMMAND...: not before the API can be asked, as clients that are refused wait longer and longer.
after_api() { await 6443; exec "$@"; }

etcd() {
  exec etcd --name spark --data-dir "$K8S_STATE/etcd" --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 --initial-cluster spark=http://127.0.0.1:2380 \
    --log-level warn --logger zap --heartbeat-interval 50 --election-timeout 250 --snapshot-count 20000 --enable-pprof=false
}
apiserver() {
  await 2379
  # shellcheck disable=SC2086
  exec "$B/kube-apiserver" --bind-address=0.0.0.0 --advertise-address="$K8S_NODE_IP" --secure-port=6443 --insecure-port=0 \
    --etcd-servers=http://127.0.0.1:2379 --etcd-count-metric-poll-period=0 --service-cluster-ip-range="$K8S_SERVICE_CIDR" \
    --tls-cert-file="$P/apiserver.crt" --tls-private-key-file="$P/apiserver.key" --client-ca-file="$P/ca.crt" \
    --kubelet-client-certificate="$P/admin.crt" --kubelet-client-key="$P/admin.key" --kubelet-certificate-authority="$P/ca.crt" \
    --kubelet-preferred-address-types=InternalIP \
    --requestheader-client-ca-file="$P/front-ca.crt" --requestheader-allowed-names=front-proxy-client --requestheader-username-headers=X-Remote-User \
    --requestheader-group-headers=X-Remote-Group --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --proxy-client-cert-file="$P/front.crt" --proxy-client-key-file="$P/front.key" \
    --service-account-issuer=https://kubernetes.default.svc --service-account-signing-key-file="$P/sa.key" --service-account-key-file="$P/sa.key" \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true --anonymous-auth=true \
    --enable-priority-and-fairness=false --max-requests-inflight=2000 --max-mutating-requests-inflight=1000 \
    --event-ttl=1h --profiling=false ${K8S_APISERVER_ARGS:-}
}
controller_manager() {
  umask 0                               # volumes that anyone in the pod can write to
  # shellcheck disable=SC2086
  after_api "$B/kube-controller-manager" --bind-address=127.0.0.1 --port=0 --kubeconfig="$P/admin.kubeconfig" \
    --authentication-kubeconfig="$P/admin.kubeconfig" --authorization-kubeconfig="$P/admin.kubeconfig" \
    --service-account-private-key-file="$P/sa.key" --root-ca-file="$P/ca.crt" --leader-elect=false \
    --cluster-signing-cert-file="$P/ca.crt" --cluster-signing-key-file="$P/ca.key" \
    --enable-hostpath-provisioner=true --pvclaimbinder-sync-period=5s --attach-detach-reconcile-sync-period=5s \
    --flex-volume-plugin-dir="$K8S_RUN/flex" --kube-api-qps=1000 --kube-api-burst=2000 \
    --concurrent-deployment-syncs=20 --concurrent-replicaset-syncs=20 --concurrent-endpoint-syncs=20 --concurrent-gc-syncs=20 \
    --concurrent-namespace-syncs=10 --concurrent-serviceaccount-token-syncs=10 --profiling=false \
    $([ "$MODE" = all ] || echo --node-monitor-grace-period=87600h) ${K8S_CONTROLLER_MANAGER_ARGS:-}
}
scheduler() { after_api "$B/kube-scheduler" --config="$C/scheduler.yaml" --bind-address=127.0.0.1 --port=0; }
containerd() { exec containerd -c "$C/containerd.toml" -l warn; }
kubelet() {
  until [ -S /run/containerd/containerd.sock ]; do pause 0.1; done
  after_api "$B/kubelet" --config="$C/kubelet.yaml" --kubeconfig="$P/node.kubeconfig" --root-dir=/var/lib/kubelet \
    --container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock \
    --housekeeping-interval=5s ${K8S_KUBELET_ARGS:-} --hostname-override="$K8S_NODE" --node-ip="$K8S_NODE_IP" --cert-dir="$C/kubelet"
}
proxy() { after_api "$B/kube-proxy" --config="$C/kube-proxy.yaml"; }
# With the internet dnsmasq is what pods ask: it asks spark-dns for the cluster's names, and slirp4netns, that is the host's resolver, for others.
dns() { after_api "$B/spark-dns" --kubeconfig="$P/admin.kubeconfig" --listen="$([ -n "$INTERNET" ] && echo 127.0.0.1:5353 || echo "$K8S_NODE_IP:53")"; }
resolver() { # plain names and private addresses are not asked for outside; pods have no IPv6
  exec dnsmasq --keep-in-foreground --conf-file=/dev/null --pid-file= --log-facility=- --no-hosts --no-resolv --cache-size=0 --dns-forward-max=1000 \
    --listen-address="$K8S_NODE_IP" --bind-interfaces --domain-needed --bogus-priv --filter-AAAA --server=/cluster.local/127.0.0.1#5353 --server=10.0.2.3
}
internet() { # mounts of its own: what its sandbox mounts would be seen in here
  exec nsenter --net=/run/spark/host-net unshare --mount slirp4netns --configure --mtu=65520 --disable-host-loopback --enable-sandbox --enable-seccomp \
    --netns-type=path /proc/1/ns/net tap0
}
# The host's addresses come and go. (The list is read again in case one changed while the watch began.)
host_addresses() { exec nsenter --net=/run/spark/host-net ip -4 monitor address > >(pause 1; prohibit_host || true; while read -r _; do prohibit_host || true; done); }
api() { # the host side of the API: 127.0.0.1 -> a unix socket -> 127.0.0.1:6443 inside
  exec nsenter --net=/run/spark/host-net socat "TCP4-LISTEN:$K8S_API_PORT,bind=127.0.0.1,reuseaddr,fork,nodelay,backlog=128" UNIX-CONNECT:/run/spark/api.sock
}
# The same for the kubelet, whose certificate is good for 127.0.0.1 too. It asks the API who calls, and whether they may.
kubelet_at_host() {
  exec nsenter --net=/run/spark/host-net socat "TCP4-LISTEN:$K8S_KUBELET_PORT,bind=127.0.0.1,reuseaddr,fork,nodelay,backlog=128" UNIX-CONNECT:/run/spark/kubelet.sock
}
kubelet_inside() { rm -f /run/spark/kubelet.sock; exec socat UNIX-LISTEN:/run/spark/kubelet.sock,fork,mode=600,backlog=128 "TCP4:$K8S_NODE_IP:10250,nodelay"; }
api_inside() { rm -f /run/spark/api.sock; exec socat UNIX-LISTEN:/run/spark/api.sock,fork,mode=600,backlog=128 TCP4:127.0.0.1:6443,nodelay; }

cat > "$C/scheduler.yaml" <<Y
apiVersion: kubescheduler.config.k8s.io/v1beta1
kind: KubeSchedulerConfiguration
clientConnection: {kubeconfig: $P/admin.kubeconfig, qps: 1000, burst: 2000}
leaderElection: {leaderElect: false}
podInitialBackoffSeconds: 1
podMaxBackoffSeconds: 2
healthzBindAddress: 127.0.0.1:10251
metricsBindAddress: 127.0.0.1:10251
enableProfiling: false
Y
cat > "$C/cni/10-spark.conflist" <<Y
{"cniVersion":"0.4.0","name":"spark","plugins":[
 {"type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":false,"hairpinMode":true,"promiscMode":false,
  "ipam":{"type":"host-local","dataDir":"/run/cni-ipam","ranges":[[{"subnet":"$K8S_POD_CIDR"}]],"routes":[{"dst":"0.0.0.0/0"}]}}]}
Y
cat > "$C/containerd.toml" <<Y
version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.native", "io.containerd.internal.v1.opt", "io.containerd.internal.v1.restart"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$K8S_PAUSE_REF"
  disable_apparmor = true
  # Root here may lack CAP_SYS_RESOURCE, without which no process can lower its OOM score (sandboxes ask for -998).
  restrict_oom_score_adj = true
  stream_server_address = "127.0.0.1"
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$C/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
Y
# Beside the bound that each spark's launcher sets: for what else is in a pod, and for those without a user namespace.
PIDS=-1; ! grep -qx pids <<< "$hier" || PIDS=8192
cat > "$C/kubelet.yaml" <<Y
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $K8S_NODE_IP
port: 10250
readOnlyPort: 0
healthzBindAddress: 127.0.0.1
tlsCertFile: $P/kubelet.crt
tlsPrivateKeyFile: $P/kubelet.key
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $P/ca.crt}}
authorization: {mode: Webhook}
clusterDomain: cluster.local
clusterDNS: [$K8S_DNS_IP]
resolvConf: $K8S_RUN/resolv.conf
volumePluginDir: $K8S_RUN/flex
cgroupDriver: cgroupfs
failSwapOn: false
makeIPTablesUtilChains: true
hairpinMode: none
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, nodefs.inodesFree: 1%, imagefs.available: 1%}
nodeStatusUpdateFrequency: 5s
syncFrequency: 10s
maxPods: $K8S_MAX_PODS
podPidsLimit: $PIDS
kubeAPIQPS: 1000
kubeAPIBurst: 2000
eventRecordQPS: 500
eventBurst: 1000
registryPullQPS: 0
allowedUnsafeSysctls: [net.ipv4.ip_unprivileged_port_start]   # safe, and allowed without this, since 1.22
serializeImagePulls: false
Y
cat > "$C/kube-proxy.yaml" <<Y
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
bindAddress: 127.0.0.1
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
clientConnection: {kubeconfig: $P/admin.kubeconfig}
clusterCIDR: $K8S_POD_CIDR
hostnameOverride: $K8S_NODE
mode: iptables
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
iptables: {syncPeriod: 30s, minSyncPeriod: 200ms}
Y

run etcd etcd
if [ "$MODE" = all ]; then run containerd containerd; run forwards "$K8S_HERE/forwarder.sh"; fi
if [ -n "$INTERNET" ]; then run internet internet; run host-addresses host_addresses; run dnsmasq resolver; fi
run api-inside api_inside
run api api
await 2379
run kube-apiserver apiserver
await 6443                              # it listens seconds before it answers: those who ask wait, and are not refused
touch "$K8S_RUN/api-listens"
if [ "$MODE" = all ]; then run kubelet kubelet; fi
if [ "$MODE" = all ] && [ -n "$K8S_KUBELET_PORT" ]; then run kubelet-inside kubelet_inside; run kubelet-at-host kubelet_at_host; fi
run kube-controller-manager controller_manager
run kube-scheduler scheduler
if [ "$MODE" = all ]; then run kube-proxy proxy; run spark-dns dns; fi
# PID 1: collects what ends. Shells that keep components go on for ever.
while :; do wait -n 2> /dev/null || sleep 1; done
