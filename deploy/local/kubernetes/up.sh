#!/bin/bash
# Starts a one-node Kubernetes in its own network, mount, PID, UTS, IPC and cgroup namespaces, builds it first where needed,
# and returns when the node is ready. Prints the path of the kubeconfig on stdout, progress on stderr.
#   up.sh            control plane and node
#   up.sh control    control plane only: no node, no pods
# Run again while it is up it returns at once; run again after it was interrupted it goes on. Settings: lib.sh, and
#   SPARK_FORWARD    what the host offers to pods, as in forward.sh: "5432:127.0.0.1:54321 21000-21099:127.0.0.1:31000"; unset: as before
. "$(dirname "$0")/lib.sh"
MODE=${1:-all}
case $MODE in all | control) ;; *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac
T0=$(now) START=$(date -u +%FT%TZ)
[ "$(id -u)" = 0 ] || die "needs root"
case $K8S_INTERNET in yes | no) ;; *) die "K8S_INTERNET is yes or no, not $K8S_INTERNET" ;; esac
mkdir -p "$K8S_STATE"
exec 9> "$K8S_STATE/lock"
flock -n 9 || { log "another up or down is at work: waiting for it"; flock 9; }
# shellcheck disable=SC2086
set_forward() { [ -z "${SPARK_FORWARD+x}" ] || "$K8S_HERE/forward.sh" ${SPARK_FORWARD//,/ } 9>&-; }

if holder > /dev/null; then
  if [ "$(cat "$K8S_RUN/mode")" != "$MODE" ]; then
    log "it is up as '$(cat "$K8S_RUN/mode")': starting anew as '$MODE'"
    K8S_LOCKED=1 "$K8S_HERE/down.sh"
  elif [ -e "$K8S_RUN/ready" ]; then
    set_forward
    ready=1
  else
    log "an earlier start was interrupted: going on"
    read -r START < "$K8S_RUN/began"
  fi
fi

if ! holder > /dev/null; then
  internet=$K8S_INTERNET; [ "$MODE" = all ] || internet=no
  packages=$K8S_PACKAGES; [ "$internet" = no ] || packages="$packages $K8S_INTERNET_PACKAGES"
  built && for p in $packages; do installed "$p" || break; done && installed "$p" || {
    why=$("$K8S_HERE/check.sh") || die "this machine cannot run it: ${why#no: }"
    K8S_INTERNET=$internet "$K8S_HERE/build.sh" 9>&-; }
  "$K8S_HERE/image.sh" pause 9>&-
  # What a killed cluster may have left.
  if [ -e "$K8S_RUN" ] || [ -n "$(cgroups)" ]; then K8S_LOCKED=1 K8S_QUIET=1 "$K8S_HERE/down.sh" 9>&-; fi
  ! (exec 3<> "/dev/tcp/127.0.0.1/$K8S_API_PORT") 2> /dev/null || die "127.0.0.1:$K8S_API_PORT is taken: set K8S_API_PORT"
  [ -z "$K8S_KUBELET_PORT" ] || ! (exec 3<> "/dev/tcp/127.0.0.1/$K8S_KUBELET_PORT") 2> /dev/null || die "127.0.0.1:$K8S_KUBELET_PORT is taken: set K8S_KUBELET_PORT"
  mkdir -p "$K8S_STATE/log" "$K8S_RUN"
  chmod 700 "$K8S_STATE"
  for s in $K8S_SAVED; do printf ': "${%s:=%s}"\n' "$s" "${!s}"; done > "$K8S_STATE/settings.part"
  mv "$K8S_STATE/settings.part" "$K8S_STATE/settings"
  for l in "$K8S_STATE"/log/*.log; do [ ! -e "$l" ] || mv "$l" "$l.1"; done
  K8S_SERVICE_1=$(echo "$K8S_SERVICE_CIDR" | sed 's#\.0/.*#.1#')

  ### certificates: ten years; made anew when less than a month is left, or for other names
  pki() {
    cd "$1"
    key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
    ca() { key "$1"; openssl req -x509 -new -key "$1.key" -subj "/CN=spark-$1" -days 3660 -out "$1.crt" \
            -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,digitalSignature; }
    cert() { # name ca subject eku [san]
      key "$1"; openssl req -new -key "$1.key" -subj "$3" -out "$1.csr"
      { echo "extendedKeyUsage=$4"; [ -z "${5:-}" ] || echo "subjectAltName=$5"; } > "$1.ext"
      openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days 3650 -extfile "$1.ext" -out "$1.crt" 2> /dev/null
      rm -f "$1.csr" "$1.ext"; }
    ca ca; ca front-ca
    cert apiserver ca "/CN=kube-apiserver" serverAuth "IP:127.0.0.1,IP:$K8S_NODE_IP,IP:$K8S_SERVICE_1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
    cert kubelet ca "/CN=$K8S_NODE" serverAuth "IP:127.0.0.1,IP:$K8S_NODE_IP,DNS:$K8S_NODE"
    cert front front-ca "/CN=front-proxy-client" clientAuth
    # The control plane's own clients are admins too: they live in one folder, and need not wait for RBAC's first roles.
    cert admin ca "/O=system:masters/CN=spark-admin" clientAuth
    cert node ca "/O=system:nodes/CN=system:node:$K8S_NODE" clientAuth
    if [ -s "$K8S_STATE/pki/sa.key" ]; then cp -p "$K8S_STATE/pki/sa.key" sa.key; else openssl genrsa -out sa.key 2048 2> /dev/null; fi
    echo "$names" > names
  }
  names="$K8S_NODE $K8S_NODE_IP $K8S_SERVICE_1"
  if [ "$(cat "$K8S_STATE/pki/names" 2> /dev/null)" != "$names" ] || ! openssl x509 -checkend 2592000 -noout -in "$K8S_STATE/pki/apiserver.crt" > /dev/null; then
    rm -rf "$K8S_STATE/pki.part"; mkdir -m 700 "$K8S_STATE/pki.part"
    (umask 077; pki "$K8S_STATE/pki.part")
    rm -rf "$K8S_STATE/pki"; mv "$K8S_STATE/pki.part" "$K8S_STATE/pki"
    log "certificates made: $(since "$T0") s"
  fi
  kubeconfig() ( # user url out
    umask 077; cd "$K8S_STATE/pki"
    cat > "$3.part" <<Y
apiVersion: v1
kind: Config
clusters: [{name: spark, cluster: {server: "$2", certificate-authority-data: $(base64 -w0 ca.crt)}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 "$1.crt"), client-key-data: $(base64 -w0 "$1.key")}}]
contexts: [{name: spark, context: {cluster: spark, user: $1}}]
current-context: spark
Y
    mv "$3.part" "$3")
  for u in admin node; do kubeconfig $u https://127.0.0.1:6443 "$K8S_STATE/pki/$u.kubeconfig"; done
  kubeconfig admin "https://127.0.0.1:$K8S_API_PORT" "$K8S_KUBECONFIG"
  set_forward

  ### the namespaces: one process tree, whose death ends every process and every mount in it
  for c in /sys/fs/cgroup/*/; do
    [ -e "$c/cgroup.procs" ] && [ "$(stat -f -c %T "$c")" = cgroupfs ] || continue
    mkdir -p "$c$K8S_CGROUP"
    if [ -e "$c/cpuset.cpus" ]; then cat "$c/cpuset.cpus" > "$c$K8S_CGROUP/cpuset.cpus"; cat "$c/cpuset.mems" > "$c$K8S_CGROUP/cpuset.mems"; fi
  done
  echo "$MODE" > "$K8S_RUN/mode"; echo "$START" > "$K8S_RUN/began"
  # shellcheck disable=SC2086
  export $K8S_SAVED K8S_HERE K8S_STATE K8S_CACHE K8S_BIN K8S_RUN MODE
  # It writes its own pid, so that whoever is interrupted here, it will be found.
  # shellcheck disable=SC2016
  setsid bash -c '
    . "$K8S_HERE/lib.sh"
    for c in $(cgroups); do echo $$ > "$c/cgroup.procs"; done
    echo "$$ $(start_time $$)" > "$K8S_RUN/pid"
    exec 7< /proc/self/ns/net unshare --net --mount --uts --ipc --cgroup --pid --fork --kill-child "$K8S_HERE/node.sh"
  ' > "$K8S_STATE/log/node.log" 2>&1 < /dev/null 9>&- &
  child=$!
  until [ -s "$K8S_RUN/pid" ]; do [ -n "$(start_time $child)" ] || { cat "$K8S_STATE/log/node.log" >&2; die "the namespaces did not start"; }; sleep 0.02; done
fi

# One line if pods should have the internet and have not.
internet_state() {
  [ "$MODE" = all ] && [ "$K8S_INTERNET" = yes ] || return 0
  if [ -s "$K8S_RUN/no-internet" ]; then log "pods have no internet: $(cat "$K8S_RUN/no-internet")"
  elif ! inside ip -4 route show default | grep -q .; then log "pods have no internet yet: $(tail -n 1 "$K8S_STATE/log/internet.log" 2> /dev/null)"; fi; }
wait_for() { # what seconds command...
  local what=$1 n=$2 end=$((SECONDS + $2)) next=$((SECONDS + 10)); shift 2
  until "$@" > /dev/null 2>&1; do
    holder > /dev/null || { tail -n 20 "$K8S_STATE/log/node.log" >&2; die "the cluster's process ended"; }
    [ $SECONDS -lt $end ] || { for l in "$K8S_STATE"/log/*.log; do echo "== $l"; tail -n 5 "$l"; done >&2; die "$what: not after $n s"; }
    [ $SECONDS -lt $next ] || { log "waiting for: $what"; next=$((SECONDS + 10)); }
    sleep 0.1
  done
  log "$what: $(since "$T0") s"; }
# A client that comes before the API server listens would only cost time.
api_answers() { [ -e "$K8S_RUN/api-listens" ] && kubectl get --raw /readyz; }
node_ready() { # of this start: the heartbeat of an earlier one does not count
  local s beat
  [ -e "$K8S_RUN/api-listens" ] || return 1
  read -r s beat < <(kubectl get node "$K8S_NODE" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status} {.status.conditions[?(@.type=="Ready")].lastHeartbeatTime}')
  [ "$s" = True ] && [[ ! $beat < $START ]]; }
pause_image() {
  local sum; sum="$K8S_PAUSE_REF $(stat -c '%s %Y' "$K8S_IMG/pause.tar")"
  [ "$(cat "$K8S_STATE/varlib/pause" 2> /dev/null)" = "$sum" ] && return 0
  "$K8S_HERE/image.sh" import "$K8S_IMG/pause.tar" 9>&- && echo "$sum" > "$K8S_STATE/varlib/pause"; }

[ -z "${ready:-}" ] || { api_answers > /dev/null 2>&1 || wait_for "API" 240 api_answers; internet_state; echo "$K8S_KUBECONFIG"; exit 0; }

first_sum() { first_yaml | sha256sum; }
first_there() { [ "$(cat "$K8S_STATE/applied.$MODE" 2> /dev/null)" = "$(first_sum)" ]; }
first_objects() { first_yaml | kubectl apply -f - && kubectl -n default get serviceaccount default && first_sum > "$K8S_STATE/applied.$MODE"; }
# The node may read what pods refer to by its group too: the node authorizer alone sees a new pod's claims a moment late, and the
# kubelet then tries again after ten seconds.
first_yaml() {
  cat <<Y
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: spark-nodes}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:nodes"}]
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:node"}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: kubernetes.io/host-path
reclaimPolicy: Delete
volumeBindingMode: Immediate
Y
  [ "$MODE" = all ] || return 0
  cat <<Y
---
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec: {clusterIP: $K8S_DNS_IP, ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: kube-dns, namespace: kube-system}
subsets: [{addresses: [{ip: $K8S_NODE_IP}], ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]}]
Y
}
first_there || { wait_for "API" 240 api_answers; wait_for "first objects" 120 first_objects; }
[ "$MODE" = all ] || wait_for "API" 240 api_answers
if [ "$MODE" = all ]; then
  pause_image || die "the pause image cannot be imported"
  wait_for "node" 240 node_ready
fi
touch "$K8S_RUN/ready"
internet_state
log "up in $(since "$T0") s; export KUBECONFIG=$K8S_KUBECONFIG"
echo "$K8S_KUBECONFIG"
