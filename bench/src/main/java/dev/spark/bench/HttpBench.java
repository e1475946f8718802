package dev.spark.bench;

import dev.spark.system.Gateway;
import dev.spark.system.Stack;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Throughput of the two calls that matter, over what the machine can do at most: a bare Quarkus endpoint, a bare producer that
 * waits for each acknowledgement, one INSERT per transaction. All with the same number of callers, each one call at a time.
 */
final class HttpBench {

    private static final int CALLERS = 16;
    private static final int WARM_UP = 2000;
    private static final int CALLS = 4000;
    private static final String RAW_TOPIC = "bench.writes";

    private final Stack stack;
    private final Report report;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger names = new AtomicInteger();
    private final String token;
    private final int barePort;

    HttpBench(Stack stack, Report report) throws IOException {
        this.stack = stack;
        this.report = report;
        this.token = stack.secret("admin-token");
        try (var free = new ServerSocket(0)) {
            this.barePort = free.getLocalPort();
        }
    }

    private record Throughput(double perSecond, Samples latency) {}

    private interface Call {
        void run(int number) throws Exception;
    }

    void run() throws Exception {
        Gateway gateway = stack.admin();
        gateway.call("PUT", "/v1/quota", Map.of("running", 1, "total", 1_000_000));
        String spark = gateway.create("measured").path("id").asText();
        gateway.awaitState(spark, "running", Duration.ofMinutes(2));
        Process bare = startBare();
        try {
            Throughput bareGet = measure(call -> send(get("http://127.0.0.1:" + barePort + "/bare"), 200));
            Throughput ourGet = measure(call -> send(get(stack.url() + "/v1/sparks/" + spark), 200));
            Throughput barePost = measure(call -> send(post("http://127.0.0.1:" + barePort + "/bare", call), 200));
            Throughput producer = measureProducer();
            Throughput insert = measureInsert();
            // The one running slot is taken, so that each create is decided, logged, folded and published, and starts
            // no pod.
            Throughput ourPost = measure(call -> send(post(stack.url() + "/v1/sparks", names.incrementAndGet()), 202));
            report.heading("Calls");
            report.line(CALLERS + " callers, one call at a time each, " + CALLS + " calls after " + WARM_UP
                    + " to warm up.");
            report.line("");
            report.line("| what | per second | p50 / p99 ms |");
            report.line("|---|---|---|");
            row("bare Quarkus GET", bareGet);
            row("GET /v1/sparks/{s}", ourGet);
            row("bare Quarkus POST", barePost);
            row("bare producer, acks=all, one send at a time", producer);
            row("one INSERT per transaction, fsync", insert);
            row("POST /v1/sparks (durable, 202)", ourPost);
            report.line("");
            double ceiling = Math.min(Math.min(barePost.perSecond(), producer.perSecond()), insert.perSecond());
            report.line(String.format(
                    Locale.ROOT,
                    "GET: **%.2f** of the bare endpoint. POST: **%.2f** of the bare endpoint, **%.2f** of the bare producer, **%.2f**"
                            + " of bare INSERTs; **%.2f** of the lowest of the three.",
                    ourGet.perSecond() / bareGet.perSecond(),
                    ourPost.perSecond() / barePost.perSecond(),
                    ourPost.perSecond() / producer.perSecond(),
                    ourPost.perSecond() / insert.perSecond(),
                    ourPost.perSecond() / ceiling));
        } finally {
            bare.destroyForcibly();
        }
    }

    private void row(String what, Throughput throughput) {
        report.line(
                String.format(Locale.ROOT, "| %s | %.0f | %s |", what, throughput.perSecond(), throughput.latency()));
    }

    private Throughput measure(Call call) throws Exception {
        many(WARM_UP, call, new Samples());
        var latency = new Samples();
        long started = System.nanoTime();
        many(CALLS, call, latency);
        return new Throughput(CALLS / ((System.nanoTime() - started) / 1e9), latency);
    }

    private static void many(int calls, Call call, Samples latency) throws Exception {
        var next = new AtomicInteger();
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Callable<Void>> work = java.util.Collections.nCopies(CALLERS, () -> {
                for (int number = next.getAndIncrement(); number < calls; number = next.getAndIncrement()) {
                    int mine = number;
                    latency.time(() -> call.run(mine));
                }
                return null;
            });
            for (var done : callers.invokeAll(work)) {
                done.get();
            }
        }
    }

    private Throughput measureProducer() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
                var producer = new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(RAW_TOPIC, 12, (short) 1)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
            byte[] body = new byte[600];
            var throughput = measure(
                    call -> producer.send(new ProducerRecord<>(RAW_TOPIC, body)).get(10, TimeUnit.SECONDS));
            admin.deleteTopics(List.of(RAW_TOPIC)).all().get(10, TimeUnit.SECONDS);
            return throughput;
        }
    }

    private Throughput measureInsert() throws Exception {
        try (var setUp = stack.database("spark")) {
            setUp.createStatement().execute("create table bench_writes (id bigserial primary key, body bytea)");
        }
        var connections = new java.util.concurrent.ConcurrentHashMap<Thread, java.sql.PreparedStatement>();
        byte[] body = new byte[600];
        try {
            return measure(call -> {
                var insert = connections.get(Thread.currentThread());
                if (insert == null) {
                    insert = stack.database("spark").prepareStatement("insert into bench_writes (body) values (?)");
                    connections.put(Thread.currentThread(), insert);
                }
                insert.setBytes(1, body);
                insert.executeUpdate();
            });
        } finally {
            for (var statement : connections.values()) {
                statement.getConnection().close();
            }
            try (var cleanUp = stack.database("spark")) {
                cleanUp.createStatement().execute("drop table bench_writes");
            }
        }
    }

    private Process startBare() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        var process = new ProcessBuilder(
                        java.toString(),
                        // As the local stack runs the services.
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-Dbare.port=" + barePort,
                        "-jar",
                        stack.root
                                .resolve("bench/target/quarkus-app/quarkus-run.jar")
                                .toString(),
                        "bare")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitBare(process);
            return process;
        } catch (Throwable e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private void awaitBare(Process process) throws Exception {
        for (int i = 0; ; i++) {
            try {
                send(get("http://127.0.0.1:" + barePort + "/bare"), 200);
                return;
            } catch (IOException e) {
                if (i > 300 || !process.isAlive()) {
                    throw new IOException("the bare endpoint does not start on port " + barePort, e);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private HttpRequest get(String url) {
        return authorized(url).GET().build();
    }

    private HttpRequest post(String url, int number) {
        return authorized(url)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"write-" + number + "\"}"))
                .build();
    }

    private HttpRequest.Builder authorized(String url) {
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
    }

    private void send(HttpRequest request, int expected) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != expected) {
            throw new IllegalStateException(request + " answered " + answer.statusCode() + " " + answer.body());
        }
    }
}
