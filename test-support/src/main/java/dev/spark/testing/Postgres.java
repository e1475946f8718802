package dev.spark.testing;

import dev.spark.local.postgres.PostgresBootstrap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SQL in a test, as one role in one database; a new connection for each call.
 *
 * <pre>{@code
 * Postgres.as("gateway").rows("SELECT name FROM spark WHERE owner = ?", "ada")
 * }</pre>
 */
public record Postgres(String database, String role, String password) {

    /** The role of a service, in its own schema. */
    public static Postgres as(String service) {
        return new Postgres(
                PostgresBootstrap.DATABASE, PostgresBootstrap.role(service), PostgresAddress.password(service));
    }

    public static Postgres superuser(String database) {
        return new Postgres(database, PostgresAddress.SUPERUSER, PostgresAddress.SUPERUSER_PASSWORD);
    }

    /** All rows, each from column name to value. */
    public List<Map<String, @Nullable Object>> rows(String query, Object... arguments) {
        return perform(query, arguments, statement -> {
            try (var results = statement.executeQuery()) {
                var rows = new ArrayList<Map<String, @Nullable Object>>();
                while (results.next()) {
                    rows.add(row(results));
                }
                return rows;
            }
        });
    }

    /** The only column of the only row. */
    public <T> T value(Class<T> type, String query, Object... arguments) {
        return perform(query, arguments, statement -> {
            try (var results = statement.executeQuery()) {
                if (!results.next()) {
                    throw new AssertionError("no row: " + query);
                }
                return results.getObject(1, type);
            }
        });
    }

    /** Executes a statement that answers no rows, and returns how many it touched. */
    public int execute(String sql, Object... arguments) {
        return perform(sql, arguments, statement -> {
            statement.execute();
            return Math.max(statement.getUpdateCount(), 0);
        });
    }

    public Connection connect() throws SQLException {
        return Infrastructure.postgres().connect(database, role, password);
    }

    /** Drops all that a service keeps in its schema. */
    void emptySchema(String service) {
        execute("DROP SCHEMA IF EXISTS " + service + " CASCADE");
        execute("CREATE SCHEMA " + service + " AUTHORIZATION " + PostgresBootstrap.role(service));
    }

    private interface Use<T extends @Nullable Object> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T perform(String sql, Object[] arguments, Use<T> use) {
        try (var connection = connect();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return use.of(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " as " + role + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, @Nullable Object> row(ResultSet results) throws SQLException {
        var row = new LinkedHashMap<String, @Nullable Object>();
        var columns = results.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnLabel(i), results.getObject(i));
        }
        return row;
    }
}
