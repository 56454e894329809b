-- People, how to reach them, what they agreed to and who looked. The one home of names
-- and addresses: everything else refers to a customer by id.

create table customer (
    org_id uuid not null,
    id uuid not null,
    name text not null,
    language text not null check (language in ('zh', 'en')),
    created_at timestamptz not null,
    primary key (org_id, id)
);

-- `value` is the normalised form that finds, `shown` the form the customer wrote.
create table customer_address (
    org_id uuid not null,
    kind text not null check (kind in ('mail', 'phone')),
    value text not null,
    shown text not null,
    customer_id uuid not null,
    first_seen_at timestamptz not null,
    primary key (org_id, kind, value)
);
create index customer_address_customer on customer_address (org_id, customer_id);

-- The latest row of a purpose counts. A no to something assumed is a row whose three
-- times are one.
create table consent (
    org_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    purpose text not null,
    channel text not null,
    given_at timestamptz not null,
    valid_until timestamptz not null,
    withdrawn_at timestamptz,
    primary key (org_id, id)
);
create index consent_customer on consent (org_id, customer_id, purpose, given_at desc);

create table customer_use (
    org_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    who text not null,
    what text not null,
    why text not null,
    at timestamptz not null,
    primary key (org_id, id)
);
create index customer_use_customer on customer_use (org_id, customer_id, at desc);
