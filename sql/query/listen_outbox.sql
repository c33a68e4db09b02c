-- Hears when an outbox row was written. A hint: whoever misses one finds the row by the clock.
listen concernd_outbox
