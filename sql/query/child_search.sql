-- Children of whom somebody said this. $1 words that must begin a word of the name, in lower case, $2 a
-- birth date and $3 an NHS number (null: whatever), $4 how many at most. Restricted families are not
-- found.
select link.child_id, alias.sender, alias.given_names, alias.family_name, alias.birth_date
from concernd.alias
join concernd.link on link.alias_id = alias.id and link.revoked_at is null
where ($3::text is null or alias.nhs_number = $3)
	and ($2::date is null or alias.birth_date = $2)
	and not exists (
		select from unnest($1::text[]) as asked (word)
		where strpos(' ' || translate(lower(concat_ws(' ', alias.given_names, alias.family_name)),
				'-''', '  '), ' ' || asked.word) = 0)
	and not concernd.is_closed_to(link.child_id, null, false)
order by link.child_id, alias.id
limit $4::integer
