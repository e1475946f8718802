-- Who measures. The one row is claimed for each beat, by the clock of this database.
create table beat (
    id          int         primary key check (id = 1),
    -- the replica that has measured last, and goes on as long as it can
    measured_by text,
    claimed_at  timestamptz not null
);
insert into beat (id, claimed_at) values (1, to_timestamp(0));

-- The last two samples of each counter of each pod that runs, so that any replica can go on.
create table reading (
    spark_id             text   primary key,
    pod_uid              text   not null,
    cpu_at               timestamptz,
    cpu_ns               bigint,
    cpu_before_at        timestamptz,
    cpu_before_ns        bigint,
    -- how often in a row the kubelet had nothing newer
    cpu_repeats          int    not null default 0,
    -- received and sent
    network_at           timestamptz,
    network_bytes        bigint,
    network_before_at    timestamptz,
    network_before_bytes bigint,
    network_repeats      int    not null default 0
);

-- What each spark's database is called, as its events say.
create table spark_database (
    spark_id      text primary key,
    database_name text not null
);
