# Fourth incident over the children of a household in 180 days.
rules: ../../config/rules.conf

story: the fourth over the children in 180 days is an alert of the household, to the minute
rule: household
household Hill from 2026-01-01 child=Mia child=Tom
contact a  2026-03-01 12:00  police     missing         child=Mia
contact b  2026-04-10 09:00  education  education       child=Tom
contact c  2026-05-10 09:00  health     family-stress   child=Mia
expect none
contact d  2026-08-28 13:00  police     domestic-abuse  child=Tom   # summer time: 180 days of 24 hours
expect alert household green Hill since 2026-08-28 13:00 incidents=4

story: a minute more is too long ago
rule: household
household Hill from 2026-01-01 child=Mia child=Tom
contact a  2026-03-01 12:00  police     missing         child=Mia
contact b  2026-04-10 09:00  education  education       child=Tom
contact c  2026-05-10 09:00  health     family-stress   child=Mia
contact d  2026-08-28 13:01  police     domestic-abuse  child=Tom
expect none

story: one contact that names both children is one incident, and what is about a parent is none
rule: household
household Hill from 2026-01-01 child=Mia child=Tom
contact a  2026-03-01 12:00  police     domestic-abuse        child=Mia child=Tom
contact b  2026-04-10 09:00  education  education             child=Tom
contact c  2026-05-10 09:00  health     family-stress         child=Mia
contact d  2026-05-11 09:00  health     parent-mental-health  child=Mia about=parent-carer
expect none

story: who has left brings nothing more, who was not there yet brought nothing
rule: household
household Hill from  2026-01-01 child=Mia
household Hill from  2026-03-15 child=Tom
contact b  2026-03-10 09:00  police     missing         child=Tom recorded=2026-03-16
contact a  2026-03-17 12:00  police     missing         child=Mia
contact c  2026-04-10 09:00  education  education       child=Tom
contact d  2026-04-20 09:00  education  education       child=Tom
household Hill until 2026-05-01 child=Tom
contact e  2026-05-02 09:00  health     family-stress   child=Tom
expect none
contact f  2026-05-03 09:00  health     family-stress   child=Mia
expect alert household green Hill since 2026-05-03 incidents=4 contact=a contact=c contact=d contact=f

story: a retold incident counts once, also when another child is named; one that only looks so counts
rule: household
household Hill from 2026-01-01 child=Mia child=Tom
contact a  2026-03-01 20:00  police     domestic-abuse  child=Mia
contact b  2026-03-02 10:00  education  domestic-abuse  child=Tom
contact c  2026-04-10 09:00  education  education       child=Tom
contact d  2026-04-20 09:00  education  education       child=Tom
expect none
contact e  2026-04-21 10:00  health     education       child=Mia
expect alert household green Hill since 2026-04-21 incidents=4

story: one that comes late, or a link that does, counts at its own date
rule: household
household Hill from 2026-01-01 child=Mia
contact a  2026-03-01  police     missing        child=Mia
contact b  2026-04-10  education  education      child=Tom
contact c  2026-04-20  education  education      child=Mia
contact d  2026-04-15  health     family-stress  child=Mia recorded=2026-06-01
expect none
household Hill from 2026-02-01 child=Tom recorded=2026-07-01
expect alert household green Hill since 2026-04-20 known 2026-07-01 incidents=4

story: one that was sent in error withdraws it
rule: household
household Hill from 2026-01-01 child=Mia child=Tom
contact a  2026-03-01  police     missing        child=Mia
contact b  2026-04-10  education  education      child=Tom
contact c  2026-04-20  education  education      child=Mia
contact d  2026-05-15  health     family-stress  child=Tom
expect alert household green Hill
withdraw b 2026-05-16
expect none
expect withdrawn household Hill

story: after a decision the next incident raises it again
rule: household
household Hill from 2026-01-01 child=Mia child=Tom
contact a  2026-03-01  police  missing  child=Mia
contact b  2026-04-10  police  missing  child=Tom
contact c  2026-04-20  police  missing  child=Mia
contact d  2026-05-15  police  missing  child=Tom
decide household Hill early-help 2026-05-16
expect none
contact e  2026-05-17  police  missing  child=Mia
expect alert household green Hill since 2026-05-17 incidents=5
