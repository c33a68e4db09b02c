-- Groups of doubts that are written anew, under the locks of all their children. $1 the groups.
delete from concernd.doubt where doubt_id = any ($1::bigint[])
