package dev.spark.cli.command.sparks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.cli.command.connect.Setup;
import dev.spark.cli.command.connect.Shell;
import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.json.Json;
import dev.spark.cli.session.DurationAsTyped;
import dev.spark.cli.session.Format;
import dev.spark.cli.session.Session;
import dev.spark.cli.session.Waiting;
import dev.spark.cli.sparks.Spark;
import dev.spark.cli.sparks.SparkName;
import dev.spark.cli.ssh.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark create}. */
@Command(
        name = "create",
        description = "Makes a spark and waits until it runs, showing the steps as they pass.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark create                                a spark with a name made up for it",
            "  spark create demo --shell                   and go into it when it runs",
            "  spark create demo --template api-go         with a project that runs; see spark templates",
            "  spark create demo --dotfiles https://github.com/me/dotfiles",
            "  spark create demo --repo me/project --branch dev --ttl 7d",
            "  spark create demo --repo git@github.com:me/private.git    with your SSH agent",
            "  spark create demo --repo me/project --wait-setup && spark exec demo -w project -- make test",
            "  spark create demo --size cpu=2,memory=4Gi,storage=20Gi",
            "  spark create demo --env MODE=test --env GITHUB_TOKEN    the second with your own value",
            "  spark create demo --no-wait -o json"
        })
