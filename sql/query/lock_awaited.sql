-- What corrects a contact that did not come yet, and the contact, must not pass each other by: who
-- records contacts shares this lock, who stores a correction that waits holds it alone. $1 alone.
select case when $1::boolean then pg_advisory_xact_lock(3, 0)
	else pg_advisory_xact_lock_shared(3, 0) end
