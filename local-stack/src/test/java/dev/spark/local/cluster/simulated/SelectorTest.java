package dev.spark.local.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {

    private static final StoredObject OBJECT = StoredObject.of(
            FieldSetTest.json("{metadata: {name: one, namespace: sparks, labels: {a: x, spark.dev/id: s-1}},"
                    + " status: {phase: Running}}"),
            1);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a=x                      | true
                    a==x,spark.dev/id=s-1    | true
                    a=y                      | false
                    a!=y                     | true
                    b!=y                     | true
                    a in (x, y)              | true
                    a notin (x,y),a          | false
                    b notin (x)              | true
                    a                        | true
                    b                        | false
                    !b                       | true
                    !a                       | false
                    spark.dev/id in (s-1),a  | true
                    """)
    void matchesLabels(String selector, boolean matches) {
        assertThat(Selector.parse(selector, "").matches(OBJECT)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    metadata.name=one                       | true
                    metadata.name!=one                      | false
                    metadata.namespace=sparks               | true
                    status.phase=Running,metadata.name=one  | true
                    status.phase!=Running                   | false
                    spec.nodeName=                          | true
                    """)
    void matchesFields(String selector, boolean matches) {
        assertThat(Selector.parse("", selector).matches(OBJECT)).isEqualTo(matches);
    }

    @Test
    void refusesWhatItCannotRead() {
        assertThatThrownBy(() -> Selector.parse("a in x", "")).isInstanceOf(ApiError.class);
        assertThatThrownBy(() -> Selector.parse("", "phase")).isInstanceOf(ApiError.class);
    }
}
