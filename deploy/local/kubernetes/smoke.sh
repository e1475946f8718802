#!/bin/bash
# Starts a cluster of its own (a temporary state folder, port and cgroup, so beside any other), exercises it, ends it, and prints
# 'N passed, N failed' as its last line. About two minutes.
#   SMOKE_PORT=16643   its API port on 127.0.0.1
#   SMOKE_SPARKS=10    so many pods with volumes are made at once
SPARK_STATE=$(mktemp -d "${TMPDIR:-/tmp}/spark-smoke.XXXXXX"); export SPARK_STATE
export K8S_API_PORT=${SMOKE_PORT:-16643}
unset K8S_CGROUP K8S_INTERNET SPARK_FORWARD
. "$(dirname "$0")/lib.sh"
PIDS=()
finish() { set +e; [ ${#PIDS[@]} = 0 ] || kill "${PIDS[@]}" 2> /dev/null; "$K8S_HERE/down.sh" --purge; rm -rf --one-file-system "$SPARK_STATE"; }
trap finish EXIT
trap 'exit 1' INT TERM
N=smoke IMAGE=spark.local/smoke:1 COUNT=${SMOKE_SPARKS:-10}
pass=0 fail=0
ok() { pass=$((pass + 1)); echo "ok   $*"; }
no() { fail=$((fail + 1)); echo "FAIL $*"; }
check() { local what=$1 t; shift; t=$(now); if out=$("$@" 2>&1); then ok "$what ($(since "$t") s)"; else no "$what: $(echo "$out" | tail -n 3)"; fi; }
until_ok() { local e=$((SECONDS + $1)); shift; while [ $SECONDS -le $e ]; do "$@" > /dev/null 2>&1 && return 0; sleep 0.05; done; "$@"; }
not() { ! "$@"; }
ready() { [ "$(kubectl -n $N get deploy "$1" -o jsonpath='{.status.readyReplicas}')" = "$2" ]; }
gone() { [ -z "$(kubectl -n $N get pods -l app="$1" -o name)" ]; }
pod() { kubectl -n $N get pods -l app=web -o jsonpath='{.items[0].metadata.name}'; }
in_pod() { kubectl -n $N exec -i "$(pod)" -- "$@"; }
up() { "$K8S_HERE/up.sh"; }
down() { "$K8S_HERE/down.sh" "$@"; }
component() { "$K8S_HERE/component.sh" "$@"; }
free_port() { local p; while p=$((20000 + RANDOM % 10000)); (exec 3<> "/dev/tcp/127.0.0.1/$p") 2> /dev/null; do :; done; echo $p; }
fingerprint() { # what this cluster could leave on the machine; others may come and go meanwhile (down.sh itself looks for its processes and namespaces)
  grep -F "$SPARK_STATE" /proc/mounts; find /sys/fs/cgroup -maxdepth 2 -name "$K8S_CGROUP"
  ls /sys/class/net; ls /run /var/lib /opt /tmp/hostpath_pv 2> /dev/null; ls -d /var/log/pods /var/log/containers /usr/libexec/kubernetes 2> /dev/null
  for s in vm/overcommit_memory kernel/panic kernel/panic_on_oops net/ipv4/ip_forward; do cat /proc/sys/$s; done; true; }
deployment() { # name
  cat <<Y
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: $1}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: $1}
spec:
  replicas: 1
  strategy: {type: Recreate}
  selector: {matchLabels: {app: $1}}
  template:
    metadata: {labels: {app: $1, from: smoke}}
    spec:
      terminationGracePeriodSeconds: 2
      containers:
      - name: web
        image: $IMAGE
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'trap "exit 0" TERM; mkdir -p /www; echo hello from \$HOSTNAME > /www/index.html; echo listening; httpd -f -p 8080 -h /www & wait']
        ports: [{containerPort: 8080}]
        readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
        resources: {requests: {cpu: 5m, memory: 8Mi}, limits: {cpu: 500m, memory: 128Mi}}
        volumeMounts: [{name: home, mountPath: /home/dev}]
      volumes: [{name: home, persistentVolumeClaim: {claimName: $1}}]
---
apiVersion: v1
kind: Service
metadata: {name: $1}
spec: {selector: {app: $1}, ports: [{port: 80, targetPort: 8080}]}
Y
}

