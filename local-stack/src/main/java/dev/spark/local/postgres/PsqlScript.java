package dev.spark.local.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The little of psql's language that our scripts are written in. */
final class PsqlScript {

    /** What psql would do next. */
    sealed interface Command {}

    /** To go on in another database. */
    record Connect(String database) implements Command {}

    /** To execute one statement. */
    record Execute(String sql) implements Command {}

    /** To execute each row that the query answers. */
    record ExecuteAnswers(String query) implements Command {}

    private static final Pattern PIECE = Pattern.compile("""
            --[^\\n]*                       # a comment
            | (?m:^)\\\\connect\\s+(?<database>\\w+)
            | (?m:^)\\\\set\\s[^\\n]*         # of no meaning here
            | (?<gexec>\\\\gexec)
            | :'(?<variable>\\w+)'
            | '[^']*'                      # a literal; a doubled quote makes two of them
            | (?<end>;)
            | [^-\\\\:';]+
            | .
            """, Pattern.COMMENTS | Pattern.DOTALL);

    private final Map<String, String> variables;
    private final List<Command> commands = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();

    private PsqlScript(Map<String, String> variables) {
        this.variables = variables;
    }

    /** Puts the variables in, as SQL literals, and cuts the script into commands. */
    static List<Command> parse(String script, Map<String, String> variables) {
        var parsing = new PsqlScript(variables);
        PIECE.matcher(script).results().forEach(parsing::take);
        if (!parsing.statement.toString().isBlank()) {
            throw new IllegalArgumentException("the last statement has no end: " + parsing.statement);
        }
        return List.copyOf(parsing.commands);
    }

    private void take(MatchResult piece) {
        if (piece.group("database") != null) {
            commands.add(new Connect(piece.group("database")));
        } else if (piece.group("gexec") != null) {
            commands.add(new ExecuteAnswers(endOfStatement()));
        } else if (piece.group("end") != null) {
            commands.add(new Execute(endOfStatement()));
        } else if (piece.group("variable") != null) {
            statement.append(literal(piece.group("variable")));
        } else if (!piece.group().startsWith("--") && !piece.group().startsWith("\\")) {
            statement.append(piece.group());
        }
    }

    private String endOfStatement() {
        var sql = statement.toString().strip();
        statement.setLength(0);
        return sql;
    }

    private String literal(String variable) {
        var value = variables.get(variable);
        if (value == null) {
            throw new IllegalArgumentException("the script wants " + variable);
        }
        return "'" + value.replace("'", "''") + "'";
    }
}
