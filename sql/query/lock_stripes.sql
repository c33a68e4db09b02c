-- Two contacts about one new child at once must not open two: whoever opens a child holds the
-- stripes (of 1,024) of its keys. $1 the stripes, ascending and each once.
select pg_advisory_xact_lock(2, stripe) from unnest($1::integer[]) as stripe