"$K8S_HERE/image.sh" smoke
before=$(fingerprint)
check "up" up
check "up again, at once" timeout 5 "$K8S_HERE/up.sh"
check "the API's socket is the only listener on the host" sh -c "! ss -Hltn 2>/dev/null | awk '{print \$4}' | grep -E ':(2379|2380|6443|10250|10256|10249)\$'"
check "the node listens for pods with the API, the kubelet and DNS alone" sh -c "! $K8S_HERE/enter.sh ss -Hltn | awk '\$4 !~ /^127\.0\.0\.1:/ {sub(\".*:\", \"\", \$4); print \$4}' | grep -vxE '6443|10250|53'"
check "import an image" "$K8S_HERE/image.sh" import "$K8S_IMG/smoke.tar"
t=$(now); "$K8S_HERE/image.sh" import "$K8S_IMG/smoke.tar" 2>&1 | grep -q ": there" && ok "import again: nothing to do ($(since "$t") s)" || no "import again"
kubectl create ns $N > /dev/null
until_ok 20 kubectl -n $N get sa default > /dev/null
check "apply (PVC, Deployment, Service)" sh -c "$(printf 'cat <<\\Y | %q --kubeconfig %q -n %s apply -f -\n%s\nY\n' "$K8S_BIN/kubectl" "$K8S_KUBECONFIG" $N "$(deployment web)")"
check "Deployment ready" until_ok 60 ready web 1
[ $fail = 0 ] || { kubectl -n $N get pods -o wide; kubectl -n $N get events | tail -n 20; echo "$pass passed, $fail failed"; exit 1; }
check "dynamic PVC bound" test "$(kubectl -n $N get pvc web -o jsonpath='{.status.phase}')" = Bound
PV=$(kubectl -n $N get pvc web -o jsonpath='{.spec.volumeName}')
DIR=$(basename "$(kubectl get pv "$PV" -o jsonpath='{.spec.hostPath.path}')")
check "exec" in_pod sh -c 'echo kept > /home/dev/f; id -u'
check "the volume is in the state folder" grep -qx kept "$K8S_STATE/volumes/$DIR/f"
check "exec with stdin" sh -c "printf abc | $K8S_BIN/kubectl --kubeconfig $K8S_KUBECONFIG -n $N exec -i $(pod) -- sha256sum | grep -q ^ba7816bf"
r=0; in_pod sh -c 'exit 7' > /dev/null 2>&1 || r=$?; check "exec's exit code" test $r = 7
check "logs" sh -c "$K8S_BIN/kubectl --kubeconfig $K8S_KUBECONFIG -n $N logs $(pod) | grep -q listening"
check "memory limit in the cgroup" in_pod grep -qx 134217728 /sys/fs/cgroup/memory/memory.limit_in_bytes
kubectl -n $N port-forward --address 127.0.0.1 "pod/$(pod)" :8080 > "$K8S_RUN/pf.log" 2>&1 & PF=$!; PIDS+=("$PF")
until_ok 20 grep -q Forwarding "$K8S_RUN/pf.log" || true
get() { exec 9<> "/dev/tcp/127.0.0.1/$1"; printf 'GET / HTTP/1.0\r\n\r\n' >&9; timeout 5 cat <&9 | grep "hello from"; }
check "port-forward" get "$(sed -n 's/^Forwarding from 127.0.0.1:\([0-9]*\).*/\1/p' "$K8S_RUN/pf.log")"
kill "$PF"; wait "$PF" 2> /dev/null || true
check "API server's proxy to the service" sh -c "$K8S_BIN/kubectl --kubeconfig $K8S_KUBECONFIG get --raw /api/v1/namespaces/$N/services/web:80/proxy/ | grep -q 'hello from'"
CIP=$(kubectl -n $N get svc web -o jsonpath='{.spec.clusterIP}')
# (Debian's static busybox resolves names in nslookup only.)
check "ClusterIP from a pod" until_ok 20 in_pod sh -c "printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 3 $CIP 80 | grep 'hello from'"
check "cluster DNS" in_pod sh -ec "nslookup web.$N.svc.cluster.local | grep -q $CIP; ! nslookup nope.$N.svc.cluster.local"
check "the API from a pod" in_pod sh -c 'test -s /var/run/secrets/kubernetes.io/serviceaccount/token && nc -w 3 $KUBERNETES_SERVICE_HOST 443 < /dev/null'
stats() { kubectl get --raw "/api/v1/nodes/$K8S_NODE/proxy/stats/summary" | jq -e --arg p "$(pod)" '.pods[] | select(.podRef.name==$p) | .memory.workingSetBytes > 0 and .cpu.usageCoreNanoSeconds > 0'; }
check "stats/summary through the API server" until_ok 30 stats
check "events" sh -c "$K8S_BIN/kubectl --kubeconfig $K8S_KUBECONFIG -n $N get events -o json | jq -e '[.items[].reason] | index(\"Scheduled\") and index(\"Started\")'"
check "RBAC denies the default service account" not kubectl auth can-i list pods --as=system:serviceaccount:$N:default -n $N
oom() { kubectl -n $N get pod oom > /dev/null 2>&1 || kubectl -n $N run oom --image=$IMAGE --restart=Never --limits=memory=32Mi --command -- sh -c 'x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done' > /dev/null
  [ "$(kubectl -n $N get pod oom -o jsonpath='{.status.containerStatuses[0].state.terminated.reason}')" = OOMKilled ]; }
