package dev.spark.local.stack.doctor;

import static dev.spark.local.stack.doctor.Finding.fail;
import static dev.spark.local.stack.doctor.Finding.ok;
import static dev.spark.local.stack.doctor.Finding.warn;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.spark.local.stack.cluster.Availability;
import dev.spark.local.stack.cluster.ClusterKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the machine offers. */
public final class MachineChecks {

    private static final JsonMapper JSON = JsonMapper.builder().build();
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
                image(),
                root(),
                watchers(),
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

    /** The image that was built here: each of its tools answered, or there would be none. */
    private Finding image() {
        Path manifest = cache.resolve("image/tools.json");
        if (!Files.exists(manifest)) {
            return ok("image", "not built yet: `spark up` builds it, or takes the one that is set");
        }
        try {
            return ok("image", JSON.readTree(manifest.toFile()).size() + " tools");
        } catch (IOException e) {
            return warn("image", manifest + " cannot be read: remove it, and `spark up` builds the image again");
        }
    }

    /** Whether what is installed in sparks lasts that run on this machine. */
    private static Finding root() {
        try {
            return kernelSetting("user/max_user_namespaces") == 0
                    ? warn(
                            "root",
                            "user.max_user_namespaces is 0: what is installed in a spark here does not last, and its root is root")
                    : ok("root", "user namespaces: what is installed in a spark here lasts, and its root is nobody");
        } catch (IOException e) {
            return warn("root", "whether there are user namespaces cannot be seen");
        }
    }

    /** Sparks of a node are one user to its kernel, and share what it has for each. */
    private static Finding watchers() {
        try {
            var most = kernelSetting("fs/inotify/max_user_instances");
            return most >= 1024
                    ? ok("file watchers", most + " for all sparks here")
                    : warn(
                            "file watchers",
                            most + " for all sparks here together, and a dev server takes some:"
                                    + " sysctl fs.inotify.max_user_instances=1024");
        } catch (IOException | NumberFormatException e) {
            return warn("file watchers", "how many there may be cannot be seen");
        }
    }

    /** Read at one go: such a file gives all of it to the first read, and nothing to the next. */
    private static long kernelSetting(String name) throws IOException {
        try (var file = Files.newInputStream(Path.of("/proc/sys").resolve(name))) {
            return Long.parseLong(new String(file.readNBytes(32), StandardCharsets.US_ASCII).strip());
        }
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
