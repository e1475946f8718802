package dev.spark.cli.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshArgumentsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                           | ''                           | ''",
                "uname -a                     | ''                           | uname -a",
                "-A uname -a                  | -A                           | uname -a",
                "-R 9222:localhost:9222       | -R 9222:localhost:9222       | ''",
                "-NR 9222:localhost:9222 -v   | -NR 9222:localhost:9222 -v   | ''",
                "-R9222:localhost:9222 x      | -R9222:localhost:9222        | x",
                "-o LogLevel=DEBUG -tt top    | -o LogLevel=DEBUG -tt        | top",
                "-oLogLevel=DEBUG top -o x    | -oLogLevel=DEBUG             | top -o x",
                "-i key -l root -p 22 -F f ls | -i key -l root -p 22 -F f    | ls",
                "-A -- ls -l                  | -A                           | ls -l",
                "-- -x                        | ''                           | -x",
                "-L                           | -L                           | ''",
                "- x                          | ''                           | - x",
            })
    void tellsOptionsFromTheCommandAsSshDoes(String words, String options, String command) {
        var parsed = SshArguments.of(words(words));

        assertThat(parsed.options()).isEqualTo(words(options));
        assertThat(parsed.command()).isEqualTo(words(command));
    }

    @Test
    void marksACommandThatLooksLikeAnOption() {
        assertThat(SshArguments.of(List.of("--", "-x")).commandAfterHost()).containsExactly("--", "-x");
    }

    private static List<String> words(String line) {
        return line.isEmpty() ? List.of() : Arrays.asList(line.split(" "));
    }
}
