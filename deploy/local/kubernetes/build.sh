#!/bin/bash
# Installs what the cluster needs from Debian, and builds Kubernetes 1.20.2 from Debian's source package with Debian's Go
# into $SPARK_CACHE/kubernetes/bin. Does nothing where all is there. tuning.sed says which constants are changed.
#   K8S_MIRROR       the Debian mirror for the source package; default: the one this machine's apt uses
#   K8S_NICE=5       niceness of the compiler
#   K8S_KEEP_BUILD=1 keeps source and Go's cache in $SPARK_CACHE/kubernetes/build
. "$(dirname "$0")/lib.sh"

missing() { for p in "$@"; do installed "$p" || echo "$p"; done; }
# shellcheck disable=SC2086
wanted() { missing $K8S_PACKAGES; forward_built || missing golang-1.19-go; built || missing golang-1.19-go dpkg-dev patch; }
# shellcheck disable=SC2086
extra() { [ "$K8S_INTERNET" = no ] || missing $K8S_INTERNET_PACKAGES; }
want=$(wanted) extra=$(extra)
[ -z "$want$extra" ] && built && forward_built && exit 0

mkdir -p "$K8S_CACHE"
exec 8> "$K8S_CACHE/build.lock"
flock -n 8 || { log "another build is running: waiting for it"; flock 8; }

# Progress while a command writes to a file: beat SECONDS FILE TEXT; the text is printed with the file's number of lines.
beat() { while sleep "$1"; do log "$3: $(wc -l < "$2") lines, $(since "$T0") s"; done; }
quietly() { # what log command...
  local what=$1 out=$2 b r=0; shift 2
  T0=$(now); : > "$out"; beat 20 "$out" "$what" 8>&- & b=$!
  "$@" >> "$out" 2>&1 8>&- || r=$?
  kill $b 2> /dev/null; wait $b 2> /dev/null || true
  [ $r = 0 ] || { tail -n 20 "$out" >&2; return $r; }
  log "$what: done in $(since "$T0") s"
}

# shellcheck disable=SC2086,SC2046
want=$(wanted) extra=$(extra)
if [ -n "$want$extra" ]; then
  log "installing with apt-get: $(echo $want $extra)"
  # Debian's maintainer scripts must not start etcd or containerd on the machine.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then trap 'rm -f /usr/sbin/policy-rc.d' EXIT; printf '#!/bin/sh\nexit 101\n' > $policy; chmod +x $policy; fi
  export DEBIAN_FRONTEND=noninteractive
  apt=(apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
  retry "$([ -n "$want" ] && echo 3 || echo 1)" quietly "package lists" "$K8S_CACHE/apt.log" "${apt[@]}" update || [ -z "$want" ] || die "apt-get update"
  install() { retry "$1" quietly "packages" "$K8S_CACHE/apt.log" "${apt[@]}" install -y --no-install-recommends "${@:2}"; }
  [ -z "$want" ] || install 3 $want || die "apt-get install"
  [ -z "$extra" ] || install 1 $extra || log "cannot be installed: $(echo $extra)"
fi

W=$K8S_CACHE/build
mkdir -p "$W/home" "$K8S_BIN"
compile_forward() {
  env -u GOROOT -u GOBIN PATH=/usr/lib/go-1.19/bin:"$PATH" HOME="$W/home" GOPATH="$W/gopath" GOCACHE="$W/gocache" GO111MODULE=off GOFLAGS= \
    GOTOOLCHAIN=local GOWORK=off CGO_ENABLED=0 nice -n "${K8S_NICE:-5}" go build -trimpath -ldflags "-s -w" -o "$W/spark-forward" "$K8S_HERE/spark-forward.go"
}
if ! forward_built; then
  quietly "spark-forward" "$W/forward.log" compile_forward || die "go build"
  mv -f "$W/spark-forward" "$K8S_BIN/spark-forward"; forward_id > "$K8S_BIN/spark-forward.id"
fi
if built; then [ -n "${K8S_KEEP_BUILD:-}" ] || rm -rf "$W"; exit 0; fi

cd "$W"
if [ ! -e source.ok ]; then
  rm -rf kubernetes-1.20*
  mirror=${K8S_MIRROR:-$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 2>/dev/null | awk '$2=="bookworm" {print $1; exit}')}
  [ -n "$mirror" ] || die "apt knows no mirror for Debian 12 (bookworm): set K8S_MIRROR"
  # A private apt list with deb-src, so that the machine's own sources are left as they are.
  mkdir -p apt/lists/partial apt/cache/archives/partial
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm main" > apt/sources.list
  apt=(apt-get -o Acquire::Retries=3 -o "Dir::Etc::sourcelist=$W/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
       -o "Dir::State::lists=$W/apt/lists" -o "Dir::Cache=$W/apt/cache" -o APT::Sandbox::User=root)
  retry 3 quietly "source list" "$W/source.log" "${apt[@]}" update || die "apt-get update"
  retry 3 quietly "source of kubernetes" "$W/source.log" "${apt[@]}" source --only-source kubernetes || die "apt-get source kubernetes"
  touch source.ok
