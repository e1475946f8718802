package dev.spark.local.stack;

import dev.spark.local.stack.cluster.ActivatorAddress;
import dev.spark.local.stack.cluster.DatabaseAddress;
import dev.spark.local.stack.state.Ports;
import dev.spark.local.stack.state.PrivateFile;
import dev.spark.local.stack.state.Secrets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the services of one stack are told of each other.
 *
 * @param given the person's settings, which hold where the stack itself has nothing to say
 * @param kubeconfigs one file per service
 * @param templates the folder of what sparks can be made from
 * @param image the sparks' image
 * @param databaseForSparks where sparks reach PostgreSQL
 * @param databaseRootCertificate of the CA that has signed PostgreSQL's certificate
 * @param kubelet where the services reach the only node's kubelet, if not where the node says
 * @param activator where the cluster reaches the gateway's activator
 */
record Wiring(
        Map<String, String> given,
        Ports ports,
        Secrets secrets,
        Path kubeconfigs,
        Path templates,
        String image,
        DatabaseAddress databaseForSparks,
        Path databaseRootCertificate,
        Optional<String> kubelet,
        Optional<ActivatorAddress> activator) {

    /** In PEM. */
    String databaseRoot() {
        return PrivateFile.read(databaseRootCertificate).orElseThrow();
    }

    Path kubeconfig(String service) {
        return kubeconfigs.resolve(service);
    }
}
