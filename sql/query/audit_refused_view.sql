-- A person looked at the body of a refusal, which is personal data. $1 its id, $2 who.
insert into concernd.audit (actor, action, detail)
values ($2::text, 'refused-viewed', 'refused ' || $1::bigint)
