-- How many children there are, about.
select children from concernd.forename_count
