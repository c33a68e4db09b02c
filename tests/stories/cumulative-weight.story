# Concerns that weigh together: 90 points of three incidents in 12 months, half as much after 60 days.
rules: ../../config/rules.conf

story: ninety points of three incidents are an alert
rule: cumulative-weight
contact a  2026-05-01  police  physical-abuse  child=Mia   # 35
contact b  2026-05-01  police  neglect         child=Mia   # 25: 60 of the police
contact c  2026-05-01  health  self-harm       child=Mia   # 30
expect alert cumulative-weight amber Mia since 2026-05-01 incidents=3

story: eighty-five are not
rule: cumulative-weight
contact a  2026-05-01  police  physical-abuse  child=Mia   # 35
contact b  2026-05-01  police  neglect         child=Mia   # 25
contact c  2026-05-01  health  domestic-abuse  child=Mia   # 25
expect none

story: nor are two incidents, however much they weigh
rule: cumulative-weight
contact a  2026-05-01  police  sexual-abuse    child=Mia grade=red
contact b  2026-05-01  health  physical-abuse  child=Mia
expect none

story: no agency alone raises it
rule: cumulative-weight
contact a  2026-05-01  police  sexual-abuse         child=Mia
contact b  2026-05-01  police  physical-abuse       child=Mia
contact c  2026-05-01  police  sexual-exploitation  child=Mia
expect none
contact d  2026-05-02  health  other                child=Mia   # 60 and 10
expect none

story: after sixty days a concern weighs half
rule: cumulative-weight
contact a  2026-05-01  police  physical-abuse  child=Mia
contact b  2026-05-01  police  neglect         child=Mia
contact c  2026-06-30  health  self-harm       child=Mia   # 30 and 30
expect none

story: a blue grade halves it, a red one doubles it
rule: cumulative-weight
contact a  2026-05-01  police  physical-abuse  child=Mia
contact b  2026-05-01  police  neglect         child=Mia
contact c  2026-05-01  health  self-harm       child=Mia grade=blue   # 15
expect none
contact d  2026-05-01  health  young-carer     child=Mia grade=red  recorded=2026-05-02   # 20
expect alert cumulative-weight amber Mia since 2026-05-01 known 2026-05-02 incidents=4

story: the third incident may be twelve months old, to the minute
rule: cumulative-weight
contact a  2025-05-01 14:30  police  other           child=Mia
contact b  2026-05-01 14:30  police  sexual-abuse    child=Mia grade=red
contact c  2026-05-01 14:30  health  physical-abuse  child=Mia
expect alert cumulative-weight amber Mia since 2026-05-01 incidents=3

story: and not a minute more
rule: cumulative-weight
contact a  2025-05-01 14:29  police  other           child=Mia
contact b  2026-05-01 14:30  police  sexual-abuse    child=Mia grade=red
contact c  2026-05-01 14:30  health  physical-abuse  child=Mia
expect none

story: what is about a parent weighs nothing here
rule: cumulative-weight
contact a  2026-05-01  police  physical-abuse  child=Mia
contact b  2026-05-01  police  neglect         child=Mia
contact c  2026-05-01  health  self-harm       child=Mia about=parent-carer
expect none

story: a retold incident weighs once, with its highest grade; a new one that only looks so weighs again
rule: cumulative-weight
contact a  2026-05-01  police     domestic-abuse  child=Mia               # 25
contact b  2026-05-01  health     domestic-abuse  child=Mia grade=amber   # tells of a: 37.5 together
contact c  2026-05-01  education  neglect         child=Mia               # 25
contact d  2026-05-01  health     young-carer     child=Mia               # 10
expect none
contact e  2026-05-02  education  domestic-abuse  child=Mia               # the next day: 25
expect alert cumulative-weight amber Mia since 2026-05-02 incidents=4

story: one that comes late weighs at its own date
rule: cumulative-weight
contact a  2026-05-01  police  physical-abuse  child=Mia
contact b  2026-05-01  police  neglect         child=Mia
contact c  2026-05-01  health  self-harm       child=Mia recorded=2026-07-01
expect alert cumulative-weight amber Mia since 2026-05-01 known 2026-07-01 incidents=3

story: a category that is put right withdraws it
rule: cumulative-weight
contact a  2026-05-01  police  physical-abuse  child=Mia
contact b  2026-05-01  police  neglect         child=Mia
contact c  2026-05-01  health  self-harm       child=Mia
expect alert cumulative-weight amber Mia
amend c    2026-05-02  category=disability
expect none

story: after a decision the next incident raises it again
rule: cumulative-weight
contact a  2026-05-01  police  physical-abuse  child=Mia
contact b  2026-05-01  police  neglect         child=Mia
contact c  2026-05-01  health  sexual-abuse    child=Mia
decide cumulative-weight Mia assessment 2026-05-02
expect none
contact d  2026-05-03  health  sexual-abuse    child=Mia
expect alert cumulative-weight amber Mia since 2026-05-03 incidents=4
