package dev.spark.gateway;

import static dev.spark.gateway.Gateway.admin;
import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.create;
import static dev.spark.gateway.Gateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.gateway.domain.PublicKeyTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class AuthorizationIT {

    private static final AtomicInteger KEYS = new AtomicInteger(1000);

    /** An operation of the API's description. */
    private record Op(String method, String path) {
        boolean hasObject() {
            return path.contains("{");
        }

        Response call(RequestSpecification request, String object) {
            String body = switch (path) {
                case "/v1/quota" -> "{\"running\": 1000, \"total\": 1000}";
                case "/v1/tokens" -> "{\"name\": \"x\"}";
                case "/v1/ssh-keys" -> "{\"public_key\": \"" + PublicKeyTest.madeUp(KEYS.incrementAndGet()) + "\"}";
                default ->
                    method.equals("PATCH")
                            ? "{\"idle_timeout\": \"" + (60 + KEYS.incrementAndGet()) + "s\"}"
                            : switch (path.substring(path.lastIndexOf('/') + 1)) {
                                case "exec" -> "{\"command\": [\"true\"]}";
                                case "extend" -> "{\"ttl\": \"7d\"}";
                                case "holds" -> HOLD;
                                default -> "{}";
                            };
            };
            RequestSpecification with = method.equals("GET") || method.equals("DELETE") ? request : request.body(body);
            return with.request(method, path.replaceFirst("\\{[^}]*}", object).replace("{hold}", "hold"));
        }
    }

    private static final String HOLD = "{\"for\": \"1m\", \"reason\": \"a test\"}";

    @BeforeEach
    void makeRoom() {
        Gateway.empty(1000, 1000);
    }

    @TestFactory
    List<DynamicTest> letsNobodyInWhoIsNotKnown() {
        String revoked = admin().body(Map.of("name", "r", "user", "ada"))
                .post("/v1/tokens")
                .path("token");
        String revokedId = admin().get("/v1/tokens").path("items.find { it.name == 'r' }.id");
        Gateway.with(revoked).get("/v1/whoami").then().statusCode(200);
        admin().delete("/v1/tokens/" + revokedId).then().statusCode(204);
        var tests = new ArrayList<DynamicTest>();
        for (Op op : operations()) {
            tests.add(DynamicTest.dynamicTest(op.toString(), () -> {
                for (RequestSpecification nobody : List.of(
                        RestAssured.given().contentType("application/json"),
                        Gateway.with(revoked),
                        Gateway.with("spark_nonsense"),
                        Gateway.with(""),
                        RestAssured.given().contentType("application/json").header("Authorization", "Basic YTpi"),
                        Gateway.with("a.b.c"))) {
                    Response answer = op.call(nobody, "s-abcdefghij");
                    assertThat(answer.statusCode()).isEqualTo(401);
                    assertThat(answer.contentType()).startsWith("application/problem+json");
                    assertThat(answer.<String>path("code")).isEqualTo("unauthenticated");
                    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
                }
            }));
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> showsWhatIsForeignAsAbsent() {
        var tests = new ArrayList<DynamicTest>();
        for (Op op : operations()) {
            if (!op.hasObject() || isForAll(op)) {
                continue;
            }
            tests.add(DynamicTest.dynamicTest(op.toString(), () -> {
                Response foreign = op.call(as("eve"), objectOf(op, "ada"));
                Response absent = op.call(as("eve"), absent(op));
                assertThat(foreign.statusCode()).as(foreign.asString()).isEqualTo(404);
                assertThat(withoutRequestId(foreign)).isEqualTo(withoutRequestId(absent));
                assertThat(foreign.headers().asList().stream()
                                .map(header -> header.getName())
                                .toList())
                        .isEqualTo(absent.headers().asList().stream()
                                .map(header -> header.getName())
                                .toList());
                // The control: its owner gets through, and an admin wherever objects are not personal.
                assertThat(op.call(as("ada"), objectOf(op, "ada")).statusCode()).isNotIn(401, 403, 404);
                int asAdmin = op.call(admin(), objectOf(op, "ada")).statusCode();
                if (op.path().startsWith("/v1/ssh-keys")) {
                    assertThat(asAdmin).isEqualTo(404);
                } else {
                    assertThat(asAdmin).isNotIn(401, 403, 404);
                }
                assertThat(op.call(admin(), absent(op)).statusCode()).isEqualTo(404);
            }));
        }
        return tests;
    }

    /** Templates are nobody's. */
    private static boolean isForAll(Op op) {
        return op.path().startsWith("/v1/templates");
    }

    @Test
    void showsTemplatesToEverybody() {
        as("eve").get("/v1/templates/default").then().statusCode(200);
        as("eve").get("/v1/templates/absent").then().statusCode(404);
    }

    @TestFactory
    List<DynamicTest> letsMembersDoWhatMembersMay() {
        var tests = new ArrayList<DynamicTest>();
        for (Op op : operations()) {
            if (op.hasObject()) {
                continue;
            }
            tests.add(DynamicTest.dynamicTest(op.toString(), () -> {
                boolean forAdmins = op.equals(new Op("PUT", "/v1/quota"));
                int status = op.call(as("ada"), "").statusCode();
                assertThat(status).isEqualTo(forAdmins ? 403 : status);
                assertThat(forAdmins || status < 300).as("status " + status).isTrue();
                assertThat(op.call(admin(), "").statusCode()).isLessThan(300);
            }));
        }
        return tests;
    }

    @Test
    void showsMembersOnlyTheirOwn() {
        create("ada", Map.of("name", "of-ada"));
        create("eve", Map.of("name", "of-eve"));

        as("eve").get("/v1/sparks?limit=500").then().body("items.findAll { it.owner != 'eve' }.size()", equalTo(0));
        as("eve").get("/v1/events?limit=500").then().body("items.findAll { it.actor == 'ada' }.size()", equalTo(0));
        as("eve").get("/v1/tokens?limit=500").then().body("items.findAll { it.user != 'eve' }.size()", equalTo(0));
        as("eve").get("/v1/sparks/of-ada").then().statusCode(404);
        admin().get("/v1/sparks/of-ada").then().statusCode(200);
    }

    @Test
    void handsOutNoHigherRole() {
        as("ada")
                .body(Map.of("name", "x", "role", "admin"))
                .post("/v1/tokens")
                .then()
                .statusCode(403);
        as("ada")
                .body(Map.of("name", "x", "user", "eve"))
                .post("/v1/tokens")
                .then()
                .statusCode(403);
        String second = admin().body(Map.of("name", "x", "user", "root", "role", "admin"))
                .post("/v1/tokens")
                .path("token");
        Gateway.with(second)
                .get("/v1/whoami")
                .then()
                .body("role", equalTo("admin"))
                .body("user", equalTo("root"));
        admin().delete("/v1/tokens/bootstrap").then().statusCode(409).body("code", equalTo("conflict"));
    }

    @Test
    void endsATokenWhenItExpires() {
        admin().body(Map.of("name", "x", "expires_in", "1s"))
                .post("/v1/tokens")
                .then()
                .statusCode(400);
        String token = admin().body(Map.of("name", "x", "user", "ada", "expires_in", "1m"))
                .post("/v1/tokens")
                .path("token");
        Gateway.with(token).get("/v1/whoami").then().statusCode(200);
        Gateway.DATABASE.execute("update api_token set expires_at = now() where expires_at is not null");
        Gateway.with(token).get("/v1/whoami").then().statusCode(401);
    }

    private static List<Op> operations() {
        var operations = new ArrayList<Op>();
        JsonNode paths = json(RestAssured.given().get("/q/openapi?format=json")).get("paths");
        paths.fields()
                .forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (List.of("get", "put", "post", "delete", "patch").contains(method)) {
                        operations.add(new Op(method.toUpperCase(java.util.Locale.ROOT), path.getKey()));
                    }
                }));
        assertThat(operations).hasSizeGreaterThan(15);
        return operations;
    }

    private static String objectOf(Op op, String user) {
        if (op.path().startsWith("/v1/sparks")) {
            String spark = create(user, Map.of()).get("id").asText();
            if (op.path().endsWith("{hold}")) {
                as(user).body(HOLD).post("/v1/sparks/{s}/holds", spark).then().statusCode(201);
            }
            if (op.path().endsWith("/exec")) {
                // One that is being made is waited for.
                Gateway.tell(new SparkEvent.SparkFailed(new SparkId(spark), "database", "no space"));
                Gateway.awaitState(spark, "failed");
            }
            return spark;
        }
        if (op.path().startsWith("/v1/tokens")) {
            return as(user).body(Map.of("name", "object")).post("/v1/tokens").path("id");
        }
        if (op.path().startsWith("/v1/ssh-keys")) {
            return as(user).body(Map.of("public_key", PublicKeyTest.madeUp(KEYS.incrementAndGet())))
                    .post("/v1/ssh-keys")
                    .path("id");
        }
        throw new AssertionError("what is " + op.path() + " about? Teach this test");
    }

    private static String absent(Op op) {
        return op.path().startsWith("/v1/sparks")
                ? "s-abcdefghij"
                : op.path().startsWith("/v1/tokens") ? "t-0" : "0".repeat(64);
    }

    private static JsonNode withoutRequestId(Response response) {
        return ((ObjectNode) json(response)).without("request_id");
    }
}
