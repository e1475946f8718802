#!/bin/bash
# Makes a Debian 13 root file system a spark: packages, npm, the user. Run as root inside that root (chroot or Docker RUN).
# Every tool is run once, as the user, and written to /etc/spark/tools.json; the build fails when one does not answer.
#
# A tool comes from Debian; what Debian lacks, from npm. Nothing is downloaded from anywhere else.
#
#   NPM_VERSION              the npm to put in /usr/local (a range; default 11)
#   /build/ca-certificates   certificates (*.crt) the image is to trust besides Debian's, where that folder exists
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
log() { printf '[image %s] %s\n' "$(date +%T)" "$*" >&2; }
size() { du -sx --block-size=MB --exclude=/tmp --exclude=/build --exclude=/var/{cache/apt,lib/apt/lists} --exclude=/root/.npm / | cut -f1; }
die() { tail -30 /var/log/spark-install.log >&2; log "error: $*"; exit 1; }
. /etc/os-release
suite=$VERSION_CODENAME
newer=forky     # has PostgreSQL 18; a pg_dump must be at least as new as its server

packages=(
  # the spark itself
  openssh-server openssh-client sudo systemd-standalone-sysusers procps iproute2 bash-completion locales
  # shells, editors, the terminal
  zsh tmux vim nano hx less ncurses-term
  # finding and looking
  bat fd-find file fzf jq ripgrep tree yq
  # the net, files, processes
  bind9-dnsutils curl htop iputils-ping lsof netcat-openbsd psmisc rsync strace unzip wget xz-utils zip
  # languages
  build-essential golang-go golang-github-lib-pq-dev nodejs pkgconf python-is-python3 python3-pip python3-psycopg python3-venv
  # development and clusters
  bc docker-cli gh git git-lfs gnupg kubectl sqlite3 stow xxd
  # manuals
  man-db git-man
)
npm_packages=(@anthropic-ai/claude-code@latest pnpm@latest)

# Nothing in here may start a daemon: in a chroot that would be one on the machine that builds.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
cat > /etc/dpkg/dpkg.cfg.d/spark <<'E'
force-unsafe-io
path-exclude=/usr/share/doc/*
path-include=/usr/share/doc/*/copyright
path-exclude=/usr/share/man/*
path-include=/usr/share/man/man*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/vim/*/lang/*
path-exclude=/usr/share/go-*/api/*
path-exclude=/usr/share/go-*/test/*
path-exclude=/usr/share/go*/src/*_test.go
path-exclude=/usr/share/go*/src/*/testdata/*
path-exclude=/usr/share/zsh/*/scripts/newuser
E
cat > /etc/apt/apt.conf.d/90spark <<'E'
Acquire::Retries "5";
Acquire::Languages "none";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
E

apt() { apt-get "$@" >> /var/log/spark-install.log 2>&1; }

log "packages"
apt update -qq || die "the Debian mirror does not answer"
apt install -y -qq ca-certificates || die "ca-certificates does not install"
# A company's own authorities: apt, npm, git, curl, pip and Go all ask the system's store.
if [ -d /build/ca-certificates ]; then
  find /build/ca-certificates -name '*.crt' -exec install -m 644 -t /usr/local/share/ca-certificates {} +
fi
update-ca-certificates > /dev/null 2>&1
apt install -y -qq "${packages[@]}" || die "packages do not install"
rm -f /var/lib/man-db/auto-update       # every `apt install` would wait for it
log "packages: $(size)"

# psql and pg_dump 18 from the next release, where they install on this one's libraries; else this one's (17).
# With them the headers of the same version: this release's would not install beside the newer libpq5.
log "PostgreSQL client"
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Identifier: Packages' | awk -v s="$suite" '$2==s{print $1; exit}')
# Signed as all of Debian; a mirror that is frozen at a day serves it past its date.
printf 'deb [check-valid-until=no] %s %s main\n' "$mirror" "$newer" > /etc/apt/sources.list.d/newer.list
cat > /etc/apt/preferences.d/newer <<E
Package: postgresql-client-18 libpq5 libpq-dev
Pin: release n=$newer
Pin-Priority: 990

