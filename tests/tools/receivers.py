# SPDX-License-Identifier: Apache-2.0
"""Who is told, with real parts on loopback: a mail server (Debian's aiosmtpd, with STARTTLS), a receiver
of webhooks (npm's standardwebhooks, over https), rsyslogd with a socket and a file of its own. Each runs
until its `with` ends."""

import json
import os
import pathlib
import shutil
import subprocess
import threading

import concernd_testing
import tap

HERE = pathlib.Path(__file__).resolve().parent
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"


def certificate(folder):
    """A CA and a certificate for 127.0.0.1 that it signed: (ca, cert, key)."""
    folder = pathlib.Path(folder)
    ca, cert, key = (folder / name for name in ("ca.pem", "cert.pem", "key.pem"))
    if cert.exists():
        return ca, cert, key

    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    extensions = folder / "extensions"
    extensions.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", "/CN=test CA", "-keyout", folder / "ca.key", "-out", ca)
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", folder / "cert.csr")
    openssl("x509", "-req", "-in", folder / "cert.csr", "-CA", ca, "-CAkey", folder / "ca.key",
            "-CAcreateserial", "-days", "2", "-extfile", extensions, "-out", cert)
    return ca, cert, key


class Lines:
    """A program that says a line of JSON for each thing it gets; the first tells its port."""

    def __init__(self, *command):
        self.got = []
        self.child = subprocess.Popen(list(map(str, command)), text=True, stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL)
        self.port = json.loads(self.child.stdout.readline() or "{}").get("port")
        if self.port is None:
            self.close()
            raise AssertionError(f"{command[0]} did not start")
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.child.stdout:
            self.got.append(json.loads(line))

    def wait(self, matches, what, patience=concernd_testing.PATIENCE):
        """The first that matches."""
        return concernd_testing.until(lambda: next((g for g in self.got if matches(g)), None), what,
                                      patience)

    def close(self):
        self.child.kill()
        self.child.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Mailbox(Lines):
    def __init__(self, folder, plain=False):
        self.ca, cert, key = certificate(folder)
        self.refuse = pathlib.Path(folder) / "refuse"
        python = "/usr/bin/python3"
        if subprocess.run([python, "-c", "import aiosmtpd"], capture_output=True,
                          check=False).returncode:
            raise tap.Skip("there is no aiosmtpd (python3-aiosmtpd)")
        super().__init__(python, HERE / "smtp_receiver.py", folder, cert, key,
                         *(["plain"] if plain else []))


def node_modules():
    """Where npm's standardwebhooks is, installed under build/ the first time."""
    source = HERE.parent / "notify" / "receiver"
    target = pathlib.Path(tap.root()) / "build" / "receiver"
    if not (target / "node_modules" / "standardwebhooks").is_dir():
        if not shutil.which("npm"):
            raise tap.Skip("there is no npm")
        target.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, target / name)
        done = subprocess.run(["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund",
                               "--ignore-scripts", "--silent"], cwd=target, check=False)
        if done.returncode:
            raise tap.Skip("npm cannot reach its registry")
    return target


class Hooks(Lines):
    def __init__(self, folder, secrets=(SECRET,)):
        self.ca, cert, key = certificate(folder)
        self.answer = pathlib.Path(folder) / "answer"
        super().__init__("node", HERE.parent / "notify" / "receiver" / "receive.mjs",
                         node_modules(), cert, key, folder, *secrets)


class Rsyslog:
    """rsyslogd, reading a unix socket of its own into a file of its own."""

    def __init__(self, folder):
        if not shutil.which("rsyslogd"):
            raise tap.Skip("there is no rsyslogd (rsyslog)")
        folder = pathlib.Path(folder)
        self.socket, self.file = folder / "log.socket", folder / "syslog"
        conf = folder / "rsyslog.conf"
        conf.write_text(f"""
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="{self.socket}" CreatePath="on")
global(workDirectory="{folder}")
*.* action(type="omfile" file="{self.file}" asyncWriting="off" flushOnTXEnd="on")
""")
        self.child = subprocess.Popen(["rsyslogd", "-n", "-f", conf, "-i", folder / "rsyslog.pid"],
                                      stdin=subprocess.DEVNULL)
        concernd_testing.until(self.socket.exists, "rsyslogd to listen")

    def text(self):
        return self.file.read_text() if self.file.exists() else ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()
