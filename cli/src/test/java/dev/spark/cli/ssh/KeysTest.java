package dev.spark.cli.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.cli.failure.Failure;
import dev.spark.cli.run.FakePrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    @TempDir
    Path folder;

    @Test
    void readsAPublicKey() {
        var key = PublicKey.require("# mine\n" + FakePrograms.PUBLIC_KEY + "\n");

        assertThat(key.line()).isEqualTo(FakePrograms.PUBLIC_KEY);
        assertThat(key.comment()).isEqualTo("spark@test");
    }

    @Test
    void knowsAFingerprintAsSshKeygenPrintsIt() {
        var github = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

        assertThat(PublicKey.require(github).fingerprint())
                .isEqualTo("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
    }

    @Test
    void refusesWhatIsNone() {
        for (var text : new String[] {"", "hello", "ssh-ed25519", "ssh-ed25519 !!!!", "ssh-rsa AAAA"}) {
            assertThatThrownBy(() -> PublicKey.require(text)).isInstanceOf(Failure.class);
        }
    }

    @Test
    void keepsTheKeyOfTheSameSpark() throws IOException {
        var file = folder.resolve("known_hosts");
        var known = new KnownHosts(file);
        known.belongsTo("demo.spark", "s-1");
        Files.writeString(file, Files.readString(file) + "demo.spark ssh-ed25519 AAAA\n");

        known.belongsTo("demo.spark", "s-1");
        assertThat(file).content().contains("demo.spark ssh-ed25519 AAAA");

        known.belongsTo("demo.spark", "s-2");
        assertThat(file).hasContent("#spark demo.spark s-2\n");
    }
}
