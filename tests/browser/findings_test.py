#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the joint inspection letter (East Sussex, 2020) found, in twenty rows, each pointed at on screen in a simulated
quarter of a county. The walk is in findings.mjs; build/screenshots/finding-01.png to finding-20.png show what a manager
sees."""

import sys
import tempfile

import scene as scenes  # first: it says where the tools are
import county
import receivers
import tap


def main():
    try:
        scenes.needed()
        with tempfile.TemporaryDirectory(prefix="concernd-test-", dir="/tmp") as folder, \
                receivers.Mailbox(folder) as mailbox, county.County(mailbox) as scene:
            return scene.run("findings.mjs", alerts=scene.fill())
    except tap.Skip as why:
        scenes.skip(why)
        return 0


if __name__ == "__main__":
    sys.exit(main())
