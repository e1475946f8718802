#!/bin/bash
# Makes a docker-archive tar (what `docker save` writes) of a root file system, by hand: no registry, no Docker.
#
#   . deploy/local/kubernetes/mkimage.sh            as a function:
#   mkimage ROOTFS OUT.tar REF CONFIG_JSON
#   deploy/local/kubernetes/mkimage.sh ROOTFS OUT.tar REF CONFIG_JSON       or as a command
#
#   ROOTFS       a directory; its numeric owners, modes, hard links and extended attributes are kept, mounts in it are not followed
#   OUT.tar      written beside itself and renamed at the end: never seen half-written
#   REF          repository:tag, with a host-like first part, e.g. spark.local/spark:1
#   CONFIG_JSON  the image's config object: {"Env":["PATH=/usr/bin:/bin"],"Entrypoint":["/init"],"Cmd":["x"],"User":"0","WorkingDir":"/"}
#
# The same ROOTFS (times included) gives the same image id. Prints nothing; fails with the first command that fails.
mkimage() {
  local root=$1 out=$2 ref=$3 cfg=$4
  (
    set -euo pipefail
    arch=$(dpkg --print-architecture 2>/dev/null || echo amd64)
    w=$(mktemp -d "$(dirname "$out")/.mkimage.XXXXXX")
    trap 'rm -rf "$w"' EXIT
    tar --numeric-owner --xattrs --xattrs-include='*' --one-file-system --sort=name -C "$root" -cf "$w/layer.tar" .
    diff=$(sha256sum "$w/layer.tar" | cut -d' ' -f1)
    printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
      "$arch" "$cfg" "$diff" > "$w/cfg"
    id=$(sha256sum "$w/cfg" | cut -d' ' -f1)
    mv "$w/cfg" "$w/$id.json"
    printf '[{"Config":"%s.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$id" "$ref" > "$w/manifest.json"
    # manifest.json first: a reader finds the image's id without reading the layer.
    tar -C "$w" -cf "$w/out" manifest.json "$id.json" layer.tar
    mv "$w/out" "$out"
  )
}
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  [ $# = 4 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
  mkimage "$@"
fi
