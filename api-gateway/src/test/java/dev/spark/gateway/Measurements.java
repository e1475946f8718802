package dev.spark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Not part of the build: how fast admission and the rebuild are, beside what the database does at best. Run with
 *
 * <pre>./mvnw -pl api-gateway test-compile failsafe:integration-test -Dit.test=Measurements</pre>
 */
@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class Measurements {

    private static final int CLIENTS = 32;
    private static final int CALLS = 4000;

    @Test
    void creates() throws Exception {
        Gateway.empty(1_000_000, 1_000_000);
        String token = Gateway.tokenOf("ada");
        for (int round = 0; round < 4; round++) {
            measure("creates", token, "POST");
            inserts();
        }
        measure("reads", token, "GET");
        measure("reads", token, "GET");
        TopicIT.verify();
    }

    @Test
    void rebuilds() {
        Gateway.empty(1_000_000, 1_000_000);
        long before = Gateway.logged();
        // 20 000 sparks of 50 events each.
        Gateway.DATABASE.execute("""
                insert into event (position, event_id, spark_id, owner, spark_name, type, source, at, actor, body)
                select %d + (e * 20000) + s + 1, 'm-' || e || '-' || s, id, 'ada', 'm-' || s,
                    type, 'spark/test', now(), 'ada', '{"type":"' || type || '","spark_id":"' || id || '",' ||
                        case type
                            when 'spark.requested.v1' then '"spec":{"name":"m-' || s || '","owner":"ada","size":{"cpu":"1",
                                "memory":"1Gi","storage":"1Gi"},"env_names":[],"labels":{"n":"' || s || '"},
                                "idle_timeout":"PT30M","wake_policy":"any"},"authorized_keys":[],"requested_by":"ada"}'
                            when 'spark.started.v1' then '"x":1}'
                            else '"step":"step-' || e %% 8 || '","state":"done","message":"Doing the step"}'
                        end
                from generate_series(0, 49) e, generate_series(0, 19999) s,
                    lateral (select 's-' || translate(lpad(to_hex(s), 10, '0'), '0189', 'wxyz') as id,
                        case when e = 0 then 'spark.requested.v1' when e %% 10 = 0 then 'spark.started.v1'
                            else 'spark.step-reached.v1' end as type) t""".formatted(before));
        Gateway.DATABASE.execute("update event_log set last_position = last_position + 1000000");
        for (int i = 0; i < 2; i++) {
            System.out.println("MEASURED rebuild: "
                    + RestAssured.given()
                            .header("Authorization", "Bearer " + GatewayInfrastructure.OPERATOR)
                            .post("/ops/read-model/rebuild")
                            .asString());
        }
        TopicIT.verify();
    }

    private static void measure(String what, String token, String method) throws Exception {
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var left = new AtomicInteger(CALLS);
        var times = new ConcurrentLinkedQueue<Long>();
        var failed = new AtomicInteger();
        long began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                threads.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        long start = System.nanoTime();
                        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port
                                        + (method.equals("GET") ? "/v1/sparks?limit=1" : "/v1/sparks")))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .method(
                                        method,
                                        method.equals("GET")
                                                ? HttpRequest.BodyPublishers.noBody()
                                                : HttpRequest.BodyPublishers.ofString("{}"))
                                .build();
                        if (http.send(request, HttpResponse.BodyHandlers.ofString())
                                        .statusCode()
                                >= 300) {
                            failed.incrementAndGet();
                        }
                        times.add(System.nanoTime() - start);
                    }
                    return null;
                });
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        var sorted = times.stream().sorted().toList();
        System.out.printf(
                "MEASURED %s: %.0f per second, median %.1f ms, p99 %.1f ms, failed %d%n",
                what,
                CALLS / seconds,
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 99 / 100) / 1e6,
                failed.get());
        assertThat(failed.get()).isZero();
    }

    /** What PostgreSQL does at best: one small row per transaction, on as many connections as there are clients. */
    private static void inserts() throws Exception {
        Gateway.DATABASE.execute("create table if not exists bare (id bigint generated always as identity, body text)");
        var left = new AtomicInteger(CALLS);
        long began;
        var connections = new java.util.ArrayList<Connection>();
        var address = dev.spark.testing.Infrastructure.postgres();
        for (int i = 0; i < CLIENTS; i++) {
            connections.add(java.sql.DriverManager.getConnection(
                    "jdbc:postgresql://" + address.host() + ":" + address.port() + "/spark?currentSchema=gateway",
                    Gateway.DATABASE.role(),
                    Gateway.DATABASE.password()));
        }
        began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (Connection connection : connections) {
                threads.submit(() -> {
                    try (var statement = connection.prepareStatement("insert into bare (body) values (?)")) {
                        while (left.getAndDecrement() > 0) {
                            statement.setString(1, "x".repeat(500));
                            statement.executeUpdate();
                        }
                    }
                    return null;
                });
            }
        }
        System.out.printf("MEASURED bare inserts: %.0f per second%n", CALLS / ((System.nanoTime() - began) / 1e9));
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
