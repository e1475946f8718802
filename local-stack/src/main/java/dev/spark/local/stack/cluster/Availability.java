package dev.spark.local.stack.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Which clusters this machine can run. */
public final class Availability {

    /**
     * @param available whether it can
     * @param why in a few words, in both cases
     */
    public record Answer(boolean available, String why) {}

    private final Path root;

    /** @param root the checkout */
    public Availability(Path root) {
        this.root = root;
    }

    /** The first of {@link ClusterKind#AUTOMATIC} that can run here. */
    public ClusterKind choose() {
        return ClusterKind.AUTOMATIC.stream()
                .filter(kind -> of(kind).available())
                .findFirst()
                .orElse(ClusterKind.SIMULATED);
    }

    public Answer of(ClusterKind kind) {
        return switch (kind) {
            case DOCKER -> docker();
            case LOCAL -> local();
            case KUBECONFIG -> new Answer(true, "any cluster that you name with --kubeconfig");
            case SIMULATED -> new Answer(true, "runs everywhere, and its sparks cannot be entered");
        };
    }

    private static Answer docker() {
        var answer = ask(List.of("docker", "version", "--format", "{{.Server.Version}}"));
        return answer.available()
                ? new Answer(true, "Docker " + answer.why() + " answers")
                : new Answer(false, "no Docker engine answers");
    }

    private Answer local() {
        var answer =
                ask(List.of(root.resolve("deploy/local/kubernetes/check.sh").toString()));
        return new Answer(answer.available(), answer.why().replaceFirst("^(ok|no): ", ""));
    }

    /** Says the first line of its output. */
    private static Answer ask(List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Answer(false, "does not answer");
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(
                    process.exitValue() == 0, output.lines().findFirst().orElse(""));
        } catch (IOException e) {
            return new Answer(false, "is not there");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(false, "interrupted");
        }
    }
}
