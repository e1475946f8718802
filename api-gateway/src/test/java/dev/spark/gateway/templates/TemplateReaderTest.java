package dev.spark.gateway.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.templates.TemplateReader.Mistake;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TemplateReaderTest {

    private final TemplateReader reader = new TemplateReader(new SmallRyeConfigBuilder()
            .withMapping(GatewayConfig.class)
            .withConverter(Duration.class, 200, new DurationConverter())
            .build()
            .getConfigMapping(GatewayConfig.class)
            .limits());

    @TestFactory
    Stream<DynamicTest> takesOurOwn() throws IOException {
        Path folder = Path.of("../deploy/templates");
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .contains("default.yaml", "web-sveltekit.yaml", "api-go.yaml", "python-data.yaml", "fullstack-ts.yaml");
        return files.stream()
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    TemplateReader.Read read = reader.read("t", Files.readString(file));
                    assertThat(read.mistakes()).isEmpty();
                    assertThat(read.template()).isPresent();
                }));
    }

    @Test
    void readsAllOfIt() {
        Template template = reader.read("api", """
                title: An API
                description: For a test.
                size: {cpu: "2", memory: 4Gi}
                idle_timeout: 1h
                env: {PORT: "8080"}
                ports: [8080]
                packages: {apt: [jq], npm: ["@scope/tool@^1"]}
                files:
                  src/main.txt: |
                    hello
                steps:
                  - title: Doing it
                    run: make
                serve: make serve
                """).template().orElseThrow();

        assertThat(template)
                .isEqualTo(new Template(
                        "api",
                        "An API",
                        "For a test.",
                        new Template.Size("2", "4Gi", null),
                        "1h",
                        Map.of("PORT", "8080"),
                        List.of(8080),
                        new Template.Packages(List.of("jq"), List.of("@scope/tool@^1"), List.of()),
                        Map.of("src/main.txt", "hello\n"),
                        List.of(new Template.Step("Doing it", "make")),
                        "make serve"));
        assertThat(Setup.of(template, null))
                .isEqualTo(
                        "{\"template\":\"api\",\"packages\":{\"apt\":[\"jq\"],\"npm\":[\"@scope/tool@^1\"],\"pip\":[]},"
                                + "\"files\":{\"src/main.txt\":\"hello\\n\"},\"steps\":[{\"title\":\"Doing it\",\"run\":\"make\"}],"
                                + "\"serve\":\"make serve\",\"port\":8080}");
        assertThat(Setup.of(Template.plain(), null)).isEmpty();
        assertThat(Setup.of(Template.plain(), new Setup.Git("Ada", null, 1)))
                .endsWith("\"git\":{\"name\":\"Ada\",\"depth\":1}}");
    }

    @Test
    void saysInWhichLineAMistakeIs() {
        assertThat(mistakes("title: x\ndescription: y\n\nport: 80\n"))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.message()).contains("port"));
        assertThat(mistakes("title: x\ndescription: y\nports:\n  - 80\n  - 99999\n"))
                .containsExactly(new Mistake(5, "ports[1]: must have a maximum value of 65535"));
        assertThat(mistakes("title: x\ndescription: y\nsize:\n  memory: lots\n"))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.line()).isEqualTo(4));
        assertThat(mistakes("title: x\ndescription: y\nidle_timeout: soon\n"))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.line()).isEqualTo(3));
        assertThat(mistakes("title: x\ndescription: y\nserve: run\n"))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.line()).isEqualTo(3));
        assertThat(mistakes("title: x\ndescription: y\nfiles:\n  a: z\n  a/b: z\n"))
                .containsExactly(new Mistake(5, "files.a/b: a folder of it is a file too"));
        assertThat(mistakes("title: [\n"))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.message()).startsWith("it is no YAML"));
        assertThat(mistakes("")).containsExactly(new Mistake(1, "it is empty, or no mapping"));
        assertThat(mistakes("- a\n- b\n")).hasSize(1);
    }

    @Test
    void letsNoFileOutOfTheProject() {
        for (String path : List.of("/etc/passwd", "../x", "a/../../x", "a/..", ".")) {
            assertThat(mistakes("title: x\ndescription: y\nfiles:\n  \"%s\": z\n".formatted(path)))
                    .as(path)
                    .isNotEmpty();
        }
        assertThat(mistakes("title: x\ndescription: y\nfiles:\n  .gitignore: z\n  a/b..c: z\n"))
                .isEmpty();
    }

    private List<Mistake> mistakes(String text) {
        return reader.read("t", text).mistakes();
    }
}
