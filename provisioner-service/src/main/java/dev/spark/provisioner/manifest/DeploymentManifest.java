package dev.spark.provisioner.manifest;

import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec;
import dev.spark.provisioner.ProvisionerConfig;
import dev.spark.provisioner.domain.Order;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The container of a spark. The number of replicas is not in it: that is the lifecycle's, and a spark that sleeps is not woken
 * by being applied again.
 */
final class DeploymentManifest {

    static final String CONTAINER = "spark";

    /** What the launcher takes without being told, so that the default is no reason for a new pod. */
    private static final int LAUNCHERS_PROCESSES = 4096;

    private static final BigDecimal MEBI = BigDecimal.valueOf(1024 * 1024);
    private static final String DATA = "data";
    private static final String SECRET = "secret";
    private static final String EPHEMERAL_STORAGE = "ephemeral-storage";
    private static final String LOCALHOST = "Localhost/";
    /** Newer API servers turn it into the field that older ones do not know. */
    private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/" + CONTAINER;

    private DeploymentManifest() {}

    static Deployment of(SparkId id, Order order, ProvisionerConfig config) {
        Map<String, String> labels = Labels.of(id, order);
        Deployment deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withName(id.value())
                .withNamespace(config.namespace())
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withRevisionHistoryLimit(1)
                .withNewSelector()
                .withMatchLabels(Labels.selecting(id))
                .endSelector()
                .withNewStrategy()
                .withType("Recreate")
                .endStrategy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withHostname(order.spec().name())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(
                        config.terminationGracePeriod().toSeconds())
                .withNodeSelector(config.nodeSelector())
                .withSecurityContext(security(config))
                .withContainers(container(id, order, config))
                .addNewVolume()
                .withName(DATA)
                .withNewPersistentVolumeClaim()
                .withClaimName(id.value())
                .endPersistentVolumeClaim()
                .endVolume()
                .addNewVolume()
                .withName(SECRET)
                .withNewSecret()
                .withSecretName(id.value())
                .endSecret()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        config.appArmorProfile()
                .ifPresent(profile ->
                        deployment.getSpec().getTemplate().getMetadata().setAnnotations(Map.of(APP_ARMOR, profile)));
        return deployment;
    }

    private static PodSecurityContext security(ProvisionerConfig config) {
        var security = new PodSecurityContextBuilder();
        config.seccompProfile().map(DeploymentManifest::seccomp).ifPresent(security::withSeccompProfile);
        if (config.lowPorts()) {
            security.addNewSysctl("net.ipv4.ip_unprivileged_port_start", "0");
            security.addNewSysctl("net.ipv4.ping_group_range", "0 2147483647");
        }
        return security.build();
    }

    private static SeccompProfile seccomp(String profile) {
        return profile.startsWith(LOCALHOST)
                ? new SeccompProfile(profile.substring(LOCALHOST.length()), "Localhost")
                : new SeccompProfile(null, profile);
    }

    private static Container container(SparkId id, Order order, ProvisionerConfig config) {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(config.image())
                .withImagePullPolicy(config.imagePullPolicy())
                .withEnv(env(id, order, config))
                .addNewPort()
                .withName("ssh")
                .withContainerPort(22)
                .withProtocol("TCP")
                .endPort()
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withPort(new IntOrString("ssh"))
                .endTcpSocket()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(2)
                .withFailureThreshold(5)
                .endReadinessProbe()
                .withResources(resources(order.spec().size(), config))
                .withNewSecurityContext()
                .withNewCapabilities()
                .withDrop("ALL")
                .withAdd(config.capabilities())
                .endCapabilities()
                .endSecurityContext()
                .addNewVolumeMount()
                .withName(DATA)
                .withMountPath("/home/user")
                .withSubPath("home")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName(DATA)
                .withMountPath("/var/lib/spark")
                .withSubPath("system")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName(DATA)
                .withMountPath("/layer")
                .withSubPath("root")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName(SECRET)
                .withMountPath("/etc/spark/secret")
                .withReadOnly(true)
                .endVolumeMount()
                .build();
    }

    private static List<EnvVar> env(SparkId id, Order order, ProvisionerConfig config) {
        SparkSpec spec = order.spec();
        var env = new ArrayList<EnvVar>();
        env.add(variable("SPARK_ID", id.value()));
        env.add(variable("SPARK_NAME", spec.name()));
        env.add(variable("SPARK_OWNER", spec.owner()));
        if (spec.repo() != null) {
            env.add(variable("SPARK_REPO", spec.repo()));
        }
        if (spec.dotfiles() != null) {
            env.add(variable("SPARK_DOTFILES", spec.dotfiles()));
        }
        if (config.userNamespaces() != ProvisionerConfig.UserNamespaces.PREFERRED) {
            env.add(variable(
                    "SPARK_USER_NAMESPACE", config.userNamespaces().name().toLowerCase(Locale.ROOT)));
        }
        if (config.processes() != LAUNCHERS_PROCESSES) {
            env.add(variable("SPARK_PROCESSES", Integer.toString(config.processes())));
        }
        if (order.rootResets() > 0) {
            env.add(variable("SPARK_ROOT", Integer.toString(order.rootResets())));
        }
        return env;
    }

    /** Kubernetes expands $(NAME) in values; a doubled dollar is a plain one. */
    private static EnvVar variable(String name, String value) {
        return new EnvVar(name, value.replace("$", "$$"), null);
    }

    private static ResourceRequirements resources(SparkSpec.Size size, ProvisionerConfig config) {
        ProvisionerConfig.Requests requests = config.requests();
        var resources = new ResourceRequirementsBuilder()
                .addToLimits("cpu", new Quantity(size.cpu()))
                .addToLimits("memory", new Quantity(size.memory()))
                .addToRequests("cpu", milli(new Quantity(size.cpu()), requests.cpu()))
                .addToRequests("memory", mebi(new Quantity(size.memory()), requests.memory()));
        config.ephemeralStorage()
                .map(Quantity::new)
                .ifPresent(limit -> resources
                        .addToLimits(EPHEMERAL_STORAGE, limit)
                        // Where there is none it is the limit.
                        .addToRequests(EPHEMERAL_STORAGE, mebi(limit, requests.ephemeralStorage())));
        return resources.build();
    }

    private static Quantity milli(Quantity limit, double fraction) {
        long milli = part(limit.getNumericalAmount().movePointRight(3), fraction);
        return new Quantity(milli + "m");
    }

    private static Quantity mebi(Quantity limit, double fraction) {
        return new Quantity(part(limit.getNumericalAmount().divide(MEBI), fraction) + "Mi");
    }

    private static long part(BigDecimal whole, double fraction) {
        return Math.max(
                1,
                whole.multiply(BigDecimal.valueOf(fraction))
                        .setScale(0, RoundingMode.CEILING)
                        .longValueExact());
    }
}
