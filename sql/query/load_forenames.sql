-- How many children have each forename that more than one has, and how many there are.
select forename, seen from concernd.forename where seen > 1
