-- Who the desk belongs to, and the one road on which every change is announced.

create table organisation (
    id uuid primary key,
    name text not null,
    created_at timestamptz not null
);

-- A change, its audit row and its announcement share one transaction. `xid` lets a reader
-- pass over rows that a slower transaction may still add behind it:
-- read only rows with xid < pg_snapshot_xmin(pg_current_snapshot()).
create table outbox (
    org_id uuid not null,
    seq bigint generated always as identity,
    xid xid8 not null default pg_current_xact_id(),
    topic text not null,
    ref uuid,
    body jsonb not null default '{}',
    at timestamptz not null default now(),
    primary key (org_id, seq)
);
create index outbox_xid on outbox (org_id, xid, seq);

create function emit(org uuid, topic text, ref uuid, body jsonb default '{}')
returns void language sql as $$
    insert into outbox (org_id, topic, ref, body) values (org, topic, ref, body);
    select pg_notify('outbox', org::text);
$$;
