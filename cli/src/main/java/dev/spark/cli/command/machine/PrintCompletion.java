package dev.spark.cli.command.machine;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.session.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code spark completion}. */
@Command(
        name = "completion",
        description = "Prints what a shell needs to complete commands, options and the names of your sparks.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(spark completion bash)             in ~/.bashrc",
            "  source <(spark completion zsh)              in ~/.zshrc, after compinit",
            "  spark completion fish > ~/.config/fish/completions/spark.fish"
        })
public final class PrintCompletion implements Callable<Integer> {
    @Parameters(paramLabel = "bash|zsh|fish", description = "The shell.")
    private String shell = "";

    private final Session session;

    public PrintCompletion(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        switch (shell) {
            case "bash", "zsh", "fish" -> {}
            default ->
                throw Failure.wrongUsage(
                        "there is no completion for “" + shell + "”", "There is for bash, zsh and fish.");
        }
        try (var script = PrintCompletion.class.getResourceAsStream("/completion/spark." + shell)) {
            if (script == null) {
                throw new IOException("the script is not in the jar");
            }
            new String(script.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(session.output()::line);
        }
        return 0;
    }
}
