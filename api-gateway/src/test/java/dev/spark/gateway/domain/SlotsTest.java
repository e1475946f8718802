package dev.spark.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spark.gateway.domain.Slots.Grant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsTest {

    @Test
    void grantsRunningThenQueuesThenRefuses() {
        var slots = new Slots(2, 5, 0, 0, 0);
        var grants = new ArrayList<Grant>();
        for (int i = 0; i < 7; i++) {
            grants.add(slots.next());
            slots = slots.after(slots.next());
        }
        assertThat(grants)
                .containsExactly(
                        Grant.RUNNING,
                        Grant.RUNNING,
                        Grant.QUEUED,
                        Grant.QUEUED,
                        Grant.QUEUED,
                        Grant.REFUSED,
                        Grant.REFUSED);
        assertThat(slots).isEqualTo(new Slots(2, 5, 2, 5, 3));
    }

    @Test
    void letsNobodyOvertakeTheQueue() {
        assertThat(new Slots(5, 10, 1, 2, 1).next()).isEqualTo(Grant.QUEUED);
    }

    @Test
    void admitsAsManyAsThereIsRoomFor() {
        assertThat(new Slots(3, 10, 1, 9, 8).admissible()).isEqualTo(2);
        assertThat(new Slots(3, 10, 1, 2, 1).admissible()).isEqualTo(1);
        assertThat(new Slots(3, 10, 7, 9, 2).admissible()).isZero();
        assertThat(new Slots(3, 10, 1, 9, 8).admitted(2)).isEqualTo(new Slots(3, 10, 3, 9, 6));
    }

    @Test
    void countsWhatIsGivenBack() {
        var slots = new Slots(3, 10, 3, 6, 2);
        assertThat(slots.purged(true, false, true)).isEqualTo(new Slots(3, 10, 2, 5, 2));
        assertThat(slots.purged(false, true, true)).isEqualTo(new Slots(3, 10, 3, 5, 1));
        assertThat(slots.purged(false, false, true)).isEqualTo(new Slots(3, 10, 3, 5, 2));
        assertThat(slots.purged(false, false, false)).isEqualTo(slots);
        assertThat(slots.trashed(2)).isEqualTo(new Slots(3, 10, 3, 4, 2));
        assertThat(slots.trashed(-1)).isEqualTo(new Slots(3, 10, 3, 7, 2));
        assertThat(slots.hasRoom()).isTrue();
        assertThat(slots.trashed(-4).hasRoom()).isFalse();
        assertThat(slots.left()).isEqualTo(new Slots(3, 10, 3, 6, 1));
    }

    @Test
    void wakesWhereThereIsRoomAndQueuesElse() {
        assertThat(new Slots(2, 3, 1, 3, 0).nextToWake()).isEqualTo(Grant.RUNNING);
        assertThat(new Slots(2, 3, 2, 3, 0).nextToWake()).isEqualTo(Grant.QUEUED);
        assertThat(new Slots(2, 3, 1, 3, 1).nextToWake()).isEqualTo(Grant.QUEUED);
        assertThat(new Slots(2, 3, 1, 3, 0).woken(Grant.RUNNING)).isEqualTo(new Slots(2, 3, 2, 3, 0));
        assertThat(new Slots(2, 3, 2, 3, 0).woken(Grant.QUEUED)).isEqualTo(new Slots(2, 3, 2, 3, 1));
        assertThat(new Slots(2, 3, 2, 3, 1).released(1)).isEqualTo(new Slots(2, 3, 1, 3, 1));
    }

    @Test
    void madeUpNamesAreNames() {
        var random = new java.util.Random(1);
        var names = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            names.addAll(SparkNames.madeUp(random));
        }
        assertThat(names).allMatch(SparkNames::isValid);
        assertThat(Collections.max(names, java.util.Comparator.comparing(String::length))
                        .length())
                .isLessThan(30);
        assertThat(List.copyOf(names)).hasSizeGreaterThan(1000);
    }
}
