#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What people do on the page, in Debian's chromium, against the daemon: from signing in to a decision. The
journeys are in journeys.mjs; screenshots of each page go to build/screenshots."""

import sys

import scene as scenes
import tap
from scene import MARKUP

# Unlike each other, or somebody would have to say who is who.
OTHERS = (("B", "Bea", "Quill", "2009-01-30"), ("C", "Cem", "Vardon", "2014-11-02"),
          ("D", "Dina", "Holt", "2018-07-19"), ("E", "Eve", "Lampard", "2011-04-08"),
          ("R", "Rae", "Sample", "2007-12-25"))
SUMMARY = f"{MARKUP} Officers attended; the children were upstairs."


def history(scene, record, *more, **child):
    """Three incidents in a year, of which two agencies tell of the first: the rules fire."""
    who = scene.child(record, **child)
    return [
        scene.contact(who, 200, 20, agency="police", category="domestic-abuse", grade="amber",
                      summary=SUMMARY, source_ref=MARKUP, incident_ref=MARKUP, outcome="nfa"),
        scene.contact(who, 200, 22, agency="education", category="domestic-abuse",
                      summary="A teacher was told.", outcome="nfa"),
        scene.contact(who, 90, agency="health", category="neglect", outcome="nfa"),
        scene.contact(who, 5, agency="police", category="missing",
                      handling="police-intelligence", summary="Not for everybody."),
        *more]


def fill(scene):
    odd = {"given_names": f"Alex {MARKUP}", "family_name": f"Ex'ample & {MARKUP}",
           "birth_date": "2016-02-29"}
    who = scene.child("A", **odd)
    scene.post(*history(
        scene, "A",
        scene.contact({**who, "about": "parent-carer"}, 60, agency="health",
                      category="parent-mental-health", summary="The mother was seen in A&E."),
        scene.contact({**who, "about": "sibling"}, 40, agency="police", category="missing"), **odd))
    for record, given, family, born in OTHERS:
        scene.post(*history(scene, record, given_names=given, family_name=family, birth_date=born))
    scene.post(scene.contact(scene.child("X", given_names="Katharine", family_name="Nearby",
                                         birth_date="2012-06-05"), 30, agency="police",
                             category="neglect"))
    scene.post(scene.contact(scene.child("Y", given_names="Katherine", family_name="Nearbie",
                                         birth_date="2012-06-05"), 20, agency="health",
                             category="missing"))
    scene.post(scene.told("household.linked", [who, scene.child("H", given_names="Kit",
                                                               family_name="Marlow")],
                          household="h-1", adults=[{"record": "mum", "family_name": MARKUP,
                                                    "relation": "mother"}],
                          **{"from": "2024-01-01"}))
    scene.post(scene.told("child.status", who, status="open", team="North team",
                          plan="child-in-need", **{"from": "2026-01-01"}))
    closed = scene.sql("select child_id from concernd.link join concernd.alias on "
                       "alias.id = link.alias_id where alias.record = 'R'")[0][0]
    return {"alerts": {record: scene.alert_of(record) for record in "ABCDER"},
            "closed": int(closed), "markup": MARKUP}


def main():
    try:
        scenes.needed()
    except tap.Skip as why:
        scenes.skip(why)
        return 0
    with scenes.Scene() as scene:
        return scene.run("journeys.mjs", **fill(scene))


if __name__ == "__main__":
    sys.exit(main())
