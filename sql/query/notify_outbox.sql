-- Wakes whoever delivers. Only with rows in the outbox: a notice in every commit halves the
-- throughput.
select pg_notify('concernd_outbox', '')
