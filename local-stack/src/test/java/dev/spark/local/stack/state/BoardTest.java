package dev.spark.local.stack.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.local.stack.state.Status.Phase;
import dev.spark.local.stack.state.Status.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardTest {

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private Board board;
    private Path file;

    @BeforeEach
    void aBoardWithOnePart() {
        file = folder.resolve("status.json");
        board = new Board(file, List.of("kafka"), nanos::get);
    }

    @Test
    void writesDownHowLongAStartTook() {
        board.starting("kafka", null);
        nanos.addAndGet(1_500_000_000L);

        board.ready("kafka", "there");

        var part = Status.read(file).orElseThrow().parts().getFirst();
        assertThat(part).isEqualTo(new Status.Part("kafka", State.READY, "there", 1.5, null, 0));
    }

    @Test
    void countsFromTheFirstWordNotFromTheLast() {
        board.starting("kafka", "one");
        nanos.addAndGet(1_000_000_000L);
        board.starting("kafka", "two");
        nanos.addAndGet(1_000_000_000L);

        assertThat(board.status().parts().getFirst().seconds()).isEqualTo(2.0);
    }

    @Test
    void remembersTheFirstFailureOnly() {
        board.fail("kafka", "no disk");
        board.fail("kafka", "no luck");
        board.phase(Phase.STOPPING);

        var status = Status.read(file).orElseThrow();
        assertThat(status.phase()).isEqualTo(Phase.FAILED);
        assertThat(status.failure()).isEqualTo("kafka: no disk");
    }

    @Test
    void countsRestarts() {
        board.ready("kafka", null);
        board.died("kafka", "ended (137)");

        var part = board.status().parts().getFirst();
        assertThat(part.restarts()).isEqualTo(1);
        assertThat(part.state()).isEqualTo(State.STARTING);
    }

    @Test
    void isForItsOwnerOnly() throws Exception {
        board.starting("kafka", null);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
