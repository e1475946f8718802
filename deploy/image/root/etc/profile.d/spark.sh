# /etc/profile has just set PATH: a login shell gets the same one as every other session (see spark-session).
if [ "$HOME" = /home/user ]; then
  PATH=${SPARK_PATH:-/home/user/.local/bin:/home/user/.venv/bin:/home/user/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}
fi
