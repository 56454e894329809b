-- What the auditors' page asks for each chain: its newest state that was sent, and that is
-- final.
create index anchoring_newest on anchoring (org_id, chain_id, size desc);
