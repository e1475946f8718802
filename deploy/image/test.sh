#!/bin/bash
# Tests the spark image without a cluster: runc runs it as the provisioner's pod would (its mounts, a Secret laid out as the
# kubelet does, its capabilities), in its own network; clients come in by the loopback of that network.
#
#   deploy/image/test.sh [IMAGE.tar]      default: what build-local.sh builds
#   deploy/image/test.sh --times N        no test: N starts on a new volume and N on a used one, each a line of "new" or "used", the ms
#                                         from the start to SSH's greeting, and how many of them are the runtime's
#
#   SPARK_CAPS   capabilities to give, to find out which are needed (default: those of the pod)
#
# Needs root, runc, jq, git and an SSH client.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${SPARK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/spark}/image
rounds=0
[ "${1-}" != --times ] || { rounds=$2; shift 2; }
image=${1:-$cache/spark.tar}
caps=${SPARK_CAPS:-CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID NET_BIND_SERVICE SYS_CHROOT AUDIT_WRITE}
for tool in runc jq git ssh scp sftp nsenter perl; do command -v $tool > /dev/null || { echo "test.sh needs $tool" >&2; exit 2; }; done
[ $# -gt 0 ] || "$here/build-local.sh" > /dev/null || exit

w=$(mktemp -d "${TMPDIR:-/tmp}/spark-image-test.XXXXXX")
id=spark-test-$$
daemon=
undo() {
  [ -z "$daemon" ] || kill "$daemon" 2> /dev/null
  runc --root "$w/runc" delete --force $id > /dev/null 2>&1
  rm -rf --one-file-system "$w"
}
trap undo EXIT
trap 'exit 130' INT TERM

passed=0 failed=0 skipped=0
ok() { passed=$((passed + 1)); printf 'ok    %s\n' "$1"; }
no() { failed=$((failed + 1)); printf 'FAIL  %s\n' "$1"; [ -z "${2-}" ] || printf '%s\n' "$2" | head -20 | sed 's/^/        /'; }
busy() { awk -v n="$(nproc)" '{exit !($1 > 2 * n)}' /proc/loadavg; }
in_time() { # NAME MS LIMIT: on a machine with more to do than it can, a slow answer says nothing
  if [ "$2" -le "$3" ]; then ok "$1"; elif busy; then skipped=$((skipped + 1)); printf 'skip  %s: %s ms on a busy machine\n' "$1" "$2"; else no "$1" "$2 ms"; fi
}
is() { if [ "$2" = "$3" ]; then ok "$1"; else no "$1" "got:  $2
want: $3"; fi; }
has() { case $2 in *"$3"*) ok "$1" ;; *) no "$1" "got: $2
want in it: $3" ;; esac; }
ms() { local t=${EPOCHREALTIME/[.,]/}; echo $((t / 1000)); }

# --- what the pod has
mkdir -p "$w/root" "$w/layers" "$w/secret/..1" "$w/repos" "$w/bundle"
tar -xf "$image" -C "$w/layers"
for layer in $(jq -r '.[0].Layers[]' "$w/layers/manifest.json"); do
  tar --numeric-owner --xattrs --xattrs-include='*' -xf "$w/layers/$layer" -C "$w/root"
done
entrypoint=$(jq -c '.config.Entrypoint' "$w/layers/$(jq -r '.[0].Config' "$w/layers/manifest.json")")
image_env=$(jq -c '.config.Env' "$w/layers/$(jq -r '.[0].Config' "$w/layers/manifest.json")")
rm -rf "$w/layers"
ssh-keygen -q -t ed25519 -N '' -f "$w/key"
ssh-keygen -q -t ed25519 -N '' -f "$w/other"
cp "$w/key.pub" "$w/secret/..1/authorized_keys"
# The key that an authority has signed, as the provisioner makes it.
ssh-keygen -q -t ed25519 -N '' -f "$w/authority"
ssh-keygen -q -t ed25519 -N '' -C s-7f3kq2m9ab -f "$w/secret/..1/ssh_host_key"
ssh-keygen -q -s "$w/authority" -h -I s-7f3kq2m9ab -n s-7f3kq2m9ab.spark,brave-dolphin.spark "$w/secret/..1/ssh_host_key.pub"
rm "$w/secret/..1/ssh_host_key.pub"
quotes=$'it\'s "quoted" $HOME `id` \\ ünïcode \t*'
lines=$'-----BEGIN KEY-----\nline two\n\n  indented\n'
printf %s 'postgresql://u:p%40ss@db:5432/s_x' > "$w/secret/..1/env.DATABASE_URL"
printf %s of-libpq > "$w/secret/..1/env.PGPASSWORD"
printf %s disable > "$w/secret/..1/env.PGSSLMODE"
printf %s "$quotes" > "$w/secret/..1/env.QUOTES"
printf %s "$lines" > "$w/secret/..1/env.LINES_OF_IT"
printf %s /opt/mine:/usr/bin:/bin > "$w/secret/..1/env.PATH"
printf %s /nowhere/startup > "$w/secret/..1/env.BASH_ENV"
printf %s impostor > "$w/secret/..1/env.SPARK_NAME"
printf %s production > "$w/secret/..1/env.STAGE"
printf %s canary-of-a-name > "$w/secret/..1/env.SOME_TOKEN"
printf %s Ab3dEf9hIjK1mNoPqR7t > "$w/secret/..1/env.NAMELESS"
chmod 1777 "$w/secret"
chmod 755 "$w/secret/..1"
ln -s ..1 "$w/secret/..data"
for f in "$w/secret/..1"/*; do ln -s "..data/${f##*/}" "$w/secret/${f##*/}"; done
git init -q --bare "$w/repos/hello.git"
git init -q "$w/work" && echo hello > "$w/work/README" && git -C "$w/work" add README
git -C "$w/work" -c user.name=t -c user.email=t@t commit -qm first && git -C "$w/work" push -q "$w/repos/hello.git" HEAD:refs/heads/main
git -C "$w/repos/hello.git" symbolic-ref HEAD refs/heads/main

printf '127.0.0.1 localhost brave-dolphin\n' > "$w/hosts"

pid=
create() { # REPO: a new container; new volumes by fresh
  runc --root "$w/runc" delete --force $id > /dev/null 2>&1
  find "$w/root/tmp" -mindepth 1 -delete    # a new container's own root is the image's
  jq -n --arg root "$w/root" --arg w "$w" --arg caps "$caps" --arg repo "$1" --argjson args "$entrypoint" --argjson env "$image_env" --arg seccomp "${seccomp-}" --arg number "${root_number-}" --arg processes "${processes-}" --arg spark "${spark_id-s-7f3kq2m9ab}" --arg dotfiles "${dotfiles-}" '
    ($caps / " " | map("CAP_" + .)) as $c |
    {ociVersion: "1.0.2", hostname: "brave-dolphin",
     process: {terminal: false, user: {uid: 0, gid: 0}, args: $args, cwd: "/", noNewPrivileges: false,
       env: ($env + ["SPARK_ID=" + $spark, "SPARK_NAME=brave-dolphin", "SPARK_OWNER=ada"] + (if $repo == "" then [] else ["SPARK_REPO=" + $repo] end)
         + (if $dotfiles == "" then [] else ["SPARK_DOTFILES=" + $dotfiles] end)
         + (if $processes == "" then [] else ["SPARK_PROCESSES=" + $processes] end)
         + (if $number == "" then [] else ["SPARK_ROOT=" + $number] end)),
       capabilities: {bounding: $c, effective: $c, permitted: $c}},
     root: {path: $root, readonly: false},
     mounts: [
       {destination: "/proc", type: "proc", source: "proc"},
       {destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755", "size=65536k"]},
       {destination: "/dev/pts", type: "devpts", source: "devpts", options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]},
       {destination: "/dev/shm", type: "tmpfs", source: "shm", options: ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]},
       {destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"]},
       {destination: "/etc/hosts", type: "bind", source: ($w + "/hosts"), options: ["bind", "rw"]},
       {destination: "/home/user", type: "bind", source: ($w + "/volume/home"), options: ["rbind", "rw"]},
       {destination: "/var/lib/spark", type: "bind", source: ($w + "/volume/system"), options: ["rbind", "rw"]},
       {destination: "/layer", type: "bind", source: ($w + "/volume/root"), options: ["rbind", "rw"]},
       {destination: "/etc/spark/secret", type: "bind", source: ($w + "/secret"), options: ["rbind", "ro"]}],
     linux: {sysctl: {"net.ipv4.ip_unprivileged_port_start": "0", "net.ipv4.ping_group_range": "0 2147483647"}, seccomp: (if $seccomp == "" then null else ($seccomp | fromjson) end),
       namespaces: [{type: "pid"}, {type: "network"}, {type: "ipc"}, {type: "uts"}, {type: "mount"}],
       maskedPaths: ["/proc/kcore", "/proc/keys", "/proc/timer_list"], readonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]}}
    ' > "$w/bundle/config.json"
  runc --root "$w/runc" create --bundle "$w/bundle" $id > "$w/log" 2>&1 < /dev/null || { cat "$w/log"; exit 1; }
  pid=$(runc --root "$w/runc" state $id | jq .pid)
}
fresh() { rm -rf "$w/volume" "$w/known"; mkdir -p "$w/volume/home" "$w/volume/system" "$w/volume/root"; chmod 750 "$w"/volume/*; }
# Starts it; sets banner to the ms from `runc start` (which itself takes some of them) to SSH's greeting.
start() {
  nsenter --net="/proc/$pid/ns/net" perl -MSocket -MTime::HiRes=time,sleep -e '
    for (1 .. 5000) {
      socket(my $s, PF_INET, SOCK_STREAM, 0);
      if (connect($s, sockaddr_in(22, INADDR_LOOPBACK)) && defined(my $line = <$s>)) { printf "%d %s", time * 1000, $line; exit }
      sleep 0.002;
    }' > "$w/banner" &
  local poller=$! t0
  sleep 0.2
  t0=$(ms)
  runc --root "$w/runc" start $id
  runtime=$(($(ms) - t0))
  wait $poller
  read -r banner greeting < "$w/banner" || banner=$t0 greeting=
  banner=$((banner - t0))
}
net() { nsenter --net="/proc/$pid/ns/net" "$@"; }
opts=(-F none -i "$w/key" -o IdentitiesOnly=yes -o "UserKnownHostsFile=$w/known" -o StrictHostKeyChecking=accept-new -o LogLevel=ERROR -o ConnectTimeout=5)
s() { net ssh "${opts[@]}" user@127.0.0.1 "$@" < /dev/null 2>&1; }
x() { runc --root "$w/runc" exec $id /spark enter /usr/local/bin/spark-exec "$@" 2>&1; }
r() { runc --root "$w/runc" exec $id /spark enter "$@" 2>&1; }
await() { local n; for ((n = 0; n < ${2:-100}; n++)); do eval "$1" && return; sleep 0.1; done; return 1; }
set_up() { await 'grep -q "\"spark_step\":\"setup\"" "$w/log"' "${1-}"; }
stop() { # sets ended to the ms from SIGTERM to the end
  local t0; t0=$(ms)
  runc --root "$w/runc" kill $id TERM
  await "[ ! -e /proc/$pid/ns/net ] || grep -q '^State:.*[ZX]' /proc/$pid/status" 100
  ended=$(($(ms) - t0))
}

# --- times only
if [ "$rounds" -gt 0 ]; then
  for ((n = 0; n < rounds; n++)); do
    for volume in new used; do
      [ $volume = used ] || fresh
      create ''
      start
      printf '%s %s %s\n' $volume "$banner" "$runtime"
      stop
    done
  done
  exit
fi

# --- first start
fresh
create ''
start
printf 'SSH greets %s ms after the start of a new spark (%s of them are runc)\n' "$banner" "$runtime"
has "sshd greets" "$greeting" SSH-2.0
in_time "SSH greets within a second on a new volume" "$banner" 1000
is "ssh with the owner's key" "$(s id -un)" user
is "uid and groups" "$(s id -u; s id -Gn)" "1000
user sudo"
# Nobody trusts on first use: only what the authority has signed, under the names in it.
printf '@cert-authority *.spark %s\n' "$(cat "$w/authority.pub")" > "$w/authorities"
as() { local name=$1; shift; net ssh -F none -i "$w/key" -o IdentitiesOnly=yes -o "UserKnownHostsFile=$w/authorities" -o StrictHostKeyChecking=yes -o "HostKeyAlias=$name" user@127.0.0.1 "$@" 2>&1 < /dev/null; }
is "the certificate, by its name" "$(as brave-dolphin.spark id -un)" user
is "the certificate, by its id" "$(as s-7f3kq2m9ab.spark id -un)" user
has "not under another name" "$(as other.spark id -un)" "Host key verification failed"
has "the greeting says that there is one" "$greeting" spark-certified
# Eight keys in the agent, and the right one last.
is "eight keys" "$(eval "$(ssh-agent -s)" > /dev/null; for i in 1 2 3 4 5 6 7; do ssh-keygen -q -t ed25519 -N '' -f "$w/k$i"; ssh-add -q "$w/k$i"; done; ssh-add -q "$w/key"
  net ssh -F none -o "UserKnownHostsFile=$w/authorities" -o StrictHostKeyChecking=yes -o HostKeyAlias=brave-dolphin.spark user@127.0.0.1 id -un < /dev/null 2>&1; ssh-agent -k > /dev/null)" user
has "password refused" "$(net ssh "${opts[@]}" -o PubkeyAuthentication=no -o PreferredAuthentications=password,keyboard-interactive -o BatchMode=yes user@127.0.0.1 true 2>&1 < /dev/null)" "Permission denied (publickey)"
has "root refused" "$(net ssh "${opts[@]}" root@127.0.0.1 true 2>&1 < /dev/null)" "Permission denied"
has "another key refused" "$(net ssh "${opts[@]/#$w\/key/$w/other}" user@127.0.0.1 true 2>&1 < /dev/null)" "Permission denied"
set_up && ok "set-up done is told" || no "set-up done is told" "$(cat "$w/log")"
is "without a repository, nothing else is told" "$(grep spark_step "$w/log")" '{"spark_step":"setup","state":"done"}'

# --- environment
is "DATABASE_URL over ssh" "$(s 'printf %s "$DATABASE_URL"')" "$(cat "$w/secret/env.DATABASE_URL")"
is "name, id, owner over ssh" "$(s 'echo $SPARK_NAME $SPARK_ID $SPARK_OWNER')" "brave-dolphin s-7f3kq2m9ab ada"
is "quotes and unicode over ssh" "$(s 'printf %s "$QUOTES"')" "$quotes"
is "lines over ssh" "$(s 'printf "%s|" "$LINES_OF_IT"')" "$lines|"
is "the owner's PATH over ssh" "$(s 'echo $PATH')" /opt/mine:/usr/bin:/bin
is "a locale that exists" "$(s 'echo $LANG')" C.UTF-8
is "SHLVL as with plain sshd" "$(s 'echo $SHLVL')" 1
tty=$(net ssh -tt "${opts[@]}" user@127.0.0.1 2>&1 <<< $'echo "<$DATABASE_URL|$PATH|$0>"\nshopt -q login_shell && echo is-login\nexit 7'); code=$?
has "a terminal: environment" "$tty" "<$(cat "$w/secret/env.DATABASE_URL")|/opt/mine:/usr/bin:/bin|-bash>"
has "a terminal: login shell" "$tty" is-login
has "a terminal: the prompt shows the name" "$tty" user@brave-dolphin
is "a terminal: exit code" $code 7
is "quotes in spark-exec" "$(x -- printenv QUOTES)" "$quotes"
is "lines in spark-exec" "$(x -- sh -c 'printf "%s|" "$LINES_OF_IT"')" "$lines|"
is "spark-exec: who and where" "$(x -- sh -c 'id -un; id -Gn; pwd; echo $HOME $USER $SHELL $SPARK_NAME')" "user
user sudo
/home/user
/home/user user /bin/bash brave-dolphin"
is "XDG_RUNTIME_DIR, over ssh and by spark-exec" "$(s 'stat -c "%n %U %a" "$XDG_RUNTIME_DIR"; stat -fc %T "$XDG_RUNTIME_DIR"') $(x -- sh -c 'echo "$XDG_RUNTIME_DIR"')" "/run/user/1000 user 700
tmpfs /run/user/1000"
is "which is not root's" "$(s 'sudo sh -c "echo \"<\$XDG_RUNTIME_DIR>\""')" "<>"
is "spark-exec: --dir and --env" "$(x --dir /tmp --env 'A=b c' --env 'QUOTES=x=y' -- sh -c 'pwd; echo "$A|$QUOTES"')" "/tmp
b c|x=y"
is "spark-exec: argv as given" "$(x -- printf '[%s]' 'a b' '' '$x' "it's" '--' $'n\nl')" "[a b][][\$x][it's][--][n
l]"
x -- sh -c 'exit 42' > /dev/null; is "spark-exec: exit code" $? 42
x -- no-such-command > /dev/null; is "spark-exec: not found is 127" $? 127
x -- /etc/passwd > /dev/null; is "spark-exec: cannot be run is 126" $? 126
x --dir /nowhere -- true > /dev/null; is "spark-exec: no such folder is 126" $? 126
x --bogus > /dev/null; is "spark-exec: wrong usage is 125" $? 125
is "spark-exec: no command is a login shell" "$(r sh -c 'echo "shopt -q login_shell && echo is-login" | spark-exec')" is-login
s 'exit 43' > /dev/null; is "ssh: exit code" $? 43
x -- true; is "nothing of it is said on stderr" "$(x -- true)$(s true)" ""

# --- the gateway's exec
# a [SIZE] CMD...: as the gateway runs it; INPUT is its stdin
a() {
  local size=
  [[ ! $1 =~ ^[0-9]+x[0-9]+$ ]] || { size=$1; shift; }
  runc --root "$w/runc" exec $id /spark enter /usr/local/lib/spark/attach < <(perl -e '
    $| = 1;
    print "S", pack("N/a*", join "\0", @ARGV), length $ENV{INPUT} ? ("D", pack "N/a*", $ENV{INPUT}) : (), "E", pack "N", 0;
    sleep 15' -- "$size" /usr/local/bin/spark-exec -- "$@" 2> /dev/null)
}
is "exec: /dev/stdout, /dev/stderr and /dev/stdin are the user's" "$(INPUT=$'in\n' a sh -c 'echo one > /dev/stdout; echo two > /dev/stderr; cat /dev/stdin; echo three | tee /dev/fd/2 > /dev/null; echo $?' 2>&1 | LC_ALL=C sort)" "0
in
one
three
two"
is "exec: and another user's" "$(a sudo -u nobody sh -c 'echo one > /dev/stdout; id -un' 2>&1)" "one
nobody"
t0=$(ms)
is "exec: ends with its command" "$(a sh -c 'sleep 20 & echo started' 2>&1; echo $?)" "started
0"
in_time "exec: though something is left running" $(($(ms) - t0)) 5000
a sh -c '(sleep 1; echo late; echo late >&2; echo alive > left) & exit 5' > /dev/null 2>&1; is "exec: its exit code then" $? 5
await '[ "$(s cat left)" = alive ]' 50 && ok "exec: what is left running may print" || no "exec: what is left running may print"
is "exec: bytes" "$(a printf '%s|' $'gr\xfc\xdfe' $'u\xcc\x88' '🎆' | od -An -v -tx1 | tr -d ' \n')" 6772fcdf657c75cc887cf09f8e867c
is "exec: many words, and long ones" "$(a sh -c 'echo $#' $(seq 5000)) $(a sh -c 'printf %s "$1" | wc -c' sh "$(printf '%0131071d' 0)")" "4999 131071"
has "exec: longer ones are the kernel's to refuse" "$(INPUT= a sh -c 'x=$(printf "%0131072d" 0); exec env "A=$x" true' 2>&1)" "Argument list too long"
is "exec: a terminal" "$(a 80x24 sh -c 'tput cols; tty > /dev/null && echo $TERM')" $'80\r\nxterm-256color\r'
is "the port of a server on ::1 only" "$(s 'python3 -m http.server --bind ::1 8199 > /dev/null 2>&1 & p=$!
  for n in $(seq 50); do (exec 3<> /dev/tcp/::1/8199) 2> /dev/null && break; sleep 0.1; done
  printf "HEAD / HTTP/1.0\r\n\r\n" | /usr/local/lib/spark/connect 8199 | head -1 | tr -d "\r"; kill $p; /usr/local/lib/spark/connect 9 2>&1 < /dev/null; echo $?')" "+HTTP/1.0 200 OK
connect: nothing listens on port 9
111"

# --- terminals
for name in xterm-256color xterm-kitty xterm-ghostty alacritty foot wezterm tmux-256color; do
  is "$name" "$(TERM=$name net ssh -tt "${opts[@]}" user@127.0.0.1 'echo $TERM; tput colors; clear > /dev/null && tmux -L test new-session true && printf "\nok\n"' 2>&1 < /dev/null | tr -d '\r' | sed -n '1,2p;$p' | paste -sd ' ')" "$name 256 ok"
done
is "a terminal that is not known" "$(TERM=of-tomorrow net ssh -tt "${opts[@]}" user@127.0.0.1 'echo $TERM $SPARK_TERM; tput colors' 2>&1 < /dev/null | tr -d '\r' | paste -sd ' ')" "xterm-256color of-tomorrow 256"

is "secrets are taken out of what is told, words are not" "$(r sh -c 'printf "%s\n" "building for production: canary-of-a-name, Ab3dEf9hIjK1mNoPqR7t, p%40ss? p@ss! https://me:pw@host/x" | /usr/local/lib/spark/redact')" \
  "building for production: ***, ***, ***? p@ss! https://host/x"
is "and so is the password in an address" "$(r sh -c 'cat /etc/spark/secret/env.DATABASE_URL | /usr/local/lib/spark/redact')" 'postgresql://db:5432/s_x?sslmode=disable'

# --- files
head -c 3000000 /dev/urandom > "$w/file"
net scp -q "${opts[@]}" "$w/file" user@127.0.0.1:by-scp && net scp -q -O "${opts[@]}" user@127.0.0.1:by-scp "$w/back"
cmp -s "$w/file" "$w/back" && ok "scp, new and old protocol" || no "scp, new and old protocol"
printf 'put %s by-sftp\nget by-sftp %s\n' "$w/file" "$w/back2" | net sftp -q -b - "${opts[@]}" user@127.0.0.1 > /dev/null 2>&1
cmp -s "$w/file" "$w/back2" && ok "sftp" || no "sftp"
cp "$w/key" "$w/volume/home/client-key"; chown 101000:101000 "$w/volume/home/client-key"
is "rsync" "$(x -- sh -c 'mkdir -p a/b && echo x > a/b/f && rsync -a -e "ssh -i client-key -o StrictHostKeyChecking=no -o LogLevel=ERROR" a/ user@127.0.0.1:c/ && cat c/b/f')" x
net ssh -f "${opts[@]}" -o ExitOnForwardFailure=yes -L 127.0.0.1:2222:127.0.0.1:22 user@127.0.0.1 'sleep 3' > /dev/null 2>&1 < /dev/null
has "port forwarding" "$(net bash -c 'exec 3<>/dev/tcp/127.0.0.1/2222 && read -t 3 -r l <&3 && echo "$l"' 2>&1)" SSH-2.0
is "the home has its start-up files, and is the user's" "$(s 'ls -A | grep -c "^\.bashrc$\|^\.profile$"; stat -c "%U %a" . .bashrc')" "2
user 755
user 644"
x -- sh -c 'mkdir -p -m 700 .ssh; cat > .ssh/authorized_keys; chmod 600 .ssh/authorized_keys' < "$w/other.pub" > /dev/null
is "a key in ~/.ssh/authorized_keys" "$(net ssh "${opts[@]/#$w\/key/$w/other}" user@127.0.0.1 id -un 2>&1 < /dev/null)" user

# --- root
is "sudo without a password" "$(s sudo -n id -u)" 0
is "sudo says nothing else" "$(x -- sudo -n true)" ""
is "sudo keeps DATABASE_URL" "$(s 'sudo -n sh -c "echo \$DATABASE_URL"')" "$(cat "$w/secret/env.DATABASE_URL")"
is "sudo keeps libpq's variables" "$(s 'sudo -n sh -c "echo \$PGPASSWORD \$PGSSLMODE"')" "of-libpq disable"
is "a password is redacted, a mode is not" "$(s 'echo "of-libpq disable" | /usr/local/lib/spark/redact')" "*** disable"
is "chown, su, kill as root" "$(s 'touch own && sudo chown root:root own && sudo chmod 600 own && sudo rm own; sudo su user -c "id -un"; sleep 100 & p=$!; sudo kill $p; wait $p; echo $?')" "user
143"
is "apt's user can be become" "$(s 'sudo setpriv --reuid=_apt --regid=nogroup --clear-groups id -un')" _apt

# --- tools: as the user, without a network
t() { s "PATH=/usr/local/bin:\$PATH; cd \$(mktemp -d) && $1"; }
is "every tool is written down" "$(s 'jq -r "all(.[]; .name and .version and .source and .check)" /etc/spark/tools.json')" true
is "what a spark promises is among them" "$(comm -13 <(s 'jq -r ".[].name" /etc/spark/tools.json' | LC_ALL=C sort) <(LC_ALL=C sort <(printf '%s\n' \
  bat claude curl docker fd fzf gcc gh git go helix hx jq kubectl make nano node npm pg_dump pip pnpm psql python rg tmux tree venv vim wget yq zsh)))" ""
is "and every one answers" "$(t 'jq -r ".[] | .name, .check" /etc/spark/tools.json | while read -r name && read -r check; do
  out=$(bash -c "$check" 2>&1 < /dev/null) || echo "$name: $check: $out"; done')" ""
has "psql is that of PostgreSQL 18" "$(t 'psql --version')" "(PostgreSQL) 18."
has "claude in an empty home" "$(t 'HOME=$PWD claude --version')" "(Claude Code)"
is "pnpm by its other names" "$(t 'pn --version; pnpx --help > /dev/null && pnx --help > /dev/null && echo help' | tail -1)" help
is "fd finds, bat shows, yq reads" "$(t 'echo "a: 7" > x.yaml && fd yaml && bat -pp x.yaml && yq .a x.yaml')" "x.yaml
a: 7
7"
is "python, and the PostgreSQL driver" "$(t 'python -c "import psycopg; print(6 * 7)"')" 42
is "pip in a venv" "$(t 'python3 -m venv v && . v/bin/activate && pip list --format=freeze | grep -c ^pip== && command -v pip | grep -c "$PWD/v"')" "1
1"
is "node" "$(t 'node -e "console.log(6 * 7)"')" 42
is "npm" "$(t 'npm init -y > /dev/null && npm pkg get version && npm prefix --global')" '"1.0.0"
/usr/local'
is "go, with Debian's PostgreSQL driver" "$(t 'cat > main.go << E
package main

import (
	"database/sql"
	"fmt"
	_ "github.com/lib/pq"
)

func main() { fmt.Println(sql.Drivers()) }
E
go mod init x 2> /dev/null; go mod edit -require=github.com/lib/pq@v1.10.9 -replace=github.com/lib/pq=/usr/share/gocode/src/github.com/lib/pq &&
  go build -o x . && ./x')" "[postgres]"
is "gcc, g++, make, a static program, libpq" "$(t 'printf "#include <stdio.h>\nint main(void) { puts(\"c\"); }\n" > c.c && make -s c && ./c && gcc -static c.c -o s && ./s && ! ldd s > /dev/null 2>&1 || echo not static
  printf "#include <iostream>\nint main() { std::cout << \"c++\\\\n\"; }\n" > d.cc && g++ d.cc -o d && ./d
  printf "#include <libpq-fe.h>\nint main(void) { return PQlibVersion() / 10000; }\n" > p.c && gcc p.c -I"$(pg_config --includedir)" -lpq -o p; ./p; echo $?')" "c
c
c++
18"
is "apt has nothing to mend" "$(s 'dpkg --audit; sudo apt-get -qq check')" ""
r usermod -s /usr/bin/zsh user
is "zsh: PATH" "$(s 'echo $ZSH_NAME $PATH')" "zsh /opt/mine:/usr/bin:/bin"
zsh=$(net ssh -tt "${opts[@]}" user@127.0.0.1 2>&1 <<< $'echo "<$0|$PATH>"\nHOME=$(mktemp -d) zsh -i\necho without a zshrc\nexit 7\nexit 8'); code=$?
has "zsh in a terminal: PATH" "$zsh" "<-zsh|/opt/mine:/usr/bin:/bin>"
has "zsh in a terminal: the prompt shows the name" "$zsh" user@brave-dolphin
is "zsh in a terminal: asks nothing" "$(grep -ci 'newuser\|startup files\|insecure' <<< "$zsh"); $code" "0; 8"
r usermod -s /bin/bash user
is "no host key in the image" "$(ls "$w"/root/image/etc/ssh/ssh_host_* 2> /dev/null)" ""

# --- the kubelet changes the Secret
mkdir "$w/secret/..2"
cp "$w/other.pub" "$w/secret/..2/authorized_keys"
cp "$w"/secret/..1/env.* "$w/secret/..2/"
printf %s changed > "$w/secret/..2/env.QUOTES"
printf %s '$PATH:~/mine:${HOME}/of $PATHS' > "$w/secret/..2/env.PATH"
printf %s x > "$w/secret/..2/env.NEW"
ln -s ..2 "$w/secret/..data.tmp" && mv -T "$w/secret/..data.tmp" "$w/secret/..data"
has "a key taken away is refused at once" "$(s true)" "Permission denied"
is "a new key and new values work at once" "$(net ssh "${opts[@]/#$w\/key/$w/other}" user@127.0.0.1 'echo $QUOTES $NEW' 2>&1 < /dev/null)" "changed x"
is "\$PATH and the home in the owner's PATH" "$(net ssh "${opts[@]/#$w\/key/$w/other}" user@127.0.0.1 'echo $PATH; command -v id' 2>&1 < /dev/null)" \
  '/home/user/.local/bin:/home/user/.venv/bin:/home/user/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/home/user/mine:/home/user/of $PATHS
/usr/bin/id'
ln -s ..1 "$w/secret/..data.tmp" && mv -T "$w/secret/..data.tmp" "$w/secret/..data"

# --- the log
for n in 1 2 3; do net bash -c 'exec 3<>/dev/tcp/127.0.0.1/22; read -rt 2 -u 3 greeting' 2> /dev/null; done
is "logins and probes of the port say nothing" "$(cat "$w/log")" '{"spark_step":"setup","state":"done"}'

# --- SSH survives its server
r pkill -o -x sshd > /dev/null
await '[ "$(s echo back)" = back ]' 50 && ok "sshd that was killed comes back" || no "sshd that was killed comes back" "$(tail -5 "$w/log")"

# --- zombies, and the end
s 'setsid sh -c "sleep 0.1 & exec true" > /dev/null 2>&1 &' > /dev/null
await '! r ps -eo stat | grep -q ^Z' 20 && ok "no zombies" || no "no zombies" "$(r ps -ef)"
net ssh -tt "${opts[@]}" user@127.0.0.1 'bash -i' > /dev/null 2>&1 < <(sleep 20) &
s 'nohup sh -c "trap \"sleep 0.2; echo clean > ~/ended; exit\" TERM; while :; do sleep 0.1; done" > /dev/null 2>&1 & sleep 0.3' > /dev/null
key_before=$(net ssh-keyscan -t ed25519 127.0.0.1 2> /dev/null)
stop
printf 'SIGTERM to the end, with sessions open: %s ms\n' "$ended"
in_time "SIGTERM ends it within 2 s" "$ended" 2000
is "processes are told to end" "$(cat "$w/volume/home/ended" 2> /dev/null)" clean

# --- again, on the same volume
echo kept > "$w/volume/home/mine"; rm -f "$w/volume/home/.profile"
times=()
for n in 1 2 3 4 5; do
  create ''
  start
  times+=("$banner")
  [ $n = 5 ] || { stop; stops="${stops-} $ended"; }
done
median=$(printf '%s\n' "${times[@]}" | sort -n | sed -n 3p)
printf 'SSH greets after a restart: %s ms (median %s, %s of the last are runc); idle stops:%s ms\n' "${times[*]}" "$median" "$runtime" "$stops"
in_time "SSH greets within 300 ms" "$median" 300
is "host keys survive" "$(net ssh-keyscan -t ed25519 127.0.0.1 2> /dev/null)" "$key_before"
is "the home is left as it is" "$(s 'cat mine; ls -A | grep -c "^\.profile$"')" "kept
0"
stop

# --- root that lasts, and is nobody on the node
create ''
start
is "root is shifted" "$(s 'awk "{print \$1, \$2, \$3}" /proc/self/uid_map')" "0 100000 65536"
is "it stands on an overlay" "$(s 'findmnt -no FSTYPE /')" overlay
mkdir -p "$w/pkg/spark-test/DEBIAN" "$w/pkg/spark-test/usr/bin"
printf 'Package: spark-test\nVersion: 1\nArchitecture: all\nMaintainer: none\nDescription: none\n' > "$w/pkg/spark-test/DEBIAN/control"
printf '#!/bin/sh\necho installed\n' > "$w/pkg/spark-test/usr/bin/spark-test"; chmod 755 "$w/pkg/spark-test/usr/bin/spark-test"
dpkg-deb -b --root-owner-group "$w/pkg/spark-test" "$w/volume/home/spark-test.deb" > /dev/null; chown 101000:101000 "$w/volume/home/spark-test.deb"
is "dpkg installs" "$(s 'sudo dpkg -i spark-test.deb > /dev/null 2>&1; spark-test')" installed
s 'echo mine | sudo tee /etc/mine > /dev/null; sudo rm -rf /usr/share/bash-completion; sudo useradd -m other; sudo touch ~/of-root; echo gone > /tmp/gone' > /dev/null
is "a file of root is nobody's on the node" "$(stat -c %u "$w/volume/home/of-root" "$w/volume/root/upper/etc/mine" "$w/volume/root/upper/usr/bin/spark-test" | sort -u)" 100000
is "the image is not written to" "$(ls "$w/root/image/etc/mine" 2> /dev/null; ls -d "$w/root/image/usr/share/bash-completion")" "$w/root/image/usr/share/bash-completion"
is "PID 1 is out of root's reach" "$(s 'sudo kill -KILL 1 2>&1; sudo cat /proc/1/environ 2>&1; sudo ls /proc/1/root/ 2>&1; true' | grep -c -E 'permitted|denied')" 3
is "mknod of a disk, and the kernel's settings" "$(s 'sudo mknod /disk b 8 0 2>&1; sudo sysctl -w kernel.domainname=x 2>&1; true' | grep -c -E 'permitted|Read-only|denied')" 2
[ "$(uname -m)" != x86_64 ] || is "calls that are refused" "$(s 'sudo python3 -c "
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
for call in 321, 298, 250, 425, 304:
    libc.syscall(call, 0, 0, 0, 0, 0)
    print(errno.errorcode[ctypes.get_errno()], end=\" \")"')" "EPERM EPERM EPERM EPERM EPERM "
is "the launcher may do no more than signal" "$(grep CapEff "/proc/$pid/status" | cut -f2)" 0000000000000020
owner() { python3 -c '
import fcntl, struct, sys
with open("/proc/%s/ns/user" % sys.argv[1]) as namespace:
    owner = bytearray(4)
    fcntl.ioctl(namespace, 0xb704, owner)
    print(struct.unpack("I", owner)[0])' "$(pgrep -P "$pid" -x boot)"; }
owner=$(owner)
[ "$owner" -ge 1073741824 ] && ok "the namespace is nobody else's on the node" || no "the namespace is nobody else's on the node" "$owner"
cat > "$w/volume/home/inotify.py" << 'E'
# Takes all inotify instances that it gets, and holds them until its stdin ends.
import ctypes, sys
libc, taken = ctypes.CDLL(None), 0
while taken < 100000 and libc.inotify_init1(0) >= 0:
    taken += 1
print(taken, flush=True)
sys.stdin.read()
E
mkfifo "$w/hold"
net ssh "${opts[@]}" user@127.0.0.1 'ulimit -n "$(ulimit -Hn)"; python3 inotify.py' < "$w/hold" > "$w/taken" 2>&1 &
exec 9> "$w/hold"
await '[ -s "$w/taken" ]' 100
is "a spark that takes all inotify instances" "$(s 'python3 inotify.py')" 0
is "takes no other's" "$(for uid in 100000 101000; do setpriv --reuid=$uid --regid=$uid --clear-groups timeout 0.3 tail -f /etc/passwd 2>&1 > /dev/null; done)" ""
exec 9>&-
await '[ "$(s "python3 inotify.py")" != 0 ]' 50 && ok "and has them back when it lets them go" || no "and has them back when it lets them go"
cat > "$w/volume/home/sockets.py" << 'E'
# Which of the sockets NAME=FAMILY,TYPE,PROTOCOL it gets.
import errno, socket, sys
for wish in sys.argv[1:]:
    name, numbers = wish.split("=")
    try:
        socket.socket(*map(int, numbers.split(","))).close()
        print(name, "ok")
    except OSError as e:
        print(name, errno.errorcode[e.errno])
E
is "sockets that a development machine needs" "$(s 'python3 sockets.py unix=1,1,0 unix-packets=1,5,0 tcp=2,1,0 tcp6=10,1,6 udp=2,2,17 udp6=10,2,0 mptcp=2,1,262 routes=16,3,0 sockets=16,3,4 audit=16,3,9 devices=16,3,15; ip route show > /dev/null && ss -ltn > /dev/null && echo ip and ss' | grep -v ' ok$')" "ip and ss"
is "and none else" "$(s 'sudo python3 sockets.py vsock=40,1,0 alg=38,5,0 packet=17,3,3 key=15,3,2 rxrpc=33,2,2 tipc=30,5,0 can=29,3,1 bluetooth=31,5,0 xdp=44,3,0 qipcrtr=42,2,0 smc=43,1,0 llc=26,2,0 x25=9,5,0 appletalk=5,2,0 nfc=39,5,0 kcm=41,2,0 vsock-nonblocking=40,2049,0' | grep -v ' EPERM$')" ""
is "nor other protocols of those" "$(s 'sudo python3 sockets.py xfrm=16,3,6 netfilter=16,3,12 generic=16,3,16 crypto=16,3,21 sctp=2,1,132 l2tp=2,2,115 udplite=10,2,136 smc=2,1,256' | grep -v ' EPROTONOSUPPORT$'; s 'sudo python3 sockets.py sctp=2,5,0 dccp=2,6,0' | grep -v ' ESOCKTNOSUPPORT$')" ""
is "by what enters neither" "$(r python3 /home/user/sockets.py vsock=40,1,0 tcp=2,1,0 | paste -sd ' ')" "vsock EPERM tcp ok"
is "no network namespace of one's own" "$(s 'unshare -Urn true 2>&1; sudo unshare -n true 2>&1' | grep -c 'not permitted')" 2
is "but one of users and mounts" "$(s 'unshare -Urm id -u')" 0
is "what enters is in the same place" "$(r sh -c 'id -u; readlink /proc/self/ns/user; cat /etc/mine' | tr '\n' ' ')" "0 $(s 'readlink /proc/self/ns/user') mine "
cat > "$w/volume/home/race.py" << 'E'
# Takes hold of whatever enters the spark, before it has become somebody of the spark's.
import ctypes, os, time
libc = ctypes.CDLL(None)
end, seen = time.time() + 8, 0
print("begun", flush=True)
while time.time() < end:
    for p in os.listdir("/proc"):
        if p.isdigit() and int(p) > seen:
            seen = int(p)
            if libc.ptrace(0x4206, int(p), 0, 0) == 0:
                try:
                    if os.readlink("/proc/%s/exe" % p) == "/spark":
                        print("held", p, flush=True)
                except OSError:
                    pass    # it has ended
                libc.ptrace(17, int(p), 0, 0)
E
s 'sudo python3 race.py' > "$w/race" &
racer=$!
for n in $(seq 60); do r true > /dev/null; done
wait $racer
is "what enters cannot be held on its way" "$(cat "$w/race")" begun
is "ping" "$(s 'ping -c 1 -W 2 127.0.0.1 > /dev/null && echo pong')" pong
is "root cannot raise the limit of processes" "$(s 'ulimit -u; sudo prlimit --nproc=unlimited true 2>&1 | grep -c "not permitted"' | paste -sd " ")" "4096 1"
is "a port below 1024" "$(s 'sudo timeout 1 python3 -m http.server 80 > /dev/null 2>&1; echo $?')" 124
is "a hostname of one's own" "$(s 'sudo hostname other && hostname; sudo hostname brave-dolphin 2> /dev/null')" other
stop
create ''
start
is "all of that is there after a restart, but /tmp" "$(s 'spark-test; cat /etc/mine; ls -d /usr/share/bash-completion /tmp/gone 2> /dev/null; id -un other')" "installed
mine
other"
stop
printf 'newer\n' > "$w/root/image/etc/newer"; chown 100000:100000 "$w/root/image/etc/newer"
create ''
start
is "and under a newer image" "$(s 'spark-test; cat /etc/mine /etc/newer')" "installed
mine
newer"
stop
processes=150 spark_id=s-7f3kq2m9ac create ''
start
other=$(owner)
[ "${other:-0}" -ge 1073741824 ] && [ "$other" != "$owner" ] && ok "another spark's namespace is another's" || no "another spark's namespace is another's" "$other $owner"
cat > "$w/volume/home/forks.py" << 'E'
# Makes processes until it gets none, of one user after another; those of the first stay until the end.
import os, signal
made = []
def kill(children):
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
for user in 1000, 33, 0:
    before = len(made)
    os.setresuid(user, user, 0)
    try:
        while len(made) - before < 1000:
            child = os.fork()
            if child == 0:
                signal.pause()
            made.append(child)
        print(user, "has no bound")
    except OSError as e:
        print(user, "is bounded" if len(made) < 150 else len(made), e.strerror)
    os.setresuid(0, 0, 0)
kill(made)
E
is "a spark has no more processes than it may, whoever's they are" "$(r timeout -k 1 60 python3 /home/user/forks.py)" "1000 is bounded Resource temporarily unavailable
33 is bounded Resource temporarily unavailable
0 is bounded Resource temporarily unavailable"
await '[ "$(s echo back)" = back ]' 50 && ok "and goes on when they are gone" || no "and goes on when they are gone"
s 'sudo mv /usr/bin/perl /opt/perl && sudo ln -s /opt/perl /usr/bin/perl' > /dev/null
stop
create ''
start
is "a link to what a spark starts with is followed as it is meant" "$(s 'readlink /usr/bin/perl; cat /etc/mine'; grep '"spark_step":"root"' "$w/log")" "/opt/perl
mine"
s 'sudo mv /opt/perl /usr/bin/perl' > /dev/null
# --- a volume whose owner means harm, or had an accident
s 'sudo rm -rf /usr/bin /etc/spark /etc/hosts 2> /dev/null; exit 0' > /dev/null
stop
rm -f "$w/volume/root/upper/etc/hosts"; mkdir -p "$w/volume/root/upper/etc/hosts"
create ''
start
is "a root that cannot start is the image's, for once" "$(s 'awk "{print \$2}" /proc/self/uid_map; cat /etc/mine 2> /dev/null; id -un' | tr '\n' ' ')" "100000 user "
has "which is told" "$(grep '"spark_step":"root"' "$w/log")" "Its root lacks what a spark starts with"
s 'for n in shifted without .shifted .without reset; do sudo ln -s /etc/passwd /var/lib/spark/$n; done; sudo mkdir /var/lib/spark/layer; sudo mkfifo /var/lib/spark/raw
  d=$(printf "d%.0s" $(seq 200)); cd ~; for n in $(seq 25); do mkdir $d && cd $d; done; touch deep; cd ~; ln -s /etc deceit; ln -s / sudo' > /dev/null
rm -f "$w/volume/root/shifted"           # and nobody knows whose the files are
chown 0:0 "$w/volume/system/reset" -h
stop
create ''
start
is "links and deep folders on the volume lead nowhere" "$(s 'awk "{print \$2}" /proc/self/uid_map; id -un' | tr '\n' ' ')" "100000 user "
is "and are the same as before" "$(find "$w/volume/home" -name deep -printf '%U\n' 2> /dev/null; stat -c %u "$w/root/image/etc/passwd" "$w/volume/system/reset"; readlink "$w/volume/home/deceit")" "101000
100000
100000
/etc"
stop
echo mine > "$w/volume/home/mine"; chown 101000:101000 "$w/volume/home/mine"
root_number=1 create ''
start
has "back to the image's root is told" "$(grep '"spark_step":"root"' "$w/log")" '"state":"done"'
is "its root is put back to the image's, its home stays" "$(s 'spark-test 2> /dev/null; cat /etc/mine 2> /dev/null; cat mine /etc/newer')" "mine
newer"
s 'echo again | sudo tee /etc/again > /dev/null' > /dev/null
stop
root_number=1 create ''
start
is "once" "$(s 'cat /etc/again')" again
await '[ -z "$(find "$w/volume/root" -maxdepth 1 -name ".old*")" ]' 100 && ok "the old layer is removed" || no "the old layer is removed" "$(ls -A "$w/volume/root")"
stop

# --- where user namespaces are refused
seccomp='{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["unshare"], "action": "SCMP_ACT_ERRNO"}]}' create ''
start
has "it starts without" "$(s id -un)" user
printf 'SSH greets %s ms after the start without user namespaces\n' "$banner"
has "and says so" "$(grep '"spark_step":"root"' "$w/log" | jq -r .message)" "no user namespace with an overlay: a user namespace: Operation not permitted"
is "sudo, the home, the environment" "$(s 'sudo id -u; cat mine; stat -c %U mine; echo "${DATABASE_URL%%:*}"' | tr '\n' ' ')" "0 mine user postgresql "
is "spark-exec" "$(x -- id -un)" user
chown 1000:1000 "$w/volume/home/mine" && mkdir -p "$w/volume/home/half" && chown 101000:101000 "$w/volume/home/half" && echo 0 > "$w/volume/root/shifted"    # as if the walk had been cut short
is "nothing of another start's root" "$(s 'cat /etc/again 2> /dev/null; cat /proc/self/uid_map | tr -s " "')" " 0 0 4294967295"
stop
rm -rf "${w:?}/root/"{bin,sbin,lib,lib64,usr,opt,srv,boot,media,mnt,root} "${w:?}/root/etc" "${w:?}/root/var"
mkdir -p "$w/root/etc/spark/secret" "$w/root/var/lib/spark"
create ''
start
has "and back, which is told" "$(cat "$w/log")" '"spark_step":"root","state":"done"'
is "and back, with both" "$(s 'cat mine /etc/again; stat -c %U mine half; awk "{print \$2}" /proc/self/uid_map' | tr '\n' ' ')" "mine again user user 100000 "
stop

# --- the repository
create git://127.0.0.1/hello.git
net git daemon --reuseaddr --listen=127.0.0.1 --base-path="$w/repos" --export-all > /dev/null 2>&1 &
daemon=$!
await 'net bash -c "exec 3<>/dev/tcp/127.0.0.1/9418" 2> /dev/null' 50
start
set_up && ok "clone: set-up ends" || no "clone: set-up ends" "$(cat "$w/log")"
is "clone: steps" "$(grep spark_step "$w/log" | jq -r '"\(.spark_step) \(.state)"')" "cloning started
cloning done
setup done"
is "clone: the project, as the user" "$(s 'cat project/README; stat -c %U project/README; cd project && git status --porcelain && git remote get-url origin')" "hello
user
git://127.0.0.1/hello.git"
stop
create git://127.0.0.1/hello.git
start
set_up
is "clone: once" "$(grep spark_step "$w/log")" '{"spark_step":"setup","state":"done"}'
stop

# --- GitHub
printf %s ghp_verysecret > "$w/secret/..1/env.GITHUB_TOKEN"
ln -s ..data/env.GITHUB_TOKEN "$w/secret/env.GITHUB_TOKEN"
mkdir -p "$w/volume/home/.local/bin"
printf '#!/bin/sh\n[ "$GITHUB_TOKEN" = ghp_verysecret ] && [ "$1 $2" = "api user" ] && printf "octocat\\t583231\\tThe Octocat\\n"\n' > "$w/volume/home/.local/bin/gh"
chmod 755 "$w/volume/home/.local/bin/gh"
mv "$w/secret/..1/env.PATH" "$w/path"
create ''
start
set_up
has "GitHub: gh has the token" "$(cat "$w/log")" '"gh and git act as octocat"'
is "GitHub: commits are its user's" "$(s 'git init -q by-github && cd by-github && git commit -q --allow-empty -m one && git log -1 --format="%an %ae"')" "The Octocat 583231+octocat@users.noreply.github.com"
has "GITHUB_TOKEN for git" "$(s 'printf "protocol=https\nhost=github.com\n\n" | git credential fill')" "password=ghp_verysecret"
has "GITHUB_TOKEN for no other host" "$(s 'printf "protocol=https\nhost=gitlab.com\n\n" | GIT_TERMINAL_PROMPT=0 git credential fill')" "fatal"
is "and nowhere on the volume" "$(grep -rl ghp_verysecret "$w/volume" --exclude=gh)" ""
stop
rm "$w/secret/..1/env.GITHUB_TOKEN" "$w/secret/env.GITHUB_TOKEN"
mv "$w/path" "$w/secret/..1/env.PATH"

fresh
for url in 'git://127.0.0.1:9/none.git' "https://me:ghp_verysecret@127.0.0.1:9/none.git" "--upload-pack=touch /tmp/pwned" "file://$w/repos/hello.git" 'ext::sh -c touch% /tmp/pwned'; do
  create "$url"
  start
  shown=${url//me:ghp_verysecret@/}
  if set_up 200; then
    line=$(grep '"failed"' "$w/log")
    printf '      %s\n' "$line"
    is "failing clone is told, not fatal: $shown" "$(grep spark_step "$w/log" | jq -r '"\(.spark_step) \(.state)"' | tr '\n' ' ')$(net ssh "${opts[@]}" user@127.0.0.1 'ls -d project /tmp/pwned 2>/dev/null; echo up' < /dev/null 2>&1)" "cloning started cloning failed setup failed up"
    case $(cat "$w/log" "$w/volume/root/upper/var/log/spark/setup.log") in *verysecret*) no "no secret in it: $shown" "$(cat "$w/log")" ;; *) ok "no secret in it: $shown" ;; esac
  else
    no "failing clone: set-up ends: $shown" "$(cat "$w/log")"
  fi
  stop
done

# --- dotfiles
repository() { # NAME: of what is in $w/files
  git init -q --bare "$w/repos/$1.git"
  git -C "$w/repos/$1.git" symbolic-ref HEAD refs/heads/main
  git init -q "$w/files" && git -C "$w/files" add -A
  git -C "$w/files" -c user.name=t -c user.email=t@t commit -qm "$1" && git -C "$w/files" push -q "$w/repos/$1.git" HEAD:refs/heads/main
  rm -rf "$w/files"
}
told() { grep spark_step "$w/log" | jq -r '"\(.spark_step) \(.state)"' | paste -sd ' '; }
served() { # its repositories are there
  net git daemon --reuseaddr --listen=127.0.0.1 --base-path="$w/repos" --export-all > /dev/null 2>&1 &
  daemon=$!
  await 'net bash -c "exec 3<>/dev/tcp/127.0.0.1/9418" 2> /dev/null' 50
}
kill "$daemon" 2> /dev/null
mkdir "$w/files"; printf 'set -e\necho installing > /dev/stderr\nsleep 30 &\necho "with $(brewed)" > ~/from-dotfiles\n' > "$w/files/bootstrap.sh"; repository script
mkdir "$w/files"; printf 'set -o vi\n' > "$w/files/.inputrc"; printf 'export FROM_DOTFILES=linked\n' > "$w/files/.bash_profile"; repository links
mkdir "$w/files"; printf '#!/bin/sh\necho nothing works >&2\nexit 9\n' > "$w/files/install.sh"; chmod 755 "$w/files/install.sh"; repository broken
mkdir "$w/files"; printf 'exit 1\n' > "$w/files/.bash_profile"; repository locked
mkdir "$w/files"; printf '. ~/.bashrc\n' > "$w/files/.bash_profile"; printf '[ -f ~/.fzf.bash ] && . ~/.fzf.bash\n' > "$w/files/.bashrc"; repository ends-with-1
mkdir "$w/files"; printf '[ -z "$TMUX" ] && exec tmux\n' > "$w/files/.bash_profile"; repository becomes-tmux
mkdir -p "$w/files/.config/nvim" "$w/files/there/deep"; echo z > "$w/files/.config/nvim/init.lua"; echo d > "$w/files/there/deep/f"; ln -s there "$w/files/.folder"; echo x > "$w/files/.gitignore"; echo x > "$w/files/.chezmoiroot"; repository folders
mkdir -p "$w/files/bash"; echo x > "$w/files/bash/.bashrc"; echo x > "$w/files/.gitattributes"; repository stow
mkdir "$w/files"; echo x > "$w/files/dot_bashrc"; echo home > "$w/files/.chezmoiroot"; repository chezmoi
mkdir "$w/files"; printf '#!/bin/bash\nset -e\ntput setaf 2\n[ "$(tput cols)" -gt 0 ]\nsudo -n true\nchsh -s /usr/bin/zsh\nstow --version > ~/stowed\n' > "$w/files/install"; chmod 755 "$w/files/install"; repository usual

fresh
mkdir -p "$w/volume/home/opt/bin"; printf '#!/bin/sh\necho a tool on the PATH of the login shell\n' > "$w/volume/home/opt/bin/brewed"; chmod 755 "$w/volume/home/opt/bin/brewed"
printf 'PATH=$HOME/opt/bin:$PATH\n' > "$w/volume/home/.profile"
mkdir "$w/volume/system/setup" && : > "$w/volume/system/home" && chown -R 1000:1000 "$w/volume/home"
dotfiles=git://127.0.0.1/script.git create ''
served
start
set_up 200
is "dotfiles: their script, with the login environment" "$(told) $(s 'cat from-dotfiles')" "dotfiles started dotfiles done setup done with a tool on the PATH of the login shell"
is "dotfiles: what they print to /dev/stderr, and what they leave running" "$(s 'grep -x installing /var/log/spark/setup.log; pgrep -x sleep > /dev/null && echo asleep' | paste -sd ' ')" "installing asleep"
kill "$daemon"; stop

fresh
dotfiles=git://127.0.0.1/links.git create ''
served
start
set_up 200
is "dotfiles: linked, where there is no script" "$(told) $(s 'readlink .inputrc; bash -lc "echo \$FROM_DOTFILES"' | paste -sd ' ')" "dotfiles started dotfiles done setup done /home/user/.dotfiles/.inputrc linked"
kill "$daemon"; stop

fresh
dotfiles=git://127.0.0.1/broken.git create ''
served
start
set_up 200
is "dotfiles that fail leave a usable spark" "$(told) $(s 'id -un')" "dotfiles started dotfiles failed setup failed user"
has "with the failure told" "$(grep '"dotfiles","state":"failed"' "$w/log")" "error: install.sh ended with 9"
has "and their words in the log" "$(s 'cat /var/log/spark/setup.log')" "nothing works"
s 'printf "exit 0\n" > .dotfiles/install.sh' > /dev/null
has "set up again, what failed is tried again" "$(s 'sudo /usr/local/lib/spark/setup --again')" "dotfiles   done     ran install.sh"
has "which the container's log tells too" "$(grep spark_step "$w/log" | tail -1)" '{"spark_step":"setup","state":"done"}'
kill "$daemon"; stop

fresh
dotfiles=git://127.0.0.1/locked.git create ''
served
start
set_up 200
has "dotfiles with which no shell starts" "$(grep '"dotfiles","state":"failed"' "$w/log")" "a login shell does not start any more"
kill "$daemon"; stop

for kind in ends-with-1 becomes-tmux; do
  fresh
  dotfiles=git://127.0.0.1/$kind.git create ''
  served
  start
  set_up 300
  is "dotfiles that are good: $kind" "$(told)" "dotfiles started dotfiles done setup done"
  kill "$daemon"; stop
done
for kind in stow chezmoi; do
  fresh
  dotfiles=git://127.0.0.1/$kind.git create ''
  served
  start
  set_up 200
  has "dotfiles that need a script: $kind: are told which ones are looked for" "$(grep '"dotfiles","state":"failed"' "$w/log")" "none of install.sh, install, setup.sh, setup, bootstrap.sh, bootstrap, script/setup, script/bootstrap, and no dotfiles to link ($kind"
  kill "$daemon"; stop
done

fresh
mkdir -p "$w/volume/home/.config"; echo mine > "$w/volume/home/.config/nvim"; chown -R 1000:1000 "$w/volume/home/.config"
dotfiles=git://127.0.0.1/folders.git create ''
served
start
set_up 200
is "dotfiles: files are linked, folders are made" "$(told) $(s 'mkdir -p .config/gh; echo t > .config/gh/hosts.yml; git -C .dotfiles status --porcelain; cat .config/nvim/init.lua .folder/deep/f .config/nvim.before-dotfiles; find .config .folder -type l; ls -d .gitignore .chezmoiroot 2> /dev/null' | paste -sd ' ')" \
  "dotfiles started dotfiles done setup done z d mine .config/nvim/init.lua .folder/deep/f"
kill "$daemon"; stop

fresh
dotfiles=git://127.0.0.1/usual.git create ''
served
start
set_up 200
is "dotfiles: their script has tput, sudo, chsh and stow" "$(told) $(s 'echo $0; test -s stowed && getent passwd user | cut -d: -f7' | paste -sd ' ')" "dotfiles started dotfiles done setup done zsh /usr/bin/zsh"
kill "$daemon"; stop
root_number=1 create ''
start
is "the shell outlives the root" "$(s 'getent passwd user | cut -d: -f7; sudo chsh -s /bin/sh user')" /usr/bin/zsh
stop
root_number=1 create ''
start
is "and may change again" "$(s 'getent passwd user | cut -d: -f7')" /bin/sh
stop

# --- a repository as it is: where to look, submodules, Git LFS, and one for which the SSH agent is needed
on_main() { git -C "$w/repos/$1.git" rev-parse main; }
mkdir "$w/files"; echo main > "$w/files/which"; repository branches
git clone -q "$w/repos/branches.git" "$w/files" && echo dev > "$w/files/which" && git -C "$w/files" -c user.name=t -c user.email=t@t commit -qam dev
git -C "$w/files" push -q origin HEAD:refs/heads/dev/one HEAD:refs/tags/v1 HEAD:refs/pull/7/head; rm -rf "$w/files"
for ref in dev/one v1 refs/pull/7/head "$(git -C "$w/repos/branches.git" rev-parse --short v1)"; do
  fresh
  create "git://127.0.0.1/branches.git#$ref"
  served
  start
  set_up 200
  is "clone: at $ref" "$(told) $(s 'cat project/which; echo $SPARK_REPO' | paste -sd ' ')" "cloning started cloning done setup done dev git://127.0.0.1/branches.git"
  kill "$daemon"; stop
done
fresh
create "git://127.0.0.1/branches.git#no-such"
served
start
set_up 300
has "clone: no such branch" "$(grep '"cloning","state":"failed"' "$w/log")" "Remote branch no-such not found"
kill "$daemon"; stop

mkdir "$w/files"; echo inside > "$w/files/file"; repository sub
for kind in sub none; do
  git init -q -b main "$w/files"
  printf '[submodule "lib"]\n\tpath = lib\n\turl = ../%s.git\n' $kind > "$w/files/.gitmodules"
  printf '*.bin filter=lfs diff=lfs merge=lfs -text\n' > "$w/files/.gitattributes"
  [ $kind = sub ] || printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 10\n' 0 > "$w/files/a.bin"
  git -C "$w/files" -c filter.lfs.clean=cat add -A && git -C "$w/files" update-index --add --cacheinfo "160000,$(on_main sub),lib" && mkdir "$w/files/lib"
  git -C "$w/files" -c user.name=t -c user.email=t@t commit -qm super && git clone -q --bare "$w/files" "$w/repos/super-$kind.git"; rm -rf "$w/files"
done
template() { jq -n "$1" > "$w/secret/..1/setup.json"; ln -sf ..data/setup.json "$w/secret/setup.json"; }
template '{git: {name: "Ada Lovelace", email: "ada@example.org", depth: 1}}'
fresh
create git://127.0.0.1/super-sub.git
served
start
set_up 200
is "clone: with its submodules, and the first commit works" "$(told) $(s 'cat project/lib/file; cd project; git commit -q --allow-empty -m one; git log -1 --format="%an %ae"' | paste -sd ' ')" "cloning started cloning done setup done inside Ada Lovelace ada@example.org"
kill "$daemon"; stop
rm "$w/secret/setup.json" "$w/secret/..1/setup.json"
fresh
create git://127.0.0.1/super-none.git
served
start
set_up 300
is "clone: what cannot be had of its parts costs a warning" "$(told) $(s 'head -1 project/a.bin; git -C project status --porcelain')" "cloning started cloning done setup done version https://git-lfs.github.com/spec/v1"
has "clone: which is told" "$(grep '"cloning","state":"done"' "$w/log")" "but without its submodules (fatal: "
kill "$daemon"; stop

fresh
create ssh://user@127.0.0.1/home/user/private
start
s 'git init -q private && cd private && echo secret > f && git add f && git -c user.name=t -c user.email=t@t commit -qm one' > /dev/null
set_up 300
has "private repository: without the agent, what is the matter and what to do" "$(grep '"cloning","state":"failed"' "$w/log")" "Permission denied (publickey). fatal: Could not read from remote repository.; spark setup brave-dolphin tries it with your SSH agent"
eval "$(ssh-agent -s)" > /dev/null
has "and an agent without the key is told" "$(s -A 'sudo /usr/local/lib/spark/setup --again --agent "$SSH_AUTH_SOCK"')" "your SSH agent has no key it takes"
ssh-add -q "$w/key"
has "with the agent" "$(s -A 'sudo /usr/local/lib/spark/setup --again --agent "$SSH_AUTH_SOCK"; cat project/f')" secret
ssh-agent -k > /dev/null
stop

# --- a template
fresh
template '{template: "test", packages: {apt: [], npm: [], pip: []}, port: 8123, serve: "python3 -m http.server 8123",
  files: {"index.html": "served\n", "bin/run": "#!/bin/sh\necho ran\n"},
  steps: [{title: "Running it", run: "bin/run > made"}, {title: "Reading", run: "test \"$DATABASE_URL\" && cat made"}]}'
create ''
start
set_up 200
is "template: steps" "$(told)" "project started project done step-1 started step-1 done step-2 started step-2 done serve started serve done setup done"
is "template: progress" "$(grep step-2 "$w/log" | head -1 | jq -r .message)" "Reading (2/2)"
is "template: the project answers" "$(net curl -s 127.0.0.1:8123/)" served
is "template: in a session to look at" "$(s 'tmux list-sessions -F "#S"; stat -c %U project/made' | paste -sd ' ')" "serve user"
stop
create ''
start
set_up 200
has "template: set up again, while it serves" "$(s 'sudo timeout 30 /usr/local/lib/spark/setup --again; echo "ended: $?"')" "ended: 0"
is "template: again after a restart, without a word" "$(told | sed 's/ serve started serve done setup done//') $(net curl -s 127.0.0.1:8123/)" "setup done served"
stop
fresh
template '{template: "test", packages: {apt: ["no-such-package"], npm: [], pip: []}, port: 8123, serve: "true", files: {"a": "b"}, steps: [{title: "Failing", run: "echo error: no; false"}]}'
create ''
start
set_up 600
is "template: what fails is told, and costs nobody the spark" "$(told | sed "s/packages started/packages/g") $(s 'cat project/a')" "packages packages packages failed project started project done step-1 started step-1 failed setup failed b"
stop

[ $skipped = 0 ] && printf '%s passed, %s failed\n' $passed $failed || printf '%s passed, %s failed, %s skipped\n' $passed $failed $skipped
[ $failed = 0 ]
