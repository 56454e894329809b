-- What agents corrected in what was read, and what the page on the reading's quality counts.

-- What a person found right instead of what the machine had said of one contact. The words
-- stay with intake: learning reads them there, as long as they are there.
create table correction (
    org_id uuid not null,
    contact_id uuid not null,
    aspect text not null check (aspect in ('urgency', 'emotion', 'topic')),
    ticket_id uuid not null,
    said text not null,  -- what the machine had said: a level, a feeling or a topic
    meant text not null, -- what is right; the same as `said` where an agent agreed
    model text not null, -- what had said it
    account_id uuid,     -- null where it was not kept yet who it was
    at timestamptz not null,
    primary key (org_id, contact_id, aspect)
);
create index correction_ticket on correction (org_id, ticket_id);

-- Until now a verdict was kept, not the level: one step is what it says at least.
insert into correction
    (org_id, contact_id, aspect, ticket_id, said, meant, model, account_id, at)
select org_id, contact_id, 'urgency', ticket_id, said,
    (array['low', 'normal', 'high', 'critical'])[greatest(1, least(4,
        array_position(array['low', 'normal', 'high', 'critical'], said)
        + case correction when 'too-low' then 1 when 'too-high' then -1 else 0 end))],
    model, null, read_at
from (
    select org_id, contact_id, ticket_id, correction, read_at,
        signal #>> '{urgency,level}' as said, signal ->> 'model' as model
    from signal where correction is not null
) before;
alter table signal drop column correction;
alter table ticket drop column correction;

-- What is counted by the week, beside the reading it stands in.
alter table signal
    add column model text not null generated always as (signal ->> 'model') stored,
    add column language text not null generated always as (signal ->> 'language') stored,
    add column level text not null
        generated always as (signal #>> '{urgency,level}') stored,
    add column confidence real not null
        generated always as ((signal #>> '{urgency,confidence}')::real) stored,
    add column emotion text not null
        generated always as (signal #>> '{emotion,label}') stored,
    add column topic text generated always as (signal #>> '{intent,topic}') stored;
create index signal_read on signal (org_id, read_at)
    include (decision_id, model, language, level, emotion, confidence);
