#!/bin/sh
# Applies the roles and writes a kubeconfig for each service, with a token of its own account.
set -eu
umask 022
admin=/kubeconfigs/admin
sed 's#https://127.0.0.1:6443#https://cluster:6443#' "$admin" > /tmp/admin
kubectl --kubeconfig /tmp/admin apply --server-side --force-conflicts -f /spark/rbac.yaml
authority=$(sed -n 's/ *certificate-authority-data: //p' "$admin")
for service in gateway provisioner lifecycle metrics; do
  token=$(kubectl --kubeconfig /tmp/admin -n spark-system create token "spark-$service" --duration=8760h)
  cat > "/kubeconfigs/$service.part" <<Y
apiVersion: v1
kind: Config
clusters: [{name: spark, cluster: {server: "https://cluster:6443", certificate-authority-data: "$authority"}}]
users: [{name: spark-$service, user: {token: "$token"}}]
contexts: [{name: spark, context: {cluster: spark, user: spark-$service}}]
current-context: spark
Y
  # Its reader runs as 1001; the volume is seen by these containers only.
  chown 1001 "/kubeconfigs/$service.part"
  chmod 400 "/kubeconfigs/$service.part"
  mv "/kubeconfigs/$service.part" "/kubeconfigs/$service"
done
