-- A ticket whose latest words are none (a call that nobody wrote down, a picture without
-- text) has no tone: until now it stood there as neutral, as if it had been read so.
alter table ticket alter column emotion drop not null;
update ticket t set emotion = null
from (
    select distinct on (c.org_id, c.ticket_id)
        c.org_id, c.ticket_id, s.contact_id, s.language, s.emotion
    from conversation c
    join signal s on s.org_id = c.org_id and s.contact_id = c.message_id
    where c.drives order by c.org_id, c.ticket_id, c.at desc, c.message_id desc
) latest
where (t.org_id, t.id) = (latest.org_id, latest.ticket_id)
    and latest.language = 'und' and latest.emotion = 'neutral'
    and not exists (select from correction x where x.org_id = t.org_id
        and x.contact_id = latest.contact_id and x.aspect = 'emotion');
