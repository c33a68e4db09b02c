-- What a sender sent, for itself to see. $1 the sender. Both indexes of the tables lead with it; the
-- count of events looks back 30 days, so that it stays quick however long the history.
select
	(select count(*) from concernd.event
	 where sender = $1::text and recorded_at > now() - interval '1 day') as recorded_1_day,
	(select count(*) from concernd.event
	 where sender = $1::text and recorded_at > now() - interval '30 days') as recorded_30_days,
	(select max(recorded_at) from concernd.event where sender = $1::text) as last_recorded_at,
	(select count(*) from concernd.refused
	 where sender = $1::text and state = 'kept') as refused_kept,
	(select count(*) from concernd.refused
	 where sender = $1::text and state = 'replayed') as refused_replayed,
	(select count(*) from concernd.refused
	 where sender = $1::text and state = 'discarded') as refused_discarded,
	(select max(last_received_at) from concernd.refused
	 where sender = $1::text) as last_refused_at
