package dev.spark.events;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The frozen samples: one message per type and version, as the first writer of it wrote it. They are never edited. */
final class Samples {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = Path.of("src/test/resources/samples");
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private Samples() {}

    record Sample(String key, Map<String, String> headers, JsonNode body) {

        byte[] bytes() {
            return body.toString().getBytes(StandardCharsets.UTF_8);
        }

        Sample withHeader(String name, String value) {
            var changed = new TreeMap<>(headers);
            changed.put(name, value);
            return new Sample(key, changed, body);
        }

        Sample withoutHeader(String name) {
            var changed = new TreeMap<>(headers);
            changed.remove(name);
            return new Sample(key, changed, body);
        }
    }

    /** The samples by file name without its ending, which is their type. */
    static Map<String, Sample> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            var samples = new TreeMap<String, Sample>();
            for (Path file : files.toList()) {
                JsonNode sample = JSON.readTree(file.toFile());
                samples.put(
                        file.getFileName().toString().replaceFirst("\\.json$", ""),
                        new Sample(
                                sample.path("key").asText(),
                                JSON.convertValue(sample.path("headers"), TEXTS),
                                sample.path("body")));
            }
            return samples;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Sample of(String type) {
        Sample sample = all().get(type);
        if (sample == null) {
            throw new AssertionError("no sample of " + type);
        }
        return sample;
    }
}
