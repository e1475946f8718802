package dev.spark.cli.exec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.cli.bytes.ByteText;
import dev.spark.cli.json.Json;
import dev.spark.cli.surroundings.Terminal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A command to run in a spark.
 *
 * @param tty the size of the terminal it gets, none for pipes
 * @param directory where it runs, none for the spark's usual place
 * @param readsInput whether it gets this command's standard input
 */
public record RemoteCommand(
        List<String> command,
        Map<String, String> environment,
        @Nullable String directory,
        Terminal.@Nullable Size tty,
        boolean readsInput) {
    private static final int LARGEST_AS_TEXT = 512 * 1024;

    /** As the API takes it: what is not UTF-8, or would take much more room in JSON than it is, in base64. */
    public ObjectNode json() {
        if (isUtf8()) {
            var json = json(text -> text);
            if (Json.write(json).length() <= LARGEST_AS_TEXT) {
                return json;
            }
        }
        return json(text -> Base64.getEncoder().encodeToString(ByteText.bytes(text)))
                .put("encoding", "base64");
    }

    private boolean isUtf8() {
        return command.stream().allMatch(ByteText::isUtf8)
                && environment.values().stream().allMatch(ByteText::isUtf8)
                && (directory == null || ByteText.isUtf8(directory));
    }

    private ObjectNode json(UnaryOperator<String> encoded) {
        var json = Json.object();
        var words = json.putArray("command");
        command.forEach(word -> words.add(encoded.apply(word)));
        json.put("tty", tty != null);
        var env = json.putObject("env");
        environment.forEach((name, value) -> env.put(name, encoded.apply(value)));
        if (directory != null) {
            json.put("dir", encoded.apply(directory));
        }
        if (tty != null) {
            json.put("cols", tty.cols());
            json.put("rows", tty.rows());
        }
        return json;
    }
}
