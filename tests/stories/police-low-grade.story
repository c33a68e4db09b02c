# Third low-grade police notice in 3 months.
rules: ../../config/rules.conf

story: the third green notice in three months is an alert, to the day
rule: police-low-grade
contact a  2026-03-31 14:30  police  domestic-abuse  child=Mia grade=green
contact b  2026-05-10 09:00  police  missing         child=Mia grade=green
expect none
contact c  2026-06-30 14:30  police  neglect         child=Mia grade=green
expect alert police-low-grade amber Mia since 2026-06-30 incidents=3

story: a minute more than three months is too long ago
rule: police-low-grade
contact a  2026-03-15 14:30  police  domestic-abuse  child=Mia grade=green
contact b  2026-05-10 09:00  police  missing         child=Mia grade=green
contact c  2026-06-15 14:31  police  neglect         child=Mia grade=green
expect none

story: other grades, other agencies and brothers and sisters are not counted
rule: police-low-grade
contact a  2026-03-15  police     domestic-abuse  child=Mia grade=green
contact b  2026-03-16  police     missing         child=Mia grade=amber
contact c  2026-03-17  police     neglect         child=Mia
contact d  2026-03-18  probation  neglect         child=Mia grade=green
contact e  2026-03-19  police     neglect         child=Mia grade=green about=sibling
contact f  2026-03-20  police     offending       child=Mia grade=green
expect none

story: a notice told again by another agency counts once, one that only looks so counts
rule: police-low-grade
contact a  2026-03-15 10:00  police     domestic-abuse  child=Mia grade=green
contact b  2026-03-15 20:00  education  domestic-abuse  child=Mia grade=green
contact c  2026-03-16 12:00  police     neglect         child=Mia grade=green
expect none
contact d  2026-03-16 20:00  police     neglect         child=Mia grade=green
expect alert police-low-grade amber Mia since 2026-03-16 incidents=3 contact=a contact=b contact=c contact=d

story: one that comes late counts at its own date
rule: police-low-grade
contact a  2026-03-15  police  domestic-abuse  child=Mia grade=green
contact b  2026-05-10  police  missing         child=Mia grade=green
contact c  2026-04-15  police  neglect         child=Mia grade=green recorded=2026-09-01
expect alert police-low-grade amber Mia since 2026-05-10 known 2026-09-01

story: a grade that is put right withdraws it
rule: police-low-grade
contact a  2026-03-15  police  domestic-abuse  child=Mia grade=green
contact b  2026-04-10  police  missing         child=Mia grade=green
contact c  2026-05-15  police  neglect         child=Mia grade=green
expect alert police-low-grade amber Mia
amend b    2026-05-16  grade=red
expect none
expect withdrawn police-low-grade Mia

story: after a decision the next green notice raises it again
rule: police-low-grade
contact a  2026-03-15  police  domestic-abuse  child=Mia grade=green
contact b  2026-04-10  police  missing         child=Mia grade=green
contact c  2026-05-15  police  missing         child=Mia grade=green
decide police-low-grade Mia nfa 2026-05-16
contact d  2026-05-17  police  missing         child=Mia grade=red
expect none
contact e  2026-05-18  police  missing         child=Mia grade=green
expect alert police-low-grade amber Mia since 2026-05-18 incidents=4
