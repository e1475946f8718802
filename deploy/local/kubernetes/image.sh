#!/bin/bash
# Images of the local cluster: docker-archive tars, no registry.
#   image.sh import FILE.tar...   into the running cluster; does nothing where the same image has the same name already
#   image.sh imported FILE.tar    succeeds when it is there
#   image.sh list                 names of what is there
#   image.sh remove REF...
#   image.sh pause                builds $SPARK_CACHE/kubernetes/images/pause.tar (a second, once)
#   image.sh smoke                builds …/smoke.tar: spark.local/smoke:1, Debian's static busybox, for smoke.sh
. "$(dirname "$0")/lib.sh"
. "$K8S_HERE/mkimage.sh"
usage() { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
ctr() { inside ctr -n k8s.io "$@"; }

# The first name and the config's digest in a docker-archive.
archive() { tar -xOf "$1" manifest.json | jq -r '.[0] | .RepoTags[0] + " " + (.Config | sub(".*/"; "") | sub("\\.json$"; ""))'; }
# The config's digest of the image that has this name in the cluster.
present() {
  local d ref=$1
  case ${1%%/*} in *.* | *:* | localhost) [ "$1" = "${1#*/}" ] || ref=$1 ;; "$1") ref=docker.io/library/$1 ;; *) ref=docker.io/$1 ;; esac
  d=$(ctr image ls "name==$ref" | awk 'NR==2 {print $3}'); [ -n "$d" ] || return 1
  ctr content get "$d" | jq -er '.config.digest | sub("^sha256:"; "")'
}
imported() { local ref id; read -r ref id < <(archive "$1") && [ -n "$id" ] || die "not a docker-archive: $1"; [ "$(present "$ref")" = "$id" ]; }
wait_containerd() { local i; for ((i = 0; i < 150; i++)); do [ -n "$(init_pid)" ] && inside test -S /run/containerd/containerd.sock && ctr version > /dev/null 2>&1 && return 0; sleep 0.1; done; die "containerd does not answer"; }
workdir() { mkdir -p "$K8S_IMG"; r=$(mktemp -d "$K8S_IMG/.r.XXXXXX"); chmod 755 "$r"; trap 'rm -rf "$r"' EXIT; }

what=${1:-}; [ $# -gt 0 ] && shift
case $what in
  import)
    [ $# -gt 0 ] || usage
    wait_containerd
    for f in "$@"; do
      if imported "$f"; then log "image $(archive "$f"): there"; continue; fi
      t=$(now)
      log "importing $f ($(($(stat -Lc %s "$f") / 1000000)) MB)"
      ctr image import - < "$f" > /dev/null
      log "imported $(archive "$f" | cut -d' ' -f1): $(since "$t") s"
    done ;;
  imported) [ $# = 1 ] || usage; wait_containerd; imported "$1" ;;
  list) ctr image ls -q | grep -v ^sha256: || true ;;
  remove) [ $# -gt 0 ] || usage; ctr image rm "$@" > /dev/null ;;
  pause)
    [ ! -s "$K8S_IMG/pause.tar" ] || exit 0
    workdir
    cp "$(command -v catatonit)" "$r/pause"
    mkimage "$r" "$K8S_IMG/pause.tar" "$K8S_PAUSE_REF" '{"Entrypoint":["/pause","-P"]}' ;;
  smoke)
    [ ! -s "$K8S_IMG/smoke.tar" ] || exit 0
    workdir
    mkdir "$r/deb" "$r/root"
    (cd "$r/deb" && { apt-get -o APT::Sandbox::User=root download -qq busybox-static || { apt-get update -qq && retry 3 apt-get -o APT::Sandbox::User=root download -qq busybox-static; }; }) >&2
    dpkg-deb -x "$r"/deb/*.deb "$r/x"
    mkdir -p "$r"/root/{bin,tmp,etc,home}; chmod 1777 "$r/root/tmp"
    cp "$(find "$r/x" -path '*/bin/busybox' -type f)" "$r/root/bin/busybox"
    chmod 755 "$r/root/bin/busybox"
    for a in $("$r/root/bin/busybox" --list); do [ "$a" = busybox ] || ln -s busybox "$r/root/bin/$a"; done
    mkimage "$r/root" "$K8S_IMG/smoke.tar" spark.local/smoke:1 '{"Env":["PATH=/bin"],"Cmd":["/bin/sh"]}' ;;
  *) usage ;;
esac
