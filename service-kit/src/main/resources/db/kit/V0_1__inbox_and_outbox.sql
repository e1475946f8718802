-- Messages that this service has acted on. A repeated one changes nothing.
create table inbox (
    message_id  text        primary key,
    received_at timestamptz not null default now()
);
create index inbox_received_at on inbox (received_at);

-- Messages that this service has promised to send, in the order in which they were promised.
create table outbox (
    seq        bigint      generated always as identity primary key,
    message_id text        not null,
    topic      text        not null,
    key        text        not null,
    headers    text        not null,
    body       bytea       not null,
    created_at timestamptz not null default now()
);

-- Which replica relays the outbox. One row.
create table outbox_lease (
    only_one boolean     primary key default true check (only_one),
    holder   text        not null default '',
    until    timestamptz not null default '-infinity'
);
insert into outbox_lease default values;

-- Messages that keep failing, and those behind them about the same spark, in order.
create table parked (
    seq             bigint      generated always as identity primary key,
    spark_id        text        not null,
    message_id      text        not null unique,
    topic           text        not null,
    headers         text        not null,
    body            bytea       not null,
    reason          text        not null,
    attempts        int         not null default 0,
    next_attempt_at timestamptz not null,
    parked_at       timestamptz not null default now()
);
create index parked_spark on parked (spark_id, seq);
