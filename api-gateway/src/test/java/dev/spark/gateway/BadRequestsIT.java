package dev.spark.gateway;

import static dev.spark.gateway.Gateway.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spark.gateway.domain.PublicKeyTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class BadRequestsIT {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeEach
    void makeRoom() {
        Gateway.empty(1000, 1000);
    }

    @TestFactory
    List<DynamicTest> namesTheFieldThatIsWrong() {
        var tests = new ArrayList<DynamicTest>();
        String token = Gateway.tokenOf("ada");
        String[][] bodies = {
            {"POST /v1/sparks", "", "body"},
            {"POST /v1/sparks", "null", "body"},
            {"POST /v1/sparks", "[]", "body"},
            {"POST /v1/sparks", "\"x\"", "body"},
            {"POST /v1/sparks", "{", "body"},
            {"POST /v1/sparks", "{}{}", "body"},
            {"POST /v1/sparks", "{'name': 'x'}", "body"},
            {"POST /v1/sparks", "{\"name\": \"abc\", \"name\": \"abd\"}", "body"},
            {"POST /v1/sparks", "[".repeat(5000), "body"},
            {"POST /v1/sparks", "{\"name\": 1}", "name"},
            {"POST /v1/sparks", "{\"name\": true}", "name"},
            {"POST /v1/sparks", "{\"name\": {}}", "name"},
            {"POST /v1/sparks", "{\"name\": []}", "name"},
            {"POST /v1/sparks", "{\"name\": \"\"}", "name"},
            {"POST /v1/sparks", "{\"name\": \"ab\"}", "name"},
            {"POST /v1/sparks", "{\"name\": \"" + "a".repeat(41) + "\"}", "name"},
            {"POST /v1/sparks", "{\"name\": \"../../etc\"}", "name"},
            {"POST /v1/sparks", "{\"name\": \"a\\u0000bc\"}", "name"},
            {"POST /v1/sparks", "{\"name\": \"a'; drop table spark; --\"}", "name"},
            {"POST /v1/sparks", "{\"name\": \"s-abcdefghij\"}", "name"},
            {"POST /v1/sparks", "{\"names\": \"abc\"}", "names"},
            {"POST /v1/sparks", "{\"template\": \"x\"}", "template"},
            {"POST /v1/sparks", "{\"size\": \"large\"}", "size"},
            {"POST /v1/sparks", "{\"size\": {\"gpu\": \"1\"}}", "size.gpu"},
            {"POST /v1/sparks", "{\"size\": {\"cpu\": 2}}", "size.cpu"},
            {"POST /v1/sparks", "{\"size\": {\"cpu\": \"0\"}}", "size.cpu"},
            {"POST /v1/sparks", "{\"size\": {\"cpu\": \"17\"}}", "size.cpu"},
            {"POST /v1/sparks", "{\"size\": {\"memory\": \"1Mi\"}}", "size.memory"},
            {"POST /v1/sparks", "{\"size\": {\"storage\": \"-1Gi\"}}", "size.storage"},
            {"POST /v1/sparks", "{\"size\": {\"storage\": \"501Gi\"}}", "size.storage"},
            {"POST /v1/sparks", "{\"env\": []}", "env"},
            {"POST /v1/sparks", "{\"env\": {\"A\": 1}}", "env.A"},
            {"POST /v1/sparks", "{\"env\": {\"A\": null}}", "env.A"},
            {"POST /v1/sparks", "{\"env\": {\"A\": {\"b\": \"c\"}}}", "env.A"},
            {"POST /v1/sparks", "{\"env\": {\"\": \"x\"}}", "env."},
            {"POST /v1/sparks", "{\"env\": {\"A-B\": \"x\"}}", "env.A-B"},
            {"POST /v1/sparks", "{\"env\": {\"A=B\": \"x\"}}", "env.A=B"},
            {"POST /v1/sparks", "{\"env\": {\"SPARK_ID\": \"x\"}}", "env.SPARK_ID"},
            {"POST /v1/sparks", "{\"env\": {\"DATABASE_URL\": \"x\"}}", "env.DATABASE_URL"},
            {"POST /v1/sparks", "{\"env\": {\"LD_PRELOAD\": \"x\"}}", "env.LD_PRELOAD"},
            {"POST /v1/sparks", "{\"env\": {\"A\": \"\\u0000\"}}", "env.A"},
            {"POST /v1/sparks", "{\"env\": {\"A\": \"" + "x".repeat(140_000) + "\"}}", "env.A"},
            {
                "POST /v1/sparks",
                "{\"env\": {\"A\": \"" + "x".repeat(100_000) + "\", \"B\": \"" + "x".repeat(100_000) + "\", \"C\": \""
                        + "x".repeat(100_000) + "\"}}",
                "env"
            },
            // Six times as long wherever it is written down.
            {"POST /v1/sparks", "{\"env\": {\"A\": \"" + "\\u0001".repeat(60_000) + "\"}}", "env"},
            {"POST /v1/sparks", "{\"labels\": {\"a b\": \"x\"}}", "labels.a b"},
            {"POST /v1/sparks", "{\"labels\": {\"a\": \"x y\"}}", "labels.a"},
            {"POST /v1/sparks", "{\"labels\": {\"a\": null}}", "labels.a"},
            {"POST /v1/sparks", "{\"labels\": {\"spark.dev/owner\": \"x\"}}", "labels.spark.dev/owner"},
            {"POST /v1/sparks", "{\"ttl\": 5}", "ttl"},
            {"POST /v1/sparks", "{\"ttl\": \"soon\"}", "ttl"},
            {"POST /v1/sparks", "{\"ttl\": \"-1h\"}", "ttl"},
            {"POST /v1/sparks", "{\"ttl\": \"1s\"}", "ttl"},
            {"POST /v1/sparks", "{\"ttl\": \"999999999d\"}", "ttl"},
            {"POST /v1/sparks", "{\"idle_timeout\": \"1s\"}", "idle_timeout"},
            {"POST /v1/sparks", "{\"wake_policy\": \"never\"}", "wake_policy"},
            {"POST /v1/sparks", "{\"repo\": \"--upload-pack=touch /tmp/x\"}", "repo"},
            {"POST /v1/sparks", "{\"repo\": \"https://me:secret@github.com/a/b\"}", "repo"},
            {"POST /v1/sparks", "{\"repo\": \"file:///etc\"}", "repo"},
            {"POST /v1/sparks", "{\"env\": {\"PATH\": \"/opt/x\"}}", "env.PATH"},
            {"POST /v1/sparks", "{\"git\": {\"email\": \"ada\"}}", "git.email"},
            {"POST /v1/sparks", "{\"git\": {\"name\": \"Ada\\n[core]\"}}", "git.name"},
            {"POST /v1/sparks", "{\"git\": {\"depth\": 0}}", "git.depth"},
            {"POST /v1/sparks", "{\"ssh_keys\": \"x\"}", "ssh_keys"},
            {"POST /v1/sparks", "{\"ssh_keys\": [\"x\"]}", "ssh_keys[0]"},
            {"POST /v1/sparks", "{\"ssh_keys\": [null]}", "ssh_keys[0]"},
            {"POST /v1/sparks", "{\"ssh_keys\": [1]}", "ssh_keys[0]"},
            {
                "POST /v1/sparks",
                "{\"ssh_keys\": [\"command=\\\"id\\\" " + PublicKeyTest.madeUp(1) + "\"]}",
                "ssh_keys[0]"
            },
            {"POST /v1/sparks?wait=x", "{}", "wait"},
            {"POST /v1/sparks?wait=-1s", "{}", "wait"},
            {"PATCH /v1/sparks/x", "{}", "body"},
            {"PATCH /v1/sparks/x", "{\"name\": \"new\"}", "name"},
            {"PATCH /v1/sparks/x", "{\"labels\": 1}", "labels"},
            {"POST /v1/ssh-keys", "{}", "public_key"},
            {"POST /v1/ssh-keys", "{\"public_key\": \"ssh-rsa x\"}", "public_key"},
            {"POST /v1/ssh-keys", "{\"public_key\": \"" + PublicKeyTest.madeUp(1) + "\", \"name\": \"a b\"}", "name"},
            {"POST /v1/tokens", "{}", "name"},
            {"POST /v1/tokens", "{\"name\": \"\"}", "name"},
            {"POST /v1/tokens", "{\"name\": \"a\\u0000\"}", "name"},
            {"POST /v1/tokens", "{\"name\": \"a\", \"role\": \"root\"}", "role"},
            {"POST /v1/tokens", "{\"name\": \"a\", \"user\": \"a/b\"}", "user"},
            {"POST /v1/tokens", "{\"name\": \"a\", \"expires_in\": \"soon\"}", "expires_in"},
            {"GET /v1/sparks?limit=0", "", "limit"},
            {"GET /v1/sparks?limit=501", "", "limit"},
            {"GET /v1/sparks?limit=x", "", "limit"},
            {"GET /v1/sparks?cursor=x", "", "cursor"},
            {"GET /v1/sparks?cursor=MTphYmM", "", "cursor"},
            {"GET /v1/sparks?state=sleepy", "", "state"},
            {"GET /v1/sparks?label=a", "", "label"},
            {"GET /v1/sparks?label=%3Dx", "", "label"},
            {"GET /v1/sparks?prefix=%25", "", "prefix"},
            {"GET /v1/sparks?owner=a/b", "", "owner"},
            {"GET /v1/sparks?expiring_before=tomorrow", "", "expiring_before"},
            {"GET /v1/events?after=-1", "", "after"},
            {"GET /v1/events?limit=x", "", "limit"},
            {"DELETE /v1/sparks/x?purge=maybe", "", "purge"},
        };
        for (String[] bad : bodies) {
            String name = bad[0] + " " + (bad[1].length() > 100 ? bad[1].substring(0, 100) + "…" : bad[1]);
            tests.add(DynamicTest.dynamicTest(name, () -> {
                String[] call = bad[0].split(" ");
                // Not with REST Assured, which prepares to print a body of 5000 brackets prettily.
                var request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + call[1]))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(call[0], HttpRequest.BodyPublishers.ofString(bad[1]))
                        .build();
                var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                JsonNode problem = JSON.readTree(answer.body());
                assertThat(problem.get("code").asText()).isEqualTo("invalid_request");
                assertThat(problem.get("field").asText()).isEqualTo(bad[2]);
                assertThat(answer.headers().firstValue("X-Request-Id"))
                        .contains(problem.get("request_id").asText());
                assertThat(answer.body())
                        .doesNotContain("Exception")
                        .doesNotContain("jackson")
                        .doesNotContain("secret");
            }));
        }
        return tests;
    }

    @Test
    void refusesWhatTheServerRefusesAsProblemsToo() {
        var ada = Gateway.tokenOf("ada");
        problem(as("ada").get("/v1/nothing"), 404, "not_found");
        problem(as("ada").get("/v2/sparks"), 404, "not_found");
        problem(RestAssured.given().get("/nothing"), 404, "not_found");
        problem(as("ada").put("/v1/sparks"), 405, "invalid_request");
        problem(as("ada").accept("text/csv").get("/v1/sparks"), 406, "invalid_request");
        problem(
                RestAssured.given()
                        .header("Authorization", "Bearer " + ada)
                        .contentType("text/plain")
                        .body("x")
                        .post("/v1/sparks"),
                415,
                "invalid_request");
        problem(as("ada").body("x".repeat(1024 * 1024 + 1)).post("/v1/sparks"), 413, "invalid_request");
        problem(as("ada").get("/v1/sparks/%00"), 404, "not_found");
        problem(as("ada").get("/v1/sparks/" + "x".repeat(3000)), 404, "not_found");
        problem(RestAssured.given().post("/ops/redrive"), 404, "not_found");
    }

    @Test
    void refusesALargeBodyThatDoesNotSayItsSize() throws Exception {
        try (var socket = new java.net.Socket("localhost", RestAssured.port)) {
            var out = socket.getOutputStream();
            out.write(("POST /v1/sparks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.tokenOf("ada")
                            + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            byte[] chunk = new byte[64 * 1024];
            try {
                for (int i = 0; i < 20; i++) {
                    out.write((Integer.toHexString(chunk.length) + "\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    out.write(chunk);
                    out.write("\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                }
                out.write("0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            } catch (java.net.SocketException e) {
                // it hung up on us, which is fine once it has answered
            }
            var answer = new StringBuilder();
            byte[] buffer = new byte[8192];
            int count = socket.getInputStream().read(buffer);
            answer.append(new String(buffer, 0, Math.max(count, 0), java.nio.charset.StandardCharsets.UTF_8));
            assertThat(answer.toString()).startsWith("HTTP/1.1 413").contains("application/problem+json");
        }
    }

    @Test
    void takesASaneRequestIdAndNoOther() {
        as("ada").header("X-Request-Id", "my-id.1").get("/v1/whoami").then().header("X-Request-Id", equalTo("my-id.1"));
        assertThat(as("ada")
                        .header("X-Request-Id", "a b<script>")
                        .get("/v1/whoami")
                        .header("X-Request-Id"))
                .matches("[0-9a-f-]{36}");
    }

    @Test
    void takesNoMoreThanOneSaneIdempotencyKey() {
        for (String key : List.of("", " ", "a b", "x".repeat(256))) {
            as("ada")
                    .header("Idempotency-Key", key)
                    .body(Map.of())
                    .post("/v1/sparks")
                    .then()
                    .statusCode(400)
                    .body("field", equalTo("Idempotency-Key"));
        }
    }

    @Test
    void leavesNothingBehind() {
        assertThat(Gateway.DATABASE.value(
                        Long.class, "select count(*) from spark where name in ('abc', 'abd') or name like '%drop%'"))
                .isZero();
    }

    private static void problem(Response answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.<String>path("code")).isEqualTo(code);
        assertThat(answer.<Integer>path("status")).isEqualTo(status);
        assertThat(answer.<String>path("request_id")).isEqualTo(answer.header("X-Request-Id"));
    }
}
