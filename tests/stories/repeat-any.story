# Fifth contact in 12 months, whatever came of them.
rules: ../../config/rules.conf

story: the fifth incident in twelve months is an alert, also when all were taken forward
rule: repeat-any
contact a  2025-06-01 14:30  police     domestic-abuse  child=Mia outcome=assessment
contact b  2025-09-10 09:00  education  neglect         child=Mia outcome=early-help
contact c  2025-12-10 09:00  education  education       child=Mia outcome=nfa
contact d  2026-02-10 09:00  education  family-stress   child=Mia
expect none
contact e  2026-06-01 14:30  health     family-stress   child=Mia outcome=strategy
expect alert repeat-any amber Mia since 2026-06-01 14:30 incidents=5

story: a minute more than twelve months is too long ago
rule: repeat-any
contact a  2025-06-01 14:30  police     domestic-abuse  child=Mia
contact b  2025-09-10 09:00  education  neglect         child=Mia
contact c  2025-12-10 09:00  education  education       child=Mia
contact d  2026-02-10 09:00  education  family-stress   child=Mia
contact e  2026-06-01 14:31  health     family-stress   child=Mia
expect none

story: what bears on the child through others is not counted, nor are waits and disposals
rule: repeat-any
contact a  2026-01-10  police     domestic-abuse         child=Mia
contact b  2026-02-10  education  neglect                child=Mia about=sibling
contact c  2026-03-10  health     family-stress          child=Mia
contact d  2026-04-10  police     out-of-court-disposal  child=Mia
contact e  2026-05-10  health     wait-started           child=Mia
contact f  2026-06-10  health     family-stress          child=Mia
contact g  2026-07-10  health     family-stress          child=Mia
expect none

story: a retold incident counts once, and one that only looks so counts
rule: repeat-any
contact a  2026-01-10 22:00  police     domestic-abuse  child=Mia
contact b  2026-01-11 10:00  education  domestic-abuse  child=Mia   # tells of a
contact c  2026-01-20 22:00  police     domestic-abuse  child=Mia ref=P-17
contact d  2026-01-25 10:00  health     physical-abuse  child=Mia ref=p-17   # tells of c: the same reference
contact e  2026-02-03 22:01  housing    domestic-abuse  child=Mia ref=P-17   # too late for that
contact f  2026-02-04 10:00  health     neglect         child=Mia   # another category
expect none
contact g  2026-03-10 10:00  health     neglect         child=Mia
expect alert repeat-any amber Mia since 2026-03-10 incidents=5

story: one that comes late makes it true when the fifth happened
rule: repeat-any
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-03-10  health     family-stress   child=Mia
contact d  2026-04-10  health     family-stress   child=Mia
contact e  2026-02-20  health     missing         child=Mia recorded=2026-05-20
expect alert repeat-any amber Mia since 2026-04-10 known 2026-05-20 incidents=5

story: a corrected date moves one out of the year
rule: repeat-any
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-03-10  health     family-stress   child=Mia
contact d  2026-04-10  health     family-stress   child=Mia
contact e  2026-05-10  health     missing         child=Mia
expect alert repeat-any amber Mia
amend a    2026-05-11  occurred=2024-01-10
expect none
expect withdrawn repeat-any Mia incidents=5

story: after a decision the next incident raises it again
rule: repeat-any
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-03-10  health     family-stress   child=Mia
contact d  2026-04-10  health     family-stress   child=Mia
contact e  2026-05-10  health     missing         child=Mia
decide repeat-any Mia advice 2026-05-11 10:00
expect none
contact f  2026-05-12  police     missing         child=Mia
expect alert repeat-any amber Mia since 2026-05-12 incidents=6
