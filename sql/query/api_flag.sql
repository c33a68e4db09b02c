-- One flag with all that was said of it, as JSON. $1 which, $2 today.
select (concernd.flag_said(flag, $2::date) || jsonb_build_object(
	'steps', (select coalesce(jsonb_agg(jsonb_build_object('kind', step.kind,
			'noted_at', concernd.instant(step.noted_at),
			'noted_by', concernd.title_of(step.noted_by), 'on', step.on_day,
			'due_on', step.due_on, 'review_on', step.review_on, 'ends_on', step.ends_on,
			'because', step.because, 'reference', step.reference) order by step.id), '[]')
		from concernd.advisory_flag_step step
		where step.flag_id = flag.id)))::text
from concernd.advisory_flag flag
where flag.id = $1::bigint
