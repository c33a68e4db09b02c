-- Teams to which children are or were open, as JSON, for a filter.
select coalesce(json_agg(team order by team), '[]')::text
from (select distinct child_status.team
      from concernd.child_status
      where child_status.team is not null) as named
