# SPDX-License-Identifier: Apache-2.0
"""Between a daemon and its PostgreSQL, to end the daemon by kill -9 at a named point: before the server
gets a statement, or once it has answered it and the daemon does not know yet. The statements are those of
sql/query, by their names; `begin` and `commit` too."""

import os
import pathlib
import re
import socket
import struct
import tempfile
import threading


class Point:
    """The n-th time that one of the statements is sent (all: None), before it or after it."""

    def __init__(self, statements=None, n=1, after=False):
        self.statements, self.left, self.after = statements, n, after

    def reached(self, statement):
        if self.statements is not None and statement not in self.statements:
            return False
        self.left -= 1
        return self.left == 0


class After(Point):
    """The n-th statement, whatever it is, once one of that name was sent."""

    def __init__(self, first, n, after=False):
        super().__init__(None, n, after)
        self.first = first

    def reached(self, statement):
        if self.first is not None and statement != self.first:
            return False
        self.first = None
        return super().reached(statement)


class Relay:
    """Listens where libpq looks for a server; `conninfo` leads there."""

    def __init__(self, conninfo):
        self.folder = tempfile.mkdtemp(prefix="concernd-relay-", dir="/tmp")
        os.chmod(self.folder, 0o755)
        host = re.search(r"host=(\S+)", conninfo)[1]
        self._server = next(p for p in pathlib.Path(host).glob(".s.PGSQL.*") if p.suffix != ".lock")
        self.conninfo = conninfo.replace(f"host={host}", f"host={self.folder}")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(os.path.join(self.folder, self._server.name))
        self._listener.listen(64)
        self._lock = threading.Lock()
        self.point, self.kill, self.seen, self.fell = None, None, [], None
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, point, kill):
        """kill() is called once, at the point; `fell` tells which it was."""
        with self._lock:
            self.point, self.kill, self.seen, self.fell = point, kill, [], None

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server))
            except OSError:
                return
            link = Link(self, client, server)
            for way in (link.forth, link.back):
                threading.Thread(target=way, daemon=True).start()

    def look(self, statement):
        """What the point says of a statement that is about to be sent: None, "before" or "after"."""
        with self._lock:
            self.seen.append(statement)
            if self.point is None or not self.point.reached(statement):
                return None
            when = "after" if self.point.after else "before"
            self.point, self.fell = None, f"{when} {statement}"
        return when

    def close(self):
        self._listener.close()
        for path in pathlib.Path(self.folder).iterdir():
            path.unlink()
        os.rmdir(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Link:
    def __init__(self, relay, client, server):
        self.relay, self.client, self.server = relay, client, server
        self.held = False  # the next answer of the server never reaches the daemon

    def forth(self):
        """From the daemon, message by message; the first of all has no type."""
        buffer, started = b"", False
        try:
            while data := self.client.recv(65536):
                buffer += data
                at = 0
                while len(buffer) - at >= (5 if started else 4):
                    skip = 1 if started else 0
                    size = skip + struct.unpack_from("!I", buffer, at + skip)[0]
                    if len(buffer) - at < size:
                        break
                    if started and buffer[at:at + 1] == b"B" and self._blow(buffer[at + 5:at + size]):
                        self.server.sendall(buffer[:at])
                        self.relay.kill()
                        return
                    started = True
                    at += size
                self.server.sendall(buffer[:at])
                buffer = buffer[at:]
        except OSError:
            pass
        finally:
            self._end()

    def _blow(self, bind):
        """True if the daemon ends before this statement."""
        when = self.relay.look(bind.split(b"\0")[1].decode())
        self.held = self.held or when == "after"
        return when == "before"

    def back(self):
        try:
            while data := self.server.recv(65536):
                if self.held:
                    self.relay.kill()
                    return
                self.client.sendall(data)
        except OSError:
            pass
        finally:
            self._end()

    def _end(self):
        for end in (self.client, self.server):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
