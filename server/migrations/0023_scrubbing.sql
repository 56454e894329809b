-- Clearing PostgreSQL's files after an erasure, without holding the desk up.

-- Keys of people are written anew after each erasure: a part of them at a time, so that
-- nobody waits for the rest.
alter table person_key rename to person_key_whole;
alter table person_key_whole rename constraint person_key_pkey to person_key_whole_pkey;
create table person_key (
    org_id uuid not null,
    person bytea not null,
    wrapped bytea not null,
    primary key (org_id, person)
) partition by hash (person);
do $$
begin
    for part in 0..31 loop
        execute format(
            'create table person_key_%s partition of person_key '
            'for values with (modulus 32, remainder %s)', part, part);
    end loop;
end
$$;
insert into person_key (org_id, person, wrapped)
select org_id, person, wrapped from person_key_whole;
drop table person_key_whole;

-- Which tables were written anew since this person was erased.
alter table erased add column scrubbed text[] not null default '{}';
