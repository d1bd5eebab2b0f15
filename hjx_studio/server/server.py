"""A server in this process: a host behind HTTP, on an address of its own."""

from __future__ import annotations

import errno
import secrets
import socket
import time

from aiohttp import web

from hjx_studio.language.diagnostics import HjxError
from hjx_studio.server.app import Site
from hjx_studio.server.assets import Assets, load_page
from hjx_studio.server.host import Host
from hjx_studio.server.http import HttpServer
from hjx_studio.server.options import ServerOptions
from hjx_studio.server.places import Places
from hjx_studio.server.policy import Policy, is_loopback
from hjx_studio.workspace.workspace import Workspace

_PORTS_TRIED = 50  # after one that is taken


class ListenError(HjxError):
    """The address can't be listened on; its text says why, and what can be done."""


def _bind(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    found.sort(key=lambda entry: entry[0] is not socket.AF_INET)  # of a name's addresses, IPv4
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except BaseException:
        listener.close()
        raise
    return listener


def _next_free(host: str, port: int) -> int | None:
    for candidate in range(port + 1, min(port + 1 + _PORTS_TRIED, 65_536)):
        try:
            _bind(host, candidate).close()
        except OSError:
            continue
        return candidate
    return None


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on `host`; port 0 takes any free one. Raises `ListenError`."""
    try:
        return _bind(host, port)
    except socket.gaierror as error:
        raise ListenError(f"{host} is no address of this machine") from error
    except (OSError, OverflowError, UnicodeError) as error:
        raise ListenError(_why_not(host, port, error)) from error


def _why_not(host: str, port: int, error: Exception) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRINUSE:
        free = _next_free(host, port)
        other = "any free one is --port 0" if free is None else f"{free} is free: --port {free}"
        return f"port {port} is taken; {other}"
    if code == errno.EACCES:
        return f"port {port} needs more rights than you have; one above 1023 does not"
    if code == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine"
    return f"can't listen on {host} port {port}: {error}"


def _addresses(host: str, port: int, token: str | None) -> tuple[str, ...]:
    """What browsers open; a server on all addresses is named by those that lead to it."""
    hosts = [host]
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - asked for by the user
        hosts = ["127.0.0.1", *_outward_addresses()]
    query = "" if token is None else f"/?token={token}"
    return tuple(f"http://{f'[{name}]' if ':' in name else name}:{port}{query}" for name in hosts)


def _outward_addresses() -> tuple[str, ...]:
    """This machine's address on the network; connecting a datagram socket sends nothing."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            return (str(probe.getsockname()[0]),)
    except OSError:
        return ()


class Server:
    """A running server. Make one with `await Server.start(options)`, end it with `stop`."""

    def __init__(self, host: Host, runner: web.ServerRunner, token: str | None) -> None:
        self.host = host
        self.token = token
        self._runner = runner

    @property
    def addresses(self) -> tuple[str, ...]:
        """The URLs that browsers open."""
        return self.host.addresses

    @classmethod
    async def start(cls, options: ServerOptions, workspace: Workspace | None = None) -> Server:
        """Listen, build and serve. Raises `ListenError`, or `WorkspaceError` for the entry."""
        workspace = workspace or Workspace(options.path, may_be_missing=options.may_be_missing)
        token = options.token
        if token is None and not options.insecure and not is_loopback(options.host):
            token = secrets.token_urlsafe(24)
        listener = listen(options.host, options.port)
        host = Host(workspace, options.limits, time.monotonic)
        policy = Policy(options.host, options.allow_hosts, options.allow_origins, token)
        site = Site(host, policy, Assets(load_page(), host.find_build), Places(options.private))
        runner = web.ServerRunner(
            HttpServer(site.answer), handle_signals=False, shutdown_timeout=1.0
        )
        port = listener.getsockname()[1]
        host.addresses = _addresses(options.host, port, token)
        try:
            host.start(watch=options.watch)
            await runner.setup()
            await web.SockSite(runner, listener).start()
        except BaseException:
            listener.close()
            await host.close()
            await runner.cleanup()
            raise
        return cls(host, runner, token)

    async def stop(self) -> None:
        """Let stopped runs go on, close every socket (1001), and end."""
        for site in tuple(self._runner.sites):
            await site.stop()
        await self.host.close()
        await self._runner.cleanup()
