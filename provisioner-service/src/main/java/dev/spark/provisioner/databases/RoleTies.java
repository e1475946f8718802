package dev.spark.provisioner.databases;

import static dev.spark.provisioner.databases.Identifier.quote;

import dev.spark.provisioner.domain.DatabaseName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * What ties a role to databases that are not its own, and so keeps it from being dropped: privileges that their owners have
 * granted it, and what it owns there.
 */
final class RoleTies {

    private static final Logger LOG = Logger.getLogger(RoleTies.class);

    private final Server server;

    RoleTies(Server server) {
        this.server = server;
    }

    private record Grant(String database, String grantor) {}

    private record Place(String database, String owner) {}

    /** Cuts them as far as that is possible. Begins and ends transactions of its own on the connection. */
    void cut(Connection connection, String role) {
        try {
            for (Grant grant : grants(connection, role)) {
                cut(grant, connection, role);
            }
            for (Place place : places(connection, role)) {
                cut(place, role);
            }
        } catch (SQLException e) {
            LOG.debugf(e, "%s: its ties cannot be looked at", role);
        }
    }

    /** Only who granted something can take it back. */
    private static void cut(Grant grant, Connection connection, String role) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + PostgresDatabases.LOCK_TIMEOUT.toMillis());
            statement.execute("SET LOCAL ROLE " + quote(grant.grantor()));
            statement.execute(
                    "REVOKE ALL ON DATABASE " + quote(grant.database()) + " FROM " + quote(role) + " CASCADE");
            connection.commit();
        } catch (SQLException e) {
            LOG.debugf(e, "%s: what %s granted it stays", role, grant.grantor());
            connection.rollback();
        }
    }

    /**
     * Nothing of the owner's is run there: the statements evaluate no expression and call no function. What the role owns goes
     * to the owner, who may depend on it; in a database that is no spark's it can own nothing but its default privileges.
     */
    private void cut(Place place, String role) {
        try (Connection inside = server.connect(place.database());
                Statement statement = inside.createStatement()) {
            // The owner may have set these for everybody who connects.
            statement.execute("SET ROLE NONE");
            statement.execute("SET default_transaction_read_only = off");
            statement.execute("SET lock_timeout = " + PostgresDatabases.LOCK_TIMEOUT.toMillis());
            if (DatabaseName.sparkOf(place.owner()).isPresent()) {
                statement.execute("REASSIGN OWNED BY " + quote(role) + " TO " + quote(place.owner()));
            }
            statement.execute("DROP OWNED BY " + quote(role));
        } catch (SQLException e) {
            LOG.debugf(e, "%s: its ties to %s stay", role, place.database());
        }
    }

    private static List<Grant> grants(Connection connection, String role) throws SQLException {
        var grants = new ArrayList<Grant>();
        try (PreparedStatement question = connection.prepareStatement("""
                select distinct d.datname, pg_catalog.pg_get_userbyid(a.grantor)
                from pg_catalog.pg_database d, pg_catalog.aclexplode(d.datacl) a
                where a.grantee = (select oid from pg_catalog.pg_roles where rolname = ?)""")) {
            question.setString(1, role);
            try (ResultSet rows = question.executeQuery()) {
                while (rows.next()) {
                    grants.add(new Grant(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return grants;
    }

    private static List<Place> places(Connection connection, String role) throws SQLException {
        var places = new ArrayList<Place>();
        try (PreparedStatement question = connection.prepareStatement("""
                select distinct d.datname, pg_catalog.pg_get_userbyid(d.datdba)
                from pg_catalog.pg_shdepend s
                join pg_catalog.pg_database d on d.oid = s.dbid
                where s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
                  and s.refobjid = (select oid from pg_catalog.pg_roles where rolname = ?)""")) {
            question.setString(1, role);
            try (ResultSet rows = question.executeQuery()) {
                while (rows.next()) {
                    places.add(new Place(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return places;
    }
}
