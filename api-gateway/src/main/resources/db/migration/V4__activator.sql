-- Which port of the activator leads to which spark while it rests: the same on every replica, given back when it is purged.
create table activator_port (
    spark_id text primary key,
    port     int  not null unique
);

-- The replicas that take connections to resting sparks, by this database's clock.
create table activator_replica (
    id      text        primary key,
    address text        not null,
    seen_at timestamptz not null
);
