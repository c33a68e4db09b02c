# Third contact in 12 months, none taken forward.
rules: ../../config/rules.conf

story: the third incident in twelve months is an alert, to the day
rule: repeat-contact
contact a  2025-06-01 14:30  police     domestic-abuse  child=Mia
contact b  2026-01-10 09:00  education  neglect         child=Mia
expect none
contact c  2026-06-01 14:30  health     family-stress   child=Mia
expect alert repeat-contact amber Mia since 2026-06-01 14:30 incidents=3 contact=a contact=b contact=c

story: a minute more than twelve months is too long ago
rule: repeat-contact
contact a  2025-06-01 14:30  police     domestic-abuse  child=Mia
contact b  2026-01-10 09:00  education  neglect         child=Mia
contact c  2026-06-01 14:31  health     family-stress   child=Mia
expect none

story: contacts about a brother or sister, or a parent, are not the child's own
rule: repeat-contact
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia about=sibling
contact c  2026-03-10  health     family-stress   child=Mia about=parent-carer
contact d  2026-04-10  health     family-stress   child=Mia
expect none

story: what is taken forward does not count
rule: repeat-contact
contact a  2026-01-10  police     domestic-abuse  child=Mia outcome=assessment
contact b  2026-02-10  education  neglect         child=Mia outcome=early-help
contact c  2026-03-10  health     family-stress   child=Mia outcome=strategy
contact d  2026-04-10  health     family-stress   child=Mia outcome=nfa
contact e  2026-05-10  health     family-stress   child=Mia
expect none

story: red at five, amber at four
rule: repeat-contact
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-03-10  health     family-stress   child=Mia
contact d  2026-04-10  health     family-stress   child=Mia
expect alert repeat-contact amber Mia since 2026-03-10 incidents=4
contact e  2026-05-10  police     missing         child=Mia
expect alert repeat-contact red Mia since 2026-03-10 incidents=5

story: one incident told by two agencies counts once
rule: repeat-contact
contact a  2026-01-10 22:00  police     domestic-abuse  child=Mia
contact b  2026-01-11 10:00  education  domestic-abuse  child=Mia   # hears of it the next morning
contact c  2026-03-10 09:00  health     family-stress   child=Mia
expect none
contact d  2026-04-10 09:00  health     family-stress   child=Mia
expect alert repeat-contact amber Mia since 2026-04-10 incidents=3 contact=a contact=b contact=c contact=d

story: a new event that only looks like a retelling counts
rule: repeat-contact
contact a  2026-01-10 22:00  police     domestic-abuse  child=Mia
contact b  2026-01-11 22:01  education  domestic-abuse  child=Mia   # more than 24 hours later
contact c  2026-01-12 08:00  education  domestic-abuse  child=Mia   # the same agency again
expect alert repeat-contact amber Mia since 2026-01-12 incidents=3

story: one that comes late counts at its own date
rule: repeat-contact
contact a  2026-01-10 22:00  police     domestic-abuse  child=Mia
contact b  2026-06-11 22:01  education  neglect         child=Mia
contact c  2026-02-12 08:00  health     neglect         child=Mia recorded="2026-08-01 11:00"
expect alert repeat-contact amber Mia since 2026-06-11 known 2026-08-01 incidents=3

story: after a decision one new incident is enough, and the judged ones stay beside it
rule: repeat-contact
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-03-10  health     family-stress   child=Mia
decide repeat-contact Mia nfa 2026-03-11 10:00
expect decided repeat-contact Mia incidents=3
contact d  2026-03-12  health     family-stress   child=Mia
expect alert repeat-contact amber Mia since 2026-03-12 incidents=4

story: an outcome that takes one forward withdraws the alert
rule: repeat-contact
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-03-10  health     family-stress   child=Mia
expect alert repeat-contact amber Mia
outcome c assessment 2026-03-12 16:00
expect none
expect withdrawn repeat-contact Mia incidents=3
outcome c nfa 2026-03-13 16:00
expect alert repeat-contact amber Mia since 2026-03-10 known 2026-03-13 incidents=3

story: one that was sent in error does not count, until it is sent again
rule: repeat-contact
contact a  2026-01-10  police     domestic-abuse  child=Mia
contact b  2026-02-10  education  neglect         child=Mia
contact c  2026-03-10  health     family-stress   child=Mia
withdraw a 2026-03-11 09:00
expect none
amend a    2026-03-12 09:00 category=neglect
expect alert repeat-contact amber Mia since 2026-03-10 known 2026-03-12

story: a red alert after an amber decision needs no second new incident, and history alone raises nothing
rule: repeat-contact
contact a  2026-01-10  police     domestic-abuse  history child=Mia
contact b  2026-02-10  education  neglect         history child=Mia
contact c  2026-03-10  health     family-stress   history child=Mia
expect none
contact d  2026-03-11  police     missing                 child=Mia
expect alert repeat-contact amber Mia since 2026-03-11 incidents=4
