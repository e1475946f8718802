#!/bin/bash
# Builds the spark image where there is no Docker and no registry: a Debian root by mmdebstrap, install.sh in it, and a
# docker-archive tar of that (layer 1) and root/ (layer 2). Prints the image's reference; progress goes to stderr.
#
#   deploy/image/build-local.sh [OUT.tar] [REF]
#
#   OUT.tar   default: $SPARK_CACHE/image/spark.tar, beside spark.ref, which holds its reference
#   REF       default: spark.local/spark:<hash of what it is made of>, so a tag never means two images
#
#   SPARK_CACHE    kept between runs (default ${XDG_CACHE_HOME:-~/.cache}/spark)
#   SPARK_MIRROR   Debian mirror (default: the one this machine's apt uses)
#
# Nothing changed: returns at once. Only root/ changed: seconds. Needs root on Debian. Safe to interrupt and to run twice.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${SPARK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/spark}/image
suite=trixie
start=$SECONDS
log() { printf '[image %s] %s\n' "$(date +%T)" "$*" >&2; }
die() { log "error: $*"; exit 1; }

config='{"Entrypoint":["/usr/bin/tini","--","/usr/local/lib/spark/boot"],
  "Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","LANG=C.UTF-8"],
  "ExposedPorts":{"22/tcp":{}},"StopSignal":"SIGTERM","WorkingDir":"/"}'

hash() { sha256sum | cut -c1-12; }
base=$({ cat "$here/install.sh"; echo "$suite ${SPARK_MIRROR:-} ${NPM_VERSION:-}"; } | hash)
# Layer 2: files only; their folders are layer 1's, or made with ordinary modes.
overlay() {
  (cd "$here/root" && find . -type f -printf '%P\0' | LC_ALL=C sort -z) | tar -C "$here/root" --numeric-owner --owner=0 --group=0 \
    --mode='u=rwX,go=rX' --mtime=@0 --no-recursion --null -T - -cf -
}
tree=$({ echo "$base $config"; cat "$here/build-local.sh"; overlay; } | hash)
ref=${2:-spark.local/spark:$tree}
out=${1:-$cache/spark.tar}
case $out in /*) ;; *) out=$PWD/$out ;; esac

made() { [ -s "$out" ] && [ "$(cat "$out.from" 2>/dev/null)" = "$tree $ref $(stat -c '%s %Y' "$out")" ]; }
if made; then printf '%s\n' "$ref"; exit 0; fi

[ "$(id -u)" = 0 ] || die "building the image needs root (sudo $0)"
mkdir -p "$cache" "$(dirname "$out")"
exec 9> "$cache/lock"
flock -n 9 || { log "another build is under way: waiting for it"; flock 9; }
if made; then printf '%s\n' "$ref"; exit 0; fi

work=$(mktemp -d "$cache/.work.XXXXXX")
undo() {
  awk -v w="$work/" 'index($5, w)==1 {print $5}' /proc/self/mountinfo | tac | while read -r m; do umount -l "$m" || true; done
  rm -rf --one-file-system "$work"
}
trap undo EXIT
trap 'exit 130' INT TERM HUP
find "$cache" -maxdepth 1 -name '.work.*' ! -path "$work" -exec rm -rf --one-file-system {} + 2>/dev/null || true

layer=$cache/base-$base.tar
if [ ! -s "$layer" ]; then
  uri() { apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Identifier: Packages' 'Origin: Debian' | awk -v s="^[a-z]+$1\$" '$2 ~ s {print $1; exit}'; }
  mirror=${SPARK_MIRROR:-$(uri '')}
  [ -n "$mirror" ] || die "this machine's apt knows no Debian mirror: set SPARK_MIRROR"
  sources=("deb $mirror $suite main" "deb $mirror $suite-updates main")
  security=$(uri -security)
  [ -z "$security" ] || sources+=("deb $security $suite-security main")
  if ! command -v mmdebstrap > /dev/null; then
    log "installing mmdebstrap"
    apt-get -o DPkg::Lock::Timeout=300 update -qq
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends mmdebstrap > /dev/null
  fi
  log "Debian $suite"
  root=$work/root
  mmdebstrap --quiet --mode=root --variant=minbase --include=ca-certificates --dpkgopt=force-unsafe-io \
    --aptopt='Acquire::Retries "5"' "$suite" "$root" "${sources[@]}" 2> "$work/log" || { tail -20 "$work/log" >&2; die "mmdebstrap"; }
  chmod 755 "$root"
  # The build talks to the world as this machine does: its resolver, its trusted certificates, its proxy.
  cp "$root/etc/resolv.conf" "$work/resolv.conf" 2>/dev/null || : > "$work/resolv.conf"
  cp -L --remove-destination /etc/resolv.conf "$root/etc/resolv.conf"
  mount -t proc proc "$root/proc"
  mkdir "$root/build"
  cp "$here/install.sh" "$root/build/"
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/build/ca.crt" 2>/dev/null || true
  pass=()
  for v in NPM_VERSION http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY npm_config_registry COREPACK_NPM_REGISTRY; do
    [ -z "${!v:-}" ] || pass+=("$v=${!v}")
  done
  [ ! -s "$root/build/ca.crt" ] || pass+=("NODE_EXTRA_CA_CERTS=/build/ca.crt")
  chroot "$root" env -i HOME=/root "PATH=/usr/sbin:/usr/bin:/sbin:/bin" "${pass[@]}" bash /build/install.sh
  rm -r "$root/build"
  umount "$root/proc"
  cp "$work/resolv.conf" "$root/etc/resolv.conf"
  log "layer 1"
  tar --numeric-owner --xattrs --xattrs-include='*' --one-file-system --sort=name -C "$root" -cf "$layer.part" .
  sha256sum "$layer.part" | cut -d' ' -f1 > "$layer.sha256"
  cp "$root/etc/spark/tools.json" "$cache/tools.json"
  mv "$layer.part" "$layer"
  rm -rf --one-file-system "$root"
fi

log "image $ref"
overlay > "$work/root.tar"
ln "$layer" "$work/base.tar"
printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s"]}}' \
  "$(dpkg --print-architecture)" "$config" "$(cat "$layer.sha256")" "$(sha256sum "$work/root.tar" | cut -d' ' -f1)" > "$work/config"
id=$(sha256sum "$work/config" | cut -d' ' -f1)
mv "$work/config" "$work/$id.json"
printf '[{"Config":"%s.json","RepoTags":["%s"],"Layers":["base.tar","root.tar"]}]' "$id" "$ref" > "$work/manifest.json"
# manifest.json first: a reader finds the image's id without reading the layers.
tar -C "$work" -cf "$work/out" manifest.json "$id.json" base.tar root.tar
part=$out.part.$$
mv "$work/out" "$part"
mv "$part" "$out"
printf '%s %s %s\n' "$tree" "$ref" "$(stat -c '%s %Y' "$out")" > "$out.from"
[ "$out" != "$cache/spark.tar" ] || printf '%s\n' "$ref" > "$cache/spark.ref"
find "$cache" -maxdepth 1 -name 'base-*' ! -name "base-$base.*" -delete
log "$(du -h --apparent-size "$out" | cut -f1) in $((SECONDS - start)) s: $out"
printf '%s\n' "$ref"
