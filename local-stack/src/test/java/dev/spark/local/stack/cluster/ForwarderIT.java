package dev.spark.local.stack.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests of what leads pods to the host, where there is the Go that builds it. */
class ForwarderIT {

    private static final Path GO = Path.of("/usr/lib/go-1.19/bin/go");

    @TempDir
    Path cache;

    @Test
    void passesItsOwnTests() throws Exception {
        assumeThat(GO).exists();
        var builder = new ProcessBuilder(GO.toString(), "test", "spark-forward.go", "spark-forward_test.go")
                .directory(Path.of("../deploy/local/kubernetes").toFile())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "GO111MODULE", "off",
                        "GOTOOLCHAIN", "local",
                        "GOFLAGS", "",
                        "GOPATH", cache.resolve("path").toString(),
                        "GOCACHE", cache.resolve("build").toString()));
        var test = builder.start();
        var output = new String(test.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(test.waitFor()).as(output).isZero();
    }
}
