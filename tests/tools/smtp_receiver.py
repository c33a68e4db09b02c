#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server of Debian's aiosmtpd that asks for STARTTLS. Says on stdout what it got, a line of JSON
each. While the file `refuse` stands in its folder it answers 451. Debian's python, which has aiosmtpd.

    smtp_receiver.py FOLDER CERT KEY [plain]
"""

import email
import email.policy
import json
import os
import socket
import ssl
import sys
import threading

from aiosmtpd.controller import Controller

FOLDER, CERT, KEY = sys.argv[1:4]
PLAIN = sys.argv[4:] == ["plain"]


class Box:
    async def handle_DATA(self, server, session, envelope):
        refuse = os.path.exists(os.path.join(FOLDER, "refuse"))
        said = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {p.get_content_type(): p.get_content() for p in said.walk() if not p.is_multipart()}
        print(json.dumps({
            "refused": refuse, "tls": session.ssl is not None, "from": envelope.mail_from,
            "to": envelope.rcpt_tos, "id": said["Message-ID"], "subject": said["Subject"],
            "kind": said.get_content_type(), "parts": parts,
            "raw": envelope.content.decode("utf-8", "replace")}), flush=True)
        return "451 4.3.0 not now" if refuse else "250 OK"


class Port0(Controller):
    """Binds port 0, and asks the kernel which it is."""

    def _trigger_server(self):
        socket.create_connection(self.server.sockets[0].getsockname()).close()


tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(CERT, KEY)
options = {} if PLAIN else {"tls_context": tls, "require_starttls": True}
controller = Port0(Box(), hostname="127.0.0.1", port=0, **options)
controller.start()
print(json.dumps({"port": controller.server.sockets[0].getsockname()[1]}), flush=True)
threading.Event().wait()
