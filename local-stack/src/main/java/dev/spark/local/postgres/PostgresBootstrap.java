package dev.spark.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes the database, roles and schemas of Spark, by the same script that an operator runs with psql. */
public final class PostgresBootstrap {

    /** The services that have a role {@code spark_<service>} and a schema {@code <service>} in the database {@code spark}. */
    public static final List<String> SERVICES = List.of("gateway", "provisioner", "lifecycle", "snapshot", "metrics");

    public static final String DATABASE = "spark";

    private final Server server;

    /** How an administrator connects. */
    @FunctionalInterface
    public interface Server {
        Connection connect(String database) throws SQLException;
    }

    public PostgresBootstrap(Server server) {
        this.server = server;
    }

    /** The role that the given service logs in as. */
    public static String role(String service) {
        return "spark_" + service;
    }

    /**
     * Makes what is missing and sets the passwords. May be run at any time.
     *
     * @param passwords by service, one for each of {@link #SERVICES}
     */
    public void run(Map<String, String> passwords) throws SQLException {
        var variables = passwords.entrySet().stream()
                .collect(Collectors.toMap(each -> each.getKey() + "_password", Map.Entry::getValue));
        var connection = server.connect("postgres");
        try {
            for (var command : PsqlScript.parse(script(), variables)) {
                switch (command) {
                    case PsqlScript.Connect(var database) -> {
                        connection.close();
                        connection = server.connect(database);
                    }
                    case PsqlScript.Execute(var sql) -> execute(connection, sql);
                    case PsqlScript.ExecuteAnswers(var query) -> {
                        for (var sql : answers(connection, query)) {
                            execute(connection, sql);
                        }
                    }
                }
            }
        } finally {
            connection.close();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> answers(Connection connection, String query) throws SQLException {
        var answers = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
        }
        return answers;
    }

    private static String script() {
        try (var in = PostgresBootstrap.class.getResourceAsStream("/postgres/bootstrap.sql")) {
            if (in == null) {
                throw new IllegalStateException("bootstrap.sql is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
