package dev.spark.gateway;

import static dev.spark.gateway.Gateway.admin;
import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.Gateway.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.spark.events.ProvisioningCommand.AuthorizeKeys;
import dev.spark.events.ProvisioningCommand.CreateSpark;
import dev.spark.events.Topics;
import dev.spark.gateway.domain.PublicKeyTest;
import dev.spark.testing.KafkaProbe;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class KeysIT {

    @BeforeEach
    void empty() {
        Gateway.empty(1, 100);
        Gateway.DATABASE.execute("delete from ssh_key");
    }

    @Test
    void authorizesKeysOnEachSparkOfTheirOwner() {
        String own = PublicKeyTest.madeUp(1) + " laptop";
        String given = PublicKeyTest.madeUp(2);
        String later = PublicKeyTest.madeUp(3) + " phone";
        as("kim")
                .body(Map.of("public_key", own))
                .post("/v1/ssh-keys")
                .then()
                .statusCode(201)
                .body("name", equalTo("laptop"));
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            String running =
                    create("kim", Map.of("ssh_keys", List.of(given))).get("id").asText();
            String queued = create("kim", Map.of()).get("id").asText();
            String foreign = create("lee", Map.of()).get("id").asText();
            assertThat(SparksIT.command(commands.await(message -> key(message).equals(running)), CreateSpark.class)
                            .authorizedKeys())
                    .containsExactly(own, given);

            as("kim")
                    .body(Map.of("public_key", later))
                    .post("/v1/ssh-keys")
                    .then()
                    .statusCode(201);
            as("kim")
                    .body(Map.of("public_key", later))
                    .post("/v1/ssh-keys")
                    .then()
                    .statusCode(200);

            var authorize = commands.await(
                    message -> KafkaProbe.header(message, "ce_type").equals("spark.authorize-keys.v1")
                            && key(message).equals(running));
            assertThat(SparksIT.command(authorize, AuthorizeKeys.class).authorizedKeys())
                    .containsExactly(own, given, later);
            // The queued one is created with them when its turn comes.
            admin().body(Map.of("running", 3, "total", 100))
                    .put("/v1/quota")
                    .then()
                    .statusCode(200);
            assertThat(SparksIT.command(commands.await(message -> key(message).equals(queued)), CreateSpark.class)
                            .authorizedKeys())
                    .containsExactly(own, later);
            assertThat(SparksIT.command(commands.await(message -> key(message).equals(foreign)), CreateSpark.class)
                            .authorizedKeys())
                    .isEmpty();

            as("kim").delete("/v1/ssh-keys/laptop").then().statusCode(204);
            List<?> removed = commands.await(
                    3, message -> KafkaProbe.header(message, "ce_type").equals("spark.authorize-keys.v1"));
            assertThat(removed).hasSize(3);
            assertThat(SparksIT.command(
                                    commands.received().stream()
                                            .filter(message -> key(message).equals(running))
                                            .toList()
                                            .getLast(),
                                    AuthorizeKeys.class)
                            .authorizedKeys())
                    .containsExactly(given, later);
        }
    }

    @Test
    void findsAKeyByItsFingerprint() {
        for (int i = 10; i < 20; i++) {
            String fingerprint = as("kim")
                    .body(Map.of("public_key", PublicKeyTest.madeUp(i), "name", "key-" + i))
                    .post("/v1/ssh-keys")
                    .path("fingerprint");
            as("kim").get("/v1/ssh-keys").then().body("items.size()", equalTo(1));
            as("kim")
                    .urlEncodingEnabled(false)
                    .delete("/v1/ssh-keys/" + URLEncoder.encode(fingerprint, StandardCharsets.UTF_8))
                    .then()
                    .statusCode(204);
        }
        String plain = as("kim")
                .body(Map.of("public_key", PublicKeyTest.madeUp(20)))
                .post("/v1/ssh-keys")
                .path("fingerprint");
        as("kim")
                .urlEncodingEnabled(false)
                .delete("/v1/ssh-keys/" + plain)
                .then()
                .statusCode(204);
        as("kim").delete("/v1/ssh-keys/nothing").then().statusCode(404);
    }

    @Test
    void refusesASecondKeyOfTheSameName() {
        as("kim")
                .body(Map.of("public_key", PublicKeyTest.madeUp(30), "name", "laptop"))
                .post("/v1/ssh-keys");
        as("kim")
                .body(Map.of("public_key", PublicKeyTest.madeUp(31), "name", "laptop"))
                .post("/v1/ssh-keys")
                .then()
                .statusCode(409)
                .body("code", equalTo("conflict"));
        as("lee")
                .body(Map.of("public_key", PublicKeyTest.madeUp(31), "name", "laptop"))
                .post("/v1/ssh-keys")
                .then()
                .statusCode(201);
    }

    private static String key(org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]> message) {
        return new String(message.key(), StandardCharsets.UTF_8);
    }
}
