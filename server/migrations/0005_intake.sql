-- What came in, raw first; what was read in it; what went out. The one home of words.

-- `fingerprint` is of mailbox, Message-ID and content, so that a mail sent again after a
-- lost 250 is the same row. Rows are never changed.
create table raw_contact (
    org_id uuid not null,
    id uuid not null,
    channel text not null,
    fingerprint bytea not null,
    raw bytea not null,
    meta jsonb not null,
    received_at timestamptz not null,
    primary key (org_id, id),
    unique (org_id, fingerprint)
);
-- Mail is compressed badly and read whole.
alter table raw_contact alter column raw set storage external;

create table contact (
    org_id uuid not null,
    id uuid not null,
    channel text not null,
    customer_id uuid not null,
    received_at timestamptz not null,
    subject text not null,
    text text not null,
    full_text text not null,
    assurance smallint not null,
    assurance_reasons text[] not null,
    thread uuid,
    related uuid,
    automatic boolean not null,
    answerable boolean not null,
    message_id text,
    primary key (org_id, id)
);
create index contact_customer on contact (org_id, customer_id, received_at);

create table part (
    org_id uuid not null,
    id uuid not null,
    contact_id uuid not null,
    place integer not null,
    name text not null,
    media_type text not null,
    size integer not null,
    bytes bytea not null,
    text text,
    confidence real,
    facts jsonb not null default '{}',
    primary key (org_id, id)
);
create index part_contact on part (org_id, contact_id, place);
alter table part alter column bytes set storage external;

-- Which ticket a Message-ID is of, whoever wrote it; the first to use one keeps it.
create table mail_reference (
    org_id uuid not null,
    message_id text not null,
    ticket_id uuid not null,
    incoming boolean not null,
    at timestamptz not null,
    primary key (org_id, message_id)
);
create index mail_reference_ticket on mail_reference (org_id, ticket_id, at);

-- Who is on a ticket, by a digest of the address: it can be asked, not listed.
create table mail_participant (
    org_id uuid not null,
    ticket_id uuid not null,
    address bytea not null,
    primary key (org_id, ticket_id, address)
);

create table words (
    org_id uuid not null,
    id uuid not null,
    kind text not null check (kind in ('reply', 'note', 'receipt')),
    ticket_id uuid not null,
    author_id uuid,
    text text not null,
    language text not null,
    at timestamptz not null,
    primary key (org_id, id)
);
create index words_ticket on words (org_id, ticket_id, at);

-- A mail that goes out: the words with the same id, or, for a link to the portal, a body
-- of its own that is forgotten once it is sent.
create table outgoing (
    org_id uuid not null,
    id uuid not null,
    kind text not null check (kind in ('reply', 'receipt', 'link')),
    ticket_id uuid,
    customer_id uuid,
    recipient text,
    subject text not null,
    body text,
    language text not null,
    answers text,
    state text not null check (state in ('queued', 'sent', 'written', 'failed')),
    queued_at timestamptz not null,
    settled_at timestamptz,
    primary key (org_id, id)
);
create index outgoing_receipts on outgoing (org_id, customer_id, queued_at)
    where kind = 'receipt';
