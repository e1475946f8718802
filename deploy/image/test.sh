#!/bin/bash
# Tests the spark image without a cluster: runc runs it as the provisioner's pod would (its mounts, a Secret laid out as the
# kubelet does, its capabilities), in its own network; clients come in by the loopback of that network.
#
#   deploy/image/test.sh [IMAGE.tar]      default: what build-local.sh builds
#
#   SPARK_CAPS   capabilities to give, to find out which are needed (default: those of the pod)
#
# Needs root, runc, jq, git and an SSH client.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${SPARK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/spark}/image
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
quotes=$'it\'s "quoted" $HOME `id` \\ ünïcode \t*'
lines=$'-----BEGIN KEY-----\nline two\n\n  indented\n'
printf %s 'postgresql://u:p%40ss@db:5432/s_x?sslmode=disable' > "$w/secret/..1/env.DATABASE_URL"
printf %s "$quotes" > "$w/secret/..1/env.QUOTES"
printf %s "$lines" > "$w/secret/..1/env.LINES_OF_IT"
printf %s ghp_verysecret > "$w/secret/..1/env.GITHUB_TOKEN"
printf %s /opt/mine:/usr/bin:/bin > "$w/secret/..1/env.PATH"
printf %s /nowhere/startup > "$w/secret/..1/env.BASH_ENV"
printf %s impostor > "$w/secret/..1/env.SPARK_NAME"
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
  jq -n --arg root "$w/root" --arg w "$w" --arg caps "$caps" --arg repo "$1" --argjson args "$entrypoint" --argjson env "$image_env" '
    ($caps / " " | map("CAP_" + .)) as $c |
    {ociVersion: "1.0.2", hostname: "brave-dolphin",
     process: {terminal: false, user: {uid: 0, gid: 0}, args: $args, cwd: "/", noNewPrivileges: false,
       env: ($env + ["SPARK_ID=s-7f3kq2m9ab", "SPARK_NAME=brave-dolphin", "SPARK_OWNER=ada"] + (if $repo == "" then [] else ["SPARK_REPO=" + $repo] end)),
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
       {destination: "/etc/spark/secret", type: "bind", source: ($w + "/secret"), options: ["rbind", "ro"]}],
     linux: {namespaces: [{type: "pid"}, {type: "network"}, {type: "ipc"}, {type: "uts"}, {type: "mount"}],
       maskedPaths: ["/proc/kcore", "/proc/keys", "/proc/timer_list"], readonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]}}
    ' > "$w/bundle/config.json"
  runc --root "$w/runc" create --bundle "$w/bundle" $id > "$w/log" 2>&1 < /dev/null || { cat "$w/log"; exit 1; }
  pid=$(runc --root "$w/runc" state $id | jq .pid)
}
fresh() { rm -rf "$w/volume" "$w/known"; mkdir -p "$w/volume/home" "$w/volume/system"; chmod 750 "$w/volume/home"; }
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
x() { runc --root "$w/runc" exec $id /usr/local/bin/spark-exec "$@" 2>&1; }
r() { runc --root "$w/runc" exec $id "$@" 2>&1; }
await() { local n; for ((n = 0; n < ${2:-100}; n++)); do eval "$1" && return; sleep 0.1; done; return 1; }
set_up() { await 'grep -q "\"spark_step\":\"setup\",\"state\":\"done\"" "$w/log"' "${1-}"; }
stop() { # sets ended to the ms from SIGTERM to the end
  local t0; t0=$(ms)
  runc --root "$w/runc" kill $id TERM
  await "[ ! -e /proc/$pid/ns/net ] || grep -q '^State:.*[ZX]' /proc/$pid/status" 100
  ended=$(($(ms) - t0))
}

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
is "spark-exec: --dir and --env" "$(x --dir /tmp --env 'A=b c' --env 'QUOTES=x=y' -- sh -c 'pwd; echo "$A|$QUOTES"')" "/tmp
b c|x=y"
is "spark-exec: argv as given" "$(x -- printf '[%s]' 'a b' '' '$x' "it's" '--' $'n\nl')" "[a b][][\$x][it's][--][n
l]"
x -- sh -c 'exit 42' > /dev/null; is "spark-exec: exit code" $? 42
x -- no-such-command > /dev/null; is "spark-exec: not found is 127" $? 127
x -- /etc/passwd > /dev/null; is "spark-exec: cannot be run is 126" $? 126
x --dir /nowhere -- true > /dev/null; is "spark-exec: no such folder is 126" $? 126
x --bogus > /dev/null; is "spark-exec: wrong usage is 125" $? 125
is "spark-exec: no command is a login shell" "$(runc --root "$w/runc" exec $id sh -c 'echo "shopt -q login_shell && echo is-login" | spark-exec')" is-login
s 'exit 43' > /dev/null; is "ssh: exit code" $? 43
x -- true; is "nothing of it is said on stderr" "$(x -- true)$(s true)" ""

