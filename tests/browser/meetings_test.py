#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A meeting with an agency missing, on the page: called from an alert, held without health, what health still
owes, its part that comes later, and the conference within 15 working days. The journey is in meetings.mjs."""

import sys

import scene as scenes
import tap
from scene import MARKUP


def fill(scene):
    for record, words in (("M", {"given_names": f"Mia {MARKUP}", "family_name": "Arden"}),
                          ("N", {"given_names": "Ned", "family_name": "Arden"}),
                          ("R", {"given_names": "Rex", "family_name": "Quillon"})):
        who = scene.child(record, **words)
        scene.post(*(scene.contact(who, days, agency="police", category="neglect", outcome="nfa")
                     for days in (80, 40, 5)))
    both = [scene.child("M"), scene.child("N")]
    scene.post(scene.told("household.linked", both, household="arden", **{"from": "2025-01-01"}))
    child = scene.sql("select child_id from concernd.link join concernd.alias on alias.id = link.alias_id "
                      "where alias.record = 'M'")[0][0]
    return {"alert": scene.alert_of("M"), "brother": scene.alert_of("N"), "other": scene.alert_of("R"),
            "child": int(child), "markup": MARKUP}


def main():
    try:
        scenes.needed()
    except tap.Skip as why:
        scenes.skip(why)
        return 0
    with scenes.Scene() as scene:
        return scene.run("meetings.mjs", **fill(scene))


if __name__ == "__main__":
    sys.exit(main())
