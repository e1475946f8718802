package dev.spark.local.stack;

import dev.spark.local.stack.progress.Progress;
import dev.spark.local.stack.state.Choices;
import dev.spark.local.stack.state.Secrets;
import dev.spark.local.stack.state.StateFolder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a stack with a simulated cluster for a moment, so that its JVMs learn how to start: see {@link Trainer}. */
@Command(name = "train", hidden = true)
final class Train implements Callable<Integer> {

    @Option(names = "--state", required = true)
    private Path state;

    @Override
    public Integer call() throws Exception {
        var stack = new StateFolder(state).create();
        new Choices("simulated", null, null, null).write(stack.choices());
        var supervision = Supervision.start(stack, Checkout.ofEnvironment());
        var ready = new Progress(System.err).follow(supervision);
        if (ready) {
            use(String.valueOf(supervision.status().orElseThrow().url()), new Secrets(stack.secrets()).adminToken());
        }
        StackEnd.of(stack).endSupervisor();
        return ready ? 0 : 1;
    }

    /** What people do first. A call that fails teaches less, and hurts nobody. */
    private static void use(String url, String token) throws Exception {
        var client = HttpClient.newHttpClient();
        for (var call : new String[] {
            "GET /v1/whoami", "GET /v1/sparks", "POST /v1/sparks?wait=20s", "GET /v1/events", "GET /q/metrics"
        }) {
            var parts = call.split(" ");
            var request = HttpRequest.newBuilder(URI.create(url + parts[1]))
                    .timeout(Duration.ofSeconds(60))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .method(
                            parts[0],
                            parts[0].equals("POST")
                                    ? HttpRequest.BodyPublishers.ofString("{\"name\":\"training\"}")
                                    : HttpRequest.BodyPublishers.noBody())
                    .build();
            System.err.println(
                    call + ": " + client.send(request, BodyHandlers.ofString()).statusCode());
        }
    }
}
