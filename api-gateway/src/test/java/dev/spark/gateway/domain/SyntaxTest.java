package dev.spark.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void saysWhichRuleANameBreaks() {
        assertThat(SparkNames.brokenRule("ab").orElseThrow()).isEqualTo("must have 3 to 40 characters");
        assertThat(SparkNames.brokenRule("Demo").orElseThrow()).contains("small letters");
        assertThat(SparkNames.brokenRule("1st").orElseThrow()).isEqualTo("must begin with a letter");
        assertThat(SparkNames.brokenRule("demo-").orElseThrow()).isEqualTo("must end with a letter or a digit");
        assertThat(SparkNames.brokenRule("s-abcdefghij").orElseThrow()).contains("id of a spark");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/octocat/hello.git",
                "http://git.local:3000/a/b",
                "http://git_server/a",
                "http://[fd00::1]:3000/a",
                "https://dev.azure.com/o/p/_git/r",
                "https://user@dev.azure.com/org/project/_git/repo",
                "https://john%40example.org@bitbucket.org/team/repo.git",
                "https://git.sr.ht/~me/repo",
                "ssh://git@github.com/octocat/hello.git",
                "ssh://git@host:2222/a",
                "ssh://APKAEIBAERJR2EXAMPLE@git-codecommit.us-east-1.amazonaws.com/v1/repos/r",
                "git@github.com:octocat/hello.git",
                "org-123456@github.com:org/repo.git",
                "git@ssh.dev.azure.com:v3/org/project/repo",
                "git@host:/srv/a.git",
                "https://github.com/a/b#main",
                "https://github.com/a/b#feature/x-1.0",
                "https://github.com/a/b#3f2a9c1",
                "https://github.com/a/b#grüße"
            })
    void takesRepositoriesAsTheyAre(String url) {
        assertThat(RepositoryUrl.read(url)).isEqualTo(new RepositoryUrl.Valid(url));
    }

    @ParameterizedTest
    @CsvSource({
        "octocat/hello,                                       https://github.com/octocat/hello",
        "octocat/hello#dev,                                   https://github.com/octocat/hello#dev",
        "github.com/octocat/hello.git,                        https://github.com/octocat/hello.git",
        "git.sr.ht/~me/repo,                                  https://git.sr.ht/~me/repo",
        "HTTPS://github.com/a/b,                              https://github.com/a/b",
        "https://github.com/a/b/tree/dev,                     https://github.com/a/b#dev",
        "https://github.com/a/b/tree/feature/x/,              https://github.com/a/b#feature/x",
        "github.com/a/b/tree/dev,                             https://github.com/a/b#dev",
        "http://10.0.0.7:8000/br/tree/dev,                    http://10.0.0.7:8000/br#dev",
        "https://github.com/a/b/commit/3f2a9c17,              https://github.com/a/b#3f2a9c17",
        "https://github.com/a/b/pull/12/files,                https://github.com/a/b#refs/pull/12/head",
        "https://github.com/a/b/releases/tag/v1.0,            https://github.com/a/b#refs/tags/v1.0",
        "https://gitlab.com/a/b/c/-/tree/main,                https://gitlab.com/a/b/c#main",
        "https://gitlab.com/a/b/-/merge_requests/3,           https://gitlab.com/a/b#refs/merge-requests/3/head",
        "https://codeberg.org/a/b/src/branch/main,            https://codeberg.org/a/b#main"
    })
    void makesAddressesOfWhatPeopleCopy(String text, String address) {
        assertThat(RepositoryUrl.read(text)).isEqualTo(new RepositoryUrl.Valid(address));
    }

    @ParameterizedTest
    @CsvSource({
        "https://user:secret@github.com/a/b,          no password in it",
        "https://user:@github.com/a/b,                no password in it",
        "ssh://git:pw@host/a,                         no password in it",
        "https://ghp_0123456789@github.com/a/b,       no token in it",
        "https://glpat-x1@gitlab.com/a/b,             no token in it",
        "https://0123456789abcdef0123456789abcdef01234567@host/a, no token in it",
        "http://10.0.0.7:8000/br.git@dev,             URL#BRANCH",
        "git@host:2222/path,                          ssh://git@host:2222/path",
        "github.com:org/repo,                         write git@github.com:org/repo",
        "git://github.com/a/b,                        write https://",
        "https://github.com/a?b=c,                    after a #",
        "https://github.com,                          no repository on it",
        "https://github.com/,                         no repository on it",
        "file:///etc/passwd,                          push it to a server first",
        "/etc/passwd,                                 push it to a server first",
        "../x,                                        push it to a server first",
        "ext::sh -c id,                               spaces",
        "ftp://host/a,                                must begin with",
        "https://github.com/a/b#-x,                   no name of a branch",
        "https://github.com/a/b#a..b,                 no name of a branch",
        "https://github.com/a/b#,                     no name of a branch",
        "hello,                                       org/repo on GitHub",
        "a/b/c,                                       org/repo on GitHub"
    })
    void saysWhichRuleARepositoryBreaks(String text, String rule) {
        assertThat(((RepositoryUrl.Broken) RepositoryUrl.read(text)).rule()).contains(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--upload-pack=touch",
                "--upload-pack=touch /tmp/x",
                "-x/y",
                "https://github.com/a b",
                "https://github.com/a\nb",
                "https://github.com/a;id",
                "https://github.com/$(id)",
                "https://github.com/`id`",
                "https://-oProxyCommand=x/a",
                "ssh://-oProxyCommand=x/a",
                "ssh://-oProxyCommand=x@host/a",
                "git@-oProxyCommand=x:a",
                "-oProxyCommand=x@host:a",
                "git@host:-x",
                "git@host:--upload-pack=x",
                "https://github.com/a/../../b",
                "https://github.com/a/..",
                "https://github.com/a/-b",
                "https://github.com/a/b#--upload-pack=x",
                "https://github.com/a/b#x\u202ey",
                "https://github.com/a/b#x y",
                "https://github.com/a/b#x^{commit}",
                "https://github.com/a/b/tree/--x"
            })
    void refusesOtherRepositories(String url) {
        assertThat(RepositoryUrl.read(url)).isInstanceOf(RepositoryUrl.Broken.class);
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
        assertThat(EnvNames.brokenRule("ANTHROPIC_API_KEY")).isEmpty();
        assertThat(EnvNames.brokenRule("_x1")).isEmpty();
        for (String name : new String[] {"", "1A", "A-B", "A B", "A=B", "A\nB", "Ä"}) {
            assertThat(EnvNames.brokenRule(name).orElseThrow()).as(name).startsWith("must be letters, digits");
        }
        assertThat(EnvNames.brokenRule("x".repeat(129)).orElseThrow()).endsWith("at most 128 characters");
        assertThat(EnvNames.brokenRule("SPARK_ID").orElseThrow()).contains("SPARK_");
        assertThat(EnvNames.brokenRule("DATABASE_URL").orElseThrow()).contains("database");
        assertThat(EnvNames.brokenRule("HOME").orElseThrow()).contains("the login sets it");
        assertThat(EnvNames.brokenRule("LD_PRELOAD").orElseThrow()).contains("before the login");
        assertThat(EnvNames.brokenRule("BASH_ENV").orElseThrow()).contains("before the login");
    }

    @Test
    void takesNoPathThatFindsNothing() {
        for (String path : new String[] {"$PATH:/opt/x", "/opt/x:${PATH}", "~/bin:/usr/local/bin:/usr/bin:/bin"}) {
            assertThat(EnvNames.brokenRule("PATH", path)).as(path).isEmpty();
        }
        for (String path : new String[] {"", "/opt/x", "$PATHS:/opt/x", "C:\\Windows"}) {
            assertThat(EnvNames.brokenRule("PATH", path).orElseThrow()).as(path).contains("$PATH:/opt/mine/bin");
        }
        assertThat(EnvNames.brokenRule("OTHER", "/opt/x")).isEmpty();
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
