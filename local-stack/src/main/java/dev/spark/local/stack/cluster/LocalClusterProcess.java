package dev.spark.local.stack.cluster;

import dev.spark.local.stack.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process that holds the local cluster's namespaces; its end is the cluster's. The scripts write down its id and start time.
 *
 * @param kubernetes the scripts' folder in the state
 */
record LocalClusterProcess(Path kubernetes) {

    boolean isAlive() {
        try {
            var written =
                    Files.readString(kubernetes.resolve("run/pid")).strip().split(" ");
            return written.length == 2
                    && ProcessIdentity.of(Long.parseLong(written[0]))
                            .filter(now -> now.startTicks() == Long.parseLong(written[1]))
                            .isPresent();
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    void awaitEnd() throws InterruptedException {
        while (isAlive()) {
            Thread.sleep(500);
        }
    }
}
