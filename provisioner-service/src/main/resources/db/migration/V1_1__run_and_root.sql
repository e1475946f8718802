-- The run of its container that took connections last: another one means that what ran in it is gone.
alter table spark add column run text;

-- How often its root file system was ordered back to the image's.
alter table spark add column root_resets int not null default 0;
