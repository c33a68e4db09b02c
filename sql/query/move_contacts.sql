-- Contacts follow their records: the rows stay, marked as left, and stand anew with the other child.
-- $1 from, $2 to, $3 the records (null: all), $4 when.
with gone as (
	update concernd.contact
	set left_at = $4::timestamptz
	where child_id = $1::bigint and left_at is null
		and ($3::bigint[] is null or alias_id = any ($3::bigint[]))
	returning *
)
insert into concernd.contact (child_id, contact_id, version, alias_id, source, event_id,
	occurred_at, occurred_day, whole_day, recorded_at, history, agency, category,
	other_categories, grade, about, birth_date, birth_expected, outcome, contact_source,
	factors, incident_ref, nth, joined_at)
select $2::bigint, gone.contact_id, gone.version, gone.alias_id, gone.source, gone.event_id,
	gone.occurred_at, gone.occurred_day, gone.whole_day, gone.recorded_at, gone.history,
	gone.agency, gone.category, gone.other_categories, gone.grade, gone.about, gone.birth_date,
	gone.birth_expected, gone.outcome, gone.contact_source, gone.factors, gone.incident_ref,
	coalesce((select max(stood.nth) + 1 from concernd.contact stood
		  where stood.child_id = $2::bigint and stood.contact_id = gone.contact_id
			and stood.version = gone.version and stood.about = gone.about), 0)
		+ row_number() over (partition by gone.contact_id, gone.version, gone.about
				     order by gone.nth) - 1,
	$4::timestamptz
from gone
