-- What comes due by nothing but time. Rows, not clocks in memory: whichever daemon is alive fires them,
-- each once.

set local role concernd_owner;

create table concernd.timer (
	child_id bigint not null,
	rule text collate "C" not null,
	due_at timestamptz not null,
	primary key (child_id, rule)
);
comment on table concernd.timer is
	'When a rule may come to hold for a child by nothing but time: the soonest deadline of its incidents that nothing answers. Written anew each time the child is judged by the rule, under the child''s lock; fired under the same lock.';
create index timer_due on concernd.timer (due_at);

grant select, insert, delete on concernd.timer to concernd_runtime;
grant select on concernd.timer to concernd_readonly;
