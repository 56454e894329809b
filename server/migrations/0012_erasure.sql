-- What is left of a person whose data was erased.

-- `person` is the keyed hash of the customer's id, as the log has it. Whoever puts records
-- in order makes no key for a person who stands here, so what is sealed stays closed.
create table erased (
    org_id uuid not null,
    person bytea not null,
    at timestamptz not null,
    scrubbed_at timestamptz, -- since when PostgreSQL's own files are free of it, too
    primary key (org_id, person)
);
create index erased_unscrubbed on erased (org_id) where scrubbed_at is null;

alter table customer add column erased_at timestamptz;

-- Stands for `why` in the chain of audit rows once the words are erased.
alter table history add column why_hash bytea;
