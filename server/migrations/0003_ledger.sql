-- The log: what waits to be sealed, what is sealed, the tree, what was signed and anchored.

-- One row for each record. Without an index it waits; its subject and fields are cleared
-- once they stand in the log as commitments, with their openings encrypted.
create table entry (
    org_id uuid not null,
    ref uuid not null,
    kind text not null,
    id uuid not null,
    at timestamptz not null,
    subject uuid,
    fields jsonb,
    index bigint,
    leaf bytea,
    person bytea,
    openings bytea,
    primary key (org_id, ref, kind),
    check ((index is null) = (leaf is null)),
    check ((index is null) = (subject is not null and fields is not null))
);
create index entry_pending on entry (org_id, id) where index is null;
create unique index entry_index on entry (org_id, index) where index is not null;

-- The key that opens what was sealed about one person, wrapped under the desk's master
-- key. `person` is the keyed hash of the customer's id. Without the row, nobody can open
-- it any more.
create table person_key (
    org_id uuid not null,
    person bytea not null,
    wrapped bytea not null,
    primary key (org_id, person)
);

-- The tree in tiles, as c2sp.org/tlog-tiles cuts it: up to 256 hashes of complete subtrees
-- of 256^level leaves, laid end to end.
create table tile (
    org_id uuid not null,
    level smallint not null,
    index bigint not null,
    hashes bytea not null,
    primary key (org_id, level, index)
);

-- Every state of the log that was signed.
create table checkpoint (
    org_id uuid not null,
    size bigint not null,
    root bytea not null,
    note text not null,
    at timestamptz not null,
    primary key (org_id, size)
);

-- Which chain each node that we anchor through was on when we first saw it.
create table chain (
    org_id uuid not null,
    name text not null,
    chain_id bigint not null,
    primary key (org_id, name)
);

-- Transactions to a chain: stored before they are sent, sent again byte for byte until a
-- final block holds them. Size 0 is the one that deploys the contract.
create table anchoring (
    org_id uuid not null,
    chain_id bigint not null,
    contract text not null,
    size bigint not null,
    root bytea not null,
    operator text not null,
    nonce bigint not null,
    raw bytea not null,
    transaction text not null,
    public boolean not null,
    state text not null check (state in ('sent', 'mined', 'final', 'failed')),
    block bigint,
    block_hash text,
    sent_at timestamptz not null,
    final_at timestamptz,
    primary key (org_id, chain_id, contract, size),
    check (state not in ('mined', 'final') or block_hash is not null)
);
-- One operator may anchor for several organisations; no two transactions share a nonce.
create unique index anchoring_nonce on anchoring (chain_id, operator, nonce);
create index anchoring_open on anchoring (org_id, chain_id) where state in ('sent', 'mined');
