# SPDX-License-Identifier: Apache-2.0
"""Tests in Python that speak TAP: a module's functions whose names are sentences."""

import os
import sys
import traceback


class Skip(Exception):
    """Raised by a test that cannot run here; its text says why."""


def run(*tests):
    """Runs functions in order, one TAP line each; ends the program."""
    failed = False
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        sentence = test.__name__.replace("_", " ")
        try:
            test()
            print(f"ok {number} - {sentence}", flush=True)
        except Skip as why:
            print(f"ok {number} - {sentence} # SKIP {why}", flush=True)
        except Exception:  # whatever it is, it is this test that failed
            failed = True
            print(f"not ok {number} - {sentence}")
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            sys.stdout.flush()
    sys.exit(1 if failed else 0)


def equal(got, expected, what=""):
    if got != expected:
        raise AssertionError(f"{what}: got {got!r}, expected {expected!r}")


def build_folder():
    """Where the programs under test are."""
    return os.environ.get("CONCERND_BUILD") or os.path.join(root(), "build")


def root():
    """The top of the project."""
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
