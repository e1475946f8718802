-- What Spark keeps in PostgreSQL: one database, and for each service a login and a schema that only it can use.
-- May be run again at any time: it makes what is missing and sets the passwords that it is given.
--
--   psql -d postgres -v gateway_password=… -v provisioner_password=… -v lifecycle_password=… \
--        -v snapshot_password=… -v metrics_password=… -f bootstrap.sql
--
-- local-stack runs this file too, without psql. It understands \connect, \gexec and :'variable', and passes over \set.
\set ON_ERROR_STOP on

SET createrole_self_grant = 'set, inherit';

SELECT 'CREATE DATABASE spark' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'spark') \gexec

SELECT format('CREATE ROLE %I', role)
FROM unnest(ARRAY['spark_gateway', 'spark_provisioner', 'spark_lifecycle', 'spark_snapshot', 'spark_metrics']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec

ALTER ROLE spark_gateway LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'gateway_password';
ALTER ROLE spark_lifecycle LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'lifecycle_password';
ALTER ROLE spark_snapshot LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'snapshot_password';
ALTER ROLE spark_metrics LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'metrics_password';

-- The provisioner makes a role and a database for each spark. It is no superuser: it rules over what it made itself.
ALTER ROLE spark_provisioner LOGIN CREATEDB CREATEROLE PASSWORD :'provisioner_password';
ALTER ROLE spark_provisioner SET createrole_self_grant = 'set, inherit';
-- DROP DATABASE … WITH (FORCE) ends whoever is in it, which may be an autovacuum worker or somebody just logging in.
GRANT pg_signal_backend TO spark_provisioner;

-- Metrics sees what runs in the sparks' databases and how large they are, never what is in them.
GRANT pg_read_all_stats TO spark_metrics;

-- The services keep these connections, however many others hold on to one. (reserved_connections says how many.)
GRANT pg_use_reserved_connections TO spark_gateway, spark_provisioner, spark_lifecycle, spark_snapshot, spark_metrics;

-- A service that freezes or loses its host in the middle of a transaction gives its locks back within 15 s.
SELECT format('ALTER ROLE %I SET %s', role, setting)
FROM unnest(ARRAY['spark_gateway', 'spark_provisioner', 'spark_lifecycle', 'spark_snapshot', 'spark_metrics']) AS role,
     unnest(ARRAY['idle_in_transaction_session_timeout = ''10s''', 'tcp_keepalives_idle = 10', 'tcp_keepalives_interval = 5',
                  'tcp_keepalives_count = 3', 'tcp_user_timeout = ''15s''']) AS setting \gexec

-- What a spark cannot raise: the size of its temporary files, and what of its errors goes to the server's log, which is nothing, as
-- their texts are as long as it likes. For all roles; the services and the administrator are excepted. Takes a superuser.
SELECT format('ALTER ROLE ALL SET %s', setting)
FROM unnest(ARRAY['temp_file_limit = ''1GB''', 'log_min_messages = ''fatal''', 'log_min_error_statement = ''panic''',
                  'log_parameter_max_length = 0', 'log_parameter_max_length_on_error = 0']) AS setting
WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) \gexec

SELECT format('ALTER ROLE %I SET %s', role, setting)
FROM unnest(ARRAY['spark_gateway', 'spark_provisioner', 'spark_lifecycle', 'spark_snapshot', 'spark_metrics', current_user]) AS role,
     unnest(ARRAY['temp_file_limit = -1', 'log_min_messages = ''warning''']) AS setting
WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) \gexec

-- Who is not named here has no business in these databases. (Each spark's database says the same of itself.)
REVOKE ALL ON DATABASE spark FROM PUBLIC;
REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE spark TO spark_gateway, spark_provisioner, spark_lifecycle, spark_snapshot, spark_metrics;

-- Tools create and drop databases from "postgres". Everybody may connect to it, and nobody can keep anything in it.
GRANT CONNECT ON DATABASE postgres TO PUBLIC;

\connect postgres

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;

\connect template1

-- Extensions of contrib that PostgreSQL trusts are the owners' to create. This one it does not trust: where the server has it, each
-- new database has it too.
SELECT 'CREATE EXTENSION IF NOT EXISTS vector' WHERE EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') \gexec

\connect spark

REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA IF NOT EXISTS gateway AUTHORIZATION spark_gateway;
CREATE SCHEMA IF NOT EXISTS provisioner AUTHORIZATION spark_provisioner;
CREATE SCHEMA IF NOT EXISTS lifecycle AUTHORIZATION spark_lifecycle;
CREATE SCHEMA IF NOT EXISTS snapshot AUTHORIZATION spark_snapshot;
CREATE SCHEMA IF NOT EXISTS metrics AUTHORIZATION spark_metrics;

ALTER ROLE spark_gateway IN DATABASE spark SET search_path = gateway;
ALTER ROLE spark_provisioner IN DATABASE spark SET search_path = provisioner;
ALTER ROLE spark_lifecycle IN DATABASE spark SET search_path = lifecycle;
ALTER ROLE spark_snapshot IN DATABASE spark SET search_path = snapshot;
ALTER ROLE spark_metrics IN DATABASE spark SET search_path = metrics;
