package dev.spark.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the hand-written asyncapi.yaml against the code and the frozen samples. */
class AsyncApiTest {

    private static final JsonNode ASYNC_API = read();

    static Stream<String> types() {
        return MessageCodec.types().keySet().stream();
    }

    @Test
    void namesEveryTypeOnItsTopicAndNoOther() {
        assertThat(typesOn("provisioning", Topics.PROVISIONING))
                .containsExactlyInAnyOrderElementsOf(typesOf(ProvisioningCommand.class));
        assertThat(typesOn("lifecycle", Topics.LIFECYCLE))
                .containsExactlyInAnyOrderElementsOf(typesOf(LifecycleCommand.class));
        assertThat(typesOn("events", Topics.EVENTS)).containsExactlyInAnyOrderElementsOf(typesOf(SparkEvent.class));
        assertThat(typesOn("activity", Topics.ACTIVITY)).containsExactlyInAnyOrderElementsOf(typesOf(Activity.class));
        assertThat(typesOf(Message.class)).hasSameSizeAs(ASYNC_API.at("/components/messages"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void hasTheFieldsOfTheRecord(String type) {
        Class<? extends Message> kind = MessageCodec.types().get(type);
        JsonNode schema = schemaOf(kind);

        var fields = new TreeSet<>(List.of("type"));
        var required = new TreeSet<>(List.of("type"));
        for (var component : kind.getRecordComponents()) {
            String field = new SnakeCaseStrategy().translate(component.getName());
            fields.add(field);
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(field);
            }
        }

        assertThat(schema.path("properties").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(fields);
        assertThat(texts(schema.path("required"))).containsExactlyInAnyOrderElementsOf(required);
        assertThat(schema.at("/properties/type/const").asText()).isEqualTo(type);
    }

    @ParameterizedTest
    @MethodSource("types")
    void describesTheFrozenSample(String type) {
        JsonSchema schema = validator(MessageCodec.types().get(type).getSimpleName());
        ObjectNode body = (ObjectNode) Samples.of(type).body();

        assertThat(schema.validate(body)).isEmpty();
        assertThat(schema.validate(body.deepCopy().put("spark_id", "nobody"))).isNotEmpty();
    }

    private static List<String> typesOn(String channel, String topic) {
        JsonNode node = ASYNC_API.path("channels").path(channel);
        assertThat(node.path("address").asText()).isEqualTo(topic);
        var types = new ArrayList<String>();
        node.path("messages")
                .fieldNames()
                .forEachRemaining(name -> types.add(
                        ASYNC_API.at("/components/messages/" + name + "/name").asText()));
        return types;
    }

    private static List<String> typesOf(Class<?> family) {
        return MessageCodec.types().entrySet().stream()
                .filter(entry -> family.isAssignableFrom(entry.getValue()))
                .map(java.util.Map.Entry::getKey)
                .toList();
    }

    private static JsonNode schemaOf(Class<?> kind) {
        return ASYNC_API.at("/components/schemas/" + kind.getSimpleName());
    }

    private static JsonSchema validator(String name) {
        ObjectNode root = Samples.JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
        root.set("components", ASYNC_API.path("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Path.of("asyncapi.yaml").toFile());
        } catch (IOException e) {
            throw new AssertionError("asyncapi.yaml cannot be read", e);
        }
    }
}
