package dev.spark.provisioner;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything an operator may tune about how sparks are built. */
@ConfigMapping(prefix = "spark.provisioner")
public interface ProvisionerConfig {

    /** The namespace that sparks live in. It has to be there, with the rights of deploy/kubernetes/rbac.yaml. */
    @WithDefault("sparks")
    String namespace();

    /** The image that sparks are made of. Those that run get it when they have rested. */
    @WithDefault("spark.local/spark:dev")
    String image();

    /** When the node fetches the image: IfNotPresent, Always or Never. */
    @WithDefault("IfNotPresent")
    String imagePullPolicy();

    /** The storage class of the sparks' volumes; the cluster's default, if absent. */
    Optional<String> storageClass();

    /** How long a container has to end when it is stopped. */
    @WithDefault("5s")
    Duration terminationGracePeriod();

    /** The Linux capabilities of a spark's container; all others are dropped. */
    @WithDefault("CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL,SETGID,SETUID,NET_BIND_SERVICE,SYS_CHROOT,AUDIT_WRITE")
    List<String> capabilities();

    /**
     * Whether sparks have a user namespace, in which their root lasts and is nobody on the node. With {@code PREFERRED} one that
     * is refused it starts without, and says so.
     */
    @WithDefault("PREFERRED")
    UserNamespaces userNamespaces();

    /** Whether sparks start without a user namespace. */
    enum UserNamespaces {
        /** They do where there is none to be had. */
        PREFERRED,
        /** They do not. */
        REQUIRED,
        /** All do. */
        OFF
    }

    /**
     * The seccomp profile of a spark's container: {@code RuntimeDefault}, {@code Unconfined} or {@code Localhost/NAME}; the
     * cluster's default, if absent. Those of containerd and CRI-O refuse user namespaces: a spark starts without then, its root
     * does not last, and it says so. In its user namespace it has a profile of its own (deploy/image/launcher).
     */
    Optional<String> seccompProfile();

    /**
     * The AppArmor profile of a spark's container: {@code unconfined} or {@code localhost/NAME}; the cluster's default, if
     * absent. The one that runtimes bring (on nodes with AppArmor, such as Ubuntu's) refuses mounts, with the same consequence.
     */
    Optional<String> appArmorProfile();

    /**
     * Whether everybody in a spark may listen on ports below 1024 and ping, as its root can on a machine of its own. By sysctls,
     * the first of which kubelets before 1.22 refuse unless they are told otherwise; sshd needs it, where there is a user
     * namespace.
     */
    @WithDefault("true")
    boolean lowPorts();

    /**
     * How much of its node's disk a spark may use beside its volume: {@code /tmp} and its log, and its whole root where it starts
     * without a user namespace. One that uses more is evicted and starts anew, with an empty {@code /tmp}. No limit, if empty.
     */
    @WithDefault("10Gi")
    Optional<String> ephemeralStorage();

    /**
     * How many processes and threads a spark may have. Held by its user namespace, from Linux 5.14 on; without one, or on an older
     * node, it is the kubelet's {@code podPidsLimit} that bounds them.
     */
    @WithDefault("4096")
    int processes();

    /** Labels that a node must have to run sparks. */
    Map<String, String> nodeSelector();

    Requests requests();

    Network network();

    Tailscale tailscale();

    Limits limits();

    Reconciler reconciler();

    Inventory inventory();

    /** What a spark reserves on its node, as a fraction of what it may use: sparks are idle most of the time. */
    interface Requests {

        /** Of the size's CPU. */
        @WithDefault("0.05")
        double cpu();

        /** Of the size's memory. */
        @WithDefault("0.1")
        double memory();

        /** Of the limit of ephemeral storage. */
        @WithDefault("0.01")
        double ephemeralStorage();
    }

    /** Who may reach a spark, and what a spark may reach. */
    interface Network {

        /** Whether each spark gets a NetworkPolicy. */
        @WithDefault("true")
        boolean policy();

        /** Labels of the namespace that the gateway runs in. */
        @WithDefault("spark-system")
        String gatewayNamespace();

        /** Labels of the gateway's pods. */
        @WithDefault("spark-gateway")
        String gatewayApp();

        /**
         * Addresses that sparks may not connect to: private networks, so neither each other nor the cluster, and what clouds
         * tell their machines secrets at (169.254.169.254, 168.63.129.16 of Azure, 192.0.0.192 of Oracle). IPv4 ones are
         * forbidden by way of NAT64 too.
         */
        @WithDefault(
                "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,169.254.0.0/16,168.63.129.16/32,192.0.0.0/24,"
                        + "fc00::/7,fe80::/10")
        List<String> forbidden();

        /** Labels of the namespace that the cluster's DNS runs in: port 53 is open to it alone, among forbidden addresses. */
        @WithDefault("kube-system")
        String dnsNamespace();

        /** The label {@code k8s-app} of the pods of the cluster's DNS. */
        @WithDefault("kube-dns")
        String dnsApp();

        /** Networks beside those pods in which DNS servers are: of NodeLocal DNSCache {@code 169.254.20.10/32}, say. */
        Optional<List<String>> dns();

        /**
         * Networks in which the sparks' database server is. Left out, it is the server's address where
         * spark.databases.host-for-sparks is one; where that is a name, its port is open everywhere.
         */
        Optional<List<String>> databases();
    }

    /** Each spark as a machine of its own in a tailnet, by the Tailscale operator. */
    interface Tailscale {

        /** Whether sparks are in the tailnet. */
        @WithDefault("false")
        boolean enabled();

        /** The namespace of the operator's proxies, which need to reach port 22. */
        @WithDefault("tailscale")
        String namespace();
    }

    /** How long is waited for what. Outages of the cluster or of PostgreSQL do not count. */
    interface Limits {

        /** Until a spark that does not come up has failed. */
        @WithDefault("10m")
        Duration building();

        /** Until a spark that went down and does not come back has failed. */
        @WithDefault("15m")
        Duration recovering();

        /** Until a removal is reported overdue. It goes on. */
        @WithDefault("5m")
        Duration removing();

        /** Until the user's own set-up is no longer followed. */
        @WithDefault("30m")
        Duration setup();

        /** The first pause between two tries; it doubles. */
        @WithDefault("250ms")
        Duration firstPause();

        /** The longest pause between two tries. */
        @WithDefault("30s")
        Duration longestPause();

        /** The longest pause where the other side does not answer. */
        @WithDefault("4s")
        Duration longestPauseUnreachable();
    }

    interface Reconciler {

        /** How many sparks are worked on at once. */
        @WithDefault("16")
        int concurrency();

        /** How many sparks are looked after at once on a sweep. */
        @WithDefault("4")
        int sweepConcurrency();

        /** How often sparks are looked at though nothing was told about them. */
        @WithDefault("60s")
        Duration sweep();

        /** How many are looked at on a sweep; the next one goes on from there. */
        @WithDefault("200")
        int sweepSize();

        /** Work that waits longer than this without any progress means that the reconciler is stuck. */
        @WithDefault("120s")
        Duration stuckAfter();
    }

    interface Inventory {

        /** How often what exists is compared with what is known. */
        @WithDefault("10m")
        Duration every();

        /** Whether what belongs to purged sparks is removed when it is found. What is unknown is only reported. */
        @WithDefault("true")
        boolean removes();
    }
}
