package dev.spark.provisioner.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.spark.events.SparkEvent.StepState;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A step of the owner's own set-up, as the spark's entrypoint tells it in one line of its log. Anything in the spark can write
 * there: what is read is bounded in length, free of control characters, and its name cannot be mistaken for one of our steps.
 *
 * @param name {@code setup}, or with that in front: {@code setup-cloning}
 */
public record SetupStep(String name, StepState state, String message) {

    static final int LONGEST_LINE = 8 * 1024;
    private static final int LONGEST_MESSAGE = 300;
    private static final String WHOLE = "setup";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The line that ends a set-up. */
    public boolean isEnd() {
        return name.equals(WHOLE) && state == StepState.DONE;
    }

    /** The line of a set-up that has failed, and may be tried again. */
    public boolean isFailedEnd() {
        return name.equals(WHOLE) && state == StepState.FAILED;
    }

    /** Reads a line; empty for everything that is not a step. */
    public static Optional<SetupStep> read(String line) {
        String text = line.strip();
        if (text.length() > LONGEST_LINE || !text.startsWith("{") || !text.contains("\"spark_step\"")) {
            return Optional.empty();
        }
        try {
            JsonNode tree = JSON.readTree(text);
            String name = tree.path("spark_step").asText("");
            Optional<StepState> state = state(tree.path("state").asText(""));
            if (state.isEmpty() || !NAME.matcher(name).matches()) {
                return Optional.empty();
            }
            return Optional.of(new SetupStep(
                    name.equals(WHOLE) ? WHOLE : WHOLE + "-" + name,
                    state.get(),
                    clean(tree.path("message").asText(""))));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<StepState> state(String text) {
        return switch (text) {
            case "started" -> Optional.of(StepState.STARTED);
            case "done" -> Optional.of(StepState.DONE);
            case "failed" -> Optional.of(StepState.FAILED);
            default -> Optional.empty();
        };
    }

    /** One line, without anything a terminal would obey or a reader could not see. */
    static String clean(String message) {
        String plain = message.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}]+", " ")
                .strip();
        return plain.length() <= LONGEST_MESSAGE
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, plain.codePointCount(0, LONGEST_MESSAGE))) + "…";
    }
}
