package dev.spark.testing;

import static java.util.stream.Collectors.toMap;

import dev.spark.local.postgres.PostgresBootstrap;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/** Where the PostgreSQL of the tests is, and how each role logs in. */
public record PostgresAddress(String host, int port) {

    static final String SUPERUSER = "postgres";
    static final String SUPERUSER_PASSWORD = "superuser-password";

    /** The password of the given service's role, {@code spark_<service>}. */
    public static String password(String service) {
        return service + "-password";
    }

    static Map<String, String> passwords() {
        return PostgresBootstrap.SERVICES.stream().collect(toMap(service -> service, PostgresAddress::password));
    }

    public String url(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** A new connection. It asks the driver itself: DriverManager is blind in Quarkus's class loaders. */
    public Connection connect(String database, String user, String password) throws SQLException {
        var credentials = new Properties();
        credentials.setProperty("user", user);
        credentials.setProperty("password", password);
        var connection = new Driver().connect(url(database), credentials);
        if (connection == null) {
            throw new SQLException("not an address of PostgreSQL: " + url(database));
        }
        return connection;
    }

    Properties asProperties() {
        var properties = new Properties();
        properties.setProperty("host", host);
        properties.setProperty("port", String.valueOf(port));
        return properties;
    }

    static PostgresAddress of(Properties properties) {
        return new PostgresAddress(properties.getProperty("host"), Integer.parseInt(properties.getProperty("port")));
    }
}
