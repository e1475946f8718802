package dev.spark.local.cluster.simulated;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class FieldSetTest {

    @Test
    void writesFieldsAsKubernetesDoes() {
        var fields = FieldSet.of(json("{spec: {replicas: 1, containers: [{name: a, image: b}], args: [x, y]}}"));

        assertThat(fields.toJson().toString())
                .isEqualTo("{\"f:spec\":{\"f:args\":{},"
                        + "\"f:containers\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"f:image\":{},\"f:name\":{}}},"
                        + "\"f:replicas\":{}}}");
        assertThat(FieldSet.fromJson(fields.toJson())).isEqualTo(fields);
    }

    @Test
    void isASet() {
        var ab = FieldSet.of(json("{x: {a: 1, b: 1}}"));
        var bc = FieldSet.of(json("{x: {b: 1, c: 1}}"));

        assertThat(ab.union(bc)).isEqualTo(FieldSet.of(json("{x: {a: 1, b: 1, c: 1}}")));
        assertThat(ab.intersection(bc)).isEqualTo(FieldSet.of(json("{x: {b: 1}}")));
        assertThat(ab.minus(bc)).isEqualTo(FieldSet.of(json("{x: {a: 1}}")));
        assertThat(ab.minus(ab).isEmpty()).isTrue();
    }

    @Test
    void takesItselfOutOfAnObject() {
        var object = json("{spec: {replicas: 1, containers: [{name: a, image: b, tty: true}, {name: c}], args: [x]}}");

        FieldSet.of(json("{spec: {args: [x], containers: [{name: c}]}}")).removeFrom(object);
        FieldSet.fromJson(json("{\"f:spec\": {\"f:containers\": {'k:{\"name\":\"a\"}': {\"f:tty\": {}}}}}"))
                .removeFrom(object);

        assertThat(object).isEqualTo(json("{spec: {replicas: 1, containers: [{name: a, image: b}]}}"));
    }

    @Test
    void findsWhatChanged() {
        var before = json("{spec: {replicas: 1, containers: [{name: a, image: b}]}}");
        var after = json("{spec: {replicas: 1, containers: [{name: a, image: c}, {name: d}]}}");

        assertThat(FieldSet.changed(before, before).isEmpty()).isTrue();
        assertThat(FieldSet.changed(before, after).toJson().toString())
                .isEqualTo("{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"f:image\":{}},"
                        + "\"k:{\\\"name\\\":\\\"d\\\"}\":{\"f:name\":{}}}}}");
    }

    static ObjectNode json(String yaml) {
        return (ObjectNode) Json.sent((" " + yaml).getBytes(UTF_8));
    }
}
