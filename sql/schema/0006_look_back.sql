-- New rules and the children that are on file already: how far each rule has looked. A daemon that
-- has the time takes the next page of children; a page that it dies over is taken again.

set local role concernd_owner;

create table concernd.look_back (
	version integer not null,
	rule text collate "C" not null,
	after_child bigint not null default 0,
	last_child bigint not null,
	children integer not null,
	judged integer not null default 0,
	risen integer not null default 0,
	begun_at timestamptz not null default clock_timestamp(),
	claimed_at timestamptz,
	leased_until timestamptz,
	done_at timestamptz,
	primary key (version, rule),
	foreign key (version, rule) references concernd.rule (version, name)
);
comment on table concernd.look_back is
	'A rule that is new, means something else now, or became live, judges the children on file in the background, in order of their ids.';
comment on column concernd.look_back.version is 'The rule set that began it';
comment on column concernd.look_back.after_child is 'Children up to this one are judged';
comment on column concernd.look_back.last_child is
	'The last there was: who comes later is judged by the rule on arrival';
comment on column concernd.look_back.children is 'How many there were';
comment on column concernd.look_back.claimed_at is
	'When its last page was taken: pages of all rules come one by one, as fast as the setting allows';
comment on column concernd.look_back.leased_until is
	'A daemon is judging a page until then; later anyone may take it again';
comment on column concernd.look_back.done_at is
	'All are judged, or the rule is no longer what it was';
create index look_back_open on concernd.look_back (version, rule) where done_at is null;

grant select, insert on concernd.look_back to concernd_runtime;
grant update (after_child, judged, risen, claimed_at, leased_until, done_at)
	on concernd.look_back to concernd_runtime;
grant select on concernd.look_back to concernd_readonly;

-- A shadow alert whose rule became live is told to people from then on.
grant update (mode) on concernd.alert to concernd_runtime;
