package dev.spark.local.stack.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.local.stack.state.Status;
import dev.spark.local.stack.state.Status.Part;
import dev.spark.local.stack.state.Status.Phase;
import dev.spark.local.stack.state.Status.State;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViewsTest {

    private static final Part WAITING = new Part("gateway", State.WAITING, null, 0, null, 0);

    @Test
    void printsALineWhenAPartIsReadyAndNoneTwice() {
        var view = new LineByLineView();

        assertThat(view.show(status(starting(0.5, null), WAITING))).isEmpty();
        assertThat(view.show(status(ready(), WAITING))).isEqualTo("  kafka        ready       2.5 s  there\n");
        assertThat(view.show(status(ready(), WAITING))).isEmpty();
    }

    @Test
    void saysNowAndThenThatALongStartGoesOn() {
        var view = new LineByLineView();

        assertThat(view.show(status(starting(1, "compiling"), WAITING))).isEmpty();
        assertThat(view.show(status(starting(14.9, "compiling"), WAITING))).isEmpty();
        assertThat(view.show(status(starting(16.1, "compiling"), WAITING)))
                .isEqualTo("  kafka        starting   16.1 s  compiling\n");
        assertThat(view.show(status(starting(17, "compiling"), WAITING))).isEmpty();
    }

    @Test
    void redrawsAllLinesInPlace() {
        var view = new InPlaceView();
        view.show(status(starting(1, null), WAITING));

        assertThat(view.show(status(ready(), WAITING)))
                .isEqualTo("\u001b[2A\u001b[2K\r  kafka        ready       2.5 s  there\n"
                        + "\u001b[2K\r  gateway      waiting\n");
        assertThat(view.show(status(ready(), WAITING))).isEmpty();
    }

    @Test
    void cutsWhatATerminalCannotShowInOneLine() {
        assertThat(PartLine.of(starting(1, "x".repeat(200)))).hasSize(100).endsWith("…");
    }

    @Test
    void callsAStackReadyOnlyWhileAllItsPartsAre() {
        assertThat(Progress.isReady(new Status(Phase.READY, null, null, false, null, null, null, List.of(ready()))))
                .isTrue();
        assertThat(Progress.isReady(
                        new Status(Phase.READY, null, null, false, null, null, null, List.of(starting(1, null)))))
                .isFalse();
        assertThat(Progress.isReady(status(ready()))).isFalse();
    }

    private static Part ready() {
        return new Part("kafka", State.READY, "there", 2.5, 42L, 0);
    }

    private static Part starting(double seconds, @Nullable String doing) {
        return new Part("kafka", State.STARTING, doing, seconds, null, 0);
    }

    private static Status status(Part... parts) {
        return new Status(Phase.STARTING, null, null, false, null, null, null, List.of(parts));
    }
}
