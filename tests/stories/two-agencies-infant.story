# Two agencies concerned in 90 days about a baby or an unborn child.
rules: ../../config/rules.conf

story: the second agency about a baby is an alert, to the minute
rule: two-agencies-infant
contact a  2026-05-01 14:30  police  domestic-abuse  child=Mia born=2026-01-20
contact b  2026-05-10 14:30  police  domestic-abuse  child=Mia born=2026-01-20
expect none
contact c  2026-07-30 14:30  health  family-stress   child=Mia born=2026-01-20
expect alert two-agencies-infant amber Mia since 2026-07-30 incidents=3

story: a minute more than ninety days is too long ago
rule: two-agencies-infant
contact a  2026-05-01 14:30  police  domestic-abuse  child=Mia born=2026-01-20
contact c  2026-07-30 14:31  health  family-stress   child=Mia born=2026-01-20
expect none

story: on the day before the first birthday a child is a baby, on the day it is not
rule: two-agencies-infant
contact a  2026-05-01  police  domestic-abuse  child=Mia born=2025-06-02 child=Tom born=2025-06-01
contact b  2026-06-01  health  family-stress   child=Mia born=2025-06-02 child=Tom born=2025-06-01
expect alert two-agencies-infant amber Mia since 2026-06-01

story: an unborn child counts
rule: two-agencies-infant
contact a  2026-05-01  police  domestic-abuse  child=Mia due=2026-09-01
contact b  2026-06-01  health  unborn          child=Mia due=2026-09-01
expect alert two-agencies-infant amber Mia since 2026-06-01

story: without a birth date nobody is left out
rule: two-agencies-infant
contact a  2026-05-01  police  domestic-abuse  child=Mia
contact b  2026-06-01  health  family-stress   child=Mia
expect alert two-agencies-infant amber Mia since 2026-06-01

story: what is about an older brother is not counted
rule: two-agencies-infant
contact a  2026-05-01  police  domestic-abuse  child=Mia born=2026-01-20
contact b  2026-06-01  health  family-stress   child=Mia born=2026-01-20 about=sibling
expect none

story: two agencies that tell of one night are two, and so are those of two nights
rule: two-agencies-infant
contact a  2026-05-01 20:00  police  domestic-abuse  child=Mia born=2026-01-20 child=Tom born=2026-01-20
contact b  2026-05-02 19:00  health  domestic-abuse  child=Mia born=2026-01-20
contact c  2026-05-02 21:00  health  domestic-abuse  child=Tom born=2026-01-20
expect alert two-agencies-infant amber Mia since 2026-05-01 incidents=1
expect alert two-agencies-infant amber Tom since 2026-05-02 incidents=2

story: one that comes late counts at its own date
rule: two-agencies-infant
contact a  2026-05-10  police  domestic-abuse  child=Mia born=2026-01-20
contact b  2026-05-01  health  family-stress   child=Mia born=2026-01-20 recorded=2027-05-20
expect alert two-agencies-infant amber Mia since 2026-05-10 known 2027-05-20

story: a birth date that is put right withdraws it
rule: two-agencies-infant
contact a  2026-05-01  police  domestic-abuse  child=Mia born=2026-01-20
contact b  2026-06-01  health  family-stress   child=Mia born=2026-01-20
expect alert two-agencies-infant amber Mia
amend a    2026-06-02  child=Mia born=2016-01-20
expect none

story: after a decision the next incident raises it again
rule: two-agencies-infant
contact a  2026-05-01  police  domestic-abuse  child=Mia born=2026-01-20
contact b  2026-06-01  health  family-stress   child=Mia born=2026-01-20
decide two-agencies-infant Mia early-help 2026-06-02
expect none
contact c  2026-06-03  health  family-stress   child=Mia born=2026-01-20
expect alert two-agencies-infant amber Mia since 2026-06-03 incidents=3
