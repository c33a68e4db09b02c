-- Who applied a rule set. $1 who, $2 a few plain words.
insert into concernd.audit (actor, action, detail) values ($1::text, 'rules-applied', $2::text)
