package dev.spark.local.stack;

import dev.spark.local.SparkCache;
import dev.spark.local.postgres.PostgresSettings;
import dev.spark.local.stack.apps.App;
import dev.spark.local.stack.cluster.Cluster;
import dev.spark.local.stack.cluster.Clusters;
import dev.spark.local.stack.cluster.Kubeconfigs;
import dev.spark.local.stack.cluster.Rights;
import dev.spark.local.stack.cluster.Surroundings;
import dev.spark.local.stack.process.Child;
import dev.spark.local.stack.process.Launcher;
import dev.spark.local.stack.process.LogRotation;
import dev.spark.local.stack.process.ProcessTable;
import dev.spark.local.stack.process.SupervisedChild;
import dev.spark.local.stack.state.Board;
import dev.spark.local.stack.state.Choices;
import dev.spark.local.stack.state.FolderLock;
import dev.spark.local.stack.state.PortClaims;
import dev.spark.local.stack.state.Ports;
import dev.spark.local.stack.state.PrivateFile;
import dev.spark.local.stack.state.Secrets;
import dev.spark.local.stack.state.StateFolder;
import dev.spark.local.stack.state.Status.Phase;
import dev.spark.local.stack.state.Status.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The process that lives as long as the stack does: starts its parts, all at once, and starts again what dies. */
final class Supervisor {

    private static final long LOG_LIMIT = 10 << 20;

    private final StateFolder state;
    private final Checkout checkout;
    private final Map<String, String> settings;
    private final Secrets secrets;
    private final Ports ports;
    private final Board board;
    private final Launcher launcher;
    private final Cluster cluster;
    private final Choices choices;
    private final ClusterKeeper keeper;
    private volatile @Nullable Trainer trainer;
    private @Nullable String lastComplaint;
    private final List<SupervisedChild> children = new ArrayList<>();
    private final ScheduledExecutorService chores = Executors.newSingleThreadScheduledExecutor();

    private Supervisor(StateFolder state, Checkout checkout) throws InterruptedException {
        this.state = state;
        this.checkout = checkout;
        this.settings = Settings.forPrograms(System.getenv());
        this.secrets = new Secrets(state.secrets());
        this.choices = choose(state);
        this.ports = new Ports(choices.keptPorts());
        this.launcher = new Launcher(new ProcessTable(state.children()));
        this.board = new Board(state.status(), parts(), System::nanoTime);
        this.cluster = Clusters.of(choices, surroundings(state, checkout, launcher, choices));
        this.keeper = keeper();
    }

