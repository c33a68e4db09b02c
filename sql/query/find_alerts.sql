-- Whose alerts they are: their children are locked before anything is read that a decision rests on.
-- $1 the alerts. An alert of several children has the id of their household, and all of them.
select alert.id, alert.child_id, concernd.children_of(alert)
from unnest($1::bigint[]) as wanted (id)
join concernd.alert on alert.id = wanted.id
order by alert.id
