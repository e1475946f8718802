package dev.spark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class OpenApiIT {

    private static final Path COMMITTED = Path.of("openapi.yaml");
    private static final Path SERVED = Path.of("target", "openapi.yaml");

    @Test
    void isCommitted() throws IOException {
        String served = RestAssured.given().get("/q/openapi").asString();
        Files.writeString(SERVED, served);

        assertThat(Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "")
                .as("The API is not what api-gateway/openapi.yaml says. If the change is meant:"
                        + " cp api-gateway/target/openapi.yaml api-gateway/openapi.yaml")
                .isEqualTo(served);
    }

    @Test
    void describesEveryRefusal() {
        JsonNode paths =
                Gateway.json(RestAssured.given().get("/q/openapi?format=json")).get("paths");

        paths.fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
                    JsonNode responses = operation.getValue().path("responses");
                    if (responses.isObject()) {
                        assertThat(responses
                                        .at("/401/content/application~1problem+json/schema/$ref")
                                        .asText())
                                .as(operation.getKey() + " " + path.getKey())
                                .isEqualTo("#/components/schemas/Problem");
                        assertThat(responses.has("default")).isTrue();
                    }
                }));
    }
}
