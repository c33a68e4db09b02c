-- One row, one commit: how long this disk takes.
insert into bench.commits (at) values (clock_timestamp());
