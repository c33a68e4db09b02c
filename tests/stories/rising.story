# Three times the child's usual rate, and three in 4 weeks at least.
rules: ../../config/rules.conf

story: three in four weeks, where none was usual, to the minute
rule: rising
contact a  2026-05-01 14:30  police  missing        child=Mia
contact b  2026-05-10 14:30  police  missing        child=Mia
expect none
contact c  2026-05-29 14:30  health  family-stress  child=Mia
expect alert rising green Mia since 2026-05-29 incidents=3

story: a minute more than four weeks is too long
rule: rising
contact a  2026-05-01 14:30  police  missing        child=Mia
contact b  2026-05-10 14:30  police  missing        child=Mia
contact c  2026-05-29 14:31  health  family-stress  child=Mia
expect none

story: three times the usual: thirteen in the year before are one in four weeks
rule: rising
contact u1   2025-05-20        health  family-stress  child=Mia
contact u2   2025-06-15        health  family-stress  child=Mia
contact u3   2025-07-11        health  family-stress  child=Mia
contact u4   2025-08-06        health  family-stress  child=Mia
contact u5   2025-09-01        health  family-stress  child=Mia
contact u6   2025-09-27        health  family-stress  child=Mia
contact u7   2025-10-23        health  family-stress  child=Mia
contact u8   2025-11-18        health  family-stress  child=Mia
contact u9   2025-12-14        health  family-stress  child=Mia
contact u10  2026-01-09        health  family-stress  child=Mia
contact u11  2026-02-04        health  family-stress  child=Mia
contact u12  2026-03-02        health  family-stress  child=Mia
contact u13  2026-03-28        health  family-stress  child=Mia
contact x    2026-05-04 12:00  police  missing        child=Mia
contact y    2026-05-20 12:00  police  missing        child=Mia
contact z    2026-06-01 12:00  police  missing        child=Mia
expect alert rising green Mia since 2026-06-01 incidents=3

story: fourteen are more than that
rule: rising
contact u0   2025-05-06        health  family-stress  child=Mia
contact u1   2025-05-20        health  family-stress  child=Mia
contact u2   2025-06-15        health  family-stress  child=Mia
contact u3   2025-07-11        health  family-stress  child=Mia
contact u4   2025-08-06        health  family-stress  child=Mia
contact u5   2025-09-01        health  family-stress  child=Mia
contact u6   2025-09-27        health  family-stress  child=Mia
contact u7   2025-10-23        health  family-stress  child=Mia
contact u8   2025-11-18        health  family-stress  child=Mia
contact u9   2025-12-14        health  family-stress  child=Mia
contact u10  2026-01-09        health  family-stress  child=Mia
contact u11  2026-02-04        health  family-stress  child=Mia
contact u12  2026-03-02        health  family-stress  child=Mia
contact u13  2026-03-28        health  family-stress  child=Mia
contact x    2026-05-04 12:00  police  missing        child=Mia
contact y    2026-05-20 12:00  police  missing        child=Mia
contact z    2026-06-01 12:00  police  missing        child=Mia
expect none

story: the year before begins 52 weeks before the four, to the minute
rule: rising
contact u0   2025-05-05 12:00  health  family-stress  child=Mia
contact u1   2025-05-20        health  family-stress  child=Mia
contact u2   2025-06-15        health  family-stress  child=Mia
contact u3   2025-07-11        health  family-stress  child=Mia
contact u4   2025-08-06        health  family-stress  child=Mia
contact u5   2025-09-01        health  family-stress  child=Mia
contact u6   2025-09-27        health  family-stress  child=Mia
contact u7   2025-10-23        health  family-stress  child=Mia
contact u8   2025-11-18        health  family-stress  child=Mia
contact u9   2025-12-14        health  family-stress  child=Mia
contact u10  2026-01-09        health  family-stress  child=Mia
contact u11  2026-02-04        health  family-stress  child=Mia
contact u12  2026-03-02        health  family-stress  child=Mia
contact u13  2026-03-28        health  family-stress  child=Mia
contact x    2026-05-04 12:00  police  missing        child=Mia
contact y    2026-05-20 12:00  police  missing        child=Mia
contact z    2026-06-01 12:00  police  missing        child=Mia
expect none

story: what came a minute before it is not usual any more
rule: rising
contact u0   2025-05-05 11:59  health  family-stress  child=Mia
contact u1   2025-05-20        health  family-stress  child=Mia
contact u2   2025-06-15        health  family-stress  child=Mia
contact u3   2025-07-11        health  family-stress  child=Mia
contact u4   2025-08-06        health  family-stress  child=Mia
contact u5   2025-09-01        health  family-stress  child=Mia
contact u6   2025-09-27        health  family-stress  child=Mia
contact u7   2025-10-23        health  family-stress  child=Mia
contact u8   2025-11-18        health  family-stress  child=Mia
contact u9   2025-12-14        health  family-stress  child=Mia
contact u10  2026-01-09        health  family-stress  child=Mia
contact u11  2026-02-04        health  family-stress  child=Mia
contact u12  2026-03-02        health  family-stress  child=Mia
contact u13  2026-03-28        health  family-stress  child=Mia
contact x    2026-05-04 12:00  police  missing        child=Mia
contact y    2026-05-20 12:00  police  missing        child=Mia
contact z    2026-06-01 12:00  police  missing        child=Mia
expect alert rising green Mia since 2026-06-01 incidents=3

story: what is about others is neither usual nor more
rule: rising
contact a  2026-05-01  police  missing        child=Mia
contact b  2026-05-10  police  missing        child=Mia
contact c  2026-05-20  health  family-stress  child=Mia about=sibling
expect none

story: a retold incident counts once, one that only looks so counts
rule: rising
contact a  2026-05-01 20:00  police     domestic-abuse  child=Mia
contact b  2026-05-02 10:00  education  domestic-abuse  child=Mia
contact c  2026-05-10 20:00  police     domestic-abuse  child=Mia
expect none
contact d  2026-05-11 21:00  education  domestic-abuse  child=Mia
expect alert rising green Mia since 2026-05-11 incidents=3

story: one that comes late counts at its own date
rule: rising
contact a  2026-05-01  police  missing        child=Mia
contact b  2026-05-20  police  missing        child=Mia
contact c  2026-05-10  health  family-stress  child=Mia recorded=2026-07-01
expect alert rising green Mia since 2026-05-20 known 2026-07-01

story: one that was sent in error withdraws it
rule: rising
contact a  2026-05-01  police  missing        child=Mia
contact b  2026-05-10  police  missing        child=Mia
contact c  2026-05-20  health  family-stress  child=Mia
expect alert rising green Mia
withdraw b 2026-05-21
expect none

story: after a decision the next incident raises it again
rule: rising
contact a  2026-05-01  police  missing  child=Mia
contact b  2026-05-10  police  missing  child=Mia
contact c  2026-05-20  police  missing  child=Mia
decide rising Mia advice 2026-05-21
expect none
contact d  2026-05-22  police  missing  child=Mia
expect alert rising green Mia since 2026-05-22 incidents=4
