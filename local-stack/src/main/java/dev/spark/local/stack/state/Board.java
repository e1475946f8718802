package dev.spark.local.stack.state;

import dev.spark.local.stack.state.Status.Part;
import dev.spark.local.stack.state.Status.Phase;
import dev.spark.local.stack.state.Status.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Where the parts say how they are doing; it writes the {@link Status} down at each change. */
public final class Board {

    private static final class Line {
        State state = State.WAITING;

        @Nullable
        String doing;

        long since;
        double seconds;

        @Nullable
        Long pid;

        int restarts;
    }

    private final Path file;
    private final LongSupplier nanos;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private Phase phase = Phase.STARTING;
    private @Nullable String url;
    private @Nullable String cluster;
    private boolean simulated;
    private @Nullable String kubeconfig;
    private @Nullable String failure;
    private @Nullable String build;

    public Board(Path file, List<String> parts, LongSupplier nanos) {
        this.file = file;
        this.nanos = nanos;
        parts.forEach(name -> lines.put(name, new Line()));
    }

    public synchronized void describe(String url, String build) {
        this.url = url;
        this.build = build;
        write();
    }

    public synchronized void describeCluster(String cluster, boolean simulated, Path kubeconfig) {
        this.cluster = cluster;
        this.simulated = simulated;
        this.kubeconfig = kubeconfig.toString();
        write();
    }

    public synchronized void phase(Phase phase) {
        if (this.phase != Phase.FAILED) {
            this.phase = phase;
            write();
        }
    }

    public synchronized Phase phase() {
        return phase;
    }

    /** The whole has failed, by this part's fault. The first one counts. */
    public synchronized void fail(String part, String why) {
        var line = line(part);
        line.state = State.FAILED;
        line.doing = why;
        if (phase == Phase.STARTING) {
            phase = Phase.FAILED;
            failure = part + ": " + why;
        }
        write();
    }

    public synchronized void starting(String part, @Nullable String doing) {
        var line = line(part);
        if (line.state != State.STARTING) {
            line.since = nanos.getAsLong();
        }
        line.state = State.STARTING;
        line.doing = doing;
        line.seconds = elapsed(line);
        write();
    }

    public synchronized void running(String part, long pid) {
        line(part).pid = pid;
        write();
    }

    public synchronized void ready(String part, @Nullable String what) {
        var line = line(part);
        line.seconds = elapsed(line);
        line.state = State.READY;
        line.doing = what;
        write();
    }

    public synchronized void died(String part, String how) {
        var line = line(part);
        line.state = State.STARTING;
        line.since = nanos.getAsLong();
        line.doing = how;
        line.pid = null;
        line.restarts++;
        write();
    }

    /** Writes down how long what is being started takes by now. */
    public synchronized void refresh() {
        write();
    }

    public synchronized Status status() {
        var parts = lines.entrySet().stream()
                .map(each -> part(each.getKey(), each.getValue()))
                .toList();
        return new Status(phase, url, cluster, simulated, kubeconfig, failure, build, parts);
    }

    private Part part(String name, Line line) {
        var seconds = line.state == State.STARTING ? elapsed(line) : line.seconds;
        return new Part(name, line.state, line.doing, seconds, line.pid, line.restarts);
    }

    private Line line(String part) {
        return lines.computeIfAbsent(part, name -> new Line());
    }

    private double elapsed(Line line) {
        return Math.round(Duration.ofNanos(nanos.getAsLong() - line.since).toMillis() / 100.0) / 10.0;
    }

    private void write() {
        PrivateFile.write(file, Json.print(status()));
    }
}
