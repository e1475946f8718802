package dev.spark.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spark.events.Encoded;
import dev.spark.events.Envelope;
import dev.spark.events.LifecycleCommand.SleepSpark;
import dev.spark.events.Message;
import dev.spark.events.MessageCodec;
import dev.spark.events.SparkEvent.SparkAdmitted;
import dev.spark.events.SparkEvent.SparkProvisioned;
import dev.spark.events.SparkEvent.SparkRequested;
import dev.spark.events.SparkEvent.SparkSleepRequested;
import dev.spark.events.SparkEvent.SparkStarted;
import dev.spark.events.SparkId;
import dev.spark.events.SparkSpec;
import dev.spark.events.Topics;
import dev.spark.system.Gateway;
import dev.spark.system.Gateway.Answer;
import dev.spark.system.Stack;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Whether ten thousand sparks that sleep cost what ten do: a page of the list, a wake, a tick of the lifecycle. On a simulated
 * cluster, where a pod is ready after a fixed time and computes nothing.
 *
 * <p>The first ten are created by the API. The others have no database, volume, secret or service, which no machine of one
 * developer has room for ten thousand times: each is a deployment of no replicas, and the messages by which the services would have
 * heard of it. They fold those themselves, and it is the lifecycle that finds each asleep.
 */
final class ScaleBench {

    static final int FEW = 10;
    private static final double AIM = 1.10;
    private static final int WARM_UP = 5;
    private static final int WARM_UP_WAKES = 20;
    private static final int WRITERS = 8;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(20);

    /** How many are told to sleep at once: each has a deadline for it. */
    private static final int AT_ONCE = 500;

    private static final Duration POD_STARTS = Duration.ofMillis(300);
    private static final String TICK = "spark.lifecycle.tick";
    private static final List<String> SWEEPERS = List.of("lifecycle", "provisioner");

    private final Stack stack;
    private final Report report;
    private final int many;
    private final int pages;
    private final int wakes;
    private final Duration quiet;
    private final Gateway gateway;
    private final KubernetesClient cluster;
    private final HttpClient http = HttpClient.newHttpClient();
    private final MessageCodec codec = new MessageCodec();
    private final Random random = new Random(1);
    private final List<String> real = new ArrayList<>();

    /**
     * What was measured with one number of sparks.
     *
     * @param reconciled by service: how often its reconciler looked at a spark while nothing happened, and how long that took
     * @param cpu by process: seconds of CPU in that time
     * @param resident by process, MiB
     */
    private record Measured(
            int sparks,
            Samples page,
            Samples largePage,
            Samples wake,
            Meter tick,
            Map<String, Meter> reconciled,
            Map<String, Double> cpu,
            Map<String, Long> resident) {}

    ScaleBench(Stack stack, Report report, Options options) {
        this.stack = stack;
        this.report = report;
        this.many = options.sparks();
        this.pages = options.rounds();
        this.wakes = options.podRounds();
        this.quiet = Duration.ofSeconds(options.quietSeconds());
        this.gateway = stack.admin();
        this.cluster = stack.cluster();
    }

    void run() throws Exception {
        require(gateway.call("PUT", "/v1/quota", Map.of("running", 2 * FEW, "total", 1_000_000)), 200);
        for (int i = 0; i < FEW; i++) {
            real.add(gateway.create("few-" + i).path("id").asText());
        }
        for (String id : real) {
            gateway.awaitState(id, "running", LIMIT);
            require(gateway.call("POST", "/v1/sparks/" + id + "/sleep", null), 202);
            gateway.awaitState(id, "asleep", LIMIT);
        }
        pages(FEW, WARM_UP * pages);
        wakes(Math.min(WARM_UP_WAKES, wakes));
        Measured few = measure(FEW);
        long started = System.nanoTime();
        bringTo(many);
        double filled = (System.nanoTime() - started) / 1e9;
        pages(FEW, WARM_UP * pages);
        wakes(Math.min(WARM_UP_WAKES, wakes));
        write(few, measure(many), filled);
    }

    private Measured measure(int sparks) throws Exception {
        Samples page = pages(FEW, pages);
        Samples largePage = pages(50, pages);
        Samples wake = wakes(wakes);

        Meter tick = meter("lifecycle", TICK);
        var reconciled = new LinkedHashMap<String, Meter>();
        for (String service : SWEEPERS) {
            reconciled.put(service, reconciler(service));
        }
        Map<String, Double> cpu = cpu();
        TimeUnit.MILLISECONDS.sleep(quiet.toMillis());
        Map<String, Double> cpuAfter = cpu();
        tick = meter("lifecycle", TICK).since(tick);
        for (String service : SWEEPERS) {
            reconciled.put(service, reconciler(service).since(reconciled.getOrDefault(service, new Meter(0, 0))));
        }
        cpuAfter.replaceAll((part, seconds) -> seconds - cpu.getOrDefault(part, 0.0));
        return new Measured(sparks, page, largePage, wake, tick, reconciled, cpuAfter, resident());
    }

