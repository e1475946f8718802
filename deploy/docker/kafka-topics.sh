#!/bin/sh
# Makes the topics that are missing; the same ones as dev.spark.local.kafka.Topics.
set -eu
topic() { # NAME PARTITIONS RETENTION-MS
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists --topic "$1" --partitions "$2" \
    --replication-factor 1 --config "retention.ms=$3"
}
day=86400000
for t in "spark.commands.provisioning $((7 * day))" "spark.commands.lifecycle $((7 * day))" "spark.commands.snapshots $((7 * day))" \
         "spark.events -1" "spark.activity $day"; do
  # shellcheck disable=SC2086
  set -- $t
  topic "$1" 12 "$2"
  topic "$1.dlq" 1 $((30 * day))
done
