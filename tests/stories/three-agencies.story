# Three agencies concerned in 90 days.
rules: ../../config/rules.conf

story: the third agency within ninety days is an alert, to the minute
rule: three-agencies
contact a  2026-05-01 14:30  police     missing        child=Mia
contact b  2026-06-10 09:00  education  education      child=Mia
contact c  2026-06-11 09:00  police     missing        child=Mia
expect none
contact d  2026-07-30 14:30  health     family-stress  child=Mia
expect alert three-agencies amber Mia since 2026-07-30 incidents=4

story: a minute more than ninety days is too long ago
rule: three-agencies
contact a  2026-05-01 14:30  police     missing        child=Mia
contact b  2026-06-10 09:00  education  education      child=Mia
contact d  2026-07-30 14:31  health     family-stress  child=Mia
expect none

story: what is about a parent is another concern
rule: three-agencies
contact a  2026-05-01  police     missing               child=Mia
contact b  2026-05-02  education  education             child=Mia
contact c  2026-05-03  health     parent-mental-health  child=Mia about=parent-carer
expect none

story: three agencies that tell of one night are three agencies
rule: three-agencies
contact a  2026-05-01 20:00  police     domestic-abuse  child=Mia
contact b  2026-05-02 08:00  education  domestic-abuse  child=Mia
contact c  2026-05-02 09:00  health     domestic-abuse  child=Mia
expect alert three-agencies amber Mia since 2026-05-01 20:00 incidents=1

story: a new event that looks like a retelling brings its agency too
rule: three-agencies
contact a  2026-05-01 20:00  police     domestic-abuse  child=Mia
contact b  2026-05-02 20:01  education  domestic-abuse  child=Mia
contact c  2026-05-03 20:02  health     domestic-abuse  child=Mia
expect alert three-agencies amber Mia since 2026-05-03 incidents=3

story: one that comes late brings its agency at its own date
rule: three-agencies
contact a  2026-05-01  police     missing        child=Mia
contact b  2026-05-20  education  education      child=Mia
contact c  2026-05-10  health     family-stress  child=Mia recorded=2026-08-01
expect alert three-agencies amber Mia since 2026-05-20 known 2026-08-01

story: an agency that was wrongly named is put right
rule: three-agencies
contact a  2026-05-01  police     missing        child=Mia
contact b  2026-05-20  education  education      child=Mia
contact c  2026-05-21  health     family-stress  child=Mia
expect alert three-agencies amber Mia
amend c    2026-05-22  agency=education
expect none

story: after a decision the next incident raises it again
rule: three-agencies
contact a  2026-05-01  police     missing        child=Mia
contact b  2026-05-20  education  education      child=Mia
contact c  2026-05-21  health     family-stress  child=Mia
decide three-agencies Mia early-help 2026-05-22
expect none
contact d  2026-05-23  health     family-stress  child=Mia
expect alert three-agencies amber Mia since 2026-05-23 incidents=4
