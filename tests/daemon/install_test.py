#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `make install` leaves under DESTDIR, and what systemd says of the unit."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import tap  # noqa: E402

UNIT = pathlib.Path(tap.root(), "systemd", "concernd.service")
UNITS = ("concernd.service", "concernd.socket", "concernd-retention.service",
         "concernd-retention.timer")


def installed():
    """The files of `make install`, as a set of paths, with a folder to look into."""
    folder = tempfile.TemporaryDirectory(prefix="concernd-install-")
    done = subprocess.run(["make", "-s", "install", f"DESTDIR={folder.name}"], cwd=tap.root(),
                          text=True, capture_output=True, check=False)
    tap.equal(done.returncode, 0, done.stderr)
    top = pathlib.Path(folder.name)
    return folder, {"/" + str(p.relative_to(top)) for p in top.rglob("*") if p.is_file()}


def install_leaves_programs_units_and_configuration():
    folder, files = installed()
    with folder:
        for path in ("/usr/sbin/concernd", "/usr/bin/concernctl",
                     "/usr/lib/systemd/system/concernd.service",
                     "/usr/lib/systemd/system/concernd.socket",
                     "/usr/lib/systemd/system/concernd-retention.service",
                     "/usr/lib/systemd/system/concernd-retention.timer",
                     "/usr/lib/sysusers.d/concernd.conf", "/usr/lib/tmpfiles.d/concernd.conf",
                     "/etc/concernd/concernd.conf", "/etc/concernd/rules.conf",
                     "/etc/concernd/rules.conf.d/bank-holidays.conf",
                     "/usr/share/concernd/web/index.html"):
            assert path in files, f"{path} is missing of {sorted(files)}"


def the_installed_programs_run():
    folder, _ = installed()
    with folder:
        for program in ("usr/sbin/concernd", "usr/bin/concernctl"):
            done = subprocess.run([os.path.join(folder.name, program), "--version"], text=True,
                                  capture_output=True, check=False)
            tap.equal(done.returncode, 0, done.stderr)
            assert re.search(r"\d+\.\d+", done.stdout), done.stdout


def installing_again_keeps_a_configuration_that_was_changed():
    with tempfile.TemporaryDirectory(prefix="concernd-install-") as folder:
        kept = pathlib.Path(folder, "etc/concernd/rules.conf")
        kept.parent.mkdir(parents=True)
        kept.write_text("# ours\n")
        subprocess.run(["make", "-s", "install", f"DESTDIR={folder}"], cwd=tap.root(), check=True,
                       stdout=subprocess.DEVNULL)
        tap.equal(kept.read_text(), "# ours\n")


def every_program_that_the_unit_names_is_installed():
    folder, files = installed()
    with folder:
        named = re.findall(r"^Exec\w+=(/\S+)", UNIT.read_text(), re.MULTILINE)
        assert len(named) >= 3, named
        for path in named:
            assert path in files or path == "/bin/kill", f"{path} is not installed"


def the_unit_is_exposed_at_most_one_and_a_half():
    if not shutil.which("systemd-analyze"):
        raise tap.Skip("there is no systemd-analyze")
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15",
                           "--no-pager", str(UNIT)], text=True, capture_output=True, check=False)
    tap.equal(done.returncode, 0, done.stdout[-400:] + done.stderr)


def systemd_understands_every_line_of_the_units():
    if not shutil.which("systemd-analyze"):
        raise tap.Skip("there is no systemd-analyze")
    with tempfile.TemporaryDirectory(prefix="concernd-units-") as folder:
        for unit in UNITS:
            text = (UNIT.parent / unit).read_text()
            # The programs are not installed on the machine that tests.
            pathlib.Path(folder, unit).write_text(
                re.sub(r"=/usr/s?bin/concern(d|ctl)\b", "=/bin/true", text))
        done = subprocess.run(["systemd-analyze", "verify", "--man=no",
                               *(os.path.join(folder, unit) for unit in UNITS)],
                              text=True, capture_output=True, check=False)
        ours = [line for line in done.stderr.splitlines() if "concernd" in line]
        tap.equal(ours, [], "complaints")


def the_unit_that_reloads_and_is_watched_says_so():
    text = UNIT.read_text()
    for line in ("Type=notify", "ExecReload=/bin/kill -HUP $MAINPID", "CapabilityBoundingSet="):
        assert f"\n{line}\n" in text, f"{line} is missing"
    assert re.search(r"^WatchdogSec=\d+", text, re.MULTILINE)
    assert "check --errors-only" in text
    assert "PrivateUsers=yes" not in text


if __name__ == "__main__":
    tap.run(install_leaves_programs_units_and_configuration,
            the_installed_programs_run,
            installing_again_keeps_a_configuration_that_was_changed,
            every_program_that_the_unit_names_is_installed,
            the_unit_is_exposed_at_most_one_and_a_half,
            systemd_understands_every_line_of_the_units,
            the_unit_that_reloads_and_is_watched_says_so)
