-- The teams of children, where any are known. $1 the children, ascending.
select judged.child_id, concernd.team_of(judged.child_id) as team
from unnest($1::bigint[]) as judged (child_id)
where concernd.team_of(judged.child_id) is not null
order by judged.child_id
