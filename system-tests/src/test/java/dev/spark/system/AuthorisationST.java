package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.spark.system.Gateway.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the OpenAPI, as {nobody, a revoked token, another owner, the owner, an administrator}, on {its own, a
 * foreign, an absent} spark. A foreign spark and an absent one answer the same, to the byte but for the request's id.
 */
@Order(80)
class AuthorisationST {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    private record Operation(String method, String path) {

        boolean isAboutASpark() {
            return path.startsWith("/v1/sparks/{");
        }

        String on(String spark) {
            return path.replaceFirst("\\{[^}]+}", spark).replaceAll("\\{[^}]+}", "absent");
        }
    }

    @Test
    void authorisesEveryOperation() throws Exception {
        Gateway owner = member("ada");
        Gateway other = member("eve");
        Gateway revoked = member("ada");
        String revokedId = newestTokenOf("ada");
        assertThat(revoked.get("/v1/whoami").status()).isEqualTo(200);
        assertThat(admin.delete("/v1/tokens/" + revokedId).status()).isEqualTo(204);
        String spark = owner.create("private").path("id").asText();
        admin.awaitState(spark, "running", Duration.ofMinutes(2));
        List<Operation> operations = operations();
        assertThat(operations).filteredOn(Operation::isAboutASpark).hasSizeGreaterThan(5);

        for (Operation operation : operations) {
            for (Gateway nobody :
                    List.of(new Gateway(stack.url(), null), new Gateway(stack.url(), "spark_guess"), revoked)) {
                assertThat(call(nobody, operation, spark).status())
                        .as(operation + " without a valid token")
                        .isEqualTo(401);
            }
            if (operation.isAboutASpark()) {
                Answer foreign = call(other, operation, spark);
                Answer absent = call(other, operation, "s-aaaaaaaaaa");
                assertThat(foreign.status())
                        .as(operation + " on a foreign spark")
                        .isEqualTo(404);
                assertThat(withoutId(foreign)).as(operation.toString()).isEqualTo(withoutId(absent));
                assertThat(call(admin, operation, "s-aaaaaaaaaa").status())
                        .as(operation + " absent")
                        .isEqualTo(404);
            }
        }
        // The positive control: who may, can.
        for (Operation operation : operations) {
            if (operation.isAboutASpark()
                    && operation.method().equals("get")
                    && !operation.path().endsWith("/exec")
                    && !operation.path().endsWith("/tunnel")) {
                assertThat(call(owner, operation, spark).status())
                        .as(operation + " of the owner")
                        .isEqualTo(200);
                assertThat(call(admin, operation, spark).status())
                        .as(operation + " of the admin")
                        .isEqualTo(200);
            }
        }
        assertThat(other.get("/v1/sparks").body().path("items")).isEmpty();
        assertThat(other.get("/v1/events").body().toString()).doesNotContain(spark);
        assertThat(owner.get("/v1/sparks").body().path("items")).hasSize(1);
        assertThat(other.call("PUT", "/v1/quota", Map.of("running", 1000, "total", 1000))
                        .status())
                .isEqualTo(403);
        assertThat(other.post("/v1/tokens", Map.of("name", "more", "role", "admin"))
                        .status())
                .isEqualTo(403);
        assertThat(other.post("/v1/tokens", Map.of("name", "more", "user", "ada"))
                        .status())
                .isEqualTo(403);
        assertThat(owner.purge(spark).status()).isEqualTo(202);
        admin.awaitGone(spark, Duration.ofMinutes(2));
    }

    private Answer call(Gateway as, Operation operation, String spark) {
        return as.call(operation.method().toUpperCase(java.util.Locale.ROOT), operation.on(spark), body(operation));
    }

    /** A body that is valid wherever one is needed, so that authorisation and not validation answers. */
    private static Object body(Operation operation) {
        String path = operation.path();
        return switch (operation.method()) {
            case "get", "delete" -> "";
            case "patch" -> Map.of("labels", Map.of("team", "x"));
            case "put" -> Map.of("running", 10, "total", 50);
            default ->
                switch (path.substring(path.lastIndexOf('/') + 1)) {
                    case "exec" -> Map.of("command", List.of("true"));
                    case "tokens" -> Map.of("name", "t");
                    case "extend" -> Map.of("ttl", "7d");
                    case "holds" -> Map.of("for", "1m", "reason", "a test");
                    default -> Map.of();
                };
        };
    }

    private static String withoutId(Answer answer) {
        JsonNode body = answer.body().deepCopy();
        if (body instanceof ObjectNode object) {
            object.remove("request_id");
            object.remove("instance");
            object.remove("trace_id");
        }
        return answer.status() + " " + body;
    }

    private Gateway member(String user) {
        Answer made = admin.post("/v1/tokens", Map.of("name", "test", "user", user, "role", "member"));
        assertThat(made.status()).isEqualTo(201);
        newest.put(user, made.body().path("id").asText());
        return new Gateway(stack.url(), made.body().path("token").asText());
    }

    private final Map<String, String> newest = new java.util.HashMap<>();

    private String newestTokenOf(String user) {
        return newest.getOrDefault(user, "");
    }

    private List<Operation> operations() throws IOException, InterruptedException {
        String openApi = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.url() + "/q/openapi"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        var operations = new ArrayList<Operation>();
        var paths = new YAMLMapper().readTree(openApi).path("paths");
        for (String path : sorted(paths)) {
            if (path.startsWith("/v1/")) {
                sorted(paths.path(path)).stream()
                        .filter(METHODS::contains)
                        .forEach(method -> operations.add(new Operation(method, path)));
            }
        }
        return operations;
    }

    private static Set<String> sorted(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
