-- One contact for pgbench: what (a) compares with. :children is how many are known; one in twenty
-- is new; contacts are spread over five years, as those of load.c are.
\set child case when random(1, 100) <= 95 then random(1, :children) else :children + random(1, 1000000000) end
\set ago random(1, 157680000)
\set kind random(1, 6)
\set who random(1, 4)
select bench.take(:child, :ago, :kind, :who);
