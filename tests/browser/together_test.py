#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One decision over brothers and sisters, on the page: the open alerts of a household's children are ticked, and
newer facts of any of them stop it. The journey is in together.mjs."""

import sys

import scene as scenes
import tap


def incidents(scene, who, *days):
    return [scene.contact(who, n, agency="police", category="neglect", outcome="nfa") for n in days]


def fill(scene):
    names = {"S": ("Sid", "Marlow"), "T": ("Tess", "Marlow-Ode"), "U": ("Una", "Quarrell")}
    children = {record: scene.child(record, given_names=given, family_name=family)
                for record, (given, family) in names.items()}
    for who in children.values():
        scene.post(*incidents(scene, who, 80, 40, 5))
    scene.post(scene.told("household.linked", [children["S"], children["T"]], household="h-2",
                          **{"from": "2024-01-01"}))
    return {"alerts": {record: scene.alert_of(record) for record in names}}


def main():
    try:
        scenes.needed()
    except tap.Skip as why:
        scenes.skip(why)
        return 0
    with scenes.Scene() as scene:
        return scene.run("together.mjs", **fill(scene))


if __name__ == "__main__":
    sys.exit(main())