check "an OOM kill is seen" until_ok 30 oom

# What the host offers: first nobody listens, then somebody does, then it moves to another port.
A=$(free_port) B=$(free_port)
host_serves() { socat "TCP4-LISTEN:$1,bind=127.0.0.1,reuseaddr,fork" "SYSTEM:echo served by $2" & PIDS+=($!); until_ok 5 bash -c "exec 3<> /dev/tcp/127.0.0.1/$1" 2> /dev/null; }
says() { in_pod nc -w 3 "$K8S_NODE_IP" 5432 < /dev/null | grep -qx "served by $1"; }
check "forward: set while nobody listens" "$K8S_HERE/forward.sh" "5432:127.0.0.1:$A"
check "forward: no answer then" not says A
host_serves "$A" A
check "forward: the host's service from a pod" until_ok 5 says A
host_serves "$B" B
"$K8S_HERE/forward.sh" "5432:127.0.0.1:$B"
check "forward: moved to another port" until_ok 5 says B
component kill forwards
check "forward: back after kill -9" until_ok 5 says B

# A range: one process however many ports, each with its own place on the host.
free_range() { local p i taken; while :; do p=$((20000 + RANDOM % 9000)) taken=; for i in 0 1 2 3; do ! (exec 3<> "/dev/tcp/127.0.0.1/$((p + i))") 2> /dev/null || taken=1; done; [ -n "$taken" ] || break; done; echo $p; }
R=$(free_range)
says_at() { in_pod nc -w 3 "$K8S_NODE_IP" "$1" < /dev/null | grep -qx "served by $2"; }
range_forwarders() { [ "$(inside ps -eo args | grep -c '^[^ ]*/spark-forward serve')" = 2 ]; }
host_serves "$R" R0
host_serves $((R + 3)) R3
"$K8S_HERE/forward.sh" "5432:127.0.0.1:$B" "21000-21099:127.0.0.1:$R"
check "range: its first port" until_ok 5 says_at 21000 R0
check "range: another one of it" until_ok 5 says_at 21003 R3
check "range: no answer where nobody listens" not says_at 21001 R0
check "range: one process, and one of the single port" range_forwarders
check "range: beside a single port" until_ok 5 says B
component kill forwards
check "range: back after kill -9" until_ok 5 says_at 21003 R3

