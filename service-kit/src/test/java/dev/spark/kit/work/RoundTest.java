package dev.spark.kit.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RoundTest {

    private final TreeSet<String> there = new TreeSet<>(List.of("a", "b", "c", "d", "e"));
    private final Round<String> round = new Round<>(
            2,
            Function.identity(),
            (id, atMost) -> there.tailSet(id, false).stream().limit(atMost).toList());

    @Test
    void goesRound() {
        assertThat(List.of(round.turn(), round.turn(), round.turn(), round.turn()))
                .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"), List.of("a", "b"));
    }

    @Test
    void passesNobodyOverWhoComesOrGoesMeanwhile() {
        var seen = new ArrayList<>(round.turn());
        there.remove("b");
        there.add("bb");
        seen.addAll(round.turn());
        assertThat(seen).containsExactly("a", "b", "bb", "c");
    }

    @Test
    void aFullLastPageIsFollowedByAnEmptyOneAndThenTheFirst() {
        there.remove("e");
        assertThat(List.of(round.turn(), round.turn(), round.turn(), round.turn()))
                .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of(), List.of("a", "b"));
    }

    @Test
    void refusesAPageOfNothing() {
        assertThatThrownBy(() -> new Round<String>(0, Function.identity(), (id, atMost) -> List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theWholeDisturbsNoTurn() {
        round.turn();
        assertThat(round.whole()).containsExactly("a", "b", "c", "d", "e");
        assertThat(round.turn()).containsExactly("c", "d");
    }
}
