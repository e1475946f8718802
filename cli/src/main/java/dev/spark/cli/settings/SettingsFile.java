package dev.spark.cli.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import dev.spark.cli.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code config.json} in Spark's configuration folder: {@code url}, {@code token} and {@code ca_file}; other fields are left as they are. It
 * is for its owner's eyes only (mode 0600) and is replaced as a whole, never half written.
 */
public final class SettingsFile {
    /** What is in the file, as written; all are absent where there is none. */
    public record Saved(
            @Nullable String url,
            @Nullable String token,
            @Nullable String caFile) {
        @Override
        public String toString() {
            return String.valueOf(url);
        }
    }

    private final Path path;

    public SettingsFile(Path configFolder) {
        this.path = configFolder.resolve("config.json");
    }

    public Path path() {
        return path;
    }

    public Saved read() {
        try {
            if (Json.parse(Files.readAllBytes(path)) instanceof ObjectNode content) {
                return new Saved(text(content.path("url")), text(content.path("token")), text(content.path("ca_file")));
            }
            throw unreadable("it is not a JSON object");
        } catch (NoSuchFileException e) {
            return new Saved(null, null, null);
        } catch (JsonProcessingException e) {
            // Not the parser's own words: they quote the file, and a token is in it.
            throw unreadable("it is not JSON");
        } catch (IOException e) {
            throw unreadable("the file cannot be opened");
        }
    }

    private static @Nullable String text(JsonNode value) {
        return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
    }

    private Failure unreadable(String why) {
        return new Failure(
                ExitCode.FAILED,
                "the settings in " + path + " cannot be read: " + why,
                "Repair or delete the file, then: spark login URL --token-stdin");
    }

    /**
     * Writes url and token, and keeps every other field that is there.
     *
     * @param caFile certificate authorities to trust; none leaves what is there
     */
    public void write(URI url, String token, @Nullable Path caFile) {
        try {
            var content = existing();
            content.put("url", url.toString());
            content.put("token", token);
            if (caFile != null) {
                content.put("ca_file", caFile.toString());
            }
            PrivateFile.replace(path, Json.writePretty(content) + "\n");
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.FAILED,
                    "the settings could not be written to " + path,
                    "Check that the folder is yours.",
                    e);
        }
    }

    private ObjectNode existing() throws IOException {
        try {
            return Json.parse(Files.readAllBytes(path)) instanceof ObjectNode object ? object : Json.object();
        } catch (NoSuchFileException | JsonProcessingException e) {
            return Json.object();
        }
    }
}
