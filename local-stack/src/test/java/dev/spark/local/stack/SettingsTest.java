package dev.spark.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Map<String, String> GIVEN = Map.of(
            "PATH", "/bin",
            "SPARK_GATEWAY_QUOTA_RUNNING", "20",
            "SPARK_FAILPOINTS", "/tmp/points",
            "SPARK_TOKEN", "secret",
            "SPARK_STACK_TRAINS", "1",
            "https_proxy", "http://proxy:3128",
            "AWS_SECRET_ACCESS_KEY", "secret");

    @Test
    void givesProgramsTheirSettingsAndNothingElse() {
        assertThat(Settings.forPrograms(GIVEN))
                .containsOnlyKeys("PATH", "SPARK_GATEWAY_QUOTA_RUNNING", "SPARK_FAILPOINTS");
    }

    @Test
    void givesScriptsTheWayToTheWorld() {
        assertThat(Settings.forScripts(GIVEN))
                .containsKeys("PATH", "https_proxy")
                .doesNotContainKeys("SPARK_TOKEN", "SPARK_GATEWAY_QUOTA_RUNNING");
    }
}
