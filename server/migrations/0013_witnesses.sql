-- What witnesses say about the states that the log signed, and how each witness does.

-- One signature line of a witness under one checkpoint (c2sp.org/tlog-cosignature), as it
-- was checked when it came. `name` and `key`, the id, tell which of the witness's keys
-- signed; `at` is the time that the witness itself states.
create table cosignature (
    org_id uuid not null,
    size bigint not null,
    name text not null,
    key bytea not null check (length(key) = 4),
    line text not null,
    at timestamptz not null,
    primary key (org_id, size, name, key)
);

-- The witnesses that are asked, by the address they are asked at. `size` is the newest
-- state that it cosigned. `trouble` is why the last asking came to nothing; `alarm` that it
-- may mean a split view, which only people can settle.
create table witness (
    org_id uuid not null,
    url text not null,
    size bigint not null default 0,
    asked_at timestamptz,
    cosigned_at timestamptz,
    trouble text,
    alarm boolean not null default false,
    primary key (org_id, url)
);
