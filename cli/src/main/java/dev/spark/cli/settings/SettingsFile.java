package dev.spark.cli.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spark.cli.failure.ExitCode;
import dev.spark.cli.failure.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code config.json} in Spark's configuration folder: {@code url} and {@code token}; other fields are left as they are. It
 * is for its owner's eyes only (mode 0600) and is replaced as a whole, never half written.
 */
public final class SettingsFile {
    /** What is in the file, as written; both are absent where there is none. */
    public record Saved(@Nullable String url, @Nullable String token) {
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

    /** Read without the data binding: each start of a tunnel waits for this. */
    public Saved read() {
        String url = null;
        String token = null;
        try (var parser = new JsonFactory().createParser(Files.readAllBytes(path))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable("it is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "url" -> url = text(parser);
                    case "token" -> token = text(parser);
                    default -> parser.skipChildren();
                }
            }
            return new Saved(url, token);
        } catch (NoSuchFileException e) {
            return new Saved(null, null);
        } catch (JsonProcessingException e) {
            // Not the parser's own words: they quote the file, and a token is in it.
            throw unreadable("it is not JSON");
        } catch (IOException e) {
            throw unreadable("the file cannot be opened");
        }
    }

    private static @Nullable String text(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING && !parser.getText().isBlank()) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    private Failure unreadable(String why) {
        return new Failure(
                ExitCode.FAILED,
                "the settings in " + path + " cannot be read: " + why,
                "Repair or delete the file, then: spark login URL --token-stdin");
    }

    /** Writes url and token, and keeps every other field that is there. */
    public void write(URI url, String token) {
        var json = new ObjectMapper();
        var printer = json.writer(new DefaultPrettyPrinter());
        try {
            var content = existing(json);
            content.put("url", url.toString());
            content.put("token", token);
            PrivateFile.replace(path, printer.writeValueAsString(content) + "\n");
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.FAILED,
                    "the settings could not be written to " + path,
                    "Check that the folder is yours.",
                    e);
        }
    }

    private ObjectNode existing(ObjectMapper json) throws IOException {
        if (!Files.exists(path)) {
            return json.createObjectNode();
        }
        try {
            return json.readTree(Files.readAllBytes(path)) instanceof ObjectNode object
                    ? object
                    : json.createObjectNode();
        } catch (JsonProcessingException e) {
            return json.createObjectNode();
        }
    }
}
