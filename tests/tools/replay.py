# SPDX-License-Identifier: Apache-2.0
"""Events as JSON values, and `concernctl backtest --events` over them."""

import json
import os
import pathlib
import subprocess
import tempfile

import tap


def event(kind, id, recorded, data, source="/s", **more):
    return {"specversion": "1.0", "type": f"concernd.{kind}.v1", "source": source, "id": id,
            "recordedtime": recorded, **more, "data": data}


def contact(id, recorded, occurred=None, children=("anna",), source="/s", agency="police",
            envelope=None, **more):
    data = {"children": [{"record": c} for c in children], "category": "neglect", "agency": agency,
            "occurred_at": occurred or recorded, **more}
    return event("contact.recorded", id, recorded, data, source, **(envelope or {}))


def played(rules, events, *arguments):
    """What the run of it was: status, output, errors."""
    lines = [e if isinstance(e, str) else json.dumps(e) for e in events]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "rules.conf").write_text(rules, encoding="utf-8")
        (path / "events.jsonl").write_text("".join(line + "\n" for line in lines),
                                           encoding="utf-8")
        return subprocess.run(
            [os.path.join(tap.build_folder(), "concernctl"), "backtest", "--rules", "rules.conf",
             "--events", "events.jsonl", *arguments], cwd=folder, capture_output=True, text=True,
            timeout=60, check=False)


def alerts_of(rules, events, *arguments):
    """The alerts of a run that took every event."""
    done = played(rules, events, "--json", *arguments)
    tap.equal(done.returncode, 0, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]