fi
src=$(echo "$W"/kubernetes-1.20*/)
mkdir -p gopath/src/k8s.io
ln -sfn "$src" gopath/src/k8s.io/kubernetes
cd gopath/src/k8s.io/kubernetes
mkdir -p cmd/spark-dns; cmp -s "$K8S_HERE/spark-dns.go" cmd/spark-dns/main.go || cp "$K8S_HERE/spark-dns.go" cmd/spark-dns/main.go
while IFS=$'\t' read -r file change; do
  case $file in '' | '#'*) continue ;; esac
  sed "$change" "$file" > "$W/tuned"
  if ! cmp -s "$file" "$W/tuned"; then cat "$W/tuned" > "$file"; echo "$change" >> "$W/tuned.done"
  else grep -qxF "$change" "$W/tuned.done" 2> /dev/null || die "tuning.sed: nothing to change in $file: $change"; fi
done < "$K8S_HERE/tuning.sed"

export PATH=/usr/lib/go-1.19/bin:$PATH HOME=$W/home GOPATH=$W/gopath GO111MODULE=off GOFLAGS= CGO_ENABLED=0
export GOCACHE=$W/gocache GOTOOLCHAIN=local GOWORK=off
unset GOROOT GOBIN || true
N="nice -n ${K8S_NICE:-5}"

# The one generated file that the source package lacks: the API's OpenAPI definitions.
O=pkg/generated/openapi/zz_generated.openapi.go
openapi() {
  $N go build -o "$W/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  local in
  in=$( { grep -rl --include='*.go' '^// *+k8s:openapi-gen=' cmd pkg plugin
          cd staging/src && grep -rl --include='*.go' '+k8s:openapi-gen=' k8s.io | sed 's#^#vendor/#'; } |
        grep -v -E 'vendor/k8s.io/(code-generator|sample-apiserver)/|_test\.go|/testdata/' |
        xargs -n1 dirname | LC_ALL=C sort -u | sed 's#^#k8s.io/kubernetes/#' | paste -sd,)
  "$W/openapi-gen" --v 1 --logtostderr -i "$in" -p k8s.io/kubernetes/pkg/generated/openapi -O zz_generated.openapi \
    -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r "$W/violations.report"
}
[ -e "$W/openapi.ok" ] || { rm -f $O; quietly "openapi definitions" "$W/openapi.log" openapi; touch "$W/openapi.ok"; }

V=v1.20.2 P=k8s.io/kubernetes/vendor/k8s.io LD="-s -w"
for m in client-go/pkg/version component-base/version; do
  for kv in gitVersion=$V gitMajor=1 gitMinor=20 gitTreeState=archive gitCommit=debian buildDate=1970-01-01T00:00:00Z; do
    LD="$LD -X $P/$m.$kv"
  done
done
# shellcheck disable=SC2086
cmds=$(printf './cmd/%s ' $K8S_COMMANDS)
mkdir -p "$W/out"
# providerless: no AWS/Azure/GCE/vSphere; dockerless: no dockershim
# shellcheck disable=SC2086
compile() { $N go build -v -trimpath -tags providerless,dockerless -ldflags "$LD" -o "$W/out/" $cmds; }
# shellcheck disable=SC2086
log "compiling $(go list -deps -tags providerless,dockerless $cmds | wc -l) packages (one line each)"
quietly "compiling" "$W/compile.log" compile || die "go build"
rm -f "$K8S_BIN/build-id"
for c in $K8S_COMMANDS; do mv -f "$W/out/$c" "$K8S_BIN/$c"; done
echo "$K8S_BUILD_ID" > "$K8S_BIN/build-id"
[ -n "${K8S_KEEP_BUILD:-}" ] || { cd /; rm -rf "$W"; }
log "Kubernetes is built in $K8S_BIN"
