package dev.spark.local.stack.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {

    @TempDir
    Path folder;

    @Test
    void isForItsOwnerOnly() throws Exception {
        var state = new StateFolder(folder.resolve("a/b")).create();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.path())))
                .isEqualTo("rwx------");
        assertThat(state.create().isAStack()).isTrue();
    }

    @Test
    void refusesAFolderThatHoldsSomethingElse() throws Exception {
        Files.writeString(folder.resolve("thesis.tex"), "");

        assertThatThrownBy(() -> new StateFolder(folder).create()).hasMessageContaining("not a stack's folder");
    }

    @Test
    void keepsSecretsOnceMade() throws Exception {
        var secrets = new Secrets(folder.resolve("secrets"));

        assertThat(secrets.adminToken()).startsWith("spark_").hasSize(49).isEqualTo(secrets.adminToken());
        assertThat(java.util.Base64.getDecoder().decode(secrets.sealingKey())).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets/admin-token"))))
                .isEqualTo("rw-------");
    }

    @Test
    void givesAllWhoAskForASecretAtOnceTheSame() throws Exception {
        for (int round = 0; round < 50; round++) {
            var secrets = new Secrets(folder.resolve("secrets-" + round));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var answers = threads.invokeAll(Collections.nCopies(8, secrets::sealingKey));
                assertThat(answers.stream().map(Future::resultNow).distinct()).hasSize(1);
            }
        }
    }

    @Test
    void letsOneHoldALockAtATime() {
        var file = folder.resolve("lock");

        try (var lock = FolderLock.tryToTake(file).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(FolderLock.tryToTake(file)).isEmpty();
        }

        assertThat(FolderLock.isTaken(file)).isFalse();
    }

    @Test
    void isNotTurnedAwayByThoseWhoOnlyLook() throws Exception {
        var file = folder.resolve("lock");
        var over = new AtomicBoolean();
        var looking = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                FolderLock.isTaken(file);
            }
        });
        try {
            for (int i = 0; i < 200; i++) {
                FolderLock.tryToTake(file, Duration.ofSeconds(5)).orElseThrow().close();
            }
        } finally {
            over.set(true);
            looking.join();
        }
    }
}
