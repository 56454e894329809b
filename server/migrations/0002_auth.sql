-- Who may ask, on which device, and every verdict about a request.

create table account (
    org_id uuid not null,
    id uuid not null,
    role text not null check (role in ('admin', 'agent', 'auditor', 'customer')),
    name text not null,
    customer_id uuid,
    created_at timestamptz not null,
    closed_at timestamptz,
    primary key (org_id, id),
    check ((role = 'customer') = (customer_id is not null))
);
create unique index account_customer on account (org_id, customer_id)
    where customer_id is not null;

-- One browser's key, bound to one account. The same key may be bound to a second account
-- (an administrator who opens a portal link in the same browser).
create table device (
    org_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    name text not null,
    jkt text not null,               -- RFC 7638 thumbprint of the public key
    jwk jsonb not null,              -- public members only
    fingerprint jsonb not null,
    fingerprint_at timestamptz not null,
    places jsonb not null default '{}',   -- country -> times seen
    fix jsonb,                       -- where and when it was last located
    created_at timestamptz not null,
    seen_at timestamptz not null,
    assured_until timestamptz,       -- end of the last step-up
    revoked_at timestamptz,
    primary key (org_id, id)
);
create unique index device_key on device (org_id, jkt, account_id) where revoked_at is null;
create index device_account on device (org_id, account_id);
create index device_revoked on device (org_id, revoked_at) where revoked_at is not null;

create table invitation (
    org_id uuid not null,
    token_hash bytea not null,       -- SHA-256; the token itself is never stored
    account_id uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (org_id, token_hash)
);
create index invitation_account on invitation (org_id, account_id);

create table totp (
    org_id uuid not null,
    account_id uuid not null,
    secret bytea,                    -- encrypted under the gate's secret
    pending bytea,                   -- shown to the user, not yet confirmed
    last_step bigint not null default 0,  -- a code works once
    failures int not null default 0,
    locked_until timestamptz,
    primary key (org_id, account_id)
);

-- How often an account (or, with account_id = org_id, the organisation) was seen at an hour,
-- on a network, with a client, at a rate.
create table habit (
    org_id uuid not null,
    account_id uuid not null,
    feature text not null,
    value text not null,
    n real not null,
    primary key (org_id, account_id, feature, value)
);

-- Proofs that were used for something that changes state: refused everywhere the second time.
create table proof_used (
    org_id uuid not null,
    jkt text not null,
    jti text not null,
    until timestamptz not null,
    primary key (org_id, jkt, jti)
);
create index proof_used_until on proof_used (org_id, until);

create table verdict (
    org_id uuid not null,
    id uuid not null,
    at timestamptz not null,
    route text not null,
    action text,
    decision text not null,
    reasons text[] not null,
    risk real not null,
    assurance smallint not null,
    account_id uuid,
    device_id uuid,
    place text,
    network text,                    -- keyed hash, so that no address is kept
    evidence text not null,          -- JSON; text, because COPY carries no jsonb
    count int not null,              -- how many alike this row stands for
    primary key (org_id, id)
);
create index verdict_account on verdict (org_id, account_id, id);

-- One row for each process that records verdicts. A run without an end whose process is gone
-- says that its last half second of verdicts may be missing: nothing is lost silently.
create table verdict_run (
    org_id uuid not null,
    id uuid not null,
    started_at timestamptz not null,
    recorded bigint not null,
    last_at timestamptz not null,
    ended_at timestamptz,
    primary key (org_id, id)
);
