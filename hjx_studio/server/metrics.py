"""What the server counts and times, as the text that Prometheus reads.

Counts are fed by the events that every observer sees, so that the session knows nothing of them;
only what never reaches a session (refusals of the socket, clients that are given up) is told apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

from hjx_studio.session.events import ClientConnected, Event, FrameSeen, RunFailed, StateChanged

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)  # seconds


class Histogram:
    """How many durations (seconds) were no longer than each bound, and their sum."""

    def __init__(self) -> None:
        self._counts = [0] * (len(_BOUNDS) + 1)
        self._sum = 0.0

    def add(self, seconds: float) -> None:
        """Count one duration."""
        self._counts[bisect_left(_BOUNDS, seconds)] += 1
        self._sum += seconds

    def lines(self, name: str) -> Iterator[str]:
        """Its samples; each bucket holds those of the smaller ones too."""
        total = 0
        for bound, count in zip((*map(str, _BOUNDS), "+Inf"), self._counts, strict=True):
            total += count
            yield f'{name}_bucket{{le="{bound}"}} {total}'
        yield f"{name}_sum {self._sum:.9g}"
        yield f"{name}_count {total}"


class Metrics:
    """The counts of one server since it began. No label holds anything that a client has chosen."""

    def __init__(self) -> None:
        self._messages: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._connections = 0
        self._frames_sent = 0
        self._received = 0
        self._sent = 0
        self._dropped = 0
        self._handlers = Histogram()
        self._broadcasts = Histogram()

    def observe(self, event: Event) -> None:
        """Count what happened in a session."""
        match event:
            case FrameSeen(direction="in"):
                self._messages[event.type] += 1
                self._received += event.size
            case FrameSeen():
                self._frames_sent += event.clients
                self._sent += event.size * event.clients
                if event.code is not None:
                    self._errors[event.code] += 1
                elif event.revision is not None and event.elapsed is not None:
                    self._broadcasts.add(event.elapsed / 1000)
            case StateChanged(handler=str()):
                self._handlers.add(event.elapsed / 1000)
            case RunFailed():
                self._failures[event.code] += 1
            case ClientConnected():
                self._connections += 1
            case _:
                pass

    def refuse(self, code: str) -> None:
        """Count a message that its socket refused before any session saw it."""
        self._errors[code] += 1

    def drop(self) -> None:
        """Count a client that was given up because it did not take what it was sent."""
        self._dropped += 1

    def text(self, sessions: int, clients: int) -> str:
        """All of it, in the text format; the sessions and clients are those of now."""
        return "\n".join([*self._lines(sessions, clients), ""])

    def _lines(self, sessions: int, clients: int) -> Iterator[str]:
        yield from _single("hjx_sessions", "gauge", "Sessions that run.", sessions)
        yield from _single("hjx_clients", "gauge", "Open sockets.", clients)
        text = "Sockets that joined a session."
        yield from _single("hjx_connections_total", "counter", text, self._connections)
        text = "Messages that came, by type; what can't be read is invalid."
        yield from _labelled("hjx_events_total", text, "type", self._messages)
        text = "Messages that were answered with an error, by its code."
        yield from _labelled("hjx_errors_total", text, "code", self._errors)
        text = "Inputs that failed and changed nothing, whoever sent them, by code."
        yield from _labelled("hjx_failures_total", text, "code", self._failures)
        text = "Bytes of messages that came."
        yield from _single("hjx_received_bytes_total", "counter", text, self._received)
        text = "Bytes of messages that were sent, for each of their receivers."
        yield from _single("hjx_sent_bytes_total", "counter", text, self._sent)
        text = "Messages that were sent, for each of their receivers."
        yield from _single("hjx_frames_sent_total", "counter", text, self._frames_sent)
        text = "Clients closed because they did not take what they were sent."
        yield from _single("hjx_queue_drops_total", "counter", text, self._dropped)
        yield from _head("hjx_handler_seconds", "histogram", "Running of handlers that committed.")
        yield from self._handlers.lines("hjx_handler_seconds")
        text = "From an input's arrival until what it changed is ready to be sent."
        yield from _head("hjx_broadcast_seconds", "histogram", text)
        yield from self._broadcasts.lines("hjx_broadcast_seconds")


def _head(name: str, kind: str, text: str) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"


def _single(name: str, kind: str, text: str, value: int) -> Iterator[str]:
    yield from _head(name, kind, text)
    yield f"{name} {value}"


def _labelled(name: str, text: str, label: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield from _head(name, "counter", text)
    for value in sorted(counts):  # types and codes are ours, and need no escapes
        yield f'{name}{{{label}="{value}"}} {counts[value]}'
