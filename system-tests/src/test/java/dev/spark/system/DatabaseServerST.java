package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The server that sparks and services share: who it is can be checked, and nobody takes it from the others. */
@Order(125)
class DatabaseServerST {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String NAME = "database";

    /** Opens 300 connections at once, logs in with none, and prints how many the server answers. */
    private static final String FLOOD = """
            import os, socket, struct, time, urllib.parse
            at = urllib.parse.urlparse(os.environ["DATABASE_URL"])
            answered, kept = 0, []
            for _ in range(300):
                try:
                    s = socket.create_connection((at.hostname, at.port), timeout=5)
                    s.sendall(struct.pack("!ii", 8, 80877103))
                    if s.recv(1):
                        answered += 1
                        kept.append(s)
                except OSError:
                    pass
            print(answered, flush=True)
            time.sleep(30)
            """;

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @AfterEach
    void removed() {
        admin.deleteAll(SOON);
    }

    @Test
    void showsACertificateThatSparksCanCheck() {
        stack.spark("create", NAME).succeeded();

        String query =
                " psql \"${DATABASE_URL%%\\?*}\" -Atc 'select ssl from pg_stat_ssl where pid = pg_backend_pid()' 2>&1";
        assertThat(in("PGSSLMODE=verify-full" + query)).isEqualTo("t\n");
        assertThat(in("PGSSLMODE=verify-full PGSSLROOTCERT=/etc/ssl/certs/ca-certificates.crt" + query))
                .contains("certificate verify failed");
        assertThat(in(
                        "node -e 'const net = require(\"net\"), tls = require(\"tls\"), at = new URL(process.env.DATABASE_URL);"
                                + " const s = net.connect(at.port, at.hostname, () => s.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])));"
                                + " s.once(\"data\", () => tls.connect({socket: s, host: at.hostname}, function () {"
                                + " console.log(this.authorized); process.exit(); }).on(\"error\", e => { console.log(e.message);"
                                + " process.exit(); }))'"))
                .isEqualTo("true\n");
    }

    @Test
    void isNotTakenFromOthersByConnectionsThatDoNotLogIn() {
        stack.spark("create", NAME).succeeded();
        stack.spark("create", "other").succeeded();

        in("cat > flood.py <<'E'\n" + FLOOD + "E\ntmux new-session -d -s flood 'python3 flood.py > flooded'");
        await().atMost(Duration.ofSeconds(30)).until(() -> in("cat flooded").endsWith("\n"));

        assertThat(Integer.parseInt(in("cat flooded").strip())).isBetween(20, 32);
        assertThat(stack.spark("exec", "other", "--", "sh", "-c", "psql \"$DATABASE_URL\" -Atc 'select 42'")
                        .succeeded()
                        .out())
                .isEqualTo("42\n");
        stack.spark("create", "third", "--no-wait").succeeded();
        // Those that are open now have not logged in for 10 s.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> in("psql \"$DATABASE_URL\" -Atc 'select 42'").equals("42\n"));
    }

    @Test
    void takesItsLockFromAGatewayThatFreezes() throws SQLException {
        try (Connection frozen = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + stack.port("postgres") + "/spark",
                "spark_gateway",
                stack.secret("postgres-password-gateway"))) {
            frozen.setAutoCommit(false);
            frozen.createStatement().execute("select last_position from gateway.event_log for update");

            assertThat(admin.postOnce("/v1/sparks", Map.of("name", NAME), Duration.ofSeconds(15))
                            .status())
                    .isEqualTo(202);
        }
    }

    @Test
    void showsSparksNothingOfTheNodeThatTheyDoNotNeed() {
        stack.spark("create", NAME).succeeded();

        String node = in("printf %s \"$DATABASE_URL\" | sed 's/.*@//; s/:.*//'");
        String open = in("for p in 2379 2380 5432 6443 10248 10249 10250 10251 10252 10255 10256 10257 10259; do"
                + " (exec 3<> /dev/tcp/" + node + "/$p) 2> /dev/null && echo $p; done");
        assertThat(open.lines()).containsExactly("5432", "6443", "10250");
    }

    private String in(String script) {
        return stack.spark("shell", NAME, "--", script).out();
    }
}
