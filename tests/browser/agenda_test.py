#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Waits on the page of a child and of an alert, and the agenda of a meeting before and after it, in Debian's
chromium. The journeys are in agenda.mjs."""

import base64
import datetime
import subprocess
import sys
import tempfile

import scene as scenes
import persons
import tap

# Unlike each other, or somebody would have to say who is who.
SHEETS = 14  # children more than one sheet of paper holds
CHILDREN = {"W": ("Wim", "Ashdown", "2010-02-11"), "M": ("Mo", "Birling", "2009-10-05"),
            "N": ("Nia", "Crowlink", "2012-06-21"), "R": ("Rae", "Sample", "2007-12-25")}


def pages_of(pdf):
    """The text of each page of a PDF, given in base 64."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(base64.b64decode(pdf))
        file.flush()
        return subprocess.run(["pdftotext", "-layout", file.name, "-"], text=True, capture_output=True,
                              check=True).stdout.split("\f")[:-1]


class Scene(scenes.Scene):
    """Its door records meetings as well, without the form that is for that, and reads what was printed."""

    def serve(self, call):
        if call[0] == "held":
            return self.hold(*call[1:])
        if call[0] == "pdf":
            return pages_of(call[1])
        if call[0] == "sheets":
            return self.raise_more()
        return super().serve(call)

    def hold(self, kind, alerts, held):
        now = datetime.datetime.now(datetime.timezone.utc).isoformat().replace("+00:00", "Z")
        answer = persons.sign_in(self.daemon, "max").post("/v1/meetings", {
            "kind": kind, "alerts": alerts, "held": {
                "held_at": now, "chair": "C. Hair", "outcome": "mace",
                "agencies": [{"agency": agency, "attended": True} for agency in scenes.AGENCIES], **held}})
        tap.equal(answer.status, 200, answer.text)
        return answer.json["id"]

    def raise_more(self):
        for record in (f"sheet-{i}" for i in range(SHEETS)):
            who = self.child(record, **persons.words_of(record))
            self.post(*[self.contact(who, day, agency="police", category="missing") for day in (50, 40, 30)])


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
    with Scene() as scene:
        return scene.run("agenda.mjs", **fill(scene))


if __name__ == "__main__":
    sys.exit(main())
