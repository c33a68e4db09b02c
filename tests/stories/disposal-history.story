# An out-of-court disposal, the third incident in 12 months or later.
rules: ../../config/rules.conf

story: a disposal that is the third incident in twelve months is an alert, to the day
rule: disposal-history
contact a  2025-06-01 14:30  police     offending              child=Mia
contact b  2026-01-10 09:00  education  education              child=Mia
expect none
contact c  2026-06-01 14:30  police     out-of-court-disposal  child=Mia
expect alert disposal-history amber Mia since 2026-06-01 incidents=3

story: a minute more than twelve months is too long ago
rule: disposal-history
contact a  2025-06-01 14:30  police     offending              child=Mia
contact b  2026-01-10 09:00  education  education              child=Mia
contact c  2026-06-01 14:31  police     out-of-court-disposal  child=Mia
expect none

story: the third incident alone, without a disposal at its end, is none
rule: disposal-history
contact a  2026-01-10  police     out-of-court-disposal  child=Mia
contact b  2026-02-10  education  education              child=Mia
contact c  2026-03-10  police     offending              child=Mia
expect none
contact d  2026-04-10  police     out-of-court-disposal  child=Mia
expect alert disposal-history amber Mia since 2026-04-10 incidents=4

story: waits and what is about others are not counted, nor is a disposal of another
rule: disposal-history
contact a  2026-01-10  police  offending              child=Mia
contact b  2026-02-10  health  wait-started           child=Mia
contact c  2026-02-11  police  offending              child=Mia about=sibling
contact d  2026-03-10  police  out-of-court-disposal  child=Mia
expect none
contact e  2026-03-11  police  out-of-court-disposal  child=Mia about=sibling
expect none

story: a disposal on record for a brother is not the child's own
rule: disposal-history
contact a  2026-01-10  police  offending              child=Mia
contact b  2026-02-10  police  offending              child=Mia
contact c  2026-03-10  police  offending              child=Mia
contact d  2026-03-10  youth-justice  offending       child=Mia other=out-of-court-disposal about=sibling
expect none

story: a retold incident counts once, one that only looks so counts
rule: disposal-history
contact a  2026-01-10  police         offending              child=Mia
contact b  2026-01-10  youth-justice  offending              child=Mia
contact c  2026-03-10  police         out-of-court-disposal  child=Mia
contact d  2026-03-10  youth-justice  out-of-court-disposal  child=Mia
expect none
contact e  2026-03-11  youth-justice  out-of-court-disposal  child=Mia
expect alert disposal-history amber Mia since 2026-03-11 incidents=3

story: one that comes late counts at its own date
rule: disposal-history
contact a  2026-01-10  police  offending              child=Mia
contact b  2026-03-10  police  out-of-court-disposal  child=Mia
contact c  2026-02-10  health  family-stress          child=Mia recorded=2026-05-01
expect alert disposal-history amber Mia since 2026-03-10 known 2026-05-01 incidents=3

story: an incident that was sent in error withdraws it
rule: disposal-history
contact a  2026-01-10  police  offending              child=Mia
contact b  2026-02-10  health  family-stress          child=Mia
contact c  2026-03-10  police  out-of-court-disposal  child=Mia
expect alert disposal-history amber Mia
withdraw a 2026-03-11
expect none

story: after a decision the next disposal raises it again
rule: disposal-history
contact a  2026-01-10  police  offending              child=Mia
contact b  2026-02-10  police  offending              child=Mia
contact c  2026-03-10  police  out-of-court-disposal  child=Mia
decide disposal-history Mia early-help 2026-03-11
contact d  2026-03-12  police  offending              child=Mia
expect none
contact e  2026-03-13  police  out-of-court-disposal  child=Mia
expect alert disposal-history amber Mia since 2026-03-13 incidents=5
decide disposal-history Mia early-help 2026-03-14
contact f  2026-03-15  police  out-of-court-disposal  child=Mia
expect alert disposal-history amber Mia since 2026-03-15 incidents=6
