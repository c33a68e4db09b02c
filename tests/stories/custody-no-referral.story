# In custody, and nothing from social care by the next working day.
rules: ../../config/rules.conf

story: the alert rises when the office closes on the next working day, and not before
rule: custody-no-referral
contact a  2026-05-07 22:00  police  custody  child=Mia   # a Thursday
at 2026-05-08 16:59
expect none
at 2026-05-08 17:00
expect alert custody-no-referral amber Mia since "2026-05-08 17:00" known 2026-05-08 17:00 incidents=1

story: a weekend and a bank holiday are no working days
rule: custody-no-referral
contact a  2026-05-01 10:00  police  custody  child=Mia   # a Friday; Monday is the May holiday
at 2026-05-05 16:59
expect none
at 2026-05-05 17:00
expect alert custody-no-referral amber Mia since "2026-05-05 17:00"

story: social care's contact in time answers it, to the minute
rule: custody-no-referral
contact a  2026-05-07 22:00  police       custody        child=Mia
contact b  2026-05-08 17:00  social-care  family-stress  child=Mia
at 2026-06-01
expect none

story: one that is too late, of another agency, or about a brother, does not answer it
rule: custody-no-referral
contact a  2026-05-07 22:00  police       custody        child=Mia
contact b  2026-05-08 10:00  education    family-stress  child=Mia
contact c  2026-05-08 11:00  social-care  family-stress  child=Mia about=sibling
contact d  2026-05-08 17:01  social-care  family-stress  child=Mia
expect alert custody-no-referral amber Mia since "2026-05-08 17:00" incidents=1

story: offending, or a brother's custody, waits for nothing
rule: custody-no-referral
contact a  2026-05-07 22:00  police  offending  child=Mia
contact b  2026-05-07 23:00  police  custody    child=Mia about=sibling
at 2026-06-01
expect none

story: an answer that is told late but came in time withdraws it
rule: custody-no-referral
contact a  2026-05-07 22:00  police       custody        child=Mia
at 2026-05-08 18:00
expect alert custody-no-referral amber Mia
contact b  2026-05-08 09:00  social-care  family-stress  child=Mia recorded="2026-05-11 09:00"
expect none
expect withdrawn custody-no-referral Mia

story: custody that we hear of late raises it at once
rule: custody-no-referral
contact a  2026-05-07 22:00  police  custody  child=Mia recorded="2026-05-20 09:00"
expect alert custody-no-referral amber Mia since "2026-05-08 17:00" known 2026-05-20 09:00

story: a retelling is the same custody, the next night is another
rule: custody-no-referral
contact a  2026-05-06 22:00  police         custody  child=Mia
contact b  2026-05-07 10:00  youth-justice  custody  child=Mia   # tells of a
contact c  2026-05-07 22:00  police         custody  child=Mia   # Thursday
at 2026-05-07 23:00
expect alert custody-no-referral amber Mia since "2026-05-07 17:00" incidents=1
at 2026-05-08 17:00
expect alert custody-no-referral amber Mia since "2026-05-07 17:00" incidents=2

story: a custody that was sent in error raises nothing
rule: custody-no-referral
contact a  2026-05-07 22:00  police  custody  child=Mia
withdraw a 2026-05-08 09:00
at 2026-06-01
expect none

story: after a decision the next custody raises it again
rule: custody-no-referral
contact a  2026-05-07 22:00  police  custody  child=Mia
decide custody-no-referral Mia assessment 2026-05-08 18:00
expect none
contact b  2026-05-14 22:00  police  custody  child=Mia
at 2026-05-15 17:00
expect alert custody-no-referral amber Mia since "2026-05-15 17:00" incidents=1 contact=b