# The internet, by the Debian mirror that this machine's apt uses. (Debian's static busybox: the name is looked up first.)
skip() { echo "skip $*"; }
internet=$(component pid internet || true)
MIRROR=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 2> /dev/null | awk '$2=="bookworm" && /^http:/ {sub("^http://","",$1); print $1; exit}' || true)
OUTSIDE=${MIRROR%%/*} DIST=/${MIRROR#*/}dists/bookworm PORT=80
case $OUTSIDE in *:*) PORT=${OUTSIDE#*:} OUTSIDE=${OUTSIDE%:*} ;; esac
host_fetches() { exec 9<> "/dev/tcp/$OUTSIDE/$PORT"; printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$DIST/InRelease" "$OUTSIDE" >&9; timeout 10 cat <&9 | grep -c '^Codename: bookworm'; }
outside() { in_pod nslookup "$OUTSIDE" | awk '/^Name:/ {n=1} n && /^Address/ {print $NF; exit}' | grep .; }
fetch() { local a; a=$(outside) && in_pod timeout 20 wget -q -O - --header "Host: $OUTSIDE" "http://$a:$PORT$DIST/$1"; }
fetches() { fetch InRelease | grep -c '^Codename: bookworm'; }
fetches_whole() { # the mirror says what its sum is
  local f sum; f=main/binary-$(dpkg --print-architecture)/Packages.xz
  sum=$(fetch "$f" | sha256sum | cut -d' ' -f1)
  fetch InRelease | awk -v s="$sum" -v f="$f" '$1==s && $3==f {ok=1} END {exit !ok}'; }
no_such_name() { local a; a=$(timeout 2 "$K8S_BIN/kubectl" --kubeconfig "$K8S_KUBECONFIG" -n $N exec "$(pod)" -- nslookup "$1" 2>&1) || [ $? = 1 ] && [[ $a = *NXDOMAIN* ]]; }
connects() { in_pod nc -w 3 "$1" "$2" < /dev/null | grep -q "served by"; }
host_connects() { exec 9<> "/dev/tcp/$1/$2"; timeout 5 cat <&9 | grep -q "served by"; }
check "no such service: said at once" no_such_name nope.$N.svc.cluster.local
check "a search domain after an outside name: said at once" no_such_name example.org.$N.svc.cluster.local
if [ -z "$internet" ]; then skip "internet: $(cat "$K8S_RUN/no-internet")"
elif [ -z "$MIRROR" ]; then skip "internet: this machine's apt uses no mirror by http"
elif ! (host_fetches) > /dev/null 2>&1; then skip "internet: the host itself does not reach its mirror"; MIRROR=
else
  check "internet: an outside name" outside
  check "internet: fetched from a pod" fetches
  check "internet: megabytes, whole" fetches_whole
fi
if [ -n "$internet" ]; then
  check "a plain name is not asked for outside" no_such_name nope.
  check "the host's loopback: it serves there" host_connects 127.0.0.1 "$A"
  check "the host's loopback: not from a pod" not connects 10.0.2.2 "$A"
  OWN=$(ip -4 route get 192.88.99.1 2> /dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p')
  if [ -z "$OWN" ]; then skip "the host has no other address"; else
    O=$(free_port); socat "TCP4-LISTEN:$O,bind=$OWN,reuseaddr,fork" "SYSTEM:echo served by O" & PIDS+=($!)
    check "the host's other address: it serves there" until_ok 5 sh -c "socat -u TCP4:$OWN:$O - | grep -q served"
    check "the host's other address: not from a pod" not connects "$OWN" "$O"
  fi
  component kill internet
  [ -z "$MIRROR" ] || check "internet: back after kill -9" until_ok 5 fetches
  check "the host's loopback: not from a pod then" not connects 10.0.2.2 "$A"
fi
kubectl -n $N apply -f - > /dev/null <<Y
apiVersion: v1
kind: Pod
metadata: {name: low-port}
spec:
  terminationGracePeriodSeconds: 0
  securityContext: {runAsUser: 1000, sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]}
  containers: [{name: web, image: "$IMAGE", command: [httpd, -f, -p, "80", -h, /tmp], readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}}]
Y
check "a user other than root listens at port 80" kubectl -n $N wait --for=condition=Ready pod/low-port --timeout=20s
kubectl -n $N delete pod low-port --wait=false > /dev/null

# Speed
times() { sort -n | awk '{a[NR]=$1} END {printf "%s to %s s, median %s", a[1], a[NR], a[int((NR+1)/2)]}'; }
for i in 1 2 3 4 5; do
  t=$(now); kubectl -n $N scale deploy web --replicas=0 > /dev/null; until_ok 60 gone web && since "$t" >> "$K8S_RUN/t0" || no "scale to 0"; echo >> "$K8S_RUN/t0"
  t=$(now); kubectl -n $N scale deploy web --replicas=1 > /dev/null; until_ok 60 ready web 1 && since "$t" >> "$K8S_RUN/t1" || no "scale to 1"; echo >> "$K8S_RUN/t1"
done
ok "scale to 0 until the pod object is gone: $(times < "$K8S_RUN/t0")"; ok "scale to 1 until ready: $(times < "$K8S_RUN/t1")"
t=$(now); for i in $(seq "$COUNT"); do deployment "many-$i"; echo ---; done | kubectl -n $N apply -f - > /dev/null
echo "note $COUNT applied in $(since "$t") s"
many() { [ "$(kubectl -n $N get deploy -o json | jq '[.items[] | select(.metadata.name | startswith("many-")) | .status.readyReplicas // 0] | add')" = "$COUNT" ]; }
until_ok 180 many && ok "$COUNT deployments with volumes ready in $(since "$t") s" || no "$COUNT deployments"
t=$(now); for i in $(seq "$COUNT"); do deployment "many-$i"; echo ---; done | kubectl -n $N delete --wait=false -f - > /dev/null
many_gone() { [ "$(kubectl -n $N get pods -l from=smoke -o name | wc -l)" = 1 ] && [ "$(kubectl get pv -o name | wc -l)" = 1 ] && [ "$(ls "$K8S_STATE/volumes")" = "$DIR" ]; }
until_ok 120 many_gone && ok "$COUNT deleted, and their volumes' folders: $(since "$t") s" || no "$COUNT deleted: $(ls "$K8S_STATE/volumes" | wc -l) folders"

# Each component is killed, comes back and works. The pod stays the same.
was=$(pod)
for c in kube-apiserver etcd kube-controller-manager kube-scheduler kube-proxy spark-dns containerd kubelet api ${internet:+internet host-addresses dnsmasq}; do
  old=$(component pid $c) || { no "$c runs"; continue; }; component kill $c; t=$(now)
  again() { p=$(component pid $c) && [ "$p" != "$old" ]; }
  check "$c: kill -9, started again" until_ok 3 again
done
check "the API answers" until_ok 30 kubectl get --raw /readyz
t=$(now); kubectl create -n $N configmap after --from-literal=a=b > /dev/null && ok "the API writes" || no "the API writes"
check "the pod is the same, and ready" until_ok 30 sh -c "[ \$($K8S_BIN/kubectl --kubeconfig $K8S_KUBECONFIG -n $N get pod $was -o jsonpath='{.status.containerStatuses[0].ready}{.status.containerStatuses[0].restartCount}') = true0 ]"
t=$(now); kubectl -n $N scale deploy web --replicas=0 > /dev/null; until_ok 60 gone web; kubectl -n $N scale deploy web --replicas=1 > /dev/null
until_ok 60 ready web 1 && ok "all of it works: scaled to 0 and 1 in $(since "$t") s" || no "scaled after the kills"

check "cluster DNS works" until_ok 10 in_pod nslookup web.$N.svc.cluster.local
[ -z "$internet" ] || [ -z "$MIRROR" ] || check "internet: works" until_ok 10 fetches

# Down and up: state, volume, image and forward are kept.
check "down" down
check "down again, nothing to do" down
after=$(fingerprint)
if [ "$before" = "$after" ]; then ok "nothing is left on the machine"; else no "left: $(diff <(echo "$before") <(echo "$after") | grep '^[<>]' | head -n 5 | tr '\n' ' ')"; fi
check "up" up
check "the deployment is ready again" until_ok 60 in_pod true
check "the volume kept its file" in_pod grep -qx kept /home/dev/f
check "the image is kept" "$K8S_HERE/image.sh" imported "$K8S_IMG/smoke.tar"
check "the forward is kept" until_ok 10 says B
check "the configmap is kept" kubectl get -n $N configmap after
# Interrupted in the middle, all at once: the next up goes on.
check "down --now" down --now
K8S_INTERNET=no "$K8S_HERE/up.sh" > /dev/null 2>&1 & U=$!; sleep 2; kill -9 $U; wait $U 2> /dev/null || true
check "up after an up that was killed" up
kill -9 "$(holder)"; sleep 0.5
check "up after the namespaces were killed" up
check "the deployment is ready again" until_ok 60 in_pod true
check "K8S_INTERNET=no is remembered: no route" sh -c "! $(printf %q "$K8S_HERE")/enter.sh ip -4 route show default | grep ."
check "K8S_INTERNET=no: no process for it" not component pid internet
check "K8S_INTERNET=no: cluster DNS" until_ok 10 in_pod nslookup web.$N.svc.cluster.local
check "namespace deletion" kubectl delete ns $N --timeout=60s
check "volume folders are gone" until_ok 20 sh -c "[ -z \"\$(ls $K8S_STATE/volumes)\" ]"
check "down --purge" down --purge
check "no file is left" test ! -e "$K8S_STATE"
echo "$pass passed, $fail failed"
[ $fail = 0 ]
