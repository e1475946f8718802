package dev.spark.gateway.templates;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.serialization.JsonNodeReader;
import com.networknt.schema.utils.JsonNodes;
import dev.spark.gateway.GatewayConfig;
import dev.spark.gateway.domain.Durations;
import dev.spark.gateway.domain.EnvNames;
import dev.spark.gateway.domain.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one file of a template, and says of each mistake in which line it is. */
final class TemplateReader {

    /** It travels in one message, and is kept in one Secret. */
    private static final int LARGEST = 256 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeReader LINES =
            JsonNodeReader.builder().locationAware().build();

    private final JsonSchema schema;
    private final GatewayConfig.Limits limits;

    TemplateReader(GatewayConfig.Limits limits) {
        this.limits = limits;
        try (InputStream text =
                Objects.requireNonNull(TemplateReader.class.getResourceAsStream("/template.schema.json"))) {
            this.schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(new String(text.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What a file says.
     *
     * @param template absent where there are mistakes
     */
    record Read(Optional<Template> template, List<Mistake> mistakes) {}

    /** @param line from 1; 0 where it is nowhere */
    record Mistake(int line, String message) {}

    /** @param name of the file, without its ending */
    Read read(String name, String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            return broken(new Mistake(0, "a template may have at most " + LARGEST / 1024 + " KiB"));
        }
        JsonNode tree;
        try {
            tree = LINES.readTree(text, InputFormat.YAML);
        } catch (IOException e) {
            return broken(syntax(e));
        } catch (RuntimeException e) {
            return broken(new Mistake(0, "it is no YAML: " + firstLine(e.getMessage())));
        }
        if (tree == null || !tree.isObject()) {
            return broken(new Mistake(1, "it is empty, or no mapping"));
        }
        List<Mistake> mistakes = new ArrayList<>(
                schema.validate(tree).stream().map(TemplateReader::mistake).toList());
        if (mistakes.isEmpty()) {
            mistakes.addAll(meaning(tree));
        }
        if (!mistakes.isEmpty()) {
            return new Read(
                    Optional.empty(),
                    mistakes.stream()
                            .distinct()
                            .sorted(Comparator.comparingInt(Mistake::line))
                            .toList());
        }
        try {
            return new Read(Optional.of(JSON.treeToValue(tree, Template.class).named(name)), List.of());
        } catch (JsonProcessingException e) {
            return broken(new Mistake(0, firstLine(e.getOriginalMessage())));
        }
    }

    /** What the schema cannot say. */
    private List<Mistake> meaning(JsonNode tree) {
        var mistakes = new ArrayList<Mistake>();
        JsonNode size = tree.path("size");
        quantity(size.path("cpu"), limits.minCpu(), limits.maxCpu(), mistakes);
        quantity(size.path("memory"), limits.minMemory(), limits.maxMemory(), mistakes);
        quantity(size.path("storage"), limits.minStorage(), limits.maxStorage(), mistakes);
        JsonNode idle = tree.path("idle_timeout");
        if (!idle.isMissingNode()
                && Durations.parse(idle.asText()).filter(this::isAllowed).isEmpty()) {
            mistakes.add(at(
                    idle,
                    "idle_timeout must be a duration between " + Durations.format(limits.minIdleTimeout()) + " and "
                            + Durations.format(limits.maxIdleTimeout())));
        }
        tree.path("env").properties().forEach(variable -> {
            EnvNames.brokenRule(variable.getKey())
                    .or(() -> EnvNames.brokenRule(
                            variable.getKey(), variable.getValue().asText("")))
                    .ifPresent(rule -> mistakes.add(at(variable.getValue(), "env." + variable.getKey() + ": " + rule)));
        });
        tree.path("files").properties().forEach(file -> {
            for (int slash = file.getKey().indexOf('/');
                    slash >= 0;
                    slash = file.getKey().indexOf('/', slash + 1)) {
                if (tree.path("files").has(file.getKey().substring(0, slash))) {
                    mistakes.add(at(file.getValue(), "files." + file.getKey() + ": a folder of it is a file too"));
                }
            }
        });
        if (tree.has("serve") && tree.path("ports").isEmpty()) {
            mistakes.add(at(tree.path("serve"), "what is served needs a port: ports is empty"));
        }
        return mistakes;
    }

    private boolean isAllowed(Duration idle) {
        return idle.compareTo(limits.minIdleTimeout()) >= 0 && idle.compareTo(limits.maxIdleTimeout()) <= 0;
    }

    private static void quantity(JsonNode node, String min, String max, List<Mistake> mistakes) {
        if (!node.isMissingNode() && !Quantity.isBetween(node.asText(), min, max)) {
            mistakes.add(at(node, "a size must be a Kubernetes quantity between " + min + " and " + max));
        }
    }

    private static Mistake mistake(ValidationMessage message) {
        String where = message.getInstanceLocation().toString();
        String what = where.equals("$") || where.isEmpty()
                ? message.getError()
                : where.replaceFirst("^[$/.]+", "") + ": " + message.getError();
        return new Mistake(line(message.getInstanceNode()), firstLine(what));
    }

    private static Mistake at(JsonNode node, String message) {
        return new Mistake(line(node), message);
    }

    private static int line(@Nullable JsonNode node) {
        JsonLocation location = node == null ? null : JsonNodes.tokenLocationOf(node);
        return location == null ? 0 : Math.max(0, location.getLineNr());
    }

    private static Mistake syntax(IOException e) {
        int line = e instanceof JsonProcessingException broken && broken.getLocation() != null
                ? Math.max(0, broken.getLocation().getLineNr())
                : 0;
        String message = e instanceof JsonProcessingException broken ? broken.getOriginalMessage() : e.getMessage();
        return new Mistake(line, "it is no YAML: " + firstLine(message));
    }

    private static Read broken(Mistake mistake) {
        return new Read(Optional.empty(), List.of(mistake));
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
