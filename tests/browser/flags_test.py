#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A flag that the police are advised to set, on the page: advised, set by the police, at review, kept, ended,
and to be taken off. The journey is in flags.mjs."""

import pathlib
import sys

import scene as scenes
import tap
from scene import MARKUP

DIGESTS = 'digests = ( { to = "log"; at = "00:00"; } );\n'


def fill(scene):
    for record, words in (("F", {"given_names": f"Flo {MARKUP}", "family_name": "Arden"}),
                          ("G", {"given_names": "Gus", "family_name": "Quillon"})):
        who = scene.child(record, **words)
        scene.post(*(scene.contact(who, days, agency="police", category="missing", outcome="nfa")
                     for days in (80, 40, 5)))
    child = scene.sql("select child_id from concernd.link join concernd.alias on alias.id = link.alias_id "
                      "where alias.record = 'F'")[0][0]
    return {"alert": scene.alert_of("F"), "other": scene.alert_of("G"), "child": int(child),
            "markup": MARKUP}


def main():
    try:
        scenes.needed()
    except tap.Skip as why:
        scenes.skip(why)
        return 0
    rules = pathlib.Path(tap.root(), "config", "rules.conf").read_text()
    before, after = rules.split("digests = (")
    rules = before + DIGESTS + after.split(");", 1)[1]
    with scenes.Scene(rules=rules) as scene:
        return scene.run("flags.mjs", **fill(scene))


if __name__ == "__main__":
    sys.exit(main())
