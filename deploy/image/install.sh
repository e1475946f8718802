#!/bin/bash
# Makes a Debian 13 root file system a spark: packages, npm, the user. Run as root inside that root (chroot or Docker RUN).
# Every tool is run once and written to /etc/spark/tools.json; the build fails when one does not answer.
#
#   NPM_VERSION   the npm to put in /usr/local (a range; default 11)
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
log() { printf '[image %s] %s\n' "$(date +%T)" "$*" >&2; }
. /etc/os-release
suite=$VERSION_CODENAME
newer=forky     # has postgresql-client-18; a pg_dump must be at least as new as its server

packages=(
  ca-certificates openssh-server openssh-client sudo tini systemd-standalone-sysusers
  git curl wget vim nano tmux rsync less procps iproute2 jq file unzip xz-utils bash-completion
  python3 python3-pip python3-venv nodejs
)

# Nothing in here may start a daemon: in a chroot that would be one on the machine that builds.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
cat > /etc/dpkg/dpkg.cfg.d/spark <<'E'
force-unsafe-io
path-exclude=/usr/share/doc/*
path-include=/usr/share/doc/*/copyright
path-exclude=/usr/share/man/*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/locale/*
E
cat > /etc/apt/apt.conf.d/90spark <<'E'
Acquire::Retries "5";
Acquire::Languages "none";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
E

log "packages"
apt-get update -qq
apt-get install -y -qq "${packages[@]}" > /var/log/spark-install.log 2>&1 || { tail -30 /var/log/spark-install.log >&2; exit 1; }

# psql and pg_dump 18 from the next release, where they install on this one's libraries; else this one's (17).
log "PostgreSQL client"
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Identifier: Packages' | awk -v s="$suite" '$2==s{print $1; exit}')
# Signed as all of Debian; a mirror that is frozen at a day serves it past its date.
printf 'deb [check-valid-until=no] %s %s main\n' "$mirror" "$newer" > /etc/apt/sources.list.d/newer.list
cat > /etc/apt/preferences.d/newer <<E
Package: postgresql-client-18 libpq5
Pin: release n=$newer
Pin-Priority: 990

Package: *
Pin: release n=$newer
Pin-Priority: -1
E
pg_source="debian/$newer"
if ! { apt-get update -qq && apt-get install -y -qq postgresql-client-18; } >> /var/log/spark-install.log 2>&1; then
  log "postgresql-client-18 does not install on $suite: taking $suite's client; its pg_dump will refuse a PostgreSQL 18 server"
  pg_source="debian/$suite"
fi
rm -f /etc/apt/sources.list.d/newer.list /etc/apt/preferences.d/newer
if [ "$pg_source" = "debian/$suite" ]; then
  apt-get update -qq
  apt-get install -y -qq postgresql-client >> /var/log/spark-install.log 2>&1
fi

# npm by npm: Debian's package of it brings 365 others. Without a registry, Debian's it is.
log "npm"
npm_source=npm
npm=npm@${NPM_VERSION:-11}
if ! COREPACK_HOME=/tmp/corepack corepack "$npm" install --global --prefix /usr/local --no-audit --no-fund --fetch-retries 5 \
     "$npm" >> /var/log/spark-install.log 2>&1; then
  log "no npm from its registry: taking $suite's"
  npm_source="debian/$suite"
  apt-get update -qq
  apt-get install -y -qq npm >> /var/log/spark-install.log 2>&1
fi

log "user"
useradd --uid 1000 --user-group --groups sudo --shell /bin/bash --no-create-home --comment '' user
usermod -p '*' user                     # no password, yet not locked: sshd refuses locked users
install -d -o user -g user -m 755 /home/user
cat > /etc/sudoers.d/spark <<'E'
user ALL=(ALL:ALL) NOPASSWD: ALL
Defaults:user !lecture
Defaults env_keep += "SPARK_ID SPARK_NAME SPARK_OWNER DATABASE_URL"
E
chmod 440 /etc/sudoers.d/spark
visudo -cq
printf 'LANG=C.UTF-8\n' > /etc/default/locale
sed -i 's/\\u@\\h/\\u@${SPARK_NAME:-\\h}/g' /etc/skel/.bashrc
grep -q 'SPARK_NAME' /etc/skel/.bashrc
mkdir -p /etc/spark/secret /var/lib/spark /var/log/spark /run/sshd /run/spark/env

log "what answers"
tools=()
tool() { # NAME SOURCE COMMAND...
  local name=$1 source=$2 out version; shift 2
  out=$("$@" 2>&1 < /dev/null) || { log "$name does not answer: $* : $out"; exit 1; }
  version=$(grep -oE -m1 '[0-9]+(\.[0-9]+)+[a-z]?[0-9]*' <<< "$out" || grep -oE -m1 '[0-9]+' <<< "$out" || true)
  version=${version%%$'\n'*}
  [ -n "$version" ] || { log "$name tells no version: $out"; exit 1; }
  tools+=("$(jq -cn --arg n "$name" --arg v "$version" --arg s "$source" '{name: $n, version: $v, source: $s}')")
}
d="debian/$suite"
tool bash "$d" bash --version
tool curl "$d" curl --version
tool file "$d" file --version
tool git "$d" git --version
tool ip "$d" ip -V
tool jq "$d" jq --version
tool less "$d" less --version
tool nano "$d" nano --version
tool node "$d" node --version
tool npm "$npm_source" npm --version
tool perl "$d" perl --version
tool pg_dump "$pg_source" pg_dump --version
tool pip "$d" pip --version
tool ps "$d" ps --version
tool psql "$pg_source" psql --version
tool python3 "$d" python3 --version
tool rsync "$d" rsync --version
tool ssh "$d" ssh -V
tool sshd "$d" /usr/sbin/sshd -V
tool sudo "$d" sudo --version
tool tini "$d" tini --version
tool tmux "$d" tmux -V
tool vim "$d" vim --version
tool wget "$d" wget --version
tool xz "$d" xz --version
python3 -m venv --without-pip /tmp/venv && /tmp/venv/bin/python -c ''
printf '%s\n' "${tools[@]}" | jq -s . > /etc/spark/tools.json

# What must not be in an image: host keys, package lists, caches, this build's traces.
rm -rf /etc/ssh/ssh_host_* /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/*.log /var/log/apt \
  /tmp/* /root/.npm /root/.cache /usr/share/doc-base /usr/share/man/* /usr/share/info/* /usr/share/locale/*
find /usr/share/doc -type f ! -name copyright -delete
: > /etc/machine-id
log "$(jq length /etc/spark/tools.json) tools answer"
