package dev.spark.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesWhatItRead() throws JsonProcessingException {
        var text = """
                {"a":[1,-2.50,1e400,12345678901,123456789012345678901234567890,true,false,null,{}],"ü\\"\\n":"✓\\u0001","":[]}""";

        assertThat(Json.write(Json.parse(bytes(text)))).isEqualTo(text.replace("1e400", "1E+400"));
    }

    @Test
    void writesForPeople() throws JsonProcessingException {
        assertThat(Json.writePretty(Json.parse(bytes("{\"a\":1}")))).isEqualTo("{%n  \"a\" : 1%n}".formatted());
    }

    @Test
    void takesNothingAndMoreThanOneDocumentForNone() throws JsonProcessingException {
        assertThat(Json.parse(bytes(" ")).isMissingNode()).isTrue();
        assertThat(Json.parse(bytes("{} {}")).isMissingNode()).isTrue();
        assertThat(Json.parseIfAny("{").isMissingNode()).isTrue();
    }

    @Test
    void refusesWhatIsNotJson() {
        for (var text : new String[] {"<html>", "{\"a\":}", "[1,", "{} x", "[".repeat(5000)}) {
            assertThatThrownBy(() -> Json.parse(bytes(text))).isInstanceOf(JsonProcessingException.class);
        }
    }
}
