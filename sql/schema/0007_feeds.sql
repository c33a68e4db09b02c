-- Feeds that fell silent: no alert is not the same as no concern.

set local role concernd_owner;

create table concernd.feed_silence (
	sender text collate "C" not null,
	since timestamptz not null,
	told_at timestamptz not null default clock_timestamp(),
	due integer not null check (due >= 0),
	ended_at timestamptz,
	primary key (sender, since)
);
comment on table concernd.feed_silence is
	'A sender of whom nothing came for longer than its rhythm or its silent_after lets expect. Whichever daemon writes the row tells ops of it, once.';
comment on column concernd.feed_silence.since is 'When it was heard last';
comment on column concernd.feed_silence.due is
	'How many events came at least in the same stretch of each of the four weeks before; 0: its rhythm is not known';
comment on column concernd.feed_silence.ended_at is 'When it was heard again; null: it is silent';
create unique index feed_silent on concernd.feed_silence (sender) where ended_at is null;
comment on index concernd.feed_silent is 'A silence is told once';

grant select, insert on concernd.feed_silence to concernd_runtime;
grant update (ended_at) on concernd.feed_silence to concernd_runtime;
grant select on concernd.feed_silence to concernd_readonly, concernd_auditor;

create table concernd.feed_shortfall (
	sender text collate "C" not null,
	day date not null,
	sent integer not null check (sent >= 0),
	here integer not null check (here >= 0),
	told_at timestamptz not null default clock_timestamp(),
	ended_at timestamptz,
	primary key (sender, day, sent)
);
comment on table concernd.feed_shortfall is
	'A day of which fewer events are here than its feed.tally says were sent. Whichever daemon writes the row tells ops of it, once.';
comment on column concernd.feed_shortfall.here is 'When it was told';
comment on column concernd.feed_shortfall.ended_at is
	'When all were here, or the sender told of another number; null: some are missing';
create index event_of_tally on concernd.event (sender, recorded_at)
	where type = 'concernd.feed.tally.v1';

grant select, insert on concernd.feed_shortfall to concernd_runtime;
grant update (ended_at) on concernd.feed_shortfall to concernd_runtime;
grant select on concernd.feed_shortfall to concernd_readonly, concernd_auditor;
