package dev.spark.provisioner.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.events.SparkEvent.StepState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetupStepTest {

    @Test
    void readsWhatTheEntrypointWrites() {
        assertThat(SetupStep.read("""
                {"spark_step":"cloning","state":"done","message":"cloned to ~/project"}""")).contains(new SetupStep("setup-cloning", StepState.DONE, "cloned to ~/project"));
    }

    @Test
    void knowsTheEnd() {
        assertThat(SetupStep.read("{\"spark_step\":\"setup\",\"state\":\"done\"}"))
                .contains(new SetupStep("setup", StepState.DONE, ""))
                .map(SetupStep::isEnd)
                .contains(true);
        assertThat(SetupStep.read("{\"spark_step\":\"setup\",\"state\":\"failed\"}"))
                .map(SetupStep::isEnd)
                .contains(false);
    }

    @Test
    void takesNothingElseForAStep() {
        assertThat(SetupStep.read("Cloning into 'project'...")).isEmpty();
        assertThat(SetupStep.read("{\"spark_step\":\"x\"}")).isEmpty();
        assertThat(SetupStep.read("{\"spark_step\":\"x\",\"state\":\"exploded\"}"))
                .isEmpty();
        assertThat(SetupStep.read("{\"spark_step\":\"../x\",\"state\":\"done\"}"))
                .isEmpty();
        assertThat(SetupStep.read("{\"spark_step\":\"x\",\"state\":\"done\"")).isEmpty();
        assertThat(SetupStep.read("{\"spark_step\":\"" + "x".repeat(9000) + "\",\"state\":\"done\"}"))
                .isEmpty();
        assertThat(SetupStep.read("{\"spark_step\":" + "[".repeat(4000) + "}")).isEmpty();
    }

    @Test
    void passesNothingOnThatATerminalWouldObey() {
        Optional<SetupStep> step = SetupStep.read(
                "{\"spark_step\":\"x\",\"state\":\"failed\",\"message\":\"\\u001b[2Jgone\\r\\n\\u202etxt \\u0007\"}");

        assertThat(step).map(SetupStep::message).contains("[2Jgone txt");
    }

    @Test
    void keepsMessagesShort() {
        String message = SetupStep.read(
                        "{\"spark_step\":\"x\",\"state\":\"done\",\"message\":\"" + "é😀".repeat(300) + "\"}")
                .map(SetupStep::message)
                .orElseThrow();

        assertThat(message).hasSizeLessThanOrEqualTo(302).endsWith("…");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(message)).isTrue();
    }

    @Test
    void keepsTheBeginningOfALineThatDoesNotEnd() throws IOException {
        var log = new LogLines(
                new ByteArrayInputStream(
                        ("a".repeat(1_000_000) + "\nnext\nunfinished").getBytes(StandardCharsets.UTF_8)),
                100);
        var lines = new ArrayList<String>();
        for (Optional<String> line = log.next(); line.isPresent(); line = log.next()) {
            lines.add(line.get());
        }

        assertThat(lines).hasSize(2).last().isEqualTo("next");
        assertThat(lines.getFirst()).hasSizeLessThanOrEqualTo(101);
    }
}
