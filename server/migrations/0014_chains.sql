-- Several chains at once, fees that are raised, budgets.

-- What keeps the log from being anchored on a chain, since when. A chain is known before
-- its node has answered for the first time.
alter table chain
    alter column chain_id drop not null,
    add column public boolean not null default false,
    add column trouble text,
    add column said text,
    add column since timestamptz,
    add check ((trouble is null) = (since is null));

-- Every transaction that was signed for an anchor, stored before it is sent. Those that
-- raise the fee of another have its nonce, so one of them at most is ever mined. Fees are
-- in wei for a unit of gas.
create table anchor_attempt (
    org_id uuid not null,
    chain_id bigint not null,
    transaction text not null,
    contract text not null,
    size bigint not null,
    nonce bigint not null,
    raw bytea not null,
    gas bigint not null,
    fee numeric(39) not null,
    tip numeric(39) not null,
    stored_at timestamptz not null,
    primary key (org_id, chain_id, transaction)
);
create index anchor_attempt_of on anchor_attempt (org_id, chain_id, contract, size);
insert into anchor_attempt
select org_id, chain_id, transaction, contract, size, nonce, raw, 0, 0, 0, sent_at
from anchoring;

-- `transaction` is the one that was mined, or else the newest. `most` is what it may cost
-- at most, `cost` what it did cost, in wei.
alter table anchoring
    drop column raw,
    add column mined_at timestamptz,
    add column most numeric(39) not null default 0,
    add column cost numeric(39);
