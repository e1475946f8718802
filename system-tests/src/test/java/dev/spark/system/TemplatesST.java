package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A spark of each template has a project that answers on its port, with its database. What a template takes from a registry that
 * cannot be reached here is a failed step; its test is skipped then, and says so.
 */
@Order(130)
class TemplatesST {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration SET_UP = Duration.ofMinutes(8);

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @AfterEach
    void removed() {
        admin.deleteAll(SOON);
    }

    @ParameterizedTest
    @CsvSource({
        "api-go,        8080, /,            \"visits\":1",
        "python-data,   8888, /api,         version",
        "web-sveltekit, 5173, /,            Visits: <b>1</b>",
        "fullstack-ts,  5173, /api/visits,  \"visits\":1",
    })
    void servesItsProject(String template, int port, String path, String answer) {
        String name = "from-" + template;
        stack.spark("create", name, "--template", template).succeeded();
        String setUp = SetUpSteps.awaitSetUp(admin, name, SET_UP);
        skipWhereARegistryIsOutOfReach(name);
        assertThat(setUp).as(() -> stack.spark("logs", name, "--setup").out()).isEqualTo("done");
        assertThat(fetch(name, port, path)).contains(answer);
        assertThat(stack.spark("shell", name, "--", "psql \"$DATABASE_URL\" -Atc 'select count(*) > 0 from visit'")
                        .out())
                .as("its project uses its database")
                .isEqualTo("t\n");

        stack.spark("sleep", name).succeeded();
        assertThat(stack.spark("shell", name, "--", "true").exitCode()).isZero();
        await("it is started again when the spark wakes")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(fetch(name, port, path)).isNotEmpty());
    }

    @Test
    void leavesOutABrokenTemplateAndSaysWhere() throws IOException {
        Path folder = stack.templates();
        Path broken = folder.resolve("broken.yaml");
        try {
            Files.writeString(broken, "title: Broken\ndescription: In line 3.\nports: none\n");
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(stack.spark("templates").err()).contains("left out: broken.yaml, line 3: "));
            assertThat(stack.spark("templates").succeeded().out()).contains("api-go", "default");
            assertThat(stack.spark("create", "none", "--template", "broken").exitCode())
                    .isNotZero();
            Files.writeString(broken, "title: Mended\ndescription: A template like any other.\n");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    stack.spark("templates").succeeded().out())
                            .contains("Mended"));
            stack.spark("create", "mended", "--template", "broken").succeeded();
        } finally {
            Files.deleteIfExists(broken);
        }
    }

    private void skipWhereARegistryIsOutOfReach(String name) {
        String log = stack.spark("logs", name, "--setup").out();
        boolean unreachable = StreamSupport.stream(SetUpSteps.steps(admin, name).spliterator(), false)
                        .anyMatch(step -> step.path("state").asText().equals("failed"))
                && log.matches(
                        "(?s).*(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|Temporary failure|Could not resolve|not reachable|"
                                + "ERR_PNPM_META_FETCH_FAIL|no package lists|Failed to fetch).*");
        if (unreachable) {
            System.out.println("skipped: " + name + ": a registry cannot be reached from here");
        }
        assumeThat(unreachable)
                .as("a registry that %s needs cannot be reached", name)
                .isFalse();
    }

    private String fetch(String name, int port, String path) {
        return stack.shell("""
                        exec 3< <(exec "%s/spark" forward %s 0:%d 2> /dev/null)
                        forward=$!
                        trap 'kill $forward' EXIT
                        read -r said <&3
                        at=${said%%%% is *}
                        curl -s --max-time 60 "http://$at%s"
                        """.formatted(Stack.root(), name, port, path)).out();
    }
}
