-- What time it is by the database server.
select clock_timestamp()
