-- What anchors cost is kept by itself: a transaction that the contract refused has cost its
-- fee, whatever is sent in its place; and neither a limit nor the auditors' page should add
-- up the anchors of years.

-- What was paid in the last month, by each transaction that will not change any more.
create table anchor_fee (
    org_id uuid not null,
    chain_id bigint not null,
    at timestamptz not null,
    transaction text not null,
    operator text not null,
    cost numeric(39) not null,
    primary key (org_id, chain_id, at, transaction)
);
create index anchor_fee_paid on anchor_fee (chain_id, operator, at);
insert into anchor_fee (org_id, chain_id, at, transaction, operator, cost)
select org_id, chain_id, mined_at, transaction, operator, cost from anchoring
where state in ('final', 'failed') and cost > 0 and mined_at > now() - interval '30 days';

-- All that was ever paid for a log on a chain.
create table anchor_bill (
    org_id uuid not null,
    chain_id bigint not null,
    cost numeric(39) not null,
    primary key (org_id, chain_id)
);
insert into anchor_bill (org_id, chain_id, cost)
select org_id, chain_id, sum(cost) from anchoring
where state in ('final', 'failed') and cost > 0 group by org_id, chain_id;

-- What an account may still have to pay: the few that are under way.
create index anchoring_owed on anchoring (chain_id, operator)
    where state in ('sent', 'mined');
