#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How the page is served: its shell, its files, and what a browser is told of them. What it shows is
tested in a browser, by tests/browser."""

import gzip
import json
import os
import pathlib
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import tap  # noqa: E402

DAEMON = None
COUNCIL = 'Example & <b>Shire</b> "Council"'


def get(path, **headers):
    return DAEMON.request("GET", path, name="people",
                          headers={name.replace("_", "-"): value for name, value in headers.items()})


def shell():
    status, headers, body = get("/")
    tap.equal(status, 200)
    return headers, body.decode()


def assets():
    return re.findall(r'(?:src|href)="(/assets/[^"]+)"', shell()[1])


def every_address_that_a_person_may_keep_gives_the_same_shell():
    body = shell()[1]
    for path in ("/alerts/1", "/children/7", "/identity", "/identity/3", "/actions", "/report",
                 "/tuning", "/sign-in"):
        tap.equal(get(path)[2].decode(), body, path)


def the_shell_holds_the_councils_words_as_text():
    body = shell()[1]
    assert "Example &amp; &lt;b&gt;Shire&lt;/b&gt; &quot;Council&quot;" in body, body
    assert "<b>Shire" not in body and "{{" not in body, body


def the_shell_says_whether_there_is_a_single_sign_on():
    assert 'data-sign-on="no"' in shell()[1]


def no_code_and_no_style_is_in_the_shell_and_none_may_be():
    headers, body = shell()
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", body), body
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    tap.equal(policy["default-src"], "'none'")
    tap.equal(policy["script-src"], "'self'")
    tap.equal(policy["style-src"], "'self'")
    tap.equal(policy["frame-ancestors"], "'none'")
    for name in ("Referrer-Policy", "X-Frame-Options", "X-Content-Type-Options",
                 "Cross-Origin-Opener-Policy", "Permissions-Policy"):
        assert headers[name], name


def files_may_be_kept_for_a_year_for_their_names_hold_a_hash():
    named = assets()
    assert len(named) >= 3, named
    for path in named:
        assert re.search(r"-[A-Z0-9]{8}\.\w+$", path), path
        status, headers, body = get(path)
        tap.equal(status, 200, path)
        assert "immutable" in headers["Cache-Control"] and "max-age=31536000" in headers["Cache-Control"]
        assert headers["Content-Security-Policy"] and body


def a_file_goes_out_as_small_as_the_browser_takes_it():
    path = next(name for name in assets() if name.endswith(".js"))
    plain = get(path)[2]
    status, headers, packed = get(path, Accept_Encoding="gzip;q=0.9, deflate")
    tap.equal((status, headers["Content-Encoding"]), (200, "gzip"))
    tap.equal(gzip.decompress(packed), plain)
    smallest = get(path, Accept_Encoding="gzip, deflate, br")
    tap.equal(smallest[1]["Content-Encoding"], "br")
    assert len(smallest[2]) < len(packed) < len(plain)
    for refused in ("br;q=0, gzip;q=0", "identity", "brotli, gzipped"):
        tap.equal(get(path, Accept_Encoding=refused)[1]["Content-Encoding"], None, refused)
    tap.equal(headers["Vary"], "Accept-Encoding")
    tap.equal(headers["Content-Type"], "text/javascript; charset=utf-8")


def what_a_browser_has_is_not_sent_again():
    for path in ["/", *assets()]:
        etag = get(path)[1]["ETag"]
        assert re.fullmatch(r'"[0-9a-f]{32}"', etag), etag
        status, headers, body = get(path, If_None_Match=f'"other", W/{etag}')
        tap.equal((status, body, headers["ETag"]), (304, b"", etag), path)
        tap.equal(get(path, If_None_Match='"other"')[0], 200)
    tap.equal(shell()[0]["Cache-Control"], "no-cache")


def one_that_is_packed_has_an_etag_of_its_own():
    path = next(name for name in assets() if name.endswith(".css"))
    etags = {get(path, Accept_Encoding=kind)[1]["ETag"] for kind in ("br", "gzip", "identity")}
    tap.equal(len(etags), 3)


def no_other_file_can_be_asked_for():
    for path in ("/assets/concernd.conf", "/assets/..", "/assets/%2e%2e", "/assets/index.htm"):
        tap.equal(get(path)[0], 404, path)


def nothing_of_gov_uks_own_is_shipped():
    folder = pathlib.Path(tap.root(), "build", "web")
    text = "".join(path.read_text() for path in folder.iterdir()
                   if path.suffix in (".css", ".js", ".html", ".svg"))
    for name in ("GDS Transport", "@font-face", "crest", "crown"):
        assert name not in text, name


def without_its_files_the_daemon_serves_all_else_and_says_so():
    with testing.Site(page='folder = "/nowhere/at/all";') as site, site.daemon() as daemon:
        assert "/nowhere/at/all" in daemon.log() and "no page for people" in daemon.log(), daemon.log()
        status, _, body = daemon.request("GET", "/", name="people")
        tap.equal(status, 404)
        assert b"page.folder" in body, body
        tap.equal(daemon.get("/healthz")[0], 200)


def main():
    global DAEMON
    with testing.Site(page=f'council = {json.dumps(COUNCIL)}; phase = "Beta";') as site, \
            site.daemon() as DAEMON:
        tap.run(every_address_that_a_person_may_keep_gives_the_same_shell,
                the_shell_holds_the_councils_words_as_text,
                the_shell_says_whether_there_is_a_single_sign_on,
                no_code_and_no_style_is_in_the_shell_and_none_may_be,
                files_may_be_kept_for_a_year_for_their_names_hold_a_hash,
                a_file_goes_out_as_small_as_the_browser_takes_it,
                what_a_browser_has_is_not_sent_again,
                one_that_is_packed_has_an_etag_of_its_own,
                no_other_file_can_be_asked_for,
                nothing_of_gov_uks_own_is_shipped,
                without_its_files_the_daemon_serves_all_else_and_says_so)


if __name__ == "__main__":
    main()
