-- One on its way to the trash, or in it, has given up its name; in it, it is not counted either.
alter table admission add column in_trash boolean not null default false;
alter table admission add column counted boolean not null default true;

-- When a spark expires is told by its events since it can be extended; before, it was its creation and its time to live.
update spark set view = left(view, length(view) - 1)
    || ',"expires_at":"' || to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","holds":[]}'
    where expires_at is not null;
update spark set view = left(view, length(view) - 1) || ',"holds":[]}' where expires_at is null;

-- The latest that is known of who uses a spark that runs. Not part of the log: it is measured again.
create table activity (
    spark_id    text        primary key,
    assessed_at timestamptz not null,
    -- a spark.activity-assessed, as it was said
    assessment  text        not null
);
