-- Whose alert it is: its child is locked before anything is read that a decision rests on. $1 the
-- alert.
select child_id from concernd.alert where id = $1::bigint
