package dev.spark.local.stack;

import dev.spark.local.postgres.EmbeddedPostgres;
import dev.spark.local.postgres.PostgresBootstrap;
import dev.spark.local.postgres.PostgresSettings;
import dev.spark.local.stack.process.Child;
import dev.spark.local.stack.state.Secrets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** PostgreSQL, with the roles and schemas of the services in it. */
final class PostgresChild implements Child {

    private final EmbeddedPostgres postgres;
    private final Secrets secrets;
    private final Map<String, String> environment;
    private volatile boolean bootstrapped;

    /** @param hosts that sparks reach it by */
    PostgresChild(
            PostgresSettings settings, Supplier<Set<String>> hosts, Secrets secrets, Map<String, String> environment) {
        this.postgres = new EmbeddedPostgres(settings, hosts);
        this.secrets = secrets;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public List<String> prepare() {
        return postgres.prepare();
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public String awaitReady() throws SQLException {
        postgres.awaitConnections();
        if (!bootstrapped) {
            new PostgresBootstrap(postgres::connect).run(secrets.databasePasswords(PostgresBootstrap.SERVICES));
            bootstrapped = true;
        }
        return "127.0.0.1:" + postgres.port();
    }
}
