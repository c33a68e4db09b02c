# Second self-harm or crisis attendance in 90 days.
rules: ../../config/rules.conf

story: the second in ninety days is red, to the minute
rule: self-harm
contact a  2026-05-01 14:30  health  self-harm  child=Mia
expect none
contact b  2026-07-30 14:30  health  self-harm  child=Mia
expect alert self-harm red Mia since 2026-07-30 incidents=2

story: a minute more than ninety days is too long ago
rule: self-harm
contact a  2026-05-01 14:30  health  self-harm  child=Mia
contact b  2026-07-30 14:31  health  self-harm  child=Mia
expect none

story: other categories and what is about a parent are not counted
rule: self-harm
contact a  2026-05-01  health  self-harm             child=Mia
contact b  2026-05-02  health  child-mental-health   child=Mia
contact c  2026-05-03  health  self-harm             child=Mia about=parent-carer
expect none

story: told by school within six hours it is the same, later it is another
rule: self-harm
contact a  2026-05-01 08:00  health     self-harm  child=Mia
contact b  2026-05-01 14:00  education  self-harm  child=Mia
expect none
contact c  2026-05-02 14:01  education  self-harm  child=Mia
expect alert self-harm red Mia since 2026-05-02 incidents=2

story: a new event that looks like a retelling counts after six hours
rule: self-harm
contact a  2026-05-01 08:00  health     self-harm  child=Mia
contact b  2026-05-01 14:01  education  self-harm  child=Mia
expect alert self-harm red Mia since 2026-05-01 14:01 incidents=2

story: one that comes late counts at its own date
rule: self-harm
contact a  2026-05-10  health  self-harm  child=Mia
contact b  2026-05-01  health  self-harm  child=Mia recorded=2026-09-20
expect alert self-harm red Mia since 2026-05-10 known 2026-09-20

story: a category that is put right withdraws it
rule: self-harm
contact a  2026-05-01  health  self-harm  child=Mia
contact b  2026-05-10  health  self-harm  child=Mia
expect alert self-harm red Mia
amend b    2026-05-11  category=disability
expect none

story: after a decision the next one raises it again
rule: self-harm
contact a  2026-05-01  health  self-harm  child=Mia
contact b  2026-05-10  health  self-harm  child=Mia
decide self-harm Mia assessment 2026-05-11
expect none
contact c  2026-05-12  health  self-harm  child=Mia
expect alert self-harm red Mia since 2026-05-12 incidents=3
