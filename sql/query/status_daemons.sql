-- Whether daemons are connected to this database, and since when. One sees only sessions of one's
-- own role, so this is asked as the daemon's.
select count(*), min(backend_start)
from pg_stat_activity
where datname = current_database() and application_name like 'concernd%'