Package: *
Pin: release n=$newer
Pin-Priority: -1
E
pg_source="debian/$newer"
if ! { apt update -qq && apt install -y -qq postgresql-client-18 libpq-dev; }; then
  log "postgresql-client-18 does not install on $suite: taking $suite's client; its pg_dump will refuse a PostgreSQL 18 server"
  pg_source="debian/$suite"
fi
rm -f /etc/apt/sources.list.d/newer.list /etc/apt/preferences.d/newer
if [ "$pg_source" = "debian/$suite" ]; then
  { apt update -qq && apt install -y -qq postgresql-client libpq-dev; } || die "no PostgreSQL client installs"
fi
log "PostgreSQL client: $(size)"

# npm by npm: Debian's package of it brings 365 others. Where its registry does not hand it out, Debian's it is.
log "npm"
npm_options=(--global --prefix /usr/local --no-audit --no-fund --fetch-retries 5 --fetch-retry-maxtimeout 20000)
npm_source=npm
npm=npm@${NPM_VERSION:-11}
npm_by_npm() { COREPACK_HOME=/tmp/corepack corepack "$npm" install "${npm_options[@]}" "$npm" >> /var/log/spark-install.log 2>&1; }
if ! { npm_by_npm || { sleep 5; npm_by_npm; } || { sleep 15; npm_by_npm; }; }; then
  log "no npm from its registry: taking $suite's"
  npm_source="debian/$suite"
  { apt update -qq && apt install -y -qq npm; } || die "no npm installs"
else
  # As Debian's own npm does: `sudo npm install -g` goes to /usr/local, not among Debian's files.
  printf 'prefix=/usr/local\n' > /usr/local/lib/node_modules/npm/npmrc
fi
# Both put a program of their own in place when they are installed, so Node's version is nothing to them.
npm install "${npm_options[@]}" --allow-scripts=@anthropic-ai/claude-code,pnpm "${npm_packages[@]}" >> /var/log/spark-install.log 2>&1 \
  || die "the npm registry does not hand out ${npm_packages[*]}, which come from nowhere else"
# They lie there under several names, as hard links of up to 400 MB: links that a copy of the image keeps, whatever copies it.
find /usr/local/lib/node_modules -type f -links +1 -printf '%i %d %p\n' | sort -k1,1n -k2,2n -k3 | while read -r inode _ file; do
  if [ "$inode" = "${last-}" ]; then ln -sfr "$first" "$file"; else last=$inode first=$file; fi
done
log "npm: $(size)"

# Debian's names for these are not those everybody knows them by.
ln -s /usr/bin/fdfind /usr/local/bin/fd
ln -s /usr/bin/batcat /usr/local/bin/bat
ln -s /usr/bin/hx /usr/local/bin/helix

log "user"
useradd --uid 1000 --user-group --groups sudo --shell /bin/bash --no-create-home --comment '' user
usermod -p '*' user                     # no password, yet not locked: sshd refuses locked users
install -d -o user -g user -m 755 /home/user
cat > /etc/sudoers.d/spark <<'E'
user ALL=(ALL:ALL) NOPASSWD: ALL
Defaults:user !lecture
Defaults env_keep += "SPARK_ID SPARK_NAME SPARK_OWNER DATABASE_URL PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGSSLMODE PGSSLROOTCERT NODE_EXTRA_CA_CERTS"
E
chmod 440 /etc/sudoers.d/spark
visudo -cq
# As sudo asks for no password, changing one's shell asks for none (chsh).
sed -i '/^auth.*pam_rootok.so/a auth sufficient pam_succeed_if.so quiet user ingroup sudo' /etc/pam.d/chsh
grep -q ingroup /etc/pam.d/chsh
# What most dotfiles and clients ask for; any other by `sudo locale-gen`.
printf 'en_US.UTF-8 UTF-8\n' > /etc/locale.gen
locale-gen > /dev/null
printf 'LANG=C.UTF-8\n' > /etc/default/locale
sed -i 's/\\u@\\h/\\u@${SPARK_NAME:-\\h}/g' /etc/skel/.bashrc
grep -q 'SPARK_NAME' /etc/skel/.bashrc
mkdir -p /etc/spark/secret /var/lib/spark /var/log/spark /run/sshd /run/spark/env

