-- An action is done, and its clock ends. $1 which, $2 who says so, $3 what they say (null: nothing), $4 on duty or not. One row
-- if there is such a one: whether it is closed to them, and when and by whom it was done before.
with found as (
	select action.id, action.child_id, action.alert_id, action.done_at, action.done_by,
		concernd.is_closed_to(alert, $2::text, $4::boolean) as is_closed,
		concernd.children_of(alert) as shown_on
	from concernd.action
	join concernd.alert on alert.child_id = action.child_id and alert.id = action.alert_id
	where action.id = $1::bigint
	for no key update of action
), done as (
	update concernd.action
	set done_at = clock_timestamp(), done_by = $2, done_note = $3::text
	from found
	where action.id = found.id and found.done_at is null and not found.is_closed
), ended as (
	update concernd.clock
	set ended_at = clock_timestamp()
	from found
	where clock.child_id = found.child_id and clock.alert_id = found.alert_id
		and clock.kind = 'act' and clock.part = found.id and clock.ended_at is null
		and found.done_at is null and not found.is_closed
), audited as (
	insert into concernd.audit (actor, action, child_ids, alert_id, detail)
	select 'user:' || $2, 'action-done', shown_on, alert_id, 'action ' || id
	from found
	where done_at is null and not is_closed
)
select shown_on, is_closed, concernd.instant(done_at), concernd.title_of(done_by) from found
