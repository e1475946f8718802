package dev.spark.local.stack.doctor;

import static dev.spark.local.stack.doctor.Finding.fail;
import static dev.spark.local.stack.doctor.Finding.ok;
import static dev.spark.local.stack.doctor.Finding.warn;

import dev.spark.local.stack.cluster.Availability;
import dev.spark.local.stack.cluster.ClusterKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the machine offers. */
public final class MachineChecks {

    private static final long GIGABYTE = 1L << 30;
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

    private final Availability clusters;
    private final Path state;
    private final Path cache;

    public MachineChecks(Availability clusters, Path state, Path cache) {
        this.clusters = clusters;
        this.state = state;
        this.cache = cache;
    }

    public List<Finding> run() {
        return List.of(
                system(),
                java(),
                maven(),
                ssh(),
                cluster(ClusterKind.DOCKER),
                cluster(ClusterKind.LOCAL),
                chosen(),
                memory(),
                disk("disk (state)", state, 2),
                disk("disk (cache)", cache, 6));
    }

    private static Finding system() {
        return System.getProperty("os.name").equals("Linux")
                ? ok("system", "Linux, " + Runtime.getRuntime().availableProcessors() + " CPUs")
                : fail("system", "the stack runs on Linux only; the command line works here: spark login URL");
    }

    private static Finding java() {
        var version = Runtime.version().feature();
        var home = System.getProperty("java.home");
        return version >= 25 && Files.exists(Path.of(home, "bin", "javac"))
                ? ok("jdk", version + " in " + home)
                : fail(
                        "jdk",
                        "JDK 25 or newer is needed, this is " + version + ": install one, or set JAVA_HOME to it");
    }

    private static Finding maven() {
        return onPath("mvn")
                ? ok("maven", "on the PATH")
                : warn("maven", "not on the PATH: ./mvnw downloads it at the first build");
    }

    private static Finding ssh() {
        return onPath("ssh")
                ? ok("ssh", "on the PATH")
                : warn("ssh", "no ssh on the PATH: `spark shell` needs it (Debian: apt install openssh-client)");
    }

    private Finding cluster(ClusterKind kind) {
        var answer = clusters.of(kind);
        return answer.available() ? ok(kind.toString(), answer.why()) : warn(kind.toString(), answer.why());
    }

    private Finding chosen() {
        var kind = clusters.choose();
        return kind == ClusterKind.SIMULATED
                ? warn(
                        "cluster",
                        "only a simulated one, whose sparks cannot be entered: start Docker, be root on Debian 12, or give --kubeconfig")
                : ok("cluster", "--cluster auto takes " + kind);
    }

    private static Finding memory() {
        try {
            var found = AVAILABLE.matcher(Files.readString(Path.of("/proc/meminfo")));
            var available = found.find() ? Long.parseLong(found.group(1)) * 1024 : 0;
            var gigabytes = String.format(java.util.Locale.ROOT, "%.1f GB available", available / (double) GIGABYTE);
            return available >= 3 * GIGABYTE
                    ? ok("memory", gigabytes)
                    : warn("memory", gigabytes + ": the stack takes 2 GB, and each spark its own");
        } catch (IOException e) {
            return warn("memory", "cannot be seen");
        }
    }

    private static Finding disk(String what, Path folder, int gigabytes) {
        try {
            var there = firstThatIsThere(folder);
            var free = Files.getFileStore(there).getUsableSpace();
            var found = free / GIGABYTE + " GB free in " + there;
            if (!Files.isWritable(there)) {
                return fail(what, there + " is not writable");
            }
            return free >= gigabytes * GIGABYTE
                    ? ok(what, found)
                    : warn(what, found + ": make room, " + gigabytes + " GB may be needed");
        } catch (IOException e) {
            return fail(what, folder + " cannot be looked at: " + e.getMessage());
        }
    }

    private static Path firstThatIsThere(Path folder) {
        for (var each = folder; each != null; each = each.getParent()) {
            if (Files.isDirectory(each)) {
                return each;
            }
        }
        return Path.of("/");
    }

    private static boolean onPath(String program) {
        var path = System.getenv("PATH");
        return path != null
                && Stream.of(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
