package dev.spark.gateway;

import static dev.spark.gateway.Gateway.admin;
import static dev.spark.gateway.Gateway.as;
import static dev.spark.gateway.SparksIT.command;
import static dev.spark.gateway.SparksIT.sealing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spark.events.ProvisioningCommand.CreateSpark;
import dev.spark.events.ProvisioningCommand.ResetRoot;
import dev.spark.events.SparkEvent;
import dev.spark.events.SparkId;
import dev.spark.events.Topics;
import dev.spark.kit.Sealing;
import dev.spark.testing.KafkaProbe;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Templates, dotfiles and the root file system, as far as the gateway has to do with them. */
@QuarkusTest
@WithTestResource(GatewayInfrastructure.class)
class TemplatesIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String API = """
            title: An API
            description: For a test.
            size: {cpu: "1", memory: 1Gi}
            idle_timeout: 2h
            env: {PORT: "8080", MODE: template}
            ports: [8080]
            files: {main.txt: hello}
            steps:
              - {title: Building, run: make}
            serve: make serve
            """;

    @BeforeEach
    @AfterEach
    void noTemplates() throws IOException {
        Gateway.empty(10, 50);
        try (Stream<Path> files = Files.list(GatewayInfrastructure.TEMPLATES)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        awaitNames("default");
    }

    @Test
    void takesATemplateThatIsAddedAndLeavesOutABrokenOne() throws IOException {
        write("api.yaml", API);
        write("broken.yaml", "title: x\ndescription: y\nports:\n  - 0\n");
        write("notes.txt", "not a template");
        awaitNames("api", "default");

        as("ada").get("/v1/templates/api").then().statusCode(200).body("steps", contains("Building"));
        as("ada").get("/v1/templates/broken").then().statusCode(404).body("code", equalTo("not_found"));
        as("ada").get("/v1/templates").then().body("problems", empty());
        admin().get("/v1/templates")
                .then()
                .body("problems.size()", equalTo(1))
                .body("problems[0].file", equalTo("broken.yaml"))
                .body("problems[0].line", equalTo(4))
                .body("problems[0].message", containsString("minimum"));

        write("broken.yaml", "title: x\ndescription: y\nports:\n  - 81\n");
        awaitNames("api", "broken", "default");
        admin().get("/v1/templates").then().body("problems", empty());
    }

    @Test
    void makesASparkFromIt() throws IOException {
        write("api.yaml", API);
        awaitNames("api", "default");
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            String id = as("ada")
                    .body(Map.of(
                            "template",
                            "api",
                            "dotfiles",
                            "https://example.org/ada/dotfiles.git",
                            "size",
                            Map.of("memory", "2Gi"),
                            "env",
                            Map.of("MODE", "mine")))
                    .post("/v1/sparks")
                    .then()
                    .statusCode(202)
                    .body("template", equalTo("api"))
                    .body("dotfiles", equalTo("https://example.org/ada/dotfiles.git"))
                    .body("size.cpu", equalTo("1"))
                    .body("size.memory", equalTo("2Gi"))
                    .body("size.storage", equalTo("10Gi"))
                    .body("idle_timeout", equalTo("2h"))
                    .body("ports", contains(8080))
                    .body("env_names", contains("MODE", "PORT"))
                    .extract()
                    .path("id");
            CreateSpark command =
                    command(commands.await(message -> new String(message.key()).equals(id)), CreateSpark.class);
            Map<String, String> sealed = sealing().open(new SparkId(id), command.sealedEnv());
            assertThat(sealed).containsEntry("MODE", "mine").containsEntry("PORT", "8080");
            assertThat(new ObjectMapper().readTree(sealed.get(Sealing.SETUP)).toString())
                    .isEqualTo(new ObjectMapper().readTree("""
                                    {"template": "api", "packages": {"apt": [], "npm": [], "pip": []}, "files": {"main.txt": "hello"},
                                     "steps": [{"title": "Building", "run": "make"}], "serve": "make serve", "port": 8080}""").toString());
        }
    }

    @Test
    void asksForTheSameOfOneThatHadToWait() throws IOException {
        write("api.yaml", API);
        awaitNames("api", "default");
        Gateway.empty(1, 50);
        String first = as("ada").body(Map.of()).post("/v1/sparks").path("id");
        String second =
                as("ada").body(Map.of("template", "api")).post("/v1/sparks").path("id");
        Files.delete(GatewayInfrastructure.TEMPLATES.resolve("api.yaml"));
        awaitNames("default");
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            as("ada").delete("/v1/sparks/" + first).then().statusCode(202);
            Gateway.tell(new SparkEvent.SparkPurged(new SparkId(first)));
            CreateSpark command =
                    command(commands.await(message -> new String(message.key()).equals(second)), CreateSpark.class);
            assertThat(command.spec().template()).isEqualTo("api");
            assertThat(sealing().open(new SparkId(second), command.sealedEnv())).containsKey(Sealing.SETUP);
        }
    }

    @Test
    void refusesWhatIsNotThere() {
        as("ada")
                .body(Map.of("template", "nothing"))
                .post("/v1/sparks")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_request"))
                .body("detail", containsString("must be one of default"));
        as("ada")
                .body(Map.of("dotfiles", "--upload-pack=x"))
                .post("/v1/sparks")
                .then()
                .statusCode(400)
                .body("detail", containsString("dotfiles"));
        as("ada").get("/v1/templates/nothing").then().statusCode(404);
        io.restassured.RestAssured.given().get("/v1/templates").then().statusCode(401);
    }

    @Test
    void isADefaultWhereNothingIsSaid() {
        as("ada")
                .body(Map.of())
                .post("/v1/sparks")
                .then()
                .statusCode(202)
                .body("template", equalTo("default"))
                .body("dotfiles", nullValue())
                .body("ports", empty());
    }

    @Test
    void putsARootBack() {
        String id =
                as("ada").body(Map.of("name", "calm-otter")).post("/v1/sparks").path("id");
        as("ada").post("/v1/sparks/calm-otter/reset-root").then().statusCode(409);
        var spark = new SparkId(id);
        Gateway.tell(new SparkEvent.SparkProvisioned(spark, "spark/base:1", "db", "host"));
        Gateway.tell(new SparkEvent.SparkStarted(spark));
        Gateway.awaitState(id, "running");

        as("bob").post("/v1/sparks/calm-otter/reset-root").then().statusCode(404);
        try (var commands = KafkaProbe.fromNow(Topics.PROVISIONING)) {
            as("ada")
                    .post("/v1/sparks/calm-otter/reset-root")
                    .then()
                    .statusCode(202)
                    .body("state", equalTo("interrupted"))
                    .body("state_reason", containsString("root"));
            command(commands.await(message -> new String(message.key()).equals(id)), ResetRoot.class);
        }
        Gateway.tell(new SparkEvent.SparkStarted(spark));
        Gateway.awaitState(id, "running");
        Gateway.tell(new SparkEvent.SparkImageChanged(spark, "spark/base:2"));
        await().atMost(SOON)
                .untilAsserted(
                        () -> as("ada").get("/v1/sparks/calm-otter").then().body("image", equalTo("spark/base:2")));
        as("ada")
                .get("/v1/sparks/calm-otter/events")
                .then()
                .body("items.type", hasItem("spark.root-reset-requested.v1"));
    }

    private static void write(String file, String text) throws IOException {
        Files.writeString(GatewayInfrastructure.TEMPLATES.resolve(file), text);
    }

    private static void awaitNames(String... names) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                (List<String>) as("ada").get("/v1/templates").path("items.name"))
                        .containsExactly(names));
    }
}
