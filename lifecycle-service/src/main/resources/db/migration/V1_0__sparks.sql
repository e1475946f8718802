-- Whether each spark is to run, and how far that has got. One that is being removed stays as a tombstone.
create table spark (
    id              text        primary key,
    state           text        not null check (state in ('moving', 'settled', 'overdue', 'closed')),
    desired         text        check (desired in ('AWAKE', 'ASLEEP', 'STOPPED')),
    -- counts the orders: what is told of one has its id from it
    round           bigint      not null,
    -- whether the cluster has confirmed the scale in this round
    scaled          boolean     not null,
    failures        int         not null,
    next_attempt_at timestamptz,
    deadline        timestamptz,
    problem         text,
    traceparent     text,
    causation_id    text,
    changed_at      timestamptz not null
);
create index spark_not_closed on spark (id) where state <> 'closed';
create index spark_moving on spark (id) where state = 'moving';
