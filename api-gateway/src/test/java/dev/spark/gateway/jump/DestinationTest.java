package dev.spark.gateway.jump;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

    @ParameterizedTest
    @ValueSource(strings = {"web", "web.spark", "WEB", "Web.Spark"})
    void isASparkByItsName(String host) {
        assertThat(Destination.of(host, 22)).contains(new Destination("web", 22));
    }

    @Test
    void isASparkByItsId() {
        assertThat(Destination.of("s-7f3kq2m7ab", 65535)).contains(new Destination("s-7f3kq2m7ab", 65535));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".spark",
                "web.spark.spark",
                "web.example.org",
                "127.0.0.1",
                "::1",
                "-web",
                "we b",
                "web\n",
                "web\0",
                "a-name-that-is-longer-than-any-name-may-be-and-than-any-id-is-as-well"
            })
    void isNothingElse(String host) {
        assertThat(Destination.of(host, 22)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 65536, 4294967295L, -1})
    void hasAPort(long port) {
        assertThat(Destination.of("web", port)).isEmpty();
    }
}
