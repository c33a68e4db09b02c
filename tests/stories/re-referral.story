# Taken forward for the second time in 12 months.
rules: ../../config/rules.conf

story: the second that is taken forward within twelve months is an alert, to the day
rule: re-referral
contact a  2025-06-01 14:30  police     domestic-abuse  child=Mia outcome=assessment
contact b  2025-09-10 09:00  education  neglect         child=Mia outcome=nfa
contact c  2025-10-10 09:00  education  neglect         child=Mia outcome=assessment about=sibling
expect none
contact d  2026-06-01 14:30  health     family-stress   child=Mia outcome=strategy
expect alert re-referral green Mia since 2026-06-01 incidents=2 contact=a contact=d

story: a minute more than twelve months is too long ago
rule: re-referral
contact a  2025-06-01 14:30  police     domestic-abuse  child=Mia outcome=assessment
contact d  2026-06-01 14:31  health     family-stress   child=Mia outcome=strategy
expect none

story: a retold referral is one
rule: re-referral
contact a  2026-01-10 22:00  police     domestic-abuse  child=Mia outcome=assessment
contact b  2026-01-11 10:00  education  domestic-abuse  child=Mia outcome=early-help
expect none
contact c  2026-01-12 10:00  education  domestic-abuse  child=Mia outcome=early-help   # tells of a new one
expect alert re-referral green Mia since 2026-01-12 incidents=2

story: it is true since the second contact, known when its outcome came
rule: re-referral
contact a  2026-01-10  police     domestic-abuse  child=Mia outcome=assessment
contact b  2026-02-10  education  neglect         child=Mia
expect none
outcome b early-help 2026-02-20 15:00
expect alert re-referral green Mia since 2026-02-10 known "2026-02-20 15:00" incidents=2

story: one that comes late counts at its own date
rule: re-referral
contact a  2026-03-10  police     domestic-abuse  child=Mia outcome=assessment
contact b  2026-02-10  education  neglect         child=Mia outcome=early-help recorded=2026-03-20
expect alert re-referral green Mia since 2026-03-10 known 2026-03-20

story: after a decision the next one taken forward raises it again
rule: re-referral
contact a  2026-01-10  police     domestic-abuse  child=Mia outcome=assessment
contact b  2026-02-10  police     domestic-abuse  child=Mia outcome=early-help
decide re-referral Mia linked-open 2026-02-11
contact c  2026-02-12  police     domestic-abuse  child=Mia outcome=nfa
expect none
contact d  2026-02-13  police     domestic-abuse  child=Mia outcome=assessment
expect alert re-referral green Mia since 2026-02-13 incidents=3
