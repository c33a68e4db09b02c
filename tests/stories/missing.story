# Third missing episode in 90 days, red at five.
rules: ../../config/rules.conf

story: the third episode in ninety days is an alert, to the minute
rule: missing
contact a  2026-05-01 14:30  police  missing              child=Mia
contact b  2026-06-10 09:00  social-care  away-from-placement  child=Mia
expect none
contact c  2026-07-30 14:30  police  missing              child=Mia
expect alert missing amber Mia since 2026-07-30 incidents=3

story: a minute more than ninety days is too long ago
rule: missing
contact a  2026-05-01 14:30  police  missing  child=Mia
contact b  2026-06-10 09:00  police  missing  child=Mia
contact c  2026-07-30 14:31  police  missing  child=Mia
expect none

story: other categories and brothers and sisters are not counted
rule: missing
contact a  2026-05-01  police  missing    child=Mia
contact b  2026-05-02  police  offending  child=Mia
contact c  2026-05-03  police  missing    child=Mia about=sibling
contact d  2026-05-04  police  missing    child=Mia
expect none

story: red at the fifth, amber at the fourth
rule: missing
contact a  2026-05-01  police  missing  child=Mia
contact b  2026-05-02  police  missing  child=Mia
contact c  2026-05-03  police  missing  child=Mia
contact d  2026-05-04  police  missing  child=Mia
expect alert missing amber Mia since 2026-05-03 incidents=4
contact e  2026-05-05  police  missing  child=Mia
expect alert missing red Mia since 2026-05-03 incidents=5

story: told by two agencies within twelve hours it is one episode, later it is another
rule: missing
contact a  2026-05-01 20:00  police       missing  child=Mia
contact b  2026-05-02 08:00  social-care  missing  child=Mia
contact c  2026-05-03 20:00  police       missing  child=Mia
expect none
contact d  2026-05-04 08:01  social-care  missing  child=Mia
expect alert missing amber Mia since 2026-05-04 incidents=3

story: one that comes late counts at its own date
rule: missing
contact a  2026-05-01  police  missing  child=Mia
contact b  2026-05-10  police  missing  child=Mia
contact c  2026-05-05  police  missing  child=Mia recorded=2026-09-01
expect alert missing amber Mia since 2026-05-10 known 2026-09-01

story: an episode that was another child's is taken back
rule: missing
contact a  2026-05-01  police  missing  child=Mia
contact b  2026-05-10  police  missing  child=Mia
contact c  2026-05-15  police  missing  child=Mia
expect alert missing amber Mia
amend c    2026-05-16  child=Tom
expect none
expect withdrawn missing Mia

story: after a decision the next episode raises it again
rule: missing
contact a  2026-05-01  police  missing  child=Mia
contact b  2026-05-10  police  missing  child=Mia
contact c  2026-05-15  police  missing  child=Mia
decide missing Mia mace 2026-05-16
expect none
contact d  2026-05-17  police  missing  child=Mia
expect alert missing amber Mia since 2026-05-17 incidents=4
