-- By which record of a child a status came: it goes where the record goes when a person merges or splits.

set local role concernd_owner;

alter table concernd.child_status add column alias_id bigint;
comment on column concernd.child_status.alias_id is
	'The record that was named; null: recorded before that was kept, and left with the child at a split';
comment on column concernd.child_status.child_id is
	'Whose it is: follows a merge and a split, like the contacts of the record';
grant update (child_id) on concernd.child_status to concernd_runtime;
