-- More kinds of entries: with the version of their schema and the time the log took them;
-- consents that change and run out; promises of call-backs and refunds, and excuses;
-- decisions by machines; heads of the audit rows.

alter table entry add column version smallint not null default 1;
alter table entry add column taken timestamptz not null default now();
update entry set taken = at;
alter table entry alter column version drop default;
alter table entry alter column taken drop default;

-- `notice` is the SHA-256 in hex of the words that the person was shown. A consent that
-- another took the place of has neither run out nor been withdrawn.
alter table consent
    add column notice text not null default '',
    add column language text not null default '',
    add column replaced_by uuid,
    add column expired_at timestamptz;
create index consent_running on consent (org_id, valid_until)
    where withdrawn_at is null and replaced_by is null and expired_at is null;

alter table promise drop constraint promise_kind_check;
alter table promise add constraint promise_kind_check
    check (kind in ('first-reply', 'resolution', 'stated', 'call-back', 'refund'));
alter table promise drop constraint promise_state_check;
alter table promise add constraint promise_state_check
    check (state in ('running', 'kept', 'broken', 'excused'));
alter table promise add column excuse text;
alter table promise add constraint promise_excuse_check
    check ((state = 'excused') = (excuse is not null));
drop index promise_running;
create unique index promise_running on promise (org_id, ticket_id, kind)
    where state = 'running' and kind in ('first-reply', 'resolution');

-- The decision that a signal stands for in the log.
alter table signal add column decision_id uuid;

-- Heads of chains of hashes over audit rows; each is sealed under its id.
create table audit_head (
    org_id uuid not null,
    chain text not null check (chain in ('verdicts', 'history')),
    last uuid not null,
    id uuid not null,
    first uuid not null,
    count int not null,
    previous bytea not null,
    head bytea not null,
    at timestamptz not null,
    primary key (org_id, chain, last)
);
