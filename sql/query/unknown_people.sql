-- Names that are no account's. $1 names.
select wanted.name
from unnest($1::text[]) as wanted (name)
where not exists (select from concernd.person where person.name = wanted.name)
