package dev.spark.local.stack.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the stack is doing, as its supervisor last wrote it down.
 *
 * @param url where the gateway listens
 * @param cluster which cluster it is, in words
 * @param simulated whether the sparks on it are only make-believe
 * @param kubeconfig of the cluster's administrator
 * @param failure why the phase is {@link Phase#FAILED}
 * @param build of which build the services are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Status(
        Phase phase,
        @Nullable String url,
        @Nullable String cluster,
        boolean simulated,
        @Nullable String kubeconfig,
        @Nullable String failure,
        @Nullable String build,
        List<Part> parts) {

    /** Of the whole. */
    public enum Phase {
        STARTING,
        /** All parts were ready once; one that died since is being started again. */
        READY,
        STOPPING,
        FAILED
    }

    /** Of a part. */
    public enum State {
        WAITING,
        STARTING,
        READY,
        FAILED
    }

    /**
     * @param doing what it is at, in a few words
     * @param seconds how long the last start took, or is taking
     * @param pid of its process, if it has one
     * @param restarts how often it was started again after it had died
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(
            String name,
            State state,
            @Nullable String doing,
            double seconds,
            @Nullable Long pid,
            int restarts) {}

    public static Optional<Status> read(Path file) {
        return PrivateFile.read(file).map(text -> Json.parse(text, Status.class));
    }
}
