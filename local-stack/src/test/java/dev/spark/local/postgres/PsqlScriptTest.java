package dev.spark.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spark.local.postgres.PsqlScript.Connect;
import dev.spark.local.postgres.PsqlScript.Execute;
import dev.spark.local.postgres.PsqlScript.ExecuteAnswers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PsqlScriptTest {

    @Test
    void cutsStatementsAtTheirEnds() {
        var script = """
                -- a comment; with 'an end
                SELECT 1; SELECT ';''--';
                """;

        assertThat(PsqlScript.parse(script, Map.of()))
                .containsExactly(new Execute("SELECT 1"), new Execute("SELECT ';''--'"));
    }

    @Test
    void understandsTheCommandsThatOurScriptsUse() {
        var script = """
                \\set ON_ERROR_STOP on
                SELECT 'CREATE DATABASE a' \\gexec
                \\connect spark
                SELECT 2;
                """;

        assertThat(PsqlScript.parse(script, Map.of()))
                .containsExactly(
                        new ExecuteAnswers("SELECT 'CREATE DATABASE a'"),
                        new Connect("spark"),
                        new Execute("SELECT 2"));
    }

    @Test
    void quotesVariables() {
        var script = "ALTER ROLE a PASSWORD :'secret';";

        assertThat(PsqlScript.parse(script, Map.of("secret", "it's; -- \\")))
                .containsExactly(new Execute("ALTER ROLE a PASSWORD 'it''s; -- \\'"));
    }

    @Test
    void leavesCastsAlone() {
        assertThat(PsqlScript.parse("SELECT '1'::int - 2;", Map.of()))
                .containsExactly(new Execute("SELECT '1'::int - 2"));
    }

    @Test
    void refusesAMissingVariable() {
        assertThatThrownBy(() -> PsqlScript.parse("SELECT :'secret';", Map.of()))
                .hasMessageContaining("secret");
    }

    @Test
    void refusesAStatementWithoutEnd() {
        assertThatThrownBy(() -> PsqlScript.parse("SELECT 1", Map.of())).hasMessageContaining("SELECT 1");
    }
}
