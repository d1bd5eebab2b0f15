"""A session under test, as a transcript: what goes in, what each client gets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hjx_studio.language.build import Build, build
from hjx_studio.session.clients import Peer
from hjx_studio.session.effects import Answer, ClearTimer, Close, Effect, ResumeSoon, Send, SetTimer
from hjx_studio.session.events import Event
from hjx_studio.session.session import Session
from hjx_studio.session.store import Store

Message = dict[str, Any]


def built(text: str, path: str = "test.hjx") -> Build:
    """The build of a source that must have no errors."""
    checked = build(path, {path: text})
    assert checked.build is not None, [finding.message for _, finding in checked.diagnostics]
    return checked.build


class Conversation:
    """A session with its clients; time moves only when it is told to."""

    def __init__(self, text: str, store: Store | None = None) -> None:
        self.now = 1_700_000_000.0
        self.events: list[Event] = []
        self.effects: list[Effect] = []
        self._received: dict[str, list[Message]] = {}
        self.closed: dict[str, tuple[int, str]] = {}
        self.timers: dict[str, float] = {}
        self.answers: dict[int, Message] = {}
        self.session = Session(
            "main",
            built(text),
            seed=1,
            clock=lambda: self.now,
            observe=self.events.append,
            store=store,
        )
        self.take(self.session.start(self.now))

    def join(
        self, key: str | None = None, build_name: str | None = None, protocol: str = ""
    ) -> str:
        """A client connects; its id."""
        peer = Peer("127.0.0.1", protocol=protocol, build=build_name)
        client, effects = self.session.connect(key, peer, self.now)
        self.take(effects)
        return client

    def leave(self, client: str) -> None:
        """A client's socket closes."""
        self.take(self.session.disconnect(client, "gone", self.now))

    def say(self, client: str, message: Message | str) -> list[Message]:
        """A client sends a message; all that it gets until nothing is left to do."""
        text = message if isinstance(message, str) else json.dumps(message)
        self.take(self.session.receive(client, text, self.now))
        return self.heard(client)

    def event(self, client: str, handler: str, *args: object, **more: object) -> list[Message]:
        """A client asks for a handler."""
        message = {"type": "event", "handler": handler, "args": list(args), **more}
        return self.say(client, message)

    def heard(self, client: str) -> list[Message]:
        """What a client got since it was asked last."""
        received = self._received.get(client, [])
        self._received[client] = []
        return received

    def take(self, effects: list[Effect]) -> None:
        """Carry out effects, as a server would."""
        for effect in effects:
            self.effects.append(effect)
            match effect:
                case Send(clients=clients, data=data):
                    for client in clients:
                        self._received.setdefault(client, []).append(json.loads(data))
                case Close(client=client, code=code, reason=reason):
                    self.closed[client] = (code, reason)
                case Answer(request=request, data=data):
                    self.answers[request] = json.loads(data)
                case SetTimer(timer=timer, interval=interval):
                    self.timers[timer] = interval
                case ClearTimer(timer=timer):
                    del self.timers[timer]
                case ResumeSoon():
                    self.take(self.session.resume(self.now))

    def seen(self, kind: type[Event], where: Callable[[Any], bool] = lambda _: True) -> list[Any]:
        """The events of a kind so far."""
        return [event for event in self.events if isinstance(event, kind) and where(event)]
