-- One contact for pgbench: what (a) compares with. :children is how many are known; one in twenty
-- is new; contacts are spread over five years, as those of load.c are.
\set child random(1, :children)
\set dice random(1, 100)
\set fresh random(1, 1000000000)
\set ago random(1, 157680000)
\set kind random(1, 6)
\set who random(1, 4)
select bench.take(case when :dice <= 95 then :child else :fresh + :children end, :ago, :kind, :who);
