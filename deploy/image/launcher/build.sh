#!/bin/bash
# Makes the container's own root in OUT, which is next to nothing: the launcher, and folders to mount at. Needs gcc and libc6-dev.
#
#   build.sh OUT
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$1
mkdir -p "$out"/{dev,etc/spark/secret,home/user,image,layer,new,proc,run,sys,tmp,var/lib/spark}
chmod 1777 "$out/tmp"
gcc -std=c17 -O2 -Wall -Wextra -Werror -static -s -o "$out/spark" "$here/spark.c"
