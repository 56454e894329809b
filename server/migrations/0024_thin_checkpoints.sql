-- Of old states the log keeps what it says of them (size, root and time), and their
-- signatures, most of the bytes, only where somebody may ask for them.
alter table checkpoint alter column note drop not null;
create index checkpoint_whole on checkpoint (org_id, size) where note is not null;
