package dev.spark.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.events.Samples.Sample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {

    private static final String TYPE = "spark.create.v1";
    private final MessageCodec codec = new MessageCodec();

    static Stream<String> types() {
        return MessageCodec.types().keySet().stream();
    }

    @Test
    void hasOneFrozenSampleOfEachTypeAndNoOther() {
        assertThat(Samples.all()).containsOnlyKeys(MessageCodec.types().keySet());
    }

    @ParameterizedTest
    @MethodSource("types")
    void readsTheFrozenSampleAndWritesTheSameBytes(String type) throws Exception {
        Sample sample = Samples.of(type);

        Decoded decoded = codec.decode(sample.key(), sample.headers(), sample.bytes());

        assertThat(decoded).isInstanceOf(Decoded.Readable.class);
        var readable = (Decoded.Readable) decoded;
        Encoded again = codec.encode(readable.envelope(), readable.message());
        assertThat(again.key()).isEqualTo(sample.key());
        assertThat(again.headers()).containsExactlyInAnyOrderEntriesOf(sample.headers());
        assertThat(Samples.JSON.readTree(again.body())).isEqualTo(sample.body());
        assertThat(codec.read(again.body())).contains(readable.message());
    }

    @Test
    void readsEachFieldWhereItBelongs() {
        Sample sample = Samples.of("spark.requested.v1");

        var readable = (Decoded.Readable) codec.decode(sample.key(), sample.headers(), sample.bytes());

        assertThat(readable.envelope())
                .isEqualTo(new Envelope(
                        "3f8a1c52-0000-4000-8000-000000000005",
                        "spark.requested.v1",
                        "spark/gateway",
                        "s-7f3kq2m5ab",
                        Instant.parse("2026-01-02T03:04:05.678Z"),
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                        "0d5b6c1e-0000-4000-8000-000000000005"));
        assertThat(readable.message())
                .isEqualTo(new SparkEvent.SparkRequested(
                        new SparkId("s-7f3kq2m5ab"),
                        new SparkSpec(
                                "brave-dolphin",
                                "ada",
                                null,
                                "https://example.org/ada/engine.git",
                                null,
                                new SparkSpec.Size("2", "4Gi", "10Gi"),
                                List.of("EDITOR", "GITHUB_TOKEN"),
                                Map.of("team", "analytical"),
                                Duration.ofDays(7),
                                Duration.ofMinutes(30),
                                SparkSpec.WakePolicy.ANY,
                                List.of()),
                        List.of("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2tRj0sB1kq5o0V5G0D2b0V4m9g5s3x1y2z3A4B5C6D"
                                + " ada@example.org"),
                        "ada"));
    }

    @Test
    void takesAnUnknownFieldForOneFromTheFuture() {
        Sample sample = Samples.of(TYPE);
        ((ObjectNode) sample.body()).put("colour", "green");

        assertThat(codec.decode(sample.key(), sample.headers(), sample.bytes())).isInstanceOf(Decoded.Readable.class);
    }

    @Test
    void returnsATypeFromTheFutureAsAValue() {
        Sample sample = Samples.of(TYPE).withHeader("ce_type", "spark.create.v2");
        ((ObjectNode) sample.body()).put("type", "spark.create.v2");

        Decoded decoded = codec.decode(sample.key(), sample.headers(), sample.bytes());

        assertThat(decoded)
                .isInstanceOfSatisfying(
                        Decoded.FromTheFuture.class,
                        future -> assertThat(future.envelope().type()).isEqualTo("spark.create.v2"));
    }

    @Test
    void neverPrintsSealedSecrets() {
        Sample sample = Samples.of(TYPE);
        var readable = (Decoded.Readable) codec.decode(sample.key(), sample.headers(), sample.bytes());

        assertThat(readable.message().toString())
                .contains("brave-dolphin")
                .doesNotContain(sample.body().path("sealed_env").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time"})
    void cannotReadWhatLacksAnAttribute(String header) {
        Sample sample = Samples.of(TYPE).withoutHeader(header);

        assertThat(codec.decode(sample.key(), sample.headers(), sample.bytes()))
                .isEqualTo(new Decoded.Unreadable("header " + header + " is missing, empty or too long"));
    }

    static Stream<Arguments> brokenHeaders() {
        return Stream.of(
                Arguments.of("ce_specversion", "0.3"),
                Arguments.of("ce_time", "yesterday"),
                Arguments.of("ce_time", "2026-13-01T00:00:00Z"),
                Arguments.of("ce_id", " "),
                Arguments.of("ce_id", "x".repeat(513)),
                Arguments.of("ce_type", "spark.delete.v1"),
                Arguments.of("ce_subject", "s-aaaaaaaaaa"));
    }

    @ParameterizedTest
    @MethodSource("brokenHeaders")
    void cannotReadABrokenAttribute(String header, String value) {
        Sample sample = Samples.of(TYPE).withHeader(header, value);

        assertThat(codec.decode(sample.key(), sample.headers(), sample.bytes())).isInstanceOf(Decoded.Unreadable.class);
    }

    static Stream<Arguments> brokenBodies() {
        return Stream.of(
                broken("no spark_id", body -> body.remove("spark_id")),
                broken("spark_id null", body -> body.putNull("spark_id")),
                broken("spark_id a number", body -> body.put("spark_id", 7)),
                broken("spark_id no id", body -> body.put("spark_id", "../../etc")),
                broken("another spark_id", body -> body.put("spark_id", "s-aaaaaaaaaa")),
                broken("no spec", body -> body.remove("spec")),
                broken("spec a text", body -> body.put("spec", "big")),
                broken("spec a list", body -> body.putArray("spec")),
                broken("spec empty", body -> body.putObject("spec")),
                broken("no name", body -> spec(body).remove("name")),
                broken("name an object", body -> spec(body).putObject("name")),
                broken("name a number", body -> spec(body).put("name", 12)),
                broken("no owner", body -> spec(body).remove("owner")),
                broken("no size", body -> spec(body).remove("size")),
                broken("size a number", body -> spec(body).put("size", 3)),
                broken("no storage", body -> ((ObjectNode) spec(body).path("size")).remove("storage")),
                broken("labels a list", body -> spec(body).putArray("labels")),
                broken("a label null", body -> spec(body).putObject("labels").putNull("team")),
                broken("env_names an object", body -> spec(body).putObject("env_names")),
                broken(
                        "an env name null",
                        body -> spec(body).putArray("env_names").addNull()),
                broken("idle_timeout no duration", body -> spec(body).put("idle_timeout", "soon")),
                broken("wake_policy unknown", body -> spec(body).put("wake_policy", "never")),
                broken("wake_policy a number", body -> spec(body).put("wake_policy", 0)),
                broken("no sealed_env", body -> body.remove("sealed_env")),
                broken("sealed_env a list", body -> body.putArray("sealed_env")),
                broken("no authorized_keys", body -> body.remove("authorized_keys")),
                broken("authorized_keys a text", body -> body.put("authorized_keys", "ssh-rsa")),
                broken("no requested_by", body -> body.remove("requested_by")),
                broken("no type", body -> body.remove("type")),
                broken("another type", body -> body.put("type", "spark.delete.v1")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBodies")
    void cannotReadABrokenBody(String what, Consumer<ObjectNode> change) {
        Sample sample = Samples.of(TYPE);
        change.accept((ObjectNode) sample.body());

        assertThat(codec.decode(sample.key(), sample.headers(), sample.bytes())).isInstanceOf(Decoded.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "\"text\"", "{} {}", "{\"type\":\"a\",\"type\":\"b\"}", "\u0000"})
    void cannotReadWhatIsNoObject(String body) {
        Sample sample = Samples.of(TYPE);

        assertThat(codec.decode(sample.key(), sample.headers(), body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Decoded.Unreadable.class);
    }

    @Test
    void cannotReadATombstoneAWrongKeyOrABodyWithoutBound() {
        Sample sample = Samples.of(TYPE);

        assertThat(codec.decode(sample.key(), sample.headers(), null)).isInstanceOf(Decoded.Unreadable.class);
        assertThat(codec.decode(null, sample.headers(), sample.bytes())).isInstanceOf(Decoded.Unreadable.class);
        assertThat(codec.decode("s-aaaaaaaaaa", sample.headers(), sample.bytes()))
                .isInstanceOf(Decoded.Unreadable.class);
        assertThat(codec.decode(sample.key(), sample.headers(), new byte[MessageCodec.LARGEST_BODY + 1]))
                .isInstanceOf(Decoded.Unreadable.class);
        assertThat(codec.decode(sample.key(), Map.of(), sample.bytes())).isInstanceOf(Decoded.Unreadable.class);
    }

    private static Arguments broken(String what, Consumer<ObjectNode> change) {
        return Arguments.of(what, change);
    }

    private static ObjectNode spec(JsonNode body) {
        return (ObjectNode) body.path("spec");
    }
}
