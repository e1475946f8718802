#!/bin/bash
# Inside the cluster's namespaces, started by node.sh: for each line PORT:HOST:HOSTPORT of the file `forwards` a listener on the
# node's address that leads, by a unix socket, to a process in the host's network namespace; for each line FIRST-LAST:HOST:HOSTFIRST
# one process that is in both (spark-forward.go). Ends when one of them ends, or on
# TERM; node.sh starts it anew. Open connections live on.
set -u
d=/run/spark/forward
# What an earlier one that was killed left behind still holds the ports.
for p in $(cat $d/pids 2> /dev/null); do kill -9 "$p" 2> /dev/null; done
rm -rf $d; mkdir -p $d; chmod 700 $d
pids=()
trap 'kill "${pids[@]}" 2> /dev/null; rm -f $d/pids; exit 0' TERM
while IFS=: read -r port host hostport; do
  [ -n "$port" ] || continue
  if [[ $port = *-* ]]; then
    [ -x "$K8S_BIN/spark-forward" ] || { echo "$port: spark-forward is not built"; continue; }
    "$K8S_BIN/spark-forward" /run/spark/host-net "$K8S_NODE_IP" "$port:$host:$hostport" < /dev/null & pids+=($!)
    continue
  fi
  nsenter --net=/run/spark/host-net socat "UNIX-LISTEN:$d/$port,fork,mode=600,backlog=128" "TCP4:$host:$hostport,nodelay,connect-timeout=5" < /dev/null & pids+=($!)
  socat "TCP4-LISTEN:$port,bind=$K8S_NODE_IP,reuseaddr,fork,nodelay,backlog=128" "UNIX-CONNECT:$d/$port" < /dev/null & pids+=($!)
done < <(cat "$K8S_STATE/forwards" 2> /dev/null)
if [ ${#pids[@]} = 0 ]; then sleep infinity & pids+=($!); fi
echo "${pids[@]}" > $d/pids
wait -n
kill "${pids[@]}" 2> /dev/null
rm -f $d/pids
