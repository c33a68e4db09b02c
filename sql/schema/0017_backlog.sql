-- What holds on history alone raises nothing by itself; a person may pick it from the backlog. Such an
-- alert stands on history for as long as it is undecided.

set local role concernd_owner;

alter table concernd.alert add column lifts_history boolean not null default false;
comment on column concernd.alert.lifts_history is
	'A person picked it from the backlog: as long as it stands it is judged as if no contact were history';

create table concernd.backlog_pick (
	child_id bigint not null,
	alert_id bigint not null,
	person text not null check (btrim(person) <> ''),
	reason text not null check (btrim(reason) <> ''),
	picked_at timestamptz not null,
	noted_by text collate "C" not null,
	primary key (child_id, alert_id),
	foreign key (child_id, alert_id) references concernd.alert (child_id, id)
);
comment on table concernd.backlog_pick is
	'Who had an alert raised that held on history alone, and why. Never changed.';
comment on column concernd.backlog_pick.noted_by is
	'Who wrote it down: os:NAME of concernctl, user:NAME';

grant select, insert on concernd.backlog_pick to concernd_runtime;
grant select (child_id, alert_id, picked_at) on concernd.backlog_pick to concernd_readonly;
