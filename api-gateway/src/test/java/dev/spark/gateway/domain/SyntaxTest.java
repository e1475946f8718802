package dev.spark.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {

    @ParameterizedTest
    @ValueSource(strings = {"abc", "brave-dolphin", "a1b", "a-b", "a2345678901234567890123456789012345678-z"})
    void takesNames(String name) {
        assertThat(SparkNames.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "ab",
                "A-name",
                "1ab",
                "-ab",
                "ab-",
                "a_b",
                "a.b",
                "a b",
                "abc\n",
                "ä-name",
                "../etc",
                "s-abcdefghij",
                "a23456789012345678901234567890123456789-z",
                "abc\0",
                "а-кириллица"
            })
    void refusesOtherNames(String name) {
        assertThat(SparkNames.isValid(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/octocat/hello.git",
                "http://git.local:3000/a/b",
                "https://dev.azure.com/o/p/_git/r",
                "https://git.sr.ht/~me/repo",
                "ssh://git@github.com/octocat/hello.git",
                "ssh://git@host:2222/a",
                "git@github.com:octocat/hello.git",
                "git@host:/srv/a.git"
            })
    void takesRepositories(String url) {
        assertThat(RepositoryUrl.isValid(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--upload-pack=touch /tmp/x",
                "https://user:secret@github.com/a/b",
                "https://token@github.com/a/b",
                "https://github.com",
                "https://github.com/",
                "https://github.com/a b",
                "https://github.com/a\nb",
                "https://github.com/a;id",
                "https://github.com/$(id)",
                "https://github.com/`id`",
                "https://-oProxyCommand=x/a",
                "ssh://-oProxyCommand=x/a",
                "ssh://git:pw@host/a",
                "git@-oProxyCommand=x:a",
                "git@host:-x",
                "git@host:--upload-pack=x",
                "ext::sh -c id",
                "file:///etc/passwd",
                "/etc/passwd",
                "../x",
                "git://github.com/a/b",
                "ftp://host/a",
                "https://github.com/a?b=c",
                "https://github.com/a#b",
                "HTTPS://github.com/a",
                "https://github.com/a/../../b",
                "https://github.com/a/-b"
            })
    void refusesOtherRepositories(String url) {
        assertThat(RepositoryUrl.isValid(url)).isFalse();
    }

    @Test
    void knowsLabels() {
        assertThat(Labels.isKey("team")).isTrue();
        assertThat(Labels.isKey("example.com/team.x_y-z")).isTrue();
        assertThat(Labels.isKey("spark.dev/owner")).isFalse();
        assertThat(Labels.isKey("app.kubernetes.io/name")).isFalse();
        assertThat(Labels.isKey("k8s.io/x")).isFalse();
        assertThat(Labels.isKey("-a")).isFalse();
        assertThat(Labels.isKey("")).isFalse();
        assertThat(Labels.isKey("a/b/c")).isFalse();
        assertThat(Labels.isKey("/b")).isFalse();
        assertThat(Labels.isKey("x".repeat(64))).isFalse();
        assertThat(Labels.isValue("")).isTrue();
        assertThat(Labels.isValue("v1.2_3-x")).isTrue();
        assertThat(Labels.isValue("a b")).isFalse();
        assertThat(Labels.isValue("x".repeat(64))).isFalse();
        assertThat(Labels.isValue("a\n")).isFalse();
    }

    @Test
    void knowsNamesOfVariables() {
        assertThat(EnvNames.isValid("ANTHROPIC_API_KEY")).isTrue();
        assertThat(EnvNames.isValid("_x1")).isTrue();
        for (String name : new String[] {
            "",
            "1A",
            "A-B",
            "A B",
            "A=B",
            "A\nB",
            "SPARK_ID",
            "DATABASE_URL",
            "LD_PRELOAD",
            "BASH_ENV",
            "HOME",
            "Ä",
            "x".repeat(129)
        }) {
            assertThat(EnvNames.isValid(name)).as(name).isFalse();
        }
    }

    @Test
    void knowsQuantities() {
        assertThat(Quantity.isBetween("500m", "100m", "16")).isTrue();
        assertThat(Quantity.isBetween("1.5", "100m", "16")).isTrue();
        assertThat(Quantity.isBetween("16", "100m", "16")).isTrue();
        assertThat(Quantity.isBetween("16001m", "100m", "16")).isFalse();
        assertThat(Quantity.isBetween("10Gi", "1Gi", "500Gi")).isTrue();
        assertThat(Quantity.isBetween("1024Mi", "1Gi", "500Gi")).isTrue();
        assertThat(Quantity.isBetween("1Ti", "1Gi", "500Gi")).isFalse();
        for (String text : new String[] {"", "-1", "1e3", "1 Gi", "Gi", "1GB", "NaN", "1Gi\n", "٣", "9".repeat(40)}) {
            assertThat(Quantity.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void knowsDurations() {
        assertThat(Durations.parse("90s")).contains(Duration.ofSeconds(90));
        assertThat(Durations.parse("7d")).contains(Duration.ofDays(7));
        assertThat(Durations.parse("1h30m")).contains(Duration.ofMinutes(90));
        assertThat(Durations.parse("2w")).contains(Duration.ofDays(14));
        assertThat(Durations.parse("1w2d3h4m5s"))
                .contains(Duration.ofDays(9).plusHours(3).plusMinutes(4).plusSeconds(5));
        for (String text : new String[] {
            "", "1", "-1s", "1.5h", "30m1h", "1h1h", "500ms", "PT1H", " 1s", "1h 30m", "never", "9999999999s"
        }) {
            assertThat(Durations.parse(text)).as(text).isEqualTo(Optional.empty());
        }
        for (String text : new String[] {"0s", "90s", "1m", "30m", "2h", "7d", "25h"}) {
            assertThat(Durations.format(Durations.parse(text).orElseThrow())).isEqualTo(text);
        }
        assertThat(Durations.format(Duration.ofMinutes(60))).isEqualTo("1h");
    }

    @Test
    void knowsWhatMeansNever() {
        for (String text : new String[] {"never", "0", "0s", "0d"}) {
            assertThat(Durations.isNever(text)).as(text).isTrue();
        }
        for (String text : new String[] {"", "1s", "Never", "00", "-0"}) {
            assertThat(Durations.isNever(text)).as(text).isFalse();
        }
    }

    @Test
    void knowsUsers() {
        assertThat(UserName.isValid("ada.l-1_x")).isTrue();
        for (String name : new String[] {"", "-a", "a-", "a@b", "a/b", "a b", "a\n", "x".repeat(64)}) {
            assertThat(UserName.isValid(name)).as(name).isFalse();
        }
    }
}
