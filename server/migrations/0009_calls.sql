-- Calls: what was said is kept piece by piece as it comes, so that any process can go on
-- listening where another one died. The caller's number is the customer's: it is not here.

create table call (
    org_id uuid not null,
    id uuid not null,
    ticket_id uuid not null,
    customer_id uuid not null,
    contact_id uuid,
    source text not null check (source in ('browser', 'twilio')),
    external text not null, -- the provider's own id of the call
    language text not null,
    rate integer not null check (rate between 8000 and 48000), -- of the caller's track
    recorded boolean not null, -- whether the sound may outlive the call
    listened boolean not null, -- whether strain may be computed
    started_at timestamptz not null,
    ended_at timestamptz,
    analysed_at timestamptz, -- when listening came to the end of the sound
    sound_deleted_at timestamptz,
    answered_by uuid, -- an account
    answered_at timestamptz,
    keys text not null default '', -- DTMF, in the order pressed
    transcript text not null default 'none'
        check (transcript in ('none', 'pending', 'done', 'no-model')),
    primary key (org_id, id),
    unique (org_id, source, external) -- a provider that connects twice opens one call
);
create index call_ticket on call (org_id, ticket_id);
create index call_live on call (org_id, started_at) where ended_at is null;

-- 16-bit mono little-endian; the agent's track is always at 16 kHz. `at_ms` is when a
-- piece arrived, after the start of the call.
create table call_chunk (
    org_id uuid not null,
    call_id uuid not null,
    track text not null check (track in ('caller', 'agent')),
    seq integer not null,
    at_ms integer not null,
    pcm bytea not null,
    primary key (org_id, call_id, track, seq)
);

-- One row for each second in which the caller spoke. Replaying a call changes nothing.
create table call_strain (
    org_id uuid not null,
    call_id uuid not null,
    second real not null,
    strain real not null,
    voiced real not null,
    alarm_at real,
    primary key (org_id, call_id, second)
);

-- What was said, where there is a model that writes it down.
create table call_words (
    org_id uuid not null,
    call_id uuid not null,
    track text not null check (track in ('caller', 'agent')),
    start_s real not null,
    end_s real not null,
    words text not null,
    primary key (org_id, call_id, track, start_s)
);