public final class Create implements Callable<Integer> {
    private static final Set<String> SIZES = Set.of("cpu", "memory", "storage");

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "3 to 40 of a-z, 0-9 and -. Left out, one is made up.")
    private @Nullable String name;

    @Option(names = "--template", paramLabel = "T", description = "What it is made from; spark templates lists them.")
    private @Nullable String template;

    @Option(names = "--dotfiles", paramLabel = "URL", description = "Your dotfiles, which are installed in the spark.")
    private @Nullable String dotfiles;

    @Option(
            names = "--repo",
            paramLabel = "URL",
            description = "Is cloned to ~/project in the spark: a URL, git@host:path, or org/repo on GitHub.")
    private @Nullable String repo;

    @Option(
            names = {"-b", "--branch"},
            paramLabel = "REF",
            description = "The branch, tag or commit of --repo to check out; as in --repo URL#REF.")
    private @Nullable String branch;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "How many commits of its history to clone; all, if left out.")
    private @Nullable Integer depth;

    @Option(
            names = "--git-name",
            paramLabel = "NAME",
            description = "Whose the commits in it are. Left out, as git has it here.")
    private @Nullable String gitName;

    @Option(
            names = "--git-email",
            paramLabel = "EMAIL",
            description = "The e-mail address of those commits. Left out, as git has it here.")
    private @Nullable String gitEmail;

    @Option(
            names = "--size",
            paramLabel = "cpu=2,memory=4Gi,storage=20Gi",
            description = "How large; what is left out is as usual.")
    private @Nullable String size;

    @Option(
            names = "--env",
            paramLabel = "K=V",
            description = "An environment variable in the spark; K alone takes your own value. Again for more.")
    private @Nullable List<String> env;

    @Option(names = "--label", paramLabel = "K=V", description = "A label to find it by. Again for more.")
    private @Nullable List<String> labels;

    @Option(
            names = "--ttl",
            paramLabel = "7d",
            converter = DurationAsTyped.OrNever.class,
            description = "Goes to the trash after that time; see spark extend. Left out, or never: it stays.")
    private @Nullable String ttl;

    @Option(
            names = "--idle",
            paramLabel = "30m",
            converter = DurationAsTyped.class,
            description = "Falls asleep after that time without use.")
    private @Nullable String idle;

    @Option(
            names = "--wake-policy",
            paramLabel = "any|ssh|manual",
            description = "What wakes it: any connection, ssh only, or only being asked to.")
    private @Nullable String wakePolicy;

    @Option(
            names = "--ssh-key",
            paramLabel = "FILE",
            description = "A public key to let in besides those of your account. Again for more.")
    private @Nullable List<Path> sshKeys;

    @Option(names = "--wait-setup", description = "Waits for its set-up too, and fails if that does.")
    private boolean waitSetup;

    @Option(names = "--shell", description = "Goes into it when it runs.")
    private boolean shell;

    @Mixin
    private Waiting waiting;

    @Mixin
    private Format format;

    private final Session session;

    public Create(Session session) {
        this.session = session;
        this.waiting = new Waiting();
        this.format = new Format();
    }

    @Override
    public Integer call() {
        if (shell && (format.isJson() || !waiting.isWanted())) {
            throw Failure.wrongUsage(
                    "--shell waits for the spark and needs the terminal", "Leave out --no-wait and -o json.");
        }
        if (waitSetup && !waiting.isWanted()) {
            throw Failure.wrongUsage("--wait-setup waits for the spark", "Leave out --no-wait.");
        }
        var wish = wish();
        var start = session.surroundings().time().now();
        var added = session.accountKeys().ensureThereIsOne();
        if (added != null) {
            session.output().passed("  added this machine's SSH key to your account (" + added.fingerprint() + ")");
        }
        var answer = session.sparks().create(wish);
        var created = Spark.of(answer.json());
        if (!waiting.isWanted()) {
            printAccepted(answer.body(), created);
            return 0;
        }
        var arrived = awaitIt(created);
        if (format.isJson()) {
            var worked = !waitSetup || Setup.await(session, arrived, false) == 0;
            session.output().body(session.sparks().answer(arrived.address()).body());
            return worked ? 0 : ExitCode.FAILED.number();
        }
        new Arrival(session).announce(arrived, start, !shell);
        var worked = setUp(arrived);
        if (!worked && waitSetup) {
            return ExitCode.FAILED.number();
        }
        return shell ? Shell.into(session, arrived, List.of()) : 0;
    }

    /** Sees to its set-up as far as that is wished or needs the person. Returns whether nothing of it is known to have failed. */
    private boolean setUp(Spark spark) {
        var needsAgent = (isBySsh(repo) || isBySsh(dotfiles)) && Setup.hasAgent(session);
        if (!needsAgent && !waitSetup) {
            if (template != null || dotfiles != null || repo != null) {
                session.output()
                        .note("  its set-up goes on: spark logs " + spark.name()
                                + " --setup -f; with --wait-setup it is waited for");
            }
            return true;
        }
        session.output().passed(needsAgent ? "  setting it up, with your SSH agent" : "  setting it up");
        var worked = (needsAgent ? Setup.withAgent(session, spark) : Setup.await(session, spark, true)) == 0;
        if (!worked) {
            session.output()
                    .failure(new Failure(
                            ExitCode.FAILED,
                            spark.name() + " runs, but its set-up failed",
                            "`spark logs " + spark.name() + " --setup` shows why; `spark setup " + spark.name()
                                    + "` tries again."));
        }
        return worked;
    }

    /** Whether git goes there by ssh. */
    private static boolean isBySsh(@Nullable String url) {
        return url != null && (url.startsWith("ssh://") || url.matches("[^/@]+@[^/]+:.*"));
    }

    private Spark awaitIt(Spark created) {
        try {
            return new Arrival(session).await(created, waiting.limit());
        } catch (Failure e) {
            if (format.isJson()) {
                printWhatThereIs(created);
            }
            throw e;
        }
    }

    private void printWhatThereIs(Spark created) {
        try {
            session.output().body(session.sparks().answer(created.address()).body());
        } catch (Failure e) {
            // Not even that; the first failure is the one to tell.
        }
    }

    private void printAccepted(byte[] body, Spark created) {
        if (format.isJson()) {
            session.output().body(body);
        } else {
            session.output().line(created.name() + " is " + created.state());
            session.output().passed("  watch it: spark events " + created.name() + " -f");
        }
    }

    private ObjectNode wish() {
        var wish = Json.object();
        put(wish, "name", name == null ? null : SparkName.requireNew(name));
        put(wish, "template", template);
        put(wish, "repo", repository());
        put(wish, "dotfiles", dotfiles);
        git().ifPresent(git -> wish.set("git", git));
        Assignments.parse("--size", size == null ? null : List.of(size.split(",")), Create::noOwnValue)
                .forEach((dimension, amount) -> {
                    if (!SIZES.contains(dimension)) {
                        throw Failure.wrongUsage(
                                "--size knows no “" + dimension + "”",
                                "It takes cpu, memory and storage: --size cpu=2,memory=4Gi");
                    }
                    wish.withObject("/size").put(dimension, amount);
                });
        Assignments.parse("--env", env, session.surroundings().environment()::get)
                .forEach(wish.withObject("/env")::put);
        Assignments.parse("--label", labels, Create::noOwnValue).forEach(wish.withObject("/labels")::put);
        put(wish, "ttl", DurationAsTyped.NEVER.equals(ttl) ? null : ttl);
        put(wish, "idle_timeout", idle);
        put(wish, "wake_policy", wakePolicy);
        if (sshKeys != null) {
            var keys = wish.putArray("ssh_keys");
            readKeys(sshKeys).forEach(keys::add);
        }
        return wish;
    }

    private @Nullable String repository() {
        if (branch == null) {
            return repo;
        }
        if (repo == null) {
            throw Failure.wrongUsage("--branch is one of --repo", "Name the repository: --repo URL --branch " + branch);
        }
        if (repo.indexOf('#') >= 0) {
            throw Failure.wrongUsage("--repo names a branch already", "Leave out what follows its #, or --branch.");
        }
        return repo + "#" + branch;
    }

    private Optional<ObjectNode> git() {
        var git = Json.object();
        put(git, "name", gitName != null ? gitName : gitHere("user.name"));
        put(git, "email", gitEmail != null ? gitEmail : gitHere("user.email"));
        if (depth != null) {
            git.put("depth", depth);
        }
        return git.isEmpty() ? Optional.empty() : Optional.of(git);
    }

    /** What git is set to on this machine, where that may be said of a spark too. */
    private @Nullable String gitHere(String setting) {
        var programs = session.surroundings().programs();
        return programs.find("git")
                .map(git -> programs.ask(List.of(git.toString(), "config", "--get", setting)))
                .filter(said -> said.exitCode() == 0)
                .map(said -> said.out().strip())
                .filter(value -> value.length() <= 200 && value.matches("[^<>\\p{Cntrl}]+"))
                .filter(value -> !setting.endsWith("email") || value.indexOf('@') > 0)
                .orElse(null);
    }

    private static @Nullable String noOwnValue(String key) {
        return null;
    }

    private static void put(ObjectNode wish, String field, @Nullable String value) {
        if (value != null) {
            wish.put(field, value);
        }
    }

    private static List<String> readKeys(List<Path> files) {
        var keys = new ArrayList<String>();
        for (var file : files) {
            try {
                keys.add(PublicKey.require(Files.readString(file)).line());
            } catch (IOException e) {
                throw Failure.wrongUsage("the key " + file + " cannot be read", "Name a file *.pub that is there.");
            }
        }
        return keys;
    }
}