    private Samples pages(int limit, int calls) throws Exception {
        var samples = new Samples();
        for (int i = 0; i < calls; i++) {
            samples.time(() -> require(gateway.get("/v1/sparks?limit=" + limit), 200));
        }
        return samples;
    }

    private Samples wakes(int rounds) throws Exception {
        var samples = new Samples();
        try (var events = new EventStream(stack)) {
            for (int i = 0; i < rounds; i++) {
                String id = real.get(i % FEW);
                events.forget("spark.started.v1 " + id);
                long asked = System.nanoTime();
                require(gateway.call("POST", "/v1/sparks/" + id + "/wake", null), 202);
                samples.addNanos(events.await("spark.started.v1 " + id) - asked);
                events.forget("spark.asleep.v1 " + id);
                require(gateway.call("POST", "/v1/sparks/" + id + "/sleep", null), 202);
                events.await("spark.asleep.v1 " + id);
            }
        }
        return samples;
    }

    /** Has so many sparks asleep, and waits until every service has taken that in. */
    private void bringTo(int sparks) throws Exception {
        List<SparkId> ids = Stream.generate(() -> SparkId.random(random))
                .limit(sparks - FEW)
                .toList();
        deploy(ids);
        tell(ids);
        // What they were told of is still being told to others.
        TimeUnit.SECONDS.sleep(30);
    }

