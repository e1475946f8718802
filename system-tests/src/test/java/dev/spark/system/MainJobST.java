package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What the product is for, by the commands of its README. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(10)
class MainJobST {

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @Test
    @Order(1)
    void createsASparkAndOpensAShellInIt() {
        stack.spark("create", "demo", "--env", "GREETING=hello \"world\" $HOME", "--env", "LINES=a\nb")
                .succeeded();

        Command shell = stack.spark(
                "shell", "demo", "--", "psql \"$DATABASE_URL\" -Atc \"select 1\" && sudo id -u && touch ~/kept");

        assertThat(shell.succeeded().out().lines()).containsExactly("1", "0");
    }

    @Test
    @Order(2)
    void hasTheOwnersEnvironmentInEverySession() {
        String script = "printf '%s|%s|%s' \"$SPARK_NAME\" \"$GREETING\" \"$LINES\"";

        assertThat(stack.spark("shell", "demo", "--", script).succeeded().out())
                .isEqualTo("demo|hello \"world\" $HOME|a\nb");
        assertThat(stack.spark("exec", "demo", "--", "sh", "-c", script)
                        .succeeded()
                        .out())
                .isEqualTo("demo|hello \"world\" $HOME|a\nb");
    }

    @Test
    @Order(3)
    void passesExitCodesAndArgumentsOn() {
        assertThat(stack.spark("exec", "demo", "--", "sh", "-c", "exit 7").exitCode())
                .isEqualTo(7);
        assertThat(stack.spark("shell", "demo", "--", "exit 9").exitCode()).isEqualTo(9);
        assertThat(stack.spark("exec", "demo", "--", "printf", "%s,", "a b", "$HOME", "'\"", ";ls")
                        .succeeded()
                        .out())
                .isEqualTo("a b,$HOME,'\",;ls,");
        assertThat(stack.spark("exec", "demo", "--", "sh", "-c", "echo out; echo err >&2")
                        .succeeded())
                .extracting(Command::out, Command::err)
                .containsExactly("out\n", "err\n");
    }

    @Test
    @Order(4)
    void isReachedByPlainSshScpAndRsync() {
        stack.spark("config-ssh").succeeded();
        stack.shell("head -c 3000000 /dev/urandom > big; mkdir -p tree; echo one > tree/one; echo two > tree/two");
        String config = "-F \"$HOME/.ssh/config\"";

        assertThat(stack.shell("ssh " + config + " demo.spark hostname -s; ssh " + config + " demo.spark ls kept")
                        .succeeded()
                        .out())
                .endsWith("kept\n");
        stack.shell("scp -q " + config + " big demo.spark:big && scp -q " + config
                        + " demo.spark:big back && cmp big back")
                .succeeded();
        if (stack.shell("command -v rsync").exitCode() == 0) {
            stack.shell("rsync -a -e \"ssh -F $HOME/.ssh/config\" tree/ demo.spark:tree/ && ssh " + config
                            + " demo.spark cat tree/one tree/two | diff - <(cat tree/one tree/two)")
                    .succeeded();
        }
        assertThat(stack.shell("cat $HOME/.ssh/config").out()).contains("Include");
    }

    @Test
    @Order(5)
    void tellsItsStepsInOrder() {
        String id = admin.get("/v1/sparks/demo").body().path("id").asText();

        assertThat(admin.events(id))
                .extracting(event -> event.path("type").asText())
                .startsWith("spark.requested.v1", "spark.admitted.v1")
                .containsOnlyOnce("spark.provisioned.v1")
                .containsOnlyOnce("spark.started.v1");
        assertThat(admin.events(id).toString()).doesNotContain("hello").doesNotContain("postgresql://");
    }

    @Test
    @Order(6)
    void leavesNothingWhenDeleted() {
        String id = admin.get("/v1/sparks/demo").body().path("id").asText();
        assertThat(stack.objectsOf(id)).isNotEmpty();
        assertThat(stack.databasesOf(id)).hasSize(2);

        stack.spark("delete", "demo", "--purge").succeeded();

        admin.awaitGone("demo", Duration.ofMinutes(2));
        assertThat(stack.objectsOf(id)).isEmpty();
        assertThat(stack.databasesOf(id)).isEmpty();
        assertThat(stack.spark("status", "demo").exitCode()).isEqualTo(3);
    }
}
