-- Tickets, what was said on them (by reference), what was promised, and their history.

-- The business calendar as it stood; promises name the text they were reckoned with.
create table calendar (
    org_id uuid not null,
    version int not null,
    hours text not null,
    zone text not null,
    since timestamptz not null,
    primary key (org_id, version)
);

create table ticket (
    org_id uuid not null,
    id uuid not null,
    number bigint not null,
    customer_id uuid not null,
    channel text not null check (channel in ('mail', 'call', 'picture', 'form')),
    subject text not null,
    queue text not null,
    state text not null check (state in ('open', 'waiting', 'resolved', 'closed')),
    priority text not null check (priority in ('low', 'normal', 'high', 'critical')),
    assignee_id uuid,
    urgency int not null check (urgency between 0 and 100),
    level text not null check (level in ('low', 'normal', 'high', 'critical')),
    emotion text not null,
    needs_review boolean not null,
    escalated boolean not null default false,
    risk double precision check (risk between 0 and 1),
    language text not null,
    opened_at timestamptz not null,
    updated_at timestamptz not null,
    version int not null default 1,
    -- The version that the last change by a person made; replies to older ones conflict.
    spoken_version int not null default 1,
    -- When what the customer last wrote or said appeared here.
    heard_at timestamptz not null,
    -- The next time by which to act: see ticketing/record.py. 'infinity' means none, so
    -- that a keyset page can end on it.
    next_due timestamptz not null default 'infinity',
    next_made timestamptz,
    next_kind text,
    called boolean not null,
    live_call boolean not null default false,
    related uuid[] not null default '{}',
    correction text check (correction in ('too-low', 'right', 'too-high')),
    search tsvector not null,
    primary key (org_id, id)
);
create unique index ticket_number on ticket (org_id, number);
create index ticket_customer on ticket (org_id, customer_id, opened_at desc);
create index ticket_search on ticket using gin (search);
create index ticket_due on ticket (org_id, next_due, id);
create index ticket_newest on ticket (org_id, opened_at, id);
create index ticket_urgency on ticket (org_id, urgency, id);
create index ticket_live_newest on ticket (org_id, opened_at, id)
    where state in ('open', 'waiting');
create index ticket_live_urgency on ticket (org_id, urgency, id)
    where state in ('open', 'waiting');
create index ticket_live_assignee on ticket (org_id, assignee_id, next_due, id)
    where state in ('open', 'waiting');
create index ticket_live_escalated on ticket (org_id, next_due, id)
    where state in ('open', 'waiting') and escalated;
create index ticket_live_review on ticket (org_id, next_due, id)
    where state in ('open', 'waiting') and needs_review;
create index ticket_live_calls on ticket (org_id, next_due, id)
    where state in ('open', 'waiting') and called;

-- Numbers people can say, one row of numbers for each organisation. A sequence and not a
-- counter row: opening tickets must not wait for each other's commit; gaps are harmless.
create function next_ticket_number(org uuid) returns bigint language plpgsql as $$
declare
    name text := 'ticket_number_' || replace(org::text, '-', '');
begin
    if to_regclass(name) is null then
        perform pg_advisory_xact_lock(hashtextextended(name, 0));
        execute format('create sequence if not exists %I', name);
    end if;
    return nextval(name::regclass);
end $$;

-- What was said, in order. The words live with intake; here are their ids.
-- One row for each message: this is what makes opening and replying idempotent.
create table conversation (
    org_id uuid not null,
    message_id uuid not null,
    ticket_id uuid not null,
    kind text not null check (kind in ('contact', 'reply', 'note', 'receipt')),
    channel text,
    author_id uuid,
    automatic boolean not null default false,
    -- Whether what was read in it may drive the ticket's urgency: the contact that opened
    -- the ticket, and what people wrote since.
    drives boolean not null default false,
    at timestamptz not null,
    primary key (org_id, message_id)
);
create index conversation_ticket on conversation (org_id, ticket_id, at, message_id);

-- What was read in each contact, as sentiment.signal.Signal.
create table signal (
    org_id uuid not null,
    contact_id uuid not null,
    ticket_id uuid not null,
    signal jsonb not null,
    correction text check (correction in ('too-low', 'right', 'too-high')),
    read_at timestamptz not null,
    primary key (org_id, contact_id)
);
create index signal_ticket on signal (org_id, ticket_id);

create table promise (
    org_id uuid not null,
    id uuid not null,
    ticket_id uuid not null,
    customer_id uuid not null,
    kind text not null check (kind in ('first-reply', 'resolution', 'stated')),
    words text not null default '',
    made_at timestamptz not null,
    due_at timestamptz not null,
    -- The desk's own, tighter aim after a raise in priority; never after due_at.
    target_at timestamptz not null check (target_at <= due_at),
    state text not null check (state in ('running', 'kept', 'broken')),
    settled_at timestamptz,
    calendar text not null,
    -- As they stood when the promise was made: what forecasts count by.
    queue text not null,
    priority text not null,
    band text not null,
    -- When to forecast next; null once there is nothing more to learn from waiting.
    forecast_at timestamptz,
    primary key (org_id, id),
    check ((state = 'running') = (settled_at is null))
);
create index promise_ticket on promise (org_id, ticket_id);
create unique index promise_running on promise (org_id, ticket_id, kind)
    where state = 'running' and kind <> 'stated';
create index promise_due on promise (org_id, due_at) where state = 'running';
create index promise_forecast on promise (org_id, forecast_at) where state = 'running';
create index promise_settled on promise (org_id, kind, settled_at desc)
    include (state, priority, queue, band, made_at) where state <> 'running';

create table escalation (
    org_id uuid not null,
    id uuid not null,
    ticket_id uuid not null,
    at timestamptz not null,
    from_priority text not null,
    to_priority text not null,
    reasons jsonb not null,
    agreed boolean,
    decided_at timestamptz,
    decided_by uuid,
    primary key (org_id, id)
);
create index escalation_ticket on escalation (org_id, ticket_id, id);
-- At most one stands at a time.
create unique index escalation_standing on escalation (org_id, ticket_id)
    where agreed is distinct from false;

create table history (
    org_id uuid not null,
    id uuid not null,
    ticket_id uuid not null,
    version int not null,
    at timestamptz not null,
    actor text not null check (actor in ('agent', 'customer', 'desk')),
    actor_id uuid,
    what text not null,
    detail jsonb not null default '{}',
    why text not null default '',
    primary key (org_id, id)
);
create index history_ticket on history (org_id, ticket_id, version, id);

create table forecast (
    org_id uuid not null,
    id uuid not null,
    ticket_id uuid not null,
    promise_id uuid not null,
    promise_kind text not null,
    model text not null,
    probability double precision not null check (probability between 0 and 1),
    reasons jsonb not null,
    seen int not null,
    missed int not null,
    made_at timestamptz not null,
    broken boolean,
    primary key (org_id, id)
);
create index forecast_ticket on forecast (org_id, ticket_id, made_at desc);
create index forecast_promise on forecast (org_id, promise_id);
create index forecast_outcome on forecast (org_id, promise_kind, made_at)
    where broken is not null;

-- Up to when each account has looked at each ticket.
create table seen (
    org_id uuid not null,
    account_id uuid not null,
    ticket_id uuid not null,
    at timestamptz not null,
    primary key (org_id, account_id, ticket_id)
);
