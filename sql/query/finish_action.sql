-- An action is done. $1 which, $2 who says so, $3 what they say (null: nothing), $4 on duty or not. One row
-- if there is such a one: whether it is closed to them, and when and by whom it was done before.
with found as (
	select action.id, action.child_id, action.alert_id, action.done_at, action.done_by,
		concernd.is_closed_to(action.child_id, $2::text, $4::boolean) as is_closed
	from concernd.action
	where action.id = $1::bigint
	for no key update
), done as (
	update concernd.action
	set done_at = clock_timestamp(), done_by = $2, done_note = $3::text
	from found
	where action.id = found.id and found.done_at is null and not found.is_closed
), audited as (
	insert into concernd.audit (actor, action, child_ids, alert_id, detail)
	select 'user:' || $2, 'action-done', array[child_id], alert_id, 'action ' || id
	from found
	where done_at is null and not is_closed
)
select child_id, is_closed, concernd.instant(done_at), concernd.title_of(done_by) from found