log "what answers"
tools() { # NAME SOURCE COMMAND; its version is the first number with a dot in what it says
  cat <<E
bash       debian/$suite  bash --version
bat        debian/$suite  bat --version
bc         debian/$suite  bc --version
claude     npm            claude --version
curl       debian/$suite  curl --version
dig        debian/$suite  dig -v
docker     debian/$suite  docker --version
fd         debian/$suite  fd --version
file       debian/$suite  file --version
fzf        debian/$suite  fzf --version
g++        debian/$suite  g++ --version
gcc        debian/$suite  gcc --version
gh         debian/$suite  gh --version
git        debian/$suite  git --version
git-lfs    debian/$suite  git lfs version
go         debian/$suite  go version
gpg        debian/$suite  gpg --version
helix      debian/$suite  helix --version
htop       debian/$suite  htop --version
hx         debian/$suite  hx --version
ip         debian/$suite  ip -V
jq         debian/$suite  jq --version
kubectl    debian/$suite  kubectl version --client
less       debian/$suite  less --version
locale     debian/$suite  locale -a | grep -qx en_US.utf8 && locale --version
lsof       debian/$suite  lsof -v
make       debian/$suite  make --version
man        debian/$suite  man --version && man -w git-commit
nano       debian/$suite  nano --version
nc         debian/$suite  nc -h 2>&1; dpkg-query -W netcat-openbsd
node       debian/$suite  node --version
npm        $npm_source  npm --version
npx        $npm_source  npx --version
perl       debian/$suite  perl --version
ping       debian/$suite  ping -V
pg_dump    $pg_source  pg_dump --version
pip        debian/$suite  pip --version
pkgconf    debian/$suite  pkg-config --version
pnpm       npm            pnpm --version
ps         debian/$suite  ps --version
psql       $pg_source  psql --version
pstree     debian/$suite  pstree --version
python     debian/$suite  python --version
python3    debian/$suite  python3 --version
rg         debian/$suite  rg --version
rsync      debian/$suite  rsync --version
sqlite3    debian/$suite  sqlite3 --version
ssh        debian/$suite  ssh -V
sshd       debian/$suite  /usr/sbin/sshd -V
stow       debian/$suite  stow --version
strace     debian/$suite  strace --version
sudo       debian/$suite  sudo --version
tmux       debian/$suite  tmux -V
tree       debian/$suite  tree --version
unzip      debian/$suite  unzip -v
venv       debian/$suite  cd "\$(mktemp -d)" && python3 -m venv . && bin/pip --version
vim        debian/$suite  vim --version
wget       debian/$suite  wget --version
xxd        debian/$suite  xxd --version
xz         debian/$suite  xz --version
yq         debian/$suite  yq --version
zip        debian/$suite  zip -v
zsh        debian/$suite  zsh --version
E
}
as_user() { (cd /tmp && timeout 60 setpriv --reuid=user --regid=user --init-groups env -i HOME=/tmp/home LANG=C.UTF-8 PATH="$PATH" "$@" 2>&1 < /dev/null); }
install -d -o user -g user /tmp/home
while read -r name source command; do
  out=$(as_user bash -c "$command") || die "$name does not answer: $command: $out"
  version=$(grep -oE -m1 '[0-9]+(\.[0-9]+)+[a-z]?[0-9]*' <<< "$out" || grep -oE -m1 '[0-9]+' <<< "$out") || die "$name tells no version: $out"
  jq -cn --arg name "$name" --arg version "${version%%$'\n'*}" --arg source "$source" --arg check "$command" '$ARGS.named'
done < <(tools) > /tmp/tools
jq -s . /tmp/tools > /etc/spark/tools.json

# What must not be in an image: host keys, package lists, caches, this build's traces.
rm -rf /etc/ssh/ssh_host_* /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/*.log /var/log/apt \
  /tmp/* /root/.npm /root/.cache /usr/share/doc-base /usr/share/info/*
find /usr/share/man -mindepth 1 -maxdepth 1 ! -name 'man*' -exec rm -r {} +
find /usr/share/locale -mindepth 1 -maxdepth 1 ! -name locale.alias -exec rm -r {} +
find /usr/share/doc -type f ! -name copyright -delete
: > /etc/machine-id
log "$(jq length /etc/spark/tools.json) tools answer; the root is $(size)"
