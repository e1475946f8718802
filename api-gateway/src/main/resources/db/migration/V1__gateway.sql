-- The event log: everything that has happened, in the order of its commits, without gaps.
create table event (
    position     bigint      primary key,
    event_id     text        not null unique,
    spark_id     text        not null,
    -- of the spark, denormalised for its owner's timeline; absent for a spark that was never requested
    owner        text,
    spark_name   text,
    type         text        not null,
    source       text        not null,
    at           timestamptz not null,
    -- the user who asked, or the service that tells
    actor        text        not null,
    causation_id text,
    traceparent  text,
    -- the original JSON, with its type
    body         text        not null
);
create index event_spark on event (spark_id, position);
create index event_owner on event (owner, position);

-- The lock under which events are appended and sparks admitted. One row.
create table event_log (
    only_one      boolean primary key default true check (only_one),
    last_position bigint  not null default 0
);
insert into event_log default values;

-- The read model: the fold of the event log, one row per spark, purged ones too. It can be dropped and rebuilt.
create table spark (
    id               text        primary key,
    name             text        not null,
    owner            text        not null,
    state            text        not null,
    created_position bigint      not null,
    expires_at       timestamptz,
    labels           jsonb       not null,
    -- the position of the last event that was folded
    version          bigint      not null,
    view             text        not null
);
create unique index spark_order on spark (created_position);
create index spark_owner on spark (owner, created_position);
create index spark_name on spark (name text_pattern_ops);
create index spark_labels on spark using gin (labels jsonb_path_ops);
create index spark_expiry on spark (expires_at) where expires_at is not null;

-- What each living spark holds: its name, its place among all, its running slot or its place in the queue.
create table admission (
    spark_id   text    primary key,
    name       text    not null,
    owner      text    not null,
    name_held  boolean not null,
    slot       text    not null check (slot in ('running', 'queued', 'none')),
    -- the position of its first event: the queue's order
    ticket     bigint  not null unique,
    -- of a queued one, for the command that will create it
    sealed_env text
);
create unique index admission_name on admission (name) where name_held;
create index admission_queue on admission (ticket) where slot = 'queued';
create index admission_owner on admission (owner);

-- The limits of the installation and what is used of them. One row; limits are absent until they are set by a call.
create table quota (
    only_one      boolean primary key default true check (only_one),
    running_limit int,
    total_limit   int,
    running_used  int     not null default 0,
    total_used    int     not null default 0,
    queued        int     not null default 0
);
insert into quota default values;

create table api_token (
    id         text        primary key,
    hash       text        not null unique,
    user_name  text        not null,
    role       text        not null check (role in ('member', 'admin')),
    name       text        not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz
);
create index api_token_user on api_token (user_name, created_at);

create table ssh_key (
    user_name   text        not null,
    -- SHA-256 of the key, hex
    id          text        not null,
    name        text        not null,
    public_key  text        not null,
    created_at  timestamptz not null,
    primary key (user_name, id)
);
create unique index ssh_key_name on ssh_key (user_name, name);

-- First answers to POSTs with an Idempotency-Key, kept for a day.
create table idempotency (
    -- SHA-256 of user, key, method and path
    id           text        primary key,
    request_hash text        not null,
    created_at   timestamptz not null,
    status       int,
    location     text,
    -- sealed: an answer may hold a secret that is shown once
    body         text
);
create index idempotency_age on idempotency (created_at);
