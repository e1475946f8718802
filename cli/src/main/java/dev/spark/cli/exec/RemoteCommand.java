package dev.spark.cli.exec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.cli.json.Json;
import dev.spark.cli.surroundings.Terminal;
import java.util.List;
import java.util.Map;
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

    /** As the API takes it. */
    public ObjectNode json() {
        var json = Json.object();
        var words = json.putArray("command");
        command.forEach(words::add);
        json.put("tty", tty != null);
        var env = json.putObject("env");
        environment.forEach(env::put);
        if (directory != null) {
            json.put("dir", directory);
        }
        if (tty != null) {
            json.put("cols", tty.cols());
            json.put("rows", tty.rows());
        }
        return json;
    }
}
