-- What agencies are to hear of decisions on their contacts, a row for each agency and decision, as JSON, the
-- first due first. $1 open, overdue, heard or all; $2 agency (null: all); $3 and $4 the place of the page
-- before (null: the first page), $5 how many at most, $6 who reads, $7 on duty or not.
with owed as (
	select child_id, alert_id, agency, min(says) as says, min(outcome) as outcome,
		min(decided_at) as decided_at, count(*) as contacts, count(done_at) as heard,
		min(due_at) as due_at, max(done_at) as heard_at, bool_or(recipient is null) as fetches,
		max(id) as id
	from concernd.feedback
	where ($2::text is null or agency = $2)
		and ($1::text in ('heard', 'all') or (child_id, alert_id) in (
			select waits.child_id, waits.alert_id from concernd.feedback waits
			where waits.done_at is null))
	group by child_id, alert_id, agency
), found as (
	select owed.*, alert.rule, rule.title, (concernd.children_of(alert))[1] as shown_on,
		extract(epoch from owed.due_at)::bigint as first
	from owed
	join concernd.alert on alert.child_id = owed.child_id and alert.id = owed.alert_id
	join concernd.rule on rule.version = alert.rule_set and rule.name = alert.rule
	where case $1::text
		when 'open' then owed.heard < owed.contacts
		when 'overdue' then owed.heard < owed.contacts and owed.due_at < clock_timestamp()
		when 'heard' then owed.heard = owed.contacts
		else true end
		and not concernd.is_closed_to(alert, $6::text, $7::boolean)
), chosen as (
	select found.*, row_number() over (order by first, id) as place
	from found
	where $3::bigint is null or (first, id) > ($3, $4::bigint)
	order by first, id
	limit $5::integer + 1
)
select json_build_object('feedback', (select coalesce(json_agg(json_build_object(
			'alert', alert_id, 'title', title, 'child', concernd.face(shown_on),
			'agency', agency, 'says', says, 'outcome', outcome,
			'decided_at', concernd.instant(decided_at), 'contacts', contacts,
			'heard', heard, 'fetches', fetches, 'due_at', concernd.instant(due_at),
			'heard_at', concernd.instant(heard_at),
			'overdue', heard < contacts and due_at < clock_timestamp())
			order by place), '[]')
		from chosen
		where place <= $5),
	'next', (select first || '_' || id from chosen
		where place = $5 and exists (select from chosen where place > $5)))::text
