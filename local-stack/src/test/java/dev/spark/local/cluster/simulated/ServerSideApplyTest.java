package dev.spark.local.cluster.simulated;

import static dev.spark.local.cluster.simulated.FieldSetTest.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ServerSideApplyTest {

    private static final String NOW = "2026-01-01T00:00:00Z";

    @Test
    void addsToWhatIsThere() {
        var live = json("{spec: {replicas: 0}}");

        assertThat(apply("me", live, "{spec: {paused: true}}")).isEqualTo(json("{spec: {replicas: 0, paused: true}}"));
    }

    @Test
    void removesWhatItsManagerWantedAndNoLongerWants() {
        var first = applied("me", json("{}"), "{spec: {a: 1, b: {c: 1}}}");

        assertThat(apply("me", first, "{spec: {a: 1}}")).isEqualTo(json("{spec: {a: 1}}"));
    }

    @Test
    void leavesWhatAnotherWantsToo() {
        var mine = applied("me", json("{}"), "{spec: {a: 1, b: 1}}");
        var both = applied("you", mine, "{spec: {b: 1}}");

        assertThat(apply("me", both, "{spec: {a: 1}}")).isEqualTo(json("{spec: {a: 1, b: 1}}"));
    }

    @Test
    void leavesWhatAnotherHasChangedSince() {
        var mine = applied("me", json("{}"), "{spec: {replicas: 1, a: 1}}");
        var scaled = json("{spec: {replicas: 0, a: 1}}");
        ManagedFields.of(mine)
                .updated("you", "scale", FieldSet.of(json("{spec: {replicas: 0}}")), NOW)
                .writeTo(scaled);

        assertThat(apply("me", scaled, "{spec: {a: 1}}")).isEqualTo(json("{spec: {replicas: 0, a: 1}}"));
    }

    @Test
    void mergesTheItemsOfAssociativeLists() {
        var live = applied("you", json("{}"), "{spec: {env: [{name: A, value: '1'}], args: [x]}}");

        assertThat(apply("me", live, "{spec: {env: [{name: B, value: '2'}]}}"))
                .isEqualTo(json("{spec: {env: [{name: A, value: '1'}, {name: B, value: '2'}], args: [x]}}"));
    }

    @Test
    void refusesToTakeAFieldFromAnotherUnlessForced() {
        var live = applied("you", json("{}"), "{spec: {a: 1}}");

        assertThatThrownBy(() -> new ServerSideApply("me", false, NOW).to(live, json("{spec: {a: 2}}")))
                .hasMessage("Apply failed with 1 conflict: conflict with \"you\": .spec.a");

        var taken = applied("me", live, "{spec: {a: 2}}");
        assertThat(ManagedFields.of(taken).appliedBy("you").isEmpty()).isTrue();
    }

    @Test
    void sharesAFieldThatBothWantAlike() {
        var live = applied("you", json("{}"), "{spec: {a: 1}}");

        var shared = new ServerSideApply("me", false, NOW).to(live, json("{spec: {a: 1}}"));

        assertThat(ManagedFields.of(shared).entries()).hasSize(2);
    }

    private static ObjectNode applied(String manager, ObjectNode live, String wanted) {
        return new ServerSideApply(manager, true, NOW).to(live, json(wanted));
    }

    private static ObjectNode apply(String manager, ObjectNode live, String wanted) {
        return ServerSideApply.owned(applied(manager, live, wanted));
    }
}
