# Second contact about a parent or carer in 90 days.
rules: ../../config/rules.conf

story: the second about a parent in ninety days is an alert, to the minute
rule: parent-carer
contact a  2026-05-01 14:30  health  parent-mental-health     child=Mia about=parent-carer
contact b  2026-05-10 14:30  health  child-mental-health      child=Mia
contact c  2026-05-11 14:30  health  child-mental-health      child=Mia about=sibling
expect none
contact d  2026-07-30 14:30  police  parent-substance-misuse  child=Mia about=parent-carer
expect alert parent-carer amber Mia since 2026-07-30 incidents=2 contact=a contact=d

story: a minute more than ninety days is too long ago
rule: parent-carer
contact a  2026-05-01 14:30  health  parent-mental-health  child=Mia about=parent-carer
contact b  2026-07-30 14:31  health  parent-mental-health  child=Mia about=parent-carer
expect none

story: one attendance that two agencies tell of counts once, the next day it is another
rule: parent-carer
contact a  2026-05-01 20:00  health  parent-mental-health  child=Mia about=parent-carer
contact b  2026-05-02 20:00  police  parent-mental-health  child=Mia about=parent-carer
expect none
contact c  2026-05-03 20:01  police  parent-mental-health  child=Mia about=parent-carer
expect alert parent-carer amber Mia since 2026-05-03 incidents=2

story: one that comes late counts at its own date
rule: parent-carer
contact a  2026-05-10  health  parent-mental-health  child=Mia about=parent-carer
contact b  2026-05-01  health  parent-mental-health  child=Mia about=parent-carer recorded=2026-09-20
expect alert parent-carer amber Mia since 2026-05-10 known 2026-09-20

story: one that turns out to be about the child withdraws it
rule: parent-carer
contact a  2026-05-01  health  parent-mental-health  child=Mia about=parent-carer
contact b  2026-05-10  health  parent-mental-health  child=Mia about=parent-carer
expect alert parent-carer amber Mia
amend b    2026-05-11  child=Mia about=child category=child-mental-health
expect none

story: after a decision the next one raises it again
rule: parent-carer
contact a  2026-05-01  health  parent-mental-health  child=Mia about=parent-carer
contact b  2026-05-10  health  parent-mental-health  child=Mia about=parent-carer
decide parent-carer Mia advice 2026-05-11
expect none
contact c  2026-05-12  health  parent-mental-health  child=Mia about=parent-carer
expect alert parent-carer amber Mia since 2026-05-12 incidents=3
