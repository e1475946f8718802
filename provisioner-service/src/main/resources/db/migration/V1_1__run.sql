-- The run of its container that took connections last: another one means that what ran in it is gone.
alter table spark add column run text;
