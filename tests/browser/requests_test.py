#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An information request on the page: asked from the alert, overdue and told up the ladder, answered late; one to
an agency without a channel, whose answer is not disclosed; and one that is withdrawn. The journey is in
requests.mjs."""

import pathlib
import sys

import scene as scenes
import tap
from scene import MARKUP


def fill(scene):
    who = scene.child("P", given_names=f"Pia {MARKUP}", family_name="Cormorant")
    sister = scene.child("Q", given_names="Quin", family_name="Cormorant", birth_date="2017-02-03")
    scene.post(scene.told("household.linked", [who, sister], household="h-7", **{"from": "2024-01-01"}))
    scene.post(*(scene.contact(who, days, agency="health", category="neglect", outcome="nfa",
                               summary="Pelican at the door", source_ref="RIO/11")
                 for days in (80, 40, 5)))
    scene.post(scene.contact(sister, 3, agency="police", category="missing", outcome="nfa"))
    child = scene.sql("select child_id from concernd.link join concernd.alias on alias.id = link.alias_id "
                      "where alias.record = 'P'")[0][0]
    house = scene.sql("select id from concernd.alert where scope = 'household' and state = 'new'")[0][0]
    return {"alert": scene.alert_of("P"), "house": int(house), "child": int(child), "markup": MARKUP}


def main():
    try:
        scenes.needed()
    except tap.Skip as why:
        scenes.skip(why)
        return 0
    rules = pathlib.Path(tap.root(), "config", "rules.conf").read_text()
    for before, after in (('title = "Health";', 'title = "Health"; requests_to = "log";'),
                          ('ladder = ["routes"];', 'ladder = ["routes"]; answer_ladder = ["log"];')):
        assert before in rules, before
        rules = rules.replace(before, after)
    with scenes.Scene(rules=rules) as scene:
        return scene.run("requests.mjs", **fill(scene))


if __name__ == "__main__":
    sys.exit(main())
