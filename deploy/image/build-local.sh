#!/bin/bash
# Builds the spark image where there is no Docker and no registry: a docker-archive tar of three layers. Prints the image's
# reference; progress goes to stderr.
#
#   base       /image: a Debian root by mmdebstrap, install.sh in it, owned by the sparks' ids
#   launcher   /spark and folders to mount at
#   root       root/ over /image
#
#   deploy/image/build-local.sh [OUT.tar] [REF]
#
#   OUT.tar   default: $SPARK_CACHE/image/spark.tar, beside spark.ref, which holds its reference
#   REF       default: spark.local/spark:<hash of what it is made of>, so a tag never means two images
#
#   SPARK_CACHE    kept between runs (default ${XDG_CACHE_HOME:-~/.cache}/spark)
#   SPARK_MIRROR   Debian mirror (default: the one this machine's apt uses)
#
# Nothing changed: returns at once. Only root/ or launcher/ changed: seconds. Needs root on Debian. Safe to interrupt and to run twice.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${SPARK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/spark}/image
suite=trixie
shift=100000                            # launcher/spark.c: SHIFT
start=$SECONDS
log() { printf '[image %s] %s\n' "$(date +%T)" "$*" >&2; }
die() { log "error: $*"; exit 1; }

config='{"Entrypoint":["/spark"],
  "Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","LANG=C.UTF-8"],
  "ExposedPorts":{"22/tcp":{}},"StopSignal":"SIGTERM","WorkingDir":"/"}'

hash() { sha256sum | cut -c1-12; }
# What this machine trusts beyond Debian's own list, sparks trust too.
certificates=$(find /usr/local/share/ca-certificates -name '*.crt' 2> /dev/null | LC_ALL=C sort)
base=$({ cat "$here/install.sh"; xargs -rd '\n' cat <<< "$certificates"; echo "$suite $shift ${SPARK_MIRROR:-} ${NPM_VERSION:-}"; } | hash)
launcher=$({ echo "$base"; cat "$here"/launcher/*; } | hash)
overlay() {
  (cd "$here/root" && find . -mindepth 1 -printf '%P\0' | LC_ALL=C sort -z) | tar -C "$here/root" --numeric-owner --owner=:$shift --group=:$shift \
    --mode='u=rwX,go=rX' --mtime=@0 --transform='s,^,image/,S' --no-recursion --null -T - -cf -
}
tree=$({ echo "$launcher $config"; cat "$here/build-local.sh"; overlay; } | hash)
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

# Packs layer FILE of what is in DIR.
pack() {
  tar --numeric-owner --xattrs --xattrs-include='*' --one-file-system --sort=name -C "$2" -cf "$1.part" .
  sha256sum "$1.part" | cut -d' ' -f1 > "$1.sha256"
  mv "$1.part" "$1"
}
# Compiles the launcher into $work/launcher, by the compiler of the image.
compile() { # ROOT
  mkdir -p "$1/build"
  cp -r "$here/launcher" "$1/build/"
  chroot "$1" /usr/bin/env -i PATH=/usr/bin:/bin /build/launcher/build.sh /build/out
  mv "$1/build/out" "$work/launcher"
  rm -r "$1/build"
}
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
  root=$work/base/image
  mkdir "$work/base"
  mmdebstrap --quiet --mode=root --variant=minbase --include=ca-certificates --dpkgopt=force-unsafe-io \
    --aptopt='Acquire::Retries "5"' "$suite" "$root" "${sources[@]}" 2> "$work/log" || { tail -20 "$work/log" >&2; die "mmdebstrap"; }
  chmod 755 "$root"
  # The build talks to the world as this machine does: its resolver, its trusted certificates, its proxy.
  cp "$root/etc/resolv.conf" "$work/resolv.conf" 2>/dev/null || : > "$work/resolv.conf"
  cp -L --remove-destination /etc/resolv.conf "$root/etc/resolv.conf"
  mount -t proc proc "$root/proc"
  mkdir "$root/build"
  cp "$here/install.sh" "$root/build/"
  if [ -n "$certificates" ]; then
    mkdir "$root/build/ca-certificates"
    xargs -d '\n' cp -Lt "$root/build/ca-certificates" <<< "$certificates"
  fi
  pass=()
  for v in NPM_VERSION http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY npm_config_registry COREPACK_NPM_REGISTRY; do
    [ -z "${!v:-}" ] || pass+=("$v=${!v}")
  done
  chroot "$root" env -i HOME=/root "PATH=/usr/sbin:/usr/bin:/sbin:/bin" "${pass[@]}" bash /build/install.sh
  rm -r "$root/build"
  umount "$root/proc"
  cp "$work/resolv.conf" "$root/etc/resolv.conf"
  cp "$root/etc/spark/tools.json" "$work/tools.json"
  compile "$root"
  "$work/launcher/spark" shift "$root"
  log "packing"
  pack "$layer" "$work/base"
  mv "$work/tools.json" "$cache/tools.json"
  rm -rf --one-file-system "$work/base"
fi
small=$cache/launcher-$launcher.tar
if [ ! -s "$small" ]; then
  if [ ! -d "$work/launcher" ]; then
    log "the launcher"
    mkdir "$work/base"
    tar --numeric-owner -C "$work/base" -xf "$layer"
    compile "$work/base/image"
    rm -rf --one-file-system "$work/base"
  fi
  pack "$small" "$work/launcher"
fi

log "image $ref"
overlay > "$work/root.tar"
ln "$layer" "$work/base.tar"
ln "$small" "$work/launcher.tar"
printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s","sha256:%s"]}}' \
  "$(dpkg --print-architecture)" "$config" "$(cat "$layer.sha256")" "$(cat "$small.sha256")" "$(sha256sum "$work/root.tar" | cut -d' ' -f1)" > "$work/config"
id=$(sha256sum "$work/config" | cut -d' ' -f1)
mv "$work/config" "$work/$id.json"
printf '[{"Config":"%s.json","RepoTags":["%s"],"Layers":["base.tar","launcher.tar","root.tar"]}]' "$id" "$ref" > "$work/manifest.json"
# manifest.json first: a reader finds the image's id without reading the layers.
tar -C "$work" -cf "$work/out" manifest.json "$id.json" base.tar launcher.tar root.tar
part=$out.part.$$
mv "$work/out" "$part"
mv "$part" "$out"
printf '%s %s %s\n' "$tree" "$ref" "$(stat -c '%s %Y' "$out")" > "$out.from"
[ "$out" != "$cache/spark.tar" ] || printf '%s\n' "$ref" > "$cache/spark.ref"
find "$cache" -maxdepth 1 \( -name 'base-*' ! -name "base-$base.*" -o -name 'launcher-*' ! -name "launcher-$launcher.*" \) -delete
log "layers: $(cd "$work" && du -h --apparent-size base.tar launcher.tar root.tar | awk '{printf "%s%s %s", (NR > 1 ? ", " : ""), $2, $1}')"
log "$(du -h --apparent-size "$out" | cut -f1) in $((SECONDS - start)) s: $out"
printf '%s\n' "$ref"
