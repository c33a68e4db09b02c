# New incident within 28 days of a decision not to take forward: one above the level that was decided.
rules: ../../config/rules.conf

story: the next incident within twenty-eight days of a decision is one level up, to the minute
rule: not-reduced
contact a  2026-05-01 09:00  police     domestic-abuse  child=Mia
contact b  2026-05-02 09:00  police     domestic-abuse  child=Mia
contact c  2026-05-03 09:00  police     domestic-abuse  child=Mia
decide domestic-abuse Mia nfa 2026-05-04 10:00
expect none
contact d  2026-06-01 10:00  education  neglect         child=Mia
expect alert not-reduced red Mia since 2026-06-01 incidents=1 contact=d

story: a minute later is later
rule: not-reduced
contact a  2026-05-01 09:00  police     domestic-abuse  child=Mia
contact b  2026-05-02 09:00  police     domestic-abuse  child=Mia
contact c  2026-05-03 09:00  police     domestic-abuse  child=Mia
decide domestic-abuse Mia nfa 2026-05-04 10:00
contact d  2026-06-01 10:01  education  neglect         child=Mia
expect none

story: a green alert on which advice was given becomes amber
rule: not-reduced
contact a  2026-05-01  police     domestic-abuse  child=Mia outcome=assessment
contact b  2026-05-02  police     domestic-abuse  child=Mia outcome=early-help
decide re-referral Mia advice 2026-05-04 10:00
contact c  2026-05-05  education  neglect         child=Mia
expect alert not-reduced amber Mia since 2026-05-05 incidents=1

story: a decision that took it forward is not one of these
rule: not-reduced
contact a  2026-05-01  police     domestic-abuse  child=Mia
contact b  2026-05-02  police     domestic-abuse  child=Mia
contact c  2026-05-03  police     domestic-abuse  child=Mia
decide domestic-abuse Mia assessment 2026-05-04 10:00
contact d  2026-05-05  education  neglect         child=Mia
expect none

story: an incident about a brother is not the child's own
rule: not-reduced
contact a  2026-05-01  health     self-harm  child=Mia
contact b  2026-05-02  health     self-harm  child=Mia
decide self-harm Mia nfa 2026-05-04 10:00
contact c  2026-05-05  education  neglect    child=Mia about=sibling
expect none
contact d  2026-05-06  education  neglect    child=Mia
expect alert not-reduced red Mia incidents=1   # red is the highest

story: a retelling of what was decided on is nothing new, what only looks so is
rule: not-reduced
contact a  2026-05-01 09:00  health     self-harm  child=Mia
contact b  2026-05-04 09:00  health     self-harm  child=Mia
decide self-harm Mia nfa 2026-05-04 10:00
contact c  2026-05-04 15:00  education  self-harm  child=Mia   # tells of b
expect none
contact d  2026-05-04 15:01  housing    self-harm  child=Mia   # more than six hours after b
expect alert not-reduced red Mia since 2026-05-04 15:01 incidents=1 contact=d

story: one that comes late counts by when it happened
rule: not-reduced
contact a  2026-05-01  health     self-harm  child=Mia
contact b  2026-05-02  health     self-harm  child=Mia
decide self-harm Mia nfa 2026-05-04 10:00
contact c  2026-05-03  education  neglect    child=Mia recorded=2026-05-10   # before the decision
expect none
contact d  2026-05-05  education  neglect    child=Mia recorded=2026-08-10
expect alert not-reduced red Mia since 2026-05-05 known 2026-08-10 incidents=1 contact=d

story: a date that is put right to before the decision withdraws it
rule: not-reduced
contact a  2026-05-01  health     self-harm  child=Mia
contact b  2026-05-02  health     self-harm  child=Mia
decide self-harm Mia nfa 2026-05-04 10:00
contact c  2026-05-05  education  neglect    child=Mia
expect alert not-reduced red Mia
amend c    2026-05-06  occurred=2026-05-03
expect none
expect withdrawn not-reduced Mia

story: after its own decision the next incident raises it again
rule: not-reduced
contact a  2026-05-01  health     self-harm  child=Mia
contact b  2026-05-02  health     self-harm  child=Mia
decide self-harm Mia nfa 2026-05-04 10:00
contact c  2026-05-05  education  neglect    child=Mia
decide not-reduced Mia nfa 2026-05-06 10:00
expect none
contact d  2026-05-07  education  neglect    child=Mia
expect alert not-reduced red Mia since 2026-05-07 incidents=1
