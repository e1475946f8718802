package dev.spark.local.stack;

import dev.spark.local.stack.cluster.Cluster;
import dev.spark.local.stack.state.Board;
import java.util.concurrent.CompletableFuture;

/** The sparks' image: built while the cluster starts, and given to it then. */
final class ImagePart implements Runnable {

    static final String PART = "image";

    private final Cluster cluster;
    private final CompletableFuture<?> clusterReady;
    private final Board board;
    private final CompletableFuture<String> reference = new CompletableFuture<>();
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();

    ImagePart(Cluster cluster, CompletableFuture<?> clusterReady, Board board) {
        this.cluster = cluster;
        this.clusterReady = clusterReady;
        this.board = board;
    }

    CompletableFuture<String> reference() {
        return reference;
    }

    CompletableFuture<Void> loaded() {
        return loaded;
    }

    @Override
    public void run() {
        try {
            board.starting(PART, null);
            var image = cluster.buildImage(line -> board.starting(PART, line));
            reference.complete(image);
            board.starting(PART, "waiting for the cluster");
            clusterReady.get();
            cluster.loadImage(image, line -> board.starting(PART, line));
            board.ready(PART, image);
            loaded.complete(null);
        } catch (Exception e) {
            if (!clusterReady.isCompletedExceptionally()) {
                board.fail(PART, String.valueOf(e.getMessage()));
            }
            reference.completeExceptionally(e);
            loaded.completeExceptionally(e);
        }
    }
}
