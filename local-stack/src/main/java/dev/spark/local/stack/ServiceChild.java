package dev.spark.local.stack;

import dev.spark.local.stack.apps.App;
import dev.spark.local.stack.process.Child;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One of the platform's services. */
final class ServiceChild implements Child {

    private final Service service;
    private final App app;
    private final CompletableFuture<Wiring> wired;
    private final int port;

    /** @param wired completes when all that the service needs is there */
    ServiceChild(Service service, App app, CompletableFuture<Wiring> wired, int port) {
        this.service = service;
        this.app = app;
        this.wired = wired;
        this.port = port;
    }

    @Override
    public String name() {
        return service.serviceName();
    }

    @Override
    public void awaitTurn() throws Exception {
        wired.get();
    }

    @Override
    public List<String> prepare() {
        return app.runJar("quarkus-run.jar", service.javaOptions());
    }

    @Override
    public Map<String, String> environment() {
        return service.environment(wired.join());
    }

    @Override
    public String awaitReady() throws Exception {
        Loopback.awaitListener(port);
        Loopback.requireReady(port);
        return "127.0.0.1:" + port;
    }
}
