#!/bin/sh
# Starts docker-compose.yml: builds what it needs, makes the secrets in .env once, and logs nobody in:
# the admin's token is SPARK_ADMIN_TOKEN in .env.
#   deploy/docker/up.sh          then: ./spark login http://127.0.0.1:7080 --token-stdin
#   docker compose down [-v]     ends it, with -v for good
set -eu
cd "$(dirname "$0")/../.."
word() { LC_ALL=C tr -dc 'A-Za-z0-9' < /dev/urandom | head -c 43; }
./mvnw -q -DskipTests -Dmaven.test.skip=true -pl api-gateway,provisioner-service,lifecycle-service,metrics-service -am package

mkdir -p target/docker
docker build --quiet --tag spark.local/spark:compose deploy/image > target/docker.id
image=spark.local/spark:$(sed 's/sha256://' target/docker.id | cut -c1-12)
docker tag spark.local/spark:compose "$image"
[ -s target/docker/spark.tar ] && [ "$(cat target/docker.saved 2>/dev/null)" = "$image" ] || {
  docker save --output target/docker/spark.tar "$image"
  echo "$image" > target/docker.saved
}

( # .env holds all secrets: from its first byte on it is its owner's alone.
  umask 077
  if [ ! -s .env ]; then
    {
      for name in SUPERUSER GATEWAY PROVISIONER LIFECYCLE SNAPSHOT METRICS; do echo "SPARK_${name}_PASSWORD=$(word)"; done
      echo "SPARK_ADMIN_TOKEN=spark_$(word)"
      echo "SPARK_OPS_TOKEN=$(word)"
      echo "SPARK_SEALING_KEY=$(head -c 32 /dev/urandom | base64)"
    } > .env.part
    mv .env.part .env
  fi
  rm -f .env.part
  grep -v '^SPARK_IMAGE=' .env > .env.part || true
  echo "SPARK_IMAGE=$image" >> .env.part
  mv .env.part .env
)

docker compose up --detach --build --wait
echo "Spark is up at http://127.0.0.1:${SPARK_PORT:-7080}; its admin's token is in .env"
