alter table spark drop constraint spark_desired_check;
alter table spark add constraint spark_desired_check check (desired in ('AWAKE', 'ASLEEP', 'STOPPED', 'TRASHED'));
-- why it is to rest, where nobody asked for it
alter table spark add column reason text;

-- What is due about each spark that is not being removed. The work of a tick is with those that are due.
create table agenda (
    spark_id text        primary key,
    -- when something may be due; never, if absent
    due_at   timestamptz,
    -- domain/agenda/Agenda as JSON
    agenda   text        not null
);
create index agenda_due on agenda (due_at) where due_at is not null;
