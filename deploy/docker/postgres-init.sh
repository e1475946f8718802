#!/bin/sh
# Run once by the postgres image, when its data is new.
set -eu
psql -q -U postgres -d postgres -v gateway_password="$SPARK_GATEWAY_PASSWORD" -v provisioner_password="$SPARK_PROVISIONER_PASSWORD" \
  -v lifecycle_password="$SPARK_LIFECYCLE_PASSWORD" -v snapshot_password="$SPARK_SNAPSHOT_PASSWORD" \
  -v metrics_password="$SPARK_METRICS_PASSWORD" -f /spark/bootstrap.sql
