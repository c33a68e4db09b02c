-- Whose alerts there are: a child's, or that of several together. Ids of both come from one sequence,
-- so what is said of an alert's child_id elsewhere (alert_version, decision, outbox, timer) holds of
-- either.

set local role concernd_owner;

alter table concernd.alert drop constraint alert_child_id_fkey;
alter table concernd.alert
	add column scope text collate "C" not null default 'child'
		check (scope in ('child', 'household', 'doubt')),
	add column children bigint[];
alter table concernd.alert
	add check ((scope = 'child') = (children is null)),
	drop constraint alert_withdrawn_by_check,
	add check (withdrawn_by in ('outcome', 'withdrawal', 'amendment', 'regrouping', 'household',
				    'identity'));
comment on column concernd.alert.child_id is
	'Whose alert it is: by its scope the id of a child, or of a household';
comment on column concernd.alert.scope is
	'child; household: the rule judged all children of one; doubt: records that may be one child';
comment on column concernd.alert.children is
	'The children on whom it shows, ascending; null: on its own child. Of a household those who live there now, or did when a contact of the evidence occurred';
comment on column concernd.alert.withdrawn_by is
	'What made it hold no longer: an outcome made it void; a contact of its evidence was withdrawn or amended; who lives where was told otherwise; who is who was settled; or what came later told its incidents apart otherwise';
create index alert_shown on concernd.alert using gin (children) where children is not null;
comment on index concernd.alert_shown is 'Alerts of several children, found by any of them';

grant update (children) on concernd.alert to concernd_runtime;
