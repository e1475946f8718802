-- What is wanted of each spark, and how far it has got. A purged one stays as a tombstone.
create table spark (
    id              text        primary key,
    revision        bigint      not null,
    state           text        not null check (state in ('building', 'complete', 'failed', 'removing', 'purged')),
    -- the create command as it is on the wire, with the keys as they were last replaced
    ordered         bytea,
    image           text,
    attempt         int         not null,
    failures        int         not null,
    next_attempt_at timestamptz,
    deadline        timestamptz,
    problem_step    text,
    problem_reason  text,
    -- JSON: step by step how far it is; part by part how it was left; the parts that are gone
    steps           text        not null,
    parts           text        not null,
    gone            text        not null,
    presence        text,
    present_since   timestamptz,
    traceparent     text,
    causation_id    text,
    ordered_at      timestamptz not null,
    changed_at      timestamptz not null
);
create index spark_ordered_at on spark (ordered_at);
create index spark_not_purged on spark (id) where state <> 'purged';

-- How much of a container's own set-up was told.
create table setup (
    spark_id text    primary key references spark,
    run      text    not null,
    told     int     not null,
    ended    boolean not null
);
