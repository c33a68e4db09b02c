# Three closed with no further action in 12 months.
rules: ../../config/rules.conf

story: the third closed with no further action is an alert, to the day
rule: nfa-run
contact a  2025-06-01 14:30  police     domestic-abuse  child=Mia outcome=nfa
contact b  2026-01-10 09:00  education  neglect         child=Mia outcome=nfa
contact c  2026-02-10 09:00  education  neglect         child=Mia outcome=advice
contact d  2026-03-10 09:00  education  neglect         child=Mia outcome=nfa about=sibling
expect none
contact e  2026-06-01 14:30  health     family-stress   child=Mia outcome=nfa
expect alert nfa-run amber Mia since 2026-06-01 incidents=3

story: a minute more than twelve months is too long ago
rule: nfa-run
contact a  2025-06-01 14:30  police     domestic-abuse  child=Mia outcome=nfa
contact b  2026-01-10 09:00  education  neglect         child=Mia outcome=nfa
contact c  2026-06-01 14:31  health     family-stress   child=Mia outcome=nfa
expect none

story: a retold incident that is closed twice counts once, one that only looks so counts
rule: nfa-run
contact a  2026-01-10 22:00  police     domestic-abuse  child=Mia outcome=nfa
contact b  2026-01-11 10:00  education  domestic-abuse  child=Mia outcome=nfa
contact c  2026-02-10 10:00  education  neglect         child=Mia outcome=nfa
expect none
contact d  2026-02-11 11:00  health     neglect         child=Mia outcome=nfa
expect alert nfa-run amber Mia since 2026-02-11 incidents=3

story: true since the third contact, known when its outcome came, and one that came late
rule: nfa-run
contact a  2026-01-10  police     domestic-abuse  child=Mia outcome=nfa
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-01-20  education  neglect         child=Mia outcome=nfa recorded=2026-02-15
expect none
outcome b nfa 2026-02-20 15:00
expect alert nfa-run amber Mia since 2026-02-10 known 2026-02-20 incidents=3
outcome b assessment 2026-02-21 15:00
expect none
expect withdrawn nfa-run Mia

story: after a decision the next one closed raises it again
rule: nfa-run
contact a  2026-01-10  police  domestic-abuse  child=Mia outcome=nfa
contact b  2026-02-10  police  domestic-abuse  child=Mia outcome=nfa
contact c  2026-03-10  police  domestic-abuse  child=Mia outcome=nfa
decide nfa-run Mia early-help 2026-03-12
expect none
contact d  2026-03-13  police  domestic-abuse  child=Mia outcome=nfa
expect alert nfa-run amber Mia since 2026-03-13 incidents=4
