-- Erases some of what is over its time. $1 the class, $2 behind which id, $3 how many to look at, $4 the
-- instant before which contacts closed with nfa go, $5 likewise whatever else, $6 microseconds within
-- which two contacts may be of one incident, $7 whether it is only counted.
select last, erased, children
from concernd.retention_erase($1::text, $2::bigint, $3::integer, $4::timestamptz, $5::timestamptz,
	$6::bigint * interval '1 microsecond', $7::boolean)
