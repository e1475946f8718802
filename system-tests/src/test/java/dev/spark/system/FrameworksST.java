package dev.spark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The database as tools and frameworks expect it, unmodified: an address that every driver takes, libpq's variables, and the right to
 * create databases for tests and migrations. What a registry that is out of reach keeps from being installed is skipped, and says so.
 */
@Order(85)
class FrameworksST {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String NAME = "frameworks";

    private final Stack stack = Stack.running();
    private final Gateway admin = stack.admin();

    @AfterEach
    void removed() {
        admin.deleteAll(SOON);
    }

    @Test
    void worksWithTheToolsOfPostgresql() {
        stack.spark("create", NAME, "--env", "PGAPPNAME=mine").succeeded();
        String database = admin.get("/v1/sparks/" + NAME)
                .body()
                .path("database")
                .path("name")
                .asText();

        assertThat(exec("psql", "-Atc", "select current_database(), current_user, current_setting('application_name')"))
                .isEqualTo(database + "|" + database + "|mine\n");
        assertThat(
                        shell(
                                "psql -Atc 'select 6 * 7' && pg_dump | grep -c 'dump complete' && pg_isready -q && echo $PGSSLMODE"))
                .isEqualTo("42\n1\nverify-full\n");
        assertThat(shell("echo ${DATABASE_URL##*/}")).isEqualTo(database + "\n");

        // As Prisma, Rails, Ecto and Flyway do it.
        String extra = database + "_shadow";
        assertThat(shell("set -e; createdb " + extra + "; psql -lAt | grep -c ^" + extra + ";"
                        + " psql -qd " + extra
                        + " -c 'create schema app' -c 'create table app.note (n int)' -c 'create extension citext';"
                        + " PGDATABASE=" + extra + " psql -Atc 'select count(*) from app.note';"
                        + " createdb -T " + extra + " " + extra + "2; dropdb " + extra + "2; dropdb " + extra
                        + "; psql \"$DATABASE_URL\" -qc 'create database " + extra + "'"))
                .isEqualTo("1\n0\n");

        stack.spark("create", "other").succeeded();
        assertThat(stack.spark("exec", "other", "--", "psql", "-d", extra, "-c", "select 1")
                        .err())
                .contains("permission denied for database");
        assertThat(exec("psql", "-Atd", extra, "-c", "select 1")).isEqualTo("1\n");
    }

    @Test
    void runsTheTestsOfADjangoProject() {
        stack.spark("create", NAME).succeeded();
        installOrSkip("sudo apt-get -qq update && sudo apt-get -qqy install python3-django");

        assertThat(shell("""
                set -e
                django-admin startproject app .
                python3 manage.py startapp x
                cat >> app/settings.py <<E
                import os
                DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}}
                E
                printf 'from django.test import TestCase\\nclass T(TestCase):\\n def test(self): self.assertEqual(1, 1)\\n' > x/tests.py
                python3 manage.py migrate -v0
                python3 manage.py test 2>&1 | tail -3""")).contains("OK").contains("Destroying test database");
    }

    @Test
    void connectsWithNodePostgres() {
        stack.spark("create", NAME).succeeded();
        installOrSkip("npm init -y && npm install pg");

        assertThat(
                        shell(
                                "node -e \"const {Client} = require('pg');"
                                        + " const c = new Client({connectionString: process.env.DATABASE_URL});"
                                        + " c.connect().then(() => c.query('select 42 n')).then(r => {console.log(r.rows[0].n); return c.end()})\""))
                .isEqualTo("42\n");
    }

    private void installOrSkip(String command) {
        Command installed = stack.spark("shell", NAME, "--", "timeout 90 sh -c '" + command + "' > /tmp/said 2>&1");
        assumeThat(installed.exitCode())
                .as(() -> "a registry is out of reach: "
                        + stack.spark("exec", NAME, "--", "tail", "-3", "/tmp/said")
                                .out())
                .isZero();
    }

    private String exec(String... command) {
        var line = new String[command.length + 3];
        line[0] = "exec";
        line[1] = NAME;
        line[2] = "--";
        System.arraycopy(command, 0, line, 3, command.length);
        return stack.spark(line).succeeded().out();
    }

    private String shell(String script) {
        return stack.spark("shell", NAME, "--", script).succeeded().out();
    }
}
