package dev.spark.cli.command.account;

import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.http.ApiPath;
import dev.spark.cli.session.Session;
import dev.spark.cli.settings.Gateway;
import dev.spark.cli.ssh.AccountKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spark login}: a token is tried before it is saved, and is never an argument, where others could read it. */
@Command(
        name = "login",
        description = "Saves which gateway to use, and your token for it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  spark login https://spark.example.org                asks for the token",
            "  spark login https://spark.example.org --token-stdin < token.txt",
            "",
            "A token comes from an admin: spark token create NAME --user YOU",
            "Where an organization signs its own certificates: SPARK_CA_FILE=/path/to/ca.pem spark login URL"
        })
public final class Login implements Callable<Integer> {
    private static final int LONGEST_TOKEN = 8192;

    @Parameters(arity = "0..1", paramLabel = "URL", description = "The gateway; left out, the one that is set.")
    private @Nullable String url;

    @Option(names = "--token-stdin", description = "Reads the token from standard input.")
    private boolean tokenFromInput;

    private final Session session;

    public Login(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        var place = url == null ? session.settings().gateway().url() : Gateway.parseUrl(url);
        var gateway = new Gateway(place, readToken(place));
        var api = session.apiOf(gateway);
        var me = api.get(ApiPath.of("whoami"), "gateway of Spark at " + place);
        session.settings()
                .file()
                .write(place, token(gateway), session.settings().caFile());
        session.output().line("Logged in to " + place + " as " + Whoami.words(me));
        if (gateway.isInTheClear()) {
            session.output()
                    .note("Note: " + place + " is not encrypted; others on the way can read your token. Use https.");
        }
        new AccountKeys(api, session.surroundings()).ensureThereIsOne();
        return 0;
    }

    private static String token(Gateway gateway) {
        return gateway.token() == null ? "" : gateway.token();
    }

    private String readToken(URI place) throws IOException {
        var terminal = session.surroundings().terminal();
        if (tokenFromInput) {
            return checked(new String(session.surroundings().in().readNBytes(LONGEST_TOKEN), StandardCharsets.UTF_8));
        }
        if (!terminal.isIn()) {
            throw Failure.wrongUsage("no token was given", "Pass it on standard input: spark login URL --token-stdin");
        }
        session.surroundings().err().print("Token for " + place + ": ");
        session.surroundings().err().flush();
        var echo = terminal.withoutEcho();
        try {
            return checked(readLine());
        } finally {
            echo.close();
            session.surroundings().err().println();
        }
    }

    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        var in = session.surroundings().in();
        for (var c = in.read(); c >= 0 && c != '\n' && line.size() < LONGEST_TOKEN; c = in.read()) {
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static String checked(String typed) {
        var token = typed.strip();
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new Failure(
                    ExitCode.WRONG_USAGE, "that is not a token", "It is one word, as `spark token create` printed it.");
        }
        return token;
    }
}
