#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Waits on the page of a child and of an alert, and the agenda of a meeting before and after it, in Debian's
chromium. The journeys are in agenda.mjs."""

import sys

import scene as scenes
import tap

# Unlike each other, or somebody would have to say who is who.
CHILDREN = {"W": ("Wim", "Ashdown", "2010-02-11"), "M": ("Mo", "Birling", "2009-10-05"),
            "N": ("Nia", "Crowlink", "2012-06-21"), "R": ("Rae", "Sample", "2007-12-25")}


def fill(scene):
    who = {record: scene.child(record, given_names=given, family_name=family, birth_date=born)
           for record, (given, family, born) in CHILDREN.items()}
    scene.post(scene.contact(who["W"], 150, agency="health", category="wait-started"),
               scene.contact(who["W"], 160, agency="police", category="neglect"),
               scene.contact(who["W"], 100, agency="police", category="missing"),
               scene.contact(who["W"], 60, agency="education", category="education"),
               scene.contact({**who["W"], "about": "parent-carer"}, 30, agency="health",
                             category="parent-mental-health"))
    for record, days in (("M", (50, 40, 30)), ("N", (40, 30, 25, 20, 15)), ("R", (20, 15, 10))):
        scene.post(*[scene.contact(who[record], day, agency="police", category="missing",
                                   summary="Found by a patrol.") for day in days])
    children = {record: int(child) for record, child in scene.sql(
        "select record, child_id from concernd.alias join concernd.link on alias_id = alias.id")}
    scene.sql("insert into concernd.restriction (child_id, people, reason, set_by) values "
              f"({children['R']}, '{{dot}}', 'A colleague''s family', 'dot')")
    return {"children": children, "alerts": {record: scene.alert_of(record, "missing") for record in "MNR"},
            "drift": scene.alert_of("W", "drift")}


def main():
    try:
        scenes.needed()
    except tap.Skip as why:
        scenes.skip(why)
        return 0
    with scenes.Scene() as scene:
        return scene.run("agenda.mjs", **fill(scene))


if __name__ == "__main__":
    sys.exit(main())