# --- files
head -c 3000000 /dev/urandom > "$w/file"
net scp -q "${opts[@]}" "$w/file" user@127.0.0.1:by-scp && net scp -q -O "${opts[@]}" user@127.0.0.1:by-scp "$w/back"
cmp -s "$w/file" "$w/back" && ok "scp, new and old protocol" || no "scp, new and old protocol"
printf 'put %s by-sftp\nget by-sftp %s\n' "$w/file" "$w/back2" | net sftp -q -b - "${opts[@]}" user@127.0.0.1 > /dev/null 2>&1
cmp -s "$w/file" "$w/back2" && ok "sftp" || no "sftp"
cp "$w/key" "$w/volume/home/client-key"; chown 1000:1000 "$w/volume/home/client-key"
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
is "chown, su, kill as root" "$(s 'touch own && sudo chown root:root own && sudo chmod 600 own && sudo rm own; sudo su user -c "id -un"; sleep 100 & p=$!; sudo kill $p; wait $p; echo $?')" "user
143"
is "apt's user can be become" "$(s 'sudo setpriv --reuid=_apt --regid=nogroup --clear-groups id -un')" _apt

# --- tools
is "every tool is written down" "$(s 'jq -r "all(.[]; .name and .version and .source)" /etc/spark/tools.json')" true
missing=$(s 'PATH=/usr/local/bin:$PATH; for t in $(jq -r ".[].name" /etc/spark/tools.json); do command -v $t > /dev/null || [ -x /usr/sbin/$t ] || echo $t; done')
is "and is there" "$missing" ""
is "no host key in the image" "$(ls "$w"/root/etc/ssh/ssh_host_* 2> /dev/null)" ""

# --- the kubelet changes the Secret
mkdir "$w/secret/..2"
cp "$w/other.pub" "$w/secret/..2/authorized_keys"
cp "$w"/secret/..1/env.* "$w/secret/..2/"
printf %s changed > "$w/secret/..2/env.QUOTES"
printf %s x > "$w/secret/..2/env.NEW"
ln -s ..2 "$w/secret/..data.tmp" && mv -T "$w/secret/..data.tmp" "$w/secret/..data"
has "a key taken away is refused at once" "$(s true)" "Permission denied"
is "a new key and new values work at once" "$(net ssh "${opts[@]/#$w\/key/$w/other}" user@127.0.0.1 'echo $QUOTES $NEW' 2>&1 < /dev/null)" "changed x"
ln -s ..1 "$w/secret/..data.tmp" && mv -T "$w/secret/..data.tmp" "$w/secret/..data"

# --- the log
for n in 1 2 3; do net bash -c 'exec 3<>/dev/tcp/127.0.0.1/22' 2> /dev/null; done
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
has "GITHUB_TOKEN for git" "$(s 'printf "protocol=https\nhost=github.com\n\n" | git credential fill')" "password=ghp_verysecret"
has "GITHUB_TOKEN for no other host" "$(s 'printf "protocol=https\nhost=gitlab.com\n\n" | GIT_TERMINAL_PROMPT=0 git credential fill')" "fatal"
stop

fresh
for url in 'git://127.0.0.1:9/none.git' "https://me:ghp_verysecret@127.0.0.1:9/none.git" "--upload-pack=touch /tmp/pwned" "file://$w/repos/hello.git" 'ext::sh -c touch% /tmp/pwned'; do
  create "$url"
  start
  shown=${url//me:ghp_verysecret@/}
  if set_up 200; then
    line=$(grep '"failed"' "$w/log")
    printf '      %s\n' "$line"
    is "failing clone is told, not fatal: $shown" "$(grep spark_step "$w/log" | jq -r '"\(.spark_step) \(.state)"' | tr '\n' ' ')$(net ssh "${opts[@]}" user@127.0.0.1 'ls -d project /tmp/pwned 2>/dev/null; echo up' < /dev/null 2>&1)" "cloning started cloning failed setup done up"
    case $(cat "$w/log" "$w/root/var/log/spark/setup.log") in *verysecret*) no "no secret in it: $shown" "$(cat "$w/log")" ;; *) ok "no secret in it: $shown" ;; esac
  else
    no "failing clone: set-up ends: $shown" "$(cat "$w/log")"
  fi
  stop
done

[ $skipped = 0 ] && printf '%s passed, %s failed\n' $passed $failed || printf '%s passed, %s failed, %s skipped\n' $passed $failed $skipped
[ $failed = 0 ]
