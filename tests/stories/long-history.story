# Fifth contact ever held, the last not taken forward.
rules: ../../config/rules.conf

story: the fifth ever is an alert, however long ago the first was
rule: long-history
contact a  2010-01-10  police     domestic-abuse  child=Mia outcome=assessment
contact b  2014-02-10  education  neglect         child=Mia
contact c  2018-03-10  health     family-stress   child=Mia about=sibling
contact d  2018-04-10  health     family-stress   child=Mia
contact e  2022-05-10  health     missing         child=Mia
expect none
contact f  2026-05-10  police     missing         child=Mia
expect alert long-history amber Mia since 2026-05-10 incidents=5

story: not when the last was taken forward, until the next is not
rule: long-history
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-03-10  health     family-stress   child=Mia
contact d  2026-04-10  health     family-stress   child=Mia
contact e  2026-05-10  health     missing         child=Mia outcome=strategy
expect none
contact f  2026-06-10  police     missing         child=Mia outcome=nfa
expect alert long-history amber Mia since 2026-06-10 incidents=6

story: a retold incident counts once, and one that only looks so counts
rule: long-history
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-01-10  health     domestic-abuse  child=Mia   # the same day: the same incident
contact c  2026-03-10  health     other           child=Mia
contact d  2026-03-10  education  other           child=Mia   # other things are never taken for one
contact e  2026-05-10  health     missing         child=Mia
expect none
contact f  2026-06-10  police     missing         child=Mia
expect alert long-history amber Mia since 2026-06-10 incidents=5

story: one that comes late is the fifth all the same
rule: long-history
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-03-10  health     family-stress   child=Mia
contact d  2026-04-10  health     family-stress   child=Mia
contact e  2011-05-10  health     missing         child=Mia recorded=2026-05-01
expect alert long-history amber Mia since 2026-04-10 known 2026-05-01 incidents=5

story: an outcome that takes the last one forward withdraws it
rule: long-history
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-03-10  health     family-stress   child=Mia
contact d  2026-04-10  health     family-stress   child=Mia
contact e  2026-05-10  health     missing         child=Mia
expect alert long-history amber Mia
outcome e assessment 2026-05-11
expect none

story: after a decision the next incident raises it again
rule: long-history
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-03-10  health     family-stress   child=Mia
contact d  2026-04-10  health     family-stress   child=Mia
contact e  2026-05-10  health     missing         child=Mia
decide long-history Mia nfa 2026-05-11
expect none
contact f  2026-05-12  police     missing         child=Mia
expect alert long-history amber Mia since 2026-05-12 incidents=6
