#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The council's single sign-on, as a browser meets it: a proxy that knows who sits there stands in front, over
https, and names the person to the unix socket. The journey is in sign_on.mjs."""

import http.client
import http.server
import ssl
import sys
import threading

import scene as scenes  # first: it says where the tools are
import persons
import receivers
import tap

HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "x-remote-user", "content-length")


class Proxy(http.server.ThreadingHTTPServer):
    """Knows who sits there: `person`, or nobody."""

    daemon_threads = True

    def __init__(self, folder, path):
        super().__init__(("127.0.0.1", 0), Forwarder)
        self.path, self.person = path, "sam"
        _, certificate, key = receivers.certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"https://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        pass  # a browser that leaves


class Forwarder(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        if self.server.person:
            headers["X-Remote-User"] = self.server.person
        connection = persons.UnixConnection(self.server.path)
        try:
            connection.request(self.command, self.path, body or None, headers)
            self.answer(connection.getresponse())
        except (OSError, http.client.HTTPException):
            self.send_error(502)
        finally:
            connection.close()

    def answer(self, response):
        body = response.read()
        self.send_response(response.status)
        for name, value in response.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = forward


class Council(scenes.Scene):
    def __init__(self):
        super().__init__()
        persons.add_account(self.site, "sam", "manager", title="Sam Single", sso=True)
        persons.add_account(self.site, "sara", "screener", title="Sara Single", sso=True)
        self.proxy = Proxy(self.site.folder, self.site.folder / "people.sock")

    def serve(self, call):
        if call[0] == "names":
            self.proxy.person = call[1]
            return None
        return super().serve(call)

    def __exit__(self, *what):
        self.proxy.shutdown()
        super().__exit__(*what)


def main():
    try:
        scenes.needed()
    except tap.Skip as why:
        scenes.skip(why)
        return 0
    with Council() as scene:
        who = scene.child("S", given_names="Sid", family_name="Marlow")
        scene.post(*[scene.contact(who, days, agency="police", category="neglect", outcome="nfa")
                     for days in (80, 40, 5)])
        return scene.run("sign_on.mjs", alert=scene.alert_of("S"), proxy=scene.proxy.url)


if __name__ == "__main__":
    sys.exit(main())
