package dev.spark.provisioner.manifest;

import dev.spark.events.SparkId;
import dev.spark.kit.ssh.HostAuthority;
import dev.spark.provisioner.DatabasesConfig;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.domain.Order;
import dev.spark.provisioner.domain.Part;
import java.util.EnumMap;
import java.util.Map;

/** All objects of a spark. */
public final class SparkManifests {

    private final ProvisionerConfig config;
    private final DatabasesConfig databases;
    private final HostAuthority authority;

    /** @param authority makes the sparks' host keys */
    public SparkManifests(ProvisionerConfig config, DatabasesConfig databases, HostAuthority authority) {
        this.config = config;
        this.authority = authority;
        this.databases = databases;
    }

    /**
     * @param env the owner's variables, plain
     * @param databasePassword of the spark's own role
     */
    public Map<Part, Manifest> of(SparkId id, Order order, Map<String, String> env, String databasePassword) {
        var manifests = new EnumMap<Part, Manifest>(Part.class);
        manifests.put(Part.VOLUME, VolumeManifest.of(id, order, config));
        manifests.put(Part.SECRET, SecretManifest.of(id, order, env, databasePassword, config, databases, authority));
        manifests.put(Part.SERVICE, Manifest.of(ServiceManifest.of(id, order, config)));
        if (config.network().policy()) {
            manifests.put(Part.NETWORK_POLICY, Manifest.of(NetworkPolicyManifest.of(id, order, config, databases)));
        }
        manifests.put(Part.DEPLOYMENT, Manifest.of(DeploymentManifest.of(id, order, config)));
        return manifests;
    }
}