    private void awaitAsleep(int sparks) {
        Awaitility.await(sparks + " asleep")
                .atMost(SETTLED_WITHIN)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> asleep() == sparks);
    }

    private long asleep() {
        return Long.parseLong(stack.query("select count(*)::text from gateway.spark where state = 'asleep'")
                .getFirst());
    }

    private void deploy(List<SparkId> ids) throws Exception {
        Deployment like = cluster.apps()
                .deployments()
                .inNamespace(Stack.NAMESPACE)
                .withName(real.getFirst())
                .get();
        try (var writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Callable<Deployment>> work = ids.stream()
                    .<Callable<Deployment>>map(
                            id -> () -> cluster.resource(deployment(id, like)).create())
                    .toList();
            for (var done : writers.invokeAll(work)) {
                done.get();
            }
        }
    }

    /** As that of a real one, but for the label by which the provisioner knows its own: it does not have this one. */
    private static Deployment deployment(SparkId id, Deployment like) {
        Map<String, String> labels = Map.of("spark.dev/id", id.value(), "app.kubernetes.io/part-of", "spark");
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(id.value())
                .withNamespace(Stack.NAMESPACE)
                .withLabels(labels)
                .endMetadata()
                .withNewSpecLike(like.getSpec())
                .withReplicas(0)
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .editTemplate()
                .editMetadata()
                .withLabels(labels)
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** The events of a spark that was made and is to sleep, and the command by which the gateway has it sleep. */
    private void tell(List<SparkId> ids) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", stack.bootstrapServers(), "acks", "all", "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var sent = new ArrayList<Future<?>>();
            for (int i = 0; i < ids.size(); i++) {
                for (Message event : history(ids.get(i), "many-" + i)) {
                    sent.add(send(producer, Topics.EVENTS, event));
                }
            }
            acknowledged(sent);
            for (int from = 0; from < ids.size(); from += AT_ONCE) {
                int to = Math.min(from + AT_ONCE, ids.size());
                for (SparkId id : ids.subList(from, to)) {
                    sent.add(send(producer, Topics.LIFECYCLE, new SleepSpark(id, null, "admin")));
                }
                acknowledged(sent);
                awaitAsleep(FEW + to);
            }
        }
    }

    private static void acknowledged(List<Future<?>> sent) throws Exception {
        for (Future<?> one : sent) {
            one.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        sent.clear();
    }

    private static List<Message> history(SparkId id, String name) {
        var spec = new SparkSpec(
                name,
                "admin",
                null,
                null,
                null,
                new SparkSpec.Size("500m", "256Mi", "1Gi"),
                List.of(),
                Map.of(),
                Duration.ofDays(30),
                Duration.ofMinutes(30),
                SparkSpec.WakePolicy.ANY,
                List.of());
        return List.of(
                new SparkRequested(id, spec, List.of(), "admin"),
                new SparkAdmitted(id),
                new SparkProvisioned(id, "bench", "none", "127.0.0.1"),
                new SparkStarted(id),
                new SparkSleepRequested(id, null, null, "admin"));
    }

    private Future<?> send(KafkaProducer<byte[], byte[]> producer, String topic, Message message) {
        Encoded encoded = codec.encode(
                new Envelope(
                        UUID.randomUUID().toString(),
                        MessageCodec.typeOf(message.getClass()),
                        "spark/bench",
                        message.sparkId().value(),
                        Instant.now(),
                        null,
                        null),
                message);
        var record = new ProducerRecord<>(topic, encoded.key().getBytes(UTF_8), encoded.body());
        encoded.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return producer.send(record);
    }

    private Meter meter(String service, String timer) throws IOException, InterruptedException {
        return Meter.read(stack, http, service, timer);
    }

    private Meter reconciler(String service) throws IOException, InterruptedException {
        return meter(service, "spark." + service + ".reconcile");
    }

    private Map<String, Double> cpu() {
        var cpu = new LinkedHashMap<String, Double>();
        for (JsonNode part : stack.status().path("parts")) {
            long pid = part.path("pid").asLong();
            if (pid > 0) {
                cpu.put(
                        part.path("name").asText(),
                        ProcessBench.all(pid)
                                .flatMap(process -> process.info().totalCpuDuration().stream())
                                .mapToDouble(time -> time.toNanos() / 1e9)
                                .sum());
            }
        }
        return cpu;
    }

    private Map<String, Long> resident() {
        var resident = new LinkedHashMap<String, Long>();
        for (JsonNode part : stack.status().path("parts")) {
            long pid = part.path("pid").asLong();
            if (pid > 0) {
                resident.put(part.path("name").asText(), ProcessBench.resident(pid));
            }
        }
        return resident;
    }

    private void write(Measured few, Measured many, double filled) {
        report.heading("Scale");
        report.line(String.format(
                Locale.ROOT,
                "%d and %,d sparks that sleep, on a simulated cluster, in a stack of its own. The first %d were created by the API; the"
                        + " others (in %.0f s) have no database, volume, secret or service: each is a deployment of no replicas, and the messages by which the"
                        + " services hear of a spark, which they fold themselves; the lifecycle found each of them asleep. The provisioner does not have"
                        + " them, and its sweep is with the first %d in both columns.",
                few.sparks(),
                many.sparks(),
                FEW,
                filled,
                FEW));
        report.line("");
        report.line(String.format(
                Locale.ROOT, "| what | with %d | with %,d | ratio | at most %.2f |", few.sparks(), many.sparks(), AIM));
        report.line("|---|---|---|---|---|");
        row("`GET /v1/sparks?limit=" + FEW + "`", few.page(), many.page(), Duration.ZERO);
        row("wake → running seen", few.wake(), many.wake(), Duration.ZERO);
        row(
                "the same, without the " + POD_STARTS.toMillis() + " ms that a simulated pod takes",
                few.wake(),
                many.wake(),
                POD_STARTS);
        double ratio = many.tick().meanMillis() / few.tick().meanMillis();
        report.line(String.format(
                Locale.ROOT,
                "| a tick of the lifecycle, mean | %.2f ms | %.2f ms | **%.2f** | %s |",
                few.tick().meanMillis(),
                many.tick().meanMillis(),
                ratio,
                met(ratio)));
        report.line("");
        report.line(String.format(
                Locale.ROOT,
                "p50 / p99 in ms; ratios of medians. %d pages after %d, %d wakes after %d, %.0f and %.0f ticks in %d s in which nobody did"
                        + " anything. A page of 50, which with %d sparks has %d: %s and %s ms.",
                pages,
                WARM_UP * pages,
                wakes,
                Math.min(WARM_UP_WAKES, wakes),
                few.tick().count(),
                many.tick().count(),
                quiet.toSeconds(),
                few.sparks(),
                few.sparks(),
                few.largePage(),
                many.largePage()));
        idle(few, many);
    }

    /** What the stack does while nobody does anything: there is what grows. */
    private void idle(Measured few, Measured many) {
        report.line("");
        report.line("In those " + quiet.toSeconds() + " s:");
        report.line("");
        report.line(String.format(Locale.ROOT, "| what | with %d | with %,d |", few.sparks(), many.sparks()));
        report.line("|---|---|---|");
        for (String service : SWEEPERS) {
            report.line(String.format(
                    Locale.ROOT,
                    "| sparks that the %s looked at, how long that took | %s | %s |",
                    service,
                    swept(few.reconciled().get(service)),
                    swept(many.reconciled().get(service))));
        }
        for (String part : many.cpu().keySet()) {
            report.line(String.format(
                    Locale.ROOT,
                    "| %s: CPU, resident | %.1f s, %d MiB | %.1f s, %d MiB |",
                    part,
                    few.cpu().getOrDefault(part, Double.NaN),
                    few.resident().getOrDefault(part, 0L),
                    many.cpu().getOrDefault(part, Double.NaN),
                    many.resident().getOrDefault(part, 0L)));
        }
    }

    private static String swept(@Nullable Meter meter) {
        return meter == null || meter.count() == 0
                ? "–"
                : String.format(Locale.ROOT, "%.0f, %.1f ms each", meter.count(), meter.meanMillis());
    }

    private void row(String what, Samples few, Samples many, Duration fixed) {
        double less = fixed.toNanos() / 1e6;
        double ratio = (many.p(50) - less) / (few.p(50) - less);
        report.line(String.format(
                Locale.ROOT,
                "| %s | %.1f / %.1f ms | %.1f / %.1f ms | **%.2f** | %s |",
                what,
                few.p(50) - less,
                few.p(99) - less,
                many.p(50) - less,
                many.p(99) - less,
                ratio,
                met(ratio)));
    }

    private static String met(double ratio) {
        return ratio <= AIM ? "met" : "**not met**";
    }

    private static void require(Answer answer, int status) {
        if (answer.status() != status) {
            throw new IllegalStateException("answered " + answer.status() + " " + answer.body());
        }
    }
}
