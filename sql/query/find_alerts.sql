-- Whose alerts they are: their children are locked before anything is read that a decision rests on.
-- $1 the alerts.
select alert.id, alert.child_id
from unnest($1::bigint[]) as wanted (id)
join concernd.alert on alert.id = wanted.id
order by alert.id
