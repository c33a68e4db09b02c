# Third domestic abuse incident in 12 months.
rules: ../../config/rules.conf

story: the third in twelve months is an alert, to the day
rule: domestic-abuse
contact a  2025-06-01 14:30  police  domestic-abuse  child=Mia outcome=assessment
contact b  2026-01-10 09:00  health  emotional-abuse child=Mia other=domestic-abuse
expect none
contact c  2026-06-01 14:30  police  domestic-abuse  child=Mia
expect alert domestic-abuse amber Mia since 2026-06-01 incidents=3

story: a minute more than twelve months is too long ago
rule: domestic-abuse
contact a  2025-06-01 14:30  police  domestic-abuse  child=Mia
contact b  2026-01-10 09:00  police  domestic-abuse  child=Mia
contact c  2026-06-01 14:31  police  domestic-abuse  child=Mia
expect none

story: other categories, and what is about others, are not counted
rule: domestic-abuse
contact a  2026-01-10  police  domestic-abuse  child=Mia
contact b  2026-02-10  police  domestic-abuse  child=Mia
contact c  2026-03-10  police  physical-abuse  child=Mia
contact d  2026-04-10  police  domestic-abuse  child=Mia about=parent-carer
expect none

story: one night that police and hospital tell of counts once
rule: domestic-abuse
contact a  2026-01-10 22:00  police  domestic-abuse  child=Mia
contact b  2026-01-11 22:00  health  domestic-abuse  child=Mia   # 24 hours later, to the minute
contact c  2026-02-10 22:00  police  domestic-abuse  child=Mia
expect none

story: two nights that police tell of count twice
rule: domestic-abuse
contact a  2026-01-10 22:00  police  domestic-abuse  child=Mia
contact b  2026-01-11 02:00  police  domestic-abuse  child=Mia
contact c  2026-02-10 22:00  police  domestic-abuse  child=Mia
expect alert domestic-abuse amber Mia since 2026-02-10 incidents=3

story: one that comes late counts at its own date
rule: domestic-abuse
contact a  2026-03-15  police  domestic-abuse  child=Mia
contact b  2026-05-10  police  domestic-abuse  child=Mia
contact c  2026-04-15  police  domestic-abuse  child=Mia recorded=2026-09-01
expect alert domestic-abuse amber Mia since 2026-05-10 known 2026-09-01

story: one that was sent in error is taken out of a growing alert
rule: domestic-abuse
contact a  2026-01-10  police  domestic-abuse  child=Mia
contact b  2026-02-10  police  domestic-abuse  child=Mia
contact c  2026-03-10  police  domestic-abuse  child=Mia
contact d  2026-04-10  police  domestic-abuse  child=Mia
expect alert domestic-abuse amber Mia since 2026-03-10 incidents=4
withdraw b 2026-04-11
expect alert domestic-abuse amber Mia since 2026-04-10 incidents=3

story: after a decision the next one raises it again
rule: domestic-abuse
contact a  2026-01-10  police  domestic-abuse  child=Mia
contact b  2026-02-10  police  domestic-abuse  child=Mia
contact c  2026-03-10  police  domestic-abuse  child=Mia
decide domestic-abuse Mia marac 2026-03-12
expect none
contact d  2026-03-13  police  domestic-abuse  child=Mia
expect alert domestic-abuse amber Mia since 2026-03-13 incidents=4
