package dev.spark.cli.command;

import dev.spark.cli.command.account.Keys;
import dev.spark.cli.command.account.Login;
import dev.spark.cli.command.account.Quota;
import dev.spark.cli.command.account.Tokens;
import dev.spark.cli.command.account.Whoami;
import dev.spark.cli.command.connect.ConfigSsh;
import dev.spark.cli.command.connect.CopyFiles;
import dev.spark.cli.command.connect.Exec;
import dev.spark.cli.command.connect.Forward;
import dev.spark.cli.command.connect.Logs;
import dev.spark.cli.command.connect.Setup;
import dev.spark.cli.command.connect.Shell;
import dev.spark.cli.command.connect.TunnelTo;
import dev.spark.cli.command.machine.Doctor;
import dev.spark.cli.command.machine.Down;
import dev.spark.cli.command.machine.PrintCompletion;
import dev.spark.cli.command.machine.Up;
import dev.spark.cli.command.machine.Version;
import dev.spark.cli.command.sparks.Create;
import dev.spark.cli.command.sparks.Delete;
import dev.spark.cli.command.sparks.Events;
import dev.spark.cli.command.sparks.Extend;
import dev.spark.cli.command.sparks.Hold;
import dev.spark.cli.command.sparks.ListSparks;
import dev.spark.cli.command.sparks.ResetRoot;
import dev.spark.cli.command.sparks.Retry;
import dev.spark.cli.command.sparks.SetSpark;
import dev.spark.cli.command.sparks.Sleep;
import dev.spark.cli.command.sparks.Status;
import dev.spark.cli.command.sparks.Stop;
import dev.spark.cli.command.sparks.Templates;
import dev.spark.cli.command.sparks.Undelete;
import dev.spark.cli.command.sparks.Wake;
import dev.spark.cli.command.sparks.Why;
import dev.spark.cli.session.Session;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every command there is, by what it is about; none is made before it is needed. */
final class CommandTable {
    /**
     * One command.
     *
     * @param make an object of picocli's, or a command line with subcommands
     * @param takesEverything whether it passes words on that are somebody else's, options too
     */
    record Entry(String name, Supplier<Object> make, boolean takesEverything, String... aliases) {
        boolean isCalled(String typed) {
            return name.equals(typed) || Arrays.asList(aliases).contains(typed);
        }
    }

    private final Map<String, List<Entry>> groups = new LinkedHashMap<>();

    CommandTable(Session session) {
        groups.put(
                "Sparks",
                List.of(
                        new Entry("create", () -> new Create(session), false),
                        new Entry("templates", () -> new Templates(session), false),
                        new Entry("list", () -> new ListSparks(session), false, "ls"),
                        new Entry("status", () -> new Status(session), false),
                        new Entry("why", () -> new Why(session), false),
                        new Entry("events", () -> new Events(session), false),
                        new Entry("sleep", () -> new Sleep(session), false),
                        new Entry("wake", () -> new Wake(session), false),
                        new Entry("stop", () -> new Stop(session), false),
                        new Entry("retry", () -> new Retry(session), false),
                        new Entry("reset-root", () -> new ResetRoot(session), false),
                        new Entry("hold", () -> new Hold(session), false),
                        new Entry("set", () -> new SetSpark(session), false),
                        new Entry("extend", () -> new Extend(session), false),
                        new Entry("delete", () -> new Delete(session), false),
                        new Entry("undelete", () -> new Undelete(session), false)));
        groups.put(
                "Going in",
                List.of(
                        new Entry("shell", () -> new Shell(session), true, "ssh"),
                        new Entry("exec", () -> new Exec(session), true),
                        new Entry("logs", () -> new Logs(session), false),
                        new Entry("setup", () -> new Setup(session), false),
                        new Entry("cp", () -> new CopyFiles(session), false),
                        new Entry("forward", () -> new Forward(session), false),
                        new Entry("config-ssh", () -> new ConfigSsh(session), false),
                        new Entry("tunnel", () -> new TunnelTo(session), false)));
        groups.put(
                "You",
                List.of(
                        new Entry("login", () -> new Login(session), false),
                        new Entry("whoami", () -> new Whoami(session), false),
                        new Entry("key", () -> Keys.group(session), false),
                        new Entry("token", () -> Tokens.group(session), false),
                        new Entry("quota", () -> Quota.group(session), false)));
        groups.put(
                "This machine",
                List.of(
                        new Entry("up", () -> new Up(session), false),
                        new Entry("down", () -> new Down(session), false),
                        new Entry("completion", () -> new PrintCompletion(session), false),
                        new Entry("doctor", () -> new Doctor(session), false),
                        new Entry("version", () -> new Version(session), false)));
    }

    Map<String, List<Entry>> groups() {
        return groups;
    }

    Stream<Entry> all() {
        return groups.values().stream().flatMap(List::stream);
    }

    /** Whether an argument of that label, of that command, is a spark that is there. */
    static boolean takesSpark(String command, String label) {
        return label.equals("NAME") && !command.equals("create") && !command.equals("revoke");
    }

    @Nullable
    Entry named(String typed) {
        return all().filter(entry -> entry.isCalled(typed)).findFirst().orElse(null);
    }
}
