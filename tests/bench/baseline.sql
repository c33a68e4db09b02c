-- What a team would write first: one function that inserts a contact, counts the window and raises
-- an alert. One index, no receipts, no identity, no evidence, no audit, no second rule.
create schema bench;

create table bench.contact (
	child_id bigint not null,
	occurred_at timestamptz not null,
	id bigint generated always as identity,
	recorded_at timestamptz not null default clock_timestamp(),
	agency text not null,
	category text not null,
	primary key (child_id, occurred_at, id)
);

create table bench.alert (
	child_id bigint not null,
	rule text not null,
	known_at timestamptz not null default clock_timestamp(),
	primary key (child_id, rule)
);

create table bench.commits (at timestamptz not null);

create function bench.take(of_child bigint, seconds_ago integer, kind integer, who integer)
	returns boolean language plpgsql as $$
declare
	agencies constant text[] := '{police,health,social-care,education}';
	categories constant text[] := '{domestic-abuse,neglect,parent-mental-health,missing,emotional-abuse,physical-abuse}';
	occurred constant timestamptz := now() - make_interval(secs => seconds_ago);
	n bigint;
begin
	insert into bench.contact (child_id, occurred_at, agency, category)
		values (of_child, occurred, agencies[who], categories[kind]);
	select count(*) into n from bench.contact
		where child_id = of_child
			and occurred_at between occurred - interval '12 months' and occurred;
	if n >= 3 then
		insert into bench.alert (child_id, rule) values (of_child, 'repeat-contact')
			on conflict do nothing;
	end if;
	return n >= 3;
end
$$;
