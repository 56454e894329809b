-- Calming openings as administrators changed them; those that come with the desk are in
-- ticketing/openings/shipped. A row is a version and is never altered: the newest counts.
create table opening (
    org_id uuid not null,
    language text not null check (language in ('zh', 'en')),
    name text not null,
    version int not null check (version > 0),
    act text not null
        check (act in ('added', 'changed', 'switched-off', 'switched-on', 'restored')),
    place text not null check (place in ('reply', 'call')),
    fits_when text not null,
    words text not null,
    feelings text[] not null,
    topics text[] not null,
    circumstances text[] not null,
    off boolean not null,
    at timestamptz not null,
    by uuid not null,
    primary key (org_id, language, name, version)
);
create index opening_latest on opening (org_id, at desc);
