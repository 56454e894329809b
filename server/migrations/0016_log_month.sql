-- How many records of each kind the log took in, by the month in which they happened: what
-- everybody may see is counted as records are put in order, never when somebody asks.
create table log_month (
    org_id uuid not null,
    month date not null,
    kind text not null,
    records bigint not null,
    primary key (org_id, month, kind)
);

insert into log_month (org_id, month, kind, records)
select org_id, date_trunc('month', at at time zone 'UTC')::date, kind, count(*)
from entry where index is not null group by 1, 2, 3;
