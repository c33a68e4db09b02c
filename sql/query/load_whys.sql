-- Why a person asked agencies on other alerts: their last three reasons, the last first. $1 who, $2 the alert
-- whose requests do not count: what holds for one child may be asked of two agencies.
select (array_agg(request.why))[1]
from concernd.request
where request.asked_by = $1::text and request.alert_id <> $2::bigint
group by request.asked_at
order by request.asked_at desc
limit 3
