-- The one row that every new state of a log passes through: whoever puts records in order
-- swaps the size and root that it built upon for the new ones, or has come too late.
create table head (
    org_id uuid not null,
    size bigint not null,
    root bytea not null,
    primary key (org_id)
);
insert into head (org_id, size, root)
select distinct on (org_id) org_id, size, root from checkpoint order by org_id, size desc;

-- Every public key that ever signed the log, as a C2SP verifier key, with the states that
-- it signed: the first and, once it signs no more, the last.
create table log_key (
    org_id uuid not null,
    key text not null,
    from_size bigint not null,
    to_size bigint,
    at timestamptz not null,
    primary key (org_id, key),
    check (to_size >= from_size)
);

-- The newest state that was published, and when.
create table published (
    org_id uuid not null,
    size bigint not null,
    root bytea not null,
    at timestamptz not null,
    primary key (org_id)
);