    /** Runs until it is told to end. Returns the exit code where the stack did not start. */
    static int run(StateFolder state, Checkout checkout) throws Exception {
        var lock = FolderLock.tryToTake(state.supervisorLock(), Duration.ofSeconds(1));
        if (lock.isEmpty()) {
            System.err.println("another supervisor is at work on " + state.path());
            return 1;
        }
        StackEnd.of(state).endChildren(); // what a killed one left
        var supervisor = new Supervisor(state, checkout);
        Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop, "stop"));
        return supervisor.supervise();
    }

    private static List<String> parts() {
        return Stream.concat(
                        Stream.of("postgres", "kafka", ClusterKeeper.PART, ImagePart.PART),
                        Stream.of(Service.values()).map(Service::serviceName))
                .toList();
    }

    private static Choices choose(StateFolder state) throws InterruptedException {
        var kept = Choices.read(state.choices());
        var chosen = kept.with(new PortClaims(SparkCache.folder().resolve("ports"), state)
                .choose(claims -> Ports.choose(
                        kept.keptPorts(),
                        Clusters.wishedPorts(kept, wishes()),
                        Clusters.ranges(),
                        port -> !claims.isAnothers(port) && Ports.isFree(port))));
        if (!chosen.keptPorts().equals(kept.keptPorts())) {
            chosen.write(state.choices());
            PrivateFile.delete(state.kubeconfigs().resolve("expire-at")); // they name the cluster's port
        }
        return chosen;
    }

    private static Map<String, Integer> wishes() {
        var wishes = new TreeMap<>(Map.of("postgres", 7432, "kafka", 7092, Service.JUMP, 2222));
        for (var service : Service.values()) {
            wishes.put(service.serviceName(), service.wishedPort());
        }
        return wishes;
    }

    static Surroundings surroundings(StateFolder state, Checkout checkout, Launcher launcher, Choices choices) {
        return new Surroundings(
                state,
                checkout.root(),
                SparkCache.folder(),
                Settings.forScripts(System.getenv()),
                choices.keptPorts(),
                launcher);
    }

    private int supervise() throws Exception {
        chores.scheduleAtFixedRate(this::tick, 500, 500, TimeUnit.MILLISECONDS);
        var apps = install();
        board.describe("http://127.0.0.1:" + ports.of(Service.GATEWAY.serviceName()), builds(apps));
        var everything = start(apps);
        try {
            everything.get();
        } catch (ExecutionException e) {
            System.err.println("the stack did not start: " + e.getMessage());
            failForSure(String.valueOf(e.getMessage()));
            return 1; // the hook ends what has started
        }
        board.phase(Phase.READY);
        chores.scheduleAtFixedRate(keeper::renew, 12, 12, TimeUnit.HOURS);
        var learners = new ArrayList<>(apps.values());
        learners.add(stackApp().as("kafka"));
        learners.add(stackApp().as(StackEnd.SUPERVISOR));
        var newTrainer = new Trainer(state, learners, stackApp(), launcher);
        trainer = newTrainer;
        newTrainer.trainIfNeeded();
        while (true) {
            Thread.sleep(Duration.ofDays(1));
        }
    }

    private App stackApp() {
        return checkout.installStack();
    }

    private Map<Service, App> install() {
        var apps = new EnumMap<Service, App>(Service.class);
        for (var service : Service.values()) {
            apps.put(service, checkout.install(service));
        }
        return apps;
    }

    private static String builds(Map<Service, App> apps) {
        return String.join(
                " ",
                apps.values().stream()
                        .map(app -> app.name() + ":" + app.build())
                        .toList());
    }

    /** Completes when all parts are ready; fails with the first that is not going to be. */
    private CompletableFuture<Void> start(Map<Service, App> apps) {
        var database = PostgresSettings.of(state.postgres(), ports.of("postgres"), secrets.postgresPassword());
        var postgres = supervise(new PostgresChild(
                database, () -> Set.of(cluster.databaseForSparks().host()), secrets, settings));
        var kafka = supervise(new KafkaChild(stackApp().as("kafka"), state.kafka(), ports.of("kafka"), settings));
        var image = new ImagePart(cluster, keeper.ready(), board);
        Thread.ofVirtual().name("cluster").start(keeper);
        Thread.ofVirtual().name("image").start(image);

        // Not Kafka: services start beside it, and their clients ask until it answers.
        var wired = CompletableFuture.allOf(postgres, keeper.entitled(), image.reference())
                .thenApply(nothing -> new Wiring(
                        settings,
                        ports,
                        secrets,
                        state.kubeconfigs(),
                        checkout.templates(),
                        image.reference().join(),
                        cluster.databaseForSparks(),
                        database.rootCertificate(),
                        cluster.kubelet(),
                        cluster.activator()));
        var all = new ArrayList<CompletableFuture<?>>(List.of(postgres, kafka, keeper.ready(), image.loaded()));
        for (var service : Service.values()) {
            var app = Objects.requireNonNull(apps.get(service));
            all.add(supervise(new ServiceChild(service, app, wired, ports.of(service.serviceName()))));
        }
        return firstFailureOrAll(all);
    }

    private ClusterKeeper keeper() {
        var services = Stream.of(Service.values()).map(Service::serviceName).toList();
        return new ClusterKeeper(
                cluster,
                admin -> new Rights(admin, choices.context(), checkout.manifests()),
                new Kubeconfigs(state.kubeconfigs()),
                services,
                board);
    }

    private CompletableFuture<Void> supervise(Child child) {
        var supervised = new SupervisedChild(child, launcher, state.log(child.name()), board);
        children.add(supervised);
        Thread.ofVirtual().name(child.name()).start(supervised);
        return supervised.ready();
    }

    private static CompletableFuture<Void> firstFailureOrAll(List<CompletableFuture<?>> all) {
        var result = new CompletableFuture<Void>();
        for (var each : all) {
            each.whenComplete((value, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                }
            });
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenRun(() -> result.complete(null));
        return result;
    }

    /** A part that fails says so on the board itself; one that only is not ready in time does not. */
    private void failForSure(String why) {
        if (board.phase() == Phase.STARTING) {
            board.status().parts().stream()
                    .filter(part -> part.state() != State.READY)
                    .filter(part -> part.state() != State.WAITING)
                    .findFirst()
                    .ifPresentOrElse(
                            part -> board.fail(
                                    part.name(),
                                    "did not become ready" + (part.doing() == null ? "" : ": " + part.doing())
                                            + "; see " + state.log(part.name())),
                            () -> board.fail("stack", why));
        }
    }

    private void tick() {
        if (board.phase() == Phase.STARTING) {
            chore(board::refresh);
        }
        chore(new LogRotation(List.of(state.logs(), state.kubernetes().resolve("log")), LOG_LIMIT)::run);
    }

    /** A chore that fails, on a full disk for instance, says so once and is done again at the next tick. */
    private void chore(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!e.toString().equals(lastComplaint)) {
                lastComplaint = e.toString();
                System.err.println("a chore failed: " + e);
            }
        }
    }

    private void stop() {
        chores.shutdownNow();
        board.phase(Phase.STOPPING);
        var current = trainer;
        if (current != null) {
            current.stackEnds();
        }
        children.forEach(SupervisedChild::stopRestarting);
        keeper.stopRestarting();
        StackEnd.of(state).endEverything(cluster);
    }
}
