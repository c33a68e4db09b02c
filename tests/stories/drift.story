# A wait begun 18 weeks ago, and not ended.
rules: ../../config/rules.conf

story: eighteen weeks after a wait began, to the minute
rule: drift
contact a  2026-05-04 10:00  health  wait-started  child=Mia
at 2026-09-07 09:59
expect none
at 2026-09-07 10:00
expect alert drift green Mia since "2026-09-07 10:00" known 2026-09-07 10:00 incidents=1

story: a wait that ended by then is none
rule: drift
contact a  2026-05-04 10:00  health  wait-started  child=Mia
contact b  2026-09-07 10:00  health  wait-ended    child=Mia
at 2026-12-01
expect none

story: one that ended a minute later was too long, and other news does not end it
rule: drift
contact a  2026-05-04 10:00  health  wait-started         child=Mia
contact b  2026-06-04 10:00  health  child-mental-health  child=Mia
contact c  2026-06-05 10:00  health  wait-ended           child=Mia about=sibling
contact d  2026-09-07 10:01  health  wait-ended           child=Mia
expect alert drift green Mia since "2026-09-07 10:00"

story: a brother's wait, and other contacts, are not the child's wait
rule: drift
contact a  2026-05-04 10:00  health  wait-started         child=Mia about=sibling
contact b  2026-05-05 10:00  health  child-mental-health  child=Mia
at 2026-12-01
expect none

story: told by two it is one wait, begun again it is another
rule: drift
contact a  2026-05-04 10:00  health     wait-started  child=Mia
contact b  2026-05-05 09:00  education  wait-started  child=Mia
contact c  2026-06-01 10:00  health     wait-started  child=Mia
at 2026-09-08
expect alert drift green Mia since "2026-09-07 10:00" incidents=1
at 2026-10-06
expect alert drift green Mia since "2026-09-07 10:00" incidents=2

story: an end that we hear of late withdraws it, a beginning raises it at once
rule: drift
contact a  2026-05-04 10:00  health  wait-started  child=Mia recorded=2026-10-01
expect alert drift green Mia since "2026-09-07 10:00" known 2026-10-01
contact b  2026-08-01 10:00  health  wait-ended    child=Mia recorded=2026-10-02
expect none

story: a beginning that is put right waits anew
rule: drift
contact a  2026-05-04 10:00  health  wait-started  child=Mia
amend a    2026-05-20  occurred="2026-05-18 10:00"
at 2026-09-21 09:59
expect none
at 2026-09-21 10:00
expect alert drift green Mia since "2026-09-21 10:00"

story: after a decision the next wait raises it again
rule: drift
contact a  2026-05-04 10:00  health  wait-started  child=Mia
decide drift Mia more-information 2026-09-08
expect none
contact b  2026-09-09 10:00  health  wait-started  child=Mia
at 2027-01-14
expect alert drift green Mia known "2027-01-13 09:00" incidents=1 contact=b
