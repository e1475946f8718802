package dev.spark.cli.command;

import dev.spark.cli.sparks.SparkName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people type who come from other tools, and what does it here. {@code NAME} stands for the spark. */
final class Synonyms {
    private static final Map<String, String> COMMANDS = Map.ofEntries(
            Map.entry("rm", "delete NAME"),
            Map.entry("remove", "delete NAME"),
            Map.entry("del", "delete NAME"),
            Map.entry("destroy", "delete NAME"),
            Map.entry("kill", "stop NAME"),
            Map.entry("start", "wake NAME"),
            Map.entry("resume", "wake NAME"),
            Map.entry("unpause", "wake NAME"),
            Map.entry("pause", "sleep NAME"),
            Map.entry("suspend", "sleep NAME"),
            Map.entry("hibernate", "sleep NAME"),
            Map.entry("restart", "stop NAME && spark wake NAME"),
            Map.entry("reboot", "stop NAME && spark wake NAME"),
            Map.entry("run", "exec NAME -- COMMAND"),
            Map.entry("env", "create NAME --env K=V, or exec NAME -- env"),
            Map.entry("new", "create NAME"),
            Map.entry("add", "create NAME"),
            Map.entry("make", "create NAME"),
            Map.entry("launch", "create NAME"),
            Map.entry("init", "create NAME"),
            Map.entry("ps", "list"),
            Map.entry("show", "status NAME"),
            Map.entry("info", "status NAME"),
            Map.entry("get", "status NAME"),
            Map.entry("describe", "status NAME"),
            Map.entry("inspect", "status NAME"),
            Map.entry("connect", "shell NAME"),
            Map.entry("attach", "shell NAME"),
            Map.entry("enter", "shell NAME"),
            Map.entry("console", "shell NAME"),
            Map.entry("sh", "shell NAME"),
            Map.entry("log", "logs NAME"),
            Map.entry("ports", "forward NAME PORT"),
            Map.entry("port-forward", "forward NAME PORT"),
            Map.entry("proxy", "forward NAME PORT"),
            Map.entry("open", "forward NAME PORT"),
            Map.entry("scp", "cp"),
            Map.entry("copy", "cp"),
            Map.entry("restore", "undelete NAME"),
            Map.entry("recover", "undelete NAME"),
            Map.entry("reset", "reset-root NAME"),
            Map.entry("keep", "hold NAME 2h --reason REASON"),
            Map.entry("auth", "login"),
            Map.entry("keys", "key"),
            Map.entry("tokens", "token"),
            Map.entry("update", "set NAME"),
            Map.entry("edit", "set NAME"),
            Map.entry("config", "set NAME"),
            Map.entry("label", "set NAME --label K=V"),
            Map.entry("stats", "why NAME"),
            Map.entry("top", "why NAME"));

    private static final Map<String, List<String>> OF_SUBCOMMANDS = Map.of(
            "rm", List.of("remove", "revoke"),
            "delete", List.of("remove", "revoke"),
            "del", List.of("remove", "revoke"),
            "remove", List.of("revoke"),
            "revoke", List.of("remove"),
            "ls", List.of("list"),
            "show", List.of("list"),
            "new", List.of("create", "add"),
            "add", List.of("create"),
            "create", List.of("add"));

    private Synonyms() {}

    /**
     * The command line that does it, without {@code spark}; none for a word that nobody uses for anything.
     *
     * @param rest what was typed after it: its first word is the spark's name if it can be one
     */
    static @Nullable String of(String typed, List<String> rest) {
        var command = COMMANDS.get(typed);
        var name = rest.stream().findFirst().filter(SparkName::isAddress);
        return command == null || name.isEmpty() ? command : command.replace("NAME", name.get());
    }

    /** Which subcommands the word may mean. */
    static List<String> ofSubcommand(String typed) {
        return OF_SUBCOMMANDS.getOrDefault(typed, List.of());
    }
}
