#!/bin/bash
# Inside the cluster's namespaces, started by node.sh: for each line of the file `forwards`, PORT:HOST:HOSTPORT or
# FIRST-LAST:HOST:HOSTFIRST, either with /PER-SOURCE/TOTAL, listeners on the node's address that lead to the host's network namespace
# by one process that is in both (spark-forward.go). Where that is not built, a single port is led there by a unix socket, with the limit of all
# connections together. Ends when one of them ends, or on TERM; node.sh starts it anew. Open connections live on.
set -u
d=/run/spark/forward
# What an earlier one that was killed left behind still holds the ports.
for p in $(cat $d/pids 2> /dev/null); do kill -9 "$p" 2> /dev/null; done
rm -rf $d; mkdir -p $d; chmod 700 $d
pids=()
trap 'kill "${pids[@]}" 2> /dev/null; rm -f $d/pids; exit 0' TERM
while IFS=: read -r port host hostport; do
  [ -n "$port" ] || continue
  IFS=/ read -r hostport each all <<< "$hostport"
  if [ -x "$K8S_BIN/spark-forward" ]; then
    range=$port; [[ $port = *-* ]] || range=$port-$port
    "$K8S_BIN/spark-forward" /run/spark/host-net "$K8S_NODE_IP" "$range:$host:$hostport" ${each:+"$each" "$all"} < /dev/null & pids+=($!)
    continue
  fi
  echo "$port: spark-forward is not built"
  [[ $port != *-* ]] || continue
  nsenter --net=/run/spark/host-net socat "UNIX-LISTEN:$d/$port,fork,mode=600,backlog=128" "TCP4:$host:$hostport,nodelay,connect-timeout=5" < /dev/null & pids+=($!)
  socat "TCP4-LISTEN:$port,bind=$K8S_NODE_IP,reuseaddr,fork,nodelay,backlog=128${all:+,max-children=$all}" "UNIX-CONNECT:$d/$port" < /dev/null & pids+=($!)
done < <(cat "$K8S_STATE/forwards" 2> /dev/null)
if [ ${#pids[@]} = 0 ]; then sleep infinity & pids+=($!); fi
echo "${pids[@]}" > $d/pids
wait -n
kill "${pids[@]}" 2> /dev/null
rm -f $d/pids
