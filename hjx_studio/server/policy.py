"""Who may speak to the server, and what every answer says to the browser about itself.

Pure: header values in, a verdict out. The rules are those of the protocol's section on safety: a
request must be meant for this server (`Host`, against DNS rebinding) and must not come from another
one's page (`Origin`); away from loopback it must also carry the token.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "connect-src 'self'",
        "img-src 'self' https: data:",
        "media-src 'self' https: data:",
        "font-src 'self' https: data:",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
    }
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server on `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class _Authority:
    host: str
    port: int | None


def _authority(text: str) -> _Authority | None:
    """The parts of `host:port`; None where it is none. An IPv6 address stands in brackets."""
    try:
        parts = urlsplit(f"//{text}")
        port = parts.port
    except ValueError:
        return None
    if parts.hostname is None or "@" in text or parts.netloc != text:
        return None
    return _Authority(parts.hostname, port)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered: the HTTP status and one sentence."""

    status: int
    message: str


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one server. `token` None asks for none."""

    host: str
    allow_hosts: tuple[str, ...] = ()
    allow_origins: tuple[str, ...] = ()
    token: str | None = None

    def check(self, hosts: Sequence[str], origins: Sequence[str]) -> Refusal | None:
        """Judge a request by all of its `Host` and `Origin` headers; None lets it in."""
        own = _authority(hosts[0]) if len(hosts) == 1 else None
        if own is None or not self._knows(own, hosts[0]):
            return Refusal(403, "This server does not answer to that Host; see --allow-host.")
        if not origins:
            return None
        if len(origins) > 1 or not self._is_own(origins[0], own):
            return Refusal(403, "Requests from another origin are refused; see --allow-origin.")
        return None

    def _knows(self, own: _Authority, header: str) -> bool:
        allowed = {host.lower() for host in (*self.allow_hosts, self.host)}
        return (
            own.host == "localhost"
            or _is_address(own.host)
            or own.host in allowed
            or header.lower() in allowed
        )

    def _is_own(self, origin: str, own: _Authority) -> bool:
        if origin.lower() in {allowed.lower().rstrip("/") for allowed in self.allow_origins}:
            return True
        scheme, separator, rest = origin.partition("://")
        default = _DEFAULT_PORTS.get(scheme.lower())
        there = _authority(rest) if separator else None
        if default is None or there is None:
            return False
        return there.host == own.host and (there.port or default) == (own.port or default)

    def knows_token(self, given: str | None) -> bool:
        """Whether `given` is the token, or none is asked for; each guess takes the same time."""
        if self.token is None:
            return True
        if given is None:
            return False
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode())
