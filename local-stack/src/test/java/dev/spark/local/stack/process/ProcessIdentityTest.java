package dev.spark.local.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

    private static final String AFTER_NAME =
            " S 1 42 40 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 98765 1000 200 18446744073709551615";

    @Test
    void readsWhatTheKernelSays() {
        assertThat(ProcessIdentity.parse("42 (java)" + AFTER_NAME)).contains(new ProcessIdentity(42, 98765, 40));
    }

    @Test
    void isNotMisledByAName() {
        assertThat(ProcessIdentity.parse("42 (a) b (1 2 3) c)" + AFTER_NAME))
                .contains(new ProcessIdentity(42, 98765, 40));
    }

    @Test
    void takesAProcessThatWasNotCollectedForEnded() {
        assertThat(ProcessIdentity.parse("42 (java)" + AFTER_NAME.replace(" S ", " Z ")))
                .isEmpty();
    }

    @Test
    void takesAnUnfinishedLineForNobody() {
        assertThat(ProcessIdentity.parse("42 (ja")).isEmpty();
        assertThat(ProcessIdentity.parse("")).isEmpty();
    }

    @Test
    void tellsAnotherProcessWithTheSameIdFromTheOneBefore() {
        var me = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

        assertThat(me.isAlive()).isTrue();
        assertThat(new ProcessIdentity(me.pid(), me.startTicks() - 1, me.session()).isAlive())
                .isFalse();
    }
}
