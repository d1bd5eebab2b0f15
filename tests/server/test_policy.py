"""Who may speak to the server: the rules on Host, Origin and token, case by case."""

from __future__ import annotations

import pytest

from hjx_studio.server.policy import CONTENT_SECURITY_POLICY, Policy, is_loopback

LOCAL = Policy("127.0.0.1")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:5172", "localhost:5172", "LOCALHOST", "[::1]:5172", "10.1.2.3", "192.168.0.7:80"],
)
def test_a_host_that_no_rebinding_can_give_is_answered(host: str) -> None:
    assert LOCAL.check([host], []) is None


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "attacker.example:5172",
        "localhost.attacker.example",
        "127.0.0.1.attacker.example",
        "127.1",
        "localhost@attacker.example",
        "attacker.example#localhost",
        "attacker.example/localhost",
        "attacker.example\\@localhost",
        "",
        "localhost:port",
        "::1",
        "[::1",
        "localhost:99999",
        "localhost localhost",
    ],
)
def test_any_other_host_is_refused(host: str) -> None:
    refusal = LOCAL.check([host], [])
    assert refusal is not None
    assert refusal.status == 403


def test_no_host_and_two_hosts_are_refused() -> None:
    assert LOCAL.check([], []) is not None
    assert LOCAL.check(["localhost", "localhost"], []) is not None


def test_the_host_that_was_asked_for_and_those_allowed_are_answered() -> None:
    policy = Policy("app.example", allow_hosts=("Other.example", "third.example:8443"))
    assert policy.check(["App.example:5172"], []) is None
    assert policy.check(["other.example"], []) is None
    assert policy.check(["third.example:8443"], []) is None
    assert policy.check(["third.example"], []) is not None
    assert policy.check(["fourth.example"], []) is not None


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:5172", "http://localhost:5172"),
        ("LocalHost:5172", "http://localhost:5172"),
        ("127.0.0.1", "http://127.0.0.1"),
        ("127.0.0.1:80", "http://127.0.0.1"),
        ("[::1]:5172", "http://[::1]:5172"),
    ],
)
def test_the_servers_own_pages_may_connect(host: str, origin: str) -> None:
    assert LOCAL.check([host], [origin]) is None


@pytest.mark.parametrize(
    "origin",
    [
        "http://attacker.example",
        "http://localhost:5173",
        "http://localhost",
        "http://127.0.0.1:5172",
        "null",
        "",
        "localhost:5172",
        "file://",
        "file://localhost:5172",
        "http://localhost:5172.attacker.example",
        "http://localhost:5172@attacker.example",
        "http://attacker.example/http://localhost:5172",
        "chrome-extension://localhost:5172",
        "http://localhost:5172/",
    ],
)
def test_pages_of_another_origin_may_not(origin: str) -> None:
    refusal = LOCAL.check(["localhost:5172"], [origin])
    assert refusal is not None
    assert refusal.status == 403


def test_two_origins_are_refused_though_one_is_right() -> None:
    assert LOCAL.check(["localhost"], ["http://localhost", "http://localhost"]) is not None


def test_an_origin_that_was_allowed_may_connect() -> None:
    policy = Policy("127.0.0.1", allow_origins=("https://App.example/",))
    assert policy.check(["localhost:5172"], ["https://app.example"]) is None
    assert policy.check(["localhost:5172"], ["http://app.example"]) is not None


def test_without_a_token_none_is_asked_for() -> None:
    assert LOCAL.knows_token(None)


@pytest.mark.parametrize("given", [None, "", "secre", "secret ", "Secret", "sécret", "\ud800"])
def test_only_the_token_itself_is_let_in(given: str | None) -> None:
    policy = Policy("0.0.0.0", token="secret")
    assert policy.knows_token("secret")
    assert not policy.knows_token(given)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"])
def test_loopback_is_this_machine_alone(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.1", "app.example", ""])
def test_anything_else_asks_for_a_token(host: str) -> None:
    assert not is_loopback(host)


def test_no_inline_script_and_no_eval_is_allowed() -> None:
    scripts = [p for p in CONTENT_SECURITY_POLICY.split("; ") if p.startswith("script-src")]
    assert scripts == ["script-src 'self'"]
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe-eval" not in CONTENT_SECURITY_POLICY
