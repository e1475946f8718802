package dev.spark.provisioner.databases;

import dev.spark.provisioner.DatabasesConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Connections to one database of the sparks' server, outside the pool. */
final class Server {

    private final DatabasesConfig config;

    Server(DatabasesConfig config) {
        this.config = config;
    }

    String maintenanceDatabase() {
        return config.maintenanceDatabase();
    }

    /** As this service, whatever the owner has set for the database. */
    Connection connect(String database) throws SQLException {
        Properties login = login(config.user(), config.password(), Duration.ofSeconds(30));
        // A library that is not there would refuse everybody.
        login.setProperty("options", "-c local_preload_libraries=");
        return DriverManager.getConnection(url(database), login);
    }

    /** Exactly as the spark would. */
    Connection connectAsSpark(String name, String password) throws SQLException {
        return DriverManager.getConnection(url(name), login(name, password, Duration.ofSeconds(3)));
    }

    private String url(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(config.host(), config.port(), database);
    }

    private static Properties login(String user, String password, Duration timeout) {
        var login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        login.setProperty("connectTimeout", "2");
        login.setProperty("loginTimeout", "3");
        login.setProperty("socketTimeout", String.valueOf(timeout.toSeconds()));
        login.setProperty("assumeMinServerVersion", "16");
        return login;
    }
}
