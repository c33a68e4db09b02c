-- Clocks that a meeting ends. $1 which, $2 when: those that waited for one of its kind, where it was held;
-- and its own, where what had to follow it need not any more.
update concernd.clock
set ended_at = $2::timestamptz
from concernd.meeting this
join concernd.meeting before on before.next_kind = this.kind or before.id = this.id
where this.id = $1::bigint and clock.kind = 'conference' and clock.part = before.id
	and clock.ended_at is null
	and (before.next_waived_at is not null or concernd.is_followed(before, (
		select alert from concernd.alert
		where alert.child_id = clock.child_id and alert.id = clock.alert_id)))
