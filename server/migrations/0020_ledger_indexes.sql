-- What erasing a person and proving a record look for, however long the log has grown.
create index entry_person on entry (org_id, person) where openings is not null;
create index anchoring_final on anchoring (org_id, size desc) where state = 'final';
