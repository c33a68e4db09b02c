#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A private PostgreSQL goes with the test that started it, however that ends."""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import tap
from concernd_testing import until
from postgres import Postgres

MAKE = "import sys, postgres; p = postgres.Postgres(sys.argv[1], keep={keep}); " \
       "print(p.conninfo, flush=True); sys.stdin.read()"


def killed(folder, keep):
    """Where the cluster was of a program that is killed once it stands."""
    child = subprocess.Popen([sys.executable, "-c", MAKE.format(keep=keep), folder], text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             env={**os.environ, "PYTHONPATH": str(pathlib.Path(tap.__file__).parent)})
    place = pathlib.Path(child.stdout.readline().split()[0].removeprefix("host="))
    assert (place / "data" / "postmaster.pid").exists(), place
    child.kill()
    child.communicate()
    return place


def one_that_is_killed_takes_it_along():
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        place = killed(folder + "/pg", keep=False)
        until(lambda: not place.exists(), "the cluster to go")


def where_the_data_are_kept_it_is_stopped():
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        place = killed(folder + "/pg", keep=True)
        until(lambda: not (place / "data" / "postmaster.pid").exists(), "the server to stop")
        assert (place / "data" / "PG_VERSION").exists(), place
        Postgres(folder + "/pg").remove()  # one that was left there is no hindrance
        assert not place.exists(), place


tap.run(one_that_is_killed_takes_it_along, where_the_data_are_kept_it_is_stopped)
