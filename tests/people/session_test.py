#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signing in: passwords, the single sign-on's proxy, sessions that end, and what is told to whom should not
be there."""

import http.client
import json
import os
import re
import ssl
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import concernd_testing as testing  # noqa: E402
import persons  # noqa: E402
import tap  # noqa: E402

SITE = None
DAEMON = None
WRONG = "the name or the password is wrong, or the account is closed for a while after too many tries"


def sql(text):
    return SITE.postgres.query(text)


def a_password_opens_a_session():
    browser = persons.Browser(DAEMON)
    answer = browser.sign_in("Mary")  # letter case is no difference
    tap.equal(answer.status, 200, answer.text)
    cookie = answer.headers["Set-Cookie"]
    assert re.fullmatch(r"concernd=[\w-]{43}; Path=/; HttpOnly; Secure; SameSite=Strict", cookie), cookie
    tap.equal(answer.headers["Cache-Control"], "no-store")
    tap.equal(answer.json["person"], {"name": "mary", "title": "Mary Manager", "roles": ["manager"]})
    tap.equal(browser.get("/v1/session").json["person"]["name"], "mary")
    tap.equal(browser.get("/v1/session").json["csrf"], browser.csrf)
    tap.equal(sql("select count(*) from concernd.audit where actor = 'user:mary' "
                  "and action = 'signed-in'"), [["1"]])


def the_database_holds_no_token_and_no_password():
    browser = persons.sign_in(DAEMON, "mary")
    token = browser.cookie.split("=")[1]
    rows = sql("select person.*, session.* from concernd.person join concernd.session on true")
    assert token not in str(rows) and persons.PASSWORD not in str(rows)
    assert "$argon2id$v=19$m=65536,t=2,p=1$" in str(rows)


def who_is_not_signed_in_gets_401_everywhere():
    for path in ("/v1/session", "/v1/alerts", "/v1/alerts/1", "/v1/children/1", "/v1/actions",
                 "/v1/children/1/explain", "/v1/reports/partnership", "/v1/words", "/v1/glass"):
        for cookie in (None, "concernd=short", "concernd=" + "A" * 43, "other=1"):
            browser = persons.Browser(DAEMON)
            browser.cookie = cookie
            answer = browser.get(path)
            tap.equal(answer.status, 401, f"{path} {cookie}")
            tap.equal(answer.headers["Content-Type"], "application/problem+json")
            assert "WWW-Authenticate" in answer.headers
            assert "sign in at POST /v1/session" in answer.detail, answer.detail


def a_wrong_password_and_an_unknown_name_are_answered_alike():
    answers = [persons.Browser(DAEMON).sign_in(*words)
               for words in (("mary", "not the password"), ("nobody", "not the password"),
                             ("gone", persons.PASSWORD), ("sso", persons.PASSWORD))]
    for answer in answers:
        tap.equal((answer.status, answer.detail), (401, WRONG))
        assert "Set-Cookie" not in answer.headers
    tap.equal(len({answer.text for answer in answers}), 1)
    rows = sql("select actor, detail from concernd.audit where action = 'sign-in-refused' order by id")
    tap.equal(rows, [["user:mary", ""], ["nobody", "no such account"], ["user:gone", ""],
                     ["user:sso", ""]])


def what_is_no_name_and_password_is_told():
    browser = persons.Browser(DAEMON)
    for body, headers, status, words in (
            ({}, {}, 422, "send name and password"),
            ({"name": "mary", "password": 7}, {}, 422, "send name and password"),
            ({"name": "m" * 101, "password": "x"}, {}, 422, "100"),
            ("{", {}, 400, "JSON"),
            ("[]", {}, 400, "one JSON object"),
            ("name=mary", {"Content-Type": "application/x-www-form-urlencoded"}, 415,
             "application/json"),
            ({"name": "mary", "password": "x", "more": "x" * 70000}, {}, 413, "bytes"),
            ({"name": "mary", "password": persons.PASSWORD}, {"Sec-Fetch-Site": "cross-site"}, 403,
             "from our own page")):
        answer = browser.post("/v1/session", body, headers=headers)
        tap.equal(answer.status, status, answer.text)
        assert words in answer.detail, answer.detail


def five_wrong_passwords_close_an_account_for_a_while():
    for _ in range(5):
        tap.equal(persons.Browser(DAEMON).sign_in("lena", "not the password").status, 401)
    answer = persons.Browser(DAEMON).sign_in("lena")
    tap.equal((answer.status, answer.detail), (401, WRONG))
    tap.equal(sql("select failures, locked_until > now() from concernd.person where name = 'lena'"),
              [["5", "t"]])
    sql("update concernd.person set locked_until = now() - interval '1 second' where name = 'lena'")
    tap.equal(persons.Browser(DAEMON).sign_in("lena", "not the password").status, 401)
    tap.equal(persons.Browser(DAEMON).sign_in("lena").status, 401, "one more closes it again")
    done = SITE.ctl("user", "enable", "lena")
    tap.equal(done.returncode, 0, done.stderr)
    tap.equal(persons.Browser(DAEMON).sign_in("lena").status, 200, "ops opened it")
    tap.equal(sql("select failures, locked_until from concernd.person where name = 'lena'"),
              [["0", ""]])


def without_the_token_of_the_page_nothing_changes():
    browser = persons.sign_in(DAEMON, "mary")
    for csrf in (None, "", "A" * 43, persons.sign_in(DAEMON, "lena").csrf):
        for method, path in (("POST", "/v1/alerts/1/acknowledge"), ("DELETE", "/v1/session"),
                             ("POST", "/v1/alerts/1/decisions"), ("PUT", "/v1/children/1/restriction")):
            headers = {} if csrf is None else {"X-CSRF-Token": csrf}
            answer = browser.ask(method, path, None if method == "DELETE" else {}, headers, csrf=False)
            tap.equal(answer.status, 403, f"{method} {path} {csrf}")
            assert "X-CSRF-Token" in answer.detail, answer.detail
    tap.equal(browser.get("/v1/session").status, 200)


def who_signs_out_is_out():
    browser = persons.sign_in(DAEMON, "mary")
    cookie = browser.cookie
    answer = browser.ask("DELETE", "/v1/session")
    tap.equal(answer.status, 204, answer.text)
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    browser.cookie = cookie
    tap.equal(browser.get("/v1/session").status, 401)


def a_session_ends_when_unused_and_after_its_hours():
    for change in ("used_at = now() - interval '31 minutes'", "ends_at = now()",
                   "ended_at = now()"):
        browser = persons.sign_in(DAEMON, "mary")
        tap.equal(browser.get("/v1/session").status, 200)
        sql(f"update concernd.session set {change} where ended_at is null and person = 'mary'")
        tap.equal(browser.get("/v1/session").status, 401, change)
    browser = persons.sign_in(DAEMON, "mary")
    sql("update concernd.session set used_at = now() - interval '29 minutes' "
        "where ended_at is null and person = 'mary'")
    tap.equal(browser.get("/v1/session").status, 200)
    tap.equal(sql("select count(*) from concernd.session where person = 'mary' "
                  "and used_at > now() - interval '1 minute' and ended_at is null"), [["1"]])


def signing_in_again_ends_the_session_before():
    browser = persons.sign_in(DAEMON, "mary")
    cookie = browser.cookie
    tap.equal(browser.sign_in("mary").status, 200)
    assert browser.cookie != cookie
    browser.cookie = cookie
    tap.equal(browser.get("/v1/session").status, 401)


def ops_disable_an_account_at_once():
    browser = persons.sign_in(DAEMON, "oscar")
    tap.equal(SITE.ctl("user", "disable", "oscar").returncode, 0)
    tap.equal(browser.get("/v1/session").status, 401)
    tap.equal(persons.Browser(DAEMON).sign_in("oscar").status, 401)
    tap.equal(SITE.ctl("user", "enable", "oscar").returncode, 0)
    tap.equal(persons.Browser(DAEMON).sign_in("oscar").status, 200)


def a_new_password_signs_out_who_had_the_old_one():
    browser = persons.sign_in(DAEMON, "oscar")
    done = SITE.ctl("user", "password", "oscar", text="another horse entirely\n")
    tap.equal(done.returncode, 0, done.stderr)
    tap.equal(browser.get("/v1/session").status, 401)
    tap.equal(persons.Browser(DAEMON).sign_in("oscar").status, 401)
    tap.equal(persons.Browser(DAEMON).sign_in("oscar", "another horse entirely").status, 200)


def passwords_that_are_easily_guessed_are_not_taken():
    for password, words in (("short", "12 characters"), ("a" * 20, "12 characters"),
                            ("i am oscar himself", "has the name in it"), ("x" * 10 + "y" * 200, "200")):
        done = SITE.ctl("user", "password", "oscar", text=password + "\n")
        tap.equal(done.returncode, 1, password)
        assert words in done.stderr, done.stderr


def names_and_roles_that_will_not_do_are_told():
    for arguments, code, words in (
            (("add", "Bad Name", "--title", "x", "--role", "ops"), 2, "lower case letters"),
            (("add", "new", "--title", "x", "--role", "king"), 2, "screener, manager"),
            (("add", "new", "--role", "ops"), 2, "--title"),
            (("add", "new", "--title", "x"), 2, "--role"),
            (("add", "mary", "--title", "x", "--role", "ops"), 9, "already"),
            (("role", "nobody", "--role", "ops"), 8, "no account"),
            (("disable", "nobody"), 8, "no account"), (("disable",), 2, "usage")):
        done = SITE.ctl("user", *arguments, text=persons.PASSWORD + "\n")
        tap.equal(done.returncode, code, f"{arguments}: {done.stderr}")
        assert words in done.stderr, done.stderr


def accounts_and_sessions_are_listed():
    persons.sign_in(DAEMON, "mary")
    listed = SITE.ctl("user", "list").stdout
    assert re.search(r"^mary +Mary Manager +manager +password +\d", listed, re.MULTILINE), listed
    assert re.search(r"^sso +Sam Single +screener +single sign-on +", listed, re.MULTILINE), listed
    assert re.search(r"^gone .* disabled ", listed, re.MULTILINE), listed
    assert re.search(r"^mary +password ", SITE.ctl("user", "sessions").stdout, re.MULTILINE)
    tap.equal(SITE.ctl("user", "sessions", "--end", "mary").returncode, 0)
    tap.equal(SITE.ctl("user", "sessions", "mary").stdout, "")


def roles_that_change_hold_at_once():
    browser = persons.sign_in(DAEMON, "mary")
    tap.equal(SITE.ctl("user", "role", "mary", "--role", "auditor").returncode, 0)
    tap.equal(browser.get("/v1/alerts").status, 403)
    tap.equal(SITE.ctl("user", "role", "mary", "--role", "manager").returncode, 0)
    tap.equal(browser.get("/v1/alerts").status, 200)
    tap.equal(sql("select detail from concernd.audit where action = 'person-roles' order by id"),
              [["mary: auditor"], ["mary: manager"]])


# ---- The single sign-on ----

def proxy(name="sso"):
    return persons.Browser(DAEMON, unix=SITE.folder / "people.sock",
                           headers={"X-Remote-User": name} if name else {})


def the_proxy_on_the_unix_socket_names_the_person():
    browser = proxy("SSO")
    tap.equal(browser.get("/v1/session").status, 401)
    answer = browser.post("/v1/session", {})
    tap.equal(answer.status, 200, answer.text)
    assert answer.headers["Set-Cookie"].startswith("__Host-concernd="), answer.headers
    tap.equal((answer.json["person"]["name"], answer.json["way"]), ("sso", "proxy"))
    tap.equal(browser.get("/v1/alerts").status, 200)


def a_session_of_the_proxy_holds_as_long_as_it_names_the_same_person():
    browser = proxy("sso")
    tap.equal(browser.post("/v1/session").status, 200)
    for headers in ({"X-Remote-User": "mary"}, {"X-Remote-User": ""}, {}):
        browser.headers = headers
        tap.equal(browser.get("/v1/session").status, 401, headers)
    browser.headers = {"X-Remote-User": "sso"}
    tap.equal(browser.get("/v1/session").status, 200)
    browser.unix = None
    browser.headers = {}
    tap.equal(browser.get("/v1/session").status, 401, "over TCP the cookie alone is nobody")


def whom_nobody_added_the_proxy_does_not_let_in():
    answer = proxy("stranger").post("/v1/session")
    tap.equal(answer.status, 401)
    assert "no account here" in answer.detail, answer.detail
    answer = proxy("gone").post("/v1/session")
    tap.equal(answer.status, 401, "disabled")
    answer = proxy(None).post("/v1/session")
    tap.equal(answer.status, 401)
    assert "named nobody" in answer.detail, answer.detail


def the_header_from_anybody_else_is_refused():
    for path in ("/v1/session", "/v1/alerts"):
        answer = persons.Browser(DAEMON, headers={"X-Remote-User": "mary"}).get(path)
        tap.equal(answer.status, 403, answer.text)
        assert "only the single sign-on's proxy" in answer.detail, answer.detail
    browser = persons.sign_in(DAEMON, "mary")
    tap.equal(browser.get("/v1/session", **{"x-remote-user": "mary"}).status, 403)
    tap.equal(persons.Browser(DAEMON, headers={"X-Remote-User": "mary"})
              .post("/v1/session", {}).status, 403)


def a_header_that_stands_twice_is_refused():
    connection = persons.UnixConnection(SITE.folder / "people.sock")
    connection.putrequest("POST", "/v1/session")
    connection.putheader("X-Remote-User", "sso")
    connection.putheader("X-Remote-User", "mary")
    connection.putheader("Content-Length", "0")
    connection.endheaders()
    answer = persons.Answer(connection.getresponse())
    connection.close()
    tap.equal(answer.status, 400, answer.text)
    assert "twice" in answer.detail, answer.detail


def many_tries_from_one_address_are_slowed_down():
    def tries():
        answer = persons.Browser(DAEMON).post("/v1/session", {})
        return answer if answer.status == 429 else None
    for _ in range(500):
        answer = tries()
        if answer:
            break
    assert answer and int(answer.headers["Retry-After"]) >= 1, "never 429"
    assert "too many tries" in answer.detail, answer.detail
    tap.equal(proxy("sso").post("/v1/session").status, 200, "the single sign-on counts for itself")


# ---- TLS ----

def over_tls_the_cookie_is_bound_to_the_host():
    key, certificate = SITE.folder / "key.pem", SITE.folder / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    before = SITE.config.read_text()
    SITE.config.write_text(
        before.replace(f"unix = \"{SITE.folder}/people.sock\";",
                       f"tls_certificate = \"{certificate}\"; tls_key = \"{key}\";")
        .replace(f"proxy_user = \"{os.getuid()}\";", ""))
    try:
        with SITE.daemon() as daemon:
            context = ssl.create_default_context(cafile=str(certificate))
            context.check_hostname = False
            connection = http.client.HTTPSConnection("127.0.0.1", daemon.port("people"), context=context,
                                                     timeout=testing.PATIENCE)
            connection.request("POST", "/v1/session",
                               json.dumps({"name": "mary", "password": persons.PASSWORD}),
                               {"Content-Type": "application/json"})
            response = connection.getresponse()
            cookie = response.headers["Set-Cookie"]
            tap.equal(response.status, 200, response.read())
            assert cookie.startswith("__Host-concernd="), cookie
            assert cookie.endswith("; Path=/; HttpOnly; Secure; SameSite=Strict"), cookie
            connection.request("GET", "/v1/session", headers={"Cookie": cookie.split(";")[0]})
            response = connection.getresponse()
            tap.equal(response.status, 200, response.read())
            connection.close()
    finally:
        SITE.config.write_text(before)


def a_proxy_that_nobody_can_be_is_told_in_one_run():
    before = SITE.config.read_text()
    SITE.config.write_text(before.replace(f"unix = \"{SITE.folder}/people.sock\";", ""))
    try:
        done = SITE.ctl("check")
        tap.equal(done.returncode, 1, done.stderr)
        assert "access.proxy_user is believed on the unix socket alone" in done.stdout + done.stderr
    finally:
        SITE.config.write_text(before)


def main():
    global SITE, DAEMON
    with testing.Site(settings="access = { proxy_user = \"%d\"; sign_ins_a_minute = 200; };"
                      % os.getuid()) as SITE:
        text = SITE.config.read_text()
        SITE.config.write_text(text.replace(
            "people = {", f"people = {{ unix = \"{SITE.folder}/people.sock\";"))
        for name, title, *roles in (("mary", "Mary Manager", "manager"), ("lena", "Lena L", "manager"),
                                    ("gone", "Gone G", "manager"), ("oscar", "Oscar O", "ops")):
            persons.add_account(SITE, name, *roles, title=title)
        persons.add_account(SITE, "sso", "screener", title="Sam Single", sso=True)
        tap.equal(SITE.ctl("user", "disable", "gone").returncode, 0)
        with SITE.daemon() as DAEMON:
            tap.run(a_password_opens_a_session,
                    the_database_holds_no_token_and_no_password,
                    who_is_not_signed_in_gets_401_everywhere,
                    a_wrong_password_and_an_unknown_name_are_answered_alike,
                    what_is_no_name_and_password_is_told,
                    five_wrong_passwords_close_an_account_for_a_while,
                    without_the_token_of_the_page_nothing_changes,
                    who_signs_out_is_out,
                    a_session_ends_when_unused_and_after_its_hours,
                    signing_in_again_ends_the_session_before,
                    ops_disable_an_account_at_once,
                    a_new_password_signs_out_who_had_the_old_one,
                    passwords_that_are_easily_guessed_are_not_taken,
                    names_and_roles_that_will_not_do_are_told,
                    accounts_and_sessions_are_listed,
                    roles_that_change_hold_at_once,
                    the_proxy_on_the_unix_socket_names_the_person,
                    a_session_of_the_proxy_holds_as_long_as_it_names_the_same_person,
                    whom_nobody_added_the_proxy_does_not_let_in,
                    the_header_from_anybody_else_is_refused,
                    a_header_that_stands_twice_is_refused,
                    over_tls_the_cookie_is_bound_to_the_host,
                    a_proxy_that_nobody_can_be_is_told_in_one_run,
                    many_tries_from_one_address_are_slowed_down)


if __name__ == "__main__":
    main()
